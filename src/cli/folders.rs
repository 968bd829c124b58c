//! `folders`: the indexes that queries made of folders by themselves.

use std::io::Write;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use crate::index::{bytes_on_disk, is_there, remove_index};
use crate::language::tr;
use crate::output::shown_path;
use crate::pipeline::true_path;
use crate::search::Searcher;

use super::args::FoldersCommand;
use super::failure::Failure;
use super::look::ago;
use super::{Outcome, home, say};

/// An index of a folder.
struct OfFolder {
    index: PathBuf,
    /// What it is of; empty where it cannot be read.
    roots: Vec<PathBuf>,
    reports: usize,
    bytes: u64,
    /// When it was brought up to date last, in seconds since 1970.
    updated: u64,
}

/// Lists them, or removes some.
pub(super) fn run(command: Option<&FoldersCommand>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let all = all()?;
    match command {
        None => list(&all, false, out),
        Some(FoldersCommand::List { json }) => list(&all, *json, out),
        Some(FoldersCommand::Remove { paths, gone }) => remove(&all, paths, *gone),
    }
}

fn all() -> Result<Vec<OfFolder>, Failure> {
    let entries = std::fs::read_dir(home::folders_folder()?).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut all: Vec<OfFolder> =
        folders.map(|entry| entry.path()).filter(|path| is_there(path)).map(of_folder).collect();
    all.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.index.cmp(&b.index)));
    Ok(all)
}

fn of_folder(index: PathBuf) -> OfFolder {
    let manifest = Searcher::open(&index).map(|searcher| searcher.manifest().clone()).ok();
    let changed = bytes_on_disk(&index).ok();
    let updated = index.join("current").metadata().and_then(|known| known.modified());
    let updated = updated.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    OfFolder {
        roots: manifest
            .iter()
            .flat_map(|manifest| manifest.roots.iter().map(|root| root.path.clone()))
            .collect(),
        reports: manifest.map_or(0, |manifest| manifest.counts.reports as usize),
        bytes: changed.unwrap_or(0),
        updated: updated.map_or(0, |time| time.as_secs()),
        index,
    }
}

fn list(all: &[OfFolder], json: bool, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let here = home::here();
    for one in all {
        let there = one.roots.iter().all(|root| root.exists());
        if json {
            let paths: Vec<_> = one.roots.iter().map(|root| root.to_string_lossy()).collect();
            let index = one.index.to_string_lossy();
            let row = serde_json::json!({
                "paths": paths, "there": there, "reports": one.reports, "bytes": one.bytes, "built": one.updated,
                "index": index,
            });
            writeln!(out, "{row}")?;
            continue;
        }
        let shown: Vec<String> = one.roots.iter().map(|root| shown_path(root, here.as_deref())).collect();
        let shown = if shown.is_empty() { tr!("folders-unreadable") } else { shown.join(", ") };
        let gone = if there { "" } else { &tr!("folders-gone") };
        let reports = tr!("count-reports", count = one.reports);
        let megabytes = one.bytes as f64 / 1e6;
        writeln!(
            out,
            "{}",
            tr!(
                "folders-row",
                shown = shown,
                gone = gone,
                reports = reports,
                megabytes = format!("{megabytes:.1}"),
                updated = ago(one.updated)
            )
        )?;
    }
    if all.is_empty() {
        say(&tr!("folders-none"));
        return Ok(Outcome::Lacking);
    }
    Ok(Outcome::Found)
}

fn remove(all: &[OfFolder], paths: &[PathBuf], gone: bool) -> Result<Outcome, Failure> {
    let mut meant: Vec<&OfFolder> = Vec::new();
    for path in paths {
        let own = true_path(path);
        let found = all.iter().filter(|one| one.index == own || one.roots.contains(&own));
        let before = meant.len();
        meant.extend(found);
        if meant.len() == before {
            return Err(Failure::new(
                tr!("folders-no-index", path = format!("{path:?}")),
                Some(&tr!("folders-list")),
            ));
        }
    }
    if gone {
        meant.extend(all.iter().filter(|one| !one.roots.iter().all(|root| root.exists())));
    }
    meant.dedup_by(|a, b| a.index == b.index);
    for one in &meant {
        remove_index(&one.index)?;
        say(&tr!(
            "folders-removed",
            index = one.index.display().to_string(),
            value = format!("{:.1}", one.bytes as f64 / 1e6)
        ));
    }
    Ok(if meant.is_empty() { Outcome::Lacking } else { Outcome::Found })
}
