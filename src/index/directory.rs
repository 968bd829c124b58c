//! A way into an index for readers that needs no right to write.
//!
//! The engine's own directory opens a lock file for *writing* even to read, so that another user,
//! or a read-only mount, could not search. A reader here takes no lock: it reads the list of
//! segments once, keeps to that list, and opens them all; when a writer collected one in between, it starts again
//! (`read.rs`). What it opens are regular files of the length that the seal tells: a pipe is not waited for, a link not
//! followed, and a file that was cut or has grown is told at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, io};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

use super::seal::{META, Sum, Sums};

/// A folder of an index, mapped for reading only.
#[derive(Clone)]
pub(super) struct ReadOnlyDirectory {
    mapped: MmapDirectory,
    folder: PathBuf,
    /// What the commit rests on.
    sums: Arc<Sums>,
    /// The list of segments as it was when the folder was opened: a commit in between must not mix two states.
    meta: Arc<[u8]>,
}

impl ReadOnlyDirectory {
    /// Opens the folder, whose list of segments is `meta`, resting on `sums`.
    ///
    /// # Errors
    /// When it is not there or not readable.
    pub(super) fn open(folder: &Path, meta: &[u8], sums: Arc<Sums>) -> Result<Self, OpenDirectoryError> {
        let mapped = MmapDirectory::open(folder)?;
        Ok(ReadOnlyDirectory { mapped, folder: folder.to_owned(), sums, meta: meta.into() })
    }

    /// Makes sure, before a file is opened, that it is one and as long as it was written.
    fn check(&self, path: &Path) -> io::Result<()> {
        let broken = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what.to_owned()));
        // Not `metadata`: a link in place of a file is none of ours.
        let known = self.folder.join(path).symlink_metadata()?;
        // Only the length is compared: hashing a large file would cost more than the query that opens it.
        match self.sums.get(path) {
            None => broken("its seal does not name it"),
            Some(_) if !known.is_file() => broken("it is not a file"),
            Some(sum) if known.len() != sum.bytes => broken("it is not as long as it was written"),
            Some(_) => Ok(()),
        }
    }

    /// Returns a file.
    ///
    /// # Errors
    /// What the file system says, or [`io::ErrorKind::InvalidData`] when it is not as long as it was written.
    pub(super) fn bytes(&self, name: &str) -> io::Result<OwnedBytes> {
        self.open_read(Path::new(name)).map_err(io_error)?.read_bytes()
    }

    /// Returns a file, all of which is held against the seal.
    ///
    /// # Errors
    /// What the file system says, or [`io::ErrorKind::InvalidData`] when it is not as it was written.
    pub(super) fn checked(&self, name: &str) -> io::Result<OwnedBytes> {
        let bytes = self.bytes(name)?;
        match self.sums.get(Path::new(name)) {
            Some(sum) if *sum == Sum::of(&bytes) => Ok(bytes),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it is not as it was written")),
        }
    }
}

/// What the system said, where it did.
fn io_error(error: OpenReadError) -> io::Error {
    match error {
        OpenReadError::FileDoesNotExist(_) => io::Error::new(io::ErrorKind::NotFound, error),
        // Made anew from its number: the engine shares the error, so that it cannot be taken out.
        OpenReadError::IoError { io_error, .. } => match io_error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(io_error.kind(), io_error.to_string()),
        },
        error => io::Error::new(io::ErrorKind::InvalidData, error),
    }
}

impl fmt::Debug for ReadOnlyDirectory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ReadOnlyDirectory({:?})", self.mapped)
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "this index is open for reading only")
}

impl Directory for ReadOnlyDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.check(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })?;
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        // As in `atomic_read`: the list is the one that was read when the folder was opened.
        if path == Path::new(META) { Ok(!self.meta.is_empty()) } else { self.mapped.exists(path) }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(META) { Ok(self.meta.to_vec()) } else { self.mapped.atomic_read(path) }
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        // Nothing was written.
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        // A reader needs no lock (see the head), but the engine wants one to be handed out.
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        // An opened index stays as it was: nobody is to reload it.
        Ok(WatchHandle::empty())
    }
}
