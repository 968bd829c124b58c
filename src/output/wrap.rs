//! Lines of a text, by width in columns: no character is split, no line is too wide, none begins with a closing mark
//! or ends with an opening one (禁则), and words and numbers of ASCII stay whole where they can.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::layout::Screen;

/// So many columns of a line may stay empty for the sake of where it breaks.
const EMPTY_MAX: usize = 16;

/// A character as people see it, with its width; brackets of marks count to it.
struct Cell<'a> {
    text: &'a str,
    width: usize,
}

/// Returns the lines of a text, each at most `width` columns wide; line ends in it are kept.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let cells: Vec<Cell<'_>> =
            line.graphemes(true).map(|text| Cell { text, width: text.width() }).collect();
        let joined = |range: Range<usize>| cells[range].iter().map(|cell| cell.text).collect::<String>();
        lines.extend(ranges(&cells, width).into_iter().map(joined));
    }
    lines
}

/// Returns the lines of a text, each at most `width` columns wide, in pieces of which each says whether it is marked; marks are
/// spans of characters.
pub(crate) fn marked_parts(text: &str, marks: &[(usize, usize)], width: usize) -> Vec<Vec<(String, bool)>> {
    let (mut chars, mut nth) = (0, 0);
    let mut marked = Vec::new();
    let mut cells = Vec::new();
    for grapheme in text.graphemes(true) {
        while marks.get(nth).is_some_and(|(_, end)| *end <= chars) {
            nth += 1;
        }
        marked.push(marks.get(nth).is_some_and(|(start, _)| *start <= chars));
        cells.push(Cell { text: grapheme, width: grapheme.width() });
        chars += grapheme.chars().count();
    }
    let line = |range: Range<usize>| {
        let mut parts: Vec<(String, bool)> = Vec::new();
        for at in range {
            match parts.last_mut() {
                Some((text, is_marked)) if *is_marked == marked[at] => text.push_str(cells[at].text),
                _ => parts.push((cells[at].text.to_owned(), marked[at])),
            }
        }
        parts
    };
    ranges(&cells, width).into_iter().map(line).collect()
}

impl Screen {
    /// Returns the lines of a text with marks (spans of characters), each at most `width` wide.
    pub(super) fn marked_lines(&self, text: &str, marks: &[(usize, usize)], width: usize) -> Vec<String> {
        let (open, close) = self.mark_signs();
        let bracket = if self.colour { 0 } else { 2 };
        let mut chars = 0;
        let mut cells = Vec::new();
        let mut states = Vec::new();
        for grapheme in text.graphemes(true) {
            let opens = marks.iter().any(|(start, _)| *start == chars);
            chars += grapheme.chars().count();
            let closes = marks.iter().any(|(_, end)| *end == chars);
            let inside = marks.iter().any(|(start, end)| *start < chars && chars <= *end);
            let signs = usize::from(opens) + usize::from(closes);
            cells.push(Cell { text: grapheme, width: grapheme.width() + bracket * signs });
            states.push((opens, closes, inside));
        }
        let line = |range: Range<usize>| {
            let mut line = String::new();
            for nth in range.clone() {
                let (opens, closes, inside) = states[nth];
                // Colour does not run over the end of a line: programs that page line by line would lose it.
                if opens || self.colour && inside && nth == range.start {
                    line.push_str(&open);
                }
                line.push_str(cells[nth].text);
                if closes || self.colour && inside && nth + 1 == range.end {
                    line.push_str(&close);
                }
            }
            line
        };
        ranges(&cells, width).into_iter().map(line).collect()
    }
}

/// Returns which cells each line holds; one line of no cells for no text.
fn ranges(cells: &[Cell<'_>], width: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0);
    let mut at = 0;
    while at < cells.len() {
        if used + cells[at].width > width && at > start {
            let end = break_before(cells, start, at);
            let blanks = cells[start..end].iter().rev().take_while(|cell| cell.text == " ").count();
            lines.push(start..end - blanks);
            start = end;
            while start < at && cells[start].text == " " {
                start += 1;
            }
            used = cells[start..at].iter().map(|cell| cell.width).sum();
            if cells[at].text == " " && start == at {
                (start, at) = (at + 1, at + 1);
            }
            continue;
        }
        used += cells[at].width;
        at += 1;
    }
    if start < cells.len() || lines.is_empty() {
        lines.push(start..cells.len());
    }
    lines
}

/// The last cell up to `over`, which is too much, that a line may begin with; `over` itself where none is near.
fn break_before(cells: &[Cell<'_>], start: usize, over: usize) -> usize {
    if let Some(path) = path_before(cells, start, over) {
        return path;
    }
    let mut empty = 0;
    for at in (start + 1..=over).rev() {
        if may_begin(cells, at) {
            return at;
        }
        empty += cells[at - 1].width;
        if empty > EMPTY_MAX {
            break;
        }
    }
    over
}

/// Where the path begins that would be cut at `over`, if all of it has room on the next line: it can be copied then.
fn path_before(cells: &[Cell<'_>], start: usize, over: usize) -> Option<usize> {
    let is_blank = |cell: &Cell<'_>| cell.text == " ";
    let begins = start + cells[start..over].iter().rposition(is_blank)? + 1;
    let ends = cells[over..].iter().position(is_blank).map_or(cells.len(), |at| over + at);
    let line: usize = cells[start..over].iter().map(|cell| cell.width).sum();
    let width: usize = cells[begins..ends].iter().map(|cell| cell.width).sum();
    let is_path = begins < over && ["/", "~", ".", "\"", "'"].contains(&cells[begins].text);
    (is_path && width <= line && cells[begins..ends].iter().any(|cell| cell.text == "/")).then_some(begins)
}

fn may_begin(cells: &[Cell<'_>], at: usize) -> bool {
    let (before, after) = (cells[at - 1].text, cells[at].text);
    let of_word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || ".,%-_'".contains(c));
    !(is_closing(after) || is_opening(before) || of_word(before) && of_word(after))
}

/// Marks that no line begins with.
fn is_closing(grapheme: &str) -> bool {
    let closing = "，。、；：！？”’》〉）】」』〕］…—,.;:!?)]}%％℃‰";
    grapheme.chars().all(|c| closing.contains(c))
}

/// Marks that no line ends with.
fn is_opening(grapheme: &str) -> bool {
    grapheme.chars().all(|c| "“‘《〈（【「『〔［([{".contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_bracketed_or_coloured_and_lines_break_between_characters() {
        let plain = Screen::default();
        assert_eq!(plain.marked_lines("减轻教师负担", &[(2, 4)], 80), ["减轻【教师】负担"]);
        assert_eq!(plain.marked_lines("减轻教师负担。", &[(2, 4)], 12), ["减轻【教师】", "负担。"]);
        let colour = Screen { colour: true, columns: Some(80), ..Screen::default() };
        let lines = colour.marked_lines("减轻教师负担", &[(0, 6)], 8);
        assert!(
            lines.len() == 2
                && lines.iter().all(|line| line.starts_with('\u{1b}') && line.ends_with("\u{1b}[0m"))
        );
    }

    #[test]
    fn lines_break_where_they_may() {
        for (text, width, lines) in [
            ("减轻教师，负担", 8, &["减轻教", "师，负担"][..]),
            ("减轻（教师）", 6, &["减轻", "（教", "师）"][..]),
            ("增长 12.5% 以上", 8, &["增长", "12.5% 以", "上"][..]),
            ("，，，，，，", 4, &["，，", "，，", "，，"][..]),
            ("", 4, &[""][..]),
            ("甲\n乙", 4, &["甲", "乙"][..]),
            ("it is in ~/a/b.c-d now", 14, &["it is in", "~/a/b.c-d now"][..]),
            ("it is in ~/a/b.c-d-e-f-g-h now", 14, &["it is in ~/a/", "b.c-d-e-f-g-h", "now"][..]),
            ("to search for it", 9, &["to search", "for it"][..]),
        ] {
            assert_eq!(wrapped(text, width), lines, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_but_blanks_is_lost(
            text in "[a-z0-9。，（）“”% 减轻教师\u{301}]{0,80}", width in 2usize..40,
        ) {
            let lines = wrapped(&text, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width), "{:?}", lines);
            let kept = |text: &str| text.replace(' ', "");
            prop_assert_eq!(kept(&lines.concat()), kept(&text));
        }
    }
}
