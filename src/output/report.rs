//! Reports of an index for programs: in lists, with their sections, and a section whole.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::Facts;
use crate::schema::division_name;
use crate::search::{WholeReport, WholeSection};
use crate::text::Location;

use super::cite::Source;
use super::facts::{JsonFacts, json_facts};
use super::json::write_line;
use super::tree::qualified;

#[derive(Serialize)]
struct JsonOutline<'a> {
    report_id: &'a str,
    report: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    report_qualifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<JsonFacts<'a>>,
    path: String,
    sections: Vec<JsonSection<'a>>,
}

#[derive(Serialize)]
struct JsonSection<'a> {
    number: usize,
    heading_path: &'a [String],
    line: usize,
    byte_start: usize,
    location: Location,
    chars: usize,
}

/// Writes a report with its sections in reading order as a line of JSON; sections are numbered from 1.
///
/// # Errors
/// What the writer says.
pub fn write_report_json(out: &mut dyn Write, report: &WholeReport) -> io::Result<()> {
    let sections = report.sections.iter().enumerate().map(|(nth, section)| {
        let (byte_start, line) = section.place_of(0);
        JsonSection {
            number: nth + 1,
            heading_path: &section.headings,
            line,
            byte_start,
            location: section.location_of(0),
            chars: section.text.chars().count(),
        }
    });
    let line = JsonOutline {
        report_id: &report.key,
        report: &report.title,
        report_qualifier: &report.qualifier,
        facts: report.facts.as_ref().map(json_facts),
        path: report.path().to_string_lossy().into_owned(),
        sections: sections.collect(),
    };
    write_line(out, &line)
}

/// A part of a section, as it is read at once.
#[derive(Clone, Debug, Default)]
pub struct ReadPart {
    /// Its text.
    pub text: String,
    /// What of it is marked, as spans of its characters.
    pub matches: Vec<(usize, usize)>,
    /// First character of the section's text that it holds.
    pub from: usize,
    /// Characters of the section's text.
    pub of: usize,
}

#[derive(Serialize)]
struct JsonRead<'a> {
    report_id: &'a str,
    report: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    report_qualifier: &'a str,
    number: usize,
    sections: usize,
    heading_path: &'a [String],
    path: String,
    location: Location,
    line_start: usize,
    byte_start: usize,
    text: &'a str,
    matches: &'a [(usize, usize)],
    /// Where to read on, where the text goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_from: Option<usize>,
    chars: usize,
    citation: String,
}

/// Writes a part of a section (its number from 0) as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_read_json(
    out: &mut dyn Write,
    report: &WholeReport,
    nth: usize,
    part: &ReadPart,
) -> io::Result<()> {
    let section = &report.sections[nth];
    let end = part.from + part.text.chars().count();
    let (byte_start, line_start) = section.place_of(0);
    let line = JsonRead {
        report_id: &report.key,
        report: &report.title,
        report_qualifier: &report.qualifier,
        number: nth + 1,
        sections: report.sections.len(),
        heading_path: &section.headings,
        path: report.path().to_string_lossy().into_owned(),
        location: section.location_of(0),
        line_start,
        byte_start,
        text: &part.text,
        matches: &part.matches,
        next_from: (end < part.of).then_some(end),
        chars: part.of,
        citation: source_of(report, section).gbt7714(),
    };
    write_line(out, &line)
}

/// Returns what is known of where a section is from.
pub fn source_of(report: &WholeReport, section: &WholeSection) -> Source {
    Source {
        headings: section.headings.clone(),
        path: report.path(),
        location: section.location_of(0),
        ..source_of_facts(&report.title, &report.qualifier, report.facts.as_ref())
    }
}

/// Returns what is known of a report as a source; where in it is left open.
pub fn source_of_facts(title: &str, qualifier: &str, facts: Option<&Facts>) -> Source {
    let unknown = Facts::default();
    let facts = facts.unwrap_or(&unknown);
    Source {
        title: qualified(title, qualifier),
        issuer: facts.issuers.as_ref().map_or_else(String::new, |known| known.value.join("、")),
        date: facts.date.as_ref().map_or_else(String::new, |known| known.value.to_string()),
        number: facts.number.as_ref().map_or_else(String::new, |known| known.value.clone()),
        ..Source::default()
    }
}

/// Returns what is known about a report as short words: its year, region, kind, issuer, date, number.
pub fn shown_facts(facts: &Facts) -> Vec<String> {
    let region = facts.region.as_ref().or(facts.about.as_ref());
    let told = [
        facts.year.as_ref().map(|known| format!("{}年", known.value)),
        region.map(|known| division_name(known.value).to_owned()),
        facts.kind.as_ref().map(|known| known.value.clone()),
        facts.issuers.as_ref().map(|known| known.value.join("、")),
        facts.date.as_ref().map(|known| known.value.to_string()),
        facts.number.as_ref().map(|known| known.value.clone()),
    ];
    told.into_iter().flatten().filter(|word| !word.is_empty()).collect()
}
