//! Files to reports in the index: read, parsed and analysed by many threads.
//!
//! - `workers.rs`: the threads; `numbers.rs`: which number a text has, and whether it is new
//! - `reading.rs`: a file to its reports, before the index is touched
//! - `make.rs`: a report parsed, analysed and handed to the writer
//! - `memory.rs`: who may use how much memory

mod make;
pub(super) mod memory;
mod numbers;
mod reading;
mod workers;

pub(super) use make::{Maker, made_alike};
pub(super) use reading::{Ahead, FileReader, Taken, read_reports};
pub(super) use workers::Workers;
