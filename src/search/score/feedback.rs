//! Feedback: the first passages tell words that the query lacks, and these order the list below its first ten.
//!
//! A relevance model of the best passages (Lavrenko and Croft 2001) as a second query over what was ranked in full. It
//! finds more further down and hurts the head (docs/ranking.md), so the head keeps its order, whatever more is asked for,
//! and pays nothing when no more is.

use std::collections::BTreeMap;

use crate::analysis::Segmenter;

use crate::search::SearchError;
use crate::search::ask::terms::QueryTerm;
use crate::search::pieces::DocRef;
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
    term: QueryTerm,
    /// Its share of the words of the passages that tell it, times its rarity.
    weight: f32,
}

impl SearchRun<'_> {
    /// Whether the list asked for is deeper than what feedback leaves alone.
    pub(in crate::search) fn feeds_back(&self) -> bool {
        let options = self.options;
        self.searcher.ranking.feedback > 0.0
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
        head: &[DocRef],
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
            let share = self.searcher.ranking.feedback * worth / most;
            one.parts.feedback = share * (least - one.score).max(0.0);
            one.score += one.parts.feedback;
        }
        below.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(())
    }

    /// The words that some passages hold most of, but for those of the query and stop words.
    fn told(&self, passages: &[DocRef]) -> Result<Vec<Told>, SearchError> {
        let mut texts = Vec::new();
        for at in passages {
            texts.push(self.pieces.load(*at)?.text().to_owned());
        }
        let segmenter = self.searcher.segmenter(&texts.join("\n"));
        let mut shares: BTreeMap<String, f32> = BTreeMap::new();
        for text in &texts {
            for (word, share) in shares_of(text, &segmenter) {
                *shares.entry(word).or_default() += share;
            }
        }
        let is_typed = |word: &String| self.terms.iter().any(|term| term.text == *word);
        shares.retain(|word, _| !self.lexicon.is_stop_word(word) && !is_typed(word));
        let mut shares: Vec<(String, f32)> = shares.into_iter().collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares.truncate(WORDS);
        let documents = self.searcher.reader.manifest().counts.passages.max(1) as f32;
        let told = |(text, share): (String, f32)| {
            let weight = share * idf(documents, self.pieces.word_count(&text)? as f32);
            Ok(Told { term: QueryTerm { text, factor: 1.0, is_stop_word: false, of: None }, weight })
        };
        shares.into_iter().map(told).collect()
    }

    /// BM25 of the words told, for each passage.
    fn worth_of(&self, told: &[Told], passages: &[Ranked]) -> Result<Vec<f32>, SearchError> {
        let terms: Vec<QueryTerm> = told.iter().map(|told| told.term.clone()).collect();
        let docs: Vec<DocRef> = passages.iter().map(|one| one.at).collect();
        let counts = self.frequencies_of(&terms, &docs)?;
        let (k1, b) = (self.searcher.ranking.k1_words, self.searcher.ranking.b);
        let mean_chars = self.mean_chars();
        let mut worth = Vec::with_capacity(docs.len());
        for (nth, at) in docs.iter().enumerate() {
            let chars = self.pieces.load(*at)?.folded().chars().count() as f32;
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
