//! One request to an engine and its answer; tried again, at another node where there is one, as long as that can help.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::send::{Request, Sender};
use super::{Access, EngineError};

/// How long a node may take to take a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one request may take: longer than the slowest that we send.
const ANSWER: Duration = Duration::from_secs(120);
/// How long what fails for a moment (a node that is gone, a busy one) is tried again.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same before anything ever answered: an address may simply be wrong.
const FIRST_PATIENCE: Duration = Duration::from_secs(3);
/// How long a part of an index may stay away before an answer without it is taken.
const PART_PATIENCE: Duration = Duration::from_secs(3);
/// Between two rounds of tries, at first; doubled each time.
const PAUSE: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// Characters of what a server says that are told.
const SAID_CHARS: usize = 300;

/// An engine that can be asked.
pub struct Engine {
    sender: Sender,
    access: Access,
    /// The node that answered last.
    node: AtomicUsize,
    answered: AtomicBool,
}

/// An answer to a search.
#[derive(Deserialize)]
pub(crate) struct Answer<S> {
    /// Which parts of the index answered.
    #[serde(rename = "_shards", default)]
    pub(crate) shards: Shards,
    /// Whether the engine gave up before it was done.
    #[serde(default)]
    pub(crate) timed_out: bool,
    /// What was found.
    #[serde(default = "Hits::none")]
    pub(crate) hits: Hits<S>,
    /// What was added up of it.
    #[serde(default)]
    pub(crate) aggregations: Value,
    /// Why not, where this one of many searches failed.
    #[serde(default)]
    error: Option<Value>,
    #[serde(default)]
    status: u16,
}

/// Parts of an index.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shards {
    /// All of them.
    pub(crate) total: u32,
    /// Those that failed; one of which no copy lives is not counted here.
    failed: u32,
    /// Those that answered.
    successful: Option<u32>,
}

impl Shards {
    /// Returns how many did not answer.
    pub(crate) fn lacking(&self) -> u32 {
        self.failed.max(self.successful.map_or(0, |those| self.total.saturating_sub(those)))
    }
}

/// Documents that were found.
#[derive(Deserialize)]
pub(crate) struct Hits<S> {
    /// How many match.
    #[serde(default)]
    pub(crate) total: Total,
    /// Those that were asked for.
    pub(crate) hits: Vec<DocumentHit<S>>,
}

impl<S> Hits<S> {
    fn none() -> Hits<S> {
        Hits { total: Total::default(), hits: Vec::new() }
    }
}

/// A number of documents.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Total {
    /// The number.
    pub(crate) value: u64,
}

/// A document that was found.
#[derive(Deserialize)]
pub(crate) struct DocumentHit<S> {
    /// The index that it is of.
    #[serde(rename = "_index", default)]
    pub(crate) index: String,
    /// Its name.
    #[serde(rename = "_id")]
    pub(crate) id: String,
    /// Its score, where one was asked for.
    #[serde(rename = "_score", default)]
    pub(crate) score: Option<f32>,
    /// What is stored of it, where that was asked for; `None` too where a document that was asked for by name is not there.
    #[serde(rename = "_source", default = "Option::default")]
    pub(crate) source: Option<S>,
    /// What it was ordered by.
    #[serde(default)]
    pub(crate) sort: Vec<Value>,
    /// Values of columns that were asked for.
    #[serde(default)]
    pub(crate) fields: serde_json::Map<String, Value>,
}

impl Engine {
    /// Makes ready to ask; nothing is sent yet.
    ///
    /// # Errors
    /// [`EngineError::Authorities`].
    pub fn new(access: Access) -> Result<Engine, EngineError> {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ANSWER))
            .user_agent(concat!("xunzhang/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &access.authorities {
            let read = parse_pem(pem).filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            });
            let certificates: Vec<Certificate<'static>> = read.collect();
            if certificates.is_empty() {
                return Err(EngineError::Authorities);
            }
            config =
                config.tls_config(TlsConfig::builder().root_certs(RootCerts::from(certificates)).build());
        }
        let authorization = match (&access.api_key, &access.user) {
            (Some(key), _) => Some(format!("ApiKey {key}")),
            (None, Some((name, password))) => {
                Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}"))))
            }
            (None, None) => None,
        };
        Ok(Engine {
            sender: Sender::new(config.build().into(), authorization),
            access,
            node: AtomicUsize::new(0),
            answered: AtomicBool::new(false),
        })
    }

    /// Returns the name of the index that was asked for.
    pub fn name(&self) -> &str {
        self.access.name()
    }

    /// Returns where the engine is, for messages.
    pub fn urls(&self) -> String {
        self.access.urls.join(",")
    }

    /// Returns how many requests were sent, and their bytes there and back.
    pub fn traffic(&self) -> (u64, u64, u64) {
        self.sender.traffic()
    }

    /// Asks with a body of JSON; without one for `Value::Null`.
    ///
    /// # Errors
    /// When no node answers in time, the engine refuses or fails, or its answer is not what was asked for.
    pub(crate) fn ask<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: &Value,
    ) -> Result<T, EngineError> {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.read(method, path, &self.call(method, path, body)?)
    }

    /// As [`Engine::ask`], `None` where there is no such thing.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub(crate) fn ask_if_there<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: &Value,
    ) -> Result<Option<T>, EngineError> {
        match self.ask(method, path, body) {
            Ok(answer) => Ok(Some(answer)),
            Err(EngineError::Missing { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asks with lines of JSON.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub(crate) fn ask_lines<T: DeserializeOwned>(&self, path: &str, lines: &[u8]) -> Result<T, EngineError> {
        self.read("POST", path, &self.call("POST", path, lines.to_vec())?)
    }

    /// Searches an index many times in one request; where scores are wanted, with statistics of all shards.
    ///
    /// # Errors
    /// As [`Engine::ask`], and when one of the searches failed.
    pub(crate) fn search_all<S: DeserializeOwned>(
        &self,
        index: &str,
        searches: &[Value],
        is_scored: bool,
    ) -> Result<Vec<Answer<S>>, EngineError> {
        #[derive(Deserialize)]
        #[serde(bound = "S: DeserializeOwned")]
        struct Answers<S> {
            responses: Vec<Answer<S>>,
        }
        if searches.is_empty() {
            return Ok(Vec::new());
        }
        let mut lines = String::new();
        for search in searches {
            lines.push_str(if is_scored { "{\"search_type\":\"dfs_query_then_fetch\"}\n" } else { "{}\n" });
            lines.push_str(&search.to_string());
            lines.push('\n');
        }
        let path = format!("/{index}/_msearch");
        let (begun, mut pause) = (Instant::now(), PAUSE);
        loop {
            let Answers { responses } = self.ask_lines(&path, lines.as_bytes())?;
            let failed = responses.iter().find_map(|answer| Some((answer.status, answer.error.as_ref()?)));
            // A shard whose node died is soon another's: an answer without it is taken only where it stays away.
            let lacks = responses.iter().any(|answer| answer.shards.lacking() > 0 || answer.timed_out);
            let patience = match &failed {
                Some((429 | 502 | 503 | 504, _)) => PATIENCE,
                Some((status, error)) => return Err(self.failure("a search", *status, &said(error))),
                None if lacks => PART_PATIENCE,
                None => return Ok(responses),
            };
            if begun.elapsed() > patience {
                return match failed {
                    Some((status, error)) => Err(self.failure("a search", status, &said(error))),
                    None => Ok(responses),
                };
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    fn read<T: DeserializeOwned>(&self, method: &str, path: &str, answer: &[u8]) -> Result<T, EngineError> {
        serde_json::from_slice(answer).map_err(|error| EngineError::Unreadable {
            doing: format!("{method} {path}"),
            why: error.to_string(),
        })
    }

    /// Sends a request until a node answers it.
    fn call(&self, method: &'static str, path: &str, body: Vec<u8>) -> Result<Vec<u8>, EngineError> {
        let begun = Instant::now();
        let request = Request { method, path: path.to_owned(), body };
        let (mut tries, mut pause) = (0, PAUSE);
        loop {
            let node = self.node.load(Ordering::Relaxed) % self.access.urls.len();
            tries += 1;
            let (node, answer) = self.sender.ask(&self.access.urls, node, &request);
            // Who answers is asked again.
            self.node.store(node, Ordering::Relaxed);
            let url = &self.access.urls[node];
            let why = match answer {
                Ok((status, answer)) => match status {
                    200..=299 => {
                        self.answered.store(true, Ordering::Relaxed);
                        return Ok(answer);
                    }
                    429 | 502 | 503 | 504 => format!("status {status}: {}", said_in(&answer)),
                    _ => return Err(self.refusal(url, &format!("{method} {path}"), status, &answer)),
                },
                Err(why) => why,
            };
            log::debug!("{url}: {why}");
            let answered = self.answered.load(Ordering::Relaxed);
            let patience = if answered { PATIENCE } else { FIRST_PATIENCE };
            if begun.elapsed() > patience {
                return Err(EngineError::Unreachable { urls: self.urls(), why });
            }
            self.node.store(node + 1, Ordering::Relaxed);
            if tries % self.access.urls.len() == 0 {
                std::thread::sleep(pause);
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }

    fn refusal(&self, url: &str, doing: &str, status: u16, answer: &[u8]) -> EngineError {
        if serde_json::from_slice::<Value>(answer).is_err() && !matches!(status, 401 | 403) {
            return EngineError::Stranger { url: url.to_owned(), why: format!("status {status}") };
        }
        self.failure(doing, status, &said_in(answer))
    }

    /// Makes an error of what an engine said.
    pub(super) fn failure(&self, doing: &str, status: u16, why: &str) -> EngineError {
        let (doing, why) = (doing.to_owned(), why.to_owned());
        match status {
            // The block of a full disk (flood stage) is told as forbidden, or as too many requests.
            403 | 429 if why.contains("block") => EngineError::Full { why },
            401 | 403 => EngineError::Refused { doing, why },
            404 => EngineError::Missing { name: self.name().to_owned() },
            _ => EngineError::Failed { doing, status, why },
        }
    }
}

/// What an engine says of an error, in its words.
fn said_in(answer: &[u8]) -> String {
    match serde_json::from_slice::<Value>(answer) {
        Ok(value) => said(value.get("error").unwrap_or(&value)),
        Err(_) => String::from_utf8_lossy(answer).chars().take(SAID_CHARS).collect(),
    }
}

/// The reason in an error of an engine.
pub(super) fn said(error: &Value) -> String {
    let inner = error.pointer("/root_cause/0").unwrap_or(error);
    let text = match (inner.get("type").and_then(Value::as_str), inner.get("reason").and_then(Value::as_str))
    {
        (Some(kind), Some(reason)) => format!("{kind}: {reason}"),
        _ => error.as_str().map_or_else(|| error.to_string(), str::to_owned),
    };
    text.chars().take(SAID_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_standard_has_them() {
        // The examples of RFC 4648, section 10.
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(BASE64_STANDARD.encode(plain), coded);
        }
    }

    #[test]
    fn what_an_engine_says_is_told() {
        let error =
            br#"{"error":{"root_cause":[{"type":"t","reason":"r"}],"type":"u","reason":"s"},"status":400}"#;
        assert_eq!(said_in(error), "t: r");
        assert_eq!(said_in(b"<html>"), "<html>");
    }

    #[test]
    fn nobody_there_is_said_at_once() {
        let access = Access::parse("http://127.0.0.1:1").expect("it is right");
        let engine = Engine::new(access).expect("it can be asked");
        let said = engine.ask::<Value>("GET", "/", &Value::Null).expect_err("nobody is there");
        assert!(matches!(said, EngineError::Unreachable { .. }), "{said}");
    }
}
