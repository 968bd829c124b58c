//! Completions that come from the index: years, regions, kinds and issuers of its reports, and their paths.
//!
//! A shell asks the program itself at each key (`COMPLETE` is set then): what can be typed is clap's to say, the values of
//! some options are said here. Where there is no index, or none that opens, nothing is offered; nothing is ever said.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter};
use clap_complete::{CompleteEnv, Shell};

use crate::output::shown_path;
use crate::query::Query;
use crate::report::Facts;
use crate::schema::division_name;
use crate::search::{ListedReport, ReportOrder, Searcher};

use super::chinese::described;
use super::home;

/// The variable by which a shell asks.
const ASKED_BY: &str = "COMPLETE";
/// Candidates that a shell is given at the most.
const CANDIDATES_MAX: usize = 1_000;

/// Answers a shell that asks for completions, and ends the process then.
pub(super) fn answer() {
    CompleteEnv::with_factory(described).var(ASKED_BY).complete();
}

/// Returns the lines that tell a shell to ask.
///
/// # Errors
/// What writing says.
pub(super) fn registration(shell: Shell) -> std::io::Result<Vec<u8>> {
    let shells = clap_complete::env::Shells::builtins();
    let mut script = Vec::new();
    if let Some(shell) = shells.completer(&shell.to_string()) {
        shell.write_registration(ASKED_BY, "xunzhang", "xunzhang", "xunzhang", &mut script)?;
    }
    Ok(script)
}

/// Offers the years of the reports.
pub(super) fn years() -> ArgValueCandidates {
    of_facts(|facts| facts.year.iter().map(|year| year.value.to_string()).collect())
}

/// Offers the regions of the reports.
pub(super) fn regions() -> ArgValueCandidates {
    of_facts(|facts| {
        [&facts.region, &facts.about]
            .into_iter()
            .flatten()
            .map(|code| division_name(code.value).to_owned())
            .collect()
    })
}

/// Offers the kinds of the reports.
pub(super) fn kinds() -> ArgValueCandidates {
    of_facts(|facts| facts.kind.iter().map(|kind| kind.value.clone()).collect())
}

/// Offers who issued the reports.
pub(super) fn issuers() -> ArgValueCandidates {
    of_facts(|facts| facts.issuers.iter().flat_map(|issuers| issuers.value.clone()).collect())
}

/// Offers the paths of the reports, from here, folder by folder.
pub(super) fn reports() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let here = home::here();
        let known = reports_of_index();
        let paths = known.iter().flat_map(|report| &report.places).map(|(path, _)| path);
        candidates(paths.filter_map(|path| next_part(path, &typed, here.as_deref())).collect())
    })
}

/// Offers what there is in the file system, for words that may be paths.
pub(super) fn paths() -> ArgValueCompleter {
    ArgValueCompleter::new(PathCompleter::any())
}

/// A path as it is typed from here, up to the next folder behind what was typed.
fn next_part(path: &Path, typed: &str, here: Option<&Path>) -> Option<String> {
    let shown = shown_path(path, here.filter(|_| !typed.starts_with('/')));
    let rest = shown.strip_prefix(typed)?;
    let end = rest.find('/').map_or(rest.len(), |at| at + 1);
    Some(format!("{typed}{}", &rest[..end]))
}

fn of_facts(values: impl Fn(&Facts) -> Vec<String> + Send + Sync + 'static) -> ArgValueCandidates {
    ArgValueCandidates::new(move || {
        candidates(reports_of_index().iter().flat_map(|report| values(&report.facts)).collect())
    })
}

fn candidates(values: BTreeSet<String>) -> Vec<CompletionCandidate> {
    values.into_iter().take(CANDIDATES_MAX).map(CompletionCandidate::new).collect()
}

fn reports_of_index() -> Vec<ListedReport> {
    let typed: Vec<_> = std::env::args_os().collect();
    // What is asked for is not parsed yet: a shell completes what is half typed.
    let named = typed.windows(2).find(|pair| pair[0] == "--index").map(|pair| PathBuf::from(&pair[1]));
    let listing = home::index_folder(named.as_deref())
        .ok()
        .and_then(|index| Searcher::open(&index).ok())
        .and_then(|searcher| searcher.list(&Query::Nothing, ReportOrder::Path).ok());
    listing.map(|listing| listing.reports).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_offered_folder_by_folder() {
        let here = Some(Path::new("/r"));
        for (path, typed, offered) in [
            ("/r/a/b.txt", "", Some("a/")),
            ("/r/a/b.txt", "a", Some("a/")),
            ("/r/a/b.txt", "a/", Some("a/b.txt")),
            ("/r/a/b.txt", "/r/a/", Some("/r/a/b.txt")),
            ("/r/a/b.txt", "b", None),
            ("/s/a.txt", "", Some("/")),
        ] {
            assert_eq!(next_part(Path::new(path), typed, here).as_deref(), offered, "{path} {typed}");
        }
    }
}
