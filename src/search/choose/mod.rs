//! The first stage: which few hundred passages are worth scoring in full.
//!
//! `first` gathers candidates: words by the engine in `best` (block-max pruning, ties resolved by path), exact runs by
//! n-grams, conditions as sets of documents (`docs`) in `narrow`.

pub(in crate::search) mod best;
pub(in crate::search) mod docs;
pub(in crate::search) mod first;
pub(in crate::search) mod narrow;
mod parted;
