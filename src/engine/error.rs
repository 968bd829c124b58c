//! Why an engine could not be asked, in words for people.

use std::path::PathBuf;

use crate::language::tr;

/// Why an engine could not be asked, or did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// An address cannot be used.
    #[error("{}", tr!("fault-engine-address", typed = .typed.to_string(), why = .why.to_string()))]
    Address {
        /// What was typed, without secrets.
        typed: String,
        /// Why not.
        why: &'static str,
    },
    /// The certificates of who vouches for the server cannot be read.
    #[error("{}", tr!("fault-engine-certificates"))]
    Authorities,
    /// No node answers.
    #[error("{}", tr!("fault-engine-silent", urls = .urls.to_string(), why = .why.to_string()))]
    Unreachable {
        /// The addresses that were tried.
        urls: String,
        /// What the last of them came to.
        why: String,
    },
    /// What answers is no engine.
    #[error("{}", tr!("fault-engine-other", url = .url.to_string(), why = .why.to_string()))]
    Stranger {
        /// The address.
        url: String,
        /// What it said instead.
        why: String,
    },
    /// The engine knows the user not, or lets him do something else only.
    #[error("{}", tr!("fault-engine-refuses", doing = .doing.to_string(), why = .why.to_string()))]
    Refused {
        /// What was asked.
        doing: String,
        /// What it said.
        why: String,
    },
    /// There is no index of this name.
    #[error("{}", tr!("fault-engine-no-index", name = .name.to_string()))]
    Missing {
        /// Its name.
        name: String,
    },
    /// The index was not made by this program.
    #[error("{}", tr!("fault-engine-foreign", name = .name.to_string()))]
    Foreign {
        /// Its name.
        name: String,
    },
    /// The index was made with other rules.
    #[error("{}", tr!("fault-engine-differs", name = .name.to_string(), what = .what.to_string(), found = .found.to_string(), wanted = .wanted.to_string()))]
    Other {
        /// Its name.
        name: String,
        /// What differs.
        what: &'static str,
        /// What the index has.
        found: String,
        /// What this program has.
        wanted: String,
    },
    /// The engine writes nothing more.
    #[error("{}", tr!("fault-engine-full", why = .why.to_string()))]
    Full {
        /// What it said.
        why: String,
    },
    /// The engine failed.
    #[error("{}", tr!("fault-engine-failed", doing = .doing.to_string(), status = .status.to_string(), why = .why.to_string()))]
    Failed {
        /// What was asked.
        doing: String,
        /// The status of HTTP.
        status: u16,
        /// What it said.
        why: String,
    },
    /// Another push writes to the same index.
    #[error("{}", tr!("fault-engine-overtaken"))]
    Overtaken,
    /// The index is made of shares, and a whole was to be pushed into it.
    #[error("{}", tr!("fault-engine-shares", name = .name.to_string()))]
    Shares {
        /// Its name.
        name: String,
    },
    /// The index was pushed from one local index, and a share was to be pushed into it, or its shares to be joined.
    #[error("{}", tr!("fault-engine-whole", name = .name.to_string()))]
    Whole {
        /// Its name.
        name: String,
    },
    /// The folder of a share lies in that of another, or holds it.
    #[error("{}", tr!("fault-engine-overlap", root = format!("{:?}", .root), other = format!("{:?}", .other)))]
    Overlap {
        /// The folder.
        root: PathBuf,
        /// That of the other.
        other: PathBuf,
    },
    /// A share is being pushed, or that was stopped.
    #[error("{}", tr!("fault-engine-under-way", root = format!("{:?}", .root)))]
    UnderWay {
        /// Its folder.
        root: PathBuf,
    },
    /// The answer cannot be read.
    #[error("{}", tr!("fault-engine-unreadable", doing = .doing.to_string(), why = .why.to_string()))]
    Unreadable {
        /// What was asked.
        doing: String,
        /// Why.
        why: String,
    },
    /// The index contradicts itself.
    #[error("{}", tr!("fault-engine-inconsistent", what = .what.to_string()))]
    Damaged {
        /// What does not.
        what: String,
    },
}

impl EngineError {
    /// Returns what the user can do about it, if anything is known.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            EngineError::Address { .. } => &tr!("fault-engine-write-as"),
            EngineError::Authorities => &tr!("fault-engine-pem"),
            EngineError::Unreachable { .. } | EngineError::Stranger { .. } => &tr!("fault-engine-check"),
            EngineError::Refused { .. } => &tr!("fault-engine-rights"),
            EngineError::Missing { .. } => &tr!("fault-engine-push"),
            EngineError::Foreign { .. } => &tr!("fault-engine-name"),
            EngineError::Other { .. } | EngineError::Damaged { .. } => &tr!("fault-engine-anew"),
            EngineError::Full { .. } => &tr!("fault-engine-room"),
            EngineError::Overtaken => &tr!("fault-engine-push-again"),
            EngineError::Shares { .. } => &tr!("fault-engine-shares-hint"),
            EngineError::Whole { .. } => &tr!("fault-engine-whole-hint"),
            EngineError::Overlap { .. } => &tr!("fault-engine-overlap-hint"),
            EngineError::UnderWay { root } => {
                &tr!("fault-engine-under-way-hint", root = root.display().to_string())
            }
            EngineError::Failed { status: 500.., .. } => &tr!("fault-engine-health"),
            EngineError::Failed { .. } | EngineError::Unreadable { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
