//! Arguments of `query` about hits that say the same: copies, versions, repeats, and what is no longer in force.

use clap::{Args, ValueEnum};

use crate::language::tr;
use crate::search::Versions;

/// What becomes of what is no longer in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RepealedArgument {
    /// Where its score puts it
    Show,
    /// After what is in force
    Last,
    /// Not at all
    Hide,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct FoldingArguments {
    /// Put hits that say the same together, also with --json
    #[arg(long, overrides_with = "no_fold", hide_short_help = true)]
    pub(in crate::cli) fold: bool,
    /// Show each copy, version and repeat as a hit of its own
    #[arg(long, overrides_with = "fold")]
    pub(in crate::cli) no_fold: bool,
    /// List the copies, versions and repeats that are folded into each hit
    #[arg(long)]
    pub(in crate::cli) all_copies: bool,
    /// Hits of one report before those of others, at most [default: 3 on the screen; 0 for no limit]
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub(in crate::cli) per_report: Option<usize>,
    /// Which versions of laws and plans: newest, all, or those of a day, month or year, as 2020-10-17
    #[arg(long, value_name = "WHICH", value_parser = versions)]
    pub(in crate::cli) version: Option<Versions>,
    /// What is no longer in force (废止): show it, last, or hide it [default: last]
    #[arg(long, value_enum, value_name = "HOW", hide_possible_values = true)]
    pub(in crate::cli) repealed: Option<RepealedArgument>,
}

fn versions(typed: &str) -> Result<Versions, String> {
    Versions::read(typed).ok_or_else(|| tr!("use-version"))
}
