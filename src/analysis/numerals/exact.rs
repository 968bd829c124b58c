//! The characters that numerals are read from: those of the exact chain, with the blanks between words of letters.

use crate::analysis::chars::fold_char;

/// A character after the exact chain, and the bytes of the original that it came from.
#[derive(Clone, Copy)]
pub(super) struct Char {
    pub(super) value: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Folds a text character by character; a blank between two ASCII letters or digits stays, as one space.
pub(super) fn exact_chars(text: &str) -> Vec<Char> {
    let mut chars: Vec<Char> = Vec::with_capacity(text.len() / 2);
    let mut blank: Option<(usize, usize)> = None;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if character.is_whitespace() {
            blank = blank.or(Some((start, end)));
            continue;
        }
        fold_char(character, |value| {
            let between_words = chars.last().is_some_and(|last| last.value.is_ascii_alphanumeric());
            if let (Some((start, end)), true, true) = (blank, between_words, value.is_ascii_alphanumeric()) {
                chars.push(Char { value: ' ', start, end });
            }
            blank = None;
            if value == '年' {
                close_year(&mut chars);
            }
            chars.push(Char { value, start, end });
        });
    }
    chars
}

/// Closes up a year whose digits were spaced as letters are (1 9 9 8 年), before 年 is added.
fn close_year(chars: &mut Vec<Char>) {
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
