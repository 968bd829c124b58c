//! The second stage: the few hundred candidates of the first, scored in full from their text.
//!
//! One formula for all units (words, pairs of characters, characters): BM25F, that is the counts of
//! a unit in body, heading path and title are weighed and added *before* they saturate (Robertson,
//! Zaragoza and Taylor 2004). To this come what a whole run, nearness and good company are worth.
//! Every weight stands in `index_schema/ranking.toml`.

use std::rc::Rc;

use crate::schema::Ranking;

use super::SearchError;
use super::company;
use super::pieces::{DocRef, Piece, Pieces};
use super::plan::Plan;
use super::units::{Counts, Units};

/// The worst rank of the best passage that holds what was typed as it stands.
const WHOLE_RANK: usize = 3;
/// Characters over which nearness fades to a half.
const NEAR_BYTES: f32 = 36.0;

/// A candidate with its score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    /// The passage.
    pub(super) at: DocRef,
    /// Its score.
    pub(super) score: f32,
    /// Whether the query, or a quoted part of it, stands in it as it was typed.
    pub(super) whole: bool,
}

/// A candidate with what its score was made of, before its company is added.
pub(super) struct Scored {
    /// The passage.
    pub(super) at: DocRef,
    /// Its text and headings.
    pub(super) piece: Rc<Piece>,
    /// How often its text holds each unit.
    pub(super) body: Counts,
    /// What title and headings add to these.
    pub(super) named: Vec<f32>,
    /// Its length in folded characters.
    pub(super) chars: f32,
    /// Its score so far.
    pub(super) score: f32,
    /// Whether the query stands in it as it was typed.
    pub(super) whole: bool,
}

impl Scored {
    fn ranked(&self) -> Ranked {
        Ranked { at: self.at, score: self.score, whole: self.whole }
    }
}

/// Everything that scoring a passage needs.
pub(super) struct Scorer<'a> {
    /// What is counted.
    pub(super) units: &'a Units,
    /// The query, for whole runs.
    pub(super) plan: &'a Plan,
    /// The weights.
    pub(super) ranking: &'a Ranking,
    /// Mean length of a passage in folded characters.
    pub(super) mean_chars: f32,
    /// Mean number of passages of what counts as one text around a passage.
    pub(super) mean_passages: f32,
}

impl Scorer<'_> {
    /// Scores all candidates, best first; equal scores keep the order of `candidates`. When none of them holds
    /// what was typed as it stands, the first of the `unseen` that does comes in too.
    ///
    /// # Errors
    /// What reading a passage says.
    pub(super) fn rank(
        &self,
        candidates: &[DocRef],
        unseen: &[DocRef],
        pieces: &Pieces<'_>,
    ) -> Result<Vec<Ranked>, SearchError> {
        let mut scored = Vec::with_capacity(candidates.len() + 1);
        for &at in candidates {
            scored.push(self.score(at, pieces)?);
        }
        if !scored.iter().any(|one| one.whole) {
            let mut unseen = unseen.to_vec();
            pieces.sort(&mut unseen);
            for at in unseen {
                let piece = pieces.load_fresh(at)?;
                if self.holds_whole(at, &piece, pieces)? {
                    scored.push(self.score(at, pieces)?);
                    break;
                }
            }
        }
        company::add(&mut scored, self, pieces);
        let mut ranked: Vec<Ranked> = scored.iter().map(Scored::ranked).collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        lift_whole(&mut ranked);
        Ok(ranked)
    }

    /// Scores one passage without its company.
    fn score(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<Scored, SearchError> {
        let piece = pieces.load(at)?;
        let whole = self.holds_whole(at, &piece, pieces)?;
        let body = self.units.count(piece.folded());
        let named = self.named(&piece);
        let chars = piece.folded().chars().count() as f32;
        // A run of one character has no pair to be worth anything, yet it must outrank its absence.
        let run = if whole { self.ranking.run * (1.0 + self.units.bigram_weight()) } else { 0.0 };
        let score = self.saturated(&body.0, &named, chars, self.mean_chars) + self.nearness(&piece) + run;
        Ok(Scored { at, piece, body, named, chars, score, whole })
    }

    /// BM25F over weighed counts: `chars` is the length of the text that they are from, `mean` that of all such.
    pub(super) fn saturated(&self, body: &[u16], named: &[f32], chars: f32, mean: f32) -> f32 {
        let Ranking { k1, b, .. } = *self.ranking;
        let norm = 1.0 - b + b * chars / mean;
        let units = self.units.weights().zip(body).zip(named);
        let worth = |((weight, body), named): ((f32, &u16), &f32)| {
            let count = f32::from(*body) / norm + named;
            weight * count * (k1 + 1.0) / (count + k1)
        };
        units.map(worth).sum()
    }

    /// What title and headings add to the count of each unit.
    fn named(&self, piece: &Piece) -> Vec<f32> {
        let Ranking { heading, title, .. } = *self.ranking;
        let path = piece.folded_path();
        let mut named = vec![0.0f32; self.units.len()];
        for folded in &path[1..] {
            for (sum, count) in named.iter_mut().zip(self.units.count(folded).0) {
                // A heading names its text once; saying it twice on the way down adds nothing.
                *sum = sum.max(heading * f32::from(count.min(1)));
            }
        }
        for (sum, count) in named.iter_mut().zip(self.units.count(&path[0]).0) {
            *sum += title * f32::from(count.min(1));
        }
        named
    }

    /// Words that follow each other in the query and stand near each other in the text.
    fn nearness(&self, piece: &Piece) -> f32 {
        let weights = self.units.word_weights();
        if self.ranking.near == 0.0 || weights.len() < 2 {
            return 0.0;
        }
        let places = self.units.word_places(piece.folded());
        let pairs = places.windows(2).zip(weights.windows(2));
        let near = pairs.map(|(places, weights)| {
            let distance = closest(&places[0], &places[1]);
            distance.map_or(0.0, |bytes| weights[0].min(weights[1]) / (1.0 + bytes as f32 / NEAR_BYTES))
        });
        self.ranking.near * near.sum::<f32>()
    }

    /// Whether the query, or a quoted part of it, stands in the passage as it was typed.
    fn holds_whole(&self, at: DocRef, piece: &Piece, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        for wanted in &self.plan.wanted {
            if wanted.begins_in(at, piece, pieces)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What was typed and stands somewhere as it was typed is always seen first: the best such passage is lifted to
/// [`WHOLE_RANK`] when words alone would hide it (runs over punctuation have words that tell little).
fn lift_whole(ranked: &mut [Ranked]) {
    let Some(best) = ranked.iter().position(|one| one.whole) else { return };
    if best >= WHOLE_RANK {
        ranked[best].score = ranked[WHOLE_RANK - 1].score.next_up();
        ranked[WHOLE_RANK - 1..=best].rotate_right(1);
    }
}

/// Least distance between a place of one and a place of the other, both ascending.
fn closest(first: &[usize], second: &[usize]) -> Option<usize> {
    let (mut a, mut b, mut best) = (0, 0, None);
    while let (Some(left), Some(right)) = (first.get(a), second.get(b)) {
        let distance = left.abs_diff(*right);
        best = Some(best.map_or(distance, |least: usize| least.min(distance)));
        if left < right { a += 1 } else { b += 1 }
    }
    best
}
