//! What `query` says when there is nothing to show.

use crate::language::tr;
use crate::query::Query;
use crate::search::Searcher;

use super::failure::Failure;

/// Returns that nothing was found, in how many reports, and what may help: parts of the query that are required and may
/// stand in the way. `all` is whether all was searched, also what is no running text.
pub(super) fn found_in(searcher: &Searcher, query: &Query, all: bool) -> String {
    let reports = tr!("count-reports", count = searcher.manifest().counts.reports);
    let hint = match query {
        Query::Text(_) => String::new(),
        Query::Run(_) => tr!("query-hint-quotes"),
        _ => tr!("query-hint-required"),
    };
    let all = if all { String::new() } else { tr!("query-hint-all") };
    tr!("query-nothing-found", reports = reports, hint = hint, all = all)
}

/// Returns why a query wants nothing.
pub(super) fn wanted(query: &Query) -> String {
    match query {
        Query::Nothing => tr!("query-nothing-wanted"),
        _ => tr!("query-only-excludes", query = query.to_string()),
    }
}

/// Returns that a query which wants nothing, typed alone, is wrong use.
pub(super) fn wrong_use(query: &Query) -> Failure {
    match query {
        Query::Nothing => Failure::new(tr!("query-nothing-asked"), Some(&tr!("query-type-what"))),
        _ => Failure::new(wanted(query), None),
    }
}
