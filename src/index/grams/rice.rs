//! Bits: ascending numbers as their differences, each by Rice's code.
//!
//! A difference `d` is `d >> k` zeros, a one, and the `k` low bits of `d`. Documents that hold a pair are scattered like tosses of a
//! coin, for which this is within a tenth of a bit of the best there is when 2^k is about .69 of the mean difference (Rice
//! 1971; Gallager and van Voorhis 1975 for the choice).

/// Appends bits to bytes, lowest first.
pub(super) struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    word: u64,
    bits: u32,
}

impl<'a> BitWriter<'a> {
    /// Begins at the end of `out`.
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        BitWriter { out, word: 0, bits: 0 }
    }

    /// Appends the low `bits` (at most 32) of a value that has no others.
    #[inline]
    pub(super) fn put(&mut self, value: u32, bits: u32) {
        self.word |= u64::from(value) << self.bits;
        self.bits += bits;
        // Fewer than 32 bits are left over, so that the next 32 always fit.
        if self.bits >= 32 {
            self.out.extend_from_slice(&(self.word as u32).to_le_bytes());
            self.word >>= 32;
            self.bits -= 32;
        }
    }

    /// Appends a difference.
    #[inline]
    pub(super) fn put_rice(&mut self, difference: u32, k: u32) {
        let mut zeros = difference >> k;
        while zeros >= 32 {
            self.put(0, 32);
            zeros -= 32;
        }
        // Bits go out lowest first, so the one stands above its zeros.
        self.put(1 << zeros, zeros + 1);
        self.put(difference & low(k), k);
    }

    /// Fills the last byte up.
    pub(super) fn finish(self) {
        let bytes = self.bits.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.word.to_le_bytes()[..bytes]);
    }
}

/// A number whose lowest bits, `bits` of them (at most 31), are ones.
#[inline]
fn low(bits: u32) -> u32 {
    (1 << bits) - 1
}

/// Reads bits from bytes, lowest first; behind their end stand zeros.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    /// Begins with the first bit.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        BitReader { bytes, at: 0 }
    }

    /// The next bits, at least 57 of them.
    #[inline]
    fn window(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        word >> (self.at % 8)
    }

    /// Returns the number in the next `bits`, at most 32.
    #[inline]
    pub(super) fn get(&mut self, bits: u32) -> u32 {
        let value = self.window() & ((1 << bits) - 1);
        self.at += bits as usize;
        value as u32
    }

    /// Returns the next difference; `None` at the end of the bytes, and of one that is larger than any number of a document.
    #[inline]
    pub(super) fn get_rice(&mut self, k: u32) -> Option<u32> {
        let mut zeros = 0;
        let mut window = self.window();
        while window & low(31) as u64 == 0 {
            zeros += 31;
            self.at += 31;
            if self.at / 8 >= self.bytes.len() {
                return None;
            }
            window = self.window();
        }
        let here = window.trailing_zeros();
        self.at += here as usize + 1;
        zeros += here;
        // A damaged row of zeros must not wrap around to a small number.
        let high = zeros.checked_shl(k).filter(|high| high >> k == zeros)?;
        // Of the window's 57 bits at most 31 are gone.
        let rest =
            if k <= 25 { (window >> (here + 1)) as u32 & low(k) } else { (self.window() as u32) & low(k) };
        self.at += k as usize;
        Some(high | rest)
    }
}

/// The largest parameter: a document's number has 32 bits.
pub(super) const K_MAX: u32 = 31;

/// Returns the best parameter for a number of numbers whose differences add up to `sum`.
pub(super) fn parameter(sum: u64, count: usize) -> u32 {
    let wanted = sum * 69 / (100 * count.max(1) as u64);
    wanted.checked_ilog2().unwrap_or(0).min(K_MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_is_got(numbers in prop::collection::vec((any::<u32>(), 0u32..=K_MAX), 0..100)) {
            let mut bytes = vec![7];
            let mut writer = BitWriter::new(&mut bytes);
            // Quotients as large as 200 make long rows of zeros.
            let numbers: Vec<(u32, u32)> = numbers.into_iter().map(|(n, k)| (n.min(((200u64 << k) - 1).min(u32::MAX as u64) as u32), k)).collect();
            for (number, k) in &numbers {
                writer.put_rice(*number, *k);
                writer.put(*number & low(*k), *k);
            }
            writer.finish();
            let mut reader = BitReader::new(&bytes[1..]);
            for (number, k) in numbers {
                prop_assert_eq!(reader.get_rice(k), Some(number));
                prop_assert_eq!(reader.get(k), number & low(k));
            }
        }

        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(prop_oneof![Just(0), any::<u8>()], 0..60), k in 0u32..=K_MAX) {
            let mut reader = BitReader::new(&bytes);
            let most = (0..=bytes.len() * 8).take_while(|_| reader.get_rice(k).is_some()).count();
            prop_assert!(most <= bytes.len() * 8);
        }
    }

    #[test]
    fn the_parameter_follows_the_mean() {
        assert_eq!(
            [(0, 5), (5, 5), (100, 10), (1 << 40, 1)].map(|(sum, count)| parameter(sum, count)),
            [0, 0, 2, 31]
        );
    }
}
