//! What charts show of a trend and of figures.

use std::collections::HashMap;

use crate::language::tr;
use crate::report::figures::{Aim, Figure};
use crate::search::{FigureRow, Trend, TrendRow};

use super::{Bar, BarRow, Chart, Form};

/// Rows that one picture can show and people still read.
const ROWS_MAX: usize = 120;

/// Returns the chart of a trend: lines over years, bars for other groups.
pub fn trend_chart(trend: &Trend) -> Chart {
    let value = |row: &TrendRow, nth| (row.reports > 0).then(|| row.per_10_000(nth));
    let words = 0..trend.words.len();
    let year = |row: &TrendRow| row.group.parse::<i32>().ok();
    let dated: Vec<(&TrendRow, i32)> =
        trend.rows.iter().filter_map(|row| year(row).map(|year| (row, year))).collect();
    let mut notes = Vec::new();
    let form = if dated.is_empty() {
        let row = |row: &TrendRow| {
            let bar = |nth| {
                let share = value(row, nth).unwrap_or(0.0);
                let hits = row.counts.get(nth).map_or(0, |count| count.hits);
                Bar { low: share, high: share, printed: format!("{share:.2} ({hits})") }
            };
            let label = if row.group.is_empty() { "—".to_owned() } else { row.group.clone() };
            BarRow { label, bars: words.clone().map(bar).collect() }
        };
        Form::Bars(shown(&trend.rows, &mut notes).iter().map(row).collect())
    } else {
        if dated.iter().any(|(row, _)| row.reports == 0) {
            notes.push(tr!("chart-no-report"));
        }
        let values = |row: &TrendRow| words.clone().map(|nth| value(row, nth)).collect();
        Form::Lines(dated.iter().map(|(row, year)| (*year, values(row))).collect())
    };
    if trend.copies > 0 {
        notes.push(tr!("chart-copies", count = trend.copies));
    }
    Chart {
        title: trend.words.join("、"),
        unit: tr!("chart-per-10-000"),
        legend: trend.words.clone(),
        notes,
        form,
    }
}

/// Returns the chart of figures, a bar each. Only those of the unit that most of them have stand in one picture; the notes
/// tell how many others there are.
pub fn figures_chart(rows: &[FigureRow], asked: &str) -> Chart {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for row in rows.iter().filter(|row| row.figure.low.is_some()) {
        *counts.entry(row.figure.base).or_default() += 1;
    }
    // Of equally many the unit of the first row.
    let most = counts.values().copied().max().unwrap_or(0);
    let unit = rows.iter().map(|row| row.figure.base).find(|base| counts.get(base) == Some(&most));
    let unit = unit.unwrap_or_default();
    let mut notes = Vec::new();
    let fitting: Vec<&FigureRow> =
        rows.iter().filter(|row| row.figure.base == unit && row.figure.low.is_some()).collect();
    let differing = Differing::of(&fitting);
    let bars = shown(&fitting, &mut notes).iter().map(|row| bar_row(row, differing)).collect();
    let masked = rows.iter().filter(|row| row.figure.low.is_none()).count();
    let others = rows.len() - fitting.len() - masked;
    if others > 0 {
        notes.push(tr!("chart-other-units", count = others));
    }
    if masked > 0 {
        notes.push(tr!("chart-masked", count = masked));
    }
    if fitting.iter().any(|row| !row.doubts().is_empty()) {
        notes.push(tr!("chart-not-sure"));
    }
    let unit = if unit.is_empty() { String::new() } else { tr!("chart-unit", unit = unit) };
    Chart { title: asked.to_owned(), unit, legend: Vec::new(), notes, form: Form::Bars(bars) }
}

/// What is not the same for all rows, and so has to be said in each.
#[derive(Clone, Copy)]
struct Differing {
    indicator: bool,
    aim: bool,
    period: bool,
}

impl Differing {
    fn of(rows: &[&FigureRow]) -> Differing {
        let differ = |same: fn(&Figure, &Figure) -> bool| {
            rows.windows(2).any(|pair| !same(&pair[0].figure, &pair[1].figure))
        };
        Differing {
            indicator: differ(|one, other| one.indicator == other.indicator),
            aim: differ(|one, other| one.aim == other.aim),
            period: differ(|one, other| one.period == other.period),
        }
    }
}

fn bar_row(row: &FigureRow, differing: Differing) -> BarRow {
    let figure = &row.figure;
    let year = row.year.map(|year| year.to_string()).unwrap_or_default();
    let mut label = match row.region.as_str() {
        "" => format!("{year}{}", row.report),
        region => format!("{year}{region}"),
    };
    if differing.indicator {
        label.push_str(&format!(" {}", figure.indicator));
    }
    if differing.aim {
        match figure.aim {
            Aim::Target => label.push_str(&format!(" {}", tr!("across-target"))),
            Aim::Achieved => label.push_str(&format!(" {}", tr!("across-achieved"))),
            Aim::Unknown => {}
        }
    }
    if let Some(period) = figure.period.filter(|_| differing.period) {
        label.push_str(&format!(" {period}"));
    }
    let (before, behind) = figure.relation.printed();
    let mark = if row.doubts().is_empty() { "" } else { " ?" };
    let low = figure.low.unwrap_or(0.0);
    let bar = Bar {
        low,
        high: figure.high.unwrap_or(low),
        printed: format!("{before}{}{behind}{mark}", figure.printed),
    };
    BarRow { label, bars: vec![bar] }
}

/// The rows that are drawn; a note tells of the others.
fn shown<'r, T>(rows: &'r [T], notes: &mut Vec<String>) -> &'r [T] {
    if rows.len() > ROWS_MAX {
        notes.push(tr!("chart-more-rows", count = rows.len() - ROWS_MAX));
    }
    &rows[..rows.len().min(ROWS_MAX)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::TrendCount;

    #[test]
    fn a_year_without_a_report_is_a_gap_and_none_is_0() {
        let row = |group: &str, reports, hits| TrendRow {
            group: group.to_owned(),
            reports,
            chars: 20_000,
            counts: vec![TrendCount { hits, holding: hits.min(1) }],
            ..TrendRow::default()
        };
        let rows = vec![row("2020", 1, 4), row("2021", 0, 0), row("2022", 1, 0)];
        let mut trend = Trend { words: vec!["粮食".to_owned()], rows, ..Trend::default() };
        let chart = trend_chart(&trend);
        let wanted = vec![(2020, vec![Some(2.0)]), (2021, vec![None]), (2022, vec![Some(0.0)])];
        assert_eq!(chart.form, Form::Lines(wanted));
        assert!(chart.notes[0].contains("no report"), "{:?}", chart.notes);
        trend.rows = (0..130).map(|nth| row(&format!("省{nth}"), 1, 1)).collect();
        let chart = trend_chart(&trend);
        assert!(matches!(&chart.form, Form::Bars(rows) if rows.len() == ROWS_MAX));
        assert!(chart.notes[0].contains(": 10"), "{:?}", chart.notes);
    }
}
