//! The file of facts that queries read: a row for each report by its number, names and titles beside.
//!
//! Layout, little-endian: magic (4 bytes), reports (4), strings (4); for each report a row of [`COLUMNS`] numbers (4 each); the
//! end of each string (4 each); the strings, each once. A number in a row that stands for a string is its place among them, from
//! 1; 0 for none. A query maps the file and looks at the columns that it asks for: 100,000 reports are 6 MB.
//! What is damaged gives wrong facts and nothing worse; the seal tells it.

use std::collections::HashMap;

use tantivy::directory::OwnedBytes;

use crate::query::FactField;
use crate::report::{Date, DateKind, Facts, How, Known};

const MAGIC: u32 = u32::from_le_bytes(*b"xfa1");
const HEADER_BYTES: usize = 12;
/// Numbers of a row.
const COLUMNS: usize = 14;
/// Stands between the parts of a string that holds several.
const BORDER: char = '\u{1}';

// The columns of a row.
const TITLE: usize = 0;
const ISSUERS: usize = 1;
const NUMBER: usize = 2;
const DATE: usize = 3;
const PUBLISHED: usize = 4;
const EFFECTIVE: usize = 5;
const REGION: usize = 6;
const ABOUT: usize = 7;
const KIND: usize = 8;
const OWN: usize = 9;
/// The year (16 bits), which day the date is (8), whether the report is there (8).
const YEAR: usize = 10;
/// How each of the columns before [`OWN`], and the year, are known: a byte each.
const HOWS: usize = 11;

const HOW: [How; 9] = [
    How::Folder,
    How::FileName,
    How::Inferred,
    How::Text,
    How::Signature,
    How::Head,
    How::Table,
    How::Title,
    How::Correction,
];
const DATE_KINDS: [DateKind; 7] = [
    DateKind::Revised,
    DateKind::Amended,
    DateKind::Adopted,
    DateKind::Promulgated,
    DateKind::Delivered,
    DateKind::Signed,
    DateKind::Named,
];

/// Writes the file.
pub(in crate::index) fn to_bytes(all: &[Option<Facts>]) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut rows: Vec<u32> = Vec::with_capacity(all.len() * COLUMNS);
    for facts in all {
        rows.extend(facts.as_ref().map_or([0; COLUMNS], |facts| row(facts, &mut strings)));
    }
    let mut bytes =
        Vec::with_capacity(HEADER_BYTES + 4 * (rows.len() + strings.ends.len()) + strings.bytes.len());
    let header = [MAGIC, all.len() as u32, strings.ends.len() as u32];
    header.iter().chain(&rows).chain(&strings.ends).for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend(strings.bytes);
    bytes
}

#[derive(Default)]
struct Strings {
    known: HashMap<String, u32>,
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Strings {
    fn add(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        self.bytes.extend(text.as_bytes());
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        let number = self.ends.len() as u32;
        self.known.insert(text.to_owned(), number);
        number
    }
}

fn row(facts: &Facts, strings: &mut Strings) -> [u32; COLUMNS] {
    let mut row = [0; COLUMNS];
    let mut hows = [0u8; 12];
    let mut set = |column: usize, value: Option<(u32, How)>| {
        if let Some((value, how)) = value {
            row[column] = value;
            hows[if column == YEAR { OWN } else { column }] = how as u8 + 1;
        }
    };
    let text = |known: &Known<String>, strings: &mut Strings| (strings.add(&known.value), known.how);
    set(TITLE, facts.title.as_ref().map(|known| text(known, strings)));
    let border = BORDER.to_string();
    set(ISSUERS, facts.issuers.as_ref().map(|known| (strings.add(&known.value.join(&border)), known.how)));
    set(NUMBER, facts.number.as_ref().map(|known| text(known, strings)));
    let date = |known: &Known<Date>| (known.value.packed(), known.how);
    set(DATE, facts.date.as_ref().map(date));
    set(PUBLISHED, facts.published.as_ref().map(date));
    set(EFFECTIVE, facts.effective.as_ref().map(date));
    let code = |known: &Known<u32>| (known.value, known.how);
    set(REGION, facts.region.as_ref().map(code));
    set(ABOUT, facts.about.as_ref().map(code));
    set(KIND, facts.kind.as_ref().map(|known| text(known, strings)));
    set(YEAR, facts.year.as_ref().map(|known| (u32::from(known.value), known.how)));
    let own: Vec<&str> = facts.own.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect();
    row[OWN] = strings.add(&own.join(&border));
    let date_kind = facts.date_kind.and_then(|kind| DATE_KINDS.iter().position(|known| *known == kind));
    row[YEAR] |= date_kind.map_or(0, |kind| kind as u32 + 1) << 16 | 1 << 24;
    for (nth, four) in hows.as_chunks::<4>().0.iter().enumerate() {
        row[HOWS + nth] = u32::from_le_bytes(*four);
    }
    row
}

/// The facts of all reports of an index, by the number of the report: the number on its record, which [`LiveFile::rank`] orders
/// by path. Single facts cost a look at a mapped file each; [`FactsFile::facts`] gives all of one report.
///
/// [`LiveFile::rank`]: super::super::live::LiveFile::rank
pub struct FactsFile {
    bytes: OwnedBytes,
    reports: usize,
    strings: usize,
}

impl FactsFile {
    /// Opens the file; `None` when the bytes are none.
    pub(in crate::index) fn open(bytes: OwnedBytes) -> Option<FactsFile> {
        let number = |at: usize| number(&bytes, at);
        let (magic, reports, strings) = (number(0)?, number(4)? as usize, number(8)? as usize);
        let end = reports
            .checked_mul(4 * COLUMNS)?
            .checked_add(strings.checked_mul(4)?)?
            .checked_add(HEADER_BYTES)?;
        (magic == MAGIC && end <= bytes.len()).then_some(FactsFile { bytes, reports, strings })
    }

    /// Returns the numbers of the reports, ascending.
    pub fn reports(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.reports as u32).filter(|report| self.column(*report, YEAR) >> 24 == 1)
    }

    /// Returns the year of a report; `None` where it is not known.
    pub fn year(&self, report: u32) -> Option<u16> {
        Some((self.column(report, YEAR) & 0xFFFF) as u16).filter(|year| *year > 0)
    }

    /// Returns the date of a report.
    pub fn date(&self, report: u32) -> Option<Date> {
        Date::from_packed(self.column(report, DATE))
    }

    /// Returns the code of the region of who issued a report.
    pub fn region(&self, report: u32) -> Option<u32> {
        Some(self.column(report, REGION)).filter(|code| *code > 0)
    }

    /// Returns the code of the region that a report's title speaks of, where that is another.
    pub fn about(&self, report: u32) -> Option<u32> {
        Some(self.column(report, ABOUT)).filter(|code| *code > 0)
    }

    /// Returns the kind of a report; empty where it is not known.
    pub fn kind(&self, report: u32) -> &str {
        self.string(self.column(report, KIND))
    }

    /// Returns the number of the document; empty where it is not known.
    pub fn number(&self, report: u32) -> &str {
        self.string(self.column(report, NUMBER))
    }

    /// Returns the title of a report as printed; empty where there is none.
    pub fn title(&self, report: u32) -> &str {
        self.string(self.column(report, TITLE))
    }

    /// Returns who issued a report; nobody where that is not known.
    pub fn issuers(&self, report: u32) -> impl Iterator<Item = &str> {
        self.string(self.column(report, ISSUERS)).split(BORDER).filter(|issuer| !issuer.is_empty())
    }

    /// Returns a person's own facts about a report: names and values, by name.
    pub fn own(&self, report: u32) -> impl Iterator<Item = (&str, &str)> {
        let mut parts = self.string(self.column(report, OWN)).split(BORDER);
        std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
    }

    /// Returns all that is known about a report; `None` where no report has this number.
    pub fn facts(&self, report: u32) -> Option<Facts> {
        let state = self.column(report, YEAR);
        if state >> 24 != 1 {
            return None;
        }
        let text =
            |column| self.known(report, column, Some(self.string(self.column(report, column)).to_owned()));
        let text = |column| text(column).filter(|known: &Known<String>| !known.value.is_empty());
        let date = |column| self.known(report, column, Date::from_packed(self.column(report, column)));
        let issuers: Vec<String> = self.issuers(report).map(str::to_owned).collect();
        let date_kind = (state >> 16 & 0xFF).checked_sub(1);
        Some(Facts {
            title: text(TITLE),
            issuers: self.known(report, ISSUERS, Some(issuers)).filter(|known| !known.value.is_empty()),
            number: text(NUMBER),
            date: date(DATE),
            date_kind: date_kind.and_then(|kind| DATE_KINDS.get(kind as usize).copied()),
            published: date(PUBLISHED),
            effective: date(EFFECTIVE),
            year: self.known(report, OWN, self.year(report)),
            region: self.known(report, REGION, self.region(report)),
            about: self.known(report, ABOUT, self.about(report)),
            kind: text(KIND),
            own: self.own(report).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        })
    }

    /// Returns what tells whether two reports have the same value of a fact, without reading it.
    pub(super) fn value_key(&self, field: &FactField, report: u32) -> [u32; 2] {
        let column = |column| [self.column(report, column), 0];
        match field {
            FactField::Year => [self.column(report, YEAR) & 0xFFFF, 0],
            FactField::Region => [self.column(report, REGION), self.column(report, ABOUT)],
            FactField::Kind => column(KIND),
            FactField::Issuer => column(ISSUERS),
            FactField::Number => column(NUMBER),
            FactField::Own(_) => column(OWN),
        }
    }

    /// A value with how it is known, which stands in the byte with this number.
    fn known<T>(&self, report: u32, byte: usize, value: Option<T>) -> Option<Known<T>> {
        let four = self.column(report, HOWS + byte / 4).to_le_bytes();
        let how = HOW.get(usize::from(four[byte % 4]).checked_sub(1)?)?;
        Some(Known::new(value?, *how))
    }

    fn column(&self, report: u32, column: usize) -> u32 {
        if report as usize >= self.reports {
            return 0;
        }
        number(&self.bytes, HEADER_BYTES + 4 * (report as usize * COLUMNS + column)).unwrap_or(0)
    }

    fn string(&self, nth: u32) -> &str {
        let Some(before) = (nth as usize).checked_sub(1).filter(|before| *before < self.strings) else {
            return "";
        };
        let ends = HEADER_BYTES + 4 * self.reports * COLUMNS;
        let texts = ends + 4 * self.strings;
        let end_of = |nth: usize| number(&self.bytes, ends + 4 * nth).map_or(0, |end| end as usize);
        let begin = if before == 0 { 0 } else { end_of(before - 1) };
        let bytes = self.bytes.get(texts.saturating_add(begin)..texts.saturating_add(end_of(before)));
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Option<Facts>> {
        let known = |value: &str| Some(Known::new(value.to_owned(), How::Head));
        let date = |text| Some(Known::new(Date::parse(text).expect("a date"), How::Table));
        let full = Facts {
            title: known("通知"),
            issuers: Some(Known::new(vec!["甲局".to_owned(), "乙局".to_owned()], How::Title)),
            number: known("甲〔2024〕1号"),
            date: date("2024-03-05"),
            date_kind: Some(DateKind::Named),
            published: date("2024-03"),
            effective: date("2025"),
            year: Some(Known::new(2023, How::Correction)),
            region: Some(Known::new(420_100, How::Folder)),
            about: Some(Known::new(110_000, How::FileName)),
            kind: known("通知"),
            own: vec![("密级".to_owned(), "".to_owned()), ("部门".to_owned(), "教育局".to_owned())],
        };
        let less = Facts { title: known("通知"), ..Facts::default() };
        vec![Some(full), None, Some(Facts::default()), Some(less)]
    }

    #[test]
    fn what_is_written_is_read() {
        let file = FactsFile::open(OwnedBytes::new(to_bytes(&some()))).expect("a file of ours");
        assert_eq!(file.reports().collect::<Vec<_>>(), [0, 2, 3]);
        for (nth, facts) in some().into_iter().chain([None]).enumerate() {
            assert_eq!(file.facts(nth as u32), facts, "{nth}");
        }
        assert_eq!((file.year(0), file.year(2), file.kind(0), file.kind(3)), (Some(2023), None, "通知", ""));
        assert_eq!(file.issuers(0).collect::<Vec<_>>(), ["甲局", "乙局"]);
    }

    #[test]
    fn what_is_damaged_is_refused_or_harmless() {
        let whole = to_bytes(&some());
        let read = |bytes: Vec<u8>| {
            if let Some(file) = FactsFile::open(OwnedBytes::new(bytes)) {
                (0..9).for_each(|report| drop(file.facts(report)));
                file.reports().take(9).for_each(drop);
            }
        };
        (0..whole.len()).for_each(|cut| read(whole[..cut].to_vec()));
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0xFF;
            read(flipped);
        }
    }
}
