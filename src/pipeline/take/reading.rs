//! One file read, decoded and hashed: what there is to do before the index is touched. Where nobody should wait for that,
//! it is done ahead, without the lock on the index.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::fault::{self, beside, lock};
use crate::index::{Account, FileOutcome, FileTable, Hash, IndexError, Permit};
use crate::language::tr;
use crate::source::{self, ExtractError, Extractor, RefusedMembers};

use super::super::compare::{Candidate, Plan, below_root};
use super::make::ReadReport;
use super::memory;
use super::taking::{Outlet, Standing, Taking};

/// What came of a file.
pub(in crate::pipeline) enum Taken {
    /// Its bytes are those that are known.
    Same,
    /// It was read: what it holds, and the hash of its bytes.
    Read(FileOutcome, Hash),
    /// It could not be read at all; what is known of it stays.
    Unreadable(String),
}

/// What reading a file gave.
pub(in crate::pipeline) enum FileRead {
    /// All that there is to know.
    Done(Taken),
    /// The run cannot go on.
    Failed(IndexError),
    /// Its reports; those that had been passed on before are not among them.
    Reports(Vec<ReadReport>, RefusedMembers, Hash),
    /// It is to be read when it is its turn, since it takes more memory than there is before.
    Later,
}

impl FileRead {
    /// What it was, for the log.
    fn told(&self) -> String {
        match self {
            FileRead::Done(Taken::Same) => "the bytes that are known".to_owned(),
            FileRead::Done(Taken::Read(FileOutcome::Refused(why), _) | Taken::Unreadable(why)) => {
                format!("refused: {why}")
            }
            FileRead::Done(Taken::Read(FileOutcome::PassedOver(kind), _)) => format!("passed over ({kind})"),
            FileRead::Done(Taken::Read(outcome, _)) => format!("{} reports", outcome.reports().len()),
            FileRead::Failed(error) => format!("the run ends: {error}"),
            FileRead::Later => "takes more memory than there is ahead of its turn".to_owned(),
            FileRead::Reports(reports, refused, _) => {
                let bytes: usize = reports.iter().map(|read| read.text.len()).sum();
                format!("{} reports, {bytes} bytes of text, {} members refused", reports.len(), refused.len())
            }
        }
    }
}

/// A file read, and the memory that it takes.
pub(in crate::pipeline) type Ahead = (FileRead, Permit);

/// Reads files.
pub(in crate::pipeline) struct FileReader<'a> {
    /// The files.
    pub(in crate::pipeline) candidates: &'a [Candidate],
    /// Where they stand.
    pub(in crate::pipeline) plan: &'a Plan,
    /// What is known of them.
    pub(in crate::pipeline) old: &'a FileTable,
    /// Whether another program, or other limits, may read what was refused.
    pub(in crate::pipeline) reads_otherwise: bool,
    /// Reads foreign formats.
    pub(in crate::pipeline) extractor: &'a Extractor,
    /// Files to be refused, and why.
    pub(in crate::pipeline) broken: &'a [(PathBuf, String)],
    /// Larger files are refused, in bytes.
    pub(in crate::pipeline) bytes_max: u64,
    /// So are files that need more memory, in bytes.
    pub(in crate::pipeline) memory_max: u64,
    /// How much memory files may use at the same time: one that needs more is read alone.
    pub(in crate::pipeline) account: Arc<Account>,
}

impl FileReader<'_> {
    /// Reads the first files by `threads` threads at most, as many as there is memory for; returns them in order.
    pub(in crate::pipeline) fn read_ahead(&self, threads: usize) -> Vec<Ahead> {
        let (next, ahead) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let permits = Mutex::new(());
        let work = || {
            loop {
                // One at a time: files that are read ahead must be the first ones.
                let in_order = lock(&permits);
                let nth = next.load(Ordering::Relaxed);
                let Some(candidate) = self.candidates.get(nth) else { return };
                let Some(mut permit) = self.account.try_take(memory::guess(&candidate.file)) else { return };
                next.store(nth + 1, Ordering::Relaxed);
                drop(in_order);
                // Nobody is waited for: what is read ahead stays until the index is locked.
                let read = self.read(candidate, &mut permit, None);
                lock(&ahead).push((nth, (read, permit)));
            }
        };
        std::thread::scope(|scope| {
            (0..threads.clamp(1, self.candidates.len().max(1))).for_each(|_| drop(beside(scope, work)))
        });
        let mut ahead = std::mem::take(&mut *lock(&ahead));
        ahead.sort_by_key(|(nth, _)| *nth);
        ahead.into_iter().map(|(_, ahead)| ahead).collect()
    }

    fn known_hash(&self, candidate: &Candidate) -> Option<Hash> {
        let (folder, file) = candidate.row?;
        let row = &self.old.folders[folder].files[file];
        // What another release or another limit refused is read again, although its bytes are the same.
        let retry = self.reads_otherwise && !row.outcome.is_whole();
        (!retry).then_some(row.hash)
    }

    /// Reads a file; `outlet` gets more memory for it. A parser or decoder that panics costs its file, not the run.
    pub(in crate::pipeline) fn read(
        &self,
        candidate: &Candidate,
        permit: &mut Permit,
        outlet: Option<&mut dyn Outlet>,
    ) -> FileRead {
        let read = fault::caught(|| self.read_whole(candidate, permit, outlet));
        let read = read.unwrap_or_else(|fault| {
            let why =
                tr!("index-reading-failed", fault = fault.to_string(), reports = fault::REPORTS.to_string());
            FileRead::Done(Taken::Read(FileOutcome::Refused(why), Hash::default()))
        });
        log::debug!("{}: {}", candidate.file.path.display(), read.told());
        if !matches!(read, FileRead::Reports(..) | FileRead::Later) {
            // However many files there are that cannot be read, those behind them have their turn.
            permit.set(0);
        }
        read
    }

    fn read_whole(
        &self,
        candidate: &Candidate,
        permit: &mut Permit,
        outlet: Option<&mut dyn Outlet>,
    ) -> FileRead {
        let path = &candidate.file.path;
        let too_much = |bytes: u64, hash| {
            FileRead::Done(Taken::Read(FileOutcome::Refused(memory::too_much(bytes)), hash))
        };
        // Told by its size: nothing of it is read.
        if candidate.file.size * memory::WHILE_READ > self.memory_max {
            return too_much(permit.bytes(), Hash::default());
        }
        let most = self.bytes_max.min(self.memory_max / memory::WHILE_READ);
        let bytes = match source::read_file(path, most) {
            Ok(bytes) => bytes,
            // It has grown since it was met: the next run sees it as it is.
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return FileRead::Done(Taken::Unreadable(tr!("index-has-grown")));
            }
            Err(error) if crate::system::is_want_of_handles(&error) => {
                return FileRead::Failed(IndexError::no_handles(path.clone()));
            }
            Err(error) => {
                return FileRead::Done(Taken::Unreadable(tr!("index-unreadable", error = error.to_string())));
            }
        };
        // The file may have grown since it was met.
        permit.set(permit.bytes().max(memory::WHILE_READ * bytes.len() as u64));
        let hash = *blake3::hash(&bytes).as_bytes();
        let known = self.known_hash(candidate);
        if known == Some(hash) {
            return FileRead::Done(Taken::Same);
        }
        if known.is_some() && !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0) {
            let why = tr!("index-zeros");
            return FileRead::Done(Taken::Unreadable(why));
        }
        if let Some((_, why)) = self.broken.iter().find(|(broken, _)| broken == path) {
            return FileRead::Done(Taken::Read(FileOutcome::Refused(why.clone()), hash));
        }
        if candidate.file.unsure
            && let Some(kind) = source::not_text_inside(path)
        {
            return FileRead::Done(Taken::Read(FileOutcome::PassedOver(kind), hash));
        }
        self.read_reports(candidate, (&bytes, hash), permit, outlet)
    }

    /// Reads the reports of a file of these bytes.
    fn read_reports(
        &self,
        candidate: &Candidate,
        (bytes, hash): (&[u8], Hash),
        permit: &mut Permit,
        outlet: Option<&mut dyn Outlet>,
    ) -> FileRead {
        let path = &candidate.file.path;
        let place = below_root(self.plan, path);
        let standing = Standing { file: &candidate.file, hash, place: &place };
        let most = memory::reserve(self.memory_max);
        let mut taking = Taking::new(standing, (bytes.len(), most), permit, outlet);
        let ended = self.extractor.extract_each(path, bytes, &mut taking);
        let mut refused = std::mem::take(&mut taking.refused);
        let (failure, later, reports) = (taking.failure.take(), taking.later, taking.into_kept());
        let refused_for = |why| FileRead::Done(Taken::Read(FileOutcome::Refused(why), hash));
        match (ended, failure) {
            (_, Some(error)) => FileRead::Failed(error),
            (Err(_), None) if later => FileRead::Later,
            (Ok(more), None) => {
                refused.extend(more);
                permit.set(memory::of_reports(&reports));
                match refused.as_slice() {
                    // A file that is one report is refused itself.
                    [(name, why)] if name.is_empty() => refused_for(why.clone()),
                    _ if permit.bytes() > self.memory_max => refused_for(memory::too_much(permit.bytes())),
                    _ => FileRead::Reports(reports, refused, hash),
                }
            }
            (Err(ExtractError::NoHandles), None) => FileRead::Failed(IndexError::no_handles(path.clone())),
            (Err(ExtractError::Nothing(kind)), None) => {
                FileRead::Done(Taken::Read(FileOutcome::PassedOver(kind), hash))
            }
            (Err(error), None) => FileRead::Done(Taken::Read(outcome_of(&error), hash)),
        }
    }
}

/// What comes of a file that cannot be read: it is refused, or waits for a recogniser.
fn outcome_of(error: &ExtractError) -> FileOutcome {
    let (why, pages) = (error.to_string(), error.waiting());
    match pages {
        0 => FileOutcome::Refused(why),
        pages => FileOutcome::Waiting { reports: Vec::new(), refused: Vec::new(), why: Some(why), pages },
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::Fixture;
    use super::*;

    /// Reads a file of this content that the table knows with the content before.
    fn read(before: &str, now: &str, broken: bool) -> String {
        let fixture = Fixture::of(&[("a.txt", before)]);
        let mut old = fixture.table();
        Arc::make_mut(&mut old.folders[0]).files[0].hash = *blake3::hash(before.as_bytes()).as_bytes();
        fixture.write("a.txt", now);
        let mut job = fixture.job(&[]);
        // Times are coarse: a file that was written twice at once may look the same.
        job.mode.checksum = true;
        let (plan, mut difference) = fixture.compared(&job, &old);
        let candidate = difference.candidates.pop().expect("every file is hashed");
        let broken =
            if broken { vec![(fixture.report("a.txt"), "broke before".to_owned())] } else { Vec::new() };
        let reader = FileReader {
            candidates: std::slice::from_ref(&candidate),
            plan: &plan,
            old: &old,
            reads_otherwise: job.reads_otherwise(&old.read_with),
            extractor: &Extractor::new(None, job.limits),
            broken: &broken,
            bytes_max: 1 << 20,
            memory_max: 1 << 20,
            account: Account::new(1 << 20),
        };
        let mut permit = reader.account.try_take(1).expect("there is room");
        reader.read(&candidate, &mut permit, None).told()
    }

    #[test]
    fn a_file_is_read_refused_or_known() {
        for (before, now, broken, told) in [
            ("减轻负担", "减轻负担", false, "the bytes that are known"),
            ("减轻负担", "减轻教师负担", false, "1 reports, 18 bytes of text, 0 members refused"),
            ("减轻负担", "\0\0\0\0", false, "refused: holds nothing but zeros now"),
            ("减轻负担", "减轻教师负担", true, "refused: broke before"),
            ("减轻负担", " \n", false, "passed over (empty)"),
            ("减轻负担", &"长".repeat(200_000), false, "refused: needs about"),
        ] {
            let said = read(before, now, broken);
            assert!(said.starts_with(told), "{now:.20} gives {said}, not {told}");
        }
    }
}
