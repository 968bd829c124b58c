//! What an index says of itself, committed together with the data that it describes.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::analysis::Dictionary;
use crate::schema::Schema;

use super::IndexError;
use super::record::path_bytes;
use super::texts::CHARACTERS;

/// Layout of the index folder and of the documents in it. History:
///
/// 1. first release: `current` names a build; records, passages, remarks and places as documents,
///    `.grams` files version 1
/// 2. passages tell the works that they name (field `cited`)
/// 3. stored pieces tell whose they are, places of which report; what is the user's stands in `kept-N` too
/// 4. rows of reports hold facts, and each commit writes them for queries (`facts-N`)
/// 5. rows of reports hold sketches and what they repeal, and each commit writes which reports belong together (`copies-N`)
pub const FORMAT: u32 = 5;

/// The manifest of an index, stored as the engine's commit payload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the index; only [`FORMAT`] is opened.
    pub format: u32,
    /// Version of `index_schema/schema.toml` and of the code that reads reports.
    pub schema_version: u32,
    /// Hash of schema, dictionary and word lists, in hexadecimal.
    pub fingerprint: String,
    /// Length of the dictionary file: one cut short must not be read.
    pub dictionary_bytes: u64,
    /// Words that were added to the dictionary.
    #[serde(default)]
    pub added_words: u64,
    /// Number of the commit that wrote the file of them; 0 when there is none.
    #[serde(default)]
    pub words_since: u64,
    /// Pairs of synonyms that were added, each one way.
    #[serde(default)]
    pub own_synonyms: u64,
    /// Number of the commit that wrote the file of them; 0 when there is none.
    #[serde(default)]
    pub synonyms_since: u64,
    /// Segmenter and its release, e.g. `jieba-rs 0.11.0`.
    pub segmenter: String,
    /// Hash of the table of characters that texts are coded by (`index_schema/characters.txt`).
    #[serde(default)]
    pub characters: String,
    /// Number of this commit, one more than that of the commit before; names its table of files and its live statistics.
    pub generation: u64,
    /// What the living reports add up to.
    #[serde(flatten)]
    pub counts: Counts,
    /// When the build was made, seconds since 1970 (UTC).
    pub created: u64,
    /// When this commit was made, seconds since 1970 (UTC).
    pub changed: u64,
    /// Folders and files that the index is kept of.
    pub roots: Vec<Root>,
    /// The highest number that a root was given, of those that were forgotten too; 0 in indexes of before.
    #[serde(default)]
    pub last_root: u32,
}

/// What a report, or an index, holds. All but `places` are of different texts: equal ones count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Different reports.
    pub reports: u64,
    /// Files that hold them.
    pub places: u64,
    /// Sections, the roots included.
    pub sections: u64,
    /// Passages.
    pub passages: u64,
    /// Texts kept out of the passages.
    pub kept_out: u64,
    /// Bytes of decoded text.
    pub text_bytes: u64,
    /// Characters of all passages after folding, for the mean length.
    pub folded_chars: u64,
    /// Words of passages without their headings, as indexed.
    pub body_words: u64,
    /// Words of headings.
    pub heading_words: u64,
    /// Words of what is kept out.
    pub remark_words: u64,
}

impl Counts {
    /// Adds what another holds.
    pub fn add(&mut self, other: &Counts) {
        self.reports += other.reports;
        self.places += other.places;
        self.sections += other.sections;
        self.passages += other.passages;
        self.kept_out += other.kept_out;
        self.text_bytes += other.text_bytes;
        self.folded_chars += other.folded_chars;
        self.body_words += other.body_words;
        self.heading_words += other.heading_words;
        self.remark_words += other.remark_words;
    }
}

/// A folder, or file, that an index is kept of. Files are known by their path below it, so that it can move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Its number, from 1. It stays when the root moves; that of a forgotten root may be given again.
    pub id: u32,
    /// Absolute path without symbolic links.
    #[serde(with = "path_bytes")]
    pub path: PathBuf,
    /// Whether links below it are followed wherever they lead.
    #[serde(default)]
    pub follow: bool,
}

/// Returns the innermost root that a path is under.
pub fn innermost<'a>(roots: &'a [Root], path: &Path) -> Option<&'a Root> {
    let under = roots.iter().filter(|root| path.starts_with(&root.path));
    under.max_by_key(|root| root.path.components().count())
}

/// Returns the manifest of a build that holds nothing yet.
pub(super) fn new_manifest(schema: &Schema, dictionary: &Dictionary, generation: u64) -> Manifest {
    Manifest {
        format: FORMAT,
        schema_version: schema.version(),
        fingerprint: fingerprint(schema, dictionary),
        dictionary_bytes: dictionary.as_bytes().len() as u64,
        added_words: 0,
        words_since: 0,
        own_synonyms: 0,
        synonyms_since: 0,
        segmenter: crate::analysis::SEGMENTER.to_owned(),
        characters: CHARACTERS.to_owned(),
        generation,
        counts: Default::default(),
        created: seconds_now(),
        changed: seconds_now(),
        roots: Vec::new(),
        last_root: 0,
    }
}

/// Returns the time, in seconds since 1970.
pub(super) fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Returns a hash of all that decides what an index contains: schema, word lists, and the releases of
/// the segmenter and of all readers.
pub fn fingerprint(schema: &Schema, dictionary: &Dictionary) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(crate::source::readers().as_bytes());
    hash.update(crate::report::RELEASE.as_bytes());
    hash.update(crate::schema::facts_fingerprint().as_bytes());
    hash.update(schema.fingerprint(crate::analysis::SEGMENTER).as_bytes());
    hash.update(CHARACTERS.as_bytes());
    hash.update(dictionary.as_bytes());
    hash.finalize().to_hex().to_string()
}

/// Reads the manifest and refuses what this program cannot answer from.
pub(super) fn check_manifest(index: &Path, payload: &str) -> Result<Manifest, IndexError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let damaged = |error: serde_json::Error| IndexError::Damaged {
        index: index.to_owned(),
        what: format!("its manifest cannot be read ({error})"),
    };
    // The format first: the rest may look different in another one.
    let Format { format } = serde_json::from_str(payload).map_err(damaged)?;
    let foreign = |what, found: String, expected: String| {
        Err(IndexError::Foreign { index: index.to_owned(), what, found, expected })
    };
    if format != FORMAT {
        return foreign("format", format.to_string(), FORMAT.to_string());
    }
    let manifest: Manifest = serde_json::from_str(payload).map_err(damaged)?;
    let version = crate::schema::Schema::builtin().version();
    if manifest.schema_version != version {
        return foreign("schema version", manifest.schema_version.to_string(), version.to_string());
    }
    if manifest.segmenter != crate::analysis::SEGMENTER {
        return foreign("segmenter", manifest.segmenter, crate::analysis::SEGMENTER.to_owned());
    }
    if manifest.characters != CHARACTERS {
        return foreign("character table", manifest.characters, CHARACTERS.to_owned());
    }
    Ok(manifest)
}
