//! xunzhang (寻章, "find the section") searches Chinese reports from the command line.
//!
//! The stages that a report passes through on its way to an answer, in order; each uses only those before it:
//!
//! - [`language`]: the messages for people, in English and in Chinese
//! - [`system`]: what Unix and Windows each call otherwise, asked for by one name
//! - [`source`]: folders to files, files to decoded text
//! - [`report`]: text to a tree of sections, sections to passages
//! - [`query`]: what was typed to a tree
//! - [`analysis`]: text to folded characters, n-grams and words; the same for text and for queries
//! - [`schema`]: `index_schema/`, the data that decides what an index contains and how it is weighed
//! - [`engine`]: a server of an engine asked over HTTP, for indexes that are kept there
//! - [`index`]: passages to an index on disk
//! - [`search`]: a query and an index to ranked hits
//! - [`pipeline`]: files to an index, as one run over many of them; an index held against its files
//! - [`eval`]: a ranking measured on collections with judgements
//! - [`output`]: hits to the screen or to JSON
//! - [`serve`]: one process that answers many, over HTTP
//! - [`cli`]: the command line
//!
//! [`text`] holds what all of them share: spans of bytes, and lines. [`fault`] is for faults of the program itself.

pub mod analysis;
pub mod cli;
pub mod engine;
pub mod eval;
pub mod fault;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod index;
pub mod language;
pub mod output;
pub mod pipeline;
pub mod query;
pub mod report;
pub mod schema;
pub mod search;
pub mod serve;
pub mod source;
pub mod system;
pub mod text;
