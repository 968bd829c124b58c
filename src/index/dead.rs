//! Documents to be deleted: found by their terms, counted while their texts are still at hand, and named to the
//! engine one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, Term};
use tantivy::{DocSet, TERMINATED};

use crate::analysis::{self, Segmenter};
use crate::fault::beside;

use super::citations::cited_terms;
use super::fields::Slot;
use super::live::{Counted, DeadCounts, SegmentKey, segment_key};
use super::prepare::grams_over_the_cut;
use super::record::{PieceMeta, PlaceMeta, RecordMeta};
use super::texts::{Stored, TextReader};
use super::{Hash, IndexError, IndexReader};

/// Documents that are worth a thread of their own when they are counted.
const DOCS_PER_THREAD: usize = 256;

/// Documents of the segments of one opened index that are to be deleted.
#[derive(Clone, Debug, Default)]
pub(super) struct DeadDocs(BTreeMap<SegmentId, BTreeSet<DocId>>);

impl DeadDocs {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// Marks the records of reports with all that follows them, but none of their places.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn mark_reports(&mut self, reader: &IndexReader, keys: &[Hash]) -> Result<(), IndexError> {
        let (mut found, mut sound) = (0, true);
        self.mark(reader, reader.fields().report, keys, |pieces, key, record, dead| {
            let held: Vec<DocId> = pieces.pieces_of(record).collect();
            // The list that leads here has no checksum of its own: the record must be the one asked for,
            // and as many passages must follow as it says.
            let passages = held.iter().filter(|doc| matches!(pieces.slot(**doc), Slot::Passage(_))).count();
            let meta = pieces.description(record).and_then(|json| serde_json::from_str(&json).ok());
            let is_it = |meta: RecordMeta| meta.key == super::record::hex(key) && meta.passages == passages;
            sound &= meta.is_some_and(is_it);
            found += 1;
            dead.insert(record);
            dead.extend(held);
        })?;
        // What is left undeleted, or deleted in error, no later run would see.
        match sound && found == keys.len() {
            true => Ok(()),
            false => Err(reader.damaged("reports are not where its lists name them".to_owned())),
        }
    }

    /// Marks the places of reports that `gone` names, asked with the key of the report.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn mark_places(
        &mut self,
        reader: &IndexReader,
        keys: &[Hash],
        gone: &dyn Fn(&Hash, &PlaceMeta) -> bool,
    ) -> Result<(), IndexError> {
        let mut sound = true;
        self.mark(reader, reader.fields().place_of, keys, |pieces, key, doc, dead| {
            let place = pieces.description(doc).and_then(|place| serde_json::from_str(&place).ok());
            // A place of another report here means that the list is damaged.
            let place = place.filter(|place: &PlaceMeta| place.is_of(&super::record::hex(key)));
            sound &= place.is_some();
            if place.is_some_and(|place| gone(key, &place)) {
                dead.insert(doc);
            }
        })?;
        match sound {
            true => Ok(()),
            false => Err(reader.damaged("files are not where its lists name them".to_owned())),
        }
    }

    /// Calls `each` with the living documents that hold a key in a field, and the set that the marked ones go into.
    fn mark(
        &mut self,
        reader: &IndexReader,
        field: Field,
        keys: &[Hash],
        mut each: impl FnMut(&mut PieceReader, &Hash, DocId, &mut BTreeSet<DocId>),
    ) -> Result<(), IndexError> {
        let mut walk = || -> tantivy::Result<()> {
            for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
                let inverted = segment.inverted_index(field)?;
                let dead = self.0.entry(segment.segment_id()).or_default();
                // Texts are opened only in a segment where one of the keys stands.
                let mut pieces = None;
                for key in keys {
                    let term = Term::from_field_text(field, &super::record::hex(key));
                    let Some(mut docs) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
                        continue;
                    };
                    let pieces = match &mut pieces {
                        Some(pieces) => pieces,
                        None => pieces.insert(PieceReader::open(reader, number)?),
                    };
                    while docs.doc() != TERMINATED {
                        if !segment.is_deleted(docs.doc()) {
                            each(pieces, key, docs.doc(), dead);
                        }
                        docs.advance();
                    }
                }
            }
            // `entry` made a set for each segment walked; an empty one would hide that nothing is to be
            // deleted.
            self.0.retain(|_, docs| !docs.is_empty());
            Ok(())
        };
        walk().map_err(IndexError::engine("read"))
    }

    /// Adds what the marked documents hold to the counts of their segments, by `threads` threads at most.
    ///
    /// `segmenter` gives the segmenter that they were indexed with, for a text.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn count(
        &self,
        reader: &IndexReader,
        segmenter: &(dyn Fn(&str) -> Segmenter + Sync),
        threads: usize,
        counts: &mut BTreeMap<SegmentKey, DeadCounts>,
    ) -> Result<(), IndexError> {
        let count = |number: u32, docs: &[DocId]| -> tantivy::Result<DeadCounts> {
            let (mut pieces, mut counts) = (PieceReader::open(reader, number)?, DeadCounts::default());
            docs.iter().try_for_each(|doc| pieces.count(*doc, segmenter, &mut counts))?;
            Ok(counts)
        };
        for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
            let Some(docs) = self.0.get(&segment.segment_id()) else { continue };
            let docs: Vec<DocId> = docs.iter().copied().collect();
            let counts = counts.entry(segment_key(segment.segment_id())).or_default();
            let count = &count;
            std::thread::scope(|scope| {
                let shares = docs.chunks(docs.len().div_ceil(threads.max(1)).max(DOCS_PER_THREAD));
                let workers: Vec<_> = shares.map(|docs| beside(scope, move || count(number, docs))).collect();
                workers.into_iter().try_for_each(|worker| {
                    // A panic is carried on: counts that lack a worker's share must not be committed.
                    let counted = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                    counted.map(|counted| counts.absorb(counted))
                })
            })
            .map_err(IndexError::engine("read"))?;
        }
        Ok(())
    }
}

/// Reads the texts of one segment.
pub(super) struct PieceReader {
    texts: TextReader<OwnedBytes>,
    slots: tantivy::columnar::Column<u64>,
    ordinals: tantivy::columnar::Column<u64>,
    documents: u32,
}

impl PieceReader {
    /// Opens the texts of a segment.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn open(reader: &IndexReader, number: u32) -> tantivy::Result<PieceReader> {
        let segment = reader.segment(number);
        Ok(PieceReader {
            texts: reader.texts(number).reader()?,
            slots: segment.fast_fields().u64("slot")?,
            ordinals: segment.fast_fields().u64("ordinal")?,
            documents: segment.max_doc(),
        })
    }

    /// Returns what a document is.
    pub(super) fn slot(&self, doc: DocId) -> Slot {
        Slot::from_number(self.slots.first(doc).unwrap_or(0))
    }

    /// Returns the record of the report that a piece is of.
    pub(super) fn record_of(&self, doc: DocId) -> DocId {
        doc.saturating_sub(self.ordinals.first(doc).unwrap_or(0) as u32)
    }

    /// Returns the pieces that follow a record, in order.
    pub(super) fn pieces_of(&self, record: DocId) -> impl Iterator<Item = DocId> + '_ {
        // The next record, or a place, ends the row; so does an ordinal that does not go on, as damage may
        // leave it.
        (record + 1..self.documents).take_while(move |doc| {
            matches!(self.slot(*doc), Slot::Passage(_) | Slot::Remark)
                && self.ordinals.first(*doc) == Some(u64::from(*doc - record))
        })
    }

    /// Returns the description of a record, as JSON.
    pub(super) fn description(&mut self, record: DocId) -> Option<String> {
        match self.texts.get(record)? {
            Stored::Description(json) => Some(json),
            Stored::Piece(..) | Stored::Nothing => None,
        }
    }

    /// Returns the text of a piece and what is stored beside it.
    pub(super) fn text(&mut self, doc: DocId) -> Option<(String, PieceMeta)> {
        // A damaged column may name a document beyond the segment.
        match (doc < self.documents).then(|| self.texts.get(doc)).flatten()? {
            Stored::Piece(meta, text) => Some((text, meta)),
            Stored::Description(_) | Stored::Nothing => None,
        }
    }

    /// Counts what `prepare.rs` made of a piece.
    fn count(
        &mut self,
        doc: DocId,
        segmenter: &dyn Fn(&str) -> Segmenter,
        counts: &mut DeadCounts,
    ) -> tantivy::Result<()> {
        let slot = self.slot(doc);
        let (Slot::Passage(_) | Slot::Remark) = slot else { return Ok(()) };
        let Some((text, meta)) = self.text(doc) else { return Ok(()) };
        let next = if meta.continues { self.text(doc + 1) } else { None };
        let mut grams =
            grams_over_the_cut(&analysis::fold_text(&text), next.as_ref().map(|(text, _)| text.as_str()));
        // A document counts once for a pair, however often it holds it.
        grams.sort_unstable();
        grams.dedup();
        // The upper half of a key is the pair's first character, so equal characters follow each other in
        // sorted keys.
        let mut last = None;
        for key in grams {
            counts.add(Counted::Pair(key));
            let character = (key >> 16) as u16;
            if last.replace(character) != Some(character) {
                counts.add(Counted::Character(character));
            }
        }
        let segmenter = segmenter(&text);
        // As in the engine's lists, a document counts once for each word.
        let words = |text: &str| {
            let mut words = BTreeSet::new();
            segmenter.words(text, |word| {
                words.insert(word.to_owned());
            });
            words
        };
        if let (Slot::Passage(_), Some(title)) = (slot, meta.path.first()) {
            cited_terms(&text, title).iter().for_each(|term| counts.add(Counted::Cited(term)));
        }
        let (heading, body) = text.split_at_checked(meta.heading_bytes).unwrap_or(("", &text));
        for word in words(body) {
            counts.add(if slot == Slot::Remark { Counted::Remark(&word) } else { Counted::Body(&word) });
        }
        words(heading).iter().for_each(|word| counts.add(Counted::Heading(word)));
        Ok(())
    }
}

impl Query for DeadDocs {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DeadWeight(Arc::new(self.clone()))))
    }
}

struct DeadWeight(Arc<DeadDocs>);

impl Weight for DeadWeight {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        // The set gives them ascending, the order in which the engine walks documents.
        let docs = self.0.0.get(&reader.segment_id()).into_iter().flatten().copied().collect();
        Ok(Box::new(Listed { docs, at: 0 }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("listed to be deleted", 0.0))
    }
}

/// A list of documents, ascending.
struct Listed {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}

impl Scorer for Listed {
    fn score(&mut self) -> Score {
        0.0
    }
}
