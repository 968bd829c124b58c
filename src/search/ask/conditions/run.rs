//! `"减轻教师负担"`: a section that holds it as it stands.

use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{Bounds, Condition, Mark, section_text};
use crate::search::ask::runs::Run;

/// An exact run.
pub(in crate::search) struct ExactRun(Run);

impl ExactRun {
    /// Makes the condition of what was typed; `None` when folding leaves nothing of it.
    pub(in crate::search) fn new(typed: &str) -> Option<ExactRun> {
        Run::new(typed).map(ExactRun)
    }
}

impl Condition for ExactRun {
    fn texts(&self) -> Vec<&str> {
        vec![&self.0.folded]
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        vec![&self.0]
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds::Sections(std::slice::from_ref(&self.0))
    }

    fn begins_in(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError> {
        self.0.begins_in(at, piece, archive)
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        Ok(section_text(at, archive)?.contains(&self.0.folded))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        vec![Mark::run(&self.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn a_run_stands_in_the_whole_section_but_begins_in_one_passage() {
        let small = Small::of(&[(
            "a.txt",
            "标题\n一、甲节\n甲乙丙丁戊己庚辛壬癸。子丑寅卯辰巳午未申酉戌亥。\n二、乙节\n天地玄黄。",
        )]);
        let run = ExactRun::new("壬癸。子丑").expect("it is not empty");
        let told = small.ids().into_iter().map(|id| {
            let piece = small.archive.passage(id).expect("a passage");
            let begins = run.begins_in(id, &piece, &small.archive).expect("an answer");
            (begins, run.stands_in_section(id, &small.archive).expect("an answer"))
        });
        let wanted = [(None, false), (Some(1), true), (None, true), (None, false)];
        assert_eq!(told.collect::<Vec<_>>(), wanted, "{:?}", small.texts());
    }
}
