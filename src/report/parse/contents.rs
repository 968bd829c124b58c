//! Contents pages: lines that name sections which come later, and are none themselves.

use crate::text::Span;

use super::layout::is_blank;
use super::marker::marker_of;

/// An entry is at most this long, in bytes.
const ENTRY_BYTES_MAX: usize = 240;

/// Returns the paragraphs (first, one after the last) of the contents page, title line included; `None` when there
/// is none. Only its title 目录 opens one, and entries must come again later.
pub(super) fn find(text: &str, paragraphs: &[Span]) -> Option<(usize, usize)> {
    let title = paragraphs.iter().position(|span| is_title(span.of(text)))?;
    let later: std::collections::HashSet<String> =
        paragraphs[title + 1..].iter().map(|span| key(span.of(text))).collect();
    let mut end = title + 1;
    let mut first_key: Option<String> = None;
    while let Some(span) = paragraphs.get(end) {
        let entry = span.of(text);
        let key = key(entry);
        let is_entry = entry.len() <= ENTRY_BYTES_MAX
            && !entry.ends_with('。')
            && (marker_of(entry).is_some()
                || has_page(entry)
                || is_page(entry)
                || later_again(&later, paragraphs, text, end, &key));
        if !is_entry || first_key.as_ref() == Some(&key) {
            break;
        }
        first_key.get_or_insert(key);
        end += 1;
    }
    (end > title + 1).then_some((title, end))
}

fn is_title(paragraph: &str) -> bool {
    paragraph.len() <= 30
        && matches!(squeezed(paragraph).as_str(), "目录" | "目次" | "【目录】" | "目录：" | "目錄")
}

/// The entry's text stands again further on: the beginning of a later paragraph.
fn later_again(
    later: &std::collections::HashSet<String>,
    paragraphs: &[Span],
    text: &str,
    at: usize,
    key: &str,
) -> bool {
    // Its own key is in the set; only a second paragraph of the same key counts.
    !key.is_empty()
        && later.contains(key)
        && paragraphs[at + 1..].iter().take(2_000).any(|span| self::key(span.of(text)) == key)
}

/// An entry without blanks, leaders and page number, as far as it tells entries apart.
fn key(paragraph: &str) -> String {
    if paragraph.len() > ENTRY_BYTES_MAX {
        return String::new();
    }
    let squeezed = squeezed(paragraph);
    without_page(&squeezed).to_owned()
}

fn squeezed(paragraph: &str) -> String {
    paragraph.chars().filter(|c| !is_blank(*c) && *c != '*').collect()
}

fn without_page(entry: &str) -> &str {
    let digits =
        entry.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '（' | '）' | '(' | ')' | '-'));
    let leaders = digits.trim_end_matches(['…', '.', '·', '．', '—', '-', '─']);
    if leaders.len() < digits.len() && digits.len() < entry.len() { leaders } else { entry }
}

fn has_page(entry: &str) -> bool {
    let squeezed = squeezed(entry);
    without_page(&squeezed).len() < squeezed.len()
}

/// A page number by itself, set apart from its entry by a wide blank.
fn is_page(entry: &str) -> bool {
    entry.len() <= 9 && entry.chars().all(|c| c.is_numeric() || matches!(c, '-' | '—' | '·' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::parse::layout::paragraphs;

    fn contents_of(text: &str) -> Vec<&str> {
        let paragraphs = paragraphs(text, crate::text::TextKind::Plain);
        let (first, end) = find(text, &paragraphs).unwrap_or((0, 0));
        paragraphs[first..end].iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_contents_page_ends_where_its_first_entry_comes_again() {
        let text =
            "某条例\n目　录\n第一章 总则\n第二章 附则……9\n第一章 总则\n第一条 为了…\n第二章 附则\n第二条 …";
        assert_eq!(contents_of(text), ["目　录", "第一章 总则", "第二章 附则……9"]);
    }

    #[test]
    fn entries_without_numbers_count_when_they_come_again() {
        let text =
            "年度报告\n目录\n前言 ... 1\n工作情况\n结语\n前言\n正文一段。\n工作情况\n正文。\n结语\n正文。";
        assert_eq!(contents_of(text), ["目录", "前言 ... 1", "工作情况", "结语"]);
        assert!(contents_of("报告\n一、概况\n正文。").is_empty());
    }

    #[test]
    fn page_numbers_after_a_tab_are_part_of_it() {
        let text = "规划\n目录\n第一章 环境\t1\n第一节 基础\t1\n第二节 形势\t5\n第二章 要求\t9\n第一章 环境\n第一节 基础\n";
        let found = contents_of(text);
        assert_eq!((found.len(), found.last()), (9, Some(&"9")), "{found:?}");
    }

    #[test]
    fn a_sentence_is_no_entry() {
        let text = "办法\n目录\n总 则\n第一条 为了规范。\n第二条 适用。\n总则\n";
        assert_eq!(contents_of(text), ["目录", "总 则"]);
    }
}
