//! The rows of the new table: what is known of each file after the run, and which places of reports go.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::index::{
    FileOutcome, FileRow, FileTable, FolderRow, Hash, IndexError, IndexWriter, joined, named,
};
use crate::source::SourceFile;

use super::compare::{RowAt, stamp};
use super::plan::Plan;
use super::settle::{Run, TakenFiles, below_root};
use super::take::Taken;
use super::{Changes, Refused};

/// A file changed within this time before it was read may change again and look the same: the clocks of file
/// systems are coarse (two seconds on FAT).
const SETTLING_NANOS: i64 = 2_000_000_000;

impl Run<'_> {
    /// Makes the rows of the new table, and counts what became of the files.
    pub(super) fn new_folders(
        &mut self,
        old: &FileTable,
        taken: TakenFiles,
    ) -> (Vec<Arc<FolderRow>>, Changes) {
        let mut changes = Changes { unchanged: self.difference.unchanged, ..Changes::default() };
        let gone: HashSet<RowAt> = self.difference.vanished.iter().copied().collect();
        let row_at = |(folder, file): RowAt| &old.folders[folder].files[file];
        let mut lost: HashMap<Hash, usize> = HashMap::new();
        gone.iter().for_each(|at| *lost.entry(row_at(*at).hash).or_default() += 1);
        let mut new: BTreeMap<(u32, Vec<u8>), BTreeMap<Vec<u8>, FileRow>> = BTreeMap::new();
        let mut replaced: HashSet<RowAt> = HashSet::new();
        let candidates = std::mem::take(&mut self.difference.candidates);
        for (candidate, taken) in candidates.iter().zip(taken.files) {
            let file = &candidate.file;
            let known = candidate.row.map(row_at);
            let (outcome, hash) = match (taken, known) {
                (Taken::Unreadable(why), _) => {
                    self.difference.refused.push(Refused { path: file.path.clone(), why });
                    continue;
                }
                (Taken::Same, Some(row)) => (row.outcome.clone(), row.hash),
                (Taken::Same, None) => continue,
                (Taken::Read(outcome, hash), _) => (outcome, hash),
            };
            self.difference.tell(&outcome, &file.path);
            if matches!(outcome, FileOutcome::Taken { .. }) {
                match known {
                    Some(row) if row.hash == hash => changes.unchanged += 1,
                    Some(_) => changes.changed += 1,
                    None => match lost.get_mut(&hash).filter(|left| **left > 0) {
                        Some(left) => (*left, changes.renamed) = (*left - 1, changes.renamed + 1),
                        None => changes.added += 1,
                    },
                }
            }
            let settled = file.modified.max(file.entry_changed) < self.read_at - SETTLING_NANOS;
            let (place, name) = match candidate.row {
                Some((folder, nth)) => {
                    replaced.insert((folder, nth));
                    let folder = &old.folders[folder];
                    ((folder.root, folder.path.clone()), folder.files[nth].name.clone())
                }
                None => place_of(self.plan, file),
            };
            let row = FileRow { name: name.clone(), stamp: stamp(file), settled, hash, outcome };
            new.entry(place).or_default().insert(name, row);
        }
        self.difference.candidates = candidates;
        changes.removed = gone.len() - changes.renamed;
        let mut folders = Vec::with_capacity(old.folders.len() + new.len());
        for (nth, folder) in old.folders.iter().enumerate() {
            let is_kept = |at: usize| !gone.contains(&(nth, at)) && !replaced.contains(&(nth, at));
            let added = new.remove(&(folder.root, folder.path.clone()));
            if added.is_none() && (0..folder.files.len()).all(is_kept) {
                folders.push(Arc::clone(folder));
                continue;
            }
            let kept = folder.files.iter().enumerate().filter(|(at, _)| is_kept(*at));
            let mut files: BTreeMap<_, _> = kept.map(|(_, row)| (row.name.clone(), row.clone())).collect();
            files.extend(added.into_iter().flatten());
            if !files.is_empty() {
                folders.push(folder_of(folder.root, folder.path.clone(), files));
            }
        }
        folders.extend(new.into_iter().map(|((root, path), files)| folder_of(root, path, files)));
        folders.sort_by(|a, b| (a.root, &a.path).cmp(&(b.root, &b.path)));
        (folders, changes)
    }

    /// Drops the places of files that are gone, or whose bytes are others now.
    pub(super) fn drop_places(
        &self,
        old: &FileTable,
        table: &FileTable,
        writer: &mut IndexWriter,
    ) -> Result<(), IndexError> {
        let suspects = self.difference.candidates.iter().filter_map(|candidate| candidate.row);
        let mut dropped: HashMap<Hash, HashSet<(u32, PathBuf, u32)>> = HashMap::new();
        for at in self.difference.vanished.iter().copied().chain(suspects) {
            let folder = &old.folders[at.0];
            let row = &folder.files[at.1];
            let below = named(&joined(None, &folder.path), &row.name);
            let still = self.difference.vanished.binary_search(&at).is_err()
                && find(table, folder, &row.name)
                    .is_some_and(|now| now.hash == row.hash && now.outcome == row.outcome);
            for (nth, number) in (0u32..).zip(row.outcome.reports()).filter(|_| !still) {
                if let Some(report) = old.reports.get(*number as usize).and_then(Option::as_ref) {
                    dropped.entry(report.key).or_default().insert((folder.root, below.clone(), nth));
                }
            }
        }
        let keys: Vec<Hash> = dropped.keys().copied().collect();
        writer
            .drop_places(&keys, &|key, root, path, nth| dropped[key].contains(&(root, path.to_owned(), nth)))
    }
}

fn folder_of(root: u32, path: Vec<u8>, files: BTreeMap<Vec<u8>, FileRow>) -> Arc<FolderRow> {
    Arc::new(FolderRow { root, path, files: files.into_values().collect() })
}

/// Returns the row of a file in another table.
fn find<'t>(table: &'t FileTable, folder: &FolderRow, name: &[u8]) -> Option<&'t FileRow> {
    let at = table
        .folders
        .binary_search_by(|other| (other.root, &other.path).cmp(&(folder.root, &folder.path)))
        .ok()?;
    let files = &table.folders[at].files;
    files.binary_search_by(|file| file.name.as_slice().cmp(name)).ok().map(|at| &files[at])
}

/// Returns the folder of a file as the table knows it, and its name.
fn place_of(plan: &Plan, file: &SourceFile) -> ((u32, Vec<u8>), Vec<u8>) {
    let (root, below) = below_root(plan, &file.path);
    let bytes = |path: Option<&Path>| path.unwrap_or(Path::new("")).as_os_str().as_bytes().to_vec();
    let name = below.file_name().unwrap_or_default().as_bytes().to_vec();
    ((root, bytes(below.parent())), name)
}
