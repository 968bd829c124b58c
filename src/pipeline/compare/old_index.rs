//! The index as a run finds it: opened, with its table of files.

use crate::index::{self, FileTable, IndexError, IndexReader, Manifest, WriteLock};

use super::super::Job;
use super::plan::Known;

/// The index that a run goes out from.
pub(in crate::pipeline) struct OldIndex {
    reader: IndexReader,
    /// Its table of files.
    pub(in crate::pipeline) table: FileTable,
}

impl OldIndex {
    /// Loads the state; `None` when there is none that could be brought up to date, and the job can do without.
    ///
    /// # Errors
    /// When the index cannot be used and nothing says what it should be built from.
    pub(in crate::pipeline) fn load(job: &Job, locked: bool) -> Result<Option<OldIndex>, IndexError> {
        let open = || {
            let reader = IndexReader::open(&job.index)?;
            Ok(OldIndex { table: reader.table()?, reader })
        };
        match open() {
            Ok(known) => Ok(Some(known)),
            // A commit between opening the index and reading its table: the lock keeps others away.
            Err(IndexError::Io { .. } | IndexError::Damaged { .. }) if !locked && !job.mode.dry_run => {
                let _lock = index::lock(&job.index, job.shared, index::BRIEFLY)?;
                OldIndex::load(job, true)
            }
            // Nothing is there, and the job says what to build from.
            Err(IndexError::Missing { .. }) if !job.paths.is_empty() => Ok(None),
            // It is built anew from what is left of it.
            Err(IndexError::Damaged { .. } | IndexError::Foreign { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns what a plan is made from.
    pub(in crate::pipeline) fn known(&self) -> Known<'_> {
        let manifest = self.reader.manifest();
        Known {
            fingerprint: &manifest.fingerprint,
            roots: &manifest.roots,
            last_root: manifest.last_root,
            table: &self.table,
        }
    }

    /// Returns what the index says of itself.
    pub(in crate::pipeline) fn manifest(&self) -> &Manifest {
        self.reader.manifest()
    }

    /// Removes what dead runs, and commits before this one, left in the folder of the index.
    pub(in crate::pipeline) fn tidy(&self, lock: &WriteLock) {
        index::tidy(&self.reader, lock);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Fixture, Silent};
    use super::super::super::run;
    use super::*;

    #[test]
    fn without_an_index_a_run_needs_to_be_told_what_to_read() {
        let fixture = Fixture::of(&[("a.txt", "减轻负担")]);
        assert!(matches!(OldIndex::load(&fixture.job(&["r"]), false), Ok(None)));
        assert!(matches!(OldIndex::load(&fixture.job(&[]), false), Err(IndexError::Missing { .. })));
        run(&fixture.job(&["r"]), &Silent).expect("an index");
        let old = OldIndex::load(&fixture.job(&[]), false).expect("it opens").expect("it is there");
        assert_eq!((old.known().roots, old.known().table.taken()), (&[fixture.root()][..], 1));
        assert_eq!(old.known().fingerprint, old.manifest().fingerprint);
    }
}
