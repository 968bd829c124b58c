//! `title:政府报告` and `title:"政府工作报告"`: a report whose title, with what tells it apart from others of that title, holds the
//! words, or the run.

use crate::analysis::{self, TermFinder};
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;
use crate::search::ask::terms::{has_digit, readable};

/// A run that the title of the report holds.
pub(in crate::search) struct Title(Run);

impl Title {
    /// Makes the condition of what was typed; `None` when folding leaves nothing of it.
    pub(in crate::search) fn new(typed: &str) -> Option<Title> {
        Run::new(typed).map(Title)
    }
}

impl Condition for Title {
    fn texts(&self) -> Vec<&str> {
        vec![&self.0.folded]
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        Vec::new()
    }

    fn choosing_reports(&self) -> Option<Bounds<'_>> {
        Some(self.bounds())
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds::Titled(std::slice::from_ref(&self.0))
    }

    fn begins_in(&self, at: PassageId, _: &Piece, archive: &dyn Archive) -> Result<Option<u32>, SearchError> {
        // The first passage stands for the report.
        let holds = at.is_first() && self.stands_in_section(at, archive)?;
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        let piece = archive.passage(at)?;
        // The title as it is asked first: it costs no look-up of the record.
        if piece.path().first().is_some_and(|title| title.folded.contains(&self.0.folded)) {
            return Ok(true);
        }
        let record = archive.record(at.report)?;
        Ok(!record.qualifier.is_empty() && analysis::fold_text(&record.full_title()).contains(&self.0.folded))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        vec![Mark::run(&self.0)]
    }

    fn required_runs(&self) -> Vec<&Run> {
        vec![&self.0]
    }
}

/// Words typed freely that the title of the report holds, in any order.
pub(in crate::search) struct TitleWords {
    /// All of it as it was typed.
    whole: Run,
    /// Its words, but those with digits, as runs.
    as_written: Vec<Run>,
    /// Its words with digits, as they are read by value.
    by_value: Vec<String>,
}

impl TitleWords {
    /// Makes the condition of what was typed and its words; `None` when folding leaves nothing.
    pub(in crate::search) fn new(typed: &str, words: &[&str]) -> Option<TitleWords> {
        let whole = Run::new(typed)?;
        let (mut as_written, mut by_value) = (Vec::new(), Vec::new());
        for word in words {
            let read = analysis::fold_words_text(word);
            match has_digit(&read) {
                true => by_value.push(read),
                false => as_written.extend(Run::new(word)),
            }
        }
        Some(TitleWords { whole, as_written, by_value })
    }

    fn stands_in(&self, title: &str) -> bool {
        if self.whole.stands_in(title) {
            return true;
        }
        let has_words = !self.as_written.is_empty() || !self.by_value.is_empty();
        has_words && self.as_written.iter().all(|word| word.stands_in(title)) && {
            let read = readable(title, !self.by_value.is_empty());
            self.by_value.iter().all(|number| TermFinder::new(number).is_whole_in(&read))
        }
    }
}

impl Condition for TitleWords {
    fn texts(&self) -> Vec<&str> {
        vec![&self.whole.folded]
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        Vec::new()
    }

    fn choosing_reports(&self) -> Option<Bounds<'_>> {
        Some(self.bounds())
    }

    fn bounds(&self) -> Bounds<'_> {
        if self.as_written.is_empty() { Bounds::Unknown } else { Bounds::Titled(&self.as_written) }
    }

    fn begins_in(&self, at: PassageId, _: &Piece, archive: &dyn Archive) -> Result<Option<u32>, SearchError> {
        let holds = at.is_first() && self.stands_in_section(at, archive)?;
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        let record = archive.record(at.report)?;
        Ok(self.stands_in(&analysis::fold_text(&record.full_title())))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        std::iter::once(&self.whole).chain(&self.as_written).map(Mark::run).collect()
    }

    fn required_runs(&self) -> Vec<&Run> {
        if self.as_written.is_empty() { vec![&self.whole] } else { self.as_written.iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn a_title_holds_for_its_report_and_chooses_the_first_passage() {
        let small = Small::of(&[
            ("a.txt", "教师法\n一、总则\n制定本法。"),
            ("b.txt", "教育法\n一、总则\n教师权利。"),
        ]);
        let title = Title::new("教师").expect("it is not empty");
        for id in small.ids() {
            let piece = small.archive.passage(id).expect("a passage");
            let holds = title.stands_in_section(id, &small.archive).expect("an answer");
            assert_eq!(holds, piece.path()[0].text == "教师法");
            let begins = title.begins_in(id, &piece, &small.archive).expect("an answer");
            assert_eq!(begins.is_some(), holds && id.is_first());
        }
    }
}
