//! The index that is served: opened once for each commit (or push), and kept by those who still answer from it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::engine::Access;
use crate::fault::lock;
use crate::index::{CommitMark, commit_mark};
use crate::query::Query;
use crate::search::{ListedReport, ReportOrder, SearchError, Searcher};

/// One commit, opened.
pub(super) struct Snapshot {
    /// Answers from it.
    pub(super) searcher: Searcher,
    /// Which it is; a new one is another number.
    pub(super) number: u64,
    listed: Mutex<Option<Arc<Vec<ListedReport>>>>,
}

impl Snapshot {
    /// Returns all reports, read once.
    ///
    /// # Errors
    /// What reading the index says.
    pub(super) fn listed(&self) -> Result<Arc<Vec<ListedReport>>, SearchError> {
        let mut listed = lock(&self.listed);
        if let Some(listed) = &*listed {
            return Ok(Arc::clone(listed));
        }
        let all = self.searcher.list(&Query::Nothing, ReportOrder::Path)?.reports;
        Ok(Arc::clone(listed.insert(Arc::new(all))))
    }
}

/// Where the index is that is served.
pub enum Served {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In an engine.
    Engine(Access),
}

/// How often an engine is asked whether there was a push.
const LOOKED_EVERY: Duration = Duration::from_secs(2);

/// What tells one state of an index from another.
#[derive(PartialEq)]
enum Mark {
    Commit(CommitMark),
    Push(String),
}

/// A state that is open.
struct Opened {
    mark: Mark,
    looked: Instant,
    snapshot: Arc<Snapshot>,
}

/// An index, as of its last commit or push.
pub(super) struct Library {
    index: Served,
    current: Mutex<Option<Opened>>,
    /// Why an engine gave no newer state, where it did not.
    trouble: Mutex<Option<String>>,
}

impl Library {
    /// Makes one of an index; nothing is opened yet.
    pub(super) fn new(index: Served) -> Library {
        Library { index, current: Mutex::new(None), trouble: Mutex::new(None) }
    }

    /// Returns the folder of the index, where it is on this machine.
    pub(super) fn folder(&self) -> Option<&Path> {
        match &self.index {
            Served::Folder(folder) => Some(folder),
            Served::Engine(_) => None,
        }
    }

    /// Returns the state in force, opened. Where it is damaged, gone or silent, the one that was opened before goes on answering
    /// and says so: its files are kept open.
    ///
    /// # Errors
    /// When none can be opened and none was.
    pub(super) fn now(&self) -> Result<Arc<Snapshot>, SearchError> {
        let mut current = lock(&self.current);
        let known = current.as_ref();
        let is_same = match (&self.index, known) {
            (Served::Folder(folder), Some(known)) => {
                commit_mark(folder).is_ok_and(|mark| Mark::Commit(mark) == known.mark)
            }
            (Served::Engine(_), Some(known)) => known.looked.elapsed() < LOOKED_EVERY,
            (_, None) => false,
        };
        if let Some(known) = known.filter(|_| is_same) {
            return Ok(Arc::clone(&known.snapshot));
        }
        let number = known.map_or(1, |known| known.snapshot.number + 1);
        let begun = Instant::now();
        match (self.open(), current.take()) {
            (Ok((mark, _)), Some(old)) if mark == old.mark => {
                let snapshot = Arc::clone(&old.snapshot);
                *current = Some(Opened { looked: begun, ..old });
                Ok(snapshot)
            }
            (Ok((mark, searcher)), _) => {
                log::debug!("commit {number} opened in {:?}", begun.elapsed());
                let snapshot = Arc::new(Snapshot { searcher, number, listed: Mutex::new(None) });
                *current = Some(Opened { mark, looked: begun, snapshot: Arc::clone(&snapshot) });
                Ok(snapshot)
            }
            (Err(error), None) => Err(error),
            (Err(error), Some(old)) => {
                log::warn!("answering from the commit before: {error}");
                let snapshot = Arc::clone(&old.snapshot);
                *current = Some(Opened { looked: begun, ..old });
                Ok(snapshot)
            }
        }
    }

    fn open(&self) -> Result<(Mark, Searcher), SearchError> {
        match &self.index {
            Served::Folder(folder) => {
                // The mark is taken before opening: what is committed in between is looked at again next time.
                let mark = commit_mark(folder)?;
                Ok((Mark::Commit(mark), Searcher::open(folder)?))
            }
            Served::Engine(access) => {
                let opened = Searcher::connect(access.clone());
                *lock(&self.trouble) = opened.as_ref().err().map(ToString::to_string);
                let searcher = opened?;
                Ok((Mark::Push(searcher.pushed().unwrap_or_default()), searcher))
            }
        }
    }

    /// Returns why the state in force cannot be opened, where that is so.
    pub(super) fn trouble(&self) -> Option<String> {
        match &self.index {
            Served::Folder(folder) => commit_mark(folder).err().map(|error| error.to_string()),
            Served::Engine(_) => lock(&self.trouble).clone(),
        }
    }
}
