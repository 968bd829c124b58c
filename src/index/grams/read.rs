//! Looking up the documents of a key in a `.grams` file, without reading more than it needs.
//!
//! Nothing here trusts the bytes: a damaged file gives short or empty lists, never a panic
//! (`verify` is what finds damage, by checksums).

use super::format::{
    ANCHOR_BYTES, CHARACTER_BYTES, KEYS_PER_ANCHOR, MAGIC, TAIL_BYTES, VERSION, bytes_of_few, get_u32,
    get_u64, set_bits,
};
use super::postings::Postings;
use crate::index::varint::{get_short_varint, get_varint};

/// An opened `.grams` file over bytes that are usually mapped.
#[derive(Clone)]
pub(crate) struct GramFile<B> {
    bytes: B,
    documents: u32,
    keys: usize,
    characters: usize,
    anchors: usize,
    directory_at: usize,
    anchors_at: usize,
    characters_at: usize,
}

/// Where the list of one key lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct List {
    key: u32,
    documents: usize,
    begin: usize,
}

impl<B: AsRef<[u8]>> GramFile<B> {
    /// Opens the file; `None` when the tail is not one of ours or does not fit the bytes.
    pub(crate) fn open(bytes: B) -> Option<Self> {
        let all = bytes.as_ref();
        let tail = all.len().checked_sub(TAIL_BYTES)?;
        if get_u32(all, tail)? != MAGIC || get_u32(all, tail + 4)? != VERSION {
            return None;
        }
        let number = |nth: usize| get_u32(all, tail + 4 * nth).map(|n| n as usize);
        let place = |nth: usize| get_u64(all, tail + 24 + 8 * nth).map(|n| n as usize);
        let (documents, keys) = (get_u32(all, tail + 8)?, number(3)?);
        let (characters, anchors) = (number(4)?, number(5)?);
        let (directory_at, anchors_at, characters_at) = (place(0)?, place(1)?, place(2)?);
        // Each part has to end where the next begins; what the numbers in them say is checked when they are
        // read.
        let fits = directory_at <= anchors_at
            && anchors_at.checked_add(anchors.checked_mul(ANCHOR_BYTES)?)? == characters_at
            && characters_at.checked_add(characters.checked_mul(CHARACTER_BYTES)?)? == tail;
        fits.then_some(GramFile {
            bytes,
            documents,
            keys,
            characters,
            anchors,
            directory_at,
            anchors_at,
            characters_at,
        })
    }

    /// Returns the number of documents of the segment.
    pub(crate) fn documents(&self) -> u32 {
        self.documents
    }

    /// Returns how many documents hold `key`.
    pub(crate) fn document_count(&self, key: u32) -> usize {
        self.lists_from(key).next().filter(|list| list.key == key).map_or(0, |list| list.documents)
    }

    /// Returns how many documents hold the character with this code (a key's upper half).
    pub(crate) fn character_count(&self, character: u16) -> usize {
        let all = self.bytes.as_ref();
        let code = |nth: usize| get_u32(all, self.characters_at + nth * CHARACTER_BYTES).unwrap_or(u32::MAX);
        let at = partition(self.characters, |nth| code(nth) < u32::from(character));
        if at == self.characters || code(at) != u32::from(character) {
            return 0;
        }
        get_u32(all, self.characters_at + at * CHARACTER_BYTES + 4).unwrap_or(0) as usize
    }

    /// Returns the documents that hold `key`; empty when none does.
    pub(crate) fn postings(&self, key: u32) -> Postings<'_> {
        match self.lists_from(key).next() {
            Some(list) if list.key == key => self.open_list(list),
            _ => Postings::empty(),
        }
    }

    /// Returns the documents below `end` that hold any key beginning with this character, ascending.
    pub(crate) fn character_documents(&self, character: u16, end: u32) -> Vec<u32> {
        let first = u32::from(character) << 16;
        // One bit for each document: the lists of a character overlap, and what they hold is to come out
        // ascending.
        let mut held = vec![0u64; (self.documents.min(end) as usize).div_ceil(64)];
        for list in self.lists_from(first).take_while(|list| list.key >> 16 == u32::from(character)) {
            let mut postings = self.open_list(list);
            while let Some(doc) = postings.doc().filter(|doc| *doc < end) {
                if let Some(word) = held.get_mut(doc as usize / 64) {
                    *word |= 1 << (doc % 64);
                }
                postings.advance();
            }
        }
        set_bits(&held).collect()
    }

    /// Returns every key in ascending order with its documents.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (u32, Postings<'_>)> + '_ {
        self.lists_from(0).map(|list| (list.key, self.open_list(list)))
    }

    /// Returns the keys that occur, from this one on, ascending.
    pub(crate) fn keys_from(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        self.lists_from(first).map(|list| list.key)
    }

    fn anchor(&self, nth: usize) -> Option<(u32, usize, usize)> {
        let (all, at) = (self.bytes.as_ref(), self.anchors_at + nth * ANCHOR_BYTES);
        Some((get_u32(all, at)?, get_u64(all, at + 4)? as usize, get_u64(all, at + 12)? as usize))
    }

    /// Directory entries from the first key that is not below `key`.
    fn lists_from(&self, key: u32) -> impl Iterator<Item = List> + '_ {
        let after = partition(self.anchors, |nth| self.anchor(nth).is_some_and(|(first, ..)| first <= key));
        // From the last anchor that is not beyond the key.
        let mut nth_key = after.saturating_sub(1) * KEYS_PER_ANCHOR;
        let (mut last, mut list_at, mut entry_at) = (0u32, 0usize, 0usize);
        let directory = self.bytes.as_ref().get(self.directory_at..self.anchors_at).unwrap_or_default();
        let entries = std::iter::from_fn(move || {
            if nth_key >= self.keys {
                return None;
            }
            if nth_key.is_multiple_of(KEYS_PER_ANCHOR) {
                // An anchor gives the key whole, and the step stored for that key is 0.
                (last, list_at, entry_at) = self.anchor(nth_key / KEYS_PER_ANCHOR)?;
            }
            let step = get_varint(directory, &mut entry_at)?;
            let key = last.checked_add(u32::try_from(step >> 2).ok()?)?;
            let (documents, bytes) = match (step & 3) as usize {
                0 => {
                    let documents = get_short_varint(directory, &mut entry_at)? as usize;
                    (documents, usize::try_from(get_varint(directory, &mut entry_at)?).ok()?)
                }
                few => (few, bytes_of_few(few, self.documents)),
            };
            let list = List { key, documents, begin: list_at };
            (last, list_at, nth_key) = (key, list_at.checked_add(bytes)?, nth_key + 1);
            Some(list)
        });
        entries.skip_while(move |list| list.key < key)
    }

    fn open_list(&self, list: List) -> Postings<'_> {
        // To the end of all lists: where one ends follows from what it holds.
        let bytes = self.bytes.as_ref().get(list.begin..self.directory_at).unwrap_or_default();
        // A damaged number must not ask for more documents than there are.
        Postings::new(bytes, list.documents.min(self.documents as usize), self.documents)
    }
}

/// First number in `0..len` for which `below` is false, where `below` never turns true again.
fn partition(len: usize, below: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if below(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
