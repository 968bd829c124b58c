//! The engine's way to the disk while an index is written: what is durable when, and what is removed when.
//!
//! Everything that a commit rests on passes here: files of segments are synced when they are closed (the engine's own
//! doing), `meta.json` is replaced atomically and synced, with the rights of the index from the first moment. Files
//! that no commit needs any more are kept until the next run, a grace for readers that have just read the older
//! `meta.json`; a new build, which nobody reads yet, removes them at once. Locks are ours (`folder.rs`), and the
//! engine's list of its files is not kept: what a commit does not name is litter (`folder::sweep`).

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::folder;

/// The engine's list of files that it made; its place is taken by `folder::sweep`.
const MANAGED: &str = ".managed.json";

/// A build's folder, opened for writing under the lock of the index.
#[derive(Clone, Debug)]
pub(super) struct WriterDirectory {
    mapped: MmapDirectory,
    folder: PathBuf,
    shared: bool,
    /// Whether others may be reading the build.
    in_force: bool,
}

impl WriterDirectory {
    /// Opens the folder of a build; `in_force` when queries may be reading it.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn open(folder: &Path, shared: bool, in_force: bool) -> Result<Self, OpenDirectoryError> {
        let mapped = MmapDirectory::open(folder)?;
        Ok(WriterDirectory { mapped, folder: folder.to_owned(), shared, in_force })
    }
}

impl Directory for WriterDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        if self.in_force { Ok(()) } else { self.mapped.delete(path) }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let out = self.mapped.open_write(path)?;
        folder::give_rights(&self.folder.join(path), self.shared)
            .map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        Ok(out)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(MANAGED) {
            return Err(OpenReadError::FileDoesNotExist(path.to_owned()));
        }
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        replace(&self.folder.join(path), data, self.shared)?;
        self.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Puts `data` in the place of a file: whoever opens it sees the old bytes or the new, also after a power cut
/// (once the folder is synced too).
///
/// # Errors
/// What the file system says; the old bytes stand then.
pub(super) fn replace(path: &Path, data: &[u8], shared: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(data)?;
    folder::set_file_mode(new.as_file(), shared)?;
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    Ok(())
}
