//! Facts about a report, for people and for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::language::{reason, tr};
use crate::report::{DateKind, Facts, How, Known};
use crate::schema::division_name;

use super::head::head;
use super::layout::Screen;

/// Columns of the name of a fact.
const FACT_COLUMNS: usize = 9;

/// Facts as a program reads them: what is not known is left out.
#[derive(Serialize)]
pub(super) struct JsonFacts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuers: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_kind: Option<DateKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<JsonRegion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<JsonRegion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    own: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    known_by: BTreeMap<&'static str, How>,
}

#[derive(Serialize)]
struct JsonRegion {
    code: u32,
    name: &'static str,
}

/// Returns facts in the form of JSON answers.
pub(super) fn json_facts(facts: &Facts) -> JsonFacts<'_> {
    fn text(known: &Option<Known<String>>) -> Option<&str> {
        known.as_ref().map(|known| known.value.as_str())
    }
    let region = |known: &Option<Known<u32>>| {
        let code = known.as_ref()?.value;
        Some(JsonRegion { code, name: division_name(code) })
    };
    let shown =
        |known: &Option<Known<crate::report::Date>>| known.as_ref().map(|known| known.value.to_string());
    JsonFacts {
        title: text(&facts.title),
        issuers: facts.issuers.as_ref().map(|known| known.value.as_slice()),
        number: text(&facts.number),
        date: shown(&facts.date),
        date_kind: facts.date_kind,
        published: shown(&facts.published),
        effective: shown(&facts.effective),
        year: facts.year.as_ref().map(|known| known.value),
        region: region(&facts.region),
        about: region(&facts.about),
        kind: text(&facts.kind),
        own: facts.own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        known_by: how_known(facts).into_iter().collect(),
    }
}

/// How each fact is known.
fn how_known(facts: &Facts) -> Vec<(&'static str, How)> {
    fn how<T>(known: &Option<Known<T>>) -> Option<How> {
        known.as_ref().map(|known| known.how)
    }
    let all = [
        ("title", how(&facts.title)),
        ("issuers", how(&facts.issuers)),
        ("number", how(&facts.number)),
        ("date", how(&facts.date)),
        ("published", how(&facts.published)),
        ("effective", how(&facts.effective)),
        ("year", how(&facts.year)),
        ("region", how(&facts.region)),
        ("about", how(&facts.about)),
        ("kind", how(&facts.kind)),
    ];
    all.into_iter().filter_map(|(name, how)| Some((name, how?))).collect()
}

/// Writes what is known about a report, a line for each fact: its name, its value, how it is known.
///
/// # Errors
/// What the writer says.
pub(super) fn write_facts(out: &mut dyn Write, facts: &Facts, screen: Screen) -> io::Result<()> {
    let name_of =
        |known: &Option<Known<u32>>| known.as_ref().map(|known| division_name(known.value).to_owned());
    let day =
        |known: &Option<Known<crate::report::Date>>| known.as_ref().map(|known| known.value.to_string());
    let date = day(&facts.date).map(|date| match facts.date_kind.map_or("", DateKind::word) {
        "" => date,
        word => format!("{date} ({word})"),
    });
    let values = [
        ("issuers", "issuer", facts.issuers.as_ref().map(|known| known.value.join("、"))),
        ("number", "number", facts.number.as_ref().map(|known| known.value.clone())),
        ("date", "date", date),
        ("published", "published", day(&facts.published)),
        ("effective", "effective", day(&facts.effective)),
        ("year", "year", facts.year.as_ref().map(|known| known.value.to_string())),
        ("region", "region", name_of(&facts.region)),
        ("about", "about", name_of(&facts.about)),
        ("kind", "kind", facts.kind.as_ref().map(|known| known.value.clone())),
    ];
    let known = how_known(facts);
    let mut line = |name: &str, value: &str, how: &str| {
        let name = head(name);
        let gap = " ".repeat(FACT_COLUMNS.saturating_sub(name.width()));
        let line = crate::text::harmless_line(&format!("{name}{gap}  {value}"));
        writeln!(out, "{}{}", line, screen.dim(how))
    };
    for (field, name, value) in values {
        let how = known.iter().find(|(known, _)| *known == field);
        let how = how.map(|(_, how)| format!("  {}", tr!("show-known-by", how = reason(how.words()))));
        if let Some(value) = value {
            line(name, &value, &how.unwrap_or_default())?;
        }
    }
    facts.own.iter().try_for_each(|(name, value)| line(name, value, ""))
}
