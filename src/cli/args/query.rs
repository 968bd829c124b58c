//! Arguments of `query`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::complete;
use crate::language::tr;

use super::filters::{By, FilterArguments, Sort};
use super::folding::FoldingArguments;
use super::taking::TakingArguments;

/// What stands together on the screen.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(in crate::cli) enum Grouping {
    /// Hits of one report, under its title
    Report,
    /// Hits of one section: the best stands for all
    Section,
    /// Nothing: the best hit first
    #[default]
    None,
}

#[derive(Args, Debug)]
#[command(
    after_help = "\
Examples:
  xunzhang query 减轻教师负担               in the index
  xunzhang query 粮食安全 ~/报告/全国       in a folder, which is indexed first
  xunzhang query 教师减负 -C 1              with a sentence before and after
  xunzhang show 2                           the second hit's whole section
`--help` shows the query language and all options.",
    after_long_help = "\
The query language (any text is a query):
  减轻教师负担         words: ranked, none required; the whole run ranks first
  \"减轻负担\" “…”「…」  an exact run, required; widths, case and 繁简 aside
  减轻…负担            these in this order within one sentence
  -学生  -\"学生减负\"   not in the section
  甲 AND 乙   甲 OR 乙   甲|乙   (甲 OR 乙) 丙
  同句:(减轻 负担)     in one sentence; 同段 paragraph, 同节 section, 同篇 report
  增长 >5%             a value (不低于5%, 100..200亿元) in a sentence with the words
  title:/标题：        in the title of the report
  heading:/章节：      in a heading above it
  path:/路径：         in the path of the file
  年:2020..2025 地区:湖北 种类:规划 机关:国务院 文号:国办发〔2019〕1号
                       reports of these (year: region: kind: issuer: number:)

Examples:
  xunzhang query 减轻教师负担                  in the index
  xunzhang query 粮食安全 ~/报告/全国          in a folder, indexed first
  xunzhang query '\"专项资金\" -决算 title:审计'  run, exclusion, field
  xunzhang query '增长 >5%'                    values that fit, in quotation marks
  xunzhang query 教师减负 -l -0 | xargs -0 wc  files, for other programs
  xunzhang query 担保 --vimgrep | fzf          a line for each hit
  xunzhang query 刑法第二百六十六条            an article by its name
Exit status: 0 found, 1 nothing found, 2 failed."
)]
pub(in crate::cli) struct QueryArguments {
    /// What to look for; from the second word on, what exists as a path is where to look (- for standard input)
    #[arg(value_name = "QUERY [PATH]", required_unless_present_any = ["queries", "literal", "terms_from", "year", "region", "kind", "issuer", "number", "fact"], add = complete::paths())]
    pub(in crate::cli) words: Vec<String>,
    /// What to look for, never a path
    #[arg(last = true, value_name = "WORDS", hide = true)]
    pub(in crate::cli) literal: Vec<String>,
    /// Answer from this folder or file alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "PATH")]
    pub(in crate::cli) folders: Vec<PathBuf>,
    /// Only files whose paths match, as *.docx or '!旧/**'; several may be given
    #[arg(short = 'g', long = "glob", value_name = "GLOB")]
    pub(in crate::cli) globs: Vec<String>,
    /// Only files of this kind: text, word, pdf, ofd, sheet, slides, web, mail, book, archive, or an ending
    #[arg(short = 't', long = "type", value_name = "KIND")]
    pub(in crate::cli) kinds: Vec<String>,
    /// At most so many hits [default: 10; with --files all, with --vimgrep 200]
    #[arg(short = 'n', long = "limit", value_name = "N", value_parser = at_least_one, overrides_with = "limit")]
    pub(in crate::cli) limit: Option<usize>,
    /// Instead of hits, a table of how many reports, passages and occurrences there are of each
    #[arg(long, value_enum, value_name = "BY", conflicts_with_all = ["files", "count", "vimgrep", "quiet", "cite", "xlsx", "format", "limit", "sort", "all_hits"])]
    pub(in crate::cli) count_by: Option<By>,
    /// The order of hits [default: score; with --all-hits path]
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(in crate::cli) sort: Option<Sort>,
    /// Every hit, in document order
    #[arg(long, conflicts_with = "limit")]
    pub(in crate::cli) all_hits: bool,
    /// Also search what is no running text: a web site's own words, tables of contents
    #[arg(long, hide_short_help = true)]
    pub(in crate::cli) all: bool,
    /// Sentences to show before and after the one that matches
    #[arg(short = 'C', long, value_name = "N", conflicts_with = "full", overrides_with = "context")]
    pub(in crate::cli) context: Option<usize>,
    /// Show the whole passage of each hit
    #[arg(long)]
    pub(in crate::cli) full: bool,
    /// What of the hits stands together
    #[arg(
        long,
        value_enum,
        value_name = "BY",
        default_value = "none",
        hide_default_value = true,
        overrides_with = "group"
    )]
    pub(in crate::cli) group: Option<Grouping>,
    /// Only the paths of the files with hits, each once, all of them
    #[arg(short = 'l', long, visible_alias = "path-only", group = "form")]
    pub(in crate::cli) files: bool,
    /// With --files, end each path with a zero byte, for `xargs -0`
    #[arg(short = '0', long, requires = "files")]
    pub(in crate::cli) null: bool,
    /// Only say how many passages match, counted exactly
    #[arg(short, long, group = "form")]
    pub(in crate::cli) count: bool,
    /// A line for each hit, path:line:column:text, for editors and fzf; columns are bytes from 1
    #[arg(long, group = "form")]
    pub(in crate::cli) vimgrep: bool,
    /// Say nothing: the exit status tells whether anything was found
    #[arg(short, long, group = "form")]
    pub(in crate::cli) quiet: bool,
    /// One JSON object a line for each hit
    #[arg(long, group = "form")]
    pub(in crate::cli) json: bool,
    /// Look for what was typed alone, for no other words of the same meaning
    #[arg(long = "no-synonyms", visible_alias = "exact")]
    pub(in crate::cli) exact: bool,
    /// Where a typed word stands nowhere, search for what is spelled like it
    #[arg(long)]
    pub(in crate::cli) fuzzy: bool,
    /// Show each score and what it is the sum of
    #[arg(long, hide_short_help = true, conflicts_with_all = ["count", "files", "vimgrep"])]
    pub(in crate::cli) explain: bool,
    /// With --json or --files too, say why nothing is found, which takes up to 50 ms
    #[arg(long, hide_short_help = true)]
    pub(in crate::cli) why: bool,
    /// Ask every line of this file (- for standard input)
    #[arg(long, hide_short_help = true, value_name = "FILE", conflicts_with_all = ["words", "literal"])]
    pub(in crate::cli) queries: Option<PathBuf>,
    /// Only in sections under a heading like this: 第三章
    #[arg(long, value_name = "HEADING")]
    pub(in crate::cli) under: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArguments,
    #[command(flatten)]
    pub(in crate::cli) folding: FoldingArguments,
    #[command(flatten)]
    pub(in crate::cli) taking: TakingArguments,
}

fn at_least_one(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(0) => Err(tr!("use-one-hit")),
        Ok(number) => Ok(number),
        Err(_) => Err(tr!("use-number")),
    }
}
