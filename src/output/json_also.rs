//! What a hit says beside itself, for programs: its group, its version, what ends its report, what is folded into it.

use serde::Serialize;

use crate::search::Hit;

/// Fields of a hit; absent where they say nothing.
#[derive(Serialize)]
pub(super) struct JsonAlso<'a> {
    /// Hits of one number say the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<JsonVersion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repealed: Option<JsonEnding<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    folded: Vec<JsonFolded<'a>>,
}

#[derive(Serialize)]
struct JsonVersion {
    date: String,
    newer: usize,
    versions: usize,
}

#[derive(Serialize)]
struct JsonEnding<'a> {
    by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    path: String,
    line: usize,
}

#[derive(Serialize)]
struct JsonFolded<'a> {
    relation: &'static str,
    report: &'a str,
    heading_path: &'a [String],
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    line_start: usize,
    line_end: usize,
    byte_start: usize,
    byte_end: usize,
    text: &'a str,
}

pub(super) fn json_also(hit: &Hit) -> JsonAlso<'_> {
    JsonAlso {
        group: hit.group,
        version: hit.version.map(|version| JsonVersion {
            date: version.dated.to_string(),
            newer: version.newer,
            versions: version.versions,
        }),
        repealed: hit.repealed.as_ref().map(|ending| JsonEnding {
            by: &ending.by,
            since: ending.since.map(|since| since.to_string()),
            path: ending.path.to_string_lossy().into_owned(),
            line: ending.line,
        }),
        folded: hit.folded.iter().map(|(relation, other)| folded(relation.name(), other)).collect(),
    }
}

fn folded<'a>(relation: &'static str, hit: &'a Hit) -> JsonFolded<'a> {
    let place = &hit.places[0];
    JsonFolded {
        relation,
        report: &hit.report,
        heading_path: &hit.heading_path,
        path: place.path.to_string_lossy().into_owned(),
        member: place.member.as_deref(),
        line_start: hit.line_start,
        line_end: hit.line_end,
        byte_start: hit.byte_start,
        byte_end: hit.byte_end,
        text: &hit.text,
    }
}
