//! The plain way to rank Chinese with tantivy: one field, BM25 of its words (jieba, as search engines cut) or of its
//! pairs of characters, an OR of what the query holds. The program beside this file uses it, and so do the tests of
//! ranking (`tests/integration/judged.rs`), by path.

use std::sync::Arc;

use jieba_rs::{Jieba, TokenizeMode};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

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

/// A collection in memory, to be ranked.
pub(crate) struct Plain {
    cut: Cut,
    searcher: Searcher,
    text: Field,
    id: Field,
}

impl Plain {
    /// Indexes documents, each an id and its text.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn new<'a>(
        documents: impl Iterator<Item = (&'a str, &'a str)>,
        cut: Cut,
    ) -> tantivy::Result<Plain> {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer("cut").set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let id = schema.add_text_field("id", STORED);
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register("cut", TextAnalyzer::from(cut.clone()));
        let mut writer = index.writer_with_num_threads(1, 256 << 20)?;
        for (name, content) in documents {
            let mut document = TantivyDocument::new();
            document.add_text(text, content);
            document.add_text(id, name);
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Plain { cut, searcher: index.reader()?.searcher(), text, id })
    }

    /// Returns the ids of the best `most` documents, best first.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn ask(&self, query: &str, most: usize) -> tantivy::Result<Vec<String>> {
        let clause = |token: Token| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(self.text, &token.text);
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        };
        let query = BooleanQuery::new(self.cut.tokens(query).into_iter().map(clause).collect());
        let found = self.searcher.search(&query, &TopDocs::with_limit(most).order_by_score())?;
        let name = |at| -> tantivy::Result<String> {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let name = document.get_first(self.id).and_then(|value| value.as_str());
            Ok(name.unwrap_or_default().to_owned())
        };
        found.into_iter().map(|(_, at)| name(at)).collect()
    }
}
