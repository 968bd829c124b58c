//! Which reports have a fact, by the columns of the file of facts: no record is read.

use std::rc::Rc;

use tantivy::columnar::ColumnIndex;

use crate::index::{FactFilter, FactsRow, Slot, near_values};

use super::{DocRef, Pieces};

impl Pieces<'_> {
    /// Returns the records of all living reports with the number of the report and the document after its last piece,
    /// segment by segment, ascending.
    pub(in crate::search) fn records(&self) -> Vec<(DocRef, u32, u32)> {
        let mut records = Vec::new();
        for (segment, columns) in (0..).zip(&self.segments) {
            // Records alone have a number.
            let docs: Vec<u32> = match &columns.numbers.index {
                ColumnIndex::Optional(index) => index.iter_non_null_docs().collect(),
                _ => (0..columns.documents).filter(|doc| columns.numbers.first(*doc).is_some()).collect(),
            };
            let is_piece =
                |doc: u32| matches!(self.slot(DocRef { segment, doc }), Slot::Passage(_) | Slot::Remark);
            let ends = docs.iter().skip(1).copied().chain([columns.documents]);
            for (doc, next) in docs.iter().copied().zip(ends) {
                // What is no piece, the places of files, stands behind the pieces.
                let end = (doc + 1..next).rev().find(|doc| is_piece(*doc)).map_or(doc + 1, |last| last + 1);
                let number = columns.numbers.first(doc).and_then(|number| u32::try_from(number).ok());
                if let Some(number) = number.filter(|_| !self.reader.is_gone(segment, doc)) {
                    records.push((DocRef { segment, doc }, number, end));
                }
            }
        }
        records
    }

    /// Returns for each number of a report whether it fits; looked up once.
    pub(in crate::search) fn fitting(&self, filter: &FactFilter) -> Rc<Vec<bool>> {
        if let Some(known) = self.fitting.borrow().get(filter) {
            return Rc::clone(known);
        }
        let fitting = Rc::new(self.reader.facts().fitting(filter));
        self.fitting.borrow_mut().insert(filter.clone(), Rc::clone(&fitting));
        fitting
    }

    /// Returns whether the report with this record fits.
    pub(in crate::search) fn fits(&self, record: DocRef, filter: &FactFilter) -> bool {
        let number = self.number_of(record);
        number.is_some_and(|number| self.fitting(filter).get(number as usize).copied().unwrap_or(false))
    }

    /// Returns what there is in the place of a value that no report has, with how many reports each.
    pub(in crate::search) fn near_values(&self, filter: &FactFilter) -> Option<Vec<(String, usize)>> {
        let file = self.reader.facts();
        if self.fitting(filter).contains(&true) {
            return None;
        }
        near_values(filter, file.reports().map(|report| FactsRow { file, report }))
    }
}
