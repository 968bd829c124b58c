//! Looking up what is stored with a document, unpacking one small block.
//!
//! Nothing here trusts the bytes: a damaged file gives `None`, never a panic (`verify` finds damage by checksums).

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use zstd::bulk::Decompressor;

use super::code::{decoded, folded};
use super::format::{Before, Entry, FRAME_MAGIC, MAGIC, ROW_BYTES, TAIL_BYTES, VERSION, get};
use super::owner::Owner;
use crate::index::record::PieceMeta;

/// No block unpacks to more: a damaged length must not take all memory.
const UNPACKED_MAX: u64 = 1 << 30;

/// An opened `.texts` file over bytes that are usually mapped.
#[derive(Clone)]
pub(crate) struct TextFile<B> {
    bytes: B,
    documents: u32,
    blocks: usize,
    dictionary: Range<usize>,
    table_at: usize,
}

/// What is stored with a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stored {
    /// Nothing.
    Nothing,
    /// A passage or a remark's text.
    Piece(PieceMeta, String),
    /// The description of a record or a place, as JSON.
    Description(String),
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let mut all = [0; 8];
    all[..N].copy_from_slice(bytes.get(at..at + N)?);
    Some(u64::from_le_bytes(all))
}

/// A passage or a remark's text, without where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Glance {
    /// The text after the exact chain.
    pub(crate) folded: String,
    /// Title of the report, then the headings down to its own.
    pub(crate) path: Vec<Arc<Name>>,
    /// Bytes of the text that are the section's heading.
    pub(crate) heading_bytes: usize,
    /// Whether the next passage goes on where this one ends.
    pub(crate) continues: bool,
    /// Its text, to be decoded where somebody asks.
    pub(crate) text: Coded,
}

/// A text as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Coded(Vec<u8>);

/// A title or a heading, made once for all passages that have it.
#[derive(Debug)]
pub(crate) struct Name {
    /// As it stands in the report.
    pub(crate) text: String,
    /// After the exact chain.
    pub(crate) folded: String,
}

/// Names by their codes.
type Names = FxHashMap<Vec<u8>, Arc<Name>>;

/// Names that are kept: more than a query meets, few enough for a walk over the whole index.
const NAMES_MAX: usize = 4_096;

fn named(coded: &[u8], names: &mut Names) -> Option<Arc<Name>> {
    if let Some(known) = names.get(coded) {
        return Some(Arc::clone(known));
    }
    // Emptied as a whole: a name that comes again is simply made again.
    if names.len() >= NAMES_MAX {
        names.clear();
    }
    let name = Arc::new(Name { text: decoded(coded)?, folded: folded(coded)? });
    names.insert(coded.to_vec(), Arc::clone(&name));
    Some(name)
}

impl Coded {
    /// Returns the text as it stands in the report.
    pub(crate) fn decoded(&self) -> String {
        decoded(&self.0).expect("what could be folded can be read")
    }
}

impl<B: AsRef<[u8]>> TextFile<B> {
    /// Opens the file; `None` when it does not end like one of ours or the parts do not fit.
    pub(crate) fn open(bytes: B) -> Option<Self> {
        let all = bytes.as_ref();
        let tail = all.len().checked_sub(TAIL_BYTES)?;
        let own = number::<4>(all, tail + 20)? == u64::from(VERSION)
            && number::<4>(all, tail + 24)? == u64::from(MAGIC);
        let (documents, blocks) = (number::<4>(all, tail)? as u32, number::<4>(all, tail + 4)? as usize);
        let (length, begin) = (number::<4>(all, tail + 8)? as usize, number::<8>(all, tail + 12)? as usize);
        let table_at = begin.checked_add(length)?;
        // Nothing lies between the parts: a wrong number makes them not fit.
        let fits = table_at.checked_add(blocks.checked_mul(ROW_BYTES)?)? == tail;
        (own && fits).then_some(TextFile { bytes, documents, blocks, dictionary: begin..table_at, table_at })
    }

    /// Returns the number of documents of the segment.
    pub(crate) fn documents(&self) -> u32 {
        self.documents
    }

    /// Returns the dictionary that the blocks are packed with; may be empty.
    pub(super) fn dictionary(&self) -> &[u8] {
        &self.bytes.as_ref()[self.dictionary.clone()]
    }

    /// Returns each block as it is packed, with its first document and the one after its last.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Option<(Range<u32>, &[u8])>> + '_ {
        (0..self.blocks).map(|nth| Some((self.documents_of(nth)?, self.packed(nth)?)))
    }

    /// Gives the bytes back.
    #[cfg(test)]
    pub(super) fn into_bytes(self) -> B {
        self.bytes
    }

    fn first_of(&self, block: usize) -> Option<u32> {
        if block == self.blocks {
            return Some(self.documents);
        }
        number::<4>(self.bytes.as_ref(), self.table_at + block * ROW_BYTES).map(|first| first as u32)
    }

    fn documents_of(&self, block: usize) -> Option<Range<u32>> {
        Some(self.first_of(block)?..self.first_of(block + 1)?)
    }

    fn packed(&self, block: usize) -> Option<&[u8]> {
        let begin = |block: usize| match block == self.blocks {
            true => Some(self.dictionary.start),
            false => {
                number::<5>(self.bytes.as_ref(), self.table_at + block * ROW_BYTES + 4).map(|at| at as usize)
            }
        };
        self.bytes.as_ref().get(begin(block)?..begin(block + 1)?)
    }

    fn block_of(&self, doc: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.blocks);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.first_of(middle)? <= doc { low = middle + 1 } else { high = middle }
        }
        if doc < self.documents { low.checked_sub(1) } else { None }
    }

    /// Returns a reader with buffers of its own.
    ///
    /// # Errors
    /// When the dictionary cannot be used.
    pub(crate) fn reader(&self) -> std::io::Result<TextReader<B>>
    where
        B: Clone,
    {
        let decompressor = Decompressor::with_dictionary(self.dictionary())?;
        Ok(TextReader {
            file: self.clone(),
            decompressor,
            block: None,
            frame: Vec::new(),
            unpacked: Vec::new(),
            names: Names::default(),
        })
    }
}

/// Reads documents, keeping the block unpacked last.
pub(crate) struct TextReader<B> {
    file: TextFile<B>,
    decompressor: Decompressor<'static>,
    block: Option<usize>,
    frame: Vec<u8>,
    unpacked: Vec<u8>,
    names: Names,
}

impl<B: AsRef<[u8]>> TextReader<B> {
    /// Reads the entry of a document, unpacking its block where it is not the one of before; `None` when the file is damaged.
    fn entry(&mut self, doc: u32, without_places: bool) -> Option<(Entry<'_>, Vec<&[u8]>)> {
        let block = self.file.block_of(doc)?;
        if self.block != Some(block) {
            self.unpack(block)?;
        }
        let first = self.file.first_of(block)?;
        let (mut at, mut before) = (0, Before::of_block(without_places));
        // Entries are written against each other: those before it in the block have to be read as well.
        for _ in first..doc {
            get(&self.unpacked, &mut at, &mut before)?;
        }
        let entry = get(&self.unpacked, &mut at, &mut before)?;
        Some((entry, before.path))
    }

    /// Returns a passage or a remark's text without where it stands, which takes a fraction of the time of
    /// [`TextReader::get`]; `None` when the file is damaged or the document is no such.
    pub(crate) fn glance(&mut self, doc: u32) -> Option<Glance> {
        // Taken out meanwhile, since the entry borrows the reader.
        let mut names = std::mem::take(&mut self.names);
        let glance = self.entry(doc, true).and_then(|(entry, path)| {
            let Entry::Piece(piece) = entry else { return None };
            Some(Glance {
                folded: folded(piece.text)?,
                text: Coded(piece.text.to_vec()),
                path: path.into_iter().map(|heading| named(heading, &mut names)).collect::<Option<_>>()?,
                heading_bytes: piece.heading_bytes as usize,
                continues: piece.continues,
            })
        });
        self.names = names;
        glance
    }

    /// Returns what is stored with a document; `None` when the file is damaged.
    pub(crate) fn get(&mut self, doc: u32) -> Option<Stored> {
        let (entry, path) = self.entry(doc, false)?;
        Some(match entry {
            Entry::Nothing => Stored::Nothing,
            Entry::Description(json) => Stored::Description(decoded(json)?),
            Entry::Piece(piece) => {
                let meta = PieceMeta {
                    byte_start: piece.byte_start as usize,
                    line_start: piece.line_start as usize,
                    heading_bytes: piece.heading_bytes as usize,
                    continues: piece.continues,
                    locations: match piece.locations {
                        b"" => Vec::new(),
                        json => serde_json::from_str(&decoded(json)?).ok()?,
                    },
                    path: path.into_iter().map(decoded).collect::<Option<_>>()?,
                };
                Stored::Piece(meta, decoded(piece.text)?)
            }
        })
    }

    /// Returns whose a piece is, or the record itself, as the checksummed block tells it; `None` when the file is damaged.
    pub(crate) fn owner(&mut self, doc: u32) -> Option<Owner> {
        let block = self.file.block_of(doc)?;
        if self.block != Some(block) {
            self.unpack(block)?;
        }
        let (mut at, mut before) = (0, Before::of_block(true));
        for _ in self.file.first_of(block)?..=doc {
            get(&self.unpacked, &mut at, &mut before)?;
        }
        Some(before.owner_in(&self.unpacked))
    }

    /// Calls `each` with every document of a block, its entry with the headings of a piece, and whose it is; `None` when
    /// the file is damaged.
    pub(super) fn for_each_in<E>(
        &mut self,
        block: usize,
        mut each: impl FnMut(u32, &Entry<'_>, &[&[u8]], Owner) -> Result<(), E>,
    ) -> Option<Result<(), E>> {
        self.unpack(block)?;
        let (mut at, mut before) = (0, Before::default());
        for doc in self.file.documents_of(block)? {
            let entry = get(&self.unpacked, &mut at, &mut before)?;
            let owner = before.owner_in(&self.unpacked);
            if let Err(error) = each(doc, &entry, &before.path, owner) {
                return Some(Err(error));
            }
        }
        Some(Ok(()))
    }

    fn unpack(&mut self, block: usize) -> Option<()> {
        // Until all of it is unpacked the buffer holds no block.
        self.block = None;
        self.frame.clear();
        // It is the same for all frames and so left out in the file.
        self.frame.extend_from_slice(&FRAME_MAGIC);
        self.frame.extend_from_slice(self.file.packed(block)?);
        let packed = self.frame.as_slice();
        let size = zstd::zstd_safe::get_frame_content_size(packed).ok()??;
        if size > UNPACKED_MAX {
            return None;
        }
        self.unpacked.clear();
        self.unpacked.reserve(size as usize);
        self.decompressor.decompress_to_buffer(packed, &mut self.unpacked).ok()?;
        self.block = Some(block);
        Some(())
    }
}
