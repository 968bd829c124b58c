//! The words of an index that begin as was typed: no further read than they may.

use std::collections::HashMap;

use crate::index::IndexReader;
use crate::search::SearchError;

use super::Suggestion;
use super::walk::SpelledSo;

/// The words that were read, with their counts.
pub(super) struct Vocabulary {
    words: Vec<Suggestion>,
}

impl Vocabulary {
    /// Reads the words that are spelled by a part of what was typed which begins at one of `starts`, or that begin so to its end.
    ///
    /// # Errors
    /// What reading the index says.
    pub(super) fn read(
        reader: &IndexReader,
        typed: &str,
        starts: &[usize],
    ) -> Result<Vocabulary, SearchError> {
        let mut words: HashMap<String, Suggestion> = HashMap::new();
        let fields = reader.fields();
        for (field, in_heading) in [(fields.body, false), (fields.heading, true)] {
            let mut each = |word: &str, count: u64| {
                // One character is typed as fast as it is chosen.
                if word.chars().nth(1).is_none() {
                    return;
                }
                let known = words
                    .entry(word.to_owned())
                    .or_insert_with(|| Suggestion { text: word.to_owned(), ..Suggestion::default() });
                *if in_heading { &mut known.headings } else { &mut known.passages } += count;
            };
            let walk = || SpelledSo::of(typed, starts);
            reader.each_word_of(field, walk, &mut each).map_err(SearchError::engine)?;
        }
        Ok(Vocabulary { words: words.into_values().collect() })
    }

    /// Returns the words that fit.
    pub(super) fn that(&self, fits: &dyn Fn(&str) -> bool) -> Vec<Suggestion> {
        self.words.iter().filter(|word| fits(&word.text)).cloned().collect()
    }
}
