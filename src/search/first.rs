//! The first stage: which passages come into question at all, cheaply.
//!
//! Words find the best few hundred by the engine's BM25 (with its block-max pruning); exact runs
//! bring the passages that hold them, so that no string is ever missed. When the whole list is
//! asked for, or a condition must hold, every match is walked instead.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::index::{IndexReader, Slot};

use super::pieces::{DocRef, Pieces};
use super::plan::{Need, Plan, Wanted};
use super::runs::Run;
use super::terms::QueryTerm;
use super::{SearchError, best};

/// So many further texts are looked at for what was typed: a run that is none of the first thousands of its
/// candidates stands almost nowhere.
const UNSEEN_MAX: usize = 20_000;

/// What the first stage found.
pub(super) struct Candidates {
    /// Passages to be scored in full: the best by words and the first that hold each run.
    pub(super) head: Vec<DocRef>,
    /// All other matches that were walked, best first, with the scores of this stage.
    pub(super) rest: Vec<(DocRef, f32)>,
    /// Documents that may hold an exact run and are neither in the head nor, with a score, in the rest.
    pub(super) unseen: Vec<DocRef>,
    /// Whether head and rest together are all that match.
    pub(super) complete: bool,
}

/// What is asked of the first stage.
pub(super) struct FirstStage<'a> {
    /// The query.
    pub(super) plan: &'a Plan,
    /// Index terms of all its ranking parts.
    pub(super) terms: &'a [QueryTerm],
    /// Whether texts that remarks keep out are searched too.
    pub(super) all: bool,
    /// The opened index.
    pub(super) reader: &'a IndexReader,
    /// Its documents.
    pub(super) pieces: &'a Pieces<'a>,
}

impl FirstStage<'_> {
    /// Returns the best `depth` passages by words and up to `depth` that hold each run; in the rest the best by words
    /// after these, up to `total` in all.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn best(&self, depth: usize, total: usize) -> Result<Candidates, SearchError> {
        let Some(query) = self.words_query().filter(|_| self.words_choose()) else {
            return self.every(depth);
        };
        let mut rest = best::by_words(&query, total.max(depth), self.reader, self.pieces)?;
        let mut complete = rest.len() < total.max(depth);
        let mut head: FxHashSet<DocRef> = rest.drain(..depth.min(rest.len())).map(|(at, _)| at).collect();
        let mut unseen = Vec::new();
        for mut runs in self.run_candidates(depth.saturating_add(UNSEEN_MAX))? {
            complete &= runs.len() <= depth;
            unseen.extend(self.pieces.cut(&mut runs, depth));
            head.extend(runs);
        }
        unseen.retain(|at| !head.contains(at));
        rest.retain(|(at, _)| !head.contains(at));
        let mut head: Vec<DocRef> = head.into_iter().collect();
        self.pieces.sort(&mut head);
        Ok(Candidates { head, rest, unseen, complete })
    }

    /// Returns every passage that some part of the query chooses and whose section may satisfy it.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn every(&self, depth: usize) -> Result<Candidates, SearchError> {
        let sections = self.narrow(&self.plan.need)?;
        let allowed =
            |at: DocRef| sections.as_ref().is_none_or(|known| known.contains(&self.pieces.section_of(at).0));
        let mut runs = self.run_candidates(usize::MAX)?;
        runs.iter_mut().for_each(|docs| docs.retain(|at| allowed(*at)));
        let mut scores: FxHashMap<DocRef, f32> = runs.iter().flatten().map(|at| (*at, 0.0)).collect();
        let words_choose = self.words_choose();
        if let Some(query) = self.words_query() {
            self.walk(&query, &mut |at, score| match scores.get_mut(&at) {
                Some(known) => *known = score,
                None if words_choose && allowed(at) => {
                    scores.insert(at, score);
                }
                None => {}
            })?;
        }
        let mut rest: Vec<(DocRef, f32)> = scores.into_iter().collect();
        best::sort_best_first(&mut rest, depth, self.pieces);
        let mut head: FxHashSet<DocRef> = rest.iter().take(depth).map(|(at, _)| *at).collect();
        let mut unseen = Vec::new();
        for docs in &mut runs {
            unseen.extend(self.pieces.cut(docs, depth));
            head.extend(docs.iter());
        }
        rest.retain(|(at, _)| !head.contains(at));
        unseen.retain(|at| !head.contains(at));
        let mut head: Vec<DocRef> = head.into_iter().collect();
        self.pieces.sort(&mut head);
        Ok(Candidates { head, rest, unseen, complete: true })
    }

    /// Returns the sections (their first documents) outside of which the need cannot hold; `None` when that is not
    /// known without reading texts.
    fn narrow(&self, need: &Need) -> Result<Option<FxHashSet<DocRef>>, SearchError> {
        Ok(match need {
            Need::Holds(nth) => self.sections_with(&self.plan.wanted[*nth])?,
            Need::Nothing | Need::Excluded(_) | Need::ByValue(_) | Need::Not(_) => None,
            Need::All(all) => {
                let mut both: Option<FxHashSet<DocRef>> = None;
                for need in all {
                    both = match (both, self.narrow(need)?) {
                        (Some(a), Some(b)) => Some(a.intersection(&b).copied().collect()),
                        (a, b) => a.or(b),
                    };
                }
                both
            }
            Need::Any(any) => {
                let mut either = FxHashSet::default();
                for need in any {
                    let Some(sections) = self.narrow(need)? else { return Ok(None) };
                    either.extend(sections);
                }
                Some(either)
            }
        })
    }

    fn sections_with(&self, wanted: &Wanted) -> Result<Option<FxHashSet<DocRef>>, SearchError> {
        let of_run = |run: &Run| -> FxHashSet<DocRef> {
            self.candidates(run, usize::MAX).into_iter().map(|at| self.pieces.section_of(at).0).collect()
        };
        Ok(match wanted {
            Wanted::Run(run) => Some(of_run(run)),
            Wanted::Gap(runs) => runs.first().map(of_run),
            Wanted::Within(within) if within.is_inside_sections() => {
                within.runs.iter().map(of_run).reduce(|a, b| a.intersection(&b).copied().collect())
            }
            Wanted::Within(_) => None,
            Wanted::Words(_) | Wanted::Title(_) | Wanted::Heading(_) | Wanted::Path(_) => None,
        })
    }

    /// Returns about how many passages match, and whether that is counted.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn estimate(&self) -> Result<usize, SearchError> {
        // Independence of the parts is not true, but honest enough for "about".
        let passages = self.reader.manifest().counts.passages.max(1) as f64;
        let mut missing = 1.0f64;
        if self.words_choose() {
            for term in self.choosing_terms() {
                let held = self.pieces.word_count(&term.text)?;
                missing *= 1.0 - (held as f64 / passages).min(1.0);
            }
        }
        let runs = self.plan.choosing_runs();
        let most = runs.map(|run| run.candidates_max(self.reader)).max().unwrap_or(0) as f64;
        Ok(((1.0 - missing) * passages).max(most).round() as usize)
    }

    fn words_choose(&self) -> bool {
        self.plan.wanted.iter().any(|wanted| matches!(wanted, Wanted::Words(_)))
    }

    /// Stop words rank but do not choose, unless there is nothing else.
    fn choosing_terms(&self) -> Vec<&QueryTerm> {
        let telling: Vec<&QueryTerm> = self.terms.iter().filter(|term| !term.is_stop_word).collect();
        if telling.is_empty() { self.terms.iter().collect() } else { telling }
    }

    /// A flat union of terms: only that keeps the engine's block-max pruning.
    fn words_query(&self) -> Option<BooleanQuery> {
        let fields = self.reader.fields();
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut clause = |field: Field, term: &str, boost: f32| {
            let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost))));
        };
        for term in self.choosing_terms() {
            clause(fields.body, &term.text, term.factor);
            clause(fields.heading, &term.text, term.factor);
            if self.all {
                clause(fields.remark, &term.text, term.factor);
            }
        }
        (!clauses.is_empty()).then(|| BooleanQuery::new(clauses))
    }

    fn walk(&self, query: &BooleanQuery, each: &mut dyn FnMut(DocRef, f32)) -> Result<(), SearchError> {
        let scoring = EnableScoring::enabled_from_statistics_provider(self.reader, self.reader.searcher());
        let mut walk = || -> tantivy::Result<()> {
            let weight = query.weight(scoring)?;
            for segment in 0..self.reader.segments() {
                let engine = self.reader.segment(segment);
                weight.for_each(engine, &mut |doc, score| {
                    if !engine.is_deleted(doc) {
                        each(DocRef { segment, doc }, score);
                    }
                })?;
            }
            Ok(())
        };
        walk().map_err(SearchError::engine)
    }

    /// For each run that chooses passages, the first `most` documents that may hold it.
    fn run_candidates(&self, most: usize) -> Result<Vec<Vec<DocRef>>, SearchError> {
        let mut found: Vec<Vec<DocRef>> =
            self.plan.choosing_runs().map(|run| self.candidates(run, most)).collect();
        if self.plan.chooses_reports() {
            found.push(self.pieces.all().filter(|at| self.pieces.is_first(*at)).collect());
        }
        Ok(found)
    }

    fn candidates(&self, run: &Run, most: usize) -> Vec<DocRef> {
        let mut docs: Vec<DocRef> = Vec::new();
        for segment in 0..self.reader.segments() {
            let engine = self.reader.segment(segment);
            let found = run.candidates(self.reader, self.pieces, segment, most - docs.len()).into_iter();
            let found = found.map(|doc| DocRef { segment, doc }).filter(|at| !engine.is_deleted(at.doc));
            docs.extend(found.filter(|at| self.all || self.pieces.slot(*at) != Slot::Remark));
        }
        docs
    }
}
