//! The facts of the hits' reports as conditions that are put into the query, or taken out of it.

use crate::schema::division_name;
use crate::search::Hit;
use crate::text::harmless_line;

/// A condition that may be put into the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// As it is typed: `年:2024`.
    pub(super) condition: String,
    /// How many of the hits are of such reports.
    pub(super) hits: usize,
    /// Whether the query has it.
    pub(super) is_on: bool,
}

/// Returns the conditions that these hits offer, fact by fact, those of most hits first; years from the newest on.
pub(super) fn choices(hits: &[Hit], query: &str) -> Vec<Choice> {
    let mut found: Vec<(usize, Choice)> = Vec::new();
    for hit in hits {
        for (fact, condition) in conditions(hit) {
            match found.iter_mut().find(|(_, choice)| choice.condition == condition) {
                Some((_, choice)) => choice.hits += 1,
                None => {
                    let is_on = place(query, &condition).is_some();
                    found.push((fact, Choice { condition, hits: 1, is_on }));
                }
            }
        }
    }
    found.sort_by(|(one, a), (two, b)| {
        let by_value = if *one == 0 { b.condition.cmp(&a.condition) } else { b.hits.cmp(&a.hits) };
        one.cmp(two).then(by_value).then_with(|| a.condition.cmp(&b.condition))
    });
    found.into_iter().map(|(_, choice)| choice).collect()
}

/// Returns a query with a condition put behind it, or taken out of it where it stands there.
pub(super) fn toggled(query: &str, condition: &str) -> String {
    match place(query, condition) {
        Some(at) => {
            let (before, behind) = (&query[..at], &query[at + condition.len()..]);
            format!("{}{behind}", before.trim_end()).trim_start().to_owned()
        }
        None => format!("{} {condition}", query.trim_end()).trim_start().to_owned(),
    }
}

/// Where a condition stands in a query, parted from what is around it.
fn place(query: &str, condition: &str) -> Option<usize> {
    let is_parted = |at: &usize| {
        query[..*at].chars().next_back().is_none_or(char::is_whitespace)
            && query[*at + condition.len()..].chars().next().is_none_or(char::is_whitespace)
    };
    query.match_indices(condition).map(|(at, _)| at).find(is_parted)
}

fn conditions(hit: &Hit) -> Vec<(usize, String)> {
    let Some(facts) = hit.facts.as_deref() else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(year) = &facts.year {
        found.push((0, format!("年:{}", year.value)));
    }
    if let Some(region) = facts.region.as_ref().or(facts.about.as_ref()) {
        found.push((1, condition("地区", division_name(region.value))));
    }
    if let Some(kind) = &facts.kind {
        found.push((2, condition("种类", &kind.value)));
    }
    for issuer in facts.issuers.iter().flat_map(|issuers| &issuers.value) {
        found.push((3, condition("机关", issuer)));
    }
    found
}

/// A value that holds a sign of the language is quoted.
fn condition(name: &str, value: &str) -> String {
    let value = harmless_line(value).replace('"', "");
    match value.chars().all(|c| c.is_alphanumeric() || c == '·') {
        true => format!("{name}:{value}"),
        false => format!("{name}:\"{value}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_put_in_and_taken_out_whole() {
        for (query, condition, result) in [
            ("减负", "年:2024", "减负 年:2024"),
            ("减负 年:2024 ", "年:2024", "减负 "),
            ("年:2024 减负", "年:2024", "减负"),
            ("减负 年:20245", "年:2024", "减负 年:20245 年:2024"),
            ("", "地区:\"甲 乙\"", "地区:\"甲 乙\""),
            ("减负 地区:\"甲 乙\"", "地区:\"甲 乙\"", "减负"),
        ] {
            assert_eq!(toggled(query, condition), result, "{query} {condition}");
        }
        assert_eq!(condition("机关", "国务院（办公厅）"), "机关:\"国务院（办公厅）\"");
    }
}
