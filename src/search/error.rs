//! Why a search could not answer, in words for people.

use std::path::Path;

use crate::index::IndexError;

/// Why a search could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index could not be opened or does not hold together.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The engine failed while reading.
    #[error("cannot read the index")]
    Engine {
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl SearchError {
    /// Wraps what the engine said.
    pub(in crate::search) fn engine(error: impl Into<tantivy::TantivyError>) -> SearchError {
        SearchError::Engine { source: Box::new(error.into()) }
    }

    /// The index contradicts itself.
    pub(in crate::search) fn damaged(index: &Path, what: &str) -> SearchError {
        SearchError::Index(IndexError::Damaged { index: index.to_owned(), what: what.to_owned() })
    }

    /// Returns what the user can do about it, if anything is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            SearchError::Index(error) => error.hint(),
            SearchError::Engine { .. } => Some(
                "the index is damaged: run `xunzhang verify`; `xunzhang index FOLDER` builds it anew"
                    .to_owned(),
            ),
        }
    }
}
