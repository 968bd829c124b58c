//! Which files and folders are those of an index: exact names, regular files, nothing through links. Nothing else is ever
//! changed or removed, whatever it is called.

use std::fs;
use std::path::Path;

use super::IndexError;
use super::seal::META;
use super::sidecar::{DICTIONARY, SCHEMA, is_kept, is_sidecar, is_synonyms, is_words};
use crate::schema::SCHEMA_FILES;

/// Names the build in force.
pub(super) const CURRENT: &str = "current";
/// Held by who writes.
pub(super) const LOCK: &str = "lock";
/// What the name of a build begins with.
pub(super) const BUILD_PREFIX: &str = "build-";
/// Hexadecimal digits at the end of a build's name.
pub(super) const BUILD_DIGITS: usize = 16;
/// Beginning of the name of a file that is not whole yet.
pub(super) const NEW_PREFIX: &str = ".xunzhang-";
/// Characters that follow it.
pub(super) const NEW_DIGITS: usize = 8;
/// A lock holds a process number and a time, a pointer the name of a build: no more bytes than this.
pub(super) const SMALL_BYTES: u64 = 64;

/// Whether this is the name of a build.
pub(super) fn is_build_name(name: &str) -> bool {
    // Lower case only, as `new_build` writes them: a name that merely looks similar is not ours.
    let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    let digits = name.strip_prefix(BUILD_PREFIX);
    digits.is_some_and(|digits| digits.len() == BUILD_DIGITS && digits.bytes().all(is_digit))
}

/// Whether this is the name of a file that was being written.
pub(super) fn is_new_name(name: &str) -> bool {
    let rest = name.strip_prefix(NEW_PREFIX);
    rest.is_some_and(|rest| rest.len() == NEW_DIGITS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a file of this name may be one of a build, its folder of the schema apart.
pub(super) fn is_file_of_build(name: &str) -> bool {
    let of_segment = || {
        let (stem, rest) = name.split_once('.').unwrap_or((name, ""));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
        stem.len() == 32
            && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !rest.is_empty()
            && rest.bytes().all(plain)
    };
    [META, DICTIONARY].contains(&name)
        || is_sidecar(name)
        || is_words(name)
        || is_synonyms(name)
        || is_kept(name)
        || is_new_name(name)
        || of_segment()
}

/// Whether a seal may name this: a file of a build or of its schema, never one outside.
pub(super) fn may_be_sealed(name: &Path) -> bool {
    let Some(name) = name.to_str() else { return false };
    match name.split_once('/') {
        Some((folder, file)) => folder == SCHEMA && SCHEMA_FILES.contains(&file),
        None => is_file_of_build(name),
    }
}

/// Whether a path is a folder itself, not a link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|known| known.is_dir())
}

/// What stands in a folder: its name (one that is not UTF-8 is none of ours) and what it is.
type Entry = (String, fs::FileType);

fn entries(folder: &Path) -> std::io::Result<Vec<Entry>> {
    let named =
        |entry: fs::DirEntry| Ok((entry.file_name().to_string_lossy().into_owned(), entry.file_type()?));
    fs::read_dir(folder)?.map(|entry| named(entry?)).collect()
}

/// Whether this is a build, finished or not, whatever became of the files in it.
pub(super) fn is_build(path: &Path) -> bool {
    let marks =
        |held: &[Entry]| held.iter().any(|(name, _)| [SCHEMA, META, DICTIONARY].contains(&name.as_str()));
    // The schema is what a new build gets first, and a dead one loses last.
    of_build(path).is_some_and(|held| held.is_empty() || marks(&held))
}

/// The entries of what is named like a build; `None` where it is not.
fn of_build(path: &Path) -> Option<Vec<Entry>> {
    let named = path.file_name().is_some_and(|name| is_build_name(&name.to_string_lossy()));
    if named && is_folder(path) { entries(path).ok() } else { None }
}

/// Removes a build in which everything is named like what stands in one; what has anything else in it is left alone.
/// What cannot be removed waits for the next time.
pub(super) fn remove_build(build: &Path) {
    let (Some(held), true) = (of_build(build), is_build(build)) else { return };
    let schema = build.join(SCHEMA);
    let of_schema = entries(&schema).unwrap_or_default();
    let is_ours = |(name, kind): &Entry| match name.as_str() {
        SCHEMA => kind.is_dir(),
        name => !kind.is_dir() && is_file_of_build(name),
    };
    let is_schema_file = |(name, kind): &Entry| !kind.is_dir() && SCHEMA_FILES.contains(&name.as_str());
    // One strange name is enough: a folder that somebody put files into is left as it is.
    if !held.iter().all(is_ours) || !of_schema.iter().all(is_schema_file) {
        return;
    }
    // The schema goes last: by it a build that is half removed is still known as one (`is_build`).
    for (name, _) in held.iter().filter(|(name, _)| name != SCHEMA) {
        let _ = fs::remove_file(build.join(name));
    }
    of_schema.iter().for_each(|(name, _)| drop(fs::remove_file(schema.join(name))));
    // Only empty folders can be removed so: whatever came meanwhile stays.
    let _ = fs::remove_dir(&schema);
    let _ = fs::remove_dir(build);
}

/// Makes sure that a folder is that of an index, or empty: nothing may be written among what is somebody else's.
///
/// # Errors
/// [`IndexError::Occupied`], or what the file system says.
pub(super) fn check_folder(index: &Path) -> Result<(), IndexError> {
    let failed = |source| IndexError::Io { doing: "read", path: index.to_owned(), source };
    let (mut other, mut is_index) = (None, false);
    for (name, kind) in entries(index).map_err(failed)? {
        let path = index.join(&name);
        let small = || crate::source::read_regular(&path, SMALL_BYTES).ok();
        if is_build(&path) {
            is_index = true;
            continue;
        }
        let known = match name.as_str() {
            LOCK => small().is_some_and(|bytes| is_of_lock(&bytes)),
            CURRENT => small().is_some_and(|bytes| build_in(&bytes).is_some()),
            name => kind.is_file() && is_new_name(name),
        };
        other = other.or((!known).then_some(name));
    }
    match other {
        // Beside a build other files are tolerated, and left alone.
        Some(found) if !is_index => Err(IndexError::Occupied { index: index.to_owned(), found }),
        _ => Ok(()),
    }
}

/// The name of the build in the bytes of a pointer; `None` when they are none.
pub(super) fn build_in(bytes: &[u8]) -> Option<&str> {
    // A pointer that was cut short lacks its line end.
    std::str::from_utf8(bytes).ok()?.strip_suffix('\n').filter(|name| is_build_name(name))
}

/// Whether these are bytes of a lock: a process number and a time, or what a power cut left of them.
pub(super) fn is_of_lock(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'\n' | 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exact() {
        let segment = "0".repeat(31) + "a";
        for (name, build, file) in [
            ("build-18d9f2a3b4c5d6e7", true, false),
            ("build-18D9F2A3B4C5D6E7", false, false),
            ("build-2024", false, false),
            ("build-", false, false),
            (".xunzhang-AbCd1234", false, true),
            (".tmpAbCd12", false, false),
            ("meta.json", false, true),
            ("files-12", false, true),
            ("files-old", false, false),
            ("live-", false, false),
            (&format!("{segment}.idx"), false, true),
            (&format!("{segment}.7.del"), false, true),
            (&format!("{segment}."), false, false),
            (&segment, false, false),
        ] {
            assert_eq!((is_build_name(name), is_file_of_build(name)), (build, file), "{name}");
        }
        for (name, may) in
            [("../x", false), ("schema/schema.toml", true), ("schema/x", false), ("/etc/passwd", false)]
        {
            assert_eq!(may_be_sealed(Path::new(name)), may, "{name}");
        }
    }

    #[test]
    fn only_a_build_is_removed() {
        let folder = tempfile::tempdir().expect("a place");
        let build = folder.path().join("build-18d9f2a3b4c5d6e7");
        let write = |name: &str| {
            let path = build.join(name);
            fs::create_dir_all(path.parent().expect("below the build")).expect("a folder");
            fs::write(path, "x").expect("room");
        };
        write("schema/schema.toml");
        write("files-1");
        write("my notes.txt");
        remove_build(&build);
        assert!(build.join("files-1").exists(), "a build with something else in it is left alone");
        fs::remove_file(build.join("my notes.txt")).expect("it is there");
        remove_build(&build);
        assert!(!build.exists());
        write("files-1");
        remove_build(&build);
        assert!(build.exists(), "without what every build has it is none");
    }
}
