//! Options that keep a query to reports of which something is known, and the order of what is found.

use clap::{Args, ValueEnum};

use crate::cli::complete;
use crate::search::CountBy;

#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Reports")]
pub(in crate::cli) struct FilterArguments {
    /// Only reports of this year or these: 2024, 2020..2025, 2020..
    #[arg(long, value_name = "YEARS", add = complete::years())]
    pub(in crate::cli) year: Vec<String>,
    /// Only reports of this region, or of what lies in it: 湖北 finds 武汉
    #[arg(long, value_name = "NAME", add = complete::regions())]
    pub(in crate::cli) region: Vec<String>,
    /// Only reports of this kind: 规划, 通知, 法律
    #[arg(long = "kind", value_name = "NAME", add = complete::kinds())]
    pub(in crate::cli) kind: Vec<String>,
    /// Only reports that this body issued: 国务院
    #[arg(long, value_name = "NAME", add = complete::issuers())]
    pub(in crate::cli) issuer: Vec<String>,
    /// Only the document of this number: 国办发〔2019〕1号
    #[arg(long, value_name = "NUMBER", hide_short_help = true)]
    pub(in crate::cli) number: Vec<String>,
    /// Only reports with a fact of your own `xunzhang.toml`: 部门=教育局
    #[arg(long, value_name = "NAME=VALUE", hide_short_help = true)]
    pub(in crate::cli) fact: Vec<String>,
}

impl FilterArguments {
    /// Whether nothing is kept out.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        let FilterArguments { year, region, kind, issuer, number, fact } = self;
        [year, region, kind, issuer, number, fact].into_iter().all(Vec::is_empty)
    }
}

/// What hits are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum By {
    /// The year that the report is of
    Year,
    /// The province of who issued it; with one region asked for, what lies in that
    Region,
    /// Its kind
    Kind,
    /// Who issued it
    Issuer,
    /// The report
    Report,
}

impl By {
    /// The word of the screen and of JSON, and what the search counts by.
    pub(in crate::cli) fn counted(self) -> (&'static str, CountBy) {
        match self {
            By::Year => ("year", CountBy::Year),
            By::Region => ("region", CountBy::Region),
            By::Kind => ("kind", CountBy::Kind),
            By::Issuer => ("issuer", CountBy::Issuer),
            By::Report => ("report", CountBy::Report),
        }
    }
}

/// The order of what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Sort {
    /// The best first
    Score,
    /// The newest report first
    Date,
    /// By the path of the file
    Path,
}
