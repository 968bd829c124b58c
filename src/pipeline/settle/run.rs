//! A run that has something to do: files read, the new table settled, the commit.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::analysis::Segmenters;
use crate::index::{
    Account, FileTable, Hash, IndexError, IndexWriter, Manifest, Phase, ReportRow, begin_phase,
};
use crate::language::tr;
use crate::source::Extractor;

use super::super::compare::{Difference, OldIndex, Plan};
use super::super::take::{Ahead, FileReader, Maker, Taken, Workers, memory};
use super::super::{Changes, Job, Progress, Summary};
use super::places::dropped_places;
use super::rows::new_folders;

/// What files may take that are read ahead, in bytes: a second's work to write, about.
const BYTES_AHEAD: u64 = 16 << 20;

/// Files to be refused, each with the reason in words for people: reading them ended an attempt before.
pub(in crate::pipeline) type Broken = Vec<(PathBuf, String)>;

/// The reports of a table by their number; `None` where a number is free.
type ReportRows = Vec<Option<Arc<ReportRow>>>;

/// A run that has something to do.
pub(in crate::pipeline) struct IndexRun<'a> {
    /// What was asked for.
    pub(in crate::pipeline) job: &'a Job,
    /// What that means.
    pub(in crate::pipeline) plan: Plan,
    /// The index as it was found; `None` where there is none to go out from.
    pub(in crate::pipeline) old: Option<OldIndex>,
    /// What is other than known.
    pub(in crate::pipeline) difference: Difference,
    /// Reads files.
    pub(in crate::pipeline) extractor: Extractor,
    /// When the run began.
    pub(in crate::pipeline) begun: Instant,
    /// When it began to read files, nanoseconds since 1970.
    pub(in crate::pipeline) read_at: i64,
    /// Files that ended an attempt before this one, and why: they are refused.
    pub(in crate::pipeline) broken: Broken,
}

impl<'a> IndexRun<'a> {
    /// Makes a run that begins to read files now; `begun` is when its time is counted from.
    pub(in crate::pipeline) fn new(
        job: &'a Job,
        plan: Plan,
        old: Option<OldIndex>,
        difference: Difference,
        extractor: Extractor,
        begun: Instant,
        broken: Broken,
    ) -> IndexRun<'a> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let read_at = i64::try_from(now.as_nanos()).unwrap_or(i64::MAX);
        IndexRun { job, plan, old, difference, extractor, begun, read_at, broken }
    }

    /// Reads files before the index is locked, no more than others should wait for to be written; what is left is for
    /// the next run, and so is what went: it may only have moved.
    pub(in crate::pipeline) fn read_ahead(&mut self, progress: &dyn Progress) -> Vec<Ahead> {
        progress.phase(&tr!("index-reading"));
        let nothing = FileTable::default();
        let old = self.old.as_ref().map_or(&nothing, |old| &old.table);
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
    pub(in crate::pipeline) fn perform(
        mut self,
        mut writer: IndexWriter,
        ahead: Vec<Ahead>,
        progress: &dyn Progress,
    ) -> Result<Summary, IndexError> {
        let old_index = self.old.take();
        let nothing = FileTable::default();
        let old = old_index.as_ref().filter(|_| self.plan.updates).map_or(&nothing, |old| &old.table);
        progress.phase(&tr!("index-reading"));
        begin_phase(Phase::Extract);
        let (taken, reports) = match self.take(old, ahead, &writer, progress) {
            Ok(all) => all,
            Err(error) => return Err(writer.give_up(error)),
        };
        if progress.is_stopped() {
            return Err(writer.give_up(IndexError::Stopped));
        }
        progress.phase(&tr!("index-writing"));
        let (folders, changes) = new_folders(old, &self.plan, &mut self.difference, taken, self.read_at);
        let mut table = FileTable {
            read_with: self.job.reads_with(),
            folders,
            reports,
            corrections: std::mem::take(&mut self.difference.corrections),
            excluded: self
                .plan
                .excluded
                .iter()
                .map(|path| path.as_os_str().as_encoded_bytes().to_vec())
                .collect(),
        };
        // Places before reports: a report is dropped only when no place of it is left.
        let dropped = dropped_places(old, &table, &self.difference);
        let keys: Vec<Hash> = dropped.keys().copied().collect();
        writer.drop_places(&keys, &|key, root, path, nth| {
            dropped[key].contains(&(root, path.to_owned(), nth))
        })?;
        self.settle_reports(old, &mut table, &mut writer)?;
        // Times that changed are written although the contents did not: else every run would hash the file
        // again.
        let is_change = !self.plan.updates || self.plan.is_change || table != *old;
        let before = old_index.as_ref().map(|old| old.manifest().clone());
        self.finish(is_change, before, &table, writer, changes)
    }

    /// Commits the table where it `is_change`, and sums up; the index had the manifest `before`.
    fn finish(
        self,
        is_change: bool,
        before: Option<Manifest>,
        table: &FileTable,
        mut writer: IndexWriter,
        changes: Changes,
    ) -> Result<Summary, IndexError> {
        // An empty index would hide the old one, and a typing error in a path is more likely than no reports.
        let is_empty = table.reports.iter().flatten().next().is_none();
        let committed = is_change && (self.plan.updates || !is_empty);
        writer.keep_root_numbers(self.plan.last_root);
        let manifest = match committed {
            true => Some(writer.commit(table, &self.plan.roots)?),
            false if is_empty => {
                writer.leave_nothing();
                None
            }
            false => before,
        };
        let mut warnings = self.difference.warnings;
        warnings.extend(
            self.plan.why_rebuilt.as_ref().filter(|_| committed).map(|why| tr!("index-anew", why = why)),
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
            waiting: self.difference.waiting,
            leading_out: self.difference.leading_out,
            left: self.difference.left,
            seconds: self.begun.elapsed().as_secs_f64(),
        })
    }

    fn reader<'r>(&'r self, old: &'r FileTable, bytes: u64) -> FileReader<'r> {
        FileReader {
            candidates: &self.difference.candidates,
            plan: &self.plan,
            old,
            reads_otherwise: self.job.reads_otherwise(&old.read_with),
            extractor: &self.extractor,
            broken: &self.broken,
            bytes_max: self.job.file_bytes_max,
            memory_max: memory::of_files(self.job.memory_bytes),
            account: Account::with_reserve(bytes, memory::reserve(bytes)),
        }
    }

    pub(in crate::pipeline) fn maker<'m>(
        &self,
        writer: &'m IndexWriter,
        segmenters: &'m Segmenters,
        waiting: &'m Arc<Account>,
    ) -> Maker<'m> {
        Maker { writer, segmenters, size: self.job.schema.passage_size(), waiting }
    }

    /// Reads all candidates; returns what came of each, and the reports of the new table by their number.
    ///
    /// # Errors
    /// What ends the run.
    fn take(
        &self,
        old: &FileTable,
        ahead: Vec<Ahead>,
        writer: &IndexWriter,
        progress: &dyn Progress,
    ) -> Result<(Vec<Taken>, ReportRows), IndexError> {
        let segmenters = Segmenters::new(writer.dictionary().clone(), self.difference.bytes());
        let waiting = Account::new(memory::of_waiting(self.job.memory_bytes));
        let reader = self.reader(old, memory::of_files(self.job.memory_bytes));
        let maker = self.maker(writer, &segmenters, &waiting);
        let (taken, made) = Workers::new(&reader, ahead, maker, progress).run(self.job.threads)?;
        let mut reports = old.reports.clone();
        for (number, row) in made {
            let number = number as usize;
            reports.resize(reports.len().max(number + 1), None);
            reports[number] = Some(Arc::new(row));
        }
        Ok((taken, reports))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Fixture, Silent};
    use super::*;
    use crate::index::{PATIENTLY, WriteOptions, lock};

    #[test]
    fn a_run_from_nothing_without_a_report_commits_nothing() {
        for (content, committed) in [("减轻负担", true), ("", false)] {
            let fixture = Fixture::of(&[("a.txt", content)]);
            let job = fixture.job(&["r"]);
            let plan = Plan::make(&job, None).expect("roots");
            let difference = super::super::super::compare::compare(&job, &plan, None, None);
            let extractor = Extractor::new(None, job.limits);
            let run = IndexRun::new(&job, plan, None, difference, extractor, Instant::now(), Broken::new());
            let lock = lock(&job.index, false, PATIENTLY).expect("nobody else has it");
            let options = WriteOptions { threads: 1, memory_bytes: 0, shared: false };
            let dictionary = crate::analysis::Dictionary::builtin();
            let writer =
                IndexWriter::rebuild(lock, &job.schema, dictionary, 1, &options).expect("a new index");
            let summary = run.perform(writer, Vec::new(), &Silent).expect("room");
            assert_eq!((summary.committed, summary.manifest.is_some()), (committed, committed), "{content}");
            assert_eq!(summary.changes.added, usize::from(committed));
        }
    }

    #[test]
    fn what_is_read_ahead_is_no_more_than_others_should_wait_for() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("b.txt", "乙"), ("c.txt", "丙")]);
        let old = fixture.table();
        for name in ["a.txt", "b.txt"] {
            fixture.write(name, &"减轻教师负担。".repeat(25_000));
        }
        let job = fixture.job(&[]);
        let (plan, difference) = fixture.compared(&job, &old);
        let extractor = Extractor::new(None, job.limits);
        let mut run = IndexRun::new(&job, plan, None, difference, extractor, Instant::now(), Broken::new());
        let ahead = run.read_ahead(&Silent);
        assert_eq!((ahead.len(), run.difference.candidates.len(), run.difference.left), (2, 2, 0));
    }
}
