//! The figures that reports give for an indicator, as rows of a table.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::query::Query;
use crate::report::figures::{Aim, Asked, Condition, Direction, Figure, Fit, Period, figures_below};
use crate::search::across::reports::{WholeReport, WholeSection};
use crate::search::{SearchError, Searcher};

/// What rows are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The place that the report is of.
    Region,
    /// The year that the report is of.
    Year,
    /// The report.
    Report,
}

/// Which figures are wanted.
#[derive(Clone, Debug, Default)]
pub struct FigureQuery {
    /// Names of indicators and words of change.
    pub asked: Asked,
    /// Aims only, or what was done only.
    pub aim: Option<Aim>,
    /// The years that they speak of.
    pub period: Option<Period>,
    /// What their values must be.
    pub condition: Option<Condition>,
    /// Only what is sure.
    pub sure: bool,
    /// What rows are ordered by.
    pub by: Option<Group>,
    /// Of each of these the best row alone.
    pub one_per: Option<Group>,
}

/// A figure with its report.
#[derive(Clone, Debug)]
pub struct FigureRow {
    /// The figure; its spans are of the section's text.
    pub figure: Figure,
    /// How well it is what was asked for.
    pub fit: Fit,
    /// Key of its report.
    pub key: String,
    /// Title of its report.
    pub report: String,
    /// What tells the report apart.
    pub qualifier: String,
    /// The year that the report is of.
    pub year: Option<u16>,
    /// The place that the report is of.
    pub region: String,
    /// The headings of its section.
    pub headings: Vec<String>,
    /// The first file that holds the report.
    pub path: PathBuf,
    /// Name of the report inside that file, where it holds many.
    pub member: Option<String>,
    /// Line of the amount.
    pub line: usize,
    /// First byte of the amount in the decoded text.
    pub byte_start: usize,
    /// The byte after it.
    pub byte_end: usize,
    /// How often it stands in the report, and in others of the same place and year.
    pub mentions: usize,
}

impl FigureRow {
    /// Returns what is not sure of it, in words for people.
    pub fn doubts(&self) -> Vec<&'static str> {
        let near = (self.fit == Fit::Near).then_some("whether it is this indicator");
        near.into_iter().chain(self.figure.doubts.iter().copied()).collect()
    }

    /// Returns what it is grouped by, as shown.
    pub fn group(&self, by: Group) -> String {
        match by {
            Group::Region => self.region.clone(),
            Group::Year => self.year.map(|year| year.to_string()).unwrap_or_default(),
            Group::Report => format!("{}{}", self.qualifier, self.report),
        }
    }

    /// Returns whether another row says the same of the same place and year.
    fn says_as(&self, other: &FigureRow) -> bool {
        let (one, two) = (&self.figure, &other.figure);
        let same = |row: &FigureRow| (row.year, row.region.clone(), row.figure.aim, row.figure.period);
        let known = self.path == other.path || self.year.is_some() && !self.region.is_empty();
        known
            && same(self) == same(other)
            && (one.low, one.high, one.base) == (two.low, two.high, two.base)
            && one.relation == two.relation
            && one.direction == two.direction
            && self.fit == other.fit
    }

    /// How good it is as the one of its group; the least is best.
    fn rank(&self) -> (bool, usize, usize, std::cmp::Reverse<usize>) {
        // A report of this year speaks of this year first.
        let far = self.figure.period.map_or(9, |period| {
            usize::from(period.is_span()) * 4 + self.year.map_or(5, |year| year.abs_diff(period.from).into())
        });
        (self.fit == Fit::Near, self.figure.doubts.len(), far, std::cmp::Reverse(self.mentions))
    }
}

/// The figures that were found.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The rows, in the order that was asked for.
    pub rows: Vec<FigureRow>,
    /// Reports that were looked into: they hold a name of the indicator.
    pub reports: usize,
    /// Rows that were left out because they are not sure.
    pub unsure: usize,
}

impl Searcher {
    /// Returns the figures that reports give for what was asked.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn figures(&self, wanted: &FigureQuery) -> Result<Figures, SearchError> {
        let names = wanted.asked.names().map(|name| Query::Run(name.to_owned()));
        let mut names: Vec<Query> = names.collect();
        let query = if names.len() == 1 { names.remove(0) } else { Query::Or(names) };
        let mut found = Figures::default();
        self.each_report(Some(&query), &mut |report| {
            found.reports += 1;
            let rows = rows_of(&report, wanted);
            found.rows.extend(rows);
        })?;
        found.settle(wanted);
        Ok(found)
    }
}

impl Figures {
    /// Puts rows that say the same together, leaves out what is not wanted, and orders the rest.
    fn settle(&mut self, wanted: &FigureQuery) {
        let mut rows: Vec<FigureRow> = Vec::new();
        let mut known: HashMap<(Option<u16>, String), Vec<usize>> = HashMap::new();
        for row in self.rows.drain(..) {
            let same = known.entry((row.year, row.region.clone())).or_default();
            match same.iter().find(|nth| rows[**nth].says_as(&row)) {
                Some(nth) => rows[*nth].mentions += 1,
                None => {
                    same.push(rows.len());
                    rows.push(row);
                }
            }
        }
        if wanted.sure {
            let before = rows.len();
            rows.retain(|row| row.doubts().is_empty());
            self.unsure = before - rows.len();
        }
        if let Some(by) = wanted.one_per {
            rows = best_of_each(rows, by);
        }
        if let Some(by) = wanted.by {
            // In the order of first appearance, where it is no year.
            let mut order: Vec<String> = Vec::new();
            for row in &rows {
                let group = row.group(by);
                if !order.contains(&group) {
                    order.push(group);
                }
            }
            if by == Group::Year {
                order.sort();
            }
            rows.sort_by_key(|row| order.iter().position(|group| *group == row.group(by)));
        }
        self.rows = rows;
    }
}

fn best_of_each(rows: Vec<FigureRow>, by: Group) -> Vec<FigureRow> {
    let mut best: Vec<FigureRow> = Vec::new();
    for row in rows {
        match best.iter_mut().find(|known| known.group(by) == row.group(by)) {
            Some(known) if row.rank() < known.rank() => *known = row,
            Some(_) => {}
            None => best.push(row),
        }
    }
    best
}

/// The rows of one report: where a figure of just the indicator is given, those of what stands in for it or is merely near it are
/// left out.
fn rows_of(report: &WholeReport, wanted: &FigureQuery) -> Vec<FigureRow> {
    let mut rows: Vec<FigureRow> = Vec::new();
    // The sections that the next one may stand below.
    let mut open: Vec<&WholeSection> = Vec::new();
    for section in &report.sections {
        let holds = |above: &WholeSection| {
            above.headings.len() < section.headings.len() && section.headings.starts_with(&above.headings)
        };
        open.truncate(open.iter().rposition(|above| holds(above)).map_or(0, |last| last + 1));
        let above = open.last().filter(|above| above.headings.len() + 1 == section.headings.len());
        let above = above.map_or("", |above| above.text.as_str());
        open.push(section);
        let headings: Vec<&str> = section.headings.iter().map(String::as_str).collect();
        for figure in figures_below(above, &headings, &section.text, report.year) {
            let Some(fit) = wanted.asked.fit(&figure).filter(|_| is_wanted(&figure, wanted)) else {
                continue;
            };
            rows.push(row(report, section, figure, fit));
        }
    }
    let told = |row: &FigureRow| (row.figure.aim, row.figure.period);
    let exact: Vec<_> = rows.iter().filter(|row| row.fit == Fit::Exact).map(told).collect();
    let any_sure = rows.iter().any(|row| row.fit > Fit::Near);
    rows.retain(|row| match row.fit {
        Fit::Near => !any_sure,
        Fit::StandsIn => !exact.contains(&told(row)),
        Fit::Exact => true,
    });
    rows
}

fn is_wanted(figure: &Figure, wanted: &FigureQuery) -> bool {
    wanted.aim.is_none_or(|aim| figure.aim == aim)
        && wanted.period.is_none_or(|period| figure.period == Some(period))
        && wanted.condition.as_ref().is_none_or(|condition| {
            figure.low.zip(figure.high).is_some_and(|(low, high)| condition.holds(low, high, figure.base))
        })
        && figure.direction != Direction::Compared
}

fn row(report: &WholeReport, section: &WholeSection, figure: Figure, fit: Fit) -> FigureRow {
    let (byte_start, line) = section.place_of(figure.span.start);
    let (byte_end, _) = section.place_of(figure.span.end);
    FigureRow {
        fit,
        key: report.key.clone(),
        report: report.title.clone(),
        qualifier: report.qualifier.clone(),
        year: report.year,
        region: report.region.clone(),
        headings: section.headings.clone(),
        path: report.path(),
        member: report.places.first().and_then(|(_, member)| member.clone()),
        line,
        byte_start,
        byte_end,
        mentions: 1,
        figure,
    }
}
