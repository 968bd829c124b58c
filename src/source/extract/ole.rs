//! The container of older office documents (\[MS-CFB\]): opened as other programs open it, whatever wrote it.

use std::borrow::Cow;
use std::io::{self, Cursor};

use cfb::CompoundFile;

/// A container that was opened.
pub(super) type Container<'a> = CompoundFile<Cursor<Cow<'a, [u8]>>>;

/// Most bytes missing at the end of a file that are put in place.
const PADDING_BYTES_MAX: usize = 64 << 20;

/// Opens a container. A table of sectors that is longer than the file, as some writers leave it, is no damage: what it
/// lists past the end is free.
///
/// # Errors
/// What is wrong with it.
pub(super) fn open(bytes: &[u8]) -> io::Result<Container<'_>> {
    let error = match CompoundFile::open(Cursor::new(Cow::Borrowed(bytes))) {
        Ok(container) => return Ok(container),
        Err(error) => error,
    };
    let Some(whole) = listed_bytes(bytes).filter(|whole| *whole > bytes.len()) else { return Err(error) };
    if whole - bytes.len() > PADDING_BYTES_MAX {
        return Err(error);
    }
    let mut padded = bytes.to_vec();
    padded.resize(whole, 0);
    CompoundFile::open(Cursor::new(Cow::Owned(padded)))
}

/// The length of the file as its table of sectors has it.
fn listed_bytes(bytes: &[u8]) -> Option<usize> {
    let shift = u16::from_le_bytes(bytes.get(0x1E..0x20)?.try_into().ok()?);
    let tables = u32::from_le_bytes(bytes.get(0x2C..0x30)?.try_into().ok()?) as usize;
    let sector = 1_usize << (7..=16).contains(&shift).then_some(shift)?;
    // Each sector of the table lists one in four bytes; the header takes the room of one more.
    tables.checked_mul(sector / 4)?.checked_add(1)?.checked_mul(sector)
}

/// Returns the names of what stands at the top of a container; `None` when it cannot be opened.
pub(super) fn top_names(bytes: &[u8]) -> Option<Vec<String>> {
    let container = open(bytes).ok()?;
    Some(container.read_root_storage().map(|entry| entry.name().to_owned()).collect())
}

/// Returns the container with the stream `name` spelled so, which some writers put in capitals: names in a container are
/// the same in any case, but not every reader knows that.
pub(super) fn spelled<'a>(bytes: &'a [u8], name: &str) -> Cow<'a, [u8]> {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let names = top_names(bytes).unwrap_or_default();
    let other = names.iter().find(|other| *other != name && other.eq_ignore_ascii_case(name));
    let place = other.and_then(|other| memchr::memmem::find(bytes, &wide(other)));
    let Some(at) = place else { return Cow::Borrowed(bytes) };
    let (mut changed, name) = (bytes.to_vec(), wide(name));
    changed[at..at + name.len()].copy_from_slice(&name);
    Cow::Owned(changed)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::{Read, Write};

    /// Makes a container of streams.
    pub(in super::super) fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut made = CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
        for (name, content) in streams {
            if let Some((storage, _)) = name.rsplit_once('/') {
                made.create_storage_all(storage).expect("a storage");
            }
            made.create_stream(name).and_then(|mut stream| stream.write_all(content)).expect("a stream");
        }
        made.flush().expect("in memory");
        made.into_inner().into_inner()
    }

    #[test]
    fn names_stand_at_the_top_and_are_spelled_anew() {
        let made = container(&[("WORKBOOK", &[7; 5_000]), ("MBD01/WordDocument", &[8; 100])]);
        let mut names = top_names(&made).expect("it opens");
        names.sort();
        assert_eq!(names, ["MBD01", "WORKBOOK"]);
        let spelled = spelled(&made, "Workbook");
        assert!(top_names(&spelled).expect("it opens").contains(&"Workbook".to_owned()));
    }

    #[test]
    fn a_table_longer_than_the_file_is_no_damage() {
        let made = container(&[("Stream", &[7; 5_000])]);
        let mut longer = made.clone();
        // A sector past the end of the file, of which the table says that it belongs to something.
        let sector = 1 << u16::from_le_bytes([longer[0x1E], longer[0x1F]]);
        let table = u32::from_le_bytes(longer[0x4C..0x50].try_into().expect("four")) as usize;
        let last = (table + 2) * sector - 4;
        longer[last..last + 4].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
        assert!(CompoundFile::open(Cursor::new(&longer)).is_err(), "the case that is tested");
        let mut content = Vec::new();
        let mut opened = open(&longer).expect("it opens");
        opened
            .open_stream("/stream")
            .and_then(|mut stream| stream.read_to_end(&mut content))
            .expect("it is there");
        assert_eq!(content, [7; 5_000]);
    }
}
