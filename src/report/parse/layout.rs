//! Text to paragraphs: where people see a new line begin, whatever way it was written.
//!
//! A paragraph is a span of the text, trimmed of blanks. It may go over line ends (hard-wrapped text), and a line may
//! hold many (a report on one line, its paragraphs parted by runs of blanks).

use crate::text::{Span, TextKind, is_blank};

use super::Lines;
use super::split::ends_sentence;
use super::wrap::join_wrapped;

/// Most lines over which an open bracket lets a line go on.
const OPEN_LINES_MAX: usize = 6;

/// Returns the paragraphs of `text` in order, none empty, none overlapping another; and how its lines make them.
pub(super) fn paragraphs(text: &str, kind: TextKind) -> (Vec<Span>, Lines) {
    match kind {
        TextKind::Plain | TextKind::Markdown => {
            let (mut lines, width) = join_wrapped(text);
            join_broken(text, &mut lines);
            (lines, width.map_or(Lines::Unknown, Lines::Broken))
        }
        TextKind::Paragraphs => (whole_lines(text), Lines::Whole),
    }
}

/// Lines as the format has them, without blanks at their ends.
pub(super) fn whole_lines(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_matches(is_blank);
        if !content.is_empty() {
            let begin = start + (line.len() - line.trim_start_matches(is_blank).len());
            found.push(Span::new(begin, begin + content.len()));
        }
        start += line.len();
    }
    found
}

/// Joins lines that a web page broke at a link or a bold word: inside a bracket, or before closing punctuation.
pub(super) fn join_broken(text: &str, lines: &mut Vec<Span>) {
    let (mut at, mut joined) = (0, 0);
    while at < lines.len() {
        let mut whole = lines[at];
        let mut next = at + 1;
        while next < lines.len() && next - at <= OPEN_LINES_MAX {
            let reach = goes_on_to(text, lines, at, next);
            if reach == next {
                break;
            }
            whole.end = lines[reach - 1].end;
            next = reach;
        }
        // What is joined takes the place of lines that were looked at already.
        lines[joined] = whole;
        joined += 1;
        at = next;
    }
    lines.truncate(joined);
}

/// Returns the line before which the paragraph made of lines `first..next` ends: `next` itself, or a later one.
fn goes_on_to(text: &str, lines: &[Span], first: usize, next: usize) -> usize {
    let before = text[lines[first].start..lines[next - 1].end].trim_end_matches(is_blank);
    let after = lines[next].of(text);
    let closes = after
        .starts_with(['，', '。', '、', '；', '：', '？', '！', '）', ')', '》', '”', '’', '」', '』', '〕']);
    // A line that begins with a row of dots or dashes is a rule, or a notice between two of them.
    let is_rule = ["...", "……", "---", "===", "***", "———"].iter().any(|row| after.starts_with(row));
    if is_rule {
        return next;
    }
    let alone = after.chars().nth(1).is_none() && after.starts_with(['】', '×']);
    let expects = before.ends_with(['，', '、', '（', '(', '《', '“', '「', '〔']);
    if (closes || expects) && !alone && !before.ends_with(['】', '|']) {
        return next + 1;
    }
    if ends_sentence(before) {
        return next;
    }
    let missing = open_brackets(before);
    if missing.is_empty() {
        return next;
    }
    let reach = lines.len().min(first + OPEN_LINES_MAX);
    let closes_in = |line: &str, close: char| line.chars().any(|c| full_width(c) == close);
    let mut seen = String::new();
    for (nth, line) in lines.iter().enumerate().take(reach).skip(next) {
        seen.push_str(line.of(text));
        // A short piece, as links leave it, that closes all brackets; a longer line closes them near its
        // beginning.
        if missing.iter().all(|close| closes_in(&seen, *close)) && line.len() <= SHORT_BYTES {
            return nth + 1;
        }
        if line.len() > SHORT_BYTES
            && missing.iter().all(|close| closes_in(first_chars(line.of(text)), *close))
        {
            return nth + 1;
        }
        if line.len() > SHORT_BYTES {
            break;
        }
    }
    next
}

/// Pieces broken out by a link are shorter than this, in bytes.
const SHORT_BYTES: usize = 120;

/// The beginning of a line, where a bracket of the line before would be closed.
fn first_chars(line: &str) -> &str {
    line.char_indices().nth(40).map_or(line, |(at, _)| &line[..at])
}

/// Brackets of either width close each other.
fn full_width(c: char) -> char {
    match c {
        '(' => '（',
        ')' => '）',
        other => other,
    }
}

/// Returns the closing marks that a piece of text still waits for, looking at its last two hundred characters.
fn open_brackets(text: &str) -> Vec<char> {
    const PAIRS: [(char, char); 4] = [('（', '）'), ('“', '”'), ('《', '》'), ('〔', '〕')];
    let from = text.char_indices().rev().nth(200).map_or(0, |(at, _)| at);
    let mut open: Vec<char> = Vec::new();
    for c in text[from..].chars().map(full_width) {
        if let Some((_, close)) = PAIRS.iter().find(|(begin, _)| *begin == c) {
            open.push(*close);
        } else if let Some(at) = open.iter().rposition(|close| *close == c) {
            open.truncate(at);
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        paragraphs(text, TextKind::Plain).0.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn lines_of_every_kind_are_paragraphs() {
        assert_eq!(texts("　　甲。\r\n\r\n　　乙。\r丙\n"), ["甲。", "乙。", "丙"]);
    }

    #[test]
    fn paragraphs_of_a_format_are_its_lines() {
        let text = "甲（\n\t乙　　　丙）\n\n 丁\n";
        let found: Vec<&str> =
            paragraphs(text, TextKind::Paragraphs).0.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["甲（", "乙　　　丙）", "丁"]);
    }

    #[test]
    fn runs_of_blanks_part_a_report_on_one_line() {
        let text = "关于减负的报告　　各位代表：　　一、总　　则　　正文。";
        assert_eq!(texts(text), ["关于减负的报告", "各位代表：", "一、总　　则", "正文。"]);
    }

    #[test]
    fn lines_broken_inside_a_bracket_are_joined() {
        assert_eq!(
            texts("正文。\n（\n三）改革持续深化。\n正文。"),
            ["正文。", "（\n三）改革持续深化。", "正文。"]
        );
        assert_eq!(texts("一、概况（甲)\n二、做法\n正文。"), ["一、概况（甲)", "二、做法", "正文。"]);
        assert_eq!(texts("8.“双向\n揭榜\n挂帅”的简称。\n9.别的"), ["8.“双向\n揭榜\n挂帅”的简称。", "9.别的"]);
        assert_eq!(texts("他说：“好。\n下一段。\n又一段。"), ["他说：“好。", "下一段。", "又一段。"]);
    }
}
