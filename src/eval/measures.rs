//! Measures of a ranked list against judgements, as `trec_eval` and the literature define them.

use std::collections::HashMap;

/// Judged documents of each query: grade above 0 means relevant.
pub type Judgements = HashMap<String, HashMap<String, u32>>;

/// The measures of one query, or their means over many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    /// Reciprocal rank of the first relevant document among the first ten, else 0.
    pub mrr_10: f64,
    /// Discounted cumulative gain of the first ten over the best possible (Järvelin and Kekäläinen 2002,
    /// gain = grade, discount = log2(rank + 1)).
    pub ndcg_10: f64,
    /// Share of the relevant documents among the first ten.
    pub recall_10: f64,
    /// Share of the relevant documents among the first hundred.
    pub recall_100: f64,
}

impl Measures {
    /// Measures one ranked list of document ids against the grades of its query.
    ///
    /// A query without relevant documents measures 0 everywhere; leave it out of a mean.
    pub fn of(ranked: &[String], grades: &HashMap<String, u32>) -> Measures {
        let grade = |id: &String| f64::from(grades.get(id).copied().unwrap_or(0));
        let relevant = grades.values().filter(|grade| **grade > 0).count();
        if relevant == 0 {
            return Measures::default();
        }
        let first = ranked.iter().take(10).position(|id| grade(id) > 0.0);
        let discounted = |grades: &mut dyn Iterator<Item = f64>| -> f64 {
            grades.take(10).enumerate().map(|(nth, grade)| grade / (nth as f64 + 2.0).log2()).sum()
        };
        // The best possible list has all judged documents, by falling grade.
        let mut best: Vec<f64> = grades.values().map(|grade| f64::from(*grade)).collect();
        best.sort_by(|a, b| b.total_cmp(a));
        let found = |depth: usize| {
            ranked.iter().take(depth).filter(|id| grade(id) > 0.0).count() as f64 / relevant as f64
        };
        Measures {
            mrr_10: first.map_or(0.0, |nth| 1.0 / (nth as f64 + 1.0)),
            ndcg_10: discounted(&mut ranked.iter().map(grade)) / discounted(&mut best.into_iter()),
            recall_10: found(10),
            recall_100: found(100),
        }
    }

    /// Returns the means over many queries; 0 for none.
    pub fn mean(all: &[Measures]) -> Measures {
        let of = |field: fn(&Measures) -> f64| all.iter().map(field).sum::<f64>() / all.len().max(1) as f64;
        Measures {
            mrr_10: of(|one| one.mrr_10),
            ndcg_10: of(|one| one.ndcg_10),
            recall_10: of(|one| one.recall_10),
            recall_100: of(|one| one.recall_100),
        }
    }
}

/// How likely a difference at least as large would be if it did not matter which system is which.
///
/// Fisher's randomization test, two-sided, on the paired differences of one measure (Smucker, Allan and
/// Carterette 2007 recommend it for retrieval): signs are drawn `rounds` times from a fixed seed.
pub fn randomization_test(differences: &[f64], rounds: usize) -> f64 {
    let observed = differences.iter().sum::<f64>().abs();
    let mut state = 0x5eed_u64;
    let mut as_large = 0;
    for _ in 0..rounds {
        let mut sum = 0.0;
        for chunk in differences.chunks(64) {
            // A draw has 64 bits: the signs of 64 queries.
            let mut signs = split_mix(&mut state);
            for difference in chunk {
                sum += if signs & 1 == 0 { *difference } else { -difference };
                signs >>= 1;
            }
        }
        as_large += usize::from(sum.abs() >= observed - 1e-12);
    }
    // The observed signs are one of the possible draws, so that no test says 0.
    (as_large + 1) as f64 / (rounds + 1) as f64
}

/// SplitMix64 (Steele, Lea and Flood 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(list: &[&str]) -> Vec<String> {
        list.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn measures_agree_with_values_worked_out_by_hand() {
        let grades = HashMap::from([("a".to_owned(), 1), ("b".to_owned(), 1), ("x".to_owned(), 0)]);
        let one = Measures::of(&ids(&["x", "a", "c"]), &grades);
        assert_eq!((one.mrr_10, one.recall_10, one.recall_100), (0.5, 0.5, 0.5));
        let ideal = 1.0 + 1.0 / 3f64.log2();
        assert!((one.ndcg_10 - (1.0 / 3f64.log2()) / ideal).abs() < 1e-12);
        assert_eq!(Measures::of(&ids(&["a"]), &HashMap::new()), Measures::default());
    }

    #[test]
    fn only_the_first_ten_and_hundred_count() {
        let mut ranked: Vec<String> = (0..10).map(|n| format!("n{n}")).collect();
        ranked.push("a".to_owned());
        let one = Measures::of(&ranked, &HashMap::from([("a".to_owned(), 1)]));
        assert_eq!((one.mrr_10, one.ndcg_10, one.recall_10, one.recall_100), (0.0, 0.0, 0.0, 1.0));
    }

    #[test]
    fn the_test_tells_chance_from_difference() {
        let noise: Vec<f64> = (0..200).map(|n| if n % 2 == 0 { 0.1 } else { -0.1 }).collect();
        assert!(randomization_test(&noise, 2_000) > 0.9);
        let better: Vec<f64> = (0..200).map(|n| if n % 4 == 0 { -0.1 } else { 0.1 }).collect();
        assert!(randomization_test(&better, 2_000) < 0.01);
    }
}
