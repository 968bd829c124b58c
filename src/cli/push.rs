//! `push`: the local index into an engine.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{PushBar, push_line};
use crate::pipeline::{PushJob, push};

use super::args::PushArguments;
use super::failure::Failure;
use super::{Outcome, engine, home};

/// Brings what is new into the engine, and takes out what is gone.
pub(super) fn run(
    arguments: &PushArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let Some(mut access) = engine::access()? else {
        let hint = &tr!("push-name-engine");
        return Err(Failure::new(tr!("push-no-engine"), Some(hint)));
    };
    if let Some(name) = &arguments.name {
        access.set_name(name).map_err(crate::search::SearchError::from)?;
    }
    let job = PushJob {
        index: home::index_folder(index)?,
        full: arguments.full,
        dry_run: arguments.dry_run,
        shards: arguments.shards,
        replicas: arguments.replicas,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        access,
    };
    let begun = std::time::Instant::now();
    let bar = PushBar::new(arguments.quiet);
    let pushed = push(&job, &|done, all| bar.at(done, all));
    bar.clear();
    let line = push_line(&pushed?, job.dry_run, begun.elapsed().as_secs_f32());
    writeln!(out, "{line}")?;
    Ok(Outcome::Found)
}
