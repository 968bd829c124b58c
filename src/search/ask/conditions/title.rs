//! `title:教师法`: a report whose title holds it, or what tells the report apart from others of its title.

use crate::analysis;
use crate::search::SearchError;
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

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
        Bounds::Titled(&self.0)
    }

    fn begins_in(&self, at: DocRef, _: &Piece, pieces: &Pieces<'_>) -> Result<Option<u32>, SearchError> {
        // The first passage stands for the report.
        let holds = pieces.is_first(at) && self.stands_in_section(at, pieces)?;
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        let piece = pieces.load(at)?;
        if piece.path().first().is_some_and(|title| title.folded.contains(&self.0.folded)) {
            return Ok(true);
        }
        let record = pieces.record(pieces.record_of(at))?;
        Ok(!record.qualifier.is_empty() && analysis::fold_text(&record.full_title()).contains(&self.0.folded))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        vec![Mark::run(&self.0)]
    }

    fn required_runs(&self) -> Vec<&Run> {
        vec![&self.0]
    }
}
