//! The characters that numerals are read from: those of the exact chain, with the blanks between words of letters.

use crate::analysis::chars::{fold_char, is_folded};
use crate::analysis::fold::Sink;

/// A character after the exact chain, and the bytes of the original that it came from (texts are shorter than 4 GiB).
#[derive(Clone, Copy)]
pub(super) struct Char {
    pub(super) value: char,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether it stands there just so.
    pub(super) kept: bool,
}

/// Writes characters as they are after the exact chain: at once where they stand in `text` just so.
pub(super) fn copy(text: &str, chars: &[Char], sink: &mut impl Sink) {
    for run in chars.chunk_by(|a, b| a.kept && b.kept && a.end == b.start) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let source = first.start as usize..last.end as usize;
        match first.kept {
            true => sink.stretch(&text[source.clone()], source.start),
            false => sink.piece(first.value.encode_utf8(&mut [0; 4]), source),
        }
    }
}

/// Folds the bytes of a text from `start` on character by character; a blank between two ASCII letters or digits stays, as
/// one space. The folded character `before` them, where there is one, comes first.
pub(super) fn exact_chars(text: &str, start: usize, before: Option<char>) -> Vec<Char> {
    let mut chars: Vec<Char> = Vec::with_capacity((text.len() - start) / 2);
    // It is looked at and never written: its bytes are of what was done before.
    chars.extend(before.map(|value| Char { value, start: start as u32, end: start as u32, kept: false }));
    let mut blank: Option<(u32, u32)> = None;
    for (at, character) in text[start..].char_indices().map(|(at, character)| (start + at, character)) {
        let (start, end) = (at as u32, (at + character.len_utf8()) as u32);
        let mut push = |value: char, kept: bool| {
            if let Some((start, end)) = blank.take() {
                let between_words = chars.last().is_some_and(|last| last.value.is_ascii_alphanumeric());
                if between_words && value.is_ascii_alphanumeric() {
                    chars.push(Char { value: ' ', start, end, kept: false });
                }
            }
            if value == '年' {
                close_year(&mut chars);
            }
            chars.push(Char { value, start, end, kept });
        };
        if is_folded(character) {
            push(character, true);
        } else if character.is_whitespace() {
            // Blanks in a row become one, at the place of the first.
            blank = blank.or(Some((start, end)));
        } else {
            fold_char(character, |value| push(value, false));
        }
    }
    chars
}

/// Closes up a year whose digits were spaced as letters are (1 9 9 8 年), before 年 is added.
fn close_year(chars: &mut Vec<Char>) {
    // Four digits and three blanks.
    const SPACED: usize = 7;
    let Some(first) = chars.len().checked_sub(SPACED) else { return };
    let is_apart = first.checked_sub(1).is_none_or(|before| {
        let value = chars[before].value;
        !value.is_ascii_alphanumeric() && value != ' '
    });
    let is_spaced = chars[first..]
        .iter()
        .enumerate()
        .all(|(nth, c)| if nth % 2 == 0 { c.value.is_ascii_digit() } else { c.value == ' ' });
    if is_apart && is_spaced {
        let digits: Vec<Char> = chars.drain(first..).step_by(2).collect();
        chars.extend(digits);
    }
}
