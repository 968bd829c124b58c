//! Files as they are against the table of files. For a tree in which nothing changed this is the whole run: a walk by
//! several threads, one look at each file's times, and no file opened.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::index::{FileOutcome, FileRow, FileTable, Stamp, joined, named, path_order};
use crate::source::{SourceFile, Walk, WalkItem};

use super::difference::Difference;
use super::plan::{Known, Plan};
use super::{Job, Refused};

/// Where a file stands in the table: its folder and its number there.
pub(super) type RowAt = (usize, usize);

/// A file that must be looked into.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The file as it is.
    pub(super) file: SourceFile,
    /// What is known of it.
    pub(super) row: Option<RowAt>,
    /// Whether it looks as it did, and is looked into for another reason.
    pub(super) looks_alike: bool,
}

/// Compares the files in the scope of the plan with the table.
pub(super) fn compare(
    job: &Job,
    plan: &Plan,
    known: Option<&Known>,
    deadline: Option<Instant>,
) -> Difference {
    let empty = FileTable::default();
    let table = known.filter(|_| plan.updates).map_or(&empty, |known| &known.table);
    let rows = Rows::of(table, plan, job);
    // The index itself, in a folder of reports, is none.
    let excluded = plan.excluded.iter().cloned().chain([super::true_path(&job.index)]).collect();
    let walk = Walk { roots: plan.scope.clone(), excluded, threads: job.threads, deadline };
    let met = Mutex::new(Met::default());
    let complete = walk.run(|| {
        let mut visitor = Visitor { job, rows: &rows, met: &met, own: Met::default() };
        move |item| visitor.meet(item)
    });
    let mut met = met.into_inner().unwrap_or_else(PoisonError::into_inner);
    met.tidy();
    met.passed_over.retain(|(path, _)| !plan.scope.contains(path));
    // What is known and is gone now is no failure: its rows are judged with the others.
    met.failed.retain(|one| one.path.symlink_metadata().is_ok() || !plan.knows(&one.path, known));
    let mut difference =
        Difference { complete, refused: met.failed, no_handles: met.no_handles, ..Difference::default() };
    for (_, why) in met.passed_over {
        *difference.passed_over.entry(why).or_default() += 1;
    }
    difference.candidates = met.candidates;
    rows.settle(job, plan, &mut difference);
    difference.refused.sort_by(|a, b| a.path.cmp(&b.path));
    difference
}

/// The rows of the table by path.
struct Rows<'t> {
    table: &'t FileTable,
    folders: HashMap<PathBuf, Vec<usize>>,
    /// For each folder the number of its first row among all.
    begins: Vec<usize>,
    seen: Vec<AtomicBool>,
    /// Whether another program, or other limits, may read what was refused.
    read_otherwise: bool,
}

impl<'t> Rows<'t> {
    fn of(table: &'t FileTable, plan: &Plan, job: &Job) -> Rows<'t> {
        let (mut folders, mut begins, mut count) = (HashMap::<PathBuf, Vec<usize>>::new(), Vec::new(), 0);
        for (nth, folder) in table.folders.iter().enumerate() {
            begins.push(count);
            count += folder.files.len();
            let root = plan.root(folder.root);
            // What was under a root that is forgotten is known no more.
            if folder.root == 0 || root.is_some() {
                folders.entry(joined(root.as_deref(), &folder.path)).or_default().push(nth);
            }
        }
        let seen = (0..count).map(|_| AtomicBool::new(false)).collect();
        Rows { table, folders, begins, seen, read_otherwise: table.read_with != job.reads_with() }
    }

    fn find(&self, path: &Path) -> Option<RowAt> {
        let at = |folder: &Path, name: &[u8]| {
            self.folders.get(folder)?.iter().find_map(|&nth| {
                let files = &self.table.folders[nth].files;
                let at = files.binary_search_by(|file| file.name.as_slice().cmp(name)).ok()?;
                Some((nth, at))
            })
        };
        // A root that is a file has a row without a name.
        at(path.parent()?, path.file_name()?.as_bytes()).or_else(|| at(path, b""))
    }

    fn row(&self, (folder, file): RowAt) -> &'t FileRow {
        &self.table.folders[folder].files[file]
    }

    fn seen(&self, at: RowAt) -> &AtomicBool {
        &self.seen[self.begins[at.0] + at.1]
    }

    /// Whether a file must be read, or hashed at the least.
    fn is_suspect(&self, job: &Job, file: &SourceFile, row: &FileRow) -> bool {
        let retry = self.read_otherwise && !row.outcome.is_whole();
        job.mode.checksum || retry || !row.settled || row.stamp != stamp(file)
    }

    /// Goes through all rows: tells what is known of files that were met, and finds those that are gone.
    fn settle(&self, job: &Job, plan: &Plan, difference: &mut Difference) {
        let suspects: HashSet<RowAt> =
            difference.candidates.iter().filter_map(|candidate| candidate.row).collect();
        let places: HashSet<(u64, u64, i64)> = difference
            .candidates
            .iter()
            .filter(|candidate| candidate.row.is_none())
            .map(|Candidate { file, .. }| (file.file_id, file.size, file.modified))
            .collect();
        let unreadable: Vec<PathBuf> = difference.refused.iter().map(|one| one.path.clone()).collect();
        let mut roots: BTreeMap<u32, RootState> = BTreeMap::new();
        for (nth, folder) in self.table.folders.iter().enumerate() {
            let root = plan.root(folder.root);
            let forgotten = folder.root != 0 && root.is_none();
            let folder_path = joined(root.as_deref(), &folder.path);
            let state = roots.entry(folder.root).or_default();
            for (at, row) in folder.files.iter().enumerate() {
                if self.seen((nth, at)).load(Ordering::Relaxed) {
                    state.seen += 1;
                    if !suspects.contains(&(nth, at)) {
                        let taken = matches!(row.outcome, FileOutcome::Taken { .. });
                        difference.unchanged += usize::from(taken);
                        difference.tell(&row.outcome, &named(&folder_path, &row.name));
                    }
                    continue;
                }
                let path = named(&folder_path, &row.name);
                let is_under = |paths: &[PathBuf]| paths.iter().any(|other| path.starts_with(other));
                let dropped = forgotten || is_under(&plan.excluded);
                let moved = places.contains(&(row.stamp.file_id, row.stamp.size, row.stamp.modified));
                let kept = is_under(&unreadable) || !moved && in_the_cloud(&path);
                if !dropped && (kept || !is_under(&plan.scope)) {
                    continue;
                }
                if dropped || moved {
                    difference.vanished.push((nth, at));
                    difference.moved += usize::from(moved);
                } else {
                    state.lost.push((nth, at));
                }
            }
        }
        for (id, state) in roots {
            state.judge(plan.root(id).as_deref(), job, difference);
        }
        difference.vanished.sort_unstable();
    }
}

/// What became of the files of one root.
#[derive(Default)]
struct RootState {
    seen: usize,
    lost: Vec<RowAt>,
}

impl RootState {
    /// A root that is gone, empty, or has lost most of its files is more likely a disk that is not mounted than a
    /// decision: its reports stay until the user says so.
    fn judge(self, root: Option<&Path>, job: &Job, difference: &mut Difference) {
        let (lost, all) = (self.lost.len(), self.lost.len() + self.seen);
        if lost * 2 <= all || job.mode.prune {
            difference.vanished.extend(self.lost);
            return;
        }
        let root = root.map_or_else(|| "a folder".to_owned(), |root| format!("{root:?}"));
        let what = if self.seen == 0 { "all".to_owned() } else { format!("{lost} of {all}") };
        difference.warnings.push(format!(
            "{root} has lost {what} of its files: their reports are kept; if that is meant, run `xunzhang index --prune`"
        ));
    }
}

/// What the threads of a walk met.
#[derive(Default)]
struct Met {
    candidates: Vec<Candidate>,
    failed: Vec<Refused>,
    passed_over: Vec<(PathBuf, String)>,
    no_handles: Option<PathBuf>,
}

impl Met {
    /// Brings all into the order of paths, each once.
    fn tidy(&mut self) {
        self.candidates.sort_by(|a, b| path_order(&a.file.path, &b.file.path));
        // Named by the user, a file is taken whatever it is called.
        self.candidates.dedup_by(|b, a| {
            let same = a.file.path == b.file.path;
            a.file.unsure &= b.file.unsure || !same;
            same
        });
        self.failed.sort_by(|a, b| a.path.cmp(&b.path));
        self.failed.dedup_by(|b, a| a.path == b.path);
        self.passed_over.sort();
        self.passed_over.dedup_by(|b, a| a.0 == b.0);
    }
}

/// What one thread of the walk does with what it meets; handed over when the thread ends.
struct Visitor<'v> {
    job: &'v Job,
    rows: &'v Rows<'v>,
    met: &'v Mutex<Met>,
    own: Met,
}

impl Visitor<'_> {
    fn meet(&mut self, item: WalkItem) {
        let file = match item {
            WalkItem::File(file) => file,
            WalkItem::PassedOver { path, why } => return self.own.passed_over.push((path, why)),
            WalkItem::Failed { path, why } => return self.own.failed.push(Refused { path, why }),
            WalkItem::NoHandles(path) => return self.own.no_handles = Some(path),
        };
        if file.size > self.job.file_bytes_max {
            let limit = self.job.file_bytes_max >> 20;
            let why = format!("is larger than {limit} MiB (raise the limit with --max-file-size)");
            return self.own.failed.push(Refused { path: file.path, why });
        }
        let row = self.rows.find(&file.path);
        let known = row.map(|at| self.rows.row(at));
        if let (Some(at), Some(known)) = (row, known) {
            self.rows.seen(at).store(true, Ordering::Relaxed);
            if !self.rows.is_suspect(self.job, &file, known) {
                return;
            }
        }
        let looks_alike = known.is_some_and(|known| known.stamp == stamp(&file));
        self.own.candidates.push(Candidate { file, row, looks_alike });
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        met.candidates.append(&mut self.own.candidates);
        met.failed.append(&mut self.own.failed);
        met.passed_over.append(&mut self.own.passed_over);
        met.no_handles = met.no_handles.take().or(self.own.no_handles.take());
    }
}

/// Returns what the table keeps of what the file system says.
pub(super) fn stamp(file: &SourceFile) -> Stamp {
    Stamp {
        size: file.size,
        modified: file.modified,
        entry_changed: file.entry_changed,
        file_id: file.file_id,
    }
}

/// Whether a file that is gone was only moved to the cloud: its place is held by `.name.icloud`.
fn in_the_cloud(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.icloud")).exists()
}
