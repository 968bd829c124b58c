//! The process that reads files for another, seen from the other: handed a file, listened to as long as it may take.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use serde::de::DeserializeOwned;

use crate::fault;
use crate::language::tr;

use super::super::ocr::Ocr;
use super::hand::{RefusedMembers, Taker};
use super::isolate::{COMMAND, PICTURE, Pages, Request, Told, WANTED};
use super::scan::{Answer, Picture, PictureHead};
use super::{ExtractError, Limits};

/// Bytes that a pipe holds at the least beside the line before them, though nobody reads.
const PIPE_BYTES: usize = 60 << 10;

/// A child and the two ends to it.
pub(super) struct Worker {
    child: Child,
    to: ChildStdin,
    answers: Receiver<io::Result<Said>>,
    /// Ends with the child, and gives the last that it said on standard error.
    errors: JoinHandle<String>,
}

/// What a child says.
enum Said {
    /// An answer.
    Line(String),
    /// That a page is to be recognised.
    Page(Box<Picture>),
}

/// Reads what a child says next; nothing where it has ended, or died while it spoke.
fn next(from: &mut impl BufRead) -> io::Result<Option<Said>> {
    let mut line = String::new();
    // A line without an end is of a child that died.
    if from.read_line(&mut line)? == 0 || !line.ends_with('\n') {
        return Ok(None);
    }
    let Some(head) = line.strip_prefix(PICTURE) else { return Ok(Some(Said::Line(line))) };
    let head: PictureHead = serde_json::from_str(head).map_err(io::Error::other)?;
    let bytes = head.bytes().ok_or_else(|| io::Error::other("no page is so large"))?;
    let mut pixels = vec![0; bytes];
    from.read_exact(&mut pixels)?;
    Ok(Some(Said::Page(Box::new(Picture { head, pixels }))))
}

/// Why no answer came.
pub(super) enum Silence {
    /// None came in time.
    Slow,
    /// The child is gone, or says what it should not.
    Dead,
    /// Whoever asked wants no more of the file.
    Unwanted(ExtractError),
}

/// Reads a line that is an answer: a page is asked for only while a file is read.
fn parsed<T: DeserializeOwned>(said: Said) -> Result<T, Silence> {
    match said {
        Said::Line(line) => serde_json::from_str(&line).map_err(|_| Silence::Dead),
        Said::Page(_) => Err(Silence::Dead),
    }
}

/// Waits for what is said next.
fn heard(answers: &Receiver<io::Result<Said>>, wait: Duration) -> Result<Said, Silence> {
    match answers.recv_timeout(wait) {
        Ok(Ok(said)) => Ok(said),
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Silence::Dead),
        Err(RecvTimeoutError::Timeout) => Err(Silence::Slow),
    }
}

impl Worker {
    /// Starts a child.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn start(program: &Path, limits: &Limits) -> io::Result<Worker> {
        let limits = serde_json::to_string(limits).map_err(io::Error::other)?;
        let mut child = Command::new(program)
            .args([COMMAND, &limits])
            // The allocator would take a gibibyte at once, which counts although nothing is in it.
            .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(to), Some(from), Some(errors)) = pipes else { return Err(io::Error::other("no pipes")) };
        let errors = std::thread::spawn(move || last_words(errors));
        log::debug!("a reader's process {} begins", child.id());
        // One line: what is not taken over yet waits in the child and not here.
        let (send, answers) = bounded(1);
        // Ends with the child: then the pipe closes.
        std::thread::spawn(move || {
            let mut from = BufReader::new(from);
            loop {
                let said = next(&mut from).transpose();
                let ended = !matches!(said, Some(Ok(_)));
                if said.is_none_or(|said| send.send(said).is_err()) || ended {
                    return;
                }
            }
        });
        Ok(Worker { child, to, answers, errors })
    }

    /// Has the child read a file, and hands each report to `taker` that it has room for; returns what was refused. The outer
    /// error says why no answer came. All waiting for the child together is as long as `wait` at most, begun anew with each
    /// page that it asks for; these are recognised by `ocr`, whose time is not the child's.
    pub(super) fn ask(
        &mut self,
        (name, bytes, pages): (&Path, &[u8], Pages),
        wait: Duration,
        (taker, ocr): (&mut dyn Taker, Option<&Ocr>),
    ) -> Result<Result<RefusedMembers, ExtractError>, Silence> {
        let request = Request { name: name.to_string_lossy().into_owned(), bytes: bytes.len() as u64, pages };
        let head = serde_json::to_string(&request).map_err(|_| Silence::Dead)?;
        let (mut left, begun) = (wait, Instant::now());
        let mut said = self.send(&head, bytes, left)?;
        left = left.saturating_sub(begun.elapsed());
        loop {
            if let Said::Page(picture) = said {
                self.answer_page(&picture, ocr)?;
                // Each page has the time of a file: a thick scan is no file that hangs.
                let begun = Instant::now();
                said = heard(&self.answers, wait)?;
                left = wait.saturating_sub(begun.elapsed());
                continue;
            }
            let size = match parsed(said)? {
                Told::End(ended) => return Ok(ended),
                Told::Report(size) => size,
            };
            let wanted = taker.room(&size).map_err(Silence::Unwanted)?;
            let begun = Instant::now();
            // A child that is stopped takes this in, too: it fits into the pipe.
            let reply = if wanted { WANTED } else { "-" };
            writeln!(self.to, "{reply}").and_then(|()| self.to.flush()).map_err(|_| Silence::Dead)?;
            let report = if wanted { Some(self.answer(left)?) } else { None };
            left = left.saturating_sub(begun.elapsed());
            report.map_or(Ok(()), |report| taker.report(report)).map_err(Silence::Unwanted)?;
            let begun = Instant::now();
            said = heard(&self.answers, left)?;
            left = left.saturating_sub(begun.elapsed());
        }
    }

    /// Hands over a file and returns the first that is said of it. A child that is stopped and takes nothing in is no
    /// better than one that does not answer.
    fn send(&mut self, head: &str, bytes: &[u8], wait: Duration) -> Result<Said, Silence> {
        let Worker { child, to, answers, .. } = self;
        let mut write = move || -> io::Result<()> {
            writeln!(to, "{head}")?;
            to.write_all(bytes)?;
            to.flush()
        };
        if bytes.len() < PIPE_BYTES {
            write().map_err(|_| Silence::Dead)?;
            return heard(answers, wait);
        }
        std::thread::scope(|scope| {
            let sending = scope.spawn(write);
            let answer = heard(answers, wait);
            if answer.is_err() {
                // Else the thread would wait on: a pipe without a reader is an error at once.
                let _ = child.kill();
            }
            match (sending.join(), answer) {
                (_, Err(silence)) => Err(silence),
                (Ok(Ok(())), Ok(answer)) => Ok(answer),
                (_, Ok(_)) => Err(Silence::Dead),
            }
        })
    }

    fn answer<T: DeserializeOwned>(&self, wait: Duration) -> Result<T, Silence> {
        parsed(heard(&self.answers, wait)?)
    }

    /// Has a page recognised and hands over what came of it.
    fn answer_page(&mut self, picture: &Picture, ocr: Option<&Ocr>) -> Result<(), Silence> {
        let answer: Answer = ocr.map_or(Ok(None), |ocr| ocr.recognise(picture));
        let line = serde_json::to_string(&answer).map_err(|_| Silence::Dead)?;
        // It waits for nothing else, so that it takes in all of it.
        writeln!(self.to, "{line}").and_then(|()| self.to.flush()).map_err(|_| Silence::Dead)
    }

    /// Ends the child.
    pub(super) fn stop(mut self) {
        // It may be gone already; either way it is waited for, so that no dead process stays in the table.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Says why the child gave no answer, in words for people.
    pub(super) fn cause_of_death(mut self, limits: &Limits) -> String {
        let _ = self.child.kill();
        let status = self.child.wait();
        // What it said is a help only; without it the status has to do.
        let said = self.errors.join().unwrap_or_default();
        log::debug!("a reader's process ended: {status:?} {said}");
        // So Rust ends a program that gets no memory.
        if said.contains("memory allocation") {
            return tr!("index-reader-memory", memory_bytes = (limits.memory_bytes >> 20).to_string());
        }
        match status {
            Ok(status) => {
                tr!("index-reader-ended", status = status.to_string(), fault = fault::REPORTS.to_string())
            }
            Err(error) => tr!("index-reader-no-answer", error = error.to_string()),
        }
    }
}

/// Bytes kept of what a child says on standard error.
const LAST_WORDS_BYTES: usize = 4_096;

/// Reads to the end what a child says on standard error, so that it never waits for a reader, and hands it on to the log;
/// returns the end of it.
fn last_words(errors: ChildStderr) -> String {
    let (mut errors, mut kept) = (BufReader::new(errors), String::new());
    loop {
        let mut line = Vec::new();
        if !matches!((&mut errors).take(LAST_WORDS_BYTES as u64).read_until(b'\n', &mut line), Ok(1..)) {
            return kept;
        }
        let line = String::from_utf8_lossy(&line);
        log::debug!(target: "xunzhang::reader", "{}", line.trim_end());
        kept.push_str(&line);
        kept.drain(..kept.ceil_char_boundary(kept.len().saturating_sub(LAST_WORDS_BYTES)));
    }
}
