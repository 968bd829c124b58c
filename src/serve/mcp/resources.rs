//! Resources: the reports themselves.

use serde_json::{Map, Value, json};

use crate::output::source_of_facts;
use crate::serve::api::reports::report_of;
use crate::serve::problem::Problem;

use super::{Fault, WRONG_PARAMETERS, Who, call_of};

/// What the address of a report begins with.
const SCHEME: &str = "xunzhang://report/";
/// Reports of a page of the list.
const PAGE: usize = 100;
/// Longest text of a report that is handed out at once, in characters.
const CHARS_MAX: usize = 100_000;
/// JSON-RPC's number for a resource that is not there, by the protocol.
const NOT_THERE: i64 = -32002;

fn fault(problem: &Problem, code: i64) -> Fault {
    let (detail, hint) = problem.told();
    (code, format!("{detail}; {hint}"))
}

/// Returns a page of the list of reports.
pub(super) fn listed(who: Who<'_>, parameters: &Value) -> Result<Value, Fault> {
    let cursor = parameters["cursor"].as_str().unwrap_or("0");
    let begin: usize =
        cursor.parse().map_err(|_| (WRONG_PARAMETERS, "`cursor` is none that was given".to_owned()))?;
    let told = |problem: Problem| fault(&problem, super::WRONG_PARAMETERS);
    let call = call_of(who, &Map::new(), &[]).map_err(told)?;
    let reports = call.snapshot().map_err(told)?.listed().map_err(|error| told(error.into()))?;
    let page = reports.iter().skip(begin).take(PAGE).map(|report| {
        let source = source_of_facts(&report.title, &report.qualifier, Some(&report.facts));
        json!({ "uri": format!("{SCHEME}{}", report.key), "name": source.title, "mimeType": "text/plain" })
    });
    let mut said = json!({ "resources": page.collect::<Vec<_>>() });
    if begin + PAGE < reports.len() {
        said["nextCursor"] = json!((begin + PAGE).to_string());
    }
    Ok(said)
}

/// Returns how addresses of reports are made.
pub(super) fn templates() -> Value {
    json!([{
        "uriTemplate": format!("{SCHEME}{{id}}"),
        "name": "report",
        "description": "A report's text, of a long one the beginning; read_section reads on.",
        "mimeType": "text/plain",
    }])
}

/// Returns the text of a report.
pub(super) fn read(who: Who<'_>, parameters: &Value) -> Result<Value, Fault> {
    let uri = parameters["uri"].as_str().unwrap_or_default();
    let not_there = |problem: Problem| fault(&problem, NOT_THERE);
    let id = uri.strip_prefix(SCHEME).unwrap_or_default();
    let call = call_of(who, &Map::new(), &[]).map_err(not_there)?;
    let report = report_of(&call.snapshot().map_err(not_there)?.searcher, id).map_err(not_there)?;
    let mut text = format!("{}\n\n", report.full_title());
    for section in &report.sections {
        text.push_str(&section.text);
        text.push('\n');
    }
    if let Some((end, _)) = text.char_indices().nth(CHARS_MAX) {
        text.truncate(end);
        text.push_str("\n… (cut: read on by `read_section`)");
    }
    Ok(json!({ "contents": [{ "uri": uri, "mimeType": "text/plain", "text": text }] }))
}
