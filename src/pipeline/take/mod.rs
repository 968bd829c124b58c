//! Files to reports in the index: read, parsed and analysed by many threads.
//!
//! - `workers.rs`: the threads; `numbers.rs`: which number a text has, and whether it is new
//! - `reading.rs`: a file to its reports, before the index is touched
//! - `make.rs`: a report parsed, analysed and handed to the writer
//! - `taking.rs`: the reports of a file one by one, as far as there is memory for them
//! - `memory.rs`: who may use how much memory

mod make;
pub(super) mod memory;
mod numbers;
mod reading;
mod taking;
mod workers;

pub(super) use make::{Maker, ReadReport, made_alike};
pub(super) use reading::{Ahead, FileReader, Taken};
pub(super) use taking::Standing;
pub(super) use workers::Workers;
