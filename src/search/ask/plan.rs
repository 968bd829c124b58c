//! A query made ready to run: what a section must hold, and what chooses and ranks its passages.
//!
//! Words typed freely choose and rank, none of them is required. Exact runs, gaps and fields are
//! required where they stand, within the section (fields: within the report or the heading path),
//! however it was cut into passages. Exclusion looks at the text itself, never at candidates.

use crate::analysis;
use crate::search::SearchError;
use crate::search::ask::conditions::{Condition, FreeWords, section_text};
use crate::search::ask::runs::Run;
use crate::search::ask::terms::Synonym;
use crate::search::pieces::{DocRef, Pieces};

/// A query made ready to run.
pub(in crate::search) struct Plan {
    /// What the section of a hit must satisfy.
    pub(in crate::search) need: Need,
    /// What chooses passages, ranks them and is marked in them; nothing excluded stands here.
    pub(in crate::search) wanted: Vec<Box<dyn Condition>>,
    /// The numbers of those in `wanted` that choose passages. Fields only narrow what text beside them chooses.
    pub(in crate::search) choosing: Vec<usize>,
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

    /// Returns the words inside rare words ([`FreeWords::inner`]).
    pub(in crate::search) fn inner(&self) -> impl Iterator<Item = &str> {
        let free_words = self.wanted.iter().filter_map(|wanted| wanted.free_words());
        free_words.flat_map(|words| words.inner.iter().map(String::as_str))
    }

    /// Returns what brings passages into question.
    pub(in crate::search) fn choosing(&self) -> impl Iterator<Item = &dyn Condition> {
        self.choosing.iter().map(|nth| &*self.wanted[*nth])
    }

    /// Returns the runs that bring passages into question.
    pub(in crate::search) fn choosing_runs(&self) -> impl Iterator<Item = &Run> {
        self.choosing().flat_map(|wanted| wanted.choosing_runs())
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
        at: DocRef,
        pieces: &Pieces<'_>,
    ) -> Result<Option<u32>, SearchError> {
        let piece = pieces.load(at)?;
        let mut reach = None;
        for wanted in self.choosing() {
            let found = wanted.begins_in(at, &piece, pieces)?;
            let found = found.or_else(|| wanted.matches_in_part(&piece).then_some(0));
            reach = reach.max(found);
        }
        Ok(reach)
    }

    /// Returns whether the section of a passage satisfies the query.
    pub(in crate::search) fn holds(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        self.check(&self.need, at, pieces)
    }

    fn check(&self, need: &Need, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        Ok(match need {
            Need::Nothing => true,
            Need::Holds(nth) => self.wanted[*nth].stands_in_section(at, pieces)?,
            Need::Excluded(wanted) => wanted.stands_in_section(at, pieces)?,
            Need::ByValue(part) => {
                let text = section_text(at, pieces)?;
                analysis::fold_words_text(&text).contains(part.as_str())
            }
            Need::All(all) => {
                for need in all {
                    if !self.check(need, at, pieces)? {
                        return Ok(false);
                    }
                }
                true
            }
            Need::Any(any) => {
                for need in any {
                    if self.check(need, at, pieces)? {
                        return Ok(true);
                    }
                }
                false
            }
            Need::Not(need) => !self.check(need, at, pieces)?,
        })
    }
}
