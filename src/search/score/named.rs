//! Facts that the query names in plain words: a passage of 2026's report of 湖北 answers 湖北2026年增长目标 before one of another
//! year that says the same.

use crate::search::score::rank::{Scored, Scorer};

/// Adds to each passage what the named facts of its report are worth: a share of the best score, all of it where all fit.
pub(in crate::search) fn add(scored: &mut [Scored], scorer: &Scorer<'_>) {
    let (worth, named) = (scorer.ranking().named, &scorer.run.named);
    if named.is_empty() || worth == 0.0 {
        return;
    }
    let best = scored.iter().map(|one| one.parts.sum()).fold(0.0, f32::max);
    for one in scored.iter_mut() {
        let fitting = named.iter().filter(|filter| scorer.run.archive.fits(one.at.report, filter)).count();
        one.parts.named = worth * best * fitting as f32 / named.len() as f32;
    }
}
