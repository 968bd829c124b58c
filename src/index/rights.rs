//! A view of an index: the reports that somebody may see, as if there were no others.
//!
//! What is out of view is treated as deleted documents are that no merge has taken out yet: it is found by nothing, counted by
//! nothing and named by nothing. Facts, copies and counts are made anew of the rows that are left, as a commit makes them. So a
//! view answers as an index of its reports alone does; a test holds the two against each other.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::directory::OwnedBytes;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, InvertedIndexReader, TERMINATED, Term};

use crate::fault::lock;
use crate::query::{FactField, FactValue, Query, parse_knowing};
use crate::report::Facts;

use super::IndexError;
use super::copies::{self, CopiesFile};
use super::facts::{self, FactFilter, FactsFile};
use super::fields::Slot;
use super::manifest::Root;
use super::read::IndexReader;
use super::record::named;
use super::table::{FileOutcome, FileTable, FolderRow};

/// Counts that are kept at most: each is a list walked once.
const COUNTS_KEPT: usize = 50_000;

/// What of an index somebody may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rights {
    /// The facts that a report must have, as a query asks for them (`地区:湖北 -种类:通知`); empty for any. What is not known
    /// of a report does not fit.
    pub only: String,
    /// Folders and files, absolute and without links, one of which must hold a report; none for all.
    pub under: Vec<PathBuf>,
}

impl Rights {
    /// Returns the rights of a stranger: to nothing at all.
    pub fn none() -> Rights {
        Rights { only: String::new(), under: vec![PathBuf::from("/nowhere/\u{0}")] }
    }

    /// Returns whether all is seen.
    pub fn is_whole(&self) -> bool {
        self.only.trim().is_empty() && self.under.is_empty()
    }

    /// Returns whether [`Rights::only`] asks for facts and nothing else; `own` are the names of people's own facts.
    pub fn is_of_facts(&self, own: &[String]) -> bool {
        Wanted::typed(&self.only, own).is_some()
    }
}

/// What the facts of a report must be.
enum Wanted {
    Fact(FactFilter),
    Not(Box<Wanted>),
    All(Vec<Wanted>),
    Any(Vec<Wanted>),
}

impl Wanted {
    /// `None` where something else than facts is asked for, or a value cannot be one: then nothing may be seen.
    fn typed(typed: &str, own: &[String]) -> Option<Wanted> {
        let (query, ignored) = parse_knowing(typed, own);
        if ignored.is_empty() { Wanted::of(&query) } else { None }
    }

    fn of(query: &Query) -> Option<Wanted> {
        let all = |all: &[Query]| all.iter().map(Wanted::of).collect::<Option<Vec<_>>>();
        let fact = |field: &FactField, value: &FactValue| FactFilter::of(field, value).ok().map(Wanted::Fact);
        match query {
            Query::Nothing => Some(Wanted::All(Vec::new())),
            Query::Fact(field, value) => fact(field, value),
            Query::Not(query) => Wanted::of(query).map(|wanted| Wanted::Not(Box::new(wanted))),
            Query::Together(parts) | Query::And(parts) => all(parts).map(Wanted::All),
            Query::Or(parts) => all(parts).map(Wanted::Any),
            _ => None,
        }
    }

    fn fits(&self, facts: &Facts) -> bool {
        match self {
            Wanted::Fact(filter) => filter.fits(facts),
            Wanted::Not(wanted) => !wanted.fits(facts),
            Wanted::All(all) => all.iter().all(|wanted| wanted.fits(facts)),
            Wanted::Any(any) => any.iter().any(|wanted| wanted.fits(facts)),
        }
    }
}

/// What is counted in the lists of an index.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Word(Field, String),
    Pair(u32),
    Character(u16),
}

/// The documents in view.
pub(super) struct Seen {
    /// For each segment a bit for each document.
    segments: Vec<Vec<u64>>,
    /// Documents in view, those that name files too.
    documents: u64,
    /// All roots: paths are read by them.
    roots: Vec<Root>,
    under: Vec<PathBuf>,
    /// The rank of each report among those in view by path, by its number.
    ranks: Vec<u32>,
    counted: Mutex<HashMap<Key, u64>>,
}

impl Seen {
    fn holds(&self, segment: u32, doc: u32) -> bool {
        let word = self.segments.get(segment as usize).and_then(|words| words.get(doc as usize / 64));
        word.is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    /// Returns what was counted before, or counts it.
    fn counted<E>(&self, key: Key, count: impl FnOnce() -> Result<u64, E>) -> Result<u64, E> {
        if let Some(known) = lock(&self.counted).get(&key) {
            return Ok(*known);
        }
        let count = count()?;
        let mut counted = lock(&self.counted);
        if counted.len() >= COUNTS_KEPT {
            counted.clear();
        }
        counted.insert(key, count);
        Ok(count)
    }
}

impl IndexReader {
    /// Returns the index as somebody sees it; `own` are the names of people's own facts.
    ///
    /// # Errors
    /// [`IndexError::Rights`] where the facts that it asks for cannot be read, and when the table of files cannot.
    pub(crate) fn seen_by(mut self, rights: &Rights, own: &[String]) -> Result<IndexReader, IndexError> {
        let wanted =
            Wanted::typed(&rights.only, own).ok_or_else(|| IndexError::Rights(rights.only.clone()))?;
        let all = self.manifest().roots.clone();
        let root = |id: u32| all.iter().find(|root| root.id == id).map(|root| root.path.clone());
        let mut table = self.table()?;
        only_under(&mut table, &rights.under, &root);
        let mut known = facts::settled(&table, &root);
        let fits = |facts: &Option<Facts>| facts.as_ref().is_some_and(|facts| wanted.fits(facts));
        for (row, facts) in table.reports.iter_mut().zip(&mut known).filter(|(_, facts)| !fits(facts)) {
            (*row, *facts) = (None, None);
        }
        forget_files(&mut table);
        let copies = copies::to_bytes(&copies::settled(&table, &known, &root));
        let unread = |what: &str| self.damaged(format!("{what} cannot be read"));
        let copies =
            CopiesFile::open(OwnedBytes::new(copies)).ok_or_else(|| unread("a view of its copies"))?;
        let facts = FactsFile::open(OwnedBytes::new(facts::to_bytes(&known)));
        let facts = facts.ok_or_else(|| unread("a view of its facts"))?;
        let counts = table.counts();
        let (segments, pieces) = self.documents_of(&table).map_err(IndexError::engine("read"))?;
        let seen = Seen {
            segments,
            documents: pieces + counts.places,
            under: rights.under.clone(),
            ranks: table.ranks(&root),
            counted: Mutex::default(),
            roots: all.clone(),
        };
        let roots = visible_roots(&table, &rights.under, &all);
        self.narrow(seen, (facts, copies), counts, roots);
        Ok(self)
    }

    /// The documents of the reports of a table: bits for each segment, and how many are records, passages and texts kept out.
    fn documents_of(&self, table: &FileTable) -> tantivy::Result<(Vec<Vec<u64>>, u64)> {
        let (mut segments, mut count) = (Vec::new(), 0);
        for number in 0..self.segments() {
            let segment = self.segment(number);
            let slots = segment.fast_fields().u64("slot")?;
            let numbers = segment.fast_fields().u64("number")?;
            let mut bits = vec![0u64; (segment.max_doc() as usize).div_ceil(64)];
            let mut is_seen = false;
            for doc in 0..segment.max_doc() {
                let slot = Slot::from_number(slots.first(doc).unwrap_or(0));
                if slot == Slot::Record {
                    let report = numbers.first(doc).and_then(|number| table.reports.get(number as usize));
                    is_seen = report.is_some_and(Option::is_some);
                }
                // Files are told by their paths, where they are read.
                if segment.is_deleted(doc) || !is_seen && slot != Slot::Place {
                    continue;
                }
                bits[doc as usize / 64] |= 1 << (doc % 64);
                count += u64::from(slot != Slot::Place);
            }
            segments.push(bits);
        }
        Ok((segments, count))
    }

    /// Returns whether a document is not there for whoever looks: deleted, or out of view.
    pub(crate) fn is_gone(&self, segment: u32, doc: u32) -> bool {
        match self.seen() {
            Some(seen) => !seen.holds(segment, doc),
            None => self.segment(segment).is_deleted(doc),
        }
    }

    /// Returns whether the file at this path may be named.
    pub(crate) fn names(&self, path: &Path) -> bool {
        self.seen().is_none_or(|seen| is_under(path, &seen.under))
    }

    /// Returns the rank of a report among all by path, by its number; the last for one that is not known.
    pub(crate) fn rank(&self, report: u32) -> u32 {
        match self.seen() {
            Some(seen) => seen.ranks.get(report as usize).copied().unwrap_or(u32::MAX),
            None => self.live().rank(report),
        }
    }

    /// Returns whether some of all that is there is out of view.
    pub(crate) fn is_view(&self) -> bool {
        self.seen().is_some()
    }

    /// Returns all roots, by which paths are read; those in view are in the manifest.
    pub(super) fn all_roots(&self) -> &[Root] {
        self.seen().map_or(&self.manifest().roots, |seen| &seen.roots)
    }

    /// Returns the documents in view that name files, or are records or pieces of reports.
    pub(super) fn documents_in_view(&self) -> Option<u64> {
        self.seen().map(|seen| seen.documents)
    }

    /// Returns how many documents in view hold a word; `None` where all is in view.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn words_in_view(&self, field: Field, word: &str) -> tantivy::Result<Option<u64>> {
        let Some(seen) = self.seen() else { return Ok(None) };
        let count = || {
            let term = Term::from_field_text(field, word);
            let in_segment = |number: u32| {
                let inverted = self.segment(number).inverted_index(field)?;
                self.postings_in_view(number, &inverted, &term)
            };
            (0..self.segments()).map(in_segment).sum()
        };
        seen.counted(Key::Word(field, word.to_owned()), count).map(Some)
    }

    /// Returns how many documents in view of a segment hold a term.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn postings_in_view(
        &self,
        segment: u32,
        inverted: &Arc<InvertedIndexReader>,
        term: &Term,
    ) -> tantivy::Result<u64> {
        let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
            return Ok(0);
        };
        let mut count = 0;
        while postings.doc() != TERMINATED {
            count += u64::from(!self.is_gone(segment, postings.doc()));
            postings.advance();
        }
        Ok(count)
    }

    /// Returns how many documents in view hold a pair of characters; `None` where all is in view.
    pub(super) fn pairs_in_view(&self, key: u32) -> Option<u64> {
        let count = |number: u32| {
            let docs = self.grams(number).postings(key).documents();
            docs.filter(|doc| !self.is_gone(number, *doc)).count() as u64
        };
        self.in_view(Key::Pair(key), &count)
    }

    /// Returns how many documents in view hold a character; `None` where all is in view.
    pub(super) fn characters_in_view(&self, code: u16) -> Option<u64> {
        let count = |number: u32| {
            let docs = self.grams(number).character_documents(code, u32::MAX);
            docs.into_iter().filter(|doc| !self.is_gone(number, *doc)).count() as u64
        };
        self.in_view(Key::Character(code), &count)
    }

    fn in_view(&self, key: Key, count: &dyn Fn(u32) -> u64) -> Option<u64> {
        let sum = || Ok::<_, std::convert::Infallible>((0..self.segments()).map(count).sum());
        self.seen()?.counted(key, sum).ok()
    }
}

fn is_under(path: &Path, under: &[PathBuf]) -> bool {
    under.is_empty() || under.iter().any(|folder| path.starts_with(folder))
}

/// Leaves the files below some folders, and the reports that they hold.
fn only_under(table: &mut FileTable, under: &[PathBuf], roots: &dyn Fn(u32) -> Option<PathBuf>) {
    if under.is_empty() {
        return;
    }
    let mut folders = Vec::new();
    for (path, folder) in table.in_order(roots) {
        let is_seen = |name: &[u8]| is_under(&named(&path, name), under);
        let files = folder.files.iter().filter(|file| is_seen(&file.name)).cloned().collect();
        folders.push(Arc::new(FolderRow { files, ..folder.clone() }));
    }
    table.folders = folders;
    let mut names: HashSet<(u32, &[u8])> = HashSet::new();
    let mut held = vec![false; table.reports.len()];
    for file in table.folders.iter().flat_map(|folder| &folder.files) {
        for number in file.outcome.reports() {
            names.insert((*number, &file.name));
            if let Some(held) = held.get_mut(*number as usize) {
                *held = true;
            }
        }
    }
    for (number, row) in (0..).zip(&mut table.reports) {
        // A report that is called by the name of a file out of view would tell that name.
        let is_told = |name: &Vec<u8>| names.contains(&(number, name.as_slice()));
        let stays = |made: &super::Made| made.named.as_ref().is_none_or(is_told);
        let is_kept = held[number as usize] && row.as_ref().is_some_and(|row| stays(&row.made));
        if !is_kept {
            *row = None;
        }
    }
}

/// Leaves of files the reports that are left.
fn forget_files(table: &mut FileTable) {
    let FileTable { folders, reports, .. } = table;
    let is_left = |number: &u32| reports.get(*number as usize).is_some_and(Option::is_some);
    for folder in folders {
        for file in &mut Arc::make_mut(folder).files {
            if let FileOutcome::Taken { reports, .. } | FileOutcome::Waiting { reports, .. } =
                &mut file.outcome
            {
                reports.retain(is_left);
            }
        }
    }
}

/// The roots that hold what is left, no further up than may be seen.
fn visible_roots(table: &FileTable, under: &[PathBuf], all: &[Root]) -> Vec<Root> {
    let holds = |folder: &Arc<FolderRow>| folder.files.iter().any(|file| !file.outcome.reports().is_empty());
    let held: HashSet<u32> =
        table.folders.iter().filter(|folder| holds(folder)).map(|folder| folder.root).collect();
    let mut roots = Vec::new();
    for root in all.iter().filter(|root| held.contains(&root.id)) {
        match is_under(&root.path, under) {
            true => roots.push(root.clone()),
            false => {
                let below = under.iter().filter(|folder| folder.starts_with(&root.path));
                roots.extend(below.map(|folder| Root { path: folder.clone(), ..root.clone() }));
            }
        }
    }
    roots
}
