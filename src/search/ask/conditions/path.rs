//! `path:2025`: a report one of whose files has it in its path.

use crate::analysis;
use crate::index::PlaceMeta;
use crate::search::SearchError;
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

/// Folded text that the path of one of the report's files holds.
pub(in crate::search) struct OfPath(String);

impl OfPath {
    /// Makes the condition of what was typed; `None` when folding leaves nothing of it.
    pub(in crate::search) fn new(typed: &str) -> Option<OfPath> {
        let folded = analysis::fold_text(typed);
        (!folded.is_empty()).then_some(OfPath(folded))
    }
}

impl Condition for OfPath {
    fn texts(&self) -> Vec<&str> {
        Vec::new()
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        Vec::new()
    }

    fn choosing_reports(&self) -> Option<Bounds<'_>> {
        Some(Bounds::Unknown)
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds::Unknown
    }

    fn chooses_what_it_requires(&self) -> bool {
        // It is asked once more which of the files is meant.
        false
    }

    fn begins_in(&self, at: DocRef, _: &Piece, pieces: &Pieces<'_>) -> Result<Option<u32>, SearchError> {
        // The first passage stands for the report.
        let holds = pieces.is_first(at) && self.stands_in_section(at, pieces)?;
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        path_holds(&self.0, at, pieces)
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        Vec::new()
    }

    fn path(&self) -> Option<&str> {
        Some(&self.0)
    }
}

/// Returns whether a file that holds the report of a passage has `part` in its path, both folded.
///
/// # Errors
/// What reading the index says.
pub(in crate::search) fn path_holds(
    part: &str,
    at: DocRef,
    pieces: &Pieces<'_>,
) -> Result<bool, SearchError> {
    let places = pieces.places(pieces.record_of(at))?;
    Ok(places.iter().any(|place| is_in_path(part, place)))
}

/// Returns whether the path of a file has `part` in it, which is folded.
pub(in crate::search) fn is_in_path(part: &str, place: &PlaceMeta) -> bool {
    analysis::fold_text(&place.path.to_string_lossy()).contains(part)
}
