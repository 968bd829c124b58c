//! Copies of one report that differ a little (another site, other line breaks), told by what they share.

use std::collections::BTreeSet;

use crate::analysis;

use super::reports::WholeReport;

/// Characters of a shingle.
const SHINGLE: usize = 8;
/// Shingles that are kept of a report: those with the least hashes.
const SKETCH: usize = 256;
/// Reports that share so much of their sketches are copies, in hundredths.
const SHARED_MIN: usize = 50;

/// A sample of what a report holds, the same for the same text.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Sketch(BTreeSet<u64>);

impl Sketch {
    /// Returns the sketch of a report: the least hashes of its runs of eight folded characters (bottom-k sketch; Broder 1997,
    /// On the resemblance and containment of documents).
    pub(in crate::search) fn of(report: &WholeReport) -> Sketch {
        let mut kept: BTreeSet<u64> = BTreeSet::new();
        for section in &report.sections {
            let folded: Vec<char> = analysis::fold_text(&section.text).chars().collect();
            for shingle in folded.windows(SHINGLE) {
                let hash = hash_of(shingle);
                if kept.len() < SKETCH || kept.last().is_some_and(|last| hash < *last) {
                    kept.insert(hash);
                    if kept.len() > SKETCH {
                        kept.pop_last();
                    }
                }
            }
        }
        Sketch(kept)
    }

    /// Returns whether two reports are copies of one.
    pub(in crate::search) fn is_copy_of(&self, other: &Sketch) -> bool {
        let union: Vec<u64> = self.0.union(&other.0).copied().take(SKETCH).collect();
        let shared = union.iter().filter(|hash| self.0.contains(hash) && other.0.contains(hash)).count();
        !union.is_empty() && shared * 100 >= union.len() * SHARED_MIN
    }
}

/// FNV-1a over the characters, stirred: the least hashes must be a fair sample.
fn hash_of(chars: &[char]) -> u64 {
    let hash = chars.iter().fold(0xCBF2_9CE4_8422_2325u64, |hash, c| {
        (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::super::reports::WholeSection;
    use super::*;

    fn report(text: &str) -> Sketch {
        let mut section = WholeSection::default();
        text.clone_into(&mut section.text);
        Sketch::of(&WholeReport { sections: vec![section], ..WholeReport::default() })
    }

    #[test]
    fn copies_are_told_from_others() {
        let sentence =
            |nth: usize| format!("第{nth}项工作按照{}的要求完成，投入{}万元。", nth * 7 % 101, nth * 13);
        let text: String = (0..300).map(sentence).collect();
        let copy = text.replace('\n', "").replacen("第7项", "第七项", 1) + "本网站版权所有";
        let other: String = (1_000..1_300).map(sentence).collect();
        assert!(report(&text).is_copy_of(&report(&copy)));
        assert!(!report(&text).is_copy_of(&report(&other)));
        assert!(!report("").is_copy_of(&report("")));
    }
}
