//! The description of the endpoints (OpenAPI 3.1), made of the table that requests are checked by, and of the definitions
//! that the command's JSON is held to.

use serde_json::{Map, Value, json};

use super::api::{ENDPOINTS, Endpoint, Gives};
use super::parameters::{Kind, Parameter};

/// What the lines of the command's JSON are.
const DEFINITIONS: &str = include_str!("../../docs/json.schema.json");

/// Returns the description.
pub(super) fn document() -> Value {
    let paths: Map<String, Value> = ENDPOINTS
        .iter()
        .map(|endpoint| (endpoint.path.to_owned(), json!({ "get": operation(endpoint) })))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "xunzhang 寻章",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Search in Chinese reports, section by section. Nothing is changed by any request.",
        },
        "paths": paths,
        "components": { "schemas": schemas(), "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let parameters: Vec<Value> = endpoint.parameters.iter().map(described).collect();
    let problem = |about: &str| {
        let schema = json!({ "$ref": "#/components/schemas/problem" });
        json!({ "description": about, "content": { "application/problem+json": { "schema": schema } } })
    };
    let found = json!({ "description": endpoint.about, "content": content(endpoint) });
    let mut responses = json!({
        "200": found,
        "401": problem("A token is needed."),
        "403": problem("A page of another site asks."),
        "421": problem("The server is called by a name that is not its own."),
        "429": problem("Too many requests of one client are under way."),
        "503": problem("The index cannot be read, the answer takes too long, or too much is asked at once."),
    });
    if !endpoint.parameters.is_empty() {
        responses["400"] = problem("The request cannot be understood.");
    }
    let has_parts = endpoint.parameters.iter().any(|parameter| parameter.kind == Kind::Segment);
    if has_parts || endpoint.name == "compare" {
        responses["404"] = problem("It is not there.");
    }
    json!({
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": parameters,
        "responses": responses,
    })
}

fn content(endpoint: &Endpoint) -> Value {
    match endpoint.name {
        "metrics" => json!({ "text/plain": { "schema": { "type": "string" } } }),
        "original" => json!({ "application/octet-stream": {} }),
        _ => {
            let members: Map<String, Value> =
                endpoint.gives.iter().map(|(name, gives)| ((*name).to_owned(), member(*gives))).collect();
            json!({ "application/json": { "schema": { "type": "object", "properties": members } } })
        }
    }
}

fn member(gives: Gives) -> Value {
    match gives {
        Gives::List(of) => {
            json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{of}") } })
        }
        Gives::Total => json!({ "$ref": "#/components/schemas/total" }),
        Gives::Number => json!({ "type": "integer" }),
        Gives::Text => json!({ "type": "string" }),
        Gives::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Gives::Flag => json!({ "type": "boolean" }),
        Gives::Object => json!({ "type": "object" }),
    }
}

/// A parameter as OpenAPI has it.
fn described(parameter: &Parameter) -> Value {
    let is_part = parameter.kind == Kind::Segment;
    let is_needed = is_part || matches!(parameter.kind, Kind::Text | Kind::Texts);
    json!({
        "name": parameter.name,
        "in": if is_part { "path" } else { "query" },
        "required": is_needed,
        "description": parameter.about,
        "schema": schema(parameter.kind),
    })
}

/// Returns the JSON schema of what a parameter may be.
pub(super) fn schema(kind: Kind) -> Value {
    match kind {
        Kind::MayText => json!({ "type": "string" }),
        Kind::Written(pattern) => json!({ "type": "string", "pattern": pattern }),
        // A blank is no text.
        Kind::Segment | Kind::Text => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Texts => {
            json!({ "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "\\S" } })
        }
        Kind::Number(usual, least, most) => {
            let mut schema = json!({ "type": "integer", "minimum": least, "maximum": most });
            // Some numbers ask for nothing where they are left out.
            if (least..=most).contains(&usual) {
                schema["default"] = json!(usual);
            }
            schema
        }
        Kind::Flag => json!({ "type": "boolean", "default": false }),
        Kind::OneOf(words) => json!({ "type": "string", "enum": words, "default": words.first() }),
    }
}

/// The definitions of lines of JSON, with their references bent to where they stand here.
fn schemas() -> Value {
    let bent = DEFINITIONS.replace("#/$defs/", "#/components/schemas/");
    let mut all: Value = serde_json::from_str(&bent).unwrap_or_default();
    let mut schemas = all["$defs"].take();
    schemas["total"] = json!({
        "type": "object",
        "required": ["count", "certainty"],
        "properties": {
            "count": { "type": "integer" },
            "certainty": { "enum": ["counted", "about", "at_least"], "description": "How sure the number is." },
        },
    });
    schemas["count"] = json!({
        "type": "object",
        "required": ["by", "group", "reports", "passages", "occurrences"],
        "properties": {
            "by": { "type": "string" },
            "group": { "type": "string", "description": "Empty for reports of which it is not known." },
            "path": { "type": "string" },
            "reports": { "type": "integer" },
            "passages": { "type": "integer" },
            "occurrences": { "type": "integer" },
        },
    });
    schemas["problem"] = json!({
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "description": "Which kind: urn:xunzhang:problem:…" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What is wrong." },
            "hint": { "type": "string", "description": "What to do about it." },
        },
    });
    schemas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        let names = text.split("#/components/schemas/").skip(1);
        let names: Vec<&str> = names.filter_map(|rest| rest.split('"').next()).collect();
        assert!(names.contains(&"hit") && names.contains(&"location"), "{names:?}");
        for name in names {
            assert!(document["components"]["schemas"].get(name).is_some(), "{name} is not defined");
        }
        assert!(!text.contains("#/$defs/"));
    }
}
