//! The reports of an index that fit a query, with what is known about them: no text is read where facts alone are asked for.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::PathBuf;

use crate::query::{Ignored, Query, parse_knowing};
use crate::report::Facts;
use crate::search::archive::{Archive, PassageId, ReportId};
use crate::search::ask::facts;
use crate::search::run::SearchRun;
use crate::search::show::hit::SearchOptions;
use crate::search::{Asked, SearchError, Searcher, patience};

/// The order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOrder {
    /// By their best passages, best first.
    Score,
    /// By their dates, or years, newest first; those without come last.
    Date,
    /// By the paths of their first files.
    Path,
}

/// A report of a list.
#[derive(Clone, Debug)]
pub struct ListedReport {
    /// Key of its text, in hexadecimal.
    pub key: String,
    /// Its title, or the name of its file.
    pub title: String,
    /// What tells it apart from others of its title (2026年广东省).
    pub qualifier: String,
    /// What is known about it.
    pub facts: Facts,
    /// The files that hold it, with the name inside the file where that holds many, by path.
    pub places: Vec<(PathBuf, Option<String>)>,
    /// Its passages.
    pub passages: usize,
}

/// What a list holds.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The reports in order.
    pub reports: Vec<ListedReport>,
    /// What the reader should know, a sentence each.
    pub notes: Vec<String>,
}

impl Searcher {
    /// Reads what was typed, with the facts of people's own that the index knows, which are returned too; they are looked up
    /// only where some sign may be one. What was left unread is told as [`parse_knowing`] does.
    pub fn read_query(&self, typed: &str) -> (Query, Vec<Ignored>, Vec<String>) {
        let own = if typed.contains([':', '：']) { self.own_fact_names() } else { Vec::new() };
        let (query, ignored) = parse_knowing(typed, &own);
        (query, ignored, own)
    }

    /// Returns the names of the facts that people told of reports, each once.
    pub fn own_fact_names(&self) -> Vec<String> {
        let reader = match self.asked() {
            Asked::Local(reader) => reader,
            Asked::Remote(index) => return index.own_facts().to_vec(),
        };
        let file = reader.facts();
        let mut names: Vec<String> = Vec::new();
        for report in file.reports() {
            names.extend(file.own(report).map(|(name, _)| name.to_owned()));
            // Mostly the same again: kept short, but for the last look.
            if names.len() > NAMES_KEPT {
                names.sort();
                names.dedup();
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// Returns the reports that fit a query: all of them where it asks for nothing but leaves something out, or for nothing.
    ///
    /// # Errors
    /// What the query asks for wrongly, and what reading the index says.
    pub fn list(&self, query: &Query, order: ReportOrder) -> Result<Listing, SearchError> {
        self.with_archive(|archive| self.list_of(archive, query, order))
    }

    fn list_of(
        &self,
        archive: &dyn Archive,
        query: &Query,
        order: ReportOrder,
    ) -> Result<Listing, SearchError> {
        let (mut reports, notes) = self.fitting_reports(archive, query, order)?;
        let first = |report: &ReportId| archive.position(PassageId { report: *report, ordinal: 1 });
        match order {
            ReportOrder::Score => {}
            ReportOrder::Path => reports.sort_by_cached_key(first),
            ReportOrder::Date => {
                reports.sort_by_cached_key(|report| (Reverse(archive.date(*report)), first(report)));
            }
        }
        let listed = reports.into_iter().map(|report| {
            patience::check()?;
            listed(archive, report)
        });
        Ok(Listing { reports: listed.collect::<Result<_, _>>()?, notes })
    }

    fn fitting_reports(
        &self,
        archive: &dyn Archive,
        query: &Query,
        order: ReportOrder,
    ) -> Result<(Vec<ReportId>, Vec<String>), SearchError> {
        let all = SearchOptions {
            document_order: order != ReportOrder::Score,
            limit: usize::MAX,
            ..SearchOptions::default()
        };
        let mut seen = HashSet::new();
        if query.wants_something() {
            let run = SearchRun::new(archive, &self.knowledge, query, &all)?;
            let passages = run.matching()?.into_iter();
            let reports = passages.map(|passage| passage.report).filter(|report| seen.insert(*report));
            return Ok((reports.collect(), run.notes().to_vec()));
        }
        let mut reports: Vec<ReportId> = archive.reports().collect();
        let mut notes = Vec::new();
        // Of reports exclusions leave something: all that they do not hold.
        if *query != Query::Nothing {
            let asked = facts::filters(query)?;
            notes.extend(asked.iter().filter_map(|asked| facts::note(asked, archive)));
            let run = SearchRun::new(archive, &self.knowledge, query, &all)?;
            let mut kept = Vec::new();
            for report in reports {
                if run.plan.holds(PassageId { report, ordinal: 1 }, archive)? {
                    kept.push(report);
                }
            }
            reports = kept;
        }
        reports.sort_by_cached_key(|report| archive.position(PassageId { report: *report, ordinal: 1 }));
        Ok((reports, notes))
    }
}

/// Names of facts gathered before those that are there twice are dropped.
const NAMES_KEPT: usize = 1_000;

/// Returns a report as lists show it.
///
/// # Errors
/// What reading its record says.
pub(in crate::search) fn listed(
    archive: &dyn Archive,
    report: ReportId,
) -> Result<ListedReport, SearchError> {
    let record = archive.record(report)?;
    let places = archive.places(report)?;
    Ok(ListedReport {
        key: record.key.clone(),
        title: record.title.clone(),
        qualifier: record.qualifier.clone(),
        facts: archive.facts(report).unwrap_or_default(),
        places: places.iter().map(|place| (place.path.clone(), place.member.clone())).collect(),
        passages: record.passages,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use crate::search::tests::Fixture;

    #[test]
    fn reports_are_listed_by_facts_and_words_in_every_order() {
        let fixture = Fixture::of(&[
            ("a.txt", "2023年湖北省政府工作报告\n一、总则\n落实责任。"),
            ("b.txt", "2025年武汉市政府工作报告\n一、总则\n落实落实责任，粮食安全。"),
            ("c.txt", "关于粮食的通知\n一、总则\n粮食安全。"),
        ]);
        let names = |typed: &str, order| {
            let listing = fixture.searcher.list(&parse(typed).0, order).expect("a list");
            let name = |report: &ListedReport| {
                report.places[0].0.file_stem().expect("a name").to_string_lossy().into_owned()
            };
            listing.reports.iter().map(name).collect::<String>()
        };
        for (typed, order, wanted) in [
            ("", ReportOrder::Path, "abc"),
            ("", ReportOrder::Date, "bac"),
            ("地区:湖北", ReportOrder::Path, "ab"),
            ("年:2024..", ReportOrder::Path, "b"),
            ("年:2023 年:2025", ReportOrder::Date, "ba"),
            ("-种类:通知", ReportOrder::Path, "ab"),
            ("粮食 -种类:通知", ReportOrder::Path, "b"),
            ("落实", ReportOrder::Path, "ab"),
            ("年:2001", ReportOrder::Path, ""),
        ] {
            assert_eq!(names(typed, order), wanted, "{typed} {order:?}");
        }
        let listing = fixture.searcher.list(&parse("年:2001").0, ReportOrder::Path).expect("a list");
        assert!(listing.notes[0].contains("2023 (1 report)"), "{:?}", listing.notes);
    }
}
