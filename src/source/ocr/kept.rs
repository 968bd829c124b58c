//! Answers of a recogniser, kept by the content of the page and the command: a new index, a rename or a rebuild recognises no
//! page twice, and a run that was killed goes on where it was.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::Picture;

/// No answer is longer, in bytes.
pub(super) const ANSWER_BYTES_MAX: u64 = 32 << 20;

/// A folder of answers of one command.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    folder: PathBuf,
}

impl Kept {
    /// Returns the answers of a command below a folder.
    pub(super) fn new(folder: PathBuf, command: &[String]) -> Kept {
        let name = blake3::hash(command.join("\0").as_bytes()).to_hex();
        Kept { folder: folder.join(&name[..16]) }
    }

    /// Returns where the answer for a page is kept.
    pub(super) fn place(&self, picture: &Picture) -> PathBuf {
        let mut hash = blake3::Hasher::new();
        let head = picture.head;
        hash.update(&[head.width.to_le_bytes(), head.height.to_le_bytes()].concat());
        hash.update(&[head.channels]).update(&picture.pixels);
        let name = hash.finalize().to_hex();
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

/// Reads an answer; `None` where there is none, or none that is whole.
pub(super) fn read(place: &Path) -> Option<String> {
    let file = std::fs::File::open(place).ok()?;
    let mut answer = String::new();
    // Bytes that the disk changed are noticed by its checksum, and the page is recognised again.
    GzDecoder::new(file).take(ANSWER_BYTES_MAX).read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Keeps an answer: all of it or nothing stands there, whatever happens meanwhile.
///
/// # Errors
/// What the file system says.
pub(super) fn write(place: &Path, answer: &str) -> io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let mut packed = GzEncoder::new(&mut file, Compression::fast());
    packed.write_all(answer.as_bytes())?;
    packed.finish()?;
    file.as_file().sync_data()?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::extract::PictureHead;
    use super::*;

    #[test]
    fn answers_are_kept_by_page_and_command_and_damaged_ones_are_none() {
        let folder = tempfile::tempdir().expect("a place for files");
        let kept = |command: &str| Kept::new(folder.path().to_owned(), &[command.to_owned()]);
        let picture = |pixels: &[u8]| Picture {
            head: PictureHead { width: 2, height: 1, channels: 1, dpi: 200 },
            pixels: pixels.to_vec(),
        };
        let place = kept("a").place(&picture(&[1, 2]));
        assert_eq!(read(&place), None);
        write(&place, "减轻负担").expect("room");
        assert_eq!(read(&place).as_deref(), Some("减轻负担"));
        assert_eq!(place, kept("a").place(&picture(&[1, 2])));
        assert!(![kept("b").place(&picture(&[1, 2])), kept("a").place(&picture(&[2, 1]))].contains(&place));
        let mut bytes = std::fs::read(&place).expect("it is there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&place, &bytes).expect("room");
        assert_eq!(read(&place), None);
    }
}
