//! One report to its documents: words, n-grams and what is stored. Pure work, done by many threads.

use std::convert::Infallible;
use std::path::PathBuf;

use crate::analysis::{self, Segmenter, Sketch, Sketcher};
use crate::report::{Passage, Remark, Report};
use crate::text::{LineIndex, Markup, Span};

use super::citations::cited_terms;
use super::documents::NewDocument;
use super::fields::{Fields, Slot};
use super::record::{PieceMeta, PlaceMeta, RecordMeta, beginning_of, hex, to_json};
use super::texts::{description_payload, piece_payload};
use super::tokenizer::CutWords;
use super::{Counts, Hash};

/// A file that holds a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Number of the root that it is under; 0 when under none.
    pub root: u32,
    /// Path below the root (absolute under none), by its true bytes.
    pub path: PathBuf,
    /// Place of the report in the file, from 0.
    pub nth: u32,
    /// Size of the file in bytes.
    pub size: u64,
    /// Time of the last change of its content, nanoseconds since 1970.
    pub modified: i64,
    /// Hash of its content.
    pub hash: Hash,
    /// Name of the report inside the file, where a file holds many.
    pub member: Option<String>,
    /// Name of the encoding that it was decoded from.
    pub encoding: String,
}

/// What a report is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportName {
    /// Its title as printed, or the name of its file.
    pub title: String,
    /// What tells it apart from others of this title; empty where the title does.
    pub qualifier: String,
}

/// A text and what was made of it.
#[derive(Clone, Copy)]
pub struct Parsed<'a> {
    /// The decoded text that everything else speaks of.
    pub text: &'a str,
    /// What its format tells of it.
    pub markup: &'a Markup,
    /// Its sections.
    pub report: &'a Report,
    /// What parsing remarked.
    pub remarks: &'a [Remark],
    /// The pieces of the sections.
    pub passages: &'a [Passage],
}

/// A report ready to be written: its documents in order and what they count.
pub struct PreparedReport {
    pub(super) documents: Vec<NewDocument>,
    /// What it adds to the counts of the index, its places apart.
    pub(super) counts: Counts,
    sketch: Sketch,
}

impl Parsed<'_> {
    /// Returns how many documents become of it: its record, its passages, what its remarks keep out.
    pub(super) fn documents(&self) -> usize {
        1 + self.passages.len() + self.remarks.iter().filter(|remark| remark.kept_out.is_some()).count()
    }
}

impl PreparedReport {
    /// Returns what it adds to the counts of the index, its places apart.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns the sketch of its passages.
    pub fn sketch(&self) -> &Sketch {
        &self.sketch
    }

    /// Returns the bytes of memory that it takes, about: its text as it is stored, as words, as n-grams.
    pub fn memory(&self) -> u64 {
        5 * self.counts.text_bytes + 1_000 * self.documents.len() as u64
    }
}

/// Makes the documents of one report.
///
/// `key` is the hash of its folded text.
pub fn prepare(key: &Hash, name: &ReportName, parsed: Parsed<'_>, segmenter: &Segmenter) -> PreparedReport {
    let mut documents = Vec::with_capacity(parsed.documents());
    let each = &mut |document| -> Result<(), Infallible> {
        documents.push(document);
        Ok(())
    };
    let Ok((counts, sketch)) = prepare_each(key, name, parsed, segmenter, each);
    PreparedReport { documents, counts, sketch }
}

/// Makes the documents of one report one after another, [`Parsed::documents`] of them, and returns what it counts and the sketch of
/// its passages.
///
/// # Errors
/// The first that `each` returns.
pub(super) fn prepare_each<E>(
    key: &Hash,
    ReportName { title, qualifier }: &ReportName,
    parsed: Parsed<'_>,
    segmenter: &Segmenter,
    each: &mut dyn FnMut(NewDocument) -> Result<(), E>,
) -> Result<(Counts, Sketch), E> {
    let Parsed { text, markup, report, remarks, passages } = parsed;
    let fields = Fields::of(&super::fields::engine_schema()).expect("our own schema has our fields");
    let record = RecordMeta {
        key: hex(key),
        title: title.clone(),
        qualifier: qualifier.clone(),
        passages: passages.len(),
        lines: report.lines,
    };
    each(record_document(fields, &record))?;
    let counts = Counts { reports: 1, text_bytes: text.len() as u64, ..Counts::default() };
    let sketcher = Sketcher::default();
    let mut maker =
        Maker { fields, text, markup, lines: LineIndex::new(text), segmenter, made: 1, counts, sketcher };
    for (nth, passage) in passages.iter().enumerate() {
        let next = passages.get(nth + 1).filter(|_| passage.continues);
        each(maker.passage(title, report, passage, next))?;
    }
    for span in remarks.iter().filter_map(|remark| remark.kept_out) {
        each(maker.kept_out(title, span))?;
    }
    maker.counts.sections = report.sections.len() as u64;
    Ok((maker.counts, maker.sketcher.finish()))
}

/// Makes the document of a place.
pub(super) fn place_document(fields: Fields, key: &Hash, place: &Place) -> NewDocument {
    let Place { root, path, nth, size, modified, hash, member, encoding } = place.clone();
    // Half of the hash (16 bytes) tells contents apart and keeps what is stored short.
    let hash = hex(&hash)[..32].to_owned();
    let of = beginning_of(&hex(key)).to_owned();
    let meta = PlaceMeta { of, root, path, nth, size, modified, hash, member, encoding };
    let mut document = NewDocument::new(Vec::new(), description_payload(&to_json(&meta)));
    document.add_u64(fields.slot, Slot::Place.number());
    // Set on every document: a column with a value for each needs no list of those that have one.
    document.add_u64(fields.ordinal, 0);
    document.add_text(fields.place_of, hex(key));
    document
}

struct Maker<'a> {
    fields: Fields,
    text: &'a str,
    markup: &'a Markup,
    lines: LineIndex<'a>,
    segmenter: &'a Segmenter,
    /// Documents made.
    made: u64,
    counts: Counts,
    sketcher: Sketcher,
}

impl Maker<'_> {
    fn passage(
        &mut self,
        title: &str,
        report: &Report,
        passage: &Passage,
        next: Option<&Passage>,
    ) -> NewDocument {
        let heading = Span::new(passage.span.start, passage.heading_end);
        let mut path = vec![title.to_owned()];
        path.extend(report.heading_path(passage.section).into_iter().map(str::to_owned));
        let meta = PieceMeta {
            byte_start: passage.span.start,
            line_start: self.lines.line_of(passage.span.start),
            heading_bytes: heading.len(),
            continues: passage.continues,
            locations: self.markup.locations_in(passage.span),
            path,
        };
        let slot = Slot::Passage(u32::try_from(passage.section).unwrap_or(u32::MAX));
        // With the blanks before the passage that goes on: so the texts of neighbours join to the report's own.
        let stored = Span::new(passage.span.start, next.map_or(passage.span.end, |next| next.span.start));
        let mut document = self.piece(slot, stored, &meta, next.map(|next| next.span));
        self.counts.passages += 1;
        self.add_words(&mut document, (slot, heading.len()), passage.span);
        document
    }

    fn kept_out(&mut self, title: &str, span: Span) -> NewDocument {
        let meta = PieceMeta {
            byte_start: span.start,
            line_start: self.lines.line_of(span.start),
            heading_bytes: 0,
            continues: false,
            locations: self.markup.locations_in(span),
            path: vec![title.to_owned()],
        };
        let mut document = self.piece(Slot::Remark, span, &meta, None);
        self.counts.kept_out += 1;
        self.add_words(&mut document, (Slot::Remark, 0), span);
        document
    }

    /// What passages and remarks share: the text, its n-grams, where it stands.
    fn piece(&mut self, slot: Slot, span: Span, meta: &PieceMeta, next: Option<Span>) -> NewDocument {
        let text = span.of(self.text);
        let folded = analysis::fold_text(text);
        // The mean length is that of passages; texts kept out would shift it.
        if slot != Slot::Remark {
            self.counts.folded_chars += folded.chars().count() as u64;
            // Likewise copies on two sites are told by what they say, not by what the sites add.
            self.sketcher.add(&folded);
        }
        let next = next.map(|next| next.of(self.text));
        let place = (slot, self.made);
        self.made += 1;
        piece_document(self.fields, place, (meta, text), grams_over_the_cut(&folded, next))
    }

    fn add_words(&mut self, document: &mut NewDocument, kind: (Slot, usize), span: Span) {
        add_words(self.fields, document, kind, span.of(self.text), self.segmenter, &mut self.counts);
    }
}

/// The document of a record, but for its number.
pub(super) fn record_document(fields: Fields, record: &RecordMeta) -> NewDocument {
    let mut document = NewDocument::new(Vec::new(), description_payload(&to_json(record)));
    document.add_u64(fields.slot, Slot::Record.number());
    document.add_u64(fields.ordinal, 0);
    document.add_text(fields.report, record.key.clone());
    let title = analysis::fold_text(&record.full_title());
    let mut pairs = CutWords::of_bytes(2 * title.len());
    analysis::name_pairs(&title).into_iter().for_each(|pair| pairs.push(pair));
    document.add_text(fields.title, pairs.into_text());
    document
}

/// The document of a passage or a remark's text, but for its words: what it is and its place in the report, what is
/// stored, its n-grams, and the works that a passage names.
pub(super) fn piece_document(
    fields: Fields,
    (slot, ordinal): (Slot, u64),
    (meta, text): (&PieceMeta, &str),
    grams: Vec<u32>,
) -> NewDocument {
    let mut document = NewDocument::new(grams, piece_payload(meta, text));
    document.add_u64(fields.slot, slot.number());
    document.add_u64(fields.ordinal, ordinal);
    if let (Slot::Passage(_), Some(title)) = (slot, meta.path.first()) {
        let terms = cited_terms(text, title);
        if !terms.is_empty() {
            let mut cited = CutWords::of_bytes(terms.iter().map(String::len).sum());
            terms.iter().for_each(|term| cited.push(term));
            document.add_text(fields.cited, cited.into_text());
        }
    }
    document
}

/// Adds the words of a piece, whose first bytes may be its heading, to its document and to the counts.
pub(super) fn add_words(
    fields: Fields,
    document: &mut NewDocument,
    (slot, heading_bytes): (Slot, usize),
    text: &str,
    segmenter: &Segmenter,
    counts: &mut Counts,
) {
    if slot == Slot::Remark {
        let words = words_of(segmenter, text);
        counts.remark_words += words.count();
        document.add_text(fields.remark, words.into_text());
        return;
    }
    // `reword.rs` passes the length as it was stored, which damage may have changed.
    let (heading, body) = text.split_at_checked(heading_bytes).unwrap_or(("", text));
    let (heading, body) = (words_of(segmenter, heading), words_of(segmenter, body));
    counts.heading_words += heading.count();
    counts.body_words += body.count();
    document.add_text(fields.body, body.into_text());
    if heading.count() > 0 {
        document.add_text(fields.heading, heading.into_text());
    }
}

fn words_of(segmenter: &Segmenter, text: &str) -> CutWords {
    let mut words = CutWords::of_bytes(text.len());
    segmenter.words(text, |word| words.push(word));
    words
}

/// The keys of a passage in any order, and with them the one pair that joins its last character to the first of
/// the passage that continues it: so a run that crosses the cut has each of its pairs in one of the two.
pub(crate) fn grams_over_the_cut(folded: &str, next: Option<&str>) -> Vec<u32> {
    let mut keys = Vec::new();
    analysis::grams(folded, &mut keys);
    let first_of_next = next.and_then(|text| {
        // What folds to nothing is passed over: the pair is of characters that are neighbours once folded.
        text.chars()
            .map(|c| analysis::fold_text(c.encode_utf8(&mut [0; 4])))
            .find_map(|folded| folded.chars().next())
    });
    if let (Some(last), Some(first)) = (folded.chars().next_back(), first_of_next) {
        let joined: String = [last, first].into_iter().collect();
        let run = analysis::run_grams(&joined);
        keys.extend(run.pairs);
    }
    keys
}
