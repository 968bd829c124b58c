//! A line that is typed into: text, and where the next character comes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// More is no query and no word to look for.
const BYTES_MAX: usize = 4_000;

/// What was typed, and the byte that the cursor stands before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    text: String,
    cursor: usize,
}

impl Line {
    /// A line with a text, the cursor behind it.
    pub(super) fn new(text: &str) -> Line {
        let mut line = Line::default();
        line.insert(text);
        line
    }

    /// Returns what was typed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Types a text, of one line: line ends become blanks, other control characters vanish. What is too much is left out.
    pub(super) fn insert(&mut self, text: &str) {
        for c in text.chars() {
            let c = if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
            if !c.is_control() && self.text.len() + c.len_utf8() <= BYTES_MAX {
                self.text.insert(self.cursor, c);
                self.cursor += c.len_utf8();
            }
        }
    }

    /// Moves the cursor by one character as people see it.
    pub(super) fn step(&mut self, forward: bool) {
        self.cursor = if forward { self.next() } else { self.previous() };
    }

    /// Moves the cursor to an end.
    pub(super) fn jump(&mut self, to_end: bool) {
        self.cursor = if to_end { self.text.len() } else { 0 };
    }

    /// Removes the character before the cursor, or the one behind it.
    pub(super) fn delete(&mut self, forward: bool) {
        let (from, to) = if forward { (self.cursor, self.next()) } else { (self.previous(), self.cursor) };
        self.remove(from, to);
    }

    /// Removes the word before the cursor, with the blanks behind it.
    pub(super) fn delete_word(&mut self) {
        let before = self.text[..self.cursor].trim_end_matches(char::is_whitespace);
        let from = before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        self.remove(from, self.cursor);
    }

    /// Removes all before the cursor, or all behind it.
    pub(super) fn delete_to(&mut self, end: bool) {
        let (from, to) = if end { (self.cursor, self.text.len()) } else { (0, self.cursor) };
        self.remove(from, to);
    }

    /// Removes everything.
    pub(super) fn clear(&mut self) {
        *self = Line::default();
    }

    /// Returns the part of the line that fits `width` columns with the cursor in it, and the column of the cursor there.
    pub(super) fn shown(&self, width: usize) -> (String, usize) {
        let before: Vec<&str> = self.text[..self.cursor].graphemes(true).collect();
        let mut used = 0;
        let mut first = before.len();
        while first > 0 && used + before[first - 1].width() < width {
            first -= 1;
            used += before[first].width();
        }
        let mut shown = before[first..].concat();
        let mut total = used;
        for grapheme in self.text[self.cursor..].graphemes(true) {
            total += grapheme.width();
            if total > width {
                break;
            }
            shown.push_str(grapheme);
        }
        (shown, used)
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn previous(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        self.cursor + self.text[self.cursor..].graphemes(true).next().map_or(0, str::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_by_characters_as_people_see_them() {
        let mut line = Line::new("减轻 教师👨‍👩‍👧负担");
        line.step(false);
        line.step(false);
        line.delete(false);
        assert_eq!(line.text(), "减轻 教师负担");
        line.insert("的\n");
        line.delete(true);
        assert_eq!(line.text(), "减轻 教师的 担");
        line.delete_word();
        assert_eq!(line.text(), "减轻 担");
        line.delete_word();
        assert_eq!(line.text(), "担");
        line.jump(true);
        line.delete_to(false);
        line.delete(false);
        line.delete(true);
        assert_eq!(line.text(), "");
    }

    #[test]
    fn what_is_pasted_becomes_one_line_without_controls() {
        assert_eq!(Line::new("一\r\n二\u{1b}[2J\u{7}").text(), "一  二[2J");
        assert_eq!(Line::new(&"减".repeat(9_999)).text().len(), 3_999);
    }

    #[test]
    fn the_cursor_is_always_in_what_is_shown() {
        let mut line = Line::new("减轻教师负担");
        assert_eq!(line.shown(80), ("减轻教师负担".to_owned(), 12));
        assert_eq!(line.shown(7), ("师负担".to_owned(), 6));
        line.jump(false);
        assert_eq!(line.shown(7), ("减轻教".to_owned(), 0));
    }
}
