//! Readers in a process of their own: one that panics, never ends or eats memory costs its file, not the run.
//!
//! The parent starts its own program again (`xunzhang read-files`), hands it files one after another over a pipe, and
//! keeps it for the next file. The child limits its own memory before it reads anything. When no answer comes in
//! time, or the child dies, the parent says so of this file and starts a new child for the next one. Nothing of the
//! child can reach the index: all it does is answer.

use std::cell::Cell;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use serde::{Deserialize, Serialize};

use crate::fault;

use super::detect::{self, Start};
use super::worker::{Silence, Size, Worker};
use super::{ExtractError, Extraction, Input, Limits, extract, read_by, reader_of};

/// Name of the command that [`serve`] is behind.
pub(super) const COMMAND: &str = "read-files";
/// Seconds that a child outlives its parent's timeout before it ends itself.
const GRACE_SECONDS: u64 = 5;

/// Extracts files, foreign formats in child processes. Shared by all threads of a run.
pub struct Extractor {
    program: Option<PathBuf>,
    limits: Limits,
    idle: Mutex<Vec<Worker>>,
}

/// What is said before the bytes of a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
    /// The name of the file.
    pub(super) name: String,
    /// How many follow.
    pub(super) bytes: u64,
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
        self.extract_within(name, bytes, &mut |_| Ok(()))
    }

    /// The same, where `room` is asked before reports are taken over from another process: how much they are it is told,
    /// and it may wait, or say why they are not taken.
    ///
    /// # Errors
    /// As [`Extractor::extract`], and what `room` says.
    pub fn extract_within(
        &self,
        name: &Path,
        bytes: &[u8],
        room: &mut dyn FnMut(&Size) -> Result<(), ExtractError>,
    ) -> Result<Extraction, ExtractError> {
        // What a container holds is told where it is read: in the child.
        if let Start::Format(format) = detect::by_start(name, bytes) {
            let reader = reader_of(name, &format)?;
            if reader.in_process {
                return read_by(reader, &Input::new(name, bytes, &self.limits, &Cell::new(0)));
            }
        }
        match &self.program {
            None => caught(name, bytes, &self.limits),
            Some(program) => self.in_child(program, (name, bytes), room),
        }
    }

    fn in_child(
        &self,
        program: &Path,
        file: (&Path, &[u8]),
        room: &mut dyn FnMut(&Size) -> Result<(), ExtractError>,
    ) -> Result<Extraction, ExtractError> {
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
        let answer = worker.ask(file, Duration::from_secs(self.limits.seconds), room);
        match answer {
            Ok(Err(refused @ ExtractError::NoRoom(_))) => {
                // What it still has to say nobody hears.
                worker.stop();
                Err(refused)
            }
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

/// Answers requests on `from` until it ends: what the child process does.
///
/// # Errors
/// When `limits` is not what the parent writes, or a pipe fails.
pub fn serve(limits: &str, from: &mut dyn BufRead, to: &mut dyn Write) -> io::Result<()> {
    let limits: Limits = serde_json::from_str(limits).map_err(io::Error::other)?;
    limit_this_process(&limits);
    super::confine::confine();
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
        let mut say = |line: serde_json::Result<String>| writeln!(to, "{}", line.map_err(io::Error::other)?);
        say(serde_json::to_string(&answer.as_ref().map(Size::of)))?;
        if let Ok(Extraction { reports, refused }) = answer {
            // One by one: the parent makes room for all, and none is held twice.
            reports.into_iter().try_for_each(|report| say(serde_json::to_string(&report)))?;
            say(serde_json::to_string(&refused))?;
        }
        to.flush()?;
    }
}

/// Ends this process when a file takes longer than `most`: a parent that was killed cannot do it. It is told when a
/// file begins and when it ends.
fn watch(most: Duration) -> Sender<()> {
    // Without a buffer: a message is sent once the watch has heard it.
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
        let answered = String::from_utf8(answered).expect("JSON");
        let lines: Vec<&str> = answered.lines().collect();
        let first =
            |line: &str| -> Result<Size, ExtractError> { serde_json::from_str(line).expect("an answer") };
        assert_eq!(first(lines[0]), Ok(Size { reports: 1, bytes: 6, longest: 6, lines: 0 }));
        let report: super::super::Extracted = serde_json::from_str(lines[1]).expect("a report");
        assert_eq!((report.text.as_str(), lines[2]), ("正文", "[]"));
        assert_eq!(first(lines[3]), Err(ExtractError::NoReader("a picture".to_owned())));
        assert_eq!(first(lines[4]), Err(ExtractError::Nothing("empty".to_owned())));
        assert_eq!(lines.len(), 5);
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
            // Nor does one that takes in nothing of what it is to read.
            let large = [rtf.as_slice(), &vec![b' '; 4 << 20]].concat();
            let extractor = Extractor::new(Some(sleeper.clone()), limits);
            assert_eq!(extractor.extract(Path::new("a"), &large), Err(ExtractError::TooSlow(1)));
        }
    }
}
