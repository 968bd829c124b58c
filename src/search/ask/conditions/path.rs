//! `path:2025`: a report one of whose files has it in its path.

use crate::analysis;
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId, PlaceMeta, ReportId};
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;

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

    fn begins_in(&self, at: PassageId, _: &Piece, archive: &dyn Archive) -> Result<Option<u32>, SearchError> {
        // The first passage stands for the report.
        let holds = at.is_first() && self.stands_in_section(at, archive)?;
        Ok(holds.then_some(0))
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        path_holds(&self.0, at.report, archive)
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        Vec::new()
    }

    fn path(&self) -> Option<&str> {
        Some(&self.0)
    }
}

/// Returns whether a file that holds a report has `part` in its path, both folded.
///
/// # Errors
/// What reading the files says.
pub(in crate::search) fn path_holds(
    part: &str,
    report: ReportId,
    archive: &dyn Archive,
) -> Result<bool, SearchError> {
    let places = archive.places(report)?;
    Ok(places.iter().any(|place| is_in_path(part, place)))
}

/// Returns whether the path of a file has `part` in it, which is folded.
pub(in crate::search) fn is_in_path(part: &str, place: &PlaceMeta) -> bool {
    analysis::fold_text(&place.path.to_string_lossy()).contains(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn a_path_is_asked_folded() {
        let small = Small::of(&[("2025/A.txt", "标题一\n正文。"), ("2024/b.txt", "标题二\n正文。")]);
        let holding = |typed: &str| {
            let path = OfPath::new(typed).expect("it is not empty");
            let holds = |id: &PassageId| path.stands_in_section(*id, &small.archive).expect("an answer");
            small.ids().into_iter().filter(holds).count()
        };
        let all = small.ids().len();
        assert_eq!(holding("nowhere"), 0);
        assert_eq!(holding("２０２５/a"), holding("2025"));
        assert!(holding("2025") > 0 && holding("2025") + holding("2024/") == all);
        assert!(OfPath::new("\u{200b}").is_none());
    }
}
