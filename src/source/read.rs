//! The bytes of a file, bounded whatever becomes of the file meanwhile: nothing here waits for a pipe, reads a device, or
//! reads more than it was told to.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::system;

/// Reads a file as far as it goes when it is opened: what is written to its end meanwhile is for the next time.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::FileTooLarge`] for more than `most` bytes, and
/// [`io::ErrorKind::InvalidInput`] for what is no file (a named pipe in its place would be waited for without end).
pub fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_opened(opened(path, true)?, most)
}

/// Opens a file for reading that is a regular one itself, not what a link leads to; never waits.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::InvalidInput`] for a link, a folder, a pipe or a device.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    opened(path, false)
}

/// Reads a file as [`open_regular`] opens it.
///
/// # Errors
/// Those of [`open_regular`]; [`io::ErrorKind::FileTooLarge`] for more than `most` bytes.
pub(crate) fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_opened(open_regular(path)?, most)
}

/// Returns options that open nothing through a link and wait for nothing.
pub(crate) fn regular_options() -> OpenOptions {
    system::read_options(false)
}

fn opened(path: &Path, follow: bool) -> io::Result<File> {
    let no_file = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a file");
    let file = system::read_options(follow)
        .open(path)
        .map_err(|error| if system::is_link_or_socket(&error) { no_file() } else { error })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_file()) }
}

fn read_opened(file: File, most: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    // A length that does not fit into memory is an error to be told, and no abort.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_far_as_it_goes_and_nothing_else_is() {
        let folder = tempfile::tempdir().expect("a place for files");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "正文").expect("room");
        assert_eq!(read_file(&path, 6).expect("six bytes"), "正文".as_bytes());
        let kind = |path: &Path, most| read_file(path, most).map_err(|error| error.kind());
        assert_eq!(kind(&path, 5), Err(io::ErrorKind::FileTooLarge));
        assert_eq!(kind(folder.path(), 5), Err(io::ErrorKind::InvalidInput));
        assert_eq!(kind(&folder.path().join("b"), 5), Err(io::ErrorKind::NotFound));
    }

    #[test]
    fn a_link_is_followed_where_that_is_meant_and_a_pipe_is_never_waited_for() {
        let folder = tempfile::tempdir().expect("a place for files");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.txt"), "正文").expect("room");
        std::os::unix::fs::symlink(at("a.txt"), at("link")).expect("a link");
        std::os::unix::fs::symlink("/dev/zero", at("zero")).expect("a link");
        let made =
            std::process::Command::new("mkfifo").arg(at("pipe")).status().expect("mkfifo is everywhere");
        assert!(made.success());
        let kinds = |name: &str| {
            let kind =
                |read: io::Result<Vec<u8>>| read.map_err(|error| error.kind()).map(|bytes| bytes.len());
            (kind(read_file(&at(name), 6)), kind(read_regular(&at(name), 6)))
        };
        let no_file = || Err(io::ErrorKind::InvalidInput);
        assert_eq!(kinds("a.txt"), (Ok(6), Ok(6)));
        assert_eq!(kinds("link"), (Ok(6), no_file()));
        for name in ["zero", "pipe", "."] {
            assert_eq!(kinds(name), (no_file(), no_file()), "{name}");
        }
    }
}
