//! Arguments of `push`.

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Debug)]
pub(in crate::cli) struct PushArguments {
    /// Name of the index in the engine [default: the one behind the address, else xunzhang]
    #[arg(long, value_name = "INDEX")]
    pub(in crate::cli) name: Option<String>,
    /// Push the reports below these folders, without a local index: many machines can each push theirs into one index at once
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with = "full")]
    pub(in crate::cli) from: Vec<PathBuf>,
    /// Join what `--from` has pushed: near-copies, versions, repeals, texts that several machines hold
    #[arg(long, conflicts_with_all = ["full", "dry_run"])]
    pub(in crate::cli) finish: bool,
    /// Write all anew beside what is there, and put it in its place at the end
    #[arg(long)]
    pub(in crate::cli) full: bool,
    /// Only tell what would be done
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Shards of a new index
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(in crate::cli) shards: u32,
    /// Copies of each shard of a new index, beside the first
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub(in crate::cli) replicas: u32,
    /// No progress bar
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
}
