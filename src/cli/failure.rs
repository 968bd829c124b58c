//! What could not be done, why, and what to type next.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::Path;

use crate::eval::TrecError;
use crate::index::IndexError;
use crate::language::{reason, tr};
use crate::search::SearchError;
use crate::source::ExtractError;

/// Why a command failed, in words for people.
#[derive(Debug)]
pub(super) struct Failure {
    what: String,
    hint: Option<String>,
    closed_pipe: bool,
}

impl Failure {
    /// Makes a failure; `hint` is what to do about it.
    pub(super) fn new(what: impl Into<String>, hint: Option<&str>) -> Failure {
        Failure { what: what.into(), hint: hint.map(str::to_owned), closed_pipe: false }
    }

    /// Says why a file gives no report.
    pub(super) fn unread(file: &Path, error: &ExtractError) -> Failure {
        Failure::new(format!("{file:?} {}", reason(&error.to_string())), None)
    }

    /// Whether it only means that nobody reads the output any more.
    pub(super) fn is_closed_pipe(&self) -> bool {
        self.closed_pipe
    }

    fn of(error: &dyn Error, hint: Option<String>) -> Failure {
        let mut what = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            // Many causes repeat what they were wrapped in.
            let said = inner.to_string();
            if !what.contains(&said) {
                what.push_str(&format!(": {said}"));
            }
            cause = inner.source();
        }
        Failure { what, hint, closed_pipe: false }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&tr!("failure-error", what = &self.what))?;
        match &self.hint {
            Some(hint) => write!(out, "\n{}", tr!("failure-hint", hint = hint)),
            None => Ok(()),
        }
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Failure {
        Failure::of(&error, error.hint())
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Failure {
        Failure::of(&error, error.hint())
    }
}

impl From<TrecError> for Failure {
    fn from(error: TrecError) -> Failure {
        Failure::of(&error, None)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        // Files say themselves what failed: what is left is the output.
        let closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Failure { closed_pipe, ..Failure::new(tr!("failure-output", error = error.to_string()), None) }
    }
}
