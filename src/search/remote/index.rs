//! What one search has read of an index in an engine: texts come in batches.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use crate::analysis::{self, Dictionary, Segmenter};
use crate::engine::{Answer, DocumentHit};
use crate::index::{Kin, PlaceMeta, RecordMeta};
use crate::language::tr;
use crate::report::{Date, Facts};
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Name, PassageId, ReportId, today};

use super::documents::{PassageRead, ReportRead, StoredPiece, StoredReport, id_of, parts_of};
use super::opened::RemoteIndex;
pub(super) use super::opened::damaged;

/// Texts that are read in one request, at the most.
const BATCH: usize = 1_000;
/// Passages of a list that are read together when one of them is asked for.
const AHEAD: usize = 100;

/// What one search has read of an index in an engine.
pub(in crate::search) struct Remote<'a> {
    /// The index.
    pub(super) index: &'a RemoteIndex,
    /// What cuts texts as they were cut for the engine.
    pub(super) segmenter: Segmenter,
    held: RefCell<FxHashMap<PassageId, Rc<Held>>>,
    /// What the documents of reports are named by.
    keys: RefCell<FxHashMap<ReportId, Rc<str>>>,
    reports: RefCell<FxHashMap<ReportId, Rc<HeldReport>>>,
    names: RefCell<FxHashMap<String, Arc<Name>>>,
    /// What will probably be asked for one after another, and where each stands there.
    ahead: RefCell<(Vec<PassageId>, FxHashMap<PassageId, usize>)>,
    /// All reports, once they were asked for.
    pub(super) listed: RefCell<Option<Vec<ReportId>>>,
    pub(super) counted: RefCell<FxHashMap<String, u64>>,
    /// Answers to searches that are asked soon, by the search.
    pub(super) foreseen: RefCell<FxHashMap<String, Answer<IgnoredAny>>>,
    pub(super) lacks: RefCell<BTreeSet<String>>,
    trouble: RefCell<Option<SearchError>>,
    /// The day on which this search began.
    pub(super) today: Date,
}

/// A passage that was read.
pub(super) struct Held {
    pub(super) is_kept: bool,
    pub(super) stored: StoredPiece,
    pub(super) piece: OnceCell<Rc<Piece>>,
    cut: OnceCell<Cut>,
}

/// The words of a passage.
#[derive(Default)]
pub(super) struct Cut {
    /// How often each stands in the text without its heading, or in a text kept out.
    pub(super) body: FxHashMap<String, u16>,
    /// How many there are.
    pub(super) body_len: u32,
    /// The same of the heading.
    pub(super) heading: FxHashMap<String, u16>,
    pub(super) heading_len: u32,
}

/// A report that was read.
pub(super) struct HeldReport {
    pub(super) record: Rc<RecordMeta>,
    pub(super) places: Rc<Vec<PlaceMeta>>,
    pub(super) facts: Option<Facts>,
    /// What it has to do with others, on any day.
    pub(super) kin: Kin,
}

impl Held {
    /// Returns its words.
    pub(super) fn words(&self, segmenter: &Segmenter) -> &Cut {
        self.cut.get_or_init(|| {
            let mut cut = Cut::default();
            let (heading, body) = self.stored.heading_and_body();
            for (text, words, len) in
                [(body, &mut cut.body, &mut cut.body_len), (heading, &mut cut.heading, &mut cut.heading_len)]
            {
                segmenter.words(text, |word| {
                    *len += 1;
                    match words.get_mut(word) {
                        Some(count) => *count = count.saturating_add(1),
                        None => drop(words.insert(word.to_owned(), 1)),
                    }
                });
            }
            cut
        })
    }
}

impl<'a> Remote<'a> {
    /// Nothing read yet.
    pub(in crate::search) fn new(index: &'a RemoteIndex, dictionary: &Dictionary) -> Remote<'a> {
        let mut lacks = BTreeSet::new();
        if index.state.under_way {
            lacks.insert(tr!("push-under-way", name = index.engine.name()));
        }
        if index.unjoined {
            lacks.insert(tr!("push-unjoined", name = index.engine.name()));
        }
        Remote {
            index,
            segmenter: Segmenter::full(dictionary),
            held: RefCell::default(),
            keys: RefCell::default(),
            reports: RefCell::default(),
            names: RefCell::default(),
            ahead: RefCell::default(),
            listed: RefCell::default(),
            counted: RefCell::default(),
            foreseen: RefCell::default(),
            lacks: RefCell::new(lacks),
            trouble: RefCell::default(),
            today: today(),
        }
    }

    /// Keeps an error that the call could not give back.
    pub(super) fn trouble(&self, error: SearchError) {
        self.trouble.borrow_mut().get_or_insert(error);
    }

    /// Returns the first error that a call could not give back.
    ///
    /// # Errors
    /// That one.
    pub(in crate::search) fn finished(&self) -> Result<(), SearchError> {
        self.trouble.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Learns which passage a document is, by its name and the number of its report.
    pub(super) fn met(&self, id: &str, rank: u64) -> Result<PassageId, SearchError> {
        let (key, ordinal) = parts_of(id).ok_or_else(|| damaged(format!("a passage is named {id}")))?;
        Ok(PassageId { report: self.met_report(key, rank), ordinal })
    }

    /// Learns what the documents of a report are named by.
    pub(super) fn met_report(&self, key: &str, rank: u64) -> ReportId {
        let report = ReportId(rank);
        self.keys.borrow_mut().entry(report).or_insert_with(|| key.into());
        report
    }

    /// Keeps a passage that came with an answer.
    pub(super) fn keep(&self, id: &str, read: PassageRead) -> Result<PassageId, SearchError> {
        let at = self.met(id, read.rank)?;
        if at.ordinal != read.ordinal || read.piece.path.is_empty() {
            return Err(damaged(format!("the passage {id} does not fit its description")).into());
        }
        let PassageRead { is_kept, piece, .. } = read;
        self.held.borrow_mut().entry(at).or_insert_with(|| {
            Rc::new(Held { is_kept, stored: piece, piece: OnceCell::new(), cut: OnceCell::new() })
        });
        Ok(at)
    }

    /// Remembers what will probably be asked for one after another.
    pub(super) fn expect(&self, passages: impl Iterator<Item = PassageId>) {
        let all: Vec<PassageId> = passages.collect();
        let places = all.iter().copied().zip(0..).collect();
        self.ahead.replace((all, places));
    }

    /// Reads those of some passages that were not read yet, and with them what is asked for after them: the next ones of those
    /// that go on there, and their reports.
    pub(super) fn load_around(&self, passages: &[PassageId]) -> Result<(), SearchError> {
        /// More reports than this are read as they are shown.
        const REPORTS: usize = 200;
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Read {
            Passage(Box<PassageRead>),
            Report(Box<ReportRead>),
        }
        let (mut lacking, mut reports) = (Vec::new(), Vec::new());
        for id in passages {
            match self.held.borrow().get(id) {
                None => lacking.push(*id),
                Some(held) if held.stored.continues && !self.held.borrow().contains_key(&id.plus(1)) => {
                    lacking.push(id.plus(1));
                }
                Some(_) => {}
            }
            reports.push(id.report);
        }
        lacking.sort_unstable();
        lacking.dedup();
        reports.sort_unstable();
        reports.dedup();
        reports.retain(|report| !self.reports.borrow().contains_key(report));
        if reports.len() > REPORTS {
            reports.clear();
        }
        let mut wanted = Vec::with_capacity(lacking.len() + reports.len());
        for id in lacking {
            wanted.push(json!({"_index": self.index.layout.passages, "_id": self.document(id)?}));
        }
        for report in reports {
            let name = self.keys.borrow().get(&report).map(Rc::clone);
            let name = name.ok_or_else(|| damaged("a report is not known".to_owned()))?;
            wanted.push(json!({"_index": self.index.layout.reports, "_id": &*name}));
        }
        for batch in wanted.chunks(BATCH) {
            for (name, read) in self.documents("document", "", &json!({"docs": batch}))? {
                match read {
                    Read::Passage(read) => drop(self.keep(&name, *read)?),
                    Read::Report(read) => drop(self.keep_report(&name, *read)?),
                }
            }
        }
        Ok(())
    }

    /// Reads those of some passages that were not read yet.
    pub(super) fn load(&self, passages: &[PassageId]) -> Result<(), SearchError> {
        let mut lacking: Vec<PassageId> = passages.to_vec();
        lacking.retain(|id| !self.held.borrow().contains_key(id));
        for batch in lacking.chunks(BATCH) {
            let ids = batch.iter().map(|id| self.document(*id)).collect::<Result<Vec<_>, _>>()?;
            for (name, read) in
                self.documents("passage", &self.index.layout.passages, &json!({"ids": ids}))?
            {
                self.keep(&name, read)?;
            }
        }
        Ok(())
    }

    /// Reads documents by their names, of an index or, where that is empty, of those that each names; `what` they are.
    fn documents<S: DeserializeOwned>(
        &self,
        what: &str,
        index: &str,
        wanted: &Value,
    ) -> Result<Vec<(String, S)>, SearchError> {
        #[derive(Deserialize)]
        struct Documents<S> {
            docs: Vec<DocumentHit<S>>,
        }
        let begin = if index.is_empty() { String::new() } else { format!("/{index}") };
        let path = format!("{begin}/_mget?realtime=false");
        let Documents { docs } = self.index.engine.ask("POST", &path, wanted)?;
        let read = |document: DocumentHit<S>| {
            let DocumentHit { id, source, .. } = document;
            let source = source.ok_or_else(|| damaged(format!("the {what} {id} is missing")))?;
            Ok((id, source))
        };
        docs.into_iter().map(read).collect()
    }

    /// Returns the name of the document of a passage.
    pub(super) fn document(&self, id: PassageId) -> Result<String, SearchError> {
        let keys = self.keys.borrow();
        let key = keys.get(&id.report).ok_or_else(|| damaged("a report is not known".to_owned()))?;
        Ok(id_of(key, id.ordinal))
    }

    /// Returns a passage; with it comes what will probably be asked for next.
    pub(super) fn held(&self, id: PassageId) -> Result<Rc<Held>, SearchError> {
        if let Some(held) = self.held.borrow().get(&id) {
            return Ok(Rc::clone(held));
        }
        let next: Vec<PassageId> = {
            let ahead = self.ahead.borrow();
            let from = ahead.1.get(&id).copied();
            from.map_or_else(|| vec![id], |from| ahead.0.iter().skip(from).take(AHEAD).copied().collect())
        };
        self.load(&next)?;
        let held = self.held.borrow().get(&id).map(Rc::clone);
        held.ok_or_else(|| damaged("the engine gave another passage than was asked for".to_owned()).into())
    }

    /// Returns what a passage tells of what it belongs to; where it cannot be read, that is told when the search ends.
    pub(super) fn known(
        &self,
        id: PassageId,
        tell: impl FnOnce(&Held) -> crate::search::archive::PassageRange,
    ) -> crate::search::archive::PassageRange {
        match self.held(id) {
            Ok(held) => tell(&held),
            Err(error) => {
                self.trouble(error);
                crate::search::archive::PassageRange { first: id, len: 1 }
            }
        }
    }

    /// Makes a passage as scoring sees it.
    pub(super) fn made(&self, held: &Held) -> Piece {
        let mut names = self.names.borrow_mut();
        let mut name = |text: &String| {
            let new = || Arc::new(Name { text: text.clone(), folded: analysis::fold_text(text) });
            Arc::clone(names.entry(text.clone()).or_insert_with(new))
        };
        let StoredPiece { path, heading, continues, text, .. } = &held.stored;
        let path = path.iter().map(&mut name).collect();
        let (folded, text) = (analysis::fold_text(text), text.clone());
        Piece::new(folded, path, *heading, *continues, Box::new(|| text))
    }

    /// Returns a report; with it come others whose passages were read, since they will be asked for.
    pub(super) fn report_of(&self, report: ReportId) -> Result<Rc<HeldReport>, SearchError> {
        if let Some(held) = self.reports.borrow().get(&report) {
            return Ok(Rc::clone(held));
        }
        self.load_reports(&[report])?;
        let held = self.reports.borrow().get(&report).map(Rc::clone);
        held.ok_or_else(|| damaged("the engine gave another report than was asked for".to_owned()).into())
    }

    /// Reads those of some reports that were not read yet.
    pub(super) fn load_reports(&self, reports: &[ReportId]) -> Result<(), SearchError> {
        let mut lacking = Vec::new();
        let is_unknown = |report: &&ReportId| !self.keys.borrow().contains_key(report);
        let unknown: Vec<u64> = reports.iter().filter(is_unknown).map(|report| report.0).collect();
        if !unknown.is_empty() {
            // Named by an answer of before: by their numbers they are found again.
            self.reports_that(&json!({"terms": {"rank": unknown}}))?;
        }
        for report in reports.iter().filter(|report| !self.reports.borrow().contains_key(report)) {
            let key = self.keys.borrow().get(report).map(Rc::clone);
            lacking.push(key.ok_or_else(|| damaged("a report is not known".to_owned()))?);
        }
        lacking.sort_unstable();
        lacking.dedup();
        for batch in lacking.chunks(BATCH) {
            let ids: Vec<&str> = batch.iter().map(|key| &**key).collect();
            for (name, read) in self.documents("report", &self.index.layout.reports, &json!({"ids": ids}))? {
                self.keep_report(&name, read)?;
            }
        }
        Ok(())
    }

    /// Keeps a report that came with an answer.
    pub(super) fn keep_report(&self, name: &str, read: ReportRead) -> Result<ReportId, SearchError> {
        let report = ReportId(read.rank);
        let gone = || damaged("a report has no description".to_owned());
        let StoredReport { record, places, facts, kin } = read.report.ok_or_else(gone)?;
        if places.is_empty() {
            return Err(damaged("a report has no file".to_owned()).into());
        }
        self.keys.borrow_mut().entry(report).or_insert_with(|| name.into());
        let held = HeldReport { record: Rc::new(record), places: Rc::new(places), facts, kin };
        self.reports.borrow_mut().insert(report, Rc::new(held));
        Ok(report)
    }

    /// Returns the passages among some that stand beside, or are, one of others.
    pub(super) fn beside(of: &FxHashSet<PassageId>) -> FxHashSet<PassageId> {
        let beside = |id: &PassageId| {
            let before = id.ordinal.checked_sub(1).filter(|before| *before > 0);
            before.map(|ordinal| PassageId { ordinal, ..*id }).into_iter().chain([*id, id.plus(1)])
        };
        of.iter().flat_map(beside).collect()
    }
}
