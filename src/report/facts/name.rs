//! What the name of a file and of its folders tell: 2024/湖北省/2024年武汉市政府工作报告.docx.

use crate::text::is_blank;

use super::date::{dates_in, digit, year_named};
use super::kind::bare;
use super::{Date, FactTables, Facts, How, Known};

/// Returns what a path tells: `name` of the file (without ending), then `folders`, the innermost first.
pub fn facts_of_name(name: &str, folders: &[&str], tables: &FactTables) -> Facts {
    let mut facts = Facts::default();
    for (nth, part) in std::iter::once(name).chain(folders.iter().copied()).enumerate() {
        let how = if nth == 0 { How::FileName } else { How::Folder };
        if facts.date.is_none() && nth == 0 {
            facts.date = date_of(part).map(|date| Known::new(date, how));
        }
        if facts.year.is_none() {
            let year = year_of(part).or(facts.date.as_ref().map(|date| date.value.year));
            facts.year = year.map(|year| Known::new(year, how));
        }
        if facts.region.is_none() {
            facts.region = region_of(part, tables).map(|region| Known::new(region, how));
        }
        if facts.kind.is_none() {
            facts.kind = kind_of(part, nth > 0, tables).map(|kind| Known::new(kind, how));
        }
    }
    facts
}

/// 民法典(2020-05-28): the whole date that a name ends in, or begins with.
fn date_of(name: &str) -> Option<Date> {
    let dates = dates_in(name);
    let (span, date) = *dates.last()?;
    let after = name[span.end..].trim_matches(|c: char| is_blank(c) || "()（）[]【】_-".contains(c));
    (date.day > 0 && (span.start == 0 || after.is_empty())).then_some(date)
}

fn year_of(name: &str) -> Option<u16> {
    // 2020-01-21__某公司__2019年__年度报告: what is spoken of as a year is one.
    let said =
        dates_in(name).into_iter().map(|(_, date)| date).filter(|date| date.month == 0).map(|date| date.year);
    said.into_iter().next().or_else(|| year_named(name))
}

fn region_of(name: &str, tables: &FactTables) -> Option<u32> {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    parts.into_iter().find_map(|part| {
        let part = part.trim_start_matches(|c: char| digit(c).is_some() || "年度".contains(c));
        let (code, len) = tables.divisions.at_beginning(part)?;
        // 安康工程, 东方红: short names of cities count where they stand alone or before 市's own words.
        let whole = part.len() == len || part[..len].chars().nth(2).is_some() || code % 10_000 == 0;
        (whole || part[len..].starts_with(['市', '政'])).then_some(code)
    })
}

fn kind_of(name: &str, is_folder: bool, tables: &FactTables) -> Option<String> {
    let bare = bare(name);
    if tables.kinds.knows(&bare) {
        return Some(bare);
    }
    let told = tables.kinds.of(&bare, &[]).map(|(kind, _)| kind.to_owned());
    told.filter(|_| !is_folder)
}
