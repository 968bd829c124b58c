//! Queries of before, for `suggest`: kept only where the user's settings say `history = true`, in a file of the state folder that only
//! the user can read.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::{home, settings};

/// Queries that are looked at: the last ones.
const READ_MAX: usize = 2_000;
/// Bytes that are read from the end of the file.
const BYTES_MAX: u64 = 256 << 10;
/// A longer query, in characters, is a text that was searched for, not one to be typed again.
const CHARS_MAX: usize = 60;

/// Keeps a query that found something; where that cannot be done, nothing is kept.
pub(super) fn keep(query: &str) {
    let line: String = query.split_whitespace().collect::<Vec<_>>().join(" ");
    if !settings::get().flag("history") || line.is_empty() || line.chars().count() > CHARS_MAX {
        return;
    }
    if let Some(file) = file() {
        let _ = append(&file, &line);
    }
}

fn append(file: &PathBuf, line: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if !file.exists() {
        // Made for the user alone, as every temporary file is.
        let folder = file.parent().unwrap_or(std::path::Path::new("."));
        tempfile::NamedTempFile::new_in(folder)?.persist_noclobber(file)?;
    }
    // One write, so that lines of two processes do not mix.
    OpenOptions::new().append(true).open(file)?.write_all(format!("{line}\n").as_bytes())
}

/// Returns the queries of before with how often each was asked; none where none are kept.
pub(super) fn read() -> Vec<(String, u64)> {
    if !settings::get().flag("history") {
        return Vec::new();
    }
    let text = file().and_then(|file| last_of(&file).ok()).unwrap_or_default();
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for line in text.lines().rev().take(READ_MAX).filter(|line| !line.is_empty()) {
        *counts.entry(line).or_default() += 1;
    }
    counts.into_iter().map(|(query, count)| (query.to_owned(), count)).collect()
}

/// The last lines of the file, the first of them perhaps in part left out.
fn last_of(file: &PathBuf) -> std::io::Result<String> {
    let mut file = OpenOptions::new().read(true).open(file)?;
    let length = file.metadata()?.len();
    let begin = length.saturating_sub(BYTES_MAX);
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    file.take(BYTES_MAX).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match text.split_once('\n') {
        Some((_, whole)) if begin > 0 => whole.to_owned(),
        _ => text,
    })
}

fn file() -> Option<PathBuf> {
    Some(home::state_folder()?.join("history"))
}
