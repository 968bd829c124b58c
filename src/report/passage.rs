//! Passages: the pieces of a section that are indexed, ranked and shown.
//!
//! A section's passages tile its own text, heading line included, between the spans that
//! remarks keep out. They are cut at sentence ends, tables between rows, and never cross a heading.

use crate::text::{Span, is_blank, is_unseen};

use super::{Lines, Remark, Report};

/// Length of passages, in characters that a reader sees ([`is_unseen`]). Invisible characters fold to nothing, so a passage
/// of only those would break the runs that cross it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassageSize {
    /// A rest shorter than this joins its neighbour inside the same section.
    pub chars_min: usize,
    /// A piece is closed at the last sentence end before this length.
    pub chars_max: usize,
}

/// A piece of one section's own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Index of its section in [`Report::sections`].
    pub section: usize,
    /// Where it stands in the decoded text, blanks at both ends left out.
    pub span: Span,
    /// End of the part of `span` that is the section's heading; `span.start` when it holds none.
    pub heading_end: usize,
    /// Whether the next passage continues this one in the same section with nothing kept out
    /// between them, so that a run of characters may cross the cut.
    pub continues: bool,
}

/// Cuts all sections of `report` into passages, in reading order.
///
/// `text` is the decoded text that `report` and `remarks` were parsed from.
pub fn cut_passages(text: &str, report: &Report, remarks: &[Remark], size: PassageSize) -> Vec<Passage> {
    let mut out: Vec<Span> = remarks.iter().filter_map(|remark| remark.kept_out).collect();
    out.sort_unstable();
    let mut passages = Vec::with_capacity(report.sections.len());
    let mut nth_out = 0;
    let how = Cut { size, lines: report.lines == Lines::Whole };
    for (nth, section) in report.sections.iter().enumerate() {
        let mut from = section.span.start;
        while let Some(kept) = out.get(nth_out).filter(|kept| kept.start < section.span.end) {
            // What is kept out may have begun in the section before.
            cut_region(
                text,
                nth,
                section.heading_span,
                Span::new(from, kept.start.max(from)),
                how,
                &mut passages,
            );
            from = kept.end.max(from);
            // It reaches into the next section, which has to see it as well.
            if kept.end > section.span.end {
                break;
            }
            nth_out += 1;
        }
        let end = section.span.end;
        cut_region(text, nth, section.heading_span, Span::new(from.min(end), end), how, &mut passages);
    }
    passages
}

/// How text is cut.
#[derive(Clone, Copy)]
struct Cut {
    size: PassageSize,
    /// Whether each line is a paragraph or a row, so that a passage may end with it.
    lines: bool,
}

/// Cuts a stretch of one section's text in which nothing is kept out.
fn cut_region(
    text: &str,
    section: usize,
    heading: Span,
    region: Span,
    how: Cut,
    passages: &mut Vec<Passage>,
) {
    let first = passages.len();
    let mut rest = trimmed(text, region);
    while !rest.is_empty() {
        let end = piece_end(rest.of(text), how) + rest.start;
        let span = trimmed(text, Span::new(rest.start, end));
        let holds = heading.start == span.start && !heading.is_empty();
        let heading_end = if holds { heading.end.min(span.end) } else { span.start };
        // Set right below for the last piece of the region.
        passages.push(Passage { section, span, heading_end, continues: true });
        rest = trimmed(text, Span::new(end, region.end));
    }
    if let Some(last) = passages[first..].last_mut() {
        last.continues = false;
    }
}

fn trimmed(text: &str, span: Span) -> Span {
    let content = span.of(text);
    let start = span.start + (content.len() - content.trim_start_matches(is_blank).len());
    let end = span.start + content.trim_end_matches(is_blank).len();
    Span::new(start.min(end), end)
}

/// Where the first piece of `text` ends: at the last sentence end before `chars_max`, if there is one after
/// `chars_min` (in a table between two rows); else at the last clause end, else at a blank, else at any character. All of
/// `text` when it is short, or when what would remain is too short to stand alone.
fn piece_end(text: &str, how: Cut) -> usize {
    let size = how.size;
    // Most sections are short, which is told at once; a character takes four bytes at most.
    if text.len() <= 4 * size.chars_max && text.chars().count() <= size.chars_max {
        return text.len();
    }
    let mut ends = Ends::default();
    let mut chars = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if is_blank(c) {
            ends.blank = if chars >= size.chars_min { Some(at) } else { ends.blank };
            ends.line = if chars >= size.chars_min && how.lines && c == '\n' { Some(at) } else { ends.line };
        }
        if is_unseen(c) {
            continue;
        }
        if chars == size.chars_max {
            // A closing mark never begins a passage, and a rest too short to stand alone stays.
            let rest = text[at..].chars().filter(|c| !is_unseen(*c)).take(size.chars_min).count();
            return if rest < size.chars_min { text.len() } else { ends.best(text).unwrap_or(at) };
        }
        chars += 1;
        let next = characters.peek().map(|(_, next)| *next);
        if chars >= size.chars_min && !next.is_some_and(is_closing) {
            ends.see(c, at, at + c.len_utf8(), text);
        }
    }
    text.len()
}

/// The last places where a piece may end, by how well they part.
#[derive(Default)]
struct Ends {
    sentence: Option<usize>,
    clause: Option<usize>,
    blank: Option<usize>,
    line: Option<usize>,
}

impl Ends {
    fn see(&mut self, c: char, at: usize, end: usize, text: &str) {
        let ends_sentence = |c: char| matches!(c, '。' | '；' | '！' | '？' | '!' | '?' | ';');
        // The mark may stand before closing quotation marks and brackets.
        let mark =
            if is_closing(c) { text[..at].trim_end_matches(is_closing).chars().next_back() } else { Some(c) };
        if mark.is_some_and(ends_sentence) {
            self.sentence = Some(end);
        } else if matches!(c, '，' | '、' | '：' | ',' | ':') {
            self.clause = Some(end);
        }
    }

    fn best(&self, text: &str) -> Option<usize> {
        // A row is not parted at a sentence in one of its cells.
        let is_row = |line: &usize| text[line + 1..].lines().next().is_some_and(|row| row.contains('\t'));
        let row = self.line.filter(is_row);
        row.or(self.sentence.max(self.line)).or(self.clause).or(self.blank)
    }
}

fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '）' | ')' | '」' | '』' | '》' | '】' | '〕')
}

#[cfg(test)]
mod tests;
