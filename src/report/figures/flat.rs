//! A text as figures are read in it: without blanks, digits and signs in one width, each character with its bytes.

use crate::text::{Span, is_blank, is_unseen};

/// A character with its place in the text that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Char {
    /// The character in its plain width; `\n` where a paragraph ends, `\t` between cells.
    pub(super) c: char,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
}

/// Returns the characters that are seen. A line goes on in the next one unless it ends a sentence, holds cells, or the next
/// one is indented or a row.
pub(super) fn flat(text: &str) -> Vec<Char> {
    let mut chars: Vec<Char> = Vec::with_capacity(text.len() / 3);
    let (mut was_row, mut begun) = (false, 0);
    for line in text.split_inclusive('\n') {
        let next_is_row = is_row(line);
        let indented = line.starts_with(['\u{3000}', ' ', '\t']);
        let ended = chars.last().is_some_and(|last| matches!(last.c, '。' | '！' | '？'));
        if !chars.is_empty() && (ended || was_row || next_is_row || indented) {
            chars.push(Char { c: '\n', start: begun, end: begun });
        }
        for (at, c) in line.char_indices() {
            let cell = next_is_row && c == '\t';
            if cell || !(is_blank(c) || is_unseen(c)) {
                let start = begun + at;
                chars.push(Char { c: plain(c), start, end: start + c.len_utf8() });
            }
        }
        was_row = next_is_row;
        begun += line.len();
    }
    chars
}

/// Longest row of a table, in characters: a text of one line may hold a stray tabulator.
const ROW_CHARS_MAX: usize = 300;

fn is_row(line: &str) -> bool {
    line.trim().contains('\t') && !line.contains('。') && line.chars().nth(ROW_CHARS_MAX).is_none()
}

/// One width for digits and signs.
fn plain(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '．'
        | '＊'
        | '＋'
        | '＞'
        | '＜'
        | '＝'
        | '／'
        | '～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '—' | '–' | '－' | '―' | '─' | '−' | '‐' | '‑' => '-',
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        '●' | '×' => '*',
        c => c,
    }
}

/// Returns the text of characters.
pub(super) fn text_of(chars: &[Char]) -> String {
    chars.iter().map(|c| c.c).filter(|c| !matches!(c, '\n' | '\t')).collect()
}

/// Returns the bytes that characters stand on.
pub(super) fn span_of(chars: &[Char]) -> Span {
    match (chars.first(), chars.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end.max(first.start)),
        _ => Span::default(),
    }
}

/// Whether a text stands at a place.
pub(super) fn stands_at(chars: &[Char], at: usize, text: &str) -> bool {
    let mut here = chars.get(at..).unwrap_or_default().iter();
    text.chars().all(|wanted| here.next().is_some_and(|c| c.c == wanted))
}
