//! `index`: read reports, build the index, say what was done.

use std::io;
use std::path::{Path, PathBuf};

use crate::output::{Bar, summary_line, write_refused};
use crate::pipeline::{Job, Summary, build};
use crate::schema::Schema;

use super::args::{IndexArguments, ResourceArguments};
use super::failure::Failure;
use super::{Outcome, home, say};

/// Builds the index anew from the paths.
pub(super) fn run(arguments: &IndexArguments, index: Option<&Path>) -> Result<Outcome, Failure> {
    let index = home::index_folder(index)?;
    let job = job(arguments.paths.clone(), index, &arguments.resources, arguments.shared);
    let bar = Bar::new(arguments.quiet);
    let summary = build(&job, &bar);
    bar.clear();
    let summary = summary?;
    report(&summary)?;
    Ok(match summary.manifest {
        None => Outcome::Failed,
        Some(_) if summary.refused.is_empty() => Outcome::Found,
        Some(_) => Outcome::Lacking,
    })
}

/// Says what a run did: the files refused, then one line.
pub(super) fn report(summary: &Summary) -> Result<(), Failure> {
    write_refused(&mut io::stderr(), &summary.refused, home::here().as_deref())?;
    say(&summary_line(summary));
    if summary.manifest.is_none() {
        say(
            "hint: name folders or files that hold reports (.txt, .docx, .html, …); an index that was there before is \
             untouched",
        );
    }
    Ok(())
}

/// Makes the job of a run.
pub(super) fn job(roots: Vec<PathBuf>, index: PathBuf, resources: &ResourceArguments, shared: bool) -> Job {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Job {
        roots,
        index,
        schema: Schema::builtin(),
        threads: resources.threads.map_or(cores, usize::from),
        memory_bytes: (resources.memory as usize) << 20,
        shared,
        file_bytes_max: u64::from(resources.max_file_size) << 20,
        // Without its own program it reads foreign formats in this process, which is less safe, not less right.
        reader: std::env::current_exe().ok(),
        limits: resources.reading.limits(),
    }
}
