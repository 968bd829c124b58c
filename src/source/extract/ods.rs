//! OpenDocument sheets, cell by cell: one that stands far away, or is repeated a million times, costs itself alone.

use calamine::Data;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::package::Package;
use super::workbook::Cells;
use super::xml::{self, Element};
use super::{ExtractError, Input};

/// Most cells of a workbook that are written once more because a row or a cell is repeated.
const COPIES_MAX: u32 = 1 << 20;

/// Rows and columns of the largest sheet that LibreOffice keeps.
const ROWS_MAX: u32 = 1 << 20;
const COLUMNS_MAX: u32 = 1 << 14;

/// A sheet of a workbook.
#[derive(Default)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// What it holds.
    pub(super) cells: Cells,
    /// Comments, each with its row, from 0.
    pub(super) comments: Vec<(u32, String)>,
    /// Whether not all copies of repeated cells are there.
    pub(super) is_cut: bool,
}

/// Reads all sheets.
///
/// # Errors
/// [`ExtractError::Encrypted`], [`ExtractError::Damaged`], [`ExtractError::TooLarge`].
pub(super) fn sheets(input: &Input<'_>) -> Result<Vec<Sheet>, ExtractError> {
    let mut package = Package::open(input)?;
    let manifest = package.member("META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(ExtractError::Encrypted);
    }
    let content = package.member("content.xml")?;
    let content = content.ok_or_else(|| ExtractError::Damaged("it holds no content.xml".to_owned()))?;
    let content = String::from_utf8_lossy(&content);
    let mut reader = Reader::from_str(&content);
    reader.config_mut().check_end_names = true;
    let mut state = State { copies: COPIES_MAX, ..State::default() };
    loop {
        match reader.read_event().map_err(xml::damaged)? {
            Event::Start(start) => state.open(&xml::element(&start)),
            Event::Empty(start) => {
                let element = xml::element(&start);
                state.open(&element);
                state.close(&element.name);
            }
            Event::End(end) => state.close(end.local_name().as_ref()),
            Event::Text(text) => state.say(&text),
            Event::CData(text) => state.say(&text),
            Event::GeneralRef(reference) => state.say(&xml::resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(state.sheets)
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    times: u32,
    /// The value that its attributes tell.
    value: Option<Data>,
    text: String,
}

/// Where the reader stands.
#[derive(Default)]
struct State {
    sheets: Vec<Sheet>,
    /// Tables that are open: inside a sheet there may be more.
    tables: usize,
    /// The row that is being read, how many times it stands there, and what it holds by column.
    row: u32,
    row_times: u32,
    held: Vec<(u32, u32, Data)>,
    column: u32,
    cell: Option<Cell>,
    comment: Option<String>,
    /// Paragraphs that are open.
    paragraphs: usize,
    /// How many cells may still be copied.
    copies: u32,
}

impl State {
    fn open(&mut self, element: &Element) {
        let times = |name, most| {
            let told = element.attribute(name).and_then(|times| times.trim().parse::<u32>().ok());
            told.unwrap_or(1).clamp(1, most)
        };
        match element.name.as_str() {
            "table" => {
                self.tables += 1;
                if self.tables == 1 {
                    let name = element.attribute("name").unwrap_or_default().to_owned();
                    self.sheets.push(Sheet { name, ..Sheet::default() });
                    (self.row, self.cell) = (0, None);
                }
            }
            _ if self.tables != 1 => self.inside(element),
            "table-row" => {
                (self.column, self.row_times) = (0, times("number-rows-repeated", ROWS_MAX));
                self.held.clear();
            }
            "table-cell" | "covered-table-cell" => {
                let times = times("number-columns-repeated", COLUMNS_MAX);
                self.cell = Some(Cell { times, value: value(element), text: String::new() });
            }
            _ => self.inside(element),
        }
    }

    /// What may stand in a cell.
    fn inside(&mut self, element: &Element) {
        match element.name.as_str() {
            "annotation" => self.comment = Some(String::new()),
            "p" | "h" => {
                self.paragraphs += 1;
                self.part();
            }
            // However many: blanks in a row are one.
            "s" | "tab" | "line-break" => self.part(),
            _ => {}
        }
    }

    fn part(&mut self) {
        if let Some(text) = self.text() {
            text.push(' ');
        }
    }

    fn text(&mut self) -> Option<&mut String> {
        let in_cell = self.cell.as_mut().map(|cell| &mut cell.text);
        self.comment.as_mut().or(in_cell)
    }

    fn say(&mut self, said: &str) {
        if self.paragraphs > 0
            && let Some(text) = self.text()
        {
            text.push_str(said);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "table" => self.tables = self.tables.saturating_sub(1),
            "p" | "h" => self.paragraphs = self.paragraphs.saturating_sub(1),
            "annotation" => {
                let row = self.row;
                if let (Some(said), Some(sheet)) = (self.comment.take(), self.sheets.last_mut()) {
                    sheet.comments.push((row, said));
                }
            }
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.end_cell(),
            "table-row" if self.tables == 1 => self.end_row(),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let says = !cell.text.trim().is_empty();
        let value = match cell.value {
            // The text of an error stands beside an empty value.
            Some(Data::String(value)) if value.is_empty() && says => Data::String(cell.text),
            Some(value) => value,
            None if says => Data::String(cell.text),
            None => Data::Empty,
        };
        if value != Data::Empty && self.column < COLUMNS_MAX {
            self.held.push((self.column, cell.times.min(COLUMNS_MAX - self.column), value));
        }
        self.column = self.column.saturating_add(cell.times);
    }

    fn end_row(&mut self) {
        let Some(sheet) = self.sheets.last_mut() else { return };
        let mut columns = Vec::new();
        for (column, times, value) in self.held.drain(..) {
            let copies = (times - 1).min(self.copies);
            (self.copies, sheet.is_cut) = (self.copies - copies, sheet.is_cut || copies < times - 1);
            columns.extend((column..=column + copies).map(|column| (column, value.clone())));
        }
        if !columns.is_empty() && self.row < ROWS_MAX {
            let more = (self.row_times - 1).min(ROWS_MAX - 1 - self.row);
            let cells = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let copies = more.min(self.copies / cells);
            (self.copies, sheet.is_cut) = (self.copies - copies * cells, sheet.is_cut || copies < more);
            for row in self.row..=self.row + copies {
                columns.iter().for_each(|(column, value)| sheet.cells.add((row, *column), value.clone()));
            }
        }
        self.row = self.row.saturating_add(self.row_times);
    }
}

/// The value of a cell as its attributes tell it; `None` where its text is the value (ODF 1.2 part 1, 19.385).
fn value(cell: &Element) -> Option<Data> {
    let told = |name| cell.attribute(name);
    let text = |name| told(name).map(str::to_owned);
    let number = told("value").and_then(|value| value.trim().parse().ok()).map(Data::Float);
    let truth = || told("boolean-value").map(|value| Data::Bool(value.eq_ignore_ascii_case("true")));
    number
        .or_else(|| text("date-value").map(Data::DateTimeIso))
        .or_else(|| text("time-value").map(Data::DurationIso))
        .or_else(truth)
        .or_else(|| text("string-value").map(Data::String))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::packed;
    use crate::source::extract::{Limits, extract};

    fn read(rows: &str) -> crate::source::Extracted {
        let content = format!(
            r#"<o:document-content xmlns:o="o" xmlns:t="t" xmlns:x="x" xmlns:d="d"><o:body><o:spreadsheet><t:table t:name="表一">{rows}</t:table></o:spreadsheet></o:body></o:document-content>"#
        );
        let made = packed(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", &content),
        ]);
        extract(Path::new("a.ods"), &made, &Limits::default()).expect("sheets").reports.remove(0)
    }

    #[test]
    fn cells_are_read_where_they_stand() {
        let report = read(
            r#"<t:table-row><t:table-cell o:value-type="string"><x:p>指标</x:p></t:table-cell><t:table-cell t:number-columns-repeated="2" o:value-type="string"><x:p>数</x:p><x:p>值</x:p></t:table-cell></t:table-row>
            <t:table-row t:number-rows-repeated="2"><t:table-cell o:value-type="string"><o:annotation><d:creator>某人</d:creator><x:p>批注</x:p></o:annotation><x:p>学校<x:s x:c="900000000"/>数</x:p></t:table-cell><t:table-cell o:value-type="float" o:value="5.50"><x:p>5.5</x:p></t:table-cell></t:table-row>
            <t:table-row t:number-rows-repeated="1048000"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>
            <t:table-row><t:table-cell t:number-columns-repeated="16000"/><t:table-cell o:value-type="date" o:date-value="2024-05-01"><x:p>五月一日</x:p></t:table-cell></t:table-row>"#,
        );
        let lines: Vec<&str> = report.text.lines().collect();
        assert_eq!(lines[0], "表一");
        assert!(lines.contains(&"2024-05-01") && report.text.contains("批注"), "{}", report.text);
        assert_eq!(report.text.matches("学校 数").count(), 2, "{}", report.text);
        assert!(!report.text.contains("某人"), "{}", report.text);
    }

    #[test]
    fn what_repeats_without_end_is_cut_and_said() {
        let row = r#"<t:table-row t:number-rows-repeated="1048576"><t:table-cell t:number-columns-repeated="16384" o:value-type="string"><x:p>减负</x:p></t:table-cell></t:table-row>"#;
        let report = read(&row.repeat(3));
        let count = report.text.matches("减负").count();
        assert!((1 << 20..1 << 21).contains(&count), "{count}");
        assert!(report.markup.notes.iter().any(|note| note.contains("表一")), "{:?}", report.markup.notes);
    }
}
