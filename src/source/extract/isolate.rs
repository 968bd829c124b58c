//! Readers in a process of their own: one that panics, never ends or eats memory costs its file, not the run.
//!
//! The parent starts its own program again (`xunzhang read-files`), hands it files one after another over a pipe, and
//! keeps it for the next file. The child limits its own memory before it reads anything. When no answer comes in
//! time, or the child dies, the parent says so of this file and starts a new child for the next one. Nothing of the
//! child can reach the index: all it does is answer.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use serde::{Deserialize, Serialize};

use crate::fault;
use crate::language::tr;

use super::super::ocr::{Ocr, OcrPages};
use super::detect::{self, Start};
use super::hand::{RefusedMembers, Size, Taker};
use super::scan::{Answer, Picture, Recognise};
use super::worker::{Silence, Worker};
use super::{ExtractError, Extracted, Extraction, Input, Limits, extract_each, read_by, reader_of};

/// Name of the command that [`serve`] is behind.
pub(super) const COMMAND: &str = "read-files";
/// Seconds that a child outlives its parent's timeout before it ends itself.
const GRACE_SECONDS: u64 = 5;

/// What a child says of a file: of each report how much it is, before it is asked for it; at the end what was refused, or why
/// nothing more comes.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Told {
    /// The report follows when it is wanted.
    Report(Size),
    /// Nothing follows.
    End(Result<RefusedMembers, ExtractError>),
}

/// The line by which the parent asks for a report; any other passes it by.
pub(super) const WANTED: &str = "+";
/// What a line begins with that is followed by the pixels of a page; the child waits for what is on it.
pub(super) const PICTURE: &str = "picture ";

/// Extracts files, foreign formats in child processes. Shared by all threads of a run.
pub struct Extractor {
    program: Option<PathBuf>,
    limits: Limits,
    ocr: Option<Ocr>,
    idle: Mutex<Vec<Worker>>,
}

/// What is said before the bytes of a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
    /// The name of the file.
    pub(super) name: String,
    /// How many follow.
    pub(super) bytes: u64,
    /// Which pages are wanted as pictures.
    #[serde(default)]
    pub(super) pages: Pages,
}

/// Which pages a reader asks to be recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Pages {
    /// None.
    #[default]
    None,
    /// Those without text.
    Pictures,
    /// All that are pictures.
    All,
}

impl Pages {
    fn of(ocr: Option<&Ocr>) -> Pages {
        match ocr.map(Ocr::pages) {
            None => Pages::None,
            Some(OcrPages::Kept | OcrPages::Pictures) => Pages::Pictures,
            Some(OcrPages::All) => Pages::All,
        }
    }
}

/// Recognises pages where there is no other process to ask.
impl Recognise for Ocr {
    fn recognise(&self, picture: &Picture) -> Answer {
        Ocr::recognise(self, picture)
    }

    fn takes_all(&self) -> bool {
        self.pages() == OcrPages::All
    }
}

/// Has pages recognised by the process that reads for: what the child asks through.
struct Desk<'t, 'p> {
    pages: Pages,
    telling: &'t RefCell<Telling<'p>>,
}

impl Recognise for Desk<'_, '_> {
    fn recognise(&self, picture: &Picture) -> Answer {
        self.telling.borrow_mut().page(picture).unwrap_or_else(|error| Err(error.to_string()))
    }

    fn takes_all(&self) -> bool {
        self.pages == Pages::All
    }
}

impl Extractor {
    /// Returns an extractor that starts `program` with the command `read-files`; without a program foreign formats
    /// are read in this process, where only panics are caught.
    pub fn new(program: Option<PathBuf>, limits: Limits) -> Extractor {
        Extractor { program, limits, ocr: None, idle: Mutex::default() }
    }

    /// Returns the same, with pages that are pictures recognised.
    pub fn recognising(self, ocr: Option<Ocr>) -> Extractor {
        // Taken apart it cannot be: its processes end with it.
        let mut extractor = self;
        extractor.ocr = ocr;
        extractor
    }

    /// Extracts the reports of a file; `name` is asked only where the content leaves open what it is.
    ///
    /// # Errors
    /// [`ExtractError`] when nothing of the file can be taken.
    pub fn extract(&self, name: &Path, bytes: &[u8]) -> Result<Extraction, ExtractError> {
        let mut reports = Vec::new();
        let refused = self.extract_each(name, bytes, &mut reports)?;
        Ok(Extraction { reports, refused })
    }

    /// The same, where each report is handed to `taker` as soon as it is read; returns what was refused. Where reading ends
    /// early, what was handed over before is good, and the rest is refused.
    ///
    /// # Errors
    /// As [`Extractor::extract`], and what `taker` says.
    pub fn extract_each(
        &self,
        name: &Path,
        bytes: &[u8],
        taker: &mut dyn Taker,
    ) -> Result<RefusedMembers, ExtractError> {
        // What a container holds is told where it is read: in the child.
        if let Start::Format(format) = detect::by_start(name, bytes) {
            let reader = reader_of(name, &format)?;
            if reader.in_process {
                let read = read_by(reader, &Input::new(name, bytes, &self.limits, &Cell::new(0)))?;
                read.reports.into_iter().try_for_each(|report| taker.report(report))?;
                return Ok(read.refused);
            }
        }
        let (taken, ended) = match &self.program {
            None => {
                let reports = RefCell::new(Vec::new());
                let ocr = self.ocr.as_ref().map(|ocr| ocr as &dyn Recognise);
                let give = |report| reports.borrow_mut().push(report);
                let ended = caught(name, bytes, &self.limits, (ocr, &give));
                let reports = reports.into_inner();
                let taken = reports.len();
                reports.into_iter().try_for_each(|report| taker.report(report))?;
                (taken, ended)
            }
            Some(program) => {
                let mut counting = Counting { taker, taken: 0, refusal: None };
                let ended = self.in_child(program, (name, bytes), &mut counting);
                if let Some(refusal) = counting.refusal {
                    return Err(refusal);
                }
                (counting.taken, ended)
            }
        };
        ended.or_else(|error| match taken {
            0 => Err(error),
            _ => Ok(vec![("what follows".to_owned(), error.to_string())]),
        })
    }

    fn in_child(
        &self,
        program: &Path,
        file: (&Path, &[u8]),
        taker: &mut dyn Taker,
    ) -> Result<RefusedMembers, ExtractError> {
        let idle = fault::lock(&self.idle).pop();
        let mut worker =
            match idle {
                Some(worker) => worker,
                None => Worker::start(program, &self.limits).map_err(|error| {
                    match crate::system::is_want_of_handles(&error) {
                        true => ExtractError::NoHandles,
                        false => {
                            ExtractError::Died(tr!("index-reader-not-started", error = error.to_string()))
                        }
                    }
                })?,
            };
        let asked = (file.0, file.1, Pages::of(self.ocr.as_ref()));
        match worker.ask(asked, Duration::from_secs(self.limits.seconds), (taker, self.ocr.as_ref())) {
            Ok(answer) => {
                fault::lock(&self.idle).push(worker);
                answer
            }
            Err(Silence::Unwanted(why)) => {
                // What it still has to say nobody hears.
                worker.stop();
                Err(why)
            }
            Err(Silence::Slow) => {
                worker.stop();
                Err(ExtractError::TooSlow(self.limits.seconds))
            }
            Err(Silence::Dead) => Err(ExtractError::Died(worker.cause_of_death(&self.limits))),
        }
    }
}

/// Notes how many reports a taker has, and whether it wants no more.
struct Counting<'t> {
    taker: &'t mut dyn Taker,
    taken: usize,
    refusal: Option<ExtractError>,
}

impl Taker for Counting<'_> {
    fn room(&mut self, size: &Size) -> Result<bool, ExtractError> {
        let room = self.taker.room(size);
        self.refusal = room.as_ref().err().cloned();
        room
    }

    fn report(&mut self, report: Extracted) -> Result<(), ExtractError> {
        self.taken += 1;
        let taken = self.taker.report(report);
        self.refusal = taken.as_ref().err().cloned();
        taken
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
    let watch = watch();
    loop {
        let mut head = String::new();
        if from.read_line(&mut head)? == 0 {
            return Ok(());
        }
        let request: Request = serde_json::from_str(&head).map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        from.take(request.bytes).read_to_end(&mut bytes)?;
        let left = Duration::from_secs(limits.seconds + GRACE_SECONDS);
        let telling = RefCell::new(Telling {
            from,
            to,
            watch: &watch,
            whole: left,
            left,
            since: Instant::now(),
            failed: Ok(()),
        });
        telling.borrow_mut().goes_on();
        let give = |report| telling.borrow_mut().report(&report);
        let desk = Desk { pages: request.pages, telling: &telling };
        let ocr = (request.pages != Pages::None).then_some(&desk as &dyn Recognise);
        let ended = caught(Path::new(&request.name), &bytes, &limits, (ocr, &give));
        let mut telling = telling.into_inner();
        telling.waits();
        telling.failed?;
        writeln!(to, "{}", serde_json::to_string(&Told::End(ended)).map_err(io::Error::other)?)?;
        to.flush()?;
    }
}

/// The child's end of the pipes while it reads a file.
struct Telling<'p> {
    from: &'p mut dyn BufRead,
    to: &'p mut dyn Write,
    watch: &'p Sender<Duration>,
    /// How long a file, or a page of a scan, may take.
    whole: Duration,
    /// How long it may still take. Waiting for the parent does not count.
    left: Duration,
    since: Instant,
    failed: io::Result<()>,
}

impl Telling<'_> {
    /// Tells the watch that reading begins or goes on. It may be gone only with the process.
    fn goes_on(&mut self) {
        self.since = Instant::now();
        let _ = self.watch.send(self.left);
    }

    fn waits(&mut self) {
        self.left = self.left.saturating_sub(self.since.elapsed());
        let _ = self.watch.send(self.left);
    }

    /// Hands a report over if the parent wants it.
    fn report(&mut self, report: &Extracted) {
        if self.failed.is_err() {
            return;
        }
        self.waits();
        self.failed = self.say(report);
        self.goes_on();
    }

    /// Has a page recognised by the parent. Each page has the time of a file, so that a thick scan comes to its end.
    fn page(&mut self, picture: &Picture) -> io::Result<Answer> {
        self.waits();
        let answer = self.ask(picture);
        self.left = self.whole;
        self.goes_on();
        answer
    }

    fn ask(&mut self, picture: &Picture) -> io::Result<Answer> {
        let mut answer = String::new();
        writeln!(self.to, "{PICTURE}{}", serde_json::to_string(&picture.head).map_err(io::Error::other)?)?;
        self.to.write_all(&picture.pixels)?;
        self.to.flush()?;
        self.from.read_line(&mut answer)?;
        serde_json::from_str(&answer).map_err(io::Error::other)
    }

    fn say(&mut self, report: &Extracted) -> io::Result<()> {
        let line = serde_json::to_string(report).map_err(io::Error::other)?;
        let told = Told::Report(Size::of(report, line.len()));
        writeln!(self.to, "{}", serde_json::to_string(&told).map_err(io::Error::other)?)?;
        self.to.flush()?;
        let mut reply = String::new();
        match self.from.read_line(&mut reply)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ if reply.trim_end() == WANTED => writeln!(self.to, "{line}")?,
            _ => {}
        }
        self.to.flush()
    }
}

/// Ends this process when a file takes too long: a parent that was killed cannot do it. It is told how long a file may take
/// when work on it begins or goes on, and once more when that rests.
fn watch() -> Sender<Duration> {
    // Without a buffer: a message is sent once the watch has heard it.
    let (send, told) = bounded(0);
    std::thread::spawn(move || {
        while let Ok(most) = told.recv() {
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
fn caught(
    name: &Path,
    bytes: &[u8],
    limits: &Limits,
    (ocr, give): (Option<&dyn Recognise>, &dyn Fn(Extracted)),
) -> Result<RefusedMembers, ExtractError> {
    fault::caught(|| extract_each(name, bytes, limits, (ocr, give)))
        .unwrap_or_else(|fault| Err(ExtractError::of_fault(&fault)))
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
        for (name, bytes, reply) in [
            ("报告.txt", "正文".as_bytes(), "+\n"),
            ("b.png", b"\x89PNG\r\n", ""),
            ("d.txt", "正文".as_bytes(), "-\n"),
            ("c.txt", b"\n", ""),
        ] {
            writeln!(asked, "{{\"name\": \"{name}\", \"bytes\": {}}}", bytes.len()).expect("memory");
            asked.extend_from_slice(bytes);
            asked.extend_from_slice(reply.as_bytes());
        }
        let mut answered = Vec::new();
        serve(&limits, &mut &asked[..], &mut answered).expect("memory does not fail");
        let answered = String::from_utf8(answered).expect("JSON");
        let lines: Vec<&str> = answered.lines().collect();
        let told = |line: &str| -> Told { serde_json::from_str(line).expect("an answer") };
        let size = Size { member: None, text: 6, lines: 0, told: lines[1].len() as u64 };
        assert_eq!(told(lines[0]), Told::Report(size.clone()));
        let report: Extracted = serde_json::from_str(lines[1]).expect("a report");
        assert_eq!((report.text.as_str(), told(lines[2])), ("正文", Told::End(Ok(Vec::new()))));
        assert_eq!(told(lines[3]), Told::End(Err(ExtractError::NoReader("a picture".to_owned()))));
        // What is passed by does not follow.
        assert_eq!((told(lines[4]), told(lines[5])), (Told::Report(size), Told::End(Ok(Vec::new()))));
        assert_eq!(told(lines[6]), Told::End(Err(ExtractError::Nothing("empty".to_owned()))));
        assert_eq!(lines.len(), 7);
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
            assert_eq!(
                read(&|| drop(super::super::extract(name, &bytes, &limits))),
                1,
                "{} in the child",
                name.display()
            );
        }
        let nested = packed(&[("a.docx", packed(docx)), ("b.zip", packed(&[("b.txt", "正文")]))]);
        assert_eq!(read(&|| drop(super::super::extract(Path::new("a.zip"), &nested, &Limits::default()))), 3);
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
