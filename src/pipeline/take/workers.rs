//! Files read by many threads, and their reports handed to the index.
//!
//! Workers take files in the order of their paths. Whether a text is already known is settled in that order too, so
//! that the same files always give the same index whatever the threads do: a report is made from the first file that
//! holds it.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::fault::{beside, lock};
use crate::index::{FileOutcome, IndexError, Permit, ReportRow};
use crate::source::RefusedMembers;

use super::super::Progress;
use super::super::compare::Candidate;
use super::make::{Maker, ReadReport};
use super::memory;
use super::numbers::{Numbers, Turnstile};
use super::reading::{Ahead, FileRead, FileReader, Taken};
use super::taking::Outlet;

/// What all workers of a run share.
pub(in crate::pipeline) struct Workers<'a> {
    reader: &'a FileReader<'a>,
    maker: Maker<'a>,
    progress: &'a dyn Progress,
    /// The next file, and what was read already: the first of the files, in order.
    next: Mutex<(usize, std::vec::IntoIter<Ahead>)>,
    /// Lets workers through in order, with the numbers of known texts.
    order: Turnstile,
    done: Mutex<Done>,
    /// Whether something ended the run.
    failed: AtomicBool,
}

/// Reports that were made, each with its number.
type MadeReports = Vec<(u32, ReportRow)>;

/// What came of the files so far.
#[derive(Default)]
struct Done {
    /// By the number of the file.
    taken: Vec<(usize, Taken)>,
    /// Reports made, by number.
    made: MadeReports,
    /// Numbers of texts that understanding failed for, each with the reason.
    unmade: HashMap<u32, String>,
    failure: Option<IndexError>,
}

/// A file whose turn it is.
enum Next {
    Read(Box<Ahead>),
    /// There is memory for it.
    Unread(Permit),
}

impl<'a> Workers<'a> {
    /// Prepares the work on the files of `reader`; `ahead` are the first of them, where they were read already.
    pub(in crate::pipeline) fn new(
        reader: &'a FileReader<'a>,
        ahead: Vec<Ahead>,
        maker: Maker<'a>,
        progress: &'a dyn Progress,
    ) -> Workers<'a> {
        let order = Turnstile::new(Numbers::of(&reader.old.reports));
        let next = Mutex::new((0, ahead.into_iter()));
        Workers {
            reader,
            maker,
            progress,
            next,
            order,
            done: Mutex::default(),
            failed: AtomicBool::new(false),
        }
    }

    /// Works through the files by at most `threads` threads; returns what came of each file, in their order, and the
    /// reports made, each with its number.
    ///
    /// # Errors
    /// What ended the run.
    pub(in crate::pipeline) fn run(self, threads: usize) -> Result<(Vec<Taken>, MadeReports), IndexError> {
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, self.reader.candidates.len().max(1)) {
                let _ = beside(scope, || self.work());
            }
        });
        let Done { mut taken, made, unmade, failure } = std::mem::take(&mut *lock(&self.done));
        if let Some(error) = failure {
            return Err(error);
        }
        taken.sort_by_key(|(nth, _)| *nth);
        // A file whose text another file was refused for took it for known, and has places in the index already.
        for (nth, taken) in taken.iter().filter(|_| !unmade.is_empty()) {
            let Taken::Read(outcome, _) = taken else { continue };
            if let Some(why) = outcome.reports().iter().find_map(|number| unmade.get(number)) {
                let path = self.reader.candidates[*nth].file.path.clone();
                return Err(IndexError::Broken { path, why: why.clone() });
            }
        }
        Ok((taken.into_iter().map(|(_, taken)| taken).collect(), made))
    }

    fn work(&self) {
        while let Some((nth, candidate, next)) = self.next() {
            if self.progress.is_stopped() {
                return self.fail(IndexError::Stopped);
            }
            let (mut read, mut permit) = match next {
                Next::Read(ahead) => *ahead,
                Next::Unread(permit) => (FileRead::Later, permit),
            };
            let mut turn = Turn { workers: self, nth, candidate, so_far: SoFar::default() };
            if matches!(read, FileRead::Later) {
                read = self.reader.read(candidate, &mut permit, Some(&mut turn));
            }
            // Every file takes its turn, one without a report too: the next waits for it.
            let reports: &[ReadReport] =
                if let FileRead::Reports(reports, ..) = &read { reports } else { &[] };
            let numbers = self.order.in_turn(nth, reports.iter().map(|report| report.key));
            let mut so_far = turn.so_far;
            let taken = match read {
                FileRead::Done(taken) => so_far.and_then(taken),
                FileRead::Failed(error) => return self.fail(error),
                FileRead::Later => {
                    return self.fail(IndexError::Broken {
                        path: candidate.file.path.clone(),
                        why: "found no turn to be read".to_owned(),
                    });
                }
                FileRead::Reports(reports, refused, hash) => {
                    if let Err(error) = self.take_all(candidate, (reports, numbers), &mut so_far) {
                        return self.fail(error);
                    }
                    so_far.refused.extend(refused);
                    Taken::Read(so_far.outcome(), hash)
                }
            };
            lock(&self.done).taken.push((nth, taken));
            self.progress.taken(candidate.file.size - so_far.told);
        }
    }

    /// Ends the run: the others find no further file.
    fn fail(&self, error: IndexError) {
        // The first error counts: those after it are mostly of its making.
        lock(&self.done).failure.get_or_insert(error);
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Takes the next file, once there is memory for it. Permits are taken in file order, so a holder only ever waits for
    /// earlier files, which already hold theirs: no deadlock.
    fn next(&self) -> Option<(usize, &Candidate, Next)> {
        let mut state = lock(&self.next);
        let nth = state.0;
        let candidate = self.reader.candidates.get(nth)?;
        state.0 += 1;
        let next = match state.1.next() {
            Some(ahead) => Next::Read(Box::new(ahead)),
            None => Next::Unread(
                self.reader.account.take(memory::guess(&candidate.file), &|| self.maker.writer.is_alive()),
            ),
        };
        // Asked last, since the wait for memory may be long.
        (!self.failed.load(Ordering::Relaxed)).then_some((nth, candidate, next))
    }

    /// Adds reports of a file, or one more place of those that are known.
    ///
    /// # Errors
    /// What the writer says; [`IndexError::Broken`] where one of several reports cannot be understood: those before it are
    /// with the writer, and no text of a file that was read is left out.
    fn take_all(
        &self,
        candidate: &Candidate,
        (reports, numbers): (Vec<ReadReport>, Vec<(u32, bool)>),
        so_far: &mut SoFar,
    ) -> Result<(), IndexError> {
        let several = reports.len() + so_far.reports.len() > 1;
        for (mut report, (number, new)) in reports.into_iter().zip(numbers) {
            if self.progress.is_stopped() {
                return Err(IndexError::Stopped);
            }
            report.place.nth = so_far.reports.len() as u32;
            if new {
                let made = (candidate.file.path.as_path(), &report, report.place.hash);
                match self.maker.add(number, made)? {
                    Ok(row) => {
                        // A text may be longer than the file that it was packed into.
                        let bytes = (report.text.len() as u64).min(candidate.file.size - so_far.told);
                        so_far.told += bytes;
                        self.progress.part(bytes, row.counts.passages as usize);
                        lock(&self.done).made.push((number, row));
                    }
                    Err(why) if several || report.place.member.is_some() => {
                        return Err(IndexError::Broken { path: candidate.file.path.clone(), why });
                    }
                    Err(why) => {
                        lock(&self.done).unmade.insert(number, why.clone());
                        so_far.refused.push((String::new(), why));
                        return Ok(());
                    }
                }
            }
            self.maker.writer.add_place(&report.key, &report.place)?;
            so_far.reports.push(number);
            so_far.waiting += report.markup.waiting;
        }
        Ok(())
    }
}

/// What of a file is in the index already.
#[derive(Default)]
struct SoFar {
    /// Bytes of the file that were told as parts.
    told: u64,
    /// Pages that wait for a recogniser.
    waiting: u32,
    reports: Vec<u32>,
    refused: RefusedMembers,
}

impl SoFar {
    /// What came of a file of which nothing else is to be taken: refused is one without any report.
    fn outcome(&mut self) -> FileOutcome {
        let (reports, refused) = (std::mem::take(&mut self.reports), std::mem::take(&mut self.refused));
        match refused.as_slice() {
            [(name, why)] if reports.is_empty() && name.is_empty() => FileOutcome::Refused(why.clone()),
            _ if self.waiting > 0 => {
                FileOutcome::Waiting { reports, refused, why: None, pages: self.waiting }
            }
            _ => FileOutcome::Taken { reports, refused },
        }
    }

    /// What came of a file that ended like this after some of it was passed on.
    fn and_then(&mut self, taken: Taken) -> Taken {
        match taken {
            Taken::Read(FileOutcome::Refused(why), hash) if !self.reports.is_empty() => {
                self.refused.push(("what follows".to_owned(), why));
                Taken::Read(self.outcome(), hash)
            }
            taken => taken,
        }
    }
}

/// A file in its turn: files behind it wait while its reports go to the index.
struct Turn<'t, 'a> {
    workers: &'t Workers<'a>,
    nth: usize,
    candidate: &'t Candidate,
    so_far: SoFar,
}

impl Outlet for Turn<'_, '_> {
    fn grow(&mut self, permit: &mut Permit, bytes: u64) {
        // Files before this one need nothing more once they have let it through, and those behind it have no part of
        // the reserve.
        self.workers.order.wait_for(self.nth);
        permit.grow(bytes, &|| self.workers.maker.writer.is_alive());
    }

    fn pass(&mut self, reports: Vec<ReadReport>) -> Result<(), IndexError> {
        let keys = reports.iter().map(|report| report.key);
        let numbers = self.workers.order.while_in_turn(self.nth, keys);
        self.workers.take_all(self.candidate, (reports, numbers), &mut self.so_far)
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Dictionary, Segmenters};
    use std::path::PathBuf;

    use crate::index::{Account, Hash, IndexWriter, PATIENTLY, Place, WriteOptions, lock as lock_index};
    use crate::source::Extractor;
    use crate::text::{Markup, Span};

    use super::super::super::compare::{Plan, compare};
    use super::super::super::fixture::{Fixture, Silent};
    use super::*;

    /// What a test looks at with workers on files: the files, and the workers.
    type Look<'l, T> = &'l dyn Fn(&[Candidate], Workers<'_>) -> T;

    /// Lets `look` see the workers on the files of a fixture; the index is given up after that.
    fn with_workers<T>(fixture: &Fixture, look: Look<'_, T>) -> T {
        let job = fixture.job(&["r"]);
        let plan = Plan::make(&job, None).expect("roots");
        let difference = compare(&job, &plan, None, None);
        let write_lock = lock_index(&job.index, false, PATIENTLY).expect("nobody else has it");
        let options = WriteOptions { threads: 1, memory_bytes: 0, shared: false };
        let writer = IndexWriter::rebuild(write_lock, &job.schema, Dictionary::builtin(), 1, &options);
        let writer = writer.expect("a new index");
        let account = || Account::new(1 << 20);
        let reader = FileReader {
            candidates: &difference.candidates,
            plan: &plan,
            old: &crate::index::FileTable::default(),
            reads_otherwise: false,
            extractor: &Extractor::new(None, job.limits),
            broken: &[],
            bytes_max: 1 << 20,
            memory_max: 1 << 20,
            account: account(),
        };
        let segmenters = Segmenters::new(writer.dictionary().clone(), 0);
        let waiting = account();
        let maker = Maker {
            writer: &writer,
            segmenters: &segmenters,
            size: job.schema.passage_size(),
            waiting: &waiting,
        };
        let told = look(&difference.candidates, Workers::new(&reader, Vec::new(), maker, &Silent));
        drop(writer.give_up(IndexError::Missing { index: job.index }));
        told
    }

    #[test]
    fn equal_texts_are_one_report_made_from_the_first_file() {
        let fixture = Fixture::of(&[("a.txt", "减轻负担"), ("b.txt", "减 轻负担"), ("c.txt", "增加经费")]);
        let (taken, made) = with_workers(&fixture, &|_, workers| workers.run(4)).expect("room");
        let numbers = |taken: &Taken| match taken {
            Taken::Read(outcome, _) => outcome.reports().to_vec(),
            Taken::Same | Taken::Unreadable(_) => Vec::new(),
        };
        assert_eq!(taken.iter().map(numbers).collect::<Vec<_>>(), [[0], [0], [1]]);
        let mut made: Vec<(u32, Hash)> =
            made.into_iter().map(|(number, row)| (number, row.made.hash)).collect();
        made.sort_unstable();
        assert_eq!(
            made,
            [
                (0, *blake3::hash("减轻负担".as_bytes()).as_bytes()),
                (1, *blake3::hash("增加经费".as_bytes()).as_bytes())
            ]
        );
    }

    /// A report; understanding one that `breaks` ends in a panic: its format marks a title inside a character.
    fn report(text: &str, breaks: bool) -> ReadReport {
        ReadReport {
            key: *blake3::hash(text.as_bytes()).as_bytes(),
            text: text.to_owned(),
            markup: Markup { title: breaks.then_some(Span::new(0, 1)), ..Markup::default() },
            title: String::new(),
            place: Place {
                root: 1,
                path: PathBuf::from("a.txt"),
                nth: 0,
                size: 0,
                modified: 0,
                hash: [0; 32],
                member: None,
                encoding: "UTF-8".to_owned(),
            },
        }
    }

    #[test]
    fn a_file_of_several_reports_is_taken_whole_or_breaks_the_attempt() {
        let fixture = Fixture::of(&[("a.txt", "甲")]);
        let taken = |reports: &[(&str, bool)]| {
            with_workers(&fixture, &|candidates, workers| {
                let reports: Vec<ReadReport> =
                    reports.iter().map(|(text, breaks)| report(text, *breaks)).collect();
                let numbers: Vec<(u32, bool)> = (0..).zip(&reports).map(|(nth, _)| (nth, true)).collect();
                let mut so_far = SoFar::default();
                workers.take_all(&candidates[0], (reports, numbers), &mut so_far)?;
                Ok((so_far.told, so_far.outcome()))
            })
        };
        let both = taken(&[("甲", false), ("乙", false)]).expect("both are taken");
        assert_eq!(both.1.reports(), [0, 1]);
        let second: Result<_, IndexError> = taken(&[("甲", false), ("乙", true)]);
        assert!(matches!(&second, Err(IndexError::Broken { path, .. }) if path.ends_with("r/a.txt")));
        let alone = taken(&[("乙", true)]).expect("it is refused, and nothing is with the writer");
        assert!(matches!(alone, (0, FileOutcome::Refused(_))));
    }

    #[test]
    fn a_file_that_has_the_text_of_a_refused_one_breaks_the_attempt() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("b.txt", " 甲")]);
        let told = with_workers(&fixture, &|_, workers| {
            // As when a.txt was refused after b.txt took its text for known.
            lock(&workers.done).unmade.insert(0, "it broke".to_owned());
            workers.run(1).map(drop)
        });
        assert!(matches!(told, Err(IndexError::Broken { why, .. }) if why == "it broke"));
    }
}
