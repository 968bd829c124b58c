//! What a run has to do: what is asked for, what the index knows, and how the files differ from that.
//!
//! - `old_index.rs`: the index as the run finds it
//! - `plan.rs`: what is asked for against the roots that the index remembers
//! - `files.rs`: files as they are against the table of files; for an unchanged tree that is all that is done
//! - `corrections.rs`: what people say of reports in a file beside them
//! - `rebuilt.rs`: what a build from nothing would lose
//! - `difference.rs`: what came of it: the candidates to be read, the rows whose file is gone

mod corrections;
mod difference;
mod files;
mod old_index;
mod plan;
mod rebuilt;

pub(super) use difference::{Candidate, Difference, RowAt};
pub(super) use files::{compare, stamp};
pub(super) use old_index::OldIndex;
#[cfg(test)]
pub(super) use plan::Known;
pub(crate) use plan::true_path;
pub(super) use plan::{Plan, below_root};
pub(super) use rebuilt::guard_rebuild;
