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

/// Name of the facts of a commit, for queries.
pub(super) fn facts_file(generation: u64) -> String {
    format!("facts-{generation}")
}

/// Name of what the reports of a commit have to do with each other, for queries.
pub(super) fn copies_file(generation: u64) -> String {
    format!("copies-{generation}")
}

/// Name of the words added to the dictionary, as the commit with this number wrote them.
pub(super) fn words_file(generation: u64) -> String {
    format!("{WORDS}{generation}")
}

/// Name of what a user would miss, as the commit with this number wrote it for the second time.
pub(super) fn kept_file(generation: u64) -> String {
    format!("kept-{generation}")
}

/// Name of a person's own synonyms, as the commit with this number wrote them.
pub(super) fn synonyms_file(generation: u64) -> String {
    format!("{SYNONYMS}{generation}")
}

/// What the names of files of synonyms begin with.
const SYNONYMS: &str = "synonyms-";
/// What the names of files of added words begin with.
const WORDS: &str = "words-";

/// The number in a name of this kind.
fn generation(name: &str, kind: &str) -> Option<u64> {
    let digits = name.strip_prefix(kind)?;
    // `parse` alone would take `+7`, which is no name that a commit gives.
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Whether a file of a build is a table of files, live statistics, facts or what reports have to do with each other, of whatever
/// commit.
pub(super) fn is_sidecar(name: &str) -> bool {
    ["files-", "live-", "facts-", "copies-"].iter().any(|kind| generation(name, kind).is_some())
}

/// Whether a file of a build holds added words, of whatever commit.
pub(super) fn is_words(name: &str) -> bool {
    generation(name, WORDS).is_some()
}

/// Whether a file of a build holds synonyms, of whatever commit.
pub(super) fn is_synonyms(name: &str) -> bool {
    generation(name, SYNONYMS).is_some()
}

/// Whether a file of a build holds what a user would miss, of whatever commit.
pub(super) fn is_kept(name: &str) -> bool {
    kept_generation(name).is_some()
}

/// The number of the commit that wrote this file of what a user would miss.
pub(super) fn kept_generation(name: &str) -> Option<u64> {
    generation(name, "kept-")
}
