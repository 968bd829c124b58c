//! The index that is served: opened once for each commit, and kept by those who still answer from it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

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

/// An index, as of its last commit.
pub(super) struct Library {
    index: PathBuf,
    current: Mutex<Option<(CommitMark, Arc<Snapshot>)>>,
}

impl Library {
    /// Makes one of the index in a folder; nothing is opened yet.
    pub(super) fn new(index: PathBuf) -> Library {
        Library { index, current: Mutex::new(None) }
    }

    /// Returns the folder of the index.
    pub(super) fn index(&self) -> &Path {
        &self.index
    }

    /// Returns the commit in force, opened. Where it is damaged or gone, the one that was opened before goes on answering
    /// and says so: its files are kept open.
    ///
    /// # Errors
    /// When none can be opened and none was.
    pub(super) fn now(&self) -> Result<Arc<Snapshot>, SearchError> {
        let mut current = lock(&self.current);
        let mark = commit_mark(&self.index);
        if let (Ok(mark), Some((known, snapshot))) = (&mark, &*current)
            && mark == known
        {
            return Ok(Arc::clone(snapshot));
        }
        let number = current.as_ref().map_or(1, |(_, snapshot)| snapshot.number + 1);
        let begun = Instant::now();
        // The mark is taken before opening: what is committed in between is looked at again next time.
        let opened =
            mark.map_err(SearchError::from).and_then(|mark| Ok((mark, Searcher::open(&self.index)?)));
        match (opened, current.take()) {
            (Ok((mark, searcher)), _) => {
                log::debug!("commit {number} opened in {:?}", begun.elapsed());
                let snapshot = Arc::new(Snapshot { searcher, number, listed: Mutex::new(None) });
                *current = Some((mark, Arc::clone(&snapshot)));
                Ok(snapshot)
            }
            (Err(error), None) => Err(error),
            (Err(error), Some((mark, old))) => {
                log::warn!("answering from the commit before: {error}");
                *current = Some((mark, Arc::clone(&old)));
                Ok(old)
            }
        }
    }

    /// Returns why the commit in force cannot be opened, where that is so.
    pub(super) fn trouble(&self) -> Option<String> {
        commit_mark(&self.index).err().map(|error| error.to_string())
    }
}
