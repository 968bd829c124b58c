//! Places in decoded text: byte spans, the lines that people count, and what of a text is safe to show.
//!
//! Everything downstream of `source` speaks of a report's text by [`Span`]: bytes of the
//! decoded text exactly as it was read, line ends kept, always on character boundaries.
//! Lines are derived from bytes by [`LineIndex`] and only shown to people.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// A range of bytes in decoded text: `start` is included, `end` is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte of the range.
    pub start: usize,
    /// First byte after the range.
    pub end: usize,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Plain text.
    Plain,
    /// Markdown: lines that begin with `#` are headings.
    Markdown,
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

    /// Returns whether `other` lies wholly inside this span.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns whether the two spans share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Where each line of a text begins; LF, CRLF and a lone CR all end a line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    end: usize,
}

impl LineIndex {
    /// Finds the lines of `text` in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !crlf {
                starts.push(at + 1);
            }
        }
        LineIndex { starts, end: bytes.len() }
    }

    /// Returns the line, counted from 1, that holds byte `at`.
    ///
    /// A line end belongs to the line that it ends; bytes after the text belong to the last line.
    pub fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at)
    }

    /// Returns the number of lines; a line end at the very end of the text opens one more, empty line.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Returns the span of line `line` (counted from 1), its line end included.
    ///
    /// # Panics
    /// When there is no such line.
    pub fn span(&self, line: usize) -> Span {
        let end = self.starts.get(line).copied().unwrap_or(self.end);
        Span::new(self.starts[line - 1], end)
    }
}

/// What is shown of a character: nothing of blanks (the caller sets one where it is needed) and of what turns or hides
/// text, a replacement character for other controls, so that no report can steer a terminal.
pub fn harmless(grapheme: &str) -> String {
    let mut shown = String::with_capacity(grapheme.len());
    for c in grapheme.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let hides = matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
        if c.is_whitespace() || turns || hides {
            continue;
        }
        shown.push(if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    }
    shown
}

/// Returns a text of one line that no report or file name can steer a terminal with; blanks become spaces.
pub fn harmless_line(text: &str) -> String {
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
    fn spans_compare_by_bytes() {
        let (a, b) = (Span::new(0, 3), Span::new(3, 6));
        assert!(!a.overlaps(b) && Span::new(2, 4).overlaps(a) && Span::new(0, 6).covers(b));
        assert_eq!((b.len(), b.of("一二")), (3, "二"));
    }
}
