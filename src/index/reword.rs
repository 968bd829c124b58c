//! Reports in which some words occur, found through the n-grams, and made again from what is stored of them: their files
//! need not be there any more. All but their words stays as it is.

use std::collections::BTreeSet;

use tantivy::DocId;

use crate::analysis::{self, AddedWords, Dictionary, Segmenter, fold_words_text};

use super::dead::PieceReader;
use super::grams::{GramFile, Postings};
use super::prepare::{add_words, grams_over_the_cut, piece_document, record_document};
use super::record::RecordMeta;
use super::{Counts, Hash, IndexError, IndexReader, IndexWriter};

/// A report as it stands in an opened index.
#[derive(Clone, Debug)]
pub(crate) struct ReportAt {
    /// Hash of its folded text.
    pub(crate) key: Hash,
    segment: u32,
    record: DocId,
}

impl IndexReader {
    /// Returns the reports that hold any of these words in a piece of their text.
    ///
    /// # Errors
    /// What the engine says, or when the texts are damaged.
    pub(crate) fn reports_with(&self, words: &AddedWords) -> Result<Vec<ReportAt>, IndexError> {
        // What is made again of its texts and lists is sealed anew.
        self.check(&|_| true)?;
        let looked_for = words.in_dictionary(&Dictionary::builtin());
        let mut found = Vec::new();
        for number in 0..self.segments() {
            let candidates: BTreeSet<DocId> =
                words.iter().flat_map(|(word, _)| may_hold(self.grams(number), word)).collect();
            let mut pieces = PieceReader::open(self, number).map_err(IndexError::engine("read"))?;
            let mut records = BTreeSet::new();
            for doc in candidates {
                // One piece is enough: the whole report is made again.
                let record = pieces.record_of(doc);
                if records.contains(&record) || self.segment(number).is_deleted(doc) {
                    continue;
                }
                let (text, meta) = pieces.text(doc).ok_or_else(|| self.damaged_texts())?;
                // Heading and body are cut apart, so a word across their border does not count.
                let (heading, body) = text.split_at_checked(meta.heading_bytes).unwrap_or(("", &text));
                if [heading, body].iter().any(|part| looked_for.has_added_in(&fold_words_text(part))) {
                    records.insert(record);
                }
            }
            for record in records {
                let meta = pieces.description(record).and_then(|json| serde_json::from_str(&json).ok());
                let key = meta.and_then(|meta: RecordMeta| blake3::Hash::from_hex(meta.key).ok());
                let key = *key.ok_or_else(|| self.damaged_texts())?.as_bytes();
                found.push(ReportAt { key, segment: number, record });
            }
        }
        Ok(found)
    }

    /// Makes a report again and hands it to a writer under this number; `segmenter` gives the segmenter for a text.
    /// Returns what it counts now: only the counts of words are new.
    ///
    /// # Errors
    /// As [`IndexReader::reports_with`], and those of the writer.
    pub(crate) fn add_again(
        &self,
        at: &ReportAt,
        (number, counts): (u32, Counts),
        segmenter: &dyn Fn(&str) -> Segmenter,
        writer: &IndexWriter,
    ) -> Result<Counts, IndexError> {
        let fields = self.fields();
        let mut pieces = PieceReader::open(self, at.segment).map_err(IndexError::engine("read"))?;
        let description = pieces.description(at.record).ok_or_else(|| self.damaged_texts())?;
        let record: RecordMeta = serde_json::from_str(&description).map_err(|_| self.damaged_texts())?;
        let docs: Vec<DocId> = pieces.pieces_of(at.record).collect();
        // Text, sections and passages stay as they are; only words are counted anew.
        let mut counts = Counts { body_words: 0, heading_words: 0, remark_words: 0, ..counts };
        writer.add_each(number, 1 + docs.len(), |each| {
            each(record_document(fields, &record))?;
            // Each text is read once: that of the next piece, needed for the pair over the cut, is kept for
            // its turn.
            let mut next = None;
            for (nth, doc) in docs.iter().enumerate() {
                let mut read = |doc| pieces.text(doc).ok_or_else(|| self.damaged_texts());
                let (text, meta) = next.take().map_or_else(|| read(*doc), Ok)?;
                next = docs.get(nth + 1).map(|doc| read(*doc)).transpose()?;
                let going_on = next.as_ref().filter(|_| meta.continues).map(|(text, _)| text.as_str());
                let grams = grams_over_the_cut(&analysis::fold_text(&text), going_on);
                let slot = pieces.slot(*doc);
                let place = (slot, u64::from(doc - at.record));
                let mut document = piece_document(fields, place, (&meta, &text), grams);
                let kind = (slot, meta.heading_bytes);
                add_words(fields, &mut document, kind, &text, &segmenter(&text), &mut counts);
                each(document)?;
            }
            Ok(())
        })?;
        Ok(counts)
    }

    fn damaged_texts(&self) -> IndexError {
        self.damaged("what is stored of a report cannot be read".to_owned())
    }
}

/// The documents of a segment that may hold a word. What its numerals were written as cannot be told: they are left out.
fn may_hold<B: AsRef<[u8]>>(grams: &GramFile<B>, word: &str) -> Vec<DocId> {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '%' | ' ');
    let parts: Vec<_> =
        word.split(is_of_number).filter(|part| !part.is_empty()).map(analysis::run_grams).collect();
    let mut lists: Vec<Postings<'_>> =
        parts.iter().flat_map(|part| &part.pairs).map(|key| grams.postings(*key)).collect();
    // The rarest list leads: the others are only asked for its documents.
    lists.sort_by_key(Postings::len);
    let mut lists = lists.into_iter();
    if let Some(rarest) = lists.next() {
        let mut others: Vec<_> = lists.collect();
        let held = |doc: &DocId| others.iter_mut().all(|list| list.seek(*doc) == Some(*doc));
        return rarest.documents().filter(held).collect();
    }
    // No pair is left: the word has one character, or single ones between numerals.
    let character = parts.iter().find_map(|part| part.prefixes.first());
    character.map(|code| grams.character_documents(*code, grams.documents())).unwrap_or_default()
}
