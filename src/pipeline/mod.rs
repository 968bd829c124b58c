//! A run of `index`: folders and files compared with what the index knows, and what is new or changed taken in.
//!
//! - `job.rs`: what is asked for, and what is said at the end
//! - `plan.rs`: what is asked for against the roots that the index remembers
//! - `compare.rs`, `difference.rs`: files as they are against the table of files; for an unchanged tree that is all that is done
//! - `take.rs`, `reading.rs`: files read by many threads; `make.rs`: their texts parsed and analysed; `memory.rs`: who may use how much memory
//! - `settle.rs`, `rows.rs`: the new table, what is dropped, what is made anew
//! - `words.rs`: words added to the dictionary of an index, and removed
//! - `stats.rs`, `verify.rs`: an index told in numbers, and held against its files
//!
//! What goes wrong with one file costs that file only; whatever goes wrong with a run leaves the index as it was.

mod compare;
mod difference;
mod job;
mod make;
mod memory;
mod plan;
mod reading;
mod rows;
mod settle;
mod stats;
mod take;
mod verify;
mod words;

use std::time::Instant;

use crate::analysis::Dictionary;
use crate::index::{self, IndexError, IndexReader, IndexWriter, WriteLock, WriteOptions};
use crate::source::Extractor;

use difference::Difference;
pub use job::{Changes, Freshness, Job, Mode, Progress, Refused, Summary};
pub(crate) use plan::true_path;
use plan::{Known, Plan};
pub use stats::{ReportStats, Skipped, Stats, skipped, stats};
pub use verify::{Verified, verify};
pub use words::{WordJob, WordsChanged, added_words, change_words};

/// Brings the index up to date with what is asked for.
///
/// # Errors
/// When nothing can be committed: another process writes the index, the disk is full. The index that was
/// there before is then untouched.
pub fn run(job: &Job, progress: &dyn Progress) -> Result<Summary, IndexError> {
    // Whoever waits for a run wants to know that another one is under way.
    let lock = match index::is_there(&job.index) && !job.mode.dry_run {
        true => Some(index::lock(&job.index, job.shared, index::PATIENTLY)?),
        false => None,
    };
    match attempt(job, progress, lock, false)? {
        Attempt::Done(summary) => Ok(*summary),
        Attempt::OutOfTime { .. } => unreachable!("a run without a budget is never out of time"),
    }
}

/// Brings the index up to date within the budget of the job; builds it, however long that takes, if it is missing or
/// cannot be used.
///
/// # Errors
/// As [`run`], when there is no index that could answer instead.
pub fn refresh(job: &Job, progress: &dyn Progress) -> Result<Freshness, IndexError> {
    Ok(match attempt(job, progress, None, false) {
        Ok(Attempt::Done(summary)) if !summary.committed && summary.manifest.is_some() => Freshness::Fresh,
        Ok(Attempt::Done(summary)) => Freshness::Refreshed(summary),
        Ok(Attempt::OutOfTime { since, why }) => Freshness::Stale { since, why },
        Err(error) => match IndexReader::open(&job.index) {
            Ok(reader) => {
                Freshness::Stale { since: reader.manifest().changed, why: format!("because {error}") }
            }
            Err(_) => return Err(error),
        },
    })
}

/// Brings an index up to date that is there, or a part of the way ([`Summary::left`]): others should not have to wait for
/// it. Files are read first; the index is locked only when there is something to take in, for a second or two.
///
/// # Errors
/// As [`run`].
pub fn freshen(job: &Job, progress: &dyn Progress) -> Result<Summary, IndexError> {
    match attempt(&Job { budget: None, ..job.clone() }, progress, None, true)? {
        Attempt::Done(summary) => Ok(*summary),
        Attempt::OutOfTime { .. } => unreachable!("a run without a budget is never out of time"),
    }
}

enum Attempt {
    Done(Box<Summary>),
    OutOfTime { since: u64, why: String },
}

/// Bytes of new and changed files that a refresh within a budget takes in, for each millisecond that is left.
const BYTES_PER_MILLISECOND: u128 = 4_000;

fn attempt(
    job: &Job,
    progress: &dyn Progress,
    mut lock: Option<WriteLock>,
    reads_ahead: bool,
) -> Result<Attempt, IndexError> {
    let (begun, mut broken) = (Instant::now(), Vec::new());
    loop {
        progress.phase("looking for files");
        index::begin_phase(index::Phase::Walk);
        let known = Known::load(job, lock.is_some())?;
        let generation = known.as_ref().map(|known| known.manifest().generation);
        let mut plan = Plan::make(job, known.as_ref());
        let deadline = job.budget.filter(|_| plan.updates).map(|budget| begun + budget);
        let mut difference = compare::compare(job, &plan, known.as_ref(), deadline);
        if let Some(path) = difference.no_handles.take() {
            return Err(IndexError::no_handles(path));
        }
        let known_since = known.as_ref().map_or(0, |known| known.manifest().changed);
        if let Some(why) = deadline.and_then(|deadline| too_late(&difference, deadline)) {
            return Ok(Attempt::OutOfTime { since: known_since, why });
        }
        plan.settle_empty(&mut difference, known.as_ref());
        progress.found(difference.candidates.len(), difference.bytes());
        if plan.in_vain || plan.updates && difference.is_nothing(&plan) || job.mode.dry_run {
            if let Some(lock) = lock {
                known.iter().for_each(|known| known.tidy(&lock));
                if job.shared {
                    index::share(&lock)?;
                }
            }
            let manifest = known.filter(|_| !plan.in_vain).map(|known| known.manifest().clone());
            return Ok(Attempt::Done(Box::new(difference.summary(manifest, begun))));
        }
        let extractor = Extractor::new(job.reader.clone(), job.limits);
        let (known, read_at) = (known.as_ref(), settle::nanos_now());
        let (plan, broken_now) = (&plan, broken.as_slice());
        let mut run =
            settle::Run { job, plan, known, difference, extractor, begun, read_at, broken: broken_now };
        let mut ahead = Vec::new();
        if lock.is_none() {
            if plan.updates && reads_ahead {
                ahead = run.read_ahead(progress);
            }
            lock = Some(index::lock(&job.index, job.shared, index::BRIEFLY)?);
            // Another process may have committed before the lock was ours.
            let now = IndexReader::open(&job.index).ok().map(|reader| reader.manifest().generation);
            if plan.updates && now != generation {
                lock = lock.filter(|_| !reads_ahead);
                continue;
            }
        }
        let Some(lock) = lock.take() else { continue };
        let writer = open_writer(job, plan, known, &mut run.difference, lock)?;
        match run.perform(writer, ahead, progress) {
            // A part of a large report was with the writer: all begins again without it.
            Err(IndexError::Broken { path, why }) if broken.iter().all(|(one, _)| *one != path) => {
                broken.push((path, why));
            }
            done => return Ok(Attempt::Done(Box::new(done?))),
        }
    }
}

fn too_late(difference: &Difference, deadline: Instant) -> Option<String> {
    if !difference.complete {
        return Some("because looking through the folder takes longer than a query should".to_owned());
    }
    let left = deadline.saturating_duration_since(Instant::now()).as_millis();
    let files = difference.candidates.len() + difference.vanished.len();
    (u128::from(difference.bytes()) > left * BYTES_PER_MILLISECOND || files as u128 > left)
        .then(|| format!("because {files} files changed, more than a query should wait for"))
}

/// Less new text than this fits into the least memory that the engine takes.
const SMALL_BYTES: u64 = 1 << 20;
/// So many bytes of new text are worth a thread of the engine.
const BYTES_PER_WRITER: u64 = 8 << 20;

/// How so many bytes of new text are written, with no more threads and memory than are allowed and worth it.
fn write_options(threads: usize, memory_bytes: usize, bytes: u64, lock: &WriteLock) -> WriteOptions {
    let worth = usize::try_from(bytes / BYTES_PER_WRITER).unwrap_or(usize::MAX) + 1;
    WriteOptions {
        threads: threads.clamp(1, worth),
        memory_bytes: if bytes < SMALL_BYTES { 0 } else { memory::of_segments(memory_bytes) },
        shared: lock.is_shared(),
    }
}

fn open_writer(
    job: &Job,
    plan: &Plan,
    known: Option<&Known>,
    difference: &mut Difference,
    lock: WriteLock,
) -> Result<IndexWriter, IndexError> {
    let options = write_options(job.threads, job.memory_bytes, difference.bytes(), &lock);
    match known.filter(|_| plan.updates) {
        Some(_) => IndexWriter::update(lock, IndexReader::open(&job.index)?, &options),
        None => {
            let generation = known.map_or(0, |known| known.manifest().generation) + 1;
            let words = words::first_words(job, &mut difference.warnings);
            let mut writer =
                IndexWriter::rebuild(lock, &job.schema, Dictionary::builtin(), generation, &options)?;
            if !words.is_empty() {
                writer.set_words(words);
            }
            Ok(writer)
        }
    }
}
