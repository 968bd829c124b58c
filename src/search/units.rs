//! What ranking counts: the words, the pairs of neighbouring characters and the characters of a query,
//! each with its weight, and how often a text holds them.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::analysis;
use crate::index::IndexReader;

use super::SearchError;
use super::pieces::Pieces;

/// One thing that is counted.
struct Unit {
    /// Inverse document frequency times the weight of its kind (and of stop words).
    weight: f32,
}

/// All that is counted for one query.
pub(super) struct Units {
    words: Vec<(Finder<'static>, Unit)>,
    bigrams: HashMap<(char, char), usize>,
    characters: HashMap<char, usize>,
    /// Units behind the numbers in `bigrams` and `characters`.
    grams: Vec<Unit>,
    /// Whether a word was written with digits, so that numerals in the text must be read by value.
    numerals: bool,
}

/// How much each kind weighs against the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct KindWeights {
    /// Words.
    pub(super) words: f32,
    /// Pairs of neighbouring characters.
    pub(super) bigrams: f32,
    /// Single characters.
    pub(super) characters: f32,
    /// Factor for words that stand in the list of stop words.
    pub(super) stop_word: f32,
}

/// How often each unit stands in a text, in the order of the units.
pub(super) struct Counts(pub(super) Vec<u16>);

impl Units {
    /// Gathers the units of `terms` (index terms) and `texts` (what was typed, cut at blanks here).
    ///
    /// # Errors
    /// What the engine says when frequencies are looked up.
    pub(super) fn of(
        terms: &[String],
        texts: &[&str],
        is_stop_word: &dyn Fn(&str) -> bool,
        weights: KindWeights,
        reader: &IndexReader,
        pieces: &Pieces<'_>,
    ) -> Result<Units, SearchError> {
        let passages = reader.manifest().counts.passages.max(1) as f32;
        let mut units = Units {
            words: Vec::new(),
            bigrams: HashMap::new(),
            characters: HashMap::new(),
            grams: Vec::new(),
            numerals: terms.iter().any(|term| term.bytes().any(|b| b.is_ascii_digit())),
        };
        for term in terms {
            let known = pieces.word_count(term)?;
            let kind = weights.words * if is_stop_word(term) { weights.stop_word } else { 1.0 };
            let weight = kind * idf(passages, known as f32);
            units.words.push((Finder::new(term.as_str()).into_owned(), Unit { weight }));
        }
        for text in texts.iter().flat_map(|text| text.split_whitespace()) {
            units.add_grams(&analysis::fold_text(text), weights, passages, reader);
        }
        Ok(units)
    }

    fn add_grams(&mut self, folded: &str, weights: KindWeights, passages: f32, reader: &IndexReader) {
        let mut before = None;
        for character in folded.chars() {
            if !character.is_alphanumeric() {
                before = None;
                continue;
            }
            if !self.characters.contains_key(&character) {
                let known = count_run(&character.to_string(), reader);
                self.characters.insert(character, self.grams.len());
                self.grams.push(Unit { weight: weights.characters * idf(passages, known) });
            }
            if let Some(first) = before
                && !self.bigrams.contains_key(&(first, character))
            {
                let known = count_run(&[first, character].iter().collect::<String>(), reader);
                self.bigrams.insert((first, character), self.grams.len());
                self.grams.push(Unit { weight: weights.bigrams * idf(passages, known) });
            }
            before = Some(character);
        }
    }

    /// Counts the units in a text that has passed the exact chain.
    pub(super) fn count(&self, folded: &str) -> Counts {
        let mut counts = vec![0u16; self.words.len() + self.grams.len()];
        let by_value;
        let for_words = if self.numerals {
            by_value = analysis::fold_words(folded);
            by_value.text()
        } else {
            folded
        };
        for ((word, _), count) in self.words.iter().zip(&mut counts) {
            *count = word.find_iter(for_words.as_bytes()).take(usize::from(u16::MAX)).count() as u16;
        }
        let grams = &mut counts[self.words.len()..];
        let mut before = None;
        for character in folded.chars() {
            let known = self.characters.get(&character);
            if let Some(unit) = known {
                grams[*unit] = grams[*unit].saturating_add(1);
                if let Some(first) = before
                    && let Some(unit) = self.bigrams.get(&(first, character))
                {
                    grams[*unit] = grams[*unit].saturating_add(1);
                }
            }
            before = known.map(|_| character);
        }
        Counts(counts)
    }

    /// Returns the number of units.
    pub(super) fn len(&self) -> usize {
        self.words.len() + self.grams.len()
    }

    /// Returns the weight of each unit, in the order of [`Counts`].
    pub(super) fn weights(&self) -> impl Iterator<Item = f32> + '_ {
        self.words.iter().map(|(_, unit)| unit.weight).chain(self.grams.iter().map(|unit| unit.weight))
    }

    /// Returns the sum of the weights of the pairs of characters, the measure of what a whole run is worth.
    pub(super) fn bigram_weight(&self) -> f32 {
        self.bigrams.values().map(|unit| self.grams[*unit].weight).sum()
    }

    /// Returns the weights of the words, in the order of the terms.
    pub(super) fn word_weights(&self) -> Vec<f32> {
        self.words.iter().map(|(_, unit)| unit.weight).collect()
    }

    /// Returns for each word where it begins in folded text (bytes of the text that words are read from).
    pub(super) fn word_places(&self, folded: &str) -> Vec<Vec<usize>> {
        let by_value;
        let text = if self.numerals {
            by_value = analysis::fold_words(folded);
            by_value.text()
        } else {
            folded
        };
        self.words.iter().map(|(word, _)| word.find_iter(text.as_bytes()).collect()).collect()
    }
}

/// Living documents that hold one or two characters.
fn count_run(run: &str, reader: &IndexReader) -> f32 {
    let grams = analysis::run_grams(run);
    let pairs = grams.pairs.iter().map(|key| reader.pair_count(*key));
    pairs.chain(grams.prefixes.iter().map(|code| reader.character_count(*code))).min().unwrap_or(0) as f32
}

/// Inverse document frequency as in BM25 (Robertson and Zaragoza 2009, with the 1 that keeps it positive).
fn idf(documents: f32, holding: f32) -> f32 {
    let holding = holding.min(documents);
    (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln()
}
