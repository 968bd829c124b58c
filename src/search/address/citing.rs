//! The passages that cite an article: by its report's name, by what a text calls that in short, or inside it.

use rustc_hash::FxHashSet;

use crate::analysis::{self, name_key};
use crate::query::address::{Address, Part};
use crate::report::work_title;
use crate::text::Span;

use super::cites::{SELF, cited, mentioned, short_names};
use super::names::title_key;
use super::reports::Named;
use super::{Lookup, runs_of};
use crate::search::SearchError;
use crate::search::archive::{PassageId, ReportId};

/// Texts that are read for citations.
const READ_MAX: usize = 1_000;
/// Passages that cite and are brought into question.
const CITING_MAX: usize = 200;
/// Reports of a name whose own articles are read for citations: the newest.
const OWN_MAX: usize = 3;

impl Lookup<'_> {
    /// Returns passages that cite the article of an address, with where they do.
    pub(super) fn citing(
        &self,
        address: &Address,
        named: &[Named],
    ) -> Result<Vec<(PassageId, Span)>, SearchError> {
        let article = address.steps.iter().find(|step| step.part == Part::Article);
        let Some(article) = article.filter(|_| named.iter().all(|named| named.fit.is_sure())) else {
            return Ok(Vec::new());
        };
        let parts: Vec<String> = article.printed().iter().map(|part| analysis::fold_text(part)).collect();
        let holders = self.holders(&runs_of(&parts))?;
        let names = names_in_texts(address, named);
        let mut found = Vec::new();
        let mut read = READ_MAX;
        let mut take = |at: PassageId, cites: &dyn Fn(&str) -> Option<std::ops::Range<usize>>| {
            if read == 0 || found.len() >= CITING_MAX {
                return Ok(());
            }
            read -= 1;
            let piece = self.archive.glance(at)?;
            if let Some(range) = cites(piece.folded()) {
                found.push((at, analysis::fold(piece.text()).source_span(range)));
            }
            Ok::<(), SearchError>(())
        };
        // A passage is read only where both lists name it.
        let named_in: FxHashSet<PassageId> = self.holders(&runs_of(&names))?.into_iter().collect();
        let both = holders.iter().copied().filter(|at| named_in.contains(at)).collect();
        for at in self.first_of(both, READ_MAX)? {
            take(at, &|text| cited(text, &names, &parts))?;
        }
        let own_names = SELF.map(analysis::fold_text);
        for named in named.iter().filter(|named| named.article.is_none()).take(OWN_MAX) {
            for at in self.first_of(self.inside(&holders, named.report).to_vec(), READ_MAX)? {
                take(at, &|text| cited(text, &own_names, &parts).or_else(|| mentioned(text, &parts)))?;
            }
        }
        for (report, short) in self.shortened_in(named)? {
            for at in self.first_of(self.inside(&holders, report).to_vec(), READ_MAX)? {
                take(at, &|text| cited(text, std::slice::from_ref(&short), &parts))?;
            }
        }
        found.sort_unstable_by_key(|(at, _)| *at);
        found.dedup_by_key(|(at, _)| *at);
        Ok(found)
    }

    /// Those of some passages, in order, that stand in a report.
    pub(super) fn inside<'p>(&self, held: &'p [PassageId], report: ReportId) -> &'p [PassageId] {
        let begin = held.partition_point(|at| at.report < report);
        &held[begin..held.partition_point(|at| at.report <= report)]
    }

    /// The reports that say a short name for the one named, which holds in them alone, with that name, folded.
    fn shortened_in(&self, named: &[Named]) -> Result<Vec<(ReportId, String)>, SearchError> {
        let Some(first) = named.first() else { return Ok(Vec::new()) };
        let title = work_title(&first.title);
        let key = title_key(title);
        let said = runs_of(&[format!("{title}》（以下简称"), format!("{title}》（下称")]);
        let mut found = Vec::new();
        for at in self.first_holders(&said, READ_MAX)? {
            let piece = self.archive.glance(at)?;
            for (_, short) in short_names(piece.text()).filter(|(name, _)| name_key(name) == key) {
                found.push((at.report, analysis::fold_text(short)));
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// The names of a report as texts say them, folded: what was typed, the title, both without 中华人民共和国.
fn names_in_texts(address: &Address, named: &[Named]) -> Vec<String> {
    let state = analysis::fold_text("中华人民共和国");
    let titles = named.first().map(|named| work_title(&named.title));
    let mut names: Vec<String> = Vec::new();
    for name in titles.into_iter().chain([address.name.as_str()]) {
        let folded = analysis::fold_text(name);
        let name = folded.strip_prefix(state.as_str()).unwrap_or(&folded).to_owned();
        if name.chars().nth(1).is_some() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
