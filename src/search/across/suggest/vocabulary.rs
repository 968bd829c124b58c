//! The words of an index that begin as was typed: no further read than they may.

use std::collections::HashMap;

use tantivy_fst::Automaton;

use crate::search::{Asked, SearchError, Searcher};

use super::Suggestion;
use super::walk::SpelledSo;

/// Of an index in an engine, which has no list of its words, so many words of the dictionary are looked up there at the most: first
/// those that what was typed begins with, then those that are most frequent in the language.
const LOOKED_UP: usize = 1_500;

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
        searcher: &Searcher,
        typed: &str,
        starts: &[usize],
    ) -> Result<Vocabulary, SearchError> {
        let Asked::Local(reader) = searcher.asked() else {
            return Vocabulary::looked_up(
                searcher,
                &SpelledSo::of(typed, starts),
                &SpelledSo::of(typed, &[0]),
            );
        };
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

    /// Words of the dictionary, which texts are cut by, with their counts in the index.
    fn looked_up(
        searcher: &Searcher,
        spelled: &SpelledSo<'_>,
        first: &SpelledSo<'_>,
    ) -> Result<Vocabulary, SearchError> {
        let mut words: Vec<(bool, u64, String)> = Vec::new();
        searcher.knowledge.dictionary.for_each(|word, frequency| {
            if word.chars().nth(1).is_some() && is_taken(spelled, word) {
                words.push((is_taken(first, word), frequency, word.to_owned()));
            }
        });
        words.sort_by(|a, b| b.cmp(a));
        words.truncate(LOOKED_UP);
        let texts: Vec<&str> = words.iter().map(|(.., word)| word.as_str()).collect();
        let counts = searcher.with_archive(|archive| {
            Ok(archive.word_counts(&texts)?.into_iter().zip(archive.heading_counts(&texts)?))
        })?;
        let held = texts.iter().zip(counts).filter(|(_, counts)| *counts != (0, 0));
        let word = |(text, (passages, headings)): (&&str, (u64, u64))| Suggestion {
            text: (*text).to_owned(),
            passages,
            headings,
            ..Suggestion::default()
        };
        Ok(Vocabulary { words: held.map(word).collect() })
    }

    /// Returns the words that fit.
    pub(super) fn that(&self, fits: &dyn Fn(&str) -> bool) -> Vec<Suggestion> {
        self.words.iter().filter(|word| fits(&word.text)).cloned().collect()
    }
}

/// Whether an automaton takes a word.
fn is_taken<A: Automaton>(automaton: &A, word: &str) -> bool {
    let mut state = automaton.start();
    for byte in word.bytes() {
        if !automaton.can_match(&state) {
            return false;
        }
        state = automaton.accept(&state, byte);
    }
    automaton.is_match(&state)
}
