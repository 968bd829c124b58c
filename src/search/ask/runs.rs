//! Exact runs of characters: their n-grams, by which archives tell which passages may hold one, and which do (their text).
//!
//! A run belongs to the passage that it begins in. It may go on into the passages that continue
//! it, so each pair of the run but the first may stand in the next passage instead.

use memchr::memmem::{self, Finder};

use crate::analysis::{self, RunGrams};
use crate::text::Span;

use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};

/// Characters of a long run that choose candidates. They reach over one cut at most, since a passage that
/// another continues is longer than this; the text decides about the rest.
const GRAM_CHARS_MAX: usize = 24;

/// A run of characters to be found.
pub(in crate::search) struct Run {
    /// The run through the exact chain.
    pub(in crate::search) folded: String,
    /// The run as it was typed.
    pub(in crate::search) typed: String,
    /// Looks for it: prepared once, used on hundreds of texts.
    finder: Box<Finder<'static>>,
    grams: RunGrams,
    exact: bool,
}

impl Run {
    /// Makes a run from what was typed; `None` when nothing of it is left after folding.
    pub(in crate::search) fn new(typed: &str) -> Option<Run> {
        let folded = analysis::fold_text(typed);
        if folded.is_empty() {
            return None;
        }
        let head_end = folded.char_indices().nth(GRAM_CHARS_MAX).map_or(folded.len(), |(at, _)| at);
        let (grams, exact) = (analysis::run_grams(&folded[..head_end]), analysis::is_exact(&folded));
        let finder = Box::new(Finder::new(&folded).into_owned());
        Some(Run { typed: typed.to_owned(), folded, finder, grams, exact })
    }

    /// Returns where the run stands in a folded text, but where it begins or ends inside a number.
    pub(in crate::search) fn whole_places(&self, folded: &str) -> Vec<Span> {
        let found = self.finder.find_iter(folded.as_bytes());
        let spans = found.map(|at| Span { start: at, end: at + self.folded.len() });
        spans.filter(|span| !analysis::cuts_number(folded, *span)).collect()
    }

    /// Returns whether the run stands in a folded text otherwise than inside a number.
    pub(in crate::search) fn is_whole_in(&self, folded: &str) -> bool {
        !self.whole_places(folded).is_empty()
    }

    /// Returns whether it stands in a folded text.
    pub(in crate::search) fn stands_in(&self, folded: &str) -> bool {
        self.finder.find(folded.as_bytes()).is_some()
    }

    /// Returns the n-grams of its beginning.
    pub(in crate::search) fn grams(&self) -> &RunGrams {
        &self.grams
    }

    /// Returns how many passages may hold it at most.
    ///
    /// # Errors
    /// What the archive says.
    pub(in crate::search) fn most_holders(&self, archive: &dyn Archive) -> Result<usize, SearchError> {
        let held = archive.run_counts(&[&self.folded])?.into_iter().flatten().next();
        let held = held.unwrap_or(archive.statistics().passages);
        // A pair may stand in the next passage: each counted passage can vouch for two.
        Ok((held as usize).saturating_mul(if self.exact { 1 } else { 2 }))
    }

    /// Returns whether its n-grams tell all of it.
    pub(in crate::search) fn is_exact(&self) -> bool {
        self.exact
    }

    /// Returns whether the run begins in this piece, reading the pieces that continue it when needed.
    ///
    /// `reach` becomes the number of further pieces that the occurrence goes into (the shortest).
    pub(in crate::search) fn begins_in(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError> {
        if self.stands_in(piece.folded()) {
            return Ok(Some(0));
        }
        let own = piece.folded();
        let (mut joined, mut reach, mut last_continues) = (own.to_owned(), 0, piece.continues());
        // The run cannot reach further than its own length.
        while last_continues && joined.len() < own.len() + self.folded.len() {
            reach += 1;
            let next = archive.passage(at.plus(reach))?;
            joined.push_str(next.folded());
            last_continues = next.continues();
            if begins_before(&joined, &self.folded, own.len()) {
                return Ok(Some(reach));
            }
        }
        Ok(None)
    }
}

/// Whether `run` stands in `text` and begins before byte `limit`.
fn begins_before(text: &str, run: &str, limit: usize) -> bool {
    let from = limit.saturating_sub(run.len());
    memmem::find_iter(&text.as_bytes()[from..], run.as_bytes()).any(|at| from + at < limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn a_run_begins_in_one_passage_and_may_end_in_the_next() {
        let small = Small::of(&[(
            "a.txt",
            "标题\n一、甲节\n甲乙丙丁戊己庚辛壬癸。子丑寅卯辰巳午未申酉戌亥。\n二、别的\n天地玄黄。",
        )]);
        let ids = small.ids();
        let begins = |run: &str| -> Vec<Option<u32>> {
            let run = Run::new(run).expect("it is not empty");
            let begin = |id: &PassageId| {
                let piece = small.archive.passage(*id).expect("a passage");
                run.begins_in(*id, &piece, &small.archive).expect("an answer")
            };
            ids.iter().map(begin).collect()
        };
        assert_eq!(small.texts()[2], "子丑寅卯辰巳午未申酉戌亥。");
        assert_eq!(begins("乙丙"), [None, Some(0), None, None]);
        assert_eq!(begins("壬癸。子丑"), [None, Some(1), None, None]);
        assert_eq!(begins("戌亥。二、"), [None; 4], "another section");
    }

    #[test]
    fn blanks_and_signs_that_fold_to_nothing_are_no_run() {
        assert!(Run::new(" \u{200b}").is_none());
        let run = Run::new("ＧＤＰ 增长").expect("it is not empty");
        assert_eq!(run.folded, "gdp增长");
        assert!(!run.is_exact() && Run::new("增长").is_some_and(|run| run.is_exact()));
        assert_eq!(run.grams().pairs.len(), 4);
    }
}
