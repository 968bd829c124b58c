//! Why an engine could not be asked, in words for people.

/// Why an engine could not be asked, or did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// An address cannot be used.
    #[error("`{typed}` is no address of an engine: {why}")]
    Address {
        /// What was typed, without secrets.
        typed: String,
        /// Why not.
        why: &'static str,
    },
    /// The certificates of who vouches for the server cannot be read.
    #[error("the file of certificates holds none that can be read (PEM)")]
    Authorities,
    /// No node answers.
    #[error("no engine answers at {urls}: {why}")]
    Unreachable {
        /// The addresses that were tried.
        urls: String,
        /// What the last of them came to.
        why: String,
    },
    /// What answers is no engine.
    #[error("what answers at {url} is no OpenSearch or Elasticsearch: {why}")]
    Stranger {
        /// The address.
        url: String,
        /// What it said instead.
        why: String,
    },
    /// The engine knows the user not, or lets him do something else only.
    #[error("the engine refuses {doing}: {why}")]
    Refused {
        /// What was asked.
        doing: String,
        /// What it said.
        why: String,
    },
    /// There is no index of this name.
    #[error("the engine has no index `{name}`")]
    Missing {
        /// Its name.
        name: String,
    },
    /// The index was not made by this program.
    #[error("the index `{name}` of the engine was not made by xunzhang; nothing was changed")]
    Foreign {
        /// Its name.
        name: String,
    },
    /// The index was made with other rules.
    #[error("the index `{name}` of the engine was made with {what} {found}, this program needs {wanted}")]
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
    #[error("the engine takes no more documents: {why}")]
    Full {
        /// What it said.
        why: String,
    },
    /// The engine failed.
    #[error("the engine failed at {doing} (status {status}): {why}")]
    Failed {
        /// What was asked.
        doing: String,
        /// The status of HTTP.
        status: u16,
        /// What it said.
        why: String,
    },
    /// The answer cannot be read.
    #[error("the engine's answer to {doing} cannot be read: {why}")]
    Unreadable {
        /// What was asked.
        doing: String,
        /// Why.
        why: String,
    },
    /// The index contradicts itself.
    #[error("the index of the engine does not hold together: {what}")]
    Damaged {
        /// What does not.
        what: String,
    },
}

impl EngineError {
    /// Returns what the user can do about it, if anything is known.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            EngineError::Address { .. } => {
                "write it as http://HOST:9200/INDEX; user, password and API key: see docs/engines.md"
            }
            EngineError::Authorities => "XUNZHANG_ENGINE_CA must name a file of certificates in PEM",
            EngineError::Unreachable { .. } | EngineError::Stranger { .. } => {
                "check the address, and that the engine runs: curl URL tells its name and version"
            }
            EngineError::Refused { .. } => {
                "XUNZHANG_ENGINE_USER and XUNZHANG_ENGINE_PASSWORD, or XUNZHANG_ENGINE_API_KEY, must belong to somebody who may do this"
            }
            EngineError::Missing { .. } => "xunzhang push --engine URL makes it from the local index",
            EngineError::Foreign { .. } => "choose another name: --name INDEX, or http://HOST:9200/INDEX",
            EngineError::Other { .. } | EngineError::Damaged { .. } => {
                "xunzhang push --engine URL --full makes it anew beside the old one, and then takes its place"
            }
            EngineError::Full { .. } => {
                "give it more room (or lift the read-only block of its disk watermark), then push again: it goes on where it stopped"
            }
            EngineError::Failed { .. } | EngineError::Unreadable { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
