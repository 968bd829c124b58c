//! The first stage: which few hundred passages are worth scoring in full.
//!
//! Part of the local index: it stands behind the seam of `archive`. `first` gathers candidates: words by the engine in `best` (block-max pruning, ties resolved by path), exact runs by
//! n-grams (`holders`), conditions as sets of documents (`docs`) in `narrow`. `frequencies` tells how often
//! words stand in what was chosen.

pub(in crate::search) mod best;
pub(in crate::search) mod docs;
pub(in crate::search) mod first;
pub(in crate::search) mod frequencies;
pub(in crate::search) mod holders;
pub(in crate::search) mod narrow;
mod parted;
