//! What is stored with each document: the text of a passage and where it stands, what a record or a place says.
//!
//! The second stage of every query reads hundreds of passages from all over the index. The engine's own store unpacks
//! 16 KiB for each of them with a context made anew; here a block holds some six passages, and a dictionary trained
//! on a sample keeps blocks that small as dense as large ones (.3 of the text). Headings are stored where they
//! change. The file, `SEGMENT.texts`, is written, merged and collected with the engine's own.
//!
//! - `code.rs`: strings to codes of characters and back
//! - `format.rs`: the layout of the file, entries of documents
//! - `write.rs`: entries to file, in one pass
//! - `read.rs`: document to entry
//! - `plugin.rs`: taking part in the engine's segments

mod code;
mod format;
mod owner;
mod plugin;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use code::CHARACTERS;
pub(crate) use format::{description_payload, piece_payload};
pub(crate) use plugin::{TextPlugin, open};
pub(crate) use read::{Glance, Name, Stored, TextFile, TextReader};

/// Extension of the file beside the engine's own in each segment.
pub(crate) const EXTENSION: &str = "texts";
