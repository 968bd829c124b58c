//! Folders of small files and the tables that know them, for the unit tests of this stage.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::analysis::Sketch;
use crate::index::{Counts, FileOutcome, FileTable, Hash, Made, ReportRow, Root};
use crate::report::Facts;
use crate::schema::Schema;
use crate::source::Limits;

use super::compare::{Candidate, Difference, Known, Plan, compare};
use super::settle::new_folders;
use super::take::Taken;
use super::{Job, Mode, Progress};

/// A folder of its own that vanishes with it; reports lie in `r`, the index in `index`.
pub(super) struct Fixture {
    home: tempfile::TempDir,
}

impl Fixture {
    /// Makes the folder with these files, each a name below `r` and its content; they are an hour old.
    pub(super) fn of(files: &[(&str, &str)]) -> Fixture {
        let fixture = Fixture { home: tempfile::tempdir().expect("a temporary folder") };
        std::fs::create_dir(fixture.path("r")).expect("it can be made");
        files.iter().for_each(|(name, content)| fixture.write(name, content));
        fixture
    }

    /// Writes a file below `r`.
    pub(super) fn write(&self, name: &str, content: &str) {
        let path = self.report(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(&path, content).expect("it can be written");
        let file = std::fs::File::options().write(true).open(&path).expect("it is there");
        file.set_modified(SystemTime::now() - Duration::from_secs(3_600)).expect("it is ours");
    }

    /// Returns a path below the folder, without symbolic links.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.home.path().canonicalize().expect("it is there").join(name)
    }

    /// Returns the path of a report.
    pub(super) fn report(&self, name: &str) -> PathBuf {
        self.path("r").join(name)
    }

    /// Returns a job that reads these paths, below the folder, in this process.
    pub(super) fn job(&self, paths: &[&str]) -> Job {
        Job {
            paths: paths.iter().map(|path| self.path(path)).collect(),
            index: self.path("index"),
            schema: Schema::builtin(),
            threads: 2,
            memory_bytes: 1 << 30,
            shared: false,
            file_bytes_max: 1 << 20,
            reader: None,
            limits: Limits::default(),
            ocr: None,
            words: Vec::new(),
            synonyms: Vec::new(),
            mode: Mode::default(),
            budget: None,
        }
    }

    /// Returns the root `r` with the number 1.
    pub(super) fn root(&self) -> Root {
        Root { id: 1, path: self.path("r"), follow: false }
    }

    /// Returns the table that an index has which was just made of the files in `r`: each holds one report, numbered in the
    /// order of paths.
    pub(super) fn table(&self) -> FileTable {
        let job = self.job(&["r"]);
        let plan = Plan::make(&job, None).expect("roots");
        let mut difference = compare(&job, &plan, None, None);
        let count = difference.candidates.len();
        let taken = (0u8..).take(count).map(|nth| taken(u32::from(nth), nth)).collect();
        let (folders, _) = new_folders(&FileTable::default(), &plan, &mut difference, taken, i64::MAX);
        let reports = (0u8..).take(count).map(|nth| Some(Arc::new(report(nth)))).collect();
        FileTable { read_with: job.reads_with(), folders, reports, ..FileTable::default() }
    }

    /// Plans this job against a table that knows `r`, and compares.
    pub(super) fn compared(&self, job: &Job, table: &FileTable) -> (Plan, Difference) {
        let fingerprint = crate::index::fingerprint(&job.schema, &crate::analysis::Dictionary::builtin());
        let roots = [self.root()];
        let known = Some(Known { fingerprint: &fingerprint, roots: &roots, last_root: 0, table });
        let plan = Plan::make(job, known).expect("roots");
        let difference = compare(job, &plan, known, None);
        (plan, difference)
    }

    /// Returns the name of a file below `r`.
    pub(super) fn name(&self, path: &Path) -> String {
        path.strip_prefix(self.path("r")).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// Returns the names of files that are to be read.
    pub(super) fn names(&self, candidates: &[Candidate]) -> Vec<String> {
        candidates.iter().map(|candidate| self.name(&candidate.file.path)).collect()
    }
}

/// What comes of a file with one report; a hash is one byte, repeated.
pub(super) fn taken(report: u32, hash: u8) -> Taken {
    Taken::Read(FileOutcome::Taken { reports: vec![report], refused: Vec::new() }, hash_of(hash))
}

/// Returns a hash that is one byte, repeated.
pub(super) fn hash_of(byte: u8) -> Hash {
    [byte; 32]
}

/// A report whose key and file have the hash of this byte.
pub(super) fn report(byte: u8) -> ReportRow {
    let made = Made { hash: hash_of(byte), ..Made::default() };
    let counts = Counts { reports: 1, ..Counts::default() };
    ReportRow {
        key: hash_of(byte),
        counts,
        made,
        facts: Facts::default(),
        sketch: Sketch::default(),
        repeals: Vec::new(),
    }
}

/// Hears nothing.
pub(super) struct Silent;

impl Progress for Silent {
    fn found(&self, _: usize, _: u64) {}
    fn part(&self, _: u64, _: usize) {}
    fn taken(&self, _: u64) {}
    fn phase(&self, _: &str) {}
}
