//! Why a search could not answer, in words for people.

use std::path::Path;

use crate::engine::EngineError;
use crate::index::{FilterFault, IndexError, damaged_hint};
use crate::language::tr;

/// Why a search could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index could not be opened or does not hold together.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// An engine that keeps the index could not be asked.
    #[error(transparent)]
    Remote(#[from] EngineError),
    /// An engine was named where only an index of this machine can answer.
    #[error("{}", tr!("fault-only-local"))]
    OnlyLocal,
    /// The local index was made with another dictionary than the program's, which an engine's readers do not have.
    #[error("{}", tr!("fault-own-dictionary"))]
    OwnDictionary,
    /// A query has more conditions than can be answered in time; none of them may be dropped.
    #[error("{}", tr!("fault-too-many-conditions", found = .found.to_string(), most = .most.to_string()))]
    TooManyConditions {
        /// How many it has.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A fact was asked for by a value that no report can have.
    #[error("{}", tr!("fault-cannot-look-for", typed = .0.typed.to_string()))]
    Filter(FilterFault),
    /// Nobody waits for the answer any more, or it is too late (see [`crate::search::Patience`]).
    #[error("{}", tr!("fault-too-long"))]
    GivenUp,
    /// The engine failed while reading.
    #[error("{}", tr!("fault-cannot-read-index"))]
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
            SearchError::Remote(error) => error.hint(),
            SearchError::OwnDictionary => Some(tr!("fault-rebuild-own")),
            SearchError::OnlyLocal => Some(tr!("fault-leave-out-engine")),
            SearchError::TooManyConditions { .. } => Some(tr!("fault-in-parts")),
            SearchError::Filter(fault) => Some(tr!("fault-takes", wanted = fault.wanted.clone())),
            SearchError::GivenUp => Some(tr!("fault-ask-less")),
            SearchError::Engine { .. } => Some(damaged_hint()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_stumbles_says_what_to_type_next() {
        let failed = SearchError::engine(std::io::Error::other("cut short"));
        assert_eq!(failed.to_string(), "cannot read the index");
        assert!(failed.hint().is_some_and(|hint| hint.contains("xunzhang verify")));
        let damaged = SearchError::damaged(Path::new("/i"), "a passage has no text");
        assert!(damaged.to_string().contains("a passage has no text"), "{damaged}");
    }
}
