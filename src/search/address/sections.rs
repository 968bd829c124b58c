//! The sections of a report that a number means: by their headings, else by the paragraphs that begin with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::index::Name;
use crate::language::tr;
use crate::query::address::{Step, step_at_start};
use crate::report::work_title;
use crate::text::{Span, is_blank};

use super::names::title_key;
use super::reports::{Named, REPORTS_MAX, first_of};
use super::{Lookup, inside, runs_of};
use crate::search::SearchError;
use crate::search::archive::{PassageId, PassageRange, ReportId};

/// Passages of a section that come first together: those of one hit.
const TOGETHER: u32 = 3;
/// Passages below a chapter's heading that follow it.
const BELOW_MAX: u32 = 100;

/// A passage and what of it is meant, in bytes of its text.
pub(super) type Meant = (PassageId, Option<Span>);

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
        let holders = self.holders(&runs_of(&target.printed()))?;
        // Some laws lie in a folder article by article, each a report with the number in its title.
        let whole = named.iter().filter(|named| named.article.is_none()).take(REPORTS_MAX);
        let single = named.iter().filter(|named| named.article.is_some_and(|one| target.is_named_by(one)));
        for named in single.chain(whole) {
            let own = self.inside(&holders, named.report);
            self.archive.fetch(own)?;
            let sections = match named.article {
                Some(_) => vec![first_of(named.report)],
                None => self.headed(own, outer)?,
            };
            let is_first = found.leads.is_empty();
            if sections.is_empty() {
                // No heading bears the number: it may number a paragraph.
                found.leads.extend(self.begun(own, *target)?);
            }
            for first in sections {
                self.take(first, named, steps[outer.len() - 1], inner, &mut found)?;
                if is_first {
                    let many = self.below(first)?;
                    // The lead has brought the first of these already.
                    let beyond = TOGETHER.min(self.archive.section(first).len);
                    found.below.extend((beyond..many).map(|step| (first.plus(step), None)));
                }
            }
        }
        Ok(found)
    }

    /// The passages of a report.
    pub(super) fn passages(&self, report: ReportId) -> Result<PassageRange, SearchError> {
        Ok(PassageRange { first: first_of(report), len: self.archive.record(report)?.passages as u32 })
    }

    /// The first passages of the sections whose headings bear the numbers, among those of some passages: the outer ones
    /// first, for 一、 of an annex is not what 某报告一、 means.
    fn headed(&self, held: &[PassageId], steps: &[Step]) -> Result<Vec<PassageId>, SearchError> {
        let mut sections: Vec<(usize, PassageId)> = Vec::new();
        let firsts: Vec<PassageId> = held.iter().map(|at| self.archive.section(*at).first).collect();
        self.archive.fetch(&firsts)?;
        for first in firsts {
            let piece = self.archive.passage(first)?;
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
    fn begun(&self, held: &[PassageId], target: Step) -> Result<Vec<Meant>, SearchError> {
        let mut found = Vec::new();
        for at in held {
            let piece = self.archive.passage(*at)?;
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
        first: PassageId,
        named: &Named,
        of: Step,
        inner: &[Step],
        found: &mut Sections,
    ) -> Result<(), SearchError> {
        let own = self.archive.section(first).len;
        if inner.is_empty() {
            let heading = self.archive.passage(first)?.heading_bytes();
            let mark = (heading > 0).then(|| Span::new(0, heading));
            found.leads.push((first, mark));
            found.leads.extend((1..own.min(TOGETHER)).map(|step| (first.plus(step), None)));
            return Ok(());
        }
        // An article may go over several passages: its text is put together again.
        let (mut text, mut starts) = (String::new(), Vec::new());
        for step in 0..own {
            starts.push(text.len());
            text.push_str(&self.archive.whole(first.plus(step))?.1);
        }
        let paragraphs = self.archive.record(named.report)?.lines.paragraphs(&text);
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

    /// How many passages stand in a section and below it, counted up to a limit.
    fn below(&self, first: PassageId) -> Result<u32, SearchError> {
        let all = self.passages(first.report)?;
        let most = BELOW_MAX.min(all.first.ordinal + all.len - first.ordinal);
        let (depth, own) = (self.archive.passage(first)?.path().len(), self.archive.section(first));
        self.archive.fetch(&(1..most).map(|step| first.plus(step)).collect::<Vec<_>>())?;
        for step in 1..most {
            let at = first.plus(step);
            // The next section that is no deeper ends it.
            if !own.contains(at) && self.archive.passage(at)?.path().len() <= depth {
                return Ok(step);
            }
        }
        Ok(most)
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
            let range = self.passages(named.report)?;
            self.archive.fetch(&range.ids().collect::<Vec<_>>())?;
            let mut at = range.first;
            while range.contains(at) {
                let piece = self.archive.glance(at)?;
                if let Some(step) = own_step(piece.path())
                    && stand_above(piece.path(), &outer[..outer.len() - 1])
                {
                    add(step);
                }
                // From section to section: the other passages have the same headings.
                let own = self.archive.section(at);
                at = own.first.plus(own.len);
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
