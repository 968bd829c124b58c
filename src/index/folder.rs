//! The folder of an index: builds beside each other, one small file that names the one in force.
//!
//! ```text
//! INDEX/current        name of the build that queries read; replaced atomically
//! INDEX/lock           held by the process that writes (an OS lock: it dies with the process)
//! INDEX/build-…/       the engine's files, dictionary.fst, schema/, and of each commit files-… and live-…
//! ```
//!
//! A build is written beside the one in force and counts from the moment `current` is replaced, so
//! a failed or killed build leaves the old index answering. What no longer counts is removed at once: readers that opened
//! it keep it, and one that was about to starts again. What a killed run left is removed by the next.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::lock::WriteLock;
use super::ours::{self, BUILD_DIGITS, BUILD_PREFIX, CURRENT, SMALL_BYTES};
use super::phase::{self, Phase};
use super::seal::Sums;
use super::{IndexError, IndexReader};
use crate::system::{Stamps, create_private_folder, set_file_shared, set_folder_shared, stamps, sync_folder};

/// What is wrong with a pointer that was overwritten.
const NO_BUILD: &str = "is not as it was written";
/// No list of segments is longer, with its seal.
pub(super) const META_BYTES_MAX: u64 = 256 << 20;

/// Returns the folder of the build in force.
///
/// # Errors
/// [`IndexError::Missing`] when there is no index here, [`IndexError::Damaged`] when `current` names nothing sensible.
pub(crate) fn current_build(index: &Path) -> Result<PathBuf, IndexError> {
    let name = match crate::source::read_regular(&index.join(CURRENT), SMALL_BYTES) {
        Ok(name) => name,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Builds that hold a commit are there for the pointer that is lost.
            return Err(match super::salvage::newest_commit(index) {
                Some(_) => damaged_pointer(index, "is missing"),
                None => IndexError::Missing { index: index.to_owned() },
            });
        }
        // Something that is no regular file, or is longer than any pointer, stands in its place.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::FileTooLarge) => {
            return Err(damaged_pointer(index, NO_BUILD));
        }
        Err(source) => return Err(IndexError::Io { doing: "read", path: index.join(CURRENT), source }),
    };
    match ours::build_in(&name) {
        Some(build) => Ok(index.join(build)),
        None => Err(damaged_pointer(index, NO_BUILD)),
    }
}

/// Returns the builds of an index, in force or not, the newest first.
pub(super) fn builds(index: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(index).into_iter().flatten().flatten();
    let mut builds: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| ours::is_build(path)).collect();
    // Their names are times, in hexadecimal.
    builds.sort_by(|a, b| b.cmp(a));
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
    let path = build.join(super::seal::META);
    let meta = match crate::source::read_regular(&path, META_BYTES_MAX) {
        Ok(meta) => meta,
        Err(source) if is_refusal(&source) => return Err(IndexError::Io { doing: "read", path, source }),
        // A build without a list of segments is damaged, as opening it will tell.
        Err(_) => Vec::new(),
    };
    Ok(State { build, meta })
}

/// Which commit of an index is in force: equal marks are the same commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitMark {
    build: PathBuf,
    /// Number, times and size of the engine's list of segments, which each commit replaces.
    file: (u64, i64, i64, u64),
}

/// Returns the mark of the commit in force: what a process that keeps an index open looks at between two questions.
///
/// # Errors
/// As for opening the index; a list of segments that is not there is damage.
pub fn commit_mark(index: &Path) -> Result<CommitMark, IndexError> {
    let build = current_build(index)?;
    let path = build.join(super::seal::META);
    match fs::metadata(&path) {
        Ok(known) => {
            let Stamps { modified, entry_changed, file_id } = stamps(&known);
            let file = (file_id, modified, entry_changed, known.len());
            Ok(CommitMark { build, file })
        }
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            let what = format!("{} is missing", super::seal::META);
            Err(IndexError::Damaged { index: index.to_owned(), what })
        }
        Err(source) => Err(IndexError::Io { doing: "read", path, source }),
    }
}

/// Whether the system refused something that may well be sound: rights, handles, memory.
pub(super) fn is_refusal(error: &io::Error) -> bool {
    use io::ErrorKind::{OutOfMemory, PermissionDenied};
    crate::system::is_want_of_handles(error) || matches!(error.kind(), PermissionDenied | OutOfMemory)
}

fn damaged_pointer(index: &Path, what: &str) -> IndexError {
    let what = format!("the file {CURRENT:?}, which names its build, {what}");
    IndexError::Damaged { index: index.to_owned(), what }
}

/// Whether there is an index, sound or not, in this folder.
pub(crate) fn is_there(index: &Path) -> bool {
    !matches!(current_build(index), Err(IndexError::Missing { .. }))
}

/// Removes an index: what is ours in its folder, then the folder where nothing else is in it.
///
/// # Errors
/// When somebody writes it, or what the file system says.
pub(crate) fn remove_index(index: &Path) -> Result<(), IndexError> {
    let lock = super::lock::lock(index, false, super::lock::BRIEFLY)?;
    let failed = |source| IndexError::Io { doing: "remove", path: index.to_owned(), source };
    fs::remove_file(index.join(CURRENT)).map_err(failed)?;
    builds(index).iter().for_each(|build| ours::remove_build(build));
    fs::remove_file(index.join(ours::LOCK)).map_err(failed)?;
    drop(lock);
    match fs::remove_dir(index) {
        // What is not ours stays, and so does its folder.
        Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Makes a folder for a new build; the lock shows that nobody else does.
///
/// # Errors
/// What the file system says.
pub(crate) fn new_build(index: &Path, _: &WriteLock) -> Result<PathBuf, IndexError> {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    // Later than every other, also where the clock was set back.
    let newest = builds(index).into_iter().next();
    let newest = newest.as_ref().and_then(|build| build.file_name()?.to_str()?.strip_prefix(BUILD_PREFIX));
    let after = newest
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .map_or(0, |last| last.saturating_add(1));
    let time = u64::try_from(nanos).unwrap_or(u64::MAX).max(after);
    let build = index.join(format!("{BUILD_PREFIX}{time:0width$x}", width = BUILD_DIGITS));
    // Closed to others until `settle` gives it the rights of the index.
    create_private_folder(&build).map_err(|source| IndexError::Io {
        doing: "create",
        path: build.clone(),
        source,
    })?;
    Ok(build)
}

/// Puts `build` in force, durably. The one before stays until [`tidy`] removes it.
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
        // Damage may have made an empty folder of it, which no file takes the place of; a full one is not ours.
        if index.join(CURRENT).symlink_metadata().is_ok_and(|known| known.is_dir()) {
            fs::remove_dir(index.join(CURRENT))?;
        }
        super::writing::replace(&index.join(CURRENT), format!("{name}\n").as_bytes(), shared)?;
        // The folder once more, so that the new pointer itself is on the disk.
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
        let is_ours = is_file && ours::is_file_of_build(&name.to_string_lossy());
        if is_ours && name != super::seal::META && !sums.contains_key(Path::new(&name)) {
            // A file that cannot be removed is no fault of this run: the next one tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns how many files of ours no commit in force rests on, and their bytes: a run that was killed left them, and the next
/// one removes them.
pub(super) fn left_over(index: &Path, build: &Path, sums: &Sums) -> (usize, u64) {
    let files = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries.filter_map(|entry| Some((entry.file_name(), entry.metadata().ok()?)));
        files.filter(|(_, known)| known.is_file()).collect::<Vec<_>>()
    };
    let is_left = |(name, _): &(std::ffi::OsString, fs::Metadata)| {
        let shown = name.to_string_lossy();
        ours::is_file_of_build(&shown) && shown != super::seal::META && !sums.contains_key(Path::new(name))
    };
    let mut left: Vec<u64> =
        files(build).iter().filter(|file| is_left(file)).map(|(_, known)| known.len()).collect();
    let dead = builds(index).into_iter().filter(|other| other != build);
    dead.for_each(|dead| left.extend(files(&dead).iter().map(|(_, known)| known.len())));
    (left.len(), left.iter().sum())
}

/// Removes builds that are not in force, and half-written pointers; what cannot be removed waits for the next time.
pub(crate) fn remove_dead_builds(index: &Path, _: &WriteLock) {
    phase::begin(Phase::Collection);
    let in_force = match current_build(index) {
        Ok(build) if ours::is_folder(&build) => Some(build),
        Err(IndexError::Missing { .. }) => None,
        // What is in force cannot be told just now: nothing is removed on a guess.
        Ok(_) | Err(_) => return,
    };
    let Ok(entries) = fs::read_dir(index) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && ours::is_new_name(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_file(&path);
        } else if Some(&path) != in_force.as_ref() {
            ours::remove_build(&path);
        }
    }
}

/// Gives every file of a build the rights of the index (the engine makes some for the owner only) and brings all of
/// it to the disk.
pub(super) fn settle(build: &Path, shared: bool) -> io::Result<()> {
    set_folder_shared(build, shared)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(build)? {
        let path = entry?.path();
        // The copy of the schema lies in a folder of its own.
        if path.is_dir() {
            settle(&path, shared)?
        } else {
            set_file_shared(&File::open(&path)?, shared)?;
            files.push(path);
        }
    }
    // The contents first, then the entries that name them: a power cut in between leaves no entry without
    // contents.
    super::writing::sync_files(&files)?;
    sync_folder(build)
}
