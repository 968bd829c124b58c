//! What a query asks of the facts of reports: refused where no report can have it, told where none has.

use crate::index::FactFilter;
use crate::language::tr;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::archive::Archive;

/// Returns what is asked of facts anywhere in a query, each once.
///
/// # Errors
/// [`SearchError::Filter`] for a value that no report can have.
pub(in crate::search) fn filters(query: &Query) -> Result<Vec<FactFilter>, SearchError> {
    let mut found = Vec::new();
    collect(query, &mut found)?;
    Ok(found)
}

fn collect(query: &Query, found: &mut Vec<FactFilter>) -> Result<(), SearchError> {
    match query {
        Query::Fact(field, value) => {
            let filter = FactFilter::of(field, value).map_err(SearchError::Filter)?;
            if !found.contains(&filter) {
                found.push(filter);
            }
            Ok(())
        }
        Query::Not(query) => collect(query, found),
        Query::Together(all) | Query::And(all) | Query::Or(all) => {
            all.iter().try_for_each(|query| collect(query, found))
        }
        _ => Ok(()),
    }
}

/// Returns what is to be said of a value that no report has: what is near, with how many reports have each.
pub(in crate::search) fn note(asked: &FactFilter, archive: &dyn Archive) -> Option<String> {
    let near = archive.near_values(asked)?;
    let name = asked.field.name();
    let told: Vec<String> = near
        .iter()
        .map(|(value, count)| {
            tr!("query-held", value = value, reports = tr!("count-reports", count = *count))
        })
        .collect();
    Some(match told.is_empty() {
        true => tr!("query-none-known", name = name),
        false => tr!("query-none-has", typed = asked.shown(), told = told.join(&tr!("count-separator"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use crate::search::tests::Small;

    #[test]
    fn what_is_asked_of_facts_is_found_everywhere_and_told_where_no_report_has_it() {
        let asked = |typed: &str| filters(&parse(typed).0).map(|all| all.len());
        assert_eq!(asked("年:2024 (粮食 OR 年:2025) -年:2024").ok(), Some(2));
        assert!(matches!(asked("粮食 -年:2025..2024"), Err(SearchError::Filter(_))));
        let small = Small::of(&[("a.txt", "2024年政府工作报告\n一、总则\n落实责任。")]);
        let note = |typed: &str| {
            let all = filters(&parse(typed).0).expect("it fits");
            note(&all[0], &small.archive)
        };
        assert_eq!(note("年:2024"), None);
        assert_eq!(note("年:2031").as_deref(), Some("no report has 年:2031; there are 2024 (1 report)"));
    }
}
