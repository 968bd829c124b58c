//! `query --count-by`: how much is found of each year, region, kind, issuer or report.

use std::io::Write;

use crate::language::tr;
use crate::output::{Screen, write_counts, write_counts_csv, write_counts_json};
use crate::query::Query;
use crate::search::{SearchOptions, Searcher};
use crate::source::FileGlobs;

use super::args::{By, QueryArguments};
use super::failure::Failure;

/// The head of the column of groups on the screen.
fn shown(by: By) -> String {
    match by {
        By::Year => tr!("across-year"),
        By::Region => tr!("across-region"),
        By::Kind => tr!("across-kind"),
        By::Issuer => tr!("across-issuer"),
        By::Report => tr!("across-report"),
    }
}

/// Says a line to whoever waits, beside what is printed.
type Tell<'a> = &'a dyn Fn(&str);

/// Writes the counts of a query in the reports of some files; returns whether anything was found. `named` is the query
/// where one run answers many.
///
/// # Errors
/// What searching and writing says.
pub(super) fn write(
    (searcher, screen): (&Searcher, Screen),
    (query, options, by): (&Query, &SearchOptions, By),
    (arguments, files): (&QueryArguments, Option<&FileGlobs>),
    named: Option<&str>,
    (tell, out): (Tell, &mut dyn Write),
) -> Result<bool, Failure> {
    let (name, counted) = by.counted();
    let counts = searcher.count_by(query, options, counted, &|report| {
        let is_taken = |files: &FileGlobs| {
            report.places.iter().any(|(path, member)| files.takes(path, member.as_deref()))
        };
        files.is_none_or(is_taken)
    })?;
    counts.notes.iter().for_each(|note| tell(note));
    if arguments.json {
        write_counts_json(out, &counts, name, named)?;
    } else if arguments.taking.csv {
        write_counts_csv(out, &counts, name)?;
    } else if !counts.rows.is_empty() {
        write_counts(out, &counts, &shown(by), screen)?;
    }
    Ok(!counts.rows.is_empty())
}
