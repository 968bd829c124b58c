//! How many reports, passages and occurrences a query finds in the reports of each year, region, kind, issuer, or in each
//! report: three numbers that must not be taken for each other.

use std::collections::{BTreeMap, HashMap};

use crate::query::{FactField, Query};
use crate::report::{COUNTRY_CODE, Facts, divisions_around};
use crate::schema::division_name;
use crate::search::across::list::ListedReport;
use crate::search::archive::{Archive, PassageId, ReportId};
use crate::search::ask::facts;
use crate::search::run::SearchRun;
use crate::search::show::hit::SearchOptions;
use crate::search::show::marks::marks;
use crate::search::{SearchError, Searcher};

use crate::index::values_of;

/// What is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBy {
    /// The year that a report is of.
    Year,
    /// The province of who issued it; with one region asked for, what lies in that.
    Region,
    /// Its kind.
    Kind,
    /// Who issued it; what several issued counts for each.
    Issuer,
    /// The report.
    Report,
}

/// The counts of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountRow {
    /// Its name; empty for reports of which it is not known. Of a report its title.
    pub group: String,
    /// The first file of a report; empty for other groups.
    pub path: String,
    /// Reports with a passage that matches, each once, however many files hold it.
    pub reports: usize,
    /// Passages that match.
    pub passages: usize,
    /// Places in them that are marked as matches.
    pub occurrences: usize,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The groups: years in order, others with the most passages first, what is not known last.
    pub rows: Vec<CountRow>,
    /// All together, where what counts in several groups counts once.
    pub all: CountRow,
    /// What the reader should know, a sentence each.
    pub notes: Vec<String>,
}

impl Searcher {
    /// Counts what a query finds, group by group, in the reports that `keep` takes. Facts alone find all passages of their
    /// reports.
    ///
    /// # Errors
    /// What the query asks for wrongly, and what reading the index says.
    pub fn count_by(
        &self,
        query: &Query,
        options: &SearchOptions,
        by: CountBy,
        keep: &dyn Fn(&ListedReport) -> bool,
    ) -> Result<Counts, SearchError> {
        self.with_archive(|archive| self.count_of(archive, query, options, (by, keep)))
    }

    fn count_of(
        &self,
        archive: &dyn Archive,
        query: &Query,
        options: &SearchOptions,
        (by, keep): (CountBy, &dyn Fn(&ListedReport) -> bool),
    ) -> Result<Counts, SearchError> {
        let options = SearchOptions { limit: usize::MAX, document_order: true, ..options.clone() };
        let run = SearchRun::new(archive, &self.knowledge, query, &options)?;
        let regions =
            facts::filters(query)?.iter().flat_map(|asked| asked.regions().to_vec()).collect::<Vec<_>>();
        let ranks = query.ranks();
        let mut of_reports: Vec<(ReportId, CountRow)> = Vec::new();
        let mut known: HashMap<ReportId, usize> = HashMap::new();
        for at in run.matching()? {
            let nth = *known.entry(at.report).or_insert_with(|| {
                of_reports.push((at.report, CountRow { reports: 1, ..CountRow::default() }));
                of_reports.len() - 1
            });
            let row = &mut of_reports[nth].1;
            if ranks {
                row.passages += 1;
                row.occurrences += self.occurrences(&run, at)?;
            }
        }
        let mut rows: BTreeMap<String, CountRow> = BTreeMap::new();
        let mut counts = Counts { notes: run.notes().to_vec(), ..Counts::default() };
        for (nth, (report, mut row)) in of_reports.into_iter().enumerate() {
            let listed = super::list::listed(archive, report)?;
            if !keep(&listed) {
                continue;
            }
            row.passages = if ranks { row.passages } else { listed.passages };
            counts.all.add(&row);
            for (key, group) in groups(&listed, by, &regions, nth) {
                let sum = rows.entry(key).or_default();
                sum.group = group;
                sum.add(&row);
                if by == CountBy::Report {
                    sum.path = listed.places[0].0.to_string_lossy().into_owned();
                }
            }
        }
        counts.rows = rows.into_values().collect();
        if by != CountBy::Year {
            counts.rows.sort_by_key(|row| std::cmp::Reverse((row.passages, row.reports)));
        }
        counts.rows.sort_by_key(|row| row.group.is_empty());
        Ok(counts)
    }

    /// The places of a passage that are marked.
    fn occurrences(&self, run: &SearchRun<'_>, at: PassageId) -> Result<usize, SearchError> {
        Ok(marks(run.archive.passage(at)?.text(), &run.plan).len())
    }
}

impl CountRow {
    fn add(&mut self, other: &CountRow) {
        self.reports += other.reports;
        self.passages += other.passages;
        self.occurrences += other.occurrences;
    }
}

/// The groups of a report: what they are sorted and told apart by, and their names.
fn groups(report: &ListedReport, by: CountBy, regions: &[u32], nth: usize) -> Vec<(String, String)> {
    if by == CountBy::Report {
        return vec![(format!("{nth:010}"), format!("{}{}", report.qualifier, report.title))];
    }
    let groups = groups_of(&report.facts, by, regions);
    groups.into_iter().map(|value| (value.clone(), value)).collect()
}

/// The groups that these facts put a report into, by their names; one without a name where that is not known.
pub(super) fn groups_of(facts: &Facts, by: CountBy, regions: &[u32]) -> Vec<String> {
    let field = match by {
        CountBy::Report => return Vec::new(),
        CountBy::Region => {
            let code = facts.region.as_ref().map(|known| known.value);
            return vec![code.map(|code| rolled_up(code, regions)).unwrap_or_default().to_owned()];
        }
        CountBy::Year => FactField::Year,
        CountBy::Kind => FactField::Kind,
        CountBy::Issuer => FactField::Issuer,
    };
    let mut values = values_of(&field, facts);
    values.sort();
    values.dedup();
    if values.is_empty() {
        values.push(String::new());
    }
    values
}

/// The name of the province that a division lies in; where one region is asked for, of what lies directly in that.
fn rolled_up(code: u32, regions: &[u32]) -> &'static str {
    // From the smallest to the country.
    let around: Vec<u32> = divisions_around(code).filter(|code| !division_name(*code).is_empty()).collect();
    let asked = match regions {
        [asked] if *asked != COUNTRY_CODE => around.iter().position(|code| code == asked),
        _ => None,
    };
    let nth = match asked {
        Some(nth) => nth.saturating_sub(1),
        // The country is the last, a province the one before it.
        None => around.len().saturating_sub(2).min(around.len() - 1),
    };
    around.get(nth).map_or("", |code| division_name(*code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use crate::search::tests::Fixture;

    #[test]
    fn divisions_count_for_what_is_asked() {
        for (code, regions, wanted) in [
            (420_106, &[][..], "湖北省"),
            (420_106, &[420_000][..], "武汉市"),
            (420_106, &[420_100][..], "武昌区"),
            (420_000, &[420_000][..], "湖北省"),
            (110_105, &[110_000][..], "朝阳区"),
            (COUNTRY_CODE, &[][..], "全国"),
            (430_000, &[420_000][..], "湖南省"),
        ] {
            assert_eq!(rolled_up(code, regions), wanted, "{code} {regions:?}");
        }
    }

    #[test]
    fn reports_passages_and_occurrences_are_three_numbers() {
        let fixture = Fixture::of(&[
            ("a.txt", "2023年湖北省政府工作报告\n一、总则\n粮食安全，粮食安全。\n二、打算\n粮食安全。"),
            ("b.txt", "2025年武汉市政府工作报告\n一、总则\n粮食安全。"),
            ("c.txt", "2025年湖南省政府工作报告\n一、总则\n别的。"),
        ]);
        let counted = |typed: &str, by| {
            let options = SearchOptions::default();
            let counts = fixture.searcher.count_by(&parse(typed).0, &options, by, &|_| true).expect("counts");
            let row = |row: &CountRow| {
                format!("{} {} {} {}", row.group, row.reports, row.passages, row.occurrences)
            };
            let rows: Vec<String> = counts.rows.iter().map(row).collect();
            format!("{} |{}", rows.join(", "), row(&counts.all))
        };
        let table = [
            ("\"粮食安全\"", CountBy::Year, "2023 1 2 3, 2025 1 1 1 | 2 3 4"),
            ("\"粮食安全\"", CountBy::Region, "湖北省 2 3 4 | 2 3 4"),
            ("\"粮食安全\" 地区:湖北", CountBy::Region, "湖北省 1 2 3, 武汉市 1 1 1 | 2 3 4"),
            ("\"粮食安全\" 年:2025", CountBy::Kind, "政府工作报告 1 1 1 | 1 1 1"),
        ];
        for (typed, by, wanted) in table {
            assert_eq!(counted(typed, by), wanted, "{typed} {by:?}");
        }
        let facts = counted("年:2025", CountBy::Region);
        assert!(facts.starts_with("武汉") || facts.contains("湖北省 1 ") && facts.ends_with(" 0"), "{facts}");
    }
}
