//! How a plain search cuts Chinese: words of jieba, as search engines cut, or pairs of characters.

use std::sync::Arc;

use jieba_rs::{Jieba, TokenizeMode};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// What a text is cut into.
#[derive(Clone)]
pub(crate) enum Cut {
    /// Words of jieba's search mode, without the hidden Markov model.
    Words(Arc<Jieba>),
    /// Pairs of neighbouring letters and digits, as Lucene's CJK analyser makes of Chinese.
    Pairs,
}

/// The tokens of one text.
pub(crate) struct Tokens {
    tokens: std::vec::IntoIter<Token>,
    now: Token,
}

impl Cut {
    /// Returns the words of a dictionary of jieba's form; lines that begin with `#` are remarks.
    ///
    /// # Panics
    /// When a line is no word with its frequency.
    pub(crate) fn words_of(dictionary: &str) -> Cut {
        let words: Vec<&str> = dictionary.lines().filter(|line| !line.starts_with('#')).collect();
        let jieba = Jieba::with_dict(&mut words.join("\n").as_bytes());
        Cut::Words(Arc::new(jieba.expect("every line is a word and its frequency")))
    }

    fn tokens(&self, text: &str) -> Vec<Token> {
        match self {
            Cut::Words(jieba) => {
                let cut = jieba.tokenize(text, TokenizeMode::Search, false);
                let words = cut.iter().filter(|token| token.word.chars().any(char::is_alphanumeric));
                words.map(|token| new_token(token.byte_start, token.start, token.word)).collect()
            }
            Cut::Pairs => {
                let chars: Vec<(usize, char)> = text.char_indices().collect();
                let pairs = chars.windows(2).enumerate();
                let pairs = pairs.filter(|(_, pair)| pair.iter().all(|(_, c)| c.is_alphanumeric()));
                let token = |(nth, pair): (usize, &[(usize, char)])| {
                    let text: String = pair.iter().map(|(_, c)| *c).collect();
                    new_token(pair[0].0, nth, &text)
                };
                pairs.map(token).collect()
            }
        }
    }
}

fn new_token(offset: usize, position: usize, text: &str) -> Token {
    Token {
        offset_from: offset,
        offset_to: offset + text.len(),
        position,
        text: text.to_lowercase(),
        position_length: 1,
    }
}

impl Tokenizer for Cut {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens { tokens: self.tokens(text).into_iter(), now: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.tokens.next().map(|token| self.now = token).is_some()
    }

    fn token(&self) -> &Token {
        &self.now
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.now
    }
}
