//! What can be typed, and what `--help` says of it: the options of all commands and the list of commands here, the
//! arguments of each in a file of its own.

mod across;
mod engine;
mod exclusions;
mod filters;
mod folding;
mod index;
mod list;
mod query;
mod reading;
mod serve;
mod taking;
mod testing;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::speech::Lang;

pub(super) use across::{
    CompareArguments, FigureGroup, FiguresArguments, SimilarArguments, SuggestArguments, TermsArguments,
    TrendArguments, TrendBy, TuiArguments,
};
pub(super) use engine::PushArguments;
pub(super) use exclusions::of_process;
pub(super) use filters::{By, FilterArguments, Sort};
pub(super) use folding::{FoldingArguments, RepealedArgument};
pub(super) use index::{IndexArguments, OcrWhen, RemoveArguments, RootCommand};
pub(super) use list::ListArguments;
pub(super) use query::{Grouping, QueryArguments};
pub(super) use reading::{OutlineArguments, StatsArguments, TokensArguments};
pub(super) use serve::{ServeArguments, ServeCommand, TokenCommand};
pub(super) use taking::{
    ConfigArguments, FoldersCommand, ManArguments, OpenArguments, RowOf, ShowArguments, TakingArguments,
};
pub(super) use testing::{EvalArguments, Only, VerifyArguments};
pub(super) use words::{DictCommand, SynonymArguments, SynonymCommand, WordArguments};

/// Search Chinese reports, section by section (寻章).
#[derive(Debug, Parser)]
#[command(
    name = "xunzhang",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  xunzhang query 减轻教师负担 ~/reports  search a folder, indexed first if needed
  xunzhang index ~/reports               build the index that `query` uses itself
  xunzhang query '\"专项资金\" -决算'      exact run, exclusion
Exit status: 0 found, 1 nothing found (index: some files not indexed), 2 failed."
)]
pub(super) struct Arguments {
    /// Folder of the index [default: XUNZHANG_INDEX, else xunzhang/index in the data folder, ~/.local/share on Linux]
    #[arg(long, value_name = "DIR", global = true, help_heading = "Every command")]
    pub(super) index: Option<PathBuf>,
    /// The engine (OpenSearch, Elasticsearch) that answers in place of an index of this machine: http://HOST:9200/INDEX
    #[arg(long, value_name = "URL", global = true, hide_short_help = true, help_heading = "Every command")]
    pub(super) engine: Option<String>,
    /// When to use colour
    #[arg(
        long,
        value_enum,
        default_value_t = Colour::Auto,
        global = true,
        value_name = "WHEN",
        hide_possible_values = true,
        help_heading = "Every command"
    )]
    pub(super) color: Colour,
    /// The language of messages and help: zh or en [default: that of the system]
    #[arg(
        long,
        value_enum,
        global = true,
        value_name = "LANGUAGE",
        hide_possible_values = true,
        help_heading = "Every command"
    )]
    pub(super) lang: Option<Lang>,
    /// Show long answers without a pager
    #[arg(long, global = true, help_heading = "Every command")]
    pub(super) no_pager: bool,
    /// What a click on a path opens: auto, none, file, vscode, …, or a format as `file://{host}{path}#{line}`
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "auto",
        hide_default_value = true,
        hide_short_help = true,
        help_heading = "Every command"
    )]
    pub(super) hyperlink_format: String,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never; matches stand in 【】
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read new and changed reports into the index
    Index(IndexArguments),
    /// Bring the index into an engine (OpenSearch), which then answers for it
    Push(PushArguments),
    /// Leave a file or folder out of the index, until `index PATH` asks for it again
    Remove(RemoveArguments),
    /// The folders that the index is kept of
    #[command(subcommand)]
    Root(RootCommand),
    /// The words that were added to the dictionary of the index
    #[command(subcommand)]
    Dict(DictCommand),
    /// Other words that queries look for beside what was typed, of your own
    #[command(subcommand)]
    Synonym(SynonymCommand),
    /// Find passages, best first
    #[command(visible_aliases = ["search", "find", "grep", "s"])]
    Query(Box<QueryArguments>),
    /// The reports with what is known about them: year, region, kind, issuer
    List(ListArguments),
    /// Read on: the whole section of a hit, a place, a heading or an address
    Show(ShowArguments),
    /// Open the file of a hit at its place
    Open(OpenArguments),
    /// The numbers that reports give for an indicator, as a table
    Figures(FiguresArguments),
    /// How often words stand in the reports of each year, place or kind
    Trend(TrendArguments),
    /// What changed from one version of a report to the next, section by section
    Compare(CompareArguments),
    /// The passages most like a text or a file
    Similar(SimilarArguments),
    /// What a report or a year says that others do not: characteristic terms, and new ones
    Terms(TermsArguments),
    /// Words that what is typed may be completed to, by characters or pinyin
    Suggest(SuggestArguments),
    /// Search while typing, on the whole screen
    Tui(TuiArguments),
    /// Show the sections of a report, and remarks on it
    Outline(OutlineArguments),
    /// Show what analysis makes of a text
    Tokens(TokensArguments),
    /// Show what the index holds, in numbers
    Stats(StatsArguments),
    /// Answer over HTTP: programs, and browsers with a page for people
    Serve(ServeArguments),
    /// Answer an assistant over standard input and output (Model Context Protocol)
    Mcp,
    /// Check that the index is whole, true to the files, and that no string is missed
    Verify(VerifyArguments),
    /// Measure the ranking on a collection with judgements
    Eval(EvalArguments),
    /// Show which settings are in force, and where they are from
    Config(ConfigArguments),
    /// The indexes that queries made of folders by themselves
    Folders {
        #[command(subcommand)]
        command: Option<FoldersCommand>,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, of one command too
    Man(ManArguments),
    /// Read files for another process of this program
    #[command(hide = true)]
    ReadFiles(ReadFilesArguments),
}

/// The command of the process that reads files for another.
pub(super) const READ_FILES: &str = "read-files";

/// What the process that reads files for another is told.
#[derive(Args, Debug)]
pub(super) struct ReadFilesArguments {
    /// The limits, as JSON
    pub(super) limits: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        Arguments::command().debug_assert();
    }
}
