//! Words added to the dictionary of an index and removed from it: only reports in which they occur are analysed again,
//! and all of it is one commit.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::analysis::{AddedWords, Dictionary, WordError};
use crate::index::{self, Counts, FileTable, IndexError, IndexReader, IndexWriter, ReportAt, WriteOptions};

use super::take::{Words, lock};
use super::{BYTES_PER_WRITER, Job, SMALL_BYTES};

/// A word as it was typed, with its frequency where one was given.
pub type TypedWord = (String, Option<u64>);

/// What is to be done to the words of an index.
#[derive(Clone, Debug)]
pub struct WordJob {
    /// Folder of the index.
    pub index: PathBuf,
    /// The words.
    pub words: Vec<TypedWord>,
    /// Whether they are removed; else they are added.
    pub remove: bool,
    /// Threads that analyse, at least 1.
    pub threads: usize,
    /// Memory for what waits to be written, in bytes.
    pub memory_bytes: usize,
}

/// What became of them.
#[derive(Clone, Debug, Default)]
pub struct WordsChanged {
    /// Words that were added or removed, as the index has them.
    pub changed: Vec<String>,
    /// Words that were words already, as they were typed.
    pub known: Vec<String>,
    /// Words that could not be added or removed, and why.
    pub refused: Vec<(String, WordError)>,
    /// Reports that were analysed again.
    pub reports: usize,
    /// Added words that the index has now.
    pub words: usize,
}

/// Adds words to the dictionary of an index, or removes them.
///
/// # Errors
/// When there is no index, another process writes it, or nothing can be committed; the index is then as it was.
pub fn change_words(job: &WordJob) -> Result<WordsChanged, IndexError> {
    if !index::is_there(&job.index) {
        return Err(IndexError::Missing { index: job.index.clone() });
    }
    let write_lock = index::lock(&job.index, false)?;
    let reader = IndexReader::open(&job.index)?;
    let before = reader.added_words()?;
    let (words, mut told) = changed(&before, job);
    let differing = before.differing(&words);
    if differing.is_empty() {
        return Ok(told);
    }
    let again = Again { reports: reader.reports_with(&differing)?, table: reader.table()?, reader };
    told.reports = again.reports.len();
    let bytes = again.bytes();
    let options = WriteOptions {
        threads: job.threads.clamp(1, usize::try_from(bytes / BYTES_PER_WRITER).unwrap_or(usize::MAX) + 1),
        memory_bytes: if bytes < SMALL_BYTES { 0 } else { job.memory_bytes },
        shared: write_lock.is_shared(),
    };
    let mut writer = IndexWriter::update(write_lock, IndexReader::open(&job.index)?, &options)?;
    writer.set_words(words);
    again.perform(writer, job.threads, bytes)?;
    Ok(told)
}

/// The added words of an index from now on, and what became of those that were typed.
fn changed(before: &AddedWords, job: &WordJob) -> (AddedWords, WordsChanged) {
    let (base, mut words, mut told) = (Dictionary::builtin(), before.clone(), WordsChanged::default());
    for (typed, frequency) in &job.words {
        let done = match job.remove {
            true => words.remove(&base, typed).map(Some),
            false => words.add(&base, typed, *frequency),
        };
        match done {
            Ok(Some(word)) => told.changed.push(word),
            Ok(None) => told.known.push(typed.clone()),
            Err(why) => told.refused.push((typed.clone(), why)),
        }
    }
    told.words = words.len();
    (words, told)
}

/// Reports to be analysed again.
struct Again {
    reader: IndexReader,
    table: FileTable,
    reports: Vec<ReportAt>,
}

impl Again {
    fn bytes(&self) -> u64 {
        let numbers = self.numbers();
        let row = |report: &ReportAt| self.table.reports[numbers[&report.key] as usize].as_ref();
        let rows = self.reports.iter().filter(|report| numbers.contains_key(&report.key)).filter_map(row);
        rows.map(|row| row.counts.text_bytes).sum()
    }

    fn numbers(&self) -> HashMap<index::Hash, u32> {
        let numbered = (0u32..).zip(&self.table.reports);
        numbered.filter_map(|(number, row)| Some((row.as_ref()?.key, number))).collect()
    }

    fn perform(mut self, mut writer: IndexWriter, threads: usize, bytes: u64) -> Result<(), IndexError> {
        let numbers = self.numbers();
        let words = Words::new(writer.dictionary().clone(), bytes);
        for report in &self.reports {
            writer.drop_report(&report.key)?;
        }
        let (next, made) = (AtomicUsize::new(0), Mutex::new(Vec::<(u32, Counts)>::new()));
        let work = || -> Result<(), IndexError> {
            while let Some(report) = self.reports.get(next.fetch_add(1, Ordering::Relaxed)) {
                let number = numbers.get(&report.key).copied();
                let row = number.and_then(|number| self.table.reports[number as usize].as_ref());
                let (Some(number), Some(row)) = (number, row) else { continue };
                let prepared = self.reader.prepare_again(report, row.counts, &|text| words.for_text(text))?;
                lock(&made).push((number, prepared.counts()));
                writer.add(number, prepared)?;
            }
            Ok(())
        };
        let done: Result<Vec<()>, IndexError> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        if let Err(error) = done {
            return Err(writer.give_up(error));
        }
        for (number, counts) in std::mem::take(&mut *lock(&made)) {
            let row = self.table.reports[number as usize].as_mut();
            row.into_iter().for_each(|row| Arc::make_mut(row).counts = counts);
        }
        let roots = self.reader.manifest().roots.clone();
        writer.commit(&self.table, &roots).map(drop)
    }
}

/// The words that an index begins with which is built from nothing: those of the index in its place, however damaged that
/// is, or where there is none those of the user. What goes wrong is told in `warnings`.
pub(super) fn first_words(job: &Job, warnings: &mut Vec<String>) -> AddedWords {
    if index::is_there(&job.index) {
        return index::words_of(&job.index).unwrap_or_else(|| {
            warnings
                .push("the words that were added to the dictionary of the damaged index are lost".to_owned());
            AddedWords::default()
        });
    }
    let (base, mut words) = (Dictionary::builtin(), AddedWords::default());
    for (typed, frequency) in &job.words {
        if let Err(why) = words.add(&base, typed, *frequency) {
            warnings.push(format!("the word {typed:?} of your dictionary is left out: it {why}"));
        }
    }
    words
}

/// Returns the words that were added to the dictionary of an index, with their frequency.
///
/// # Errors
/// When there is no index, or it cannot be used.
pub fn added_words(index: &Path) -> Result<AddedWords, IndexError> {
    IndexReader::open(index)?.added_words()
}
