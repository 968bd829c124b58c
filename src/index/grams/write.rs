//! Sorted postings to a `.grams` file, one list after the other, in one pass.

use std::io::{self, Write};

use super::format::{ANCHOR_BYTES, BLOCK, CHARACTER_BYTES, FEW, KEYS_PER_ANCHOR, MAGIC, VERSION, bits_of};
use super::rice::{BitWriter, parameter};
use crate::index::varint::put_varint;

/// Writes a `.grams` file; lists come in ascending order of their keys.
///
/// Lists go out one by one; only what leads to them is gathered in memory, a few bytes for each key and document.
pub(super) struct GramWriter<W> {
    out: W,
    /// Bytes of lists written.
    at: u64,
    documents: u32,
    /// The list being packed, and its blocks while its skip table is made.
    list: Vec<u8>,
    blocks: Vec<u8>,
    directory: Vec<u8>,
    anchors: Vec<u8>,
    characters: Vec<u8>,
    keys: usize,
    last_key: u32,
    /// First character of the keys just written and how many documents hold it so far.
    character: Option<(u32, u32)>,
    /// For each document the last first-character it was counted for, plus one.
    counted_for: Vec<u32>,
}

impl<W: Write> GramWriter<W> {
    /// Opens a writer for a segment of `documents` documents.
    pub(super) fn new(out: W, documents: u32) -> Self {
        GramWriter {
            out,
            at: 0,
            documents,
            list: Vec::new(),
            blocks: Vec::new(),
            directory: Vec::new(),
            anchors: Vec::new(),
            characters: Vec::new(),
            keys: 0,
            last_key: 0,
            character: None,
            counted_for: vec![0; documents as usize],
        }
    }

    /// Appends the list of `key`: ascending, distinct documents, at least one.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn list(&mut self, key: u32, docs: &[u32]) -> io::Result<()> {
        debug_assert!(self.keys == 0 || key > self.last_key, "keys ascend");
        // A reader finds the last anchor at or before a key and reads the directory from there.
        if self.keys.is_multiple_of(KEYS_PER_ANCHOR) {
            self.anchors.extend_from_slice(&key.to_le_bytes());
            self.anchors.extend_from_slice(&self.at.to_le_bytes());
            self.anchors.extend_from_slice(&(self.directory.len() as u64).to_le_bytes());
            self.last_key = key;
        }
        self.pack(docs);
        // Most keys have one to three documents: their number fits beside the key.
        let few = if docs.len() <= FEW { docs.len() as u64 } else { 0 };
        put_varint(&mut self.directory, u64::from(key - self.last_key) << 2 | few);
        if few == 0 {
            put_varint(&mut self.directory, docs.len() as u32);
            put_varint(&mut self.directory, self.list.len() as u64);
        }
        // Keys come in order, so all pairs that begin with one character come together.
        self.count_character(key >> 16, docs);
        (self.last_key, self.keys) = (key, self.keys + 1);
        self.at += self.list.len() as u64;
        self.out.write_all(&self.list)
    }

    fn pack(&mut self, docs: &[u32]) {
        self.list.clear();
        if docs.len() <= FEW {
            let mut writer = BitWriter::new(&mut self.list);
            docs.iter().for_each(|doc| writer.put(*doc, bits_of(self.documents)));
            writer.finish();
        } else if docs.len() < BLOCK {
            // Scattered by chance, the documents of a list are equally far apart in the mean.
            let k = parameter(self.documents.into(), docs.len());
            put_differences(&mut self.list, docs, 0, k);
        } else {
            self.blocks.clear();
            let (mut skips, mut next) = (Vec::new(), 0);
            for block in docs.chunks(BLOCK) {
                let (last, begin) = (block[block.len() - 1], self.blocks.len());
                // The sum of the block's differences, each less one.
                let k = parameter(u64::from(last - next) + 1 - block.len() as u64, block.len());
                put_differences(&mut self.blocks, block, next, k);
                put_varint(&mut skips, last - next);
                put_varint(&mut skips, (self.blocks.len() - begin) as u64 * 32 + u64::from(k));
                next = last + 1;
            }
            put_varint(&mut self.list, skips.len() as u64);
            self.list.extend_from_slice(&skips);
            self.list.extend_from_slice(&self.blocks);
        }
    }

    fn count_character(&mut self, character: u32, docs: &[u32]) {
        if self.character.is_none_or(|(now, _)| now != character) {
            self.close_character();
            self.character = Some((character, 0));
        }
        // 0 marks documents that were counted for no character yet.
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

/// Appends ascending documents, none below `next`.
fn put_differences(out: &mut Vec<u8>, docs: &[u32], mut next: u32, k: u32) {
    let mut writer = BitWriter::new(out);
    for &doc in docs {
        writer.put_rice(doc - next, k);
        next = doc + 1;
    }
    writer.finish();
}
