//! Searches of small reports of literals, and the borders of the rooms.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::index::Manifest;
use crate::pipeline::{self, Job, Mode, Progress};
use crate::query;
use crate::schema::Schema;
use crate::search::pieces::Pieces;
use crate::search::run::SearchRun;
use crate::search::{Answer, SearchOptions, Searcher};
use crate::source::Limits;

/// An index of literals in a folder that vanishes with it.
pub(in crate::search) struct Fixture {
    folder: TempDir,
    pub(in crate::search) searcher: Searcher,
}

struct Silent;

impl Progress for Silent {
    fn found(&self, _: usize, _: u64) {}
    fn taken(&self, _: u64, _: usize) {}
    fn phase(&self, _: &'static str) {}
}

impl Fixture {
    /// Makes an index of files with these names and texts.
    pub(in crate::search) fn of(files: &[(&str, &str)]) -> Fixture {
        Fixture::with_schema(files, Schema::builtin())
    }

    /// Makes an index by a schema that is not the program's.
    pub(in crate::search) fn with_schema(files: &[(&str, &str)], schema: Schema) -> Fixture {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let reports = folder.path().join("reports");
        for (name, text) in files {
            let path = reports.join(name);
            std::fs::create_dir_all(path.parent().expect("below the folder")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        }
        let job = Job {
            paths: vec![reports],
            index: folder.path().join("index"),
            schema,
            threads: 1,
            memory_bytes: 64 << 20,
            shared: false,
            file_bytes_max: 1 << 20,
            reader: None,
            limits: Limits::default(),
            words: Vec::new(),
            synonyms: Vec::new(),
            mode: Mode::default(),
            budget: None,
        };
        pipeline::run(&job, &Silent).expect("an index");
        let searcher = Searcher::open(&job.index).expect("it can be opened");
        Fixture { folder, searcher }
    }

    /// Answers a query as it is typed.
    pub(in crate::search) fn search(&self, typed: &str, options: &SearchOptions) -> Answer {
        self.searcher.search(&query::parse(typed).0, options).expect("an answer")
    }

    /// Does something with a query made ready.
    pub(in crate::search) fn with_run<T>(&self, typed: &str, act: impl FnOnce(&SearchRun<'_>) -> T) -> T {
        let options = SearchOptions::default();
        let pieces = Pieces::open(&self.searcher.reader).expect("its documents");
        let run = SearchRun::new(&self.searcher, &query::parse(typed).0, &options, &pieces);
        act(&run.expect("a query made ready"))
    }

    /// Returns the name of a file below the folder of reports.
    pub(in crate::search) fn name(&self, path: &std::path::Path) -> String {
        let reports = self.folder.path().join("reports");
        path.strip_prefix(reports).expect("one of the files").to_string_lossy().into_owned()
    }

    fn manifest(&self) -> &Manifest {
        self.searcher.manifest()
    }
}

/// A schema of which the stop words are others than the program's.
fn schema_with_stop_words(words: &str) -> Schema {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = folder.path().join("schema");
    Schema::builtin().write_to(&schema).expect("it can be written");
    let file: PathBuf = schema.join("stop_words.txt");
    assert!(file.is_file(), "the list is called so");
    std::fs::write(file, words).expect("it can be written");
    Schema::load(&schema).expect("it fits")
}

#[test]
fn stop_words_are_the_programs_whatever_an_index_carries() {
    let files = [("a.txt", "减轻教师的负担。"), ("b.txt", "教师的工资。"), ("c.txt", "教学的负担。")];
    let told = |fixture: &Fixture| {
        let options = SearchOptions { explain: true, ..SearchOptions::default() };
        let hits = fixture.search("教师的负担", &options).hits;
        hits.into_iter().map(|hit| (fixture.name(&hit.places[0].path), hit.score, hit.explanation)).collect()
    };
    let own: Vec<_> = told(&Fixture::of(&files));
    assert_eq!(own.len(), 3);
    let older: Vec<_> = told(&Fixture::with_schema(&files, schema_with_stop_words("教师\n")));
    assert_eq!(own, older, "the copy of the index knows 教师 only");
}

#[test]
fn a_fixture_holds_its_reports() {
    let fixture = Fixture::of(&[("a.txt", "一、总则\n减轻教师负担。"), ("b/c.txt", "减轻企业负担。")]);
    assert_eq!(fixture.manifest().counts.reports, 2);
    let terms = fixture.with_run("减轻教师的负担", |run| {
        run.terms.iter().map(|term| (term.text.clone(), term.is_stop_word)).collect::<Vec<_>>()
    });
    let wanted = [("减轻", false), ("教师", false), ("的", true), ("负担", false)];
    assert!(wanted.iter().all(|(word, stop)| terms.contains(&((*word).to_owned(), *stop))), "{terms:?}");
    let names: Vec<String> = fixture
        .search("减轻教师负担", &SearchOptions::default())
        .hits
        .iter()
        .map(|hit| fixture.name(&hit.places[0].path))
        .collect();
    assert_eq!(names, ["a.txt", "b/c.txt"]);
}
