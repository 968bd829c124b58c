//! Places of reports that no longer hold: of files that are gone, or whose bytes are others now.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::index::{FileRow, FileTable, FolderRow, Hash, joined, named};

use super::super::compare::Difference;

/// A place of a report: the number of its root, the path below that, and its number in the file.
type DroppedPlace = (u32, PathBuf, u32);

/// Returns the places that go, by the key of their report. `old` and `new` are the tables before and after the run.
pub(in crate::pipeline) fn dropped_places(
    old: &FileTable,
    new: &FileTable,
    difference: &Difference,
) -> HashMap<Hash, HashSet<DroppedPlace>> {
    let suspects = difference.candidates.iter().filter_map(|candidate| candidate.row);
    let mut dropped: HashMap<Hash, HashSet<DroppedPlace>> = HashMap::new();
    for at in difference.vanished.iter().copied().chain(suspects) {
        let folder = &old.folders[at.0];
        let row = &folder.files[at.1];
        // Without the root, as places are stored.
        let below = named(&joined(None, &folder.path), &row.name);
        // The file stands in the new table with the same reports: its places hold.
        let still = difference.vanished.binary_search(&at).is_err()
            && find(new, folder, &row.name)
                .is_some_and(|now| now.hash == row.hash && now.outcome == row.outcome);
        for (nth, number) in (0u32..).zip(row.outcome.reports()).filter(|_| !still) {
            if let Some(report) = old.reports.get(*number as usize).and_then(Option::as_ref) {
                dropped.entry(report.key).or_default().insert((folder.root, below.clone(), nth));
            }
        }
    }
    dropped
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

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Fixture, hash_of, taken};
    use super::super::rows::new_folders;
    use super::*;

    #[test]
    fn places_of_files_that_are_gone_or_hold_others_go() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("b.txt", "乙"), ("c.txt", "丙"), ("d.txt", "丁")]);
        let old = fixture.table();
        fixture.write("a.txt", "甲甲");
        fixture.write("b.txt", "乙乙");
        std::fs::remove_file(fixture.report("c.txt")).expect("ours");
        let (plan, mut difference) = fixture.compared(&fixture.job(&[]), &old);
        // a gives another report; b, read again, the one that it gave.
        let came = vec![taken(4, 4), taken(1, 1)];
        let (folders, _) = new_folders(&old, &plan, &mut difference, came, i64::MAX);
        let new = FileTable { folders, ..old.clone() };
        let dropped = dropped_places(&old, &new, &difference);
        let mut shown: Vec<(Hash, Vec<DroppedPlace>)> =
            dropped.into_iter().map(|(key, places)| (key, places.into_iter().collect())).collect();
        shown.sort();
        let place = |name: &str| vec![(1, PathBuf::from(name), 0)];
        assert_eq!(shown, [(hash_of(0), place("a.txt")), (hash_of(2), place("c.txt"))]);
        assert!(
            find(&new, &old.folders[0], b"b.txt").is_some()
                && find(&new, &old.folders[0], b"c.txt").is_none()
        );
    }
}
