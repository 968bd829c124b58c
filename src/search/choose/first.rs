//! The first stage: which passages come into question at all, cheaply.
//!
//! Words find the best few hundred by the engine's BM25 (with its block-max pruning); exact runs
//! bring the passages that hold them, so that no string is ever missed. What a section must hold narrows both, where
//! lists can tell it. Nothing here depends on the order of documents: lists are cut by score, then by path.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::index::IndexReader;

use crate::search::SearchError;
use crate::search::archive::{Candidates, Choice, PassageId, Wish};
use crate::search::ask::runs::Run;
use crate::search::choose::best::{self, Words};
use crate::search::choose::docs::DocSet;
use crate::search::choose::holders;
use crate::search::pieces::{DocRef, Pieces};

/// What the first stage found, by documents of the index.
struct Found {
    head: Vec<DocRef>,
    rest: Vec<(DocRef, f32)>,
    complete: bool,
    unseen: bool,
    most: usize,
    sample: Vec<DocRef>,
}

impl Found {
    /// Nothing matches.
    fn none() -> Found {
        Found::listed(Vec::new(), true, 0, Vec::new())
    }

    /// Without a head.
    fn listed(rest: Vec<(DocRef, f32)>, complete: bool, most: usize, sample: Vec<DocRef>) -> Found {
        Found { head: Vec::new(), rest, complete, unseen: false, most, sample }
    }

    fn given(self, pieces: &Pieces<'_>) -> Candidates {
        let Found { head, rest, complete, unseen, most, sample } = self;
        let ids = |docs: Vec<DocRef>| docs.into_iter().map(|at| pieces.id(at)).collect();
        let rest = rest.into_iter().map(|(at, score)| (pieces.id(at), score)).collect();
        Candidates { head: ids(head), rest, complete, unseen, most, sample: ids(sample) }
    }
}

/// The first stage of one search of a local index.
pub(in crate::search) struct FirstStage<'a> {
    /// What is asked of it.
    pub(in crate::search) wish: Wish<'a>,
    /// The opened index.
    pub(in crate::search) reader: &'a IndexReader,
    /// Its documents.
    pub(in crate::search) pieces: &'a Pieces<'a>,
    /// What [`FirstStage::narrow`] gives for the whole query, once it was asked for.
    narrowed: OnceCell<Option<DocSet>>,
}

impl Choice for FirstStage<'_> {
    fn best(&self, total: usize) -> Result<Candidates, SearchError> {
        Ok(self.with_head(self.best_listed(total)?)?.given(self.pieces))
    }

    fn listed(&self, total: usize) -> Result<Candidates, SearchError> {
        Ok(self.best_listed(total)?.given(self.pieces))
    }

    fn every(&self, sorted_later: bool) -> Result<Candidates, SearchError> {
        Ok(self.all_listed(sorted_later)?.given(self.pieces))
    }

    fn unseen(&self, head: &[PassageId]) -> Result<Vec<PassageId>, SearchError> {
        let mut docs = self.listed_by(self.wish.plan.choosing_runs(), self.narrowed()?)?;
        head.iter().for_each(|id| docs.remove(self.pieces.at(*id)));
        let mut docs: Vec<DocRef> = docs.iter().collect();
        self.pieces.sort(&mut docs);
        Ok(docs.into_iter().map(|at| self.pieces.id(at)).collect())
    }

    fn at_least(&self) -> Result<usize, SearchError> {
        if !self.wish.plan.need.is_nothing() {
            return Ok(0);
        }
        let mut most = 0;
        for word in self.wish.plan.listing_words() {
            most = most.max(self.pieces.word_count(word)?);
        }
        Ok(most as usize)
    }
}

impl<'a> FirstStage<'a> {
    /// Nothing looked up yet.
    pub(in crate::search) fn new(wish: Wish<'a>, reader: &'a IndexReader, pieces: &'a Pieces<'a>) -> Self {
        FirstStage { wish, reader, pieces, narrowed: OnceCell::new() }
    }

    /// Returns what the query requires, looked up once: see [`FirstStage::narrow`].
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn narrowed(&self) -> Result<Option<&DocSet>, SearchError> {
        if self.narrowed.get().is_none() {
            let _ = self.narrowed.set(self.narrow(&self.wish.plan.need)?);
        }
        Ok(self.narrowed.get().and_then(Option::as_ref))
    }

    /// The best `total` passages without a head.
    fn best_listed(&self, total: usize) -> Result<Found, SearchError> {
        let narrowed = self.narrowed()?;
        if narrowed.is_some_and(DocSet::is_empty) {
            return Ok(Found::none());
        }
        // Where words choose they list the best themselves; without them only what holds a run comes into
        // question.
        let holders = if self.wish.plan.words_choose() { None } else { Some(self.listed_by_runs(narrowed)?) };
        let among = holders.as_ref().or(narrowed);
        let mut found = match self.words() {
            Some(words) => words.best(total, among)?,
            None => Vec::new(),
        };
        let sample = holders.as_ref().map(sample_of).unwrap_or_default();
        let mut complete = false;
        let mut most = among.map_or(usize::MAX, DocSet::len);
        if found.len() < total {
            // No word brings any more: what holds a run comes last.
            let mut others = match holders {
                Some(holders) => holders,
                None => self.listed_by_runs(narrowed)?,
            };
            found.iter().for_each(|(at, _)| others.remove(*at));
            let room = total - found.len();
            most = found.len() + others.len();
            complete = others.len() <= room;
            let mut others: Vec<DocRef> = others.iter().collect();
            self.pieces.cut(&mut others, room);
            found.extend(others.into_iter().map(|at| (at, 0.0)));
        }
        Ok(Found::listed(found, complete, most, sample))
    }

    /// Every passage that some part of the query chooses; beyond the head in no order when they are `sorted_later`.
    fn all_listed(&self, sorted_later: bool) -> Result<Found, SearchError> {
        let narrowed = self.narrowed()?;
        if narrowed.is_some_and(DocSet::is_empty) {
            return Ok(Found::none());
        }
        let mut holders = self.listed_by_runs(narrowed)?;
        let mut found = Vec::new();
        let by_words = self.wish.plan.words_choose();
        let allowed = |at: DocRef| narrowed.is_none_or(|set| set.contains(at));
        if let Some(words) = self.words() {
            words.walk(&mut |at, score| {
                if holders.contains(at) || by_words && allowed(at) {
                    holders.remove(at);
                    found.push((at, score));
                }
            })?;
        }
        found.extend(holders.iter().map(|at| (at, 0.0)));
        let exact = if sorted_later { self.wish.depth } else { usize::MAX };
        best::sort_best_first(&mut found, exact, self.pieces);
        let most = found.len();
        self.with_head(Found::listed(found, true, most, Vec::new()))
    }

    /// Moves the best of the rest to the head, with the first that hold each run.
    ///
    /// A run that more passages may hold than `run_depth` adds no candidates: its first holders by path are
    /// arbitrary, and the best passages by words usually hold it. If none does, `unseen` supplies one.
    fn with_head(&self, mut found: Found) -> Result<Found, SearchError> {
        let narrowed = self.narrowed()?;
        if found.most == 0 {
            return Ok(found);
        }
        let mut head: FxHashSet<DocRef> =
            found.rest.drain(..self.wish.depth.min(found.rest.len())).map(|(at, _)| at).collect();
        for run in self.wish.plan.choosing_runs() {
            // One more than allowed is enough to see that there are too many.
            let mut docs = self.candidates(run, self.wish.run_depth.saturating_add(1));
            if docs.len() > self.wish.run_depth {
                found.unseen = true;
                continue;
            }
            docs.retain(|at| narrowed.is_none_or(|set| set.contains(*at)));
            found.unseen |= docs.len() > self.wish.depth;
            self.pieces.cut(&mut docs, self.wish.depth);
            head.extend(docs);
        }
        head.extend(self.holding_most(narrowed)?);
        found.rest.retain(|(at, _)| !head.contains(at));
        found.head = head.into_iter().collect();
        self.pieces.sort(&mut found.head);
        Ok(found)
    }

    /// The words that choose, in every field; `None` when there are none.
    pub(in crate::search) fn words(&self) -> Option<Words<'_>> {
        let fields = self.reader.fields();
        let mut words = Words::new(self.reader, self.pieces);
        let terms = self.wish.choosing_terms();
        let typed = terms.iter().map(|term| (term.text.as_str(), term.factor));
        for (text, factor) in typed.chain(self.wish.plan.inner().map(|text| (text, self.wish.inner))) {
            words.add(fields.body, text, factor);
            words.add(fields.heading, text, factor);
            if self.wish.all {
                words.add(fields.remark, text, factor);
            }
        }
        (!terms.is_empty()).then_some(words)
    }

    /// A set of no documents.
    pub(in crate::search) fn no_docs(&self) -> DocSet {
        DocSet::new((0..self.reader.segments()).map(|segment| self.reader.segment(segment).max_doc()))
    }

    /// The documents that may hold what was typed as it stands or a typed word, or that a field chooses.
    fn listed_by_runs(&self, narrowed: Option<&DocSet>) -> Result<DocSet, SearchError> {
        self.listed_by(self.wish.plan.listing_runs(), narrowed)
    }

    /// The documents that may hold one of the runs, or that a field chooses.
    fn listed_by<'r>(
        &self,
        runs: impl Iterator<Item = &'r Run>,
        narrowed: Option<&DocSet>,
    ) -> Result<DocSet, SearchError> {
        let mut docs = self.no_docs();
        for run in runs {
            self.for_each_candidate(run, usize::MAX, &mut |at| docs.insert(at));
        }
        for bounds in self.wish.plan.choosing().filter_map(|wanted| wanted.choosing_reports()) {
            let bounded = self.bounded(&bounds)?;
            let is_first = |at: &DocRef| self.pieces.is_first(*at);
            match bounded {
                Some(bounded) => bounded.iter().filter(is_first).for_each(|at| docs.insert(at)),
                None => self.pieces.all().filter(is_first).for_each(|at| docs.insert(at)),
            }
        }
        if let Some(narrowed) = narrowed {
            docs.keep(narrowed);
        }
        Ok(docs)
    }

    fn candidates(&self, run: &Run, most: usize) -> Vec<DocRef> {
        let mut docs = Vec::new();
        self.for_each_candidate(run, most, &mut |at| docs.push(at));
        docs
    }

    /// Calls `each` with the first `most` documents that may hold a run.
    pub(in crate::search) fn for_each_candidate(&self, run: &Run, most: usize, each: &mut dyn FnMut(DocRef)) {
        let mut left = most;
        for segment in 0..self.reader.segments() {
            let searched = |doc: &u32| self.pieces.is_searched(DocRef { segment, doc: *doc }, self.wish.all);
            let found = holders::candidates(run, self.reader, segment, left, searched);
            left -= found.len();
            found.into_iter().for_each(|doc| each(DocRef { segment, doc }));
        }
    }
}

/// Candidates that are looked at to tell how many match: where all of them do, at least nine in ten of all
/// do, but once in a thousand times.
const SAMPLE: usize = 64;

/// Some documents of a set, evenly from all over it.
fn sample_of(docs: &DocSet) -> Vec<DocRef> {
    docs.iter().step_by(docs.len().div_ceil(SAMPLE).max(1)).collect()
}
