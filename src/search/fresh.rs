//! Whether the files of hits are still as they were indexed: a look at their size and time, and only where these
//! differ at their bytes. A text that moved in its file is found again.

use std::path::{Path, PathBuf};

use crate::source::{self, Extracted, Extractor};
use crate::text::LineIndex;

use super::hit::{FileState, Hit, Place};

/// Larger files are not read again; that they changed is told by their times.
const REREAD_BYTES_MAX: u64 = 64 << 20;

/// Looks at the files of all hits, and writes into each what became of its first file; changed ones are read again.
/// Where the first is gone and another holds the same report, that one comes first.
pub fn check_files(hits: &mut [Hit], extractor: &Extractor) {
    let mut files = Files { extractor, last: None };
    for hit in hits {
        hit.state = files.state(hit);
    }
}

struct Files<'a> {
    extractor: &'a Extractor,
    /// The file that was read last, the hash of its bytes in hexadecimal, and the reports in it.
    last: Option<(PathBuf, String, Vec<Extracted>)>,
}

impl Files<'_> {
    fn state(&mut self, hit: &mut Hit) -> FileState {
        let known = match std::fs::metadata(&hit.places[0].path) {
            Ok(known) => known,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return self.elsewhere(hit),
            // What cannot be looked at now is not known to have changed.
            Err(_) => return FileState::AsIndexed,
        };
        let Place { path, size, modified, hash, .. } = hit.places[0].clone();
        if known.len() == size && source::modified_nanos(&known) == modified {
            return FileState::AsIndexed;
        }
        match self.read(&path, &hash, false) {
            Some((now, _)) if now.starts_with(&hash) => FileState::AsIndexed,
            Some((_, reports)) => FileState::Changed { found: find_again(hit, reports) },
            None => FileState::Changed { found: false },
        }
    }

    /// The first file is gone: puts the first that is there in its place, where the text may begin elsewhere.
    fn elsewhere(&mut self, hit: &mut Hit) -> FileState {
        let living = hit.places.iter().position(|place| place.path.exists());
        let gone = living.unwrap_or(hit.places.len());
        hit.places[..gone].iter_mut().for_each(|place| place.gone = true);
        let Some(living) = living else { return FileState::Gone };
        hit.places.rotate_left(living);
        let Place { path, hash, .. } = hit.places[0].clone();
        match self.read(&path, &hash, true) {
            Some((now, reports)) => {
                let as_indexed = now.starts_with(&hash);
                match find_again(hit, reports) {
                    true if as_indexed => FileState::AsIndexed,
                    found => FileState::Changed { found },
                }
            }
            None => FileState::Changed { found: false },
        }
    }

    /// Reads a file; what is in it only when that is `needed` or its bytes are not those with the hash `known`.
    fn read(&mut self, path: &Path, known: &str, needed: bool) -> Option<(&str, &[Extracted])> {
        let lacks = |reports: &Vec<Extracted>| needed && reports.is_empty();
        if self.last.as_ref().is_none_or(|(last, _, reports)| last != path || lacks(reports)) {
            let bytes = source::read_file(path, REREAD_BYTES_MAX).ok()?;
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let reports = match !needed && hash.starts_with(known) {
                true => Vec::new(),
                false => self.extractor.extract(path, &bytes).map(|all| all.reports).unwrap_or_default(),
            };
            self.last = Some((path.to_owned(), hash, reports));
        }
        self.last.as_ref().map(|(_, hash, reports)| (hash.as_str(), reports.as_slice()))
    }
}

/// Finds the text of a hit in what its file holds now, the occurrence nearest to where it was, and sets its place.
fn find_again(hit: &mut Hit, reports: &[Extracted]) -> bool {
    let Some(report) = reports.iter().find(|report| report.member == hit.places[0].member) else {
        return false;
    };
    let places = report.text.match_indices(&hit.text).map(|(at, _)| at);
    let Some(at) = places.min_by_key(|at| at.abs_diff(hit.byte_start)) else { return false };
    let line = LineIndex::new(&report.text).line_of(at);
    hit.line_match = hit.line_match - hit.line_start + line;
    hit.line_end = hit.line_end - hit.line_start + line;
    let before = hit.matches.first().map_or(0, |(start, _)| *start);
    let first_mark = hit.text.char_indices().nth(before).map_or(0, |(byte, _)| byte);
    hit.location = report.location(at + first_mark, hit.line_match);
    (hit.line_start, hit.byte_start, hit.byte_end) = (line, at, at + hit.text.len());
    true
}
