//! What reports have to do with each other, of a whole table of files.

use std::path::{Path, PathBuf};

use crate::analysis::Sketch;
use crate::report::{Facts, Repeal};

use super::super::FileTable;
use super::super::record::named;
use super::near::{Text, near_copies};
use super::repealed::{Says, ended};
use super::series::series;
use super::{Kin, Repealed};

/// A report as it is compared with the others.
pub(crate) struct Member<'a> {
    /// By which its near-copies are found.
    pub(crate) sketch: &'a Sketch,
    /// What is known about it.
    pub(crate) facts: &'a Facts,
    /// The works that it says are no longer in force.
    pub(crate) repeals: &'a [Repeal],
    /// How many sections it has.
    pub(crate) sections: u64,
    /// The first file that holds it: its root (0 for none) and the path below that.
    pub(crate) file: (u32, &'a Path),
}

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
    let (numbers, members): (Vec<usize>, Vec<Member<'_>>) = firsts
        .iter()
        .filter_map(|(number, (root, path))| {
            let row = table.reports.get(*number).and_then(Option::as_ref)?;
            let facts = facts.get(*number).and_then(Option::as_ref)?;
            let (sections, file) = (row.counts.sections, (*root, path.as_path()));
            Some((*number, Member { sketch: &row.sketch, facts, repeals: &row.repeals, sections, file }))
        })
        .unzip();
    for (number, kin) in numbers.into_iter().zip(kin_of(&members)) {
        all[number] = kin;
    }
    all
}

/// Returns what each of some reports, in the order of paths, has to do with the others. Groups are numbered by the place of their
/// first report.
pub(crate) fn kin_of(members: &[Member<'_>]) -> Vec<Kin> {
    let texts: Vec<Text<'_>> =
        members.iter().map(|one| Text { sketch: one.sketch, facts: one.facts }).collect();
    let copies = near_copies(&texts);
    let known: Vec<&Facts> = members.iter().map(|one| one.facts).collect();
    let versions = series(&known, &copies);
    let says: Vec<Says<'_>> =
        members.iter().map(|one| Says { facts: one.facts, repeals: one.repeals }).collect();
    let ended = ended(&says);
    let mut sizes = vec![0u32; members.len()];
    copies.iter().for_each(|first| sizes[*first] += 1);
    let kin = |(nth, one): (usize, &Member<'_>)| {
        let first = copies[nth];
        let version = versions[nth];
        let repealed = ended[nth].map(|end| {
            let by = &members[end.by];
            Repealed {
                by: by.facts.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
                since: end.since,
                root: by.file.0,
                path: by.file.1.to_owned(),
                line: u32::try_from(end.line).unwrap_or(u32::MAX),
            }
        });
        Kin {
            copies: (sizes[first] > 1).then_some(first as u32),
            series: version.map(|version| version.series as u32),
            newer: version.map_or(0, |version| version.newer),
            versions: version.map_or(0, |version| version.versions),
            dated: version.map(|version| version.dated),
            sections: u32::try_from(one.sections).unwrap_or(u32::MAX),
            repealed,
        }
    };
    members.iter().enumerate().map(kin).collect()
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
