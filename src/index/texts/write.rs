//! Entries to a `.texts` file, in one pass and with little memory.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use zstd::bulk::Compressor;

use super::format::{Before, Entry, FRAME_MAGIC, MAGIC, VERSION, put};
use super::owner::Owner;

/// Bytes of a dictionary: half as many cost two hundredths of the text, twice as many save one.
const DICTIONARY_BYTES: usize = 32 << 10;
/// Bytes of blocks that wait for the dictionary, which is trained on a sample of them.
const WAITING_BYTES: usize = 4 << 20;
/// Bytes of that sample: training takes time, and from ten times the dictionary on it gains little.
const SAMPLE_BYTES: usize = 10 * DICTIONARY_BYTES;
/// Bytes of waiting blocks below which a dictionary is not worth its own bytes.
const TRAINED_MIN: usize = 8 * DICTIONARY_BYTES;

/// How blocks are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packing {
    /// Level of Zstandard.
    pub(super) level: i32,
    /// Bytes from which on a block is closed.
    pub(super) block_bytes: usize,
}

/// The dictionary of all files of one run, trained by whichever has a sample first. Training takes as long as packing some
/// megabytes, and merging copies blocks that were packed with one dictionary.
#[derive(Clone, Default)]
pub(super) struct Training(Arc<OnceLock<Vec<u8>>>);

/// Writes a `.texts` file; documents come one after the other.
pub(super) struct TextWriter<W> {
    out: W,
    at: u64,
    packing: Packing,
    training: Training,
    documents: u32,
    /// First document and entries of the block being filled.
    first: u32,
    block: Vec<u8>,
    /// The piece before, in the block being filled.
    before: Before<Vec<u8>>,
    /// Full blocks with their first documents, until there is a dictionary.
    waiting: Vec<(u32, Vec<u8>)>,
    waiting_bytes: usize,
    dictionary: Vec<u8>,
    compressor: Option<Compressor<'static>>,
    packed: Vec<u8>,
    table: Vec<u8>,
}

impl<W: Write> TextWriter<W> {
    /// Opens a writer that packs with the dictionary of `training`, and trains it on what is written first where that has
    /// none.
    pub(super) fn new(out: W, packing: Packing, training: Training) -> Self {
        TextWriter {
            out,
            at: 0,
            packing,
            training,
            documents: 0,
            first: 0,
            block: Vec::with_capacity(packing.block_bytes * 2),
            before: Before::default(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            dictionary: Vec::new(),
            compressor: None,
            packed: Vec::new(),
            table: Vec::new(),
        }
    }

    /// Opens a writer that packs with a dictionary that is there.
    ///
    /// # Errors
    /// When the bytes are no dictionary.
    pub(super) fn with_dictionary(out: W, packing: Packing, dictionary: &[u8]) -> io::Result<Self> {
        let mut writer = TextWriter::new(out, packing, Training::default());
        writer.take_dictionary(dictionary.to_vec())?;
        Ok(writer)
    }

    /// Appends the entry of the next document, with the headings of a piece. `owner` is whose it is, where the entries before
    /// it do not tell.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn add(&mut self, entry: &Entry<'_>, path: &[&[u8]], owner: Option<Owner>) -> io::Result<()> {
        if let Some(owner) = owner {
            self.before.owner = owner.before();
        }
        // A block that begins with a record tells by that whose its pieces are.
        if self.block.is_empty() && matches!(entry, Entry::Piece(_)) {
            self.before.owner.put(&mut self.block);
        }
        put(&mut self.block, entry, path, &mut self.before);
        self.documents += 1;
        if self.block.len() >= self.packing.block_bytes { self.close_block() } else { Ok(()) }
    }

    /// Appends a block as another file with the same dictionary holds it, with the number of its documents.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn add_packed(&mut self, packed: &[u8], documents: u32) -> io::Result<()> {
        // Documents stay in order: those of the block being filled come first.
        self.close_block()?;
        self.write_packed(self.documents, packed)?;
        self.documents += documents;
        self.first = self.documents;
        Ok(())
    }

    fn close_block(&mut self) -> io::Result<()> {
        let (first, next) = (self.first, self.documents);
        self.first = next;
        self.before = Before::after(self.before.owner);
        if first == next {
            return Ok(());
        }
        if self.compressor.is_some() {
            let block = std::mem::take(&mut self.block);
            self.write_block(first, &block)?;
            self.block = block;
            self.block.clear();
            return Ok(());
        }
        let room = Vec::with_capacity(self.packing.block_bytes * 2);
        let block = std::mem::replace(&mut self.block, room);
        self.waiting_bytes += block.len();
        self.waiting.push((first, block));
        // Where a dictionary was trained already, it only remains to be seen whether this file is large
        // enough for one.
        let enough = if self.training.0.get().is_some() { TRAINED_MIN } else { WAITING_BYTES };
        if self.waiting_bytes >= enough { self.pack_waiting() } else { Ok(()) }
    }

    /// Packs what waited for the dictionary, training it where nobody has.
    fn pack_waiting(&mut self) -> io::Result<()> {
        let training = self.training.clone();
        let trained = (self.waiting_bytes >= TRAINED_MIN).then(|| training.0.get_or_init(|| self.train()));
        self.take_dictionary(trained.cloned().unwrap_or_default())?;
        for (first, block) in std::mem::take(&mut self.waiting) {
            self.write_block(first, &block)?;
        }
        Ok(())
    }

    /// A dictionary from a sample of what waits; texts too much alike to train on give none.
    fn train(&self) -> Vec<u8> {
        // Every nth block, so that the sample is taken from all that waits.
        let step = self.waiting_bytes.div_ceil(SAMPLE_BYTES).max(1);
        let sample: Vec<&[u8]> =
            self.waiting.iter().step_by(step).map(|(_, block)| block.as_slice()).collect();
        zstd::dict::from_samples(&sample, DICTIONARY_BYTES).unwrap_or_default()
    }

    fn take_dictionary(&mut self, dictionary: Vec<u8>) -> io::Result<()> {
        let mut compressor = Compressor::with_dictionary(self.packing.level, &dictionary)?;
        // A file has one dictionary: its number in every frame would only take room.
        compressor.include_dictid(false)?;
        // Of what is unpacked: so nothing damaged is ever shown.
        compressor.include_checksum(true)?;
        self.compressor = Some(compressor);
        self.dictionary = dictionary;
        Ok(())
    }

    fn write_block(&mut self, first: u32, block: &[u8]) -> io::Result<()> {
        let mut packed = std::mem::take(&mut self.packed);
        packed.clear();
        packed.reserve(zstd::zstd_safe::compress_bound(block.len()));
        if let Some(compressor) = &mut self.compressor {
            compressor.compress_to_buffer(block, &mut packed)?;
        }
        // The magic number is the same in all frames: readers put it back.
        self.write_packed(first, packed.get(FRAME_MAGIC.len()..).unwrap_or_default())?;
        self.packed = packed;
        Ok(())
    }

    fn write_packed(&mut self, first: u32, packed: &[u8]) -> io::Result<()> {
        self.table.extend_from_slice(&first.to_le_bytes());
        self.table.extend_from_slice(&self.at.to_le_bytes()[..5]);
        self.out.write_all(packed)?;
        self.at += packed.len() as u64;
        Ok(())
    }

    /// Returns the bytes of memory in use.
    pub(super) fn memory(&self) -> usize {
        self.waiting_bytes + self.table.capacity()
    }

    /// Writes the rest and gives the output back.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.close_block()?;
        if !self.waiting.is_empty() {
            self.pack_waiting()?;
        }
        self.out.write_all(&self.dictionary)?;
        self.out.write_all(&self.table)?;
        let blocks = (self.table.len() / super::format::ROW_BYTES) as u32;
        for number in [self.documents, blocks, self.dictionary.len() as u32] {
            self.out.write_all(&number.to_le_bytes())?;
        }
        self.out.write_all(&self.at.to_le_bytes())?;
        for number in [VERSION, MAGIC] {
            self.out.write_all(&number.to_le_bytes())?;
        }
        Ok(self.out)
    }
}
