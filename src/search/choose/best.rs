//! The best passages by the engine's scores, whatever segments they lie in.
//!
//! The engine breaks ties by the number of a document, and adds up a score in an order that depends on its neighbours,
//! so that equal passages may differ in the last bits. Here scores that close are equal, and equal ones stand in the
//! order of paths, also where the list is cut: so an index that grew answers as one that was built at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, Term};

use crate::index::IndexReader;

use crate::search::SearchError;
use crate::search::choose::docs::DocSet;
use crate::search::pieces::{DocRef, Pieces};

/// Scores that differ by less than this share are equal: some hundred times the error of a sum of 32-bit numbers.
const EQUAL: f32 = 1e-5;
/// What comes this near to the last place is kept until the order is certain.
const NEAR: f32 = 1e-3;
/// How much of the difference of two mean lengths shows in the engine's bounds; see [`Words::bounds`].
const LENGTH_SHARE: f32 = 0.3 / 1.3;
/// Largest set of documents that is scored document by document; of a larger one most of what scores well
/// is in it.
const LISTED_MAX: usize = 20_000;

/// The words that choose, as the engine scores them.
pub(in crate::search) struct Words<'a> {
    reader: &'a IndexReader,
    pieces: &'a Pieces<'a>,
    clauses: Vec<Box<dyn Query>>,
    fields: Vec<Field>,
}

impl<'a> Words<'a> {
    /// No words yet.
    pub(in crate::search) fn new(reader: &'a IndexReader, pieces: &'a Pieces<'a>) -> Self {
        Words { reader, pieces, clauses: Vec::new(), fields: Vec::new() }
    }

    /// Adds a word of a field.
    pub(in crate::search) fn add(&mut self, field: Field, term: &str, boost: f32) {
        let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
        self.clauses.push(Box::new(BoostQuery::new(Box::new(term), boost)));
        if !self.fields.contains(&field) {
            self.fields.push(field);
        }
    }

    /// Returns the best `most` passages, or the best of those in a set, best first, all that hold a word.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn best(
        &self,
        most: usize,
        among: Option<&DocSet>,
    ) -> Result<Vec<(DocRef, f32)>, SearchError> {
        let mut found = match among {
            Some(set) if set.len() <= LISTED_MAX => self.listed(set),
            _ => self.pruned(most, among),
        }
        .map_err(SearchError::engine)?;
        sort_best_first(&mut found, most, self.pieces);
        found.truncate(most);
        Ok(found)
    }

    /// Calls `each` with every living document that holds a word, and its score.
    ///
    /// # Errors
    /// What the engine says.
    pub(in crate::search) fn walk(&self, each: &mut dyn FnMut(DocRef, f32)) -> Result<(), SearchError> {
        let mut walk = || -> tantivy::Result<()> {
            let weight = self.union()?;
            for segment in 0..self.reader.segments() {
                let engine = self.reader.segment(segment);
                weight.for_each(engine, &mut |doc, score| {
                    if !self.reader.is_gone(segment, doc) {
                        each(DocRef { segment, doc }, score);
                    }
                })?;
            }
            Ok(())
        };
        walk().map_err(SearchError::engine)
    }

    /// A flat union of terms: only that keeps the engine's block-max pruning.
    fn union(&self) -> tantivy::Result<Box<dyn Weight>> {
        let clauses = self.clauses.iter().map(|clause| (Occur::Should, clause.box_clone())).collect();
        BooleanQuery::new(clauses).weight(self.scoring())
    }

    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(self.reader, self.reader.searcher())
    }

    fn pruned(&self, most: usize, among: Option<&DocSet>) -> tantivy::Result<Vec<(DocRef, f32)>> {
        let weight = self.union()?;
        let mut best = Best::new(most);
        for segment in 0..self.reader.segments() {
            let engine = self.reader.segment(segment);
            let bounds = self.bounds(segment)?;
            // The engine's bounds may be too low by this factor, so that the threshold is lowered by as
            // much.
            weight.for_each_pruning(best.threshold() / bounds, engine, &mut |doc, score| {
                let at = DocRef { segment, doc };
                // The engine walks deleted documents as well.
                if !self.reader.is_gone(segment, doc) && among.is_none_or(|set| set.contains(at)) {
                    best.push(at, score);
                }
                best.threshold() / bounds
            })?;
        }
        Ok(best.found)
    }

    /// What the engine's bounds for blocks of a segment must be divided by.
    ///
    /// The engine keeps, for each block, the document that scores best by the mean length of its segment; scores go by
    /// the mean of the index. Where the means are as `r` to 1, another document of the block may score more than that
    /// one, by `k1 (1 - b) |r - 1| / (1 + k1 (1 - b))` at the most (BM25 with the engine's k1 = 1.2, b = .75: let two
    /// documents score the same by one mean and compare them by the other).
    fn bounds(&self, segment: u32) -> tantivy::Result<f32> {
        let engine = self.reader.segment(segment);
        let documents = self.reader.total_num_docs()?.max(1) as f32;
        let mut error = 0.0f32;
        for field in &self.fields {
            let own =
                engine.inverted_index(*field)?.total_num_tokens() as f32 / engine.max_doc().max(1) as f32;
            let all = self.reader.total_num_tokens(*field)?.max(1) as f32 / documents;
            error = error.max(LENGTH_SHARE * (own / all - 1.0).abs());
        }
        Ok(1.0 + error)
    }

    /// Scores the documents of a small set one by one.
    fn listed(&self, set: &DocSet) -> tantivy::Result<Vec<(DocRef, f32)>> {
        let mut found = Vec::new();
        let weights = self.clauses.iter().map(|clause| clause.weight(self.scoring()));
        let weights = weights.collect::<tantivy::Result<Vec<_>>>()?;
        for segment in 0..self.reader.segments() {
            let engine = self.reader.segment(segment);
            let docs = set.of_segment(segment).filter(|doc| !self.reader.is_gone(segment, *doc));
            let begin = found.len();
            found.extend(docs.map(|doc| (DocRef { segment, doc }, 0.0)));
            for weight in &weights {
                let mut scorer = weight.scorer(engine, 1.0)?;
                for (at, score) in &mut found[begin..] {
                    if scorer.doc() < at.doc {
                        scorer.seek(at.doc);
                    }
                    if scorer.doc() == at.doc {
                        *score += scorer.score();
                    }
                }
            }
        }
        found.retain(|(_, score)| *score > 0.0);
        Ok(found)
    }
}

/// The best passages so far, and all that come so near to the last of them that its place is not certain.
struct Best {
    most: usize,
    /// The best `most` scores as bits, which are ordered as the scores are: none is below zero.
    scores: BinaryHeap<Reverse<u32>>,
    found: Vec<(DocRef, f32)>,
    /// Number of found passages from which on those that matter no more are dropped.
    full: usize,
}

impl Best {
    fn new(most: usize) -> Best {
        // Dropped seldom, since each time costs a walk over all that were found.
        let full = most.saturating_mul(4).max(4_000);
        Best { most, scores: BinaryHeap::new(), found: Vec::new(), full }
    }

    /// The score that a passage must exceed to matter.
    fn threshold(&self) -> f32 {
        match self.scores.peek() {
            Some(Reverse(least)) if self.scores.len() == self.most => f32::from_bits(*least) * (1.0 - NEAR),
            _ => 0.0,
        }
    }

    fn push(&mut self, at: DocRef, score: f32) {
        self.scores.push(Reverse(score.max(0.0).to_bits()));
        if self.scores.len() > self.most {
            self.scores.pop();
        }
        self.found.push((at, score));
        if self.found.len() > self.full {
            let threshold = self.threshold();
            self.found.retain(|(_, score)| *score > threshold);
            // Where many are near the last place, the next time is put off.
            self.full = self.full.max(2 * self.found.len());
        }
    }
}

/// Sorts by score; scores within [`EQUAL`] are made equal and ordered by path. Only ties that can reach the
/// first `exact` places are resolved.
pub(in crate::search) fn sort_best_first(found: &mut [(DocRef, f32)], exact: usize, pieces: &Pieces<'_>) {
    found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut begin = 0;
    for equal in found.chunk_by_mut(|a, b| a.1 - b.1 <= EQUAL * a.1) {
        if begin > exact {
            break;
        }
        begin += equal.len();
        if equal.len() > 1 {
            let score = equal[0].1;
            equal.sort_by_cached_key(|(at, _)| pieces.position_of(*at));
            equal.iter_mut().for_each(|one| one.1 = score);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_with_all_that_come_near_the_last() {
        let mut best = Best::new(2);
        let at = |doc| DocRef { segment: 0, doc };
        assert_eq!(best.threshold(), 0.0);
        for (doc, score) in [(1, 3.0), (2, 5.0), (3, 4.0)] {
            best.push(at(doc), score);
        }
        assert_eq!(best.threshold(), 4.0 * (1.0 - NEAR));
        best.full = 2;
        best.push(at(4), 3.999);
        let mut kept: Vec<u32> = best.found.iter().map(|(at, _)| at.doc).collect();
        kept.sort_unstable();
        assert_eq!(kept, [2, 3, 4], "the first is too far below, the last is not");
    }
}
