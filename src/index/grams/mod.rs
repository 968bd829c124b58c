//! N-gram postings: which passages hold which pair of neighbouring characters.
//!
//! Words alone miss strings (ARCHITECTURE.md, "Why this index"), so every segment
//! of the index carries one more file, `SEGMENT.grams`, written, merged and collected together with
//! the engine's own files. A key is what `analysis::grams` makes: two 16-bit character codes,
//! `first << 16 | second`, where second 0 marks the end of the text.
//!
//! - `format.rs`: the layout of the file
//! - `rice.rs`: bits, and the code of differences
//! - `runs.rs`: pairs sorted and packed while a segment is filled
//! - `write.rs`: lists to file
//! - `read.rs`: key to list
//! - `postings.rs`: a list's documents, with skipping
//! - `plugin.rs`: taking part in the engine's segments: collecting, merging

mod format;
mod plugin;
mod postings;
mod read;
mod rice;
mod runs;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use format::set_bits;
pub(crate) use plugin::{GramPlugin, open};
pub(crate) use postings::Postings;
pub(crate) use read::GramFile;

/// Extension of the file beside the engine's own in each segment.
pub(crate) const EXTENSION: &str = "grams";
