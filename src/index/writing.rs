//! The engine's way to the disk while an index is written: what is durable when, and what is removed when.
//!
//! Everything that a commit rests on passes here, with the rights of the index from the first moment. Its
//! files are synced together just before `meta.json`, which names them, is replaced (synced one after
//! another, as the engine would, each costs a journal entry of its own); those of a build that is not in
//! force are synced by `folder::put_in_force`. In a build in force the engine deletes nothing:
//! `folder::tidy` removes what no commit needs any more. A new build, which nobody reads yet, loses such
//! files at once. Locks are ours (`lock.rs`), and the engine's list of its files is not kept: what a commit
//! does not name is litter (`folder::sweep`).

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::fault::{beside, lock};

use super::ours::{NEW_DIGITS, NEW_PREFIX};

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
    /// Files written and not synced yet, by their names.
    unsynced: Arc<Mutex<BTreeSet<PathBuf>>>,
}

/// Files that are synced at the same time, at most.
const SYNCERS: usize = 8;

impl WriterDirectory {
    /// Opens the folder of a build; `in_force` when queries may be reading it.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn open(folder: &Path, shared: bool, in_force: bool) -> Result<Self, OpenDirectoryError> {
        let mapped = MmapDirectory::open(folder)?;
        let unsynced = Arc::default();
        Ok(WriterDirectory { mapped, folder: folder.to_owned(), shared, in_force, unsynced })
    }

    fn unsynced(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        lock(&self.unsynced)
    }

    /// Brings all that was written to the disk.
    fn sync_written(&self) -> io::Result<()> {
        let names = std::mem::take(&mut *self.unsynced());
        let files: Vec<PathBuf> = names.iter().map(|name| self.folder.join(name)).collect();
        sync_files(&files)
    }
}

/// Brings files to the disk, several at the same time.
///
/// # Errors
/// The first that the file system says.
pub(super) fn sync_files(files: &[PathBuf]) -> io::Result<()> {
    let sync = &|files: &[PathBuf]| files.iter().try_for_each(|file| File::open(file)?.sync_all());
    std::thread::scope(|scope| {
        let share = files.len().div_ceil(SYNCERS).max(1);
        let syncers: Vec<_> = files.chunks(share).map(|files| beside(scope, move || sync(files))).collect();
        syncers.into_iter().try_for_each(|syncer| {
            syncer.join().unwrap_or_else(|_| Err(io::Error::other("a thread that syncs has died")))
        })
    })
}

impl Directory for WriterDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.unsynced().remove(path);
        // A reader may be about to open it: `folder::tidy` removes it after the commit.
        if self.in_force { Ok(()) } else { self.mapped.delete(path) }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let create = || -> io::Result<File> {
            // Never over a file that is there: it may be one of the commit in force.
            let file = File::create_new(self.folder.join(path))?;
            crate::system::set_file_shared(&file, self.shared)?;
            Ok(file)
        };
        let file = create().map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        self.unsynced().insert(path.to_owned());
        Ok(WritePtr::new(Box::new(Written(file))))
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
        // This order makes it a commit: first all that is named, then the list that names it.
        if self.in_force {
            self.sync_written()?;
        }
        replace(&self.folder.join(path), data, self.shared)?;
        self.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        // The lock of the whole index is held already (`lock.rs`).
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file of the engine's; it is synced with the others of its commit.
struct Written(File);

impl Write for Written {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Written {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.flush()
    }
}

/// Puts `data` in the place of a file: whoever opens it sees the old bytes or the new, also after a power cut
/// (once the folder is synced too).
///
/// # Errors
/// What the file system says; the old bytes stand then.
pub(super) fn replace(path: &Path, data: &[u8], shared: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // In the same folder: a rename is atomic only within one file system.
    let named =
        tempfile::Builder::new().prefix(NEW_PREFIX).rand_bytes(NEW_DIGITS).suffix("").tempfile_in(folder);
    let mut new = named?;
    new.write_all(data)?;
    crate::system::set_file_shared(new.as_file(), shared)?;
    // Before the rename: otherwise a power cut could leave the new name without the new bytes.
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    Ok(())
}
