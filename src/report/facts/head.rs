//! What stands around a report's own text: the lines of its head, tables of metadata on web pages, and who signed it when.

use crate::text::is_blank;

use super::date::{Date, dates_in, digit};
use super::organ::organs;

/// The head of a report is looked for in so many lines, and in so many bytes.
const LINES_MAX: usize = 80;
const BYTES_MAX: usize = 12_000;
/// A line of the text itself has more characters than this and is a sentence.
const PROSE_CHARS_MIN: usize = 60;
/// So many lines of names stand above a day at most.
const SIGNING_LINES_MAX: usize = 12;
/// Labels have at most so many characters.
const LABEL_CHARS_MAX: usize = 8;
/// A signature and its date are at most this long, in characters, blanks left out.
const SIGNATURE_CHARS_MAX: usize = 60;

/// What a label in a table of metadata is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// Who issued it.
    Issuer,
    /// The number of the document.
    Number,
    /// The day that it bears.
    Signed,
    /// The day that it was put on the web, or a page of it.
    Published,
    /// From when on it holds.
    Effective,
    /// Something else, which ends the value before it.
    Other,
}

/// Labels of the tables on government pages, blanks left out.
const LABELS: [(&str, Label); 47] = [
    ("发文机关", Label::Issuer),
    ("发文单位", Label::Issuer),
    ("发文部门", Label::Issuer),
    ("发布机构", Label::Issuer),
    ("发布机关", Label::Issuer),
    ("制定机关", Label::Issuer),
    ("公布机关", Label::Issuer),
    ("印发机关", Label::Issuer),
    ("发文字号", Label::Number),
    ("文号", Label::Number),
    ("文件编号", Label::Number),
    ("公文字号", Label::Number),
    ("发文文号", Label::Number),
    ("来文文号", Label::Number),
    ("来文字号", Label::Number),
    ("成文日期", Label::Signed),
    ("成文时间", Label::Signed),
    ("发文日期", Label::Signed),
    ("印发日期", Label::Signed),
    ("签发日期", Label::Signed),
    ("生成日期", Label::Signed),
    ("发布日期", Label::Published),
    ("发布时间", Label::Published),
    ("发表时间", Label::Published),
    ("公开日期", Label::Published),
    ("公开时间", Label::Published),
    ("更新时间", Label::Published),
    ("时间", Label::Published),
    ("日期", Label::Published),
    ("施行日期", Label::Effective),
    ("实施日期", Label::Effective),
    ("生效日期", Label::Effective),
    ("索引号", Label::Other),
    ("主题分类", Label::Other),
    ("主题词", Label::Other),
    ("标题", Label::Other),
    ("名称", Label::Other),
    ("信息名称", Label::Other),
    ("来源", Label::Other),
    ("信息来源", Label::Other),
    ("有效性", Label::Other),
    ("时效性", Label::Other),
    ("效力级别", Label::Other),
    ("作者", Label::Other),
    ("浏览次数", Label::Other),
    ("阅读量", Label::Other),
    ("公文种类", Label::Other),
];

/// Returns the lines before the text itself: those before the first section, no further than the first long sentence.
pub(super) fn head_lines(text: &str, first_section: usize) -> Vec<&str> {
    let mut end = first_section.min(BYTES_MAX).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lines = text[..end].lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    lines.take(LINES_MAX).take_while(|line| !is_prose(line)).collect()
}

fn is_prose(line: &str) -> bool {
    line.chars().nth(PROSE_CHARS_MIN).is_some()
        && line.contains(['。', '；'])
        && !line.starts_with(['（', '(', '《', '【', '—', '－'])
}

/// Returns what tables of metadata, and lines like 来源：…　时间：…, say in the head.
pub(super) fn labelled<'a>(lines: &[&'a str]) -> Vec<(Label, &'a str)> {
    let mut found: Vec<(Label, &'a str)> = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        let labels = labels_in(line);
        for (at, (_, label, value_start)) in labels.iter().enumerate() {
            let end = labels.get(at + 1).map_or(line.len(), |(start, ..)| *start);
            let value = line[*value_start..end].trim_matches(is_blank);
            let is_last = at + 1 == labels.len();
            // The cell beside it may stand on the next line.
            let next = || lines.get(nth + 1).filter(|next| is_last && labels_in(next).is_empty());
            let value = if value.is_empty() { next().copied().unwrap_or_default() } else { value };
            if !value.is_empty() {
                found.push((*label, value));
            }
        }
    }
    found
}

/// Returns whether a line holds a label of a table of metadata.
pub(super) fn has_label(line: &str) -> bool {
    !labels_in(line).is_empty()
}

/// The labels of a line: where each begins, what it is for, and where its value begins.
fn labels_in(line: &str) -> Vec<(usize, Label, usize)> {
    let mut found = Vec::new();
    let mut after_blank = true;
    let mut skip_to = 0;
    for (at, c) in line.char_indices() {
        if after_blank
            && at >= skip_to
            && !is_blank(c)
            && let Some((label, len)) = label_at(&line[at..])
        {
            found.push((at, label, at + len));
            skip_to = at + len;
        }
        after_blank = is_blank(c) || matches!(c, '|' | '（' | '(' | '【' | '[' | '“');
    }
    found
}

/// The label that a text begins with, and its length with the colon.
fn label_at(text: &str) -> Option<(Label, usize)> {
    let mut label = String::new();
    for (at, c) in text.char_indices() {
        if matches!(c, '：' | ':') {
            let known = LABELS.iter().find(|(name, _)| *name == label)?;
            return Some((known.1, at + c.len_utf8()));
        }
        if is_blank(c) {
            // Without a colon only what can be nothing else is a label.
            let is_cell = label.chars().count() == 4
                && !text[at..].trim_start_matches(is_blank).starts_with([':', '：']);
            if let Some(known) = LABELS.iter().find(|(name, _)| is_cell && *name == label) {
                return Some((known.1, at));
            }
            continue;
        }
        label.push(c);
        if label.chars().count() > LABEL_CHARS_MAX {
            return None;
        }
    }
    None
}

/// Who signed a report, and when: 国务院办公厅 above, or before, 2019年1月22日.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    /// The organs; none where the date stands alone.
    pub(super) organs: Vec<String>,
    /// The day.
    pub(super) date: Date,
}

/// Returns the signatures of a text in order. `after` is where its head ends.
pub(super) fn signatures(text: &str, after: usize) -> Vec<Signature> {
    let mut found = Vec::new();
    let lines = text.get(after..).unwrap_or_default().lines().map(|line| line.trim_matches(is_blank));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    for (nth, whole) in lines.iter().enumerate() {
        let line = without_brackets(whole);
        let is_short = line.len() <= 4 * SIGNATURE_CHARS_MAX;
        let ends_in_day = is_short && line.ends_with(['日', '号', '月']) && line.contains('年');
        // 2025-10 below a name, as covers have it; alone it is of a web page.
        let is_joined = is_short && line.starts_with("20") && line.ends_with(|c: char| c.is_ascii_digit());
        if (ends_in_day || is_joined)
            && let Some(signature) = signature(line, &lines[..nth])
                .filter(|found| ends_in_day && line.len() == whole.len() || !found.organs.is_empty())
        {
            found.push(signature);
        }
    }
    found
}

/// A line without the brackets that stand around all of it.
fn without_brackets(line: &str) -> &str {
    let pairs = [('（', '）'), ('(', ')')];
    pairs.iter().find_map(|(open, close)| line.strip_prefix(*open)?.strip_suffix(*close)).unwrap_or(line)
}

/// The signature whose last line this is; `before` are the lines above it.
fn signature(line: &str, before: &[&str]) -> Option<Signature> {
    let begins = |c: char| digit(c).is_some();
    let dates = dates_in(line);
    let (span, date) = *dates.first().filter(|_| dates.len() == 1)?;
    let name = line[..span.start].trim_matches(is_blank);
    if span.end < line.len() || date.month == 0 {
        return None;
    }
    if !name.is_empty() {
        let organs = organs(name);
        return (!organs.is_empty()).then_some(Signature { organs, date });
    }
    // Who signs together stands line below line.
    let lines = before.iter().rev().take(SIGNING_LINES_MAX);
    let signing = lines.map_while(|line| {
        let organs = if line.len() <= 4 * SIGNATURE_CHARS_MAX { organs(line) } else { Vec::new() };
        (!organs.is_empty()).then_some(organs)
    });
    let mut lines: Vec<Vec<String>> = signing.collect();
    lines.reverse();
    line.starts_with(begins).then_some(Signature { organs: lines.concat(), date })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_metadata_are_read() {
        let lines = [
            "索 引 号： 000014349/2019-00007 主题分类： 市场监管\\工商",
            "发文机关： 国务院办公厅 成文日期： 2019年01月27日",
            "标　　题： 国务院办公厅关于双随机的意见",
            "发文字号： 国办发〔2019〕5号 发布日期：",
            "2019年02月15日",
            "来源：解放日报|时间：2026-02-09",
            "发布机构 松江市教育局",
        ];
        let found: Vec<(Label, &str)> =
            labelled(&lines).into_iter().filter(|(label, _)| *label != Label::Other).collect();
        assert_eq!(
            found,
            [
                (Label::Issuer, "国务院办公厅"),
                (Label::Signed, "2019年01月27日"),
                (Label::Number, "国办发〔2019〕5号"),
                (Label::Published, "2019年02月15日"),
                (Label::Published, "2026-02-09"),
                (Label::Issuer, "松江市教育局"),
            ]
        );
    }

    #[test]
    fn signatures_are_a_name_and_a_day() {
        let text = "各单位要落实。\n　　国务院办公厅            \n2019年1月22日           \n（此件公开发布）\n自2019年1月1日\n\
松江市教育局　二〇二四年三月五日\n会议于2019年1月1日\n二〇二四年三月\n松江市软件公司\n2025-10\n浏览\n2025-10-01\n\
松江市教育局\n松江市财政局\n2025年3月5日\n（2025年3月6日）\n松江市统计局\n（2025年4月10日）";
        let found: Vec<(String, String)> = signatures(text, 0)
            .into_iter()
            .map(|signature| (signature.organs.join("、"), signature.date.to_string()))
            .collect();
        let wanted = [
            ("国务院办公厅", "2019-01-22"),
            ("松江市教育局", "2024-03-05"),
            ("", "2024-03"),
            ("松江市软件公司", "2025-10"),
            ("松江市教育局、松江市财政局", "2025-03-05"),
            ("松江市统计局", "2025-04-10"),
        ];
        assert_eq!(found, wanted.map(|(organ, date)| (organ.to_owned(), date.to_owned())));
    }
}
