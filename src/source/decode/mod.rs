//! Bytes to text: byte-order mark, then strict UTF-8, then a scored guess.
//!
//! The guess decodes a sample in each encoding that Chinese reports come in and takes the one whose text looks most
//! like Chinese (`likelihood.rs`): text in a wrong encoding is made of rare characters. What holds no text, or lost
//! its characters before it came here (`damage.rs`), is refused with the reason.

mod damage;
mod declared;
mod likelihood;
mod lines;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use damage::damage;
pub(in crate::source) use declared::declared_encoding;
use likelihood::{log_share, mean_log_share};
pub(in crate::source) use lines::BY_LINES;

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
        "is damaged: {lost} of {all} characters were lost before it was saved (as U+FFFD, `?` or \
         characters of another encoding); look for an undamaged copy"
    )]
    Damaged {
        /// Characters lost.
        lost: usize,
        /// Characters in all.
        all: usize,
    },
    /// No encoding gives readable text.
    #[error(
        "is in no encoding that is known here: tried UTF-8, GB18030, Big5 and UTF-16, and even {best} gives no \
         readable text; save it as UTF-8"
    )]
    Unknown {
        /// The encoding whose text looks best.
        best: &'static str,
    },
}

/// Encodings that reports in Chinese come in, beside UTF-8.
const CHINESE: [&Encoding; 4] = [GB18030, BIG5, UTF_16LE, UTF_16BE];
/// Bytes that are looked at to guess the encoding.
const SAMPLE_BYTES: usize = 64 << 10;
/// With a larger share of NUL bytes it is UTF-16 or no text.
const NULS_MAX: f64 = 0.005;
/// Text of a larger share of controls (blanks excepted) is none.
const CONTROLS_MAX: f64 = 0.01;
/// Share of the characters beyond ASCII that may be broken in text that was cut or spoilt.
const BROKEN_MAX: f64 = 0.05;
/// Sound characters for each broken one, at least, in text that is UTF-8 with broken places; other
/// encodings have hardly any.
const SOUND_FOR_BROKEN: usize = 4;
/// Logarithm of the share of a character (`likelihood.rs`): text whose mean is lower was not read as it was written.
/// Chinese is near -7, Big5 read as GB 18030 near -12, noise below -13.
const MEAN_MIN: f64 = -9.6;
/// By how much lower the mean of short text may be, times one over the root of its length in characters:
/// names are made of rare characters. About twice the spread between single characters.
const SHORT_SLACK: f64 = 9.0;
/// Shorter files are not taken for UTF-8 only because they could be.
const CHANCE_BYTES: usize = 48;
/// Logarithm of how much rarer files in other encodings are than in those of Chinese.
const FOREIGN: f64 = -7.0;
/// Characters that follow each other are not independent: likelihoods count by this exponent.
const TEMPER: f64 = 0.5;

/// Decodes the bytes of a file.
///
/// # Errors
/// [`DecodeError`] when they are no text, or text that was damaged before.
pub fn decode(bytes: &[u8]) -> Result<Document, DecodeError> {
    if let Some(kind) = known_binary(bytes) {
        return Err(DecodeError::Binary(kind));
    }
    if let Some(document) = lines::utf32(bytes) {
        return checked(document);
    }
    // A byte-order mark is meant: whoever writes one knows the encoding.
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let (text, replaced) = read(encoding, &bytes[bom..]);
        return checked(Document { text, encoding: name_of(encoding), sure: 1.0, replaced });
    }
    let start = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let nuls = memchr::memchr_iter(0, start).count();
    // One byte that a machine left in sound UTF-8, however short, is no sign of UTF-16.
    let is_slip = nuls == 1 && bytes.len() >= CHANCE_BYTES && simdutf8::basic::from_utf8(bytes).is_ok();
    let nuls = !is_slip && nuls as f64 > NULS_MAX * start.len() as f64;
    if !nuls && let Some(document) = utf8(bytes) {
        // 三 is a tab and an N in UTF-16: what is no text in UTF-8 may be text there.
        return checked(document).or_else(|refused| match refused {
            DecodeError::Binary(_) => guess(bytes, true).map_err(|_| refused),
            other => Err(other),
        });
    }
    guess(bytes, nuls)
}

/// Returns whether [`decode`] surely takes bytes for text, told fast: sound UTF-8 without any control character.
pub(super) fn is_surely_text(bytes: &[u8]) -> bool {
    bytes.len() >= CHANCE_BYTES
        && known_binary(bytes).is_none()
        && simdutf8::basic::from_utf8(bytes).is_ok_and(|text| controls_in(text) == 0)
}

/// Text in UTF-8, also if it was cut inside a character or has broken places; `None` if it is likely another encoding.
fn utf8(bytes: &[u8]) -> Option<Document> {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        // A few characters in GB 18030 may be UTF-8 by chance: 实施 would be ʵʩ. Words have letters beside the accents.
        let by_chance = bytes.len() < CHANCE_BYTES
            && !bytes.iter().any(u8::is_ascii_alphabetic)
            && mean_log_share(text, |c| !c.is_ascii()).0 < MEAN_MIN;
        let document = Document { text: text.to_owned(), encoding: "UTF-8", sure: 1.0, replaced: 0 };
        return (!by_chance).then_some(document);
    }
    lines::by_lines(bytes).or_else(|| broken_utf8(bytes))
}

fn broken_utf8(bytes: &[u8]) -> Option<Document> {
    // A sample tells most other encodings apart before all of the text is decoded.
    let (sample, replaced) = read(UTF_8, &telling_sample(bytes));
    // One broken place may be the cut at the end of the sample.
    if beyond_ascii(&sample) < SOUND_FOR_BROKEN * replaced.saturating_sub(1) {
        return None;
    }
    let (text, replaced) = read(UTF_8, bytes);
    let sound = beyond_ascii(&text) - replaced;
    let sure = 1.0 - replaced as f32 / (sound + 1) as f32;
    (sound >= SOUND_FOR_BROKEN * replaced).then_some(Document { text, encoding: "UTF-8", sure, replaced })
}

fn beyond_ascii(text: &str) -> usize {
    text.chars().filter(|character| !character.is_ascii()).count()
}

/// Refuses what is text by its bytes only.
fn checked(document: Document) -> Result<Document, DecodeError> {
    let broken = document.replaced;
    if broken > 1 && broken as f64 > BROKEN_MAX * beyond_ascii(&document.text) as f64 {
        return Err(DecodeError::Damaged { lost: broken, all: document.text.chars().count() });
    }
    if let Some((lost, all)) = damage(&document.text, broken) {
        return Err(DecodeError::Damaged { lost, all });
    }
    // What colours the screen is a pair of controls for each word of it.
    let colours = memchr::memmem::find_iter(document.text.as_bytes(), b"\x1b[").count();
    let controls = controls_in(&document.text).saturating_sub(colours);
    if controls > 1 && controls as f64 > CONTROLS_MAX * document.text.chars().count() as f64 {
        return Err(DecodeError::Binary("full of control characters"));
    }
    log::debug!("decoded as {}, sure {:.2}, {broken} characters lost", document.encoding, document.sure);
    Ok(document)
}

/// The number of control characters that are no blanks: those of ASCII, and U+0080 to U+009F (bytes C2 80 to C2 9F).
fn controls_in(text: &str) -> usize {
    let bytes = text.as_bytes();
    // Without a branch, and in chunks of 255 bytes, which eight bits can count: many bytes are then looked
    // at at once.
    let is_blank = |byte: u8| (byte.wrapping_sub(b'\t') <= b'\r' - b'\t') | (byte == 0x1A);
    let is_control = |byte: u8| ((byte < b' ') & !is_blank(byte)) | (byte == 0x7F);
    let low = bytes
        .chunks(255)
        .map(|bytes| usize::from(bytes.iter().fold(0u8, |count, byte| count + u8::from(is_control(*byte)))));
    let high = memchr::memchr_iter(0xC2, bytes).map(|at| bytes[at + 1]);
    // U+0085 is a line end.
    let high = high.filter(|second| (0x80..0xA0).contains(second) && *second != 0x85);
    low.sum::<usize>() + high.count()
}

/// An encoding tried on a sample.
struct Trial {
    encoding: &'static Encoding,
    /// Logarithm of the likelihood of the text for each byte of the sample.
    likelihood: f64,
}

fn guess(bytes: &[u8], nuls: bool) -> Result<Document, DecodeError> {
    let sample = telling_sample(bytes);
    // UTF-16 is tried on the bytes as they are: what `telling_sample` cuts out may tear its pairs apart.
    let mut trials: Vec<Trial> = candidates(&sample, nuls)
        .into_iter()
        .map(|encoding| {
            try_out(
                encoding,
                if is_wide(encoding) { &bytes[..bytes.len().min(SAMPLE_BYTES)] } else { &sample },
            )
        })
        .collect();
    trials.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood));
    let Some(best) = trials.first() else { return Err(DecodeError::Binary("holds NUL bytes")) };
    let (text, replaced) = read(best.encoding, bytes);
    // ASCII is the same in all encodings of Chinese but UTF-16: only there it speaks for the guess.
    let is_telling = |c: char| !c.is_ascii() || is_wide(best.encoding) || !CHINESE.contains(&best.encoding);
    let (mean, telling) = mean_log_share(&text, is_telling);
    let broken = replaced > 1 && replaced as f64 > BROKEN_MAX * telling as f64;
    if broken || mean < MEAN_MIN - SHORT_SLACK / (telling.max(1) as f64).sqrt() {
        let binary = nuls.then_some(DecodeError::Binary("holds NUL bytes"));
        return Err(binary.unwrap_or(DecodeError::Unknown { best: name_of(best.encoding) }));
    }
    // How far the second best is behind, for each byte looked at, tells how sure the best is.
    let ahead = trials.get(1).map_or(f64::INFINITY, |next| best.likelihood - next.likelihood);
    let sure = 1.0 / (1.0 + (-TEMPER * ahead * sample.len() as f64).exp());
    let sure = sure as f32 * (1.0 - replaced as f32 / (telling + 1) as f32);
    checked(Document { text, encoding: name_of(best.encoding), sure, replaced })
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// The name that Chinese users know.
fn name_of(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

/// The first bytes; of a large file those lines that are more than ASCII, which tells nothing.
///
/// A line end is no part of a longer character in any encoding that is tried but UTF-16.
fn telling_sample(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.len() <= SAMPLE_BYTES {
        return Cow::Borrowed(bytes);
    }
    let mut sample = Vec::with_capacity(SAMPLE_BYTES);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        // Pages begin with kilobytes of ASCII markup, which is the same in all encodings.
        if let Some(first) = line.iter().position(|byte| !byte.is_ascii()) {
            let room = SAMPLE_BYTES - sample.len();
            sample.extend_from_slice(&line[first..line.len().min(first + room)]);
        }
        if sample.len() == SAMPLE_BYTES {
            break;
        }
    }
    Cow::Owned(sample)
}

fn candidates(sample: &[u8], nuls: bool) -> Vec<&'static Encoding> {
    if nuls {
        // Only UTF-16 holds NUL bytes in text: as a half of each ASCII character.
        return vec![UTF_16LE, UTF_16BE];
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let mut candidates = CHINESE.to_vec();
    // Short text may be sound UTF-8 by chance: then it competes with the others.
    if std::str::from_utf8(sample).is_ok() {
        candidates.push(UTF_8);
    }
    let other = detector.guess(None, chardetng::Utf8Detection::Deny);
    // GB 18030, which is tried already, holds all of GBK.
    if other != encoding_rs::GBK && !candidates.contains(&other) {
        candidates.push(other);
    }
    candidates
}

fn try_out(encoding: &'static Encoding, sample: &[u8]) -> Trial {
    let (text, _) = read(encoding, sample);
    let mut sum: f64 = text.chars().map(log_share).sum();
    // A sample may end inside a character.
    if text.ends_with('\u{FFFD}') {
        sum -= log_share('\u{FFFD}');
    }
    // A foreign encoding must be much likelier: single-byte ones decode any bytes.
    if !CHINESE.contains(&encoding) && encoding != UTF_8 {
        sum += FOREIGN;
    }
    Trial { encoding, likelihood: sum / sample.len().max(1) as f64 }
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
