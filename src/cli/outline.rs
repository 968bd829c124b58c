//! `outline`: the sections of one report, and what parsing remarked.

use std::io::{self, Read, Write};
use std::path::Path;

use crate::output::{Screen, write_tree, write_tree_json};
use crate::report;
use crate::source;

use super::Outcome;
use super::args::OutlineArguments;
use super::failure::Failure;

/// Prints the tree of a file.
pub(super) fn run(
    arguments: &OutlineArguments,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let file = &arguments.file;
    let bytes = read(file).map_err(|error| {
        let hint = file.is_dir().then_some("name one file; `xunzhang index` reads folders");
        Failure::new(format!("cannot read {file:?}: {error}"), hint)
    })?;
    let document = source::decode(&bytes).map_err(|error| Failure::new(format!("{file:?} {error}"), None))?;
    let (report, remarks) = report::parse(&document.text, source::text_kind(file));
    if arguments.json {
        write_tree_json(out, &report, &remarks, document.encoding)?;
    } else {
        write_tree(out, &report, &remarks, screen)?;
    }
    Ok(Outcome::Found)
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
