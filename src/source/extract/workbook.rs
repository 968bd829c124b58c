//! Workbooks (xlsx, xlsb, xls, ods): a sheet is a section, a row is a line `head: value`. Read by calamine, ods by our own reader.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Range, Reader, Sheets, Xls, XlsError, Xlsb, Xlsx, XlsxError};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::text::Location;

use super::far_cells::{Moved, moved_together};
use super::limits::Budget;
use super::ods;
use super::ole;
use super::package::{archive_of, read_directory};
use super::workbook_beside::Beside;
use super::writer::Writer;
use super::{ExtractError, Extraction, Input, single};

/// First rows, not counting empty ones, among which a row of heads is looked for.
const HEAD_ROWS: usize = 5;

/// The list of the sheets of a workbook is no longer, in bytes.
const LIST_BYTES_MAX: u64 = 16 << 20;

/// An opened workbook.
type Book<'a> = Sheets<Cursor<Cow<'a, [u8]>>>;

/// Reads all sheets, hidden ones too: nothing that is in a report may be unfindable.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    check_unpacked(input)?;
    // All members were counted above: what is unpacked once more counts on an account of its own.
    let spent = Cell::new(0);
    let again = Input { spent: &spent, ..*input };
    if is_ods(input) {
        return read_ods(&again);
    }
    let damaged = |error: calamine::Error| match error {
        calamine::Error::Xls(XlsError::Password) | calamine::Error::Xlsx(XlsxError::Password) => {
            ExtractError::Encrypted
        }
        other => ExtractError::Damaged(other.to_string()),
    };
    let (spelled, moved) = match input.bytes.starts_with(b"PK") {
        true => (Cow::Borrowed(input.bytes), Moved::default()),
        false => moved_together(ole::spelled(input.bytes, "Workbook")),
    };
    let mut workbook = open(input, spelled).map_err(damaged)?;
    let mut beside = Beside::open(&again);
    let mut writer = Writer::new();
    writer.untitled();
    let names = workbook.sheet_names();
    for name in &names {
        // Of sheets of one name calamine keeps the last.
        let nth = names.iter().rposition(|other| other == name).unwrap_or(0);
        match Cells::of_sheet(&mut workbook, name, &|place| moved.back(nth, place)) {
            Ok(cells) => sheet(name, &cells, &mut writer)?,
            // One that cannot be read (a chart, say) is not the end of the file.
            Err(error) => writer.note(format!("sheet {name} cannot be read ({error})")),
        }
        if let Some(beside) = &mut beside {
            beside.write(name, &mut writer)?;
        }
    }
    single(writer.finish()?)
}

fn is_ods(input: &Input<'_>) -> bool {
    let holds_content =
        |archive: super::package::Archive<'_>| archive.index_for_name("content.xml").is_some();
    input.bytes.starts_with(b"PK") && archive_of(input).is_ok_and(holds_content)
}

fn read_ods(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut writer = Writer::new();
    writer.untitled();
    for one in ods::sheets(input)? {
        sheet(&one.name, &one.cells, &mut writer)?;
        for (row, comment) in one.comments {
            let here = Location::Row { sheet: one.name.clone(), row: row as usize + 1 };
            writer.furniture(&comment, "comment", &here);
        }
        if one.is_cut {
            writer.note(format!("sheet {} repeats cells so often that not all copies are there", one.name));
        }
    }
    single(writer.finish()?)
}

/// Opens a workbook as what its container says that it is: left to guess, calamine keeps to itself why it fails.
/// It takes bytes only, and so reads the directory of a ZIP container once more.
fn open<'a>(input: &Input<'_>, bytes: Cow<'a, [u8]>) -> Result<Book<'a>, calamine::Error> {
    let data = Cursor::new(bytes.clone());
    if !input.bytes.starts_with(b"PK") {
        return Ok(Sheets::Xls(Xls::new(data)?));
    }
    let archive = archive_of(input);
    let holds = |name: &str| archive.as_ref().is_ok_and(|archive| archive.index_for_name(name).is_some());
    Ok(if holds("xl/workbook.bin") {
        Sheets::Xlsb(Xlsb::new(data)?)
    } else {
        let opened = Xlsx::new(data);
        // calamine refuses a workbook that holds a sheet of macros, whatever else is in it.
        let known = match &opened {
            Err(XlsxError::Unrecognized { typ: "sheet:type", .. }) => with_known_kinds(&bytes),
            _ => None,
        };
        Sheets::Xlsx(known.map_or(opened, |known| Xlsx::new(Cursor::new(Cow::Owned(known))))?)
    })
}

/// A workbook in which sheets of macros are said to be sheets like others; the rest is copied as it is packed.
fn with_known_kinds(bytes: &[u8]) -> Option<Vec<u8>> {
    const LIST: &str = "xl/_rels/workbook.xml.rels";
    let mut archive = read_directory(bytes).ok()?;
    let mut list = String::new();
    archive.by_name(LIST).ok()?.take(LIST_BYTES_MAX).read_to_string(&mut list).ok()?;
    let place = archive.index_for_name(LIST)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for nth in (0..archive.len()).filter(|nth| *nth != place) {
        out.raw_copy_file(archive.by_index_raw(nth).ok()?).ok()?;
    }
    out.start_file(LIST, SimpleFileOptions::default()).ok()?;
    let list = list.replace("/xlMacrosheet\"", "/worksheet\"").replace("/xlIntlMacrosheet\"", "/worksheet\"");
    out.write_all(list.as_bytes()).ok()?;
    Some(out.finish().ok()?.into_inner())
}

/// calamine unpacks whatever is in the archive: what is said to be in it is added up before.
fn check_unpacked(input: &Input<'_>) -> Result<(), ExtractError> {
    let mut budget = Budget::new(input);
    let Ok(mut archive) = archive_of(input) else { return Ok(()) };
    for nth in 0..archive.len() {
        if let Ok(member) = archive.by_index_raw(nth) {
            budget.take(member.size())?;
        }
    }
    Ok(())
}

/// The cells of a sheet that hold something, by row and column: one far cell must not cost the rectangle up to it.
#[derive(Default)]
pub(super) struct Cells {
    rows: BTreeMap<u32, BTreeMap<u32, Data>>,
}

impl Cells {
    /// Puts a value where it stands; an empty one nowhere.
    pub(super) fn add(&mut self, (row, column): (u32, u32), value: Data) {
        if value != Data::Empty {
            self.rows.entry(row).or_default().insert(column, value);
        }
    }

    fn of_range(range: &Range<Data>, back: &dyn Fn((u32, u32)) -> (u32, u32)) -> Cells {
        let (mut cells, (row, column)) = (Cells::default(), range.start().unwrap_or_default());
        let used = range.used_cells();
        used.for_each(|(down, right, value)| {
            cells.add(back((row + down as u32, column + right as u32)), value.clone());
        });
        cells
    }

    /// Reads the cells of a sheet; `back` tells where a cell stood before old workbooks were made smaller.
    fn of_sheet(
        workbook: &mut Book<'_>,
        name: &str,
        back: &dyn Fn((u32, u32)) -> (u32, u32),
    ) -> Result<Cells, calamine::Error> {
        let mut cells = Cells::default();
        match workbook {
            Sheets::Xlsx(workbook) => {
                let mut reader = match workbook.worksheet_cells_reader(name) {
                    Err(XlsxError::NotAWorksheet(_)) => return Ok(cells),
                    reader => reader?,
                };
                while let Some(cell) = reader.next_cell()? {
                    cells.add(cell.get_position(), Data::from(cell.get_value().clone()));
                }
            }
            Sheets::Xlsb(workbook) => {
                let mut reader = workbook.worksheet_cells_reader(name)?;
                while let Some(cell) = reader.next_cell()? {
                    cells.add(cell.get_position(), Data::from(cell.get_value().clone()));
                }
            }
            workbook => return Ok(Cells::of_range(&workbook.worksheet_range(name)?, back)),
        }
        Ok(cells)
    }

    /// How many columns lie between the first that holds something and the last.
    fn width(&self) -> usize {
        let columns = || self.rows.values().flat_map(BTreeMap::keys);
        let (first, last) = (columns().min(), columns().max());
        first.zip(last).map_or(0, |(first, last)| (last - first + 1) as usize)
    }
}

/// Writes a sheet: its name, then its rows.
fn sheet(name: &str, cells: &Cells, writer: &mut Writer) -> Result<(), ExtractError> {
    let Some(first) = cells.rows.keys().next() else { return Ok(()) };
    let at = |row: u32| Location::Row { sheet: name.to_owned(), row: row as usize + 1 };
    writer.heading(name, 1, &at(*first))?;
    let head = head_row(cells);
    let heads: BTreeMap<u32, String> = head
        .and_then(|head| cells.rows.get(&head))
        .into_iter()
        .flatten()
        .map(|(column, cell)| (*column, shown(cell)))
        .collect();
    for (nth, row) in &cells.rows {
        let is_body = head.is_some_and(|head| *nth > head);
        let texts: Vec<String> = row
            .iter()
            .map(|(column, cell)| (column, shown(cell)))
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| match heads.get(column).filter(|head| is_body && !head.is_empty()) {
                Some(head) => format!("{head}: {cell}"),
                None => cell,
            })
            .collect();
        writer.row(&texts, &at(*nth))?;
    }
    Ok(())
}

/// The row that names the columns: the first with several cells, if all of them are words and another row follows.
fn head_row(cells: &Cells) -> Option<u32> {
    let filled = |row: &BTreeMap<u32, Data>| row.values().filter(|cell| !shown(cell).is_empty()).count();
    let (nth, row) = cells
        .rows
        .iter()
        .filter(|(_, row)| filled(row) > 0)
        .take(HEAD_ROWS)
        .find(|(_, row)| filled(row) > 1)?;
    let words = row.values().all(|cell| matches!(cell, Data::String(_)));
    // A title above the table fills little of its width.
    let fills_the_row = 2 * filled(row) > cells.width();
    (words && fills_the_row && cells.rows.keys().next_back() > Some(nth)).then_some(*nth)
}

/// A cell as people see it, on one line. Number formats are not applied, except that dates are dates.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(value) => number(*value),
        Data::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            // A day without a time of day is stored as its midnight.
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year}-{month:02}-{day:02}")
            } else {
                format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        other => other.to_string().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// A number with the fifteen digits that Excel keeps.
fn number(value: f64) -> String {
    // By way of text: a binary fraction cannot be cut at a decimal place.
    let digits = format!("{value:.15e}");
    let rounded: f64 = match digits.split_once('e') {
        Some((mantissa, exponent)) => {
            let mantissa: f64 = mantissa.parse().unwrap_or(value);
            format!("{mantissa:.14}e{exponent}").parse().unwrap_or(value)
        }
        None => value,
    };
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_far_cell_costs_itself() {
        let mut cells = Cells::default();
        let word = |text: &str| Data::String(text.to_owned());
        cells.add((0, 0), word("县"));
        cells.add((0, 1), word("减负"));
        cells.add((1, 0), word("甲"));
        assert_eq!((cells.width(), head_row(&cells)), (2, Some(0)));
        cells.add((1_048_575, 16_383), word("远"));
        cells.add((5, 5), Data::Empty);
        // The heads do not fill so wide a row.
        assert_eq!((cells.rows.len(), cells.width(), head_row(&cells)), (3, 16_384, None));
    }

    #[test]
    fn numbers_and_dates_read_as_people_see_them() {
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(12_345_678.9), "12345678.9");
        assert_eq!(shown(&Data::Int(7)), "7");
        assert_eq!(shown(&Data::String(" 甲\n乙 ".to_owned())), "甲 乙");
    }
}
