//! What is known of each report: by its text, by the name and folders of its first file, by what a person says.

use std::path::{Path, PathBuf};

use crate::report::{Facts, facts_of_name};
use crate::schema::{CorrectionRule, fact_tables, parse_corrections};
use crate::source::PathPattern;

use super::super::record::joined;
use super::super::table::CorrectionFile;
use super::super::{FileTable, FolderRow};

/// The innermost folders of a file that are read for facts.
const FOLDERS_MAX: usize = 6;

/// Returns the facts of each report of a table, by its number; `roots` gives the path of a root.
pub(in crate::index) fn settled(
    table: &FileTable,
    roots: &dyn Fn(u32) -> Option<PathBuf>,
) -> Vec<Option<Facts>> {
    let mut all: Vec<Option<Facts>> = vec![None; table.reports.len()];
    let corrected = Corrected::of(&table.corrections, roots);
    for (path, folder) in table.in_order(roots) {
        settle_folder(table, (&path, folder), &corrected, &mut all, &|id| roots(id));
    }
    all
}

fn settle_folder(
    table: &FileTable,
    (path, folder): (&Path, &FolderRow),
    corrected: &Corrected,
    all: &mut [Option<Facts>],
    roots: &dyn Fn(u32) -> Option<PathBuf>,
) {
    let tables = fact_tables();
    let names = folder_names(path, roots(folder.root).as_deref());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rules = corrected.above(path);
    for file in &folder.files {
        for number in file.outcome.reports() {
            let row = table.reports.get(*number as usize).and_then(Option::as_ref);
            // The first file that holds a report, in the order of paths, tells; as with its documents.
            let (Some(row), Some(known @ None)) = (row, all.get_mut(*number as usize)) else { continue };
            let mut facts = row.facts.clone();
            let name = String::from_utf8_lossy(&file.name);
            let stem =
                Path::new(name.as_ref()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            facts.completed(&facts_of_name(&stem, &names, tables), tables);
            let whole = super::super::record::named(path, &file.name);
            for rule in rules.iter().filter(|rule| rule.pattern.matches(&whole)) {
                rule.corrections.iter().for_each(|one| facts.correct(one, &tables.divisions));
            }
            *known = Some(facts);
        }
    }
}

/// The names of the folders that a file is in, innermost first, up to its root, whose own name counts too.
fn folder_names(path: &Path, root: Option<&Path>) -> Vec<String> {
    let above = root.and_then(Path::parent).unwrap_or(Path::new(""));
    let below = path.strip_prefix(above).unwrap_or(path);
    let names = below.components().rev().filter_map(|part| part.as_os_str().to_str());
    names.take(FOLDERS_MAX).map(str::to_owned).collect()
}

/// What people say of files, outer folders first: who speaks last, and nearest, has the last word.
struct Corrected {
    files: Vec<(PathBuf, Vec<Rule>)>,
}

struct Rule {
    pattern: PathPattern,
    corrections: Vec<crate::report::Correction>,
}

impl Corrected {
    /// What does not fit is told when it is read; here it is left out.
    fn of(files: &[CorrectionFile], roots: &dyn Fn(u32) -> Option<PathBuf>) -> Corrected {
        let mut read: Vec<(PathBuf, Vec<Rule>)> = files
            .iter()
            .map(|file| {
                let folder = joined(roots(file.root).as_deref(), &file.folder);
                let (rules, _) = parse_corrections(&file.text, &fact_tables().divisions);
                let rule = |CorrectionRule { pattern, corrections }| {
                    Some(Rule { pattern: PathPattern::below(&folder, &pattern).ok()?, corrections })
                };
                (folder.clone(), rules.into_iter().filter_map(rule).collect())
            })
            .collect();
        read.sort_by(|a, b| a.0.cmp(&b.0));
        Corrected { files: read }
    }

    fn above(&self, folder: &Path) -> Vec<&Rule> {
        let above = self.files.iter().filter(|(of, _)| folder.starts_with(of));
        above.flat_map(|(_, rules)| rules).collect()
    }
}
