//! `outline`: the sections of one report, and what parsing remarked.

use std::io::{self, Read, Write};
use std::path::Path;

use crate::output::{Screen, title_of, write_tree, write_tree_json};
use crate::report::{self, Facts, Remark, RemarkKind, Report};
use crate::schema::fact_tables;
use crate::source::Extractor;

use super::args::OutlineArguments;
use super::failure::Failure;
use super::{Outcome, say};

/// Prints the tree of a file; of an archive or a collection the trees of all its reports.
pub(super) fn run(
    arguments: &OutlineArguments,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let file = &arguments.file;
    let bytes = read(file).map_err(|error| {
        let hint = match error.kind() {
            _ if file.is_dir() => Some("name one file; `xunzhang index` reads folders"),
            std::io::ErrorKind::NotFound => Some("look how it is spelled"),
            std::io::ErrorKind::PermissionDenied => Some("ask its owner for the right to read it"),
            _ => None,
        };
        Failure::new(format!("cannot read {file:?}: {error}"), hint)
    })?;
    let extractor = Extractor::new(std::env::current_exe().ok(), arguments.reading.limits());
    let extraction =
        extractor.extract(file, &bytes).map_err(|error| Failure::new(format!("{file:?} {error}"), None))?;
    for extracted in &extraction.reports {
        let (report, remarks) = report::parse_marked(&extracted.text, &extracted.markup);
        let title = title_of(extracted, &report).unwrap_or_default();
        // As the index does it: the name helps to tell reports of one title apart.
        let name = match &extracted.member {
            Some(member) => member.clone(),
            None => file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let (qualifier, _) = report::qualifier(title, &report.head, &name);
        let (facts, against) = facts_of(file, &name, title, (&extracted.text, &report));
        let line = report.sections[0].line;
        let against = against.into_iter().map(|message| Remark {
            kind: RemarkKind::Other,
            line,
            message,
            kept_out: None,
        });
        let remarks: Vec<Remark> = against.chain(remarks).collect();
        let qualified = (&report, qualifier.as_str(), &facts);
        if arguments.json {
            write_tree_json(out, extracted, qualified, &remarks)?;
        } else {
            write_tree(out, extracted, qualified, &remarks, screen)?;
        }
    }
    for (member, why) in &extraction.refused {
        say(&crate::text::harmless_line(&format!("refused {}!/{member}: {why}", file.display())));
    }
    Ok(if extraction.reports.is_empty() { Outcome::Lacking } else { Outcome::Found })
}

/// What is known about a report of a file, with what speaks against it: by its text, its name and its folders as they were typed.
fn facts_of(file: &Path, name: &str, title: &str, (text, parsed): (&str, &Report)) -> (Facts, Vec<String>) {
    let tables = fact_tables();
    let mut facts = report::read_facts(text, parsed, title, tables);
    let folders = file.parent().into_iter().flat_map(Path::components).rev();
    let folders: Vec<&str> = folders.filter_map(|part| part.as_os_str().to_str()).collect();
    let against = facts.completed(&report::facts_of_name(name, &folders, tables), tables);
    (facts, against)
}

pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
