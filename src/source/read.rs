//! The bytes of a file, bounded whatever becomes of the file meanwhile.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Reads a file as far as it goes when it is opened: what is written to its end meanwhile is for the next time.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::FileTooLarge`] for more than `most` bytes, and
/// [`io::ErrorKind::InvalidInput`] for what is no file (a named pipe in its place would be waited for without end).
pub fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file any more"));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
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
}
