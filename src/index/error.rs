//! What can go wrong with an index, in words for people.

use crate::language::{reason, tr};

use std::io;
use std::path::{Path, PathBuf};

/// Stands for the path where the engine does not tell which of its files it was.
const THE_INDEX: &str = "the index";

fn named(path: &Path) -> String {
    if path == Path::new(THE_INDEX) { THE_INDEX.to_owned() } else { format!("{path:?}") }
}

/// What could not be done, as the sources name it, in the language in force.
fn done(doing: &'static str) -> String {
    match doing {
        "read" => tr!("fault-do-read"),
        "write" => tr!("fault-do-write"),
        "open" => tr!("fault-do-open"),
        "create" => tr!("fault-do-create"),
        "replace" => tr!("fault-do-replace"),
        "remove" => tr!("fault-do-remove"),
        "lock" => tr!("fault-do-lock"),
        "finish" => tr!("fault-do-finish"),
        "merge" => tr!("fault-do-merge"),
        "set the rights of" => tr!("fault-do-rights"),
        "write the schema of" => tr!("fault-do-schema"),
        other => other.to_owned(),
    }
}

/// Who writes an index that is to be written.
fn busy(index: &Path, holder: &str) -> String {
    let holder = if holder.is_empty() { tr!("fault-another-process") } else { holder.to_owned() };
    tr!("fault-busy", index = format!("{index:?}"), holder = holder)
}

/// What to do about a damaged index.
pub(crate) fn damaged_hint() -> String {
    tr!("fault-index-damaged")
}

/// Why an index could not be written or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index in this folder.
    #[error("{}", tr!("fault-no-index", index = format!("{index:?}")))]
    Missing {
        /// The folder that was looked into.
        index: PathBuf,
    },
    /// What somebody may see of it is not said by facts alone, or not by facts that are known.
    #[error("{}", tr!("fault-view", only = .0.clone()))]
    Rights(String),
    /// Another process is writing this index.
    #[error("{}", busy(index, holder))]
    Busy {
        /// The index.
        index: PathBuf,
        /// Who holds the lock, as it says itself.
        holder: String,
    },
    /// The folder is not one of an index, and not empty.
    #[error("{}", tr!("fault-not-ours", index = format!("{index:?}"), found = format!("{found:?}")))]
    Occupied {
        /// The folder.
        index: PathBuf,
        /// What stands in it.
        found: String,
    },
    /// The folder belongs to another user.
    #[error("{}", tr!("fault-another-user", index = format!("{index:?}")))]
    NotOwned {
        /// The folder.
        index: PathBuf,
    },
    /// Nothing is left that says what the index was built from.
    #[error("{}", tr!("fault-roots-unknown", index = format!("{index:?}")))]
    Forgotten {
        /// The index.
        index: PathBuf,
    },
    /// A build from nothing would lose the reports of a folder that is away.
    #[error("{}", tr!("fault-away", all = *all, root = format!("{root:?}"), met = *met))]
    Away {
        /// The root.
        root: PathBuf,
        /// Files that are there.
        met: usize,
        /// Files that the index knows.
        all: usize,
    },
    /// The index was built in a way that this program does not read.
    #[error("{}", tr!("fault-built-with", index = format!("{index:?}"), what = .what.to_string(), found = .found.to_string(), expected = .expected.to_string()))]
    Foreign {
        /// The index.
        index: PathBuf,
        /// What differs: `format`, `schema version`, `segmenter` or `character table`.
        what: &'static str,
        /// What the index says.
        found: String,
        /// What the program needs.
        expected: String,
    },
    /// The index does not hold together.
    #[error("{}", tr!("fault-damaged", index = format!("{index:?}"), what = reason(.what)))]
    Damaged {
        /// The index.
        index: PathBuf,
        /// What was found.
        what: String,
    },
    /// A file could not be read or written.
    #[error("{}", tr!("fault-io", doing = done(doing), path = named(path)))]
    Io {
        /// The verb: `read`, `create`, …
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A large report failed while a part of it was written already, so that the commit cannot be made.
    #[error("{}", tr!("fault-cannot-index", path = format!("{path:?}"), why = reason(.why)))]
    Broken {
        /// The file.
        path: PathBuf,
        /// Why, in words for people.
        why: String,
    },
    /// Whoever began the run ended it.
    #[error("{}", tr!("fault-stopped"))]
    Stopped,
    /// The engine failed.
    #[error("{}", tr!("fault-engine", doing = done(doing)))]
    Engine {
        /// The verb: `write`, `read`, …
        doing: &'static str,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The file that the engine was refused by the system, and why, where that is what went wrong.
fn refused_file(error: &tantivy::TantivyError) -> Option<(PathBuf, io::Error)> {
    use tantivy::TantivyError::{IoError, OpenReadError, OpenWriteError};
    use tantivy::directory::error::{OpenReadError as Read, OpenWriteError as Write};
    let (path, error) = match error {
        OpenReadError(Read::IoError { io_error, filepath }) => (filepath.clone(), io_error),
        OpenWriteError(Write::IoError { io_error, filepath }) => (filepath.clone(), io_error),
        IoError(error) => (PathBuf::from(THE_INDEX), error),
        _ => return None,
    };
    // Who made the file may have wrapped what the system said.
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error.as_ref());
    while let Some(one) = source {
        if let Some(code) = one.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return Some((path, io::Error::from_raw_os_error(code)));
        }
        source = match one.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => one.source(),
        };
    }
    None
}

/// The number of the system's error in what the engine only tells in words: `… (os error 28)`.
fn code_in(told: &str) -> Option<i32> {
    let (_, rest) = told.split_once("(os error ")?;
    rest.split_once(')')?.0.parse().ok()
}

impl IndexError {
    /// A file or folder of reports cannot be opened for want of file handles, which is no fault of its own.
    pub(crate) fn no_handles(path: PathBuf) -> IndexError {
        IndexError::Io { doing: "read", path, source: crate::system::want_of_handles() }
    }

    /// Wraps what the engine said.
    pub(crate) fn engine(doing: &'static str) -> impl Fn(tantivy::TantivyError) -> IndexError {
        // Some of the engine's errors keep only the words of the system's error; its number stands in them.
        let told = |error: &tantivy::TantivyError| {
            let source = io::Error::from_raw_os_error(code_in(&error.to_string())?);
            Some((PathBuf::from(THE_INDEX), source))
        };
        move |error| match refused_file(&error).or_else(|| told(&error)) {
            Some((path, source)) => IndexError::Io { doing, path, source },
            None => IndexError::Engine { doing, source: Box::new(error) },
        }
    }

    /// Wraps what the engine said while opening an index that should be whole: what the system refused stays so, all
    /// else is damage.
    pub(crate) fn opening(index: &Path) -> impl Fn(tantivy::TantivyError) -> IndexError + '_ {
        use tantivy::TantivyError::{IoError, OpenReadError};
        use tantivy::directory::error::OpenReadError::IoError as ReadError;
        move |error| {
            let kind = match &error {
                IoError(error) | OpenReadError(ReadError { io_error: error, .. }) => Some(error.kind()),
                _ => None,
            };
            // A file that is missing, cut or changed is damage; want of rights, memory or handles is not.
            let damage = [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof, io::ErrorKind::NotFound];
            if kind.is_some_and(|kind| !damage.contains(&kind)) {
                return IndexError::engine("open")(error);
            }
            IndexError::Damaged { index: index.to_owned(), what: error.to_string() }
        }
    }

    /// Returns what the user can do about it, if anything is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            IndexError::Missing { .. } => Some(tr!("fault-build-one")),
            IndexError::Busy { .. } => Some(tr!("fault-wait")),
            IndexError::Rights(_) => Some(tr!("fault-view-facts")),
            IndexError::Foreign { .. } => Some(tr!("fault-rebuild")),
            IndexError::Damaged { .. } => Some(damaged_hint()),
            IndexError::Occupied { .. } => Some(tr!("fault-empty-folder")),
            IndexError::NotOwned { .. } => Some(tr!("fault-own-index")),
            IndexError::Forgotten { .. } => Some(tr!("fault-name-roots")),
            IndexError::Away { .. } => Some(tr!("fault-bring-back")),
            // This arm stands before the general one for rights: what cannot be read has another remedy
            // than what cannot be written.
            IndexError::Io { doing: "read", source, .. }
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                Some(tr!("fault-ask-owner"))
            }
            IndexError::Io { doing: "open", path, source } if crate::system::is_link(path, source) => {
                Some(tr!("fault-link", path = format!("{path:?}")))
            }
            IndexError::Io { source, .. }
                if matches!(source.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists) =>
            {
                Some(tr!("fault-is-folder"))
            }
            IndexError::Io { source, .. } if crate::system::is_want_of_handles(source) => {
                Some(tr!("fault-more-files"))
            }
            // A home that is nowhere, as services have it.
            IndexError::Io { doing: "create", source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some(tr!("fault-writable"))
            }
            IndexError::Io { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Some(tr!("fault-writable"))
            }
            IndexError::Io { source, .. } if source.kind() == io::ErrorKind::OutOfMemory => {
                Some(tr!("fault-memory"))
            }
            IndexError::Io { source, .. } if source.kind() == io::ErrorKind::FileTooLarge => {
                Some(tr!("fault-file-limit"))
            }
            IndexError::Io { source, .. }
                if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                Some(tr!("fault-room"))
            }
            IndexError::Broken { path, .. } => {
                Some(tr!("fault-leave-out", path = path.display().to_string()))
            }
            IndexError::Io { .. } | IndexError::Engine { .. } | IndexError::Stopped => None,
        }
    }
}
