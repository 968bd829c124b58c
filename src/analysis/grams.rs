//! N-grams of characters: what makes every run of characters findable.
//!
//! Over folded text: every pair of neighbours, punctuation like any other character, and the last character with
//! [`END`]. So each character begins exactly one gram: a single character is found by the first half of the
//! keys, a longer run by its pairs.

/// Second half of the key of the last character of a text.
const END: u32 = 0;

/// Codes that characters beyond the first plane are hashed into: those of private use, rare in texts.
const HASHED_FIRST: u32 = 0xE000;
const HASHED_COUNT: u32 = 0xF8FF - 0xE000 + 1;

/// What a passage must have to hold a run: the keys of the pairs, and characters that begin a gram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunGrams {
    /// Keys of grams, sorted, each once.
    pub pairs: Vec<u32>,
    /// Upper halves of keys of which any will do.
    pub prefixes: Vec<u16>,
}

/// Sixteen bits for a character; those beyond the first plane share codes by a hash.
fn code(character: char) -> u32 {
    let code = u32::from(character);
    // Multiplied by 2^32 over the golden ratio, so that neighbouring characters spread over the codes (see
    // `slots.rs`).
    if code < 0x1_0000 { code } else { HASHED_FIRST + code.wrapping_mul(0x9E37_79B1) % HASHED_COUNT }
}

/// Replaces `keys` by the keys of all n-grams of `folded`, in the order of the text.
pub fn grams(folded: &str, keys: &mut Vec<u32>) {
    keys.clear();
    let mut codes = folded.chars().map(code);
    let Some(mut last) = codes.next() else { return };
    // One for each character; whoever asks may add one more.
    keys.reserve_exact(folded.chars().count() + 1);
    for this in codes {
        keys.push(last << 16 | this);
        last = this;
    }
    keys.push(last << 16 | END);
}

/// Returns what every passage that holds the run `folded` (after the exact chain) must have among its n-grams.
pub fn run_grams(folded: &str) -> RunGrams {
    let codes: Vec<u32> = folded.chars().map(code).collect();
    let mut pairs: Vec<u32> = codes.windows(2).map(|pair| pair[0] << 16 | pair[1]).collect();
    pairs.sort_unstable();
    pairs.dedup();
    // A longer run is told by its pairs; a single character has none.
    let prefixes = if let [only] = codes[..] { vec![only as u16] } else { Vec::new() };
    RunGrams { pairs, prefixes }
}

/// Returns whether having the grams of [`run_grams`] means holding the run: no text need be looked at.
pub fn is_exact(folded: &str) -> bool {
    let mut characters = folded.chars();
    // A hashed code may be that of another character, so that only the text can tell.
    let plain = |c: char| u32::from(c) < 0x1_0000 && !(0xE000..=0xF8FF).contains(&u32::from(c));
    characters.by_ref().take(2).all(plain) && characters.next().is_none()
}

/// Returns the pairs of neighbouring characters of a folded name, each once: what titles are looked up by. Every name that
/// holds a run has those of the run.
pub fn name_pairs(folded: &str) -> Vec<&str> {
    let begins = folded.char_indices().map(|(at, _)| at);
    let ends = folded.char_indices().skip(1).map(|(at, c)| at + c.len_utf8());
    let mut pairs: Vec<&str> = begins.zip(ends).map(|(begin, end)| &folded[begin..end]).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(first: char, second: char) -> u32 {
        (first as u32) << 16 | second as u32
    }

    #[test]
    fn each_character_begins_one_gram() {
        let mut keys = Vec::new();
        grams("减负。减", &mut keys);
        assert_eq!(keys, [key('减', '负'), key('负', '。'), key('。', '减'), key('减', '\0')]);
    }

    #[test]
    fn names_have_pairs() {
        assert_eq!(name_pairs("教育教育法"), ["教育", "育教", "育法"]);
        assert!(name_pairs("教").is_empty() && name_pairs("").is_empty());
    }

    #[test]
    fn a_run_asks_for_its_pairs_and_a_lone_character_for_its_prefix() {
        let across = run_grams("往,正");
        let mut wanted = vec![key('往', ','), key(',', '正')];
        wanted.sort_unstable();
        assert_eq!((across.pairs, across.prefixes), (wanted, vec![]));
        assert_eq!(run_grams("正"), RunGrams { pairs: vec![], prefixes: vec!['正' as u16] });
        assert_eq!(run_grams(""), RunGrams::default());
        assert!(
            is_exact("减负") && is_exact("减") && is_exact("减。") && !is_exact("减轻负") && !is_exact("𠀋")
        );
    }

    proptest! {
        #[test]
        fn every_run_is_found_by_its_grams(text in "[一二三四,。ab𠀋𠀌]{1,30}", from in 0usize..30, length in 1usize..12) {
            let characters: Vec<char> = text.chars().collect();
            let from = from % characters.len();
            let run: String = characters[from..].iter().take(length).collect();
            let mut keys = Vec::new();
            grams(&text, &mut keys);
            let wanted = run_grams(&run);
            prop_assert!(wanted.pairs.iter().all(|pair| keys.contains(pair)));
            prop_assert!(wanted.prefixes.iter().all(|code| keys.iter().any(|key| (key >> 16) as u16 == *code)));
        }
    }
}
