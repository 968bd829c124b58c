//! Files read by many threads, and their reports handed to the index.
//!
//! Workers take files in the order of their paths. Whether a text is already known is settled in that order too, so
//! that the same files always give the same index whatever the threads do: a report is made from the first file that
//! holds it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::index::{FileOutcome, Hash, IndexError, Permit, ReportRow};

use super::compare::Candidate;
use super::make::{Maker, Read};
use super::reading::{Ahead, FileRead, FileReader, RefusedMembers};
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
    /// Reads files.
    pub(super) reader: &'a FileReader<'a>,
    /// What was read already: the first of the files, in order.
    pub(super) ahead: Mutex<std::vec::IntoIter<Ahead>>,
    /// Makes reports of their texts.
    pub(super) maker: Maker<'a>,
    /// Hears of it.
    pub(super) progress: &'a dyn Progress,
    /// The next file.
    pub(super) next: Mutex<usize>,
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

/// A file whose turn it is.
enum Next {
    Read(Box<Ahead>),
    /// There is memory for it.
    Unread(Permit),
}

impl Workers<'_> {
    /// Works through the files with so many threads.
    pub(super) fn run(&self, threads: usize) {
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, self.reader.candidates.len().max(1)) {
                scope.spawn(|| self.work());
            }
        });
    }

    fn work(&self) {
        while let Some((nth, candidate, next)) = self.next() {
            let (read, _permit) = match next {
                Next::Read(ahead) => *ahead,
                Next::Unread(mut permit) => (self.reader.read(candidate, &mut permit), permit),
            };
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
    fn next(&self) -> Option<(usize, &Candidate, Next)> {
        let mut next = lock(&self.next);
        let (nth, candidate) = (*next, self.reader.candidates.get(*next)?);
        *next += 1;
        let next = match lock(&self.ahead).next() {
            Some(ahead) => Next::Read(Box::new(ahead)),
            None => Next::Unread(
                self.reader.account.take(memory::guess(&candidate.file), &|| self.maker.writer.is_alive()),
            ),
        };
        (!self.failed.load(Ordering::Relaxed)).then_some((nth, candidate, next))
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

/// Locks, whatever became of who held it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
