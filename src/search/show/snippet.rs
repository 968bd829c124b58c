//! The part of a hit's text that is best shown, cut from the original: never inside a character as people see it, at
//! sentence edges where possible, by width on the screen.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::{Span, harmless};

/// Another occurrence of what is shown already is worth this share of the first.
const REPEATED_SHARE: f32 = 0.1;
/// A sentence end past this share of the room ends the snippet; before it, the room is filled.
const FILLED_SHARE: f32 = 0.6;
/// Marks that are weighed, of a text that is marked all over.
const MARKS_MAX: usize = 2_000;

/// A piece of text for one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// One line, harmless to a terminal; `…` stands where something was cut off.
    pub text: String,
    /// What matches, as spans of characters (not bytes) of `text`, in order, apart from each other.
    pub marks: Vec<(usize, usize)>,
}

/// Cuts the best part out of `text`, at most `columns` wide on the screen; `marks` are bytes, in order, apart from
/// each other, `heading_end` is where its heading ends (0 without one), `paragraphs` where its paragraphs begin, in order. A single character that is wider is shown all
/// the same.
pub(crate) fn cut(
    text: &str,
    marks: &[Span],
    heading_end: usize,
    paragraphs: &[usize],
    columns: usize,
) -> Snippet {
    let line = Line::of(text, marks, heading_end, paragraphs);
    if line.width(0, line.cells.len()) <= columns {
        return line.snippet(0, line.cells.len());
    }
    // Room for an ellipsis (two columns on Chinese screens) at each end.
    let room = columns.saturating_sub(4).max(2);
    let (core_start, core_end) = line.best_core(room);
    let start = line.start_before(core_start, room.saturating_sub(line.width(core_start, core_end)));
    let end = line.end_after(start, core_end, room);
    line.snippet(start, end)
}

/// A character as people see it.
struct Cell {
    text: String,
    width: usize,
    /// Number of the mark that it belongs to.
    mark: Option<usize>,
}

/// The text as one line of cells.
struct Line {
    cells: Vec<Cell>,
    /// Width of all cells before each, and of all.
    widths: Vec<usize>,
    /// Cells of each mark that is to be seen: first, end, and the number of what it says.
    marks: Vec<(usize, usize, usize)>,
}

impl Line {
    fn of(text: &str, marks: &[Span], heading_end: usize, mut paragraphs: &[usize]) -> Line {
        let mut line = Line { cells: Vec::new(), widths: vec![0], marks: Vec::new() };
        let mut nth = 0;
        let mut blank = String::new();
        let mut in_heading = heading_end > 0;
        for (at, grapheme) in text.grapheme_indices(true) {
            while marks.get(nth).is_some_and(|mark| mark.end <= at) {
                nth += 1;
            }
            let shown = harmless(grapheme);
            if shown.is_empty() {
                blank.extend(grapheme.chars().filter(|c| c.is_whitespace()));
                continue;
            }
            let heading_ends = in_heading && at >= heading_end;
            in_heading &= !heading_ends;
            let begun = paragraphs.partition_point(|begin| *begin <= at);
            paragraphs = &paragraphs[begun..];
            let parts = heading_ends || begun > 0;
            if line.needs_blank(&blank, &shown) || parts && !blank.is_empty() && !line.cells.is_empty() {
                line.push(" ".to_owned(), None);
            }
            blank.clear();
            let mark = marks.get(nth).filter(|mark| mark.start < at + grapheme.len()).map(|_| nth);
            line.push(shown, mark);
        }
        line.find_marks();
        line
    }

    fn push(&mut self, text: String, mark: Option<usize>) {
        // A blank inside a mark belongs to it.
        let width = text.width();
        self.widths.push(self.widths[self.cells.len()] + width);
        self.cells.push(Cell { text, width, mark });
    }

    /// A line end inside Chinese text is where somebody's editor broke it; all other blanks part something.
    fn needs_blank(&self, blank: &str, next: &str) -> bool {
        let Some(last) = self.cells.last().filter(|_| !blank.is_empty()) else { return false };
        let broken_line = blank.trim_matches(['\r', '\n']).is_empty() && blank.matches('\n').count() < 2;
        !(broken_line && last.width > 1 && next.width() > 1)
    }

    fn find_marks(&mut self) {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut at = 0;
        while at < self.cells.len() {
            let Some(mark) = self.cells[at].mark else {
                at += 1;
                continue;
            };
            let first = at;
            while self.cells.get(at).is_some_and(|cell| cell.mark == Some(mark) || cell.text == " ") {
                at += 1;
            }
            while self.cells[at - 1].mark.is_none() {
                at -= 1;
            }
            let says: String = self.cells[first..at].iter().map(|cell| cell.text.as_str()).collect();
            let number = known.len();
            // Marks that say the same get the same number.
            self.marks.push((first, at, *known.entry(says).or_insert(number)));
        }
    }

    fn width(&self, start: usize, end: usize) -> usize {
        self.widths[end] - self.widths[start]
    }

    /// The cells from the first to the last mark that are best shown together in this many columns; those
    /// at the beginning when nothing is marked. What says more, and more different things, is better.
    fn best_core(&self, room: usize) -> (usize, usize) {
        let marks = &self.marks[..self.marks.len().min(MARKS_MAX)];
        let mut best = (f32::MIN, 0, 0);
        for (nth, &(start, ..)) in marks.iter().enumerate() {
            let (mut worth, mut core_end, mut seen) = (0.0, start, Vec::new());
            for &(first, end, says) in &marks[nth..] {
                if self.width(start, end) > room && first > start {
                    break;
                }
                let repeated = seen.contains(&says);
                seen.push(says);
                let width = self.width(first, end) as f32;
                worth += width * if repeated { REPEATED_SHARE } else { 1.0 };
                core_end = end;
            }
            if worth > best.0 {
                best = (worth, start, core_end);
            }
        }
        (best.1, self.fitting_end(best.1, best.2, room))
    }

    /// The end, or where the room ends before it.
    fn fitting_end(&self, start: usize, mut end: usize, room: usize) -> usize {
        while end > start + 1 && self.width(start, end) > room {
            end -= 1;
        }
        end
    }

    /// Goes back from the core to where a sentence begins, else a clause, else a third of the room that is free.
    fn start_before(&self, core: usize, free: usize) -> usize {
        let reach = |columns: usize| {
            let mut at = core;
            while at > 0 && self.width(at - 1, core) <= columns {
                at -= 1;
            }
            at
        };
        let begins_after =
            |at: usize, ends: &dyn Fn(char) -> bool| at == 0 || self.cells[at - 1].text.chars().all(ends);
        let farthest = reach(free);
        let nearest =
            |ends: &dyn Fn(char) -> bool| (farthest..=core).rev().find(|at| begins_after(*at, ends));
        nearest(&ends_sentence).or_else(|| nearest(&ends_clause)).unwrap_or_else(|| reach(free / 3))
    }

    /// Goes on from the core to the last sentence end that has room, or as far as there is room.
    fn end_after(&self, start: usize, core: usize, room: usize) -> usize {
        let mut end = core;
        let mut sentence = None;
        while end < self.cells.len() && self.width(start, end + 1) <= room {
            end += 1;
            if self.cells[end - 1].text.chars().all(ends_sentence) {
                sentence = Some(end);
            }
        }
        let filled = |at: usize| self.width(start, at) as f32 >= FILLED_SHARE * room as f32;
        if end == self.cells.len() { end } else { sentence.filter(|at| filled(*at)).unwrap_or(end) }
    }

    fn snippet(&self, start: usize, end: usize) -> Snippet {
        let mut text = String::new();
        let mut marks = Vec::new();
        let mut chars = 0;
        if start > 0 {
            text.push('…');
            chars += 1;
        }
        let mut places = Vec::with_capacity(end - start + 1);
        for cell in &self.cells[start..end] {
            places.push(chars);
            text.push_str(&cell.text);
            chars += cell.text.chars().count();
        }
        places.push(chars);
        for &(first, mark_end, _) in &self.marks {
            let (first, mark_end) = (first.max(start), mark_end.min(end));
            if first < mark_end {
                marks.push((places[first - start], places[mark_end - start]));
            }
        }
        if end < self.cells.len() {
            text.push('…');
        }
        Snippet { text, marks }
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '；' | '！' | '？' | '!' | '?' | ';')
}

fn ends_clause(c: char) -> bool {
    matches!(c, '，' | '、' | '：' | ',' | ':')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, what: &str, columns: usize) -> String {
        let spans: Vec<Span> =
            text.match_indices(what).map(|(at, found)| Span::new(at, at + found.len())).collect();
        let snippet = cut(text, &spans, 0, &[], columns);
        let mut out = String::new();
        for (nth, c) in snippet.text.chars().enumerate() {
            out.extend(snippet.marks.iter().any(|(start, _)| *start == nth).then_some('【'));
            out.push(c);
            out.extend(snippet.marks.iter().any(|(_, end)| *end == nth + 1).then_some('】'));
        }
        out
    }

    #[test]
    fn snippets_begin_and_end_with_sentences_where_they_can() {
        let text = "深化改革。四是切实减轻教师负担。制定教师减负清单，安心从教。加强督导检查，确保落实到位，久久为功。";
        assert_eq!(marked(text, "减轻教师负担", 44), "…四是切实【减轻教师负担】。制定教师减负清单，…");
        assert_eq!(marked(text, "减负", 200), text.replace("减负", "【减负】"));
        assert_eq!(marked(text, "没有", 20), "深化改革。…");
        assert_eq!(marked(text, "减轻教师负担", 8), "…【减轻】…");
    }

    #[test]
    fn layout_is_closed_up_and_terminals_are_safe() {
        assert_eq!(marked("　　减轻\r\n教师\r\n　　GDP\tgrowth", "轻\r\n教", 80), "减【轻教】师 GDP growth");
        let text = "四、概况\n正文\n正文";
        assert_eq!(cut(text, &[], "四、概况".len(), &[], 80).text, "四、概况 正文正文");
        assert_eq!(cut(text, &[], 0, &[0, "四、概况\n正文\n".len()], 80).text, "四、概况正文 正文");
        assert_eq!(marked("第四条　减轻\n　　负担", "减轻\n　　负担", 80), "第四条 【减轻 负担】");
        assert_eq!(marked("红\u{1b}[31m色\u{202e}反\u{200b}", "色", 80), "红\u{fffd}[31m【色】反");
    }

    #[test]
    fn many_different_marks_are_better_than_one_often() {
        let filler = "其他各项工作有序推进".repeat(8);
        let text = format!("教师教师教师教师{filler}教师减负{filler}");
        let spans: Vec<Span> = ["教师", "减负"]
            .iter()
            .flat_map(|what| text.match_indices(what))
            .map(|(at, found)| Span::new(at, at + found.len()))
            .collect();
        let mut spans = spans;
        spans.sort();
        assert!(cut(&text, &spans, 0, &[], 40).text.contains("教师减负"));
    }

    proptest! {
        #[test]
        fn any_text_is_cut_within_its_width(text in "\\PC{0,80}|[a-z。，　\u{301}\u{1f468}\u{200d}减轻教师 ]{0,120}", from in 0usize..60, length in 1usize..30, columns in 8usize..60) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = |nth: usize| starts[nth.min(starts.len() - 1)];
            let span = Span::new(at(from), at(from + length));
            let marks = if span.is_empty() { vec![] } else { vec![span] };
            let snippet = cut(&text, &marks, 0, &[], columns);
            prop_assert!(snippet.text.width() <= columns.max(8), "{:?}", snippet);
            let chars = snippet.text.chars().count();
            prop_assert!(snippet.marks.iter().all(|(start, end)| start < end && *end <= chars));
            let unsafe_ones = ['\n', '\r', '\u{1b}'];
            prop_assert!(!snippet.text.contains(unsafe_ones));
        }
    }
}
