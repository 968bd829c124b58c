//! Passages as a search sees them: loaded once, folded once, with their neighbours.

mod bound;
mod extent;
mod facts;
mod titles;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::columnar::Column;
use tantivy::directory::OwnedBytes;

use crate::index::{
    FactFilter, Glance, IndexReader, PieceMeta, PlaceMeta, RecordMeta, Slot, Stored, TextReader, path_order,
};
use crate::report::{Date, Facts};

use crate::search::archive::piece::Piece;
use crate::search::archive::{PassageId, PassageRange, Position, ReportId, today};
use crate::search::kept::Kept;
use crate::search::{SearchError, patience};

/// A document of the index: its segment and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::search) struct DocRef {
    /// Number of the segment.
    pub(in crate::search) segment: u32,
    /// Number of the document in it.
    pub(in crate::search) doc: u32,
}

impl DocRef {
    /// Returns the document `steps` further on in the same segment.
    pub(in crate::search) fn plus(self, steps: u32) -> DocRef {
        DocRef { doc: self.doc + steps, ..self }
    }
}

/// Reads pieces, records and places of one opened index.
pub(in crate::search) struct Pieces<'a> {
    reader: &'a IndexReader,
    segments: Vec<Segment>,
    loaded: RefCell<Kept<DocRef, Piece>>,
    places: RefCell<FxHashMap<DocRef, Rc<Vec<PlaceMeta>>>>,
    /// Which reports fit what was asked of a fact, by their numbers.
    fitting: RefCell<FxHashMap<FactFilter, Rc<Vec<bool>>>>,
    /// The day of today, by which what ends later is still in force.
    today: Date,
    /// The record whose rank was asked for last: passages come report by report.
    last_rank: Cell<Option<(DocRef, u32)>>,
    /// The record that was read last, for the same reason.
    last_record: RefCell<Option<(DocRef, Rc<RecordMeta>)>>,
}

struct Segment {
    slots: Column<u64>,
    ordinals: Column<u64>,
    numbers: Column<u64>,
    texts: RefCell<TextReader<OwnedBytes>>,
    documents: u32,
}

impl<'a> Pieces<'a> {
    /// Opens the columns and stores of all segments.
    pub(in crate::search) fn open(reader: &'a IndexReader) -> Result<Self, SearchError> {
        let open = |segment: u32| -> tantivy::Result<Segment> {
            let engine = reader.segment(segment);
            Ok(Segment {
                slots: engine.fast_fields().u64("slot")?,
                ordinals: engine.fast_fields().u64("ordinal")?,
                numbers: engine.fast_fields().u64("number")?,
                texts: RefCell::new(reader.texts(segment).reader()?),
                documents: engine.max_doc(),
            })
        };
        let segments = (0..reader.segments()).map(open).collect::<tantivy::Result<_>>();
        let segments = segments.map_err(SearchError::engine)?;
        Ok(Pieces {
            reader,
            segments,
            loaded: RefCell::default(),
            places: RefCell::default(),
            fitting: RefCell::default(),
            today: today(),
            last_rank: Cell::default(),
            last_record: RefCell::default(),
        })
    }

    /// Returns a document as whoever asks in front of the seam knows it.
    pub(in crate::search) fn id(&self, at: DocRef) -> PassageId {
        let record = self.record_of(at);
        // Whoever holds this number asks this opened index only, so that numbers of documents may be in it.
        let report = ReportId(u64::from(record.segment) << 32 | u64::from(record.doc));
        PassageId { report, ordinal: at.doc - record.doc }
    }

    /// Returns the document of a passage.
    pub(in crate::search) fn at(&self, id: PassageId) -> DocRef {
        self.record_at(id.report).plus(id.ordinal)
    }

    /// Returns the document of a report's record.
    pub(in crate::search) fn record_at(&self, report: ReportId) -> DocRef {
        DocRef { segment: (report.0 >> 32) as u32, doc: report.0 as u32 }
    }

    /// Returns passages from one document to before another of the same report.
    pub(in crate::search) fn range(&self, (first, end): (DocRef, DocRef)) -> PassageRange {
        PassageRange { first: self.id(first), len: end.doc - first.doc }
    }

    /// Returns the opened index.
    pub(in crate::search) fn reader(&self) -> &'a IndexReader {
        self.reader
    }

    /// Returns the day on which this search began.
    pub(in crate::search) fn today(&self) -> Date {
        self.today
    }

    /// Returns what a document is.
    pub(in crate::search) fn slot(&self, at: DocRef) -> Slot {
        Slot::from_number(self.segments[at.segment as usize].slots.first(at.doc).unwrap_or(0))
    }

    /// Returns whether a document is searched: a living passage, or, with `all`, a living text that a remark keeps out.
    pub(in crate::search) fn is_searched(&self, at: DocRef, all: bool) -> bool {
        let kind = match self.slot(at) {
            Slot::Passage(_) => true,
            Slot::Remark => all,
            Slot::Place | Slot::Record => false,
        };
        kind && !self.reader.is_gone(at.segment, at.doc)
    }

    /// Returns the record of the report that a passage or remark belongs to.
    pub(in crate::search) fn record_of(&self, at: DocRef) -> DocRef {
        let ordinal = self.segments[at.segment as usize].ordinals.first(at.doc).unwrap_or(0);
        DocRef { doc: at.doc.saturating_sub(ordinal as u32), ..at }
    }

    /// Returns where a passage stands among all: by the path of its report, then by position. Unlike the number of a
    /// document, this does not depend on how the index came to be.
    pub(in crate::search) fn position_of(&self, at: DocRef) -> Position {
        let record = self.record_of(at);
        let rank = match self.last_rank.get() {
            Some((known, rank)) if known == record => rank,
            _ => {
                // The number of a report stays when it moves to another segment, the number of its record
                // does not.
                let number = self.segments[at.segment as usize].numbers.first(record.doc);
                let rank = number.map_or(u32::MAX, |number| self.reader.rank(number as u32));
                self.last_rank.set(Some((record, rank)));
                rank
            }
        };
        Position(u64::from(rank), at.doc - record.doc)
    }

    /// Returns the number of the report with this record; `None` where the index does not tell.
    pub(in crate::search) fn number_of(&self, record: DocRef) -> Option<u32> {
        let number = self.segments[record.segment as usize].numbers.first(record.doc)?;
        u32::try_from(number).ok()
    }

    /// Returns what is known about the report with this record.
    pub(in crate::search) fn facts_of(&self, record: DocRef) -> Option<Facts> {
        self.reader.facts().facts(self.number_of(record)?)
    }

    /// Sorts passages by where they stand among all.
    pub(in crate::search) fn sort(&self, docs: &mut [DocRef]) {
        docs.sort_by_cached_key(|at| self.position_of(*at));
    }

    /// Keeps the first `most` passages by where they stand among all, sorted.
    pub(in crate::search) fn cut(&self, docs: &mut Vec<DocRef>, most: usize) {
        if docs.len() > most {
            let mut keyed: Vec<(Position, DocRef)> =
                docs.iter().map(|at| (self.position_of(*at), *at)).collect();
            // Only the first are sorted: the list may be that of the whole index.
            if most > 0 {
                keyed.select_nth_unstable(most - 1);
            }
            keyed.truncate(most);
            docs.clear();
            docs.extend(keyed.into_iter().map(|(_, at)| at));
        }
        self.sort(docs);
    }

    /// Returns whether a passage is the first of its report: it follows the record.
    pub(in crate::search) fn is_first(&self, at: DocRef) -> bool {
        at.doc == self.record_of(at).doc + 1
    }

    /// Returns whether a document is a passage.
    pub(in crate::search) fn is_passage(&self, at: DocRef) -> bool {
        matches!(self.slot(at), Slot::Passage(_))
    }

    /// Returns all pieces of the index, segment by segment in the order of their documents.
    pub(in crate::search) fn all(&self) -> impl Iterator<Item = DocRef> + '_ {
        let documents = |(number, segment): (usize, &Segment)| {
            let segment_number = number as u32;
            (0..segment.documents).map(move |doc| DocRef { segment: segment_number, doc })
        };
        self.segments
            .iter()
            .enumerate()
            .flat_map(documents)
            .filter(|at| matches!(self.slot(*at), Slot::Passage(_) | Slot::Remark))
            .filter(|at| !self.reader.is_gone(at.segment, at.doc))
    }

    /// Loads a passage or a remark's text; kept as long as there is room.
    pub(in crate::search) fn load(&self, at: DocRef) -> Result<Rc<Piece>, SearchError> {
        if let Some(piece) = self.loaded.borrow().get(&at) {
            return Ok(piece);
        }
        let piece = self.load_fresh(at)?;
        let bytes = piece.held_bytes();
        Ok(self.loaded.borrow_mut().keep(at, piece, bytes))
    }

    /// Loads a piece without keeping it, for walks over the whole index.
    pub(in crate::search) fn load_fresh(&self, at: DocRef) -> Result<Piece, SearchError> {
        patience::check()?;
        let stored = self.segments[at.segment as usize].texts.borrow_mut().glance(at.doc);
        let stored = stored.ok_or_else(|| self.damaged("a passage has no text that can be read"))?;
        // Every piece has the title of its report at least.
        if stored.path.is_empty() {
            return Err(self.damaged("a passage does not fit its description"));
        }
        let Glance { folded, path, heading_bytes, continues, text } = stored;
        Ok(Piece::new(folded, path, heading_bytes, continues, Box::new(move || text.decoded())))
    }

    /// Reads all that is stored of a piece: what it says of itself, with where it stands, and its text.
    pub(in crate::search) fn stored_piece(&self, at: DocRef) -> Result<(PieceMeta, String), SearchError> {
        match self.stored(at)? {
            Stored::Piece(meta, text)
                if text.is_char_boundary(meta.heading_bytes) && !meta.path.is_empty() =>
            {
                Ok((meta, text))
            }
            Stored::Piece(..) => Err(self.damaged("a passage does not fit its description")),
            Stored::Description(_) | Stored::Nothing => Err(self.damaged("a passage has no text")),
        }
    }

    /// Loads the record of a report.
    pub(in crate::search) fn record_meta(&self, at: DocRef) -> Result<Rc<RecordMeta>, SearchError> {
        if let Some((_, record)) = self.last_record.borrow().as_ref().filter(|(known, _)| *known == at) {
            return Ok(Rc::clone(record));
        }
        let record = Rc::new(self.meta(at)?);
        self.last_record.replace(Some((at, Rc::clone(&record))));
        Ok(record)
    }

    /// Loads the files that hold the report with this record, ordered by path; the first is the one
    /// whose bytes and lines the passages count.
    pub(in crate::search) fn places_of(&self, record: DocRef) -> Result<Rc<Vec<PlaceMeta>>, SearchError> {
        if let Some(places) = self.places.borrow().get(&record) {
            return Ok(Rc::clone(places));
        }
        let term = Term::from_field_text(self.reader.fields().place_of, &self.record_meta(record)?.key);
        let mut places = Vec::new();
        for segment in 0..self.reader.segments() {
            for doc in self.documents_with(segment, &term)? {
                let place = self.meta::<PlaceMeta>(DocRef { segment, doc })?;
                // The list that leads here has no checksum of its own.
                if !place.is_of(&self.record_meta(record)?.key) {
                    return Err(self.damaged("a file does not hold the report that it stands with"));
                }
                let path = self.reader.path_of(&place);
                if self.reader.names(&path) {
                    places.push(PlaceMeta { path, ..place });
                }
            }
        }
        places.sort_by(|a, b| path_order(&a.path, &b.path).then(a.nth.cmp(&b.nth)));
        if places.is_empty() {
            return Err(self.damaged("a report has no file"));
        }
        Ok(Rc::clone(self.places.borrow_mut().entry(record).or_insert(Rc::new(places))))
    }

    /// Returns the living records whose titles have all of these pairs (`analysis::name_pairs`).
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn records_with(&self, pairs: &[&str]) -> Result<Vec<DocRef>, SearchError> {
        let mut records = Vec::new();
        for segment in 0..self.reader.segments() {
            let mut held: Option<Vec<u32>> = None;
            for pair in pairs {
                let term = Term::from_field_text(self.reader.fields().title, pair);
                let mut docs = self.documents_with(segment, &term)?;
                if let Some(held) = held {
                    // Both lists are ascending.
                    docs.retain(|doc| held.binary_search(doc).is_ok());
                }
                held = Some(docs);
            }
            records.extend(held.into_iter().flatten().map(|doc| DocRef { segment, doc }));
        }
        Ok(records)
    }

    /// Returns the living documents of a segment that hold a term, ascending.
    pub(in crate::search) fn documents_with(
        &self,
        segment: u32,
        term: &Term,
    ) -> Result<Vec<u32>, SearchError> {
        let read = || -> tantivy::Result<Vec<u32>> {
            let engine = self.reader.segment(segment);
            let inverted = engine.inverted_index(term.field())?;
            let Some(mut postings) =
                inverted.read_postings(term, tantivy::schema::IndexRecordOption::Basic)?
            else {
                return Ok(Vec::new());
            };
            let mut documents = Vec::new();
            let mut doc = tantivy::DocSet::doc(&postings);
            while doc != tantivy::TERMINATED {
                if !self.reader.is_gone(segment, doc) {
                    documents.push(doc);
                }
                doc = tantivy::DocSet::advance(&mut postings);
            }
            Ok(documents)
        };
        read().map_err(SearchError::engine)
    }

    /// Returns how many passages hold a word, their headings apart.
    pub(in crate::search) fn word_count(&self, word: &str) -> Result<u64, SearchError> {
        self.reader.word_count(self.reader.fields().body, word).map_err(SearchError::engine)
    }

    fn stored(&self, at: DocRef) -> Result<Stored, SearchError> {
        let mut texts = self.segments[at.segment as usize].texts.borrow_mut();
        texts.get(at.doc).ok_or_else(|| self.damaged("what is stored with a document cannot be read"))
    }

    fn meta<T: serde::de::DeserializeOwned>(&self, at: DocRef) -> Result<T, SearchError> {
        let Stored::Description(json) = self.stored(at)? else {
            return Err(self.damaged("a record has no description"));
        };
        serde_json::from_str(&json).map_err(|_| self.damaged("a description cannot be read"))
    }

    fn damaged(&self, what: &str) -> SearchError {
        SearchError::damaged(self.reader.index(), what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Fixture;

    #[test]
    fn documents_have_names_in_front_of_the_seam_and_sections() {
        let fixture = Fixture::of(&[
            ("b.txt", "标题乙\n一、节\n正文。"),
            ("a.txt", "标题甲\n一、甲节\n正文甲。\n二、乙节\n正文乙。"),
        ]);
        fixture.with_run("正文", |_, pieces| {
            let mut all: Vec<DocRef> = pieces.all().collect();
            assert!(all.iter().all(|at| pieces.at(pieces.id(*at)) == *at));
            pieces.sort(&mut all);
            let texts: Vec<String> =
                all.iter().map(|at| pieces.load(*at).expect("one").text().to_owned()).collect();
            assert_eq!(texts.concat(), "标题甲一、甲节\n正文甲。二、乙节\n正文乙。标题乙一、节\n正文。");
            for at in &all {
                let (first, end) = pieces.section_of(*at);
                assert!((first..end).contains(at) && end.doc - first.doc == 1);
            }
            let (first, end) = pieces.report_passages(all[0]);
            assert_eq!((end.doc - first.doc) as usize, 3);
            let mut two = all.clone();
            pieces.cut(&mut two, 2);
            assert_eq!(two, all[..2]);
        });
    }
}
