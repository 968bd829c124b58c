//! Passages to an index on disk, and the index opened again.
//!
//! - `folder.rs`: builds beside each other and the pointer to the one in force; `ours.rs`: what in a folder is ours at all;
//!   `lock.rs`: the right to write
//! - `manifest.rs`: what the index says of itself
//! - `fields.rs`, `record.rs`, `tokenizer.rs`: reports as the engine's documents
//! - `citations.rs`: which works name which
//! - `prepare.rs`: one report to its documents, the costly part, done by many threads; `documents.rs`: how the engine
//!   gets those of a large one; `account.rs`: memory shared out among reports on their way
//! - `grams/`, `texts/`: n-gram postings and stored texts inside the engine's segments
//! - `table.rs`, `live.rs`: what a commit says of files, and of what is deleted but still in a segment
//! - `facts/`: what is known about each report, for queries; `copies/`: which reports belong together
//! - `write.rs`, `add.rs`, `dead.rs`, `merge.rs`, `writing.rs`: a commit made
//! - `read.rs`, `directory.rs`: a build opened for reading
//! - `reword.rs`: reports made again, from what is stored of them, with other words
//! - `varint.rs`: numbers in our own files
//! - `sidecar.rs`: names of the files of a build that are not the engine's
//! - `salvage.rs`: what is the user's in an index that is otherwise unusable
//! - `seal.rs`: checksums over every file of a commit; `check.rs`: files held against them; `phase.rs`: what a run is doing, for tests that kill it
//!
//! No engine type stands in a `pub` function here; `search` uses some that are `pub(crate)`.

mod account;
mod add;
mod check;
mod citations;
mod copies;
mod dead;
mod directory;
mod documents;
mod error;
mod facts;
mod fields;
mod folder;
mod grams;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod live;
mod lock;
mod manifest;
mod merge;
mod ours;
mod phase;
mod prepare;
mod read;
mod record;
mod reword;
mod rights;
mod salvage;
mod seal;
mod sidecar;
mod table;
mod texts;
mod tokenizer;
mod varint;
mod write;
mod writing;

pub(crate) use account::{Account, Permit};
pub(crate) use citations::cited_terms;
pub use copies::{CopiesFile, Kin, Repealed};
pub(crate) use copies::{Member, kin_of};
pub use error::IndexError;
pub(crate) use error::damaged_hint;
pub use facts::{
    FactFilter, FactsFile, FactsRow, FilterFault, KnownFacts, KnownValues, near_values, values_of,
};
pub(crate) use fields::Slot;
pub use folder::{CommitMark, commit_mark};
pub(crate) use folder::{is_there, remove_index, tidy};
pub(crate) use grams::{GramFile, Postings, set_bits};
pub(crate) use lock::{BRIEFLY, PATIENTLY, WriteLock, check_writable, lock, share};
pub use manifest::{Counts, FORMAT, Manifest, Root, fingerprint, innermost};
pub(crate) use phase::{Phase, begin as begin_phase};
pub(crate) use prepare::grams_over_the_cut;
pub use prepare::{Parsed, Place, PreparedReport, ReportName, prepare};
pub(crate) use read::IndexReader;
pub use read::{bytes_on_disk, file_faults};
pub(crate) use record::{PieceMeta, PlaceMeta, RecordMeta, joined, named, path_bytes};
pub(crate) use reword::ReportAt;
pub use rights::Rights;
pub(crate) use salvage::{Kept, salvage};
pub use table::{
    CorrectionFile, FileOutcome, FileRow, FileTable, FolderRow, Made, ReportRow, Stamp, path_order,
};
pub(crate) use texts::{Glance, Name, Stored, TextReader};
pub use write::{IndexWriter, WriteOptions};

/// A BLAKE3 hash.
pub type Hash = [u8; 32];
