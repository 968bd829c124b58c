//! Tables of dBASE, FoxPro and their like (dbf): a row is a line `field: value`. Shapefiles and older systems keep their
//! tables so.
//!
//! After the layout that dBASE III and Visual FoxPro share: a header of 32 bytes, one of 32 for each field, records of
//! one length.

use std::path::Path;

use encoding_rs::Encoding;

use crate::text::Location;

use super::writer::Writer;
use super::{ExtractError, Extracted, Extraction, Input, single};

/// Bytes of the header, and of what describes a field.
const HEADER: usize = 32;
/// What ends the fields.
const FIELDS_END: u8 = 0x0D;
/// First bytes of the kinds of tables.
const KINDS: [u8; 11] = [0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0x8E, 0xF5, 0xFB];

/// Tells whether a file is such a table.
pub(super) fn is_table(name: &Path, start: &[u8]) -> bool {
    let named = name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("dbf"));
    named && start.first().is_some_and(|kind| KINDS.contains(kind)) && fields(start).is_some()
}

struct Field {
    name: Vec<u8>,
    kind: u8,
    length: usize,
}

/// The fields, as far as `bytes` hold them.
fn fields(bytes: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    let mut at = HEADER;
    while let Some(field) = bytes.get(at..at + HEADER) {
        if field[0] == FIELDS_END {
            break;
        }
        let name = field[..11].split(|byte| *byte == 0).next()?.to_vec();
        fields.push(Field { name, kind: field[11], length: field[16].into() });
        at += HEADER;
    }
    let is_field = |field: &Field| field.kind.is_ascii_alphanumeric() || b"@+".contains(&field.kind);
    (!fields.is_empty() && fields.iter().all(is_field)).then_some(fields)
}

/// Reads the records that were not deleted.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let bytes = input.bytes;
    let short = || ExtractError::Damaged("its header is cut short".to_owned());
    let number = |at: usize| Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]).into());
    let (first, length): (usize, usize) = (number(8).ok_or_else(short)?, number(10).ok_or_else(short)?);
    let fields = fields(bytes.get(..first.min(bytes.len())).unwrap_or_default()).ok_or_else(short)?;
    let records = bytes.get(first..).filter(|_| length > 0).ok_or_else(short)?;
    let encoding = encoding_of(bytes[29], records);
    let decoded = |bytes: &[u8]| encoding.decode_without_bom_handling(bytes).0.trim().to_owned();
    let names: Vec<String> = fields.iter().map(|field| decoded(&field.name)).collect();
    let mut writer = Writer::new();
    writer.untitled();
    // The first byte of a record tells whether it was deleted.
    for (nth, record) in records.chunks_exact(length).enumerate().filter(|(_, record)| record[0] == b' ') {
        let (mut at, mut cells) = (1, Vec::new());
        for (field, name) in fields.iter().zip(&names) {
            let value = record.get(at..(at + field.length).min(record.len())).unwrap_or_default();
            at += field.length;
            // Memos and binary numbers are no text here.
            let value = if b"CNFDL".contains(&field.kind) { decoded(value) } else { String::new() };
            if !value.is_empty() {
                cells.push(format!("{name}: {value}"));
            }
        }
        writer.row(&cells, &Location::Line { line: nth + 1 })?;
    }
    let report = writer.finish()?;
    single(Extracted { encoding: encoding.name().to_owned(), ..report })
}

/// By the language driver of the header; most writers leave it out, and then it is what the records look like.
fn encoding_of(driver: u8, records: &[u8]) -> &'static Encoding {
    match driver {
        0x4D | 0x7A => encoding_rs::GB18030,
        0x4F | 0x78 => encoding_rs::BIG5,
        0x13 | 0x7B => encoding_rs::SHIFT_JIS,
        0x4E | 0x79 => encoding_rs::EUC_KR,
        _ => {
            let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            guess.feed(records, true);
            guess.guess(Some(b"cn"), chardetng::Utf8Detection::Allow)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::extract::Limits;

    fn table(driver: u8, encode: fn(&str) -> Vec<u8>) -> Vec<u8> {
        let fields = [("水库", b'C', 12_u8), ("CAP", b'N', 5)];
        let mut bytes = vec![0x03, 126, 1, 1, 3, 0, 0, 0, 97, 0, 18, 0];
        bytes.resize(HEADER, 0);
        bytes[29] = driver;
        for (name, kind, length) in fields {
            let mut field = encode(name);
            field.resize(11, 0);
            field.extend([kind, 0, 0, 0, 0, length]);
            field.resize(HEADER, 0);
            bytes.extend(field);
        }
        bytes.push(FIELDS_END);
        for (mark, name, number) in
            [(b' ', "青龙潭", "  320"), (b'*', "删去的", "    1"), (b' ', "白鹤湾", "  210")]
        {
            let mut name = encode(name);
            name.resize(12, b' ');
            bytes.push(mark);
            bytes.extend(name);
            bytes.extend(number.bytes());
        }
        bytes
    }

    #[test]
    fn records_read_under_their_fields() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        let utf8 = |text: &str| text.as_bytes().to_vec();
        for bytes in [table(0x4D, gbk), table(0, gbk), table(0, utf8)] {
            assert!(is_table(Path::new("a.DBF"), &bytes) && !is_table(Path::new("a.txt"), &bytes));
            let (limits, spent) = (Limits::default(), std::cell::Cell::new(0));
            let input = Input::new(Path::new("a.dbf"), &bytes, &limits, &spent);
            let report = read(&input).expect("a table").reports.remove(0);
            assert_eq!(report.text, "水库: 青龙潭\tCAP: 320\n水库: 白鹤湾\tCAP: 210\n");
            for cut in 0..bytes.len() {
                drop(read(&Input::new(Path::new("a.dbf"), &bytes[..cut], &limits, &spent)));
            }
        }
    }
}
