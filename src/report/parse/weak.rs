//! Markers that only their series shows to be ones: A. B. C.; Ⅰ、 Ⅱ、; 壹、 贰、; 甲、 乙、; 第一篇; 专栏1; 1 and a blank.
//!
//! A letter, or a word with a number, begins many a line that is no heading. A kind of them counts where a report numbers
//! with it: one, then two, each a short line, with something between them.

use std::collections::HashMap;

use crate::text::{Span, is_blank};

use super::marker::{Counter, Marker, Style, counter_of};
use super::paragraph::{char_count, ends_sentence};

/// Lines that begin so are headings up to this length, in characters.
const CHARS_MAX: usize = 60;
/// Most numbers in a row that may be missing in a series.
const SKIP_MAX: u32 = 1;
/// Kinds that are told apart, at most: more are rubbish.
const KINDS_MAX: usize = 10_000;

/// A kind of marker: what stands around its numbers, and how they are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Kind<'a> {
    before: &'a str,
    counter: Counter,
    after: &'a str,
}

/// A paragraph that may begin with a marker of a kind.
struct Reading {
    nth: usize,
    number: u32,
    len: usize,
    blank_follows: bool,
}

/// Returns the markers by the numbers of their paragraphs; `skip` tells which paragraphs begin none.
pub(super) fn series(
    text: &str,
    paragraphs: &[Span],
    skip: &dyn Fn(usize) -> bool,
) -> HashMap<usize, Marker> {
    let mut kinds: HashMap<Kind<'_>, usize> = HashMap::new();
    let mut lists: Vec<(Kind<'_>, Vec<Reading>)> = Vec::new();
    for nth in (0..paragraphs.len()).filter(|nth| !skip(*nth)) {
        let paragraph = paragraphs[nth].of(text);
        let Some(line) = heading_like(paragraph) else { continue };
        for counter in Counter::ALL {
            let Some((before, number, after)) = counter_of(line, counter) else { continue };
            let len = after.end;
            let kind = Kind { before: of_one_width(before), counter, after: of_one_width(after.of(line)) };
            let known = *kinds.entry(kind).or_insert(lists.len());
            if known == lists.len() {
                if lists.len() == KINDS_MAX {
                    kinds.remove(&kind);
                    continue;
                }
                lists.push((kind, Vec::new()));
            }
            let blank_follows = line[len..].starts_with(is_blank) || len == line.len();
            lists[known].1.push(Reading { nth, number, len, blank_follows });
        }
    }
    let mut found = HashMap::new();
    for (nth_kind, (kind, list)) in lists.iter().enumerate() {
        let style = style_of(*kind, nth_kind);
        for one in in_series(list) {
            let Reading { nth, number, len, blank_follows } = *one;
            // A paragraph that stands in two series is of the kind that was met first.
            found.entry(nth).or_insert(Marker { style, number, sub: 0, len, blank_follows });
        }
    }
    found
}

/// Signs of either width are of one kind.
fn of_one_width(signs: &str) -> &str {
    match signs {
        "(" => "（",
        ")" => "）",
        "." => "．",
        "," => "，",
        ":" => "：",
        other => other,
    }
}

/// A paragraph of the length of a heading that is no sentence.
fn heading_like(paragraph: &str) -> Option<&str> {
    let fits = char_count(paragraph, CHARS_MAX).is_some()
        && !ends_sentence(paragraph)
        && !paragraph.contains(['。', '；', '\t']);
    fits.then_some(paragraph)
}

/// The readings that follow each other: from a one that a two follows, with a paragraph between them at least.
fn in_series(list: &[Reading]) -> Vec<&Reading> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < list.len() {
        let mut end = at + 1;
        let follows = |one: &Reading, next: &Reading| {
            next.nth > one.nth + 1 && (one.number + 1..=one.number + 1 + SKIP_MAX).contains(&next.number)
        };
        while end < list.len() && follows(&list[end - 1], &list[end]) {
            end += 1;
        }
        if list[at].number == 1 && end > at + 1 {
            kept.extend(&list[at..end]);
        }
        at = end;
    }
    kept
}

/// How a kind nests where the report does not tell.
fn style_of(kind: Kind<'_>, nth: usize) -> Style {
    let rank = match (kind.before, kind.counter) {
        ("", Counter::Arabic) => return Style::Decimal(1),
        ("第", _) if kind.after.starts_with(['篇', '卷', '册', '集']) => 9,
        ("", Counter::Thirds) | ("Part", _) => 9,
        ("第", _) | ("Chapter", _) => 12,
        ("", Counter::Formal | Counter::Roman) => 19,
        ("", Counter::Han) => 20,
        ("其", _) => 32,
        ("（" | "【" | "[" | "〔", _) => 30,
        // Letters mostly stand inside （1）, as accounts number.
        ("", Counter::Letter | Counter::SmallLetter | Counter::SmallRoman | Counter::Circled) => 31,
        ("", Counter::Stem) => 22,
        _ => 21,
    };
    Style::Weak { rank, kind: u16::try_from(nth).unwrap_or(u16::MAX) }
}

#[cfg(test)]
mod tests;
