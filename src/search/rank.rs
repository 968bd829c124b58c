//! The second stage: the few hundred candidates of the first, scored in full from their text.
//!
//! One formula for all units (words, pairs of characters, characters): BM25F, that is the counts of
//! a unit in body, heading path and title are weighed and added *before* they saturate (Robertson,
//! Zaragoza and Taylor 2004). To this come what a whole run, nearness and good company are worth.
//! Every weight stands in `index_schema/ranking.toml`.

use std::collections::HashMap;

use crate::schema::Ranking;

use super::SearchError;
use super::pieces::{DocRef, Piece, Pieces};
use super::plan::Plan;
use super::units::Units;

/// Other passages of a report that count as company, at most.
const COMPANY_MAX: usize = 5;
/// The worst rank of the best passage that holds what was typed as it stands.
const WHOLE_RANK: usize = 3;
/// So many further texts are looked at for what was typed: a run that is none of the first thousands of its
/// candidates stands almost nowhere.
const UNSEEN_MAX: usize = 20_000;
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
        let mut ranked = Vec::with_capacity(candidates.len() + 1);
        for &at in candidates {
            ranked.push(self.score(at, pieces)?);
        }
        if !ranked.iter().any(|one| one.whole) {
            for &at in unseen.iter().take(UNSEEN_MAX) {
                let piece = pieces.load_fresh(at)?;
                if self.holds_whole(at, &piece, pieces)? {
                    ranked.push(self.score(at, pieces)?);
                    break;
                }
            }
        }
        self.add_company(&mut ranked, pieces);
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        lift_whole(&mut ranked);
        Ok(ranked)
    }

    /// Scores one passage without its company.
    ///
    /// # Errors
    /// What reading it says.
    pub(super) fn score(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<Ranked, SearchError> {
        let piece = pieces.load(at)?;
        let whole = self.holds_whole(at, &piece, pieces)?;
        // A run of one character has no pair to be worth anything, yet it must outrank its absence.
        let run = if whole { self.ranking.run * (1.0 + self.units.bigram_weight()) } else { 0.0 };
        Ok(Ranked { at, score: self.counts(&piece) + self.nearness(&piece) + run, whole })
    }

    fn counts(&self, piece: &Piece) -> f32 {
        let Ranking { k1, b, heading, title, .. } = *self.ranking;
        let body = self.units.count(piece.folded());
        let chars = piece.folded().chars().count() as f32;
        let body_norm = 1.0 - b + b * chars / self.mean_chars;
        let path = piece.folded_path();
        let title_counts = self.units.count(&path[0]);
        let mut heading_counts = vec![0u16; title_counts.0.len()];
        for folded in &path[1..] {
            for (sum, count) in heading_counts.iter_mut().zip(self.units.count(folded).0) {
                *sum = sum.saturating_add(count);
            }
        }
        let mut score = 0.0;
        for (nth, weight) in self.units.weights().enumerate() {
            // A heading names its text once; saying it twice on the way down adds nothing.
            let named = heading * f32::from(heading_counts[nth].min(1))
                + title * f32::from(title_counts.0[nth].min(1));
            let count = f32::from(body.0[nth]) / body_norm + named;
            score += weight * count * (k1 + 1.0) / (count + k1);
        }
        score
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

    /// A share of the best other passages of the same report: good company tells what a passage is about.
    fn add_company(&self, ranked: &mut [Ranked], pieces: &Pieces<'_>) {
        let share = self.ranking.report_share;
        if share == 0.0 {
            return;
        }
        let mut by_report: HashMap<DocRef, Vec<f32>> = HashMap::new();
        for one in ranked.iter() {
            by_report.entry(pieces.record_of(one.at)).or_default().push(one.score);
        }
        for scores in by_report.values_mut() {
            scores.sort_by(|a, b| b.total_cmp(a));
            scores.truncate(COMPANY_MAX + 1);
        }
        for one in ranked {
            let scores = &by_report[&pieces.record_of(one.at)];
            let own = scores.iter().position(|score| *score == one.score);
            let others =
                scores.iter().enumerate().filter(|(nth, _)| Some(*nth) != own).map(|(_, score)| score);
            let sum: f32 = others.take(COMPANY_MAX).sum();
            one.score += share * sum / COMPANY_MAX as f32;
        }
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
