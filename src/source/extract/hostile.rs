//! What must hold of every reader for any bytes at all; see `src/fuzzing.rs`.

use std::cell::Cell;
use std::path::Path;

use super::{ExtractError, Extracted, Extraction, Input, Limits, READERS, extract, packed};

/// Small, so that bombs are met.
const LIMITS: Limits = Limits { seconds: 60, memory_bytes: 2 << 30, unpacked_bytes: 8 << 20, depth: 4 };

/// Any bytes are read by this reader or refused in words; returns the reports.
pub(crate) fn read_by(reader: &str, bytes: &[u8]) -> Vec<Extracted> {
    let reader = READERS.iter().find(|known| known.name == reader).expect("a reader of this name");
    let spent = Cell::new(0);
    let input = Input::new(Path::new("a"), bytes, &LIMITS, &spent);
    holds((reader.read)(&input))
}

/// As [`read_by`], by the reader that the content asks for: archives, and all that lies in them.
pub(crate) fn read_any(bytes: &[u8]) -> Vec<Extracted> {
    holds(extract(Path::new("a"), bytes, &LIMITS))
}

/// Any files packed as a document: a line `=== name` begins each. So a fuzzer changes what is packed, not the packing.
pub(crate) fn read_members(bytes: &[u8]) -> Vec<Extracted> {
    let text = String::from_utf8_lossy(bytes);
    let members = text.split("=== ").filter_map(|member| member.split_once('\n'));
    let mut files: Vec<(&str, &str)> = Vec::new();
    for (name, content) in members {
        if name.len() < 256 && files.iter().all(|(known, _)| *known != name) {
            files.push((name, content.trim_end_matches('\n')));
        }
    }
    read_any(&packed(&files))
}

/// What a reader tells of a text is true of it.
fn holds(read: Result<Extraction, ExtractError>) -> Vec<Extracted> {
    let reports = match read {
        Ok(extraction) => extraction.reports,
        Err(refused) => {
            assert!(!refused.to_string().is_empty());
            Vec::new()
        }
    };
    for Extracted { text, markup, .. } in &reports {
        assert!(!text.trim().is_empty(), "an empty report");
        let spans = markup.headings.iter().map(|heading| heading.span).chain(markup.rows.iter().copied());
        for span in spans.chain(markup.title).chain(markup.furniture.iter().map(|part| part.span)) {
            assert!(!span.of(text).is_empty(), "{span:?}");
        }
        let starts: Vec<usize> = markup.locations.iter().map(|(at, _)| *at).collect();
        assert!(starts.is_sorted() && starts.iter().all(|at| text.is_char_boundary(*at)), "{starts:?}");
    }
    reports
}
