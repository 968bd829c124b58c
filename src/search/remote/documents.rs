//! What is written to an engine for each report and each of its passages, and read from there.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::analysis::{self, Segmenter};
use crate::index::{
    Kin, KnownFacts as _, KnownValues, Manifest, PieceMeta, PlaceMeta, RecordMeta, cited_terms,
    grams_over_the_cut,
};
use crate::report::{COUNTRY_CODE, Facts, divisions_around};
use crate::text::Location;

use super::shares::{Part, PartRead, Shared};

/// Digits of a report's key that name its documents: half of the hash.
const KEY_DIGITS: usize = 32;
/// Engines refuse words of more bytes; nobody types them.
const WORD_BYTES_MAX: usize = 8_000;
/// Name of the document that tells the state of all.
pub(crate) const STATE: &str = "state";

/// Returns whether two hashes are of the same passages.
pub(crate) fn same_passages(one: &str, other: &str) -> bool {
    let of_passages = one.get(..KEY_DIGITS);
    of_passages.is_some() && of_passages == other.get(..KEY_DIGITS)
}

/// Returns what the documents of a report are named by.
pub(crate) fn short_key(key: &str) -> &str {
    key.get(..KEY_DIGITS).unwrap_or(key)
}

/// Returns the name of the document of a passage; `name` is what the documents of its report are named by.
pub(crate) fn id_of(name: &str, ordinal: u32) -> String {
    format!("{name}-{ordinal}")
}

/// Returns the short key and the number of a passage in the name of its document.
pub(crate) fn parts_of(id: &str) -> Option<(&str, u32)> {
    let (key, ordinal) = id.rsplit_once('-')?;
    Some((key, ordinal.parse().ok()?))
}

/// The stored part of a passage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredPiece {
    /// Number of the first passage of its section, and how many it has.
    pub(crate) section: (u32, u32),
    /// How many passages its report has.
    pub(crate) passages: u32,
    /// First byte in the decoded text.
    pub(crate) byte: usize,
    /// First line, counted from 1.
    pub(crate) line: usize,
    /// Bytes of the text that are the section's heading.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) heading: usize,
    /// Whether the next passage goes on where this one ends.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) continues: bool,
    /// Where a person finds it, from which byte of it on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) locations: Vec<(usize, Location)>,
    /// The report's title, then the headings down to this section.
    pub(crate) path: Vec<String>,
    /// The text.
    pub(crate) text: String,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A passage, or a text kept out, as the engine gives it back.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PassageRead {
    /// Number of its report in the order of paths.
    pub(crate) rank: u64,
    /// Its own in the report.
    pub(crate) ordinal: u32,
    /// Whether it is a text kept out.
    #[serde(default)]
    pub(crate) is_kept: bool,
    /// What is stored.
    pub(crate) piece: StoredPiece,
}

/// A passage, or a text kept out, as the engine takes it.
#[derive(Debug, Serialize)]
pub(crate) struct PassageWritten<'a> {
    rank: u64,
    ordinal: u32,
    is_kept: bool,
    section: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    heading: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kept: String,
    pairs: String,
    both: String,
    chars: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cited: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<String>,
    piece: &'a StoredPiece,
}

/// What is stored of a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredReport {
    /// Its record.
    pub(crate) record: RecordMeta,
    /// The files that hold it, in the order of paths.
    pub(crate) places: Vec<PlaceMeta>,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) facts: Option<Facts>,
    /// What it has to do with others, on any day: groups by a number that is theirs in every push.
    #[serde(default, skip_serializing_if = "Kin::is_none")]
    pub(crate) kin: Kin,
}

/// A report as the engine takes it.
#[derive(Debug, Serialize)]
pub(crate) struct ReportWritten<'a> {
    /// Its number in the order of paths.
    pub(crate) rank: u64,
    /// Pairs of characters of its title.
    pub(crate) title: String,
    /// Hash of all that was pushed of it; empty while that is under way.
    pub(crate) sum: &'a str,
    /// How many passages and texts kept out it has.
    pub(crate) pieces: u32,
    /// What queries ask of its facts.
    #[serde(flatten)]
    pub(crate) asked: FactsAsked<'a>,
    /// What is stored.
    pub(crate) report: &'a StoredReport,
    /// What its share tells of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<&'a Part>,
}

/// What the engine knows of the facts of a report, to choose by.
#[derive(Debug, Serialize)]
pub(crate) struct FactsAsked<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    regions: Vec<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issuers: Vec<&'a str>,
}

impl FactsAsked<'_> {
    /// Takes what is known of a report.
    pub(crate) fn of(facts: Option<&Facts>) -> FactsAsked<'_> {
        let Some(facts) = facts else {
            return FactsAsked { year: None, regions: Vec::new(), kind: "", issuers: Vec::new() };
        };
        let own = [facts.region(), facts.about()];
        // 全国 is asked for by itself: it does not hold what lies in it.
        let around = |code: u32| {
            divisions_around(code).filter(move |other| *other != COUNTRY_CODE || code == COUNTRY_CODE)
        };
        let mut regions: Vec<u32> = own.into_iter().flatten().flat_map(around).collect();
        regions.sort_unstable();
        regions.dedup();
        FactsAsked { year: facts.year(), regions, kind: facts.kind(), issuers: facts.issuers() }
    }
}

/// A report as the engine gives it back; what was not asked for is not there.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ReportRead {
    /// Its number in the order of paths.
    #[serde(default)]
    pub(crate) rank: u64,
    /// Hash of all that was pushed of it.
    #[serde(default)]
    pub(crate) sum: String,
    /// How many passages and texts kept out it has.
    #[serde(default)]
    pub(crate) pieces: u32,
    /// What is stored.
    #[serde(default)]
    pub(crate) report: Option<StoredReport>,
    /// The share that it is of, and its first file there; `None` where all was pushed from one index.
    #[serde(default)]
    pub(crate) part: Option<PartRead>,
}

/// The state of all that was pushed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    /// What `_meta` of the index of passages says.
    #[serde(default)]
    pub(crate) meta: Value,
    /// What the index that was pushed says of itself.
    pub(crate) manifest: Manifest,
    /// Words that were added to the dictionary, as bytes in hexadecimal.
    #[serde(default)]
    pub(crate) words: String,
    /// A person's own synonyms, a line each.
    #[serde(default)]
    pub(crate) synonyms: String,
    /// Names of the facts that people told of reports.
    #[serde(default)]
    pub(crate) own_facts: Vec<String>,
    /// The years, regions and kinds that reports have.
    #[serde(default)]
    pub(crate) known: KnownValues,
    /// The number of the push that wrote last.
    #[serde(default)]
    pub(crate) push: u64,
    /// Reports whose passages a push under way takes out, by short keys: what the table says of them is not to be trusted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) removing: Vec<String>,
    /// Whether a push is under way, or was killed.
    pub(crate) under_way: bool,
    /// What holds of all shares, where many machines push one each; `None` where all is pushed from one index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shared: Option<Shared>,
}

impl State {
    /// Returns the document that it is written as.
    pub(crate) fn source(&self) -> String {
        json(&StateWritten { rank: 0, state: self })
    }
}

#[derive(Serialize)]
struct StateWritten<'a> {
    rank: u64,
    state: &'a State,
}

/// A report on its way to an engine.
#[derive(Clone, Debug)]
pub(crate) struct Exported {
    /// What its documents are named by.
    pub(crate) name: String,
    /// What its share tells of it; `None` where all is pushed from one index.
    pub(crate) part: Option<Part>,
    /// What is stored of it.
    pub(crate) report: StoredReport,
    /// Its passages, then its texts kept out.
    pub(crate) pieces: Vec<StoredPiece>,
}

impl StoredPiece {
    /// Makes one of what the local index stores.
    pub(crate) fn of(meta: PieceMeta, text: String, section: (u32, u32), passages: u32) -> StoredPiece {
        let PieceMeta { byte_start, line_start, heading_bytes, continues, locations, path } = meta;
        StoredPiece {
            section,
            passages,
            byte: byte_start,
            line: line_start,
            heading: heading_bytes,
            continues,
            locations,
            path,
            text,
        }
    }

    /// Returns what the local index stores beside the text.
    pub(crate) fn meta(&self) -> PieceMeta {
        PieceMeta {
            byte_start: self.byte,
            line_start: self.line,
            heading_bytes: self.heading,
            continues: self.continues,
            locations: self.locations.clone(),
            path: self.path.clone(),
        }
    }

    /// Returns its heading and the rest of its text.
    pub(crate) fn heading_and_body(&self) -> (&str, &str) {
        self.text.split_at_checked(self.heading).unwrap_or(("", &self.text))
    }
}

impl Exported {
    /// Returns a hash of all that is pushed of its passages, then one of what is pushed of the report; `salt` is what else
    /// decides that.
    pub(crate) fn sum(&self, salt: &str) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(salt.as_bytes());
        for piece in &self.pieces {
            hash.update(json(piece).as_bytes());
        }
        let of_report = blake3::hash(json(&self.report).as_bytes());
        format!("{}{}", &hash.finalize().to_hex()[..KEY_DIGITS], &of_report.to_hex()[..KEY_DIGITS])
    }

    /// Shows the name and the JSON of each document of its passages.
    pub(crate) fn each_document<E>(
        &self,
        rank: u64,
        segmenter: &Segmenter,
        each: &mut dyn FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let folded: Vec<String> = self.pieces.iter().map(|piece| analysis::fold_text(&piece.text)).collect();
        let grams = |nth: usize| {
            let next = self.pieces.get(nth + 1).filter(|_| self.pieces[nth].continues);
            let mut keys = grams_over_the_cut(&folded[nth], next.map(|next| next.text.as_str()));
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let mut own = if self.pieces.is_empty() { Vec::new() } else { grams(0) };
        for (nth, piece) in self.pieces.iter().enumerate() {
            let next = if nth + 1 < self.pieces.len() { grams(nth + 1) } else { Vec::new() };
            let ordinal = nth as u32 + 1;
            let is_kept = ordinal > piece.passages;
            let (heading, body) = piece.heading_and_body();
            let cut = |text: &str| cut_words(segmenter, text);
            let (cited, work) = if is_kept { Default::default() } else { cited(&piece.text, &piece.path[0]) };
            let mut both: Vec<u32> = own.iter().chain(&next).copied().collect();
            both.sort_unstable();
            both.dedup();
            let mut chars: Vec<u32> = own.iter().map(|key| key >> 16).collect();
            chars.dedup();
            let name = &self.name;
            let written = PassageWritten {
                rank,
                ordinal,
                is_kept,
                section: section_number(name, piece.section.0),
                words: if is_kept { String::new() } else { cut(body) },
                heading: if is_kept { String::new() } else { cut(heading) },
                kept: if is_kept { cut(&piece.text) } else { String::new() },
                pairs: terms_of(&own),
                both: terms_of(&both),
                chars: terms_of(&chars),
                cited,
                work,
                piece,
            };
            each(&id_of(name, ordinal), &json(&written))?;
            own = next;
        }
        Ok(())
    }
}

/// Writes plain values as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain structs of numbers and strings always serialise")
}

impl State {
    /// Returns whether another tells the same, pushes under way and times apart.
    pub(crate) fn is_as(&self, other: &State) -> bool {
        let same = |state: &State| {
            let State { manifest, words, synonyms, own_facts, known, .. } = state.clone();
            (manifest.counts, words, synonyms, own_facts, known)
        };
        !other.under_way && same(self) == same(other)
    }
}

/// Returns the pairs of characters by which `title:` finds a report.
pub(crate) fn title_pairs(record: &RecordMeta) -> String {
    analysis::name_pairs(&analysis::fold_text(&record.full_title())).join(" ")
}

/// Returns the term of the key of an n-gram, or of a character.
pub(crate) fn term_of(key: u32) -> String {
    format!("{key:x}")
}

fn terms_of(keys: &[u32]) -> String {
    keys.iter().map(|key| term_of(*key)).collect::<Vec<_>>().join(" ")
}

/// The words of a text, parted by blanks.
fn cut_words(segmenter: &Segmenter, text: &str) -> String {
    let mut words = String::with_capacity(2 * text.len());
    segmenter.words(text, |word| {
        if word.len() <= WORD_BYTES_MAX {
            words.push_str(word);
            words.push(' ');
        }
    });
    words.truncate(words.trim_end().len());
    words
}

/// The works that a passage names, and a hash of the one that it is of.
fn cited(text: &str, title: &str) -> (Vec<String>, Option<String>) {
    let mut names = Vec::new();
    let mut own = None;
    for term in cited_terms(text, title) {
        match term.split_once('\u{1}') {
            Some((_, hash)) => own = Some(hash.to_owned()),
            None => names.push(term),
        }
    }
    (names, own)
}

/// A number for a section: of two sections it is equal once in a million archives of a million sections.
fn section_number(name: &str, first: u32) -> i64 {
    let hash = blake3::hash(id_of(name, first).as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    i64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_documents_tell_report_and_number() {
        let key = "0123456789abcdef".repeat(4);
        let id = id_of(short_key(&key), 12);
        assert_eq!(parts_of(&id), Some((short_key(&key), 12)));
        assert_eq!(parts_of("state"), None);
    }
}
