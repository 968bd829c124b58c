//! Feedback: the first passages tell words that the query lacks, and these order the list below its first ten.
//!
//! A relevance model of the best passages (Lavrenko and Croft 2001) as a second query over what was ranked in full. It
//! finds more further down and hurts the head (docs/ranking.md), so the head keeps its order, whatever more is asked for,
//! and pays nothing when no more is.

use std::collections::BTreeMap;

use crate::analysis::Segmenter;

use crate::search::SearchError;
use crate::search::archive::PassageId;
use crate::search::run::SearchRun;
use crate::search::score::rank::Ranked;
use crate::search::score::units::idf;

/// Hits (of reports: reports) whose order feedback leaves alone.
pub(in crate::search) const HEAD: usize = 10;
/// Passages that tell words.
const TELLING: usize = 5;
/// Words that they tell.
const WORDS: usize = 40;

/// A word of the second query.
struct Told {
    word: String,
    /// Its share of the words of the passages that tell it, times its rarity.
    weight: f32,
}

impl SearchRun<'_> {
    /// Whether the list asked for is deeper than what feedback leaves alone.
    pub(in crate::search) fn feeds_back(&self) -> bool {
        let options = self.options;
        self.knowledge.ranking.feedback > 0.0
            && options.limit > HEAD
            && !options.exact
            && !options.document_order
    }

    /// Orders what stands below the head, whose first passages are `head` and whose least score is `least`: each passage is
    /// raised towards that score by how much it holds of the words that the first tell.
    ///
    /// # Errors
    /// What reading the index says.
    pub(in crate::search) fn feed_back(
        &self,
        head: &[PassageId],
        least: f32,
        below: &mut [Ranked],
    ) -> Result<(), SearchError> {
        if below.is_empty() {
            return Ok(());
        }
        let told = self.told(&head[..TELLING.min(head.len())])?;
        let worth = self.worth_of(&told, below)?;
        let most = worth.iter().copied().fold(0.0, f32::max);
        if most == 0.0 {
            return Ok(());
        }
        for (one, worth) in below.iter_mut().zip(worth) {
            // The passage that holds most goes the whole share of the way.
            let share = self.knowledge.ranking.feedback * worth / most;
            one.parts.feedback = share * (least - one.score).max(0.0);
            one.score += one.parts.feedback;
        }
        below.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(())
    }

    /// The words that some passages hold most of, but for those of the query and stop words.
    fn told(&self, passages: &[PassageId]) -> Result<Vec<Told>, SearchError> {
        let mut texts = Vec::new();
        for at in passages {
            texts.push(self.archive.passage(*at)?.text().to_owned());
        }
        let segmenter = Segmenter::for_text(&self.knowledge.dictionary, &texts.join("\n"));
        let mut shares: BTreeMap<String, f32> = BTreeMap::new();
        for text in &texts {
            for (word, share) in shares_of(text, &segmenter) {
                *shares.entry(word).or_default() += share;
            }
        }
        let is_typed = |word: &String| self.terms.iter().any(|term| term.text == *word);
        shares.retain(|word, _| !self.lexicon.is_stop_word(word) && !is_typed(word));
        let mut shares: Vec<(String, f32)> = shares.into_iter().collect();
        // Equal shares stay in the order of the words: the choice is always the same.
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares.truncate(WORDS);
        let passages = self.archive.statistics().passages as f32;
        let words: Vec<&str> = shares.iter().map(|(word, _)| word.as_str()).collect();
        let held = self.archive.word_counts(&words)?;
        let told = |((word, share), held): ((String, f32), u64)| Told {
            word,
            weight: share * idf(passages, held as f32),
        };
        Ok(shares.into_iter().zip(held).map(told).collect())
    }

    /// BM25 of the words told, for each passage.
    fn worth_of(&self, told: &[Told], passages: &[Ranked]) -> Result<Vec<f32>, SearchError> {
        let words: Vec<&str> = told.iter().map(|told| told.word.as_str()).collect();
        let docs: Vec<PassageId> = passages.iter().map(|one| one.at).collect();
        let counts = self.archive.frequencies(&words, &docs, self.options.all)?;
        self.archive.fetch(&docs)?;
        let (k1, b) = (self.knowledge.ranking.k1_words, self.knowledge.ranking.b);
        let mean_chars = self.archive.statistics().mean_chars;
        let mut worth = Vec::with_capacity(docs.len());
        for (nth, at) in docs.iter().enumerate() {
            let chars = self.archive.passage(*at)?.folded().chars().count() as f32;
            let norm = 1.0 - b + b * chars / mean_chars;
            let of_word = |(count, told): (&u16, &Told)| {
                let count = f32::from(*count) / norm;
                told.weight * count * (k1 + 1.0) / (count + k1)
            };
            worth.push(counts.of(nth).iter().zip(told).map(of_word).sum());
        }
        Ok(worth)
    }
}

/// Which share of a text each of its words is.
fn shares_of(text: &str, segmenter: &Segmenter) -> BTreeMap<String, f32> {
    let (mut counts, mut all): (BTreeMap<String, f32>, f32) = (BTreeMap::new(), 0.0);
    segmenter.words(text, |word| {
        *counts.entry(word.to_owned()).or_default() += 1.0;
        all += 1.0;
    });
    counts.values_mut().for_each(|count| *count /= all);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Dictionary;

    #[test]
    fn shares_of_words_add_up_to_one() {
        let text = "教师,负担,教师,工资";
        let shares = shares_of(text, &Segmenter::for_text(&Dictionary::builtin(), text));
        assert_eq!(shares["教师"], 0.5);
        assert!((shares.values().sum::<f32>() - 1.0).abs() < 1e-6, "{shares:?}");
    }
}
