//! The endpoints: a table of what can be asked, and what answers it.

mod about;
pub(super) mod across;
pub(super) mod reports;
pub(super) mod search;

use super::parameters::Parameter;
use super::problem::Problem;
use super::respond::{Call, Reply};

/// An endpoint.
pub(super) struct Endpoint {
    /// Its address, parts in braces.
    pub(super) path: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// What it answers, in a sentence.
    pub(super) about: &'static str,
    /// What may be asked.
    pub(super) parameters: &'static [Parameter],
    /// What answers.
    pub(super) answer: fn(&Call) -> Result<Reply, Problem>,
    /// What it answers with: members of a JSON object, `name` of `docs/json.schema.json` for lists of these.
    pub(super) gives: &'static [(&'static str, Gives)],
    /// Whether it is answered however much else is asked.
    pub(super) is_beside: bool,
}

/// What a member of an answer is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gives {
    /// A list of objects of this definition.
    List(&'static str),
    /// How many there are, and how sure that is.
    Total,
    /// A number.
    Number,
    /// A text.
    Text,
    /// Texts.
    Texts,
    /// true or false.
    Flag,
    /// Another object.
    Object,
}

/// All endpoints.
pub(super) static ENDPOINTS: &[Endpoint] = &[
    search::SEARCH,
    search::SUGGEST,
    search::COUNTS,
    reports::REPORTS,
    reports::REPORT,
    reports::OUTLINE,
    reports::SECTION,
    reports::ORIGINAL,
    across::FIGURES,
    across::TREND,
    across::COMPARE,
    across::SIMILAR,
    about::STATS,
    about::HEALTH,
    about::METRICS,
    about::OPENAPI,
];

/// Makes a list in JSON of lines of JSON.
pub(super) fn list(lines: &[u8]) -> String {
    let lines = String::from_utf8_lossy(lines);
    let lines: Vec<&str> = lines.lines().collect();
    format!("[{}]", lines.join(","))
}

/// Makes JSON of a value.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Makes an object in JSON of members that are JSON already.
pub(super) fn object(members: &[(&str, String)]) -> Reply {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("{}:{value}", json(name))).collect();
    Reply::Json(format!("{{{}}}\n", members.join(",")).into_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::serve::parameters::Kind;

    #[test]
    fn the_table_holds_together() {
        let mut seen = HashSet::new();
        for endpoint in ENDPOINTS {
            assert!(seen.insert(endpoint.name) && seen.insert(endpoint.path), "{} twice", endpoint.name);
            let parts = endpoint.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            let parts: Vec<&str> = parts.collect();
            for parameter in endpoint.parameters {
                let is_part = parts.contains(&parameter.name);
                assert_eq!(parameter.kind == Kind::Segment, is_part, "{} {}", endpoint.path, parameter.name);
            }
            for part in parts {
                assert!(endpoint.parameters.iter().any(|known| known.name == part), "{part}");
            }
        }
        let Reply::Json(made) = object(&[("a", list(b"1\n{}\n")), ("b", json(&"\""))]) else {
            panic!("JSON")
        };
        assert_eq!(String::from_utf8(made).expect("text"), "{\"a\":[1,{}],\"b\":\"\\\"\"}\n");
    }
}
