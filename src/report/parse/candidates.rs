//! Which paragraphs begin like a heading, before it is known whether they are one.

use std::collections::{HashMap, HashSet};

use crate::text::Span;

use super::appendix::{APPENDIX_CHARS_MAX, appendix, is_label};
use super::law::{is_last_chapter, law_inside, marker_fits, names_an_article};
use super::markdown;
use super::marked::Marked;
use super::marker::{Marker, Style, bare, marker_of};
use super::outline::Candidate;
use super::paragraph::{char_count, ends_sentence, plain};
use super::references;
use super::unnumbered::{
    BODY_CHARS_MIN, ends_text, looks_like_a_heading, names_above_statements, parallel_sentences,
};
use super::weak;
use crate::text::{TextKind, is_blank};

/// Later paragraphs of a text are no candidates: laws of 256 MB have some half a million articles, and what has more
/// is lines of rubbish, each of which would cost as much memory as a passage.
pub(super) const CANDIDATES_MAX: usize = 1_000_000;
/// A title stands again this deep in the text, and is at least so long in characters, to begin it anew.
const ANEW_PARAGRAPHS_MIN: usize = 25;
const ANEW_CHARS_MIN: usize = 10;

/// Returns whether a paragraph begins with a number as headings do.
pub(super) fn has_number(paragraph: &str) -> bool {
    marker_of(paragraph).is_some_and(|marker| marker_fits(paragraph, &marker))
}

/// Finds all candidates in order; `opens` tells which paragraphs begin with a number, `title` is the report's, `marked`
/// what its format tells, `skip` tells which paragraphs are chrome or contents.
pub(super) fn find(
    text: &str,
    (paragraphs, opens): (&[Span], &[bool]),
    kind: TextKind,
    title: &str,
    marked: &Marked,
    skip: &dyn Fn(usize) -> bool,
) -> Vec<Candidate> {
    let is_marked = |nth: usize| marked.level(paragraphs[nth], text).is_some();
    let references = references::find(text, (paragraphs, opens), &|nth| skip(nth) || is_marked(nth));
    let skip = &|nth: usize| skip(nth) || references.entries.contains(&nth) && !is_marked(nth);
    let parallel = parallel_sentences(text, paragraphs, opens);
    let is_none = |nth: usize| skip(nth) || opens[nth] || marked.is_row(paragraphs[nth]) || is_marked(nth);
    let weak = if marked.is_complete() { HashMap::new() } else { weak::series(text, paragraphs, &is_none) };
    let decimal = paragraphs.iter().any(|span| begins_decimals(span.of(text)));
    let mut finder = Finder {
        text,
        paragraphs,
        title,
        marked,
        parallel,
        weak,
        decimal,
        references: references.last,
        inner: false,
        found: Vec::new(),
        in_code: false,
        is_law: false,
        first: (0..paragraphs.len()).find(|nth| !skip(*nth)).unwrap_or(0),
    };
    let mut nth = 0;
    while nth < paragraphs.len() && finder.found.len() < CANDIDATES_MAX {
        nth += if skip(nth) { 1 } else { finder.paragraph(nth, kind, skip) };
    }
    // Where headings without number were seen to nest, that has told which of them are outer.
    if !finder.inner {
        names_above_statements(text, &mut finder.found);
    }
    // One article cut out of a law: its 款 and 项 are its text, as they are inside the law.
    if !finder.is_law && names_an_article(title) { Vec::new() } else { finder.found }
}

/// Whether a paragraph is the first heading of its kind, 1.1 or 2.1.
fn begins_decimals(paragraph: &str) -> bool {
    paragraph.starts_with(|c: char| c.is_numeric())
        && marker_of(paragraph).is_some_and(|marker| marker.style == Style::Decimal(2) && marker.number == 1)
}

struct Finder<'a> {
    text: &'a str,
    paragraphs: &'a [Span],
    title: &'a str,
    marked: &'a Marked,
    parallel: HashSet<usize>,
    /// Markers that their series shows.
    weak: HashMap<usize, Marker>,
    /// Whether the report numbers with points: 1.1.
    decimal: bool,
    /// The heading of the references that close the report.
    references: Option<usize>,
    /// Whether headings without number were found to stand under others.
    inner: bool,
    found: Vec<Candidate>,
    in_code: bool,
    is_law: bool,
    /// The first paragraph that is neither chrome nor contents.
    first: usize,
}

impl Finder<'_> {
    /// Looks at a paragraph; returns how many paragraphs it used.
    fn paragraph(&mut self, nth: usize, kind: TextKind, skip: &dyn Fn(usize) -> bool) -> usize {
        let span = self.paragraphs[nth];
        let paragraph = span.of(self.text);
        // What the format tells goes first: such a heading needs no shape.
        if let Some(level) = self.marked.level(span, self.text) {
            return self.marked_heading(span, level, nth, skip);
        }
        if self.marked.is_row(span) {
            return 1;
        }
        if kind == TextKind::Markdown {
            if paragraph.starts_with("```") || paragraph.starts_with("~~~") {
                self.in_code = !self.in_code;
                return 1;
            }
            if self.in_code {
                return 1;
            }
            if let Some(heading) = markdown::heading(self.text, self.paragraphs, nth) {
                return self.markdown(&heading, nth);
            }
        }
        if let Some(marker) = marker_of(paragraph).filter(|marker| marker_fits(paragraph, marker)) {
            // From the first article on the text is a law, whose lines without number are no headings.
            self.is_law |= marker.style == Style::Article;
            return self.numbered(span, marker, nth, skip);
        }
        if let Some(marker) = bare(paragraph).filter(|_| self.decimal) {
            self.push(span, marker);
            return 1;
        }
        if let Some(marker) = appendix(paragraph) {
            let titled = is_label(paragraph).then(|| self.title_after(nth, skip)).flatten();
            self.push(Span::new(span.start, titled.map_or(span.end, |title| title.end)), marker);
            return 1 + usize::from(titled.is_some());
        }
        if let Some(marker) = self.weak.get(&nth) {
            self.push(span, *marker);
            return 1;
        }
        if is_last_chapter(paragraph) && (self.is_law || self.counts()) {
            self.push(span, plain(Style::Unnumbered, 0));
            return 1;
        }
        if self.is_law || self.marked.is_complete() {
            return 1;
        }
        if self.references == Some(nth) && self.counts() {
            self.push(span, plain(Style::Unnumbered, 0));
            return 1;
        }
        if self.begins_anew(nth) {
            self.push(span, plain(Style::Unnumbered, 0));
        } else if self.stands_like_a_heading(nth, skip) {
            // Two in a row: the first stands above the second.
            let outer = self.stands_like_a_heading(nth + 1, skip);
            let style = if outer || !self.inner { Style::Unnumbered } else { Style::UnnumberedInner };
            self.inner |= outer;
            self.push(span, plain(style, 0));
        } else if self.parallel.contains(&nth) {
            self.push(span, plain(Style::Parallel, 0));
        }
        1
    }

    /// A paragraph that the format marks as a heading; its number, if it has one, is read all the same.
    fn marked_heading(&mut self, span: Span, level: u8, nth: usize, skip: &dyn Fn(usize) -> bool) -> usize {
        let paragraph = span.of(self.text);
        let first = self.found.len();
        let used = match marker_of(paragraph).filter(|marker| marker_fits(paragraph, marker)) {
            Some(marker) => {
                self.is_law |= marker.style == Style::Article;
                self.numbered(span, marker, nth, skip)
            }
            None => {
                self.push(span, appendix(paragraph).unwrap_or(plain(Style::Marked, 0)));
                1
            }
        };
        self.found[first..].iter_mut().for_each(|candidate| candidate.marked = Some(level));
        used
    }

    /// Whether numbered headings came before: 附则 stands beside the outermost of them (一、 二、 附则).
    fn counts(&self) -> bool {
        !self.marked.is_complete()
            && self.found.iter().any(|candidate| !candidate.marker.style.is_unnumbered())
    }

    /// A title that stands again deep in the text begins the report, or another copy of it, anew.
    fn begins_anew(&self, nth: usize) -> bool {
        let line = self.paragraphs[nth].of(self.text);
        let Some(chars) = char_count(line, 80) else { return false };
        nth > ANEW_PARAGRAPHS_MIN
            && chars >= ANEW_CHARS_MIN
            && self.title.contains(&super::heading::one_line(line))
    }

    fn push(&mut self, span: Span, marker: Marker) {
        self.found.push(Candidate { span, marker, marked: None });
    }

    /// Markdown headings; the first, if nothing came before it, is the title.
    fn markdown(&mut self, heading: &markdown::Heading, nth: usize) -> usize {
        let markdown::Heading { depth, span, taken, paragraphs } = *heading;
        let first = self.found.len();
        match marker_of(&span.of(self.text)[taken..]) {
            // A law's own number tells the level better than the number of hashes.
            Some(marker) if marker.style.is_law() => {
                self.is_law |= marker.style == Style::Article;
                self.push(span, Marker { len: marker.len + taken, ..marker });
            }
            _ if nth <= self.first => {}
            _ => self.push(span, plain(Style::Hashes(depth), taken)),
        }
        self.found[first..].iter_mut().for_each(|candidate| candidate.marked = Some(depth));
        paragraphs
    }

    /// A numbered paragraph. A law's heading may share its line with the next, or have its title on the next.
    fn numbered(&mut self, span: Span, marker: Marker, nth: usize, skip: &dyn Fn(usize) -> bool) -> usize {
        let (mut span, mut marker) = (span, marker);
        let divides = |style: Style| style.is_law() && style != Style::Article || style == Style::Part;
        while divides(marker.style)
            && let Some((at, next)) = law_inside(span.of(self.text), marker.len)
        {
            let end = span.start + span.of(self.text)[..at].trim_end_matches(is_blank).len();
            self.push(Span::new(span.start, end), marker);
            (span, marker) = (Span::new(span.start + at, span.end), next);
        }
        let bare =
            divides(marker.style) && span.of(self.text)[marker.len..].trim_matches(is_blank).is_empty();
        let title = bare.then(|| self.title_after(nth, skip)).flatten();
        self.push(Span::new(span.start, title.map_or(span.end, |title| title.end)), marker);
        1 + usize::from(title.is_some())
    }

    /// The next paragraph, if it can be the title of a label that stands alone.
    fn title_after(&self, nth: usize, skip: &dyn Fn(usize) -> bool) -> Option<Span> {
        let next = *self.paragraphs.get(nth + 1).filter(|_| !skip(nth + 1))?;
        let title = next.of(self.text);
        let fits = char_count(title, APPENDIX_CHARS_MAX).is_some() && !ends_sentence(title);
        (fits && marker_of(title).is_none() && appendix(title).is_none()).then_some(next)
    }

    /// A short line after the end of a text and before another, with no mark at its end.
    fn stands_like_a_heading(&self, nth: usize, skip: &dyn Fn(usize) -> bool) -> bool {
        if nth >= self.paragraphs.len()
            || skip(nth)
            || !looks_like_a_heading(self.paragraphs[nth].of(self.text))
        {
            return false;
        }
        let near = |at: usize| self.paragraphs.get(at).filter(|_| !skip(at)).map(|span| span.of(self.text));
        let before = nth.checked_sub(1).and_then(near).is_some_and(|text| {
            ends_text(text)
                || self.found.last().is_some_and(|last| last.span == self.paragraphs[nth - 1])
                || self.follows_a_heading(nth, skip)
        });
        // Text follows, or a short sentence, the first number of a list, or another such line with text
        // below it.
        let after = near(nth + 1).is_some_and(|text| {
            char_count(text, BODY_CHARS_MIN).is_none()
                || char_count(text, BODY_CHARS_MIN / 3).is_none() && ends_sentence(text)
                || marker_of(text).is_some_and(|marker| marker.number == 1)
                || looks_like_a_heading(text)
                    && near(nth + 2).is_some_and(|text| char_count(text, BODY_CHARS_MIN).is_none())
        });
        before && after
    }

    /// Whether the line before is a heading without number that is not listed yet: asked about the line after it.
    fn follows_a_heading(&self, nth: usize, skip: &dyn Fn(usize) -> bool) -> bool {
        let Some(before) = nth.checked_sub(1).filter(|before| !skip(*before)) else { return false };
        let Some(earlier) = before.checked_sub(1).filter(|earlier| !skip(*earlier)) else { return false };
        let text = self.paragraphs[earlier].of(self.text);
        looks_like_a_heading(self.paragraphs[before].of(self.text)) && ends_text(text)
    }
}
