//! Reports with what is known about them: for people, spreadsheets and programs.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::language::tr;
use crate::report::{Date, DateKind, Known};
use crate::schema::division_name;
use crate::search::ListedReport;
use crate::text::harmless_line;

use super::facts::{JsonFacts, json_facts};
use super::json::{JsonPlaces, write_line};
use super::layout::{Screen, shown_path};
use super::shorten::shortened;
use super::table::{Cell, Table, write_csv};

/// Widest column of a region or a kind on the screen.
const COLUMN_MAX: usize = 16;

/// A report as a program reads it.
#[derive(Serialize)]
struct JsonReport<'a> {
    report_id: &'a str,
    report: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    report_qualifier: &'a str,
    #[serde(flatten)]
    places: JsonPlaces<'a>,
    facts: JsonFacts<'a>,
    passages: usize,
}

/// Writes each report as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_reports_json(out: &mut dyn Write, reports: &[ListedReport]) -> io::Result<()> {
    for report in reports {
        let line = JsonReport {
            report_id: &report.key,
            report: &report.title,
            report_qualifier: &report.qualifier,
            places: JsonPlaces::of(
                report.places.iter().map(|(path, member)| (path.as_path(), member.as_deref())),
            ),
            facts: json_facts(&report.facts),
            passages: report.passages,
        };
        write_line(out, &line)?;
    }
    Ok(())
}

/// Writes the reports as comma-separated values with a head: a column for each fact, people's own last.
///
/// # Errors
/// What the writer says.
pub fn write_reports_csv(out: &mut dyn Write, reports: &[ListedReport]) -> io::Result<()> {
    let own: BTreeSet<&str> =
        reports.iter().flat_map(|report| report.facts.own.iter().map(|(name, _)| name.as_str())).collect();
    let fixed = [
        "report",
        "year",
        "date",
        "date_kind",
        "region",
        "about",
        "kind",
        "issuers",
        "number",
        "published",
        "effective",
        "passages",
        "path",
        "member",
    ];
    let columns = fixed.iter().chain(&own).map(|name| (*name).to_owned()).collect();
    let rows = reports.iter().map(|report| csv_row(report, &own)).collect();
    write_csv(out, &Table { columns, rows })
}

fn csv_row(report: &ListedReport, own: &BTreeSet<&str>) -> Vec<Cell> {
    fn text(known: &Option<Known<String>>) -> Cell {
        Cell::Text(known.as_ref().map(|known| known.value.clone()).unwrap_or_default())
    }
    let day = |known: &Option<Known<Date>>| {
        Cell::Text(known.as_ref().map(|known| known.value.to_string()).unwrap_or_default())
    };
    let region = |known: &Option<Known<u32>>| {
        Cell::Text(known.as_ref().map(|known| division_name(known.value).to_owned()).unwrap_or_default())
    };
    let facts = &report.facts;
    let year =
        facts.year.as_ref().map_or(Cell::Text(String::new()), |known| Cell::Number(f64::from(known.value)));
    let (path, member) = report.places.first().cloned().unwrap_or_default();
    let mut row = vec![
        Cell::Text(format!("{}{}", report.qualifier, report.title)),
        year,
        day(&facts.date),
        Cell::Text(facts.date_kind.map_or("", DateKind::word).to_owned()),
        region(&facts.region),
        region(&facts.about),
        text(&facts.kind),
        Cell::Text(facts.issuers.as_ref().map(|known| known.value.join("、")).unwrap_or_default()),
        text(&facts.number),
        day(&facts.published),
        day(&facts.effective),
        Cell::Number(report.passages as f64),
        Cell::Text(path.to_string_lossy().into_owned()),
        Cell::Text(member.unwrap_or_default()),
    ];
    row.extend(own.iter().map(|name| {
        let value = facts.own.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        Cell::Text(value.unwrap_or_default())
    }));
    row
}

/// Writes two lines for each report: its date, or year, its region, kind and title; where it lies.
///
/// # Errors
/// What the writer says.
pub fn write_reports(
    out: &mut dyn Write,
    reports: &[ListedReport],
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    let rows: Vec<[String; 3]> = reports.iter().map(known).collect();
    let width = |nth: usize| rows.iter().map(|row| row[nth].width()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for (report, row) in reports.iter().zip(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        let title = harmless_line(&format!("{}{}", report.qualifier, report.title));
        let room = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(line.width()).max(8));
        writeln!(out, "{line}{}", screen.title(&shortened(&title, room)))?;
        let Some((path, member)) = report.places.first() else { continue };
        let member =
            member.as_ref().map(|member| format!(" [{}]", harmless_line(member))).unwrap_or_default();
        let more = match report.places.len() {
            0 | 1 => String::new(),
            places => tr!("hits-places-more", places = (places - 1).to_string()),
        };
        let shown = format!("{}{member}", shown_path(path, here));
        writeln!(out, "    {}{}", screen.place(&screen.linked(&shown, path, 1)), screen.dim(&more))?;
    }
    Ok(())
}

fn known(report: &ListedReport) -> [String; 3] {
    let facts = &report.facts;
    let year = facts.year.as_ref().map(|known| known.value);
    // A date of another year is not what the report is of.
    let date =
        facts.date.as_ref().map(|known| known.value).filter(|date| year.is_none_or(|year| year == date.year));
    let when = date.map(|date| date.to_string()).or_else(|| year.map(|year| year.to_string()));
    let region = facts.region.as_ref().map(|known| division_name(known.value).to_owned());
    let kind = facts.kind.as_ref().map(|known| known.value.clone());
    let short = |text: Option<String>| shortened(&harmless_line(&text.unwrap_or_default()), COLUMN_MAX);
    [when.unwrap_or_default(), short(region), short(kind)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Facts, How};

    #[test]
    fn what_is_known_stands_before_the_title() {
        let text = |value: &str| Some(Known::new(value.to_owned(), How::Title));
        let report = |title: &str, facts: Facts| ListedReport {
            key: String::new(),
            title: title.to_owned(),
            qualifier: String::new(),
            facts,
            places: vec![("/r/a.txt".into(), None), ("/r/b.txt".into(), None)],
            passages: 3,
        };
        let full = Facts {
            year: Some(Known::new(2024, How::Title)),
            date: Date::parse("2024-03-05").map(|date| Known::new(date, How::Head)),
            region: Some(Known::new(420_000, How::Title)),
            kind: text("通知"),
            own: vec![("部门".to_owned(), "=1".to_owned())],
            ..Facts::default()
        };
        let reports = [report("关于甲的通知", full), report("乙", Facts::default())];
        let mut out = Vec::new();
        write_reports(&mut out, &reports, Screen::default(), Some(Path::new("/r")))
            .expect("memory takes all");
        let wanted = "2024-03-05  湖北省  通知  关于甲的通知\n    a.txt and 1 more\n                          乙\n    a.txt and 1 more\n";
        assert_eq!(String::from_utf8(out).expect("text"), wanted);
        let mut out = Vec::new();
        write_reports_csv(&mut out, &reports).expect("memory takes all");
        let csv = String::from_utf8(out).expect("text");
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].ends_with(",path,member,部门"), "{csv}");
        assert_eq!(lines[1], "关于甲的通知,2024,2024-03-05,,湖北省,,通知,,,,,3,/r/a.txt,,'=1");
    }
}
