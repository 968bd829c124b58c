//! The first stage of reports in memory: what comes into question is found by looking at all of them.

use std::collections::BTreeSet;

use crate::analysis;
use crate::index::FactFilter;

use crate::search::SearchError;
use crate::search::archive::{Archive as _, Candidates, Choice, PassageId, Wish};
use crate::search::ask::conditions::Bounds;
use crate::search::ask::plan::Need;
use crate::search::ask::runs::Run;

use super::Memory;

/// The first stage: all texts are looked at.
pub(super) struct Scan<'a> {
    /// Who holds the texts.
    pub(super) memory: &'a Memory,
    /// What is asked.
    pub(super) wish: Wish<'a>,
}

impl Scan<'_> {
    fn holders(&self) -> BTreeSet<PassageId> {
        let (memory, all) = (self.memory, self.wish.all);
        let runs: Vec<&Run> = self.wish.plan.listing_runs().collect();
        let holds = |id: &PassageId| runs.iter().any(|run| memory.may_hold(run, *id));
        let mut found: BTreeSet<PassageId> = memory.searched(all).filter(holds).collect();
        for bounds in self.wish.plan.choosing().filter_map(|wanted| wanted.choosing_reports()) {
            let bounded = self.bounded(&bounds);
            let firsts = memory.all().map(|(id, _)| id).filter(|id| id.is_first());
            found.extend(firsts.filter(|id| bounded.as_ref().is_none_or(|bounded| bounded.contains(id))));
        }
        found
    }

    fn bounded(&self, bounds: &Bounds<'_>) -> Option<BTreeSet<PassageId>> {
        let (memory, all) = (self.memory, self.wish.all);
        match bounds {
            Bounds::Unknown => None,
            Bounds::Sections(runs) => memory.around(runs.iter(), all, &|id| memory.section(id)),
            Bounds::SectionsOfWords(runs) => memory.around(runs.iter(), all, &|id| memory.section(id)),
            Bounds::Reports(runs) => memory.around(runs.iter(), all, &|id| memory.report(id)),
            Bounds::ReportsWith(filter) => Some(self.reports_with(filter, true)),
            // Titles are looked up by pairs: a single character bounds nothing.
            Bounds::Titled(runs) if runs.iter().all(|run| run.folded.chars().count() < 2) => None,
            Bounds::Titled(runs) => {
                let titled = |id: &PassageId| {
                    let title = analysis::fold_text(&memory.report_of(id.report).record.full_title());
                    runs.iter().all(|run| run.stands_in(&title))
                };
                Some(memory.all().map(|(id, _)| id).filter(titled).collect())
            }
        }
    }

    fn reports_with(&self, filter: &FactFilter, fits: bool) -> BTreeSet<PassageId> {
        let ids = self.memory.all().map(|(id, _)| id);
        ids.filter(|id| self.memory.fits(id.report, filter) == fits).collect()
    }

    fn narrow(&self, need: &Need) -> Option<BTreeSet<PassageId>> {
        match need {
            Need::Holds(nth) => self.bounded(&self.wish.plan.wanted[*nth].bounds()),
            Need::All(all) => all.iter().filter_map(|need| self.narrow(need)).reduce(|a, b| &a & &b),
            Need::Any(any) => any
                .iter()
                .map(|need| self.narrow(need))
                .try_fold(BTreeSet::new(), |either, bounded| Some(&either | &bounded?)),
            Need::Not(need) => match &**need {
                Need::Excluded(excluded) => match excluded.bounds() {
                    Bounds::ReportsWith(filter) => Some(self.reports_with(filter, false)),
                    _ => None,
                },
                _ => None,
            },
            Need::Nothing | Need::Excluded(_) | Need::ByValue(_) => None,
        }
    }

    fn found(&self) -> Vec<PassageId> {
        let holders = self.holders();
        let choosing = self.wish.choosing_terms();
        let words = choosing.iter().map(|term| term.text.as_str()).chain(self.wish.plan.inner());
        let words: Vec<&str> = words.filter(|_| self.wish.plan.words_choose()).collect();
        let narrowed = self.narrow(&self.wish.plan.need);
        let holds_a_word = |id: &PassageId| {
            let piece = self.memory.piece(*id);
            words.iter().any(|word| piece.words.contains_key(*word) || piece.heading.contains(*word))
        };
        let searched = self.memory.searched(self.wish.all);
        let found = searched.filter(|id| holders.contains(id) || holds_a_word(id));
        found.filter(|id| narrowed.as_ref().is_none_or(|narrowed| narrowed.contains(id))).collect()
    }
}

impl Choice for Scan<'_> {
    fn best(&self, _: usize) -> Result<Candidates, SearchError> {
        let head = self.found();
        let most = head.len();
        Ok(Candidates { head, rest: Vec::new(), complete: true, unseen: false, most, sample: Vec::new() })
    }

    fn listed(&self, total: usize) -> Result<Candidates, SearchError> {
        let Candidates { head, most, .. } = self.best(total)?;
        let rest = head.into_iter().map(|id| (id, 0.0)).collect();
        Ok(Candidates { head: Vec::new(), rest, complete: true, unseen: false, most, sample: Vec::new() })
    }

    fn every(&self, _: bool) -> Result<Candidates, SearchError> {
        self.best(usize::MAX)
    }

    fn unseen(&self, head: &[PassageId]) -> Result<Vec<PassageId>, SearchError> {
        Ok(self.holders().into_iter().filter(|id| !head.contains(id)).collect())
    }

    fn at_least(&self) -> Result<usize, SearchError> {
        Ok(0)
    }
}
