//! The reports of a name: by their titles, else by what texts call them; the newest edition first.

use std::cmp::Reverse;

use crate::analysis::{self, name_key};
use crate::query::address::{Form, Step, step_at_start};
use crate::report::work_title;

use super::dates::{self, Day};
use super::names::{Called, Fit, title_key};
use super::{Lookup, runs_of};
use crate::search::SearchError;
use crate::search::archive::{PassageId, ReportId};

/// Reports of a name that are looked into, the best first.
pub(super) const REPORTS_MAX: usize = 50;
/// Passages that explain a short name and are read for it.
const EXPLAINED_MAX: usize = 200;

/// A report that a name may mean.
pub(super) struct Named {
    /// The report.
    pub(super) report: ReportId,
    /// How well its title fits.
    pub(super) fit: Fit,
    /// Its title.
    pub(super) title: String,
    /// The article that it is alone, where its title names one.
    pub(super) article: Option<Step>,
    /// The day of its edition.
    day: Option<Day>,
}

impl Lookup<'_> {
    /// Returns the reports with the best fit, the newest first. Only an address as it is printed is tried on parts of titles.
    pub(super) fn reports_called(&self, name: &str, form: Form) -> Result<Vec<Named>, SearchError> {
        let Some(called) = Called::new(name) else { return Ok(Vec::new()) };
        let mut found = self.fitting(&called, false)?;
        if found.is_empty() && form == Form::Full {
            // By what texts call it before parts of titles: 国资法 stands in none.
            if let Some(full) = self.explained(&called)? {
                found = self.fitting(&full, false)?;
            }
            if found.is_empty() {
                found = self.fitting(&called, true)?;
            }
        }
        let Some(best) = found.iter().map(|named| named.fit).min() else { return Ok(found) };
        found.retain(|named| named.fit == best);
        self.newest_first(&mut found)?;
        Ok(found)
    }

    /// Returns the reports whose title holds all of some runs: those whose title is one of them first, then the newest.
    pub(super) fn reports_titled(&self, titles: &[&str]) -> Result<Vec<Named>, SearchError> {
        let folded: Vec<String> = titles.iter().map(|title| analysis::fold_text(title)).collect();
        let pairs: Vec<&str> = folded.iter().flat_map(|title| analysis::name_pairs(title)).collect();
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = titles.iter().map(|title| name_key(title)).collect();
        let mut found = Vec::new();
        for report in self.archive.titled(&pairs)? {
            let title = self.archive.record(report)?.title.clone();
            let own = analysis::fold_text(&title);
            if folded.iter().all(|part| own.contains(part.as_str())) {
                let is_whole = keys.contains(&title_key(work_title(&title)));
                found.push(self.of(report, if is_whole { Fit::Whole } else { Fit::Inside }, title));
            }
        }
        self.newest_first(&mut found)?;
        Ok(found)
    }

    fn fitting(&self, called: &Called, loosely: bool) -> Result<Vec<Named>, SearchError> {
        let mut reports = Vec::new();
        for key in called.keys() {
            reports.extend(self.archive.titled_like(&analysis::name_pairs(key))?);
        }
        reports.sort_unstable();
        reports.dedup();
        self.archive.fetch_reports(&reports)?;
        let mut found = Vec::new();
        for report in reports {
            let title = self.archive.record(report)?.title.clone();
            if let Some(fit) = called.fits(work_title(&title), loosely) {
                found.push(self.of(report, fit, title));
            }
        }
        Ok(found)
    }

    fn of(&self, report: ReportId, fit: Fit, title: String) -> Named {
        let rest = &title[work_title(&title).len()..];
        let article = step_at_start(rest).map(|(step, _)| step);
        Named { report, fit, title, article, day: None }
    }

    /// Orders reports by fit, then by the day of their edition, then by path.
    fn newest_first(&self, found: &mut [Named]) -> Result<(), SearchError> {
        // The day is read from texts, which is not worth it for one report.
        if found.len() > 1 {
            for named in found.iter_mut() {
                named.day = self.day_of(named)?;
            }
        }
        found.sort_by_cached_key(|named| {
            (named.fit, Reverse(named.day), self.archive.position(first_of(named.report)))
        });
        Ok(())
    }

    /// The latest day that a report's title, files' names or text before the first heading tell.
    fn day_of(&self, named: &Named) -> Result<Option<Day>, SearchError> {
        let mut latest = dates::latest(&named.title);
        for place in self.archive.places(named.report)?.iter() {
            let name = place.path.file_stem().map(|name| name.to_string_lossy().into_owned());
            latest = latest.max(name.and_then(|name| dates::latest(&name)));
        }
        if self.archive.record(named.report)?.passages > 0 {
            let head = self.archive.passage(first_of(named.report))?;
            // With a heading it is no longer the head of the report: its days are others.
            if head.path().len() == 1 {
                latest = latest.max(dates::latest(head.text()));
            }
        }
        Ok(latest)
    }

    /// What texts say a short name is short for, where all that explain it say the same.
    fn explained(&self, called: &Called) -> Result<Option<Called>, SearchError> {
        let short = called.key();
        let said = ["简称", "简称《", "简称“", "下称", "下称《"].map(|before| format!("{before}{short}"));
        let mut full: Option<String> = None;
        for at in self.first_holders(&runs_of(&said), EXPLAINED_MAX)? {
            let piece = self.archive.passage(at)?;
            for (name, own) in super::cites::short_names(piece.text()) {
                if name_key(own) != short {
                    continue;
                }
                let key = name_key(name);
                // Two texts explain it differently: it is short for nothing certain.
                if full.as_ref().is_some_and(|known| *known != key) {
                    return Ok(None);
                }
                full = Some(key);
            }
        }
        Ok(full.as_deref().and_then(Called::new))
    }
}

/// The first passage of a report.
pub(super) fn first_of(report: ReportId) -> PassageId {
    PassageId { report, ordinal: 1 }
}
