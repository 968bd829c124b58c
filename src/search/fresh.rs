//! Whether the files of hits are still as they were indexed: a look at their size and time, and only where these
//! differ at their bytes. A text that moved in its file is found again.

use std::path::Path;

use crate::source;
use crate::text::LineIndex;

use super::hit::{FileState, Hit, Indexed};

/// Larger files are not read again; that they changed is told by their times.
const REREAD_BYTES_MAX: u64 = 64 << 20;

/// Looks at the files of all hits, and writes into each what became of its first file.
pub fn check_files(hits: &mut [Hit]) {
    for hit in hits {
        hit.state = state(hit);
    }
}

fn state(hit: &mut Hit) -> FileState {
    let path = hit.paths[0].clone();
    let known = match std::fs::metadata(&path) {
        Ok(known) => known,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return FileState::Gone,
        // What cannot be looked at now is not known to have changed.
        Err(_) => return FileState::AsIndexed,
    };
    let Indexed { size, modified, hash } = &hit.indexed;
    if known.len() == *size && source::modified_nanos(&known) == *modified {
        return FileState::AsIndexed;
    }
    let bytes = if known.len() > REREAD_BYTES_MAX { None } else { std::fs::read(&path).ok() };
    match bytes {
        Some(bytes) if blake3::hash(&bytes).to_hex().starts_with(hash) => FileState::AsIndexed,
        Some(bytes) => FileState::Changed { found: find_again(hit, &path, &bytes) },
        None => FileState::Changed { found: false },
    }
}

/// Finds the text of a hit in what its file holds now, the occurrence nearest to where it was, and sets its place.
fn find_again(hit: &mut Hit, path: &Path, bytes: &[u8]) -> bool {
    if hit.member.is_some() || source::is_json_lines(path) {
        return false;
    }
    let Ok(document) = source::decode(bytes) else { return false };
    let places = document.text.match_indices(&hit.text).map(|(at, _)| at);
    let Some(at) = places.min_by_key(|at| at.abs_diff(hit.byte_start)) else { return false };
    let lines = LineIndex::new(&document.text);
    let line = lines.line_of(at);
    hit.line_match = hit.line_match - hit.line_start + line;
    hit.line_end = hit.line_end - hit.line_start + line;
    (hit.line_start, hit.byte_start, hit.byte_end) = (line, at, at + hit.text.len());
    true
}
