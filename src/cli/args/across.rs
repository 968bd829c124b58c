//! Arguments of the commands that look across reports.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::complete;

/// What figures are put together by.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum FigureGroup {
    /// The place that the report is of
    Region,
    /// The year that the report is of
    Year,
    /// The report
    Report,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Words are names of indicators, of which one is enough (地区生产总值 经济), words of change (增长, 涨幅), which leave out levels, and 目标, as --target.
Examples:
  xunzhang figures 地区生产总值 目标 ~/报告 --one-per region
  xunzhang figures 地区生产总值 增长 --target --period 2026 --by region
  xunzhang figures 城镇新增就业 --achieved --where '>100万人' --csv
A figure that is not sure is marked ?; --json tells why, --sure leaves it out.")]
pub(in crate::cli) struct FiguresArguments {
    /// Names of an indicator, and words of change and aim; from the second word on, what exists as a path is where to look
    #[arg(value_name = "WORDS [PATH]", required = true, add = complete::paths())]
    pub(in crate::cli) words: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// Only what is to be reached
    #[arg(long)]
    pub(in crate::cli) target: bool,
    /// Only what was reached
    #[arg(long, conflicts_with = "target")]
    pub(in crate::cli) achieved: bool,
    /// Only what speaks of this year, these years, or this plan: 2026, 2021-2025, 十四五
    #[arg(long, value_name = "YEARS")]
    pub(in crate::cli) period: Option<String>,
    /// Only values that fit: '>5%', '100..200亿元', 不低于5%
    #[arg(long = "where", value_name = "CONDITION")]
    pub(in crate::cli) condition: Option<String>,
    /// Only what is sure
    #[arg(long)]
    pub(in crate::cli) sure: bool,
    /// In the order of these
    #[arg(long, value_name = "GROUP")]
    pub(in crate::cli) by: Option<FigureGroup>,
    /// The best figure alone of each of these
    #[arg(long, value_name = "GROUP")]
    pub(in crate::cli) one_per: Option<FigureGroup>,
    /// With the sentences
    #[arg(long)]
    pub(in crate::cli) sentences: bool,
    /// As a table for spreadsheets: UTF-8 with a byte order mark
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) csv: bool,
    /// As a workbook
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    pub(in crate::cli) xlsx: Option<PathBuf>,
    /// As a picture: a chart in SVG
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv", "xlsx"])]
    pub(in crate::cli) svg: Option<PathBuf>,
    /// One JSON object a line for each figure
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// What a trend is counted by.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum TrendBy {
    /// The year that the report is of
    Year,
    /// The place that the report is of
    Region,
    /// The title without year and place
    Kind,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Copies of one report count once. `-` is a year without a report, 0 a year whose reports do not hold the word.
Example:
  xunzhang trend 粮食安全 新质生产力 ~/报告 --by year")]
pub(in crate::cli) struct TrendArguments {
    /// Runs of characters to count; from the second word on, what exists as a path is where to look
    #[arg(value_name = "WORDS [PATH]", required = true, add = complete::paths())]
    pub(in crate::cli) words: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// Count by these
    #[arg(long, value_enum, default_value_t = TrendBy::Year, value_name = "GROUP")]
    pub(in crate::cli) by: TrendBy,
    /// As a table for spreadsheets: UTF-8 with a byte order mark
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) csv: bool,
    /// As a picture: a chart in SVG
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    pub(in crate::cli) svg: Option<PathBuf>,
    /// One JSON object a line for each word and group
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  xunzhang similar 坚持把减轻教师负担作为办好教育的大事来抓
  xunzhang similar 报告.docx -n 20
  xunzhang similar 2                    the second hit of the last query")]
pub(in crate::cli) struct SimilarArguments {
    /// A file, the text itself (- for standard input), or the number of a hit of the last query
    #[arg(value_name = "FILE|TEXT|N")]
    pub(in crate::cli) what: String,
    /// At most so many passages
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    pub(in crate::cli) limit: usize,
    /// Look in this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// One JSON object a line for each passage
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
A report is held against those of its kind by the same issuer, a year against all of the index, where nothing else is said.
New is what no earlier report of these holds, by its characters; what stands once only in all of them is not told.
Examples:
  xunzhang terms --year 2024 --kind 政府工作报告
  xunzhang terms 2026_广东省.txt --add=1,3-5")]
pub(in crate::cli) struct TermsArguments {
    /// A file of the index, a title, or the number of a hit of the last query
    #[arg(value_name = "REPORT", required_unless_present = "year", conflicts_with = "year", add = complete::reports())]
    pub(in crate::cli) report: Option<String>,
    /// All reports of this year
    #[arg(long, value_name = "YEAR")]
    pub(in crate::cli) year: Option<u16>,
    /// Against reports of this kind only: 政府工作报告
    #[arg(long, value_name = "NAME", add = complete::kinds())]
    pub(in crate::cli) kind: Vec<String>,
    /// Against reports of this region only
    #[arg(long, value_name = "NAME", add = complete::regions())]
    pub(in crate::cli) region: Vec<String>,
    /// Against reports that this body issued only
    #[arg(long, value_name = "NAME", add = complete::issuers())]
    pub(in crate::cli) issuer: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// At most so many terms of either list
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 30)]
    pub(in crate::cli) limit: usize,
    /// Add the new ones to the dictionary, or those of these numbers
    #[arg(long, value_name = "NUMBERS", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(in crate::cli) add: Option<String>,
    /// As a table for spreadsheets: UTF-8 with a byte order mark
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) csv: bool,
    /// One JSON object a line for each term
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  xunzhang suggest xzsccl
  xunzhang suggest jianqing fudan")]
pub(in crate::cli) struct SuggestArguments {
    /// The beginning of a word: characters, pinyin, initials, or a mixture
    #[arg(value_name = "PREFIX", required = true)]
    pub(in crate::cli) typed: Vec<String>,
    /// At most so many words
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    pub(in crate::cli) limit: usize,
    /// One JSON object a line for each word
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Keys: F1 shows them. What is copied reaches the clipboard through the terminal (OSC 52), over ssh too.
Examples:
  xunzhang tui
  xunzhang tui 减轻教师负担 --in ~/reports")]
pub(in crate::cli) struct TuiArguments {
    /// What to look for first; from the second word on, what exists as a path is where to look
    #[arg(value_name = "WORDS [PATH]", add = complete::paths())]
    pub(in crate::cli) words: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// Take clicks and the wheel; the terminal then selects text with Shift only
    #[arg(long)]
    pub(in crate::cli) mouse: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Sections are aligned by what they say: a renumbered article is no new one.
Examples:
  xunzhang compare 旧版.docx 新版.docx --html 对照.html
  xunzhang compare --series 政府工作报告 --region 湖北")]
pub(in crate::cli) struct CompareArguments {
    /// The older and the newer file
    #[arg(value_name = "FILE", num_args = 2, required_unless_present = "series", conflicts_with = "series")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Each report of the index with this in its title against the one of the year before
    #[arg(long, value_name = "TITLE")]
    pub(in crate::cli) series: Option<String>,
    /// Only reports of this place
    #[arg(long, value_name = "PLACE", requires = "series")]
    pub(in crate::cli) region: Option<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER", requires = "series")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// Write the whole comparison as a page of its own
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(in crate::cli) html: Option<PathBuf>,
    /// One JSON object a line for each section
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
