//! The file of what reports have to do with each other, which queries read: a row for each report by its number.
//!
//! Layout, little-endian: magic (4 bytes), reports (4), texts that end others (4); for each report a row of [`COLUMNS`] numbers (4
//! each); for each text that ends others its root, line, date, bytes of its title and bytes of its path (4 each); then these titles and
//! paths. 100,000 reports are 3 MB. What is damaged folds the wrong hits and does nothing worse; the seal tells it.

use std::collections::HashMap;
use std::path::PathBuf;

use tantivy::directory::OwnedBytes;

use crate::report::Date;
use crate::system::path_from_bytes;

use super::{Kin, Repealed};

const MAGIC: u32 = u32::from_le_bytes(*b"xco1");
const HEADER_BYTES: usize = 12;
/// Numbers of a row.
const COLUMNS: usize = 7;

// The columns of a row. Groups are counted from 1; 0 is none.
const COPIES: usize = 0;
const SERIES: usize = 1;
const NEWER: usize = 2;
const VERSIONS: usize = 3;
const DATED: usize = 4;
const SECTIONS: usize = 5;
const ENDED: usize = 6;
/// Numbers of a text that ends others.
const ENDING: usize = 5;

/// Writes the file.
pub(in crate::index) fn to_bytes(all: &[Kin]) -> Vec<u8> {
    let mut endings: Vec<&Repealed> = Vec::new();
    let mut known: HashMap<(u32, &PathBuf, u32), u32> = HashMap::new();
    let mut rows: Vec<u32> = Vec::with_capacity(all.len() * COLUMNS);
    for kin in all {
        let group = |group: Option<u32>| group.map_or(0, |group| group.saturating_add(1));
        let ended = kin.repealed.as_ref().map_or(0, |repealed| {
            *known.entry((repealed.root, &repealed.path, repealed.line)).or_insert_with(|| {
                endings.push(repealed);
                endings.len() as u32
            })
        });
        let dated = kin.dated.map_or(0, Date::packed);
        rows.extend([
            group(kin.copies),
            group(kin.series),
            kin.newer,
            kin.versions,
            dated,
            kin.sections,
            ended,
        ]);
    }
    let header = [MAGIC, all.len() as u32, endings.len() as u32];
    for one in &endings {
        let (title, path) = (one.by.len() as u32, one.path.as_os_str().len() as u32);
        rows.extend([one.root, one.line, one.since.map_or(0, Date::packed), title, path]);
    }
    let mut bytes = Vec::with_capacity(HEADER_BYTES + 4 * rows.len());
    header.iter().chain(&rows).for_each(|number| bytes.extend(number.to_le_bytes()));
    for one in endings {
        bytes.extend(one.by.as_bytes());
        bytes.extend(one.path.as_os_str().as_encoded_bytes());
    }
    bytes
}

/// What the reports of an index have to do with each other, by the number of the report (see [`super::super::FactsFile`]).
pub struct CopiesFile {
    bytes: OwnedBytes,
    reports: usize,
    endings: Vec<Repealed>,
}

impl CopiesFile {
    /// Opens the file; `None` when the bytes are none.
    pub(in crate::index) fn open(bytes: OwnedBytes) -> Option<CopiesFile> {
        let number = |at: usize| number(&bytes, at);
        let (magic, reports, count) = (number(0)?, number(4)? as usize, number(8)? as usize);
        let table = HEADER_BYTES.checked_add(reports.checked_mul(4 * COLUMNS)?)?;
        let mut at = table.checked_add(count.checked_mul(4 * ENDING)?)?;
        if magic != MAGIC || at > bytes.len() {
            return None;
        }
        let mut endings = Vec::new();
        for nth in 0..count {
            let row = |column: usize| number(table + 4 * (nth * ENDING + column));
            let path = at.checked_add(row(3)? as usize)?;
            let end = path.checked_add(row(4)? as usize)?;
            endings.push(Repealed {
                root: row(0)?,
                line: row(1)?,
                since: Date::from_packed(row(2)?),
                by: String::from_utf8_lossy(bytes.get(at..path)?).into_owned(),
                path: path_from_bytes(bytes.get(path..end)?.to_vec()),
            });
            at = end;
        }
        (at == bytes.len()).then_some(CopiesFile { bytes, reports, endings })
    }

    /// Returns what a report has to do with others on a day: what ends later is in force until then.
    pub fn kin(&self, report: u32, on: Date) -> Kin {
        let group = |column| self.column(report, column).checked_sub(1);
        Kin {
            copies: group(COPIES),
            series: group(SERIES),
            newer: self.column(report, NEWER),
            versions: self.column(report, VERSIONS),
            dated: Date::from_packed(self.column(report, DATED)),
            sections: self.column(report, SECTIONS),
            repealed: group(ENDED)
                .and_then(|nth| self.endings.get(nth as usize))
                .filter(|ending| ending.since.is_none_or(|since| since <= on))
                .cloned(),
        }
    }

    fn column(&self, report: u32, column: usize) -> u32 {
        if report as usize >= self.reports {
            return 0;
        }
        number(&self.bytes, HEADER_BYTES + 4 * (report as usize * COLUMNS + column)).unwrap_or(0)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    fn some() -> Vec<Kin> {
        let repealed = |line| {
            let (by, path) = ("民法典".to_owned(), PathBuf::from("法/民法典.md"));
            Some(Repealed { by, since: Date::parse("2021-01-01"), root: 1, path, line })
        };
        vec![
            Kin { copies: Some(0), sections: 9, ..Kin::default() },
            Kin { repealed: repealed(7), ..Kin::default() },
            Kin {
                series: Some(3),
                newer: 1,
                versions: 2,
                dated: Date::parse("2020-10-17"),
                repealed: repealed(7),
                ..Kin::default()
            },
            Kin { repealed: repealed(8), ..Kin::default() },
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let file = CopiesFile::open(OwnedBytes::new(to_bytes(&some()))).expect("a file of ours");
        for (nth, kin) in some().into_iter().chain([Kin::default()]).enumerate() {
            let before = Kin { repealed: None, ..kin.clone() };
            assert_eq!(file.kin(nth as u32, day("2020-12-31")), before, "{nth}");
            assert_eq!(file.kin(nth as u32, day("2021-01-01")), kin, "{nth}");
        }
        assert_eq!(file.endings.len(), 2);
    }

    #[test]
    fn what_is_damaged_is_refused_or_harmless() {
        let whole = to_bytes(&some());
        for cut in 0..whole.len() {
            assert!(CopiesFile::open(OwnedBytes::new(whole[..cut].to_vec())).is_none(), "{cut}");
        }
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0xFF;
            if let Some(file) = CopiesFile::open(OwnedBytes::new(flipped)) {
                (0..9).for_each(|report| drop(file.kin(report, day("2026-01-01"))));
            }
        }
    }
}
