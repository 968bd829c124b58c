//! What is the user's in an index that is otherwise unusable: added words, roots, and what is left out.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::analysis::AddedWords;

use super::seal::{self, META, Sum, Sums};
use super::sidecar::{is_sidecar, is_words, table_file, words_file};
use super::{FileTable, Root, folder};

/// What an index is kept of, as far as it can still be read.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Its roots.
    pub(crate) roots: Vec<Root>,
    /// Paths that are left out, by their bytes.
    pub(crate) excluded: Vec<Vec<u8>>,
}

/// Of the engine's list of segments what is ours, and of that only what is the user's: it may be of another release.
#[derive(Deserialize)]
struct Payload {
    payload: String,
}

#[derive(Deserialize)]
struct Remembered {
    generation: u64,
    #[serde(default)]
    roots: Vec<Root>,
}

/// Returns the words that were added to the dictionary of an index, also when it is damaged or of another release: they
/// are the user's, and go into the index that is built in its place. `None` when there may be some and they cannot be read.
pub(crate) fn words_of(index: &Path) -> Option<AddedWords> {
    let Some(build) = build_of(index) else { return Some(AddedWords::default()) };
    let names = match sums_of(&build) {
        Some((_, sums)) => sums.into_keys().map(|name| name.to_string_lossy().into_owned()).collect(),
        // Without the seal the folder tells.
        None => names_in(&build),
    };
    let generation =
        |name: &String| name.strip_prefix("words-").and_then(|number| number.parse::<u64>().ok());
    let Some(newest) = names.iter().filter_map(generation).max() else { return Some(AddedWords::default()) };
    let bytes = fs::read(build.join(words_file(newest))).ok()?;
    AddedWords::from_bytes(&bytes).ok()
}

/// Returns what an index is kept of, also when it is damaged or of another release; nothing where that cannot be read.
pub(crate) fn kept_of(index: &Path) -> Kept {
    let Some(build) = build_of(index) else { return Kept::default() };
    let Some((meta, sums)) = sums_of(&build) else { return Kept::default() };
    let Some(Remembered { generation, roots }) = remembered(&meta) else { return Kept::default() };
    let name = table_file(generation);
    let table = fs::read(build.join(&name)).ok();
    let whole = table.filter(|bytes| sums.get(Path::new(&name)) == Some(&Sum::of(bytes)));
    let table = whole.and_then(|bytes| FileTable::from_bytes(&bytes));
    Kept { roots, excluded: table.map(|table| table.excluded).unwrap_or_default() }
}

/// The build in force; where `current` does not tell, the newest that holds a commit of ours.
fn build_of(index: &Path) -> Option<PathBuf> {
    folder::current_build(index).ok().filter(|build| build.is_dir()).or_else(|| newest_commit(index))
}

/// Returns the newest build that holds a commit, sound or not, whatever `current` says.
pub(super) fn newest_commit(index: &Path) -> Option<PathBuf> {
    folder::builds(index).into_iter().find(|build| match sums_of(build) {
        Some((meta, _)) => remembered(&meta).is_some(),
        // A build that was not finished has a sound list, without a commit.
        None => names_in(build).iter().any(|name| is_sidecar(name) || is_words(name)),
    })
}

fn sums_of(build: &Path) -> Option<(Vec<u8>, Sums)> {
    let bytes = fs::read(build.join(META)).ok()?;
    seal::opened(&bytes).map(|(meta, sums)| (meta.to_owned(), sums))
}

fn remembered(meta: &[u8]) -> Option<Remembered> {
    let Payload { payload } = serde_json::from_slice(meta).ok()?;
    serde_json::from_str(&payload).ok()
}

fn names_in(build: &Path) -> Vec<String> {
    let entries = fs::read_dir(build).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
