//! What there is among the reports that a query finds: years, regions, kinds and issuers, with the number of reports of each.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::query::Query;
use crate::search::across::count::{CountBy, groups_of};
use crate::search::archive::{Archive, PassageId, ReportId};
use crate::search::ask::facts;
use crate::search::run::SearchRun;
use crate::search::show::hit::{Certainty, SearchOptions, Total};
use crate::search::{SearchError, Searcher, patience};

/// How long texts are looked at to make sure that a report matches: of the others it is taken for granted, as lists tell it.
const SURE: Duration = Duration::from_millis(60);
/// How long reports are counted.
const COUNTED: Duration = Duration::from_millis(250);

/// A value with its reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value; empty for reports of which it is not known.
    pub value: String,
    /// Reports that have it.
    pub reports: usize,
}

/// What reports are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    /// The reports that were counted: not exactly where there was no time to look at the texts of all.
    pub reports: Total,
    /// Years, newest first; other values by the number of their reports. What is not known comes last.
    pub years: Vec<FacetValue>,
    /// Provinces; with one region asked for, what lies in that.
    pub regions: Vec<FacetValue>,
    /// Kinds.
    pub kinds: Vec<FacetValue>,
    /// Who issued them; a report of several counts for each.
    pub issuers: Vec<FacetValue>,
}

impl Searcher {
    /// Returns what the reports are that a query finds; of all reports where it asks for nothing.
    ///
    /// # Errors
    /// What the query asks for wrongly, and what reading the index says.
    pub fn facets(&self, query: &Query, options: &SearchOptions) -> Result<Facets, SearchError> {
        self.with_archive(|archive| {
            let begun = Instant::now();
            let regions: Vec<u32> =
                facts::filters(query)?.iter().flat_map(|asked| asked.regions().to_vec()).collect();
            let (reports, is_sure) = match query.wants_something() {
                true => {
                    let options = SearchOptions { count: true, ..options.clone() };
                    let run = SearchRun::new(archive, &self.knowledge, query, &options)?;
                    run.reports_that_match(begun + SURE)?
                }
                false => (archive.reports().collect(), true),
            };
            counted(archive, &reports, &regions, (begun + COUNTED, is_sure))
        })
    }
}

impl SearchRun<'_> {
    /// The reports with a passage that matches, and whether that was looked at for all of them: until `until` it is.
    fn reports_that_match(&self, until: Instant) -> Result<(Vec<ReportId>, bool), SearchError> {
        let mut candidates = self.choice().every(true)?;
        self.join_addressed(&mut candidates);
        let mut order: Vec<ReportId> = Vec::new();
        let mut passages: HashMap<ReportId, Vec<PassageId>> = HashMap::new();
        for at in candidates.head.into_iter().chain(candidates.rest.into_iter().map(|(at, _)| at)) {
            let own = passages.entry(at.report).or_insert_with(|| {
                order.push(at.report);
                Vec::new()
            });
            own.push(at);
        }
        let (mut found, mut is_sure) = (Vec::new(), candidates.complete && self.archive.lacking().is_empty());
        for report in order {
            patience::check()?;
            if !self.is_wanted(PassageId { report, ordinal: 1 }) {
                continue;
            }
            let matches = match Instant::now() < until {
                true => self.some_match(&passages[&report])?,
                false => {
                    is_sure = false;
                    true
                }
            };
            if matches {
                found.push(report);
            }
        }
        Ok((found, is_sure))
    }

    fn some_match(&self, passages: &[PassageId]) -> Result<bool, SearchError> {
        for at in passages {
            if self.plan.chosen(*at, self.archive)?.is_some() && self.plan.holds(*at, self.archive)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Counts reports by what they are; until a time.
fn counted(
    archive: &dyn Archive,
    reports: &[ReportId],
    regions: &[u32],
    (until, is_sure): (Instant, bool),
) -> Result<Facets, SearchError> {
    const BY: [CountBy; 4] = [CountBy::Year, CountBy::Region, CountBy::Kind, CountBy::Issuer];
    let mut sums: [HashMap<String, usize>; 4] = Default::default();
    archive.fetch_reports(reports)?;
    let mut count = 0;
    for report in reports {
        patience::check()?;
        if Instant::now() >= until {
            break;
        }
        count += 1;
        let facts = archive.facts(*report).unwrap_or_default();
        for (sum, by) in sums.iter_mut().zip(BY) {
            for value in groups_of(&facts, by, regions) {
                *sum.entry(value).or_default() += 1;
            }
        }
    }
    let certainty = match (count == reports.len(), is_sure) {
        (true, true) => Certainty::Counted,
        (true, false) => Certainty::About,
        (false, _) => Certainty::AtLeast,
    };
    let [mut years, regions, kinds, issuers] = sums.map(|sum| {
        let mut values: Vec<FacetValue> =
            sum.into_iter().map(|(value, reports)| FacetValue { value, reports }).collect();
        let key = |one: &FacetValue| (one.value.is_empty(), Reverse(one.reports), one.value.clone());
        values.sort_by_cached_key(key);
        values
    });
    years.sort_by(|a, b| b.value.cmp(&a.value));
    Ok(Facets { reports: Total { count, certainty }, years, regions, kinds, issuers })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use crate::search::tests::Fixture;

    #[test]
    fn reports_are_counted_by_what_they_are() {
        let fixture = Fixture::of(&[
            ("a.txt", "2023年湖北省政府工作报告\n一、总则\n粮食安全，粮食安全。\n二、打算\n粮食安全。"),
            ("b.txt", "2025年武汉市政府工作报告\n一、总则\n粮食安全。"),
            ("c.txt", "2025年湖南省政府工作报告\n一、总则\n别的粮食。"),
            ("d.txt", "杂记\n一、总则\n粮食安全。"),
        ]);
        let told = |typed: &str| {
            let facets = fixture.searcher.facets(&parse(typed).0, &SearchOptions::default()).expect("facets");
            let shown = |values: &[FacetValue]| {
                let shown = values.iter().map(|one| format!("{}{}", one.value, one.reports));
                shown.collect::<Vec<_>>().join(" ")
            };
            assert_eq!(facets.reports.certainty, Certainty::Counted);
            format!("{}: {} | {}", facets.reports.count, shown(&facets.years), shown(&facets.regions))
        };
        for (typed, wanted) in [
            ("\"粮食安全\"", "3: 20251 20231 1 | 湖北省2 1"),
            ("\"粮食安全\" 地区:湖北", "2: 20251 20231 | 武汉市1 湖北省1"),
            ("\"粮食安全\" 年:2025", "1: 20251 | 湖北省1"),
            ("没有的词语", "0:  | "),
            ("", "4: 20252 20231 1 | 湖北省2 湖南省1 1"),
        ] {
            assert_eq!(told(typed), wanted, "{typed}");
        }
    }
}
