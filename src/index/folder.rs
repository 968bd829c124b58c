//! The folder of an index: builds beside each other, one small file that names the one in force.
//!
//! ```text
//! INDEX/current        name of the build that queries read; replaced atomically
//! INDEX/lock           held by the process that writes (an OS lock: it dies with the process)
//! INDEX/build-…/       the engine's files, dictionary.fst, schema/, and of each commit files-… and live-…
//! ```
//!
//! A build is written beside the one in force and counts from the moment `current` is replaced, so
//! a failed or killed build leaves the old index answering. What no longer counts is removed by the next run: so
//! long it stays for readers that have just opened it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::phase::{self, Phase};
use super::seal::Sums;
use super::{IndexError, IndexReader};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const BUILD_PREFIX: &str = "build-";
/// What is wrong with a pointer that was overwritten.
const NO_BUILD: &str = "is not as it was written";
/// How long a lock that is held is asked for again: a process that was just started may hold a copy of one that was let
/// go, until it runs its own program.
pub(crate) const BRIEFLY: Duration = Duration::from_millis(100);
/// As long as `index --watch` holds it, mostly.
pub(crate) const PATIENTLY: Duration = Duration::from_secs(3);
/// How often.
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

    /// Returns whether other users may read the index.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared
    }
}

/// Returns the folder of the build in force.
///
/// # Errors
/// [`IndexError::Missing`] when there is no index here, [`IndexError::Damaged`] when `current` names nothing sensible.
pub(crate) fn current_build(index: &Path) -> Result<PathBuf, IndexError> {
    let name = match fs::read_to_string(index.join(CURRENT)) {
        Ok(name) => name,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Builds that hold a commit are there for the pointer that is lost.
            return Err(match super::salvage::newest_commit(index) {
                Some(_) => damaged_pointer(index, "is missing"),
                None => IndexError::Missing { index: index.to_owned() },
            });
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(damaged_pointer(index, NO_BUILD));
        }
        Err(source) => return Err(IndexError::Io { doing: "read", path: index.join(CURRENT), source }),
    };
    let digits = name.strip_prefix(BUILD_PREFIX).and_then(|rest| rest.strip_suffix('\n'));
    let plain = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if plain { Ok(index.join(name.trim_end())) } else { Err(damaged_pointer(index, NO_BUILD)) }
}

/// Returns the builds of an index, in force or not, the newest first.
pub(super) fn builds(index: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(index).into_iter().flatten().flatten();
    let is_build = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(BUILD_PREFIX))
    };
    let mut builds: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_build).collect();
    // Their names are times, in hexadecimal.
    builds.sort_by_key(|path| std::cmp::Reverse((path.as_os_str().len(), path.clone())));
    builds
}

/// What is in force: equal states name the same files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// Folder of the build.
    pub(super) build: PathBuf,
    /// The engine's list of segments in it, with its seal.
    pub(super) meta: Vec<u8>,
}

/// Returns what is in force at this moment.
///
/// # Errors
/// As [`current_build`].
pub(super) fn state(index: &Path) -> Result<State, IndexError> {
    let build = current_build(index)?;
    // A build without a list of segments is damaged, as opening it will tell.
    let meta = fs::read(build.join(super::seal::META)).unwrap_or_default();
    Ok(State { build, meta })
}

fn damaged_pointer(index: &Path, what: &str) -> IndexError {
    let what = format!("the file {CURRENT:?}, which names its build, {what}");
    IndexError::Damaged { index: index.to_owned(), what }
}

/// Makes the index folder if needed and takes the lock on it.
///
/// `shared` lets other users read; without it the folder is closed to them, unless it was shared before. Another process
/// that holds it is waited for as long as `patience`.
///
/// # Errors
/// [`IndexError::Busy`] when another process writes, otherwise what the file system says.
pub(crate) fn lock(index: &Path, shared: bool, patience: Duration) -> Result<WriteLock, IndexError> {
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| IndexError::Io { doing, path, source }
    };
    let shared = shared || is_shared(index);
    fs::create_dir_all(index).map_err(failed("create", index))?;
    set_mode(index, shared).map_err(failed("set the rights of", index))?;
    let path = index.join(LOCK);
    let open = File::options().create(true).truncate(false).read(true).write(true).open(&path);
    let mut file = open.map_err(failed("open", &path))?;
    let asked = Instant::now();
    while matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) && asked.elapsed() < patience {
        std::thread::sleep(LOCK_PAUSE);
    }
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let holder = holder(&fs::read_to_string(&path).unwrap_or_default());
            return Err(IndexError::Busy { index: index.to_owned(), holder });
        }
        Err(fs::TryLockError::Error(source)) => return Err(IndexError::Io { doing: "lock", path, source }),
    }
    // Who may write here but does not own the file leaves its rights as they are.
    let _ = set_file_mode(&file, shared);
    file.set_len(0)
        .and_then(|()| writeln!(file, "{} {}", std::process::id(), jiff::Timestamp::now().as_second()))
        .map_err(failed("write", &path))?;
    Ok(WriteLock { _file: file, index: index.to_owned(), shared })
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
        Some(since) => format!("process {process} since {since}"),
        None => format!("process {process}"),
    }
}

/// Whether there is an index, sound or not, in this folder.
pub(crate) fn is_there(index: &Path) -> bool {
    !matches!(current_build(index), Err(IndexError::Missing { .. }))
}

/// Lets other users read an index.
///
/// # Errors
/// What the file system says.
pub(crate) fn share(lock: &WriteLock) -> Result<(), IndexError> {
    settle(&lock.index, true).map_err(|source| IndexError::Io {
        doing: "set the rights of",
        path: lock.index.clone(),
        source,
    })
}

/// Makes a folder for a new build; the lock shows that nobody else does.
///
/// # Errors
/// What the file system says.
pub(crate) fn new_build(index: &Path, _: &WriteLock) -> Result<PathBuf, IndexError> {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let build = index.join(format!("{BUILD_PREFIX}{nanos:x}"));
    fs::create_dir(&build).map_err(|source| IndexError::Io {
        doing: "create",
        path: build.clone(),
        source,
    })?;
    Ok(build)
}

/// Puts `build` in force, durably. The one before stays until the next run.
///
/// # Errors
/// What the file system says; the old build is still in force then.
pub(crate) fn put_in_force(
    index: &Path,
    build: &Path,
    shared: bool,
    _: &WriteLock,
) -> Result<(), IndexError> {
    settle(build, shared).map_err(|source| IndexError::Io {
        doing: "finish",
        path: build.to_owned(),
        source,
    })?;
    let name = build.file_name().unwrap_or_default().to_string_lossy().into_owned();
    phase::begin(Phase::Swap);
    let replace = || -> io::Result<()> {
        // The folder's entry of the build first: a power cut must not leave the pointer without it.
        sync_folder(index)?;
        super::writing::replace(&index.join(CURRENT), format!("{name}\n").as_bytes(), shared)?;
        sync_folder(index)
    };
    replace().map_err(|source| IndexError::Io { doing: "replace", path: index.join(CURRENT), source })
}

/// Removes whatever the state `known`, which is in force, does not rest on: dead builds, and files of commits before.
/// Readers that opened these keep them; one that is just opening starts again.
pub(crate) fn tidy(known: &IndexReader, lock: &WriteLock) {
    remove_dead_builds(lock.index(), lock);
    sweep(known.build(), known.sums());
}

fn sweep(build: &Path, sums: &Sums) {
    let Ok(entries) = fs::read_dir(build) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && name != super::seal::META && !sums.contains_key(Path::new(&name)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes builds that are not in force, and half-written pointers; what cannot be removed waits for the next time.
pub(crate) fn remove_dead_builds(index: &Path, _: &WriteLock) {
    phase::begin(Phase::Collection);
    let in_force = match current_build(index) {
        Ok(build) if build.is_dir() => Some(build),
        Err(IndexError::Missing { .. }) => None,
        // What is in force cannot be told just now: nothing is removed on a guess.
        Ok(_) | Err(_) => return,
    };
    let Ok(entries) = fs::read_dir(index) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(BUILD_PREFIX) && Some(&path) != in_force.as_ref() {
            let _ = fs::remove_dir_all(&path);
        } else if name.starts_with(".tmp") {
            let _ = fs::remove_file(&path);
        }
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Gives every file of a build the rights of the index (the engine makes some for the owner only) and brings all of
/// it to the disk.
fn settle(build: &Path, shared: bool) -> io::Result<()> {
    set_mode(build, shared)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(build)? {
        let path = entry?.path();
        if path.is_dir() {
            settle(&path, shared)?
        } else {
            set_file_mode(&File::open(&path)?, shared)?;
            files.push(path);
        }
    }
    super::writing::sync_files(&files)?;
    sync_folder(build)
}

#[cfg(unix)]
fn is_shared(index: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(index.join(CURRENT)).is_ok_and(|known| known.mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_shared(_: &Path) -> bool {
    false
}

#[cfg(unix)]
fn set_mode(folder: &Path, shared: bool) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mode = if shared { 0o755 } else { 0o700 };
    // Somebody else's folder keeps its rights: a reader that may write there is no reason to fail.
    if fs::metadata(folder)?.mode() & 0o777 == mode {
        Ok(())
    } else {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode))
    }
}

/// Gives an open file the rights of the index.
///
/// # Errors
/// What the file system says.
#[cfg(unix)]
pub(super) fn set_file_mode(file: &File, shared: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(if shared { 0o644 } else { 0o600 }))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn set_file_mode(_: &File, _: bool) -> io::Result<()> {
    Ok(())
}
