//! Places in decoded text: byte spans, the lines that people count, and what of a text is safe to show.
//!
//! Everything downstream of `source` speaks of a report's text by [`Span`]: bytes of the
//! decoded text exactly as it was read, line ends kept, always on character boundaries.
//! Lines are derived from bytes by [`LineIndex`] and only shown to people.

mod markup;
mod numbers;
mod numerals;
mod radicals;
mod small_numbers;
pub(crate) mod units;
mod unseen;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

pub use markup::{Display, Furniture, Location, MarkedHeading, Markup};
pub use numbers::written_number;
pub use numerals::{digit_of, is_numeral, numeral_of_cheque};
pub use radicals::unified;
pub use small_numbers::{SMALL_MAX, han_number, small_number};
pub use unseen::is_unseen;

/// Returns bytes in hexadecimal, two digits each.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A range of bytes in decoded text: `start` is included, `end` is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte of the range.
    pub start: usize,
    /// First byte after the range.
    pub end: usize,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextKind {
    /// Plain text.
    #[default]
    Plain,
    /// Markdown: lines that begin with `#` are headings.
    Markdown,
    /// Text taken out of a format that knows its paragraphs: each line is one.
    Paragraphs,
}

impl Span {
    /// Returns the span of the bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Span { start, end }
    }

    /// Returns the number of bytes in the span.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Returns whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the piece of `text` that the span names.
    ///
    /// # Panics
    /// When the span does not lie on character boundaries inside `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Returns whether the two spans share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The lines of a text; LF, CRLF and a lone CR all end one.
///
/// Only some beginnings are kept, so that a text of nothing but line ends costs no more than half of itself.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    /// Where every [`LINES_APART`]th line begins.
    starts: Vec<usize>,
    /// For every [`BLOCK_BYTES`]th byte how many lines begin up to it, the first line apart: a text may be one endless
    /// line, which must not be walked for each place in it.
    begun: Vec<u32>,
    count: usize,
}

/// Bytes from one count of lines to the next: as few as are soon walked, for every section and passage asks.
const BLOCK_BYTES: usize = 256;

/// Lines from one kept beginning to the next.
const LINES_APART: usize = 16;

/// Returns where lines begin that follow a line end in `text[from..]`.
fn line_starts(text: &str, from: usize) -> impl Iterator<Item = usize> + '_ {
    let bytes = &text.as_bytes()[from..];
    // CR LF is one line end, and its LF is what counts.
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .map(move |at| from + at + 1)
}

impl<'a> LineIndex<'a> {
    /// Finds the lines of `text` in one pass.
    pub fn new(text: &'a str) -> Self {
        let (mut starts, mut count) = (vec![0], 1);
        let mut begun: Vec<u32> = Vec::with_capacity(text.len() / BLOCK_BYTES + 1);
        for start in line_starts(text, 0) {
            while begun.len() * BLOCK_BYTES < start {
                begun.push(count as u32 - 1);
            }
            if count % LINES_APART == 0 {
                starts.push(start);
            }
            count += 1;
        }
        // The blocks after the last line end.
        begun.resize(text.len() / BLOCK_BYTES + 1, count as u32 - 1);
        LineIndex { text, starts, begun, count }
    }

    /// Returns the line, counted from 1, that holds byte `at`.
    ///
    /// A line end belongs to the line that it ends; bytes after the text belong to the last line.
    pub fn line_of(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        let block = at / BLOCK_BYTES;
        let from = block * BLOCK_BYTES;
        let bytes = self.text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', &bytes[from..at]).map(|end| from + end);
        // The byte at `at` is looked at too: a CR with its LF there ends no line yet.
        let more = ends.filter(|end| bytes[*end] == b'\n' || bytes.get(end + 1) != Some(&b'\n')).count();
        self.begun[block] as usize + more + 1
    }

    /// Returns the number of lines; a line end at the very end of the text opens one more, empty line.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the span of line `line` (counted from 1), its line end included.
    ///
    /// # Panics
    /// When there is no such line.
    pub fn span(&self, line: usize) -> Span {
        let kept = self.starts[(line - 1) / LINES_APART];
        let mut starts = std::iter::once(kept).chain(line_starts(self.text, kept));
        let start = starts.nth((line - 1) % LINES_APART).expect("a line that is there");
        Span::new(start, starts.next().unwrap_or(self.text.len()))
    }
}

/// Returns whether a character is one of the common Han: Unicode's block of unified ideographs, without its extensions.
pub fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

/// Returns whether a character is a blank as people see them in a text: what stands around paragraphs and passages.
pub fn is_blank(c: char) -> bool {
    // Asked of every character of every text: no blank stands among those of Han and their punctuation.
    if ('\u{3001}'..='\u{D7FF}').contains(&c) {
        return false;
    }
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}')
}

/// Of a character with its combining marks so much is shown; no script needs more.
const GRAPHEME_CHARS_MAX: usize = 16;

/// Whether a character turns the direction of text or hides in it.
fn turns_or_hides(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether a character must not reach a terminal as it is: controls, and what turns or hides text.
pub fn is_harmful(c: char) -> bool {
    c.is_control() || turns_or_hides(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// What is shown of a character: nothing of blanks (the caller sets one where it is needed) and of what turns or hides
/// text, a replacement character for other controls, so that no report can steer a terminal.
pub fn harmless(grapheme: &str) -> String {
    let shown = grapheme.chars().filter(|c| !c.is_whitespace() && !turns_or_hides(*c));
    shown
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .take(GRAPHEME_CHARS_MAX)
        .collect()
}

/// Returns a text of one line that no report or file name can steer a terminal with; blanks become spaces.
pub fn harmless_line(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.graphemes(true)
        .map(|part| if part.chars().all(char::is_whitespace) { " ".to_owned() } else { harmless(part) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = "a\r\nb\rc\nd";
        let lines = LineIndex::new(text);
        assert_eq!(lines.count(), 4);
        let all: Vec<&str> = (1..=4).map(|line| lines.span(line).of(text)).collect();
        assert_eq!(all, ["a\r\n", "b\r", "c\n", "d"]);
        assert_eq!([0, 1, 2, 3, 4, 5, 7, 99].map(|at| lines.line_of(at)), [1, 1, 1, 2, 2, 3, 4, 4]);
    }

    #[test]
    fn lines_far_from_a_kept_beginning_are_counted() {
        let text = "一\r\n\r\n二\r三\n".repeat(1_000);
        let lines = LineIndex::new(&text);
        assert_eq!((lines.count(), LineIndex::new("").count()), (4_001, 1));
        let mut line = 1;
        for (at, byte) in text.bytes().enumerate() {
            assert_eq!(lines.line_of(at), line, "{at}");
            line +=
                usize::from(byte == b'\n' || byte == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n'));
        }
        let joined: String = (1..=4_001).map(|line| lines.span(line).of(&text)).collect();
        assert_eq!(joined, text);
    }

    #[test]
    fn nothing_shown_steers_a_terminal() {
        let evil: String = ('\0'..='\u{ffff}').filter(|c| is_harmful(*c)).collect();
        assert!(evil.contains(['\u{1b}', '\u{9b}', '\u{7f}', '\u{202e}', '\u{2066}', '\u{2028}']));
        assert!(!harmless_line(&evil).contains(is_harmful));
        assert_eq!(harmless_line("甲\t乙\u{1b}[31m\u{202e}丙"), "甲 乙\u{fffd}[31m丙");
        assert_eq!(
            harmless_line(&format!("e{}", "\u{301}".repeat(1000))).chars().count(),
            GRAPHEME_CHARS_MAX
        );
    }

    #[test]
    fn spans_compare_by_bytes() {
        let (a, b) = (Span::new(0, 3), Span::new(3, 6));
        assert!(!a.overlaps(b) && Span::new(2, 4).overlaps(a));
        assert_eq!((b.len(), b.of("一二")), (3, "二"));
    }
}
