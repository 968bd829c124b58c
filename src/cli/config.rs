//! `config`: which settings are in force, and from where.

use std::io::Write;

use crate::language::tr;
use crate::text::harmless_line;

use super::args::ConfigArguments;
use super::failure::Failure;
use super::{Outcome, settings};

/// Variables that hold over settings.
const VARIABLES: [&str; 5] = ["XUNZHANG_INDEX", "XUNZHANG_PAGER", "PAGER", "NO_COLOR", "XUNZHANG_CONFIG"];

/// Prints every setting with its value and source, then the variables that are set.
pub(super) fn run(arguments: &ConfigArguments, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let own = settings::own_file();
    if arguments.path {
        let file =
            own.ok_or_else(|| Failure::new(tr!("settings-no-home"), Some(&tr!("settings-name-file"))))?;
        writeln!(out, "{}", harmless_line(&file.to_string_lossy()))?;
        return Ok(Outcome::Found);
    }
    for (name, value, source) in settings::get().lines() {
        let (value, source) = (harmless_line(&value), harmless_line(&source));
        writeln!(
            out,
            "{}",
            tr!("settings-in-force", name = format!("{name:<17}"), value = value, source = source)
        )?;
    }
    for name in VARIABLES {
        if let Some(value) = std::env::var_os(name) {
            let value = harmless_line(&value.to_string_lossy());
            let (name, source) = (format!("{name:<17}"), tr!("settings-environment"));
            writeln!(out, "{}", tr!("settings-in-force", name = name, value = value, source = source))?;
        }
    }
    Ok(Outcome::Found)
}
