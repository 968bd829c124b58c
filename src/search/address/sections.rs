//! The sections of a report that a number means: by their headings, else by the paragraphs that begin with it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::index::Name;
use crate::language::tr;
use crate::query::address::{Step, step_at_start};
use crate::report::work_title;
use crate::text::{Span, is_blank};

use super::names::title_key;
use super::reports::{Named, REPORTS_MAX};
use super::{Lookup, inside, runs_of};
use crate::search::SearchError;
use crate::search::pieces::DocRef;

/// Passages of a section that come first together: those of one hit.
const TOGETHER: u32 = 3;
/// Passages below a chapter's heading that follow it.
const BELOW_MAX: u32 = 100;

/// A passage and what of it is meant, in bytes of its text.
pub(super) type Meant = (DocRef, Option<Span>);

/// What a number leads to.
#[derive(Default)]
pub(super) struct Sections {
    /// The passages that begin what is meant, the newest edition first.
    pub(super) leads: Vec<Meant>,
    /// What follows in the same section of the newest, and below it.
    pub(super) below: Vec<Meant>,
    /// What the reader should know.
    pub(super) notes: Vec<String>,
}

impl Lookup<'_> {
    /// Finds the parts that steps name in some reports.
    pub(super) fn sections(&self, named: &[Named], steps: &[Step]) -> Result<Sections, SearchError> {
        let inner = steps.iter().position(|step| step.part.is_inside()).unwrap_or(steps.len());
        let (outer, inner) = steps.split_at(inner);
        let mut found = Sections::default();
        let Some(target) = outer.last() else { return Ok(found) };
        let holders = self.holders(&runs_of(&target.printed()));
        // Some laws lie in a folder article by article, each a report with the number in its title.
        let whole = named.iter().filter(|named| named.article.is_none()).take(REPORTS_MAX);
        let single = named.iter().filter(|named| named.article.is_some_and(|one| target.is_named_by(one)));
        for named in single.chain(whole) {
            let range = self.passages(named.record)?;
            // Holders are in the order of documents, so that those of a report stand in a row.
            let from = holders.partition_point(|at| *at < range.start);
            let end = holders.partition_point(|at| *at < range.end);
            let sections = match named.article {
                Some(_) => vec![range.start],
                None => self.headed(&holders[from..end], outer)?,
            };
            let is_first = found.leads.is_empty();
            if sections.is_empty() {
                // No heading bears the number: it may number a paragraph.
                found.leads.extend(self.begun(&holders[from..end], *target)?);
            }
            for first in sections {
                self.take(first, named, steps[outer.len() - 1], inner, &mut found)?;
                if is_first {
                    let end = self.below(first, range.end)?;
                    // The lead has brought the first of these already.
                    let own = self.pieces.section_of(first).1.doc - first.doc;
                    let beyond = TOGETHER.min(own);
                    found.below.extend((beyond..end - first.doc).map(|step| (first.plus(step), None)));
                }
            }
        }
        Ok(found)
    }

    /// The passages of a report.
    pub(super) fn passages(&self, record: DocRef) -> Result<Range<DocRef>, SearchError> {
        let passages = self.pieces.record_meta(record)?.passages as u32;
        Ok(record.plus(1)..record.plus(1 + passages))
    }

    /// The first passages of the sections whose headings bear the numbers, among those of some passages: the outer ones
    /// first, for 一、 of an annex is not what 某报告一、 means.
    fn headed(&self, docs: &[DocRef], steps: &[Step]) -> Result<Vec<DocRef>, SearchError> {
        let mut sections: Vec<(usize, DocRef)> = Vec::new();
        for at in docs {
            let first = self.pieces.section_of(*at).0;
            let piece = self.pieces.load(first)?;
            // Passages of one section follow each other.
            let known = sections.last().is_some_and(|(_, last)| *last == first);
            if !known && is_headed(piece.path(), steps) {
                sections.push((piece.path().len(), first));
            }
        }
        sections.sort_unstable();
        Ok(sections.into_iter().map(|(_, first)| first).collect())
    }

    /// The passages in which a paragraph begins with a number, and the line that does.
    fn begun(&self, docs: &[DocRef], target: Step) -> Result<Vec<Meant>, SearchError> {
        let mut found = Vec::new();
        for at in docs {
            let piece = self.pieces.load(*at)?;
            let mut begin = 0;
            for line in piece.text().split_inclusive(['\n', '\r']) {
                let start = begin + (line.len() - line.trim_start_matches(is_blank).len());
                let end = start + line.trim_matches(is_blank).len();
                begin += line.len();
                if step_at_start(line).is_some_and(|(step, _)| target.is_named_by(step)) {
                    found.push((*at, Some(Span::new(start, end))));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Takes a section, or the paragraph or item of it that is meant.
    fn take(
        &self,
        first: DocRef,
        named: &Named,
        of: Step,
        inner: &[Step],
        found: &mut Sections,
    ) -> Result<(), SearchError> {
        let end = self.pieces.section_of(first).1;
        let together = end.doc.min(first.doc + TOGETHER);
        if inner.is_empty() {
            let heading = self.pieces.load(first)?.heading_bytes();
            let mark = (heading > 0).then(|| Span::new(0, heading));
            found.leads.push((first, mark));
            found.leads.extend((first.doc + 1..together).map(|doc| (DocRef { doc, ..first }, None)));
            return Ok(());
        }
        // An article may go over several passages: its text is put together again.
        let (mut text, mut starts) = (String::new(), Vec::new());
        for step in 0..end.doc - first.doc {
            starts.push(text.len());
            text.push_str(&self.pieces.stored_piece(first.plus(step))?.1);
        }
        let paragraphs = self.pieces.record_meta(named.record)?.lines.paragraphs(&text);
        match inside::find(&text, &paragraphs, inner) {
            Ok(span) => {
                let nth = starts.partition_point(|start| *start <= span.start) - 1;
                let end = starts.get(nth + 1).map_or(span.end, |next| span.end.min(*next));
                let mark = Span::new(span.start - starts[nth], end - starts[nth]);
                found.leads.push((first.plus(nth as u32), Some(mark)));
            }
            Err((step, many)) => {
                if found.notes.is_empty() {
                    let title = work_title(&named.title);
                    found.notes.push(tr!(
                        "query-has-no-step",
                        of = of.to_string(),
                        title = title.to_string(),
                        step = step.to_string(),
                        many = many.to_string()
                    ));
                }
                found.leads.push((first, None));
            }
        }
        Ok(())
    }

    /// The document after the last of what stands in a section and below it, counted up to a limit.
    fn below(&self, first: DocRef, end: DocRef) -> Result<u32, SearchError> {
        let depth = self.pieces.load(first)?.path().len();
        let slot = self.pieces.slot(first);
        let mut doc = first.doc + 1;
        while doc < end.doc && doc < first.doc + BELOW_MAX {
            let at = DocRef { doc, ..first };
            // The next section that is no deeper ends it.
            if self.pieces.slot(at) != slot && self.pieces.load(at)?.path().len() <= depth {
                break;
            }
            doc += 1;
        }
        Ok(doc)
    }

    /// Says which numbers there are, where the one asked for is not among them.
    pub(super) fn what_there_is(
        &self,
        named: &[Named],
        steps: &[Step],
    ) -> Result<Option<String>, SearchError> {
        let outer = steps.iter().filter(|step| !step.part.is_inside()).copied().collect::<Vec<_>>();
        let (Some(best), Some(target)) = (named.first(), outer.last()) else { return Ok(None) };
        let key = title_key(work_title(&best.title));
        let mut there: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut add = |step: Step| {
            if Step::new(step.part, 1).is_named_by(Step::new(target.part, 1)) {
                there.insert((step.number, step.sub));
            }
        };
        for named in named.iter().filter(|named| title_key(work_title(&named.title)) == key) {
            if let Some(article) = named.article {
                add(article);
                continue;
            }
            let range = self.passages(named.record)?;
            let mut at = range.start;
            while at < range.end {
                let piece = self.pieces.load_fresh(at)?;
                if let Some(step) = own_step(piece.path())
                    && stand_above(piece.path(), &outer[..outer.len() - 1])
                {
                    add(step);
                }
                // From section to section: the other passages have the same headings.
                at = self.pieces.section_of(at).1;
            }
        }
        let title = work_title(&best.title);
        let asked: String = outer.iter().map(ToString::to_string).collect();
        let shown = |(number, sub): &(u32, u32)| Step { part: target.part, number: *number, sub: *sub };
        Ok(Some(match (there.first(), there.last()) {
            (Some(first), Some(last)) if first != last => {
                tr!(
                    "query-has-from-to",
                    title = title,
                    first = shown(first).to_string(),
                    last = shown(last).to_string(),
                    asked = asked
                )
            }
            (Some(only), _) => {
                tr!("query-has-alone", title = title, only = shown(only).to_string(), asked = asked)
            }
            (None, _) => tr!("query-has-none", title = title, asked = asked),
        }))
    }
}

/// The number of a section's own heading.
fn own_step(path: &[Arc<Name>]) -> Option<Step> {
    let heading = path.get(1..)?.last()?;
    step_at_start(&heading.text).map(|(step, _)| step)
}

/// Whether a section is headed by the last of some steps, and stands below the others.
fn is_headed(path: &[Arc<Name>], steps: &[Step]) -> bool {
    let Some((target, above)) = steps.split_last() else { return false };
    own_step(path).is_some_and(|own| target.is_named_by(own)) && stand_above(path, above)
}

/// Whether headings above a section bear some numbers, in this order.
fn stand_above(path: &[Arc<Name>], steps: &[Step]) -> bool {
    let mut steps = steps.iter().peekable();
    let above = path.get(1..path.len().saturating_sub(1)).unwrap_or(&[]);
    for heading in above {
        let read = step_at_start(&heading.text);
        if let (Some(step), Some((read, _))) = (steps.peek(), read)
            && step.is_named_by(read)
        {
            steps.next();
        }
    }
    steps.peek().is_none()
}
