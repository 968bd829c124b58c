//! Decoded text to a report: paragraphs, what is chrome or contents, the title, and the sections.
//!
//! - `layout.rs`: text to paragraphs; `split.rs`: lines as they stand; `wrap.rs`: those that were broken at a fixed
//!   width; `lines.rs`: which those were, to be kept
//! - `chrome.rs`, `contents.rs`: what is kept out of the passages
//! - `title.rs`: the report's title
//! - `marker.rs`: what a heading begins with; `candidates.rs`: which paragraphs begin so, with what laws
//!   (`law.rs`), appendices (`appendix.rs`) headings without number (`unnumbered.rs`) and weak series
//!   (`weak.rs`) do their own way
//! - `references.rs`: lists of references, whose entries are none
//! - `paragraph.rs`: what all of them ask of a paragraph
//! - `markdown.rs`: headings and front matter of Markdown
//! - `marked.rs`: what the format of the file tells beside the text
//! - `outline.rs`: which of them open sections, and at which level; `nesting.rs`: what always nests
//! - `heading.rs`: the heading as people read it
//!
//! Every step reads the text once; none fails.

mod appendix;
mod candidates;
mod chrome;
mod contents;
mod heading;
mod law;
mod layout;
mod lines;
mod markdown;
mod marked;
mod marker;
mod nesting;
mod outline;
mod paragraph;
mod references;
mod split;
#[cfg(test)]
mod tests;
mod title;
mod unnumbered;
mod weak;
mod wrap;

use std::collections::HashSet;

use crate::text::{LineIndex, Markup, Span, TextKind};

use super::{Qualifier, Remark, RemarkKind, Report, Section};

use heading::{heading_len, heading_text};
pub use law::{is_article, work_title};
pub use lines::Lines;
use marker::Style;
use outline::{Candidate, Opened, Step};
use title::Title;

/// Most remarks on numbers of one text: a text of nothing but headings would give a million.
const NUMBERING_MAX: usize = 1_000;

/// Reads decoded text into its tree of sections. Never fails: what is odd becomes a remark.
///
/// All spans are bytes of `text`; remarks come in the order of their lines.
pub fn parse(text: &str, kind: TextKind) -> (Report, Vec<Remark>) {
    parse_marked(text, &Markup::of_kind(kind))
}

/// As [`parse`], with what the format of the file tells: headings that it marks open sections whatever they look like,
/// numbering tells the rest, and furniture is kept out of the passages.
pub fn parse_marked(text: &str, markup: &Markup) -> (Report, Vec<Remark>) {
    let kind = markup.kind;
    let (paragraphs, how) = layout::paragraphs(text, kind);
    let lines = LineIndex::new(text);
    let opens: Vec<bool> = paragraphs.iter().map(|span| candidates::has_number(span.of(text))).collect();
    let chrome = chrome::find(text, &paragraphs, &opens);
    let marked_lines: HashSet<usize> = markup.headings.iter().map(|heading| heading.span.start).collect();
    let contents = contents::find(text, &paragraphs, &|nth| marked_lines.contains(&paragraphs[nth].start));
    let in_contents = |nth: usize| contents.is_some_and(|(first, end)| (first..end).contains(&nth));
    let comments = if kind == TextKind::Markdown { markdown::comments(text) } else { Vec::new() };
    let apart = in_furniture(markup, &paragraphs, &comments);
    let front = if kind == TextKind::Markdown { markdown::front_matter(text, &paragraphs) } else { 0 };
    let skip = |nth: usize| nth < front || chrome[nth] || in_contents(nth) || apart[nth];
    let head = (0..paragraphs.len()).find(|nth| opens[*nth] && !skip(*nth)).unwrap_or(paragraphs.len());
    let title = match markup.title.filter(|span| span.end <= text.len()) {
        Some(span) => Some(title::marked(text, &paragraphs, span, &skip)),
        None if markup.untitled => None,
        None => title::find(text, &paragraphs[..head], markup, &skip),
    };
    let name = title.as_ref().map_or("", |title| title.text.as_str());
    let beside = marked::Marked::new(markup, title.as_ref().map(|title| title.span));
    let candidates = candidates::find(text, (&paragraphs, &opens), kind, name, &beside, &skip);
    let opened = outline::choose(&candidates);
    for one in &opened {
        let candidate = &candidates[one.nth as usize];
        let line = lines.line_of(candidate.span.start);
        log::trace!("line {line}: level {}, {:?}", one.level, candidate.marker);
    }
    let full = candidates.last().filter(|_| candidates.len() >= candidates::CANDIDATES_MAX);
    let first_section = opened.first().map_or(text.len(), |one| candidates[one.nth as usize].span.start);
    // A title below the first section is not that of the whole report.
    let title = title.filter(|title| title.span.end <= first_section);
    let mut remarks = Vec::new();
    remarks.extend(front_matter(&paragraphs[..front], &lines));
    // What is furniture is told as such, whatever else it looks like.
    let chrome: Vec<bool> =
        chrome.iter().enumerate().map(|(nth, is)| *is && nth >= front && !apart[nth]).collect();
    if let Some(last) = full {
        let message = format!("more than {} headings: all that follows is text", candidates.len());
        let line = lines.line_of(last.span.start);
        remarks.push(Remark { kind: RemarkKind::Other, line, message, kept_out: None });
    }
    kept_out(text, &paragraphs, &chrome, contents, title.as_ref(), &lines, &mut remarks);
    let contents_page =
        contents.map(|(first, end)| Span::new(paragraphs[first].start, paragraphs[end - 1].end));
    remarks.extend(marked::remarks(markup, contents_page, &lines));
    let head = title.as_ref().map_or_else(Qualifier::default, |title| {
        Qualifier::of_head(&title::lines_below(text, &paragraphs, title.span, first_section, &skip))
    });
    if kind == TextKind::Markdown {
        let signs = markdown::signs(text, &paragraphs, &skip);
        remarks.extend(markup_signs(&comments, &signs, &remarks, &lines));
    }
    let is_markdown = kind == TextKind::Markdown;
    let sections = build(text, title, (&candidates, is_markdown), &opened, &lines, &mut remarks);
    log::debug!(
        "{} lines, {} paragraphs, {} possible headings, {} sections, {} remarks",
        lines.count(),
        paragraphs.len(),
        candidates.len(),
        sections.len(),
        remarks.len()
    );
    let report = Report { sections, lines: how, head };
    remarks.sort_by_key(|remark| remark.line);
    (report, remarks)
}

/// Returns for each paragraph whether the format says that it is furniture, or all of it is a comment.
fn in_furniture(markup: &Markup, paragraphs: &[Span], comments: &[Span]) -> Vec<bool> {
    let mut apart = marked::in_furniture(markup, paragraphs);
    for (apart, paragraph) in apart.iter_mut().zip(paragraphs) {
        let before = comments.partition_point(|comment| comment.end <= paragraph.start);
        let around = |one: &Span| one.start <= paragraph.start && paragraph.end <= one.end;
        *apart |= comments.get(before).is_some_and(around);
    }
    apart
}

/// Makes the remark on the paragraphs of a front matter, which may be none.
fn front_matter(paragraphs: &[Span], lines: &LineIndex<'_>) -> Option<Remark> {
    let span = Span::new(paragraphs.first()?.start, paragraphs.last()?.end);
    let (line, message) = (lines.line_of(span.start), "front matter".to_owned());
    Some(Remark { kind: RemarkKind::Other, line, message, kept_out: Some(span) })
}

/// Makes the remarks on what Markdown has beside its text, where nothing else keeps that out.
fn markup_signs(comments: &[Span], signs: &[Span], others: &[Remark], lines: &LineIndex<'_>) -> Vec<Remark> {
    let mut taken: Vec<Span> = others.iter().filter_map(|remark| remark.kept_out).collect();
    let mut found = Vec::new();
    for (spans, message) in [(comments, "comment of Markdown"), (signs, "sign of Markdown")] {
        taken.sort_unstable();
        let is_free = |span: &Span| {
            let after = taken.partition_point(|one| one.end <= span.start);
            taken.get(after).is_none_or(|one| !one.overlaps(*span))
        };
        let free: Vec<Span> = spans.iter().copied().filter(is_free).collect();
        found.extend(free.iter().map(|span| Remark {
            kind: RemarkKind::Furniture,
            line: lines.line_of(span.start),
            message: message.to_owned(),
            kept_out: Some(*span),
        }));
        taken.extend(free);
    }
    found
}

/// Makes the remarks that keep text out of the passages.
fn kept_out(
    text: &str,
    paragraphs: &[Span],
    chrome: &[bool],
    contents: Option<(usize, usize)>,
    title: Option<&Title>,
    lines: &LineIndex<'_>,
    remarks: &mut Vec<Remark>,
) {
    let mut keep = |kind, message: &str, span: Span| {
        let line = lines.line_of(span.start);
        remarks.push(Remark { kind, line, message: message.to_owned(), kept_out: Some(span) });
    };
    if let Some((first, end)) = contents {
        let span = Span::new(paragraphs[first].start, paragraphs[end - 1].end);
        keep(RemarkKind::Contents, &format!("contents page with {} entries", end - first - 1), span);
    }
    for nth in title.iter().flat_map(|title| &title.repeated) {
        keep(RemarkKind::RepeatedTitle, "the title, repeated", paragraphs[*nth]);
    }
    let is_free =
        |nth: usize| chrome[nth] && contents.is_none_or(|(first, end)| !(first..end).contains(&nth));
    let mut nth = 0;
    while nth < paragraphs.len() {
        let begin = nth;
        while nth < paragraphs.len() && is_free(nth) {
            nth += 1;
        }
        if nth > begin {
            let span = Span::new(paragraphs[begin].start, paragraphs[nth - 1].end);
            keep(RemarkKind::SiteChrome, &format!("added by the web site: {}", excerpt(span.of(text))), span);
        }
        nth += usize::from(nth == begin);
    }
}

/// The beginning of a text, for a message.
fn excerpt(text: &str) -> String {
    let line = heading::one_line(text.char_indices().nth(60).map_or(text, |(at, _)| &text[..at]));
    let mut short: String = line.chars().take(20).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

/// Builds the sections, root first.
fn build(
    text: &str,
    title: Option<Title>,
    (candidates, is_markdown): (&[Candidate], bool),
    opened: &[Opened],
    lines: &LineIndex<'_>,
    remarks: &mut Vec<Remark>,
) -> Vec<Section> {
    let (heading, heading_span) =
        title.map_or((String::new(), Span::new(0, 0)), |title| (title.text, title.span));
    let line = lines.line_of(heading_span.start);
    let start_of = |nth: usize| opened.get(nth).map(|one| candidates[one.nth as usize].span.start);
    let first = start_of(0).unwrap_or(text.len());
    let mut sections = Vec::with_capacity(opened.len() + 1);
    sections.push(Section { heading, heading_span, level: 0, parent: None, span: Span::new(0, first), line });
    let mut path: Vec<usize> = vec![0];
    let mut numbering = Numbering::default();
    for (nth, one) in opened.iter().enumerate() {
        let Candidate { span, marker, .. } = candidates[one.nth as usize];
        let end = start_of(nth + 1).unwrap_or(text.len());
        let raw = span.of(text);
        let len = heading_len(raw, &marker, one.in_appendix);
        let hashes = if is_markdown { markdown::hashes_len(raw) } else { 0 };
        // What is as deep as this section, or deeper, is closed.
        path.truncate(one.level as usize);
        let section = Section {
            heading: heading_text(&raw[..len], &marker),
            // The hashes of Markdown are kept out.
            heading_span: Span::new(span.start + hashes.min(len), span.start + len),
            level: one.level as usize,
            parent: path.last().copied(),
            span: Span::new(span.start, end),
            line: lines.line_of(span.start),
        };
        numbering.see(one.step, marker.style, &section, remarks);
        path.push(sections.len());
        sections.push(section);
    }
    numbering.close(remarks);
    sections
}

/// Remarks on numbers that are told one by one; of further ones only how many there are.
#[derive(Default)]
struct Numbering {
    said: usize,
    /// The line of the first that was not said.
    unsaid_from: usize,
}

impl Numbering {
    fn see(&mut self, step: Step, style: Style, section: &Section, remarks: &mut Vec<Remark>) {
        let heading = || section.heading.chars().take(20).collect::<String>();
        let message = match step {
            Step::Next => return,
            Step::Repeated if style == Style::Article => return,
            _ if self.said >= NUMBERING_MAX => String::new(),
            Step::Repeated => format!("the number of “{}” is the one before, repeated", heading()),
            Step::Skipped(0) => format!("“{}” begins a series, but not with the first number", heading()),
            Step::Skipped(last) => {
                format!("“{}” follows number {last}: numbers are out of order or missing", heading())
            }
        };
        self.said += 1;
        if self.said == NUMBERING_MAX + 1 {
            self.unsaid_from = section.line;
        }
        if self.said <= NUMBERING_MAX {
            remarks.push(Remark { kind: RemarkKind::Numbering, line: section.line, message, kept_out: None });
        }
    }

    fn close(&self, remarks: &mut Vec<Remark>) {
        if self.said > NUMBERING_MAX {
            let message = format!("{} more such remarks from here on", self.said - NUMBERING_MAX);
            let line = self.unsaid_from;
            remarks.push(Remark { kind: RemarkKind::Numbering, line, message, kept_out: None });
        }
    }
}
