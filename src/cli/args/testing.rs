//! Arguments of the commands that test an index and measure a ranking.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub(in crate::cli) struct VerifyArguments {
    /// Draw so many runs of characters and look for each, against a plain scan [default: 50; 0 for none]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) recall: Option<usize>,
    /// Draw other runs
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub(in crate::cli) seed: u64,
}

/// A ranking to compare with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Only {
    /// Words as the segmenter cuts them
    Words,
    /// Pairs of neighbouring characters
    Bigrams,
    /// Single characters
    Characters,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct EvalArguments {
    /// Collection of documents, JSON lines of id, title, text [default: the present index]
    #[arg(long, value_name = "JSONL")]
    pub(in crate::cli) corpus: Option<PathBuf>,
    /// Queries: id<TAB>text
    #[arg(long, value_name = "TSV")]
    pub(in crate::cli) queries: PathBuf,
    /// Judgements in TREC form: query 0 document grade
    #[arg(long, value_name = "TSV")]
    pub(in crate::cli) qrels: PathBuf,
    /// Write the run in TREC form, 1,000 deep
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) run: Option<PathBuf>,
    /// Compare with this run, query by query
    #[arg(long, value_name = "RUN")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Rank with the weights of this file, in the form of index_schema/ranking.toml
    #[arg(long, value_name = "TOML")]
    pub(in crate::cli) weights: Option<PathBuf>,
    /// Count only one kind of unit, without any bonus, to compare with
    #[arg(long, value_enum, value_name = "KIND")]
    pub(in crate::cli) only: Option<Only>,
    /// Without synonyms
    #[arg(long)]
    pub(in crate::cli) exact: bool,
    /// Also score passages by the string that answers: id<TAB>answer
    #[arg(long, value_name = "TSV")]
    pub(in crate::cli) answers: Option<PathBuf>,
}
