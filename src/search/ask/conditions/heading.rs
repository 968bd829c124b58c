//! `heading:教师减负` and `heading:"教师减负"`: a passage below a heading that holds the words, or the run.

use crate::analysis;
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;
use crate::search::ask::terms::{Synonym, readable};

/// A run that a heading on the way to the passage holds.
pub(in crate::search) struct Heading(Run);

impl Heading {
    /// Makes the condition of what was typed; `None` when folding leaves nothing of it.
    pub(in crate::search) fn new(typed: &str) -> Option<Heading> {
        Run::new(typed).map(Heading)
    }
}

impl Condition for Heading {
    fn texts(&self) -> Vec<&str> {
        vec![&self.0.folded]
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        vec![&self.0]
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds::Unknown
    }

    /// A heading asked for alone chooses the passage that begins with the heading itself.
    fn begins_in(&self, _: PassageId, piece: &Piece, _: &dyn Archive) -> Result<Option<u32>, SearchError> {
        let depth = piece.path().len() - 1;
        let begins_with_heading = piece.has_heading() && depth > 0;
        let holds = begins_with_heading && piece.path()[depth].folded.contains(&self.0.folded);
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        let piece = archive.passage(at)?;
        // The first of the path is the title of the report.
        Ok(piece.path().iter().skip(1).any(|heading| heading.folded.contains(&self.0.folded)))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        vec![Mark::run(&self.0)]
    }
}

/// Words typed freely that a heading on the way to the passage holds, each itself or another word for it.
pub(in crate::search) struct HeadingWords {
    /// All of it as it was typed.
    whole: Run,
    /// Its words as runs.
    words: Vec<Run>,
    synonyms: Vec<Synonym>,
    /// Words of the synonyms: headings that hold them come into question too.
    others: Vec<Run>,
}

impl HeadingWords {
    /// Makes the condition of what was typed, its words that tell something and other words for it; `None` when folding
    /// leaves nothing.
    pub(in crate::search) fn new(
        typed: &str,
        words: &[String],
        synonyms: Vec<Synonym>,
    ) -> Option<HeadingWords> {
        let others = synonyms.iter().flat_map(|synonym| &synonym.words).filter_map(|word| Run::new(word));
        let words: Vec<Run> = words.iter().filter_map(|word| Run::new(word)).collect();
        Some(HeadingWords { whole: Run::new(typed)?, words, others: others.collect(), synonyms })
    }

    fn stands_in(&self, heading: &str) -> bool {
        if self.whole.stands_in(heading) {
            return true;
        }
        let by_value = readable(heading, true);
        let otherwise = |word: &Run| {
            let mut synonyms = self.synonyms.iter();
            synonyms.any(|synonym| {
                analysis::fold_text(&synonym.of).contains(&word.folded) && synonym.together.stand_in(heading)
            })
        };
        !self.words.is_empty() && self.words.iter().all(|word| word.stands_in(&by_value) || otherwise(word))
    }
}

impl Condition for HeadingWords {
    fn texts(&self) -> Vec<&str> {
        vec![&self.whole.folded]
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        std::iter::once(&self.whole).chain(&self.words).chain(&self.others).collect()
    }

    fn required_runs(&self) -> Vec<&Run> {
        if self.words.is_empty() { vec![&self.whole] } else { self.words.iter().collect() }
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds::Unknown
    }

    fn begins_in(&self, _: PassageId, piece: &Piece, _: &dyn Archive) -> Result<Option<u32>, SearchError> {
        let depth = piece.path().len() - 1;
        let begins_with_heading = piece.has_heading() && depth > 0;
        Ok((begins_with_heading && self.stands_in(&piece.path()[depth].folded)).then_some(0))
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        let piece = archive.passage(at)?;
        Ok(piece.path().iter().skip(1).any(|heading| self.stands_in(&heading.folded)))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        let runs = std::iter::once(&self.whole).chain(&self.words).map(Mark::run);
        runs.chain(self.synonyms.iter().map(|synonym| Mark::Together(&synonym.together))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn a_heading_holds_for_all_below_it_and_begins_where_it_stands() {
        let small =
            Small::of(&[("a.txt", "标题\n一、教师减负\n（一）措施\n各地要落实到位。\n二、其他\n没有。")]);
        let heading = Heading::new("教师").expect("it is not empty");
        let table = small.ids().into_iter().map(|id| {
            let piece = small.archive.passage(id).expect("a passage");
            let begins = heading.begins_in(id, &piece, &small.archive).expect("an answer").is_some();
            (begins, heading.stands_in_section(id, &small.archive).expect("an answer"))
        });
        let wanted = [(false, false), (true, true), (false, true), (false, false)];
        assert_eq!(table.collect::<Vec<_>>(), wanted, "{:?}", small.texts());
    }
}
