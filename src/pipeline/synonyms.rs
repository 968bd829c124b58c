//! A person's own synonyms, kept with an index: added and removed in a commit of their own, which touches no report.

use std::path::{Path, PathBuf};

use crate::index::{self, IndexError, IndexReader, IndexWriter};
use crate::language::tr;
use crate::schema::{OwnSynonyms, SynonymError, TypedSynonym};

use super::Job;
use super::take::memory::write_options;

/// What is to be done to the synonyms of an index.
#[derive(Clone, Debug)]
pub struct SynonymJob {
    /// Folder of the index.
    pub index: PathBuf,
    /// The synonyms.
    pub synonyms: Vec<TypedSynonym>,
    /// Whether they are removed; else they are added.
    pub remove: bool,
}

/// What became of them.
#[derive(Clone, Debug, Default)]
pub struct SynonymsChanged {
    /// Synonyms that were added or removed.
    pub changed: usize,
    /// Synonyms that were there already.
    pub known: usize,
    /// Those that could not be added or removed, and why.
    pub refused: Vec<(TypedSynonym, SynonymError)>,
    /// Pairs that the index has now.
    pub pairs: usize,
}

/// Adds synonyms to an index, or removes them; queries follow at once.
///
/// # Errors
/// When there is no index, another process writes it, or nothing can be committed; the index is then as it was.
pub fn change_synonyms(job: &SynonymJob) -> Result<SynonymsChanged, IndexError> {
    if !index::is_there(&job.index) {
        return Err(IndexError::Missing { index: job.index.clone() });
    }
    let write_lock = index::lock(&job.index, false, index::PATIENTLY)?;
    let reader = IndexReader::open(&job.index)?;
    let mut own = reader.own_synonyms().clone();
    let mut told = SynonymsChanged::default();
    for typed in &job.synonyms {
        let done = match job.remove {
            true => own.remove(typed).map(|_| true),
            false => own.add(typed),
        };
        match done {
            Ok(true) => told.changed += 1,
            Ok(false) => told.known += 1,
            Err(why) => told.refused.push((typed.clone(), why)),
        }
    }
    told.pairs = own.len();
    // Nothing has changed: no commit, and no new generation that others would have to look at.
    if own == *reader.own_synonyms() {
        return Ok(told);
    }
    let (table, roots) = (reader.table()?, reader.manifest().roots.clone());
    let options = write_options(1, 0, 0, &write_lock);
    let mut writer = IndexWriter::update(write_lock, reader, &options)?;
    writer.set_synonyms(own);
    writer.commit(&table, &roots)?;
    Ok(told)
}

/// The synonyms that an index begins with which is built from nothing: those of the index in its place, however damaged
/// that is, or where there is none those of the user. What goes wrong is told in `warnings`.
pub(super) fn first_synonyms(job: &Job, warnings: &mut Vec<String>) -> OwnSynonyms {
    if index::is_there(&job.index) {
        // Where both copies are damaged `first_words` has told that what was added may be lost.
        return index::salvage(&job.index).kept.synonyms;
    }
    let mut own = OwnSynonyms::default();
    for typed in &job.synonyms {
        if let Err(why) = own.add(typed) {
            warnings.push(tr!("index-synonym-left-out", typed = typed.to_string(), why = why.to_string()));
        }
    }
    own
}

/// Returns the synonyms that were added to an index.
///
/// # Errors
/// When there is no index, or it cannot be used.
pub fn own_synonyms(index: &Path) -> Result<OwnSynonyms, IndexError> {
    Ok(IndexReader::open(index)?.own_synonyms().clone())
}
