//! Plain text, Markdown, and collections with a report on every line.

use crate::text::Markup;

use super::super::decode::BY_LINES;
use super::super::{Document, decode, is_json_lines, json_lines as records_of, text_kind};
use super::{ExtractError, Extracted, Extraction, Input};

/// Reads text.
pub(super) fn text(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let document = decode(input.bytes)?;
    if document.text.trim().is_empty() {
        return Err(ExtractError::Nothing("empty".to_owned()));
    }
    let mut report = as_report(document, Markup::of_kind(text_kind(input.name)));
    if report.encoding == BY_LINES {
        let note = "some lines are in UTF-8 and others in GB18030; each was read in its own encoding";
        report.markup.notes.push(note.to_owned());
    }
    Ok(Extraction { reports: vec![report], refused: Vec::new() })
}

/// Reads a collection.
pub(super) fn json_lines(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    debug_assert!(is_json_lines(input.name), "only the name tells a collection");
    let Document { text, encoding, sure, replaced } = decode(input.bytes)?;
    let records = records_of(&text).map_err(ExtractError::Decode)?;
    let reports = records.into_iter().map(|record| {
        let document = Document { text: record.whole_text(), encoding, sure, replaced };
        let report = as_report(document, Markup::default());
        Extracted { member: Some(record.id), title: record.title, ..report }
    });
    Ok(Extraction { reports: reports.collect(), refused: Vec::new() })
}

fn as_report(document: Document, markup: Markup) -> Extracted {
    let Document { text, encoding, .. } = document;
    Extracted {
        member: None,
        title: String::new(),
        text,
        markup,
        encoding: encoding.to_owned(),
        reader: String::new(),
    }
}
