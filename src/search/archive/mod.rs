//! The seam of a search: what it asks of whoever holds the reports.
//!
//! In front of it (`ask`, `score`, `show`, `collect.rs`) stand the meaning of a query, the score and the hits; no engine's
//! type and no number of a segment or document is known there. Behind it stands an [`Archive`]: the local index
//! (`local.rs`), or one in memory for tests (`memory/`). ARCHITECTURE.md has the contract: which order, which statistics
//! are of the whole collection, what may be approximate, and what an archive of many machines does with each call.

pub(in crate::search) mod piece;
pub(in crate::search) mod titles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::index::{FactFilter, KnownValues};
pub(in crate::search) use crate::index::{Kin, Name, PieceMeta, PlaceMeta, RecordMeta};
use crate::report::{COUNTRY_CODE, Date, Facts};
use crate::search::SearchError;
use crate::search::ask::plan::Plan;
use crate::search::ask::runs::Run;
use crate::search::ask::terms::QueryTerm;

use piece::Piece;

/// A report of an archive. Its number means something to the archive only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::search) struct ReportId(pub(in crate::search) u64);

/// A passage of a report, or a text that its remarks keep out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::search) struct PassageId {
    /// The report.
    pub(in crate::search) report: ReportId,
    /// Its number in the report, from 1 on in reading order, what is kept out after all passages.
    pub(in crate::search) ordinal: u32,
}

impl PassageId {
    /// Returns the passage `steps` further on in the report.
    pub(in crate::search) fn plus(self, steps: u32) -> PassageId {
        PassageId { ordinal: self.ordinal + steps, ..self }
    }

    /// Returns whether it is the first of its report.
    pub(in crate::search) fn is_first(self) -> bool {
        self.ordinal == 1
    }
}

/// Passages of one report in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct PassageRange {
    /// The first.
    pub(in crate::search) first: PassageId,
    /// How many; at least one.
    pub(in crate::search) len: u32,
}

impl PassageRange {
    /// Returns the passages in order.
    pub(in crate::search) fn ids(self) -> impl Iterator<Item = PassageId> {
        (0..self.len).map(move |nth| self.first.plus(nth))
    }

    /// Returns whether a passage is one of them.
    pub(in crate::search) fn contains(&self, id: PassageId) -> bool {
        // An earlier passage wraps around to a number beyond every length.
        let from_first = id.ordinal.wrapping_sub(self.first.ordinal);
        id.report == self.first.report && from_first < self.len
    }
}

/// Where a passage stands among all: by the path of its report, then in the order of reading. It depends on the texts and
/// their paths only, never on how the archive came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) struct Position(pub(in crate::search) u64, pub(in crate::search) u32);

/// Statistics of the whole collection, deleted reports and texts kept out apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::search) struct Statistics {
    /// Passages, at least 1.
    pub(in crate::search) passages: u64,
    /// Mean length of a passage in folded characters, at least 1.
    pub(in crate::search) mean_chars: f32,
    /// Mean length of a report in folded characters, at least 1.
    pub(in crate::search) mean_report_chars: f32,
}

/// What is asked of the first stage.
#[derive(Clone, Copy)]
pub(in crate::search) struct Wish<'a> {
    /// The query.
    pub(in crate::search) plan: &'a Plan,
    /// The words of all its ranking parts.
    pub(in crate::search) terms: &'a [QueryTerm],
    /// Whether texts that remarks keep out are searched too.
    pub(in crate::search) all: bool,
    /// Passages that are ranked in full.
    pub(in crate::search) depth: usize,
    /// A run that more passages may hold than this chooses none for the head.
    pub(in crate::search) run_depth: usize,
    /// What words inside rare words count beside those typed.
    pub(in crate::search) inner: f32,
}

impl<'a> Wish<'a> {
    /// Returns the terms that choose: stop words rank but do not choose, unless there is nothing else.
    pub(in crate::search) fn choosing_terms(&self) -> Vec<&'a QueryTerm> {
        let telling: Vec<&QueryTerm> = self.terms.iter().filter(|term| !term.is_stop_word).collect();
        if telling.is_empty() { self.terms.iter().collect() } else { telling }
    }
}

/// What the first stage found.
pub(in crate::search) struct Candidates {
    /// Passages to be scored in full: the best by words and the first that hold each run, in the order of positions.
    pub(in crate::search) head: Vec<PassageId>,
    /// Further ones, best first, with the scores of this stage.
    pub(in crate::search) rest: Vec<(PassageId, f32)>,
    /// Whether head and rest together are all that match.
    pub(in crate::search) complete: bool,
    /// Whether more passages may hold a run than were taken into the head for it.
    pub(in crate::search) unseen: bool,
    /// No more passages match than this.
    pub(in crate::search) most: usize,
    /// Some of all that may match, evenly from all over, where the list of all is known; else none.
    pub(in crate::search) sample: Vec<PassageId>,
}

/// The first stage of one search: which passages come into question, cheaply.
pub(in crate::search) trait Choice {
    /// Returns the best `total` passages, the best of them and the holders of runs as the head.
    ///
    /// # Errors
    /// What the archive says.
    fn best(&self, total: usize) -> Result<Candidates, SearchError>;

    /// Returns the best `total` passages without a head: what there is beyond a head that was made before.
    ///
    /// # Errors
    /// What the archive says.
    fn listed(&self, total: usize) -> Result<Candidates, SearchError>;

    /// Returns every passage that some part of the query chooses and whose section may satisfy it; beyond the head in no
    /// order when they are `sorted_later`.
    ///
    /// # Errors
    /// What the archive says.
    fn every(&self, sorted_later: bool) -> Result<Candidates, SearchError>;

    /// Returns all passages that may hold a run, but for those in the head, in the order of positions.
    ///
    /// # Errors
    /// What the archive says.
    fn unseen(&self, head: &[PassageId]) -> Result<Vec<PassageId>, SearchError>;

    /// Returns a number of passages than which no fewer match.
    ///
    /// # Errors
    /// What the archive says.
    fn at_least(&self) -> Result<usize, SearchError>;
}

/// How often words stand in passages.
pub(in crate::search) struct Frequencies {
    words: usize,
    counts: Vec<u16>,
}

impl Frequencies {
    /// Makes a table of zeros for these numbers of words and passages.
    pub(in crate::search) fn none(words: usize, passages: usize) -> Frequencies {
        Frequencies { words, counts: vec![0; words * passages] }
    }

    /// Sets how often a word stands in a passage, both by their numbers.
    pub(in crate::search) fn set(&mut self, word: usize, passage: usize, count: u16) {
        self.counts[passage * self.words + word] = count;
    }

    /// Returns the counts of all words in the passage with this number.
    pub(in crate::search) fn of(&self, passage: usize) -> &[u16] {
        &self.counts[passage * self.words..(passage + 1) * self.words]
    }
}

/// Which neighbour of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Neighbour {
    /// The one before it.
    Before,
    /// The one after it.
    After,
}

/// Returns the day of today, by which what ends later is still in force.
pub(in crate::search) fn today() -> Date {
    Date::in_china(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs()))
}

/// Whoever holds the reports. Calls that take many things at once are one round trip to an archive far away.
pub(in crate::search) trait Archive {
    /// Returns the statistics of the collection.
    fn statistics(&self) -> Statistics;

    /// Returns for each word how many passages hold it, their headings apart: of the whole collection.
    ///
    /// # Errors
    /// What the archive says.
    fn word_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError>;

    /// Returns for each word how many headings hold it.
    ///
    /// # Errors
    /// What the archive says.
    fn heading_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError>;

    /// Returns for each folded run in how many passages it begins: exact for one or two characters, about an upper bound
    /// for longer ones, `None` where its characters tell nothing.
    ///
    /// # Errors
    /// What the archive says.
    fn run_counts(&self, runs: &[&str]) -> Result<Vec<Option<u64>>, SearchError>;

    /// Returns for each work (as `analysis::work_key` calls it) how many works of the collection name it in 《》, counting no
    /// further than `most`.
    ///
    /// # Errors
    /// What the archive says.
    fn works_citing(&self, works: &[&str], most: usize) -> Result<Vec<usize>, SearchError>;

    /// Returns the reports whose titles, with what tells them apart, have all of these pairs (`analysis::name_pairs`), in no order.
    ///
    /// # Errors
    /// What the archive says.
    fn titled(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError>;

    /// Returns the reports whose titles have most of these pairs, as [`titles::having_most`] tells, in no order.
    ///
    /// # Errors
    /// What the archive says.
    fn titled_like(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError>;

    /// Begins the first stage of a search.
    fn choice<'a>(&'a self, wish: Wish<'a>) -> Box<dyn Choice + 'a>;

    /// Returns how often each word stands in the text of each passage, its heading apart; there are texts kept out among
    /// them only with `all`.
    ///
    /// # Errors
    /// What the archive says.
    fn frequencies(&self, words: &[&str], of: &[PassageId], all: bool) -> Result<Frequencies, SearchError>;

    /// Returns the passages that may hold a run, and texts kept out that do with `all`, in no order.
    ///
    /// # Errors
    /// What the archive says.
    fn holders(&self, run: &Run, all: bool) -> Result<Vec<PassageId>, SearchError>;

    /// Tells which passages will be asked for: an archive far away gets them in one go.
    ///
    /// # Errors
    /// What the archive says.
    fn fetch(&self, passages: &[PassageId]) -> Result<(), SearchError>;

    /// Tells of which reports records, places and facts will be asked for.
    ///
    /// # Errors
    /// What the archive says.
    fn fetch_reports(&self, _reports: &[ReportId]) -> Result<(), SearchError> {
        Ok(())
    }

    /// Returns a passage as scoring sees it; kept for the rest of the search.
    ///
    /// # Errors
    /// What reading it says.
    fn passage(&self, id: PassageId) -> Result<Rc<Piece>, SearchError>;

    /// Returns a passage that is looked at once, without keeping it.
    ///
    /// # Errors
    /// What reading it says.
    fn glance(&self, id: PassageId) -> Result<Piece, SearchError>;

    /// Returns all that is stored of a passage: what it says of itself, with where it stands, and its text. What is shown is
    /// made of this, so an archive makes sure here that the passage is of the report that it is taken for.
    ///
    /// # Errors
    /// What reading it says.
    fn whole(&self, id: PassageId) -> Result<(PieceMeta, String), SearchError>;

    /// Returns the passages of a passage's section; a text kept out is by itself.
    fn section(&self, id: PassageId) -> PassageRange;

    /// Returns the passages of a passage's report; a text kept out is by itself.
    fn report(&self, id: PassageId) -> PassageRange;

    /// Returns whether it is a text that a remark keeps out.
    fn is_kept_out(&self, id: PassageId) -> bool;

    /// Returns where a passage stands among all.
    fn position(&self, id: PassageId) -> Position;

    /// Returns what is stored of a report.
    ///
    /// # Errors
    /// What reading it says.
    fn record(&self, report: ReportId) -> Result<Rc<RecordMeta>, SearchError>;

    /// Returns what is known about a report (its year, region, kind); `None` where the archive does not tell.
    fn facts(&self, report: ReportId) -> Option<Facts>;

    /// Returns the date of a report, else its year, for an order; `None` where neither is known.
    fn date(&self, report: ReportId) -> Option<Date> {
        let facts = self.facts(report)?;
        let year = || facts.year.as_ref().map(|known| Date { year: known.value, ..Date::default() });
        facts.date.as_ref().map(|known| known.value).or_else(year)
    }

    /// Returns whether a report has a fact; what is not known of it does not fit.
    fn fits(&self, report: ReportId, filter: &FactFilter) -> bool {
        self.facts(report).is_some_and(|facts| filter.fits(&facts))
    }

    /// Returns the values nearest to one that no report of the collection has, with how many reports have each; `None` where
    /// some report has it, or the archive does not tell.
    fn near_values(&self, _filter: &FactFilter) -> Option<Vec<(String, usize)>> {
        None
    }

    /// Returns the years, regions and kinds of reports that a text names in plain words.
    fn named_in(&self, text: &str) -> Vec<FactFilter> {
        let mut known = KnownValues::default();
        self.reports().filter_map(|report| self.facts(report)).for_each(|facts| known.add(&facts));
        known.named_in(text)
    }

    /// Returns what a report has to do with others: copies, versions, what ends it. An archive that does not tell knows of none.
    fn kin(&self, _report: ReportId) -> Kin {
        Kin::default()
    }

    /// Returns whether a report is known to be of the whole country, not of a part of it.
    fn is_national(&self, report: ReportId) -> bool {
        self.facts(report).and_then(|facts| facts.region).is_some_and(|region| region.value == COUNTRY_CODE)
    }

    /// Returns the path of the file of a root.
    fn path_below(&self, _root: u32, path: &Path) -> PathBuf {
        path.to_owned()
    }

    /// Returns the files that hold a report, in the order of paths, at least one; lines and bytes of its passages are those
    /// of the first.
    ///
    /// # Errors
    /// What reading them says.
    fn places(&self, report: ReportId) -> Result<Rc<Vec<PlaceMeta>>, SearchError>;

    /// Returns the reports of the collection, in no order.
    fn reports(&self) -> Box<dyn Iterator<Item = ReportId> + '_>;

    /// Returns the characters that stand somewhere beside a character.
    fn neighbours(&self, of: char, which: Neighbour) -> BTreeSet<char>;

    /// Returns whether each question is a round trip: then looking for a reason may take longer.
    fn is_far(&self) -> bool {
        false
    }

    /// Returns what the answers so far lack, a sentence for each part of the archive that did not answer: then nothing is
    /// counted exactly. Of an archive of one part nothing.
    fn lacking(&self) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_passages_and_no_others() {
        let id = |report, ordinal| PassageId { report: ReportId(report), ordinal };
        let range = PassageRange { first: id(7, 3), len: 2 };
        assert_eq!(range.ids().collect::<Vec<_>>(), [id(7, 3), id(7, 4)]);
        let table =
            [(id(7, 2), false), (id(7, 3), true), (id(7, 4), true), (id(7, 5), false), (id(8, 3), false)];
        for (passage, wanted) in table {
            assert_eq!(range.contains(passage), wanted, "{passage:?}");
        }
        assert!(id(7, 1).is_first() && !id(7, 2).is_first());
    }

    #[test]
    fn frequencies_stand_by_word_and_passage() {
        let mut frequencies = Frequencies::none(2, 3);
        frequencies.set(1, 2, 5);
        frequencies.set(0, 1, 4);
        let all: Vec<&[u16]> = (0..3).map(|passage| frequencies.of(passage)).collect();
        assert_eq!(all, [[0, 0], [4, 0], [0, 5]]);
    }
}
