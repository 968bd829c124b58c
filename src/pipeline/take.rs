//! Files read, decoded, parsed and analysed by many threads, and their reports handed to the index.
//!
//! Workers take files in the order of their paths. Whether a text is already known is settled in that order too, so
//! that the same files always give the same index whatever the threads do: a report is made from the first file that
//! holds it.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::analysis;
use crate::index::{Account, FileOutcome, Hash, IndexError, Permit, Place, ReportRow};
use crate::source::{self, ExtractError, Extracted, Extractor, SourceFile};

use super::compare::Candidate;
use super::make::{Maker, Read};
use super::{Progress, memory};

/// What came of a file.
pub(super) enum Taken {
    /// Its bytes are those that are known.
    Same,
    /// It was read: what it holds, and the hash of its bytes.
    Read(FileOutcome, Hash),
    /// It could not be read at all; what is known of it stays.
    Unreadable(String),
}

/// What all workers of a run share.
pub(super) struct Workers<'a> {
    /// The files.
    pub(super) candidates: &'a [Candidate],
    /// For each of them the hash that is known.
    pub(super) known_hash: &'a (dyn Fn(&Candidate) -> Option<Hash> + Sync),
    /// Finds the root of a path and the path below it.
    pub(super) root_of: &'a (dyn Fn(&Path) -> (u32, PathBuf) + Sync),
    /// Reads files.
    pub(super) extractor: &'a Extractor,
    /// Makes reports of their texts.
    pub(super) maker: Maker<'a>,
    /// Hears of it.
    pub(super) progress: &'a dyn Progress,
    /// The next file.
    pub(super) next: Mutex<usize>,
    /// How much memory files may use together.
    pub(super) account: Arc<Account>,
    /// Lets workers through in order, with the numbers of known texts.
    pub(super) order: Turnstile,
    /// What came of each file.
    pub(super) taken: Mutex<Vec<(usize, Taken)>>,
    /// Reports made, by number.
    pub(super) made: Mutex<Vec<(u32, ReportRow)>>,
    /// What ends the run.
    pub(super) failure: Mutex<Option<IndexError>>,
    /// Whether it has ended so.
    pub(super) failed: AtomicBool,
}

impl Workers<'_> {
    /// Works through the files with so many threads.
    pub(super) fn run(&self, threads: usize) {
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, self.candidates.len().max(1)) {
                scope.spawn(|| self.work());
            }
        });
    }

    fn work(&self) {
        while let Some((nth, candidate, mut permit)) = self.next() {
            // A parser or decoder that panics costs its file, not the run.
            let read = catch_unwind(AssertUnwindSafe(|| self.read(candidate, &mut permit)));
            let read = read.unwrap_or_else(|_| {
                let why = "reading it failed in a way that is an error of xunzhang".to_owned();
                FileRead::Done(Taken::Read(FileOutcome::Refused(why), Hash::default()))
            });
            let reports: &[Read] = if let FileRead::Reports(reports, ..) = &read { reports } else { &[] };
            let numbers = self.order.in_turn(nth, reports);
            let (passages, taken) = match read {
                FileRead::Done(taken) => (0, taken),
                FileRead::Failed(error) => return self.fail(error),
                FileRead::Reports(reports, refused, hash) => {
                    match self.take_all(candidate, (&reports, &numbers, refused), hash) {
                        Ok((passages, outcome)) => (passages, Taken::Read(outcome, hash)),
                        Err(error) => return self.fail(error),
                    }
                }
            };
            lock(&self.taken).push((nth, taken));
            self.progress.taken(candidate.file.size, passages);
        }
    }

    /// Ends the run: the others find no further file.
    fn fail(&self, error: IndexError) {
        lock(&self.failure).get_or_insert(error);
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Takes the next file, once there is memory for it. In their order: whoever has memory waits, if at all, for files
    /// before his own, and these have theirs.
    fn next(&self) -> Option<(usize, &Candidate, Permit)> {
        let mut next = lock(&self.next);
        let (nth, candidate) = (*next, self.candidates.get(*next)?);
        *next += 1;
        let permit = self.account.take(memory::guess(&candidate.file), &|| self.maker.writer.is_alive());
        (!self.failed.load(Ordering::Relaxed)).then_some((nth, candidate, permit))
    }

    fn read(&self, candidate: &Candidate, permit: &mut Permit) -> FileRead {
        let path = &candidate.file.path;
        let too_much = |bytes: u64, hash| {
            FileRead::Done(Taken::Read(FileOutcome::Refused(memory::too_much(bytes)), hash))
        };
        if candidate.file.size * 2 > self.account.limit() {
            return too_much(permit.bytes(), Hash::default());
        }
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if source::is_want_of_handles(&error) => {
                return FileRead::Failed(IndexError::no_handles(path.clone()));
            }
            Err(error) => return FileRead::Done(Taken::Unreadable(format!("cannot be read: {error}"))),
        };
        let hash = *blake3::hash(&bytes).as_bytes();
        let known = (self.known_hash)(candidate);
        if known == Some(hash) {
            return FileRead::Done(Taken::Same);
        }
        if known.is_some() && !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0) {
            let why = "holds nothing but zeros now, as a file does that is only in the cloud".to_owned();
            return FileRead::Done(Taken::Unreadable(why));
        }
        if candidate.file.unsure
            && let Some(kind) = source::not_text_inside(path)
        {
            return FileRead::Done(Taken::Read(FileOutcome::PassedOver(kind), hash));
        }
        match read_reports(self.extractor, &candidate.file, &bytes, hash, (self.root_of)(path)) {
            Ok((reports, refused)) => {
                permit.set(memory::of_reports(&reports));
                match permit.bytes() > self.account.limit() {
                    true => too_much(permit.bytes(), hash),
                    false => FileRead::Reports(reports, refused, hash),
                }
            }
            Err(ExtractError::NoHandles) => FileRead::Failed(IndexError::no_handles(path.clone())),
            Err(ExtractError::Nothing(kind)) => {
                FileRead::Done(Taken::Read(FileOutcome::PassedOver(kind), hash))
            }
            Err(why) => FileRead::Done(Taken::Read(FileOutcome::Refused(why.to_string()), hash)),
        }
    }

    /// Adds the reports of a file, or one more place of those that are known; returns the passages of the new ones.
    fn take_all(
        &self,
        candidate: &Candidate,
        (reports, numbers, refused): (&[Read], &[(u32, bool)], RefusedMembers),
        hash: Hash,
    ) -> Result<(usize, FileOutcome), IndexError> {
        let mut passages = 0;
        for (report, (number, new)) in reports.iter().zip(numbers) {
            if *new {
                let made = (candidate.file.path.as_path(), report, hash);
                match self.maker.add(*number, made)? {
                    Ok(row) => {
                        passages += row.counts.passages as usize;
                        lock(&self.made).push((*number, row));
                    }
                    Err(why) => return Ok((passages, FileOutcome::Refused(why))),
                }
            }
            self.maker.writer.add_place(&report.key, &report.place)?;
        }
        let reports = numbers.iter().map(|(number, _)| *number).collect();
        Ok((passages, FileOutcome::Taken { reports, refused }))
    }
}

/// Members of a file that were refused while the rest was taken: name, and why in words for people.
type RefusedMembers = Vec<(String, String)>;

enum FileRead {
    Done(Taken),
    /// The run cannot go on.
    Failed(IndexError),
    Reports(Vec<Read>, RefusedMembers, Hash),
}

/// Locks, whatever became of who held it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the reports of a file, and what of it is refused.
///
/// # Errors
/// Why all of it is refused.
pub(super) fn read_reports(
    extractor: &Extractor,
    file: &SourceFile,
    bytes: &[u8],
    hash: Hash,
    (root, below): (u32, PathBuf),
) -> Result<(Vec<Read>, RefusedMembers), ExtractError> {
    let extraction = extractor.extract(&file.path, bytes)?;
    let read = |(nth, extracted): (u32, Extracted)| {
        let Extracted { member, title, text, markup, encoding, sure, replaced, reader } = extracted;
        let key = source::content_key(&text, &analysis::fold_text, &markup);
        let (path, size, modified) = (below.clone(), file.size, file.modified);
        let place = Place { root, path, nth, size, modified, hash, member, encoding, sure, replaced, reader };
        Read { key, text, markup, title, place }
    };
    Ok(((0..).zip(extraction.reports).map(read).collect(), extraction.refused))
}

/// Lets workers through one by one in the order of their files, and gives each text its number.
#[derive(Default)]
pub(super) struct Turnstile {
    state: Mutex<Numbers>,
    moved: Condvar,
}

/// The numbers of known texts.
#[derive(Default)]
pub(super) struct Numbers {
    turn: usize,
    known: HashMap<Hash, u32>,
    free: Vec<u32>,
    next: u32,
}

impl Numbers {
    /// Takes over the numbers of a table.
    pub(super) fn of(reports: &[Option<Arc<ReportRow>>]) -> Numbers {
        let (mut known, mut free) = (HashMap::new(), Vec::new());
        for (number, report) in (0u32..).zip(reports) {
            match report {
                Some(report) => drop(known.insert(report.key, number)),
                None => free.push(number),
            }
        }
        free.reverse();
        Numbers { turn: 0, known, free, next: reports.len() as u32 }
    }

    /// Returns the number of a text, and whether it is new.
    fn number(&mut self, key: Hash) -> (u32, bool) {
        if let Some(number) = self.known.get(&key) {
            return (*number, false);
        }
        let number = self.free.pop().unwrap_or(self.next);
        self.next = self.next.max(number + 1);
        self.known.insert(key, number);
        (number, true)
    }
}

impl Turnstile {
    /// Begins with these numbers.
    pub(super) fn new(numbers: Numbers) -> Turnstile {
        Turnstile { state: Mutex::new(numbers), moved: Condvar::new() }
    }

    fn in_turn(&self, nth: usize, reports: &[Read]) -> Vec<(u32, bool)> {
        let mut state = lock(&self.state);
        while state.turn != nth {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let numbers = reports.iter().map(|report| state.number(report.key)).collect();
        state.turn += 1;
        self.moved.notify_all();
        numbers
    }
}
