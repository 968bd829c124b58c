//! Many documents at once: what the server refuses because it is busy comes again, slower and in smaller parts. A document has
//! a name, so that one which is sent twice is there once.

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use super::client::said;
use super::{Engine, EngineError};

/// Bytes that are sent together, at the most.
const BYTES: usize = 8 << 20;
/// And at the least, when the server is busy.
const BYTES_MIN: usize = 64 << 10;
/// How long a server may be too busy for anything at all.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(250);
const PAUSE_MAX: Duration = Duration::from_secs(15);

/// Documents on their way to an engine.
pub(crate) struct Bulk<'a> {
    engine: &'a Engine,
    /// The number of this push: what an earlier one sent and the engine has not written yet comes too late.
    push: u64,
    /// What is to be done, a line (or two) each.
    waiting: Vec<String>,
    bytes: usize,
    /// Bytes that are sent together now.
    room: usize,
    /// How often something had to be sent again.
    again: u64,
}

#[derive(Deserialize)]
struct Answers {
    errors: bool,
    items: Vec<serde_json::Map<String, Value>>,
}

impl<'a> Bulk<'a> {
    /// Nothing waits yet.
    pub(crate) fn new(engine: &'a Engine, push: u64) -> Bulk<'a> {
        Bulk { engine, push, waiting: Vec::new(), bytes: 0, room: BYTES, again: 0 }
    }

    /// Writes a document of this name in place of what is there.
    ///
    /// # Errors
    /// What sending says.
    pub(crate) fn put(&mut self, index: &str, id: &str, source: &str) -> Result<(), EngineError> {
        self.add(format!("{}\n{source}\n", json!({"index": self.of_document(index, id, "external_gte")})))
    }

    /// Removes the document of this name, if it is there.
    ///
    /// # Errors
    /// What sending says.
    pub(crate) fn remove(&mut self, index: &str, id: &str) -> Result<(), EngineError> {
        self.add(format!("{}\n", json!({"delete": self.of_document(index, id, "external_gte")})))
    }

    /// Writes a document that only one push of this number may write, the first.
    ///
    /// # Errors
    /// [`EngineError::Overtaken`] when another has, and what sending says.
    pub(crate) fn put_first(&mut self, index: &str, id: &str, source: &str) -> Result<(), EngineError> {
        self.add(format!("{}\n{source}\n", json!({"index": self.of_document(index, id, "external")})))?;
        self.flush()
    }

    fn of_document(&self, index: &str, id: &str, kind: &str) -> Value {
        json!({"_index": index, "_id": id, "version": self.push, "version_type": kind})
    }

    fn add(&mut self, line: String) -> Result<(), EngineError> {
        self.bytes += line.len();
        self.waiting.push(line);
        if self.bytes >= self.room { self.flush() } else { Ok(()) }
    }

    /// Returns how often something had to be sent again.
    pub(crate) fn sent_again(&self) -> u64 {
        self.again
    }

    /// Sends all that waits, and returns when the engine has taken all of it.
    ///
    /// # Errors
    /// When the engine is too busy for too long, refuses a document, or takes no more.
    pub(crate) fn flush(&mut self) -> Result<(), EngineError> {
        let (mut pause, mut idle_since) = (PAUSE, Instant::now());
        while !self.waiting.is_empty() {
            let mut bytes = 0;
            let fits = |line: &&String| {
                bytes += line.len();
                bytes <= self.room
            };
            let count = self.waiting.iter().take_while(fits).count().max(1);
            let refused = self.send(count)?;
            let Some(why) = refused.first().map(|(_, why)| why.clone()) else {
                self.waiting.drain(..count);
                (pause, idle_since) = (PAUSE, Instant::now());
                self.room = (self.room * 2).min(BYTES);
                continue;
            };
            self.again += refused.len() as u64;
            if refused.len() < count {
                idle_since = Instant::now();
            }
            if idle_since.elapsed() > PATIENCE {
                let why = format!("it has been too busy for {} s: {why}", PATIENCE.as_secs());
                return Err(EngineError::Full { why });
            }
            let kept: std::collections::HashSet<usize> = refused.into_iter().map(|(nth, _)| nth).collect();
            let mut nth = 0;
            self.waiting.retain(|_| {
                nth += 1;
                nth > count || kept.contains(&(nth - 1))
            });
            log::debug!("the engine is busy ({why}): {} again, after {pause:?}", kept.len());
            std::thread::sleep(pause);
            pause = (pause * 2).min(PAUSE_MAX);
            self.room = (self.room / 2).max(BYTES_MIN);
        }
        self.bytes = 0;
        Ok(())
    }

    /// Sends the first lines; returns which of them were refused because the engine is busy, and why.
    fn send(&self, count: usize) -> Result<Vec<(usize, String)>, EngineError> {
        let lines = self.waiting[..count].concat();
        let answers: Answers = self.engine.ask_lines("/_bulk", lines.as_bytes())?;
        if answers.items.len() != count {
            return Err(EngineError::Unreadable {
                doing: "POST /_bulk".to_owned(),
                why: format!("it tells of {} of {count} documents", answers.items.len()),
            });
        }
        let mut busy = Vec::new();
        for (nth, item) in answers.items.iter().enumerate().filter(|_| answers.errors) {
            let Some((action, told)) = item.iter().next() else { continue };
            let status = told.get("status").and_then(Value::as_u64).unwrap_or(0) as u16;
            // What was to be removed and is not there was removed before.
            if status < 300 || action == "delete" && status == 404 {
                continue;
            }
            let why = told.get("error").map(said).unwrap_or_default();
            match status {
                // A block of a full disk is no matter of moments.
                429 | 503 if !why.contains("block") => busy.push((nth, why)),
                409 => return Err(EngineError::Overtaken),
                _ => return Err(self.engine.failure("a document", status, &why)),
            }
        }
        Ok(busy)
    }
}
