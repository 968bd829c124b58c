//! The right to write an index: its folder made, or found to be ours, and the lock in it held.
//!
//! Rights are set on what is made here only. A folder that belongs to somebody else is read and never written.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::IndexError;
use super::folder::settle;
use super::ours::{self, CURRENT, LOCK, SMALL_BYTES};
use crate::language::tr;
use crate::system;

/// How long a held lock is asked for again. A freshly forked child may hold an inherited copy until it
/// executes its own program.
pub(crate) const BRIEFLY: Duration = Duration::from_millis(100);
/// How long a command that wants to write waits: `index --watch` mostly holds the lock for less.
pub(crate) const PATIENTLY: Duration = Duration::from_secs(3);
/// Pause between two attempts.
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// The right to write an index, held until dropped.
pub(crate) struct WriteLock {
    _file: File,
    index: PathBuf,
    shared: bool,
}

impl WriteLock {
    /// Returns the folder of the index.
    pub(crate) fn index(&self) -> &Path {
        &self.index
    }

    /// Removes the lock where there is no index that it would be the lock of. Whoever waits for it notices ([`lock`]).
    pub(super) fn remove_if_alone(self) {
        let path = self.index.join(LOCK);
        if matches!(super::folder::current_build(&self.index), Err(IndexError::Missing { .. })) {
            let _ = fs::remove_file(path);
        }
    }

    /// Returns whether other users may read the index.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared
    }
}

/// Makes the index folder if needed and takes the lock on it.
///
/// `shared` lets other users read; without it a new folder is closed to them. Another process that holds the lock is
/// waited for as long as `patience`. Nothing is written before the lock is held.
///
/// # Errors
/// [`IndexError::Busy`] when another process writes, [`IndexError::Occupied`] and [`IndexError::NotOwned`] when the folder
/// is not ours, otherwise what the file system says.
pub(crate) fn lock(index: &Path, shared: bool, patience: Duration) -> Result<WriteLock, IndexError> {
    system::mind_file_limit();
    let asked_to_share = shared;
    let shared = shared || is_shared(index);
    make(index, shared)?;
    let mut file = locked(index, patience)?;
    let path = index.join(LOCK);
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| IndexError::Io { doing, path, source }
    };
    // Another program's file of this name would be emptied: it is looked at before the first byte is
    // written.
    if !written(&mut file)
        .map_err(failed("read", &path))?
        .as_slice()
        .iter()
        .all(|byte| ours::is_of_lock(&[*byte]))
    {
        return Err(IndexError::Occupied { index: index.to_owned(), found: LOCK.to_owned() });
    }
    system::set_file_shared(&file, shared).map_err(failed("set the rights of", &path))?;
    // The line of the holder before goes first: it may be longer than the new one.
    file.set_len(0)
        .and_then(|()| file.seek(SeekFrom::Start(0)).map(drop))
        .and_then(|()| writeln!(file, "{} {}", std::process::id(), jiff::Timestamp::now().as_second()))
        .map_err(failed("write", &path))?;
    // The rights of a folder that was there already change only when that was asked for.
    if asked_to_share {
        system::set_folder_shared(index, true).map_err(failed("set the rights of", index))?;
    }
    Ok(WriteLock { _file: file, index: index.to_owned(), shared })
}

/// Opens the lock of a folder and takes it.
fn locked(index: &Path, patience: Duration) -> Result<File, IndexError> {
    let path = index.join(LOCK);
    let asked = Instant::now();
    loop {
        let mut file = open_lock(index)?;
        while matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) && asked.elapsed() < patience {
            std::thread::sleep(LOCK_PAUSE);
        }
        // The attempt that counts: the loop above ends for want of time, too, or for another error.
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let holder = holder(&String::from_utf8_lossy(&written(&mut file).unwrap_or_default()));
                return Err(IndexError::Busy { index: index.to_owned(), holder });
            }
            Err(fs::TryLockError::Error(source)) => {
                return Err(IndexError::Io { doing: "lock", path, source });
            }
        }
        // A run that was given up may have removed it while it was waited for: another stands there now, or none.
        let file_id = |known: fs::Metadata| system::stamps(&known).file_id;
        let (held, there) = (file.metadata().map(file_id), fs::symlink_metadata(&path).map(file_id));
        if matches!((held, there), (Ok(held), Ok(there)) if held == there) {
            return Ok(file);
        }
    }
}

/// Makes sure that an index may be written in this folder, without changing anything.
///
/// # Errors
/// [`IndexError::Occupied`] when it holds what is not ours, [`IndexError::NotOwned`] when it belongs to another user,
/// otherwise what the file system says.
pub(crate) fn check_writable(index: &Path) -> Result<(), IndexError> {
    let failed = |source| IndexError::Io { doing: "open", path: index.to_owned(), source };
    match fs::metadata(index) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
        Ok(known) if !known.is_dir() => Err(failed(io::ErrorKind::NotADirectory.into())),
        Ok(known) if !system::is_of_this_user(&known) => {
            Err(IndexError::NotOwned { index: index.to_owned() })
        }
        Ok(_) => ours::check_folder(index),
    }
}

fn make(index: &Path, shared: bool) -> Result<(), IndexError> {
    check_writable(index)?;
    if index.is_dir() {
        return Ok(());
    }
    let parent = index.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let make = || -> io::Result<()> {
        fs::create_dir_all(parent)?;
        match system::create_private_folder(index) {
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && index.is_dir() => return Ok(()),
            made => made?,
        }
        system::set_folder_shared(index, shared)?;
        system::sync_folder(parent)
    };
    make().map_err(|source| IndexError::Io { doing: "create", path: index.to_owned(), source })
}

/// Opens the lock, which is made where it is missing: a regular file of ours. What stands in it is looked at
/// once it is held: it may be another name of something else.
fn open_lock(index: &Path) -> Result<File, IndexError> {
    let path = index.join(LOCK);
    // Never through a link, and without waiting for a pipe (`regular_options`).
    let mut options = crate::source::regular_options();
    let opened = system::private(options.write(true).create(true)).open(&path).and_then(|file| {
        let known = file.metadata()?;
        let is_ours = known.is_file() && system::is_of_this_user(&known);
        if is_ours { Ok(file) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not ours")) }
    });
    opened.map_err(|source| IndexError::Io { doing: "open", path, source })
}

/// What stands in the lock, no more than a lock holds.
fn written(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    // A file of another program may have any length: no more than this is read.
    file.take(SMALL_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Who holds the lock, from what it wrote: its process number, and since when by the clock here.
fn holder(written: &str) -> String {
    let mut words = written.split_whitespace();
    let Some(process) = words.next().and_then(|word| word.parse::<u32>().ok()) else {
        return String::new();
    };
    let since = words.next().and_then(|word| word.parse().ok());
    let since = since.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let since = since.map(|time| time.to_zoned(jiff::tz::TimeZone::system()).strftime("%F %T").to_string());
    match since {
        Some(since) => tr!("fault-process-since", process = process.to_string(), since = since.to_string()),
        None => tr!("fault-process", process = process.to_string()),
    }
}

/// Lets other users read an index.
///
/// # Errors
/// What the file system says.
pub(crate) fn share(lock: &WriteLock) -> Result<(), IndexError> {
    let failed = |source| IndexError::Io { doing: "set the rights of", path: lock.index.clone(), source };
    let build = super::folder::current_build(&lock.index)?;
    settle(&build, true).map_err(failed)?;
    let open = |name: &str| crate::source::open_regular(&lock.index.join(name));
    let share = || -> io::Result<()> {
        // The pointer after the build: its rights tell whether an index is shared (`is_shared`).
        [CURRENT, LOCK].iter().try_for_each(|name| system::set_file_shared(&open(name)?, true))?;
        system::sync_folder(&lock.index)
    };
    share().map_err(failed)
}

fn is_shared(index: &Path) -> bool {
    index.join(CURRENT).symlink_metadata().is_ok_and(|known| known.is_file() && system::is_shared(&known))
}
