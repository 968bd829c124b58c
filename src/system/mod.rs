//! What differs between operating systems: the one door to what Unix and Windows each call otherwise.
//!
//! Both branches offer the same functions, so that no other file asks which system it runs on to read a file, to take
//! the lock or to set rights. `unix.rs` is for Linux, macOS and the BSDs; `windows.rs` for Windows, where rights are
//! those of the folder above, a file in use cannot be removed (the next run does it), and an entry has no time of its
//! own change.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::*;
#[cfg(windows)]
pub(crate) use windows::*;

/// Returns the locale of who uses the program, as `zh_CN.UTF-8`, from the first variable of three that is set; else what
/// Windows and macOS know by themselves. Empty where nothing is said.
pub(crate) fn locale() -> String {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
    #[cfg(any(windows, target_os = "macos"))]
    let named = named.or_else(sys_locale::get_locale);
    named.unwrap_or_default()
}

/// What the system knows of a file beside its size, for telling whether it is still the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamps {
    /// Time of the last change of the content, nanoseconds since 1970.
    pub(crate) modified: i64,
    /// Time of the last change of the file's entry, nanoseconds since 1970; on Windows, of its making.
    pub(crate) entry_changed: i64,
    /// Number of the file in its file system; 0 where the system does not tell it.
    pub(crate) file_id: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_path_lead_back_to_it() {
        let path = std::path::Path::new("报告").join("2024 年.txt");
        assert_eq!(path_from_bytes(path.as_os_str().as_encoded_bytes().to_vec()), path);
    }

    #[test]
    fn a_part_of_a_file_is_read_where_it_stands() {
        let folder = tempfile::tempdir().expect("a place for files");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "0123456789").expect("room");
        let file = std::fs::File::open(&path).expect("it is there");
        let mut part = [0; 4];
        assert_eq!((read_at(&file, &mut part, 3).expect("it can be read"), &part), (4, b"3456"));
        let known = file.metadata().expect("it is there");
        assert!(is_of_this_user(&known) && stamps(&known).modified > 1_700_000_000_000_000_000);
        for shared in [true, false] {
            set_file_shared(&file, shared).expect("it is ours");
            // On Windows the rights of the folder decide.
            assert_eq!(is_shared(&file.metadata().expect("it is there")), shared && cfg!(unix));
        }
    }

    #[test]
    fn want_of_handles_is_known_again() {
        assert!(is_want_of_handles(&want_of_handles()));
        assert!(!is_want_of_handles(&std::io::ErrorKind::NotFound.into()));
    }
}
