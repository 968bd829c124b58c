//! A query to ranked hits, read from an opened index.
//!
//! [`Searcher::search`] is the flow, room by room: `ask` makes a plan of the query, the archive's first stage chooses a few
//! hundred candidates, `score` counts and sums their texts, `collect.rs` takes as many as are asked for, `show` makes hits of
//! them or tells why there are none, and `fold` puts those together that say the same. A search under way holds what all of them need (`run.rs`).
//!
//! `archive` is the seam: whoever holds the reports stands behind it. `remote` is an index in an engine (`export.rs` reads a
//! local one back whole, to be pushed there). `local.rs` is the local index, with `pieces.rs` (its
//! documents; `kept.rs` bounds what is kept of them), `choose` (its first stage) and `address` (the parts of reports
//! that are called by name and number); `prove`
//! shows of it that nothing is missed and that all that is stored is whole.

mod across;
mod address;
mod archive;
mod ask;
mod choose;
mod collect;
mod error;
mod export;
mod fold;
mod kept;
mod local;
#[cfg(test)]
mod memory;
mod patience;
mod pieces;
pub(crate) mod prove;
pub(crate) mod remote;
mod run;
mod score;
mod seen;
mod show;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::analysis::Segmenter;
use crate::engine::{Access, Engine};
use crate::index::{IndexReader, Manifest};
use crate::query::Query;
use crate::schema::{Ranking, StopWords};

pub use across::{
    Alike, CountBy, CountRow, Counts, Edition, FacetValue, Facets, FigureQuery, FigureRow, Figures, Group,
    ListedReport, Listing, ReportOrder, SeriesName, Suggestion, Term, Terms, TermsOf, Trend, TrendCount,
    TrendGroup, TrendRow, WholeReport, WholeSection,
};
pub use error::SearchError;
pub use patience::Patience;
pub use prove::recall::RecallReport;
pub use prove::verify::{StoreCounts, StoreReport, StoredReport};
pub use show::fresh::check_files;
pub use show::hit::{
    Also, Answer, Certainty, Ending, FileState, Fold, Hit, Place, RankedReport, Relation, Repealed,
    ScorePart, SearchOptions, Total, Version, Versions,
};
pub use show::nothing::{RunFate, WhyNothing};
pub use show::snippet::Snippet;
#[cfg(any(test, fuzzing))]
pub(crate) use show::snippet::cut as cut_snippet;
pub use show::spelling::Respelled;

pub(crate) use export::group_number;

use archive::Archive;
use pieces::Pieces;
use remote::{Remote, RemoteIndex};
use run::{Knowledge, SearchRun};
use show::nothing::Budget;

/// An index opened for questions.
pub struct Searcher {
    asked: Asked,
    knowledge: Knowledge,
}

/// Who holds the reports.
enum Asked {
    /// A folder of this machine.
    Local(Box<IndexReader>),
    /// An engine.
    Remote(Box<RemoteIndex>),
}

impl Searcher {
    /// Opens the index in this folder with the dictionary that it carries.
    ///
    /// # Errors
    /// When there is no index, it is of a foreign format, or damaged.
    pub fn open(index: &Path) -> Result<Searcher, SearchError> {
        let reader = IndexReader::open(index)?;
        let dictionary = reader.dictionary()?;
        let (stop_words, ranking) = (StopWords::builtin(), Ranking::builtin());
        let own_synonyms = reader.own_synonyms().clone();
        let knowledge = Knowledge { dictionary, stop_words, ranking, own_synonyms };
        Ok(Searcher { asked: Asked::Local(Box::new(reader)), knowledge })
    }

    /// Opens an index that `push` made in an engine.
    ///
    /// # Errors
    /// When no engine answers, there is no such index, or it was not made by this program in this version.
    pub fn connect(access: Access) -> Result<Searcher, SearchError> {
        let index = RemoteIndex::open(Engine::new(access)?)?;
        let dictionary = index.dictionary()?;
        let (stop_words, ranking) = (StopWords::builtin(), Ranking::builtin());
        let own_synonyms = index.own_synonyms();
        let knowledge = Knowledge { dictionary, stop_words, ranking, own_synonyms };
        Ok(Searcher { asked: Asked::Remote(Box::new(index)), knowledge })
    }

    /// Asks whoever holds the reports.
    fn with_archive<T>(
        &self,
        ask: impl FnOnce(&dyn Archive) -> Result<T, SearchError>,
    ) -> Result<T, SearchError> {
        match &self.asked {
            Asked::Local(reader) => ask(&Pieces::open(reader)?),
            Asked::Remote(index) => {
                let remote = Remote::new(index, &self.knowledge.dictionary);
                let answer = ask(&remote)?;
                remote.finished()?;
                let (requests, sent, received) = index.engine.traffic();
                log::debug!("{requests} requests so far, {sent} bytes sent, {received} received");
                Ok(answer)
            }
        }
    }

    /// Returns who is asked.
    fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Returns the local index.
    ///
    /// # Errors
    /// [`SearchError::OnlyLocal`] where an engine is asked.
    pub(in crate::search) fn local(&self) -> Result<&IndexReader, SearchError> {
        match &self.asked {
            Asked::Local(reader) => Ok(reader),
            Asked::Remote(_) => Err(SearchError::OnlyLocal),
        }
    }

    /// Whether no newer commit is in force than the one that was opened; also where nobody can tell any more.
    pub fn is_current(&self) -> bool {
        self.local().map_or(true, IndexReader::is_current)
    }

    /// Returns which push it was that wrote what is asked; `None` for an index of this machine.
    pub fn pushed(&self) -> Option<String> {
        match &self.asked {
            Asked::Local(_) => None,
            Asked::Remote(index) => Some(index.pushed()),
        }
    }

    /// Returns how many bytes the index takes in the engine, copies apart; `None` for an index of this machine.
    ///
    /// # Errors
    /// What the engine says.
    pub fn bytes_in_engine(&self) -> Result<Option<u64>, SearchError> {
        match &self.asked {
            Asked::Local(_) => Ok(None),
            Asked::Remote(index) => Ok(Some(index.bytes()?)),
        }
    }

    /// Ranks with other weights than those of the program.
    pub fn set_ranking(&mut self, ranking: Ranking) {
        self.knowledge.ranking = ranking;
    }

    /// Returns how many files in the folder of the index it does not rest on, and their bytes.
    pub fn left_over(&self) -> (usize, u64) {
        self.local().map_or((0, 0), IndexReader::left_over)
    }

    /// Returns what the index says of itself.
    pub fn manifest(&self) -> &Manifest {
        match &self.asked {
            Asked::Local(reader) => reader.manifest(),
            Asked::Remote(index) => index.manifest(),
        }
    }

    /// Returns the number of segments that a query looks into; 0 where an engine is asked, which does not tell.
    pub fn segments(&self) -> u32 {
        self.local().map_or(0, IndexReader::segments)
    }

    /// Returns a segmenter for a text, with the dictionary that the index carries.
    pub fn segmenter(&self, text: &str) -> Segmenter {
        Segmenter::for_text(&self.knowledge.dictionary, text)
    }

    /// Returns a segmenter for any text, with the dictionary that the index carries.
    pub(crate) fn full_segmenter(&self) -> Segmenter {
        Segmenter::full(&self.knowledge.dictionary)
    }

    /// Answers a query.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn search(&self, query: &Query, options: &SearchOptions) -> Result<Answer, SearchError> {
        self.with_archive(|archive| SearchRun::new(archive, &self.knowledge, query, options)?.answer())
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
        self.with_archive(|archive| SearchRun::new(archive, &self.knowledge, query, options)?.rank_reports())
    }

    /// Returns what of each text a query marks, as spans of characters.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn marks(&self, query: &Query, texts: &[&str]) -> Result<Vec<Vec<(usize, usize)>>, SearchError> {
        self.with_archive(|archive| {
            let options = SearchOptions::default();
            let run = SearchRun::new(archive, &self.knowledge, query, &options)?;
            Ok(texts.iter().map(|text| run.marks_in(text)).collect())
        })
    }

    /// Looks for the reason why a query found nothing.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn why_nothing(&self, query: &Query, options: &SearchOptions) -> Result<WhyNothing, SearchError> {
        let budget = Budget::begin(matches!(self.asked, Asked::Remote(_)));
        let look = |archive: &dyn Archive| {
            SearchRun::new(archive, &self.knowledge, query, options)?.why_nothing(&budget)
        };
        let mut why = self.with_archive(look)?;
        let whole = query.without_exclusions().filter(Query::wants_something);
        if let Some(whole) = whole.filter(|_| !budget.is_spent()) {
            let options = SearchOptions { limit: 1, document_order: false, explain: false, ..*options };
            let found = self.search(&whole, &options)?;
            // The limit is one of hits: passages are counted all the same.
            why.excluded = (!found.hits.is_empty()).then_some(found.passages);
        }
        why.cut_short = budget.was_spent();
        Ok(why)
    }

    /// Answers a query; returns beside the answer the words of `typed` with the nearest spelling for each that stands nowhere.
    /// That is `None` where all stand somewhere, nothing is spelled like those that do not, or it is no plain text.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn search_and_spell(
        &self,
        query: &Query,
        typed: &Query,
        options: &SearchOptions,
    ) -> Result<(Answer, Option<Respelled>), SearchError> {
        self.with_archive(|archive| {
            let run = SearchRun::new(archive, &self.knowledge, query, options)?;
            let answer = run.answer()?;
            let spelled = match typed {
                Query::Text(typed) => run.respelled(typed, &answer.hits)?,
                _ => None,
            };
            Ok((answer, spelled))
        })
    }
}
