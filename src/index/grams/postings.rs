//! A cursor over the documents of one key, which reads block by block and skips what nobody asks for.
//!
//! Nothing here trusts the bytes: damaged ones give short or empty lists whose documents ascend and lie in the segment.

use super::format::{BLOCK, FEW, bits_of};
use super::rice::{BitReader, parameter};
use crate::index::varint::{get_short_varint, get_varint};

/// A cursor over the ascending documents of one key; it starts on the first.
pub(crate) struct Postings<'a> {
    bytes: &'a [u8],
    len: usize,
    /// Documents of the block that was read last.
    docs: Vec<u32>,
    at: usize,
    /// Blocks after that one.
    further: usize,
    /// Where the next entry of the skip table and the next block begin.
    skip_at: usize,
    block_at: usize,
    /// Documents may stand from `floor` on (below it are those of the blocks before) and before `ceiling`.
    floor: u32,
    ceiling: u32,
}

/// A block as the skip table has it.
struct Block {
    begin: usize,
    count: usize,
    k: u32,
    first: u32,
    last: u32,
}

impl<'a> Postings<'a> {
    /// A cursor over nothing.
    pub(super) fn empty() -> Self {
        let docs = Vec::new();
        Postings {
            bytes: &[],
            len: 0,
            docs,
            at: 0,
            further: 0,
            skip_at: 0,
            block_at: 0,
            floor: 0,
            ceiling: 0,
        }
    }

    /// A cursor over a list of `len` documents that begins with these bytes, in a segment of `documents`.
    pub(super) fn new(bytes: &'a [u8], len: usize, documents: u32) -> Self {
        let mut postings = Postings { bytes, len, ceiling: documents, ..Postings::empty() };
        if len <= FEW {
            let mut reader = BitReader::new(bytes);
            postings.docs.extend((0..len).map(|_| reader.get(bits_of(documents))));
            // Bytes may be damaged: whoever asks relies on documents that ascend and exist.
            let ascend = postings.docs.is_sorted_by(|a, b| a < b);
            if !ascend || postings.docs.last().is_some_and(|last| *last >= documents) {
                postings.docs.clear();
            }
        } else if len < BLOCK {
            let (k, last) = (parameter(documents.into(), len), documents.saturating_sub(1));
            postings.read(&Block { begin: 0, count: len, k, first: 0, last });
        } else if let Some(table) = get_short_varint(bytes, &mut postings.skip_at) {
            postings.block_at = postings.skip_at.saturating_add(table as usize);
            // Long lists have a skip table before their blocks, so that a seek reads one block only.
            postings.further = len.div_ceil(BLOCK);
            postings.read_next(0);
        }
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
        if self.at >= self.docs.len() && self.further > 0 {
            self.read_next(0);
        }
    }

    /// Moves to the first document that is not below `target`; never moves back.
    pub(crate) fn seek(&mut self, target: u32) -> Option<u32> {
        // Blocks that end below the target are passed over by the skip table alone.
        if self.further > 0 && self.floor <= target {
            self.read_next(target);
        }
        // The target is in this block, or the list has ended.
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
    pub(crate) fn collect(mut self) -> Vec<u32> {
        // A short list is unpacked already.
        if self.further == 0 && self.at == 0 {
            return self.docs;
        }
        let mut all = Vec::with_capacity(self.len);
        loop {
            all.extend_from_slice(self.docs.get(self.at..).unwrap_or_default());
            if self.further == 0 {
                return all;
            }
            self.read_next(0);
        }
    }

    /// Reads the next block that ends with `target` or later, or the last one.
    fn read_next(&mut self, target: u32) {
        (self.at, self.floor) = (0, self.floor.max(self.docs.last().map_or(0, |last| last + 1)));
        self.docs.clear();
        loop {
            let Some(block) = self.next_block() else {
                self.further = 0;
                return;
            };
            // The last block is read wherever it ends: a target beyond it leaves the cursor at the end.
            if block.last >= target || self.further == 0 {
                return self.read(&block);
            }
        }
    }

    /// Takes the next entry of the skip table.
    fn next_block(&mut self) -> Option<Block> {
        self.further = self.further.checked_sub(1)?;
        let last = self.floor.checked_add(get_short_varint(self.bytes, &mut self.skip_at)?)?;
        let size = get_varint(self.bytes, &mut self.skip_at)?;
        let (begin, first, k) = (self.block_at, self.floor, (size % 32) as u32);
        // No such document: the list is damaged, and ends here.
        if last >= self.ceiling {
            return None;
        }
        self.block_at = self.block_at.checked_add(usize::try_from(size / 32).ok()?)?;
        self.floor = last + 1;
        // All blocks are full but the last, which holds what is left.
        let count = if self.further == 0 { (self.len - 1) % BLOCK + 1 } else { BLOCK };
        Some(Block { begin, count, k, first, last })
    }

    fn read(&mut self, block: &Block) {
        let mut reader = BitReader::new(self.bytes.get(block.begin..).unwrap_or_default());
        let mut next = block.first;
        for _ in 0..block.count {
            let doc = reader.get_rice(block.k).and_then(|step| next.checked_add(step));
            // A block that says more than its entry of the skip table is damaged.
            let Some(doc) = doc.filter(|doc| *doc <= block.last) else {
                self.docs.clear();
                return;
            };
            self.docs.push(doc);
            next = doc + 1;
        }
    }
}
