//! Contents pages: lines that name sections which come later, and are none themselves.

use crate::text::Span;

use super::marker::marker_of;
use crate::text::is_blank;

/// An entry is at most this long, in bytes.
const ENTRY_BYTES_MAX: usize = 240;

/// A contents page has at most so many entries.
const ENTRIES_MAX: usize = 3_000;
/// An entry without number or page comes again among so many paragraphs after it.
const AGAIN_PARAGRAPHS_MAX: usize = 2_000;

/// Returns the paragraphs (first, one after the last) of the contents page, title line included; `None` when there
/// is none. Only its title 目录 opens one, and entries must come again later; what the format marks as a heading
/// (`is_marked`, by the number of the paragraph) is no entry.
pub(super) fn find(
    text: &str,
    paragraphs: &[Span],
    is_marked: &dyn Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    let title = paragraphs.iter().position(|span| is_title(span.of(text)))?;
    let after = &paragraphs[title + 1..];
    let keys: Vec<String> =
        after.iter().take(ENTRIES_MAX + AGAIN_PARAGRAPHS_MAX).map(|span| key(span.of(text))).collect();
    let comes_again = |nth: usize| {
        !keys[nth].is_empty()
            && keys[nth + 1..].iter().take(AGAIN_PARAGRAPHS_MAX).any(|key| *key == keys[nth])
    };
    let is_entry = |nth: usize| {
        let entry = after[nth].of(text);
        entry.len() <= ENTRY_BYTES_MAX
            && !entry.ends_with('。')
            && (marker_of(entry).is_some() || has_page(entry) || is_page(entry) || comes_again(nth))
            && !is_marked(title + 1 + nth)
            && (nth == 0 || keys[nth] != keys[0])
    };
    let entries = (0..after.len().min(ENTRIES_MAX)).take_while(|nth| is_entry(*nth)).count();
    (entries > 0).then_some((title, title + 1 + entries))
}

fn is_title(paragraph: &str) -> bool {
    paragraph.len() <= 30
        && paragraph.contains('目')
        && matches!(squeezed(paragraph).as_str(), "目录" | "目次" | "【目录】" | "目录：" | "目錄")
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
    paragraph.chars().filter(|c| !is_blank(*c) && !matches!(c, '*' | '#')).collect()
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
        let (first, end) = find(text, &paragraphs, &|_| false).unwrap_or((0, 0));
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
