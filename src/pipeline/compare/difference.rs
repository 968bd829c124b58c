//! What differs between the files as they are and what an index knows of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::index::{CorrectionFile, FileOutcome, Manifest};
use crate::source::SourceFile;

use super::super::{Changes, Refused, Summary};

/// Where a file stands in the table: its folder and its number there.
pub(in crate::pipeline) type RowAt = (usize, usize);

/// A file that must be looked into.
#[derive(Clone, Debug)]
pub(in crate::pipeline) struct Candidate {
    /// The file as it is.
    pub(in crate::pipeline) file: SourceFile,
    /// What is known of it.
    pub(in crate::pipeline) row: Option<RowAt>,
    /// Whether it looks as it did, and is looked into for another reason.
    pub(in crate::pipeline) looks_alike: bool,
}

/// What differs between the files and the table.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Difference {
    /// Files to be read, in the order of their paths, each once.
    pub(in crate::pipeline) candidates: Vec<Candidate>,
    /// Rows whose file is gone.
    pub(in crate::pipeline) vanished: Vec<RowAt>,
    /// Of these, the ones that stand elsewhere now, as far as their numbers in the file system tell.
    pub(in crate::pipeline) moved: usize,
    /// Files that are as they were.
    pub(in crate::pipeline) unchanged: usize,
    /// What could not be read, or was refused before.
    pub(in crate::pipeline) refused: Vec<Refused>,
    /// What the user should know.
    pub(in crate::pipeline) warnings: Vec<String>,
    /// Files that are no reports, by kind.
    pub(in crate::pipeline) passed_over: BTreeMap<String, usize>,
    /// Pages that are pictures and wait for a recogniser.
    pub(in crate::pipeline) waiting: u64,
    /// Links that lead out of the roots and are not followed, by path.
    pub(in crate::pipeline) leading_out: Vec<PathBuf>,
    /// What people say of reports from now on.
    pub(in crate::pipeline) corrections: Vec<CorrectionFile>,
    /// Whether that is other than known.
    pub(in crate::pipeline) corrected: bool,
    /// Files that are left for the next run.
    pub(in crate::pipeline) left: usize,
    /// Whether all was walked.
    pub(in crate::pipeline) complete: bool,
    /// What could not be opened for want of file handles: what else there is cannot be told then.
    pub(in crate::pipeline) no_handles: Option<PathBuf>,
}

impl Difference {
    /// Returns the bytes of what is to be read.
    pub(in crate::pipeline) fn bytes(&self) -> u64 {
        self.candidates.iter().map(|candidate| candidate.file.size).sum()
    }

    /// Leaves all but the first files for the next run.
    pub(in crate::pipeline) fn leave(&mut self, first: usize) {
        self.left = self.candidates.len() - first + self.vanished.len();
        self.candidates.truncate(first);
        // A file that went may have moved and be among those that are left: the next run tells.
        self.vanished.clear();
    }

    /// Whether files and table agree.
    pub(in crate::pipeline) fn is_nothing(&self) -> bool {
        self.candidates.is_empty() && self.vanished.is_empty() && !self.corrected
    }

    /// Tells what of a file was not taken, and why.
    pub(in crate::pipeline) fn tell(&mut self, outcome: &FileOutcome, path: &Path) {
        if let FileOutcome::PassedOver(kind) = outcome {
            *self.passed_over.entry(kind.clone()).or_default() += 1;
        }
        let refused = |why: &str| Refused { path: path.to_owned(), why: why.to_owned() };
        self.refused.extend(outcome.why_refused().map(refused));
        self.refused.extend(outcome.refused().iter().map(|one| Refused::member(path, one)));
        self.waiting += u64::from(outcome.waiting());
    }

    /// Sums up a run that changes nothing, or that only tells what it would change.
    pub(in crate::pipeline) fn summary(self, manifest: Option<Manifest>, begun: Instant) -> Summary {
        let known = self.candidates.iter().filter(|candidate| candidate.row.is_some()).count();
        let alike = self.candidates.iter().filter(|candidate| candidate.looks_alike).count();
        let changes = Changes {
            // Of the files without a row those that moved are not new.
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
            waiting: self.waiting,
            leading_out: self.leading_out,
            left: self.left,
            seconds: begun.elapsed().as_secs_f64(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(row: Option<RowAt>, looks_alike: bool) -> Candidate {
        Candidate { file: SourceFile { size: 7, ..SourceFile::default() }, row, looks_alike }
    }

    fn difference() -> Difference {
        let candidates = vec![
            candidate(None, false),
            candidate(None, false),
            candidate(Some((0, 1)), false),
            candidate(Some((0, 2)), true),
        ];
        Difference {
            candidates,
            vanished: vec![(0, 3), (1, 0)],
            moved: 1,
            unchanged: 5,
            ..Difference::default()
        }
    }

    #[test]
    fn a_dry_run_sums_up_what_would_be_done() {
        assert_eq!(difference().bytes(), 28);
        let summary = difference().summary(None, Instant::now());
        let wanted = Changes { added: 1, changed: 1, renamed: 1, removed: 1, unchanged: 6 };
        assert_eq!((summary.changes, summary.committed), (wanted, false));
    }

    #[test]
    fn what_is_left_is_counted_and_what_is_gone_waits_too() {
        let mut part = difference();
        part.leave(1);
        assert_eq!((part.candidates.len(), part.vanished.len(), part.left), (1, 0, 5));
        assert!(!part.is_nothing() && Difference::default().is_nothing());
    }

    #[test]
    fn what_was_not_taken_is_told() {
        let mut told = Difference::default();
        let refused = vec![("b.docx".to_owned(), "is encrypted".to_owned())];
        told.tell(&FileOutcome::Taken { reports: vec![1], refused }, Path::new("/r/a.zip"));
        told.tell(&FileOutcome::Refused("is damaged".to_owned()), Path::new("/r/c.pdf"));
        told.tell(&FileOutcome::PassedOver(".png".to_owned()), Path::new("/r/d.png"));
        told.tell(&FileOutcome::PassedOver(".png".to_owned()), Path::new("/r/e.png"));
        let refused: Vec<String> =
            told.refused.iter().map(|one| format!("{} {}", one.path.display(), one.why)).collect();
        assert_eq!(refused, ["/r/a.zip!/b.docx is encrypted", "/r/c.pdf is damaged"]);
        assert_eq!(told.passed_over[".png"], 2);
    }
}
