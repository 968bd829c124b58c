//! `xunzhang._native`: an opened index for Python. Answers are JSON texts, the same as those of the command; the package around
//! makes dataclasses of them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::{create_exception, exceptions::PyException};
use xunzhang::index::{IndexError, Rights};
use xunzhang::output::{self, ReadPart};
use xunzhang::query::Query;
use xunzhang::search::{
    Fold, ReportOrder, Repealed, SearchError, SearchOptions, Searcher, Versions, WholeReport,
};

create_exception!(xunzhang, NativeError, PyException, "Kind, what is wrong, and what can be done about it.");

/// What went wrong, for the package around to make an exception of.
fn failure(error: SearchError) -> PyErr {
    let kind = match &error {
        SearchError::Filter(_) | SearchError::TooManyConditions { .. } => "query",
        SearchError::Index(IndexError::Missing { .. }) => "missing",
        _ => "other",
    };
    let hint = error.hint().unwrap_or_default();
    NativeError::new_err((kind, error.to_string(), hint))
}

fn wrong(what: &str, hint: &str) -> PyErr {
    NativeError::new_err(("query", what.to_owned(), hint.to_owned()))
}

fn lines(out: Vec<u8>) -> Vec<String> {
    String::from_utf8_lossy(&out).lines().map(str::to_owned).collect()
}

/// An opened index.
#[pyclass(frozen)]
struct Native {
    folder: PathBuf,
    rights: Rights,
    opened: Mutex<Arc<Searcher>>,
}

impl Native {
    /// Does something with the commit in force, off the interpreter's lock.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        act: impl FnOnce(&Searcher) -> Result<T, SearchError> + Send,
    ) -> PyResult<T> {
        py.detach(|| {
            let searcher = {
                let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
                if !opened.is_current() {
                    // One that is damaged or gone leaves the commit before, whose files are kept open.
                    if let Ok(newer) = Searcher::open_for(&self.folder, &self.rights) {
                        *opened = Arc::new(newer);
                    }
                }
                Arc::clone(&opened)
            };
            act(&searcher)
        })
        .map_err(failure)
    }

    fn report_of(&self, py: Python<'_>, id: &str) -> PyResult<WholeReport> {
        let found = self.with(py, |searcher| searcher.report(id))?;
        found.ok_or_else(|| wrong("the index holds no report of this id", "ids stand in hits: hit.report_id"))
    }
}

#[pymethods]
impl Native {
    #[new]
    fn new(py: Python<'_>, folder: PathBuf, only: String, under: Vec<PathBuf>) -> PyResult<Native> {
        let rights = Rights { only, under };
        let opened = py.detach(|| Searcher::open_for(Path::new(&folder), &rights)).map_err(failure)?;
        Ok(Native { folder, rights, opened: Mutex::new(Arc::new(opened)) })
    }

    /// Returns hits as JSON with their citations, passages and reports with how sure each is, whether these are all, and notes.
    #[pyo3(signature = (typed, limit, offset, sort, exact, all, fold, version, repealed))]
    #[allow(clippy::too_many_arguments, clippy::type_complexity)]
    fn search(
        &self,
        py: Python<'_>,
        typed: &str,
        limit: usize,
        offset: usize,
        sort: &str,
        exact: bool,
        all: bool,
        fold: bool,
        version: &str,
        repealed: &str,
    ) -> PyResult<(Vec<(String, String)>, (usize, &'static str), (usize, &'static str), bool, Vec<String>)> {
        let versions = Versions::read(version).ok_or_else(|| wrong(version, "newest, all or a date"))?;
        let repealed = match repealed {
            "last" => Repealed::Last,
            "show" => Repealed::Show,
            "hide" => Repealed::Hide,
            other => return Err(wrong(other, "last, show or hide")),
        };
        if !["relevance", "document", "date"].contains(&sort) {
            return Err(wrong(sort, "relevance, document or date"));
        }
        let is_ranked = sort == "relevance";
        let options = SearchOptions {
            limit: limit.saturating_add(offset),
            exact,
            all,
            versions,
            repealed,
            fold: if fold && is_ranked { Fold::Folded } else { Fold::Off },
            document_order: !is_ranked,
            newest_first: sort == "date",
            ..SearchOptions::default()
        };
        let found = self.with(py, |searcher| {
            let (query, ignored, _) = searcher.read_query(typed);
            if !query.wants_something() {
                return Ok(None);
            }
            let mut answer = searcher.search(&query, &options)?;
            if answer.hits.is_empty()
                && let Some(loosened) = query.with_runs_preferred()
            {
                answer = searcher.search(&loosened, &options)?;
            }
            answer.notes.extend(ignored.iter().map(|sign| format!("ignored: {sign}")));
            answer.hits.drain(..offset.min(answer.hits.len()));
            let mut out = Vec::new();
            let _ = output::write_hits_json(&mut out, &answer, None);
            let citations = answer.hits.iter().map(|hit| {
                let facts = hit.facts.as_deref();
                let source = output::source_of_facts(&hit.report, &hit.report_qualifier, facts);
                output::Source {
                    headings: hit.heading_path.clone(),
                    location: hit.location.clone(),
                    ..source
                }
                .gbt7714()
            });
            let hits = lines(out).into_iter().zip(citations).collect();
            let total = |total: xunzhang::search::Total| (total.count, total.certainty.name());
            Ok(Some((hits, total(answer.passages), total(answer.reports), answer.complete, answer.notes)))
        })?;
        found.ok_or_else(|| wrong("the query looks for nothing", "add what to look for"))
    }

    /// Returns a report with its sections, as JSON.
    fn outline(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        let report = self.report_of(py, id)?;
        let mut out = Vec::new();
        let _ = output::write_report_json(&mut out, &report);
        Ok(lines(out).concat())
    }

    /// Returns the sections of a report with their texts and citations, as JSON each.
    fn sections(&self, py: Python<'_>, id: &str) -> PyResult<Vec<String>> {
        let report = self.report_of(py, id)?;
        let mut out = Vec::new();
        for (nth, section) in report.sections.iter().enumerate() {
            let of = section.text.chars().count();
            let part = ReadPart { text: section.text.clone(), of, ..ReadPart::default() };
            let _ = output::write_read_json(&mut out, &report, nth, &part);
        }
        Ok(lines(out))
    }

    /// Returns the reports that fit a query, as JSON each.
    fn reports(&self, py: Python<'_>, typed: &str) -> PyResult<Vec<String>> {
        self.with(py, |searcher| {
            let query = match typed.trim() {
                "" => Query::Nothing,
                typed => searcher.read_query(typed).0,
            };
            let mut out = Vec::new();
            let _ = output::write_reports_json(&mut out, &searcher.list(&query, ReportOrder::Path)?.reports);
            Ok(lines(out))
        })
    }
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("NativeError", module.py().get_type::<NativeError>())?;
    module.add_class::<Native>()
}
