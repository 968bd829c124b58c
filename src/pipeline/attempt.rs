//! The course of a run: the files are looked at ([`Looked`]), the index is locked ([`Locked`]), what differs is written.
//!
//! Each state owns what the next one needs. What another process commits between the look and the lock sends the run
//! back to the look, and so does a report that breaks while a part of it is with the writer.

use std::time::{Duration, Instant};

use crate::analysis::Dictionary;
use crate::index::{self, IndexError, IndexReader, IndexWriter, Phase, WriteLock};
use crate::language::tr;
use crate::source::Extractor;

use super::compare::{Difference, OldIndex, Plan, compare, guard_rebuild};
use super::settle::{Broken, IndexRun};
use super::synonyms::first_synonyms;
use super::take::{Ahead, memory};
use super::words::first_words;
use super::{Job, Progress, Summary};

/// How an attempt ended.
pub(super) enum Attempt {
    /// All was done that there was to do.
    Done(Box<Summary>),
    /// There was more to do than the budget of the job allows.
    OutOfTime {
        /// When the index was last changed, seconds since 1970.
        since: u64,
        /// Why it is left as it is, in words for people.
        why: String,
    },
}

/// Bytes of new and changed files that a refresh within a budget takes in, for each millisecond that is left.
const BYTES_PER_MILLISECOND: u128 = 4_000;

/// Looks, locks and writes, again where others or a broken report make that necessary. `lock` is the lock on the index,
/// if it is held already; with `reads_ahead` files are read before it is taken.
///
/// # Errors
/// When nothing can be committed.
pub(super) fn attempt(
    job: &Job,
    progress: &dyn Progress,
    mut lock: Option<WriteLock>,
    reads_ahead: bool,
) -> Result<Attempt, IndexError> {
    let (begun, mut broken) = (Instant::now(), Broken::new());
    loop {
        let looked = match look(job, progress, &broken, begun, lock.take())? {
            Look::Differs(looked) => looked,
            Look::Ended(attempt) => return Ok(attempt),
        };
        let locked = match looked.lock(reads_ahead, progress)? {
            Lock::Taken(locked) => locked,
            Lock::Overtaken(kept) => {
                lock = kept;
                continue;
            }
        };
        match locked.write(progress) {
            // A part of a large report was with the writer: all begins again without it.
            // A file that breaks once more although it is to be left out ends the run, which would go on
            // for ever.
            Err(IndexError::Broken { path, why }) if broken.iter().all(|(one, _)| *one != path) => {
                broken.push((path, why));
            }
            done => return Ok(Attempt::Done(Box::new(done?))),
        }
    }
}

/// What a look at the files gave.
enum Look<'a> {
    /// The files differ from what the index knows.
    Differs(Box<Looked<'a>>),
    /// There is nothing to do, or no time for it.
    Ended(Attempt),
}

/// A run that has looked and has something to do.
struct Looked<'a> {
    run: IndexRun<'a>,
    lock: Option<WriteLock>,
}

/// Whether the index could be locked.
enum Lock<'a> {
    Taken(Box<Locked<'a>>),
    /// Another process has committed since the look; the lock, where it is kept.
    Overtaken(Option<WriteLock>),
}

/// A run that holds the lock; nobody else can change the index that it has compared with.
struct Locked<'a> {
    run: IndexRun<'a>,
    lock: WriteLock,
    /// The first of the files, where they were read already.
    ahead: Vec<Ahead>,
}

/// Compares the files with what the index knows. A run that has nothing to do ends here, no file opened.
fn look<'a>(
    job: &'a Job,
    progress: &dyn Progress,
    broken: &Broken,
    begun: Instant,
    lock: Option<WriteLock>,
) -> Result<Look<'a>, IndexError> {
    progress.phase(&tr!("index-looking"));
    index::begin_phase(Phase::Walk);
    // Whoever holds the lock reads a state that nobody can change.
    let old = OldIndex::load(job, lock.is_some())?;
    let known = old.as_ref().map(OldIndex::known);
    let mut plan = Plan::make(job, known)?;
    let deadline = job.budget.filter(|_| plan.updates).map(|budget: Duration| begun + budget);
    let mut difference = compare(job, &plan, known, deadline);
    // What else differs is not known then: a commit would drop files that could only not be opened.
    if let Some(path) = difference.no_handles.take() {
        return Err(IndexError::no_handles(path));
    }
    if let Some(why) = deadline.and_then(|deadline| too_late(&difference, deadline)) {
        let since = old.as_ref().map_or(0, |old| old.manifest().changed);
        return Ok(Look::Ended(Attempt::OutOfTime { since, why }));
    }
    // Whether a root brings a report shows only now, after the walk.
    plan.settle_empty(&mut difference, known);
    guard_rebuild(job, &plan, known, &mut difference)?;
    progress.found(difference.candidates.len(), difference.bytes());
    let is_up_to_date = plan.updates && difference.is_nothing() && !plan.is_change;
    if plan.in_vain || is_up_to_date || job.mode.dry_run {
        // The lock is held anyway: what killed runs left goes, also where nothing differs.
        if let Some(lock) = lock {
            old.iter().for_each(|old| old.tidy(&lock));
            if job.shared {
                index::share(&lock)?;
            }
        }
        let manifest = old.filter(|_| !plan.in_vain).map(|old| old.manifest().clone());
        return Ok(Look::Ended(Attempt::Done(Box::new(difference.summary(manifest, begun)))));
    }
    let extractor = Extractor::new(job.reader.clone(), job.limits).recognising(job.ocr.clone());
    let run = IndexRun::new(job, plan, old, difference, extractor, begun, broken.clone());
    Ok(Look::Differs(Box::new(Looked { run, lock })))
}

impl<'a> Looked<'a> {
    /// Takes the lock, unless it is held; before that reads files if it is to be held for a short time only.
    fn lock(self, reads_ahead: bool, progress: &dyn Progress) -> Result<Lock<'a>, IndexError> {
        let Looked { mut run, lock } = self;
        if let Some(lock) = lock {
            return Ok(Lock::Taken(Box::new(Locked { run, lock, ahead: Vec::new() })));
        }
        let updates = run.plan.updates;
        // A build from nothing locks first: there is no index that others wait for.
        let ahead = if updates && reads_ahead { run.read_ahead(progress) } else { Vec::new() };
        let lock = index::lock(&run.job.index, run.job.shared, index::BRIEFLY)?;
        // Another process may have committed before the lock was ours.
        let now = IndexReader::open(&run.job.index).ok().map(|reader| reader.manifest().generation);
        if updates && now != run.old.as_ref().map(|old| old.manifest().generation) {
            // A run that reads ahead lets go of the lock: the look to come takes long, and others wait.
            return Ok(Lock::Overtaken(Some(lock).filter(|_| !reads_ahead)));
        }
        Ok(Lock::Taken(Box::new(Locked { run, lock, ahead })))
    }
}

impl Locked<'_> {
    /// Reads what is not read yet and commits.
    fn write(self, progress: &dyn Progress) -> Result<Summary, IndexError> {
        let Locked { mut run, lock, ahead } = self;
        let writer = open_writer(run.job, &run.plan, run.old.as_ref(), &mut run.difference, lock)?;
        run.perform(writer, ahead, progress)
    }
}

fn too_late(difference: &Difference, deadline: Instant) -> Option<String> {
    if !difference.complete {
        return Some(tr!("index-takes-longer"));
    }
    let left = deadline.saturating_duration_since(Instant::now()).as_millis();
    let files = difference.candidates.len() + difference.vanished.len();
    // A file counts for a millisecond beside its bytes.
    (u128::from(difference.bytes()) > left * BYTES_PER_MILLISECOND || files as u128 > left)
        .then(|| tr!("index-files-changed", files = files.to_string()))
}

fn open_writer(
    job: &Job,
    plan: &Plan,
    old: Option<&OldIndex>,
    difference: &mut Difference,
    lock: WriteLock,
) -> Result<IndexWriter, IndexError> {
    let options = memory::write_options(job.threads, job.memory_bytes, difference.bytes(), &lock);
    match old.filter(|_| plan.updates) {
        // Opened under the lock, since the look may have been before it.
        Some(_) => IndexWriter::update(lock, IndexReader::open(&job.index)?, &options),
        None => {
            // One more than before: a run that has looked already tells by it that there was a commit.
            let generation = old.map_or(0, |old| old.manifest().generation) + 1;
            let words = first_words(job, &mut difference.warnings);
            let synonyms = first_synonyms(job, &mut difference.warnings);
            let mut writer =
                IndexWriter::rebuild(lock, &job.schema, Dictionary::builtin(), generation, &options)?;
            if !words.is_empty() {
                writer.set_words(words);
            }
            if !synonyms.is_empty() {
                writer.set_synonyms(synonyms);
            }
            Ok(writer)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::compare::Candidate;
    use super::super::fixture::{Fixture, Silent};
    use super::super::{Mode, run};
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn what_takes_longer_than_a_query_should_is_left() {
        let file = |size| SourceFile { size, ..SourceFile::default() };
        let files = |count: usize, size: u64, complete: bool| Difference {
            candidates: vec![Candidate { file: file(size), row: None, looks_alike: false }; count],
            complete,
            ..Difference::default()
        };
        for (difference, milliseconds, is_late) in [
            (files(3, 1_000, true), 1_000, false),
            (files(3, 1_000, false), 1_000, true),
            (files(3, 10 << 20, true), 1_000, true),
            (files(2_000, 1, true), 1_000, true),
            (files(3, 1_000, true), 0, true),
            (files(0, 0, true), 0, false),
        ] {
            let deadline = Instant::now() + Duration::from_millis(milliseconds);
            assert_eq!(too_late(&difference, deadline).is_some(), is_late, "{}", difference.candidates.len());
        }
    }

    /// What a run says at the end: its warnings, each by a part of it.
    #[test]
    fn the_notes_of_a_run() {
        let fixture = Fixture::of(&[("a.txt", "减轻负担"), ("b.txt", "增加经费"), ("c.txt", "改善条件")]);
        std::fs::create_dir(fixture.path("empty")).expect("it can be made");
        let notes = |job: &Job| {
            let summary = run(job, &Silent).expect("a run");
            (summary.warnings.join("; "), summary.committed)
        };
        let (said, committed) = notes(&fixture.job(&["r"]));
        assert_eq!((said.as_str(), committed), ("", true));
        assert_eq!(notes(&fixture.job(&[])), (String::new(), false), "nothing to do");
        let (said, committed) = notes(&fixture.job(&["empty"]));
        assert!(said.contains("brings no report yet") && committed, "{said}");
        for name in ["a.txt", "b.txt"] {
            std::fs::remove_file(fixture.report(name)).expect("ours");
        }
        let (said, committed) = notes(&fixture.job(&[]));
        assert!(
            said.contains("has lost 2 of 3 of its files") && said.contains("--prune") && !committed,
            "{said}"
        );
        let prune = Job { mode: Mode { prune: true, ..Mode::default() }, ..fixture.job(&[]) };
        assert_eq!(notes(&prune), (String::new(), true));
    }
}
