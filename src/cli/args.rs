//! What can be typed, and what `--help` says of it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::resources::{ReadingArguments, ResourceArguments};

/// Search Chinese reports, section by section (寻章).
#[derive(Debug, Parser)]
#[command(
    name = "xunzhang",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  xunzhang query 减轻教师负担 --in ~/reports   search a folder, indexing it first if needed
  xunzhang index ~/reports                     build the index that `query` uses by itself
  xunzhang query '\"专项资金\" -决算 title:审计'  exact run, exclusion, field
Exit status: 0 found, 1 nothing found (index: some files refused), 2 failed."
)]
pub(super) struct Arguments {
    /// Folder of the index [default: XUNZHANG_INDEX, else xunzhang/index in the data folder, ~/.local/share on Linux]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) index: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN", hide_possible_values = true)]
    pub(super) color: Colour,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Returns the arguments of the process, with exclusions of a query so written that clap takes them for words.
pub(super) fn of_process() -> Vec<OsString> {
    with_exclusions(std::env::args_os().collect())
}

/// Writes the `-` of an exclusion (`-学生`, `-"…"`, `-title:…`; also a lone one before words) in its full-width form, which
/// means the same in a query and is no option. Only words of `query` are exclusions: not what follows `--`, which clap
/// takes as it stands, nor the value of an option, nor what is said to another command.
fn with_exclusions(mut typed: Vec<OsString>) -> Vec<OsString> {
    let exclusion = |argument: &OsString| {
        let word = argument.to_str()?.strip_prefix('-')?;
        is_excluded_word(word).then(|| OsString::from(format!("－{word}")))
    };
    if !typed.iter().any(|argument| exclusion(argument).is_some()) {
        return typed;
    }
    let mut command = Arguments::command();
    command.build();
    let (mut is_query, mut nth) = (false, 1);
    while let Some(argument) = typed.get_mut(nth) {
        let text = argument.to_str().unwrap_or_default();
        if text == "--" {
            break;
        }
        if takes_value(&command, text) {
            nth += 2;
            continue;
        }
        if is_query && let Some(exclusion) = exclusion(argument) {
            *argument = exclusion;
        } else if !is_query && !text.starts_with('-') {
            if text != QUERY {
                break;
            }
            is_query = true;
        }
        nth += 1;
    }
    typed
}

/// Whether the argument after this one is the value of an option of `query`, or of all commands.
fn takes_value(command: &clap::Command, argument: &str) -> bool {
    let Some(query) = command.find_subcommand(QUERY) else { return false };
    query.get_opts().any(|option| {
        let long = option.get_long().is_some_and(|long| argument.strip_prefix("--") == Some(long));
        let short = option.get_short();
        long || short
            .is_some_and(|short| argument.strip_prefix('-').is_some_and(|rest| rest.chars().eq([short])))
    })
}

/// The command whose words may be exclusions.
const QUERY: &str = "query";

fn is_excluded_word(word: &str) -> bool {
    let field = word.split_once([':', '：']).is_some_and(|(name, _)| name.chars().all(char::is_alphabetic));
    field || word.starts_with(|c: char| !c.is_ascii() || c.is_ascii_digit() || matches!(c, '"' | '(' | ' '))
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
    /// Leave a file or folder out of the index, until `index PATH` asks for it again
    Remove(RemoveArguments),
    /// The folders that the index is kept of
    #[command(subcommand)]
    Root(RootCommand),
    /// The words that were added to the dictionary of the index
    #[command(subcommand)]
    Dict(DictCommand),
    /// Find passages, best first
    Query(QueryArguments),
    /// Show the sections of a report, and remarks on it
    Outline(OutlineArguments),
    /// Show what analysis makes of a text
    Tokens(TokensArguments),
    /// Show what the index holds, in numbers
    Stats(StatsArguments),
    /// Check that the index is whole, true to the files, and that no string is missed
    Verify(VerifyArguments),
    /// Measure the ranking on a collection with judgements
    Eval(EvalArguments),
    /// Read files for another process of this program
    #[command(hide = true)]
    ReadFiles(ReadFilesArguments),
}

/// What the process that reads files for another is told.
#[derive(Args, Debug)]
pub(super) struct ReadFilesArguments {
    /// The limits, as JSON
    pub(super) limits: String,
}

#[derive(Args, Debug)]
pub(super) struct IndexArguments {
    /// Folders and files of reports (.txt, .docx, .html, …) [default: all that the index is kept of]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Build the index anew, which heals a damaged one; with paths, of these alone
    #[arg(long)]
    pub(super) rebuild: bool,
    /// From now on follow links that lead out of the folders (`--follow=false`: do so no more)
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true, hide_possible_values = true)]
    pub(super) follow: Option<bool>,
    /// Compare the content of every file, not only its size and times
    #[arg(long)]
    pub(super) checksum: bool,
    /// Also drop reports of folders that are gone, empty, or have lost more than half of their files
    #[arg(long)]
    pub(super) prune: bool,
    /// Only tell what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Then keep it up to date until Ctrl-C
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) watch: bool,
    /// Let other users read the index
    #[arg(long)]
    pub(super) shared: bool,
    /// No progress bar
    #[arg(short, long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) resources: ResourceArguments,
}

#[derive(Args, Debug)]
pub(super) struct RemoveArguments {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// What can be done with roots.
#[derive(Debug, Subcommand)]
pub(super) enum RootCommand {
    /// Show them
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Take in a folder or file, as `index` does
    Add {
        /// Folders and files
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Say that a folder stands elsewhere now: its reports are kept
    Move {
        /// Where it was
        old: PathBuf,
        /// Where it is
        new: PathBuf,
    },
    /// Forget a folder and drop its reports
    Remove {
        /// The folder or file
        path: PathBuf,
    },
}

/// What can be done with added words.
#[derive(Debug, Subcommand)]
pub(super) enum DictCommand {
    /// Show them with their frequency, in the form of `add --file`
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Cut these words whole from now on, in the index and in queries; only reports that hold them are analysed again
    Add(WordArguments),
    /// Cut them again as before
    Remove(WordArguments),
}

#[derive(Args, Debug)]
pub(super) struct WordArguments {
    /// The words
    #[arg(required_unless_present = "file", value_name = "WORD")]
    pub(super) words: Vec<String>,
    /// Words from a file (- for standard input): one a line, after it a blank and a frequency where that matters
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

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
pub(super) struct QueryArguments {
    /// What to look for
    #[arg(value_name = "QUERY", required_unless_present = "queries")]
    pub(super) words: Vec<String>,
    /// Answer from this folder alone; it is indexed first if it is new or changed
    #[arg(long = "in", value_name = "FOLDER")]
    pub(super) folder: Option<PathBuf>,
    /// At most so many hits
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    pub(super) limit: usize,
    /// Every hit, in document order
    #[arg(long, conflicts_with = "limit")]
    pub(super) all_hits: bool,
    /// Also search what is kept out of passages: site chrome, contents pages
    #[arg(long)]
    pub(super) all: bool,
    /// Only say how many passages match, counted exactly
    #[arg(short, long, conflicts_with_all = ["json", "path_only"])]
    pub(super) count: bool,
    /// One JSON object a line for each hit
    #[arg(long)]
    pub(super) json: bool,
    /// Look for what was typed alone, for no other words of the same meaning
    #[arg(long)]
    pub(super) exact: bool,
    /// Show what each score is the sum of
    #[arg(long, conflicts_with_all = ["count", "path_only"])]
    pub(super) explain: bool,
    /// With --json or --path-only too, say why nothing is found, which takes up to 50 ms
    #[arg(long)]
    pub(super) why: bool,
    /// Only the paths of the hits, each once
    #[arg(long, conflicts_with = "json")]
    pub(super) path_only: bool,
    /// Ask every line of this file (- for standard input)
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    pub(super) queries: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct OutlineArguments {
    /// The report (- for standard input)
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
    /// One JSON object: title, sections nested, remarks
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct TokensArguments {
    /// The text
    #[arg(required = true, value_name = "TEXT")]
    pub(super) text: Vec<String>,
    /// One JSON object a line for each token
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `stats`.
#[derive(Debug, Args)]
pub(super) struct StatsArguments {
    /// As one JSON object; with --skipped, one a line
    #[arg(long)]
    pub(super) json: bool,
    /// Which files that were looked into are not in the index, and why
    #[arg(long)]
    pub(super) skipped: bool,
}

#[derive(Args, Debug)]
pub(super) struct VerifyArguments {
    /// Draw so many runs of characters and look for each, against a plain scan [default: 50; 0 for none]
    #[arg(long, value_name = "N")]
    pub(super) recall: Option<usize>,
    /// Draw other runs
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub(super) seed: u64,
}

/// A ranking to compare with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Only {
    /// Words as the segmenter cuts them
    Words,
    /// Pairs of neighbouring characters
    Bigrams,
    /// Single characters
    Characters,
}

#[derive(Args, Debug)]
pub(super) struct EvalArguments {
    /// Collection of documents, JSON lines of id, title, text [default: the present index]
    #[arg(long, value_name = "JSONL")]
    pub(super) corpus: Option<PathBuf>,
    /// Queries: id<TAB>text
    #[arg(long, value_name = "TSV")]
    pub(super) queries: PathBuf,
    /// Judgements in TREC form: query 0 document grade
    #[arg(long, value_name = "TSV")]
    pub(super) qrels: PathBuf,
    /// Write the run in TREC form, 1,000 deep
    #[arg(long, value_name = "FILE")]
    pub(super) run: Option<PathBuf>,
    /// Compare with this run, query by query
    #[arg(long, value_name = "RUN")]
    pub(super) baseline: Option<PathBuf>,
    /// Rank with the weights of this file, in the form of index_schema/ranking.toml
    #[arg(long, value_name = "TOML")]
    pub(super) weights: Option<PathBuf>,
    /// Count only one kind of unit, without any bonus, to compare with
    #[arg(long, value_enum, value_name = "KIND")]
    pub(super) only: Option<Only>,
    /// Without synonyms
    #[arg(long)]
    pub(super) exact: bool,
    /// Also score passages by the string that answers: id<TAB>answer
    #[arg(long, value_name = "TSV")]
    pub(super) answers: Option<PathBuf>,
}

fn at_least_one(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(0) => Err("at least 1 is needed; `--count` only counts".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("a number is needed, as in `-n 20`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusions_are_no_options() {
        for word in ["学生", "\"a b\"", "(甲 OR 乙)", "title:审计", "“审计”", "路径：a", "5%"]
        {
            assert!(is_excluded_word(word), "-{word}");
        }
        for option in ["n", "-json", "n5", "-in", "h", "", "-index=a:b"] {
            assert!(!is_excluded_word(option), "-{option}");
        }
    }

    #[test]
    fn only_words_of_a_query_are_exclusions() {
        for (typed, given) in [
            ("query 减负 -学生", "query 减负 －学生"),
            ("query -学生 -- -学生", "query －学生 -- -学生"),
            ("--index a query -title:审计 -n 5 减负", "--index a query －title:审计 -n 5 减负"),
            ("query --in -学生 -教师", "query --in -学生 －教师"),
            ("query --in=-学生 -教师", "query --in=-学生 －教师"),
            ("query --limit -学生", "query --limit -学生"),
            ("query --color never -学生", "query --color never －学生"),
            ("outline -- -报告.txt", "outline -- -报告.txt"),
            ("outline -报告.txt", "outline -报告.txt"),
            ("--index query index -报告", "--index query index -报告"),
            ("dict add -学生 query -学生", "dict add -学生 query -学生"),
        ] {
            let words = |text: &str| -> Vec<OsString> { text.split(' ').map(OsString::from).collect() };
            let command = |text: &str| [words("xunzhang"), words(text)].concat();
            assert_eq!(with_exclusions(command(typed)), command(given), "{typed}");
        }
    }

    #[test]
    fn the_arguments_hold_together() {
        Arguments::command().debug_assert();
    }
}
