//! Arguments of `list`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::complete;

use super::filters::{FilterArguments, Sort};

#[derive(Args, Debug)]
#[command(after_help = "\
Without a query all reports are listed. Several values of one option are joined by OR, different options by AND.
Examples:
  xunzhang list --region 湖北 --year 2020.. --sort date
  xunzhang list 年:2024 -种类:通知
  xunzhang list 减轻教师负担 --csv > 报告.csv")]
pub(in crate::cli) struct ListArguments {
    /// Only reports with a passage that this finds, as for `query`; from the second word on, what exists as a path is where to look
    #[arg(value_name = "QUERY [PATH]", add = complete::paths())]
    pub(in crate::cli) words: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// At most so many reports [default: all]
    #[arg(short = 'n', long = "limit", value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
    /// The order [default: score with words, else path]
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(in crate::cli) sort: Option<Sort>,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArguments,
    /// As a table for spreadsheets: UTF-8 with a byte order mark
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) csv: bool,
    /// One JSON object a line for each report
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
