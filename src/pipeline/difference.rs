//! What differs between the files as they are and what an index knows of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::index::{FileOutcome, Manifest};

use super::compare::{Candidate, RowAt};
use super::plan::Plan;
use super::{Changes, Refused, Summary};

/// What differs between the files and the table.
#[derive(Default)]
pub(super) struct Difference {
    /// Files to be read, in the order of their paths, each once.
    pub(super) candidates: Vec<Candidate>,
    /// Rows whose file is gone.
    pub(super) vanished: Vec<RowAt>,
    /// Of these, the ones that stand elsewhere now, as far as their numbers in the file system tell.
    pub(super) moved: usize,
    /// Files that are as they were.
    pub(super) unchanged: usize,
    /// What could not be read, or was refused before.
    pub(super) refused: Vec<Refused>,
    /// What the user should know.
    pub(super) warnings: Vec<String>,
    /// Files that are no reports, by kind.
    pub(super) passed_over: BTreeMap<String, usize>,
    /// Files that are left for the next run.
    pub(super) left: usize,
    /// Whether all was walked.
    pub(super) complete: bool,
    /// What could not be opened for want of file handles: what else there is cannot be told then.
    pub(super) no_handles: Option<PathBuf>,
}

impl Difference {
    /// Returns the bytes of what is to be read.
    pub(super) fn bytes(&self) -> u64 {
        self.candidates.iter().map(|candidate| candidate.file.size).sum()
    }

    /// Leaves all but the first files for the next run.
    pub(super) fn leave(&mut self, first: usize) {
        self.left = self.candidates.len() - first + self.vanished.len();
        self.candidates.truncate(first);
        self.vanished.clear();
    }

    /// Whether the index is as it should be.
    pub(super) fn is_nothing(&self, plan: &Plan) -> bool {
        self.candidates.is_empty() && self.vanished.is_empty() && !plan.is_change
    }

    /// Tells what of a file was not taken, and why.
    pub(super) fn tell(&mut self, outcome: &FileOutcome, path: &Path) {
        match outcome {
            FileOutcome::Taken { refused, .. } => {
                self.refused.extend(refused.iter().map(|one| Refused::member(path, one)));
            }
            FileOutcome::Refused(why) => {
                self.refused.push(Refused { path: path.to_owned(), why: why.clone() });
            }
            FileOutcome::PassedOver(kind) => *self.passed_over.entry(kind.clone()).or_default() += 1,
        }
    }

    /// Sums up a run that changes nothing, or that only tells what it would change.
    pub(super) fn summary(self, manifest: Option<Manifest>, begun: Instant) -> Summary {
        let known = self.candidates.iter().filter(|candidate| candidate.row.is_some()).count();
        let alike = self.candidates.iter().filter(|candidate| candidate.looks_alike).count();
        let changes = Changes {
            added: self.candidates.len() - known - self.moved,
            changed: known - alike,
            renamed: self.moved,
            removed: self.vanished.len() - self.moved,
            unchanged: self.unchanged + alike,
        };
        Summary {
            manifest,
            changes,
            rebuilt: false,
            committed: false,
            refused: self.refused,
            warnings: self.warnings,
            passed_over: self.passed_over,
            left: self.left,
            seconds: begun.elapsed().as_secs_f64(),
        }
    }
}
