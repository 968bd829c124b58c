//! `stats`: what the index holds, in numbers.

use std::io::Write;
use std::path::Path;

use crate::output::{Screen, write_overview, write_skipped, write_stats, write_stats_json};
use crate::pipeline;

use super::args::StatsArguments;
use super::failure::Failure;
use super::{Outcome, engine, home, look};

/// Prints the numbers of an index.
pub(super) fn run(
    arguments: &StatsArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    if arguments.skipped {
        let skipped = pipeline::skipped(&home::index_folder(index)?)?;
        write_skipped(out, &skipped, arguments.json, home::here().as_deref())?;
        return Ok(Outcome::Found);
    }
    if !arguments.json && !arguments.internals {
        let folder = look::index_to_ask(None, index)?;
        let overview = pipeline::overview(&engine::open(&folder)?, &folder)?;
        let ago = look::ago(overview.manifest.changed);
        write_overview(out, &overview, &ago, screen, home::here().as_deref())?;
        return Ok(Outcome::Found);
    }
    let stats = pipeline::stats(&home::index_folder(index)?)?;
    if arguments.json {
        write_stats_json(out, &stats)?;
    } else {
        write_stats(out, &stats, home::here().as_deref())?;
    }
    Ok(Outcome::Found)
}
