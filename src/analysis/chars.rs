//! The exact chain for a single character, from a table that `build.rs` makes of Unicode's and OpenCC's data.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Two bytes for each code below 0x10000, then the foldings that need more room; see `Fold::table` in `build.rs`.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_table.bin"));

/// Bytes of the first part of the table.
const DIRECT: usize = 0x1_0000 * 2;

/// Stands in the first part for a folding of several characters, or one beyond 16 bits.
const ELSEWHERE: u16 = 0xFFFF;

/// Two bits for each code below 0x10000; see [`Class`].
static CLASSES: &[u8; 0x1_0000 / 4] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_classes.bin"));

/// What a character is to both chains. Asked of every character of every text, so from a table that stays in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It folds to itself and is part of no number or word of letters.
    Plain,
    /// It folds to others that are part of no number or word of letters.
    Changed,
    /// It is dropped.
    Dropped,
    /// It folds to what may be part of a number or of a word of ASCII letters, or nobody has looked.
    Telling,
}

/// Returns the class of a character.
#[inline]
pub(super) fn class_of(character: char) -> Class {
    let code = u32::from(character);
    let four = CLASSES.get(code as usize / 4).map_or(0xFF, |four| *four);
    match four >> (code % 4 * 2) & 3 {
        0 => Class::Plain,
        1 => Class::Changed,
        2 => Class::Dropped,
        _ => Class::Telling,
    }
}

/// Returns where the run of plain characters of three bytes that begins at byte `at` of a text ends: most of any Chinese
/// text lies in such runs, and their characters are told here without being decoded by the book.
#[inline]
pub(super) fn plain_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some([first @ 0xE0..=0xEF, second, third]) = bytes.get(at..at + 3) {
        let code =
            usize::from(first & 0xF) << 12 | usize::from(second & 0x3F) << 6 | usize::from(third & 0x3F);
        if CLASSES[code / 4] >> (code % 4 * 2) & 3 != 0 {
            break;
        }
        at += 3;
    }
    at
}

/// Calls `each` with every character that `character` folds to: none for what is dropped, mostly one.
#[inline]
pub(super) fn fold_char(character: char, mut each: impl FnMut(char)) {
    let code = u32::from(character);
    if code < 0x80 {
        if !(character.is_ascii_whitespace() || character.is_ascii_control()) {
            each(character.to_ascii_lowercase());
        }
        return;
    }
    if code < 0x1_0000 {
        let at = code as usize * 2;
        match u16::from_le_bytes([TABLE[at], TABLE[at + 1]]) {
            0 => return,
            ELSEWHERE => {}
            // Codes of surrogates never get into the table: they are no characters.
            short => return each(char::from_u32(u32::from(short)).unwrap_or(character)),
        }
    }
    match elsewhere().get(&code) {
        Some(folded) => folded.chars().for_each(each),
        None => each(character),
    }
}

/// Returns whether a character surely folds to itself; `false` also where that is dear to tell.
#[inline]
pub(super) fn is_folded(character: char) -> bool {
    let code = u32::from(character);
    if code < 0x80 {
        return character.is_ascii_graphic() && !character.is_ascii_uppercase();
    }
    let at = code as usize * 2;
    code < 0x1_0000 && u32::from(u16::from_le_bytes([TABLE[at], TABLE[at + 1]])) == code
}

/// The second part of the table.
fn elsewhere() -> &'static HashMap<u32, &'static str> {
    static MAP: OnceLock<HashMap<u32, &'static str>> = OnceLock::new();
    MAP.get_or_init(|| {
        let mut map = HashMap::new();
        let mut rest = &TABLE[DIRECT..];
        while let [a, b, c, d, length, after @ ..] = rest {
            let (folded, after) = after.split_at(usize::from(*length));
            let folded = std::str::from_utf8(folded).expect("build.rs writes UTF-8");
            map.insert(u32::from_le_bytes([*a, *b, *c, *d]), folded);
            rest = after;
        }
        map
    })
}

#[cfg(test)]
mod tests {
    use super::{Class, class_of, fold_char, plain_end};

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| fold_char(c, |f| out.push(f)));
        out
    }

    #[test]
    fn width_case_script_and_compatibility_are_folded() {
        let table = [
            ("２０２５", "2025"),
            ("ＡＢＣ", "abc"),
            ("國務院關於", "国务院关于"),
            ("⽤⻓⻅", "用长见"),
            ("㈠", "(一)"),
            ("①", "1"),
            ("％", "%"),
            ("：；，", ":;,"),
            ("é e\u{301}", "ee"),
            ("a\u{3000} \t\r\n\u{200B}\u{FEFF}b", "ab"),
            ("𠀋", "𠀋"),
            ("《“「", "《“「"),
        ];
        for (text, wanted) in table {
            assert_eq!(folded(text), wanted, "{text}");
        }
    }

    #[test]
    fn runs_of_plain_characters_end_where_their_classes_say() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let text = format!("教{character}育");
            let is_plain = character.len_utf8() == 3 && class_of(character) == Class::Plain;
            assert_eq!(plain_end(&text, 0), if is_plain { 9 } else { 3 }, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn what_is_unseen_folds_to_nothing_and_nothing_else_does() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let dropped = folded(character.encode_utf8(&mut [0; 4])).is_empty();
            assert_eq!(crate::text::is_unseen(character), dropped, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let once = folded(character.encode_utf8(&mut [0; 4]));
            assert_eq!(folded(&once), once, "U+{:04X}", u32::from(character));
        }
    }
}
