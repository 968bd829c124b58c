//! How the words of a query are cut, and which of them tell little.

use crate::analysis::{self, Dictionary, Segmenter, Token, inner_words};
use crate::query::stretches;
use crate::schema::StopWords;
use crate::text::Span;

/// Cuts what was typed by the dictionary of the index, and knows the program's stop words.
pub(in crate::search) struct Lexicon<'a> {
    dictionary: &'a Dictionary,
    segmenter: Segmenter,
    stop_words: &'a StopWords,
}

impl<'a> Lexicon<'a> {
    /// Prepares for all pieces of `text` (between blanks), which may be any.
    pub(in crate::search) fn for_text(
        dictionary: &'a Dictionary,
        stop_words: &'a StopWords,
        text: &str,
    ) -> Lexicon<'a> {
        Lexicon { dictionary, segmenter: Segmenter::for_text(dictionary, text), stop_words }
    }

    /// Returns whether an index term is a function word, which tells little.
    pub(in crate::search) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// Returns the words inside a word of the dictionary: 减轻 and 负担 of 减轻负担.
    pub(in crate::search) fn inner_words(&self, word: &str) -> Vec<String> {
        inner_words(self.dictionary, word)
    }

    /// Returns what is looked for of a text that was typed, with where it stands in it: words, and numbers with their units,
    /// days and codes as one; none goes over a blank that parts words.
    pub(in crate::search) fn asked(&self, text: &str) -> Vec<Token> {
        by_stretches(text, |stretch| self.segmenter.asked(stretch))
    }

    /// Returns the words of a text that follow each other, with where they stand in it.
    pub(in crate::search) fn parted(&self, text: &str) -> Vec<Token> {
        by_stretches(text, |stretch| self.segmenter.parted(stretch))
    }

    /// Returns the words of a name as they were typed, stop words apart. A single character belongs to the word before it, or
    /// at the beginning to the one behind it: 安全 and 生产法 of 安全生产法.
    pub(in crate::search) fn name_words<'t>(&self, typed: &'t str) -> Vec<&'t str> {
        let mut spans: Vec<(Span, bool)> = Vec::new();
        for token in self.parted(typed).into_iter().filter(|token| !self.is_stop_word(&token.text)) {
            let is_single = token.span.of(typed).chars().nth(1).is_none();
            match spans.last_mut() {
                Some((last, last_is_single))
                    if last.end == token.span.start && (is_single || *last_is_single) =>
                {
                    (last.end, *last_is_single) = (token.span.end, false);
                }
                _ => spans.push((token.span, is_single)),
            }
        }
        spans.into_iter().map(|(span, _)| span.of(typed)).collect()
    }

    /// Returns whether a word, as it was typed, is one of the dictionary: then it is no wrong spelling.
    pub(in crate::search) fn is_known(&self, word: &str) -> bool {
        self.dictionary.holds(&analysis::fold_text(word))
    }

    /// Returns the terms that are looked for of a text ([`Lexicon::asked`]), each once, in the order of the text.
    pub(in crate::search) fn words(&self, text: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for token in self.asked(text) {
            if !words.contains(&token.text) {
                words.push(token.text);
            }
        }
        words
    }

    /// Returns those words that are no stop words; all of them when there is nothing else.
    pub(in crate::search) fn telling(&self, words: &[String]) -> Vec<String> {
        let telling: Vec<String> = words.iter().filter(|word| !self.is_stop_word(word)).cloned().collect();
        if telling.is_empty() { words.to_vec() } else { telling }
    }
}

/// Cuts a text stretch by stretch: what a person parted stays parted.
fn by_stretches(text: &str, cut: impl Fn(&str) -> Vec<Token>) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for stretch in stretches(text) {
        // `stretches` gives slices of `text`: the distance of their beginnings is their place in it.
        let begin = stretch.as_ptr() as usize - text.as_ptr() as usize;
        for token in cut(stretch) {
            let span = Span::new(begin + token.span.start, begin + token.span.end);
            tokens.push(Token { span, position: tokens.len(), ..token });
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_once_and_stop_words_tell_only_by_themselves() {
        let stop_words = StopWords::builtin();
        let dictionary = Dictionary::builtin();
        let table = [
            ("减轻教师的负担教师", &["减轻", "教师", "的", "负担"][..], &["减轻", "教师", "负担"][..]),
            ("的", &["的"], &["的"]),
            ("减轻 负担 李四 教师", &["减轻", "负担", "李四", "教师"], &["减轻", "负担", "李四", "教师"]),
            ("，。", &[], &[]),
        ];
        for (text, words, telling) in table {
            let lexicon = Lexicon::for_text(&dictionary, &stop_words, text);
            assert_eq!(lexicon.words(text), words, "{text}");
            assert_eq!(lexicon.telling(&lexicon.words(text)), telling, "{text}");
            let mut tokens: Vec<String> = lexicon.parted(text).into_iter().map(|token| token.text).collect();
            tokens.dedup();
            assert!(words.iter().all(|word| tokens.iter().any(|token| token == word)), "{text}");
        }
    }
}
