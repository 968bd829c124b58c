//! Paragraphs, items and points of an article, which have no headings of their own: where in its text they stand.

use crate::query::address::{Part, Step, step_at_start};
use crate::text::{Span, is_blank};

/// Finds what steps inside an article mean (款, 项, 目, the outer first) in its text, of which the paragraphs are given.
///
/// # Errors
/// The first step that is not there, and how many of its kind are.
pub(in crate::search) fn find(
    text: &str,
    paragraphs: &[Span],
    steps: &[Step],
) -> Result<Span, (Step, usize)> {
    let mut within = Span::new(0, text.len());
    for step in steps {
        let parts = match step.part {
            Part::Paragraph => own_paragraphs(text, paragraphs),
            _ => items(text, paragraphs, within, step.part),
        };
        let found = parts.iter().find(|(number, _)| *number == step.number);
        within = found.map(|(_, span)| *span).ok_or((*step, parts.len()))?;
    }
    Ok(trimmed(text, within))
}

/// The paragraphs of an article (款), numbered from 1: what begins with a number is an item of the one before.
fn own_paragraphs(text: &str, paragraphs: &[Span]) -> Vec<(u32, Span)> {
    let mut own: Vec<Span> = Vec::new();
    for paragraph in paragraphs {
        match own.last_mut() {
            Some(last) if item_of(paragraph.of(text)).is_some() => last.end = paragraph.end,
            _ => own.push(*paragraph),
        }
    }
    (1..).zip(own).collect()
}

/// The items （一） or points 1. inside a span: where paragraphs begin with them, else where they stand in its text.
fn items(text: &str, paragraphs: &[Span], within: Span, part: Part) -> Vec<(u32, Span)> {
    let begins = paragraphs.iter().map(|paragraph| paragraph.start).filter(|at| *at >= within.start);
    let begins: Vec<usize> = begins.filter(|at| *at < within.end).collect();
    let mut starts = numbered(text, &begins, part);
    if starts.is_empty() {
        let marks = text[within.start..within.end].char_indices().map(|(at, _)| within.start + at);
        starts = numbered(text, &marks.collect::<Vec<_>>(), part);
    }
    let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([within.end]);
    starts.iter().zip(ends).map(|((number, at), end)| (*number, Span::new(*at, end))).collect()
}

/// Which of some places begin with a number of a kind, as they follow each other.
fn numbered(text: &str, places: &[usize], part: Part) -> Vec<(u32, usize)> {
    let mut found: Vec<(u32, usize)> = Vec::new();
    for at in places {
        let Some((_, number)) = item_of(&text[*at..]).filter(|(kind, _)| *kind == part) else { continue };
        if number == found.last().map_or(1, |(last, _)| last + 1) {
            found.push((number, *at));
        }
    }
    found
}

/// What a paragraph that begins with a number is inside an article.
fn item_of(paragraph: &str) -> Option<(Part, u32)> {
    let (step, _) = step_at_start(paragraph)?;
    match step.part {
        Part::HanBracketed => Some((Part::Item, step.number)),
        Part::Arabic | Part::ArabicBracketed => Some((Part::Point, step.number)),
        _ => None,
    }
}

fn trimmed(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start + inner.len() - inner.trim_start_matches(is_blank).len();
    Span::new(start, span.start + inner.trim_end_matches(is_blank).len().max(start - span.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "第十四条 甲是合同。\n乙可以订立，有下列情形的：\n（一）满十年的；\n（二）其他，包括：\n1.甲；\n2.乙。\n丙视为已订立。";

    fn paragraphs(text: &str) -> Vec<Span> {
        let mut at = 0;
        text.split_inclusive('\n')
            .map(|line| {
                at += line.len();
                Span::new(at - line.len(), at - (line.len() - line.trim_end().len()))
            })
            .collect()
    }

    fn found(text: &'static str, steps: &[(Part, u32)]) -> Result<&'static str, usize> {
        let steps: Vec<Step> = steps.iter().map(|(part, number)| Step::new(*part, *number)).collect();
        find(text, &paragraphs(text), &steps).map(|span| span.of(text)).map_err(|(_, many)| many)
    }

    #[test]
    fn paragraphs_items_and_points_are_counted_as_laws_count_them() {
        use Part::*;
        type Row<'a> = (&'a [(Part, u32)], Result<&'a str, usize>);
        let table: [Row<'_>; 8] = [
            (&[(Paragraph, 1)], Ok("第十四条 甲是合同。")),
            (&[(Paragraph, 3)], Ok("丙视为已订立。")),
            (&[(Paragraph, 2), (Item, 1)], Ok("（一）满十年的；")),
            (&[(Item, 1)], Ok("（一）满十年的；")),
            (&[(Paragraph, 2), (Item, 2), (Point, 2)], Ok("2.乙。")),
            (&[(Paragraph, 4)], Err(3)),
            (&[(Paragraph, 2), (Item, 3)], Err(2)),
            (&[(Paragraph, 1), (Item, 1)], Err(0)),
        ];
        for (steps, wanted) in table {
            assert_eq!(found(TEXT, steps), wanted, "{steps:?}");
        }
        let inline = "第三条 应当：（一）甲；（二）乙。";
        assert_eq!(found(inline, &[(Paragraph, 1), (Item, 2)]), Ok("（二）乙。"));
    }
}
