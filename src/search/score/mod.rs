//! The second stage: candidates scored over their texts.
//!
//! `units` are what is counted (words, pairs, characters), `rank` the sum of
//! all parts of a score, `company` what stands around a passage, `subject` and `authority` what its report is to the query,
//! `named` what facts in plain words are worth, `feedback` the order below the first ten, `explain` the
//! parts of a score told to a person.

pub(in crate::search) mod authority;
pub(in crate::search) mod company;
pub(in crate::search) mod explain;
pub(in crate::search) mod feedback;
pub(in crate::search) mod named;
pub(in crate::search) mod parted;
pub(in crate::search) mod rank;
pub(in crate::search) mod subject;
pub(in crate::search) mod units;
