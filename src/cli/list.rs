//! `list`: the reports of an index with what is known about them.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{Screen, write_reports, write_reports_csv, write_reports_json};
use crate::search::ReportOrder;

use super::args::{ListArguments, Sort};
use super::failure::Failure;
use super::{Outcome, engine, filter, home, look, say};

/// Prints the reports that fit.
pub(super) fn run(
    arguments: &ListArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (words, index) = look::words_and_index(&arguments.words, arguments.folder.as_deref(), index)?;
    let searcher = engine::open(&index)?;
    let typed = words.join(" ");
    let (query, ignored, _) = searcher.read_query(&typed);
    if !ignored.is_empty() {
        let signs: Vec<String> = ignored.iter().map(ToString::to_string).collect();
        say(&tr!("query-ignored", signs = signs.join(&tr!("count-separator"))));
    }
    let conditions = filter::conditions(&arguments.filters, &[], &searcher)?;
    let query = query.narrowed_by(&conditions);
    let order = match arguments.sort {
        Some(Sort::Date) => ReportOrder::Date,
        Some(Sort::Path) => ReportOrder::Path,
        Some(Sort::Score) => ReportOrder::Score,
        None if query.ranks() => ReportOrder::Score,
        None => ReportOrder::Path,
    };
    let mut listing = searcher.list(&query, order)?;
    listing.notes.iter().for_each(|note| say(note));
    let found = listing.reports.len();
    listing.reports.truncate(arguments.limit.unwrap_or(usize::MAX));
    if arguments.json {
        write_reports_json(out, &listing.reports)?;
    } else if arguments.csv {
        write_reports_csv(out, &listing.reports)?;
    } else {
        write_reports(out, &listing.reports, screen, home::here().as_deref())?;
    }
    let all = tr!("count-reports", count = searcher.manifest().counts.reports as usize);
    match found {
        0 => say(&tr!("list-none", all = all)),
        _ if listing.reports.len() < found => {
            say(&tr!(
                "list-of",
                reports = listing.reports.len().to_string(),
                found = tr!("count-reports", count = found)
            ));
        }
        _ => say(&tr!("list-all", found = found, all = all)),
    }
    Ok(if found > 0 { Outcome::Found } else { Outcome::Lacking })
}
