//! The index that is served: opened once for each commit (or push), and kept by those who still answer from it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::engine::Access;
use crate::fault::lock;
use crate::index::{CommitMark, Rights, commit_mark};
use crate::query::Query;
use crate::search::{ListedReport, ReportOrder, SearchError, Searcher};

use super::problem::Problem;

/// How many snapshots this process has opened.
static OPENED: AtomicU64 = AtomicU64::new(1);

/// One commit, opened.
pub(super) struct Snapshot {
    /// Answers from it.
    pub(super) searcher: Searcher,
    /// Which it is; a new one is another number.
    pub(super) number: u64,
    /// Its number among all that this process opened, whoever sees them.
    pub(super) serial: u64,
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

/// What is open for those who see the same.
struct Slot {
    current: Mutex<Option<Opened>>,
    asked: Mutex<Instant>,
}

impl Slot {
    fn new() -> Slot {
        Slot { current: Mutex::new(None), asked: Mutex::new(Instant::now()) }
    }
}

/// How long what nobody asks any more is kept open for those who see a part.
const KEPT: Duration = Duration::from_secs(600);

/// An index, as of its last commit or push, whole and in the parts that somebody sees.
pub(super) struct Library {
    index: Served,
    whole: Slot,
    parts: Mutex<HashMap<Arc<Rights>, Arc<Slot>>>,
    /// Why an engine gave no newer state, where it did not.
    trouble: Mutex<Option<String>>,
}

impl Library {
    /// Makes one of an index; nothing is opened yet.
    pub(super) fn new(index: Served) -> Library {
        Library { index, whole: Slot::new(), parts: Mutex::default(), trouble: Mutex::new(None) }
    }

    /// Returns the folder of the index, where it is on this machine.
    pub(super) fn folder(&self) -> Option<&Path> {
        match &self.index {
            Served::Folder(folder) => Some(folder),
            Served::Engine(_) => None,
        }
    }

    /// Opens the state in force, so that what is wrong with it is said at once.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn begin(&self) -> Result<(), SearchError> {
        self.current(&self.whole, &Rights::default()).map(drop)
    }

    /// Returns the state in force as somebody sees it, opened. Where it is damaged, gone or silent, the one that was opened
    /// before goes on answering and says so: its files are kept open.
    ///
    /// # Errors
    /// When none can be opened and none was; for a part also where the index is in an engine.
    pub(super) fn now(&self, rights: &Arc<Rights>) -> Result<Arc<Snapshot>, Problem> {
        if rights.is_whole() {
            return Ok(self.current(&self.whole, rights)?);
        }
        if self.folder().is_none() {
            return Err(Problem::part_of_engine());
        }
        let slot = {
            let mut parts = lock(&self.parts);
            parts.retain(|_, slot| lock(&slot.asked).elapsed() < KEPT);
            Arc::clone(parts.entry(Arc::clone(rights)).or_insert_with(|| Arc::new(Slot::new())))
        };
        *lock(&slot.asked) = Instant::now();
        Ok(self.current(&slot, rights)?)
    }

    fn current(&self, slot: &Slot, rights: &Rights) -> Result<Arc<Snapshot>, SearchError> {
        let mut current = lock(&slot.current);
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
        match (self.open(rights), current.take()) {
            (Ok((mark, _)), Some(old)) if mark == old.mark => {
                let snapshot = Arc::clone(&old.snapshot);
                *current = Some(Opened { looked: begun, ..old });
                Ok(snapshot)
            }
            (Ok((mark, searcher)), _) => {
                log::debug!("commit {number} opened in {:?}", begun.elapsed());
                let serial = OPENED.fetch_add(1, Ordering::Relaxed);
                let snapshot = Arc::new(Snapshot { searcher, number, serial, listed: Mutex::new(None) });
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

    fn open(&self, rights: &Rights) -> Result<(Mark, Searcher), SearchError> {
        match &self.index {
            Served::Folder(folder) => {
                // The mark is taken before opening: what is committed in between is looked at again next time.
                let mark = commit_mark(folder)?;
                Ok((Mark::Commit(mark), Searcher::open_for(folder, rights)?))
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
