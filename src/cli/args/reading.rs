//! Arguments of the commands that look into a report, a text or an index.

use std::path::PathBuf;

use clap::Args;

use crate::cli::resources::ReadingArguments;

#[derive(Args, Debug)]
pub(in crate::cli) struct OutlineArguments {
    /// The report (- for standard input)
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Say at each section how often what is asked stands in it and below it
    #[arg(long, value_name = "QUERY", conflicts_with = "json")]
    pub(in crate::cli) query: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArguments,
    /// One JSON object: title, sections nested, remarks
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct TokensArguments {
    /// The text
    #[arg(required = true, value_name = "TEXT")]
    pub(in crate::cli) text: Vec<String>,
    /// One JSON object a line for each token
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Arguments of `stats`.
#[derive(Debug, Args)]
pub(in crate::cli) struct StatsArguments {
    /// As one JSON object; with --skipped, one a line
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// What the index is built of: encodings, segments, versions, largest reports
    #[arg(long)]
    pub(in crate::cli) internals: bool,
    /// Which files that were looked into are not in the index, and why
    #[arg(long)]
    pub(in crate::cli) skipped: bool,
}
