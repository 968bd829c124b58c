//! Facts that the query names in plain words: a passage of 2026's report of 湖北 answers 湖北2026年增长目标 before one of another
//! year that says the same.

use crate::search::score::rank::{Scored, Scorer};

/// Adds to each passage what the named facts of its report are worth: a share of its own score, all of it where all fit. A
/// share of the best score would lift passages that say nothing of what is asked. Where passages hold the query as it was
/// typed (北京冬奥会), it counts among these alone: a place in a name is not the place of a report.
pub(in crate::search) fn add(scored: &mut [Scored], scorer: &Scorer<'_>) {
    let (worth, named) = (scorer.ranking().named, &scorer.run.named);
    if named.is_empty() || worth == 0.0 {
        return;
    }
    let stands_whole = scored.iter().any(Scored::is_whole);
    for one in scored.iter_mut().filter(|one| one.is_whole() || !stands_whole) {
        let fitting = named.iter().filter(|filter| scorer.run.archive.fits(one.at.report, filter)).count();
        one.parts.named = worth * one.parts.sum() * fitting as f32 / named.len() as f32;
    }
}
