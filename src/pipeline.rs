//! The indexing run: files in, an index and a summary out. What goes wrong with one file costs that file only.
//!
//! Workers take files in the order of the walk. Each reads, decodes, parses, cuts and analyses a
//! file; whether its text is already known is settled in the order of the walk, so that the same files
//! always give the same index whatever the threads do.

mod stats;
mod verify;

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use crate::analysis::{self, Dictionary, Segmenter};
use crate::index::{
    BuildOptions, FileStamp, IndexBuild, IndexError, Manifest, Parsed, Phase, Place, PreparedReport,
    begin_phase, prepare,
};
use crate::report::{self, PassageSize};
use crate::schema::Schema;
use crate::source::{self, Extracted, Extractor, Limits, SourceFile, WalkItem};
use crate::text::Markup;

pub use stats::{ReportStats, Stats, stats};
pub use verify::{Verified, verify};

/// What is to be indexed, where to, and how.
pub struct Job {
    /// Folders and files.
    pub roots: Vec<PathBuf>,
    /// Folder of the index.
    pub index: PathBuf,
    /// What decides what the index contains.
    pub schema: Schema,
    /// Threads that read and analyse, at least 1.
    pub threads: usize,
    /// Memory for what waits to be written, in bytes.
    pub memory_bytes: usize,
    /// Whether other users may read the index.
    pub shared: bool,
    /// Larger files are refused, in bytes.
    pub file_bytes_max: u64,
    /// The program `xunzhang`, started again to read foreign formats; `None` reads them in this process.
    pub reader: Option<PathBuf>,
    /// Limits of reading one file.
    pub limits: Limits,
}

/// Hears how a run goes on; called from many threads.
pub trait Progress: Sync {
    /// The walk is over: so many files, so many bytes.
    fn found(&self, files: usize, bytes: u64);
    /// A file is done: its size and the passages that it gave.
    fn taken(&self, file_bytes: u64, passages: usize);
    /// The next part of the run begins.
    fn phase(&self, name: &'static str);
}

/// A file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file or folder.
    pub path: PathBuf,
    /// Why, in words for people.
    pub why: String,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What the index now says of itself; `None` when no report could be taken, so that nothing was committed.
    pub manifest: Option<Manifest>,
    /// Files that should have been taken and were not, in the order of the walk.
    pub refused: Vec<Refused>,
    /// Files that are no reports, by kind (`.png`, …), with their number.
    pub passed_over: BTreeMap<String, usize>,
    /// How long it took.
    pub seconds: f64,
}

/// Whether an index had to be built before it could answer.
pub enum Freshness {
    /// It holds just what the folder holds.
    Fresh,
    /// It was built now.
    Built(Box<Summary>),
}

/// Builds the index anew from all files under the roots.
///
/// # Errors
/// When nothing can be committed: no root can be read, another process writes the index, the disk is full.
/// The index that was there before is then untouched.
pub fn build(job: &Job, progress: &dyn Progress) -> Result<Summary, IndexError> {
    progress.phase("looking for files");
    begin_phase(Phase::Walk);
    let found = find(job);
    build_from(job, found, progress)
}

/// Builds the index of the roots if it is missing, cannot be used, or files were changed, added or removed.
///
/// # Errors
/// As [`build`].
pub fn refresh(job: &Job, progress: &dyn Progress) -> Result<Freshness, IndexError> {
    let found = find(job);
    let stamps: Vec<FileStamp> = found.files.iter().map(stamp).collect();
    let usable = crate::search::Searcher::open(&job.index).is_ok_and(|searcher| {
        searcher.manifest().fingerprint == crate::index::fingerprint(&job.schema, &Dictionary::builtin())
    });
    if usable && crate::index::indexed_files(&job.index).is_ok_and(|known| known == stamps) {
        return Ok(Freshness::Fresh);
    }
    Ok(Freshness::Built(Box::new(build_from(job, found, progress)?)))
}

/// What the walk found.
struct Found {
    files: Vec<SourceFile>,
    refused: Vec<Refused>,
    passed_over: BTreeMap<String, usize>,
}

fn find(job: &Job) -> Found {
    let mut found = Found { files: Vec::new(), refused: Vec::new(), passed_over: BTreeMap::new() };
    for item in source::walk(&job.roots) {
        match item {
            WalkItem::File(file) => found.files.push(file),
            WalkItem::PassedOver { why, .. } => *found.passed_over.entry(why).or_default() += 1,
            WalkItem::Failed { path, why } => found.refused.push(Refused { path, why }),
        }
    }
    found
}

fn stamp(file: &SourceFile) -> FileStamp {
    FileStamp {
        path: file.path.clone(),
        size: file.size,
        modified: file.modified,
        entry_changed: file.entry_changed,
    }
}

fn build_from(job: &Job, found: Found, progress: &dyn Progress) -> Result<Summary, IndexError> {
    let begun = Instant::now();
    progress.found(found.files.len(), found.files.iter().map(|file| file.size).sum());
    let dictionary = Dictionary::builtin();
    let options = BuildOptions {
        threads: job.threads.max(1),
        memory_bytes: job.memory_bytes,
        shared: job.shared,
        roots: job.roots.clone(),
    };
    let build = IndexBuild::begin(&job.index, &job.schema, &dictionary, options)?;
    progress.phase("reading reports");
    begin_phase(Phase::Extract);
    let run = Run {
        files: &found.files,
        build: &build,
        segmenter: Segmenter::full(&dictionary),
        size: job.schema.passage_size(),
        file_bytes_max: job.file_bytes_max,
        extractor: Extractor::new(job.reader.clone(), job.limits),
        progress,
        next: AtomicUsize::new(0),
        order: Turnstile::default(),
        refused: Mutex::default(),
        failure: Mutex::default(),
    };
    std::thread::scope(|scope| {
        for _ in 0..job.threads.max(1) {
            scope.spawn(|| run.work());
        }
    });
    let (mut late, failure) = (unpoisoned(run.refused), unpoisoned(run.failure));
    if let Some(error) = failure {
        return Err(build.give_up(error));
    }
    progress.phase("writing the index");
    let stamps: Vec<FileStamp> = found.files.iter().map(stamp).collect();
    // An empty index would hide the old one, and a typing error in a path is more likely than no reports.
    let manifest = if build.reports() > 0 { Some(build.finish(&stamps)?) } else { None };
    late.sort_by_key(|(nth, _)| *nth);
    let mut refused = found.refused;
    refused.extend(late.into_iter().map(|(_, refused)| refused));
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Summary { manifest, refused, passed_over: found.passed_over, seconds })
}

fn unpoisoned<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// What all workers of a run share.
struct Run<'a> {
    files: &'a [SourceFile],
    build: &'a IndexBuild,
    segmenter: Segmenter,
    size: PassageSize,
    file_bytes_max: u64,
    extractor: Extractor,
    progress: &'a dyn Progress,
    next: AtomicUsize,
    order: Turnstile,
    refused: Mutex<Vec<(usize, Refused)>>,
    failure: Mutex<Option<IndexError>>,
}

/// A report read from a file, before it is known whether its text is new.
struct Read {
    key: String,
    text: String,
    markup: Markup,
    /// Title given beside the text; empty where the text has to show it.
    title: String,
    place: Place,
}

impl Run<'_> {
    fn work(&self) {
        loop {
            let nth = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = self.files.get(nth) else { return };
            // A parser or decoder that panics costs its file, not the run.
            let read = catch_unwind(AssertUnwindSafe(|| self.read(nth, file)));
            let read = read.unwrap_or_else(|_| {
                Err("reading it failed in a way that is an error of xunzhang".to_owned())
            });
            let new: Vec<bool> = self.order.in_turn(nth, |known| {
                read.iter().flatten().map(|report| known.insert(report.key.clone())).collect()
            });
            let done = match read {
                Err(why) => Ok(self.refuse(nth, &file.path, why)),
                Ok(reports) => self.take_all(nth, file, &reports, &new),
            };
            match done {
                Ok(passages) => self.progress.taken(file.size, passages),
                Err(error) => {
                    self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    // Nothing more can be written: let the others find no further file.
                    self.next.store(self.files.len(), Ordering::Relaxed);
                }
            }
        }
    }

    /// Adds the reports of a file, or one more place of those that are known.
    fn take_all(
        &self,
        nth: usize,
        file: &SourceFile,
        reports: &[Read],
        new: &[bool],
    ) -> Result<usize, IndexError> {
        let mut passages = 0;
        for (report, new) in reports.iter().zip(new) {
            if *new {
                passages += self.take(nth, file, report)?;
            } else {
                self.build.add_place(&report.key, &report.place)?;
            }
        }
        Ok(passages)
    }

    fn read(&self, nth: usize, file: &SourceFile) -> Result<Vec<Read>, String> {
        if file.size > self.file_bytes_max {
            let limit = self.file_bytes_max / (1 << 20);
            return Err(format!("is larger than {limit} MiB (raise the limit with --max-file-size)"));
        }
        let bytes = std::fs::read(&file.path).map_err(|error| format!("cannot be read: {error}"))?;
        let extraction = self.extractor.extract(&file.path, &bytes).map_err(|error| error.to_string())?;
        for (member, why) in extraction.refused {
            let path = PathBuf::from(format!("{}!/{member}", file.path.display()));
            self.refuse(nth, &path, why);
        }
        Ok(extraction.reports.into_iter().map(|report| read_of(file, report)).collect())
    }

    /// Parses and analyses a new text; returns the number of its passages.
    fn take(&self, nth: usize, file: &SourceFile, read: &Read) -> Result<usize, IndexError> {
        let prepared = catch_unwind(AssertUnwindSafe(|| self.prepare(file, read)));
        let Ok(prepared) = prepared else {
            return Ok(self.refuse(
                nth,
                &file.path,
                "understanding it failed in a way that is an error of xunzhang".to_owned(),
            ));
        };
        let passages = prepared.passages();
        self.build.add(&read.key, prepared, &read.place)?;
        Ok(passages)
    }

    fn prepare(&self, file: &SourceFile, read: &Read) -> PreparedReport {
        let text = &read.text;
        let (report, remarks) = report::parse_marked(text, &read.markup);
        let passages = report::cut_passages(text, &report, &remarks, self.size);
        let name = read.place.member.clone().unwrap_or_else(|| name_of(&file.path));
        let titles = [read.title.as_str(), report.title(), &name];
        let title = titles.into_iter().find(|title| !title.is_empty()).unwrap_or_default();
        let (report, remarks, passages) = (&report, &remarks[..], &passages[..]);
        let parsed = Parsed { text, markup: &read.markup, report, remarks, passages };
        prepare(&read.key, title, parsed, &self.segmenter)
    }

    fn refuse(&self, nth: usize, path: &Path, why: String) -> usize {
        let refused = Refused { path: path.to_owned(), why };
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).push((nth, refused));
        0
    }
}

fn read_of(file: &SourceFile, extracted: Extracted) -> Read {
    let Extracted { member, title, text, markup, encoding, sure, replaced, reader } = extracted;
    let key = source::content_key(&analysis::fold_text(&text), &markup);
    let place = Place { path: file.path.clone(), member, encoding, sure, replaced, reader };
    Read { key, text, markup, title, place }
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Lets workers through one by one in the order of their files, with the set of known texts.
#[derive(Default)]
struct Turnstile {
    state: Mutex<(usize, HashSet<String>)>,
    moved: Condvar,
}

impl Turnstile {
    fn in_turn<T>(&self, nth: usize, act: impl FnOnce(&mut HashSet<String>) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 != nth {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let result = act(&mut state.1);
        state.0 += 1;
        self.moved.notify_all();
        result
    }
}
