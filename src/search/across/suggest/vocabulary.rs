//! The words of an index by what they begin with: read once for each letter or character, and no further than needed.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::index::IndexReader;
use crate::search::SearchError;

use super::Suggestion;
use super::spell::letters_of;
use crate::text::is_han;

/// The words that were read.
pub(super) struct Vocabulary<'r> {
    reader: &'r IndexReader,
    /// Those that begin as a character says that was typed.
    known: HashMap<char, Vec<Suggestion>>,
    /// The Han of the reports by the letters that their readings begin with; read where the first letter is asked for.
    by_letter: OnceCell<HashMap<char, Vec<char>>>,
}

impl<'r> Vocabulary<'r> {
    pub(super) fn of(reader: &'r IndexReader) -> Vocabulary<'r> {
        Vocabulary { reader, known: HashMap::new(), by_letter: OnceCell::new() }
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
        let mut firsts = vec![typed];
        if typed.is_ascii_lowercase() {
            let by_letter = self.by_letter.get_or_init(|| by_letter(&self.reader.characters()));
            firsts.extend(by_letter.get(&typed).into_iter().flatten());
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

/// Han by the letters that their readings begin with.
fn by_letter(chars: &[char]) -> HashMap<char, Vec<char>> {
    let mut by_letter: HashMap<char, Vec<char>> = HashMap::new();
    for &c in chars.iter().filter(|c| is_han(**c)) {
        letters_of(c).into_iter().for_each(|letter| by_letter.entry(letter).or_default().push(c));
    }
    by_letter
}
