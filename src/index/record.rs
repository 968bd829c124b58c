//! What is stored with each document: a passage's place and headings in `texts/`' own form, descriptions as JSON.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

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
    /// Passages that follow the record, before the remarks.
    pub(crate) passages: usize,
}

/// Stored with a place: one file that holds a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlaceMeta {
    /// Absolute path of the file, by its true bytes.
    #[serde(with = "path_bytes")]
    pub(crate) path: PathBuf,
    /// Name of the report inside the file, where a file holds many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) member: Option<String>,
    /// Name of the encoding that it was decoded from.
    pub(crate) encoding: String,
    /// How sure that is, 0 to 1.
    pub(crate) sure: f32,
    /// Characters that could not be decoded.
    pub(crate) replaced: usize,
    /// The reader and its release that extracted it.
    pub(crate) reader: String,
}

/// Paths in JSON: a string where the name is UTF-8, else its bytes as numbers.
pub(super) mod path_bytes {
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
            None => path.as_os_str().as_bytes().serialize(out),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        Ok(match Form::deserialize(from)? {
            Form::Text(text) => PathBuf::from(text),
            Form::Bytes(bytes) => PathBuf::from(OsString::from_vec(bytes)),
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
            let path = PathBuf::from(OsString::from_vec(bytes.to_vec()));
            let place = PlaceMeta {
                path,
                member: None,
                encoding: "GB18030".to_owned(),
                sure: 0.5,
                replaced: 0,
                reader: "text 1".to_owned(),
            };
            let read: PlaceMeta = serde_json::from_str(&to_json(&place)).expect("what was written is read");
            assert_eq!(read, place);
        }
    }
}
