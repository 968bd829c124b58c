//! What the system says of errors, in Chinese: it speaks English wherever it is asked through the standard library.

use std::io;

use super::tr;

/// What the system says of an error, as a message of the catalogue where there is one.
fn of_system(error: &io::Error) -> Option<String> {
    use io::ErrorKind::*;
    Some(match error.kind() {
        NotFound => tr!("system-not-found"),
        PermissionDenied => tr!("system-no-right"),
        AlreadyExists => tr!("system-exists"),
        IsADirectory => tr!("system-is-folder"),
        NotADirectory => tr!("system-no-folder"),
        StorageFull => tr!("system-full"),
        ReadOnlyFilesystem => tr!("system-read-only"),
        QuotaExceeded => tr!("system-quota"),
        FileTooLarge => tr!("system-too-large"),
        InvalidFilename => tr!("system-name"),
        ConnectionRefused => tr!("system-connection-refused"),
        TimedOut => tr!("system-timed-out"),
        AddrInUse => tr!("system-address-used"),
        AddrNotAvailable => tr!("system-no-address"),
        OutOfMemory => tr!("system-memory"),
        BrokenPipe => tr!("system-closed"),
        _ => return None,
    })
}

/// Replaces what the system says in English in a text (`… (os error 2)`).
pub(super) fn in_chinese(mut text: String) -> String {
    const MARK: &str = " (os error ";
    let mut from = 0;
    while let Some(at) = text[from..].find(MARK).map(|at| from + at) {
        from = at + MARK.len();
        let number = text[from..].split(')').next().and_then(|number| number.parse().ok());
        let Some(error) = number.map(io::Error::from_raw_os_error) else { continue };
        let english = error.to_string();
        let begins = english.find(MARK).and_then(|before| at.checked_sub(before));
        if let (Some(begins), Some(ours)) = (begins, of_system(&error))
            && text.get(begins..).is_some_and(|rest| rest.starts_with(&english))
        {
            text.replace_range(begins..begins + english.len(), &ours);
            from = begins + ours.len();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Language, within};
    use super::*;

    #[test]
    fn what_the_system_says_is_said_in_chinese() {
        let of = |text: &str| within(Language::Chinese, || in_chinese(text.to_owned()));
        let (gone, denied) = (io::Error::from_raw_os_error(2), io::Error::from_raw_os_error(13));
        assert_eq!(of(&format!("甲: {gone}; 乙: {denied}.")), "甲: 没有此文件或文件夹; 乙: 没有权限.");
        for kept in [
            "(os error 2)",
            "it failed (os error 2)",
            "x (os error y)",
            &io::Error::from_raw_os_error(5).to_string(),
        ] {
            assert_eq!(of(kept), kept);
        }
    }
}
