//! A query made ready for one index: what it wants, in terms and runs that the index knows.
//!
//! `bounded` keeps it within bounds, `lexicon` cuts words, `lower` turns the query tree into a `plan` (conditions and what lists a passage); `terms` gathers the words with their
//! synonyms, `together` the synonyms of several words; `runs` are quoted strings and their candidates, `conditions`
//! all that a part of a query can mean, each kind in one file.

pub(in crate::search) mod bounded;
pub(in crate::search) mod conditions;
pub(in crate::search) mod facts;
pub(in crate::search) mod lexicon;
pub(in crate::search) mod lower;
pub(in crate::search) mod plan;
pub(in crate::search) mod runs;
pub(in crate::search) mod terms;
pub(in crate::search) mod together;
