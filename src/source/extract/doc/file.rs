//! The streams of a Word 97-2003 file, and its text put together from pieces.
//!
//! After \[MS-DOC\] 2.4.1 (retrieving text) and 2.5 (the file information block).

use std::io::Read;

use super::super::ole;
use super::bytes::Bytes;

/// A Word 97-2003 file.
pub(super) struct WordFile {
    document: Vec<u8>,
    table: Vec<u8>,
}

/// Why it cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Encrypted,
    /// What is wrong, in words for people.
    Damaged(String),
}

/// A character and where its bytes stand in the stream.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    pub(super) character: char,
    pub(super) at: u32,
}

/// The texts of a file, in the order that they are stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    Main,
    Footnotes,
    Headers,
    Macros,
    Comments,
    Endnotes,
    TextBoxes,
    HeaderTextBoxes,
}

const STORIES: [Story; 8] = [
    Story::Main,
    Story::Footnotes,
    Story::Headers,
    Story::Macros,
    Story::Comments,
    Story::Endnotes,
    Story::TextBoxes,
    Story::HeaderTextBoxes,
];

/// Word 97 and later.
const VERSION_MIN: u16 = 0xC1;

impl WordFile {
    /// Opens a compound file that holds a Word document. `room` is how many bytes its streams may have.
    pub(super) fn open(bytes: &[u8], room: u64) -> Result<WordFile, Trouble> {
        let damaged = |error: std::io::Error| Trouble::Damaged(error.to_string());
        let mut container = ole::open(bytes).map_err(damaged)?;
        let mut stream = |name: &str| -> Result<Vec<u8>, Trouble> {
            let mut content = Vec::new();
            container
                .open_stream(name)
                .map_err(damaged)?
                .take(room)
                .read_to_end(&mut content)
                .map_err(damaged)?;
            Ok(content)
        };
        let document = stream("/WordDocument")?;
        // `nFib` stands at 2, the flags at 10: encrypted, and which of two table streams counts
        // (`FibBase`).
        let head = Bytes(&document);
        let flags = head.u16(0x0A).ok_or_else(|| Trouble::Damaged("its header is cut short".to_owned()))?;
        if flags & 0x0100 != 0 {
            return Err(Trouble::Encrypted);
        }
        let table = if head.u16(2).unwrap_or(0) < VERSION_MIN {
            Vec::new()
        } else {
            stream(if flags & 0x0200 != 0 { "/1Table" } else { "/0Table" })?
        };
        Ok(WordFile { document, table })
    }

    pub(super) fn document(&self) -> Bytes<'_> {
        Bytes(&self.document)
    }

    /// The structure number `index` of the list in the file information block, with all that follows it.
    pub(super) fn structure(&self, index: usize) -> Option<(Bytes<'_>, usize)> {
        // Pairs of offset and length begin at 0x9A (`FibRgFcLcb97`).
        let at = 0x9A + index * 8;
        let (offset, length) = (self.document().u32(at)? as usize, self.document().u32(at + 4)? as usize);
        if length == 0 {
            return None;
        }
        Some((Bytes(&self.table).from(offset)?, length))
    }

    /// The structure number `index`, no byte more.
    pub(super) fn exact(&self, index: usize) -> Option<Bytes<'_>> {
        let (from, length) = self.structure(index)?;
        from.part(0, length)
    }

    /// Returns all stories that have text.
    pub(super) fn stories(&self) -> Result<Vec<(Story, Vec<Placed>)>, Trouble> {
        if self.document().u16(2).unwrap_or(0) < VERSION_MIN {
            return Ok(vec![(Story::Main, self.old_text()?)]);
        }
        let all = self.text()?;
        let mut found = Vec::new();
        let mut from = 0_usize;
        for (nth, story) in STORIES.into_iter().enumerate() {
            // Lengths of the stories, in characters, begin at 0x4C (`ccpText`).
            let length = self.document().u32(0x4C + nth * 4).unwrap_or(0) as usize;
            let to = from.checked_add(length).unwrap_or(all.len()).min(all.len());
            if to > from {
                found.push((story, all[from..to].to_vec()));
            }
            from = to;
        }
        Ok(found)
    }

    /// Puts the pieces together.
    fn text(&self) -> Result<Vec<Placed>, Trouble> {
        let missing = || Trouble::Damaged("its table of pieces is cut short".to_owned());
        // Structure 33 is the `Clx`. Its table has the borders of all pieces, one more than there are
        // pieces, and then eight bytes for each piece.
        let table = self.exact(33).and_then(pieces_of).ok_or_else(missing)?;
        let count = table.len().saturating_sub(4) / 12;
        let mut text = Vec::new();
        for nth in 0..count {
            let (Some(from), Some(to)) = (table.u32(nth * 4), table.u32(nth * 4 + 4)) else { break };
            let place = table.u32((count + 1) * 4 + nth * 8 + 2).ok_or_else(missing)?;
            let length = to.checked_sub(from).ok_or_else(missing)? as usize;
            // More characters than the stream has bytes are damage.
            if text.len() + length > self.document.len() {
                return Err(missing());
            }
            // Bit 30 says that each character takes one byte, and then the place is given doubled.
            let narrow = place & 0x4000_0000 != 0;
            let place = if narrow { (place & 0x3FFF_FFFF) / 2 } else { place & 0x3FFF_FFFF };
            self.piece(place, length, narrow, &mut text);
        }
        Ok(text)
    }

    fn piece(&self, place: u32, length: usize, narrow: bool, text: &mut Vec<Placed>) {
        let width = if narrow { 1 } else { 2 };
        let from = (place as usize).min(self.document.len());
        let bytes = &self.document[from..(from + length * width).min(self.document.len())];
        if narrow {
            let (decoded, ..) = encoding_rs::WINDOWS_1252.decode(bytes);
            text.extend(
                decoded
                    .chars()
                    .enumerate()
                    .map(|(nth, character)| Placed { character, at: place + nth as u32 }),
            );
            return;
        }
        let mut high = None;
        for (nth, pair) in bytes.chunks_exact(2).enumerate() {
            let unit = u16::from_le_bytes([pair[0], pair[1]]);
            let at = place + nth as u32 * 2;
            // Positions count halves of a pair: the second half stands for nothing.
            let character = match (high.take(), unit) {
                (Some(high), 0xDC00..=0xDFFF) => {
                    let whole = 0x10000 + ((u32::from(high) - 0xD800) << 10) + (u32::from(unit) - 0xDC00);
                    if let Some(last) = text.last_mut() {
                        *last = Placed { character: char::from_u32(whole).unwrap_or('\u{FFFD}'), ..*last };
                    }
                    '\0'
                }
                (_, 0xD800..=0xDBFF) => {
                    high = Some(unit);
                    '\u{FFFD}'
                }
                (_, unit) => char::from_u32(unit.into()).unwrap_or('\u{FFFD}'),
            };
            text.push(Placed { character, at });
        }
    }

    /// Word 6 and 95 keep the text in one run of bytes in the code page of the machine: for Chinese, GBK or Big5.
    fn old_text(&self) -> Result<Vec<Placed>, Trouble> {
        let head = self.document();
        // `fcMin` and `fcMac`.
        let (Some(from), Some(to)) = (head.u32(0x18), head.u32(0x1C)) else {
            return Err(Trouble::Damaged("its header is cut short".to_owned()));
        };
        let bytes =
            self.document.get(from as usize..(to as usize).min(self.document.len())).unwrap_or_default();
        let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        guess.feed(bytes, true);
        let encoding = guess.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
        let (text, ..) = encoding.decode(bytes);
        // No place: nothing that is said of characters is known for these versions.
        Ok(text.chars().map(|character| Placed { character, at: u32::MAX }).collect())
    }
}

/// Finds the table of pieces behind the property lists.
fn pieces_of(clx: Bytes<'_>) -> Option<Bytes<'_>> {
    let mut at = 0;
    // 1 begins a list of properties, 2 the table of pieces.
    while clx.u8(at)? == 1 {
        at += 3 + usize::from(clx.u16(at + 1)?);
    }
    (clx.u8(at)? == 2).then_some(())?;
    clx.part(at + 5, clx.u32(at + 1)? as usize)
}
