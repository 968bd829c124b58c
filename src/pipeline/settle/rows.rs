//! The rows of the new table: what is known of each file after the run.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use crate::index::{FileRow, FileTable, FolderRow, Hash};
use crate::source::SourceFile;

use super::super::compare::{Difference, Plan, RowAt, below_root, stamp};
use super::super::take::Taken;
use super::super::{Changes, Refused};

/// A file changed within this time before it was read may change again and look the same: the clocks of file
/// systems are coarse (two seconds on FAT).
const SETTLING_NANOS: i64 = 2_000_000_000;

/// Makes the rows of the new table, and counts what became of the files; what was not taken is told in `difference`.
/// `taken` says what came of each candidate, in their order; they were read from `read_at` on (nanoseconds since 1970).
pub(in crate::pipeline) fn new_folders(
    old: &FileTable,
    plan: &Plan,
    difference: &mut Difference,
    taken: Vec<Taken>,
    read_at: i64,
) -> (Vec<Arc<FolderRow>>, Changes) {
    let mut changes = Changes { unchanged: difference.unchanged, ..Changes::default() };
    let gone: HashSet<RowAt> = difference.vanished.iter().copied().collect();
    let row_at = |(folder, file): RowAt| &old.folders[folder].files[file];
    let mut lost: HashMap<Hash, usize> = HashMap::new();
    gone.iter().for_each(|at| *lost.entry(row_at(*at).hash).or_default() += 1);
    let mut new = NewRows::new();
    let mut replaced: HashSet<RowAt> = HashSet::new();
    // Taken out while the difference is told what came of them, and put back for what follows.
    let candidates = std::mem::take(&mut difference.candidates);
    for (candidate, taken) in candidates.iter().zip(taken) {
        let file = &candidate.file;
        let known = candidate.row.map(row_at);
        let (outcome, hash) = match (taken, known) {
            (Taken::Unreadable(why), _) => {
                difference.refused.push(Refused { path: file.path.clone(), why });
                continue;
            }
            (Taken::Same, Some(row)) => (row.outcome.clone(), row.hash),
            // Only of a known file can the bytes be known.
            (Taken::Same, None) => continue,
            (Taken::Read(outcome, hash), _) => (outcome, hash),
        };
        difference.tell(&outcome, &file.path);
        if outcome.is_taken() {
            match known {
                Some(row) if row.hash == hash => changes.unchanged += 1,
                Some(_) => changes.changed += 1,
                // Bytes of a file that is gone, under a new path: the file was renamed, whatever the file system
                // says.
                None => match lost.get_mut(&hash).filter(|left| **left > 0) {
                    Some(left) => (*left, changes.renamed) = (*left - 1, changes.renamed + 1),
                    None => changes.added += 1,
                },
            }
        }
        let settled = file.modified.max(file.entry_changed) < read_at - SETTLING_NANOS;
        let (place, name) = match candidate.row {
            Some((folder, nth)) => {
                replaced.insert((folder, nth));
                let folder = &old.folders[folder];
                ((folder.root, folder.path.clone()), folder.files[nth].name.clone())
            }
            None => place_of(plan, file),
        };
        let row = FileRow { name: name.clone(), stamp: stamp(file), settled, hash, outcome };
        new.entry(place).or_default().insert(name, row);
    }
    difference.candidates = candidates;
    // Each renamed file has a row that went.
    changes.removed = gone.len() - changes.renamed;
    (merged(old, new, &|at| gone.contains(&at) || replaced.contains(&at)), changes)
}

/// New rows by folder (root and path) and name.
type NewRows = BTreeMap<(u32, Vec<u8>), BTreeMap<Vec<u8>, FileRow>>;

/// Returns the folders of the old table without the rows that go, and with the new ones. Folders that nothing touches are
/// shared with the old table.
fn merged(old: &FileTable, mut new: NewRows, goes: &dyn Fn(RowAt) -> bool) -> Vec<Arc<FolderRow>> {
    let mut folders = Vec::with_capacity(old.folders.len() + new.len());
    for (nth, folder) in old.folders.iter().enumerate() {
        let is_kept = |at: usize| !goes((nth, at));
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
    folders
}

fn folder_of(root: u32, path: Vec<u8>, files: BTreeMap<Vec<u8>, FileRow>) -> Arc<FolderRow> {
    Arc::new(FolderRow { root, path, files: files.into_values().collect() })
}

/// Returns the folder of a file as the table knows it, and its name.
fn place_of(plan: &Plan, file: &SourceFile) -> ((u32, Vec<u8>), Vec<u8>) {
    let (root, below) = below_root(plan, &file.path);
    let bytes = |path: Option<&Path>| path.unwrap_or(Path::new("")).as_os_str().as_encoded_bytes().to_vec();
    let name = below.file_name().unwrap_or_default().as_encoded_bytes().to_vec();
    ((root, bytes(below.parent())), name)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Fixture, hash_of, taken};
    use super::*;

    /// The files of a table with their hashes and whether they are settled.
    fn shown(folders: &[Arc<FolderRow>]) -> Vec<String> {
        let row = |folder: &FolderRow, row: &FileRow| {
            let path = [folder.path.as_slice(), row.name.as_slice()].concat();
            format!(
                "{} {}{}",
                String::from_utf8_lossy(&path),
                row.hash[0],
                if row.settled { "" } else { "?" }
            )
        };
        folders.iter().flat_map(|folder| folder.files.iter().map(|file| row(folder, file))).collect()
    }

    #[test]
    fn rows_of_what_was_read_replace_those_before() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("b.txt", "乙"), ("c.txt", "丙"), ("d.txt", "丁")]);
        let old = fixture.table();
        assert_eq!(shown(&old.folders), ["a.txt 0", "b.txt 1", "c.txt 2", "d.txt 3"]);
        fixture.write("a.txt", "甲甲");
        fixture.write("b.txt", "乙乙");
        fixture.write("e.txt", "丁丁");
        fixture.write("f.txt", "己");
        std::fs::remove_file(fixture.report("d.txt")).expect("ours");
        let (plan, mut difference) = fixture.compared(&fixture.job(&[]), &old);
        assert_eq!(fixture.names(&difference.candidates), ["a.txt", "b.txt", "e.txt", "f.txt"]);
        // a has other bytes, b the same, e holds what d held, f cannot be read.
        let came = vec![taken(0, 9), Taken::Same, taken(3, 3), Taken::Unreadable("it is locked".to_owned())];
        let newest = difference.candidates.iter().map(|one| one.file.entry_changed).max().unwrap_or_default();
        let (folders, changes) = new_folders(&old, &plan, &mut difference, came, newest + 1);
        assert_eq!(shown(&folders), ["a.txt 9?", "b.txt 1?", "c.txt 2", "e.txt 3?"]);
        let wanted = Changes { added: 0, changed: 1, renamed: 1, removed: 0, unchanged: 2 };
        assert_eq!(changes, wanted);
        assert_eq!(
            difference.refused.iter().map(|one| one.why.as_str()).collect::<Vec<_>>(),
            ["it is locked"]
        );
    }

    #[test]
    fn folders_that_nothing_touches_are_shared_with_the_old_table() {
        let fixture = Fixture::of(&[("a/1.txt", "甲"), ("b/2.txt", "乙")]);
        let old = fixture.table();
        fixture.write("b/3.txt", "丙");
        let (plan, mut difference) = fixture.compared(&fixture.job(&[]), &old);
        let (folders, _) = new_folders(&old, &plan, &mut difference, vec![taken(2, 2)], i64::MAX);
        assert!(Arc::ptr_eq(&folders[0], &old.folders[0]) && !Arc::ptr_eq(&folders[1], &old.folders[1]));
        assert_eq!(folders[1].files.iter().map(|row| row.hash).collect::<Vec<_>>(), [hash_of(1), hash_of(2)]);
    }
}
