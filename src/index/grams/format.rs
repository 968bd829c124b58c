//! Layout of a `.grams` file, all numbers little-endian.
//!
//! ```text
//! lists      one posting list after the other (below)
//! directory  for each key, ascending: 4 * (key - previous key) + documents where these are one to three, + 0 and their number and
//!            the bytes of the list where they are more (varints)
//! anchors    for each 64th key: key u32, list begins u64, directory entry begins u64 (absolute key there)
//! characters for each first character, ascending: code u32, documents u32
//! tail       magic u32, version u32, documents u32, lists u32, characters u32, anchors u32,
//!            then where each of these parts begins, as u64: directory, anchors, characters
//! ```
//!
//! A posting list of up to three documents is their numbers, in as many bits as the largest number of the segment has. One of up
//! to 127 is their differences, less one, by Rice's code (`rice.rs`) with the parameter that the number of documents of segment
//! and list give. A longer one is in blocks of 128, the last of what is left: first the bytes of the skip table, then this, for
//! each block its last document (as the difference from that of the block before, less one) and 32 times the bytes of the
//! block plus its parameter (all varints); then the blocks.

/// First four bytes of the tail: `XZGR`.
pub(super) const MAGIC: u32 = u32::from_le_bytes(*b"XZGR");
/// Raised whenever the layout changes.
pub(super) const VERSION: u32 = 1;
/// Bytes of the tail.
pub(super) const TAIL_BYTES: usize = 6 * 4 + 3 * 8;
/// Keys from one anchor to the next; a lookup reads at most this many directory entries.
pub(super) const KEYS_PER_ANCHOR: usize = 64;
/// Bytes of an anchor.
pub(super) const ANCHOR_BYTES: usize = 4 + 8 + 8;
/// Bytes of an entry of the table of characters.
pub(super) const CHARACTER_BYTES: usize = 8;
/// Documents in a block.
pub(super) const BLOCK: usize = 128;
/// Lists of so few documents have no parameter, and their bytes follow from their number.
pub(super) const FEW: usize = 3;

/// Returns how many bits a document's number takes in a list of few.
pub(super) fn bits_of(documents: u32) -> u32 {
    // The largest number in a segment is one less than the number of its documents.
    u32::BITS - documents.saturating_sub(1).leading_zeros()
}

/// Returns the bytes of a list of few.
pub(super) fn bytes_of_few(count: usize, documents: u32) -> usize {
    (count * bits_of(documents) as usize).div_ceil(8)
}

/// Reads a u32 at `at`, if it is there.
pub(super) fn get_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Reads a u64 at `at`, if it is there.
pub(super) fn get_u64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// Returns the numbers of the bits that are set, ascending.
pub(crate) fn set_bits(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    words.iter().enumerate().flat_map(|(nth, word)| {
        let (mut word, base) = (*word, nth as u32 * 64);
        std::iter::from_fn(move || {
            let bit = (word != 0).then(|| word.trailing_zeros())?;
            // Clears the lowest bit that is set.
            word &= word - 1;
            Some(base + bit)
        })
    })
}
