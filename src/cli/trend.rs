//! `trend`: how often words stand in the reports of each year, place or kind.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{Screen, trend_chart, write_trend, write_trend_csv, write_trend_json};
use crate::search::TrendGroup;

use super::args::{TrendArguments, TrendBy};
use super::failure::Failure;
use super::{Outcome, chart, look, say};

/// Prints the counts of words, group by group.
pub(super) fn run(
    arguments: &TrendArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (words, index) = look::words_and_index(&arguments.words, arguments.folder.as_deref(), index)?;
    let searcher = super::engine::open(&index)?;
    let by = match arguments.by {
        TrendBy::Year => TrendGroup::Year,
        TrendBy::Region => TrendGroup::Region,
        TrendBy::Kind => TrendGroup::Kind,
    };
    let trend = searcher.trend(&words, by)?;
    if arguments.json {
        write_trend_json(out, &trend)?;
    } else if arguments.csv {
        write_trend_csv(out, &trend)?;
    } else if let Some(file) = &arguments.svg {
        chart::write(file, &trend_chart(&trend))?;
    } else {
        write_trend(out, &trend, screen)?;
    }
    if trend.copies > 0 {
        say(&tr!("across-copies", copies = tr!("count-copies", count = trend.copies).to_string()));
    }
    if trend.unknown > 0 {
        let what = match by {
            TrendGroup::Year => tr!("across-year"),
            TrendGroup::Region => tr!("across-place"),
            TrendGroup::Kind => tr!("across-title"),
        };
        say(&tr!("across-without", unknown = tr!("count-reports", count = trend.unknown), what = what));
    }
    let found = (0..trend.words.len()).any(|nth| trend.appearance(nth).is_some());
    Ok(if found { Outcome::Found } else { Outcome::Lacking })
}
