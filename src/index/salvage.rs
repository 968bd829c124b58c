//! What is the user's in an index that is otherwise unusable: added words and synonyms, roots, and what is left out.
//!
//! It stands in an index twice: where it is used (`words-N`, `synonyms-N`, the manifest, the table of files), and together
//! in `kept-N`, which closes with a hash of its own, so that it can be trusted also where the seal is lost.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::analysis::AddedWords;
use crate::schema::OwnSynonyms;

use super::folder::META_BYTES_MAX;
use super::manifest::Manifest;
use super::seal::{self, META, Sum, Sums};
use super::sidecar::{
    is_kept, is_sidecar, is_synonyms, is_words, kept_file, kept_generation, synonyms_file, table_file,
    words_file,
};
use super::{FileTable, Root, folder};

/// What a user would miss of an index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Its roots.
    pub(crate) roots: Vec<Root>,
    /// Paths that are left out, by their bytes.
    pub(crate) excluded: Vec<Vec<u8>>,
    /// Words that were added to its dictionary.
    pub(crate) words: AddedWords,
    /// Synonyms that a person added to it.
    #[serde(default)]
    pub(crate) synonyms: OwnSynonyms,
}

/// Hexadecimal digits of the hash that closes the file, and the line ends around it.
const CLOSING_BYTES: usize = 66;

impl Kept {
    /// Writes the file of it.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = super::record::to_json(self).into_bytes();
        let closing = format!("\n{}\n", blake3::hash(&bytes).to_hex());
        bytes.extend(closing.as_bytes());
        bytes
    }

    /// Reads the file of it; `None` when a byte is not as it was written.
    fn from_bytes(bytes: &[u8]) -> Option<Kept> {
        let (body, closing) = bytes.split_at_checked(bytes.len().checked_sub(CLOSING_BYTES)?)?;
        let whole = closing == format!("\n{}\n", blake3::hash(body).to_hex()).as_bytes();
        if whole { serde_json::from_slice(body).ok() } else { None }
    }
}

/// Of the engine's list of segments what is ours, and of that only what is the user's: it may be of another release.
#[derive(Deserialize)]
struct Payload {
    payload: String,
}

#[derive(Deserialize)]
struct Remembered {
    format: u32,
    generation: u64,
    #[serde(default)]
    words_since: u64,
    #[serde(default)]
    synonyms_since: u64,
    #[serde(default)]
    roots: Vec<Root>,
}

/// What could be found of an index.
#[derive(Debug, Default)]
pub(crate) struct Salvaged {
    /// What it is kept of, and its words, as far as they are known.
    pub(crate) kept: Kept,
    /// Whether words, or paths that are left out, may have been lost: where both copies are damaged.
    pub(crate) is_lacking: bool,
}

/// Returns what an index is kept of and the words that were added to it, also when it is damaged or of another release:
/// they are the user's, and go into the index that is built in its place.
pub(crate) fn salvage(index: &Path) -> Salvaged {
    let Some(build) = build_of(index) else { return Salvaged::default() };
    let names = names_in(&build);
    let sealed = sums_of(&build).and_then(|(meta, sums)| Some((remembered(&meta)?, sums)));
    let Some((known, sums)) = sealed else {
        // Without the list of segments the second copy tells; of several, which no crash but damage leaves, the newest.
        let mut copies: Vec<u64> = names.iter().filter_map(|name| kept_generation(name)).collect();
        copies.sort_unstable();
        let kept = copies.into_iter().rev().find_map(|number| kept_in(&build, &kept_file(number)));
        let words = || newest_words(&build, &names);
        return match kept {
            Some(kept) => Salvaged { kept, is_lacking: false },
            None => Salvaged {
                is_lacking: true,
                kept: Kept { words: words().unwrap_or_default(), ..Kept::default() },
            },
        };
    };
    // The copy that the seal names: another may be of a commit that was never made.
    let second = sums.keys().filter_map(|name| name.to_str()).find(|name| is_kept(name));
    let second = second.and_then(|name| kept_in(&build, name));
    let table = whole(&build, &table_file(known.generation), &sums);
    let excluded = table.and_then(|bytes| FileTable::excluded_in(&bytes, known.format));
    let words = match known.words_since {
        0 => Some(AddedWords::default()),
        since => {
            whole(&build, &words_file(since), &sums).and_then(|bytes| AddedWords::from_bytes(&bytes).ok())
        }
    };
    let synonyms = match known.synonyms_since {
        0 => Some(OwnSynonyms::default()),
        since => {
            whole(&build, &synonyms_file(since), &sums).and_then(|bytes| OwnSynonyms::from_bytes(&bytes))
        }
    };
    // Roots are not asked for: they stand in the list of segments, which is sound here.
    let is_lacking = second.is_none() && (words.is_none() || synonyms.is_none() || excluded.is_none());
    let second = second.unwrap_or_default();
    let kept = Kept {
        roots: known.roots,
        excluded: excluded.unwrap_or(second.excluded),
        words: words.unwrap_or(second.words),
        synonyms: synonyms.unwrap_or(second.synonyms),
    };
    Salvaged { kept, is_lacking }
}

/// A file of a commit, if it is as it was written.
fn whole(build: &Path, name: &str, sums: &Sums) -> Option<Vec<u8>> {
    let sum = sums.get(Path::new(name))?;
    let bytes = crate::source::read_regular(&build.join(name), sum.bytes).ok()?;
    (*sum == Sum::of(&bytes)).then_some(bytes)
}

fn kept_in(build: &Path, name: &str) -> Option<Kept> {
    Kept::from_bytes(&crate::source::read_regular(&build.join(name), META_BYTES_MAX).ok()?)
}

/// Words without a seal: a dictionary carries a checksum of its own.
fn newest_words(build: &Path, names: &[String]) -> Option<AddedWords> {
    let generation =
        |name: &String| name.strip_prefix("words-").and_then(|number| number.parse::<u64>().ok());
    let newest = names.iter().filter_map(generation).max()?;
    let bytes = crate::source::read_regular(&build.join(words_file(newest)), META_BYTES_MAX).ok()?;
    AddedWords::from_bytes(&bytes).ok()
}

/// The build in force; where `current` does not tell, the newest that holds a commit of ours.
fn build_of(index: &Path) -> Option<PathBuf> {
    let in_force = folder::current_build(index).ok().filter(|build| super::ours::is_folder(build));
    in_force.or_else(|| newest_commit(index))
}

/// Returns the newest build that holds a commit, sound or not, whatever `current` says.
pub(super) fn newest_commit(index: &Path) -> Option<PathBuf> {
    folder::builds(index).into_iter().find(|build| match sums_of(build) {
        Some((meta, _)) => remembered(&meta).is_some(),
        // A build that was not finished has a sound list, without a commit.
        None => names_in(build)
            .iter()
            .any(|name| is_sidecar(name) || is_words(name) || is_synonyms(name) || is_kept(name)),
    })
}

fn sums_of(build: &Path) -> Option<(Vec<u8>, Sums)> {
    let bytes = crate::source::read_regular(&build.join(META), META_BYTES_MAX).ok()?;
    seal::opened(&bytes).map(|(meta, sums)| (meta.to_owned(), sums))
}

fn remembered(meta: &[u8]) -> Option<Remembered> {
    let Payload { payload } = serde_json::from_slice(meta).ok()?;
    serde_json::from_str(&payload).ok()
}

fn names_in(build: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(build).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// What a commit keeps twice.
pub(super) fn kept_by(
    manifest: &Manifest,
    table: &FileTable,
    words: &AddedWords,
    synonyms: &OwnSynonyms,
) -> Kept {
    Kept {
        roots: manifest.roots.clone(),
        excluded: table.excluded.clone(),
        words: words.clone(),
        synonyms: synonyms.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_twice_is_whole_or_none() {
        let roots = vec![Root { id: 1, path: PathBuf::from("/报告"), follow: false }];
        let kept = Kept {
            roots,
            excluded: vec![b"/\xb1".to_vec()],
            words: AddedWords::default(),
            synonyms: OwnSynonyms::default(),
        };
        let bytes = kept.to_bytes();
        assert_eq!(Kept::from_bytes(&bytes), Some(kept));
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            assert_eq!(Kept::from_bytes(&flipped), None, "{at}");
            assert_eq!(Kept::from_bytes(&bytes[..at]), None, "{at}");
        }
    }
}
