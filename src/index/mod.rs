//! Passages to an index on disk, and the index opened again.
//!
//! - `folder.rs`: builds beside each other and the pointer to the one in force
//! - `manifest.rs`: what the index says of itself
//! - `fields.rs`, `record.rs`, `tokenizer.rs`: reports as the engine's documents
//! - `prepare.rs`: one report to its documents, the costly part, done by many threads
//! - `grams/`, `texts/`: n-gram postings and stored texts inside the engine's segments
//! - `write.rs`, `read.rs`, `directory.rs`: a build made, a build opened for reading
//! - `seal.rs`: checksums over every file of a build; `phase.rs`: what a run is doing, for tests that kill it
//!
//! No engine type stands in a public function here.

mod directory;
mod error;
mod fields;
mod folder;
mod grams;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod manifest;
mod phase;
mod prepare;
mod read;
mod record;
mod seal;
mod texts;
mod tokenizer;
mod write;

pub use error::IndexError;
pub(crate) use fields::Slot;
pub(crate) use grams::{GramFile, Postings};
pub use manifest::{FORMAT, Manifest};
pub(crate) use phase::{Phase, begin as begin_phase};
pub use prepare::{Parsed, Place, PreparedReport, prepare};
pub(crate) use read::IndexReader;
pub use read::{FileStamp, bytes_on_disk, file_faults, indexed_files};
pub(crate) use record::{PieceMeta, PlaceMeta, RecordMeta};
pub(crate) use texts::{Stored, TextReader};
pub use write::{BuildOptions, IndexBuild, fingerprint};
