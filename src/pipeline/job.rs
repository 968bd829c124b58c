//! What a run is asked for, whom it tells how it goes, and what it says at the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::analysis::TypedWord;
use crate::index::Manifest;
use crate::schema::{Schema, TypedSynonym};
use crate::source::{Limits, Ocr};

/// What is to be indexed, where to, and how.
#[derive(Clone, Debug)]
pub struct Job {
    /// Folders and files that are asked for; none asks for all that the index remembers.
    pub paths: Vec<PathBuf>,
    /// Folder of the index.
    pub index: PathBuf,
    /// What decides what the index contains.
    pub schema: Schema,
    /// Threads that read and analyse, at least 1.
    pub threads: usize,
    /// Memory that the run may use in all, in bytes; readers of foreign formats have limits of their own.
    pub memory_bytes: usize,
    /// Whether other users may read the index.
    pub shared: bool,
    /// Larger files are refused, in bytes.
    pub file_bytes_max: u64,
    /// The program `xunzhang`, started again to read foreign formats; `None` reads them in this process.
    pub reader: Option<PathBuf>,
    /// Limits of reading one file.
    pub limits: Limits,
    /// Who recognises pages that are pictures, if anyone.
    pub ocr: Option<Ocr>,
    /// Words that an index begins with where there was none: those of the user's dictionary.
    pub words: Vec<TypedWord>,
    /// Synonyms that it begins with then: those of the user.
    pub synonyms: Vec<TypedSynonym>,
    /// How the run goes about it.
    pub mode: Mode,
    /// How long an index that is there may be looked after before it answers; `None` for as long as it takes.
    pub budget: Option<Duration>,
}

/// What stands before the name of a recogniser in what files are read with.
const RECOGNISED_BY: &str = ", pages recognised: ";

impl Job {
    /// Returns what files are read with: this release and the limits.
    pub(super) fn reads_with(&self) -> String {
        let ocr = self.ocr.as_ref().and_then(Ocr::name).map(|name| format!("{RECOGNISED_BY}{name}"));
        let ocr = ocr.unwrap_or_default();
        format!("{} {:?} {}{ocr}", env!("CARGO_PKG_VERSION"), self.limits, self.memory_bytes)
    }

    /// Returns whether this run may read what one that read with `old` could not. A run that recognises no page is no reason to
    /// look again at those that a recogniser could not read.
    pub(super) fn reads_otherwise(&self, old: &str) -> bool {
        let now = self.reads_with();
        match now.contains(RECOGNISED_BY) {
            true => now != old,
            false => old.split(RECOGNISED_BY).next() != Some(&now),
        }
    }
}

/// How a run goes about it.
#[derive(Clone, Debug, Default)]
pub struct Mode {
    /// Forget what is known and begin afresh.
    pub rebuild: bool,
    /// Hash every file, whatever its times say.
    pub checksum: bool,
    /// Follow links wherever they lead, from now on, below the roots that are asked for (below all where none is), or do so
    /// no more; `None` leaves it as it was.
    pub follow: Option<bool>,
    /// Drop reports also where a root is gone, empty, or has lost more than half of its files.
    pub prune: bool,
    /// Change nothing, only tell.
    pub dry_run: bool,
    /// Roots to forget, as the index remembers them.
    pub forget: Vec<PathBuf>,
    /// Roots that have moved: from where, to where.
    pub moved: Vec<(PathBuf, PathBuf)>,
    /// Paths to leave out from now on.
    pub exclude: Vec<PathBuf>,
}

/// Hears how a run goes on; called from many threads.
pub trait Progress: Sync {
    /// The walk is over: the number of files to be read, and their bytes.
    fn found(&self, files: usize, bytes: u64);
    /// A report of a file is done: so many bytes of the file, and the passages that it gave.
    fn part(&self, bytes: u64, passages: usize);
    /// A file is done: the bytes of it that were not told as parts.
    fn taken(&self, bytes: u64);
    /// Whether the run is to end without a commit.
    fn is_stopped(&self) -> bool {
        false
    }
    /// The next part of the run begins.
    fn phase(&self, name: &str);
}

/// A file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file or folder.
    pub path: PathBuf,
    /// Why, in words for people.
    pub why: String,
}

impl Refused {
    /// Tells of a member of the file `path`: its name, and why it was refused.
    pub(super) fn member(path: &Path, (name, why): &(String, String)) -> Refused {
        Refused { path: PathBuf::from(format!("{}!/{name}", path.display())), why: why.clone() }
    }
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files taken for the first time.
    pub added: usize,
    /// Files whose content changed.
    pub changed: usize,
    /// Files that stand elsewhere or under another name now.
    pub renamed: usize,
    /// Files that are gone.
    pub removed: usize,
    /// Files that are as they were.
    pub unchanged: usize,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What the index now says of itself; `None` when no report could be taken, so that nothing was committed.
    pub manifest: Option<Manifest>,
    /// What became of the files.
    pub changes: Changes,
    /// Whether the index was built from nothing.
    pub rebuilt: bool,
    /// Whether anything was written.
    pub committed: bool,
    /// Files that should have been taken and were not, by path.
    pub refused: Vec<Refused>,
    /// What the user should know, one clear sentence each.
    pub warnings: Vec<String>,
    /// Files that are no reports, by kind (`.png`, …), with their number.
    pub passed_over: BTreeMap<String, usize>,
    /// Pages that are pictures and wait for a recogniser.
    pub waiting: u64,
    /// Links that lead out of the roots and are not followed, by path.
    pub leading_out: Vec<PathBuf>,
    /// Files that are left for the next run, so that the index is never locked for long; none after [`run`](super::run).
    pub left: usize,
    /// How long it took.
    pub seconds: f64,
}

/// How fresh an index is that is about to answer.
pub enum Freshness {
    /// It holds just what the folder holds.
    Fresh,
    /// It was brought up to date now.
    Refreshed(Box<Summary>),
    /// There was no time to see, or to take in, what changed since this commit (seconds since 1970).
    Stale {
        /// When the index was last changed, seconds since 1970.
        since: u64,
        /// Why it was left as it is, in words for people.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;
    use crate::source::OcrPages;

    #[test]
    fn other_limits_read_otherwise_and_members_are_named_in_their_file() {
        let job = Fixture::of(&[]).job(&[]);
        let more = Job { limits: Limits { seconds: 61, ..job.limits }, ..job.clone() };
        assert_ne!(job.reads_with(), more.reads_with());
        assert_eq!(job.reads_with(), Job { threads: 7, ..job.clone() }.reads_with());
        let by = |pages, command: &str| {
            let ocr = Ocr::new(pages, vec![command.to_owned()], 1, 1, None);
            Job { ocr: Some(ocr), ..job.clone() }
        };
        for (before, now, otherwise) in [
            (&job, &job, false),
            (&job, &more, true),
            (&job, &by(OcrPages::Pictures, "a"), true),
            (&by(OcrPages::Pictures, "a"), &by(OcrPages::Pictures, "b"), true),
            (&by(OcrPages::Pictures, "a"), &by(OcrPages::Kept, "a"), false),
            (&by(OcrPages::Pictures, "a"), &job, false),
        ] {
            assert_eq!(
                now.reads_otherwise(&before.reads_with()),
                otherwise,
                "{:?} {:?}",
                before.ocr,
                now.ocr
            );
        }
        let refused = Refused::member(Path::new("/r/a.zip"), &("b.docx".to_owned(), "is damaged".to_owned()));
        assert_eq!(refused.path, Path::new("/r/a.zip!/b.docx"));
    }
}
