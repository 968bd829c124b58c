//! The proof that nothing is missed: runs drawn from the passages, asked for, and held against a plain scan.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::query::{self, Query};

use crate::search::archive::{Archive, PassageId, PassageRange};
use crate::search::ask::conditions::{AsTyped, FreeWords};
use crate::search::prove::random::Random;
use crate::search::run::SearchRun;
use crate::search::{SearchError, SearchOptions, Searcher};

/// Longest run that is drawn, in characters of the text.
const RUN_CHARS_MAX: usize = 12;
/// Failures told in full; all are counted.
const FAILURES_TOLD: usize = 20;

/// What the check of recall found.
#[derive(Clone, Debug, Default)]
pub struct RecallReport {
    /// Runs that were asked for.
    pub runs: usize,
    /// Passages that were scanned for each.
    pub passages: usize,
    /// Runs whose quoted query gave exactly the passages of the scan.
    pub quoted_equal: usize,
    /// Runs for which every passage of the scan is in the full list of the unquoted query.
    pub unquoted_listed: usize,
    /// Runs for which a passage of the scan is among the first ten hits of the unquoted query, or, of numbers, these all
    /// hold it whole.
    pub unquoted_first_ten: usize,
    /// Runs that hold a sign of the query language (`-词`, `甲|乙`): without quotation marks these are asked as the
    /// plain text that they are in the report.
    pub as_text: usize,
    /// The first failures: the run and what went wrong.
    pub failures: Vec<(String, String)>,
}

impl RecallReport {
    /// Returns whether nothing was missed.
    pub fn is_clean(&self) -> bool {
        [self.quoted_equal, self.unquoted_listed, self.unquoted_first_ten]
            .iter()
            .all(|right| *right == self.runs)
    }

    fn fail(&mut self, run: &str, what: String) {
        if self.failures.len() < FAILURES_TOLD {
            self.failures.push((run.to_owned(), what));
        }
    }
}

impl Searcher {
    /// Draws `runs` runs of 1 to 12 characters (at least one letter, digit or Han) from the passages and checks for
    /// each that the quoted query gives exactly the passages of a scan, and that the unquoted one lists all of them
    /// and shows one among its first ten hits. The same `seed` draws the same runs from the same index.
    ///
    /// `progress` is called after each run with the number done.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn verify_recall(
        &self,
        runs: usize,
        seed: u64,
        progress: &dyn Fn(usize),
    ) -> Result<RecallReport, SearchError> {
        self.with_archive(|archive| self.recall_of(archive, runs, seed, progress))
    }

    fn recall_of(
        &self,
        archive: &dyn Archive,
        runs: usize,
        seed: u64,
        progress: &dyn Fn(usize),
    ) -> Result<RecallReport, SearchError> {
        let scan = Scan::load(archive)?;
        let mut report = RecallReport { passages: scan.passages.len(), ..RecallReport::default() };
        let mut random = Random(seed);
        let mut failed_draws = 0;
        // An index of nothing but punctuation gives no run: then drawing ends.
        while report.runs < runs && failed_draws < 1_000 {
            let Some(run) = scan.draw(archive, &mut random)? else {
                failed_draws += 1;
                continue;
            };
            failed_draws = 0;
            report.runs += 1;
            self.check_run(&run, &scan, archive, &mut report)?;
            progress(report.runs);
        }
        Ok(report)
    }

    fn check_run(
        &self,
        run: &str,
        scan: &Scan,
        archive: &dyn Archive,
        report: &mut RecallReport,
    ) -> Result<(), SearchError> {
        let truth = scan.passages_with(&crate::analysis::fold_text(run));
        let (quoted, _) = query::parse(&query::quoted(run));
        let all = SearchOptions {
            limit: usize::MAX,
            all: false,
            document_order: true,
            newest_first: false,
            count: true,
            snippet_columns: 80,
            explain: false,
            exact: true,
            ..SearchOptions::default()
        };
        let found: BTreeSet<PassageId> =
            SearchRun::new(archive, &self.knowledge, &quoted, &all)?.matching()?.into_iter().collect();
        if found == truth {
            report.quoted_equal += 1;
        } else {
            let (missed, wrong) = (truth.difference(&found).count(), found.difference(&truth).count());
            report.fail(run, format!("quoted: {missed} passages missed, {wrong} wrong of {}", truth.len()));
        }
        let plain = Query::Text(run.to_owned());
        report.as_text += usize::from(query::parse(run).0 != plain);
        let listed: BTreeSet<PassageId> =
            SearchRun::new(archive, &self.knowledge, &plain, &all)?.listed()?.into_iter().collect();
        if truth.is_subset(&listed) {
            report.unquoted_listed += 1;
        } else {
            report.fail(run, format!("unquoted: {} passages not listed", truth.difference(&listed).count()));
        }
        let ten = SearchOptions { limit: 10, document_order: false, count: false, ..all };
        let search = SearchRun::new(archive, &self.knowledge, &plain, &ten)?;
        let first: BTreeSet<PassageId> = search.matching()?.into_iter().collect();
        if first.is_disjoint(&truth) && !hold_whole(&search, &first)? {
            report.fail(run, "unquoted: none among the first ten".to_owned());
        } else {
            report.unquoted_first_ten += 1;
        }
        Ok(())
    }
}

/// Whether a number was asked for, and all of these passages hold what was asked for with it whole: they come before all
/// that hold its digits inside longer ones, from one of which the run may have been drawn.
fn hold_whole(search: &SearchRun<'_>, found: &BTreeSet<PassageId>) -> Result<bool, SearchError> {
    let asked =
        search.plan.wanted.iter().find(|wanted| wanted.free_words().is_some_and(FreeWords::may_cut_number));
    let Some(asked) = asked.filter(|_| !found.is_empty()) else { return Ok(false) };
    for at in found {
        let piece = search.archive.passage(*at)?;
        if asked.stands_as_typed(*at, &piece, search.archive)? < AsTyped::Whole {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The folded text of every section, and where its passages begin in it.
struct Scan {
    passages: Vec<PassageId>,
    rows: Vec<Row>,
}

/// Passages that continue each other: only within one row may a run cross a cut.
#[derive(Default)]
struct Row {
    folded: String,
    begins: Vec<(usize, PassageId)>,
}

impl Scan {
    fn load(archive: &dyn Archive) -> Result<Scan, SearchError> {
        let mut scan = Scan { passages: Vec::new(), rows: Vec::new() };
        let mut row = Row::default();
        for report in archive.reports() {
            let len = archive.record(report)?.passages as u32;
            let own = PassageRange { first: PassageId { report, ordinal: 1 }, len };
            archive.fetch(&own.ids().collect::<Vec<_>>())?;
            for at in own.ids() {
                let piece = archive.glance(at)?;
                scan.passages.push(at);
                row.begins.push((row.folded.len(), at));
                row.folded.push_str(piece.folded());
                if !piece.continues() {
                    scan.rows.push(std::mem::take(&mut row));
                }
            }
        }
        Ok(scan)
    }

    fn passages_with(&self, folded: &str) -> BTreeSet<PassageId> {
        let finder = memmem::Finder::new(folded);
        let mut found = BTreeSet::new();
        for row in &self.rows {
            // Overlapping occurrences count: each may begin in another passage.
            let mut from = 0;
            while let Some(at) = finder.find(&row.folded.as_bytes()[from..]) {
                let begin = from + at;
                let nth = row.begins.partition_point(|(start, _)| *start <= begin) - 1;
                found.insert(row.begins[nth].1);
                // The rest of this passage is settled.
                from = row.begins.get(nth + 1).map_or(row.folded.len(), |(start, _)| *start);
            }
        }
        found
    }

    fn draw(&self, archive: &dyn Archive, random: &mut Random) -> Result<Option<String>, SearchError> {
        if self.passages.is_empty() {
            return Ok(None);
        }
        let piece = archive.passage(self.passages[random.below(self.passages.len())])?;
        let starts: Vec<usize> = piece.text().char_indices().map(|(at, _)| at).collect();
        let chars = 1 + random.below(RUN_CHARS_MAX);
        let first = random.below(starts.len().saturating_sub(chars).max(1));
        let end = starts.get(first + chars).copied().unwrap_or(piece.text().len());
        let run = piece.text()[starts[first]..end].trim();
        let asked = query::parse(&query::quoted(run)).0 == Query::Run(run.to_owned());
        // A run with quotation marks of every style cannot be quoted.
        let usable = run.chars().any(char::is_alphanumeric) && asked;
        Ok(usable.then(|| run.to_owned()))
    }
}
