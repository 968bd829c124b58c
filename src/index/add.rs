//! What goes into a commit, and what it drops: the parts of an [`IndexWriter`] that are called while reports are read.

use std::path::Path;

use tantivy::indexer::UserOperation;
use tantivy::{TantivyError, Term};

use crate::analysis::{Segmenter, Sketch};

use super::account::Permit;
use super::documents::{BatchDocument, NewDocument, coming};
use super::prepare::{Parsed, Place, PreparedReport, ReportName, place_document, prepare_each};
use super::{Counts, Hash, IndexError, IndexWriter, PlaceMeta};

impl IndexWriter {
    /// Adds a report under this number. May be called from many threads. `permit` is held until it is written.
    ///
    /// # Errors
    /// What the engine says, such as a full disk; the commit cannot be made then.
    pub(crate) fn add(
        &self,
        number: u32,
        mut report: PreparedReport,
        permit: Permit,
    ) -> Result<(), IndexError> {
        // Only the record carries the number; its passages find the record by counting back (`ordinal`).
        if let Some(record) = report.documents.first_mut() {
            record.add_u64(self.fields.number, u64::from(number));
        }
        // One batch lands in one segment, its documents next to each other: that is what `ordinal` rests on.
        let batch = BatchDocument::of_report(report.documents, permit);
        self.writer.run(batch.into_iter().map(UserOperation::Add)).map_err(IndexError::engine("write"))?;
        Ok(())
    }

    /// Adds a large report under this number while it is prepared, a few documents at a time, and returns what it counts
    /// and the sketch of its passages.
    ///
    /// # Errors
    /// As [`IndexWriter::add`].
    pub(crate) fn add_large(
        &self,
        number: u32,
        (key, name): (&Hash, &ReportName),
        parsed: Parsed<'_>,
        segmenter: &Segmenter,
    ) -> Result<(Counts, Sketch), IndexError> {
        self.add_each(number, parsed.documents(), |each| prepare_each(key, name, parsed, segmenter, each))
    }

    /// Adds a report of `documents` documents while `make` makes them.
    ///
    /// # Errors
    /// As [`IndexWriter::add`], and those of `make`: the commit cannot be made then.
    pub(super) fn add_each<T>(
        &self,
        number: u32,
        documents: usize,
        make: impl FnOnce(&mut dyn FnMut(NewDocument) -> Result<(), IndexError>) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let (mut to, batch) = coming(documents);
        // The promises go to the engine before anything is made: its thread waits for documents while
        // `make` sends them.
        self.writer.run(batch.map(UserOperation::Add)).map_err(IndexError::engine("write"))?;
        let taken = |is_taken: bool| match is_taken {
            true => Ok(()),
            false => Err(IndexError::engine("write")(TantivyError::ErrorInThread(
                "the thread that writes segments has ended".to_owned(),
            ))),
        };
        let is_alive = || self.is_alive();
        let mut number = Some(number);
        let made = make(&mut |mut document| {
            // The first document is the record, and only that has a number.
            if let Some(number) = number.take() {
                document.add_u64(self.fields.number, u64::from(number));
            }
            taken(to.send(document, &is_alive))
        })?;
        taken(to.flush(&is_alive))?;
        Ok(made)
    }

    /// Whether the engine's threads are alive. The engine reports that only on an operation, so a no-op delete is sent.
    pub(crate) fn is_alive(&self) -> bool {
        // No report has an empty key, so nothing is deleted.
        let nothing = Term::from_field_text(self.fields.report, "");
        self.writer.run([UserOperation::Delete(nothing)]).is_ok()
    }

    /// Adds a file that holds the report with this key.
    ///
    /// # Errors
    /// As [`IndexWriter::add`].
    pub fn add_place(&self, key: &Hash, place: &Place) -> Result<(), IndexError> {
        let document = BatchDocument::made(place_document(self.fields, key, place));
        self.writer.add_document(document).map_err(IndexError::engine("write"))?;
        Ok(())
    }

    /// Drops the documents that the reports with these keys have in the state that the update goes out from.
    ///
    /// # Errors
    /// What the engine says.
    pub fn drop_reports(&mut self, keys: &[Hash]) -> Result<(), IndexError> {
        self.known.as_ref().map_or(Ok(()), |known| self.dead.mark_reports(known, keys))
    }

    /// Drops the places of the reports with these keys that `gone` names by key, root, path below it, and place in the
    /// file.
    ///
    /// # Errors
    /// What the engine says.
    pub fn drop_places(
        &mut self,
        keys: &[Hash],
        gone: &dyn Fn(&Hash, u32, &Path, u32) -> bool,
    ) -> Result<(), IndexError> {
        let gone = |key: &Hash, place: &PlaceMeta| gone(key, place.root, &place.path, place.nth);
        self.known.as_ref().map_or(Ok(()), |known| self.dead.mark_places(known, keys, &gone))
    }
}
