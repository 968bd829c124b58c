//! A run that has something to do, and the state that it leaves.
//!
//! - `run.rs`: its course: files read, the new table, the commit
//! - `rows.rs`: the rows of the new table of files
//! - `places.rs`: places of reports that no longer hold
//! - `reports.rs`: reports that go, or are made anew from another file

mod places;
mod reports;
mod rows;
mod run;

#[cfg(test)]
pub(super) use rows::new_folders;
pub(super) use run::{Broken, IndexRun};
