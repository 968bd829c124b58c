//! `年:2020..2025`, `地区:湖北`: a report of which this is known.

use crate::index::FactFilter;
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{Bounds, Condition, Mark};
use crate::search::ask::runs::Run;

/// A fact that the report has.
pub(in crate::search) struct HasFact(pub(in crate::search) FactFilter);

impl Condition for HasFact {
    fn texts(&self) -> Vec<&str> {
        Vec::new()
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        Vec::new()
    }

    fn choosing_reports(&self) -> Option<Bounds<'_>> {
        Some(self.bounds())
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds::ReportsWith(&self.0)
    }

    fn begins_in(&self, at: PassageId, _: &Piece, archive: &dyn Archive) -> Result<Option<u32>, SearchError> {
        // The first passage stands for the report.
        Ok((at.is_first() && archive.fits(at.report, &self.0)).then_some(0))
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        Ok(archive.fits(at.report, &self.0))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{FactField, FactValue};
    use crate::search::tests::Small;

    #[test]
    fn a_fact_holds_for_its_report_and_chooses_the_first_passage() {
        let small = Small::of(&[
            ("a.txt", "2024年政府工作报告\n一、总则\n落实责任。"),
            ("b.txt", "2025年政府工作报告\n一、总则\n落实责任。"),
        ]);
        let filter = FactFilter::of(&FactField::Year, &FactValue::part("2025")).expect("a year");
        let fact = HasFact(filter);
        let mut held = 0;
        for id in small.ids() {
            let piece = small.archive.passage(id).expect("a passage");
            let holds = fact.stands_in_section(id, &small.archive).expect("an answer");
            assert_eq!(holds, piece.path()[0].text.starts_with("2025"));
            let begins = fact.begins_in(id, &piece, &small.archive).expect("an answer");
            assert_eq!(begins.is_some(), holds && id.is_first());
            held += usize::from(holds);
        }
        assert!(held > 0);
    }
}
