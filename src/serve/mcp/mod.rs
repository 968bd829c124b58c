//! The Model Context Protocol: tools by which an assistant finds, reads and cites, over lines of standard input and output
//! or over HTTP (streamable, without sessions). Nothing is changed by any of them.
//!
//! The protocol is JSON-RPC 2.0 with a dozen methods (modelcontextprotocol.io/specification/2025-06-18); a request is
//! answered by itself, so that no state is kept between two.

mod prompts;
mod resources;
mod tools;

use std::cell::OnceCell;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value, json};

use crate::fault;
use crate::index::Rights;
use crate::search::Patience;

use super::App;
use super::parameters::{Asked, Parameter};
use super::problem::Problem;
use super::respond::Call;

/// Versions of the protocol that are spoken, the newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
/// What the client is told of the server.
const INSTRUCTIONS: &str = "Chinese reports (work reports, laws, audits, plans), searched section by section. \
    Ask `search` in Chinese, then `read_section` with the `ref` of a hit before quoting. Quote what stands there, with the \
    citation that is given. `figures` compares numbers across reports, `trend` counts words by year or place.";

/// JSON-RPC's numbers for what is wrong.
const NO_JSON: i64 = -32700;
const NO_REQUEST: i64 = -32600;
const NO_METHOD: i64 = -32601;
const WRONG_PARAMETERS: i64 = -32602;

/// What all requests share, and what whoever asks may see.
type Who<'a> = (&'a Arc<App>, &'a Arc<Rights>);

/// Why a request is not answered: a number of JSON-RPC, and a sentence.
type Fault = (i64, String);

/// Answers a message; `None` where it is a notification.
pub(super) fn answer(who: Who<'_>, message: &str) -> Option<Value> {
    let Ok(message) = serde_json::from_str::<Value>(message) else {
        return Some(failed(Value::Null, (NO_JSON, "this is no JSON".to_owned())));
    };
    match message {
        Value::Array(all) if !all.is_empty() => {
            let answers: Vec<Value> = all.iter().filter_map(|one| one_answer(who, one)).collect();
            (!answers.is_empty()).then_some(Value::Array(answers))
        }
        one => one_answer(who, &one),
    }
}

fn one_answer(who: Who<'_>, message: &Value) -> Option<Value> {
    let Some(method) = message["method"].as_str() else {
        // An answer to a question that was never asked, or nothing of the protocol.
        let is_answer = message.get("result").is_some() || message.get("error").is_some();
        return (!is_answer).then(|| failed(Value::Null, (NO_REQUEST, "a `method` is missing".to_owned())));
    };
    let id = message.get("id").filter(|id| !id.is_null())?.clone();
    let parameters = &message["params"];
    let result = match method {
        "initialize" => Ok(introduced(parameters)),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(json!({ "tools": tools::listed() })),
        "tools/call" => tools::called(who, parameters),
        "resources/list" => resources::listed(who, parameters),
        "resources/templates/list" => Ok(json!({ "resourceTemplates": resources::templates() })),
        "resources/read" => resources::read(who, parameters),
        "prompts/list" => Ok(json!({ "prompts": prompts::listed() })),
        "prompts/get" => prompts::got(parameters),
        "logging/setLevel" => Ok(json!({})),
        _ => Err((NO_METHOD, format!("there is no method `{method}`"))),
    };
    Some(match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(fault) => failed(id, fault),
    })
}

fn failed(id: Value, (code, message): Fault) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

fn introduced(parameters: &Value) -> Value {
    let asked = parameters["protocolVersion"].as_str().unwrap_or_default();
    let version = VERSIONS.into_iter().find(|version| *version == asked).unwrap_or(VERSIONS[0]);
    json!({
        "protocolVersion": version,
        "capabilities": { "tools": {}, "resources": {}, "prompts": {} },
        "serverInfo": { "name": "xunzhang", "title": "寻章", "version": env!("CARGO_PKG_VERSION") },
        "instructions": INSTRUCTIONS,
    })
}

/// Returns a call of what an object of arguments asks for: lists stand several times, as they do in an address.
///
/// # Errors
/// A problem where the arguments do not fit the table.
fn call_of(
    (app, rights): Who<'_>,
    arguments: &Map<String, Value>,
    parameters: &'static [Parameter],
) -> Result<Call, Problem> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in arguments {
        match value {
            Value::Null => {}
            Value::Array(all) => pairs.extend(all.iter().map(|one| (name.clone(), text(one)))),
            one => pairs.push((name.clone(), text(one))),
        }
    }
    let asked = Asked::read(pairs, parameters)?;
    Ok(Call {
        app: Arc::clone(app),
        asked,
        query: String::new(),
        english: false,
        rights: Arc::clone(rights),
        snapshot: OnceCell::new(),
    })
}

/// Answers each line of `input` with a line of `out`, until the input ends.
///
/// # Errors
/// When the input cannot be read or the output not be written.
pub(super) fn lines(app: &Arc<App>, input: &mut dyn BufRead, out: &mut dyn Write) -> io::Result<()> {
    // Whoever begins the process may read the index.
    let all = Arc::default();
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line.trim().is_empty() {
            continue;
        }
        let patience = Patience { until: Instant::now() + app.works.time_limit(), gone: Arc::default() };
        let made = fault::caught(|| patience.during(|| answer((app, &all), &line)));
        let said = made.unwrap_or_else(|fault| {
            let id =
                serde_json::from_str::<Value>(&line).map_or(Value::Null, |message| message["id"].clone());
            Some(failed(id, (-32603, format!("the program failed at {fault}"))))
        });
        if let Some(said) = said {
            writeln!(out, "{said}")?;
            out.flush()?;
        }
    }
}
