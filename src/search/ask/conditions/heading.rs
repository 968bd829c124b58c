//! `heading:教师减负`: a passage below a heading that holds it.

use crate::search::SearchError;
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

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
    fn begins_in(&self, _: DocRef, piece: &Piece, _: &Pieces<'_>) -> Result<Option<u32>, SearchError> {
        let depth = piece.path().len() - 1;
        let begins_with_heading = piece.has_heading() && depth > 0;
        let holds = begins_with_heading && piece.path()[depth].folded.contains(&self.0.folded);
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        let piece = pieces.load(at)?;
        Ok(piece.path().iter().skip(1).any(|heading| heading.folded.contains(&self.0.folded)))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        vec![Mark::run(&self.0)]
    }
}
