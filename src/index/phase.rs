//! Which part of a run is under way, told to whoever tests what a kill leaves.
//!
//! When `XUNZHANG_PHASES` names a file, a line is appended to it whenever a phase begins: the harness in
//! `tests/integration/kill.rs` reads it and kills the process there. Without it nothing is done.

use std::fs::File;
use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Looking for files.
    Walk,
    /// Reading and analysing reports.
    Extract,
    /// A segment is written.
    SegmentWrite,
    /// Segments are merged.
    Merge,
    /// The list of segments is replaced.
    Commit,
    /// The pointer to the build in force is replaced.
    Swap,
    /// What nobody needs any more is removed.
    Collection,
}

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Phase::Walk => "walk",
            Phase::Extract => "extract",
            Phase::SegmentWrite => "segment-write",
            Phase::Merge => "merge",
            Phase::Commit => "commit",
            Phase::Swap => "swap",
            Phase::Collection => "collection",
        }
    }
}

/// Tells that a phase begins.
pub(crate) fn begin(phase: Phase) {
    static FILE: OnceLock<Option<Mutex<File>>> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let path = std::env::var_os("XUNZHANG_PHASES")?;
        File::options().append(true).create(true).open(path).ok().map(Mutex::new)
    });
    if let Some(file) = file {
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        // One write: a kill leaves a whole line or none.
        let _ = file.write_all(format!("{}\n", phase.name()).as_bytes());
    }
}
