//! Reports after a run: those that no file holds any more go, and those whose first file is another one now are made anew.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::Segmenters;
use crate::index::{Account, FileRow, FileTable, Hash, IndexError, IndexWriter, ReportRow, joined, named};
use crate::source::{self, ExtractError, Extracted, Size, SourceFile, Taker};

use super::super::compare::{Difference, Plan, below_root};
use super::super::take::{Maker, ReadReport, Standing, made_alike, memory};
use super::IndexRun;

/// Where a report stands first: the file, the hash of its bytes, and its place in it.
#[derive(Debug, PartialEq, Eq)]
struct First {
    path: PathBuf,
    hash: Hash,
    nth: u32,
}

impl IndexRun<'_> {
    /// Drops reports that no file holds any more, and makes those anew whose first file is another one now.
    pub(in crate::pipeline) fn settle_reports(
        &self,
        old: &FileTable,
        table: &mut FileTable,
        writer: &mut IndexWriter,
    ) -> Result<(), IndexError> {
        let touched = touched(&self.plan, &self.difference, old, table);
        let firsts = firsts(&self.plan, table, &touched);
        let waiting = Account::new(memory::of_waiting(self.job.memory_bytes));
        let (mut segmenters, mut dropped) = (None, Vec::new());
        for number in (0..table.reports.len()).filter(|number| touched.contains(number)) {
            let Some(report) = &table.reports[number] else { continue };
            let was_known = old.reports.get(number).is_some_and(Option::is_some);
            // No file holds it any more: its number is free for another text.
            let Some(first) = firsts.get(&number) else {
                dropped.extend(was_known.then_some(report.key));
                table.reports[number] = None;
                continue;
            };
            // Another file with the same text makes the same report: nothing is to be done.
            if made_alike(&report.made, &first.path, &first.hash, first.nth) {
                continue;
            }
            // As for a text of 0 bytes: few reports are made anew, which is no reason to load a whole
            // dictionary.
            let segmenters =
                segmenters.get_or_insert_with(|| Segmenters::new(writer.dictionary().clone(), 0));
            let maker = self.maker(writer, segmenters, &waiting);
            if let Some(row) = self.make_anew(number as u32, report, first, maker)? {
                dropped.extend(was_known.then_some(row.key));
                table.reports[number] = Some(Arc::new(row));
            }
        }
        writer.drop_reports(&dropped)?;
        // Free numbers at the end would only make the table longer.
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
            // It ended an attempt before, and would end this one too.
            let is_broken = self.broken.iter().any(|(path, _)| *path == first.path);
            if is_broken || blake3::hash(&bytes).as_bytes() != &first.hash {
                return None;
            }
            let file = SourceFile { path: first.path.clone(), ..SourceFile::default() };
            let root = below_root(&self.plan, &first.path);
            let standing = Standing { file: &file, hash: first.hash, place: &root };
            let mut finding = Finding { standing, key: report.key, nth: first.nth, found: None };
            // What stands before an error is good.
            let _ = self.extractor.extract_each(&first.path, &bytes, &mut finding);
            finding.found
        };
        let Some(read) = read() else { return Ok(None) };
        Ok(maker.add(number, (&first.path, &read, first.hash))?.ok())
    }
}

/// Looks among the reports of a file for one, and keeps no other.
struct Finding<'f> {
    standing: Standing<'f>,
    key: Hash,
    nth: u32,
    found: Option<ReadReport>,
}

impl Taker for Finding<'_> {
    fn room(&mut self, _: &Size) -> Result<bool, ExtractError> {
        Ok(self.found.is_none())
    }

    fn report(&mut self, report: Extracted) -> Result<(), ExtractError> {
        if self.found.is_none() {
            let read = self.standing.report(self.nth, report);
            self.found = Some(read).filter(|read| read.key == self.key);
        }
        Ok(())
    }
}

/// The numbers of the reports whose files may be others than before.
fn touched(plan: &Plan, difference: &Difference, old: &FileTable, table: &FileTable) -> HashSet<usize> {
    // Other roots or exclusions may give any report another first file.
    if plan.is_change || !plan.updates {
        return (0..table.reports.len()).collect();
    }
    let is_new = |number: &usize| !old.reports.get(*number).is_some_and(Option::is_some);
    let mut touched: HashSet<usize> = (0..table.reports.len()).filter(is_new).collect();
    let mut touch = |row: &FileRow| touched.extend(row.outcome.reports().iter().map(|n| *n as usize));
    let candidates = &difference.candidates;
    let known = candidates.iter().filter_map(|candidate| candidate.row);
    for (folder, file) in known.chain(difference.vanished.iter().copied()) {
        touch(&old.folders[folder].files[file]);
    }
    let paths: HashSet<&Path> = candidates.iter().map(|candidate| candidate.file.path.as_path()).collect();
    let parents: HashSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    for folder in &table.folders {
        let path = joined(plan.root(folder.root).as_deref(), &folder.path);
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
fn firsts(plan: &Plan, table: &FileTable, wanted: &HashSet<usize>) -> HashMap<usize, First> {
    let folders = table.in_order(&|root| plan.root(root));
    let mut firsts = HashMap::new();
    for (path, file) in folders.iter().flat_map(|(path, folder)| folder.files.iter().map(move |f| (path, f)))
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

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Fixture, hash_of, taken};
    use super::super::rows::new_folders;
    use super::*;

    #[test]
    fn reports_of_files_that_changed_are_looked_at_and_their_first_place_is_found() {
        let fixture = Fixture::of(&[("b.txt", "甲"), ("c.txt", "乙"), ("d.txt", "丙")]);
        let old = fixture.table();
        fixture.write("a.txt", "甲");
        fixture.write("c.txt", "丙丙");
        let (plan, mut difference) = fixture.compared(&fixture.job(&[]), &old);
        // a holds the report of b, c now that of d.
        let (folders, _) =
            new_folders(&old, &plan, &mut difference, vec![taken(0, 0), taken(2, 9)], i64::MAX);
        let new = FileTable { folders, ..old.clone() };
        let touched = touched(&plan, &difference, &old, &new);
        assert_eq!(touched, HashSet::from([0, 1, 2]));
        let firsts = firsts(&plan, &new, &touched);
        let first = |name: &str, hash| First { path: fixture.report(name), hash: hash_of(hash), nth: 0 };
        assert_eq!(firsts.get(&0), Some(&first("a.txt", 0)));
        assert_eq!(firsts.get(&1), None, "no file holds it any more");
        assert_eq!(firsts.get(&2), Some(&first("c.txt", 9)));
    }

    #[test]
    fn where_nothing_changed_only_new_reports_are_looked_at() {
        let fixture = Fixture::of(&[("a.txt", "甲"), ("b.txt", "乙")]);
        let old = fixture.table();
        let (mut plan, difference) = fixture.compared(&fixture.job(&[]), &old);
        assert_eq!(touched(&plan, &difference, &old, &old), HashSet::new());
        plan.is_change = true;
        assert_eq!(touched(&plan, &difference, &old, &old), HashSet::from([0, 1]));
    }
}
