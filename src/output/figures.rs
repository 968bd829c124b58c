//! Figures as a table for people, for spreadsheets and for programs.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::language::tr;
use crate::report::figures::{Aim, Figure};
use crate::search::FigureRow;
use crate::text::harmless_line;

use super::head::value;
use super::json::write_line;
use super::layout::{MARGIN, Screen, shown_path};
use super::shorten::shortened;
use super::table::{Cell, Table};

/// A figure as a program reads it; values are in `base_unit`.
#[derive(Serialize)]
struct JsonFigure<'a> {
    report: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    report_qualifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<u16>,
    #[serde(skip_serializing_if = "str::is_empty")]
    region: &'a str,
    indicator: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    measure: &'a str,
    relation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    base_unit: &'a str,
    printed: &'a str,
    unit: &'a str,
    masked: bool,
    aim: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period_from: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period_to: Option<u16>,
    sure: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<&'static str>,
    mentions: usize,
    sentence: &'a str,
    heading_path: &'a [String],
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    line: usize,
    byte_start: usize,
    byte_end: usize,
}

/// Writes each figure as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_figures_json(out: &mut dyn Write, rows: &[FigureRow]) -> io::Result<()> {
    for row in rows {
        let figure = &row.figure;
        let doubts = row.doubts();
        let line = JsonFigure {
            report: &row.report,
            report_qualifier: &row.qualifier,
            year: row.year,
            region: &row.region,
            indicator: &figure.indicator,
            measure: &figure.measure,
            relation: figure.relation.name(),
            low: figure.low,
            high: figure.high,
            base_unit: figure.base,
            printed: &figure.printed,
            unit: &figure.unit,
            masked: figure.low.is_none(),
            aim: figure.aim.name(),
            period_from: figure.period.map(|period| period.from),
            period_to: figure.period.map(|period| period.to),
            sure: doubts.is_empty(),
            doubts,
            mentions: row.mentions,
            sentence: &figure.sentence,
            heading_path: &row.headings,
            path: row.path.to_string_lossy().into_owned(),
            member: row.member.as_deref(),
            line: row.line,
            byte_start: row.byte_start,
            byte_end: row.byte_end,
        };
        write_line(out, &line)?;
    }
    Ok(())
}

/// Returns the figures as a table for spreadsheets: values in the base unit.
pub fn figures_table(rows: &[FigureRow]) -> Table {
    let columns = [
        "region",
        "year",
        "report",
        "indicator",
        "measure",
        "relation",
        "low",
        "high",
        "base_unit",
        "printed",
        "aim",
        "period",
        "sure",
        "sentence",
        "path",
        "line",
    ];
    let text = |text: &str| Cell::Text(text.to_owned());
    let number = |value: Option<f64>| value.map_or_else(|| text(""), Cell::Number);
    let cells = |row: &FigureRow| {
        let figure = &row.figure;
        vec![
            text(&row.region),
            number(row.year.map(f64::from)),
            text(&format!("{}{}", row.qualifier, row.report)),
            text(&figure.indicator),
            text(&figure.measure),
            text(&value(figure.relation.name())),
            number(figure.low),
            number(figure.high),
            text(figure.base),
            text(&shown_amount(figure)),
            text(&value(figure.aim.name())),
            text(&figure.period.map(|period| period.to_string()).unwrap_or_default()),
            text(&value(if row.doubts().is_empty() { "yes" } else { "no" })),
            text(&figure.sentence),
            text(&row.path.to_string_lossy()),
            Cell::Number(row.line as f64),
        ]
    };
    Table { columns: columns.map(str::to_owned).to_vec(), rows: rows.iter().map(cells).collect() }
}

/// The amount with what bounds it, as reports print it.
fn shown_amount(figure: &Figure) -> String {
    let (before, behind) = figure.relation.printed();
    format!("{before}{}{behind}", figure.printed)
}

/// Writes a table: of each figure its report, the amount, what is counted, its years, and where it stands. `here` is the
/// folder that paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_figures(
    out: &mut dyn Write,
    rows: &[FigureRow],
    sentences: bool,
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    let width = screen.columns.unwrap_or(usize::MAX);
    let cells: Vec<[String; 5]> = rows.iter().map(|row| cells(row, width)).collect();
    let mut widths = [0; 5];
    for row in &cells {
        for (nth, cell) in row.iter().enumerate() {
            widths[nth] = widths[nth].max(cell.width());
        }
    }
    for (row, cells) in rows.iter().zip(&cells) {
        let mut line = String::new();
        for (nth, cell) in cells.iter().enumerate() {
            let gap = " ".repeat(widths[nth] - cell.width());
            // Amounts end where the others end.
            let (left, right) = if nth == 1 { (gap.as_str(), "") } else { ("", gap.as_str()) };
            let shown = if nth == 1 { screen.title(cell) } else { cell.clone() };
            line.push_str(&format!("{left}{shown}{right}  "));
        }
        writeln!(out, "{}", line.trim_end())?;
        if sentences {
            let sentence = harmless_line(&figure_sentence(&row.figure));
            for line in screen.marked_lines(&sentence, &[], width.saturating_sub(MARGIN.len()).max(20)) {
                writeln!(out, "{MARGIN}{line}")?;
            }
            let place = format!("{}:{}", shown_path(&row.path, here), row.line);
            writeln!(out, "{MARGIN}{}", screen.place(&place))?;
        }
    }
    if !rows.is_empty() {
        let unsure = rows.iter().filter(|row| !row.doubts().is_empty()).count();
        let unsure =
            if unsure == 0 { String::new() } else { tr!("across-unsure", unsure = unsure.to_string()) };
        writeln!(out, "{}{unsure}", tr!("count-figures", count = rows.len()))?;
    }
    Ok(())
}

fn figure_sentence(figure: &Figure) -> String {
    figure.sentence.chars().filter(|c| !c.is_control()).collect()
}

/// Report, amount, indicator with its word of change, aim and years, and the mark of what is not sure.
fn cells(row: &FigureRow, width: usize) -> [String; 5] {
    let figure = &row.figure;
    let year = row.year.map(|year| year.to_string()).unwrap_or_default();
    let whose = if row.region.is_empty() { row.report.clone() } else { format!("{year}{}", row.region) };
    let room = (width / 4).max(12);
    let fits = |text: &str, room: usize| shortened(&harmless_line(text), room);
    let indicator = match figure.measure.as_str() {
        "" => figure.indicator.clone(),
        measure => format!("{} {measure}", figure.indicator),
    };
    let aim = match figure.aim {
        Aim::Target => tr!("across-target"),
        Aim::Achieved => tr!("across-achieved"),
        Aim::Unknown => String::new(),
    };
    let period = figure.period.map(|period| period.to_string()).unwrap_or_default();
    let mark = if row.doubts().is_empty() { "" } else { "?" };
    [
        fits(&whose, room),
        fits(&shown_amount(figure), room),
        fits(&indicator, room + 4),
        format!("{aim} {period}").trim().to_owned(),
        mark.to_owned(),
    ]
}
