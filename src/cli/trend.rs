//! `trend`: how often words stand in the reports of each year, place or kind.

use std::io::Write;
use std::path::Path;

use crate::output::{Screen, counted, write_trend, write_trend_csv, write_trend_json};
use crate::search::TrendGroup;

use super::args::{TrendArguments, TrendBy};
use super::failure::Failure;
use super::{Outcome, look, say};

/// Prints the counts of words, group by group.
pub(super) fn run(
    arguments: &TrendArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let searcher = super::engine::open(&look::index_to_ask(arguments.folder.as_deref(), index)?)?;
    let by = match arguments.by {
        TrendBy::Year => TrendGroup::Year,
        TrendBy::Region => TrendGroup::Region,
        TrendBy::Kind => TrendGroup::Kind,
    };
    let trend = searcher.trend(&arguments.words, by)?;
    if arguments.json {
        write_trend_json(out, &trend)?;
    } else if arguments.csv {
        write_trend_csv(out, &trend)?;
    } else {
        write_trend(out, &trend, screen)?;
    }
    if trend.copies > 0 {
        say(&format!("{} of reports counted once", counted_copies(trend.copies)));
    }
    if trend.unknown > 0 {
        let what = match by {
            TrendGroup::Year => "year",
            TrendGroup::Region => "place",
            TrendGroup::Kind => "title",
        };
        say(&format!("{} without a {what} that is told", counted(trend.unknown, "report")));
    }
    let found = (0..trend.words.len()).any(|nth| trend.appearance(nth).is_some());
    Ok(if found { Outcome::Found } else { Outcome::Lacking })
}

fn counted_copies(count: usize) -> String {
    if count == 1 { "1 copy".to_owned() } else { format!("{count} copies") }
}
