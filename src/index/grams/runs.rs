//! Sorted pairs, packed, while a segment is filled: a tenth of the room that they take as numbers.

use crate::index::varint::{get_short_varint, put_varint};

/// Pairs of keys and documents of a stretch of documents, sorted: for each key its difference from the one before,
/// the number of documents, their differences, all as varints.
pub(super) struct SortedRun(Box<[u8]>);

/// What sorts and packs pairs, with the room that it takes.
#[derive(Default)]
pub(super) struct Sorter {
    spare: Vec<u64>,
    packed: Vec<u8>,
}

impl Sorter {
    /// Sorts and packs pairs (`key << 32 | document`), which may stand there several times and come in the order of their
    /// documents, and empties `pairs`.
    pub(super) fn run_of(&mut self, pairs: &mut Vec<u64>) -> SortedRun {
        sort_by_key(pairs, &mut self.spare);
        self.packed.clear();
        let (mut last_key, mut docs) = (0, Vec::new());
        for same_key in pairs.chunk_by(|a, b| a >> 32 == b >> 32) {
            docs.clear();
            let mut before = None;
            for doc in same_key.iter().map(|pair| *pair as u32) {
                // A pair may stand in a document many times; lists say only that it does.
                if before.replace(doc) != Some(doc) {
                    docs.push(doc);
                }
            }
            let key = (same_key[0] >> 32) as u32;
            put_varint(&mut self.packed, key - last_key);
            put_varint(&mut self.packed, docs.len() as u32);
            let mut before = 0;
            for &doc in &docs {
                put_varint(&mut self.packed, doc - before);
                before = doc;
            }
            last_key = key;
        }
        pairs.clear();
        SortedRun(self.packed.as_slice().into())
    }
}

impl SortedRun {
    /// Returns the bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        self.0.len()
    }

    /// Returns a cursor on its first key.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        // From 0, so that the first difference is the first key.
        let mut cursor = Cursor { bytes: &self.0, at: 0, key: Some(0) };
        cursor.next_key();
        cursor
    }
}

/// Bits of a key that are sorted by at once: so few that the places being written to stay in the cache.
const DIGIT_BITS: u32 = 11;
const DIGITS: usize = 32_usize.div_ceil(DIGIT_BITS as usize);

/// Sorts by key and leaves equal keys in the order in which they stand: by radix from the lowest digit on, in which their
/// documents, which are in order already, need no passes of their own.
fn sort_by_key(pairs: &mut Vec<u64>, spare: &mut Vec<u64>) {
    let digit = |pair: u64, nth: usize| (pair >> (32 + nth as u32 * DIGIT_BITS)) as usize % (1 << DIGIT_BITS);
    // All digits are counted in one pass over the pairs: reading them is what costs.
    let mut places = [[0u32; 1 << DIGIT_BITS]; DIGITS];
    for pair in pairs.iter() {
        for (nth, places) in places.iter_mut().enumerate() {
            places[digit(*pair, nth)] += 1;
        }
    }
    // As much as the pairs have: the two change places.
    spare.truncate(pairs.len());
    spare.reserve_exact(pairs.capacity() - spare.len());
    spare.resize(pairs.len(), 0);
    for (nth, places) in places.iter_mut().enumerate() {
        // Counts turn into the places where the pairs of each digit begin.
        let mut next = 0;
        for place in places.iter_mut() {
            next += std::mem::replace(place, next);
        }
        for pair in pairs.iter() {
            let place = &mut places[digit(*pair, nth)];
            spare[*place as usize] = *pair;
            *place += 1;
        }
        std::mem::swap(pairs, spare);
    }
}

/// Walks through the keys of a run.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    key: Option<u32>,
}

impl Cursor<'_> {
    /// Returns the key that it stands on; `None` past the last.
    pub(super) fn key(&self) -> Option<u32> {
        self.key
    }

    /// Appends the documents of the key to `docs` and moves to the next key.
    pub(super) fn take(&mut self, docs: &mut Vec<u32>) {
        let count = get_short_varint(self.bytes, &mut self.at).unwrap_or(0);
        let mut doc = 0;
        for _ in 0..count {
            doc += get_short_varint(self.bytes, &mut self.at).unwrap_or(0);
            docs.push(doc);
        }
        self.next_key();
    }

    fn next_key(&mut self) {
        let step = get_short_varint(self.bytes, &mut self.at);
        self.key = self.key.and_then(|key| Some(key + step?));
    }
}
