//! Collections as JSON lines: every line `{"id": …, "title": …, "text": …}` is a report of its own.

use std::path::Path;

use serde::{Deserialize, Deserializer};

/// One line of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Record {
    /// Name of the report inside its file; a number is taken as it is written.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// Title; may be empty.
    #[serde(default)]
    pub title: String,
    /// The text, without the title.
    #[serde(default)]
    pub text: String,
}

fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a string or a number")]
    enum Id {
        Text(String),
        Number(serde_json::Number),
    }
    Ok(match Id::deserialize(from)? {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    })
}

impl Record {
    /// Returns the text to be parsed: the title on a line of its own, then the text.
    pub fn whole_text(&self) -> String {
        // A text that begins with its title needs it no second time.
        if self.title.is_empty() || self.text.starts_with(&self.title) {
            self.text.clone()
        } else {
            format!("{}\n{}", self.title, self.text)
        }
    }
}

/// Returns whether a file is a collection, by its name: `.jsonl` or `.ndjson`.
pub fn is_json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("jsonl") || extension.eq_ignore_ascii_case("ndjson")
    })
}

/// Reads all lines of a collection; blank lines are passed over.
///
/// # Errors
/// The first line that is no record, with its number and what is wrong, in words for people.
pub fn json_lines(text: &str) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    for (nth, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let record = serde_json::from_str(line).map_err(|error| {
            format!("line {} is no record like {{\"id\": …, \"title\": …, \"text\": …}} ({error})", nth + 1)
        })?;
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_report() {
        let text = "{\"id\": \"1\", \"title\": \"关于减负\", \"text\": \"正文。\"}\n\n{\"id\":\"2\",\"text\":\"无题。\"}\n";
        let records = json_lines(text).expect("two records");
        assert_eq!(
            records.iter().map(Record::whole_text).collect::<Vec<_>>(),
            ["关于减负\n正文。", "无题。"]
        );
        let numbered = json_lines("{\"id\": 6}\n{\"id\": -1.5}").expect("two records");
        assert_eq!(numbered.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["6", "-1.5"]);
        assert!(is_json_lines(Path::new("a/b.JSONL")) && !is_json_lines(Path::new("jsonl")));
    }

    #[test]
    fn a_line_that_is_no_record_is_named() {
        for bad in ["{\"id\": null}", "{\"id\": [1]}", "[1, 2]", "plain text", "{\"title\": \"x\"}"] {
            let error = json_lines(&format!("{{\"id\": \"1\"}}\n{bad}")).expect_err(bad);
            assert!(error.starts_with("line 2 is no record"), "{error}");
        }
    }
}
