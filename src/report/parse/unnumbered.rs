//! Headings without number: what they look like, and which of them stand above others.

use std::collections::{HashMap, HashSet};

use crate::text::{Span, is_blank, is_han};

use super::marker::{Style, marker_of};
use super::outline::Candidate;
use super::paragraph::{char_count, ends_sentence};

/// Headings without number, in characters.
const UNNUMBERED_CHARS: std::ops::RangeInclusive<usize> = 5..=60;
/// Sentences that stand alone on their lines and begin alike are headings from this number on.
const PARALLEL_MIN: usize = 3;
/// Their length in characters.
const PARALLEL_CHARS: std::ops::RangeInclusive<usize> = 10..=48;
/// Headings without number that must be names, and that must be statements, to tell parts from their
/// sections.
const NAMES_MIN: usize = 2;
const STATEMENTS_MIN: usize = 4;
/// A name is at most this long, in characters.
const NAME_CHARS_MAX: usize = 20;
/// Text under a heading without number is at least this long, in characters.
pub(super) const BODY_CHARS_MIN: usize = 80;

/// Where some headings without number are names and others statements, the names are the parts of the report.
pub(super) fn names_above_statements(text: &str, found: &mut [Candidate]) {
    let is_name = |candidate: &Candidate| {
        let line = candidate.span.of(text);
        char_count(line, NAME_CHARS_MAX).is_some() && !line.contains(['，', '。', '；'])
    };
    let unnumbered = |candidate: &Candidate| candidate.marker.style == Style::Unnumbered;
    let names = found.iter().filter(|one| unnumbered(one) && is_name(one)).count();
    let all = found.iter().filter(|one| unnumbered(one)).count();
    if names < NAMES_MIN || all - names < STATEMENTS_MIN {
        return;
    }
    for candidate in found.iter_mut().filter(|one| unnumbered(one)) {
        if !is_name(candidate) {
            candidate.marker.style = Style::UnnumberedInner;
        }
    }
}

/// Whether a paragraph of some length comes to an end; what follows a colon is a list.
pub(super) fn ends_text(paragraph: &str) -> bool {
    // 90 bytes are thirty Han characters.
    paragraph.len() >= 90 && ends_sentence(paragraph) && !paragraph.ends_with(['：', ':', '，', '、'])
}

/// Whether a line has the length and letters of a heading, with no mark at its end.
pub(super) fn looks_like_a_heading(paragraph: &str) -> bool {
    let Some(chars) = char_count(paragraph, *UNNUMBERED_CHARS.end()) else { return false };
    let han = paragraph.chars().filter(|c| is_han(*c)).count();
    let last = paragraph.chars().next_back();
    let closed = last.is_some_and(|c| c.is_alphanumeric() || matches!(c, '”' | '》' | '）'));
    let plain = !paragraph.starts_with(['—', '（', '(', '“', '*', '-', '|', '【', '>'])
        || paragraph.starts_with('“') && paragraph.contains('”');
    // Boxes to tick, the unit of a table and captions (图1 …) are no headings.
    let caption = paragraph.trim_start_matches(['图', '表']);
    let is_caption = caption.len() < paragraph.len()
        && caption.trim_start_matches(is_blank).starts_with(|c: char| c.is_ascii_digit());
    let of_a_form = paragraph.contains(['□', '☐', '☑', '√']) || paragraph.starts_with("单位：") || is_caption;
    // At least half of a heading is Han: a line of figures or a formula is none.
    chars >= *UNNUMBERED_CHARS.start()
        && !of_a_form
        && han * 2 >= chars
        && closed
        && plain
        && !paragraph.contains('。')
        && marker_of(paragraph).is_none()
}

/// Returns the lone sentences that share their beginning with others of the same section.
pub(super) fn parallel_sentences(text: &str, paragraphs: &[Span], opens: &[bool]) -> HashSet<usize> {
    let mut parallel = HashSet::new();
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    // One more than there are: the end of the text ends the last section too.
    for nth in 0..=paragraphs.len() {
        let section_ends = opens.get(nth).is_none_or(|opens| *opens);
        if section_ends {
            parallel.extend(
                alike.drain().filter(|(_, list)| list.len() >= PARALLEL_MIN).flat_map(|(_, list)| list),
            );
        } else if let Some(key) = lone_sentence(text, paragraphs, nth) {
            alike.entry(key).or_default().push(nth);
        }
    }
    parallel
}

/// A paragraph of one sentence with text after it: the characters it begins with.
fn lone_sentence(text: &str, paragraphs: &[Span], nth: usize) -> Option<String> {
    let sentence = paragraphs[nth].of(text).strip_suffix('。')?;
    let chars = char_count(sentence, *PARALLEL_CHARS.end())?;
    if chars < *PARALLEL_CHARS.start()
        || sentence.contains(['。', '！', '？', '；', '：'])
        || marker_of(sentence).is_some()
    {
        return None;
    }
    let body = paragraphs.get(nth + 1)?.of(text);
    (char_count(body, BODY_CHARS_MIN).is_none()).then(|| sentence.chars().take(2).collect())
}
