//! Files to decoded text: which files are reports, and what their bytes say.
//!
//! - `walk.rs`: folders to files, with what is passed over and what cannot be read
//! - `watch.rs`: being told when something changes in folders
//! - `decode/`: bytes to text, with the encoding and how sure it is
//! - `read.rs`: a file to its bytes, bounded
//! - `sample.rs`: how many lines a large file has, before it is read
//! - `globs.rs`: which files an answer may come from
//! - `json_lines.rs`: collections that hold a report on every line
//! - `ocr/`: pages recognised by a program that the person has
//! - `extract/`: every format to text, with what the format tells of it

mod decode;
mod extract;
mod globs;
mod json_lines;
mod network;
mod ocr;
mod pattern;
mod read;
mod sample;
mod walk;
mod watch;

use std::path::Path;

use crate::text::{Markup, TextKind};

pub use decode::{DecodeError, Document, decode};
#[cfg(any(test, fuzzing))]
pub(crate) use extract::hostile;
pub use extract::{
    ExtractError, Extracted, Extraction, Extractor, Limits, RefusedMembers, Size, Taker, extract, readers,
    serve,
};
pub use globs::FileGlobs;
pub use json_lines::{Record, is_json_lines, json_lines};
pub(crate) use network::network_of;
pub use ocr::{COMMAND as OCR_COMMAND, Ocr, OcrPages, PageTold, is_there as ocr_is_there};
pub use pattern::PathPattern;
pub use read::read_file;
pub(crate) use read::{open_regular, read_regular, regular_options};
pub use sample::estimated_lines;
pub use walk::{CORRECTIONS_FILE, SourceFile, Walk, WalkItem, is_reached, modified_nanos, not_text_inside};
pub use watch::{Wake, Waker, Watch};

/// Bytes of a text that are folded at a time.
const PIECE_BYTES: usize = 1 << 20;

/// Returns the key of a report: the BLAKE3 hash of its text after the exact chain and of what its format tells of it.
/// Equal texts whose headings or locations differ are different reports: each hit must be right for every file that it
/// names.
///
/// `fold` is the exact chain: it looks at no neighbour, so a text is folded piece by piece.
pub fn content_key(text: &str, fold: &dyn Fn(&str) -> String, markup: &Markup) -> [u8; 32] {
    let (mut hash, mut rest) = (blake3::Hasher::new(), text);
    while !rest.is_empty() {
        // Piece by piece, so that a large text is not held twice.
        let (piece, further) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        hash.update(fold(piece).as_bytes());
        rest = further;
    }
    // Plain text has no locations: its key is that of the text alone.
    if !markup.locations.is_empty() {
        let told = serde_json::to_vec(markup).expect("plain structs of numbers and strings always serialise");
        hash.update(&told);
    }
    *hash.finalize().as_bytes()
}

/// Returns how the text of a file is written, by the file's name.
pub fn text_kind(path: &Path) -> TextKind {
    let markdown = ["md", "markdown", "mkd", "mdown"];
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if markdown.iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        TextKind::Markdown
    } else {
        TextKind::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_markdown_and_keys_tell_texts_apart() {
        for (name, kind) in [
            ("a/法.md", TextKind::Markdown),
            ("b.MARKDOWN", TextKind::Markdown),
            ("报告.txt", TextKind::Plain),
            ("md", TextKind::Plain),
        ] {
            assert!(text_kind(Path::new(name)) == kind, "{name}");
        }
        let key = |text: &str| content_key(text, &|piece| piece.replace(' ', ""), &Markup::default());
        assert_eq!(key("报告"), key("报 告"));
        assert_ne!(key("报告"), key("报告。"));
        // However a text is parted.
        let long = "报 告，".repeat(PIECE_BYTES / 5);
        assert_eq!(key(&long), content_key(&long.replace(' ', ""), &str::to_owned, &Markup::default()));
    }
}
