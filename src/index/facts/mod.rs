//! Facts about reports in an index: kept with the rows of the table of files as texts tell them, and written out once more for
//! queries, settled, with each commit.
//!
//! - `settle.rs`: what texts, names and corrections tell, put together: of every report, whenever something is committed. So a
//!   renamed file or another `xunzhang.toml` needs no text read again, and how the index came to be does not show.
//! - `file.rs`: the file that queries read: columns by the number of the report
//! - `filter.rs`: what is asked of one fact, held against what is known; `near.rs`: what there is instead; `named.rs`: what plain
//!   words name

mod file;
mod filter;
mod named;
mod near;
mod settle;

pub use file::FactsFile;
pub(super) use file::to_bytes;
pub use filter::{FactFilter, FactsRow, FilterFault, KnownFacts};
pub use named::KnownValues;
pub use near::{near_values, values_of};
pub(super) use settle::settled;
