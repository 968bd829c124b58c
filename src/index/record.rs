//! What is stored with each document: a passage's place and headings in `texts/`' own form, descriptions as JSON.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Hash;
use crate::report::Lines;
use crate::system::path_from_bytes;
use crate::text::Location;

/// Stored with a passage or a remark beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PieceMeta {
    /// First byte in the decoded text.
    pub(crate) byte_start: usize,
    /// First line, counted from 1.
    pub(crate) line_start: usize,
    /// Bytes of the text that are the section's heading.
    pub(crate) heading_bytes: usize,
    /// Whether the next passage goes on where this one ends.
    pub(crate) continues: bool,
    /// Where a person finds it, from which byte of it on; empty where only lines can be told.
    pub(crate) locations: Vec<(usize, Location)>,
    /// The report's title, then the headings down to this section.
    pub(crate) path: Vec<String>,
}

/// Stored with the record of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordMeta {
    /// Key of the report: hash of its folded text, in hexadecimal.
    pub(crate) key: String,
    /// Title, or the file's name where none was found.
    pub(crate) title: String,
    /// What tells it apart from others of its title (2026年广东省); empty where the title does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) qualifier: String,
    /// Passages that follow the record, before the remarks.
    pub(crate) passages: usize,
    /// How the lines of its text make paragraphs.
    #[serde(default)]
    pub(crate) lines: Lines,
}

impl RecordMeta {
    /// Returns the title with what tells it apart before it: what `title:` looks in.
    pub(crate) fn full_title(&self) -> String {
        format!("{}{}", self.qualifier, self.title)
    }
}

/// Stored with a place: one file that holds a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlaceMeta {
    /// The beginning of the key of the report that it holds: the list that leads here has no checksum of its own.
    pub(crate) of: String,
    /// Number of the root that the file is under; 0 when under none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) root: u32,
    /// Path of the file below its root (absolute under none), by its true bytes. An opened index gives it whole.
    #[serde(with = "path_bytes")]
    pub(crate) path: PathBuf,
    /// Place of the report in the file, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) nth: u32,
    /// Size of the file in bytes.
    pub(crate) size: u64,
    /// Time of the last change of its content, nanoseconds since 1970.
    pub(crate) modified: i64,
    /// The first 16 bytes of the hash of its content, in hexadecimal.
    pub(crate) hash: String,
    /// Name of the report inside the file, where a file holds many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) member: Option<String>,
    /// Name of the encoding that it was decoded from.
    pub(crate) encoding: String,
}

/// Digits of a report's key that a place tells.
const OF_DIGITS: usize = 8;

/// Returns what a place tells of the key of its report.
pub(super) fn beginning_of(key: &str) -> &str {
    key.get(..OF_DIGITS).unwrap_or(key)
}

impl PlaceMeta {
    /// Returns whether it is one of the report with this key, in hexadecimal.
    pub(crate) fn is_of(&self, key: &str) -> bool {
        self.of == beginning_of(key)
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Returns the path below a root; the root itself where nothing is below.
pub(crate) fn joined(root: Option<&Path>, below: &[u8]) -> PathBuf {
    named(root.unwrap_or(Path::new("")), below)
}

/// Returns the path of a file in its folder; the folder itself for a root that is a file.
pub(crate) fn named(folder: &Path, name: &[u8]) -> PathBuf {
    if name.is_empty() { folder.to_owned() } else { folder.join(path_from_bytes(name.to_vec())) }
}

/// Writes a hash in hexadecimal, as terms and records hold it.
pub(super) fn hex(hash: &Hash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// Paths in JSON: a string where the name is UTF-8, else its bytes as numbers.
pub(crate) mod path_bytes {
    use serde::{Deserializer, Serializer};

    use super::*;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Bytes(Vec<u8>),
    }

    pub(crate) fn serialize<S: Serializer>(path: &Path, out: S) -> Result<S::Ok, S::Error> {
        match path.to_str() {
            Some(text) => out.serialize_str(text),
            None => path.as_os_str().as_encoded_bytes().serialize(out),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        Ok(match Form::deserialize(from)? {
            Form::Text(text) => PathBuf::from(text),
            Form::Bytes(bytes) => path_from_bytes(bytes),
        })
    }
}

/// Writes a stored value.
pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain structs of numbers and strings always serialise")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_that_are_not_utf8() {
        for bytes in [&b"/tmp/\xb1\xa8\xb8\xe6.txt"[..], "/tmp/报告.txt".as_bytes()] {
            let path = path_from_bytes(bytes.to_vec());
            let encoding = "GB18030".to_owned();
            let (hash, member) = ("00ff".to_owned(), None);
            let (size, modified) = (7, 8);
            let place = PlaceMeta {
                of: "1a2b3c4d".to_owned(),
                root: 3,
                path,
                nth: 0,
                size,
                modified,
                hash,
                member,
                encoding,
            };
            let read: PlaceMeta = serde_json::from_str(&to_json(&place)).expect("what was written is read");
            assert_eq!(read, place);
        }
    }
}
