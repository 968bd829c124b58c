//! The end of a run: the new table of files, what is dropped, what is made anew because another file is now the first
//! that holds it, and the commit.

use std::collections::{HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::analysis::Segmenters;
use crate::index::{
    Account, FileRow, FileTable, Hash, IndexError, IndexWriter, Phase, ReportRow, begin_phase, innermost,
    joined, named,
};
use crate::source::{self, Extractor, SourceFile};

use super::difference::Difference;
use super::make::{Maker, made_alike};
use super::plan::{Known, Plan};
use super::reading::{self, Ahead, FileReader};
use super::take::{self, Numbers, Taken, Turnstile, Workers};
use super::{Changes, Job, Progress, Summary, memory};

/// What files may take that are read ahead, in bytes: a second's work to write, about.
const BYTES_AHEAD: u64 = 16 << 20;

/// A run that has something to do.
pub(super) struct Run<'a> {
    /// What was asked for.
    pub(super) job: &'a Job,
    /// What that means.
    pub(super) plan: &'a Plan,
    /// What is known.
    pub(super) known: Option<&'a Known>,
    /// What is other than known.
    pub(super) difference: Difference,
    /// Reads files.
    pub(super) extractor: Extractor,
    /// When the run began.
    pub(super) begun: Instant,
    /// When it began to read files, nanoseconds since 1970.
    pub(super) read_at: i64,
    /// Files that ended an attempt before this one, and why: they are refused.
    pub(super) broken: &'a [(PathBuf, String)],
}

/// Where a report stands first: the file, the hash of its bytes, and its place in it.
struct First {
    path: PathBuf,
    hash: Hash,
    nth: u32,
}

impl Run<'_> {
    /// Reads files before the index is locked, no more than others should wait for to be written; what is left is for
    /// the next run, and so is what went: it may only have moved.
    pub(super) fn read_ahead(&mut self, progress: &dyn Progress) -> Vec<Ahead> {
        progress.phase("reading reports");
        let nothing = FileTable::default();
        let old = self.known.map_or(&nothing, |known| &known.table);
        let ahead = self.reader(old, BYTES_AHEAD).read_ahead(self.job.threads);
        if ahead.len() < self.difference.candidates.len() {
            self.difference.leave(ahead.len());
        }
        ahead
    }

    /// Does what there is to do, and commits it; `ahead` are the first of the files, where they were read already.
    ///
    /// # Errors
    /// What the disk or the engine says; the index is then as it was.
    pub(super) fn perform(
        mut self,
        mut writer: IndexWriter,
        ahead: Vec<Ahead>,
        progress: &dyn Progress,
    ) -> Result<Summary, IndexError> {
        let nothing = FileTable::default();
        let old = self.known.filter(|_| self.plan.updates).map_or(&nothing, |known| &known.table);
        progress.phase("reading reports");
        begin_phase(Phase::Extract);
        let mut taken = self.take(old, ahead, &writer, progress);
        let made = match taken.failure.take() {
            Some(error) => return Err(writer.give_up(error)),
            None => std::mem::take(&mut taken.made),
        };
        progress.phase("writing the index");
        let mut reports = old.reports.clone();
        for (number, row) in made {
            let number = number as usize;
            reports.resize(reports.len().max(number + 1), None);
            reports[number] = Some(Arc::new(row));
        }
        let (folders, changes) = self.new_folders(old, taken);
        let mut table = FileTable {
            read_with: self.job.reads_with(),
            folders,
            reports,
            excluded: self.plan.excluded.iter().map(|path| path.as_os_str().as_bytes().to_vec()).collect(),
        };
        self.drop_places(old, &table, &mut writer)?;
        self.settle_reports(old, &mut table, &mut writer)?;
        self.finish(old, table, writer, changes)
    }

    fn finish(
        self,
        old: &FileTable,
        table: FileTable,
        writer: IndexWriter,
        changes: Changes,
    ) -> Result<Summary, IndexError> {
        let is_change = !self.plan.updates || self.plan.is_change || table != *old;
        // An empty index would hide the old one, and a typing error in a path is more likely than no reports.
        let is_empty = table.reports.iter().flatten().next().is_none();
        let committed = is_change && (self.plan.updates || !is_empty);
        let manifest = match committed {
            true => Some(writer.commit(&table, &self.plan.roots)?),
            false if is_empty => None,
            false => self.known.map(|known| known.manifest().clone()),
        };
        let mut warnings = self.difference.warnings;
        warnings.extend(
            self.plan.why_rebuilt.filter(|_| committed).map(|why| format!("the index was built anew: {why}")),
        );
        let mut refused = self.difference.refused;
        refused.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Summary {
            manifest,
            changes,
            rebuilt: !self.plan.updates,
            committed,
            refused,
            warnings,
            passed_over: self.difference.passed_over,
            left: self.difference.left,
            seconds: self.begun.elapsed().as_secs_f64(),
        })
    }

    fn reader<'r>(&'r self, old: &'r FileTable, bytes: u64) -> FileReader<'r> {
        FileReader {
            candidates: &self.difference.candidates,
            plan: self.plan,
            old,
            read_with: self.job.reads_with(),
            extractor: &self.extractor,
            broken: self.broken,
            bytes_max: self.job.file_bytes_max,
            memory_max: memory::of_files(self.job.memory_bytes),
            account: Account::new(bytes),
        }
    }

    fn maker<'m>(
        &self,
        writer: &'m IndexWriter,
        segmenters: &'m Segmenters,
        waiting: &'m Arc<Account>,
    ) -> Maker<'m> {
        Maker { writer, segmenters, size: self.job.schema.passage_size(), waiting }
    }

    /// Reads all candidates.
    fn take(
        &self,
        old: &FileTable,
        ahead: Vec<Ahead>,
        writer: &IndexWriter,
        progress: &dyn Progress,
    ) -> TakenFiles {
        let segmenters = Segmenters::new(writer.dictionary().clone(), self.difference.bytes());
        let waiting = Account::new(memory::of_waiting(self.job.memory_bytes));
        let workers = Workers {
            reader: &self.reader(old, memory::of_files(self.job.memory_bytes)),
            ahead: Mutex::new(ahead.into_iter()),
            maker: self.maker(writer, &segmenters, &waiting),
            progress,
            next: Mutex::default(),
            order: Turnstile::new(Numbers::of(&old.reports)),
            taken: Mutex::default(),
            made: Mutex::default(),
            failure: Mutex::default(),
            failed: AtomicBool::new(false),
        };
        workers.run(self.job.threads);
        let mut files = std::mem::take(&mut *take::lock(&workers.taken));
        files.sort_by_key(|(nth, _)| *nth);
        TakenFiles {
            files: files.into_iter().map(|(_, taken)| taken).collect(),
            made: std::mem::take(&mut *take::lock(&workers.made)),
            failure: take::lock(&workers.failure).take(),
        }
    }

    /// Drops reports that no file holds any more, and makes those anew whose first file is another one now.
    fn settle_reports(
        &self,
        old: &FileTable,
        table: &mut FileTable,
        writer: &mut IndexWriter,
    ) -> Result<(), IndexError> {
        let touched = self.touched(old, table);
        let firsts = self.firsts(table, &touched);
        let waiting = Account::new(memory::of_waiting(self.job.memory_bytes));
        let (mut segmenters, mut dropped) = (None, Vec::new());
        for number in (0..table.reports.len()).filter(|number| touched.contains(number)) {
            let Some(report) = &table.reports[number] else { continue };
            let was_known = old.reports.get(number).is_some_and(Option::is_some);
            let Some(first) = firsts.get(&number) else {
                dropped.extend(was_known.then_some(report.key));
                table.reports[number] = None;
                continue;
            };
            if made_alike(&report.made, &first.path, &first.hash, first.nth) {
                continue;
            }
            let segmenters =
                segmenters.get_or_insert_with(|| Segmenters::new(writer.dictionary().clone(), 0));
            let maker = self.maker(writer, segmenters, &waiting);
            if let Some(row) = self.make_anew(number as u32, report, first, maker)? {
                dropped.extend(was_known.then_some(row.key));
                table.reports[number] = Some(Arc::new(row));
            }
        }
        writer.drop_reports(&dropped)?;
        while table.reports.last().is_some_and(Option::is_none) {
            table.reports.pop();
        }
        Ok(())
    }

    /// A file that has changed since, or cannot be read, leaves the report as it is: the next run sees to it.
    fn make_anew(
        &self,
        number: u32,
        report: &ReportRow,
        first: &First,
        maker: Maker<'_>,
    ) -> Result<Option<ReportRow>, IndexError> {
        let read = || {
            let bytes = source::read_file(&first.path, self.job.file_bytes_max).ok()?;
            let is_broken = self.broken.iter().any(|(path, _)| *path == first.path);
            if is_broken || blake3::hash(&bytes).as_bytes() != &first.hash {
                return None;
            }
            let file = SourceFile { path: first.path.clone(), ..SourceFile::default() };
            let root = below_root(self.plan, &first.path);
            reading::read_reports(&self.extractor, &file, &bytes, first.hash, root).ok()
        };
        let Some((reports, _)) = read() else { return Ok(None) };
        let read = reports.get(first.nth as usize).filter(|read| read.key == report.key);
        let Some(read) = read else { return Ok(None) };
        Ok(maker.add(number, (&first.path, read, first.hash))?.ok())
    }

    /// The numbers of the reports whose files may be others than before.
    fn touched(&self, old: &FileTable, table: &FileTable) -> HashSet<usize> {
        if self.plan.is_change || !self.plan.updates {
            return (0..table.reports.len()).collect();
        }
        let is_new = |number: &usize| !old.reports.get(*number).is_some_and(Option::is_some);
        let mut touched: HashSet<usize> = (0..table.reports.len()).filter(is_new).collect();
        let mut touch = |row: &FileRow| touched.extend(row.outcome.reports().iter().map(|n| *n as usize));
        let candidates = &self.difference.candidates;
        let known = candidates.iter().filter_map(|candidate| candidate.row);
        for (folder, file) in known.chain(self.difference.vanished.iter().copied()) {
            touch(&old.folders[folder].files[file]);
        }
        let paths: HashSet<&Path> =
            candidates.iter().map(|candidate| candidate.file.path.as_path()).collect();
        let parents: HashSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
        for folder in &table.folders {
            let path = joined(self.plan.root(folder.root).as_deref(), &folder.path);
            if paths.contains(path.as_path()) || parents.contains(path.as_path()) {
                folder
                    .files
                    .iter()
                    .filter(|file| paths.contains(named(&path, &file.name).as_path()))
                    .for_each(&mut touch);
            }
        }
        touched
    }

    /// Where each of these reports stands first in a table, by its number.
    fn firsts(&self, table: &FileTable, wanted: &HashSet<usize>) -> HashMap<usize, First> {
        let folders = table.in_order(&|root| self.plan.root(root));
        let mut firsts = HashMap::new();
        for (path, file) in
            folders.iter().flat_map(|(path, folder)| folder.files.iter().map(move |f| (path, f)))
        {
            for (nth, number) in (0u32..).zip(file.outcome.reports()) {
                if wanted.contains(&(*number as usize)) {
                    let first = || First { path: named(path, &file.name), hash: file.hash, nth };
                    firsts.entry(*number as usize).or_insert_with(first);
                }
            }
        }
        firsts
    }
}

/// What came of all candidates, in their order.
pub(super) struct TakenFiles {
    pub(super) files: Vec<Taken>,
    made: Vec<(u32, ReportRow)>,
    failure: Option<IndexError>,
}

pub(super) fn nanos_now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_nanos()).unwrap_or(i64::MAX)
}

/// Returns the root that a path is under, and the path below it.
pub(super) fn below_root(plan: &Plan, path: &Path) -> (u32, PathBuf) {
    match innermost(&plan.roots, path) {
        Some(root) => (root.id, path.strip_prefix(&root.path).unwrap_or(path).to_owned()),
        None => (0, path.to_owned()),
    }
}
