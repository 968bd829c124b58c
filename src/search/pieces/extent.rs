//! How far a section and a report reach: told by the columns of the engine alone, no text is read.

use crate::index::Slot;

use super::{DocRef, Pieces};

impl Pieces<'_> {
    /// Returns the first document and the one after the last of the section that a passage belongs to.
    ///
    /// Passages of one section follow each other; a record stands between two reports, so equal
    /// neighbouring slots always mean the same section.
    pub(in crate::search) fn section_of(&self, at: DocRef) -> (DocRef, DocRef) {
        let slot = self.slot(at);
        if !matches!(slot, Slot::Passage(_)) {
            return (at, at.plus(1));
        }
        let (mut first, mut end) = (at.doc, at.doc + 1);
        while first > 0 && self.slot(DocRef { doc: first - 1, ..at }) == slot {
            first -= 1;
        }
        while end < self.segments[at.segment as usize].documents
            && self.slot(DocRef { doc: end, ..at }) == slot
        {
            end += 1;
        }
        (DocRef { doc: first, ..at }, DocRef { doc: end, ..at })
    }

    /// Returns how many passages follow a record, counting no further than `most`.
    pub(in crate::search) fn passages_of(&self, record: DocRef, most: u32) -> u32 {
        let documents = self.segments[record.segment as usize].documents;
        let ordinals = &self.segments[record.segment as usize].ordinals;
        // Passages come first after the record, and another report's documents count from their own.
        let is_passage = |steps: u32| {
            record.doc.checked_add(steps).is_some_and(|doc| doc < documents)
                && ordinals.first(record.doc + steps) == Some(u64::from(steps))
                && self.is_passage(record.plus(steps))
        };
        // Doubled until it is beyond the last, then halved: a report may have a million passages.
        let mut beyond = 1;
        while beyond <= most && is_passage(beyond) {
            beyond = beyond.saturating_mul(2);
        }
        // The last known passage, and what is none or not asked for.
        let (mut last, mut none) = (beyond / 2, beyond.min(most.saturating_add(1)));
        while none - last > 1 {
            let middle = last + (none - last) / 2;
            if is_passage(middle) { last = middle } else { none = middle }
        }
        last
    }

    /// Returns the first passage of the report that a passage belongs to, and the document after its last.
    pub(in crate::search) fn report_passages(&self, at: DocRef) -> (DocRef, DocRef) {
        let record = self.record_of(at);
        (record.plus(1), record.plus(1 + self.passages_of(record, u32::MAX - 1)))
    }

    /// Returns the passages of the report that a passage belongs to, as [`Pieces::report_passages`]; what remarks keep out
    /// is by itself.
    pub(in crate::search) fn report_around(&self, at: DocRef) -> (DocRef, DocRef) {
        if self.is_passage(at) { self.report_passages(at) } else { self.section_of(at) }
    }

    /// Returns the document after the last piece of the report with this record.
    pub(in crate::search) fn report_end(&self, record: DocRef) -> u32 {
        let documents = self.segments[record.segment as usize].documents;
        let is_piece =
            |doc: &u32| matches!(self.slot(DocRef { doc: *doc, ..record }), Slot::Passage(_) | Slot::Remark);
        record.doc + 1 + (record.doc + 1..documents).take_while(is_piece).count() as u32
    }
}
