//! A way into an index for readers that needs no right to write.
//!
//! The engine's own directory opens a lock file for *writing* even to read, so that another user,
//! or a read-only mount, could not search. A reader here takes no lock: it reads the list of
//! segments once, keeps to that list, and opens them all; when a writer collected one in between, it starts again
//! (`read.rs`).

use std::path::Path;
use std::sync::Arc;
use std::{fmt, io};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::seal::META;

/// A folder of an index, mapped for reading only.
#[derive(Clone)]
pub(crate) struct ReadOnlyDirectory {
    mapped: MmapDirectory,
    /// The list of segments as it was when the folder was opened: a commit in between must not mix two states.
    meta: Arc<[u8]>,
}

impl ReadOnlyDirectory {
    /// Opens the folder, whose list of segments is `meta`.
    ///
    /// # Errors
    /// When it is not there or not readable.
    pub(crate) fn open(folder: &Path, meta: &[u8]) -> Result<Self, OpenDirectoryError> {
        Ok(ReadOnlyDirectory { mapped: MmapDirectory::open(folder)?, meta: meta.into() })
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
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
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
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
