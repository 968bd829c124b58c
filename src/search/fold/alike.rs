//! How much of their text two passages share, told by their runs of four characters.

/// Characters of a shingle.
const SHINGLE: usize = 4;
/// Least hashes by which passages that may be the same meet: of two that share half of their shingles 19 of 20 have one in common, of
/// two that share .8 all but one in 400,000.
const KEYS: usize = 8;

/// Calls `each` with the hash of every shingle of a folded text, in its order; signs that are no letters or numerals are
/// passed over.
fn each_hash(folded: &str, mut each: impl FnMut(u32)) {
    // The last four characters, by 16 bits each: that tells all that reports are commonly written with apart.
    let (mut run, mut chars, mut at) = (0u64, 0, 0);
    while at < folded.len() {
        let code = match folded.as_bytes()[at..] {
            // Most characters, decoded here: hundreds of passages are read for one page.
            [first @ 0xE4..=0xE9, second, third, ..] if (first, second) >= (0xE4, 0xB8) => {
                at += 3;
                u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F)
            }
            _ => {
                let Some(character) = folded[at..].chars().next() else { break };
                at += character.len_utf8();
                // The table of letters is slow.
                if matches!(character, '、' | '。') || !character.is_alphanumeric() {
                    continue;
                }
                u32::from(character)
            }
        };
        run = run << 16 | u64::from(code & 0xFFFF);
        chars += 1;
        if chars >= SHINGLE {
            each(((run ^ (run >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32);
        }
    }
}

/// Returns what passages that may be the same have in common: the least hashes of a folded text, ascending, each once.
pub(super) fn keys(folded: &str) -> Vec<u32> {
    let mut keys: Vec<u32> = Vec::with_capacity(KEYS + 1);
    // What is not below it is no key.
    let mut above = u32::MAX;
    each_hash(folded, |hash| {
        if hash < above
            && let Err(at) = keys.binary_search(&hash)
        {
            keys.insert(at, hash);
            keys.truncate(KEYS);
            above = if keys.len() == KEYS { keys[KEYS - 1] } else { u32::MAX };
        }
    });
    keys
}

/// The shingles of a passage, by their hashes, ascending, each once.
pub(super) struct Shingles(Vec<u32>);

impl Shingles {
    /// Takes the shingles of a folded text.
    pub(super) fn of(folded: &str) -> Shingles {
        let mut hashes = Vec::with_capacity(folded.len() / 3);
        each_hash(folded, |hash| hashes.push(hash));
        hashes.sort_unstable();
        hashes.dedup();
        Shingles(hashes)
    }

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

    #[test]
    fn keys_are_the_least_hashes() {
        for text in ["", "切实减轻教师负担", "切实减轻教师负担，严控督查检查考核事项，切实减轻教师负担。"]
        {
            let least: Vec<u32> = Shingles::of(text).0.into_iter().take(KEYS).collect();
            assert_eq!(keys(text), least, "{text}");
        }
    }

    #[test]
    fn passages_share_what_both_say() {
        let [a, b, c] = [
            "切实减轻教师负担，严控督查检查考核事项。",
            "切实减轻教师负担、严控督查检查考核等事项",
            "学生体质健康水平稳步提升。",
        ]
        .map(Shingles::of);
        assert!(a.resemblance(&b) > 0.7 && a.resemblance(&b) < 1.0, "{}", a.resemblance(&b));
        assert_eq!((a.resemblance(&a), a.resemblance(&c)), (1.0, 0.0));
        assert_eq!(Shingles::of("切实减轻教师负担").contained(&a), 1.0);
        assert_eq!((Shingles::of("三字文").len(), Shingles::of("").resemblance(&a)), (0, 0.0));
    }
}
