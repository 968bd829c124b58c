//! What is asked for against what the index remembers: which roots there are from now on, and what of them is walked.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::analysis::Dictionary;
use crate::index::{
    self, FileTable, IndexError, IndexReader, Kept, Manifest, Root, WriteLock, joined, named,
};

use super::Job;
use super::difference::Difference;

/// The state of an index that a run goes out from.
pub(super) struct Known {
    reader: IndexReader,
    /// Its table of files.
    pub(super) table: FileTable,
}

impl Known {
    /// Loads the state; `None` when there is none that could be brought up to date, and the job can do without.
    ///
    /// # Errors
    /// When the index cannot be used and nothing says what it should be built from.
    pub(super) fn load(job: &Job, locked: bool) -> Result<Option<Known>, IndexError> {
        let open = || {
            let reader = IndexReader::open(&job.index)?;
            Ok(Known { table: reader.table()?, reader })
        };
        match open() {
            Ok(known) => Ok(Some(known)),
            // A commit between opening the index and reading its table: the lock keeps others away.
            Err(IndexError::Io { .. }) if !locked => {
                let _lock = index::lock(&job.index, job.shared, index::BRIEFLY)?;
                Known::load(job, true)
            }
            Err(_) if !job.paths.is_empty() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns what the index says of itself.
    pub(super) fn manifest(&self) -> &Manifest {
        self.reader.manifest()
    }

    /// Removes what dead runs, and commits before this one, left in the folder of the index.
    pub(super) fn tidy(&self, lock: &WriteLock) {
        index::tidy(&self.reader, lock);
    }
}

/// What a run does about roots.
pub(super) struct Plan {
    /// Whether the index is brought up to date; else it is built from nothing.
    pub(super) updates: bool,
    /// The roots from now on.
    pub(super) roots: Vec<Root>,
    /// What is walked.
    pub(super) scope: Vec<PathBuf>,
    /// What is left out from now on.
    pub(super) excluded: Vec<PathBuf>,
    /// Whether roots or exclusions are others than before.
    pub(super) is_change: bool,
    /// Whether nothing of what was asked for is there, or known.
    pub(super) in_vain: bool,
    asked: Vec<PathBuf>,
    before: Vec<Root>,
    /// Why the index is built from nothing although one is there.
    pub(super) why_rebuilt: Option<&'static str>,
}

impl Plan {
    /// Makes the plan.
    pub(super) fn make(job: &Job, known: Option<&Known>) -> Plan {
        let fingerprint = index::fingerprint(&job.schema, &Dictionary::builtin());
        let same = known.is_some_and(|known| known.manifest().fingerprint == fingerprint);
        let why_rebuilt = match known {
            Some(_) if !same && !job.mode.rebuild => Some("this program analyses texts otherwise"),
            _ => None,
        };
        let begins_afresh = job.mode.rebuild && !job.paths.is_empty();
        let remembered = known.filter(|_| !begins_afresh);
        let Kept { roots: before, excluded } = match remembered {
            Some(known) => {
                Kept { roots: known.manifest().roots.clone(), excluded: known.table.excluded.clone() }
            }
            // What a damaged index was kept of is the user's, and not lost with it.
            None if !begins_afresh => index::kept_of(&job.index),
            None => Kept::default(),
        };
        let excluded_before: Vec<PathBuf> = excluded.iter().map(|bytes| path_of(bytes)).collect();
        let mut roots = before.clone();
        for (from, to) in &job.mode.moved {
            roots.iter_mut().filter(|root| root.path == *from).for_each(|root| root.path.clone_from(to));
        }
        roots.retain(|root| !job.mode.forget.contains(&root.path));
        let mut excluded = excluded_before.clone();
        excluded.extend(job.mode.exclude.iter().filter(|path| !excluded_before.contains(path)).cloned());
        let asked: Vec<PathBuf> = job.paths.iter().map(|path| true_path(path)).collect();
        for path in &asked {
            excluded.retain(|excluded| !excluded.starts_with(path) && !path.starts_with(excluded));
            add_root(&mut roots, path, remembered.map(|known| &known.table));
        }
        let updates = same && !job.mode.rebuild;
        // A build from nothing takes in all that the index is kept of.
        let whole = asked.is_empty() || !updates;
        let scope = match whole {
            false => asked.clone(),
            true => roots.iter().map(|root| root.path.clone()).chain(asked.iter().cloned()).collect(),
        };
        let is_change = roots != before || excluded != excluded_before;
        Plan { updates, roots, scope, excluded, is_change, in_vain: false, asked, before, why_rebuilt }
    }

    /// Whether a path is a root, or files below it are known.
    pub(super) fn knows(&self, path: &Path, known: Option<&Known>) -> bool {
        let below = |known: &Known| holds(&known.table, &self.roots, &|file| file.starts_with(path));
        self.before.iter().any(|root| root.path == path) || known.is_some_and(below)
    }

    /// Forgets new roots that are files and cannot be taken, more likely errors of typing than wishes. A new folder is
    /// remembered, be it empty: what comes into it is looked for from now on.
    pub(super) fn settle_empty(&mut self, difference: &mut Difference, known: Option<&Known>) {
        let is_empty = |path: &Path| {
            let new = difference.candidates.iter().any(|candidate| candidate.file.path.starts_with(path));
            let rows =
                known.is_some_and(|known| holds(&known.table, &self.roots, &|file| file.starts_with(path)));
            !new && !rows
        };
        // A build from nothing needs a report.
        let may_be_empty = |path: &PathBuf| {
            self.updates && path.is_dir() && self.roots.iter().any(|root| root.path == *path)
        };
        self.in_vain =
            !self.asked.is_empty() && self.asked.iter().all(|path| is_empty(path) && !may_be_empty(path));
        let new_roots = self.roots.iter().filter(|root| !self.before.contains(root));
        let asked = new_roots.filter(|root| self.asked.contains(&root.path) && is_empty(&root.path));
        let (folders, files): (Vec<&Root>, Vec<&Root>) = asked.partition(|root| root.path.is_dir());
        let forgotten: Vec<u32> = files.iter().map(|root| root.id).collect();
        let told = folders.iter().map(|root| {
            format!(
                "{:?} brings no report yet: it is remembered, and looked into by `xunzhang index`",
                root.path
            )
        });
        let told: Vec<String> = told.filter(|_| !self.in_vain).collect();
        difference.warnings.extend(told);
        if !forgotten.is_empty() {
            self.roots.retain(|root| !forgotten.contains(&root.id));
            self.is_change = self.roots != self.before || known.is_none();
        }
    }

    /// Returns the path of the root with this number.
    pub(super) fn root(&self, id: u32) -> Option<PathBuf> {
        self.roots.iter().find(|root| root.id == id).map(|root| root.path.clone())
    }
}

/// A folder outside of all roots becomes one, and a file that no root has brought yet: it is taken whatever it is
/// called. What is not there becomes none.
fn add_root(roots: &mut Vec<Root>, path: &Path, table: Option<&FileTable>) {
    let Ok(known) = std::fs::metadata(path) else { return };
    if roots.iter().any(|root| root.path == path) {
        return;
    }
    let under = index::innermost(roots, path).is_some();
    let is_it = |file: &Path| file == path;
    let brought = known.is_dir() || table.is_some_and(|table| holds(table, roots, &is_it));
    if !(under && brought) {
        let id = roots.iter().map(|root| root.id).max().unwrap_or(0) + 1;
        roots.push(Root { id, path: path.to_owned() });
    }
}

/// Whether a table knows a file like this.
fn holds(table: &FileTable, roots: &[Root], is_meant: &dyn Fn(&Path) -> bool) -> bool {
    table.folders.iter().any(|folder| {
        let root = roots.iter().find(|root| root.id == folder.root);
        let path = joined(root.map(|root| root.path.as_path()), &folder.path);
        folder.files.iter().any(|file| is_meant(&named(&path, &file.name)))
    })
}

/// The path without symbolic links; of what is not there, the absolute path.
pub(crate) fn true_path(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(bytes))
}
