//! A run of `index`: folders and files compared with what the index knows, and what is new or changed taken in.
//!
//! - `job.rs`: what is asked for, and what is said at the end
//! - `attempt.rs`: the course of a run: looked, locked, written
//! - `compare/`: what there is to do: roots, files and the table of files compared
//! - `take/`: files read, parsed and handed to the index
//! - `settle/`: a run that has something to do: its new table, what is dropped, the commit
//! - `words.rs`, `synonyms.rs`: words added to the dictionary of an index, and synonyms; and removed
//! - `push/`: the reports of an index brought into an engine
//! - `stats.rs`, `verify.rs`: an index told in numbers, and held against its files
//!
//! What goes wrong with one file costs that file only; whatever goes wrong with a run leaves the index as it was.

mod attempt;
mod compare;
#[cfg(test)]
mod fixture;
mod job;
mod push;
mod settle;
mod stats;
mod synonyms;
mod take;
mod verify;
mod words;

use crate::index::{self, IndexError, IndexReader};

use attempt::{Attempt, attempt};
pub(crate) use compare::true_path;
pub use job::{Changes, Freshness, Job, Mode, Progress, Refused, Summary};
pub use push::{Joined, PushJob, Pushed, ShareJob, join_shares, push, push_share};
pub use stats::{Overview, ReportStats, Skipped, Stats, overview, skipped, stats};
pub use synonyms::{SynonymJob, SynonymsChanged, change_synonyms, own_synonyms};
pub use verify::{Verified, verify};
pub use words::{WordJob, WordsChanged, added_words, change_words};

/// Brings the index up to date with what is asked for.
///
/// # Errors
/// When nothing can be committed: another process writes the index, the disk is full. The index that was
/// there before is then untouched.
pub fn run(job: &Job, progress: &dyn Progress) -> Result<Summary, IndexError> {
    index::check_writable(&job.index)?;
    // Whoever waits for a run wants to know that another one is under way.
    let lock = match index::is_there(&job.index) && !job.mode.dry_run {
        true => Some(index::lock(&job.index, job.shared, index::PATIENTLY)?),
        false => None,
    };
    match attempt(job, progress, lock, false)? {
        Attempt::Done(summary) => Ok(*summary),
        Attempt::OutOfTime { .. } => unreachable!("a run without a budget is never out of time"),
    }
}

/// Brings the index up to date within the budget of the job; builds it, however long that takes, if it is missing or
/// cannot be used.
///
/// # Errors
/// As [`run`], when there is no index that could answer instead.
pub fn refresh(job: &Job, progress: &dyn Progress) -> Result<Freshness, IndexError> {
    Ok(match attempt(job, progress, None, false) {
        Ok(Attempt::Done(summary)) if !summary.committed && summary.manifest.is_some() => Freshness::Fresh,
        Ok(Attempt::Done(summary)) => Freshness::Refreshed(summary),
        Ok(Attempt::OutOfTime { since, why }) => Freshness::Stale { since, why },
        // A query goes on with the index as it is, if there is one.
        Err(error) => match IndexReader::open(&job.index) {
            Ok(reader) => {
                Freshness::Stale { since: reader.manifest().changed, why: format!("because {error}") }
            }
            Err(_) => return Err(error),
        },
    })
}

/// Brings an index up to date that is there, or a part of the way ([`Summary::left`]): others should not have to wait for
/// it. Files are read first; the index is locked only when there is something to take in, for a second or two.
///
/// # Errors
/// As [`run`].
pub fn freshen(job: &Job, progress: &dyn Progress) -> Result<Summary, IndexError> {
    match attempt(&Job { budget: None, ..job.clone() }, progress, None, true)? {
        Attempt::Done(summary) => Ok(*summary),
        Attempt::OutOfTime { .. } => unreachable!("a run without a budget is never out of time"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::fixture::{Fixture, Silent};
    use super::*;

    #[test]
    fn a_refresh_takes_in_what_it_has_time_for() {
        let fixture = Fixture::of(&[("a.txt", "减轻负担")]);
        let within =
            |milliseconds| Job { budget: Some(Duration::from_millis(milliseconds)), ..fixture.job(&["r"]) };
        let refreshed = |job: &Job| match refresh(job, &Silent).expect("an index") {
            Freshness::Fresh => "fresh",
            Freshness::Refreshed(_) => "refreshed",
            Freshness::Stale { .. } => "stale",
        };
        // Where there is no index, it is built however long that takes.
        assert_eq!(refreshed(&within(0)), "refreshed");
        assert_eq!(refreshed(&within(60_000)), "fresh");
        fixture.write("b.txt", "增加经费");
        assert_eq!(refreshed(&within(0)), "stale");
        assert_eq!(refreshed(&within(60_000)), "refreshed");
        fixture.write("c.txt", "改善条件");
        let summary = freshen(&fixture.job(&[]), &Silent).expect("an index");
        assert_eq!((summary.changes.added, summary.left), (1, 0));
    }
}
