//! What reports have in the place of a value that none of them has, with how many reports each.

use std::collections::BTreeMap;

use crate::query::FactField;
use crate::report::divisions_around;
use crate::schema::division_name;

use super::filter::{FactFilter, KnownFacts};

/// Values told.
const TOLD: usize = 5;

/// Returns what a report has of a fact, each value as it could be typed.
pub fn values_of(field: &FactField, known: &impl KnownFacts) -> Vec<String> {
    let text = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    match field {
        FactField::Year => known.year().iter().map(u16::to_string).collect(),
        FactField::Region => known.region().map(|code| division_name(code).to_owned()).into_iter().collect(),
        FactField::Kind => text(known.kind()),
        FactField::Number => text(known.number()),
        FactField::Issuer => known.issuers().into_iter().map(str::to_owned).collect(),
        FactField::Own(name) => text(known.own(name).unwrap_or_default()),
    }
}

/// Returns the values that are nearest to one that no report has, with how many reports have each; `None` where some report
/// fits. Of what resembles nothing the commonest values are told.
pub fn near_values<K: KnownFacts>(
    filter: &FactFilter,
    all: impl Iterator<Item = K>,
) -> Option<Vec<(String, usize)>> {
    let mut counts: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for known in all {
        if filter.fits(&known) {
            return None;
        }
        for value in values_of(&filter.field, &known) {
            let entry = counts.entry(value).or_insert_with_key(|value| (0, likeness(filter, value, &known)));
            entry.0 += 1;
        }
    }
    let mut values: Vec<(String, (usize, i64))> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.1.cmp(&a.1.1).then(b.1.0.cmp(&a.1.0)).then(a.0.cmp(&b.0)));
    // Where some resemble it, those that do not are noise; years are all near.
    let is_like = values.first().is_some_and(|(_, (_, likeness))| *likeness > 0);
    values.retain(|(_, (_, likeness))| !is_like || *likeness > 0);
    values.truncate(TOLD);
    Some(values.into_iter().map(|(value, (count, _))| (value, count)).collect())
}

/// How near a value is to what was asked for, larger for nearer; 0 for not at all.
fn likeness(filter: &FactFilter, value: &str, known: &impl KnownFacts) -> i64 {
    if let Some((from, to)) = filter.years() {
        let year = i64::from(known.year().unwrap_or(0));
        let beyond = |end: Option<u16>| end.map_or(i64::MAX, |end| (i64::from(end) - year).abs());
        return -beyond(from).min(beyond(to));
    }
    let region = known.region().filter(|_| filter.field == FactField::Region);
    if let Some(code) = region.filter(|_| !filter.regions().is_empty()) {
        // What holds both, but for the country: the smaller, the nearer.
        let shared = |wanted: &u32| {
            let around: Vec<u32> = divisions_around(*wanted).collect();
            let shared = divisions_around(code).filter(|around_code| around.contains(around_code));
            shared.count() as i64 - 1
        };
        return filter.regions().iter().map(shared).max().unwrap_or(0);
    }
    // Characters that both have.
    let mut left: Vec<char> = value.chars().collect();
    let mut both = 0;
    for c in filter.typed.chars() {
        if let Some(nth) = left.iter().position(|other| *other == c) {
            left.remove(nth);
            both += 2;
        }
    }
    // Of those, the shorter one is nearer.
    if both > 0 { (both * 8 - left.len() as i64).max(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::FactValue;
    use crate::report::{Facts, How, Known};

    #[test]
    fn what_no_report_has_is_answered_with_what_is_near() {
        let facts = |year: u16, region: u32, kind: &str| Facts {
            year: Some(Known::new(year, How::Title)),
            region: Some(Known::new(region, How::Title)),
            kind: Some(Known::new(kind.to_owned(), How::Title)),
            ..Facts::default()
        };
        let all = [
            facts(2020, 420_100, "工作报告"),
            facts(2021, 420_200, "通知"),
            facts(2021, 430_000, "通知"),
            facts(2012, 110_000, "年度报告"),
        ];
        let near = |field: FactField, typed: &str| {
            let filter = FactFilter::of(&field, &FactValue::part(typed)).expect("it fits");
            let near = near_values(&filter, all.iter().cloned())?;
            Some(near.iter().map(|(value, count)| format!("{value} {count}")).collect::<Vec<_>>().join(", "))
        };
        assert_eq!(near(FactField::Year, "2021"), None);
        assert_eq!(near(FactField::Year, "2024..2026").as_deref(), Some("2021 2, 2020 1, 2012 1"));
        assert_eq!(near(FactField::Region, "襄阳").as_deref(), Some("武汉市 1, 黄石市 1"));
        assert_eq!(near(FactField::Region, "湖贝").as_deref(), Some("湖南省 1"));
        assert_eq!(near(FactField::Kind, "工作总结").as_deref(), Some("工作报告 1"));
        assert_eq!(near(FactField::Kind, "纪要").as_deref(), Some("通知 2, 工作报告 1, 年度报告 1"));
    }
}
