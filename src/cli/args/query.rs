//! Arguments of `query`.

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Debug)]
#[command(after_help = "\
The query language (any text is a query):
  减轻教师负担            words: ranked, none required; the whole run ranks first
  \"减轻负担\" “…” 「…」    an exact run, required; widths, case and 繁简 aside
  减轻…负担               these in this order within one sentence
  -学生  -\"学生减负\"      not in the section
  甲 AND 乙   甲 OR 乙   甲|乙   (甲 OR 乙) 丙
  同句:(减轻 负担)        in one sentence; 同段 paragraph, 同节 section, 同篇 report
  title:/标题：  heading:/章节：  path:/路径：   in the title, a heading, the file's path")]
pub(in crate::cli) struct QueryArguments {
    /// What to look for
    #[arg(value_name = "QUERY", required_unless_present = "queries")]
    pub(in crate::cli) words: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// At most so many hits [default: 10; with --path-only all]
    #[arg(short = 'n', long = "limit", value_name = "N", value_parser = at_least_one)]
    pub(in crate::cli) limit: Option<usize>,
    /// Every hit, in document order
    #[arg(long, conflicts_with = "limit")]
    pub(in crate::cli) all_hits: bool,
    /// Also search what is kept out of passages: site chrome, contents pages
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Only say how many passages match, counted exactly
    #[arg(short, long, conflicts_with_all = ["json", "path_only"])]
    pub(in crate::cli) count: bool,
    /// One JSON object a line for each hit
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Look for what was typed alone, for no other words of the same meaning
    #[arg(long)]
    pub(in crate::cli) exact: bool,
    /// Where a typed word stands nowhere, search for what is spelled like it
    #[arg(long)]
    pub(in crate::cli) fuzzy: bool,
    /// Show what each score is the sum of
    #[arg(long, conflicts_with_all = ["count", "path_only"])]
    pub(in crate::cli) explain: bool,
    /// With --json or --path-only too, say why nothing is found, which takes up to 50 ms
    #[arg(long)]
    pub(in crate::cli) why: bool,
    /// Only the paths of the hits, each once
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) path_only: bool,
    /// Ask every line of this file (- for standard input)
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    pub(in crate::cli) queries: Option<PathBuf>,
}

fn at_least_one(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(0) => Err("at least 1 is needed; `--count` only counts".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("a number is needed, as in `-n 20`".to_owned()),
    }
}
