//! A query to ranked hits, read from an opened index.
//!
//! [`Searcher::search`] is the flow, room by room: `ask` makes a plan of the query, `choose` is the first stage (a few
//! hundred candidates by words, exact runs and conditions), `score` the second (their texts counted and summed), `find.rs`
//! takes as many as are asked for, `show` makes hits of them or tells why there are none. A search under way holds what all
//! of them need (`run.rs`). `address` knows the parts of reports that are called by name and number. `pieces` is the only way to the stored texts; `prove` shows that nothing is missed and that all
//! that is stored is whole.

mod address;
mod ask;
mod choose;
mod error;
mod find;
mod pieces;
pub(crate) mod prove;
mod run;
mod score;
mod show;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::analysis::{Dictionary, Segmenter};
use crate::index::{IndexReader, Manifest};
use crate::query::Query;
use crate::schema::{Ranking, StopWords};

pub use error::SearchError;
pub use prove::recall::RecallReport;
pub use prove::verify::{StoreCounts, StoreReport, StoredReport};
pub use show::fresh::check_files;
pub use show::hit::{Answer, FileState, Hit, Place, RankedReport, ScorePart, SearchOptions, Total};
pub use show::nothing::{RunFate, WhyNothing};
pub use show::snippet::Snippet;
#[cfg(any(test, fuzzing))]
pub(crate) use show::snippet::cut as cut_snippet;

use pieces::Pieces;
use run::SearchRun;

/// An index opened for questions.
pub struct Searcher {
    reader: IndexReader,
    dictionary: Dictionary,
    /// The program's, like all that ranks: a word added to them counts less at once.
    stop_words: StopWords,
    ranking: Ranking,
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
        Ok(Searcher { reader, dictionary, stop_words, ranking })
    }

    /// Ranks with other weights than those of the program.
    pub fn set_ranking(&mut self, ranking: Ranking) {
        self.ranking = ranking;
    }

    /// Returns how many files in the folder of the index it does not rest on, and their bytes.
    pub fn left_over(&self) -> (usize, u64) {
        self.reader.left_over()
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
        SearchRun::new(self, query, options, &pieces)?.answer()
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
        SearchRun::new(self, query, options, &pieces)?.rank_reports()
    }
}
