//! A query made ready to run: what a section must hold, and what chooses and ranks its passages.
//!
//! Words typed freely choose and rank, none of them is required. Exact runs, gaps and fields are
//! required where they stand, within the section (fields: within the report or the heading path),
//! however it was cut into passages. Exclusion looks at the text itself, never at candidates.

use crate::analysis::{self, TermFinder};
use crate::language::tr;
use crate::search::SearchError;
use crate::search::address::Addressed;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{Condition, FreeWords, Part, is_in_path, section_text};
use crate::search::ask::runs::Run;
use crate::search::ask::terms::Synonym;

/// A query made ready to run.
pub(in crate::search) struct Plan {
    /// What the section of a hit must satisfy.
    pub(in crate::search) need: Need,
    /// What chooses passages, ranks them and is marked in them; nothing excluded stands here.
    pub(in crate::search) wanted: Vec<Box<dyn Condition>>,
    /// The numbers of those in `wanted` that choose passages. Fields only narrow what text beside them chooses.
    pub(in crate::search) choosing: Vec<usize>,
    /// What it is the address of: these passages come first.
    pub(in crate::search) address: Option<Addressed>,
}

/// A condition on a section.
pub(in crate::search) enum Need {
    /// Nothing is required.
    Nothing,
    /// One of [`Plan::wanted`], by its number, must stand in the section.
    Holds(usize),
    /// Something that chooses no passages, since it is excluded, must stand in the section.
    Excluded(Box<dyn Condition>),
    /// The text of the section, its numerals read by value, must contain this; it chooses nothing either.
    ByValue(String),
    /// All of them.
    All(Vec<Need>),
    /// At least one of them.
    Any(Vec<Need>),
    /// It must not hold.
    Not(Box<Need>),
}

impl Need {
    /// Whether nothing is required.
    pub(in crate::search) fn is_nothing(&self) -> bool {
        matches!(self, Need::Nothing)
    }

    /// Whether the path of a file decides.
    fn asks_for_paths(&self, wanted: &[Box<dyn Condition>]) -> bool {
        match self {
            Need::Holds(nth) => wanted[*nth].path().is_some(),
            Need::Excluded(excluded) => excluded.path().is_some(),
            Need::All(all) | Need::Any(all) => all.iter().any(|need| need.asks_for_paths(wanted)),
            Need::Not(need) => need.asks_for_paths(wanted),
            Need::Nothing | Need::ByValue(_) => false,
        }
    }
}

impl Plan {
    /// Returns the words typed freely, to be completed.
    pub(in crate::search) fn free_words(&mut self) -> impl Iterator<Item = &mut FreeWords> {
        self.wanted.iter_mut().filter_map(|wanted| wanted.free_words_mut())
    }

    /// Returns whether words typed freely choose passages.
    pub(in crate::search) fn words_choose(&self) -> bool {
        self.wanted.iter().any(|wanted| wanted.free_words().is_some())
    }

    /// Returns what the reader of hits should know, a sentence each.
    pub(in crate::search) fn notes(&self) -> Vec<String> {
        let numbers = self.wanted.iter().filter_map(|wanted| wanted.free_words());
        let told = |number: &String| tr!("query-whole-number", number = number);
        numbers.flat_map(|words| &words.only_inside).map(told).collect()
    }

    /// Returns the words inside rare words ([`FreeWords::inner`]).
    pub(in crate::search) fn inner(&self) -> impl Iterator<Item = &str> {
        let free_words = self.wanted.iter().filter_map(|wanted| wanted.free_words());
        free_words.flat_map(|words| words.inner().iter().map(String::as_str))
    }

    /// Returns what brings passages into question.
    pub(in crate::search) fn choosing(&self) -> impl Iterator<Item = &dyn Condition> {
        self.choosing.iter().map(|nth| &*self.wanted[*nth])
    }

    /// Returns the runs that bring passages into question.
    pub(in crate::search) fn choosing_runs(&self) -> impl Iterator<Item = &Run> {
        self.choosing().flat_map(|wanted| wanted.choosing_runs())
    }

    /// Returns the runs that list every passage that holds one of them: those that bring passages into question, and each
    /// word typed freely.
    pub(in crate::search) fn listing_runs(&self) -> impl Iterator<Item = &Run> {
        self.choosing_runs().chain(self.choosing().flat_map(|wanted| wanted.listing_runs()))
    }

    /// Returns the words typed freely that list the passages that hold them.
    pub(in crate::search) fn listing_words(&self) -> impl Iterator<Item = &str> {
        let free_words = self.choosing().filter_map(|wanted| wanted.free_words());
        free_words.flat_map(|words| words.choosing.iter().map(String::as_str))
    }

    /// Returns what was typed apart, for each text of several pieces.
    pub(in crate::search) fn parted(&self) -> impl Iterator<Item = Vec<&Part>> {
        let free_words = self.choosing().filter_map(|wanted| wanted.free_words());
        free_words.map(|words| words.telling_parts().collect::<Vec<_>>()).filter(|parts| parts.len() > 1)
    }

    /// Returns the pieces of texts that blanks part.
    pub(in crate::search) fn wanted_together(&self) -> impl Iterator<Item = &Part> {
        let free_words = self.choosing().filter_map(|wanted| wanted.free_words());
        free_words.filter(|words| words.by_blanks).flat_map(|words| words.telling_parts())
    }

    /// Returns the texts that rank, folded.
    pub(in crate::search) fn texts(&self) -> impl Iterator<Item = &str> {
        self.wanted.iter().flat_map(|wanted| wanted.texts())
    }

    /// Returns the other words for what was typed.
    pub(in crate::search) fn synonyms(&self) -> impl Iterator<Item = &Synonym> {
        self.wanted.iter().flat_map(|wanted| wanted.synonyms())
    }

    /// Returns whether a passage truly matches a part that chooses, looking at its text; `Some` tells how many
    /// further passages the match goes into.
    pub(in crate::search) fn chosen(
        &self,
        at: PassageId,
        archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError> {
        if self.address.as_ref().is_some_and(|address| address.holds(at)) {
            return Ok(Some(0));
        }
        let piece = archive.passage(at)?;
        let mut reach = None;
        for wanted in self.choosing() {
            let found = match wanted.begins_in(at, &piece, archive)? {
                // Words typed freely match where some of them stand, what is required only as a whole.
                None => wanted.matches_in_part(at, &piece, archive)?,
                found => found,
            };
            // `None` is below every number: one part that matches is enough.
            reach = reach.max(found);
        }
        Ok(reach)
    }

    /// Returns whether the section of a passage satisfies the query, in one of the files that hold its report.
    pub(in crate::search) fn holds(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        match self.need.asks_for_paths(&self.wanted) {
            true => Ok(self.first_place(at, archive)?.is_some()),
            false => self.check(&self.need, at, 0, archive),
        }
    }

    /// Returns which of the files that hold a passage's report ([`Archive::places`]) is the first that was asked for.
    pub(in crate::search) fn place(
        &self,
        at: PassageId,
        archive: &dyn Archive,
    ) -> Result<usize, SearchError> {
        match self.need.asks_for_paths(&self.wanted) {
            true => Ok(self.first_place(at, archive)?.unwrap_or(0)),
            false => Ok(0),
        }
    }

    fn first_place(&self, at: PassageId, archive: &dyn Archive) -> Result<Option<usize>, SearchError> {
        // All that a query says of paths must hold of one file together.
        for nth in 0..archive.places(at.report)?.len() {
            if self.check(&self.need, at, nth, archive)? {
                return Ok(Some(nth));
            }
        }
        Ok(None)
    }

    /// Whether a condition holds for a passage, what it says of paths for one of the files.
    fn check(
        &self,
        need: &Need,
        at: PassageId,
        nth: usize,
        archive: &dyn Archive,
    ) -> Result<bool, SearchError> {
        let stands = |wanted: &dyn Condition| match wanted.path() {
            Some(part) => {
                let places = archive.places(at.report)?;
                Ok(places.get(nth).is_some_and(|place| is_in_path(part, place)))
            }
            None => wanted.stands_in_section(at, archive),
        };
        Ok(match need {
            Need::Nothing => true,
            Need::Holds(wanted) => stands(&*self.wanted[*wanted])?,
            Need::Excluded(wanted) => stands(&**wanted)?,
            Need::ByValue(part) => {
                let text = section_text(at, archive)?;
                // In the word chain numerals are read by value: 五百 is 500.
                TermFinder::new(part).is_whole_in(&analysis::fold_words_text(&text))
            }
            Need::All(all) => {
                for need in all {
                    if !self.check(need, at, nth, archive)? {
                        return Ok(false);
                    }
                }
                true
            }
            Need::Any(any) => {
                for need in any {
                    if self.check(need, at, nth, archive)? {
                        return Ok(true);
                    }
                }
                false
            }
            Need::Not(need) => !self.check(need, at, nth, archive)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    /// Which passages a query chooses, and which of their sections satisfy it, by the first characters of their texts.
    fn told(small: &Small, typed: &str) -> (Vec<String>, Vec<String>) {
        small.with_run(typed, |run| {
            let shown = |id: PassageId| small.text(id).chars().take(2).collect::<String>();
            let chosen = |id: &PassageId| run.plan.chosen(*id, run.archive).expect("an answer").is_some();
            let holds = |id: &PassageId| run.plan.holds(*id, run.archive).expect("an answer");
            let ids = small.ids();
            let chosen = ids.iter().copied().filter(chosen).map(shown).collect();
            (chosen, ids.iter().copied().filter(holds).map(shown).collect())
        })
    }

    #[test]
    fn passages_are_chosen_and_their_sections_satisfy() {
        let small = Small::of(&[(
            "a.txt",
            "标题\n一、甲节\n减轻教师负担的措施。落实企业责任的清单。\n二、乙节\n减轻企业负担的措施。",
        )]);
        let all = ["标题", "一、", "落实", "二、"];
        assert_eq!(small.texts().len(), all.len(), "{:?}", small.texts());
        let table: [(&str, &[&str], &[&str]); 7] = [
            ("教师", &["一、"], &all),
            ("\"企业责任\"", &["落实"], &all),
            ("负担 \"企业责任\"", &["一、", "落实", "二、"], &["一、", "落实"]),
            ("负担 -企业责任", &["一、", "二、"], &["标题", "二、"]),
            ("heading:乙节 负担", &["一、", "二、"], &["二、"]),
            ("负担 AND 企业", &["一、", "落实", "二、"], &["一、", "落实", "二、"]),
            ("title:标题", &["标题"], &all),
        ];
        for (typed, chosen, holding) in table {
            let (got_chosen, got_holding) = told(&small, typed);
            assert_eq!(got_chosen, chosen, "{typed}");
            assert_eq!(got_holding, holding, "{typed}");
        }
    }
}
