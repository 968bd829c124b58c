//! Answers for programs: JSON, one object a line for hits.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::analysis::Token;
use crate::report::{Facts, Remark, Report};
use crate::search::{Answer, FileState, Hit, ScorePart};
use crate::source::Extracted;
use crate::text::{Location, hexadecimal, is_harmful};

use super::facts::{JsonFacts, json_facts};
use super::json_also::{JsonAlso, json_also};
use super::tree::title_of;

/// The files that hold a report, as a program reads them.
#[derive(Serialize)]
pub(super) struct JsonPlaces<'a> {
    path: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_paths: Vec<String>,
    /// The true bytes in hexadecimal, where the path is no UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
}

impl<'a> JsonPlaces<'a> {
    /// Takes each file with the name inside it where that holds many; what is said of lines and bytes is of the first.
    pub(super) fn of(places: impl IntoIterator<Item = (&'a Path, Option<&'a str>)>) -> JsonPlaces<'a> {
        let lossy = |path: &Path| path.to_string_lossy().into_owned();
        let mut places = places.into_iter();
        let (first, member) = places.next().unwrap_or((Path::new(""), None));
        JsonPlaces {
            path: lossy(first),
            other_paths: places.map(|(path, _)| lossy(path)).collect(),
            path_bytes: first.to_str().is_none().then(|| hexadecimal(first.as_os_str().as_encoded_bytes())),
            member,
        }
    }
}

/// A hit as a program reads it. Spans of bytes are of the decoded text as read; `matches` are characters of `text`.
#[derive(Serialize)]
struct JsonHit<'a> {
    rank: usize,
    score: f32,
    report_id: &'a str,
    report: &'a str,
    /// What tells the report apart from others of its title: 2026年广东省.
    #[serde(skip_serializing_if = "str::is_empty")]
    report_qualifier: &'a str,
    heading_path: &'a [String],
    #[serde(flatten)]
    places: JsonPlaces<'a>,
    /// What is known about the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<JsonFacts<'a>>,
    location: &'a Location,
    line_start: usize,
    line_end: usize,
    byte_start: usize,
    byte_end: usize,
    encoding: &'a str,
    /// `changed` or `gone`, where the file is not as it was indexed.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_state: Option<&'static str>,
    /// Of a changed file: whether the text still stands in it, where the hit says.
    #[serde(skip_serializing_if = "Option::is_none")]
    found_again: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    kept_out: bool,
    text: &'a str,
    snippet: &'a str,
    matches: &'a [(usize, usize)],
    #[serde(flatten)]
    also: JsonAlso<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explanation: Vec<JsonPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
}

/// A summand of the score; what matched, how often, and its weight only where something of the query did.
#[derive(Serialize)]
struct JsonPart<'a> {
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    synonym_of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    named: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f32>,
    worth: f32,
}

/// Writes each hit of an answer as a line of JSON. `query` is named in each when one run answers many.
///
/// # Errors
/// What the writer says.
pub fn write_hits_json(out: &mut dyn Write, answer: &Answer, query: Option<&str>) -> io::Result<()> {
    for hit in &answer.hits {
        write_line(out, &json_hit(hit, query))?;
    }
    Ok(())
}

fn json_hit<'a>(hit: &'a Hit, query: Option<&'a str>) -> JsonHit<'a> {
    JsonHit {
        rank: hit.rank,
        score: hit.score,
        report_id: &hit.key,
        report: &hit.report,
        report_qualifier: &hit.report_qualifier,
        heading_path: &hit.heading_path,
        places: JsonPlaces::of(
            hit.places.iter().map(|place| (place.path.as_path(), place.member.as_deref())),
        ),
        facts: hit.facts.as_deref().map(json_facts),
        location: &hit.location,
        line_start: hit.line_start,
        line_end: hit.line_end,
        byte_start: hit.byte_start,
        byte_end: hit.byte_end,
        encoding: &hit.places[0].encoding,
        file_state: match hit.state {
            FileState::AsIndexed => None,
            FileState::Changed { .. } => Some("changed"),
            FileState::Gone => Some("gone"),
        },
        found_again: match hit.state {
            FileState::Changed { found } => Some(found),
            _ => None,
        },
        kept_out: hit.remark,
        text: &hit.text,
        snippet: &hit.snippet.text,
        matches: &hit.matches,
        also: json_also(hit),
        explanation: hit.explanation.iter().map(json_part).collect(),
        query,
    }
}

fn json_part(part: &ScorePart) -> JsonPart<'_> {
    let ScorePart { what, count, named, weight, worth, .. } = *part;
    let text = part.text.as_deref();
    // Without a text these numbers are 0 and mean nothing.
    let [named, weight] = [named, weight].map(|number| text.map(|_| number));
    JsonPart { what, text, synonym_of: part.of.as_deref(), count: text.map(|_| count), named, weight, worth }
}

#[derive(Serialize)]
struct JsonTree<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    title: &'a str,
    /// What tells the report apart from others of this title: 2026年广东省.
    #[serde(skip_serializing_if = "str::is_empty")]
    qualifier: &'a str,
    facts: JsonFacts<'a>,
    reader: &'a str,
    encoding: &'a str,
    sections: Vec<JsonSection<'a>>,
    remarks: Vec<JsonRemark<'a>>,
}

#[derive(Serialize)]
struct JsonSection<'a> {
    heading: &'a str,
    level: usize,
    line: usize,
    location: Location,
    children: Vec<JsonSection<'a>>,
}

#[derive(Serialize)]
struct JsonRemark<'a> {
    line: usize,
    message: &'a str,
}

/// Writes the sections of a report, nested, with what tells it apart from others of its title, and its remarks as one
/// object.
///
/// # Errors
/// What the writer says.
pub fn write_tree_json(
    out: &mut dyn Write,
    extracted: &Extracted,
    (report, qualifier, facts): (&Report, &str, &Facts),
    remarks: &[Remark],
) -> io::Result<()> {
    // Children first, each moved into its parent: parents stand before their children.
    let mut nested: Vec<JsonSection<'_>> = report
        .sections
        .iter()
        .map(|section| JsonSection {
            heading: &section.heading,
            level: section.level,
            line: section.line,
            location: extracted.location(section.heading_span.start, section.line),
            children: Vec::new(),
        })
        .collect();
    for nth in (1..nested.len()).rev() {
        let Some(mut section) = nested.pop() else { break };
        // Taken from the end, each child was added before its elder siblings.
        section.children.reverse();
        nested[report.sections[nth].parent.unwrap_or(0)].children.push(section);
    }
    let mut sections = nested.pop().map(|root| root.children).unwrap_or_default();
    sections.reverse();
    let remarks = remarks.iter().map(|remark| JsonRemark { line: remark.line, message: &remark.message });
    let tree = JsonTree {
        member: extracted.member.as_deref(),
        title: title_of(extracted, report).unwrap_or_default(),
        qualifier,
        facts: json_facts(facts),
        reader: &extracted.reader,
        encoding: &extracted.encoding,
        sections,
        remarks: remarks.collect(),
    };
    write_line(out, &tree)
}

#[derive(Serialize)]
struct JsonToken<'a> {
    text: &'a str,
    position: usize,
    byte_start: usize,
    byte_end: usize,
    stop_word: bool,
}

/// Writes each token as a line of JSON; bytes are of the text as given.
///
/// # Errors
/// What the writer says.
pub fn write_tokens_json(
    out: &mut dyn Write,
    tokens: &[Token],
    is_stop_word: &dyn Fn(&str) -> bool,
) -> io::Result<()> {
    for token in tokens {
        let stop_word = is_stop_word(&token.text);
        let (byte_start, byte_end) = (token.span.start, token.span.end);
        write_line(
            out,
            &JsonToken { text: &token.text, position: token.position, byte_start, byte_end, stop_word },
        )?;
    }
    Ok(())
}

pub(super) fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Harmless))?;
    writeln!(out)
}

/// Plain JSON, but also what JSON allows raw and a terminal obeys is written as `\u…`: the strings stay the same.
struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_harmful(*c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::parse_marked;
    use crate::source::{Limits, extract};

    #[test]
    fn strings_stay_the_same_and_reach_no_terminal_raw() {
        let text = "甲\u{9b}31m\u{202e}\u{7f}\u{1b}\"\u{e0041}\n乙";
        let mut out = Vec::new();
        write_line(&mut out, &text).expect("memory takes every byte");
        let line = String::from_utf8(out).expect("text");
        assert!(!line.trim_end().contains(is_harmful), "{line:?}");
        assert_eq!(serde_json::from_str::<String>(&line).expect("JSON"), text);
    }

    #[test]
    fn sections_are_nested_as_they_stand() {
        let text = "关于教育工作的报告\n一、概况\n正文。\n（一）规模\n正文。\n（二）质量\n正文。\n二、打算\n正文。\n";
        let extraction = extract(Path::new("a.txt"), text.as_bytes(), &Limits::default()).expect("text");
        let extracted = &extraction.reports[0];
        let (report, remarks) = parse_marked(text, &extracted.markup);
        let mut out = Vec::new();
        write_tree_json(&mut out, extracted, (&report, "2024年", &Facts::default()), &remarks)
            .expect("memory takes every byte");
        let tree: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(tree["title"], "关于教育工作的报告");
        assert_eq!(tree["qualifier"], "2024年");
        assert_eq!(tree["sections"][0]["children"][1]["heading"], "（二）质量");
        assert_eq!((&tree["reader"], &tree["encoding"]), (&"text 1".into(), &"UTF-8".into()));
        assert_eq!(tree["sections"][1]["location"]["line"], 8);
        assert_eq!((&tree["sections"][1]["line"], &tree["sections"][1]["level"]), (&8.into(), &1.into()));
    }
}
