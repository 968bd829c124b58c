//! Arguments of `dict` and `synonym`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What can be done with added words.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DictCommand {
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
pub(in crate::cli) struct WordArguments {
    /// The words
    #[arg(required_unless_present = "file", value_name = "WORD")]
    pub(in crate::cli) words: Vec<String>,
    /// Words from a file (- for standard input): one a line, after it a blank and a frequency where that matters
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,
}

/// What can be done with synonyms.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SynonymCommand {
    /// Show those that were added, in the form of `add --file`
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Look for OTHER beside WORD from now on, and for WORD beside OTHER; no report is analysed again
    Add(SynonymArguments),
    /// Look for it no more; without OTHER, for none of those of WORD
    Remove(SynonymArguments),
}

#[derive(Args, Debug)]
pub(in crate::cli) struct SynonymArguments {
    /// The word
    #[arg(required_unless_present = "file", value_name = "WORD")]
    pub(in crate::cli) word: Option<String>,
    /// What it is called otherwise
    #[arg(value_name = "OTHER")]
    pub(in crate::cli) others: Vec<String>,
    /// WORD brings OTHER, but OTHER does not bring WORD
    #[arg(long)]
    pub(in crate::cli) one_way: bool,
    /// Synonyms from a file (- for standard input): `甲 = 乙` (both ways) or `甲 > 乙 | 丙` (one way) a line
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,
}
