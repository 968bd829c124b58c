//! Who may use how much of the memory that a run is allowed, and how much a file takes.
//!
//! An eighth each goes to segments being filled, to reports that wait for them, and to the program itself with its
//! dictionary; the rest to files, from the moment that they are opened until the engine has the last of their
//! documents. Figures were measured with `heaptrack` and held against whole runs (`tests/trials/giants.py`).

use crate::index::{WriteLock, WriteOptions};
use crate::language::tr;
use crate::source::{Size, SourceFile, estimated_lines};

use super::make::{LARGE_BYTES, ReadReport};

/// Memory for a text and for its share of the segment that it goes to, in tenths of the text's bytes.
const TENTHS_OF_TEXT: u64 = 25;
/// Bytes for each line that may be a section: the section, its passage, their places in the batch and the segment.
const SECTION_BYTES: u64 = 320;
/// Bytes for each report of a file that holds many, with its place and its row.
const REPORT_BYTES: u64 = 700;
/// Most sections that a text can have (`CANDIDATES_MAX` in `report/parse/candidates.rs`).
const SECTIONS_MAX: u64 = 1_000_000;
/// Bytes of memory for each byte of a file until its text is known: the file and its text.
pub(in crate::pipeline) const WHILE_READ: u64 = 2;
/// Bytes of memory for each byte of a small file.
const FOR_SMALL: u64 = 16;

/// Less new text than this fits into the least memory that the engine takes.
const SMALL_BYTES: u64 = 1 << 20;
/// Bytes of new text that are worth a thread of the engine.
const BYTES_PER_WRITER: u64 = 8 << 20;

/// Returns how `bytes` of new text are written: with no more threads and memory than are allowed and worth it.
pub(in crate::pipeline) fn write_options(
    threads: usize,
    memory_bytes: usize,
    bytes: u64,
    lock: &WriteLock,
) -> WriteOptions {
    let worth = usize::try_from(bytes / BYTES_PER_WRITER).unwrap_or(usize::MAX) + 1;
    WriteOptions {
        threads: threads.clamp(1, worth),
        memory_bytes: if bytes < SMALL_BYTES { 0 } else { of_segments(memory_bytes) },
        shared: lock.is_shared(),
    }
}

/// Bytes for segments being filled.
pub(in crate::pipeline) fn of_segments(memory_bytes: usize) -> usize {
    memory_bytes / 8
}

/// Bytes for prepared reports that wait for their segment.
pub(in crate::pipeline) fn of_waiting(memory_bytes: usize) -> u64 {
    memory_bytes as u64 / 8
}

/// Bytes for files being read, parsed and analysed.
pub(in crate::pipeline) fn of_files(memory_bytes: usize) -> u64 {
    memory_bytes as u64 / 8 * 5
}

/// Estimates the memory that a file needs, in bytes, before it is read.
pub(in crate::pipeline) fn guess(file: &SourceFile) -> u64 {
    if file.size < LARGE_BYTES as u64 {
        return FOR_SMALL * file.size;
    }
    // What cannot be read is refused soon after.
    of_text(file.size, estimated_lines(file).unwrap_or(0))
}

/// Returns the memory that the reports of a file need, in bytes.
pub(in crate::pipeline) fn of_reports(reports: &[ReadReport]) -> u64 {
    let bytes: u64 = reports.iter().map(|read| read.text.len() as u64).sum();
    // Texts are held together, but made into reports one after another: only the largest work counts.
    let work = |read: &ReadReport| {
        let lines = memchr::memchr2_iter(b'\n', b'\r', read.text.as_bytes()).count();
        of_text(read.text.len() as u64, lines as u64) - read.text.len() as u64
    };
    bytes + reports.len() as u64 * REPORT_BYTES + reports.iter().map(work).max().unwrap_or(0)
}

/// Of what files may take together, the part that is kept for those that turn out to hold more than their size lets
/// expect (archives, packed documents).
pub(in crate::pipeline) fn reserve(files_bytes: u64) -> u64 {
    files_bytes / 2
}

/// Returns how much a report takes that another process has read: as long as it is kept, and beside that while it is taken
/// over and made.
pub(in crate::pipeline) fn of_size(size: &Size) -> (u64, u64) {
    // Markup takes about as much as what tells it, which is there once more while it is read.
    let kept = size.told.max(size.text) + REPORT_BYTES;
    (kept, size.told.max(of_text(size.text, size.lines) - size.text))
}

/// Why a report is refused that takes more than the reserve.
pub(in crate::pipeline) fn too_much_unpacked(bytes: u64) -> String {
    // The reserve is half of what files may use.
    too_much(bytes * 2)
}

/// Says why a file that needs `bytes` of memory is refused, and how much to allow.
pub(in crate::pipeline) fn too_much(bytes: u64) -> String {
    // Files may use five eighths of all (`of_files`); rounded up, with a step to spare.
    let whole = ((bytes / 5 * 8) >> 20).next_multiple_of(128) + 128;
    tr!("index-needs-memory", bytes = (bytes >> 20).to_string(), whole = whole.to_string())
}

fn of_text(bytes: u64, lines: u64) -> u64 {
    bytes / 10 * TENTHS_OF_TEXT + lines.min(SECTIONS_MAX) * SECTION_BYTES
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn a_large_file_of_short_lines_takes_more_than_one_of_long() {
        let folder = tempfile::tempdir().expect("a place for files");
        let cost = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, &text).expect("it can be written");
            guess(&SourceFile { path, size: text.len() as u64, ..SourceFile::default() })
        };
        let long = cost("long", format!("{}\n", "减轻负担".repeat(20)).repeat(9_000));
        let short = cost("short", "一、标题\n".repeat(170_000));
        assert!(long > 4 << 20 && long < 9 << 20, "{long}");
        assert!(short > 50 << 20, "{short}");
        assert!(cost("small", "短".to_owned()) < 100);
    }

    #[test]
    fn the_memory_that_is_asked_for_is_enough() {
        for bytes in [1 << 20, 700 << 20, 5 << 30] {
            let told = too_much(bytes);
            let asked: usize = told
                .rsplit(' ')
                .next()
                .and_then(|word| word.strip_suffix(')')?.parse().ok())
                .expect("a number");
            assert!(of_files(asked << 20) >= bytes, "{told}");
        }
    }

    #[test]
    fn threads_and_memory_of_the_engine_are_those_that_the_text_is_worth() {
        let fixture = Fixture::of(&[]);
        let lock = crate::index::lock(&fixture.path("index"), false, crate::index::PATIENTLY)
            .expect("nobody else has it");
        let options = |threads, bytes| {
            let options = write_options(threads, 1 << 30, bytes, &lock);
            (options.threads, options.memory_bytes)
        };
        assert_eq!(options(8, 1_000), (1, 0));
        assert_eq!(options(8, 20 << 20), (3, 1 << 27));
        assert_eq!(options(2, 1 << 30), (2, 1 << 27));
    }
}
