//! `completions` and `man`: made of the one definition of what can be typed.

use crate::language::tr;

use std::io::Write;
use std::path::Path;

use clap_complete::Shell;

use super::args::ManArguments;
use super::chinese::described;
use super::failure::Failure;
use super::{Outcome, complete};

/// Writes the completions of a shell.
pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> Result<Outcome, Failure> {
    out.write_all(&complete::registration(shell)?)?;
    Ok(Outcome::Found)
}

/// Writes the page of the program, or of one command; into a folder the pages of all.
pub(super) fn man(arguments: &ManArguments, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut all = described();
    if let Some(folder) = &arguments.folder {
        pages(all, folder)?;
        return Ok(Outcome::Found);
    }
    all.build();
    let command = match &arguments.command {
        None => all,
        Some(name) => {
            let found = all.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                Failure::new(tr!("use-no-command-named", name = name), Some(&tr!("use-help-lists")))
            })?
        }
    };
    out.write_all(&page(command)?)?;
    Ok(Outcome::Found)
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

fn pages(all: clap::Command, folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            tr!("failure-cannot-write-into", folder = format!("{folder:?}"), error = error.to_string()),
            Some(&tr!("failure-name-writable")),
        )
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(all, folder).map_err(failed)
}
