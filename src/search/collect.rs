//! As many passages as are asked for: candidates ranked, their texts looked at, and more of them fetched when too few
//! match.

use std::cmp::Reverse;
use std::collections::HashSet;

use rustc_hash::FxHashSet;

use crate::search::SearchError;
use crate::search::archive::{Candidates, Choice, PassageId, ReportId};
use crate::search::ask::conditions::AsTyped;
use crate::search::ask::runs::Run;
use crate::search::fold;
use crate::search::run::SearchRun;
use crate::search::score::feedback;
use crate::search::score::rank::Ranked;
use crate::search::show::hit::{Certainty, Repealed, Total};
use crate::search::show::hits::{Added, Rows};

/// Candidates that are counted one by one, at most; of more the number is not exact unless a count is asked
/// for.
const COUNTED_MAX: usize = 2_000;
/// Candidates that are looked at for what says the same as a hit, at most, where they are not counted.
const FOLDED_MAX: usize = 500;
/// Candidates whose reports are asked for together.
const TOGETHER: usize = 100;
/// Factor by which more candidates are asked for when too few of them match.
const GROWTH: usize = 8;

impl SearchRun<'_> {
    /// Finds as many passages as are asked for, best first, or all of them.
    pub(in crate::search) fn find(&self) -> Result<(Found, Total), SearchError> {
        let choice = self.choice();
        // Twice as many as are shown, since not every candidate matches.
        let depth = self.options.depth.unwrap_or(self.knowledge.ranking.depth);
        let mut total = depth.max(self.options.limit.saturating_mul(2));
        let mut candidates = if self.whole_list() {
            choice.every(self.options.document_order)?
        } else {
            choice.best(total)?
        };
        self.join_addressed(&mut candidates);
        let known = candidates.head.len() + candidates.rest.len();
        let count_all =
            candidates.complete && (self.whole_list() || known <= COUNTED_MAX.max(self.options.limit));
        let mut ranked = self.rank(&*choice, &candidates)?;
        log::debug!("{} candidates scored in full, {} more chosen", ranked.len(), candidates.rest.len());
        let least = least_of(&ranked);
        let mut seen: HashSet<PassageId> = ranked.iter().map(|one| one.at).collect();
        let mut found = Found { rows: Rows::new(self.options), ..Found::default() };
        // The first hits are settled before that: their words raise only what stands below them.
        if self.feeds_back() {
            self.take(&mut ranked, feedback::HEAD, false, &mut found)?;
            self.feed_back(&found.passages, found.last_score, &mut ranked)?;
        }
        loop {
            // A longer list brings the candidates of the round before again.
            let rest = candidates.rest.iter().filter(|(at, _)| seen.insert(*at));
            ranked.extend(rest.map(|(at, score)| Ranked::below(least, *at, *score)));
            self.take(&mut ranked, self.options.limit, count_all, &mut found)?;
            ranked.clear();
            if candidates.complete || found.rows.len() >= self.options.limit {
                break;
            }
            total = total.saturating_mul(GROWTH);
            candidates = choice.listed(total)?;
        }
        // Nobody else has filled their places.
        for (one, reach) in std::mem::take(&mut found.deferred) {
            let may_open = found.rows.len() < self.options.limit;
            found.rows.add(one, reach, (may_open, 0), self.archive)?;
        }
        self.take_held(&mut found, f32::NEG_INFINITY)?;
        let count = found.passages.len();
        found.complete = candidates.complete && found.rows.len() < self.options.limit;
        let counted = (count_all || found.complete) && self.archive.lacking().is_empty();
        let total = match counted {
            true => Total { count, certainty: Certainty::Counted },
            false => self.total(&*choice, &candidates, count)?,
        };
        Ok((found, total))
    }

    /// How many passages match of which `found` were found, where not all candidates were looked at: as many as there are
    /// candidates, where all of a sample of these match; else no fewer than hold the commonest word.
    fn total(
        &self,
        choice: &dyn Choice,
        candidates: &Candidates,
        found: usize,
    ) -> Result<Total, SearchError> {
        let mut all_match = !candidates.sample.is_empty() && self.archive.lacking().is_empty();
        for at in &candidates.sample {
            all_match = all_match
                && self.is_wanted(*at)
                && self.plan.chosen(*at, self.archive)?.is_some()
                && self.plan.holds(*at, self.archive)?;
        }
        Ok(match all_match {
            true => Total { count: candidates.most, certainty: Certainty::About },
            false => Total { count: found.max(choice.at_least()?), certainty: Certainty::AtLeast },
        })
    }

    /// Scores the head of the candidates in full.
    pub(in crate::search) fn rank(
        &self,
        choice: &dyn Choice,
        candidates: &Candidates,
    ) -> Result<Vec<Ranked>, SearchError> {
        let unseen = || if candidates.unseen { choice.unseen(&candidates.head) } else { Ok(Vec::new()) };
        let mut ranked = self.scorer()?.rank(&candidates.head, unseen)?;
        if let Some(address) = &self.plan.address {
            let named = match address.is_guess {
                true => self.begin_as_typed(&ranked)?,
                false => FxHashSet::default(),
            };
            address.lift(&mut ranked, &named);
        }
        Ok(ranked)
    }

    /// The passages that begin with all that was typed freely: as those below a heading do with the heading.
    fn begin_as_typed(&self, ranked: &[Ranked]) -> Result<FxHashSet<PassageId>, SearchError> {
        let typed: Vec<&Run> =
            self.plan.wanted.iter().filter_map(|wanted| wanted.free_words()?.whole.as_ref()).collect();
        let mut begin = FxHashSet::default();
        for one in ranked.iter().filter(|one| one.as_typed == AsTyped::Whole) {
            let piece = self.archive.passage(one.at)?;
            if typed.iter().any(|run| piece.folded().starts_with(run.folded.as_str())) {
                begin.insert(one.at);
            }
        }
        Ok(begin)
    }

    /// Brings what the query is the address of into question.
    pub(in crate::search) fn join_addressed(&self, candidates: &mut Candidates) {
        if let Some(address) = &self.plan.address {
            address.join(candidates, self.archive);
        }
    }

    /// Whether the report of a passage is one of those that are searched.
    pub(in crate::search) fn is_wanted(&self, at: PassageId) -> bool {
        !fold::chooses(self.options) || fold::is_wanted(&self.archive.kin(at.report), self.options)
    }

    /// Whether the report of a passage is no longer in force, and what is comes before it, wherever that stands.
    fn is_held(&self, at: PassageId) -> bool {
        self.options.repealed == Repealed::Last
            && !self.stays()
            && self.archive.kin(at.report).repealed.is_some()
    }

    /// Adds what is no longer in force and scores more than `above`, after all that is in force and does.
    fn take_held(&self, found: &mut Found, above: f32) -> Result<(), SearchError> {
        let mut further = Vec::new();
        let (held, others) = found.held.drain(..).partition::<Vec<_>, _>(|(one, _)| one.score > above);
        found.held = others;
        let best = held.first().map(|(one, _)| one.score);
        for (one, reach) in held {
            let room = (found.rows.len() < self.options.limit, self.options.per_report);
            if found.rows.add(one, reach, room, self.archive)? == Added::Deferred {
                further.push((one, reach));
            }
        }
        let full = found.rows.len() >= self.options.limit;
        for (one, reach) in further {
            let may_open = found.rows.len() < self.options.limit;
            found.rows.add(one, reach, (may_open, 0), self.archive)?;
        }
        found.best_held = found.best_held.or(best.filter(|_| full));
        Ok(())
    }

    /// Checks candidates against their texts, in rank or document order, until `rows` hits are found (all
    /// of them where they are counted), and removes the checked ones from `ranked`.
    fn take(
        &self,
        ranked: &mut Vec<Ranked>,
        rows: usize,
        count_all: bool,
        found: &mut Found,
    ) -> Result<(), SearchError> {
        if self.options.document_order {
            let date =
                |one: &Ranked| self.options.newest_first.then(|| self.archive.date(one.at.report)).flatten();
            ranked.sort_by_cached_key(|one| (Reverse(date(one)), self.archive.position(one.at)));
        }
        let mut taken = 0;
        // What says the same as a hit may come after the last of them.
        let looks_on = rows == self.options.limit && found.rows.are_folded();
        for (nth, one) in ranked.iter().enumerate() {
            if nth % TOGETHER == 0 {
                let next: Vec<ReportId> =
                    ranked[nth..].iter().take(TOGETHER).map(|one| one.at.report).collect();
                self.archive.fetch_reports(&next)?;
            }
            let full = found.rows.len() >= rows;
            if full && !count_all && !(looks_on && taken < FOLDED_MAX) {
                break;
            }
            taken += 1;
            if !self.is_wanted(one.at) {
                continue;
            }
            let Some(reach) = self.plan.chosen(one.at, self.archive)? else { continue };
            if self.plan.holds(one.at, self.archive)? {
                found.passages.push(one.at);
                found.last_score = one.score;
                // What follows has what was typed inside a longer number only: less than what is no longer in force.
                if one.score <= 0.0 && !self.options.document_order {
                    self.take_held(found, 0.0)?;
                }
                if self.is_held(one.at) {
                    found.held.push((*one, reach));
                    continue;
                }
                let room = (found.rows.len() < rows, self.options.per_report);
                if found.rows.add(*one, reach, room, self.archive)? == Added::Deferred {
                    found.deferred.push((*one, reach));
                }
            }
        }
        ranked.drain(..taken);
        Ok(())
    }
}

/// The least score of those that were scored in full.
pub(in crate::search) fn least_of(ranked: &[Ranked]) -> f32 {
    ranked.iter().map(|one| one.score).reduce(f32::min).unwrap_or(0.0)
}

/// What was found so far: rows for hits, and every passage that matched.
#[derive(Default)]
pub(in crate::search) struct Found {
    pub(in crate::search) rows: Rows,
    pub(in crate::search) passages: Vec<PassageId>,
    /// Passages of reports that had as many rows as they may have while others come, each with how far its match goes on.
    deferred: Vec<(Ranked, u32)>,
    /// Passages of what is no longer in force, likewise, where that comes last.
    held: Vec<(Ranked, u32)>,
    /// The score of the best of those, where the answer was full before it had room for all.
    pub(in crate::search) best_held: Option<f32>,
    /// Score of the passage found last.
    last_score: f32,
    /// Whether all passages that match are among the rows.
    pub(in crate::search) complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_score_is_of_those_scored_in_full() {
        let passage = PassageId { report: crate::search::archive::ReportId(0), ordinal: 1 };
        let ranked = [2.0, 1.5, 9.0].map(|score| Ranked { score, ..Ranked::below(1.0, passage, 1.0) });
        assert_eq!((least_of(&ranked), least_of(&[])), (1.5, 0.0));
    }
}
