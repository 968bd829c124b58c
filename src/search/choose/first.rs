//! The first stage: which passages come into question at all, cheaply.
//!
//! Words find the best few hundred by the engine's BM25 (with its block-max pruning); exact runs
//! bring the passages that hold them, so that no string is ever missed. What a section must hold narrows both, where
//! lists can tell it. Nothing here depends on the order of documents: lists are cut by score, then by path.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::index::IndexReader;

use crate::search::SearchError;
use crate::search::ask::plan::Plan;
use crate::search::ask::runs::Run;
use crate::search::ask::terms::QueryTerm;
use crate::search::choose::best::{self, Words};
use crate::search::choose::docs::DocSet;
use crate::search::pieces::{DocRef, Pieces};

/// What the first stage found.
pub(in crate::search) struct Candidates {
    /// Passages to be scored in full: the best by words and the first that hold each run, in the order of paths.
    pub(in crate::search) head: Vec<DocRef>,
    /// Further ones, best first, with the scores of this stage.
    pub(in crate::search) rest: Vec<(DocRef, f32)>,
    /// Whether head and rest together are all that match.
    pub(in crate::search) complete: bool,
    /// Whether more documents may hold a run than were taken into the head for it.
    pub(in crate::search) unseen: bool,
    /// No more documents match than this.
    pub(in crate::search) most: usize,
    /// Some of these, evenly from all over, where the list of all is known.
    pub(in crate::search) sample: Vec<DocRef>,
}

impl Candidates {
    /// Nothing matches.
    fn none() -> Candidates {
        Candidates {
            head: Vec::new(),
            rest: Vec::new(),
            complete: true,
            unseen: false,
            most: 0,
            sample: Vec::new(),
        }
    }
}

/// What is asked of the first stage.
pub(in crate::search) struct FirstStage<'a> {
    /// The query.
    pub(in crate::search) plan: &'a Plan,
    /// Index terms of all its ranking parts.
    pub(in crate::search) terms: &'a [QueryTerm],
    /// Whether texts that remarks keep out are searched too.
    pub(in crate::search) all: bool,
    /// Passages that are ranked in full.
    pub(in crate::search) depth: usize,
    /// A run that more documents may hold than this chooses none for the head.
    pub(in crate::search) run_depth: usize,
    /// What words inside rare words count beside those typed.
    pub(in crate::search) inner: f32,
    /// The opened index.
    pub(in crate::search) reader: &'a IndexReader,
    /// Its documents.
    pub(in crate::search) pieces: &'a Pieces<'a>,
    /// What [`FirstStage::narrow`] gives for the whole query, once it was asked for.
    pub(in crate::search) narrowed: OnceCell<Option<DocSet>>,
}

impl FirstStage<'_> {
    /// Returns the best `total` passages, some of them and the holders of runs as the head.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn best(&self, total: usize) -> Result<Candidates, SearchError> {
        self.with_head(self.listed(total)?)
    }

    /// Returns the best `total` passages without a head: what there is beyond one that was made before.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn listed(&self, total: usize) -> Result<Candidates, SearchError> {
        let narrowed = self.narrowed()?;
        if narrowed.is_some_and(DocSet::is_empty) {
            return Ok(Candidates::none());
        }
        let holders = if self.plan.words_choose() { None } else { Some(self.listed_by_runs(narrowed)?) };
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
        Ok(Candidates { head: Vec::new(), rest: found, complete, unseen: false, most, sample })
    }

    /// Returns every passage that some part of the query chooses and whose section may satisfy it; beyond the head in no
    /// order when they are `sorted_later`.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn every(&self, sorted_later: bool) -> Result<Candidates, SearchError> {
        let narrowed = self.narrowed()?;
        if narrowed.is_some_and(DocSet::is_empty) {
            return Ok(Candidates::none());
        }
        let mut holders = self.listed_by_runs(narrowed)?;
        let mut found = Vec::new();
        let by_words = self.plan.words_choose();
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
        let exact = if sorted_later { self.depth } else { usize::MAX };
        best::sort_best_first(&mut found, exact, self.pieces);
        let most = found.len();
        let sample = Vec::new();
        self.with_head(Candidates {
            head: Vec::new(),
            rest: found,
            complete: true,
            unseen: false,
            most,
            sample,
        })
    }

    /// Returns all documents that may hold a run, but for those in the head, in the order of paths.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn unseen(&self, head: &[DocRef]) -> Result<Vec<DocRef>, SearchError> {
        let mut docs = self.listed_by(self.plan.choosing_runs(), self.narrowed()?)?;
        head.iter().for_each(|at| docs.remove(*at));
        let mut docs: Vec<DocRef> = docs.iter().collect();
        self.pieces.sort(&mut docs);
        Ok(docs)
    }

    /// Moves the best of the rest to the head, with the first that hold each run.
    ///
    /// A run that very many hold brings none of its own: the first of them by path say nothing, and the best by words
    /// hold it, or else one is looked for among the unseen.
    fn with_head(&self, mut found: Candidates) -> Result<Candidates, SearchError> {
        let narrowed = self.narrowed()?;
        if found.most == 0 {
            return Ok(found);
        }
        let mut head: FxHashSet<DocRef> =
            found.rest.drain(..self.depth.min(found.rest.len())).map(|(at, _)| at).collect();
        for run in self.plan.choosing_runs() {
            let mut docs = self.candidates(run, self.run_depth.saturating_add(1));
            if docs.len() > self.run_depth {
                found.unseen = true;
                continue;
            }
            docs.retain(|at| narrowed.is_none_or(|set| set.contains(*at)));
            found.unseen |= docs.len() > self.depth;
            self.pieces.cut(&mut docs, self.depth);
            head.extend(docs);
        }
        head.extend(self.holding_most(narrowed)?);
        found.rest.retain(|(at, _)| !head.contains(at));
        found.head = head.into_iter().collect();
        self.pieces.sort(&mut found.head);
        Ok(found)
    }

    /// Returns a number of passages than which no fewer match: those that hold the commonest of the words that list.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn at_least(&self) -> Result<usize, SearchError> {
        let mut most = 0;
        if self.plan.need.is_nothing() {
            let listing = self.plan.choosing().filter_map(|wanted| wanted.free_words());
            for word in listing.flat_map(|words| &words.choosing) {
                most = most.max(self.pieces.word_count(word)?);
            }
        }
        Ok(most as usize)
    }

    /// Stop words rank but do not choose, unless there is nothing else.
    fn choosing_terms(&self) -> Vec<&QueryTerm> {
        let telling: Vec<&QueryTerm> = self.terms.iter().filter(|term| !term.is_stop_word).collect();
        if telling.is_empty() { self.terms.iter().collect() } else { telling }
    }

    /// The words that choose, in every field; `None` when there are none.
    pub(in crate::search) fn words(&self) -> Option<Words<'_>> {
        let fields = self.reader.fields();
        let mut words = Words::new(self.reader, self.pieces);
        let terms = self.choosing_terms();
        let typed = terms.iter().map(|term| (term.text.as_str(), term.factor));
        for (text, factor) in typed.chain(self.plan.inner().map(|text| (text, self.inner))) {
            words.add(fields.body, text, factor);
            words.add(fields.heading, text, factor);
            if self.all {
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
        self.listed_by(self.plan.listing_runs(), narrowed)
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
        for bounds in self.plan.choosing().filter_map(|wanted| wanted.choosing_reports()) {
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
            let searched = |doc: &u32| self.pieces.is_searched(DocRef { segment, doc: *doc }, self.all);
            let found = run.candidates(self.reader, segment, left, searched);
            left -= found.len();
            found.into_iter().for_each(|doc| each(DocRef { segment, doc }));
        }
    }
}

/// So many of the candidates are looked at to tell how many match: where all do, at least nine in ten of all do but once
/// in a thousand times.
const SAMPLE: usize = 64;

/// Some documents of a set, evenly from all over it.
fn sample_of(docs: &DocSet) -> Vec<DocRef> {
    docs.iter().step_by(docs.len().div_ceil(SAMPLE).max(1)).collect()
}
