//! Options about facts to conditions of a query.

use crate::language::tr;
use crate::query::{FactField, FactValue, Field, Query};
use crate::search::Searcher;

use super::args::FilterArguments;
use super::failure::Failure;

/// Returns the conditions of all options: values of one are joined by OR.
///
/// # Errors
/// When a fact of one's own is not of the form `NAME=VALUE`, or no report has one of this name.
pub(super) fn conditions(
    filters: &FilterArguments,
    under: &[String],
    searcher: &Searcher,
) -> Result<Vec<Query>, Failure> {
    let known = [
        (FactField::Year, &filters.year),
        (FactField::Region, &filters.region),
        (FactField::Kind, &filters.kind),
        (FactField::Issuer, &filters.issuer),
        (FactField::Number, &filters.number),
    ];
    let fact = |field: &FactField, typed: &String| Query::Fact(field.clone(), FactValue::typed(typed));
    let mut groups: Vec<Vec<Query>> =
        known.iter().map(|(field, values)| values.iter().map(|typed| fact(field, typed)).collect()).collect();
    for (field, value) in own_facts(&filters.fact, searcher)? {
        let condition = fact(&field, &value);
        let same = groups
            .iter_mut()
            .find(|group| matches!(group.first(), Some(Query::Fact(known, _)) if *known == field));
        match same {
            Some(group) => group.push(condition),
            None => groups.push(vec![condition]),
        }
    }
    let headed = |typed: &String| match typed.chars().all(char::is_alphanumeric) {
        true => Query::FieldWords(Field::Heading, typed.clone()),
        false => Query::Field(Field::Heading, typed.clone()),
    };
    groups.push(under.iter().map(headed).collect());
    let joined = groups.into_iter().filter(|group| !group.is_empty()).map(|mut group| match group.len() {
        1 => group.remove(0),
        _ => Query::Or(group),
    });
    Ok(joined.collect())
}

fn own_facts(typed: &[String], searcher: &Searcher) -> Result<Vec<(FactField, String)>, Failure> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let own = searcher.own_fact_names();
    let read = |typed: &String| {
        let (name, value) = typed.split_once(['=', ':', '：', '＝']).ok_or_else(|| {
            Failure::new(tr!("query-no-value", typed = typed), Some(&tr!("query-fact-form")))
        })?;
        let field = FactField::named(name.trim(), &own).ok_or_else(|| {
            let told = match own.is_empty() {
                true => tr!("query-no-own-facts"),
                false => tr!("query-there-are", own = own.join(", ")),
            };
            Failure::new(tr!("query-no-fact", trim = name.trim().to_string()), Some(&told))
        })?;
        Ok((field, value.trim().to_owned()))
    };
    typed.iter().map(read).collect()
}
