//! Lists of references: their entries are numbered as headings are, and are none.

use std::collections::HashSet;

use super::appendix::appendix;
use super::marker::{Marker, Style, marker_of};
use super::paragraph::char_count;
use crate::text::{Span, is_blank};

/// What the heading of such a list says.
const NAMES: [&str; 9] = [
    "参考文献",
    "主要参考文献",
    "引用文献",
    "参考书目",
    "参考资料",
    "參考文獻",
    "参考文献及资料",
    "references",
    "bibliography",
];
/// What may follow a list and is no part of it.
const AFTER: [&str; 6] = ["致谢", "後記", "后记", "作者简介", "附录", "攻读学位期间发表的论文"];
/// Kinds of documents by the mark that an entry has behind its title: [J] a journal, [EB/OL] a page (GB/T 7714—2015,
/// appendix B).
const KINDS: [&str; 17] =
    ["J", "M", "D", "C", "N", "R", "S", "P", "G", "K", "A", "Z", "CP", "DB", "EB", "CM", "DS"];
/// Such a mark is at most this long, in bytes.
const KIND_BYTES_MAX: usize = 12;
/// Most paragraphs in a row without number that go on an entry or stand between two.
const BETWEEN_MAX: usize = 8;
/// The heading of a list is at most this long, in characters.
const NAME_CHARS_MAX: usize = 30;

/// The lists of references of a text, by the numbers of its paragraphs.
#[derive(Default)]
pub(super) struct References {
    /// Paragraphs that are numbered entries.
    pub(super) entries: HashSet<usize>,
    /// A heading without number whose list closes the report.
    pub(super) last: Option<usize>,
}

/// Finds the lists; `opens` tells which paragraphs begin with a number, `skip` which are chrome or contents or headings that the
/// format marks.
pub(super) fn find(
    text: &str,
    (paragraphs, opens): (&[Span], &[bool]),
    skip: &dyn Fn(usize) -> bool,
) -> References {
    let mut found = References::default();
    let mut nth = 0;
    while nth < paragraphs.len() {
        let line = paragraphs[nth].of(text);
        if has_kind(line) {
            found.entries.insert(nth);
        }
        let Some(own) = heading(line).filter(|_| !skip(nth)) else {
            nth += 1;
            continue;
        };
        let end = list(text, paragraphs, nth + 1, own, &mut found.entries, skip);
        let closes = |from: usize| {
            let ends = |nth: usize| skip(nth) || opens[nth];
            from >= paragraphs.len() || !ends(from) || appendix(paragraphs[from].of(text)).is_some()
        };
        found.last = (own.is_none() && end > nth + 1 && closes(end)).then_some(nth);
        nth = end;
    }
    found
}

/// Reads the heading of a list; with the marker that it has, if any.
fn heading(line: &str) -> Option<Option<Marker>> {
    char_count(line, NAME_CHARS_MAX)?;
    let marker = marker_of(line);
    let rest = marker.map_or(line, |marker| &line[marker.len..]);
    // 5 参考文献: a number without any sign.
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || is_blank(c));
    let name: String = rest.chars().filter(|c| !is_blank(*c)).flat_map(char::to_lowercase).collect();
    let name = name.trim_matches(['【', '】', '：', ':', '[', ']']);
    NAMES.contains(&name).then_some(marker)
}

/// Notes the entries of a list that begins at `from`; returns the paragraph after it.
fn list(
    text: &str,
    paragraphs: &[Span],
    from: usize,
    own: Option<Marker>,
    entries: &mut HashSet<usize>,
    skip: &dyn Fn(usize) -> bool,
) -> usize {
    let (mut last, mut between, mut end) = (0, 0, from);
    for (nth, paragraph) in paragraphs.iter().enumerate().skip(from) {
        let line = paragraph.of(text);
        let squeezed = || line.chars().filter(|c| !is_blank(*c)).take(NAME_CHARS_MAX).collect::<String>();
        let goes_on_outside = |marker: Marker| {
            own.is_some_and(|own| marker.style == own.style && marker.number == own.number + 1)
                || !is_of_lists(marker.style)
        };
        if skip(nth)
            || marker_of(line).is_some_and(goes_on_outside)
            || appendix(line).is_some()
            || line.len() < 90 && AFTER.contains(&squeezed().as_str())
        {
            break;
        }
        match number(line) {
            // A list of references counts from one; another number goes on from before it.
            Some(number) if number == last + 1 || has_kind(line) => {
                (last, between, end) = (number, 0, nth + 1);
                entries.insert(nth);
            }
            Some(_) => break,
            None if between == BETWEEN_MAX => break,
            None => between += 1,
        }
    }
    end
}

/// Whether lists are numbered so, inside a section.
fn is_of_lists(style: Style) -> bool {
    matches!(
        style,
        Style::Arabic | Style::ArabicBracketed | Style::Circled | Style::Weak { .. } | Style::Decimal(1)
    )
}

/// The number of an entry: [1], 1., （1）, 1 and a blank.
fn number(line: &str) -> Option<u32> {
    let rest = line.trim_start_matches(['[', '［', '〔', '【', '（', '(']);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let closed = rest[digits..].chars().next()?;
    let is_closed =
        is_blank(closed) || matches!(closed, ']' | '］' | '〕' | '】' | '）' | ')' | '.' | '．' | '、');
    rest[..digits].parse().ok().filter(|_| is_closed && digits <= 3)
}

/// Whether a line names the kind of a document as entries do: [J], ［M］, [EB/OL].
fn has_kind(line: &str) -> bool {
    line.match_indices(['[', '［', '〔']).any(|(at, open)| {
        let rest = &line[at + open.len()..];
        let rest = &rest[..rest.floor_char_boundary(KIND_BYTES_MAX)];
        let Some(end) = rest.find([']', '］', '〕']) else { return false };
        let kind = rest[..end].split_once('/').map_or(&rest[..end], |(kind, _)| kind);
        // At the very beginning it is a mark of the list itself: [A].
        at > 0 && KINDS.contains(&kind)
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::text::TextKind;

    fn outline(list: &str, after: &str) -> String {
        let body = "水库管护是农村水利的重要工作，本文讨论其现状、问题与对策，并提出若干建议，供各地参考。";
        let text = format!(
            "青岚县水库管护研究报告\n1引言\n{body}\n2研究方法\n{body}\n2.1问卷\n{body}\n{list}\n{after}"
        );
        let (report, _) = parse(&text, TextKind::Paragraphs);
        let headings = report.sections[1..].iter();
        headings.map(|one| format!("{} {}", one.level, one.heading)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn entries_of_references_are_no_headings() {
        const BODY: &str = "1 1 引言|1 2 研究方法|2 2.1 问卷";
        let entries = |label: [&str; 3]| {
            format!(
                "{}林某某. 小型水库管护机制研究[J]. 青岚水利, 2020, 12(3): 11-15.\n{}青岚县水务局. 水库志\n{}赵某某. 水质反演［D］. 青岚大学, 2021.",
                label[0], label[1], label[2]
            )
        };
        let styles = [
            ["[1] ", "[2] ", "[3] "],
            ["1. ", "2. ", "3. "],
            ["（1）", "（2）", "（3）"],
            ["［1］", "［2］", "［3］"],
            ["1 ", "2 ", "3 "],
        ];
        for style in styles {
            let list = entries(style);
            let closing = format!("{BODY}|1 参考文献");
            assert_eq!(outline(&format!("参考文献\n{list}"), ""), closing, "{style:?}");
            assert_eq!(
                outline(&format!("主要参考文献\n{list}"), "致 谢\n感谢各位。"),
                closing.replace("参考", "主要参考"),
                "{style:?}"
            );
            assert_eq!(
                outline(&format!("3参考文献\n{list}"), ""),
                format!("{BODY}|1 3 参考文献"),
                "{style:?}"
            );
        }
        // Without a heading they are told by the kinds of documents; a list of other things stays one.
        assert_eq!(outline("[1] 林某. 机制[J].\n[2] 王某. 鉴定[M].", ""), BODY);
        assert_eq!(
            outline("1. 巡查\n每日巡查一次。\n2. 登记\n逐项登记。", ""),
            format!("{BODY}|3 1.巡查|3 2.登记")
        );
        // The report goes on behind them.
        let goes_on =
            outline(&format!("2.2参考资料\n{}", entries(["1. ", "2. ", "3. "])), "3结论\n管护经费不足。");
        assert_eq!(goes_on, format!("{BODY}|2 2.2 参考资料|1 3 结论"));
    }
}
