//! What the index and a query make of text, the same for both, in two chains.
//!
//! The *exact chain* ([`fold`]) goes character by character and looks at no neighbour: n-grams
//! ([`grams`], [`run_grams`]), quoted runs, proofs of recall, snippets and marks use only this, so every run of
//! characters of a text is a run of its folded text. The *word chain* ([`fold_words`], [`Segmenter`]) stands on top
//! of it: numerals by value, then the words of a dictionary. This is the only place that knows jieba.

mod best_path;
mod chars;
mod dictionary;
mod find;
mod fold;
mod grams;
mod names;
mod numerals;
mod segment;
mod sketch;
mod slots;
mod words;
mod works;

pub use dictionary::{Dictionary, DictionaryError};
pub use find::{TermFinder, cuts_number, joined_by_signs};
pub use fold::{Folded, fold, fold_text};
pub use grams::{RunGrams, grams, is_exact, name_pairs, run_grams};
pub use names::name_key;
pub use numerals::{fold_words, fold_words_text, is_plain};
pub use segment::{Segmenter, Segmenters, Token, inner_words};
pub use sketch::{Sketch, Sketcher};
pub use words::{AddedWords, TypedWord, WordError};
pub use works::{work_key, works_named};

/// Segmenter, its release, the number of our own rules around it (numerals, units, dates, codes), and the hash of the tables
/// that they go by (the exact chain with `variants.txt`, `units.txt`). An index made with another one is refused.
pub const SEGMENTER: &str = concat!("jieba-rs 0.11.0, chains 3, tables ", env!("ANALYSIS_HASH"));
