//! The heading of a section as people read it, and how far it goes in the text.

use super::markdown::without_row;
use super::marker::{Marker, Style};
use crate::text::{is_blank, is_han};

/// First sentences longer than this, in characters, are cut to their first clause.
const SENTENCE_CHARS_MAX: usize = 50;
/// 指导思想：… is a heading up to the colon when what stands before is as short as this, in characters.
const LABEL_CHARS_MAX: usize = 20;
/// From this many characters without a blank on, a title is not letter-spaced.
const LONG_TITLE_CHARS_MIN: usize = 10;
/// Lone Han characters in a row that are letter-spaced, also within a line: 2006年政 府 工 作 报 告.
const SPACED_MIN: usize = 4;
/// No heading reaches further than this, in bytes.
const HEADING_BYTES_MAX: usize = 1_200;

/// Returns how many bytes of a section's first paragraph are its heading, closing mark included.
pub(super) fn heading_len(paragraph: &str, marker: &Marker, in_appendix: bool) -> usize {
    match marker.style {
        Style::Article => marker.len,
        Style::Appendix | Style::Marked | Style::Unnumbered | Style::Hashes(_) => paragraph.len(),
        style if style.is_law() => marker.len + law_title_len(&paragraph[marker.len..]),
        _ => marker.len + sentence_len(&paragraph[marker.len..], in_appendix),
    }
}

/// A long title is not letter-spaced: the ideographic space after it parts it from the text on its line.
fn law_title_len(rest: &str) -> usize {
    let mut chars = 0;
    for (at, c) in rest.char_indices() {
        if c == '\u{3000}' && chars >= LONG_TITLE_CHARS_MIN {
            return at;
        }
        chars = if is_blank(c) { 0 } else { chars + 1 };
    }
    rest.len()
}

/// Returns the bytes of the first sentence of `rest`, or of its first clause where that is too long.
fn sentence_len(rest: &str, in_appendix: bool) -> usize {
    let mut clause: Option<usize> = None;
    let (mut chars, mut depth) = (0, 0usize);
    for (at, c) in rest.char_indices() {
        let end = at + c.len_utf8();
        if end > HEADING_BYTES_MAX {
            break;
        }
        chars += usize::from(!is_blank(c));
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            // What stands in brackets does not end the sentence around them.
            _ if depth > 0 => {}
            '。' | '！' | '？' | '；' => {
                let end = end + closing_len(&rest[end..]);
                return if chars > SENTENCE_CHARS_MAX { clause.unwrap_or(end) } else { end };
            }
            // 5:45:50 is a ratio, 9:30 a time.
            '：' | ':' if is_between_digits(rest, at, end) => {}
            '：' | ':' if chars > 1 && (in_appendix || chars <= LABEL_CHARS_MAX + 1) => return end,
            '，' | ',' => clause = clause.or(Some(end)),
            _ => {}
        }
    }
    if chars > SENTENCE_CHARS_MAX { clause.unwrap_or(rest.len().min(boundary(rest))) } else { rest.len() }
}

fn is_between_digits(text: &str, at: usize, end: usize) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    is_digit(text[..at].chars().next_back()) && is_digit(text[end..].chars().next())
}

fn boundary(rest: &str) -> usize {
    rest.char_indices().nth(SENTENCE_CHARS_MAX * 2).map_or(rest.len(), |(at, _)| at)
}

/// Quotation marks and brackets that belong to the sentence before them.
fn closing_len(rest: &str) -> usize {
    rest.len() - rest.trim_start_matches(['”', '’', '）', ')', '」', '』', '》']).len()
}

/// Returns the heading as one line: blanks made one, letter-spacing closed, closing marks and Markdown left out.
pub(super) fn heading_text(raw: &str, marker: &Marker) -> String {
    if let (Style::Appendix, Some((label, title))) = (marker.style, raw.split_once(['\n', '\r'])) {
        return format!("{} {}", one_line(label), one_line(title));
    }
    let raw = without_row(raw);
    let (number, title) = raw.split_at(marker.len.min(raw.len()));
    let number: String = number.chars().filter(|c| !is_blank(*c) && *c != '*' && *c != '#').collect();
    let title = one_line(title);
    let ends = ['。', '：', ':', '；', ';', '，', ',', '*', ' ', '#'];
    // A law's title is quoted as it stands: only the signs of Markdown and blanks go, from the eighth on.
    let title = title.trim_end_matches(if marker.style.is_law() { &ends[7..] } else { &ends[..] });
    let is_parted = matches!(marker.style, Style::Weak { .. }) && marker.blank_follows;
    let parts = is_parted || marker.style.is_law() || matches!(marker.style, Style::Part | Style::Decimal(_));
    match (number.is_empty() || title.is_empty(), parts) {
        (false, true) => format!("{number} {title}"),
        _ => format!("{number}{title}"),
    }
}

/// Blanks at line ends vanish between Han characters, other runs of blanks become one, letter-spacing is closed.
pub(super) fn one_line(text: &str) -> String {
    let trimmed = text.trim_matches(is_blank);
    if !trimmed.contains(is_blank) {
        return trimmed.to_owned();
    }
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    let lone = |word: &&str| word.chars().nth(1).is_none() && !word.is_ascii();
    if words.len() > 1 && words.iter().all(lone) {
        return words.concat();
    }
    if let Some(line) = without_letter_spaces(&words, lone) {
        return line;
    }
    let mut line = String::with_capacity(text.len());
    let mut rest = trimmed;
    while let Some(at) = rest.find(is_blank) {
        line.push_str(&rest[..at]);
        let after = rest[at..].trim_start_matches(is_blank);
        let blanks = &rest[at..rest.len() - after.len()];
        let broken = blanks.contains(['\n', '\r']);
        let ascii = line.ends_with(|c: char| c.is_ascii_alphanumeric())
            && after.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !broken || ascii {
            line.push(' ');
        }
        rest = after;
    }
    line.push_str(rest);
    line
}

/// The line of these words with its letter-spaced part closed, if it has one.
fn without_letter_spaces(words: &[&str], lone: impl Fn(&&str) -> bool) -> Option<String> {
    let stands_han = |c: Option<char>| c.is_some_and(is_han);
    let rows = words.split(|word| !(lone(word) && stands_han(word.chars().next())));
    if !rows.into_iter().any(|row| row.len() >= SPACED_MIN) {
        return None;
    }
    let mut line = String::new();
    let mut spaced = false;
    for (nth, word) in words.iter().enumerate() {
        let is_lone = lone(word) && stands_han(word.chars().next());
        let joins = is_lone && (spaced || stands_han(line.chars().next_back()));
        if nth > 0 && !joins {
            line.push(' ');
        }
        line.push_str(word);
        spaced = is_lone;
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::super::marker::marker_of;
    use super::*;

    fn heading(paragraph: &str) -> String {
        let marker = marker_of(paragraph).expect("a marker");
        heading_text(&paragraph[..heading_len(paragraph, &marker, false)], &marker)
    }

    #[test]
    fn headings_read_as_people_read_them() {
        let table = [
            ("一、基本情况", "一、基本情况"),
            ("一、基本情况。", "一、基本情况"),
            ("（一）加强领导。全面落实。", "（一）加强领导"),
            ("一是确保经费“两个只增不减”。*年，支出增长。", "一是确保经费“两个只增不减”"),
            ("第三条　本法所称公务员，是指…。", "第三条"),
            ("第五章　没有划入军事管理区的　军事设施的保护", "第五章 没有划入军事管理区的"),
            ("第二章　总　　则", "第二章 总则"),
            ("第 一 章　总　则", "第一章 总则"),
            ("第一章 一般规定", "第一章 一般规定"),
            ("二、指导思想：坚持以人民为中心，推动发展。", "二、指导思想"),
            ("1.加强组织\n领导", "1.加强组织领导"),
            ("2.三次产业结构为5:45:50", "2.三次产业结构为5:45:50"),
            ("3.投资比为3：7：各方分担。", "3.投资比为3：7"),
        ];
        for (paragraph, wanted) in table {
            assert_eq!(heading(paragraph), wanted);
        }
    }

    #[test]
    fn a_long_first_sentence_gives_its_first_clause() {
        let long = format!("一、全面加强领导，{}。后文。", "切实推动各项工作落到实处".repeat(6));
        assert_eq!(heading(&long), "一、全面加强领导");
    }
}
