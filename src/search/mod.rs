//! A query to ranked hits, read from an opened index.
//!
//! [`Searcher::search`] is the flow, room by room: `ask` makes a plan of the query, `choose` is the first stage (a few
//! hundred candidates by words, exact runs and conditions), `score` the second (their texts counted and summed), `find.rs`
//! takes as many as are asked for, `show` makes hits of them or tells why there are none. `pieces` is the only way to the
//! stored texts; `prove` shows that nothing is missed and that all that is stored is whole.

mod ask;
mod choose;
mod error;
mod find;
mod pieces;
pub(crate) mod prove;
mod score;
mod show;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::Path;

use crate::analysis::{self, Dictionary, Segmenter};
use crate::index::{IndexReader, Manifest};
use crate::query::Query;
use crate::schema::{Ranking, Synonyms};

pub use error::SearchError;
pub use prove::recall::RecallReport;
pub use prove::verify::{StoreCounts, StoreReport, StoredReport};
pub use show::fresh::check_files;
pub use show::hit::{Answer, FileState, Hit, Place, RankedReport, ScorePart, SearchOptions, Total};
pub use show::nothing::{RunFate, WhyNothing};
pub use show::snippet::Snippet;
#[cfg(any(test, fuzzing))]
pub(crate) use show::snippet::cut as cut_snippet;

use ask::plan::Plan;
use ask::terms::{QueryTerm, Synonym};
use choose::first::FirstStage;
use find::Found;
use pieces::{DocRef, Pieces};
use score::frequencies::Frequencies;
use score::rank::{Ranked, Scorer};
use score::units::Units;
use show::hits::HitMaker;

/// An index opened for questions.
pub struct Searcher {
    reader: IndexReader,
    dictionary: Dictionary,
    ranking: Ranking,
}

impl Searcher {
    /// Opens the index in this folder with the schema and dictionary that it carries.
    ///
    /// # Errors
    /// When there is no index, it is of a foreign format, or damaged.
    pub fn open(index: &Path) -> Result<Searcher, SearchError> {
        let reader = IndexReader::open(index)?;
        let dictionary = reader.dictionary()?;
        Ok(Searcher { reader, dictionary, ranking: Ranking::builtin() })
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
        let mut all_text = ask::lower::all_text(query);
        let synonyms = if options.exact { Synonyms::default() } else { Synonyms::of_text(&all_text) };
        let others = synonyms.within(&all_text).join("\n");
        all_text.push_str(&others);
        let segmenter = self.segmenter(&all_text);
        let is_stop_word = |word: &str| self.reader.schema().is_stop_word(word);
        let mut plan = ask::lower::plan(query, &segmenter, &is_stop_word, &synonyms);
        if !options.exact && self.ranking.inner > 0.0 {
            for words in plan.free_words() {
                words.inner = self.inner_words(&words.choosing, &is_stop_word)?;
            }
        }
        let terms = ask::terms::gather(&plan, &segmenter, &is_stop_word, &self.ranking);
        act(&SearchRun { searcher: self, pieces, plan: &plan, is_stop_word: &is_stop_word, options }, &terms)
    }
}

/// A word that this share of the passages that are ranked in full hold, or more, fills pages by itself.
const INNER_SHARE: u64 = 10;

impl Searcher {
    /// Returns the words inside those that so few passages hold.
    fn inner_words(
        &self,
        words: &[String],
        is_stop_word: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, SearchError> {
        let fields = self.reader.fields();
        let mut found: Vec<String> = Vec::new();
        for word in words.iter().filter(|word| word.chars().nth(2).is_some()) {
            let held = self.reader.word_count(fields.body, word).map_err(SearchError::engine)?;
            if held < self.ranking.depth as u64 / INNER_SHARE {
                let inner = analysis::inner_words(&self.dictionary, word);
                let new = inner.into_iter().filter(|inner| !is_stop_word(inner) && !words.contains(inner));
                found.extend(new);
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
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
        let (found, total) = self.find(terms)?;
        self.finish(terms, found, total)
    }

    /// Reports in the order of their best passages.
    fn rank_reports(&self, terms: &[QueryTerm]) -> Result<Vec<RankedReport>, SearchError> {
        let limit = self.options.limit;
        // Long reports put several passages among the best.
        let first = self.first_stage(terms);
        let candidates = first.best(self.searcher.ranking.depth.max(limit.saturating_mul(4)))?;
        let mut seen = HashSet::new();
        let mut reports = Vec::new();
        let mut ranked = self.rank(terms, &first, &candidates)?;
        let least = find::least_of(&ranked);
        if self.feeds_back() {
            let mut heads = HashSet::new();
            let is_below = |one: &Ranked| {
                heads.insert(self.pieces.record_of(one.at));
                heads.len() > score::feedback::HEAD
            };
            let begin = ranked.iter().position(is_below).unwrap_or(ranked.len());
            let (head, below) = ranked.split_at_mut(begin);
            let docs: Vec<DocRef> = head.iter().map(|one| one.at).collect();
            self.feed_back(terms, &docs, find::least_of(head), below)?;
        }
        ranked.extend(candidates.rest.iter().map(|(at, score)| Ranked::below(least, *at, *score)));
        for one in ranked {
            let record = self.pieces.record_of(one.at);
            if reports.len() < limit && seen.insert(record) {
                let places = self.pieces.places(record)?;
                let ids = places.iter().map(|place| match &place.member {
                    Some(member) => member.clone(),
                    None => place.path.to_string_lossy().into_owned(),
                });
                let best = self.pieces.load(one.at)?.text().to_owned();
                reports.push(RankedReport { ids: ids.collect(), score: one.score, best_passage: best });
            }
        }
        Ok(reports)
    }

    /// Returns the passages that match: all of them when the options ask for the whole list.
    fn matching(&self, terms: &[QueryTerm]) -> Result<Vec<DocRef>, SearchError> {
        Ok(self.find(terms)?.0.passages)
    }

    /// Returns the passages that come into question, before their texts are looked at.
    fn listed(&self, terms: &[QueryTerm]) -> Result<Vec<DocRef>, SearchError> {
        let found = self.first_stage(terms).every(true)?;
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
            depth: self.searcher.ranking.depth,
            run_depth: self.searcher.ranking.run_depth,
            inner: self.searcher.ranking.inner,
            reader: &self.searcher.reader,
            pieces: self.pieces,
            narrowed: OnceCell::new(),
        }
    }

    /// What the ranking counts.
    fn units(&self, terms: &[QueryTerm]) -> Result<Units, SearchError> {
        let texts: Vec<&str> = self.plan.wanted.iter().flat_map(ask::plan::Wanted::texts).collect();
        let synonyms: Vec<&Synonym> = self.plan.wanted.iter().flat_map(ask::plan::Wanted::synonyms).collect();
        let Searcher { reader, ranking, .. } = self.searcher;
        Units::of(terms, &texts, &synonyms, ranking, reader, self.pieces)
    }

    fn scorer<'b>(&'b self, units: &'b Units) -> Scorer<'b> {
        Scorer {
            units,
            plan: self.plan,
            ranking: &self.searcher.ranking,
            mean_chars: self.mean_chars(),
            names: Default::default(),
        }
    }

    /// Mean length of a passage in folded characters.
    fn mean_chars(&self) -> f32 {
        let counts = &self.searcher.reader.manifest().counts;
        (counts.folded_chars as f32 / counts.passages.max(1) as f32).max(1.0)
    }

    fn frequencies(&self, terms: &[QueryTerm], candidates: &[DocRef]) -> Result<Frequencies, SearchError> {
        Frequencies::read(terms, candidates, self.options.all, &self.searcher.reader)
    }

    fn finish(&self, terms: &[QueryTerm], found: Found, passages: Total) -> Result<Answer, SearchError> {
        let reports: HashSet<DocRef> = found.passages.iter().map(|at| self.pieces.record_of(*at)).collect();
        let units = if self.options.explain { Some(self.units(terms)?) } else { None };
        let explain = |ranked: &Ranked| match &units {
            Some(units) => {
                let frequencies = |candidates: &[DocRef]| self.frequencies(terms, candidates);
                score::explain::explain(ranked, &self.scorer(units), &frequencies, self.pieces)
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
