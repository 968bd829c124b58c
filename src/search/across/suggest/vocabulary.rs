//! The words of an index by what they begin with: read once for each letter or character, and no further than needed.

use std::collections::HashMap;

use crate::index::IndexReader;
use crate::search::SearchError;

use super::Suggestion;
use super::spell::may_begin;

/// Han that words begin with.
const HAN: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

/// The words that were read.
pub(super) struct Vocabulary<'r> {
    reader: &'r IndexReader,
    /// Those that begin as a character says that was typed.
    known: HashMap<char, Vec<Suggestion>>,
}

impl<'r> Vocabulary<'r> {
    pub(super) fn of(reader: &'r IndexReader) -> Vocabulary<'r> {
        Vocabulary { reader, known: HashMap::new() }
    }

    /// The words that fit what was typed, with their counts.
    pub(super) fn that(
        &mut self,
        typed: &str,
        fits: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Suggestion>, SearchError> {
        let Some(first) = typed.chars().next() else { return Ok(Vec::new()) };
        if !self.known.contains_key(&first) {
            let words = self.read(first).map_err(SearchError::engine)?;
            self.known.insert(first, words);
        }
        let words = self.known.get(&first).map(Vec::as_slice).unwrap_or_default();
        Ok(words.iter().filter(|word| fits(&word.text)).cloned().collect())
    }

    fn read(&self, typed: char) -> tantivy::Result<Vec<Suggestion>> {
        // Characters that stand in no report begin no word.
        let is_there = |c: &char| self.reader.character_count(u32::from(*c) as u16) > 0;
        let mut firsts = vec![typed];
        if typed.is_ascii_lowercase() {
            firsts.extend(HAN.filter(is_there).filter(|c| may_begin(*c, typed)));
        }
        let mut words: HashMap<String, Suggestion> = HashMap::new();
        let fields = self.reader.fields();
        for (field, in_heading) in [(fields.body, false), (fields.heading, true)] {
            self.reader.each_word_beginning(field, &firsts, &mut |word, count| {
                // One character is typed as fast as it is chosen.
                if word.chars().nth(1).is_none() {
                    return;
                }
                let known = words
                    .entry(word.to_owned())
                    .or_insert_with(|| Suggestion { text: word.to_owned(), ..Suggestion::default() });
                *if in_heading { &mut known.headings } else { &mut known.passages } += count;
            })?;
        }
        Ok(words.into_values().collect())
    }
}
