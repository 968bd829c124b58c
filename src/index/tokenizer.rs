//! The engine's side of segmentation: words arrive already cut, one blank between them.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::fields::WORDS_TOKENIZER;

/// Longer words are not indexed as words (their n-grams are): the engine refuses terms of 64 KiB.
const WORD_BYTES_MAX: usize = 255;

/// Returns whether a word becomes a term.
pub(super) fn is_indexed(word: &str) -> bool {
    !word.is_empty() && word.len() <= WORD_BYTES_MAX
}

/// Splits at single blanks and changes nothing.
#[derive(Clone, Default)]
struct SegmentedWords {
    token: Token,
}

struct SegmentedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for SegmentedWords {
    type TokenStream<'a> = SegmentedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SegmentedStream<'a> {
        self.token.reset();
        SegmentedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for SegmentedStream<'_> {
    fn advance(&mut self) -> bool {
        while !self.rest.is_empty() {
            // Words are short: shorter than it takes to get ready for many bytes at once.
            let end = self.rest.bytes().position(|byte| byte == b' ').unwrap_or(self.rest.len());
            let word = &self.rest[..end];
            self.rest = self.rest.get(end + 1..).unwrap_or_default();
            if is_indexed(word) {
                self.token.text.clear();
                self.token.text.push_str(word);
                self.token.position = self.token.position.wrapping_add(1);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Returns the tokenizers that an index needs for writing.
pub(crate) fn tokenizers() -> TokenizerManager {
    // The engine asks for its own `default` and `raw` too, whatever the fields are.
    let manager = TokenizerManager::default();
    manager.register(WORDS_TOKENIZER, TextAnalyzer::from(SegmentedWords::default()));
    manager
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_cut() {
        let mut analyzer = TextAnalyzer::from(SegmentedWords::default());
        let long = "长".repeat(100);
        let text = format!("减轻 教师  负担 {long} 2025年");
        let mut stream = analyzer.token_stream(&text);
        let mut words = Vec::new();
        while stream.advance() {
            words.push((stream.token().text.clone(), stream.token().position));
        }
        let expected = [("减轻", 0), ("教师", 1), ("负担", 2), ("2025年", 3)];
        assert_eq!(words, expected.map(|(word, position)| (word.to_owned(), position)));
    }
}
