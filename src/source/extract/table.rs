//! Tables in text (csv, tsv): a row is a line `head: value`. Delimiter and encoding are guessed.

use csv_core::ReadFieldResult;

use crate::text::Location;

use super::super::decode;
use super::writer::Writer;
use super::{ExtractError, Extracted, Extraction, Input, plain, single};

/// What parts the cells of a row; the first of equals is taken.
const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];
/// First lines that tell the delimiter.
const LINES_LOOKED_AT: usize = 50;
/// First rows among which a row of heads is looked for: a title may stand above it.
const HEAD_ROWS: usize = 5;

/// Reads a table; text without cells is read as text.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let document = decode(input.bytes)?;
    let Some(delimiter) = delimiter(&document.text) else { return plain::text(input) };
    let rows = rows(&document.text, delimiter);
    let head = rows.iter().take(HEAD_ROWS).position(|(_, cells)| is_head(cells));
    let head = head.filter(|nth| nth + 1 < rows.len());
    let mut writer = Writer::new();
    writer.untitled();
    for (nth, (line, cells)) in rows.iter().enumerate() {
        let heads = head.filter(|head| nth > *head).map(|head| rows[head].1.as_slice()).unwrap_or_default();
        let shown: Vec<String> = cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| match heads.get(column).filter(|head| !head.is_empty()) {
                Some(head) => format!("{head}: {cell}"),
                None => cell.clone(),
            })
            .collect();
        writer.row(&shown, &Location::Line { line: *line })?;
    }
    let report = writer.finish()?;
    single(Extracted { encoding: document.encoding.to_owned(), ..report })
}

/// The rows that hold something, each with its line; blanks in cells made one.
fn rows(text: &str, delimiter: u8) -> Vec<(usize, Vec<String>)> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let (mut rest, mut rows) = (text.as_bytes(), Vec::new());
    // A field is never longer than what is left of the text.
    let mut output = vec![0; text.len() + 1];
    let (mut cells, mut filled, mut line) = (Vec::new(), 0, 1);
    loop {
        if cells.is_empty() && filled == 0 {
            // Empty lines stand before the row.
            let ends = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            line = reader.line() as usize + ends.filter(|byte| **byte == b'\n').count();
        }
        let (result, read, written) = reader.read_field(rest, &mut output[filled..]);
        rest = &rest[read..];
        filled += written;
        match result {
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => return rows,
            ReadFieldResult::Field { record_end } => {
                let cell = String::from_utf8_lossy(&output[..filled]);
                cells.push(cell.split_whitespace().collect::<Vec<_>>().join(" "));
                filled = 0;
                if record_end {
                    let row = std::mem::take(&mut cells);
                    if row.iter().any(|cell: &String| !cell.is_empty()) {
                        rows.push((line, row));
                    }
                }
            }
            ReadFieldResult::End => return rows,
        }
    }
}

/// The delimiter by which most of the first lines have one number of cells, two or more.
fn delimiter(text: &str) -> Option<u8> {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(LINES_LOOKED_AT).collect();
    let agreeing = |delimiter: u8| {
        let mut counts: Vec<usize> = lines.iter().map(|line| delimiters_in(line, delimiter)).collect();
        counts.sort_unstable();
        let runs = counts.chunk_by(|a, b| a == b).filter(|run| run[0] > 0);
        runs.map(<[usize]>::len).max().unwrap_or(0)
    };
    let mut best = (None, 0);
    for delimiter in DELIMITERS {
        let count = agreeing(delimiter);
        if count > best.1 {
            best = (Some(delimiter), count);
        }
    }
    // Prose has commas too, but no number of them in most lines.
    best.0.filter(|_| best.1 * 2 > lines.len())
}

/// Delimiters outside of quotation marks.
fn delimiters_in(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let outside = line.bytes().filter(|byte| {
        quoted ^= *byte == b'"';
        *byte == delimiter && !quoted
    });
    outside.count()
}

/// Whether a row names the columns: several cells, all of them words.
fn is_head(cells: &[String]) -> bool {
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    let is_words = |cell: &String| cell.contains(|c: char| c.is_alphabetic()) && cell.parse::<f64>().is_err();
    filled().count() > 1 && filled().count() * 2 > cells.len() && filled().all(is_words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::extract::Limits;
    use std::path::Path;

    fn read_bytes(bytes: &[u8]) -> Extracted {
        let (limits, spent) = (Limits::default(), std::cell::Cell::new(0));
        let input = Input::new(Path::new("a.csv"), bytes, &limits, &spent);
        read(&input).expect("a table").reports.remove(0)
    }

    #[test]
    fn rows_read_under_their_heads() {
        let table = [
            ("水库,库容\n青龙潭,320\n", "水库\t库容\n水库: 青龙潭\t库容: 320\n"),
            ("水库;备注\n甲;\"一;二\n三\"\n", "水库\t备注\n水库: 甲\t备注: 一;二 三\n"),
            ("水库台账\n水库\t库容\n\n甲\t1\n乙\t\n", "水库台账\n水库\t库容\n水库: 甲\t库容: 1\n水库: 乙\n"),
            ("1|2\n3|4\n", "1\t2\n3\t4\n"),
        ];
        for (text, wanted) in table {
            let report = read_bytes(text.as_bytes());
            assert_eq!(report.text, wanted);
            assert_eq!(read_bytes(&encoding_rs::GBK.encode(text).0).text, wanted);
            assert!(report.markup.untitled);
        }
        let report = read_bytes("水库,库容\n\n青龙潭,320\n".as_bytes());
        let at = report.text.find("青龙潭").expect("it is there");
        assert_eq!(report.location(at, 9), Location::Line { line: 3 });
    }

    #[test]
    fn text_without_cells_is_text() {
        let prose = "减轻教师负担的报告\n各地要高度重视, 认真落实。\n一、基本情况\n";
        assert_eq!(read_bytes(prose.as_bytes()).text, prose);
    }
}
