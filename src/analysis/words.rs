//! Words that a user adds to the dictionary of an index.
//!
//! A word's frequency is settled once, when it is added, from the words that it would else be cut into, and then kept: so
//! an index that is built anew with the same words cuts the same. The sum of all frequencies does not change, and a
//! piece of text in which no added word occurs is cut as before.

use crate::language::tr;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dictionary::for_each_in;
use super::segment::is_one_word;
use super::{Dictionary, DictionaryError, fold_words_text};

/// Longest word that can be added, in characters. A quoted run finds longer ones.
const CHARS_MAX: usize = 32;
/// Lower bound for an added word's frequency: that of words in `index_schema/dictionary.txt`.
const FREQUENCY_MIN: u64 = 3;
/// Upper bound for an added word's frequency, so that a passage's added words stay negligible beside the sum of all
/// frequencies in the dictionary.
const FREQUENCY_MAX: u64 = 10_000;

/// Times that a word read by value is read again: each time it has fewer numerals.
const FOLDS_MAX: usize = 3;

/// Added words with their frequency, in the form in which they are looked for in text: folded, numerals by value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedWords(BTreeMap<String, u64>);

/// A word as it was typed, with its frequency where one was given.
pub type TypedWord = (String, Option<u64>);

/// Why a word is not added, or not removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// It holds a blank.
    #[error("{}", tr!("index-word-blank"))]
    Blank,
    /// It holds no letter or character of a word.
    #[error("{}", tr!("index-word-nothing"))]
    NoLetter,
    /// It is a single character.
    #[error("{}", tr!("index-word-single"))]
    OneCharacter,
    /// It is too long.
    #[error("{}", tr!("index-word-long", chars_max = CHARS_MAX.to_string()))]
    TooLong,
    /// Words end inside it whatever the dictionary says.
    #[error("{}", tr!("index-word-parted"))]
    Cut,
    /// It was not added.
    #[error("{}", tr!("index-word-not-added"))]
    NotAdded,
    /// It is a word without having been added.
    #[error("{}", tr!("index-word-own"))]
    Builtin,
}

impl AddedWords {
    /// Reads words; the bytes are those of [`AddedWords::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are no such words.
    pub fn from_bytes(bytes: &[u8]) -> Result<AddedWords, DictionaryError> {
        let map = fst::Map::new(bytes)?;
        // Its own checksum counts: the bytes may be of an index whose seal is lost (`salvage.rs`).
        map.as_fst().verify()?;
        let mut words = BTreeMap::new();
        for_each_in(&map, |word, frequency| {
            words.insert(word.to_owned(), frequency);
        });
        Ok(AddedWords(words))
    }

    /// Returns the words as bytes that can be mapped.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut builder = fst::MapBuilder::memory();
        for (word, frequency) in &self.0 {
            builder.insert(word, *frequency).expect("a BTreeMap gives its keys in order");
        }
        builder.into_inner().expect("memory takes every byte")
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the words in order, with their frequency.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(word, frequency)| (word.as_str(), *frequency))
    }

    /// Returns the words of one that another lacks or has with another frequency, and the other way round.
    pub fn differing(&self, other: &AddedWords) -> AddedWords {
        let lacks = |from: &AddedWords, to: &AddedWords| -> BTreeMap<String, u64> {
            let differs = |(word, frequency): &(&String, &u64)| to.0.get(*word) != Some(*frequency);
            from.0.iter().filter(differs).map(|(word, frequency)| (word.clone(), *frequency)).collect()
        };
        AddedWords(lacks(self, other).into_iter().chain(lacks(other, self)).collect())
    }

    /// Returns the dictionary `base` with these words.
    pub fn in_dictionary(&self, base: &Dictionary) -> Dictionary {
        base.clone().with_added(self.to_bytes()).expect("what was just made can be read")
    }

    /// Returns the words that were typed, added to the program's dictionary `base`, and those that can be none, with why.
    pub fn typed<'t>(base: &Dictionary, typed: &'t [TypedWord]) -> (AddedWords, Vec<(&'t str, WordError)>) {
        let mut words = AddedWords::default();
        let refused = typed.iter().filter_map(|(word, frequency)| {
            words.add(base, word, *frequency).err().map(|why| (word.as_str(), why))
        });
        let refused = refused.collect();
        (words, refused)
    }

    /// Adds a word to those of the program's dictionary `base`; returns the form that it stands in from now on, `None` when
    /// it is a word already and nothing is to be done.
    ///
    /// Without a frequency it gets the least with which it is cut whole where it stands alone (jieba's `suggest_freq`).
    ///
    /// # Errors
    /// Why it can be no word.
    pub fn add(
        &mut self,
        base: &Dictionary,
        typed: &str,
        frequency: Option<u64>,
    ) -> Result<Option<String>, WordError> {
        let word = form(typed)?;
        // Added words inside this one change how it is cut, and so the frequency that it needs.
        let inside = self.inside(&word);
        let known = inside.in_dictionary(base);
        let wanted = frequency.map(|frequency| frequency.clamp(1, FREQUENCY_MAX));
        let is_known = self.0.contains_key(&word) || known.frequency(&word).is_some();
        if is_known
            && is_one_word(&known, &word)
            && wanted.is_none_or(|wanted| known.frequency(&word) == Some(wanted))
        {
            return Ok(None);
        }
        let frequency = wanted.unwrap_or_else(|| least_frequency(&known, &word));
        let mut with_it = inside;
        // With the greatest frequency that there is: what is cut even then can be no word.
        with_it.0.insert(word.clone(), FREQUENCY_MAX);
        if !is_one_word(&with_it.in_dictionary(base), &word) {
            return Err(WordError::Cut);
        }
        self.0.insert(word.clone(), frequency);
        Ok(Some(word))
    }

    /// Removes a word; returns the form that it stood in.
    ///
    /// # Errors
    /// When it was not added.
    pub fn remove(&mut self, base: &Dictionary, typed: &str) -> Result<String, WordError> {
        let word = form(typed)?;
        match self.0.remove(&word) {
            Some(_) => Ok(word),
            None if base.frequency(&word).is_some() => Err(WordError::Builtin),
            None => Err(WordError::NotAdded),
        }
    }

    /// The added words that occur in another.
    fn inside(&self, word: &str) -> AddedWords {
        let ends = |from: usize| word[from..].char_indices().map(move |(at, c)| from + at + c.len_utf8());
        let parts = word.char_indices().flat_map(|(from, _)| ends(from).map(move |to| &word[from..to]));
        AddedWords(
            parts.filter_map(|part| self.0.get_key_value(part)).map(|(w, f)| (w.clone(), *f)).collect(),
        )
    }
}

/// Returns the form in which a word is looked for in text.
fn form(typed: &str) -> Result<String, WordError> {
    let typed = typed.trim();
    if typed.contains(char::is_whitespace) {
        return Err(WordError::Blank);
    }
    let mut word = fold_words_text(typed);
    // What is read by value may touch and make another number: 5m2二〇二五.
    for _ in 0..FOLDS_MAX {
        word = fold_words_text(&word);
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    match word.chars().count() {
        _ if letters == 0 => Err(WordError::NoLetter),
        1 => Err(WordError::OneCharacter),
        chars if chars > CHARS_MAX => Err(WordError::TooLong),
        _ => Ok(word),
    }
}

/// The least frequency with which a word is likelier than the best way to cut it.
fn least_frequency(dictionary: &Dictionary, word: &str) -> u64 {
    let total = dictionary.total() as f64;
    let mut bounds: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    bounds.push(word.len());
    // The best way to cut what begins at each bound, as a logarithm; the word itself is no way to cut it.
    let mut best = vec![f64::NEG_INFINITY; bounds.len()];
    best[bounds.len() - 1] = 0.0;
    for from in (0..bounds.len() - 1).rev() {
        for to in from + 1..bounds.len() {
            if from == 0 && to == bounds.len() - 1 {
                continue;
            }
            // A character that no dictionary knows counts as seen once.
            let alone = (to == from + 1).then_some(1);
            let Some(frequency) = dictionary.frequency(&word[bounds[from]..bounds[to]]).or(alone) else {
                continue;
            };
            best[from] = best[from].max((frequency as f64 / total).ln() + best[to]);
        }
    }
    // The frequency at which both ways are equally likely; one more decides.
    let least = (best[0].exp() * total) as u64 + 1;
    least.clamp(FREQUENCY_MIN, FREQUENCY_MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::super::Segmenter;
    use super::*;

    fn cut(dictionary: &Dictionary, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        Segmenter::for_text(dictionary, text).words(text, |word| words.push(word.to_owned()));
        words
    }

    fn added(words: &[&str]) -> AddedWords {
        let mut added = AddedWords::default();
        words.iter().for_each(|word| drop(added.add(&Dictionary::builtin(), word, None).expect(word)));
        added
    }

    #[test]
    fn a_word_is_cut_whole_once_it_is_added_and_no_longer_when_it_is_removed() {
        let base = Dictionary::builtin();
        let text = "大力发展银发文旅产业，推进两岸融合。";
        let before = cut(&base, text);
        assert!(!before.contains(&"银发文旅".to_owned()), "{before:?}");
        let mut words = added(&["银髮文旅", "两岸融合", "银发文旅产业"]);
        let after = cut(&words.in_dictionary(&base), text);
        assert_eq!(after, ["大力发展", "银发文旅产业", "推进", "两岸融合"]);
        assert_eq!(words.remove(&base, "银发文旅产业"), Ok("银发文旅产业".to_owned()));
        assert!(cut(&words.in_dictionary(&base), text).contains(&"银发文旅".to_owned()));
        let bytes = words.to_bytes();
        assert_eq!(AddedWords::from_bytes(&bytes).expect("words"), words);
        for word in ["银发文旅", "两岸融合"] {
            words.remove(&base, word).expect(word);
        }
        assert_eq!((words.len(), cut(&words.in_dictionary(&base), text)), (0, before));
    }

    #[test]
    fn what_can_be_no_word_is_refused() {
        let base = Dictionary::builtin();
        let table = [
            ("低空 经济", WordError::Blank),
            ("", WordError::NoLetter),
            ("。，", WordError::NoLetter),
            ("二〇二五", WordError::NoLetter),
            ("云", WordError::OneCharacter),
            ("低空、经济", WordError::Cut),
        ];
        let mut words = AddedWords::default();
        for (word, wanted) in table {
            assert_eq!(words.add(&base, word, None), Err(wanted), "{word}");
        }
        assert_eq!(words.add(&base, &"云".repeat(33), None), Err(WordError::TooLong));
        assert_eq!(words.add(&base, "教育", None), Ok(None), "it is a word already");
        assert_eq!(words.add(&base, "5G专网", None), Ok(Some("5g专网".to_owned())));
        assert_eq!(words.add(&base, "５Ｇ专网", None), Ok(None));
        assert_eq!(words.remove(&base, "教育"), Err(WordError::Builtin));
        assert_eq!(words.remove(&base, "没有添加"), Err(WordError::NotAdded));
        assert_eq!(words.len(), 1);
    }

    #[test]
    fn differences_go_both_ways() {
        let (one, two) = (added(&["银发文旅", "两岸融合"]), added(&["两岸融合", "研学团餐"]));
        let differing = one.differing(&two);
        let words: Vec<&str> = differing.iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["研学团餐", "银发文旅"]);
        assert!(one.differing(&one).is_empty());
    }

    /// A dictionary with added words, and the segmenter of a whole run made of it.
    fn both_ways() -> &'static (Dictionary, Segmenter) {
        static BOTH: OnceLock<(Dictionary, Segmenter)> = OnceLock::new();
        BOTH.get_or_init(|| {
            let with_them = added(&["银发文旅", "两岸融合", "学团餐"]).in_dictionary(&Dictionary::builtin());
            let full = Segmenter::full(&with_them);
            (with_them, full)
        })
    }

    proptest! {
        #[test]
        fn where_no_added_word_occurs_no_cut_moves(text in "[银发文旅两岸融合教育发展的学团餐一二年0-9a，]{0,40}") {
            let base = Dictionary::builtin();
            let (with_them, full) = both_ways();
            if !with_them.has_added_in(&fold_words_text(&text)) {
                prop_assert_eq!(cut(with_them, &text), cut(&base, &text));
            }
            let mut whole = Vec::new();
            full.words(&text, |word| whole.push(word.to_owned()));
            prop_assert_eq!(whole, cut(with_them, &text));
        }
    }
}
