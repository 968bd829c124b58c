//! Old workbooks (\[MS-XLS\]) with a cell far from the others. calamine lays each sheet out as the rectangle around its cells;
//! so the cells are moved together before it reads them, and put back after it has.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read, Seek, Write};

use cfb::CompoundFile;

/// A rectangle is given to calamine as it stands up to so many cells, and where one cell in so many holds something.
const CELLS_MAX: u64 = 1 << 20;
const SPARSE: u64 = 8;

/// Columns of a sheet.
const COLUMNS: u32 = 256;

/// Types of records (\[MS-XLS\] 2.3).
const BOUND_SHEET: u16 = 0x85;
const BEGIN: u16 = 0x809;
const END: u16 = 0x0A;
const DIMENSIONS: u16 = 0x200;
const MANY_NUMBERS: u16 = 0xBD;
/// Records of one cell: number, label, rich label, truth or error, packed number, shared string, formula.
const CELLS: [u16; 7] = [0x203, 0x204, 0xD6, 0x205, 0x27E, 0xFD, 0x06];

/// Where the cells of a sheet stood, by row and column now.
type Before = HashMap<(u32, u32), (u32, u32)>;

/// Which cells of a workbook were moved.
#[derive(Default)]
pub(super) struct Moved {
    /// Of each sheet, in their order, with its cells; none where it is as it was.
    sheets: Vec<Option<Before>>,
}

impl Moved {
    /// Returns where a cell of the sheet stood.
    pub(super) fn back(&self, sheet: usize, place: (u32, u32)) -> (u32, u32) {
        let before = self.sheets.get(sheet).and_then(Option::as_ref);
        before.and_then(|before| before.get(&place)).copied().unwrap_or(place)
    }
}

/// Moves cells together where they stand so far apart that the rectangle around them would cost more than the workbook.
pub(super) fn moved_together(bytes: Cow<'_, [u8]>) -> (Cow<'_, [u8]>, Moved) {
    match changed(&bytes) {
        Some((changed, moved)) => (Cow::Owned(changed), moved),
        None => (bytes, Moved::default()),
    }
}

fn changed(bytes: &[u8]) -> Option<(Vec<u8>, Moved)> {
    let read = |name: &str| {
        let mut stream = Vec::new();
        super::ole::open(bytes).ok()?.open_stream(name).ok()?.read_to_end(&mut stream).ok()?;
        Some((name.to_owned(), stream))
    };
    let (name, mut stream) = read("Workbook").or_else(|| read("Book"))?;
    let moved =
        Moved { sheets: begins(&stream).iter().map(|begin| move_sheet(&mut stream, *begin)).collect() };
    moved.sheets.iter().find(|sheet| sheet.is_some())?;
    let mut container = CompoundFile::open(Cursor::new(bytes.to_vec())).ok()?;
    let mut place = container.open_stream(&name).ok()?;
    place.rewind().and_then(|()| place.write_all(&stream)).and_then(|()| place.flush()).ok()?;
    drop(place);
    Some((container.into_inner().into_inner(), moved))
}

/// The records from a byte on: type, and where the content stands.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u16, std::ops::Range<usize>)> + '_ {
    std::iter::from_fn(move || {
        let (kind, length) = (word(stream, at)?, word(stream, at + 2)?);
        let content = at + 4..at + 4 + usize::from(length);
        at = content.end;
        (content.end <= stream.len()).then_some((kind, content))
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Where the sheets begin, in the order in which the workbook lists them.
fn begins(stream: &[u8]) -> Vec<usize> {
    let list = records(stream, 0).take_while(|(kind, _)| *kind != END);
    let place = |content: std::ops::Range<usize>| {
        Some(u32::from_le_bytes(stream.get(content)?.get(..4)?.try_into().ok()?) as usize)
    };
    list.filter(|(kind, _)| *kind == BOUND_SHEET)
        .map(|(_, content)| place(content).unwrap_or(usize::MAX))
        .collect()
}

/// Cells of a record: where it stands, whether it ends in its last column, its row, its first column, how many.
struct Run {
    at: std::ops::Range<usize>,
    many: bool,
    row: u32,
    column: u32,
    cells: u32,
}

fn move_sheet(stream: &mut [u8], begin: usize) -> Option<Before> {
    let (runs, dimensions) = runs(stream, begin);
    let rows = || runs.iter().map(|run| run.row);
    let (first, last) =
        (runs.iter().map(|run| run.column).min()?, runs.iter().map(|run| run.column + run.cells).max()?);
    let area = u64::from(rows().max()? - rows().min()? + 1) * u64::from(last - first);
    let held: u64 = runs.iter().map(|run| u64::from(run.cells)).sum();
    if area <= CELLS_MAX || area <= held * SPARSE {
        return None;
    }
    let (mut before, mut places, mut row, mut column) = (Before::new(), Vec::new(), 0_u32, 0_u32);
    for run in &runs {
        if column + run.cells > COLUMNS {
            (row, column) = (row + 1, 0);
        }
        places.push((u16::try_from(row).ok()?, u16::try_from(column).ok()?));
        before.extend((0..run.cells).map(|nth| ((row, column + nth), (run.row, run.column + nth))));
        column += run.cells;
    }
    for (run, (row, column)) in runs.iter().zip(places) {
        let record = &mut stream[run.at.clone()];
        record[..2].copy_from_slice(&row.to_le_bytes());
        record[2..4].copy_from_slice(&column.to_le_bytes());
        if run.many {
            let (end, last) = (record.len() - 2, u32::from(column) + run.cells - 1);
            record[end..].copy_from_slice(&u16::try_from(last).ok()?.to_le_bytes());
        }
    }
    // calamine makes room for what the sheet says that it holds.
    dimensions.into_iter().for_each(|at| stream[at].fill(0));
    Some(before)
}

/// The cells of a sheet, and where it tells its size; charts inside it are passed over.
fn runs(stream: &[u8], begin: usize) -> (Vec<Run>, Vec<std::ops::Range<usize>>) {
    let (mut runs, mut dimensions, mut inside) = (Vec::new(), Vec::new(), 0_usize);
    for (kind, at) in records(stream, begin) {
        match kind {
            BEGIN => inside += 1,
            END if inside <= 1 => break,
            END => inside -= 1,
            DIMENSIONS if inside <= 1 => dimensions.push(at),
            _ if inside <= 1 && (CELLS.contains(&kind) || kind == MANY_NUMBERS) => {
                let (Some(row), Some(column)) = (word(stream, at.start), word(stream, at.start + 2)) else {
                    break;
                };
                let last =
                    if kind == MANY_NUMBERS { word(stream, at.end.saturating_sub(2)) } else { Some(column) };
                let cells = last.and_then(|last| (last + 1).checked_sub(column)).map_or(0, u32::from);
                if at.len() >= 6 && (1..=COLUMNS).contains(&cells) {
                    runs.push(Run {
                        at,
                        many: kind == MANY_NUMBERS,
                        row: u32::from(row),
                        column: u32::from(column),
                        cells,
                    });
                }
            }
            _ => {}
        }
    }
    (runs, dimensions)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::extract::{Limits, extract};
    use crate::text::Location;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short");
        [&kind.to_le_bytes(), &length.to_le_bytes(), content].concat()
    }

    fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x203, &[place, value.to_le_bytes().to_vec()].concat())
    }

    /// Packed numbers in neighbouring columns: format, then the value, a whole number shifted by two bits.
    fn numbers(row: u16, column: u16, values: &[u32]) -> Vec<u8> {
        let mut content = [row.to_le_bytes(), column.to_le_bytes()].concat();
        values.iter().for_each(|value| {
            content.extend([0, 0]);
            content.extend((value << 2 | 2).to_le_bytes());
        });
        let last = column + u16::try_from(values.len()).expect("few") - 1;
        content.extend(last.to_le_bytes());
        record(MANY_NUMBERS, &content)
    }

    /// A workbook of sheets with these records.
    fn workbook(sheets: &[Vec<u8>]) -> Vec<u8> {
        let begin = |kind: u8| record(BEGIN, &[0, 6, kind, 0, 0xBB, 0x0D, 0xCC, 7, 0, 0, 0, 0, 6, 0, 0, 0]);
        let list = |places: &[u32]| {
            let sheet = |(nth, place): (usize, &u32)| {
                let name = [b'a' + u8::try_from(nth).expect("few")];
                record(BOUND_SHEET, &[&place.to_le_bytes()[..], &[0, 0, 1, 0], &name].concat())
            };
            [begin(5), places.iter().enumerate().flat_map(sheet).collect(), record(END, &[])].concat()
        };
        let mut at = list(&vec![0; sheets.len()]).len();
        let (mut places, mut rest) = (Vec::new(), Vec::new());
        for sheet in sheets {
            // It says that it holds as much as there can be.
            let size = record(DIMENSIONS, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]);
            let whole = [begin(0x10), size, sheet.clone(), record(END, &[])].concat();
            places.push(u32::try_from(at).expect("small"));
            at += whole.len();
            rest.extend(whole);
        }
        let mut container = CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
        let mut stream = container.create_stream("Workbook").expect("a stream");
        stream.write_all(&[list(&places), rest].concat()).expect("it is in memory");
        drop(stream);
        container.flush().expect("it is in memory");
        container.into_inner().into_inner()
    }

    #[test]
    fn a_far_cell_costs_itself_and_is_told_where_it_stood() {
        let near = [number(0, 0, 1.5), numbers(1, 0, &[7, 8])].concat();
        let far = [
            number(3, 2, 2.5),
            numbers(30_000, 250, &[11, 12, 13]),
            numbers(40_000, 9, &[14]),
            number(65_535, 255, 99.0),
        ];
        let bytes = workbook(&[near, far.concat()]);
        let (changed, moved) = moved_together(Cow::Borrowed(&bytes));
        assert!(matches!(changed, Cow::Owned(_)) && changed.len() == bytes.len());
        assert_eq!((moved.back(0, (0, 0)), moved.back(1, (0, 1))), ((0, 0), (30_000, 250)));
        let report =
            extract(Path::new("a.xls"), &bytes, &Limits::default()).expect("sheets").reports.remove(0);
        assert_eq!(report.text, "a\n1.5\n7\t8\nb\n2.5\n11\t12\t13\n14\n99\n");
        let rows: Vec<usize> = report
            .markup
            .locations
            .iter()
            .filter_map(|(_, here)| match here {
                Location::Row { sheet, row } if sheet == "b" => Some(*row),
                _ => None,
            })
            .collect();
        assert!([4, 30_001, 40_001, 65_536].iter().all(|row| rows.contains(row)), "{rows:?}");
    }
}
