//! Layout of a `.grams` file, all numbers little-endian.
//!
//! ```text
//! lists      one posting list after the other (below)
//! directory  for each key, ascending: key - previous key, number of documents, bytes of the list (varints)
//! anchors    for each 64th key: key u32, list begins u64, directory entry begins u64 (absolute key there)
//! characters for each first character, ascending: code u32, documents u32
//! tail       magic u32, version u32, documents u32, lists u32, characters u32, anchors u32,
//!            then where each of these parts begins, as u64: directory, anchors, characters
//! ```
//!
//! A posting list of up to 127 documents is a row of varints (differences). A longer one is a skip
//! table, one entry a block of 128 (last document u32, bits u8), the packed blocks, then the rest as varints.

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
/// Documents in a packed block (that of the `bitpacking` crate's 4x packer).
pub(super) const BLOCK: usize = 128;
/// Bytes of a skip entry.
pub(super) const SKIP_BYTES: usize = 5;

/// Appends `value` in groups of seven bits, lowest first.
#[inline]
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a varint at `*at` and moves past it; `None` when the bytes end or overflow first.
#[inline]
pub(super) fn get_varint(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut value = 0u32;
    for shift in [0, 7, 14, 21, 28] {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
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
            word &= word - 1;
            Some(base + bit)
        })
    })
}
