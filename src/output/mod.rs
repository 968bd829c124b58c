//! Answers to the screen or to JSON. Knows no engine and decides nothing: what is found is settled before.
//!
//! - `hits.rs`: hits for people; `also.rs`, `json_also.rs`: what is folded into them; `excerpt.rs`: how much of their texts; `explain.rs`: what their scores are the sums of
//! - `layout.rs`: the screen; `wrap.rs`, `shorten.rs`: what fits on its lines
//! - `facts.rs`: what is known about a report
//! - `list.rs`: reports with their facts; `counts.rs`: hits by year, region, kind
//! - `json.rs`: the same for programs, one object a line
//! - `figures.rs`: the figures that reports give; `across.rs`: trends, passages alike, suggestions; `terms.rs`: terms
//! - `chart/`: trends and figures as pictures
//! - `tree.rs`: the sections of a report; `section.rs`: one of them whole
//! - `report.rs`: reports of an index in lists and with their sections, for programs
//! - `cite.rs`: quotations with their sources; `table.rs`: CSV, workbooks; `head.rs`: the heads of their columns
//! - `stats.rs`: the numbers of an index
//! - `summary.rs`: what a run of `index` did; `progress.rs`: how far it is

mod across;
mod also;
mod chart;
mod cite;
mod compare;
mod counts;
mod excerpt;
mod explain;
mod facts;
mod figures;
mod head;
mod hits;
mod json;
mod json_also;
mod layout;
mod list;
mod nothing;
mod place;
mod progress;
mod push;
mod report;
mod section;
mod shorten;
mod stats;
mod summary;
mod table;
mod terms;
mod tree;
mod wrap;

pub use across::{
    write_similar, write_similar_json, write_suggestions, write_suggestions_json, write_trend,
    write_trend_csv, write_trend_json,
};
pub use chart::{Chart, figures_chart, is_chinese_font, trend_chart, write_chart};
pub use cite::{CiteForm, Source, write_cite};
pub use compare::{Comparison, comparison_page, write_comparison, write_comparison_json};
pub use counts::{write_counts, write_counts_csv, write_counts_json};
pub use excerpt::Extent;
pub(crate) use excerpt::paragraphs;
pub use figures::{figures_table, write_figures, write_figures_json};
pub use hits::{Group, View, counted, write_answer, write_count};
pub use json::{write_hits_json, write_tokens_json, write_tree_json};
pub use layout::{Screen, Theme, shown_path};
pub use list::{write_reports, write_reports_csv, write_reports_json};
pub use nothing::write_why_nothing;
pub use place::shown_location;
pub use progress::{Bar, Stopper};
pub use push::{PushBar, push_line};
pub use report::{ReadPart, shown_facts, source_of, source_of_facts, write_read_json, write_report_json};
pub use section::{SectionView, write_section};
pub(crate) use shorten::shortened;
pub use stats::{write_overview, write_skipped, write_stats, write_stats_json};
pub use summary::{links_note, summary_line, synonym_lines, words_lines, write_refused};
pub use table::{Cell, Table, write_csv, write_table, write_xlsx};
pub use terms::{terms_table, write_terms, write_terms_json};
pub(crate) use tree::qualified;
pub use tree::{title_of, write_tree};
pub(crate) use wrap::{marked_parts, wrapped};
