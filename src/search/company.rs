//! Good company: what stands around a passage tells what it is about.
//!
//! Two shares are added to a passage's own score: of its *surroundings*, the text that it is a piece of (the whole
//! report where that is short, else the section above its own), scored as one text; and of its *fellows*, the best other
//! passages of the same work. Both are computed from the candidates alone.

use std::collections::HashMap;

use super::pieces::{DocRef, Pieces};
use super::rank::{Scored, Scorer};
use crate::report::work_title;

/// Passages of a work that count as company.
const FELLOWS: usize = 5;
/// A report of at most so many passages is one text with its passages.
const SHORT_REPORT_PASSAGES: u32 = 12;

/// Adds the shares to the scores.
pub(super) fn add(scored: &mut [Scored], scorer: &Scorer<'_>, pieces: &Pieces<'_>) {
    let surroundings = surroundings(scored, scorer, pieces);
    let fellows = fellows(scored);
    for ((one, around), fellows) in scored.iter_mut().zip(surroundings).zip(fellows) {
        one.parts.surroundings = scorer.ranking.surroundings * around;
        one.parts.fellows = scorer.ranking.fellows * fellows;
    }
}

/// What passages are pieces of: a record, and how much of the heading path they share (bytes of it, joined).
type Around = (DocRef, String);

fn surroundings(scored: &[Scored], scorer: &Scorer<'_>, pieces: &Pieces<'_>) -> Vec<f32> {
    if scorer.ranking.surroundings == 0.0 {
        return vec![0.0; scored.len()];
    }
    let mut texts: HashMap<Around, (Vec<u16>, f32, f32)> = HashMap::new();
    let keys: Vec<Around> = scored.iter().map(|one| around(one, pieces)).collect();
    for (one, key) in scored.iter().zip(&keys) {
        let (counts, chars, passages) =
            texts.entry(key.clone()).or_insert_with(|| (vec![0; one.body.0.len()], 0.0, 0.0));
        counts.iter_mut().zip(&one.body.0).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
        *chars += one.chars;
        *passages += 1.0;
    }
    let of_text = |(one, key): (&Scored, &Around)| {
        let (counts, chars, passages) = &texts[key];
        // What holds no word of the query is no candidate, but it is as long as others.
        let all = if key.1.is_empty() {
            pieces.passages_of(key.0, SHORT_REPORT_PASSAGES) as f32
        } else {
            *passages
        };
        let chars = chars + (all - passages).max(0.0) * scorer.mean_chars;
        scorer.saturated(counts, &one.named, chars, scorer.mean_chars * scorer.mean_passages)
    };
    scored.iter().zip(&keys).map(of_text).collect()
}

fn around(one: &Scored, pieces: &Pieces<'_>) -> Around {
    let record = pieces.record_of(one.at);
    if pieces.passages_of(record, SHORT_REPORT_PASSAGES + 1) <= SHORT_REPORT_PASSAGES {
        return (record, String::new());
    }
    let path = &one.piece.meta.path;
    (record, path[..path.len().saturating_sub(1).max(1)].join("\n"))
}

/// The mean score of the best passages of the same work, the passage itself among them; a work with fewer than
/// [`FELLOWS`] counts the lacking ones as worth nothing, so that one good passage is no company.
fn fellows(scored: &[Scored]) -> Vec<f32> {
    let mut works: HashMap<&str, Vec<f32>> = HashMap::new();
    for one in scored {
        works.entry(work_title(&one.piece.meta.path[0])).or_default().push(one.parts.sum());
    }
    let mean = |mut scores: Vec<f32>| {
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.iter().take(FELLOWS).sum::<f32>() / FELLOWS as f32
    };
    let means: HashMap<&str, f32> = works.into_iter().map(|(work, scores)| (work, mean(scores))).collect();
    scored.iter().map(|one| means[work_title(&one.piece.meta.path[0])]).collect()
}
