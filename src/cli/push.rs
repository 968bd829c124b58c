//! `push`: the local index into an engine.

use std::io::Write;
use std::path::Path;

use crate::engine::Access;
use crate::language::tr;
use crate::output::{Bar, PushBar, push_line};
use crate::pipeline::{PushJob, ShareJob, join_shares, push, push_share, run as read_share, true_path};

use super::args::PushArguments;
use super::failure::Failure;
use super::resources::ResourceArguments;
use super::{Outcome, engine, home, index, interrupt, ocr, say};

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
    if !arguments.from.is_empty() || arguments.finish {
        let outcome = shares(arguments, &access, out)?;
        return if arguments.finish && outcome == Outcome::Found { join(&access, out) } else { Ok(outcome) };
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

/// Pushes the reports below each folder as a share of its own.
fn shares(arguments: &PushArguments, access: &Access, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Found;
    for path in &arguments.from {
        let root = true_path(path);
        let begun = std::time::Instant::now();
        // The same for each push of the share, so that one which was killed goes on.
        let named = format!("{} {access:?}", root.display());
        let hash = blake3::hash(named.as_bytes()).to_hex();
        let folder = home::data_folder()?.join("push").join(&hash[..16]);
        let mut read = index::job(vec![root.clone()], folder, &ResourceArguments::usual(), false);
        read.ocr = ocr::kept(read.limits);
        // What is no longer below the folder is gone from the share too.
        read.mode.prune = true;
        let (shards, replicas, dry_run) = (arguments.shards, arguments.replicas, arguments.dry_run);
        let job = ShareJob { read, access: access.clone(), dry_run, shards, replicas };
        let bar = Bar::new(arguments.quiet);
        interrupt::stops(&bar);
        let summary = read_share(&job.read, &bar);
        bar.clear();
        index::end_if_stopped(&summary);
        let summary = summary?;
        index::tell_lacking(&summary, &job.read)?;
        if summary.manifest.is_none() {
            say(&tr!("push-no-reports", path = format!("{root:?}")));
            outcome = Outcome::Failed;
            continue;
        }
        // A push goes on where it was ended.
        let _ = interrupt::on_interrupt(|| std::process::exit(interrupt::INTERRUPTED));
        let bar = PushBar::new(arguments.quiet);
        let pushed = push_share(&job, &|done, all| bar.at(done, all));
        bar.clear();
        let pushed = pushed?;
        writeln!(out, "{}", push_line(&pushed, dry_run, begun.elapsed().as_secs_f32()))?;
    }
    if !arguments.finish && !arguments.dry_run && outcome == Outcome::Found {
        say(&tr!("push-not-joined"));
    }
    Ok(outcome)
}

/// Joins the shares.
fn join(access: &Access, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let begun = std::time::Instant::now();
    let joined = join_shares(access)?;
    let seconds = format!("{:.1}", begun.elapsed().as_secs_f32());
    writeln!(
        out,
        "{}",
        tr!(
            "push-joined",
            shares = joined.shares,
            reports = joined.reports,
            changed = joined.changed,
            hidden = joined.hidden,
            seconds = seconds
        )
    )?;
    for (path, count) in &joined.lacking {
        say(&tr!("push-lacking", path = path.display().to_string(), count = *count));
    }
    Ok(if joined.lacking.is_empty() { Outcome::Found } else { Outcome::Lacking })
}
