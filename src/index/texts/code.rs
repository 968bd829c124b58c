//! Characters of stored texts as one or two bytes, the frequent ones as one: what Zstandard packs then is half as long and a
//! quarter smaller when packed, since its matches and its statistics of bytes meet whole characters.
//!
//! ```text
//! 00..BF          the nth character of the table
//! C0..FE, 00..FF  the character after those, numbered by both bytes
//! FF              a character that has no number, as UTF-8
//! ```
//!
//! The table is `index_schema/characters.txt`; the manifest names it by its hash ([`CHARACTERS`]), for without it no text
//! can be read. Any string is coded and comes back as it was; bytes that are no code are no text, and nothing worse.

use std::sync::OnceLock;

use crate::analysis::fold_text;

/// Hash of the table of characters, as the manifest holds it.
pub(crate) const CHARACTERS: &str = env!("CHARACTERS_HASH");

/// Characters of one byte.
const ONES: usize = 0xC0;
/// Before a character in UTF-8.
const ESCAPE: u8 = 0xFF;
/// Characters of the table.
const COUNT: usize = ONES + (ESCAPE as usize - ONES) * 256;

/// Up to [`SHORT_MAX`] bytes of UTF-8 and a length byte; a larger length marks a text that did not fit.
type Short = [u8; 4];
/// Bytes of UTF-8 that a [`Short`] holds.
const SHORT_MAX: usize = 3;

/// The characters, by their number.
static TABLE: &[u8; COUNT * size_of::<Short>()] = include_bytes!(concat!(env!("OUT_DIR"), "/characters.bin"));
/// What each of them folds to by the exact chain.
static FOLDED: &[u8; TABLE.len()] = include_bytes!(concat!(env!("OUT_DIR"), "/characters_folded.bin"));

/// The character with this number.
fn character(nth: usize) -> &'static str {
    let [utf8 @ .., length] = &TABLE.as_chunks::<4>().0[nth];
    std::str::from_utf8(&utf8[..usize::from(*length)]).expect("build.rs writes UTF-8")
}

/// The code of each character below 0x10000: of one byte where it is below [`ONES`], else of two. Those that have none have a
/// code that begins with [`ESCAPE`].
fn codes() -> &'static [u16; 0x1_0000] {
    static CODES: OnceLock<Box<[u16; 0x1_0000]>> = OnceLock::new();
    CODES.get_or_init(|| {
        let mut codes = Box::new([u16::MAX; 0x1_0000]);
        for nth in 0..COUNT {
            let second = nth.saturating_sub(ONES);
            let code = if nth < ONES { nth } else { (ONES + second / 256) * 256 + second % 256 };
            character(nth).chars().for_each(|character| codes[character as usize & 0xFFFF] = code as u16);
        }
        codes
    })
}

/// Returns a text in codes.
pub(super) fn coded(text: &str) -> Vec<u8> {
    let codes = codes();
    // Of three bytes in UTF-8, as nearly all Chinese text has, a code takes at most two.
    let mut out = Vec::with_capacity(text.len() * 2 / 3 + 8);
    for character in text.chars() {
        // What lies beyond the table of codes has none and is escaped.
        let code = codes.get(character as usize).copied().unwrap_or(u16::MAX);
        let [first, second] = code.to_be_bytes();
        if code < ONES as u16 {
            out.push(second);
        } else if first < ESCAPE {
            out.extend_from_slice(&[first, second]);
        } else {
            out.push(ESCAPE);
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out
}

/// What codes begin with.
enum Next<'a> {
    /// A character by its number, and the bytes of its code.
    Numbered(usize, usize),
    /// An escaped one in UTF-8, if that is sound.
    Escaped(&'a [u8]),
}

/// Reads the code at `at`; `None` at the end, also inside a code.
#[inline(always)]
fn next(coded: &[u8], at: usize) -> Option<Next<'_>> {
    let first = *coded.get(at)?;
    if usize::from(first) < ONES {
        return Some(Next::Numbered(usize::from(first), 1));
    }
    let second = *coded.get(at + 1)?;
    if first < ESCAPE {
        return Some(Next::Numbered(ONES + (usize::from(first) - ONES) * 256 + usize::from(second), 2));
    }
    // The first byte of UTF-8 tells the length; whether the rest is sound is seen when it is decoded.
    let length = match second {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    };
    coded.get(at + 1..at + 1 + length).map(Next::Escaped)
}

/// Returns the text in codes; `None` when the bytes are none.
pub(super) fn decoded(coded: &[u8]) -> Option<String> {
    translated(coded, TABLE, &str::to_owned)
}

/// Returns the text in codes after the exact chain, as `analysis::fold_text` would fold it; `None` when [`decoded`] is.
pub(super) fn folded(coded: &[u8]) -> Option<String> {
    translated(coded, FOLDED, &fold_text)
}

/// The text that a table makes of codes, and `other` of the characters that it has none for.
fn translated(coded: &[u8], table: &[u8; TABLE.len()], other: &dyn Fn(&str) -> String) -> Option<String> {
    let table: &[Short; COUNT] = table.as_chunks().0.try_into().ok()?;
    // Most codes are of one byte and of characters of three; four are written at once.
    let mut utf8: Vec<u8> = vec![0; coded.len() * SHORT_MAX + 4];
    let (mut at, mut end) = translated_run(coded, table, &mut utf8);
    while let Some(next) = next(coded, at) {
        let (longer, taken) = match next {
            Next::Numbered(nth, taken) => (other(character(nth)), taken),
            Next::Escaped(escaped) => (other(std::str::from_utf8(escaped).ok()?), 1 + escaped.len()),
        };
        let begin = end;
        (at, end) = (at + taken, end + longer.len());
        // It may need more room than its code has.
        let room = end + (coded.len() - at) * SHORT_MAX + 4;
        utf8.resize(room.max(utf8.len()), 0);
        utf8[begin..end].copy_from_slice(longer.as_bytes());
        let (taken, length) = translated_run(&coded[at..], table, &mut utf8[end..]);
        (at, end) = (at + taken, end + length);
    }
    // Without `unsafe` the whole must be checked once more; this check costs little beside the translation.
    let text = simdutf8::basic::from_utf8(&utf8[..end]).ok().map(str::to_owned);
    // Bytes that end inside a code are no text.
    text.filter(|_| at == coded.len())
}

/// Translates up to the first character that the table has not; returns the bytes read and written.
fn translated_run(coded: &[u8], table: &[Short; COUNT], utf8: &mut [u8]) -> (usize, usize) {
    let (mut at, mut end) = (0, 0);
    while let Some(Next::Numbered(nth, taken)) = next(coded, at)
        && let short = table[nth]
        && let length = usize::from(short[3])
        && length <= SHORT_MAX
        && let Some(room) = utf8[end..].first_chunk_mut()
    {
        *room = short;
        (at, end) = (at + taken, end + length);
    }
    (at, end)
}

/// Returns the bytes and the line ends of a text in codes; something of bytes that are none.
pub(super) fn extent(coded: &[u8]) -> (u64, u64) {
    let (mut at, mut bytes, mut lines) = (0, 0, 0);
    while let Some(next) = next(coded, at) {
        let (length, taken) = match next {
            Next::Numbered(nth, taken) => {
                let [first, .., length] = TABLE.as_chunks::<4>().0[nth];
                lines += u64::from(first == b'\n');
                (usize::from(length), taken)
            }
            Next::Escaped(character) => (character.len(), 1 + character.len()),
        };
        bytes += length as u64;
        at += taken;
    }
    (bytes, lines)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn frequent_characters_are_short() {
        assert_eq!(coded("的，\n").len(), 3);
        assert_eq!(coded("臻").len(), 2);
        assert_eq!((coded("𠀋").len(), coded("\0").len()), (5, 2));
    }

    #[test]
    fn every_character_comes_back() {
        let all: String = ('\0'..=char::MAX).collect();
        let coded = coded(&all);
        assert_eq!(decoded(&coded).as_deref(), Some(all.as_str()));
        assert_eq!(folded(&coded), Some(fold_text(&all)));
        assert_eq!(extent(&coded), (all.len() as u64, 1));
    }

    #[test]
    fn what_is_no_code_is_no_text() {
        let table: [&[u8]; 4] = [&[0xC0], &[ESCAPE], &[0, ESCAPE, 0xE4, 0xBA], &[ESCAPE, 0xBA]];
        table.into_iter().for_each(|bytes| assert_eq!(decoded(bytes), None, "{bytes:?}"));
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>(), cut in any::<prop::sample::Index>()) {
            let coded = coded(&text);
            prop_assert_eq!(decoded(&coded), Some(text.clone()));
            prop_assert_eq!(folded(&coded), Some(fold_text(&text)));
            prop_assert_eq!(extent(&coded), (text.len() as u64, text.matches('\n').count() as u64));
            let _ = decoded(&coded[..cut.index(coded.len() + 1)]);
        }

        #[test]
        fn any_bytes_are_a_text_or_none(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let (length, _) = extent(&bytes);
            prop_assert!(length <= 3 * bytes.len() as u64 + 4);
            if let Some(text) = decoded(&bytes) {
                prop_assert_eq!(text.len() as u64, length);
            }
            prop_assert_eq!(folded(&bytes), decoded(&bytes).map(|text| fold_text(&text)));
        }
    }
}
