//! A sketch of a text, by which texts that are nearly the same are found among very many without reading them again.
//!
//! One permutation hashing (Li, Owen, Zhang 2012, *One Permutation Hashing*): each run of five folded characters has a hash; its
//! upper bits choose one of [`BINS`] bins, and of each bin the least hash is kept, of that eight bits (Li, König 2010, *b-Bit Minwise
//! Hashing*). Empty bins, which short texts have, take over from the next that is not (Shrivastava, Li 2014, *Densifying One
//! Permutation Hashing*). The share of bins in which two sketches agree estimates the share of runs that two texts have in common.

use serde::{Deserialize, Serialize};

use crate::text::is_han;

/// Bins of a sketch, a byte each.
const BINS: usize = 64;
/// Characters of a run.
const RUN: u32 = 5;
/// A text of fewer runs has no sketch: the few that it shares with another tell nothing.
const RUNS_MIN: u64 = 40;
/// Bits of a character, and of a run.
const CHAR_BITS: u32 = 21;
const RUN_BITS: u32 = CHAR_BITS * RUN;
/// Bytes of a band: two sketches that agree in a whole band may be alike. Of two texts that share .9 of their runs
/// none of the sixteen bands agrees once in 10⁷; of two that share .7, once in 100.
const BAND: usize = 4;

/// Reports that share less of their runs are no copies. Of the pairs of 196 texts of state organs and offices that are about
/// as long, those of one report (txt, doc, pdf, rtf, odt; web page and file; text by paragraphs and by sentences) share .915 and more where
/// they are longer than a page; those of different reports share .63 at most (two replies of one form), files of a few lines .67; what tells
/// editions apart, which share more, are facts.
const COPY_SHARED_MIN: f64 = 0.8;

/// A sketch; empty of a text that is too short for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch(Vec<u8>);

impl Sketch {
    /// Returns the share of runs that two texts have in common of those that either has, from 0 to 1; its standard deviation is
    /// .04 at .9. `None` where one of them has no sketch.
    pub fn resemblance(&self, other: &Sketch) -> Option<f64> {
        if self.0.len() != BINS || other.0.len() != BINS {
            return None;
        }
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() as f64 / BINS as f64;
        // Eight bits agree by chance once in 256.
        let by_chance = 1.0 / 256.0;
        Some(((same - by_chance) / (1.0 - by_chance)).max(0.0))
    }

    /// Returns whether two texts share as much as copies of one report do.
    pub fn is_copy_of(&self, other: &Sketch) -> bool {
        self.resemblance(other).is_some_and(|shared| shared >= COPY_SHARED_MIN)
    }

    /// Returns the keys under which sketches that may be alike meet; none of an empty one.
    pub fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        let bands = self.0.as_chunks::<BAND>().0.iter().enumerate();
        bands.map(|(nth, band)| (nth as u64) << 32 | u64::from(u32::from_le_bytes(*band)))
    }
}

/// Makes a sketch of a text that comes piece by piece.
pub struct Sketcher {
    least: [u64; BINS],
    /// The last characters.
    run: u128,
    chars: u64,
}

impl Default for Sketcher {
    fn default() -> Sketcher {
        Sketcher { least: [u64::MAX; BINS], run: 0, chars: 0 }
    }
}

impl Sketcher {
    /// Adds the next piece of a text, folded ([`super::fold_text`]): where it is cut does not matter, nor do signs that are no
    /// letters or numerals.
    pub fn add(&mut self, folded: &str) {
        for c in folded.chars() {
            // All that is Chinese is a letter: most characters need no look into tables.
            if !is_han(c) && !c.is_alphanumeric() {
                continue;
            }
            self.run = (self.run << CHAR_BITS | u128::from(u32::from(c))) & ((1 << RUN_BITS) - 1);
            self.chars += 1;
            if self.chars >= u64::from(RUN) {
                let hash = stirred(self.run as u64 ^ stirred((self.run >> 64) as u64));
                let bin = (hash >> (64 - BINS.ilog2())) as usize;
                self.least[bin] = self.least[bin].min(hash);
            }
        }
    }

    /// Returns the sketch of what was added.
    pub fn finish(self) -> Sketch {
        if self.chars < RUNS_MIN + u64::from(RUN) - 1 {
            return Sketch::default();
        }
        let filled = |at: usize| self.least[at % BINS] != u64::MAX;
        let byte = |at: usize| {
            let steps = (0..BINS).find(|steps| filled(at + steps)).unwrap_or(0);
            // The distance is stirred in, so that two empty bins in a row do not agree for one reason.
            stirred(self.least[(at + steps) % BINS].wrapping_add(steps as u64)) as u8
        };
        Sketch((0..BINS).map(byte).collect())
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit of the number.
fn stirred(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::fold_text;
    use super::*;

    fn sketch(text: &str) -> Sketch {
        let mut sketcher = Sketcher::default();
        sketcher.add(&fold_text(text));
        sketcher.finish()
    }

    fn sentence(nth: usize) -> String {
        format!("第{nth}项工作按照{}的要求完成，投入{}万元。", nth * 7 % 101, nth * 13)
    }

    #[test]
    fn the_share_of_common_runs_is_estimated() {
        let text = |numbers: std::ops::Range<usize>| numbers.map(sentence).collect::<String>();
        let whole = text(0..400);
        let with = |other: &str| sketch(&whole).resemblance(&sketch(other)).expect("long enough");
        // About 17 runs of each sentence are its own; of those of 400 + n sentences, 400 - n are common.
        for (other, least, most) in [
            (whole.clone(), 1.0, 1.0),
            (whole.replace('，', "\n, "), 1.0, 1.0),
            (text(0..380), 0.85, 1.0),
            (text(200..600), 0.15, 0.6),
            (text(5_000..5_400), 0.0, 0.35),
        ] {
            let share = with(&other);
            assert!((least..=most).contains(&share), "{share} is not in {least}..={most}");
            assert_eq!(sketch(&whole).is_copy_of(&sketch(&other)), least >= 0.85, "{share}");
        }
    }

    #[test]
    fn where_pieces_are_cut_does_not_matter() {
        let text: String = (0..50).map(sentence).collect();
        let folded = fold_text(&text);
        let mut sketcher = Sketcher::default();
        folded.chars().for_each(|c| sketcher.add(c.encode_utf8(&mut [0; 4])));
        assert_eq!(sketcher.finish(), sketch(&text));
        assert_eq!(sketch(&text).bands().count(), BINS / BAND);
    }

    #[test]
    fn short_texts_have_a_sketch_once_there_is_enough_of_them() {
        let text = |chars: usize| {
            (0..chars).map(|nth| char::from_u32(0x4e00 + nth as u32).unwrap_or('字')).collect::<String>()
        };
        assert_eq!(sketch(&text(43)), Sketch::default());
        assert_eq!(sketch(&text(43)).resemblance(&sketch(&text(43))), None);
        let share = sketch(&text(100)).resemblance(&sketch(&text(90))).expect("long enough");
        assert!(share > 0.6, "{share}");
    }
}
