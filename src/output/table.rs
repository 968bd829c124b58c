//! Rows and columns for spreadsheets: CSV that Excel reads, and workbooks.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::head::head;
use super::layout::Screen;
use super::shorten::shortened;

/// Excel takes a file for UTF-8 by this mark alone.
const MARK: &str = "\u{feff}";
/// The longest text that a cell of a workbook may hold, in UTF-16 units.
const CELL_MAX: usize = 32_767;
/// Widest column of a workbook, in characters.
const COLUMN_MAX: f64 = 60.0;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
        }
    }
}

/// A table with a name for each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows, as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Writes a table as CSV in UTF-8 with a byte-order mark and CRLF, as Excel reads and writes it. A text that a spreadsheet
/// would compute (`=`, `+`, `-`, `@` at its beginning) stands behind an apostrophe.
///
/// # Errors
/// What the writer says.
pub fn write_csv(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    let line = |fields: Vec<String>| format!("{}\r\n", fields.join(","));
    out.write_all(MARK.as_bytes())?;
    out.write_all(line(table.columns.iter().map(|name| quoted(&inert(&head(name)))).collect()).as_bytes())?;
    for row in &table.rows {
        let fields = row.iter().map(|cell| match cell {
            Cell::Text(text) => quoted(&inert(text)),
            Cell::Number(number) => number.to_string(),
        });
        out.write_all(line(fields.collect()).as_bytes())?;
    }
    Ok(())
}

fn inert(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Writes a table as a workbook with one sheet: the names of columns are bold and stay in sight.
///
/// # Errors
/// When the file cannot be written, or there are more rows than a sheet may have (1,048,576).
pub fn write_xlsx(file: &Path, table: &Table) -> io::Result<()> {
    let fault = |error: XlsxError| io::Error::other(error.to_string());
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, head(name), &bold).map_err(fault)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Number(number) => sheet.write_number(row, column, *number),
                Cell::Text(text) => sheet.write_string(row, column, fitting(text)),
            }
            .map_err(fault)?;
        }
    }
    for (nth, column) in (0..table.columns.len()).zip(0..) {
        let widest = table.rows.iter().map(|row| row[nth].text().width()).max().unwrap_or(0);
        let width = (widest.max(head(&table.columns[nth]).width()) as f64 + 1.0).min(COLUMN_MAX);
        sheet.set_column_width(column, width).map_err(fault)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    workbook.save(file).map_err(fault)
}

/// The beginning of a text that a cell may hold.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL_MAX
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Writes a table for people: columns parted by two blanks, numbers to the right, what is too wide shortened in the first
/// column.
///
/// # Errors
/// What the writer says.
pub fn write_table(out: &mut dyn Write, table: &Table, screen: Screen) -> io::Result<()> {
    let heads = table.columns.iter().map(|name| Cell::Text(head(name))).collect::<Vec<_>>();
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|nth| {
            let cells = table.rows.iter().map(|row| row[nth].text().width());
            cells.max().unwrap_or(0).max(heads[nth].text().width())
        })
        .collect();
    let others: usize = widths.iter().skip(1).map(|width| width + 2).sum();
    let room = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(others).max(8));
    for row in std::iter::once(&heads).chain(&table.rows) {
        let mut line = String::new();
        for (nth, cell) in row.iter().enumerate() {
            let text = crate::text::harmless_line(&cell.text());
            let (text, width) = match nth {
                0 => (shortened(&text, room), widths[0].min(room)),
                _ => (text, widths[nth]),
            };
            let gap = " ".repeat(width.saturating_sub(text.width()));
            let parts = match cell {
                Cell::Number(_) => [gap.as_str(), text.as_str()],
                Cell::Text(_) => [text.as_str(), gap.as_str()],
            };
            line.push_str(if nth > 0 { "  " } else { "" });
            parts.iter().for_each(|part| line.push_str(part));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_what_excel_reads_and_computes_nothing() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let table = Table {
            columns: vec!["报告".to_owned(), "次数".to_owned()],
            rows: vec![vec![text("甲,“乙\"\n丙"), Cell::Number(3.0)], vec![text("=1+1"), Cell::Number(0.5)]],
        };
        let mut out = Vec::new();
        write_csv(&mut out, &table).expect("memory takes every byte");
        let wanted = "\u{feff}报告,次数\r\n\"甲,“乙\"\"\n丙\",3\r\n'=1+1,0.5\r\n";
        assert_eq!(String::from_utf8(out).expect("text"), wanted);
        let mut out = Vec::new();
        write_table(&mut out, &table, Screen::default()).expect("memory takes every byte");
        assert!(String::from_utf8(out).expect("text").starts_with("报告"));
        assert_eq!(fitting(&"甲".repeat(CELL_MAX + 5)).chars().count(), CELL_MAX);
        let heads = Table { columns: vec!["=1+1".to_owned()], rows: Vec::new() };
        let mut out = Vec::new();
        write_csv(&mut out, &heads).expect("memory takes every byte");
        assert_eq!(String::from_utf8_lossy(&out), "\u{feff}'=1+1\r\n", "a term may be a head");
    }
}
