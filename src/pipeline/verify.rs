//! Is an index whole, and true to the files that it was made from?
//!
//! Checksums first: nothing else is worth asking of damaged bytes. Then what is stored against the manifest, every
//! passage against its file where that has not changed since, and a sample of strings against a plain scan.

use std::path::{Path, PathBuf};

use crate::analysis;
use crate::index::{self, IndexError};
use crate::search::{RecallReport, SearchError, Searcher, StoreCounts, StoredReport};
use crate::source::{self, Extracted, Extractor};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// What is wrong, each in words for people; some kinds are told only so often.
    pub faults: Vec<String>,
    /// What the index holds; nothing when its files are damaged.
    pub counts: StoreCounts,
    /// Reports whose passages stand in their file just as they are stored.
    pub true_to_file: usize,
    /// Reports whose file was changed, removed or made unreadable since: nothing to hold them against.
    pub changed: usize,
    /// Files that a killed run left, and their bytes; the next run removes them.
    pub left_over: (usize, u64),
    /// The strings that were looked for.
    pub recall: Option<RecallReport>,
}

/// Checks an index; `runs` strings are drawn (by `seed`) for the sample, `extractor` reads the files again.
///
/// # Errors
/// When there is no index, or it is of another format.
pub fn verify(index: &Path, runs: usize, seed: u64, extractor: &Extractor) -> Result<Verified, SearchError> {
    let faults = match index::file_faults(index) {
        // A pointer that names no build is what is to be found here, and no error of the command.
        Err(IndexError::Damaged { what, .. }) => vec![what],
        faults => faults?,
    };
    let mut verified = Verified { faults, ..Verified::default() };
    // What is read from damaged files would only give faults that mean nothing.
    if !verified.faults.is_empty() {
        return Ok(verified);
    }
    let searcher = Searcher::open(index)?;
    let mut files = Files { extractor, path: PathBuf::new(), reports: Vec::new() };
    let store = searcher.verify_store(&mut |report| {
        match files.fault_of(report) {
            None => verified.changed += 1,
            Some(fault) if fault.is_empty() => verified.true_to_file += 1,
            Some(fault) => verified.faults.push(fault),
        };
    })?;
    verified.counts = store.counts;
    verified.left_over = searcher.left_over();
    verified.faults.extend(store.faults);
    // A string that is missed proves a fault of the search only where the store is sound.
    if runs > 0 && verified.faults.is_empty() {
        let recall = searcher.verify_recall(runs, seed, &|_| ())?;
        if !recall.is_clean() {
            verified.faults.push("not every string is found: see above".to_owned());
        }
        verified.recall = Some(recall);
    }
    Ok(verified)
}

/// Reads the files of reports, keeping the last: a collection holds many.
struct Files<'a> {
    extractor: &'a Extractor,
    path: PathBuf,
    /// The reports in it.
    reports: Vec<Extracted>,
}

impl Files<'_> {
    /// Holds a report against its file: `None` when the file has another text by now, else what is wrong, empty if nothing.
    fn fault_of(&mut self, report: &StoredReport) -> Option<String> {
        let (path, member, _) = report.places.first()?;
        if self.path != *path {
            (self.path, self.reports) = (path.clone(), self.read(path, report.size).unwrap_or_default());
        }
        let read = self.reports.iter().find(|read| read.member == *member)?;
        let text = &read.text;
        let key = blake3::Hash::from_bytes(source::content_key(text, &analysis::fold_text, &read.markup));
        // Another key: the file has another text by now, which proves nothing about the index.
        if key.to_hex().as_str() != report.key {
            return None;
        }
        let differs = |(start, piece): &&(usize, String)| {
            text.get(*start..*start + piece.len()) != Some(piece.as_str())
        };
        let fault = report.pieces.iter().find(differs).map(|(start, _)| {
            format!(
                "what is stored of {} from byte {start} on does not stand there in the file",
                path.display()
            )
        });
        Some(fault.unwrap_or_default())
    }

    /// Reads a file that was of such a size; one that has doubled has changed, and is not read whole to tell.
    fn read(&self, path: &Path, size: u64) -> Option<Vec<Extracted>> {
        Some(self.extractor.extract(path, &source::read_file(path, size * 2).ok()?).ok()?.reports)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;
    use crate::source::Limits;
    use crate::text::Markup;

    #[test]
    fn a_report_is_held_against_its_file() {
        let fixture = Fixture::of(&[("a.txt", "减轻 负担\n")]);
        let key = source::content_key("减轻 负担\n", &analysis::fold_text, &Markup::default());
        let stored = |start, piece: &str, size| StoredReport {
            key: blake3::Hash::from_bytes(key).to_hex().to_string(),
            title: String::new(),
            places: vec![(fixture.report("a.txt"), None, "UTF-8".to_owned())],
            size,
            pieces: vec![(start, piece.to_owned())],
            kept_out: 0,
        };
        let extractor = Extractor::new(None, Limits::default());
        let fault = |report: &StoredReport| {
            let mut files = Files { extractor: &extractor, path: PathBuf::new(), reports: Vec::new() };
            files.fault_of(report)
        };
        assert_eq!(fault(&stored(0, "减轻 负担", 14)), Some(String::new()));
        let said = fault(&stored(3, "减轻", 14)).expect("the file is as it was");
        assert!(said.contains("from byte 3 on does not stand there"), "{said}");
        assert_eq!(fault(&stored(0, "减轻 负担", 5)), None, "it has grown to more than twice its size");
        fixture.write("a.txt", "增加经费");
        assert_eq!(fault(&stored(0, "减轻 负担", 14)), None, "it has another text");
    }
}
