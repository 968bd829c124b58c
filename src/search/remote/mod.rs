//! An index in an engine as an archive: what the seam asks, as requests.
//!
//! - `documents.rs`: what is written there for each report and passage, and read back
//! - `opened.rs`: such an index opened; `index.rs`: what is kept of it while one search lasts: texts come in batches
//! - `ask.rs`: requests of a search: documents listed, counted, scored
//! - `choose.rs`, `narrow.rs`: the first stage, as the local index has it (`choose/`), by queries of the engine
//! - `facts.rs`: reports that fit a filter
//! - `shares.rs`: what many machines that push a share each tell of it
//! - `table.rs`: which reports are there, and where they stand in the order of paths
//! - `words.rs`: the engine's scores made those of the local index
//!
//! The engine chooses; what a passage scores, holds and shows is computed here from its text, by the same code as ever. So
//! nothing of it needs a script or a plugin, and the hits are those of the local index.

mod ask;
mod choose;
pub(crate) mod documents;
mod facts;
mod index;
mod narrow;
mod opened;
pub(crate) mod shares;
mod table;
mod words;

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::analysis;
use crate::index::{FactFilter, near_values};
use crate::report::Facts;
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::titles::having_most;
use crate::search::archive::{
    Archive, Choice, Frequencies, Kin, Neighbour, PassageId, PassageRange, PieceMeta, PlaceMeta, Position,
    RecordMeta, ReportId, Statistics, Wish,
};
use crate::search::ask::runs::Run;

pub(in crate::search) use index::Remote;
pub(in crate::search) use opened::RemoteIndex;
pub(crate) use opened::meta_of;
pub(crate) use table::{HIDDEN, Placed, places_among, ranks, rows_of, table_of};
pub(crate) use words::similarities;

/// Passages that are read for the neighbours of a character.
const NEIGHBOURS_READ: usize = 500;
/// Works that are asked for together: engines give back 65,535 groups at the most.
const WORKS: usize = 500;

impl Archive for Remote<'_> {
    fn statistics(&self) -> Statistics {
        let counts = &self.index.state.manifest.counts;
        let mean = |of: u64| (counts.folded_chars as f32 / of.max(1) as f32).max(1.0);
        Statistics {
            passages: counts.passages.max(1),
            mean_chars: mean(counts.passages),
            mean_report_chars: mean(counts.reports),
        }
    }

    fn word_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError> {
        self.counts(words.iter().map(|word| ask::term("words", word)).collect())
    }

    fn heading_counts(&self, words: &[&str]) -> Result<Vec<u64>, SearchError> {
        self.counts(words.iter().map(|word| ask::term("heading", word)).collect())
    }

    fn run_counts(&self, runs: &[&str]) -> Result<Vec<Option<u64>>, SearchError> {
        let grams: Vec<_> = runs.iter().map(|run| analysis::run_grams(run)).collect();
        let queries: Vec<_> = grams.iter().map(ask::grams).collect();
        let counts = self.counts(queries.iter().flatten().cloned().collect())?;
        let mut counts = counts.into_iter();
        Ok(queries.iter().map(|of_run| counts.by_ref().take(of_run.len()).min()).collect())
    }

    fn works_citing(&self, works: &[&str], most: usize) -> Result<Vec<usize>, SearchError> {
        let mut found: FxHashMap<String, usize> = FxHashMap::default();
        for some in works.chunks(WORKS) {
            // One search for all: each further one takes the engine as long as this.
            let citing = json!({"terms": {"field": "work", "size": most, "shard_size": most}});
            let named = json!({"field": "cited", "include": some, "size": some.len()});
            let search = json!({
                "size": 0, "track_total_hits": false, "query": {"terms": {"cited": some}},
                "aggs": {"named": {"terms": named, "aggs": {"citing": citing}}},
            });
            for answer in self.ask::<serde::de::IgnoredAny>(&[search], false)? {
                let named = answer.aggregations.pointer("/named/buckets").and_then(Value::as_array);
                for bucket in named.into_iter().flatten() {
                    let citing =
                        bucket.pointer("/citing/buckets").and_then(Value::as_array).map_or(0, Vec::len);
                    found.extend(bucket["key"].as_str().map(|work| (work.to_owned(), citing)));
                }
            }
        }
        Ok(works.iter().map(|work| found.get(*work).copied().unwrap_or(0)).collect())
    }

    fn titled(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError> {
        self.reports_that(&ask::all(pairs.iter().map(|pair| ask::term("title", pair)).collect()))
    }

    fn titled_like(&self, pairs: &[&str]) -> Result<Vec<ReportId>, SearchError> {
        Ok(having_most(self.reports_having(pairs)?))
    }

    fn choice<'a>(&'a self, wish: Wish<'a>) -> Box<dyn Choice + 'a> {
        Box::new(choose::FirstStage::new(self, wish))
    }

    fn frequencies(&self, words: &[&str], of: &[PassageId], all: bool) -> Result<Frequencies, SearchError> {
        self.fetch(of)?;
        let mut frequencies = Frequencies::none(words.len(), of.len());
        for (nth, id) in of.iter().enumerate() {
            let held = self.held(*id)?;
            // Cut as it was for the engine: what a passage holds is told by its text.
            let counts = held.words(&self.segmenter);
            for (word, text) in words.iter().enumerate().filter(|_| all || !held.is_kept) {
                let count = counts.body.get(*text).copied().unwrap_or(0);
                frequencies.set(word, nth, count);
            }
        }
        Ok(frequencies)
    }

    fn holders(&self, run: &Run, all: bool) -> Result<Vec<PassageId>, SearchError> {
        self.list(&ask::both(ask::holders(run), ask::searched(all)))
    }

    fn fetch(&self, passages: &[PassageId]) -> Result<(), SearchError> {
        self.load(passages)?;
        // A run may go on into the next passage, which is read with each that goes on there: in one request, not in hundreds.
        let goes_on = |id: &&PassageId| self.held(**id).is_ok_and(|held| held.stored.continues);
        let next: Vec<PassageId> = passages.iter().filter(goes_on).map(|id| id.plus(1)).collect();
        self.load(&next)
    }

    fn fetch_reports(&self, reports: &[ReportId]) -> Result<(), SearchError> {
        self.load_reports(reports)
    }

    fn passage(&self, id: PassageId) -> Result<Rc<Piece>, SearchError> {
        let held = self.held(id)?;
        Ok(Rc::clone(held.piece.get_or_init(|| Rc::new(self.made(&held)))))
    }

    fn glance(&self, id: PassageId) -> Result<Piece, SearchError> {
        Ok(self.made(&*self.held(id)?))
    }

    fn whole(&self, id: PassageId) -> Result<(PieceMeta, String), SearchError> {
        let held = self.held(id)?;
        Ok((held.stored.meta(), held.stored.text.clone()))
    }

    fn section(&self, id: PassageId) -> PassageRange {
        self.known(id, |held| PassageRange {
            first: PassageId { ordinal: held.stored.section.0, ..id },
            len: held.stored.section.1,
        })
    }

    fn report(&self, id: PassageId) -> PassageRange {
        self.known(id, |held| match held.is_kept {
            true => PassageRange { first: id, len: 1 },
            false => PassageRange { first: PassageId { ordinal: 1, ..id }, len: held.stored.passages },
        })
    }

    fn is_kept_out(&self, id: PassageId) -> bool {
        self.held(id).is_ok_and(|held| held.is_kept)
    }

    fn position(&self, id: PassageId) -> Position {
        Position(id.report.0, id.ordinal)
    }

    fn record(&self, report: ReportId) -> Result<Rc<RecordMeta>, SearchError> {
        Ok(Rc::clone(&self.report_of(report)?.record))
    }

    fn facts(&self, report: ReportId) -> Option<Facts> {
        self.report_of(report).ok()?.facts.clone()
    }

    fn near_values(&self, filter: &FactFilter) -> Option<Vec<(String, usize)>> {
        match self.fitting(filter) {
            Ok(fitting) if fitting.is_empty() => {
                near_values(filter, self.reports().filter_map(|report| self.facts(report)))
            }
            Ok(_) => None,
            Err(error) => {
                self.trouble(error);
                None
            }
        }
    }

    fn named_in(&self, text: &str) -> Vec<FactFilter> {
        self.index.state.known.named_in(text)
    }

    fn kin(&self, report: ReportId) -> Kin {
        match self.report_of(report) {
            Ok(held) => held.kin.on(self.today),
            Err(error) => {
                self.trouble(error);
                Kin::default()
            }
        }
    }

    fn places(&self, report: ReportId) -> Result<Rc<Vec<PlaceMeta>>, SearchError> {
        Ok(Rc::clone(&self.report_of(report)?.places))
    }

    fn reports(&self) -> Box<dyn Iterator<Item = ReportId> + '_> {
        match self.all_reports() {
            Ok(all) => Box::new(all.into_iter()),
            Err(error) => {
                self.trouble(error);
                Box::new(std::iter::empty())
            }
        }
    }

    /// Of the passages that are read: an engine has no lists of what stands beside what.
    fn neighbours(&self, of: char, which: Neighbour) -> BTreeSet<char> {
        let grams = analysis::run_grams(of.encode_utf8(&mut [0; 4]));
        let found = ask::grams(&grams).into_iter().next().map(|query| self.first(&query, NEIGHBOURS_READ));
        let ids =
            match found.unwrap_or(Ok((Vec::new(), 0))).and_then(|(ids, _)| self.load(&ids).map(|()| ids)) {
                Ok(ids) => ids,
                Err(error) => {
                    self.trouble(error);
                    Vec::new()
                }
            };
        let mut beside = BTreeSet::new();
        for piece in ids.into_iter().filter_map(|id| self.passage(id).ok()) {
            let characters: Vec<char> = piece.folded().chars().collect();
            let pairs = characters.windows(2);
            match which {
                Neighbour::After => beside.extend(pairs.filter(|two| two[0] == of).map(|two| two[1])),
                Neighbour::Before => beside.extend(pairs.filter(|two| two[1] == of).map(|two| two[0])),
            }
        }
        beside
    }

    fn is_far(&self) -> bool {
        true
    }

    fn lacking(&self) -> Vec<String> {
        self.lacks.borrow().iter().cloned().collect()
    }
}
