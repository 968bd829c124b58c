//! Why a search could not answer, in words for people.

use std::path::Path;

use crate::engine::EngineError;
use crate::index::{DAMAGED, FilterFault, IndexError};

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
    #[error("an index in an engine cannot be asked for this")]
    OnlyLocal,
    /// The local index was made with another dictionary than the program's, which an engine's readers do not have.
    #[error("the local index was made with another dictionary than the program's own: it cannot be pushed")]
    OwnDictionary,
    /// A query has more conditions than can be answered in time; none of them may be dropped.
    #[error(
        "the query has {found} conditions (quoted, in a field, joined by AND, left out), at most {most} are answered"
    )]
    TooManyConditions {
        /// How many it has.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A fact was asked for by a value that no report can have.
    #[error("`{}` cannot be looked for", .0.typed)]
    Filter(FilterFault),
    /// Nobody waits for the answer any more, or it is too late (see [`crate::search::Patience`]).
    #[error("the answer took too long")]
    GivenUp,
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
            SearchError::Remote(error) => error.hint(),
            SearchError::OwnDictionary => {
                Some("xunzhang index --rebuild makes it anew with the program's own".to_owned())
            }
            SearchError::OnlyLocal => Some("leave out --engine: the local index answers".to_owned()),
            SearchError::TooManyConditions { .. } => Some(
                "ask in parts; words typed freely, without AND and quotation marks, are no conditions"
                    .to_owned(),
            ),
            SearchError::Filter(fault) => {
                Some(format!("it takes {}; as text in quotation marks", fault.wanted))
            }
            SearchError::GivenUp => Some("ask for less: a rarer word, or fewer reports".to_owned()),
            SearchError::Engine { .. } => Some(DAMAGED.to_owned()),
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
