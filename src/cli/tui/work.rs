//! The threads that answer while the screen stays alive: one searches and lays reports out, one makes tables that read all
//! reports. Of what waits only the newest of its kind is done: who types does not wait for what was typed before.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::fault;
use crate::language::tr;
use crate::output::{Screen, write_figures, write_trend};
use crate::report::figures::Asked;
use crate::search::{
    Answer, FigureQuery, Fold, SearchError, SearchOptions, Searcher, TrendGroup, WholeReport,
};

use super::super::engine;
use super::super::folding::PER_REPORT;
use super::document::{Document, Layout};

/// What the first thread does.
pub(super) enum Job {
    /// Answer a query.
    Search(Wanted),
    /// Lay a report of the last answer out.
    Lay(Layout),
    /// Answer the last query again if the index has become another.
    Renew,
}

/// A query to be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Its number: later ones are larger.
    pub(super) nth: u64,
    /// What was typed.
    pub(super) typed: String,
    /// Columns of a snippet.
    pub(super) columns: usize,
    /// At most so many hits.
    pub(super) limit: usize,
}

/// Which table of all reports is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// Figures of the words.
    Figures,
    /// The words by years.
    Trend,
}

/// A table that is asked for.
pub(super) struct TableJob {
    /// Which.
    pub(super) table: Table,
    /// What was typed.
    pub(super) typed: String,
    /// Columns of the screen.
    pub(super) columns: usize,
}

/// What the threads tell.
pub(super) enum News {
    /// A query is answered.
    Answered {
        /// Its number.
        nth: u64,
        /// The hits.
        answer: Box<Answer>,
        /// How long it took.
        took: Duration,
        /// What the reader should know.
        notes: Vec<String>,
    },
    /// A report is laid out.
    Laid(Box<Document>),
    /// A table is made.
    Made {
        /// Which.
        table: Table,
        /// What was typed.
        typed: String,
        /// Its lines.
        lines: Vec<String>,
    },
    /// It failed.
    Failed(String),
}

/// The ends of the threads that the screen holds.
pub(super) struct Threads {
    /// Takes what the first does.
    pub(super) jobs: Sender<Job>,
    /// Takes what the second does.
    pub(super) tables: Sender<TableJob>,
    /// Gives what both tell.
    pub(super) news: Receiver<News>,
}

/// Begins the threads; `searcher` is the index as it was opened first.
pub(super) fn begin(index: &Path, searcher: Searcher) -> Threads {
    let (jobs, jobs_end) = unbounded();
    let (tables, tables_end) = unbounded();
    let (tell, news) = unbounded();
    let (index, other_index) = (index.to_owned(), index.to_owned());
    let other = tell.clone();
    std::thread::spawn(move || Seeking::new(index, searcher, tell).run(&jobs_end));
    std::thread::spawn(move || make_tables(&other_index, &tables_end, &other));
    Threads { jobs, tables, news }
}

/// The thread that searches.
struct Seeking {
    index: PathBuf,
    searcher: Searcher,
    tell: Sender<News>,
    last: Option<Wanted>,
    /// The report that was laid out last.
    report: Option<(u64, Rc<WholeReport>)>,
}

impl Seeking {
    fn new(index: PathBuf, searcher: Searcher, tell: Sender<News>) -> Seeking {
        Seeking { index, searcher, tell, last: None, report: None }
    }

    /// Does what comes until nobody asks any more.
    fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let (mut wanted, mut layout, mut renew) = (None, None, false);
            for job in std::iter::once(first).chain(jobs.try_iter()) {
                match job {
                    // What was laid out for an answer before is no more of use.
                    Job::Search(next) => (wanted, layout) = (Some(next), None),
                    Job::Lay(next) => layout = Some(next),
                    Job::Renew => renew = true,
                }
            }
            let told = self.renewed(wanted.is_some() || renew).and_then(|changed| {
                if let Some(wanted) = wanted.or_else(|| self.last.clone().filter(|_| changed)) {
                    self.search(wanted)?;
                }
                layout.map_or(Ok(()), |layout| self.lay(&layout))
            });
            if let Err(why) = told {
                let _ = self.tell.send(News::Failed(why));
            }
        }
    }

    /// Opens the index anew where another commit is in force; returns whether it did.
    fn renewed(&mut self, is_asked: bool) -> Result<bool, String> {
        if !is_asked || self.searcher.is_current() {
            return Ok(false);
        }
        // What is opened still answers where the new state cannot be opened.
        let Ok(searcher) = engine::open(&self.index) else { return Ok(false) };
        self.searcher = searcher;
        self.report = None;
        Ok(true)
    }

    fn search(&mut self, wanted: Wanted) -> Result<(), String> {
        let begun = Instant::now();
        self.report = None;
        let (answer, notes) = told(|| answer(&self.searcher, &wanted))?;
        let took = begun.elapsed();
        let _ = self.tell.send(News::Answered { nth: wanted.nth, answer: Box::new(answer), took, notes });
        self.last = Some(wanted);
        Ok(())
    }

    fn lay(&mut self, layout: &Layout) -> Result<(), String> {
        let known = self.report.clone().filter(|(record, _)| *record == layout.record);
        let report = match known {
            Some((_, report)) => report,
            None => Rc::new(told(|| self.searcher.whole_report(layout.record))?),
        };
        let _ = self.tell.send(News::Laid(Box::new(Document::new(&report, layout))));
        self.report = Some((layout.record, report));
        Ok(())
    }
}

/// What went wrong in one line; a panic costs the one job.
fn told<T>(work: impl FnOnce() -> Result<T, SearchError>) -> Result<T, String> {
    match fault::caught(work) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(fault) => Err(tr!("tui-fault", fault = fault.to_string())),
    }
}

/// The answer to what was typed so far: what makes no sense yet is ignored, as words that nobody has ended.
fn answer(searcher: &Searcher, wanted: &Wanted) -> Result<(Answer, Vec<String>), SearchError> {
    let (query, ..) = searcher.read_query(&wanted.typed);
    if !query.wants_something() {
        let none = crate::search::Total { count: 0, certainty: crate::search::Certainty::Counted };
        let answer =
            Answer { hits: Vec::new(), passages: none, reports: none, complete: true, notes: Vec::new() };
        return Ok((answer, Vec::new()));
    }
    let options = SearchOptions {
        limit: wanted.limit,
        snippet_columns: wanted.columns,
        fold: Fold::Folded,
        per_report: PER_REPORT,
        ..SearchOptions::default()
    };
    let (mut answer, spelled) = searcher.search_and_spell(&query, &query, &options)?;
    let mut notes = std::mem::take(&mut answer.notes);
    if answer.hits.is_empty()
        && let Some(preferred) = query.with_runs_preferred()
    {
        let loosened = searcher.search(&preferred, &options)?;
        if !loosened.hits.is_empty() {
            notes.push(tr!("query-loosened"));
            answer = loosened;
        }
    }
    if let Some(spelled) = spelled {
        let like: Vec<&str> = spelled.changes.iter().map(|(_, like)| like.as_str()).collect();
        notes.push(tr!("tui-perhaps", like = like.join(", ")));
    }
    Ok((answer, notes))
}

/// Makes the tables that are asked for, each from the index as it is then.
fn make_tables(index: &Path, jobs: &Receiver<TableJob>, tell: &Sender<News>) {
    while let Ok(first) = jobs.recv() {
        let job = jobs.try_iter().last().unwrap_or(first);
        let made = engine::open(index)
            .map_err(|failure| failure.to_string())
            .and_then(|searcher| told(|| lines(&searcher, &job)));
        let news = match made {
            Ok(lines) => News::Made { table: job.table, typed: job.typed, lines },
            Err(why) => News::Failed(why),
        };
        let _ = tell.send(news);
    }
}

fn lines(searcher: &Searcher, job: &TableJob) -> Result<Vec<String>, SearchError> {
    let words: Vec<String> = job.typed.split_whitespace().map(str::to_owned).collect();
    let screen = Screen { columns: Some(job.columns), ..Screen::default() };
    let mut out = Vec::new();
    match job.table {
        _ if words.is_empty() => return Ok(vec![tr!("tui-words-first")]),
        Table::Figures => {
            let names: Vec<&str> = words.iter().map(String::as_str).collect();
            let asked = Asked::parse(&names);
            if asked.names().all(str::is_empty) {
                return Ok(vec![tr!("tui-no-indicator")]);
            }
            let found = searcher.figures(&FigureQuery { asked, ..FigureQuery::default() })?;
            // Memory takes every byte.
            let _ = write_figures(&mut out, &found.rows, true, screen, super::super::home::here().as_deref());
            if found.rows.is_empty() {
                let reports = tr!("count-reports", count = found.reports);
                return Ok(vec![tr!("across-no-figure", reports = reports)]);
            }
        }
        Table::Trend => {
            let trend = searcher.trend(&words, TrendGroup::Year)?;
            let _ = write_trend(&mut out, &trend, screen);
        }
    }
    Ok(String::from_utf8_lossy(&out).lines().map(str::to_owned).collect())
}
