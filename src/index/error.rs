//! What can go wrong with an index, in words for people.

use std::io;
use std::path::{Path, PathBuf};

/// Stands for the path where the engine does not tell which of its files it was.
const THE_INDEX: &str = "the index";

fn named(path: &Path) -> String {
    if path == Path::new(THE_INDEX) { THE_INDEX.to_owned() } else { format!("{path:?}") }
}

/// What to do about a damaged index.
pub(crate) const DAMAGED: &str = "the index is damaged: run `xunzhang verify`; `xunzhang index --rebuild` builds it anew from the same folders";

/// Why an index could not be written or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index in this folder.
    #[error("there is no index in {index:?}")]
    Missing {
        /// The folder that was looked into.
        index: PathBuf,
    },
    /// Another process is writing this index.
    #[error("the index in {index:?} is being written by {}", if holder.is_empty() { "another process" } else { holder })]
    Busy {
        /// The index.
        index: PathBuf,
        /// Who holds the lock, as it says itself.
        holder: String,
    },
    /// The folder is not one of an index, and not empty.
    #[error("the folder {index:?} holds {found:?} and no index of xunzhang: nothing is written there")]
    Occupied {
        /// The folder.
        index: PathBuf,
        /// What stands in it.
        found: String,
    },
    /// The folder belongs to another user.
    #[error("the index in {index:?} belongs to another user: it can be searched, and is not changed")]
    NotOwned {
        /// The folder.
        index: PathBuf,
    },
    /// Nothing is left that says what the index was built from.
    #[error(
        "the index in {index:?} is so damaged that the folders which it was kept of are not known any more"
    )]
    Forgotten {
        /// The index.
        index: PathBuf,
    },
    /// A build from nothing would lose the reports of a folder that is away.
    #[error(
        "of {all} files that the index knows in {root:?} {} there: a rebuild would lose their reports, so nothing was changed",
        match met { 0 => "none is".to_owned(), met => format!("only {met} are") }
    )]
    Away {
        /// The root.
        root: PathBuf,
        /// Files that are there.
        met: usize,
        /// Files that the index knows.
        all: usize,
    },
    /// The index was built in a way that this program does not read.
    #[error("the index in {index:?} was built with {what} {found}, this program uses {expected}")]
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
    #[error("the index in {index:?} is damaged: {what}")]
    Damaged {
        /// The index.
        index: PathBuf,
        /// What was found.
        what: String,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} {}", named(path))]
    Io {
        /// The verb: `read`, `create`, …
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A large report failed while a part of it was written already, so that the commit cannot be made.
    #[error("cannot index {path:?}: {why}")]
    Broken {
        /// The file.
        path: PathBuf,
        /// Why, in words for people.
        why: String,
    },
    /// The engine failed.
    #[error("cannot {doing} the index")]
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
            IndexError::Missing { .. } => Some("build one with `xunzhang index FOLDER`".to_owned()),
            IndexError::Busy { .. } => Some("wait until it has finished, then try again".to_owned()),
            IndexError::Foreign { .. } => {
                Some("`xunzhang index --rebuild` builds it anew from the same folders".to_owned())
            }
            IndexError::Damaged { .. } => Some(DAMAGED.to_owned()),
            IndexError::Occupied { .. } => {
                Some("name an empty folder, or one that is not there yet, with `--index DIR`".to_owned())
            }
            IndexError::NotOwned { .. } => {
                Some("make one of your own with `--index DIR` or XUNZHANG_INDEX".to_owned())
            }
            IndexError::Forgotten { .. } => Some(
                "name them: `xunzhang index --rebuild FOLDER` builds it anew; added words are kept"
                    .to_owned(),
            ),
            IndexError::Away { .. } => {
                Some("bring the folder back (is a disk not mounted?), or drop its reports with `xunzhang index --rebuild --prune`".to_owned())
            }
            // This arm stands before the general one for rights: what cannot be read has another remedy
            // than what cannot be written.
            IndexError::Io { doing: "read", source, .. }
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                Some(
                    "ask its owner to build it with `--shared`, or choose another with `--index DIR`"
                        .to_owned(),
                )
            }
            IndexError::Io { doing: "open", path, source } if crate::system::is_link(path, source) => {
                Some(format!("it is a symbolic link, which nothing is written through: remove {path:?}"))
            }
            IndexError::Io { source, .. }
                if matches!(source.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists) =>
            {
                Some("an index is a folder: name it with `--index DIR`".to_owned())
            }
            IndexError::Io { source, .. } if crate::system::is_want_of_handles(source) => {
                Some("allow more open files with `ulimit -n 1024`; the old index is untouched".to_owned())
            }
            IndexError::Io { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Some("choose a folder that you may write with `--index DIR`".to_owned())
            }
            IndexError::Io { source, .. } if source.kind() == io::ErrorKind::OutOfMemory => {
                Some("there is too little memory just now, or a limit (`ulimit -v`) is too low".to_owned())
            }
            IndexError::Io { source, .. } if source.kind() == io::ErrorKind::FileTooLarge => {
                Some("raise the limit for files with `ulimit -f`; the old index is untouched".to_owned())
            }
            IndexError::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => Some(
                "make room or choose another disk with `--index DIR`; the old index is untouched".to_owned(),
            ),
            IndexError::Broken { path, .. } => Some(format!(
                "leave it out with `xunzhang remove {}`; the old index is untouched",
                path.display()
            )),
            IndexError::Io { .. } | IndexError::Engine { .. } => None,
        }
    }
}
