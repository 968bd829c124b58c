//! The files of a build held against its seal: all of them by `verify`, small ones when they are opened, and those of a
//! segment before it is read to make others from it, since what is made is sealed anew and would hide the damage.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::folder::META_BYTES_MAX;
use super::seal::{META, Sum, Sums, opened};
use super::sidecar::{is_synonyms, is_words};

/// What is wrong with the files of a build, each in words for people; none when all are as they were written.
pub(super) fn faults(build: &Path) -> Vec<String> {
    let meta = match crate::source::read_regular(&build.join(META), META_BYTES_MAX) {
        Ok(meta) => meta,
        Err(error) => return vec![format!("{META} cannot be read: {error}")],
    };
    let Some((_, sums)) = opened(&meta) else {
        return vec![format!("{META} is not as it was written: nothing else can be checked")];
    };
    sums.iter().filter_map(|(name, sum)| fault(build, name, sum)).collect()
}

/// What is wrong with a file of a build, in words for people; nothing when it is as it was written.
fn fault(build: &Path, name: &Path, sum: &Sum) -> Option<String> {
    let shown = name.display();
    match read_sum(&build.join(name), sum.bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!("{shown} is missing")),
        Err(error) => Some(format!("{shown} cannot be read: {error}")),
        Ok(found) if found.bytes != sum.bytes => {
            Some(format!("{shown} has {} bytes, {} were written", found.bytes, sum.bytes))
        }
        Ok(found) => (found.hash != sum.hash).then(|| format!("{shown} is not as it was written")),
    }
}

/// Sums up a file; of one that has grown no more is read than was written.
fn read_sum(path: &Path, written: u64) -> io::Result<Sum> {
    let file = crate::source::open_regular(path)?;
    let bytes = file.metadata()?.len();
    let mut hasher = blake3::Hasher::new();
    // A file of another length is known to be wrong: its bytes need not be read, however many they are.
    if bytes == written {
        io::copy(&mut file.take(bytes), &mut hasher)?;
    }
    Ok(Sum { bytes, hash: hasher.finalize().to_hex().to_string() })
}

/// Threads that hold files against the seal, at most.
const CHECKERS: usize = 4;

/// Holds files of a build against its seal before what is made of them is sealed anew: `wanted` says which.
///
/// # Errors
/// What is wrong with the first that is not as it was written.
pub(super) fn check(build: &Path, sums: &Sums, wanted: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let mut files: Vec<(&PathBuf, &Sum)> =
        sums.iter().filter(|(name, _)| wanted(&name.to_string_lossy())).collect();
    // The largest first: a large file begun last would keep one thread busy while the others are idle.
    files.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.bytes));
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((name, sum)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(fault) = fault(build, name, sum) {
                faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        // This thread works too, so one thread fewer is started, and none is missed where the system starts none.
        (1..cores.min(CHECKERS).min(files.len()))
            .for_each(|_| drop(std::thread::Builder::new().spawn_scoped(scope, work)));
        work();
    });
    let mut faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Threads find faults in any order; which one is reported must not depend on that.
    faults.sort();
    faults.into_iter().next().map_or(Ok(()), Err)
}

/// Largest file, in bytes, that is held against the seal whenever the index is opened.
const SMALL_BYTES: u64 = 64 << 10;
/// Bytes that such files may have together: BLAKE3 takes a tenth of a millisecond for them.
const SMALL_BYTES_ALL: u64 = 160 << 10;

/// The files that are checked when they are opened, because nothing else would show damage to them: statistics, added
/// words, columns, deletions.
pub(super) fn small_files(sums: &Sums) -> Vec<&str> {
    let named = sums.iter().filter_map(|(name, sum)| Some((name.to_str()?, sum.bytes)));
    let is_told = |name: &str| {
        is_words(name)
            || is_synonyms(name)
            || name.starts_with("live-")
            || name.starts_with("facts-")
            || name.starts_with("copies-")
            || [".fast", ".del"].iter().any(|end| name.ends_with(end))
    };
    let mut small: Vec<(u64, &str)> = named
        .filter(|(name, bytes)| *bytes <= SMALL_BYTES && is_told(name))
        .map(|(name, bytes)| (bytes, name))
        .collect();
    // The smallest first, so that the sum admits as many files as it can.
    small.sort_unstable();
    let mut sum = 0;
    let fits = |(bytes, _): &(u64, &str)| {
        sum += bytes;
        sum <= SMALL_BYTES_ALL
    };
    small.into_iter().take_while(fits).map(|(_, name)| name).collect()
}

/// Whether a file is one of a segment, named by its 32 digits.
pub(super) fn is_of_segment(name: &str, segment: &str) -> bool {
    name.strip_prefix(segment).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_as_it_was_written_or_told() {
        let folder = tempfile::tempdir().expect("a place");
        let name = PathBuf::from("files-1");
        let sums = Sums::from([(name.clone(), Sum::of(b"abc"))]);
        let checked = |wanted: bool| check(folder.path(), &sums, &|_| wanted);
        let told = |bytes: &[u8]| {
            std::fs::write(folder.path().join(&name), bytes).expect("room");
            checked(true).err().unwrap_or_default()
        };
        assert_eq!(checked(true).err().as_deref(), Some("files-1 is missing"));
        assert_eq!(checked(false), Ok(()));
        assert_eq!(told(b"abc"), "");
        assert_eq!(told(b"abd"), "files-1 is not as it was written");
        assert_eq!(told(b"abcd"), "files-1 has 4 bytes, 3 were written");
        std::fs::remove_file(folder.path().join(&name)).expect("it is there");
        std::os::unix::fs::symlink("/dev/zero", folder.path().join(&name)).expect("a link");
        assert_eq!(checked(true).err().as_deref(), Some("files-1 cannot be read: it is not a file"));
        assert!(is_of_segment("0a.idx", "0a") && !is_of_segment("0ab.idx", "0a"));
    }
}
