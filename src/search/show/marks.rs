//! Which characters of a text match the query.

use memchr::memmem;

use crate::analysis::{self, Folded};
use crate::text::Span;

use crate::search::ask::plan::{FreeWords, Plan, Wanted};
use crate::search::ask::within::in_order;

/// Returns the spans of `text` (bytes) that match what is wanted, merged and in order.
///
/// Runs and gaps are marked by the exact chain, so a mark never covers part of a character. Words
/// are marked in the text as the word chain reads it (二〇二五年 for 2025年). What the query excludes is never marked.
pub(in crate::search) fn marks(text: &str, plan: &Plan) -> Vec<Span> {
    let exact = analysis::fold(text);
    let mut spans = Vec::new();
    let mut mark_runs = |run: &str| {
        for at in memmem::find_iter(exact.text().as_bytes(), run.as_bytes()) {
            spans.push(exact.source_span(at..at + run.len()));
        }
    };
    for wanted in &plan.wanted {
        match wanted {
            Wanted::Words(words) => {
                words.whole.iter().chain(&words.parts).for_each(|run| mark_runs(&run.folded));
                words.synonyms.iter().for_each(|synonym| mark_runs(&analysis::fold_text(&synonym.text)));
            }
            Wanted::Run(run) | Wanted::Title(run) | Wanted::Heading(run) => mark_runs(&run.folded),
            Wanted::Within(within) => within.runs.iter().for_each(|run| mark_runs(&run.folded)),
            Wanted::Path(_) => {}
            Wanted::Gap(within) => {
                if in_order(exact.text(), &within.runs).is_some() {
                    within.runs.iter().for_each(|run| mark_runs(&run.folded));
                }
            }
        }
    }
    let mut by_value = None;
    for wanted in &plan.wanted {
        if let Wanted::Words(words) = wanted {
            let by_value = by_value.get_or_insert_with(|| analysis::fold_words(text));
            spans.extend(word_marks(by_value, words));
            spans.extend(synonym_marks(by_value, words));
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
        let before = spans[..nth].iter().rev().take(4).any(|other| other.end >= span.start);
        let after = spans.get(nth + 1).is_some_and(|other| other.start <= span.end);
        before || after
    };
    (0..spans.len()).filter(|nth| !is_lone(&spans[*nth]) || touches(*nth)).map(|nth| spans[nth]).collect()
}

/// Stop words are marked only where nothing else was asked for.
fn word_marks(by_value: &Folded, words: &FreeWords) -> Vec<Span> {
    let places = |term: &String| {
        let finder = memmem::Finder::new(term.as_str()).into_owned();
        let whole = |at: &usize| is_whole(by_value.text(), *at, term);
        let found: Vec<usize> = finder.find_iter(by_value.text().as_bytes()).filter(whole).collect();
        found.into_iter().map(|at| by_value.source_span(at..at + term.len())).collect::<Vec<_>>()
    };
    words.choosing.iter().chain(&words.inner).flat_map(places).collect()
}

/// The words of synonyms where they stand together.
fn synonym_marks(by_value: &Folded, words: &FreeWords) -> Vec<Span> {
    let stretches = words.synonyms.iter().flat_map(|synonym| synonym.together.stretches(by_value.text()));
    stretches.flatten().map(|span| by_value.source_span(span.start..span.end)).collect()
}

/// Whether a number found at a byte of a text is a whole one: 3 is none of 33.
fn is_whole(text: &str, at: usize, term: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let (before, after) = (at.checked_sub(1), at + term.len());
    let goes_on_before =
        is_digit(term.as_bytes().first()) && is_digit(before.and_then(|at| text.as_bytes().get(at)));
    let goes_on_after = is_digit(term.as_bytes().last()) && is_digit(text.as_bytes().get(after));
    !goes_on_before && !goes_on_after
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
