//! What an index says of itself, committed together with the data that it describes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Layout of the index folder and of the documents in it. History:
///
/// 1. first release: `current` names a build; records, passages, remarks and places as documents,
///    `.grams` files version 1
pub const FORMAT: u32 = 1;

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
    /// Segmenter and its release, e.g. `jieba-rs 0.11.0`.
    pub segmenter: String,
    /// Different reports (equal texts count once).
    pub reports: usize,
    /// Files that hold them.
    pub places: usize,
    /// Sections, the roots included.
    pub sections: usize,
    /// Passages.
    pub passages: usize,
    /// Texts kept out of the passages.
    pub kept_out: usize,
    /// Bytes of decoded text, each report once.
    pub text_bytes: u64,
    /// Characters of all passages after folding, for the mean length.
    pub folded_chars: u64,
    /// When the build was committed, seconds since 1970 (UTC).
    pub created: u64,
    /// Folders and files that were asked for.
    #[serde(with = "roots")]
    pub roots: Vec<PathBuf>,
}

/// Roots are shown to people only, so a name that is no UTF-8 is written as well as it can be.
mod roots {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(roots: &[PathBuf], out: S) -> Result<S::Ok, S::Error> {
        roots.iter().map(|root| root.to_string_lossy().into_owned()).collect::<Vec<_>>().serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PathBuf>, D::Error> {
        Ok(Vec::<String>::deserialize(from)?.into_iter().map(PathBuf::from).collect())
    }
}
