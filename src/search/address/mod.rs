//! An address to passages: which reports have the name, which of their sections have the number, who cites them.
//!
//! - `names.rs`: whether a title fits a name (pure)
//! - `reports.rs`: the reports of a name, the newest edition first
//! - `sections.rs`: the sections of a number in a report, and what of them is meant
//! - `inside.rs`: paragraphs and items of an article (pure)
//! - `cites.rs`: whether a text cites a part (pure)
//! - `citing.rs`: the passages that cite it
//! - `dates.rs`: the date of an edition (pure)
//!
//! Nothing here is asked of a query that is no address; where no report has the name, it is words as any others.

mod cites;
mod citing;
mod dates;
mod inside;
mod names;
mod reports;
mod sections;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::language::tr;
use crate::query::address::{self, Address, Form};
use crate::query::{Field, Query};
use crate::text::Span;

use crate::search::SearchError;
use crate::search::archive::{Archive, Candidates, PassageId};
use crate::search::ask::runs::Run;
use crate::search::score::rank::Ranked;

use reports::Named;

/// What an address leads to.
#[derive(Default)]
pub(in crate::search) struct Addressed {
    /// The passages that it is the address of, and where each stands among them.
    order: FxHashMap<PassageId, usize>,
    /// Whether the name is only a part of the report's title, so that something else may be meant.
    pub(in crate::search) is_guess: bool,
    /// Passages that cite what it is the address of.
    citing: FxHashSet<PassageId>,
    /// What of these passages is meant or cites, in bytes of their texts.
    marks: FxHashMap<PassageId, Span>,
    /// What the reader should know.
    pub(in crate::search) notes: Vec<String>,
}

impl Addressed {
    /// Whether it only tells something of a report that may have been meant.
    pub(in crate::search) fn leads_nowhere(&self) -> bool {
        self.is_guess && self.order.is_empty() && self.citing.is_empty()
    }
}

/// What looking an address up needs.
struct Lookup<'a> {
    archive: &'a dyn Archive,
}

/// Finds what a query is the address of; `None` when it is none, or of no report here.
///
/// # Errors
/// What reading the index says.
pub(in crate::search) fn resolve(
    query: &Query,
    archive: &dyn Archive,
) -> Result<Option<Addressed>, SearchError> {
    let Some(asked) = Asked::of(query) else { return Ok(None) };
    let lookup = Lookup { archive };
    let named = lookup.named(&asked)?;
    if named.is_empty() {
        return Ok(None);
    }
    let steps = &asked.address.steps;
    let found = lookup.sections(&named, steps)?;
    // A quoted address is a run like any other; that it is an address is only told.
    if asked.quoted {
        let notes = found.leads.first().map(|_| {
            let Address { name, .. } = &asked.address;
            tr!("query-quoted-address", name = name)
        });
        return Ok(notes.map(|note| Addressed { notes: vec![note], ..Addressed::default() }));
    }
    let sure = named[0].fit.is_sure() && asked.address.form != Form::Bare;
    if found.leads.is_empty() && !sure {
        // One report alone may be meant by a part of its name: that it lacks the number is told, and words decide.
        let is_told = named.len() == 1 && asked.address.form != Form::Bare;
        let note = if is_told { lookup.what_there_is(&named, steps)? } else { None };
        return Ok(note.map(|note| Addressed { notes: vec![note], is_guess: true, ..Addressed::default() }));
    }
    let is_guess = !named[0].fit.is_sure();
    let mut addressed = Addressed { notes: found.notes, is_guess, ..Addressed::default() };
    if found.leads.is_empty() {
        addressed.notes.extend(lookup.what_there_is(&named, steps)?);
    }
    for (at, mark) in found.leads.into_iter().chain(found.below) {
        let next = addressed.order.len();
        if addressed.order.len() < ADDRESSED_MAX && !addressed.order.contains_key(&at) {
            addressed.order.insert(at, next);
            addressed.marks.extend(mark.map(|mark| (at, mark)));
        }
    }
    for (at, mark) in lookup.citing(&asked.address, &named)? {
        if !addressed.order.contains_key(&at) {
            addressed.citing.insert(at);
            addressed.marks.insert(at, mark);
        }
    }
    Ok(Some(addressed))
}

/// Passages that come first by their address; of a chapter they are those that it begins with.
const ADDRESSED_MAX: usize = 300;

/// An address and what else of the query tells its report.
struct Asked<'a> {
    address: Address,
    /// What the title must hold.
    titles: Vec<&'a str>,
    quoted: bool,
}

impl Asked<'_> {
    fn of(query: &Query) -> Option<Asked<'_>> {
        let (text, titles, quoted): (&str, Vec<&str>, bool) = match query {
            Query::Text(text) => (text, Vec::new(), false),
            Query::Run(run) => (run, Vec::new(), true),
            Query::Together(parts) => {
                let mut texts = parts.iter().filter_map(|part| match part {
                    Query::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                let titles = parts.iter().filter_map(|part| match part {
                    Query::Field(Field::Title, title) | Query::FieldWords(Field::Title, title) => {
                        Some(title.as_str())
                    }
                    _ => None,
                });
                (texts.next()?, titles.collect(), false)
            }
            _ => return None,
        };
        let address = address::parse(text)?;
        let told = !address.name.is_empty() || !titles.is_empty() && !quoted;
        told.then_some(Asked { address, titles, quoted })
    }
}

impl Addressed {
    /// Returns whether a passage is what was asked for, or cites it.
    pub(in crate::search) fn holds(&self, at: PassageId) -> bool {
        self.order.contains_key(&at) || self.citing.contains(&at)
    }

    /// Returns what of a passage is to be marked, in bytes of its text.
    pub(in crate::search) fn mark(&self, at: PassageId) -> Option<Span> {
        self.marks.get(&at).copied()
    }

    /// Brings its passages into question.
    pub(in crate::search) fn join(&self, candidates: &mut Candidates, archive: &dyn Archive) {
        let known = candidates.head.len();
        let new = self.order.keys().chain(&self.citing).copied();
        let new: Vec<PassageId> = new.filter(|at| !candidates.head.contains(at)).collect();
        // What is addressed is scored in full, wherever in the list it stood.
        candidates.rest.retain(|(at, _)| !self.holds(*at));
        candidates.head.extend(new);
        candidates.head.sort_by_cached_key(|id| archive.position(*id));
        candidates.most = candidates.most.saturating_add(candidates.head.len() - known);
    }

    /// Puts what was asked for first, then what cites it, each with what lifts it as a part of its score. Before these come
    /// the passages that are `named` so: 第八章 服务管理 is a heading sooner than the eighth chapter of the 服务管理条例.
    pub(in crate::search) fn lift(&self, ranked: &mut [Ranked], named: &FxHashSet<PassageId>) {
        let best = ranked.iter().map(|one| one.score).fold(1.0f32, f32::max);
        let many = self.order.len().max(1) as f32;
        for one in ranked.iter_mut() {
            let target = match self.order.get(&one.at) {
                // Above three times the best score.
                _ if named.contains(&one.at) => best * 3.0 + one.score,
                // From three times the best score down to twice it.
                Some(nth) => best * (3.0 - *nth as f32 / many),
                None if self.citing.contains(&one.at) => best + one.score,
                None => continue,
            };
            one.parts.address = target - one.score;
            one.score = target;
        }
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    }
}

impl Lookup<'_> {
    /// The passages that may hold one of some runs, those of a report in a row, in order.
    fn holders(&self, runs: &[Run]) -> Result<Vec<PassageId>, SearchError> {
        let mut all = Vec::new();
        for run in runs {
            all.extend(self.archive.holders(run, false)?);
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// The first of those, in the order of positions, whose texts will be read.
    fn first_holders(&self, runs: &[Run], most: usize) -> Result<Vec<PassageId>, SearchError> {
        self.first_of(self.holders(runs)?, most)
    }

    /// The first of some passages in the order of positions, whose texts will be read.
    fn first_of(&self, mut held: Vec<PassageId>, most: usize) -> Result<Vec<PassageId>, SearchError> {
        held.sort_by_cached_key(|at| self.archive.position(*at));
        held.truncate(most);
        self.archive.fetch(&held)?;
        Ok(held)
    }

    /// The living reports of a name.
    fn named(&self, asked: &Asked<'_>) -> Result<Vec<Named>, SearchError> {
        let mut named = match asked.address.name.as_str() {
            "" => self.reports_titled(&asked.titles)?,
            name => self.reports_called(name, asked.address.form)?,
        };
        named.truncate(reports::REPORTS_MAX);
        Ok(named)
    }
}

/// Runs of what is printed; none for what folding leaves nothing of.
fn runs_of(printed: &[String]) -> Vec<Run> {
    printed.iter().filter_map(|printed| Run::new(printed)).collect()
}
