//! The best passages by the engine's scores, whatever segments they lie in.
//!
//! The engine breaks ties by the number of a document, and adds up a score in an order that depends on its neighbours,
//! so that equal passages may differ in the last bits. Here scores that close are equal, and equal ones stand in the
//! order of paths, also where the list is cut: so an index that grew answers as one that was built at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query};

use crate::index::IndexReader;

use super::SearchError;
use super::pieces::{DocRef, Pieces};

/// Scores that differ by less than this share are equal: some hundred times the error of a sum of 32-bit numbers.
const EQUAL: f32 = 1e-5;
/// The engine's bounds for blocks of documents are made for the mean length of their segment, not of the index: they
/// may be so much too low.
const BOUNDS: f32 = 0.03;

/// Returns the best `most` passages for a query, best first.
///
/// # Errors
/// What the engine says.
pub(super) fn by_words(
    query: &dyn Query,
    most: usize,
    reader: &IndexReader,
    pieces: &Pieces<'_>,
) -> Result<Vec<(DocRef, f32)>, SearchError> {
    let walk = || -> tantivy::Result<Vec<(DocRef, f32)>> {
        let scoring = EnableScoring::enabled_from_statistics_provider(reader, reader.searcher());
        let weight = query.weight(scoring)?;
        let mut best = Best { most, scores: BinaryHeap::with_capacity(most + 1), found: Vec::new() };
        for segment in 0..reader.segments() {
            let engine = reader.segment(segment);
            weight.for_each_pruning(best.threshold(), engine, &mut |doc, score| {
                if !engine.is_deleted(doc) {
                    best.push(DocRef { segment, doc }, score);
                }
                best.threshold()
            })?;
        }
        Ok(best.found)
    };
    let mut found = walk().map_err(SearchError::engine)?;
    sort_best_first(&mut found, most, pieces);
    found.truncate(most);
    Ok(found)
}

/// The best passages so far, and all that come so near to the last of them that its place is not certain.
struct Best {
    most: usize,
    /// The best `most` scores as bits, which are ordered as the scores are: none is below zero.
    scores: BinaryHeap<Reverse<u32>>,
    found: Vec<(DocRef, f32)>,
}

impl Best {
    /// The score that a passage must exceed to matter.
    fn threshold(&self) -> f32 {
        match self.scores.peek() {
            Some(Reverse(least)) if self.scores.len() == self.most => f32::from_bits(*least) * (1.0 - BOUNDS),
            _ => f32::MIN,
        }
    }

    fn push(&mut self, at: DocRef, score: f32) {
        self.scores.push(Reverse(score.max(0.0).to_bits()));
        if self.scores.len() > self.most {
            self.scores.pop();
        }
        self.found.push((at, score));
        if self.found.len() > 4 * self.most.max(1_000) {
            let threshold = self.threshold();
            self.found.retain(|(_, score)| *score > threshold);
        }
    }
}

/// Sorts by score, equal ones (which get the same score) by where they stand; what could be among the first `exact`
/// is looked at so closely.
pub(super) fn sort_best_first(found: &mut [(DocRef, f32)], exact: usize, pieces: &Pieces<'_>) {
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut begin = 0;
    for equal in found.chunk_by_mut(|a, b| a.1 - b.1 <= EQUAL * a.1) {
        if begin > exact {
            break;
        }
        begin += equal.len();
        if equal.len() > 1 {
            let score = equal[0].1;
            equal.sort_by_cached_key(|(at, _)| pieces.order(*at));
            equal.iter_mut().for_each(|one| one.1 = score);
        }
    }
}
