//! Arguments of the commands that change what an index is kept of.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::resources::ResourceArguments;

#[derive(Args, Debug)]
pub(in crate::cli) struct IndexArguments {
    /// Folders and files of reports (.txt, .docx, .html, …) [default: all that the index is kept of]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Build the index anew, which heals a damaged one; with paths, of these alone
    #[arg(long)]
    pub(in crate::cli) rebuild: bool,
    /// From now on follow links that lead out of the folders (`--follow=false`: do so no more)
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true, hide_possible_values = true)]
    pub(in crate::cli) follow: Option<bool>,
    /// Compare the content of every file, not only its size and times
    #[arg(long)]
    pub(in crate::cli) checksum: bool,
    /// Also drop reports of folders that are gone, empty, or have lost more than half of their files
    #[arg(long)]
    pub(in crate::cli) prune: bool,
    /// Only tell what would be done
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Then keep it up to date until Ctrl-C
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) watch: bool,
    /// Recognise pages that are pictures, with tesseract or the command of [ocr] in your xunzhang.toml: `auto` those without
    /// text, `always` also those with text over a picture, `never` not even what is kept of earlier runs
    #[arg(long, value_name = "WHEN", value_enum)]
    pub(in crate::cli) ocr: Option<OcrWhen>,
    /// Let other users read the index
    #[arg(long)]
    pub(in crate::cli) shared: bool,
    /// No progress bar
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
    #[command(flatten)]
    pub(in crate::cli) resources: ResourceArguments,
}

/// When pages are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OcrWhen {
    /// Where there is no text that can be read.
    Auto,
    /// Also where there is text over a picture of the page.
    Always,
    /// Not at all.
    Never,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct RemoveArguments {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
}

/// What can be done with roots.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RootCommand {
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
