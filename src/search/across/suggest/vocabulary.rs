//! The words of an index that begin as was typed: no further read than they may.

use std::collections::HashMap;

use crate::index::IndexReader;
use crate::search::SearchError;

use super::Suggestion;
use super::walk::SpelledSo;

/// Returns the words that fit what was typed, with their counts.
///
/// # Errors
/// What reading the index says.
pub(super) fn words_that(
    reader: &IndexReader,
    typed: &str,
    fits: &dyn Fn(&str) -> bool,
) -> Result<Vec<Suggestion>, SearchError> {
    let mut words: HashMap<String, Suggestion> = HashMap::new();
    let fields = reader.fields();
    for (field, in_heading) in [(fields.body, false), (fields.heading, true)] {
        let mut each = |word: &str, count: u64| {
            // One character is typed as fast as it is chosen.
            if word.chars().nth(1).is_none() || !fits(word) {
                return;
            }
            let known = words
                .entry(word.to_owned())
                .or_insert_with(|| Suggestion { text: word.to_owned(), ..Suggestion::default() });
            *if in_heading { &mut known.headings } else { &mut known.passages } += count;
        };
        reader.each_word_of(field, || SpelledSo::of(typed), &mut each).map_err(SearchError::engine)?;
    }
    Ok(words.into_values().collect())
}
