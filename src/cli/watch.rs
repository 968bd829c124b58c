//! `index --watch`: keeps the index fresh until it is told to end.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::index::IndexError;
use crate::language::tr;
use crate::output::{Bar, summary_line, write_refused};
use crate::pipeline::{Job, Refused, Summary, freshen};
use crate::source::{Wake, Watch};

use super::failure::Failure;
use super::{Outcome, home, say};

/// Time between two looks at all files where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(10);
/// Looking takes at most one part in this many of the time: after a long look the next one waits longer.
const POLL_SHARE: u32 = 20;
/// Time between two looks where the system tells of changes, in case it missed one.
const RARELY: Duration = Duration::from_secs(600);
/// Time in which others may take the lock before the rest of the changes is taken in.
const TURN: Duration = Duration::from_millis(50);
/// Time before a lock that another process holds is tried again.
const BUSY: Duration = Duration::from_secs(1);

/// Keeps the index of `job` fresh from now on; `last` is the run before, of which all is said.
pub(super) fn run(mut job: Job, last: &Summary, quiet: bool) -> Result<Outcome, Failure> {
    let mut watch = Watch::new(&crate::pipeline::true_path(&job.index));
    let waker = watch.waker();
    super::interrupt::on_interrupt(move || waker.stop())
        .map_err(|error| Failure::new(tr!("index-cannot-wait", error = error.to_string()), None))?;
    // All that the index is kept of from now on, as it changes.
    job.paths.clear();
    (job.mode.rebuild, job.mode.checksum, job.mode.follow) = (false, false, None);
    let mut told = Told::of(last);
    let mut first = true;
    loop {
        // Watched before it is looked through: nothing falls between.
        for (path, why) in watch.follow(&roots(&job)?) {
            let path = crate::output::shown_path(&path, home::here().as_deref());
            say(&tr!("index-polled", path = path, why = why, seconds = POLL.as_secs().to_string()));
        }
        if std::mem::take(&mut first) {
            say(&tr!("index-watching"));
        }
        let (begun, bar) = (Instant::now(), Bar::new(quiet));
        let freshened = freshen(&job, &bar);
        bar.clear();
        let wait = match freshened {
            Ok(summary) => {
                told.tell(&summary)?;
                // Others may have their turn before the rest is taken in.
                let rest = (summary.left > 0).then_some(TURN);
                // Blind to changes it must look; else a look now and then is enough.
                rest.unwrap_or(if watch.is_blind() { POLL.max(begun.elapsed() * POLL_SHARE) } else { RARELY })
            }
            Err(IndexError::Busy { .. }) => BUSY,
            // A full disk, say, may have room again; the index is as it was.
            Err(error @ (IndexError::Io { .. } | IndexError::Engine { .. })) => {
                told.tell_failure(&Failure::from(error).to_string());
                POLL
            }
            Err(error) => return Err(error.into()),
        };
        if watch.wait(wait) == Wake::Stop {
            return Ok(Outcome::Found);
        }
    }
}

fn roots(job: &Job) -> Result<Vec<PathBuf>, Failure> {
    let searcher = crate::search::Searcher::open(&job.index)?;
    Ok(searcher.manifest().roots.iter().map(|root| root.path.clone()).collect())
}

/// What was said before, and need not be said again.
struct Told {
    refused: BTreeSet<PathBuf>,
    warnings: Vec<String>,
    failure: String,
}

impl Told {
    fn of(last: &Summary) -> Told {
        let refused = last.refused.iter().map(|one| one.path.clone()).collect();
        Told { refused, warnings: last.warnings.clone(), failure: String::new() }
    }

    fn tell_failure(&mut self, failure: &str) {
        if self.failure != failure {
            failure.clone_into(&mut self.failure);
            say(&tr!("index-tried-again", failure = failure));
        }
    }

    /// Says what a run took in, and what it refused that is news.
    fn tell(&mut self, summary: &Summary) -> Result<(), Failure> {
        self.failure.clear();
        let is_news = |one: &&Refused| !self.refused.contains(&one.path);
        let news: Vec<Refused> = summary.refused.iter().filter(is_news).cloned().collect();
        write_refused(&mut io::stderr(), &news, home::here().as_deref())?;
        self.refused = summary.refused.iter().map(|one| one.path.clone()).collect();
        if self.warnings != summary.warnings {
            summary.warnings.iter().for_each(|warning| say(&tr!("index-warning", warning = warning)));
            self.warnings.clone_from(&summary.warnings);
        }
        if summary.committed {
            let now = jiff::Zoned::now().strftime("%H:%M:%S");
            say(&format!("{now} {}", summary_line(summary)));
        }
        Ok(())
    }
}
