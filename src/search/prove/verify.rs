//! Everything that an index stores, read and held against its checksums and its manifest.

use std::path::PathBuf;

use crate::index::Slot;

use crate::search::pieces::{DocRef, Pieces};
use crate::search::{SearchError, Searcher};

/// Faults told in full; all are counted.
const FAULTS_TOLD: usize = 50;

/// What an index holds, counted by reading all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// Reports that hold anything.
    pub reports: usize,
    /// Passages.
    pub passages: usize,
    /// Texts kept out of the passages.
    pub kept_out: usize,
}

/// What reading all of an index found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreReport {
    /// What was counted.
    pub counts: StoreCounts,
    /// Number of faults.
    pub wrong: usize,
    /// The first faults, in words for people.
    pub faults: Vec<String>,
}

impl StoreReport {
    fn fault(&mut self, what: String) {
        self.wrong += 1;
        if self.faults.len() < FAULTS_TOLD {
            self.faults.push(what);
        }
    }
}

/// A report as it is stored.
#[derive(Clone, Debug, Default)]
pub struct StoredReport {
    /// Key of its text, in hexadecimal.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The files that hold it: path, name inside the file where it holds many, encoding; the first is the one that the
    /// pieces were cut from.
    pub places: Vec<(PathBuf, Option<String>, String)>,
    /// Size of the first of these files when it was read, in bytes.
    pub size: u64,
    /// Passages and texts kept out: first byte in the decoded text, and the text.
    pub pieces: Vec<(usize, String)>,
    /// How many of the pieces are kept out of the passages.
    pub kept_out: usize,
}

impl Searcher {
    /// Reads every record, place, passage and text kept out, checks them, and shows each report to `each`.
    ///
    /// # Errors
    /// When the index cannot be opened at all; what is wrong with single parts is told in the report.
    pub fn verify_store(&self, each: &mut dyn FnMut(&StoredReport)) -> Result<StoreReport, SearchError> {
        let pieces = Pieces::open(self.local()?)?;
        let mut found = StoreReport::default();
        let mut current: Option<(DocRef, StoredReport)> = None;
        for at in pieces.all() {
            let record = pieces.record_of(at);
            // The pieces of a report follow each other: one report is held at a time.
            if current.as_ref().is_none_or(|(known, _)| *known != record) {
                if let Some((_, report)) = current.take() {
                    each(&report);
                }
                found.counts.reports += 1;
                // Its pieces are read all the same, so that every fault is told.
                let report = stored(&pieces, record).unwrap_or_else(|error| {
                    found.fault(told(&error));
                    StoredReport::default()
                });
                current = Some((record, report));
            }
            let is_remark = pieces.slot(at) == Slot::Remark;
            *if is_remark { &mut found.counts.kept_out } else { &mut found.counts.passages } += 1;
            match (pieces.stored_piece(at), &mut current) {
                (Ok((meta, text)), Some((_, report))) => {
                    report.kept_out += usize::from(is_remark);
                    report.pieces.push((meta.byte_start, text));
                }
                (Err(error), _) => found.fault(told(&error)),
                (Ok(_), None) => {}
            }
        }
        if let Some((_, report)) = current {
            each(&report);
        }
        let (manifest, counts) = (self.manifest(), found.counts);
        for (what, said, held) in [
            ("passages", manifest.counts.passages, counts.passages as u64),
            ("texts kept out", manifest.counts.kept_out, counts.kept_out as u64),
        ] {
            if said != held {
                found.fault(format!("it holds {held} {what}, its manifest says {said}"));
            }
        }
        Ok(found)
    }
}

fn told(error: &SearchError) -> String {
    let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

fn stored(pieces: &Pieces<'_>, record: DocRef) -> Result<StoredReport, SearchError> {
    let meta = pieces.record_meta(record)?;
    let places = pieces.places_of(record)?;
    let size = places.first().map_or(0, |first| first.size);
    let places = places.iter().map(|one| (one.path.clone(), one.member.clone(), one.encoding.clone()));
    Ok(StoredReport {
        key: meta.key.clone(),
        title: meta.title.clone(),
        places: places.collect(),
        size,
        ..StoredReport::default()
    })
}
