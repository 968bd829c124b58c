//! What reports have to do with each other, of a whole table of files.

use std::path::PathBuf;

use crate::report::Facts;

use super::super::FileTable;
use super::super::record::named;
use super::near::{Text, near_copies};
use super::repealed::{Says, ended};
use super::series::series;
use super::{Kin, Repealed};

/// Returns what each report of a table has to do with others, by its number; `facts` are those of the same numbers, and `roots`
/// gives the path of a root.
pub(in crate::index) fn settled(
    table: &FileTable,
    facts: &[Option<Facts>],
    roots: &dyn Fn(u32) -> Option<PathBuf>,
) -> Vec<Kin> {
    let mut all = vec![Kin::default(); table.reports.len()];
    // In the order of paths, which does not depend on how the index came to be; numbers do.
    let firsts = firsts(table, roots);
    let reports: Vec<_> = firsts
        .iter()
        .filter_map(|(number, place)| {
            let row = table.reports.get(*number).and_then(Option::as_ref)?;
            Some((*number, row, facts.get(*number).and_then(Option::as_ref)?, place))
        })
        .collect();
    let texts: Vec<Text<'_>> =
        reports.iter().map(|(_, row, facts, _)| Text { sketch: &row.sketch, facts }).collect();
    let copies = near_copies(&texts);
    let known: Vec<&Facts> = reports.iter().map(|(_, _, facts, _)| *facts).collect();
    let versions = series(&known, &copies);
    let says: Vec<Says<'_>> =
        reports.iter().map(|(_, row, facts, _)| Says { facts, repeals: &row.repeals }).collect();
    let ended = ended(&says);
    let mut members = vec![0u32; reports.len()];
    copies.iter().for_each(|first| members[*first] += 1);
    for (nth, (number, row, _, _)) in reports.iter().enumerate() {
        let first = copies[nth];
        let version = versions[nth];
        let repealed = ended[nth].map(|end| {
            let (_, _, facts, (root, path)) = &reports[end.by];
            Repealed {
                by: facts.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
                since: end.since,
                root: *root,
                path: path.clone(),
                line: u32::try_from(end.line).unwrap_or(u32::MAX),
            }
        });
        all[*number] = Kin {
            copies: (members[first] > 1).then_some(first as u32),
            series: version.map(|version| version.series as u32),
            newer: version.map_or(0, |version| version.newer),
            versions: version.map_or(0, |version| version.versions),
            dated: version.map(|version| version.dated),
            sections: u32::try_from(row.counts.sections).unwrap_or(u32::MAX),
            repealed,
        };
    }
    all
}

/// The reports of a table by their numbers, in the order of the paths of their first files, each with that file: its root and the
/// path below it.
fn firsts(table: &FileTable, roots: &dyn Fn(u32) -> Option<PathBuf>) -> Vec<(usize, (u32, PathBuf))> {
    let mut seen = vec![false; table.reports.len()];
    let mut firsts = Vec::new();
    for (_, folder) in table.in_order(roots) {
        let below = super::super::record::joined(None, &folder.path);
        for file in &folder.files {
            for number in file.outcome.reports() {
                if let Some(seen @ false) = seen.get_mut(*number as usize) {
                    *seen = true;
                    firsts.push((*number as usize, (folder.root, named(&below, &file.name))));
                }
            }
        }
    }
    firsts
}
