//! Answers to the screen or to JSON. Knows no engine and decides nothing: what is found is settled before.
//!
//! - `hits.rs`: hits for people; `layout.rs`: widths, lines and marks on a terminal
//! - `json.rs`: the same for programs, one object a line
//! - `tree.rs`: the sections of a report
//! - `stats.rs`: the numbers of an index
//! - `summary.rs`: what a run of `index` did; `progress.rs`: how far it is

mod hits;
mod json;
mod layout;
mod nothing;
mod progress;
mod stats;
mod summary;
mod tree;

pub use hits::{counted, write_answer, write_count};
pub use json::{write_hits_json, write_tokens_json, write_tree_json};
pub use layout::{Screen, shown_path};
pub use nothing::write_why_nothing;
pub use progress::Bar;
pub use stats::{write_skipped, write_stats, write_stats_json};
pub use summary::{links_note, summary_line, words_lines, write_refused};
pub use tree::write_tree;
