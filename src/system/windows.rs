//! Windows.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use super::Stamps;

/// FILE_FLAG_OPEN_REPARSE_POINT of winbase.h: a link is opened itself, not what it leads to.
const OPEN_LINK_ITSELF: u32 = 0x0020_0000;
/// ERROR_TOO_MANY_OPEN_FILES of winerror.h.
const TOO_MANY_OPEN_FILES: i32 = 4;
/// From the first day of the system's clock, 1601-01-01, to 1970-01-01, in its units of 100 nanoseconds.
const UNITS_TO_1970: i64 = 116_444_736_000_000_000;

/// Returns the path whose encoded bytes these are. A name that is no Unicode has no bytes of its own to come back from:
/// its unreadable characters are replaced, and the file is told as missing.
pub(crate) fn path_from_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns options for reading. Without `follow` a link is not opened for what it leads to.
pub(crate) fn read_options(follow: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(if follow { 0 } else { OPEN_LINK_ITSELF });
    options
}

/// No error of its own tells of a link here: it opens, and is no file.
pub(crate) fn is_link_or_socket(_: &io::Error) -> bool {
    false
}

/// Whether opening failed because a symbolic link stands in the place of the file.
pub(crate) fn is_link(path: &Path, _: &io::Error) -> bool {
    path.symlink_metadata().is_ok_and(|known| known.is_symlink())
}

/// Whether an error says that this process may open no more files: that is no fault of the file.
pub(crate) fn is_want_of_handles(error: &io::Error) -> bool {
    error.raw_os_error() == Some(TOO_MANY_OPEN_FILES)
}

/// Returns what the system says when this process may open no more files.
pub(crate) fn want_of_handles() -> io::Error {
    io::Error::from_raw_os_error(TOO_MANY_OPEN_FILES)
}

/// Reads bytes of a file from the byte `at` on. Returns how many.
///
/// # Errors
/// What the file system says.
pub(crate) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    file.seek_read(bytes, at)
}

/// Returns what the system knows of a file beside its size.
pub(crate) fn stamps(known: &Metadata) -> Stamps {
    // FILETIME of minwinbase.h counts 100 nanoseconds.
    let nanos = |units: u64| {
        i64::try_from(units).unwrap_or(i64::MAX).saturating_sub(UNITS_TO_1970).saturating_mul(100)
    };
    Stamps {
        modified: nanos(known.last_write_time()),
        entry_changed: nanos(known.creation_time()),
        file_id: 0,
    }
}

/// The rights of a file are those of its folder.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a folder with the rights of the one above: below the user's own folder nobody else reads it.
///
/// # Errors
/// What the file system says.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// Whoever may write a file is asked when it is written.
pub(crate) fn is_of_this_user(_: &Metadata) -> bool {
    true
}

/// The rights of the folder decide.
pub(crate) fn is_shared(_: &Metadata) -> bool {
    false
}

/// Leaves a folder with the rights that it has from above.
///
/// # Errors
/// None.
pub(crate) fn set_folder_shared(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

/// Leaves a file with the rights that it has from its folder.
///
/// # Errors
/// None.
pub(crate) fn set_file_shared(_: &File, _: bool) -> io::Result<()> {
    Ok(())
}

/// The file system keeps the order of entries itself (NTFS journals them); a folder cannot be flushed.
///
/// # Errors
/// None.
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// There is no such limit.
pub(crate) fn mind_file_limit() {}

/// Ends this process at once.
pub(crate) fn kill_this_process() {
    std::process::abort();
}

/// Here a program is ended alone.
pub(crate) fn set_apart(command: &mut Command) -> &mut Command {
    command
}

/// Ends a program.
pub(crate) fn end_with_all(child: &mut Child) {
    // One that is gone needs no end.
    let _ = child.kill();
    let _ = child.wait();
}

/// Here the clock alone tells.
pub(crate) fn thread_time() -> Option<std::time::Duration> {
    None
}

/// Here the clock alone ends a program.
pub(crate) fn limit_memory(_: &Child, _: u64) {}
