//! Numbers by chance that are the same everywhere, for drawing samples.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere. It holds its seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Returns the next number below `bound`; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_paper_and_below_the_bound() {
        // The first numbers of SplitMix64 from the seed 1234567 (the reference implementation of S. Vigna).
        let mut random = Random(1_234_567);
        let drawn: Vec<usize> = (0..3).map(|_| random.below(usize::MAX)).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
        assert!((0..1_000).all(|_| random.below(7) < 7));
        assert_eq!(random.below(0), 0);
    }
}
