//! The engine's side of segmentation: words arrive already cut, each with its length before it.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::fields::WORDS_TOKENIZER;

/// Longer words are not indexed as words (their n-grams are): the engine refuses terms of 64 KiB.
const WORD_BYTES_MAX: u8 = u8::MAX;

/// Words on their way to the engine: before each its length in bytes, as one character.
#[derive(Default)]
pub(super) struct CutWords {
    text: String,
    count: u64,
}

impl CutWords {
    /// Room for the words of a text of this many bytes, about.
    pub(super) fn of_bytes(bytes: usize) -> CutWords {
        CutWords { text: String::with_capacity(bytes + bytes / 4), count: 0 }
    }

    /// Adds a word, if it is one that is indexed as a word.
    pub(super) fn push(&mut self, word: &str) {
        if let Ok(length @ 1..=WORD_BYTES_MAX) = u8::try_from(word.len()) {
            // As a character, since the engine takes strings only: every length up to 255 has one.
            self.text.push(char::from(length));
            self.text.push_str(word);
            self.count += 1;
        }
    }

    /// Returns how many words there are.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Returns them as the engine is given them.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Takes words as [`CutWords`] carries them, and changes nothing.
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
        let mut rest = self.rest.chars();
        let Some(length) = rest.next() else { return false };
        // No panic whatever the bytes: a length that does not fit ends the stream.
        let Some((word, rest)) = rest.as_str().split_at_checked(length as usize) else { return false };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = self.token.position.wrapping_add(1);
        true
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
        let (word, long, longer) = ("字".repeat(60), "长".repeat(85), "长".repeat(86));
        let mut cut = CutWords::of_bytes(10);
        ["减轻", "教师", "", "负担", &word, &long, &longer, "2025年"].iter().for_each(|word| cut.push(word));
        assert_eq!(cut.count(), 6);
        let text = cut.into_text();
        let mut stream = analyzer.token_stream(&text);
        let mut words = Vec::new();
        while stream.advance() {
            words.push((stream.token().text.clone(), stream.token().position));
        }
        let expected = [("减轻", 0), ("教师", 1), ("负担", 2), (&word, 3), (&long, 4), ("2025年", 5)];
        assert_eq!(words, expected.map(|(word, position)| (word.to_owned(), position)));
    }
}
