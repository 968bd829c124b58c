//! Readers in a process of their own: one that panics, never ends or eats memory costs its file, not the run.
//!
//! The parent starts its own program again (`xunzhang read-files`), hands it files one after another over a pipe, and
//! keeps it for the next file. The child limits its own memory before it reads anything. When no answer comes in
//! time, or the child dies, the parent says so of this file and starts a new child for the next one. Nothing of the
//! child can reach the index: all it does is answer.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use serde::{Deserialize, Serialize};

use crate::fault;

use super::detect::{self, Start};
use super::{ExtractError, Extraction, Input, Limits, extract, read_by, reader_of};

/// Name of the command that [`serve`] is behind.
const COMMAND: &str = "read-files";
/// Seconds that a child outlives its parent's timeout before it ends itself.
const GRACE_SECONDS: u64 = 5;

/// Extracts files, foreign formats in child processes. Shared by all threads of a run.
pub struct Extractor {
    program: Option<PathBuf>,
    limits: Limits,
    idle: Mutex<Vec<Worker>>,
}

/// A child and the two ends to it.
struct Worker {
    child: Child,
    to: ChildStdin,
    answers: Receiver<io::Result<String>>,
    /// Ends with the child, and gives the last that it said on standard error.
    errors: JoinHandle<String>,
}

/// What is said before the bytes of a file.
#[derive(Serialize, Deserialize)]
struct Request {
    name: String,
    bytes: u64,
}

impl Extractor {
    /// Returns an extractor that starts `program` with the command `read-files`; without a program foreign formats
    /// are read in this process, where only panics are caught.
    pub fn new(program: Option<PathBuf>, limits: Limits) -> Extractor {
        Extractor { program, limits, idle: Mutex::default() }
    }

    /// Extracts the reports of a file; `name` is asked only where the content leaves open what it is.
    ///
    /// # Errors
    /// [`ExtractError`] when nothing of the file can be taken.
    pub fn extract(&self, name: &Path, bytes: &[u8]) -> Result<Extraction, ExtractError> {
        // What a container holds is told where it is read: in the child.
        if let Start::Format(format) = detect::by_start(name, bytes) {
            let reader = reader_of(&format)?;
            if reader.in_process {
                return read_by(reader, &Input::new(name, bytes, &self.limits, &Cell::new(0)));
            }
        }
        match &self.program {
            None => caught(name, bytes, &self.limits),
            Some(program) => self.in_child(program, name, bytes),
        }
    }

    fn in_child(&self, program: &Path, name: &Path, bytes: &[u8]) -> Result<Extraction, ExtractError> {
        let idle = fault::lock(&self.idle).pop();
        let mut worker =
            match idle {
                Some(worker) => worker,
                None => Worker::start(program, &self.limits).map_err(|error| {
                    match crate::source::is_want_of_handles(&error) {
                        true => ExtractError::NoHandles,
                        false => ExtractError::Died(format!("could not be started ({error})")),
                    }
                })?,
            };
        let answer = worker.ask(name, bytes, Duration::from_secs(self.limits.seconds));
        match answer {
            Ok(answer) => {
                fault::lock(&self.idle).push(worker);
                answer
            }
            Err(Silence::Slow) => {
                worker.stop();
                Err(ExtractError::TooSlow(self.limits.seconds))
            }
            Err(Silence::Dead) => Err(ExtractError::Died(worker.cause_of_death(&self.limits))),
        }
    }
}

impl Drop for Extractor {
    fn drop(&mut self) {
        for worker in std::mem::take(self.idle.get_mut().unwrap_or_else(PoisonError::into_inner)) {
            worker.stop();
        }
    }
}

/// Why no answer came.
enum Silence {
    Slow,
    Dead,
}

impl Worker {
    fn start(program: &Path, limits: &Limits) -> io::Result<Worker> {
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
        let (send, answers) = bounded(1);
        // Ends with the child: then the pipe closes.
        std::thread::spawn(move || {
            let mut from = BufReader::new(from);
            loop {
                let mut line = String::new();
                let read = from.read_line(&mut line);
                let ended = !matches!(read, Ok(1..)) || !line.ends_with('\n');
                if send.send(read.map(|_| line)).is_err() || ended {
                    return;
                }
            }
        });
        Ok(Worker { child, to, answers, errors })
    }

    fn ask(
        &mut self,
        name: &Path,
        bytes: &[u8],
        wait: Duration,
    ) -> Result<Result<Extraction, ExtractError>, Silence> {
        let request = Request { name: name.to_string_lossy().into_owned(), bytes: bytes.len() as u64 };
        let head = serde_json::to_string(&request).map_err(|_| Silence::Dead)?;
        let sent = writeln!(self.to, "{head}").and_then(|()| self.to.write_all(bytes));
        sent.and_then(|()| self.to.flush()).map_err(|_| Silence::Dead)?;
        match self.answers.recv_timeout(wait) {
            Ok(Ok(line)) => serde_json::from_str(&line).map_err(|_| Silence::Dead),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Silence::Dead),
            Err(RecvTimeoutError::Timeout) => Err(Silence::Slow),
        }
    }

    fn stop(mut self) {
        // It may be gone already; either way it is waited for, so that no dead process stays in the table.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn cause_of_death(mut self, limits: &Limits) -> String {
        let _ = self.child.kill();
        let status = self.child.wait();
        // What it said is a help only; without it the status has to do.
        let said = self.errors.join().unwrap_or_default();
        log::debug!("a reader's process ended: {status:?} {said}");
        if said.contains("memory allocation") {
            return format!(
                "needed more than {} MiB of memory (raise the limit with --reader-memory)",
                limits.memory_bytes >> 20
            );
        }
        match status {
            Ok(status) => {
                format!("ended without an answer ({status}); please report it at {}", fault::REPORTS)
            }
            Err(error) => format!("ended without an answer ({error})"),
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

/// Answers requests on `from` until it ends: what the child process does.
///
/// # Errors
/// When `limits` is not what the parent writes, or a pipe fails.
pub fn serve(limits: &str, from: &mut dyn BufRead, to: &mut dyn Write) -> io::Result<()> {
    let limits: Limits = serde_json::from_str(limits).map_err(io::Error::other)?;
    limit_this_process(&limits);
    let watch = watch(Duration::from_secs(limits.seconds + GRACE_SECONDS));
    loop {
        let mut head = String::new();
        if from.read_line(&mut head)? == 0 {
            return Ok(());
        }
        let request: Request = serde_json::from_str(&head).map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        from.take(request.bytes).read_to_end(&mut bytes)?;
        // The watch may be gone only with the process.
        let _ = watch.send(());
        let answer = caught(Path::new(&request.name), &bytes, &limits);
        let _ = watch.send(());
        serde_json::to_writer(&mut *to, &answer)?;
        writeln!(to)?;
        to.flush()?;
    }
}

/// Ends this process when a file takes longer than `most`: a parent that was killed cannot do it. It is told when a
/// file begins and when it ends.
fn watch(most: Duration) -> Sender<()> {
    let (send, told) = bounded(0);
    std::thread::spawn(move || {
        while told.recv().is_ok() {
            if told.recv_timeout(most) == Err(RecvTimeoutError::Timeout) {
                std::process::exit(1);
            }
        }
    });
    send
}

/// Where the system knows such limits; elsewhere the clock alone ends a reader.
fn limit_this_process(limits: &Limits) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = Rlimit { current: Some(limits.memory_bytes), maximum: Some(limits.memory_bytes) };
        // A lower limit may be in force already, which is as good.
        let _ = setrlimit(Resource::Data, most);
        // No dump of a reader's memory is left behind.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = limits;
}

/// Extracts, with panics of readers turned into errors.
fn caught(name: &Path, bytes: &[u8], limits: &Limits) -> Result<Extraction, ExtractError> {
    fault::caught(|| extract(name, bytes, limits)).unwrap_or_else(|fault| Err(ExtractError::of_fault(&fault)))
}

#[cfg(test)]
mod tests {
    use super::super::package::DIRECTORIES_READ;
    use super::super::packed;
    use super::*;

    #[test]
    fn requests_are_answered_one_after_another() {
        let limits =
            serde_json::to_string(&Limits { memory_bytes: u64::MAX, ..Limits::default() }).expect("plain");
        let mut asked = Vec::new();
        for (name, bytes) in [("报告.txt", "正文".as_bytes()), ("b.png", b"\x89PNG\r\n"), ("c.txt", b"\n")]
        {
            writeln!(asked, "{{\"name\": \"{name}\", \"bytes\": {}}}", bytes.len()).expect("memory");
            asked.extend_from_slice(bytes);
        }
        let mut answered = Vec::new();
        serve(&limits, &mut &asked[..], &mut answered).expect("memory does not fail");
        let answers: Vec<Result<Extraction, ExtractError>> = String::from_utf8(answered)
            .expect("JSON")
            .lines()
            .map(|line| serde_json::from_str(line).expect("an answer"))
            .collect();
        assert_eq!(answers[0].as_ref().map(|one| one.reports[0].text.as_str()), Ok("正文"));
        assert_eq!(answers[1], Err(ExtractError::NoReader("a picture".to_owned())));
        assert_eq!(answers[2..], [Err(ExtractError::Nothing("empty".to_owned()))]);
    }

    #[test]
    fn a_container_is_opened_in_the_child_alone_and_once() {
        let read = |work: &dyn Fn()| {
            let before = DIRECTORIES_READ.get();
            work();
            DIRECTORIES_READ.get() - before
        };
        let docx: &[(&str, &str)] =
            &[("word/document.xml", "<w:document xmlns:w='w'><w:body/></w:document>")];
        let sheet: &[(&str, &str)] = &[("xl/workbook.bin", "")];
        for (name, members) in [("a.docx", docx), ("a.xlsb", sheet), ("a.zip", &[("a.txt", "正文")])] {
            let (name, bytes) = (Path::new(name), packed(members));
            let limits = Limits::default();
            let parent = || {
                // It ends without an answer: whatever is known of the file was told outside of it.
                let answer = Extractor::new(Some(PathBuf::from("/bin/true")), limits).extract(name, &bytes);
                assert!(matches!(answer, Err(ExtractError::Died(_))), "{answer:?}");
            };
            assert_eq!(read(&parent), 0, "{} in the parent", name.display());
            assert_eq!(read(&|| drop(extract(name, &bytes, &limits))), 1, "{} in the child", name.display());
        }
        let nested = packed(&[("a.docx", packed(docx)), ("b.zip", packed(&[("b.txt", "正文")]))]);
        assert_eq!(read(&|| drop(extract(Path::new("a.zip"), &nested, &Limits::default()))), 3);
    }

    #[test]
    fn a_program_that_says_much_on_standard_error_does_not_wait_for_a_listener() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let talker = folder.path().join("talker");
        let script = "#!/bin/sh\nyes words | head -n 100000 >&2\necho memory allocation failed >&2\n";
        std::fs::write(&talker, script).expect("it can be written");
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&talker, std::fs::Permissions::from_mode(0o700)).expect("it is ours");
        let answer = Extractor::new(Some(talker), Limits::default()).extract(Path::new("a"), b"{\\rtf1 }");
        let Err(ExtractError::Died(why)) = answer else { panic!("{answer:?}") };
        assert!(why.contains("--reader-memory"), "{why}");
    }

    #[test]
    fn a_program_that_does_not_answer_costs_its_file() {
        // `true` ends at once, `sleep`-like readers never answer: both are told in words.
        let limits = Limits { seconds: 1, ..Limits::default() };
        let rtf = b"{\\rtf1 }";
        let outcome =
            |program: &str| Extractor::new(Some(PathBuf::from(program)), limits).extract(Path::new("a"), rtf);
        assert!(matches!(outcome("/bin/true"), Err(ExtractError::Died(_))));
        assert!(matches!(outcome("/no/such/program"), Err(ExtractError::Died(_))));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let sleeper = folder.path().join("sleeper");
        std::fs::write(&sleeper, "#!/bin/sh\nexec sleep 60\n").expect("it can be written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let may_run = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(&sleeper, may_run).expect("it is ours");
            assert_eq!(outcome(&sleeper.to_string_lossy()), Err(ExtractError::TooSlow(1)));
        }
    }
}
