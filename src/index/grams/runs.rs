//! Sorted pairs, packed, while a segment is filled: a tenth of the room that they take as numbers.

use rdst::RadixSort;

use super::format::{get_varint, put_varint};

/// Pairs of keys and documents of a stretch of documents, sorted: for each key its difference from the one before,
/// the number of documents, their differences, all as varints.
pub(super) struct SortedRun(Vec<u8>);

impl SortedRun {
    /// Sorts and packs pairs (`key << 32 | document`), which may stand there several times, and empties `pairs`.
    pub(super) fn of(pairs: &mut Vec<u64>) -> SortedRun {
        pairs.radix_sort_unstable();
        let mut bytes = Vec::with_capacity(pairs.len() * 2);
        let (mut last_key, mut docs) = (0, Vec::new());
        for same_key in pairs.chunk_by(|a, b| a >> 32 == b >> 32) {
            docs.clear();
            docs.extend(same_key.iter().map(|pair| *pair as u32));
            docs.dedup();
            let key = (same_key[0] >> 32) as u32;
            put_varint(&mut bytes, key - last_key);
            put_varint(&mut bytes, docs.len() as u32);
            let mut before = 0;
            for &doc in &docs {
                put_varint(&mut bytes, doc - before);
                before = doc;
            }
            last_key = key;
        }
        pairs.clear();
        bytes.shrink_to_fit();
        SortedRun(bytes)
    }

    /// Returns the bytes of memory that it takes.
    pub(super) fn memory(&self) -> usize {
        self.0.len()
    }

    /// Returns a cursor on its first key.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        let mut cursor = Cursor { bytes: &self.0, at: 0, key: Some(0) };
        cursor.next_key();
        cursor
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
        let count = get_varint(self.bytes, &mut self.at).unwrap_or(0);
        let mut doc = 0;
        for _ in 0..count {
            doc += get_varint(self.bytes, &mut self.at).unwrap_or(0);
            docs.push(doc);
        }
        self.next_key();
    }

    fn next_key(&mut self) {
        let step = get_varint(self.bytes, &mut self.at);
        self.key = self.key.and_then(|key| Some(key + step?));
    }
}
