//! How often words stand in the reports of each year, place or kind; each report counts once, however many copies lie there.

use std::collections::BTreeMap;

use memchr::memmem;

use crate::analysis::{self, Sketch};
use crate::search::across::reports::WholeReport;
use crate::search::{SearchError, Searcher};

/// What reports are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendGroup {
    /// The year that a report is of.
    Year,
    /// The place.
    Region,
    /// The title without year and place: 政府工作报告.
    Kind,
}

/// The count of one word in one group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendCount {
    /// How often it stands in the reports.
    pub hits: usize,
    /// Reports that hold it.
    pub holding: usize,
}

/// A group of reports.
#[derive(Clone, Debug, Default)]
pub struct TrendRow {
    /// Its name; empty for reports that do not tell.
    pub group: String,
    /// Reports in it, copies apart.
    pub reports: usize,
    /// Characters of their texts, folded: blanks apart.
    pub chars: usize,
    /// Files that were counted, by path.
    pub paths: Vec<String>,
    /// A count for each word, in the order that they were asked for.
    pub counts: Vec<TrendCount>,
}

impl TrendRow {
    /// Returns how often a word stands there in 10,000 characters.
    pub fn per_10_000(&self, nth: usize) -> f64 {
        let hits = self.counts.get(nth).map_or(0, |count| count.hits);
        hits as f64 * 10_000.0 / self.chars.max(1) as f64
    }
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// The words.
    pub words: Vec<String>,
    /// The groups: years in order, with those between that have no report (`reports` is 0); others by name.
    pub rows: Vec<TrendRow>,
    /// Copies that were left out.
    pub copies: usize,
    /// Reports that do not tell what they are grouped by.
    pub unknown: usize,
}

impl Trend {
    /// Returns the first and the last group that hold a word.
    pub fn appearance(&self, nth: usize) -> Option<(&str, &str)> {
        let mut holding =
            self.rows.iter().filter(|row| row.counts.get(nth).is_some_and(|count| count.hits > 0));
        let first = holding.next()?;
        Some((&first.group, &holding.next_back().unwrap_or(first).group))
    }
}

/// Reports of one year, place and kind whose copies are looked for among each other.
type Seen = BTreeMap<Option<u16>, Vec<Sketch>>;

impl Searcher {
    /// Counts words in all reports, group by group.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn trend(&self, words: &[String], by: TrendGroup) -> Result<Trend, SearchError> {
        let folded: Vec<String> = words.iter().map(|word| analysis::fold_text(word)).collect();
        let mut trend = Trend { words: words.to_vec(), ..Trend::default() };
        let (mut seen, mut rows) = (Seen::new(), BTreeMap::<String, TrendRow>::new());
        self.each_report(None, &mut |report| {
            let sketch = report.sketch();
            let known = seen.entry(report.year).or_default();
            if known.iter().any(|other| other.is_copy_of(&sketch)) {
                trend.copies += 1;
                return;
            }
            known.push(sketch);
            let group = group_of(&report, by);
            trend.unknown += usize::from(group.is_empty());
            let row = rows.entry(group).or_default();
            row.counts.resize(words.len(), TrendCount::default());
            count(&report, &folded, row);
        })?;
        trend.rows = in_order(rows, by, words.len());
        Ok(trend)
    }
}

fn group_of(report: &WholeReport, by: TrendGroup) -> String {
    match by {
        TrendGroup::Year => report.year.map(|year| year.to_string()).unwrap_or_default(),
        TrendGroup::Region => report.region.clone(),
        TrendGroup::Kind => report.kind_by_title(),
    }
}

/// Adds what a report holds: runs do not cross sections, as those of queries do not.
fn count(report: &WholeReport, words: &[String], row: &mut TrendRow) {
    row.reports += 1;
    row.paths.push(report.path().to_string_lossy().into_owned());
    let mut hits = vec![0; words.len()];
    for section in &report.sections {
        let text = analysis::fold_text(&section.text);
        row.chars += text.chars().count();
        for (hits, word) in hits.iter_mut().zip(words).filter(|(_, word)| !word.is_empty()) {
            *hits += memmem::find_iter(text.as_bytes(), word.as_bytes()).count();
        }
    }
    for (count, hits) in row.counts.iter_mut().zip(hits) {
        count.hits += hits;
        count.holding += usize::from(hits > 0);
    }
}

/// Years that no report is of stand between the others: 0 is another thing.
fn in_order(rows: BTreeMap<String, TrendRow>, by: TrendGroup, words: usize) -> Vec<TrendRow> {
    let named = rows.into_iter().map(|(group, row)| TrendRow { group, ..row });
    let mut rows: Vec<TrendRow> = Vec::new();
    for row in named {
        let year = |row: &TrendRow| row.group.parse::<u16>().ok().filter(|_| by == TrendGroup::Year);
        if let (Some(before), Some(own)) = (rows.last().and_then(year), year(&row)) {
            rows.extend((before + 1..own).map(|year| TrendRow {
                group: year.to_string(),
                counts: vec![TrendCount::default(); words],
                ..TrendRow::default()
            }));
        }
        rows.push(row);
    }
    rows
}
