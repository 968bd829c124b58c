//! How much of their text two passages share, told by their runs of four characters.

use crate::text::is_han;

/// Characters of a shingle.
const SHINGLE: usize = 4;
/// Least hashes by which passages that may be the same meet: of two that share half of their shingles 19 of 20 have one in common, of
/// two that share .8 all but one in 400,000.
const KEYS: usize = 8;

/// The hashes of the shingles of a passage, in the order of its text.
pub(super) struct Hashes(Vec<u32>);

impl Hashes {
    /// Takes the shingles of a folded text; signs that are no letters or numerals are passed over.
    pub(super) fn of(folded: &str) -> Hashes {
        let mut run = 0u128;
        let mut hashes = Vec::with_capacity(folded.len() / 3);
        // Most characters are these, and the table of letters is slow.
        let counts = |c: &char| is_han(*c) || c.is_alphanumeric();
        for (nth, c) in folded.chars().filter(counts).enumerate() {
            run = run << 32 | u128::from(u32::from(c));
            if nth + 1 >= SHINGLE {
                let mixed =
                    (run as u64 ^ ((run >> 64) as u64).rotate_left(21)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                hashes.push(((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32);
            }
        }
        Hashes(hashes)
    }

    /// Returns what passages that may be the same have in common: the least hashes, ascending, each once.
    pub(super) fn keys(&self) -> Vec<u32> {
        let mut keys: Vec<u32> = Vec::with_capacity(KEYS + 1);
        for hash in &self.0 {
            if keys.len() == KEYS && *hash >= keys[KEYS - 1] {
                continue;
            }
            if let Err(at) = keys.binary_search(hash) {
                keys.insert(at, *hash);
                keys.truncate(KEYS);
            }
        }
        keys
    }

    /// Returns them as they are compared.
    pub(super) fn into_shingles(self) -> Shingles {
        let mut hashes = self.0;
        hashes.sort_unstable();
        hashes.dedup();
        Shingles(hashes)
    }
}

/// The shingles of a passage, by their hashes, ascending, each once.
pub(super) struct Shingles(Vec<u32>);

impl Shingles {
    /// Returns their number.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the share of what stands in both of what stands in either, from 0 to 1.
    pub(super) fn resemblance(&self, other: &Shingles) -> f32 {
        let shared = self.shared(other);
        shared as f32 / (self.len() + other.len() - shared).max(1) as f32
    }

    /// Returns the share of the shorter that stands in the longer.
    pub(super) fn contained(&self, other: &Shingles) -> f32 {
        self.shared(other) as f32 / self.len().min(other.len()).max(1) as f32
    }

    fn shared(&self, other: &Shingles) -> usize {
        let (mut at, mut shared) = (0, 0);
        for hash in &self.0 {
            while other.0.get(at).is_some_and(|its| its < hash) {
                at += 1;
            }
            shared += usize::from(other.0.get(at) == Some(hash));
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(folded: &str) -> Shingles {
        Hashes::of(folded).into_shingles()
    }

    #[test]
    fn keys_are_the_least_hashes() {
        for text in ["", "切实减轻教师负担", "切实减轻教师负担，严控督查检查考核事项，切实减轻教师负担。"]
        {
            let hashes = Hashes::of(text);
            let keys = hashes.keys();
            assert_eq!(keys, hashes.into_shingles().0.into_iter().take(KEYS).collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn passages_share_what_both_say() {
        let [a, b, c] = [
            "切实减轻教师负担，严控督查检查考核事项。",
            "切实减轻教师负担、严控督查检查考核等事项",
            "学生体质健康水平稳步提升。",
        ]
        .map(shingles);
        assert!(a.resemblance(&b) > 0.7 && a.resemblance(&b) < 1.0, "{}", a.resemblance(&b));
        assert_eq!((a.resemblance(&a), a.resemblance(&c)), (1.0, 0.0));
        assert_eq!(shingles("切实减轻教师负担").contained(&a), 1.0);
        assert_eq!((shingles("三字文").len(), shingles("").resemblance(&a)), (0, 0.0));
    }
}
