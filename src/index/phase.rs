//! Which part of a run is under way, told to whoever tests what a kill leaves.
//!
//! When `XUNZHANG_PHASES` names a file, a line is appended to it whenever a phase begins. `XUNZHANG_KILL`
//! of the form `PHASE NTH MICROSECONDS` has the process sent SIGKILL that many microseconds after the phase
//! has begun for the NTH time (from 0); with `PHASE NTH panic` it panics there. The harness in
//! `tests/integration/kill.rs` and `tests/trials/kill.py` hits every phase with it, however fast the
//! machine is. Without these variables nothing is done.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use crate::fault::lock;
use crate::system::kill_this_process;

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
    log::debug!("phase {}", phase.name());
    static FILE: OnceLock<Option<Mutex<File>>> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let path = std::env::var_os("XUNZHANG_PHASES")?;
        File::options().append(true).create(true).open(path).ok().map(Mutex::new)
    });
    if let Some(file) = file {
        let mut file = lock(file);
        // One write: a kill leaves a whole line or none.
        let _ = file.write_all(format!("{}\n", phase.name()).as_bytes());
        kill_in(phase);
    }
}

/// How a process is made to end.
enum End {
    /// By SIGKILL, after this time.
    Kill(Duration),
    /// By a panic.
    Panic,
}

/// Sends SIGKILL to this process soon, or panics, when this is the phase to die in.
fn kill_in(phase: Phase) {
    static WANTED: OnceLock<Option<(String, usize, End)>> = OnceLock::new();
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    let wanted = WANTED.get_or_init(|| {
        let wanted = std::env::var("XUNZHANG_KILL").ok()?;
        let mut words = wanted.split(' ');
        let (name, nth) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
        let end = match words.next()? {
            "panic" => End::Panic,
            after => End::Kill(Duration::from_micros(after.parse().ok()?)),
        };
        Some((name, nth, end))
    });
    let Some((name, nth, end)) = wanted else { return };
    if name != phase.name() || BEGUN.fetch_add(1, Ordering::Relaxed) != *nth {
        return;
    }
    match *end {
        End::Panic => panic!("the {name} phase was to panic"),
        End::Kill(Duration::ZERO) => kill_this_process(),
        // By a thread of its own: the phase has to go on until it is killed in the middle.
        End::Kill(after) => drop(std::thread::spawn(move || {
            std::thread::sleep(after);
            kill_this_process();
        })),
    }
}
