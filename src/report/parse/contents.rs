//! Contents pages: lines that name sections which come later, and are none themselves.
//!
//! They end where the report itself begins: where an entry comes again for the last time, or the numbers begin anew. A
//! list under 目录 of which nothing shows that it names places in this report (no page, nothing that comes again) is
//! what the report is about.

use std::collections::HashMap;

use crate::text::{Span, digit_of, is_blank};

use super::marker::{Marker, marker_of};

/// What stands between an entry and its page number.
const LEADERS: [char; 13] = ['…', '.', '·', '．', '—', '-', '─', '_', '＿', '‥', '⋯', '•', '━'];
/// An entry is at most this long, in bytes.
const ENTRY_BYTES_MAX: usize = 240;

/// Most entries of a contents page.
const ENTRIES_MAX: usize = 3_000;
/// Paragraphs after the last possible entry among which entries have to come again.
const AGAIN_PARAGRAPHS_MAX: usize = 2_000;

/// Returns the paragraphs (first, one after the last) of the contents page, title line included; `None` when there
/// is none. Only its title 目录 opens one; what the format marks as a heading (`is_marked`, by the number of the
/// paragraph) is no entry.
pub(super) fn find(
    text: &str,
    paragraphs: &[Span],
    is_marked: &dyn Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    let title = paragraphs.iter().position(|span| is_title(span.of(text)))?;
    let after = &paragraphs[title + 1..];
    // What an entry names must come again soon: the whole text need not be kept as keys.
    let lines = &after[..after.len().min(ENTRIES_MAX + AGAIN_PARAGRAPHS_MAX)];
    let page = Page::new(lines.iter().map(|span| span.of(text)).collect());
    let is_entry =
        |nth: &usize| !is_marked(title + 1 + nth) && page.is_entry(*nth) && !page.begins_report(*nth);
    // The page ends at the first line that is no entry; a wrong entry would hide a heading.
    let entries = (0..lines.len().min(ENTRIES_MAX)).take_while(is_entry).count();
    page.is_proved(entries).then_some((title, title + 1 + entries))
}

/// What follows the title 目录.
struct Page<'a> {
    lines: Vec<&'a str>,
    keys: Vec<String>,
    /// Where a key stands first and last.
    places: HashMap<String, (usize, usize)>,
    /// The first line with a marker, and this.
    first: Option<(usize, Marker)>,
}

impl<'a> Page<'a> {
    fn new(lines: Vec<&'a str>) -> Self {
        let keys: Vec<String> = lines.iter().map(|line| key(line)).collect();
        let mut places: HashMap<String, (usize, usize)> = HashMap::new();
        for (nth, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
            places.entry(key.clone()).or_insert((nth, nth)).1 = nth;
        }
        let first = lines.iter().enumerate().find_map(|(nth, line)| Some((nth, marker_of(line)?)));
        Page { lines, keys, places, first }
    }

    fn comes_again(&self, nth: usize) -> bool {
        self.places.get(&self.keys[nth]).is_some_and(|(_, last)| *last > nth)
    }

    fn is_entry(&self, nth: usize) -> bool {
        let entry = self.lines[nth];
        entry.len() <= ENTRY_BYTES_MAX
            && !entry.ends_with('。')
            && (marker_of(entry).is_some() || has_page(entry) || is_page(entry) || self.comes_again(nth))
    }

    /// Whether the report begins here: entries of a page come again, its own headings do not.
    fn begins_report(&self, nth: usize) -> bool {
        // The first entry again: that is the first heading of the report.
        if nth > 0 && self.keys[nth] == self.keys[0] {
            return true;
        }
        let paged = has_page(self.lines[nth]) || self.lines.get(nth + 1).is_some_and(|next| is_page(next));
        // A line with a page number, or one that a later line repeats, is an entry for certain.
        if self.comes_again(nth) || paged || is_page(self.lines[nth]) {
            return false;
        }
        self.places.get(&self.keys[nth]).is_some_and(|(first, _)| *first < nth) || self.begins_anew(nth)
    }

    /// Whether the numbers begin anew: the first entry's, or those of an outer kind.
    fn begins_anew(&self, nth: usize) -> bool {
        let Some((begin, first)) = self.first else { return false };
        begin < nth
            && marker_of(self.lines[nth]).is_some_and(|marker| {
                let is_first = marker.style == first.style && marker.number == first.number;
                is_first || (marker.number == 1 && marker.style.rank() < first.style.rank())
            })
    }

    /// Whether something shows that the first `entries` lines name sections of this report.
    fn is_proved(&self, entries: usize) -> bool {
        let comes_after =
            |nth: usize| self.places.get(&self.keys[nth]).is_some_and(|(_, last)| *last >= entries);
        let begins_alike = || match self.first {
            Some((begin, _)) if begin < entries && entries < self.lines.len() => {
                self.begins_anew(entries) && are_alike(&self.keys[begin], &self.keys[entries])
            }
            _ => false,
        };
        (0..entries).any(|nth| has_page(self.lines[nth]) || is_page(self.lines[nth]) || comes_after(nth))
            || begins_alike()
    }
}

/// Whether half of the characters, numbers left out, of the shorter of two headings stand in the other.
fn are_alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let [short, long] = [short, long].map(|heading| match marker_of(heading) {
        Some(marker) => &heading[marker.len..],
        None => heading,
    });
    // Headings are worded anew on the contents page, and often numbered otherwise.
    let words = || short.chars().filter(|c| digit_of(*c).is_none() && !c.is_numeric());
    let shared = words().filter(|c| long.contains(*c)).count();
    shared > 0 && shared * 2 >= words().count()
}

pub(super) fn is_title(paragraph: &str) -> bool {
    // The cheap tests first: every paragraph of a text is asked.
    paragraph.len() <= 30
        && paragraph.contains('目')
        && matches!(squeezed(paragraph).as_str(), "目录" | "目次" | "【目录】" | "目录：" | "目錄")
}

/// An entry without blanks, leaders and page number, as far as it tells entries apart.
fn key(paragraph: &str) -> String {
    if paragraph.len() > ENTRY_BYTES_MAX {
        return String::new();
    }
    squeezed(without_page(paragraph))
}

fn squeezed(paragraph: &str) -> String {
    paragraph.chars().filter(|c| !is_blank(*c) && !matches!(c, '*' | '#')).collect()
}

/// A page number stands after leaders, or after a blank where a heading with a number goes before it.
fn without_page(entry: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '（' | '）' | '(' | ')' | '-') || is_blank(c);
    let is_leader = |c: char| LEADERS.contains(&c) || is_blank(c);
    let before = entry.trim_end_matches(is_number);
    if !entry[before.len()..].contains(|c: char| c.is_ascii_digit()) {
        return entry;
    }
    let heading = before.trim_end_matches(is_leader);
    // 2025年工作要点 2 has a page number, 工作要点2 has not: leaders or a blank must stand before it.
    let leaders = before.len() > heading.len();
    let blank = entry[before.len()..].starts_with(is_blank);
    let has_heading = || marker_of(entry).is_some_and(|marker| marker.len < heading.len());
    if !heading.is_empty() && (leaders || (blank && has_heading())) { heading } else { entry }
}

fn has_page(entry: &str) -> bool {
    without_page(entry).len() < entry.len()
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
        let paragraphs = paragraphs(text, crate::text::TextKind::Plain).0;
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
    fn a_contents_page_ends_where_the_numbers_begin_anew() {
        // The report's first heading differs from the entry, with pages and without.
        let text = "报告\n目录\n一、基本情况及成效 1\n二、做法 3\n一、基本情况\n甲。\n二、做法\n乙。";
        assert_eq!(contents_of(text), ["目录", "一、基本情况及成效 1", "二、做法 3"]);
        let text = "报告\n目录\n一、2024年情况\n二、问题\n一、二〇二四年情况\n甲。\n二、困难\n乙。";
        assert_eq!(contents_of(text), ["目录", "一、2024年情况", "二、问题"]);
        let text = "报告\n目录\n一、甲……1\n（一）乙……2\n第一章 丙\n第一条 丁。";
        assert_eq!(contents_of(text), ["目录", "一、甲……1", "（一）乙……2"]);
    }

    #[test]
    fn numbers_begin_anew_in_a_contents_page_too() {
        let text = "报告\n目录\n上篇\n一、甲\n二、乙\n下篇\n一、丙\n上篇\n一、甲\n文。\n二、乙\n文。\n下篇\n一、丙\n文。";
        assert_eq!(contents_of(text).len(), 6, "{:?}", contents_of(text));
    }

    #[test]
    fn a_list_of_other_things_is_no_contents_page() {
        assert!(contents_of("公告\n目录\n1.甲类经营许可\n2.乙类经营许可\n3.丙类经营许可\n").is_empty());
        assert!(contents_of("公告\n目录\n一、许可\n1.甲类\n二、确认\n1.乙类\n附件 1\n").is_empty());
    }

    #[test]
    fn a_sentence_is_no_entry() {
        let text = "办法\n目录\n总 则\n第一条 为了规范。\n第二条 适用。\n总则\n";
        assert_eq!(contents_of(text), ["目录", "总 则"]);
    }
}
