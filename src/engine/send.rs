//! One request sent to one node, and, where that stays silent, to another as well: whichever answers first.
//!
//! A node that hangs takes connections and answers nothing, and others wait for its part of an index until the cluster gives it up,
//! which takes a minute. So after [`SILENT`] all nodes are asked for a sign of life; where one gives none, the same is asked of the
//! others, with the wish that only they take part.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender as Channel, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::fault::lock;

/// After so long without an answer nodes are asked for a sign of life.
const SILENT: Duration = Duration::from_secs(2);
/// How long that may take.
const SIGN: Duration = Duration::from_secs(1);
/// How long what was found then is held for true.
const KNOWN: Duration = Duration::from_secs(30);
/// No answer is longer, in bytes.
const ANSWER_BYTES_MAX: u64 = 1 << 30;
/// Bytes of a request that the log shows.
const LOGGED_BYTES: usize = 400;

/// What is asked.
#[derive(Clone)]
pub(super) struct Request {
    /// The method of HTTP.
    pub(super) method: &'static str,
    /// The path, with its parameters.
    pub(super) path: String,
    /// The body; none where it is empty.
    pub(super) body: Vec<u8>,
}

/// Status and body of an answer, or why there is none.
pub(super) type Answered = Result<(u16, Vec<u8>), String>;

/// Who sends.
#[derive(Clone)]
pub(super) struct Sender(Arc<Parts>);

struct Parts {
    agent: ureq::Agent,
    authorization: Option<String>,
    requests: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
    /// The nodes that gave a sign of life, by their names in the cluster, when others did not; and when that was.
    living: Mutex<Option<(String, Instant)>>,
}

impl Request {
    /// Whether it changes nothing, so that it may be asked twice.
    fn only_reads(&self) -> bool {
        self.method == "GET" || self.is_search() || self.path.contains("/_mget")
    }

    fn is_search(&self) -> bool {
        self.path.contains("/_search") || self.path.contains("/_msearch")
    }

    /// The same with the wish that these nodes answer, where some have what is asked for.
    fn preferring(&self, nodes: &str) -> Request {
        let wish = format!("_prefer_nodes:{nodes}");
        let mut request = self.clone();
        if self.path.contains("/_msearch") {
            // Each search has a line of its own for that, before it.
            let text = String::from_utf8_lossy(&self.body);
            let line = |(nth, line): (usize, &str)| match serde_json::from_str::<Value>(line) {
                Ok(Value::Object(mut head)) if nth % 2 == 0 => {
                    head.insert("preference".to_owned(), Value::from(wish.as_str()));
                    format!("{}\n", Value::Object(head))
                }
                _ => format!("{line}\n"),
            };
            request.body = text.lines().enumerate().map(line).collect::<String>().into_bytes();
        } else if self.is_search() || self.path.contains("/_mget") || self.path.contains("/_doc/") {
            let joined = if self.path.contains('?') { '&' } else { '?' };
            request.path = format!("{}{joined}preference={wish}", self.path);
        }
        request
    }
}

impl Sender {
    /// Nothing sent yet.
    pub(super) fn new(agent: ureq::Agent, authorization: Option<String>) -> Sender {
        let zero = || AtomicU64::new(0);
        let (requests, sent, received) = (zero(), zero(), zero());
        Sender(Arc::new(Parts { agent, authorization, requests, sent, received, living: Mutex::default() }))
    }

    /// Returns how many requests were sent, and their bytes there and back.
    pub(super) fn traffic(&self) -> (u64, u64, u64) {
        let read = |of: &AtomicU64| of.load(Ordering::Relaxed);
        (read(&self.0.requests), read(&self.0.sent), read(&self.0.received))
    }

    /// Sends a request to a node, and what only reads to another too where that helps; returns which node answered.
    pub(super) fn ask(&self, urls: &[String], node: usize, request: &Request) -> (usize, Answered) {
        let living = lock(&self.0.living).clone().filter(|(_, since)| since.elapsed() < KNOWN);
        let preferring = living.filter(|_| request.only_reads()).map(|(nodes, _)| request.preferring(&nodes));
        let request = preferring.as_ref().unwrap_or(request);
        if urls.len() < 2 || !request.only_reads() {
            return (node, self.send(&urls[node], request));
        }
        let (to, answers) = channel();
        self.begin(urls, node, request.clone(), &to);
        if let Ok(answer) = answers.recv_timeout(SILENT) {
            return answer;
        }
        let living = self.living(urls);
        let other = living.iter().find(|(one, _)| *one != node).or(living.first()).map(|(one, _)| *one);
        // Where all give a sign of life the answer takes its time.
        let Some(other) = other.filter(|_| living.len() < urls.len()) else {
            drop(to);
            return first_of(&answers, node);
        };
        let nodes: Vec<&str> = living.iter().map(|(_, name)| name.as_str()).collect();
        let nodes = nodes.join(",");
        log::debug!("{} is silent: asked of {} as well, of {nodes}", urls[node], urls[other]);
        self.begin(urls, other, request.preferring(&nodes), &to);
        *lock(&self.0.living) = Some((nodes, Instant::now()));
        drop(to);
        first_of(&answers, node)
    }

    /// Sends beside what this thread does.
    fn begin(&self, urls: &[String], node: usize, request: Request, to: &Channel<(usize, Answered)>) {
        let (sender, url, to) = (self.clone(), urls[node].clone(), to.clone());
        std::thread::spawn(move || {
            // Nobody waits for who comes second.
            let _ = to.send((node, sender.send(&url, &request)));
        });
    }

    /// Returns the nodes that give a sign of life, with their names in the cluster.
    fn living(&self, urls: &[String]) -> Vec<(usize, String)> {
        let (to, answers) = channel();
        let path = "/_nodes/_local?filter_path=nodes.*.name".to_owned();
        for node in 0..urls.len() {
            self.begin(urls, node, Request { method: "GET", path: path.clone(), body: Vec::new() }, &to);
        }
        drop(to);
        let (begun, mut living) = (Instant::now(), Vec::new());
        while let Ok((node, answer)) = answers.recv_timeout(SIGN.saturating_sub(begun.elapsed())) {
            let told = answer.ok().and_then(|(_, body)| serde_json::from_slice::<Value>(&body).ok());
            let name = told.and_then(|told| told["nodes"].as_object()?.keys().next().cloned());
            living.extend(name.map(|name| (node, name)));
        }
        living.sort_unstable();
        living
    }

    /// Sends a request to an address and waits for the answer.
    fn send(&self, url: &str, request: &Request) -> Answered {
        let Request { method, path, body } = request;
        let parts = &*self.0;
        let mut built = ureq::http::Request::builder().method(*method).uri(format!("{url}{path}"));
        if let Some(authorization) = &parts.authorization {
            built = built.header("Authorization", authorization);
        }
        let begun = Instant::now();
        parts.requests.fetch_add(1, Ordering::Relaxed);
        parts.sent.fetch_add(body.len() as u64, Ordering::Relaxed);
        let told = |error: ureq::Error| error.to_string();
        let sent = match &body[..] {
            [] => built.body(()).map(|request| parts.agent.run(request)),
            body => {
                let lines = path.contains("/_bulk") || path.contains("/_msearch");
                let kind = if lines { "application/x-ndjson" } else { "application/json" };
                built.header("Content-Type", kind).body(body).map(|request| parts.agent.run(request))
            }
        };
        let mut response = sent.map_err(|error| error.to_string())?.map_err(told)?;
        let status = response.status().as_u16();
        let answer = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(told)?;
        parts.received.fetch_add(answer.len() as u64, Ordering::Relaxed);
        log::trace!(
            "{method} {path}: {status}, {} bytes for {} in {:?}: {}",
            answer.len(),
            body.len(),
            begun.elapsed(),
            String::from_utf8_lossy(&body[..body.len().min(LOGGED_BYTES)])
        );
        Ok((status, answer))
    }
}

/// Waits for the first answer that is one; where there is none, the last reason is told.
fn first_of(answers: &Receiver<(usize, Answered)>, node: usize) -> (usize, Answered) {
    let mut last = (node, Err("no answer".to_owned()));
    while let Ok(answer) = answers.recv() {
        match answer.1 {
            Ok((200..=499, _)) => return answer,
            _ => last = answer,
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A node that is silent, or answers everything with its name.
    fn node(name: Option<&'static str>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            for mut stream in listener.incoming().flatten() {
                let read = stream.read(&mut [0; 4096]);
                match name.filter(|_| read.is_ok()) {
                    Some(name) => {
                        let body = format!("{{\"nodes\":{{\"{name}\":{{}}}}}}");
                        let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length:";
                        let _ = write!(stream, "{head} {}\r\n\r\n{body}", body.len());
                    }
                    None => kept.push(stream),
                }
            }
        });
        url
    }

    #[test]
    fn a_node_that_hangs_costs_seconds() {
        let urls = [node(None), node(Some("b"))];
        let agent = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(60))).build();
        let sender = Sender::new(agent.into(), None);
        let request = Request { method: "POST", path: "/a/_search".to_owned(), body: b"{}".to_vec() };
        let begun = Instant::now();
        let (node, answer) = sender.ask(&urls, 0, &request);
        assert_eq!((node, answer.map(|(status, _)| status)), (1, Ok(200)));
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        // Who lives is known then.
        let known = lock(&sender.0.living).clone().map(|(nodes, _)| nodes);
        assert_eq!(known.as_deref(), Some("b"));
    }

    #[test]
    fn wishes_stand_where_engines_look_for_them() {
        let request = |path: &str, body: &str| Request {
            method: "POST",
            path: path.to_owned(),
            body: body.as_bytes().to_vec(),
        };
        let searches =
            request("/a/_msearch", "{}\n{\"size\":0}\n{\"search_type\":\"x\"}\n{}\n").preferring("b,c");
        let wish = "\"preference\":\"_prefer_nodes:b,c\"";
        assert_eq!(
            String::from_utf8_lossy(&searches.body),
            format!("{{{wish}}}\n{{\"size\":0}}\n{{{wish},\"search_type\":\"x\"}}\n{{}}\n")
        );
        let table = [
            ("/a/_search", "/a/_search?preference=_prefer_nodes:b"),
            ("/_mget?realtime=false", "/_mget?realtime=false&preference=_prefer_nodes:b"),
            ("/a/_mapping", "/a/_mapping"),
        ];
        for (path, wanted) in table {
            assert_eq!(request(path, "{}").preferring("b").path, wanted);
        }
    }
}
