//! Words added to the dictionary of an index and removed from it: only reports in which they occur are analysed again,
//! and all of it is one commit.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::analysis::{AddedWords, Dictionary, Segmenters, TypedWord, WordError};
use crate::fault::{beside, lock};
use crate::index::{self, Counts, FileTable, Hash, IndexError, IndexReader, IndexWriter, ReportAt};
use crate::language::tr;

use super::Job;
use super::take::memory::write_options;

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
    /// Memory that it may use in all, in bytes.
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
    let write_lock = index::lock(&job.index, false, index::PATIENTLY)?;
    let reader = IndexReader::open(&job.index)?;
    let before = reader.added_words()?;
    let (words, mut told) = changed(&before, job);
    // Only reports that hold a word which was added or removed are cut otherwise.
    let differing = before.differing(&words);
    if differing.is_empty() {
        return Ok(told);
    }
    let again = Again::of(reader, &differing)?;
    told.reports = again.reports.len();
    let options = write_options(job.threads, job.memory_bytes, again.bytes(), &write_lock);
    // Opened twice: `again` reads the old documents while the writer changes its own state.
    let mut writer = IndexWriter::update(write_lock, IndexReader::open(&job.index)?, &options)?;
    writer.set_words(words);
    again.perform(writer, job.threads)?;
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
    /// Each with its number and what it adds to the counts of the index.
    reports: Vec<(ReportAt, u32, Counts)>,
}

impl Again {
    fn of(reader: IndexReader, words: &AddedWords) -> Result<Again, IndexError> {
        let table = reader.table()?;
        let numbered = (0u32..).zip(&table.reports);
        let rows: HashMap<Hash, (u32, Counts)> = numbered
            .filter_map(|(number, row)| row.as_ref().map(|row| (row.key, (number, row.counts))))
            .collect();
        let reports = reader.reports_with(words)?.into_iter();
        let reports = reports.filter_map(|report| rows.get(&report.key).map(|row| (report, row.0, row.1)));
        Ok(Again { reports: reports.collect(), table, reader })
    }

    /// Bytes of their text.
    fn bytes(&self) -> u64 {
        self.reports.iter().map(|(.., counts)| counts.text_bytes).sum()
    }

    fn perform(mut self, mut writer: IndexWriter, threads: usize) -> Result<(), IndexError> {
        let segmenters = Segmenters::new(writer.dictionary().clone(), self.bytes());
        let keys: Vec<Hash> = self.reports.iter().map(|(report, ..)| report.key).collect();
        // The documents before go with the same commit that brings the new ones.
        writer.drop_reports(&keys)?;
        let (next, made) = (AtomicUsize::new(0), Mutex::new(Vec::<(u32, Counts)>::new()));
        let work = || -> Result<(), IndexError> {
            while let Some((report, number, counts)) = self.reports.get(next.fetch_add(1, Ordering::Relaxed))
            {
                let cut = |text: &str| segmenters.for_text(text);
                let counts = self.reader.add_again(report, (*number, *counts), &cut, &writer)?;
                lock(&made).push((*number, counts));
            }
            Ok(())
        };
        let done: Result<Vec<()>, IndexError> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.max(1)).map(|_| beside(scope, work)).collect();
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
        let found = index::salvage(&job.index);
        if found.is_lacking {
            warnings.push(tr!("index-words-lost"));
        }
        return found.kept.words;
    }
    let (words, refused) = AddedWords::typed(&Dictionary::builtin(), &job.words);
    let left_out = refused
        .into_iter()
        .map(|(typed, why)| tr!("index-word-left-out", typed = format!("{typed:?}"), why = why.to_string()));
    warnings.extend(left_out);
    words
}

/// Returns the words that were added to the dictionary of an index, with their frequency.
///
/// # Errors
/// When there is no index, or it cannot be used.
pub fn added_words(index: &Path) -> Result<AddedWords, IndexError> {
    IndexReader::open(index)?.added_words()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn words_are_added_known_or_refused() {
        let job = |words: &[&str], remove| WordJob {
            index: PathBuf::new(),
            words: words.iter().map(|word| ((*word).to_owned(), None)).collect(),
            remove,
            threads: 1,
            memory_bytes: 0,
        };
        let told = |(words, told): (AddedWords, WordsChanged)| {
            let shown = format!("{:?} {:?} {}", told.changed, told.known, told.refused.len());
            (words, shown)
        };
        let (words, shown) = told(changed(&AddedWords::default(), &job(&["一网统飞", "教师", ""], false)));
        assert_eq!((shown.as_str(), words.len()), (r#"["一网统飞"] ["教师"] 1"#, 1));
        let (words, shown) = told(changed(&words, &job(&["一网统飞", "没有加过"], true)));
        assert_eq!((shown.as_str(), words.len()), (r#"["一网统飞"] [] 1"#, 0));
    }

    #[test]
    fn a_new_index_begins_with_the_words_of_the_user() {
        let fixture = Fixture::of(&[]);
        let words = vec![("一网统飞".to_owned(), None), (String::new(), None)];
        let (job, mut warnings) = (Job { words, ..fixture.job(&["r"]) }, Vec::new());
        assert_eq!(
            first_words(&job, &mut warnings).iter().map(|(word, _)| word).collect::<Vec<_>>(),
            ["一网统飞"]
        );
        assert!(warnings.len() == 1 && warnings[0].contains("is left out"), "{warnings:?}");
    }
}
