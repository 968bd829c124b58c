//! Looking up the documents of a key in a `.grams` file, without reading more than it needs.
//!
//! Nothing here trusts the bytes: a damaged file gives short or empty lists, never a panic
//! (`verify` is what finds damage, by checksums).

use bitpacking::{BitPacker, BitPacker4x};

use super::format::{
    ANCHOR_BYTES, BLOCK, CHARACTER_BYTES, KEYS_PER_ANCHOR, MAGIC, SKIP_BYTES, TAIL_BYTES, VERSION, get_u32,
    get_u64, get_varint, set_bits,
};

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
    end: usize,
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
        let mut nth_key = after.saturating_sub(1) * KEYS_PER_ANCHOR;
        let (mut last, mut list_at, mut entry_at) = (0u32, 0usize, 0usize);
        let directory = self.bytes.as_ref().get(self.directory_at..self.anchors_at).unwrap_or_default();
        let entries = std::iter::from_fn(move || {
            if nth_key >= self.keys {
                return None;
            }
            if nth_key.is_multiple_of(KEYS_PER_ANCHOR) {
                (last, list_at, entry_at) = self.anchor(nth_key / KEYS_PER_ANCHOR)?;
            }
            let key = last.checked_add(get_varint(directory, &mut entry_at)?)?;
            let documents = get_varint(directory, &mut entry_at)? as usize;
            let bytes = get_varint(directory, &mut entry_at)? as usize;
            let list = List { key, documents, begin: list_at, end: list_at.checked_add(bytes)? };
            (last, list_at, nth_key) = (key, list.end, nth_key + 1);
            Some(list)
        });
        entries.skip_while(move |list| list.key < key)
    }

    fn open_list(&self, list: List) -> Postings<'_> {
        let end = list.end.min(self.directory_at);
        Postings::new(
            self.bytes.as_ref().get(list.begin..end).unwrap_or_default(),
            list.documents.min(self.documents as usize),
            self.documents,
        )
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

/// A cursor over the ascending documents of one key; it starts on the first.
pub(crate) struct Postings<'a> {
    bytes: &'a [u8],
    len: usize,
    blocks: usize,
    /// Number of the block that `docs` holds; `blocks` stands for the rest.
    block: usize,
    /// Bytes from the start of the packed blocks to block `block`.
    block_at: usize,
    docs: Vec<u32>,
    at: usize,
    /// Documents may stand from `floor` on (below it are those that were passed) and before `ceiling`.
    floor: u32,
    ceiling: u32,
}

impl<'a> Postings<'a> {
    fn empty() -> Self {
        Postings {
            bytes: &[],
            len: 0,
            blocks: 0,
            block: 0,
            block_at: 0,
            docs: Vec::new(),
            at: 0,
            floor: 0,
            ceiling: 0,
        }
    }

    fn new(bytes: &'a [u8], len: usize, ceiling: u32) -> Self {
        let mut postings = Postings { bytes, len, blocks: len / BLOCK, ceiling, ..Postings::empty() };
        postings.load();
        postings
    }

    /// Returns how many documents the list holds.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Returns the document that the cursor stands on; `None` past the end.
    pub(crate) fn doc(&self) -> Option<u32> {
        self.docs.get(self.at).copied()
    }

    /// Moves to the next document.
    pub(crate) fn advance(&mut self) {
        self.at += 1;
        if self.at >= self.docs.len() && self.block < self.blocks {
            self.leave_block();
            self.load();
        }
    }

    /// Moves to the first document that is not below `target`; never moves back.
    pub(crate) fn seek(&mut self, target: u32) -> Option<u32> {
        if self.block < self.blocks && self.last_of(self.block) < Some(target) {
            while self.block < self.blocks && self.last_of(self.block) < Some(target) {
                self.leave_block();
            }
            self.load();
        }
        let ahead = self.docs.get(self.at..).unwrap_or_default();
        self.at += ahead.partition_point(|&doc| doc < target);
        self.doc()
    }

    /// Returns all documents from the cursor on, one after the other.
    pub(crate) fn documents(mut self) -> impl Iterator<Item = u32> + 'a {
        std::iter::from_fn(move || {
            let doc = self.doc()?;
            self.advance();
            Some(doc)
        })
    }

    /// Returns all documents from the cursor on.
    pub(crate) fn collect(self) -> Vec<u32> {
        let mut all = Vec::with_capacity(self.len);
        all.extend(self.documents());
        all
    }

    fn last_of(&self, block: usize) -> Option<u32> {
        get_u32(self.bytes, block * SKIP_BYTES)
    }

    fn leave_block(&mut self) {
        let bits = self.bytes.get(self.block * SKIP_BYTES + 4).copied().unwrap_or(0);
        self.block_at += BitPacker4x::compressed_block_size(bits);
        self.block += 1;
    }

    /// Unpacks the block (or the rest) that `block` names and stands on its first document.
    fn load(&mut self) {
        self.at = 0;
        self.docs.clear();
        let before = if self.block == 0 { None } else { self.last_of(self.block - 1) };
        if self.block < self.blocks {
            self.unpack(before)
        } else {
            self.read_rest(before)
        }
        // Damaged bytes must not send anybody back, or beyond the segment.
        let ascend = self.docs.is_sorted_by(|a, b| a < b);
        let inside = self.docs.first().is_none_or(|first| *first >= self.floor)
            && self.docs.last().is_none_or(|last| *last < self.ceiling);
        if !(ascend && inside) {
            self.docs.clear();
        }
        self.floor = self.docs.last().map_or(self.floor, |last| last + 1);
    }

    fn unpack(&mut self, before: Option<u32>) {
        let begin = self.blocks * SKIP_BYTES + self.block_at;
        let bits = self.bytes.get(self.block * SKIP_BYTES + 4).copied().unwrap_or(u8::MAX);
        let size = BitPacker4x::compressed_block_size(bits.min(32));
        if let (true, Some(packed)) = (bits <= 32, self.bytes.get(begin..begin + size)) {
            self.docs.resize(BLOCK, 0);
            BitPacker4x::new().decompress_strictly_sorted(before, packed, &mut self.docs, bits);
        }
    }

    fn read_rest(&mut self, before: Option<u32>) {
        let mut at = self.blocks * SKIP_BYTES + self.block_at;
        let mut next = before.map_or(0, |doc| doc.wrapping_add(1));
        for _ in 0..self.len % BLOCK {
            let Some(step) = get_varint(self.bytes, &mut at) else { return };
            let doc = next.wrapping_add(step);
            self.docs.push(doc);
            next = doc.wrapping_add(1);
        }
    }
}
