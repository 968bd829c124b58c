//! The title of a report among its first paragraphs.
//!
//! - `line.rs`: what a line at the head of a report is
//! - `paper.rs`: covers of theses and projects
//! - `large.rs`: lines in larger type than the text
//! - `join.rs`: which lines make one title

mod join;
mod large;
mod line;
mod paper;

use crate::text::{Markup, Span, TextKind};

use super::super::qualifier::{HEAD_CHARS_MAX, HEAD_LINES_MAX};
use super::heading::one_line;
use super::marker::marker_of;
use crate::text::is_blank;

use join::{LINES_MAX, lines_of_title};
use line::{CHARS_MAX, ends_as_title, is_apart, label_len, title_part, without_length};
use paper::{is_kind_of_paper, is_name_of_paper, is_topic};

/// First paragraphs of a text among which its title stands.
const PARAGRAPHS_MAX: usize = 25;
/// Text this long, in characters, is no longer the head of a report.
const BODY_CHARS_MIN: usize = 120;

/// The title and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// As one line, without `(全文…字)`.
    pub(super) text: String,
    /// Its place in the text.
    pub(super) span: Span,
    /// Paragraphs that only repeat it.
    pub(super) repeated: Vec<usize>,
}

/// Finds the title among the paragraphs before the first section; `skip` tells which are chrome or contents.
pub(super) fn find(
    text: &str,
    paragraphs: &[Span],
    markup: &Markup,
    skip: &dyn Fn(usize) -> bool,
) -> Option<Title> {
    let kind = markup.kind;
    let in_table = |nth: usize| markup.rows.iter().any(|row| row.start == paragraphs[nth].start);
    let is_cell = |nth: usize| paragraphs[nth].of(text).contains('\t') && in_table(nth);
    let known = |nth: &usize| {
        let line = paragraphs[*nth].of(text);
        !skip(*nth) && !is_apart(line) && (!is_cell(*nth) || label_len(line) > 0)
    };
    let body =
        (0..paragraphs.len()).find(|nth| paragraphs[*nth].of(text).chars().nth(BODY_CHARS_MIN).is_some());
    let head = 0..paragraphs.len().min(PARAGRAPHS_MAX).min(body.unwrap_or(usize::MAX).saturating_add(1));
    let first_line = head.clone().find(known)?;
    if kind == TextKind::Markdown
        && let Some(span) = hashed(text, paragraphs[first_line])
    {
        return Some(titled(text, paragraphs, span, first_line + 1, skip));
    }
    let topic = head.clone().find(|nth| !skip(*nth) && is_named(paragraphs[*nth].of(text)));
    if topic.is_none()
        && let Some((span, next)) = large::find(text, paragraphs, &markup.display, skip)
    {
        return Some(titled(text, paragraphs, span, next, skip));
    }
    if let Some(cover) = topic.or_else(|| below_kind(text, paragraphs, head.clone().filter(known))) {
        let (span, next) = group(text, paragraphs, cover, skip)?;
        return Some(titled(text, paragraphs, span, next, skip));
    }
    // What a site says above (首页, 云南要闻) names no report; lines that end as titles do are taken before it.
    let named = head.filter(known).find_map(|nth| {
        let (span, next) = group(text, paragraphs, nth, skip)?;
        ends_as_title(&one_line(span.of(text))).then_some((span, next))
    });
    let (span, next) = named.or_else(|| group(text, paragraphs, first_line, skip))?;
    Some(titled(text, paragraphs, span, next, skip))
}

/// Whether a line itself names the title: 题目：…, 公文标题 关于…的通知.
fn is_named(line: &str) -> bool {
    let label = label_len(line);
    is_topic(line) || label > 0 && ends_as_title(&line[label..])
}

/// Returns which of the first paragraphs is the title of a thesis or project: the one below the kind of paper (毕业设计（论文）).
fn below_kind(text: &str, paragraphs: &[Span], head: impl Iterator<Item = usize>) -> Option<usize> {
    let mut head = head.skip_while(|nth| !is_kind_of_paper(paragraphs[*nth].of(text))).skip(1);
    head.next().filter(|nth| is_name_of_paper(paragraphs[*nth].of(text)))
}

/// Returns the lines below the title, up to the first section or the text itself; the first may be the rest of the
/// title's own.
pub(super) fn lines_below<'a>(
    text: &'a str,
    paragraphs: &[Span],
    title: Span,
    first_section: usize,
    skip: &dyn Fn(usize) -> bool,
) -> Vec<&'a str> {
    let first = paragraphs.partition_point(|paragraph| paragraph.end <= title.end);
    let below = (first..paragraphs.len()).filter(|nth| !skip(*nth)).map(|nth| paragraphs[nth]);
    below
        .take_while(|paragraph| paragraph.start < first_section)
        .map(|paragraph| &text[paragraph.start.max(title.end)..paragraph.end])
        .take(HEAD_LINES_MAX)
        .take_while(|line| line.chars().nth(HEAD_CHARS_MAX).is_none())
        .collect()
}

/// Makes a title of what the format of the file marks as one, with the lines that it goes on in.
pub(super) fn marked(text: &str, paragraphs: &[Span], span: Span, skip: &dyn Fn(usize) -> bool) -> Title {
    let nth = paragraphs.iter().position(|paragraph| paragraph.start == span.start);
    let longer = nth.and_then(|nth| group(text, paragraphs, nth, skip));
    let span = longer.map_or(span, |(longer, _)| Span::new(span.start, span.end.max(longer.end)));
    Title { text: one_line(span.of(text)), span, repeated: Vec::new() }
}

/// The title that begins at the paragraph `nth`, and the paragraph after it.
fn group(text: &str, paragraphs: &[Span], nth: usize, skip: &dyn Fn(usize) -> bool) -> Option<(Span, usize)> {
    let mut span = title_part(text, paragraphs[nth])?;
    let mut lines = vec![span.of(text)];
    if span.end == paragraphs[nth].end {
        let following = (nth + 1..paragraphs.len().min(nth + LINES_MAX)).take_while(|next| !skip(*next));
        lines.extend(following.map(|next| paragraphs[next].of(text)));
    }
    let count = lines_of_title(&lines);
    if count > 1 {
        // The last line may go on after a dash.
        let last = paragraphs[nth + count - 1];
        span.end = title_part(text, last).map_or(last.end, |part| part.end);
    }
    Some((span, nth + count))
}

fn titled(text: &str, paragraphs: &[Span], span: Span, next: usize, skip: &dyn Fn(usize) -> bool) -> Title {
    let title = without_length(&one_line(span.of(text))).to_owned();
    let same = |nth: &usize| without_length(&one_line(short(paragraphs[*nth].of(text)))) == title;
    let repeated =
        (next..paragraphs.len().min(PARAGRAPHS_MAX)).filter(|nth| !skip(*nth)).filter(same).collect();
    Title { text: title, span, repeated }
}

/// What a first heading of Markdown says, if it is not the first of the numbered ones.
fn hashed(text: &str, paragraph: Span) -> Option<Span> {
    let content = paragraph.of(text);
    let title = content.trim_start_matches('#');
    let hashes = content.len() - title.len();
    let title = title.trim_start_matches(is_blank);
    let fits = (1..=6).contains(&hashes) && content[hashes..].starts_with(is_blank) && !title.is_empty();
    let start = paragraph.end - title.len();
    let end = start + title.trim_end_matches(|c| is_blank(c) || c == '#').len();
    (fits && end > start && marker_of(title).is_none()).then(|| Span::new(start, end))
}

fn short(paragraph: &str) -> &str {
    if paragraph.len() > CHARS_MAX * 5 { "" } else { paragraph }
}

#[cfg(test)]
mod tests {
    use super::super::layout::paragraphs;
    use super::*;

    fn title_of(text: &str, kind: TextKind) -> Option<(String, usize)> {
        let paragraphs = paragraphs(text, kind).0;
        find(text, &paragraphs, &Markup::of_kind(kind), &|_| false)
            .map(|title| (title.text, title.repeated.len()))
    }

    #[test]
    fn titles_are_found_once() {
        let table = [
            ("关于减负的报告(全文4844字)\n\n关于减负的报告\n\n正文。", Some(("关于减负的报告", 1))),
            ("2026年政府工作报告——2026年2月在大会上　　省长\n各位代表：", Some(("2026年政府工作报告", 0))),
            ("各位代表：\n现在报告工作。", None),
            (
                "某市人民政府\n关于2025年法治建设的报告\n正文。",
                Some(("某市人民政府关于2025年法治建设的报告", 0)),
            ),
            ("关于调研情况的\n报告\n正文。", Some(("关于调研情况的报告", 0))),
            ("2026-02-03\n年度总结\n正文。", Some(("年度总结", 0))),
            ("这是一句话。\n第二句。", None),
            ("国务院总理 李克强\n各位代表：\n正文。", None),
            (
                "某石油大学（北京）\n毕 业 设 计（论文）\n基于水库的巡查系统\n姓    名：林某\n正文。",
                Some(("基于水库的巡查系统", 0)),
            ),
            (
                "某大学\n本科毕业论文\n论文题目：水库巡查研究\n学院：信息学院\n正文。",
                Some(("水库巡查研究", 0)),
            ),
            (
                "某大学本科生跨院系做毕业论文（设计）\n申请表\n院系",
                Some(("某大学本科生跨院系做毕业论文（设计）", 0)),
            ),
            ("2017\n各位代表：\n正文。", None),
            ("2006年政 府 工 作 报 告\n正文。", Some(("2006年政府工作报告", 0))),
            (
                "青岚要闻\n松江市\n政府信息公开工作\n年度报告\n正文。",
                Some(("松江市政府信息公开工作年度报告", 0)),
            ),
        ];
        for (text, wanted) in table {
            let wanted = wanted.map(|(title, repeated)| (title.to_owned(), repeated));
            assert_eq!(title_of(text, TextKind::Plain), wanted, "{text}");
        }
    }

    #[test]
    fn the_first_heading_of_markdown_is_the_title() {
        for (text, wanted) in [
            (
                "# 中华人民共和国民法典\n\n# 合同编\n\n## 第一分编 通则\n\n## 第一章 一般规定",
                "中华人民共和国民法典",
            ),
            ("# 年度总结 #\n\n## 某市工作的报告\n", "年度总结"),
        ] {
            assert_eq!(title_of(text, TextKind::Markdown).map(|title| title.0).as_deref(), Some(wanted));
        }
    }
}
