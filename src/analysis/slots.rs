//! Where the table that words are cut by keeps what may follow a character. `build.rs`, which writes the table, reads this
//! file too.

/// Returns the slot, among two to the `power`, where a character (by its number) is looked for first: by Fibonacci hashing, the
/// multiplier is 2^32 over the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
#[inline]
pub(super) fn slot_of_character(character: u16, power: u32) -> usize {
    (u32::from(character).wrapping_mul(0x9E37_79B1) >> (32 - power)) as usize
}
