//! What pushes write: reports announced, their passages, their hashes last.

use crate::analysis::Segmenter;
use crate::engine::{Bulk, Engine, EngineError, Layout};
use crate::search::SearchError;
use crate::search::remote::HIDDEN;
use crate::search::remote::documents::{
    Exported, FactsAsked, ReportWritten, StoredReport, id_of, json as to_json, title_pairs,
};
use crate::search::remote::shares::Part;

/// Bytes of text of the reports that are written together.
const BATCH_BYTES: usize = 16 << 20;
/// Passages of them at the most.
const BATCH_PIECES: usize = 20_000;

/// A report that is to be written.
pub(super) struct Writing {
    /// What is to be written of it.
    pub(super) exported: Exported,
    /// Its number in the order of paths.
    pub(super) rank: u64,
    /// Its hash.
    pub(super) sum: String,
    /// Passages that may be there already.
    pub(super) there: u32,
    /// Whether its passages are there as they are: only what is told of the report is written.
    pub(super) has_passages: bool,
}

/// Reports that are written together, and what was written so far.
#[derive(Default)]
pub(super) struct Batch {
    waiting: Vec<Writing>,
    bytes: usize,
    pieces: usize,
    /// Passages and texts kept out that were written.
    pub(super) written: u64,
    /// Documents that were sent again.
    pub(super) again: u64,
}

impl Batch {
    /// Adds a report; returns whether it is time to write.
    pub(super) fn add(&mut self, one: Writing) -> bool {
        self.bytes += one.exported.pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        self.pieces += one.exported.pieces.len();
        self.waiting.push(one);
        self.bytes >= BATCH_BYTES || self.pieces >= BATCH_PIECES
    }

    fn take(&mut self) -> Vec<Writing> {
        (self.bytes, self.pieces) = (0, 0);
        std::mem::take(&mut self.waiting)
    }
}

/// Who writes.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    /// Whom it is sent to.
    pub(super) engine: &'a Engine,
    /// Where it goes.
    pub(super) layout: &'a Layout,
    /// The number of the push.
    pub(super) push: u64,
    /// What cuts texts.
    pub(super) segmenter: &'a Segmenter,
    /// Threads that make documents.
    pub(super) threads: usize,
}

impl Writer<'_> {
    /// Returns an empty bulk of this push.
    pub(super) fn bulk(&self) -> Bulk<'_> {
        Bulk::new(self.engine, self.push)
    }

    /// Writes the reports of a batch: announced first, their hash last.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn write(&self, batch: &mut Batch) -> Result<(), SearchError> {
        let reports = batch.take();
        if reports.is_empty() {
            return Ok(());
        }
        let mut bulk = self.bulk();
        for one in reports.iter().filter(|one| !one.has_passages) {
            self.put(&mut bulk, one, "")?;
        }
        bulk.flush()?;
        let share = reports.len().div_ceil(self.threads.max(1));
        let again: Result<Vec<u64>, EngineError> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                reports.chunks(share).map(|some| scope.spawn(move || self.write_passages(some))).collect();
            let lost = |_| Err(EngineError::Damaged { what: "a thread ended early".to_owned() });
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(lost)).collect()
        });
        batch.again += again?.into_iter().sum::<u64>();
        for one in &reports {
            self.put(&mut bulk, one, &one.sum)?;
            let written = if one.has_passages { 0 } else { one.exported.pieces.len() };
            batch.written += written as u64;
        }
        bulk.flush()?;
        batch.again += bulk.sent_again();
        Ok(())
    }

    fn write_passages(&self, some: &[Writing]) -> Result<u64, EngineError> {
        let mut bulk = self.bulk();
        for one in some.iter().filter(|one| !one.has_passages) {
            one.exported.each_document(one.rank, self.segmenter, &mut |id, source| {
                bulk.put(&self.layout.passages, id, source)
            })?;
            for ordinal in one.exported.pieces.len() as u32 + 1..=one.there {
                bulk.remove(&self.layout.passages, &id_of(&one.exported.name, ordinal))?;
            }
        }
        bulk.flush()?;
        Ok(bulk.sent_again())
    }

    /// Writes the description of a report; with an empty hash it is announced only.
    ///
    /// # Errors
    /// What sending says.
    pub(super) fn put(&self, bulk: &mut Bulk<'_>, one: &Writing, sum: &str) -> Result<(), EngineError> {
        let Exported { name, report, part, pieces } = &one.exported;
        let pieces = pieces.len() as u32;
        // Until all is written, as many as may be there.
        let pieces = if sum.is_empty() { pieces.max(one.there) } else { pieces };
        self.put_report(bulk, name, (one.rank, sum, pieces), (report, part.as_ref()))
    }

    /// Writes the description of a report of this name: its number, hash and passages, what is stored of it and what its share tells.
    ///
    /// # Errors
    /// What sending says.
    pub(super) fn put_report(
        &self,
        bulk: &mut Bulk<'_>,
        name: &str,
        (rank, sum, pieces): (u64, &str, u32),
        (report, part): (&StoredReport, Option<&Part>),
    ) -> Result<(), EngineError> {
        // What another share shows is not found by its title, nor by its facts.
        let is_shown = rank < HIDDEN;
        let asked = FactsAsked::of(report.facts.as_ref().filter(|_| is_shown));
        let title = if is_shown { title_pairs(&report.record) } else { String::new() };
        let written = ReportWritten { rank, title, sum, pieces, asked, report, part };
        bulk.put(&self.layout.reports, name, &to_json(&written))
    }

    /// Takes out reports, each with so many passages, such that no passage is ever seen without its report; returns how many
    /// documents were sent again. What was written is visible then.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn remove(&self, gone: &[(&String, u32)]) -> Result<u64, EngineError> {
        let mut bulk = self.bulk();
        for (name, pieces) in gone {
            for ordinal in 1..=*pieces {
                bulk.remove(&self.layout.passages, &id_of(name, ordinal))?;
            }
        }
        bulk.flush()?;
        self.layout.refresh(self.engine)?;
        for (name, _) in gone {
            bulk.remove(&self.layout.reports, name)?;
        }
        bulk.flush()?;
        Ok(bulk.sent_again())
    }
}
