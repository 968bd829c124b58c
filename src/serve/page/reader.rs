//! The reader: a section with its marks, the outline around it, the hits before and behind it, its place and citation.

use maud::{Markup, html};

use crate::output::{shown_facts, source_of};
use crate::query::{Field, Query, parse};
use crate::search::{SearchOptions, Searcher, WholeReport};
use crate::serve::api::reports::{part_of, report_of, section_of};
use crate::serve::problem::Problem;
use crate::serve::respond::Call;

use super::words::Words;
use super::{changed, marked};

/// Characters that are shown at once: a page stays small.
const CHARS: usize = 15_000;
/// Headings of an outline that are shown whole; of a longer one those of the upper levels, and those near the section.
const OUTLINE_MAX: usize = 150;
/// Headings before and behind the section that are shown of a longer outline.
const NEAR: usize = 15;
/// Hits of a report that are counted.
const HITS_MAX: usize = 500;

/// A section as it is read.
pub(super) struct Read {
    /// Title of its report.
    pub(super) title: String,
    /// How it is shown.
    pub(super) pane: Markup,
}

/// What is read, and where in it.
struct Reading<'a> {
    call: &'a Call,
    words: Words,
    report: &'a WholeReport,
    nth: usize,
    /// Hits in each section, where something is asked for.
    hits: Vec<usize>,
}

/// Makes the pane of the section that the call names.
///
/// # Errors
/// A problem where there is no such report or section.
pub(super) fn pane(call: &Call, words: Words, id: &str) -> Result<Read, Problem> {
    let searcher = &call.snapshot()?.searcher;
    let asked = &call.asked;
    let report = report_of(searcher, id)?;
    let nth = match asked.text("s") {
        "" => report.section_at(asked.number("at")).0,
        number => section_of(&report, number)?,
    };
    if report.sections.is_empty() {
        return Err(Problem::not_there("the report has no text", "look at the original"));
    }
    let query = asked.text("q").trim();
    let hits = hits_in(searcher, &report, query)?;
    let part = part_of(searcher, &report, (nth, false), query, (asked.number("more"), CHARS))?;
    let reading = Reading { call, words, report: &report, nth, hits };
    let section = &report.sections[nth];
    let source = source_of(&report, section);
    let citation = source.gbt7714();
    let end = part.from + part.text.chars().count();
    let pane = html! {
        article .reader aria-labelledby="read" data-cite=(citation) {
            p .back {
                a href=(changed(call, &[("open", ""), ("s", ""), ("at", ""), ("more", "")])) {
                    (if query.is_empty() { words.of("关闭", "Close") } else { words.of("回到结果", "Back to the hits") })
                }
            }
            h1 #read lang="zh-CN" { (source.title) }
            p .facts lang="zh-CN" {
                @for fact in report.facts.as_ref().map(shown_facts).unwrap_or_default() { span { (fact) } }
            }
            (reading.outline())
            (reading.steps())
            p .path lang="zh-CN" { (section.headings.join(" › ")) }
            div .section lang="zh-CN" { (paragraphs(&part.text, &part.matches)) }
            @if end < part.of {
                p { a href=(changed(call, &[("more", &end.to_string())])) { (words.of("继续读本节", "Read on in this section")) } }
            }
            (reading.steps())
            footer {
                p {
                    (words.of("原文位置：", "Place in the original: ")) (words.place(&section.location_of(0)))
                    " · " a href={ "v1/reports/" (report.key) "/original" } { (words.of("下载原文", "Download the original")) }
                }
                p .file { (report.path().display()) }
                p .cite {
                    label for="cite" { (words.of("引文（GB/T 7714）", "Citation (GB/T 7714)")) }
                    input #cite type="text" readonly lang="zh-CN" value=(citation);
                    button #copy type="button" hidden data-done=(words.of("已复制", "Copied")) { (words.of("复制", "Copy")) }
                }
            }
        }
    };
    Ok(Read { title: source.title, pane })
}

/// How many hits of a query begin in each section of a report.
fn hits_in(searcher: &Searcher, report: &WholeReport, typed: &str) -> Result<Vec<usize>, Problem> {
    let mut hits = vec![0; report.sections.len()];
    let (query, _) = parse(typed);
    if !query.wants_something() {
        return Ok(hits);
    }
    let here = Query::Field(Field::Path, report.path().to_string_lossy().into_owned());
    let query = match query {
        Query::Together(parts) => Query::Together(parts.into_iter().chain([here]).collect()),
        query => Query::Together(vec![query, here]),
    };
    let options = SearchOptions { limit: HITS_MAX, document_order: true, ..SearchOptions::default() };
    for hit in searcher.search(&query, &options)?.hits.iter().filter(|hit| hit.key == report.key) {
        hits[report.section_at(hit.byte_start).0] += 1;
    }
    Ok(hits)
}

impl Reading<'_> {
    /// The address of another section.
    fn to(&self, nth: usize) -> String {
        changed(self.call, &[("s", &(nth + 1).to_string()), ("at", ""), ("more", "")])
    }

    /// Whether a heading is shown of a long outline.
    fn is_shown(&self, nth: usize, depth_max: usize) -> bool {
        nth.abs_diff(self.nth) <= NEAR || self.report.sections[nth].headings.len() <= depth_max
    }

    fn outline(&self) -> Markup {
        let sections = &self.report.sections;
        let depth = |nth: usize| sections[nth].headings.len();
        let at_most = |depth_max: usize| (0..sections.len()).filter(|nth| depth(*nth) <= depth_max).count();
        let depth_max = (0..9).rev().find(|depth_max| at_most(*depth_max) <= OUTLINE_MAX).unwrap_or(0);
        let shown: Vec<usize> = (0..sections.len())
            .filter(|nth| sections[*nth].headings.last().is_some() && self.is_shown(*nth, depth_max))
            .collect();
        html! {
            @if shown.len() > 1 {
                details .outline {
                    summary { (self.words.of("目录", "Outline")) }
                    ol {
                        @for nth in shown {
                            li class={ "d" (depth(nth).min(6)) } {
                                a href=(self.to(nth)) aria-current=[(nth == self.nth).then_some("true")] lang="zh-CN" {
                                    (sections[nth].headings.last().map_or("", String::as_str))
                                }
                                @if self.hits[nth] > 0 {
                                    " " span .count title=(self.words.of("命中", "hits")) { (self.hits[nth]) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Links to the sections and hits before and behind.
    fn steps(&self) -> Markup {
        let words = self.words;
        let before_hit = self.hits[..self.nth].iter().rposition(|count| *count > 0);
        let next_hit = self.hits[self.nth + 1..].iter().position(|count| *count > 0);
        let next_hit = next_hit.map(|nth| self.nth + 1 + nth);
        let next = Some(self.nth + 1).filter(|nth| *nth < self.hits.len());
        let steps = [
            (before_hit, words.of("上一处命中", "Previous hit"), "prev-hit"),
            (self.nth.checked_sub(1), words.of("上一节", "Previous section"), "prev"),
            (next, words.of("下一节", "Next section"), "next"),
            (next_hit, words.of("下一处命中", "Next hit"), "next-hit"),
        ];
        html! {
            nav .steps aria-label=(words.of("前后", "Before and behind")) {
                @for (nth, text, name) in steps {
                    @if let Some(nth) = nth { a href=(self.to(nth)) data-step=(name) { (text) } }
                }
            }
        }
    }
}

/// The paragraphs of a text, with its marks.
fn paragraphs(text: &str, marks: &[(usize, usize)]) -> Markup {
    let mut begin = 0;
    let lines: Vec<(String, Vec<(usize, usize)>)> = text
        .split('\n')
        .map(|line| {
            let (from, length) = (begin, line.chars().count());
            begin += length + 1;
            let inside = marks.iter().filter(|(start, end)| *start < from + length && *end > from);
            let inside =
                inside.map(|(start, end)| (start.saturating_sub(from), (*end).min(from + length) - from));
            (line.to_owned(), inside.collect())
        })
        .filter(|(line, _)| !line.trim().is_empty())
        .collect();
    html! { @for (line, marks) in &lines { p { (marked(line, marks)) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_with_their_paragraphs() {
        let made = paragraphs("一、减负\n\n减轻教师\n负担", &[(2, 4), (7, 12)]).into_string();
        assert_eq!(made, "<p>一、<mark>减负</mark></p><p>减<mark>轻教师</mark></p><p><mark>负</mark>担</p>");
    }
}
