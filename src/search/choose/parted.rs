//! What was typed apart (甲 乙 丙): the passages that hold most of it, whatever words they were cut into.
//!
//! The engine knows words as the segmenter cut them. A passage that holds 学生 in 大学生 and 阅读 in 阅读课 has neither, and
//! would stand below all that have one.

use crate::search::SearchError;
use crate::search::ask::conditions::Part;
use crate::search::ask::runs::Run;
use crate::search::choose::docs::DocSet;
use crate::search::choose::first::FirstStage;
use crate::search::choose::holders;
use crate::search::pieces::DocRef;

/// Of more pieces than this the first are looked up; the others rank only.
const PARTS_MAX: usize = 8;

impl FirstStage<'_> {
    /// Returns passages that may hold several of the pieces that were typed apart, at most `depth` for each text: first
    /// those that hold all, then all but one, down to two; of too many the best by words.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn holding_most(
        &self,
        narrowed: Option<&DocSet>,
    ) -> Result<Vec<DocRef>, SearchError> {
        let mut found: Vec<DocRef> = Vec::new();
        for parts in self.wish.plan.parted() {
            let mut left = self.wish.depth;
            let mut taken = self.no_docs();
            for mut tier in self.tiers(&parts) {
                if let Some(narrowed) = narrowed {
                    tier.keep(narrowed);
                }
                let new: Vec<DocRef> = tier.iter().filter(|at| !taken.contains(*at)).collect();
                let new = self.best_of(new, left)?;
                left -= new.len();
                new.iter().for_each(|at| taken.insert(*at));
                found.extend(new);
                if left == 0 {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// The documents that may hold all of the pieces, then those beside which the rest of them may stand, then those that
    /// may hold all but one, down to two.
    fn tiers(&self, parts: &[&Part]) -> Vec<DocSet> {
        let parts = &parts[..parts.len().min(PARTS_MAX)];
        let mut beside: Option<DocSet> = None;
        // At each number n, what holds n + 1 of the pieces looked up so far.
        let mut at_least: Vec<DocSet> = Vec::new();
        for part in parts {
            let held = self.holders_of(part);
            let mut near = held.clone();
            near.add_neighbours();
            beside = Some(match beside {
                Some(beside) => beside.and(&near),
                None => near,
            });
            let more = at_least.last().map(|most| most.clone().and(&held));
            // From the end on, so that each piece counts once.
            for nth in (1..at_least.len()).rev() {
                let one_more = at_least[nth - 1].clone().and(&held);
                at_least[nth].add(&one_more);
            }
            match at_least.first_mut() {
                Some(any) => any.add(&held),
                None => at_least.push(held),
            }
            at_least.extend(more);
        }
        // Passages beside each other are shown as one where the text goes on.
        let some = at_least.first().cloned();
        let beside = beside.into_iter().zip(some).map(|(beside, some)| beside.and(&some));
        let mut tiers: Vec<DocSet> = at_least.into_iter().skip(1).rev().collect();
        let after_all = tiers.len().min(1);
        tiers.splice(after_all..after_all, beside);
        tiers
    }

    /// The documents that may hold a piece as it was typed, or all of its words.
    fn holders_of(&self, part: &Part) -> DocSet {
        let mut held = self.may_hold(&part.run);
        if part.words.len() > 1 {
            let words: Vec<Run> = part.words.iter().filter_map(|word| Run::new(word)).collect();
            let mut all: Option<DocSet> = None;
            for word in &words {
                let holders = self.may_hold(word);
                all = Some(match all {
                    Some(all) => all.and(&holders),
                    None => holders,
                });
            }
            if let Some(all) = all {
                held.add(&all);
            }
        }
        held
    }

    /// The documents that may hold a run, whatever documents they are.
    fn may_hold(&self, run: &Run) -> DocSet {
        let mut docs = self.no_docs();
        for segment in 0..self.reader.segments() {
            let found = holders::candidates(run, self.reader, segment, usize::MAX, |_| true);
            found.into_iter().for_each(|doc| docs.insert(DocRef { segment, doc }));
        }
        docs
    }

    /// The best `most` of some documents that are searched: by words, then by where they stand.
    fn best_of(&self, mut docs: Vec<DocRef>, most: usize) -> Result<Vec<DocRef>, SearchError> {
        docs.retain(|at| self.pieces.is_searched(*at, self.wish.all));
        if docs.len() <= most {
            return Ok(docs);
        }
        let mut among = self.no_docs();
        docs.iter().for_each(|at| among.insert(*at));
        let best = match self.words() {
            Some(words) => words.best(most, Some(&among))?,
            None => Vec::new(),
        };
        best.iter().for_each(|(at, _)| among.remove(*at));
        let mut others: Vec<DocRef> = among.iter().collect();
        self.pieces.cut(&mut others, most - best.len());
        Ok(best.into_iter().map(|(at, _)| at).chain(others).collect())
    }
}
