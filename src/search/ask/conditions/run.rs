//! `"减轻教师负担"`: a section that holds it as it stands.

use crate::search::SearchError;
use crate::search::ask::conditions::{Bounds, Condition, Mark, section_text};
use crate::search::ask::runs::Run;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

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

    fn begins_in(&self, at: DocRef, piece: &Piece, pieces: &Pieces<'_>) -> Result<Option<u32>, SearchError> {
        self.0.begins_in(at, piece, pieces)
    }

    fn stands_in_section(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        Ok(section_text(at, pieces)?.contains(&self.0.folded))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        vec![Mark::run(&self.0)]
    }
}
