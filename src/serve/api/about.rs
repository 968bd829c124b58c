//! What the server says of itself and its index.

use serde_json::json;

use crate::index::bytes_on_disk;
use crate::serve::openapi;
use crate::serve::problem::Problem;
use crate::serve::respond::{Call, Reply};

use super::{Endpoint, Gives, json as text, object};

pub(super) const STATS: Endpoint = Endpoint {
    path: "/v1/stats",
    name: "stats",
    about: "What the index holds, in numbers.",
    parameters: &[],
    answer: stats,
    gives: &[
        ("manifest", Gives::Object),
        ("segments", Gives::Number),
        ("index_bytes", Gives::Number),
        ("commit", Gives::Number),
    ],
    is_beside: false,
};

pub(super) const HEALTH: Endpoint = Endpoint {
    path: "/healthz",
    name: "health",
    about: "Whether questions are answered: 200, or 503 with the reason. `trouble` is a newer state that cannot be opened.",
    parameters: &[],
    answer: health,
    gives: &[("status", Gives::Text), ("commit", Gives::Number), ("trouble", Gives::Text)],
    is_beside: true,
};

pub(super) const METRICS: Endpoint = Endpoint {
    path: "/metrics",
    name: "metrics",
    about: "What happened since the process began, in numbers, for Prometheus.",
    parameters: &[],
    answer: metrics,
    gives: &[],
    is_beside: true,
};

pub(super) const OPENAPI: Endpoint = Endpoint {
    path: "/openapi.json",
    name: "openapi",
    about: "This description.",
    parameters: &[],
    answer: |_| Ok(Reply::Json(openapi::document().to_string().into_bytes())),
    gives: &[],
    is_beside: true,
};

fn stats(call: &Call) -> Result<Reply, Problem> {
    let snapshot = call.snapshot()?;
    let mut members = vec![
        ("manifest", text(snapshot.searcher.manifest())),
        ("segments", text(&snapshot.searcher.segments())),
        ("commit", text(&snapshot.number)),
    ];
    // Not known while another build takes its place.
    if call.rights.is_whole()
        && let Some(Ok(bytes)) = call.app.library.folder().map(bytes_on_disk)
    {
        members.push(("index_bytes", text(&bytes)));
    }
    Ok(object(&members))
}

fn health(call: &Call) -> Result<Reply, Problem> {
    let number = call.snapshot()?.number;
    let mut said = json!({ "status": "ok", "commit": number });
    if let Some(trouble) = call.app.library.trouble() {
        said["status"] = json!("stale");
        // It may name what is not for everybody.
        if call.rights.is_whole() {
            said["trouble"] = json!(trouble);
        }
    }
    Ok(Reply::Json(format!("{said}\n").into_bytes()))
}

fn metrics(call: &Call) -> Result<Reply, Problem> {
    if !call.rights.is_whole() {
        return Err(Problem::of_all());
    }
    let app = &call.app;
    let (commit, reports) = match call.snapshot() {
        Ok(snapshot) => (snapshot.number as f64, snapshot.searcher.manifest().counts.reports as f64),
        Err(_) => (0.0, 0.0),
    };
    let is_stale = f64::from(u8::from(app.library.trouble().is_some()));
    let gauges = [
        ("xunzhang_commit", "Which commit since the start is open; 0 for none.", commit),
        ("xunzhang_reports", "Reports of the index.", reports),
        ("xunzhang_stale", "Whether the state in force cannot be opened.", is_stale),
        ("xunzhang_waiting", "Requests that wait for a thread.", app.works.waiting() as f64),
    ];
    Ok(Reply::Text("text/plain; version=0.0.4; charset=utf-8", app.metrics.text(&gauges)))
}
