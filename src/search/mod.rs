//! A query to ranked hits, read from an opened index.
//!
//! [`Searcher::search`] is the flow: a plan of the query (`lower.rs`, `plan.rs`), the first stage
//! (`first.rs`: words by the engine, exact runs by n-grams in `runs.rs`), the second stage (`rank.rs`, over the
//! counts of `units.rs`), then hits (`hits.rs`, `marks.rs`, `snippet.rs`). `pieces.rs` is the only way to the stored
//! texts; `recall.rs` proves that nothing is missed, `verify.rs` reads all that is stored.

mod best;
mod company;
mod error;
mod explain;
mod first;
mod frequencies;
mod fresh;
mod hit;
mod hits;
mod lower;
mod marks;
mod nothing;
mod pieces;
mod plan;
mod rank;
mod recall;
mod runs;
mod snippet;
mod terms;
mod units;
mod verify;
mod within;

use std::collections::HashSet;
use std::path::Path;

use crate::analysis::{Dictionary, Segmenter};
use crate::index::{IndexReader, Manifest};
use crate::query::Query;
use crate::schema::{Ranking, Synonyms};

pub use error::SearchError;
pub use fresh::check_files;
pub use hit::{Answer, FileState, Hit, Indexed, RankedReport, ScorePart, SearchOptions, Total};
pub use nothing::{RunFate, WhyNothing};
pub use recall::RecallReport;
pub use snippet::Snippet;
#[cfg(any(test, fuzzing))]
pub(crate) use snippet::cut as cut_snippet;
pub use verify::{StoreCounts, StoreReport, StoredReport};

use first::{Candidates, FirstStage};
use frequencies::Frequencies;
use hits::{HitMaker, Rows};
use pieces::{DocRef, Pieces};
use plan::Plan;
use rank::{Ranked, Scorer};
use terms::{QueryTerm, Synonym};
use units::Units;

/// Up to so many candidates are counted one by one; more are "about" unless a count is asked for.
const COUNTED_MAX: usize = 2_000;

/// An index opened for questions.
pub struct Searcher {
    reader: IndexReader,
    dictionary: Dictionary,
    ranking: Ranking,
    synonyms: Synonyms,
}

impl Searcher {
    /// Opens the index in this folder with the schema and dictionary that it carries.
    ///
    /// # Errors
    /// When there is no index, it is of a foreign format, or damaged.
    pub fn open(index: &Path) -> Result<Searcher, SearchError> {
        let reader = IndexReader::open(index)?;
        let dictionary = reader.dictionary()?;
        let (ranking, synonyms) = (Ranking::builtin(), Synonyms::builtin());
        Ok(Searcher { reader, dictionary, ranking, synonyms })
    }

    /// Ranks with other weights than those of the program.
    pub fn set_ranking(&mut self, ranking: Ranking) {
        self.ranking = ranking;
    }

    /// Returns what the index says of itself.
    pub fn manifest(&self) -> &Manifest {
        self.reader.manifest()
    }

    /// Returns the number of segments that a query looks into.
    pub fn segments(&self) -> u32 {
        self.reader.segments()
    }

    /// Returns a segmenter for a text, with the dictionary that the index carries.
    pub fn segmenter(&self, text: &str) -> Segmenter {
        Segmenter::for_text(&self.dictionary, text)
    }

    /// Answers a query.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn search(&self, query: &Query, options: &SearchOptions) -> Result<Answer, SearchError> {
        let pieces = Pieces::open(&self.reader)?;
        self.with_run(query, options, &pieces, |run, terms| run.answer(terms))
    }

    /// Ranks whole reports, as collections for tests of retrieval are judged: each by its best passage, at most
    /// `options.limit`.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn rank_reports(
        &self,
        query: &Query,
        options: &SearchOptions,
    ) -> Result<Vec<RankedReport>, SearchError> {
        let pieces = Pieces::open(&self.reader)?;
        self.with_run(query, options, &pieces, |run, terms| run.rank_reports(terms))
    }

    /// Prepares a search and does something with it.
    fn with_run<T>(
        &self,
        query: &Query,
        options: &SearchOptions,
        pieces: &Pieces<'_>,
        act: impl FnOnce(&SearchRun<'_>, &[QueryTerm]) -> Result<T, SearchError>,
    ) -> Result<T, SearchError> {
        let synonyms = if options.exact { &Synonyms::default() } else { &self.synonyms };
        let mut all_text = lower::all_text(query);
        let others = synonyms.within(&all_text).join("\n");
        all_text.push_str(&others);
        let segmenter = self.segmenter(&all_text);
        let is_stop_word = |word: &str| self.reader.schema().is_stop_word(word);
        let plan = lower::plan(query, &segmenter, &is_stop_word, synonyms);
        let terms = terms::gather(&plan, &segmenter, &is_stop_word, &self.ranking);
        act(&SearchRun { searcher: self, pieces, plan: &plan, is_stop_word: &is_stop_word, options }, &terms)
    }
}

/// One search under way.
struct SearchRun<'a> {
    searcher: &'a Searcher,
    pieces: &'a Pieces<'a>,
    plan: &'a Plan,
    is_stop_word: &'a dyn Fn(&str) -> bool,
    options: &'a SearchOptions,
}

impl SearchRun<'_> {
    fn answer(&self, terms: &[QueryTerm]) -> Result<Answer, SearchError> {
        let depth = self.searcher.ranking.depth;
        let first = self.first_stage(terms);
        let walk_all = self.whole_list() || self.options.limit > depth || !self.plan.need.is_nothing();
        let candidates = if walk_all { first.every(depth)? } else { first.best(depth, depth)? };
        let known = candidates.head.len() + candidates.rest.len();
        let complete =
            candidates.complete && (self.whole_list() || known <= COUNTED_MAX.max(self.options.limit));
        let ranked = self.rank(terms, candidates)?;
        let found = self.take(ranked, complete)?;
        let count = if complete { found.passages.len() } else { first.estimate()?.max(found.passages.len()) };
        self.finish(terms, found, Total { count, exact: complete })
    }

    /// Reports in the order of their best passages.
    fn rank_reports(&self, terms: &[QueryTerm]) -> Result<Vec<RankedReport>, SearchError> {
        let limit = self.options.limit;
        // Long reports put several passages among the best.
        let candidates =
            self.first_stage(terms).best(self.searcher.ranking.depth, limit.saturating_mul(4))?;
        let mut seen = HashSet::new();
        let mut reports = Vec::new();
        for one in self.rank(terms, candidates)? {
            let record = self.pieces.record_of(one.at);
            if reports.len() < limit && seen.insert(record) {
                let places = self.pieces.places(record)?;
                let ids = places.iter().map(|place| match &place.member {
                    Some(member) => member.clone(),
                    None => place.path.to_string_lossy().into_owned(),
                });
                let best = self.pieces.load(one.at)?.text.clone();
                reports.push(RankedReport { ids: ids.collect(), score: one.score, best_passage: best });
            }
        }
        Ok(reports)
    }

    /// Returns the passages that match: all of them when the options ask for the whole list.
    fn matching(&self, terms: &[QueryTerm]) -> Result<Vec<DocRef>, SearchError> {
        let depth = self.searcher.ranking.depth;
        let first = self.first_stage(terms);
        let candidates = if self.whole_list() { first.every(depth)? } else { first.best(depth, depth)? };
        let ranked = self.rank(terms, candidates)?;
        Ok(self.take(ranked, self.whole_list())?.passages)
    }

    /// Returns the passages that come into question, before their texts are looked at.
    fn listed(&self, terms: &[QueryTerm]) -> Result<Vec<DocRef>, SearchError> {
        let found = self.first_stage(terms).every(self.searcher.ranking.depth)?;
        Ok(found.head.into_iter().chain(found.rest.into_iter().map(|(at, _)| at)).collect())
    }

    /// Whether every match must be looked at, however many there are.
    fn whole_list(&self) -> bool {
        self.options.document_order || self.options.count
    }

    fn first_stage<'b>(&'b self, terms: &'b [QueryTerm]) -> FirstStage<'b> {
        FirstStage {
            plan: self.plan,
            terms,
            all: self.options.all,
            reader: &self.searcher.reader,
            pieces: self.pieces,
        }
    }

    /// What the ranking counts.
    fn units(&self, terms: &[QueryTerm]) -> Result<Units, SearchError> {
        let texts: Vec<&str> = self.plan.wanted.iter().flat_map(plan::Wanted::texts).collect();
        let synonyms: Vec<&Synonym> = self.plan.wanted.iter().flat_map(plan::Wanted::synonyms).collect();
        let Searcher { reader, ranking, .. } = self.searcher;
        Units::of(terms, &texts, &synonyms, ranking, reader, self.pieces)
    }

    fn scorer<'b>(&'b self, units: &'b Units) -> Scorer<'b> {
        let manifest = self.searcher.reader.manifest();
        let mean_chars =
            (manifest.counts.folded_chars as f32 / manifest.counts.passages.max(1) as f32).max(1.0);
        let mean_passages =
            (manifest.counts.passages as f32 / manifest.counts.reports.max(1) as f32).clamp(1.0, 12.0);
        Scorer { units, plan: self.plan, ranking: &self.searcher.ranking, mean_chars, mean_passages }
    }

    fn frequencies(&self, terms: &[QueryTerm], candidates: &[DocRef]) -> Result<Frequencies, SearchError> {
        Frequencies::read(terms, candidates, &self.searcher.reader)
    }

    /// Scores the head of the candidates in full; the rest keeps the order of the first stage below it.
    fn rank(&self, terms: &[QueryTerm], candidates: Candidates) -> Result<Vec<Ranked>, SearchError> {
        let units = self.units(terms)?;
        let frequencies = |candidates: &[DocRef]| self.frequencies(terms, candidates);
        let mut ranked =
            self.scorer(&units).rank(&candidates.head, &candidates.unseen, &frequencies, self.pieces)?;
        let least = ranked.iter().map(|one| one.score).fold(f32::INFINITY, f32::min);
        let below = |score: f32| least * score / (1.0 + score);
        let scored: HashSet<DocRef> = ranked.iter().map(|one| one.at).collect();
        let rest = candidates.rest.iter().filter(|(at, _)| !scored.contains(at));
        ranked.extend(rest.map(|(at, score)| Ranked::by_order(*at, below(*score))));
        Ok(ranked)
    }

    /// Looks at the texts, best first, until there are enough hits (or at all, to count them).
    fn take(&self, mut ranked: Vec<Ranked>, count_all: bool) -> Result<Found, SearchError> {
        if self.options.document_order {
            self.sort_by_place(&mut ranked);
        } else {
            self.sort_by_score(&mut ranked);
        }
        let mut found = Found::default();
        for one in ranked {
            let full = found.rows.len() >= self.options.limit;
            if full && !count_all {
                break;
            }
            let Some(reach) = self.plan.chosen(one.at, self.pieces)? else { continue };
            if self.plan.holds(one.at, self.pieces)? {
                found.passages.push(one.at);
                found.rows.add(one, reach, !full, self.pieces)?;
            }
        }
        Ok(found)
    }

    /// Best first; equal scores by path and position, never by the order in which the index was built.
    fn sort_by_score(&self, ranked: &mut [Ranked]) {
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut shown = 0;
        for equal in ranked.chunk_by_mut(|a, b| a.score == b.score) {
            if shown > self.options.limit.saturating_mul(2) {
                break;
            }
            shown += equal.len();
            if equal.len() > 1 {
                self.sort_by_place(equal);
            }
        }
    }

    fn sort_by_place(&self, ranked: &mut [Ranked]) {
        ranked.sort_by_cached_key(|one| self.pieces.order(one.at));
    }

    fn finish(&self, terms: &[QueryTerm], found: Found, passages: Total) -> Result<Answer, SearchError> {
        let reports: HashSet<DocRef> = found.passages.iter().map(|at| self.pieces.record_of(*at)).collect();
        let units = if self.options.explain { Some(self.units(terms)?) } else { None };
        let explain = |ranked: &Ranked| match &units {
            Some(units) => {
                let frequencies = |candidates: &[DocRef]| self.frequencies(terms, candidates);
                explain::explain(ranked, &self.scorer(units), &frequencies, self.pieces)
            }
            None => Ok(Vec::new()),
        };
        let maker = HitMaker {
            explain: &explain,
            plan: self.plan,
            is_stop_word: self.is_stop_word,
            pieces: self.pieces,
            snippet_columns: self.options.snippet_columns,
        };
        let rows = found.rows.into_vec();
        let hits = rows.into_iter().enumerate().map(|(nth, row)| maker.hit(nth + 1, row));
        let reports = Total { count: reports.len(), exact: passages.exact };
        Ok(Answer { hits: hits.collect::<Result<_, _>>()?, passages, reports, notes: Vec::new() })
    }
}

/// What was found so far: rows for hits, and every passage that matched.
#[derive(Default)]
struct Found {
    rows: Rows,
    passages: Vec<DocRef>,
}
