//! The title of a report among its first paragraphs.

use crate::text::Span;

use super::heading::one_line;
use crate::text::is_blank;

/// A title stands among so many first paragraphs.
const PARAGRAPHS_MAX: usize = 25;
/// And has so many characters.
const CHARS_MIN: usize = 2;
const CHARS_MAX: usize = 80;

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
pub(super) fn find(text: &str, paragraphs: &[Span], skip: &dyn Fn(usize) -> bool) -> Option<Title> {
    let known = |nth: &usize| !skip(*nth) && !is_apart(paragraphs[*nth].of(text));
    let body =
        (0..paragraphs.len()).find(|nth| paragraphs[*nth].of(text).chars().nth(BODY_CHARS_MIN).is_some());
    let head = 0..paragraphs.len().min(PARAGRAPHS_MAX).min(body.unwrap_or(usize::MAX).saturating_add(1));
    let first_line = head.clone().find(known)?;
    // What a site says above (首页, 云南要闻) names no report; a line that ends as titles do is taken before it.
    let names_a_report = |nth: &usize| {
        known(nth) && title_part(text, paragraphs[*nth]).is_some_and(|part| ends_as_title(part.of(text)))
    };
    let named = head.clone().find(names_a_report).unwrap_or(first_line);
    // An issuer on a line of its own belongs to the title below it.
    let issuer = named.checked_sub(1).filter(|nth| known(nth));
    let issuer = issuer.filter(|nth| goes_on(paragraphs[*nth].of(text), paragraphs[named].of(text)));
    let first = issuer.unwrap_or(named);
    let mut span = title_part(text, paragraphs[first])?;
    let whole_paragraph = span.end == paragraphs[first].end;
    if let Some(second) = paragraphs.get(first + 1).filter(|_| whole_paragraph && !skip(first + 1))
        && goes_on(span.of(text), second.of(text))
    {
        span.end = second.end;
    }
    let title = without_length(&one_line(span.of(text))).to_owned();
    let same = |nth: &usize| without_length(&one_line(short(paragraphs[*nth].of(text)))) == title;
    let begin = if span.end > paragraphs[first].end { first + 2 } else { first + 1 };
    let repeated =
        (begin..paragraphs.len().min(PARAGRAPHS_MAX)).filter(|nth| !skip(*nth)).filter(same).collect();
    Some(Title { text: title, span, repeated })
}

fn short(paragraph: &str) -> &str {
    if paragraph.len() > CHARS_MAX * 5 { "" } else { paragraph }
}

/// Lines that stand before a title and are none: dates, numbers of documents.
fn is_apart(paragraph: &str) -> bool {
    let letters =
        paragraph.chars().take(40).filter(|c| c.is_alphabetic() && !"年月日时分秒第号".contains(*c)).count();
    letters == 0
}

/// Text this long, in characters, is no longer the head of a report.
const BODY_CHARS_MIN: usize = 120;

/// The kinds of official documents, as their titles end.
const KINDS: [&str; 27] = [
    "报告", "通知", "意见", "方案", "办法", "规定", "决定", "条例", "公报", "总结", "计划", "规划", "细则",
    "通报", "公告", "请示", "批复", "函", "纲要", "要点", "解释", "说明", "讲话", "决议", "纪要", "章程",
    "法",
];

fn ends_as_title(line: &str) -> bool {
    let line = without_length(line.trim_matches(is_blank));
    let line = match line.rfind(['（', '(']) {
        Some(at) if line.ends_with(['）', ')']) => line[..at].trim_end_matches(is_blank),
        _ => line,
    };
    line.chars().nth(5).is_some() && KINDS.iter().any(|kind| line.ends_with(kind))
}

/// The part of the first paragraph that is the title; `None` when it is a sentence, a salutation or a heading.
fn title_part(text: &str, paragraph: Span) -> Option<Span> {
    let content = paragraph.of(text);
    let end = match content.find("——").filter(|at| *at > 0) {
        Some(at) => at,
        None => content.len(),
    };
    let part = content[..end].trim_end_matches(is_blank);
    let chars = part.chars().take(CHARS_MAX + 1).count();
    let is_sentence = part.ends_with(['。', '：', ':', '；', '，', '！', '？']) || part.contains('。');
    let fits = (CHARS_MIN..=CHARS_MAX).contains(&chars) && !is_sentence;
    fits.then(|| Span::new(paragraph.start, paragraph.start + part.len()))
}

/// Whether a title that breaks after its issuer goes on in the next line.
fn goes_on(first: &str, second: &str) -> bool {
    let breaks = [
        "人民政府",
        "关于",
        "委员会",
        "办公厅",
        "办公室",
        "国务院",
        "法院",
        "检察院",
        "厅",
        "局",
        "部",
        "的",
    ];
    let second = second.trim_matches(is_blank);
    first.chars().count() <= 30
        && second.chars().count() <= 60
        && breaks.iter().any(|end| first.ends_with(end))
        && ends_as_title(&format!("{first}{second}"))
}

/// Leaves out `(全文4844字)` and its like.
fn without_length(title: &str) -> &str {
    for open in ['(', '（'] {
        if let Some(at) = title.rfind(open)
            && title[at..].contains("全文")
            && title[at..].trim_end_matches([')', '）']).ends_with('字')
        {
            return title[..at].trim_end();
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::super::layout::paragraphs;
    use super::*;

    fn title_of(text: &str) -> Option<(String, usize)> {
        let paragraphs = paragraphs(text, crate::text::TextKind::Plain).0;
        find(text, &paragraphs, &|_| false).map(|title| (title.text, title.repeated.len()))
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
        ];
        for (text, wanted) in table {
            assert_eq!(
                title_of(text),
                wanted.map(|(title, repeated)| (title.to_owned(), repeated)),
                "{text}"
            );
        }
    }
}
