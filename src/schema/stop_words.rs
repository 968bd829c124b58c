//! The words of `index_schema/stop_words.txt`: function words, which tell little.

use std::collections::HashSet;

use super::SchemaError;

/// Function words. They are the program's, like all that ranks: no index decides about them.
#[derive(Clone, Debug)]
pub struct StopWords(HashSet<String>);

impl StopWords {
    /// Returns the stop words that this program carries.
    pub fn builtin() -> StopWords {
        let text = include_str!("../../index_schema/stop_words.txt");
        StopWords::parse(text).expect("a test reads the files of index_schema")
    }

    /// Reads stop words from a text in the form of `index_schema/stop_words.txt`: one index term a line.
    ///
    /// # Errors
    /// When a line holds more than a word, or stands there twice.
    pub fn parse(text: &str) -> Result<StopWords, SchemaError> {
        let mut words = HashSet::new();
        for (nth, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let invalid = |why: &str| SchemaError::Invalid {
                file: super::STOP_WORDS,
                what: format!("line {}: `{line}` {why}", nth + 1),
            };
            if line.is_empty() {
                continue;
            }
            if line.contains(char::is_whitespace) {
                return Err(invalid("holds a blank: write one word a line"));
            }
            if !words.insert(line.to_owned()) {
                return Err(invalid("stands there twice"));
            }
        }
        Ok(StopWords(words))
    }

    /// Returns whether an index term is a stop word.
    pub fn contains(&self, term: &str) -> bool {
        self.0.contains(term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_index_terms() {
        let stop_words = StopWords::builtin();
        assert!(stop_words.contains("的") && !stop_words.contains("教育"));
        for word in &stop_words.0 {
            assert_eq!(&crate::analysis::fold_text(word), word, "a stop word is compared after folding");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let table = [
            ("的\n的\n", "line 2: `的` stands there twice"),
            ("# words\n的 和\n", "line 2: `的 和` holds a blank"),
        ];
        for (text, wanted) in table {
            let error = StopWords::parse(text).expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error} should say {wanted}");
        }
    }
}
