//! Names of the files of a build that are not the engine's.

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
    format!("{WORDS}{generation}")
}

/// Name of a person's own synonyms, as the commit with this number wrote them.
pub(super) fn synonyms_file(generation: u64) -> String {
    format!("{SYNONYMS}{generation}")
}

/// What the names of files of synonyms begin with.
pub(super) const SYNONYMS: &str = "synonyms-";
/// What the names of files of added words begin with.
pub(super) const WORDS: &str = "words-";

/// Whether a file of a build is one of the first two, of whatever commit.
pub(super) fn is_sidecar(name: &str) -> bool {
    name.starts_with("files-") || name.starts_with("live-")
}

/// Whether a file of a build holds added words, of whatever commit.
pub(super) fn is_words(name: &str) -> bool {
    name.starts_with(WORDS)
}

/// Whether a file of a build holds synonyms, of whatever commit.
pub(super) fn is_synonyms(name: &str) -> bool {
    name.starts_with(SYNONYMS)
}
