//! What is the user's in an index that is otherwise unusable: added words and synonyms, roots, and what is left out.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::analysis::AddedWords;
use crate::schema::OwnSynonyms;

use super::seal::{self, META, Sum, Sums};
use super::sidecar::{SYNONYMS, WORDS, is_sidecar, is_synonyms, is_words, table_file};
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
    match newest_of(index, WORDS)? {
        Some(bytes) => AddedWords::from_bytes(&bytes).ok(),
        None => Some(AddedWords::default()),
    }
}

/// Returns the synonyms that a person added to an index, as [`words_of`].
pub(crate) fn synonyms_of(index: &Path) -> Option<OwnSynonyms> {
    match newest_of(index, SYNONYMS)? {
        Some(bytes) => OwnSynonyms::from_bytes(&bytes),
        None => Some(OwnSynonyms::default()),
    }
}

/// Reads the newest of the files whose names are this and the number of a commit; inside, `None` when there is none;
/// outside, when it cannot be read.
fn newest_of(index: &Path, prefix: &str) -> Option<Option<Vec<u8>>> {
    let Some(build) = build_of(index) else { return Some(None) };
    let names = match sums_of(&build) {
        Some((_, sums)) => sums.into_keys().map(|name| name.to_string_lossy().into_owned()).collect(),
        // Without the seal the folder tells.
        None => names_in(&build),
    };
    let generation = |name: &String| name.strip_prefix(prefix).and_then(|number| number.parse::<u64>().ok());
    match names.iter().filter_map(generation).max() {
        Some(newest) => fs::read(build.join(format!("{prefix}{newest}"))).ok().map(Some),
        None => Some(None),
    }
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
        None => names_in(build).iter().any(|name| is_sidecar(name) || is_words(name) || is_synonyms(name)),
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
