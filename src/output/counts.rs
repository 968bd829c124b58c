//! Counts by year, region, kind, issuer or report: a table with bars, for spreadsheets, for programs.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::language::tr;
use crate::search::{CountRow, Counts};
use crate::text::harmless_line;

use super::json::write_line;
use super::layout::Screen;
use super::shorten::shortened;
use super::table::{Cell, Table, write_csv};

/// Longest bar, in columns.
const BAR_COLUMNS: usize = 24;
/// What the numbers take, with the blanks between them, in columns.
const NUMBERS: usize = 38;
/// Widest name of a group, in columns.
const NAME_MAX: usize = 40;

/// A group as a program reads it.
#[derive(Serialize)]
struct JsonCount<'a> {
    by: &'a str,
    group: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    path: &'a str,
    reports: usize,
    passages: usize,
    occurrences: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
}

/// Writes each group as a line of JSON; `by` is what is counted by. `query` is named in each when one run answers many.
///
/// # Errors
/// What the writer says.
pub fn write_counts_json(
    out: &mut dyn Write,
    counts: &Counts,
    by: &str,
    query: Option<&str>,
) -> io::Result<()> {
    counts.rows.iter().try_for_each(|row| {
        let CountRow { group, path, reports, passages, occurrences } = row;
        let (reports, passages, occurrences) = (*reports, *passages, *occurrences);
        write_line(out, &JsonCount { by, group, path, reports, passages, occurrences, query })
    })
}

/// Writes the groups as comma-separated values with a head.
///
/// # Errors
/// What the writer says.
pub fn write_counts_csv(out: &mut dyn Write, counts: &Counts, by: &str) -> io::Result<()> {
    let has_path = counts.rows.iter().any(|row| !row.path.is_empty());
    let mut columns = [by, "reports", "passages", "occurrences"].map(str::to_owned).to_vec();
    columns.extend(has_path.then(|| "path".to_owned()));
    let rows = counts.rows.iter().map(|row| {
        let mut cells = vec![Cell::Text(row.group.clone())];
        cells.extend([row.reports, row.passages, row.occurrences].map(|count| Cell::Number(count as f64)));
        cells.extend(has_path.then(|| Cell::Text(row.path.clone())));
        cells
    });
    write_csv(out, &Table { columns, rows: rows.collect() })
}

/// Writes a table with a bar by the passages of each group, and all of them at its end.
///
/// # Errors
/// What the writer says.
pub fn write_counts(out: &mut dyn Write, counts: &Counts, by: &str, screen: Screen) -> io::Result<()> {
    let named = |row: &CountRow| match row.group.is_empty() {
        true => tr!("across-not-known"),
        false => shortened(&harmless_line(&row.group), NAME_MAX),
    };
    let names: Vec<String> = counts.rows.iter().map(named).collect();
    let all = tr!("across-all");
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0).max(by.width()).max(all.width());
    let line = |name: &str, [reports, passages, occurrences]: [&str; 3]| {
        let pad = " ".repeat(width - name.width());
        let right =
            |text: &str, width: usize| format!("{}{text}", " ".repeat(width.saturating_sub(text.width())));
        format!("{name}{pad}  {}  {}  {}", right(reports, 9), right(passages, 10), right(occurrences, 11))
    };
    let numbers = |row: &CountRow| [row.reports, row.passages, row.occurrences].map(super::hits::grouped);
    let numbered = |name: &str, row: &CountRow| {
        let numbers = numbers(row);
        line(name, [&numbers[0], &numbers[1], &numbers[2]])
    };
    writeln!(
        out,
        "{}",
        screen.dim(&line(by, [&tr!("across-reports"), &tr!("across-passages"), &tr!("across-occurrences")]))
    )?;
    let room = screen
        .columns
        .map_or(BAR_COLUMNS, |columns| columns.saturating_sub(width + NUMBERS).min(BAR_COLUMNS));
    let most = counts.rows.iter().map(|row| row.passages).max().unwrap_or(0).max(1);
    for (row, name) in counts.rows.iter().zip(&names) {
        let bar = "█".repeat((row.passages * room).div_ceil(most));
        writeln!(out, "{}", format!("{}  {bar}", numbered(name, row)).trim_end())?;
    }
    writeln!(out, "{}", numbered(&all, &counts.all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_are_named_and_the_bar_is_of_passages() {
        let row = |group: &str, reports, passages, occurrences| CountRow {
            group: group.to_owned(),
            path: String::new(),
            reports,
            passages,
            occurrences,
        };
        let rows = vec![row("2024", 1, 2, 1_234), row("2025", 2, 4, 5), row("", 1, 1, 1)];
        let counts = Counts { rows, all: row("", 4, 7, 1_240), notes: Vec::new() };
        let mut out = Vec::new();
        let screen = Screen { columns: Some(60), ..Screen::default() };
        write_counts(&mut out, &counts, "year", screen).expect("memory takes every byte");
        let shown = String::from_utf8(out).expect("text");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], "2024               1           2        1,234  ███████");
        assert_eq!(lines[2], "2025               2           4            5  █████████████");
        assert!(lines[3].starts_with("not known") && lines[4].starts_with("all"), "{shown}");
        assert!(lines.iter().all(|line| line.width() <= 60), "{shown}");
    }
}
