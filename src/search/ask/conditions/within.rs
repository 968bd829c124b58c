//! `同句:( )` and its kin: all of some runs in one sentence, paragraph, section or report; `甲…乙`: in this order in one
//! sentence.
//!
//! What is looked at is the text of the section (or report) as it stands, so it does not matter how that was cut into
//! passages. A hit is a passage in which one of the runs begins, inside a stretch that holds all of them.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use memchr::memmem;

use crate::analysis;
use crate::query::Scope;
use crate::report::Lines;
use crate::report::figures::Condition as Comparison;
use crate::text::Span;

use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;
use crate::search::kept::Kept;

/// Runs that must all stand in one stretch of text.
pub(in crate::search) struct Within {
    scope: Scope,
    /// At least one.
    runs: Vec<Run>,
    /// Whether they must stand one after the other.
    ordered: bool,
    /// What a value in the stretch must be.
    comparison: Option<Comparison>,
    /// Cached stretches per section or report, by its first passage; every passage asks again.
    known: RefCell<Kept<PassageId, Stretches>>,
}

/// The text of a section or report, and its stretches that hold all the runs; nothing where there are none.
#[derive(Default)]
struct Stretches {
    text: String,
    /// Where each piece begins in the text, and the end of the last.
    starts: Vec<usize>,
    holding: Vec<Range<usize>>,
}

impl Within {
    /// Makes the condition from what was typed; `None` when folding leaves nothing of it.
    pub(in crate::search) fn new(scope: Scope, runs: &[String]) -> Option<Within> {
        Within::of(scope, runs, false)
    }

    /// Makes the condition that runs stand in this order within one sentence; `None` as above.
    pub(in crate::search) fn gap(runs: &[String]) -> Option<Within> {
        Within::of(Scope::Sentence, runs, true)
    }

    /// Makes the condition that a value that fits `typed` stands in one sentence with all of these words; `None` as above, or
    /// where that is no comparison.
    pub(in crate::search) fn compared(words: &[String], typed: &str) -> Option<Within> {
        let comparison = Some(Comparison::parse(typed)?);
        Within::of(Scope::Sentence, words, false).map(|within| Within { comparison, ..within })
    }

    fn of(scope: Scope, runs: &[String], ordered: bool) -> Option<Within> {
        let runs: Vec<Run> = runs.iter().filter_map(|run| Run::new(run)).collect();
        let (comparison, known) = (None, RefCell::default());
        (!runs.is_empty()).then_some(Within { scope, runs, ordered, comparison, known })
    }

    /// Returns the values in a text that fit, in the sentences that hold the words.
    pub(in crate::search) fn values(&self, text: &str) -> Vec<Span> {
        let Some(comparison) = &self.comparison else { return Vec::new() };
        let mut found = Vec::new();
        let mut begin = 0;
        for sentence in text.split_inclusive(ends_sentence) {
            if self.all_in(sentence) {
                let here = comparison.fitting(sentence).into_iter();
                found.extend(here.map(|span| Span::new(begin + span.start, begin + span.end)));
            }
            begin += sentence.len();
        }
        found
    }

    /// Whether one of the runs begins in this passage, inside a stretch that holds all of them; `Some` tells how many
    /// further passages that stretch goes into, where it is a sentence.
    fn begins_at(&self, at: PassageId, archive: &dyn Archive) -> Result<Option<u32>, SearchError> {
        let (first, stretches) = self.stretches(at, archive)?;
        let nth = (at.ordinal - first.ordinal) as usize;
        let (Some(&start), Some(&end)) = (stretches.starts.get(nth), stretches.starts.get(nth + 1)) else {
            return Ok(None);
        };
        let first_held = stretches.holding.partition_point(|held| held.end <= start);
        for stretch in stretches.holding[first_held..].iter().take_while(|held| held.start < end) {
            // The stretch may have begun in a passage before: only what begins in this one counts here.
            let from = stretch.start.max(start);
            let own = analysis::fold_text(&stretches.text[from..stretch.end.min(end)]).len();
            let folded = analysis::fold_text(&stretches.text[from..stretch.end]);
            if self.ordered {
                match in_order(&folded, &self.runs) {
                    Some((first, _)) if first < own => {}
                    _ => continue,
                }
            }
            let begins =
                |run: &Run| memmem::find(folded.as_bytes(), run.folded.as_bytes()).is_some_and(|at| at < own);
            if self.runs.iter().any(begins) {
                let last = stretches.starts.partition_point(|start| *start < stretch.end).saturating_sub(1);
                let reach = if self.scope == Scope::Sentence { last.saturating_sub(nth) as u32 } else { 0 };
                return Ok(Some(reach));
            }
        }
        Ok(None)
    }

    fn stretches(
        &self,
        at: PassageId,
        archive: &dyn Archive,
    ) -> Result<(PassageId, Rc<Stretches>), SearchError> {
        let range = match self.scope {
            Scope::Report => archive.report(at),
            _ => archive.section(at),
        };
        let first = range.first;
        if let Some(known) = self.known.borrow().get(&first) {
            return Ok((first, known));
        }
        let ids: Vec<PassageId> = range.ids().collect();
        archive.fetch(&ids)?;
        let parts = ids.into_iter().map(|id| archive.passage(id)).collect::<Result<Vec<_>, _>>()?;
        let lines = archive.record(at.report)?.lines;
        let stretches = self.find(&parts, lines);
        let bytes = stretches.text.len() + size_of_val(stretches.starts.as_slice());
        Ok((first, self.known.borrow_mut().keep(first, stretches, bytes)))
    }

    fn find(&self, parts: &[Rc<Piece>], lines: Lines) -> Stretches {
        let (mut text, mut starts, mut ends) = (String::new(), Vec::new(), Vec::new());
        for piece in parts {
            starts.push(text.len());
            // The number of an article stands in the sentence that follows it.
            let after = &piece.text()[piece.heading_bytes()..];
            if piece.has_heading()
                && after.trim_start_matches([' ', '\t', '\u{3000}']).starts_with(['\r', '\n'])
            {
                ends.push(text.len() + piece.heading_bytes());
            }
            text.push_str(piece.text());
            if !piece.continues() {
                ends.push(text.len());
            }
        }
        starts.push(text.len());
        // Most sections that have the runs lack them in one sentence; many lack their order even in the whole.
        if !self.runs_in(&analysis::fold_text(&text)) {
            return Stretches::default();
        }
        match self.scope {
            Scope::Sentence => ends.extend(sentence_ends(&text, lines)),
            Scope::Paragraph => ends.extend(paragraph_ends(&text, lines)),
            // All of the text is one stretch.
            Scope::Section | Scope::Report => ends.clear(),
        }
        ends.push(text.len());
        ends.sort_unstable();
        ends.dedup();
        let begins = std::iter::once(0).chain(ends.iter().copied());
        let stretches = begins.zip(ends.iter().copied()).map(|(begin, end)| begin..end);
        let holding: Vec<_> = stretches.filter(|stretch| self.all_in(&text[stretch.clone()])).collect();
        if holding.is_empty() {
            return Stretches::default();
        }
        Stretches { text, starts, holding }
    }

    fn all_in(&self, text: &str) -> bool {
        self.runs_in(&analysis::fold_text(text))
            && self.comparison.as_ref().is_none_or(|comparison| !comparison.fitting(text).is_empty())
    }

    /// Whether a folded text has all the runs, in their order where that is asked.
    fn runs_in(&self, folded: &str) -> bool {
        if self.ordered {
            return in_order(folded, &self.runs).is_some();
        }
        self.runs.iter().all(|run| memmem::find(folded.as_bytes(), run.folded.as_bytes()).is_some())
    }
}

impl Condition for Within {
    fn texts(&self) -> Vec<&str> {
        self.runs.iter().map(|run| run.folded.as_str()).collect()
    }

    /// Of runs in order a match begins with the first.
    fn choosing_runs(&self) -> Vec<&Run> {
        self.runs.iter().take(if self.ordered { 1 } else { usize::MAX }).collect()
    }

    fn bounds(&self) -> Bounds<'_> {
        match self.scope {
            Scope::Report => Bounds::Reports(&self.runs),
            Scope::Sentence | Scope::Paragraph | Scope::Section => Bounds::Sections(&self.runs),
        }
    }

    /// One of several runs may be rare: to require it keeps out all that lacks it.
    fn chooses_what_it_requires(&self) -> bool {
        false
    }

    fn begins_in(&self, at: PassageId, _: &Piece, archive: &dyn Archive) -> Result<Option<u32>, SearchError> {
        self.begins_at(at, archive)
    }

    /// The section (for a report: the report) has such a stretch at all.
    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        Ok(!self.stretches(at, archive)?.1.holding.is_empty())
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        match self.ordered {
            _ if self.comparison.is_some() => vec![Mark::Values(self)],
            true => vec![Mark::InOrder(&self.runs)],
            false => self.runs.iter().map(Mark::run).collect(),
        }
    }

    fn required_runs(&self) -> Vec<&Run> {
        self.runs.iter().collect()
    }
}

/// Returns where runs stand one after the other in folded text, begin and end in bytes.
pub(in crate::search) fn in_order(folded: &str, runs: &[Run]) -> Option<(usize, usize)> {
    let mut from = 0;
    let mut first = None;
    for run in runs {
        let at = from + folded.get(from..)?.find(run.folded.as_str())?;
        first = first.or(Some(at));
        from = at + run.folded.len();
    }
    Some((first?, from))
}

/// Where sentences end: after their marks, and with a paragraph that no sentence goes on from.
fn sentence_ends(text: &str, lines: Lines) -> Vec<usize> {
    let marks = text.char_indices().filter(|(_, c)| ends_sentence(*c)).map(|(at, c)| at + c.len_utf8());
    let paragraphs = paragraph_ends(text, lines).into_iter();
    marks.chain(paragraphs.filter(|at| !goes_on(&text[..*at], &text[*at..]))).collect()
}

/// Whether a line break ends no sentence (主要预期目标⏎是：地区生产总值…): nothing closes the line before it, no blank line,
/// indent or cell of a table stands there, the next line begins with no number, and has a mark that ends the sentence.
fn goes_on(before: &str, after: &str) -> bool {
    let line = before.trim_end_matches(['\r', '\n']);
    let line = line.rsplit(['\r', '\n']).next().unwrap_or_default();
    let next = after.lines().next().unwrap_or_default();
    let breaks = before[before.trim_end_matches(['\r', '\n']).len()..].matches('\n').count();
    let is_open =
        line.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '，' | '、' | ','));
    let begins = next.chars().next().is_some_and(|c| c.is_alphabetic() && !BEGINS.contains(c));
    let is_row = [line, next].iter().any(|line| line.contains(['\t', '|']));
    breaks <= 1 && is_open && begins && !is_row && next.contains(ends_sentence)
}

/// Characters that a numbered line begins with.
const BEGINS: &str = "一二三四五六七八九十第附";

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';')
}

/// Where paragraphs end: where the next begins. Other line ends were made by hard wrapping.
fn paragraph_ends(text: &str, lines: Lines) -> Vec<usize> {
    lines.paragraphs(text).into_iter().skip(1).map(|paragraph| paragraph.start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut<'a>(text: &'a str, ends: &[usize]) -> Vec<&'a str> {
        let mut sorted = ends.to_vec();
        sorted.push(text.len());
        sorted.sort_unstable();
        sorted.dedup();
        let begins = std::iter::once(0).chain(sorted.iter().copied());
        begins.zip(sorted.iter().copied()).map(|(begin, end)| text[begin..end].trim()).collect()
    }

    #[test]
    fn paragraphs_end_where_people_see_them_end() {
        let text = "　　第一段写到，\n一半换行。\n　　第二段\n\n第三段：\n第四段\n第五段";
        let wanted = ["第一段写到，\n一半换行。", "第二段", "第三段：", "第四段", "第五段"];
        assert_eq!(cut(text, &paragraph_ends(text, Lines::Unknown)), wanted);
        assert_eq!(paragraph_ends(text, Lines::Whole).len(), 5);
    }

    #[test]
    fn a_line_break_that_ends_no_sentence_is_gone_over() {
        let table = [
            ("主要预期目标\n是：地区生产总值增长5%。\n完", 2),
            ("一、总则\n为了减轻负担，制定本法。", 1),
            ("地区\t人口\n北京\t二千万。", 2),
            ("第一句。\n第二句。", 2),
            ("名称\n\n是这样的。", 2),
            ("目标\n一是增长。", 2),
        ];
        for (text, wanted) in table {
            let ends = sentence_ends(text, Lines::Whole);
            let sentences = cut(text, &ends).into_iter().filter(|sentence| !sentence.is_empty()).count();
            assert_eq!(sentences, wanted, "{text}");
        }
    }

    #[test]
    fn sentences_end_at_their_marks() {
        let text = "一句；两句。三，\n句！";
        assert_eq!(cut(text, &sentence_ends(text, Lines::Unknown)), ["一句；", "两句。", "三，\n句！"]);
    }
}
