//! Bytes to text: byte-order mark, then strict UTF-8, then a scored guess.
//!
//! The guess decodes a sample in each encoding that Chinese reports come in and takes the one whose text looks most
//! like Chinese (`quality.rs`): text in a wrong encoding is made of rare characters. What holds no text, or lost
//! its characters before it came here, is refused with the reason.

mod quality;
#[cfg(test)]
mod tests;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use quality::quality;

/// Decoded text, line ends as they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The text, without byte-order mark.
    pub text: String,
    /// Name of the encoding: `UTF-8`, `GB18030`, `Big5`, `UTF-16LE`, `UTF-16BE`, or another of the WHATWG's names.
    pub encoding: &'static str,
    /// How sure the encoding is, 0 to 1.
    pub sure: f32,
    /// Characters that could not be decoded; each stands as U+FFFD in the text.
    pub replaced: usize,
}

/// Why bytes are no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Pictures, programs, archives and the like.
    #[error("is not text ({0})")]
    Binary(&'static str),
    /// Characters were lost before the file was saved.
    #[error(
        "is damaged: {lost} of {all} characters were lost before it was saved (they stand as U+FFFD); look for an \
         undamaged copy"
    )]
    Damaged {
        /// Characters lost.
        lost: usize,
        /// Characters in all.
        all: usize,
    },
    /// No encoding gives readable text.
    #[error(
        "is in no encoding that is known here (tried UTF-8, GB18030, Big5, UTF-16; the best, {best}, fails {errors} times)"
    )]
    Unknown {
        /// The encoding that failed least.
        best: &'static str,
        /// Bytes sequences that it could not read.
        errors: usize,
    },
}

/// So many bytes are looked at to guess the encoding.
const SAMPLE_BYTES: usize = 64 << 10;
/// Text with a larger share of lost characters is damaged beyond use.
const LOST_MAX: f64 = 0.01;
/// Of the characters beyond ASCII so many may be broken in text that was cut or spoilt.
const BROKEN_MAX: f64 = 0.05;
/// Text with more Han characters than this, and of less quality, is Chinese in an encoding that is not known here.
const STRANGE_HAN_MIN: usize = 100;
const STRANGE_QUALITY: f64 = 0.2;
/// Text of a larger share of controls (blanks excepted) is none.
const CONTROLS_MAX: f64 = 0.01;

/// Decodes the bytes of a file.
///
/// # Errors
/// [`DecodeError`] when they are no text, or text that was damaged before.
pub fn decode(bytes: &[u8]) -> Result<Document, DecodeError> {
    if let Some(kind) = known_binary(bytes) {
        return Err(DecodeError::Binary(kind));
    }
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let (text, replaced) = read(encoding, &bytes[bom..]);
        return checked(Document { text, encoding: name_of(encoding), sure: 1.0, replaced });
    }
    let nuls = memchr::memchr_iter(0, &bytes[..bytes.len().min(SAMPLE_BYTES)]).count();
    if nuls == 0
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return checked(Document { text: text.to_owned(), encoding: "UTF-8", sure: 1.0, replaced: 0 });
    }
    guess(bytes, nuls > 0)
}

/// Refuses what is text by its bytes only.
fn checked(document: Document) -> Result<Document, DecodeError> {
    let (mut all, mut lost, mut controls) = (0, 0, 0);
    for character in document.text.chars() {
        all += 1;
        match character {
            '\u{FFFD}' => lost += 1,
            '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{1A}' => {}
            other if other.is_control() => controls += 1,
            _ => {}
        }
    }
    if controls as f64 > CONTROLS_MAX * all as f64 && controls > 1 {
        return Err(DecodeError::Binary("full of control characters"));
    }
    // What could not be decoded here is told by `replaced`; these were lost before.
    let lost = lost - document.replaced.min(lost);
    if lost as f64 > LOST_MAX * all as f64 && lost > 1 {
        return Err(DecodeError::Damaged { lost, all });
    }
    Ok(document)
}

/// An encoding tried on a sample.
struct Trial {
    encoding: &'static Encoding,
    quality: f64,
    broken: f64,
}

fn guess(bytes: &[u8], has_nuls: bool) -> Result<Document, DecodeError> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let mut trials: Vec<Trial> =
        candidates(sample, has_nuls).into_iter().map(|encoding| try_out(encoding, sample)).collect();
    trials.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    let Some(best) = trials.first() else { return Err(DecodeError::Binary("holds NUL bytes")) };
    let (text, replaced) = read(best.encoding, bytes);
    let han = text.chars().take(SAMPLE_BYTES).filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    let strange = han > STRANGE_HAN_MIN && best.quality < STRANGE_QUALITY;
    if best.quality < 0.0 || best.broken > BROKEN_MAX || strange {
        let nuls = has_nuls.then_some(DecodeError::Binary("holds NUL bytes"));
        return Err(nuls.unwrap_or(DecodeError::Unknown { best: name_of(best.encoding), errors: replaced }));
    }
    let next = trials.get(1).map_or(0.0, |trial| trial.quality.max(0.0));
    let sure = ((best.quality - next) / best.quality.max(0.01)).clamp(0.05, 1.0) as f32;
    checked(Document { text, encoding: name_of(best.encoding), sure, replaced })
}

/// The name that Chinese users know.
fn name_of(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

fn candidates(sample: &[u8], has_nuls: bool) -> Vec<&'static Encoding> {
    if has_nuls {
        // Only UTF-16 holds NUL bytes in text: as a half of each ASCII character.
        return if sample.len() >= 2 { vec![UTF_16LE, UTF_16BE] } else { Vec::new() };
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let mut candidates = vec![GB18030, BIG5, UTF_16LE, UTF_16BE, UTF_8];
    let other = detector.guess(None, chardetng::Utf8Detection::Deny);
    if other != encoding_rs::GBK && !candidates.contains(&other) {
        candidates.push(other);
    }
    candidates
}

fn try_out(encoding: &'static Encoding, sample: &[u8]) -> Trial {
    let (text, replaced) = read(encoding, sample);
    // ASCII is the same in most encodings and tells nothing. A sample may end inside a character.
    let telling = text.chars().filter(|c| !c.is_ascii()).count().max(1);
    let broken = replaced.saturating_sub(1) as f64 / telling as f64;
    let quality = if encoding == UTF_8 {
        // Broken UTF-8 is hardly ever anything else, if only little of it is broken.
        if broken <= BROKEN_MAX { 1.0 } else { -1.0 }
    } else {
        quality(&text) - 5.0 * broken
    };
    Trial { encoding, quality, broken }
}

/// Decodes without looking for a mark; U+FFFD for each sequence that cannot be read, and their number.
fn read(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    let replaced = if failed { text.chars().filter(|c| *c == '\u{FFFD}').count() } else { 0 };
    (text.into_owned(), replaced)
}

/// Names what a file is by its first bytes, where these are no text.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 14] = [
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an older office document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"BM\x00", "a picture"),
        (b"\x7FELF", "a program"),
        (b"MZ\x90\x00", "a program"),
        (b"\x1F\x8B", "a compressed file"),
        (b"Rar!", "an archive"),
        (b"7z\xBC\xAF", "an archive"),
        (b"SQLite format 3\x00", "a database"),
        (b"{\\rtf", "a rich-text document"),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}
