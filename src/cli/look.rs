//! Where to look: which words of a query are paths, and which index answers; that of a folder is brought up to date first.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::language::tr;
use crate::output::{Bar, summary_line};
use crate::pipeline::{Freshness, refresh};

use super::args::QueryArguments;
use super::failure::Failure;
use super::resources::ResourceArguments;
use super::{engine, home, index, interrupt, say};

/// How long a query looks after the folder that it answers from.
const REFRESH_BUDGET: Duration = Duration::from_millis(200);
/// A folder that nobody named is indexed by itself up to so many bytes of files.
const UNASKED_BYTES_MAX: u64 = 500 << 20;
/// And up to so many files and folders.
const UNASKED_FILES_MAX: usize = 100_000;

/// What is asked, and where.
pub(super) struct Target {
    /// The words of the query.
    pub(super) words: Vec<String>,
    /// The folder of the index.
    pub(super) index: PathBuf,
    /// Whether it is another index than the one that commands use by themselves.
    pub(super) is_named: bool,
}

/// Tells words from paths, and finds the index that answers.
///
/// # Errors
/// When a path is not there, or a folder that is to be indexed first cannot be.
pub(super) fn target(arguments: &QueryArguments, index: Option<&Path>) -> Result<Target, Failure> {
    let (mut words, mut folders) = words_and_paths(&arguments.words);
    if !folders.is_empty() {
        tell_paths(&folders);
    }
    words.extend(arguments.literal.iter().cloned());
    folders.extend(arguments.folders.iter().cloned());
    if !folders.is_empty() {
        return Ok(Target { words, index: index_of(&folders, index)?, is_named: true });
    }
    if engine::answers()?.is_some() {
        return Ok(Target { words, index: PathBuf::new(), is_named: false });
    }
    let usual = home::index_folder(index)?;
    let is_unnamed = index.is_none() && std::env::var_os("XUNZHANG_INDEX").is_none_or(|name| name.is_empty());
    if is_unnamed && !crate::index::is_there(&usual) {
        let here = here_unasked()?;
        let begun = Instant::now();
        let index = index_of(&[PathBuf::from(".")], None)?;
        let seconds = begun.elapsed().as_secs_f32();
        say(&tr!(
            "query-no-index-here",
            here = here.display().to_string(),
            seconds = format!("{seconds:.1}")
        ));
        return Ok(Target { words, index, is_named: true });
    }
    Ok(Target { words, index: usual, is_named: index.is_some() })
}

/// Returns the words that were typed, and the index that answers: that of the paths among them (from the second word on, what
/// exists is where to look) or of `folder`, else the usual one.
///
/// # Errors
/// As [`index_of`].
pub(super) fn words_and_index(
    typed: &[String],
    folder: Option<&Path>,
    index: Option<&Path>,
) -> Result<(Vec<String>, PathBuf), Failure> {
    let (words, mut folders) = words_and_paths(typed);
    if folders.is_empty() {
        return Ok((words, index_to_ask(folder, index)?));
    }
    tell_paths(&folders);
    folders.extend(folder.map(Path::to_owned));
    Ok((words, index_of(&folders, index)?))
}

/// Says which of the words are taken for paths.
fn tell_paths(paths: &[PathBuf]) {
    let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    say(&tr!("query-looking-in", shown = shown.join(&tr!("count-separator"))));
}

/// Parts what was typed: from the second word on, what exists is where to look.
fn words_and_paths(typed: &[String]) -> (Vec<String>, Vec<PathBuf>) {
    let (mut words, mut paths) = (Vec::new(), Vec::new());
    for (nth, word) in typed.iter().enumerate() {
        let path = Path::new(word);
        if nth > 0 && !word.is_empty() && path.exists() {
            paths.push(path.to_owned());
        } else {
            words.push(word.clone());
        }
    }
    (words, paths)
}

/// The present folder, where it may be indexed without being named.
fn here_unasked() -> Result<PathBuf, Failure> {
    let hint = &tr!("query-name-folder");
    let refuse = |why: String| Failure::new(tr!("query-no-index", why = why), Some(hint));
    let here = home::here().ok_or_else(|| refuse(tr!("query-no-folder")))?;
    let home = std::env::home_dir().and_then(|home| dunce::canonicalize(home).ok());
    if here.parent().is_none() || home.as_deref() == Some(&here) {
        return Err(refuse(tr!("query-not-all", here = here.display().to_string())));
    }
    match is_small(&here) {
        true => Ok(here),
        false => Err(refuse(tr!(
            "query-too-large",
            here = here.display().to_string(),
            value = (UNASKED_BYTES_MAX >> 20).to_string(),
            unasked_files_max = UNASKED_FILES_MAX.to_string()
        ))),
    }
}

fn is_small(folder: &Path) -> bool {
    let (mut bytes, mut files) = (0, 0);
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        // What cannot be listed cannot be indexed either.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(known) = entry.metadata() else { continue };
            files += 1;
            bytes += if known.is_file() { known.len() } else { 0 };
            if bytes > UNASKED_BYTES_MAX || files > UNASKED_FILES_MAX {
                return false;
            }
            if known.is_dir() {
                waiting.push(entry.path());
            }
        }
    }
    true
}

/// Returns the index that answers: that of one folder, where one is named, else the usual one; no path where an engine does.
///
/// # Errors
/// As [`index_of`].
pub(super) fn index_to_ask(folder: Option<&Path>, index: Option<&Path>) -> Result<PathBuf, Failure> {
    match folder {
        // Nothing of this machine is asked.
        None if engine::answers()?.is_some() => Ok(PathBuf::new()),
        None => home::index_folder(index),
        Some(folder) => index_of(&[folder.to_owned()], index),
    }
}

/// Returns the index of some folders and files, made or brought up to date.
///
/// # Errors
/// When it cannot be.
pub(super) fn index_of(folders: &[PathBuf], named: Option<&Path>) -> Result<PathBuf, Failure> {
    let place = home::index_kept_of(folders, named)?;
    let shown: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    let shown = shown.join(&tr!("count-separator"));
    let resources = ResourceArguments::usual();
    let mut job = index::job(folders.to_vec(), place.clone(), &resources, false);
    job.words = home::words_of_user(&place)?;
    job.synonyms = home::synonyms_of_user(&place)?;
    // Beyond it the query answers from the index as it is, and says so.
    job.budget = Some(REFRESH_BUDGET);
    let bar = Bar::new(false);
    interrupt::stops(&bar);
    let freshness = refresh(&job, &bar);
    bar.clear();
    index::end_if_stopped(&freshness);
    match freshness? {
        Freshness::Fresh => {}
        Freshness::Refreshed(summary) if summary.manifest.is_none() => {
            index::report(&summary, &job)?;
            return Err(Failure::new(tr!("query-no-reports", shown = shown), None));
        }
        Freshness::Refreshed(summary) => {
            index::tell_lacking(&summary, &job)?;
            say(&tr!("query-indexed-first", shown = shown, summary = summary_line(&summary)));
            if summary.rebuilt {
                say(&tr!("query-index-place", place = home::from_home(&place)));
            }
        }
        Freshness::Stale { since, why } => {
            say(&tr!("query-stale", shown = shown, since = ago(since), why = why));
            let typed: Vec<String> = folders.iter().map(|folder| shell_word(folder)).collect();
            say(&tr!("query-bring-up", typed = typed.join(" "), place = shell_word(&place)));
        }
    }
    Ok(place)
}

/// A time since 1970 in seconds, as how long ago it was.
pub(super) fn ago(since: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    match now.saturating_sub(since) {
        seconds @ 0..120 => tr!("count-seconds", seconds = seconds.to_string()),
        seconds @ 120..7_200 => tr!("count-minutes", seconds = (seconds / 60).to_string()),
        seconds @ 7_200..172_800 => tr!("count-hours", seconds = (seconds / 3_600).to_string()),
        seconds => tr!("count-days", seconds = (seconds / 86_400).to_string()),
    }
}

/// A path as it can be typed in a shell.
pub(super) fn shell_word(path: &Path) -> String {
    let text = crate::text::harmless_line(&path.to_string_lossy());
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_never_a_path() {
        let typed: Vec<String> = ["src", "Cargo.toml", "no such file", "src"].map(str::to_owned).to_vec();
        let (words, paths) = words_and_paths(&typed);
        assert_eq!(words, ["src", "no such file"]);
        assert_eq!(paths, ["Cargo.toml", "src"].map(PathBuf::from));
    }
}
