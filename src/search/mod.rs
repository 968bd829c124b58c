//! A query to ranked hits, read from an opened index.
//!
//! [`Searcher::search`] is the flow: a plan of the query (`lower.rs`, `plan.rs`), the first stage
//! (`first.rs`: words by the engine, exact runs by n-grams in `runs.rs`), the second stage (`rank.rs`, over the
//! counts of `units.rs`), then hits (`hits.rs`, `marks.rs`, `snippet.rs`). `pieces.rs` is the only way to the stored
//! texts; `recall.rs` proves that nothing is missed.

mod best;
mod company;
mod error;
mod first;
mod fresh;
mod hit;
mod hits;
mod lower;
mod marks;
mod pieces;
mod plan;
mod rank;
mod recall;
mod runs;
mod snippet;
mod units;

use std::collections::HashSet;
use std::path::Path;

use crate::analysis::{Dictionary, Segmenter};
use crate::index::{IndexReader, Manifest};
use crate::query::Query;
use crate::schema::{Ranking, Schema};

pub use error::SearchError;
pub use fresh::check_files;
pub use hit::{Answer, FileState, Hit, Indexed, RankedReport, SearchOptions, Total};
pub use recall::{RecallReport, StoreCounts};
pub use snippet::Snippet;

use first::{Candidates, FirstStage};
use hits::{HitMaker, Rows};
use pieces::{DocRef, Pieces};
use plan::Plan;
use rank::{Ranked, Scorer};
use units::{KindWeights, Units};

/// Up to so many candidates are counted one by one; more are "about" unless a count is asked for.
const COUNTED_MAX: usize = 2_000;

/// An index opened for questions.
pub struct Searcher {
    reader: IndexReader,
    dictionary: Dictionary,
    schema: Schema,
    ranking: Ranking,
}

impl Searcher {
    /// Opens the index in this folder with the schema and dictionary that it carries.
    ///
    /// # Errors
    /// When there is no index, it is of a foreign format, or damaged.
    pub fn open(index: &Path) -> Result<Searcher, SearchError> {
        let reader = IndexReader::open(index)?;
        let schema = Schema::load(&reader.schema_folder())
            .map_err(|error| SearchError::damaged(index, &format!("its schema cannot be read ({error})")))?;
        let dictionary = reader.dictionary()?;
        Ok(Searcher { reader, dictionary, schema, ranking: Ranking::builtin() })
    }

    /// Ranks with other weights than those of the program.
    pub fn set_ranking(&mut self, ranking: Ranking) {
        self.ranking = ranking;
    }

    /// Returns what the index says of itself.
    pub fn manifest(&self) -> &Manifest {
        self.reader.manifest()
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

    /// Ranks whole reports, as collections for tests of retrieval are judged: each by its best passage, at most `limit`.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn rank_reports(&self, query: &Query, limit: usize) -> Result<Vec<RankedReport>, SearchError> {
        let pieces = Pieces::open(&self.reader)?;
        let options = SearchOptions { limit, ..SearchOptions::default() };
        self.with_run(query, &options, &pieces, |run, terms| run.rank_reports(terms))
    }

    /// Prepares a search and does something with it.
    fn with_run<T>(
        &self,
        query: &Query,
        options: &SearchOptions,
        pieces: &Pieces<'_>,
        act: impl FnOnce(&SearchRun<'_>, &[String]) -> Result<T, SearchError>,
    ) -> Result<T, SearchError> {
        let segmenter = self.segmenter(&lower::all_text(query));
        let is_stop_word = |word: &str| self.schema.is_stop_word(word);
        let plan = lower::plan(query, &segmenter, &is_stop_word);
        let terms = plan.terms(&segmenter);
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
    fn answer(&self, terms: &[String]) -> Result<Answer, SearchError> {
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
        self.finish(found, Total { count, exact: complete })
    }

    /// Reports in the order of their best passages.
    fn rank_reports(&self, terms: &[String]) -> Result<Vec<RankedReport>, SearchError> {
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
    fn matching(&self, terms: &[String]) -> Result<Vec<DocRef>, SearchError> {
        let depth = self.searcher.ranking.depth;
        let first = self.first_stage(terms);
        let candidates = if self.whole_list() { first.every(depth)? } else { first.best(depth, depth)? };
        let ranked = self.rank(terms, candidates)?;
        Ok(self.take(ranked, self.whole_list())?.passages)
    }

    /// Returns the passages that come into question, before their texts are looked at.
    fn listed(&self, terms: &[String]) -> Result<Vec<DocRef>, SearchError> {
        let found = self.first_stage(terms).every(self.searcher.ranking.depth)?;
        Ok(found.head.into_iter().chain(found.rest.into_iter().map(|(at, _)| at)).collect())
    }

    /// Whether every match must be looked at, however many there are.
    fn whole_list(&self) -> bool {
        self.options.document_order || self.options.count
    }

    fn first_stage<'b>(&'b self, terms: &'b [String]) -> FirstStage<'b> {
        FirstStage {
            plan: self.plan,
            terms,
            is_stop_word: self.is_stop_word,
            ranking: &self.searcher.ranking,
            all: self.options.all,
            reader: &self.searcher.reader,
            pieces: self.pieces,
        }
    }

    /// Scores the head of the candidates in full; the rest keeps the order of the first stage below it.
    fn rank(&self, terms: &[String], candidates: Candidates) -> Result<Vec<Ranked>, SearchError> {
        let ranking = &self.searcher.ranking;
        let texts: Vec<&str> = self.plan.wanted.iter().flat_map(plan::Wanted::texts).collect();
        let kinds = KindWeights {
            words: ranking.words,
            bigrams: ranking.bigrams,
            characters: ranking.characters,
            stop_word: ranking.stop_word,
        };
        let reader = &self.searcher.reader;
        let units = Units::of(terms, &texts, self.is_stop_word, kinds, reader, self.pieces)?;
        let manifest = reader.manifest();
        let mean_chars =
            (manifest.counts.folded_chars as f32 / manifest.counts.passages.max(1) as f32).max(1.0);
        let mean_passages =
            (manifest.counts.passages as f32 / manifest.counts.reports.max(1) as f32).clamp(1.0, 12.0);
        let scorer = Scorer { units: &units, plan: self.plan, ranking, mean_chars, mean_passages };
        let mut ranked = scorer.rank(&candidates.head, &candidates.unseen, self.pieces)?;
        let least = ranked.iter().map(|one| one.score).fold(f32::INFINITY, f32::min);
        let below = |score: f32| least * score / (1.0 + score);
        let scored: HashSet<DocRef> = ranked.iter().map(|one| one.at).collect();
        let rest = candidates.rest.iter().filter(|(at, _)| !scored.contains(at));
        ranked.extend(rest.map(|(at, score)| Ranked { at: *at, score: below(*score), whole: false }));
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

    fn finish(&self, found: Found, passages: Total) -> Result<Answer, SearchError> {
        let reports: HashSet<DocRef> = found.passages.iter().map(|at| self.pieces.record_of(*at)).collect();
        let maker = HitMaker {
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
