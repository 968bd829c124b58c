//! Sorted postings to a `.grams` file, one list after the other, in one pass.

use std::io::{self, Write};

use bitpacking::{BitPacker, BitPacker4x};

use super::format::{
    ANCHOR_BYTES, BLOCK, CHARACTER_BYTES, KEYS_PER_ANCHOR, MAGIC, SKIP_BYTES, VERSION, put_varint,
};

/// Writes a `.grams` file; lists come in ascending order of their keys.
///
/// Lists go out one by one; only what leads to them is gathered in memory, a few bytes for each key and document.
pub(super) struct GramWriter<W> {
    out: W,
    /// Bytes of lists written.
    at: u64,
    documents: u32,
    /// The list being packed.
    list: Vec<u8>,
    directory: Vec<u8>,
    anchors: Vec<u8>,
    characters: Vec<u8>,
    keys: usize,
    last_key: u32,
    /// First character of the keys just written and how many documents hold it so far.
    character: Option<(u32, u32)>,
    /// For each document the last first-character it was counted for, plus one.
    counted_for: Vec<u32>,
    packer: BitPacker4x,
}

impl<W: Write> GramWriter<W> {
    /// Opens a writer for a segment of `documents` documents.
    pub(super) fn new(out: W, documents: u32) -> Self {
        GramWriter {
            out,
            at: 0,
            documents,
            list: Vec::new(),
            directory: Vec::new(),
            anchors: Vec::new(),
            characters: Vec::new(),
            keys: 0,
            last_key: 0,
            character: None,
            counted_for: vec![0; documents as usize],
            packer: BitPacker4x::new(),
        }
    }

    /// Appends the list of `key`: ascending, distinct documents, at least one.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn list(&mut self, key: u32, docs: &[u32]) -> io::Result<()> {
        debug_assert!(self.keys == 0 || key > self.last_key, "keys ascend");
        if self.keys.is_multiple_of(KEYS_PER_ANCHOR) {
            self.anchors.extend_from_slice(&key.to_le_bytes());
            self.anchors.extend_from_slice(&self.at.to_le_bytes());
            self.anchors.extend_from_slice(&(self.directory.len() as u64).to_le_bytes());
            self.last_key = key;
        }
        self.pack(docs);
        put_varint(&mut self.directory, key - self.last_key);
        put_varint(&mut self.directory, docs.len() as u32);
        put_varint(&mut self.directory, self.list.len() as u32);
        self.count_character(key >> 16, docs);
        (self.last_key, self.keys) = (key, self.keys + 1);
        self.at += self.list.len() as u64;
        self.out.write_all(&self.list)
    }

    fn pack(&mut self, docs: &[u32]) {
        let blocks = docs.len() / BLOCK;
        self.list.clear();
        let mut packed = [0u8; BLOCK * 4];
        let mut before = None;
        for block in docs.chunks_exact(BLOCK) {
            let bits = self.packer.num_bits_strictly_sorted(before, block);
            before = block.last().copied();
            self.list.extend_from_slice(&before.unwrap_or(0).to_le_bytes());
            self.list.push(bits);
        }
        before = None;
        for (number, block) in docs.chunks_exact(BLOCK).enumerate() {
            let bits = self.list[number * SKIP_BYTES + 4];
            let bytes = self.packer.compress_strictly_sorted(before, block, &mut packed, bits);
            self.list.extend_from_slice(&packed[..bytes]);
            before = block.last().copied();
        }
        let mut last = before.map_or(0, |doc| doc + 1);
        for &doc in &docs[blocks * BLOCK..] {
            put_varint(&mut self.list, doc - last);
            last = doc + 1;
        }
    }

    fn count_character(&mut self, character: u32, docs: &[u32]) {
        if self.character.is_none_or(|(now, _)| now != character) {
            self.close_character();
            self.character = Some((character, 0));
        }
        let mark = character + 1;
        let mut fresh = 0;
        for &doc in docs {
            let seen = &mut self.counted_for[doc as usize];
            fresh += u32::from(*seen != mark);
            *seen = mark;
        }
        if let Some((_, count)) = &mut self.character {
            *count += fresh;
        }
    }

    fn close_character(&mut self) {
        if let Some((character, count)) = self.character.take() {
            self.characters.extend_from_slice(&character.to_le_bytes());
            self.characters.extend_from_slice(&count.to_le_bytes());
        }
    }

    /// Writes the rest and gives the output back.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.close_character();
        let anchors = self.at + self.directory.len() as u64;
        let characters = anchors + self.anchors.len() as u64;
        for part in [&self.directory, &self.anchors, &self.characters] {
            self.out.write_all(part)?;
        }
        for number in [
            MAGIC,
            VERSION,
            self.documents,
            self.keys as u32,
            (self.characters.len() / CHARACTER_BYTES) as u32,
            (self.anchors.len() / ANCHOR_BYTES) as u32,
        ] {
            self.out.write_all(&number.to_le_bytes())?;
        }
        for begin in [self.at, anchors, characters] {
            self.out.write_all(&begin.to_le_bytes())?;
        }
        Ok(self.out)
    }
}
