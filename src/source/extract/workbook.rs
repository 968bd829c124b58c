//! Workbooks (xlsx, xls, ods): a sheet is a section, a row is a line `head: value`. Read by calamine.

use std::io::Cursor;

use calamine::{Data, Ods, OdsError, Range, Reader, Sheets, Xls, XlsError, Xlsx, XlsxError};

use crate::text::Location;

use super::limits::Budget;
use super::package::archive_of;
use super::writer::Writer;
use super::{ExtractError, Extraction, Input, single};

/// A row of heads is looked for among so many first rows that are not empty.
const HEAD_ROWS: usize = 5;

/// Reads all sheets, hidden ones too: nothing that is in a report may be unfindable.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    check_unpacked(input)?;
    let damaged = |error: calamine::Error| match error {
        calamine::Error::Xls(XlsError::Password)
        | calamine::Error::Xlsx(XlsxError::Password)
        | calamine::Error::Ods(OdsError::Password) => ExtractError::Encrypted,
        other => ExtractError::Damaged(other.to_string()),
    };
    let mut workbook = open(input).map_err(damaged)?;
    let mut writer = Writer::new();
    writer.untitled();
    for name in workbook.sheet_names() {
        sheet(&mut workbook, &name, &mut writer)?;
    }
    single(writer.finish()?)
}

/// Opens a workbook as what its container says that it is: left to guess, calamine keeps to itself why it fails.
/// It takes bytes only, and so reads the directory of a ZIP container once more.
fn open<'a>(input: &Input<'a>) -> Result<Sheets<Cursor<&'a [u8]>>, calamine::Error> {
    let data = Cursor::new(input.bytes);
    if !input.bytes.starts_with(b"PK") {
        return Ok(Sheets::Xls(Xls::new(data)?));
    }
    let archive = archive_of(input);
    Ok(match archive.is_ok_and(|archive| archive.index_for_name("content.xml").is_some()) {
        true => Sheets::Ods(Ods::new(data)?),
        false => Sheets::Xlsx(Xlsx::new(data)?),
    })
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

/// Reads a sheet; one that cannot be read (a chart, say) is noted, not the end of the file.
fn sheet(workbook: &mut Sheets<Cursor<&[u8]>>, name: &str, writer: &mut Writer) -> Result<(), ExtractError> {
    let range = match workbook.worksheet_range(name) {
        Ok(range) => range,
        Err(error) => {
            writer.note(format!("sheet {name} cannot be read ({error})"));
            return Ok(());
        }
    };
    let Some((first, _)) = range.start() else { return Ok(()) };
    let at = |row: usize| Location::Row { sheet: name.to_owned(), row: first as usize + row + 1 };
    writer.heading(name, 1, &at(0))?;
    let head = head_row(&range);
    let heads: Vec<String> =
        head.and_then(|nth| range.rows().nth(nth)).into_iter().flatten().map(shown).collect();
    for (nth, row) in range.rows().enumerate() {
        let cells: Vec<String> = row.iter().map(shown).collect();
        let is_body = head.is_some_and(|head| nth > head);
        let cells: Vec<String> = cells
            .into_iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| match heads.get(column).filter(|head| is_body && !head.is_empty()) {
                Some(head) => format!("{head}: {cell}"),
                None => cell,
            })
            .collect();
        writer.row(&cells, &at(nth))?;
    }
    Ok(())
}

/// The row that names the columns: the first with several cells, if all of them are words and another row follows.
fn head_row(range: &Range<Data>) -> Option<usize> {
    let filled = |row: &[Data]| row.iter().filter(|cell| !shown(cell).is_empty()).count();
    let (nth, row) = range
        .rows()
        .enumerate()
        .filter(|(_, row)| filled(row) > 0)
        .take(HEAD_ROWS)
        .find(|(_, row)| filled(row) > 1)?;
    let words = row.iter().all(|cell| matches!(cell, Data::String(_) | Data::Empty));
    let fills_the_row = 2 * filled(row) > range.width();
    (words && fills_the_row && nth + 1 < range.height()).then_some(nth)
}

/// A cell as people see it, on one line. Number formats are not applied, except that dates are dates.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(value) => number(*value),
        Data::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
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
    fn numbers_and_dates_read_as_people_see_them() {
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(12_345_678.9), "12345678.9");
        assert_eq!(shown(&Data::Int(7)), "7");
        assert_eq!(shown(&Data::String(" 甲\n乙 ".to_owned())), "甲 乙");
    }
}
