//! Names of the files of a build that are not the engine's, and the words of an index that is otherwise unusable.

use std::fs;
use std::path::Path;

use crate::analysis::AddedWords;

use super::{folder, seal};

/// The dictionary of a build, an fst.
pub(super) const DICTIONARY: &str = "dictionary.fst";
/// Folder with the schema files that a build was made with.
pub(super) const SCHEMA: &str = "schema";

/// Name of the table of files of a commit; no query reads it.
pub(super) fn table_file(generation: u64) -> String {
    format!("files-{generation}")
}

/// Name of the live statistics of a commit.
pub(super) fn live_file(generation: u64) -> String {
    format!("live-{generation}")
}

/// Name of the words added to the dictionary, as the commit with this number wrote them.
pub(super) fn words_file(generation: u64) -> String {
    format!("words-{generation}")
}

/// Whether a file of a build is one of the first two, of whatever commit.
pub(super) fn is_sidecar(name: &str) -> bool {
    name.starts_with("files-") || name.starts_with("live-")
}

/// Whether a file of a build holds added words, of whatever commit.
pub(super) fn is_words(name: &str) -> bool {
    name.starts_with("words-")
}

/// Returns the words that were added to the dictionary of an index, also when it is damaged or of another release: they
/// are the user's, and go into the index that is built in its place. `None` when there may be some and they cannot be read.
pub(crate) fn words_of(index: &Path) -> Option<AddedWords> {
    let Ok(state) = folder::state(index) else { return Some(AddedWords::default()) };
    let sealed = seal::opened(&state.meta).map(|(_, sums)| sums.into_keys().collect::<Vec<_>>());
    let names: Vec<String> = match sealed {
        Some(names) => names.iter().map(|name| name.to_string_lossy().into_owned()).collect(),
        // Without the seal the folder tells.
        None => fs::read_dir(&state.build)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect(),
    };
    let generation =
        |name: &String| name.strip_prefix("words-").and_then(|number| number.parse::<u64>().ok());
    let Some(newest) = names.iter().filter_map(generation).max() else { return Some(AddedWords::default()) };
    let bytes = fs::read(state.build.join(words_file(newest))).ok()?;
    AddedWords::from_bytes(&bytes).ok()
}
