//! What of a hit's text is shown: its snippet, sentences around what matches, or all of it, as safe lines with marks.

use unicode_segmentation::UnicodeSegmentation;

use crate::search::Hit;
use crate::text::{harmless, is_blank};

/// How much of a hit's text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The best part that fits a line.
    #[default]
    Best,
    /// The sentence that matches best, and so many before and after it.
    Sentences(usize),
    /// All of it, paragraph by paragraph.
    Whole,
}

/// A paragraph to show, harmless to a terminal, and its marks as spans of characters of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The text, without line ends.
    pub(crate) text: String,
    /// What matches, in order, apart from each other.
    pub(crate) marks: Vec<(usize, usize)>,
}

/// Returns what is shown of a hit.
pub(crate) fn excerpts(hit: &Hit, extent: Extent) -> Vec<Excerpt> {
    match extent {
        Extent::Best => vec![Excerpt { text: hit.snippet.text.clone(), marks: hit.snippet.marks.clone() }],
        Extent::Whole => paragraphs(&hit.text, &hit.matches),
        Extent::Sentences(around) => around_best(hit, around),
    }
}

/// Returns the paragraphs of a text (its lines that are not blank); marks are spans of characters of the text.
pub(crate) fn paragraphs(text: &str, marks: &[(usize, usize)]) -> Vec<Excerpt> {
    let mut found = Vec::new();
    let mut before = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let chars = line.chars().count();
        if !line.trim_matches(is_blank).is_empty() {
            found.push(safe(line, before, marks));
        }
        before += chars;
    }
    found
}

/// The sentence with the most that is marked, and its neighbours in the text of the hit.
fn around_best(hit: &Hit, around: usize) -> Vec<Excerpt> {
    let sentences = sentences(&hit.text);
    let marked = |from: usize, end: usize| -> usize {
        hit.matches.iter().map(|(start, stop)| (*stop).min(end).saturating_sub((*start).max(from))).sum()
    };
    // Of equals the first.
    let best = (0..sentences.len()).rev().max_by_key(|nth| marked(sentences[*nth].1, sentences[*nth].2));
    let Some(best) = best else { return Vec::new() };
    let (first, last) = (best.saturating_sub(around), (best + around).min(sentences.len() - 1));
    let text: String = sentences[first..=last].iter().map(|(text, ..)| *text).collect();
    let mut excerpt = safe(&text, sentences[first].1, &hit.matches);
    if first > 0 {
        excerpt.text.insert(0, '…');
        excerpt.marks.iter_mut().for_each(|mark| *mark = (mark.0 + 1, mark.1 + 1));
    }
    if last + 1 < sentences.len() {
        excerpt.text.push('…');
    }
    vec![excerpt]
}

/// The sentences of a text, each with its first character and the one after its last, counted in the text.
fn sentences(text: &str) -> Vec<(&str, usize, usize)> {
    let mut found = Vec::new();
    let (mut begin, mut first) = (0, 0);
    let mut chars = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        let ends = matches!(c, '。' | '；' | '！' | '？' | '\n');
        // What closes a quotation or stands after the end belongs to it.
        if ended && !ends && !is_blank(c) && !matches!(c, '”' | '’' | '）' | '》' | '」') {
            found.push((&text[begin..at], first, chars));
            (begin, first, ended) = (at, chars, false);
        }
        ended |= ends;
        chars += 1;
    }
    if begin < text.len() {
        found.push((&text[begin..], first, chars));
    }
    found
}

/// A piece of text, whose first character is number `before` of all, made safe and put on one line.
fn safe(piece: &str, before: usize, marks: &[(usize, usize)]) -> Excerpt {
    let mut excerpt = Excerpt { text: String::new(), marks: Vec::new() };
    let (mut at, mut shown) = (before, 0);
    let (mut open, mut blank) = (None, false);
    for grapheme in piece.trim_end_matches(is_blank).graphemes(true) {
        let text = harmless(grapheme);
        let inside = marks.iter().position(|(start, end)| *start <= at && at < *end);
        at += grapheme.chars().count();
        if text.is_empty() {
            blank |= grapheme.chars().any(char::is_whitespace) && shown > 0;
            continue;
        }
        if inside != open.map(|(nth, _)| nth) {
            excerpt.marks.extend(open.take().map(|(_, start)| (start, shown)));
        }
        if blank {
            excerpt.text.push(' ');
            shown += 1;
            blank = false;
        }
        if let (Some(nth), None) = (inside, open) {
            open = Some((nth, shown));
        }
        shown += text.chars().count();
        excerpt.text.push_str(&text);
    }
    excerpt.marks.extend(open.map(|(_, start)| (start, shown)));
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(excerpt: &Excerpt) -> String {
        let mut out = String::new();
        for (nth, c) in excerpt.text.chars().enumerate() {
            out.extend(excerpt.marks.iter().any(|(start, _)| *start == nth).then_some('【'));
            out.push(c);
            out.extend(excerpt.marks.iter().any(|(_, end)| *end == nth + 1).then_some('】'));
        }
        out
    }

    #[test]
    fn paragraphs_keep_their_marks() {
        let found = paragraphs("四、减负\r\n\n　　减轻教\u{1b}师\n", &[(2, 4), (9, 13)]);
        let lines: Vec<String> = found.iter().map(shown).collect();
        assert_eq!(lines, ["四、【减负】", "【减轻教\u{fffd}】师"]);
    }

    #[test]
    fn sentences_end_with_what_closes_them() {
        let text = "一是“减负。”二是\n三是";
        let parts: Vec<&str> = sentences(text).into_iter().map(|(text, ..)| text).collect();
        assert_eq!(parts, ["一是“减负。”", "二是\n", "三是"]);
    }
}
