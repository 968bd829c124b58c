//! `index`, `root`, `remove`: what the index is kept of, and bringing it up to date.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::index::{IndexError, Manifest};
use crate::language::tr;
use crate::output::{Bar, links_note, summary_line, write_refused};
use crate::pipeline::{Job, Mode, Summary, run as run_job, true_path};
use crate::schema::Schema;
use crate::search::Searcher;

use super::args::{IndexArguments, RemoveArguments, RootCommand};
use super::failure::Failure;
use super::resources::ResourceArguments;
use super::{Outcome, home, interrupt, look, ocr, say, watch};

/// Takes in what is new and changed.
pub(super) fn run(arguments: &IndexArguments, index: Option<&Path>) -> Result<Outcome, Failure> {
    let mode = Mode {
        rebuild: arguments.rebuild,
        follow: arguments.follow,
        checksum: arguments.checksum,
        prune: arguments.prune,
        dry_run: arguments.dry_run,
        ..Mode::default()
    };
    let index = home::index_folder(index)?;
    let mut job = job(arguments.paths.clone(), index, &arguments.resources, arguments.shared);
    job.mode = mode;
    job.ocr = ocr::asked(arguments.ocr, job.limits)?;
    job.words = home::words_of_user(&job.index)?;
    job.synonyms = home::synonyms_of_user(&job.index)?;
    let (outcome, summary) = perform(&job, arguments.quiet)?;
    if !arguments.watch || outcome == Outcome::Failed {
        return Ok(outcome);
    }
    watch::run(job, &summary, arguments.quiet)
}

/// Leaves paths out from now on.
pub(super) fn remove(arguments: &RemoveArguments, index: Option<&Path>) -> Result<Outcome, Failure> {
    for path in arguments.paths.iter().filter(|path| path.symlink_metadata().is_err()) {
        say(&tr!("index-not-there", path = format!("{path:?}")));
    }
    let mode =
        Mode { exclude: arguments.paths.iter().map(|path| true_path(path)).collect(), ..Mode::default() };
    change(mode, Vec::new(), index)
}

/// Shows or changes the roots.
pub(super) fn root(
    command: &RootCommand,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    match command {
        RootCommand::List { json } => list(&home::index_folder(index)?, *json, out),
        RootCommand::Add { paths } => change(Mode::default(), paths.clone(), index),
        RootCommand::Move { old, new } => {
            // The root that was meant as it is known: the folder itself may be gone.
            let old = known_root(&home::index_folder(index)?, old)?;
            if !new.exists() {
                let hint = &tr!("index-move-first");
                return Err(Failure::new(tr!("index-there-is-no", new = format!("{new:?}")), Some(hint)));
            }
            let moved = vec![(old, true_path(new))];
            change(Mode { moved, ..Mode::default() }, Vec::new(), index)
        }
        RootCommand::Remove { path } => {
            let root = known_root(&home::index_folder(index)?, path)?;
            // All files of the root count as lost, which without `prune` looks like a disk that is not mounted.
            change(Mode { forget: vec![root], prune: true, ..Mode::default() }, Vec::new(), index)
        }
    }
}

fn change(mode: Mode, paths: Vec<PathBuf>, index: Option<&Path>) -> Result<Outcome, Failure> {
    let resources = ResourceArguments::usual();
    let mut job = job(paths, home::index_folder(index)?, &resources, false);
    job.mode = mode;
    job.words = home::words_of_user(&job.index)?;
    job.synonyms = home::synonyms_of_user(&job.index)?;
    Ok(perform(&job, false)?.0)
}

fn perform(job: &Job, quiet: bool) -> Result<(Outcome, Summary), Failure> {
    if let Some(network) = crate::source::network_of(&job.index) {
        say(&tr!("index-network", index = format!("{:?}", job.index), network = network));
    }
    let bar = Bar::new(quiet);
    let telling = job.ocr.clone().map(|ocr| ocr.telling(bar.pages()));
    interrupt::stops(&bar);
    let summary = run_job(&Job { ocr: telling, ..job.clone() }, &bar);
    bar.clear();
    end_if_stopped(&summary);
    let summary = summary.map_err(|error| without_paths(job, error))?;
    report(&summary, job)?;
    let lacking = !summary.refused.is_empty() || !summary.warnings.is_empty() && !summary.rebuilt;
    let outcome = match summary.manifest {
        // A trial run of a first build has no index to show.
        None if job.mode.dry_run && summary.changes.added > 0 => Outcome::Found,
        None => Outcome::Failed,
        Some(_) if lacking => Outcome::Lacking,
        Some(_) => Outcome::Found,
    };
    Ok((outcome, summary))
}

/// Ends the process where Ctrl-C ended a run: the index is as it was, and nothing is held any more.
pub(super) fn end_if_stopped<T>(ended: &Result<T, IndexError>) {
    if matches!(ended, Err(IndexError::Stopped)) {
        say(&IndexError::Stopped.to_string());
        std::process::exit(interrupt::INTERRUPTED);
    }
}

/// Without paths, and without an index that remembers some, there is nothing to go out from.
fn without_paths(job: &Job, error: IndexError) -> Failure {
    match error {
        IndexError::Missing { .. } if job.paths.is_empty() => Failure::new(
            tr!("index-no-roots", index = format!("{:?}", job.index)),
            Some(&tr!("index-name-folders")),
        ),
        error => error.into(),
    }
}

/// Says what a run did not take, and what the user should know.
pub(super) fn tell_lacking(summary: &Summary, job: &Job) -> Result<(), Failure> {
    write_refused(&mut io::stderr(), &summary.refused, home::here().as_deref())?;
    summary.warnings.iter().for_each(|warning| say(&tr!("index-warning", warning = warning)));
    let advises = summary.warnings.iter().any(|warning| warning.contains("`xunzhang "));
    if advises && home::index_folder(None).is_ok_and(|usual| usual != job.index) {
        // What is typed without it would be of another index.
        say(&tr!("index-named", index = look::shell_word(&job.index)));
    }
    Ok(())
}

/// Says what a run did: the files refused, then one line.
pub(super) fn report(summary: &Summary, job: &Job) -> Result<(), Failure> {
    tell_lacking(summary, job)?;
    let line = summary_line(summary);
    say(&if job.mode.dry_run { tr!("index-would", line = line) } else { line });
    if summary.waiting > 0 {
        say(&ocr::hint(job.ocr.as_ref()));
    }
    if let Some(note) = links_note(&summary.leading_out, home::here().as_deref()) {
        say(&note);
    }
    if summary.manifest.is_none() && !job.mode.dry_run {
        say(&tr!("index-name-reports"));
    }
    Ok(())
}

fn list(index: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let searcher = Searcher::open(index)?;
    let roots = &searcher.manifest().roots;
    for root in roots {
        if json {
            let row = serde_json::json!({ "id": root.id, "path": root.path.to_string_lossy(), "there": root.path.exists(), "follow": root.follow });
            writeln!(out, "{row}")?;
        } else {
            let gone = if root.path.exists() { "" } else { &tr!("index-root-gone") };
            let follow = if root.follow { &tr!("index-root-follow") } else { "" };
            writeln!(out, "{}{follow}{gone}", crate::text::harmless_line(&root.path.to_string_lossy()))?;
        }
    }
    Ok(if roots.is_empty() { Outcome::Lacking } else { Outcome::Found })
}

/// Returns the root that was meant.
fn known_root(index: &Path, typed: &Path) -> Result<PathBuf, Failure> {
    let searcher = Searcher::open(index)?;
    let Manifest { roots, .. } = searcher.manifest();
    let typed_path = true_path(typed);
    let meant = roots.iter().find(|root| root.path == typed_path || root.path == typed);
    meant.map(|root| root.path.clone()).ok_or_else(|| {
        Failure::new(tr!("index-no-root", typed = format!("{typed:?}")), Some(&tr!("index-root-list")))
    })
}

/// Makes the job of a run.
pub(super) fn job(paths: Vec<PathBuf>, index: PathBuf, resources: &ResourceArguments, shared: bool) -> Job {
    Job {
        paths,
        index,
        schema: Schema::builtin(),
        threads: resources.threads(),
        memory_bytes: resources.memory_bytes(),
        shared,
        file_bytes_max: u64::from(resources.max_file_size) << 20,
        // Without its own program it reads foreign formats in this process, which is less safe, not less right.
        reader: std::env::current_exe().ok(),
        limits: resources.reading.limits(),
        ocr: ocr::kept(resources.reading.limits()),
        words: Vec::new(),
        synonyms: Vec::new(),
        mode: Mode::default(),
        budget: None,
    }
}
