//! Which characters of a text match the query.

use std::cell::OnceCell;

use memchr::memmem;

use crate::analysis::{self, Folded, TermFinder};
use crate::text::Span;

use crate::search::ask::conditions::Mark;
use crate::search::ask::conditions::within::in_order;
use crate::search::ask::plan::Plan;
use crate::search::ask::together::Together;

/// Returns the spans of `text` (bytes) that match what is wanted, merged and in order.
///
/// Runs and gaps are marked by the exact chain, so a mark never covers part of a character. Words
/// are marked in the text as the word chain reads it (二〇二五年 for 2025年). What the query excludes is never marked.
pub(in crate::search) fn marks(text: &str, plan: &Plan) -> Vec<Span> {
    let exact = analysis::fold(text);
    let by_value = OnceCell::new();
    let by_value = || by_value.get_or_init(|| analysis::fold_words(text));
    let mut spans = Vec::new();
    let mut mark_run = |run: &str| {
        for at in memmem::find_iter(exact.text().as_bytes(), run.as_bytes()) {
            spans.push(exact.source_span(at..at + run.len()));
        }
    };
    let marks: Vec<Mark<'_>> = plan.wanted.iter().flat_map(|wanted| wanted.marks()).collect();
    for mark in &marks {
        match mark {
            Mark::Run(run) => mark_run(run),
            Mark::InOrder(runs) if in_order(exact.text(), runs).is_some() => {
                runs.iter().for_each(|run| mark_run(&run.folded));
            }
            Mark::Typed(_) | Mark::InOrder(_) | Mark::Word(_) | Mark::Together(_) | Mark::Values(_) => {}
        }
    }
    for mark in &marks {
        match mark {
            Mark::Typed(run) => spans.extend(places_of(&exact, run)),
            Mark::Word(word) => spans.extend(places_of(by_value(), word)),
            Mark::Together(together) => spans.extend(places_together(by_value(), together)),
            Mark::Values(within) => spans.extend(within.values(text)),
            Mark::Run(_) | Mark::InOrder(_) => {}
        }
    }
    merged(without_lone_characters(text, spans))
}

/// Words of one character stand everywhere: they are marked where they touch another mark, or where nothing else is.
fn without_lone_characters(text: &str, mut spans: Vec<Span>) -> Vec<Span> {
    let is_lone = |span: &Span| span.of(text).chars().nth(1).is_none();
    if spans.iter().all(is_lone) {
        return spans;
    }
    spans.sort();
    spans.dedup();
    let touches = |nth: usize| {
        let span = spans[nth];
        // Spans are in order, so that the last few before this one are enough to ask.
        let before = spans[..nth].iter().rev().take(4).any(|other| other.end >= span.start);
        let after = spans.get(nth + 1).is_some_and(|other| other.start <= span.end);
        before || after
    };
    (0..spans.len()).filter(|nth| !is_lone(&spans[*nth]) || touches(*nth)).map(|nth| spans[nth]).collect()
}

/// Where a word, or a run, stands in a folded text: numbers and foreign words where they are whole.
fn places_of(folded: &Folded, word: &str) -> Vec<Span> {
    let places = TermFinder::new(word).places(folded.text());
    places.into_iter().map(|span| folded.source_span(span.start..span.end)).collect()
}

/// Where words stand together.
fn places_together(by_value: &Folded, together: &Together) -> Vec<Span> {
    let stretches = together.stretches(by_value.text()).into_iter().flatten();
    stretches.map(|span| by_value.source_span(span.start..span.end)).collect()
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.into_iter().filter(|span| !span.is_empty()) {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn what_matches_is_marked_and_nothing_else() {
        // What was typed, a text, and what of it is marked.
        let table: [(&str, &str, &[&str]); 9] = [
            ("增长 >5%", "增长4%，增长6%；甲7%", &["增长", "增长6%"]),
            ("教师负担", "减轻教师负担，教师的负担", &["教师负担", "教师", "负担"]),
            ("教师的负担", "他的教师", &["教师"]),
            ("的", "他的教师", &["的"]),
            ("\"师的\"", "教师的负担", &["师的"]),
            ("教师 -负担", "教师负担", &["教师"]),
            ("教师…负担", "教师无。负担和教师负担", &["教师", "负担", "教师负担"]),
            ("负担…教师", "教师负担", &[]),
            ("2025年", "二〇二五年的", &["二〇二五年"]),
        ];
        let small = Small::of(&[("a.txt", "标题\n正文。")]);
        let mut wrong = Vec::new();
        for (typed, text, wanted) in table {
            let marked = small.with_run(typed, |run| marks(text, &run.plan));
            let marked: Vec<&str> = marked.iter().map(|span| span.of(text)).collect();
            wrong.extend((marked != wanted).then(|| format!("{typed} in {text}: {marked:?}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
