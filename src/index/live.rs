//! What a query must know of a commit beside the engine's segments: the order of reports by path, and how
//! many of the deleted documents, still in their segments, hold each word, pair and character.
//!
//! The engine counts deleted documents until their segment is merged. With these counts taken off, scores are
//! those of an index that never held them. The file is small, mapped, and named by its commit.
//!
//! Layout, little-endian: magic (4 bytes), reports (4), segments (4); for each report its rank (4); for each
//! segment its identity (32) and its number of entries (4); then of each segment its keys (8 each, ascending), then
//! its counts (4 each).

use std::collections::{BTreeMap, HashMap};

use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentId;

const MAGIC: u32 = u32::from_le_bytes(*b"xlv1");
const HEADER_BYTES: usize = 12;
const SEGMENT_BYTES: usize = 36;

/// Something that deleted documents are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted<'a> {
    /// A pair of characters, by its key.
    Pair(u32),
    /// A character, by its code.
    Character(u16),
    /// A word of passages.
    Body(&'a str),
    /// A word of headings.
    Heading(&'a str),
    /// A word of what is kept out.
    Remark(&'a str),
    /// A term that tells a work named.
    Cited(&'a str),
}

impl Counted<'_> {
    /// Returns the key of what is counted. Words are told apart by 60 bits of hash: a collision among a million words
    /// happens in about one of two million indexes.
    fn key(self) -> u64 {
        let hashed = |kind: u64, word: &str| {
            let hash = blake3::hash(word.as_bytes());
            let eight: [u8; 8] = hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes");
            // The upper four bits tell the kind, so that keys of different kinds never meet.
            kind << 60 | u64::from_le_bytes(eight) >> 4
        };
        match self {
            Counted::Pair(key) => u64::from(key),
            Counted::Character(code) => 1 << 60 | u64::from(code),
            Counted::Body(word) => hashed(2, word),
            Counted::Heading(word) => hashed(3, word),
            Counted::Remark(word) => hashed(4, word),
            Counted::Cited(term) => hashed(5, term),
        }
    }
}

/// How many of a segment's deleted documents hold each thing that is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DeadCounts(HashMap<u64, u32>);

impl DeadCounts {
    /// Counts one more document that holds it.
    pub(super) fn add(&mut self, counted: Counted<'_>) {
        let count = self.0.entry(counted.key()).or_default();
        // A damaged file may hold any number.
        *count = count.saturating_add(1);
    }

    /// Adds what was counted elsewhere.
    pub(super) fn absorb(&mut self, others: DeadCounts) {
        for (key, more) in others.0 {
            let count = self.0.entry(key).or_default();
            *count = count.saturating_add(more);
        }
    }

    /// Returns keys and counts, ascending by key.
    fn sorted(&self) -> Vec<(u64, u32)> {
        let mut all: Vec<(u64, u32)> = self.0.iter().map(|(key, count)| (*key, *count)).collect();
        all.sort_unstable();
        all
    }
}

/// Identity of a segment: 32 hexadecimal digits.
pub(super) type SegmentKey = [u8; 32];

/// Returns the identity of a segment.
pub(super) fn segment_key(id: SegmentId) -> SegmentKey {
    // There are always 32 digits; the default would only be a segment that nobody asks for.
    id.uuid_string().into_bytes().try_into().unwrap_or_default()
}

/// Writes the file.
pub(super) fn to_bytes(ranks: &[u32], dead: &BTreeMap<SegmentKey, DeadCounts>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES + 4 * ranks.len());
    bytes.extend(MAGIC.to_le_bytes());
    bytes.extend((ranks.len() as u32).to_le_bytes());
    bytes.extend((dead.len() as u32).to_le_bytes());
    ranks.iter().for_each(|rank| bytes.extend(rank.to_le_bytes()));
    for (segment, counts) in dead {
        bytes.extend(segment);
        bytes.extend((counts.0.len() as u32).to_le_bytes());
    }
    for counts in dead.values().map(DeadCounts::sorted) {
        // Keys and counts apart: a binary search then touches keys only.
        counts.iter().for_each(|(key, _)| bytes.extend(key.to_le_bytes()));
        counts.iter().for_each(|(_, count)| bytes.extend(count.to_le_bytes()));
    }
    bytes
}

/// The opened file, with the counts of the segments that are still there.
pub(crate) struct LiveFile {
    bytes: OwnedBytes,
    reports: usize,
    /// Identity, place of the keys, and their number.
    segments: Vec<(SegmentKey, usize, usize)>,
}

impl LiveFile {
    /// Opens the file; `None` when the bytes are none.
    pub(super) fn open(bytes: OwnedBytes) -> Option<LiveFile> {
        let number = |at: usize| number(&bytes, at);
        if number(0)? != MAGIC {
            return None;
        }
        let (reports, count) = (number(4)? as usize, number(8)? as usize);
        // A damaged file may hold any number: a sum that overflows is refused and does not wrap.
        let table = HEADER_BYTES.checked_add(reports.checked_mul(4)?)?;
        let mut at = table.checked_add(count.checked_mul(SEGMENT_BYTES)?)?;
        let mut segments = Vec::new();
        for nth in 0..count {
            let row = table + nth * SEGMENT_BYTES;
            let key: SegmentKey = bytes.get(row..row + 32)?.try_into().ok()?;
            let entries = number(row + 32)? as usize;
            segments.push((key, at, entries));
            at = at.checked_add(entries.checked_mul(12)?)?;
        }
        // A file that is longer or shorter than its numbers say is not the one that was written.
        (at == bytes.len()).then_some(LiveFile { bytes, reports, segments })
    }

    /// Returns the rank of a report among all by path, by its number; the last for one that is not known.
    pub(crate) fn rank(&self, report: u32) -> u32 {
        let known = (report as usize) < self.reports;
        known.then(|| number(&self.bytes, HEADER_BYTES + 4 * report as usize)).flatten().unwrap_or(u32::MAX)
    }

    /// Forgets segments that are merged away: none of their documents is left.
    pub(super) fn keep_segments(&mut self, alive: impl Fn(&SegmentKey) -> bool) {
        self.segments.retain(|(key, ..)| alive(key));
    }

    /// Returns how many deleted documents hold it.
    pub(crate) fn dead(&self, counted: Counted<'_>) -> u64 {
        // The usual case: nothing was deleted since the last merge, and the word need not be hashed.
        if self.segments.is_empty() {
            return 0;
        }
        let wanted = counted.key();
        self.segments.iter().filter_map(|segment| self.count_in(segment, wanted)).sum()
    }

    /// Returns how many deleted documents of one segment hold it.
    pub(super) fn dead_in(&self, segment: &SegmentKey, counted: Counted<'_>) -> u64 {
        let segment = self.segments.iter().find(|(key, ..)| key == segment);
        segment.and_then(|segment| self.count_in(segment, counted.key())).unwrap_or(0)
    }

    fn count_in(&self, &(_, at, entries): &(SegmentKey, usize, usize), wanted: u64) -> Option<u64> {
        let keys = self.bytes.get(at..at + 8 * entries)?.as_chunks::<8>().0;
        let nth = keys.binary_search_by_key(&wanted, |key| u64::from_le_bytes(*key)).ok()?;
        number(&self.bytes, at + 8 * entries + 4 * nth).map(u64::from)
    }

    /// Returns the counts of each segment, to add to.
    pub(super) fn dead_counts(&self) -> BTreeMap<SegmentKey, DeadCounts> {
        let counts = |&(key, at, entries): &(SegmentKey, usize, usize)| {
            let keys = self.bytes.get(at..at + 8 * entries).unwrap_or_default().as_chunks::<8>().0;
            let counted = keys.iter().enumerate().map(|(nth, key)| {
                let count = number(&self.bytes, at + 8 * entries + 4 * nth).unwrap_or(0);
                (u64::from_le_bytes(*key), count)
            });
            (key, DeadCounts(counted.collect()))
        };
        self.segments.iter().map(counts).collect()
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut dead = BTreeMap::<SegmentKey, DeadCounts>::new();
        for (segment, word) in [(1u8, "减轻"), (1, "负担"), (2, "减轻"), (1, "减轻")] {
            dead.entry([segment; 32]).or_default().add(Counted::Body(word));
            dead.entry([segment; 32]).or_default().add(Counted::Pair(7));
        }
        to_bytes(&[2, 0, 1], &dead)
    }

    #[test]
    fn what_is_written_is_read() {
        let mut live = LiveFile::open(OwnedBytes::new(written())).expect("a file of ours");
        assert_eq!([0, 1, 2, 3].map(|number| live.rank(number)), [2, 0, 1, u32::MAX]);
        let counts = |live: &LiveFile| {
            [Counted::Body("减轻"), Counted::Heading("减轻"), Counted::Pair(7), Counted::Body("负担")]
                .map(|counted| live.dead(counted))
        };
        assert_eq!(counts(&live), [3, 0, 4, 1]);
        let in_segments = [1u8, 2, 3].map(|segment| live.dead_in(&[segment; 32], Counted::Body("减轻")));
        assert_eq!(in_segments, [2, 1, 0]);
        assert_eq!(to_bytes(&[2, 0, 1], &live.dead_counts()), written());
        live.keep_segments(|key| *key == [2; 32]);
        assert_eq!(counts(&live), [1, 0, 1, 0]);
    }

    #[test]
    fn what_is_damaged_is_refused_or_harmless() {
        let whole = written();
        for cut in 0..whole.len() {
            assert!(LiveFile::open(OwnedBytes::new(whole[..cut].to_vec())).is_none(), "{cut}");
        }
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0xFF;
            if let Some(live) = LiveFile::open(OwnedBytes::new(flipped)) {
                live.dead(Counted::Pair(7));
                live.rank(2);
            }
        }
    }
}
