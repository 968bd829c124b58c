//! The word chain's last step: cutting text into the words of a dictionary with jieba, without its hidden Markov
//! model (it invents words that depend on their neighbours, so that text and query would disagree).

use std::collections::HashMap;
use std::sync::Arc;

use jieba_rs::Jieba;

use crate::text::Span;

use super::best_path::{self, BestPath};
use super::{Dictionary, fold_text, fold_words, fold_words_text};
use terms::{Kind, Terms};

mod terms;

/// Holds the frequency of all words that a small dictionary leaves out. No text can hold these two characters.
const ALL_OTHERS: &str = "\u{10FFFF}\u{10FFFE}";

/// Text, in bytes, from which on loading the whole dictionary is cheaper than looking words up in it for each text.
const WHOLE_DICTIONARY_BYTES: u64 = 200 << 10;

/// Segmenters for many texts: of the whole dictionary, or for each text one of the words that occur in it; all cut the
/// same.
pub struct Segmenters(Source);

enum Source {
    Whole(Segmenter),
    ForText(Dictionary),
}

impl Segmenters {
    /// Chooses by how much text there is, in bytes.
    pub fn new(dictionary: Dictionary, bytes: u64) -> Segmenters {
        Segmenters(if bytes < WHOLE_DICTIONARY_BYTES {
            Source::ForText(dictionary)
        } else {
            Source::Whole(Segmenter::full(&dictionary))
        })
    }

    /// Returns what cuts this text.
    pub fn for_text(&self, text: &str) -> Segmenter {
        match &self.0 {
            Source::Whole(segmenter) => segmenter.clone(),
            Source::ForText(dictionary) => Segmenter::for_text(dictionary, text),
        }
    }
}

/// Cuts text into words. Cheap to clone; all clones share one dictionary in memory.
#[derive(Clone)]
pub struct Segmenter {
    cutter: Cutter,
    /// Where words were added: the dictionary that pieces are cut by in which one occurs. jieba would count them
    /// into the sum of its frequencies, and so move other cuts.
    added: Option<Dictionary>,
}

/// What cuts: both the same way.
#[derive(Clone)]
enum Cutter {
    /// The table of the dictionary that the program carries.
    Table(&'static BestPath),
    /// Any other dictionary, in memory.
    Jieba(Arc<Jieba>),
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The index term: folded, numerals by value.
    pub text: String,
    /// Where it stands in the original (bytes).
    pub span: Span,
    /// Its number among the words of the text, from 0.
    pub position: usize,
    /// Whether it is a number, with its unit or without.
    pub is_number: bool,
}

impl Segmenter {
    /// Returns a segmenter for any text. Of a dictionary that is not the program's it costs about 100 ms and 30 MB: one
    /// for a whole run.
    pub fn full(dictionary: &Dictionary) -> Segmenter {
        let cutter = match dictionary.is_builtin() {
            true => Cutter::Table(&best_path::BUILTIN),
            false => Cutter::Jieba(Arc::new(whole(dictionary))),
        };
        Segmenter { cutter, added: dictionary.has_added().then(|| dictionary.clone()) }
    }

    /// Returns a segmenter that cuts `text`, and any piece of it between blanks, just as [`Segmenter::full`] does,
    /// from the few words of the dictionary that occur in it. Costs microseconds per character.
    pub fn for_text(dictionary: &Dictionary, text: &str) -> Segmenter {
        if dictionary.is_builtin() {
            Segmenter::full(dictionary)
        } else {
            Segmenter::of_words_in(dictionary, text)
        }
    }

    /// [`Segmenter::for_text`] of any dictionary.
    fn of_words_in(dictionary: &Dictionary, text: &str) -> Segmenter {
        // A piece may read its numerals otherwise than the whole: words of both readings are taken.
        let (by_value, exact) = (fold_words_text(text), fold_text(text));
        let texts = [by_value.as_str(), exact.as_str()];
        let added = dictionary.has_added().then(|| dictionary.clone());
        Segmenter { cutter: Cutter::Jieba(small(&dictionary.without_added(), &texts)), added }
    }

    /// Calls `each` with the index terms of `text`: the whole word chain on original text. Beside words these are numbers
    /// with their units, days and codes (`terms.rs`), after what they are made of.
    pub fn words(&self, text: &str, mut each: impl FnMut(&str)) {
        let folded = fold_words_text(text);
        self.terms(&folded, |term, _, kind| {
            if kind != Kind::Part {
                each(term);
            }
        });
    }

    /// Returns the index terms of `text` with where they stand in it, in the order of [`Segmenter::words`].
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let folded = fold_words(text);
        let mut tokens = Vec::new();
        self.terms(folded.text(), |term, (start, end), kind| {
            if kind != Kind::Part {
                let (text, span) = (term.to_owned(), folded.source_span(start..end));
                tokens.push(Token { text, span, position: tokens.len(), is_number: is_number(kind) });
            }
        });
        tokens
    }

    /// Returns what is looked for of a text that somebody typed: its index terms, but of a number with its unit, a day or
    /// a code not what it is made of. They stand apart from each other, but for codes, and for years: 2025 beside 2025年.
    pub fn asked(&self, text: &str) -> Vec<Token> {
        let folded = fold_words(text);
        let mut terms: Vec<(String, (usize, usize), Kind)> = Vec::new();
        self.terms(folded.text(), |term, place, kind| terms.push((term.to_owned(), place, kind)));
        let whole: Vec<(usize, usize)> = terms
            .iter()
            .filter(|(_, _, kind)| matches!(kind, Kind::Quantity | Kind::Code))
            .map(|(_, place, _)| *place)
            .collect();
        let is_asked = |(term, (start, end), kind): &(String, (usize, usize), Kind)| {
            // A greater place only: a term does not hold itself.
            let holds =
                |(first, last): &&(usize, usize)| first <= start && end <= last && last - first > end - start;
            let mut around = whole.iter().filter(holds);
            match kind {
                Kind::Part => false,
                Kind::Code | Kind::Joined => true,
                Kind::Number if is_year(folded.text(), term, *end) => {
                    // Where nothing but 2025年 holds it, the year is asked for beside that.
                    around.all(|(_, last)| *last == end + '年'.len_utf8())
                }
                Kind::Word | Kind::Quantity | Kind::Number => around.next().is_none(),
            }
        };
        terms.retain(is_asked);
        terms.sort_by_key(|(_, place, _)| *place);
        let token = |(position, (text, (start, end), kind))| Token {
            text,
            span: folded.source_span(start..end),
            position,
            is_number: is_number(kind),
        };
        terms.into_iter().enumerate().map(token).collect()
    }

    /// Returns the words of a text that follow each other: they stand apart, and numbers without their units.
    pub fn parted(&self, text: &str) -> Vec<Token> {
        let folded = fold_words(text);
        let mut tokens = Vec::new();
        self.terms(folded.text(), |term, (start, end), kind| {
            let is_one = match kind {
                Kind::Word | Kind::Number => true,
                Kind::Part => has_letter(term),
                Kind::Quantity | Kind::Code | Kind::Joined => false,
            };
            if is_one {
                let (text, span) = (term.to_owned(), folded.source_span(start..end));
                tokens.push(Token { text, span, position: tokens.len(), is_number: is_number(kind) });
            }
        });
        tokens
    }

    /// Calls `each` with each term of folded text, where it stands, and what it is. Blanks and punctuation are no words;
    /// 3.5 is one.
    fn terms(&self, text: &str, each: impl FnMut(&str, (usize, usize), Kind)) {
        let own = self.added.as_ref().filter(|dictionary| dictionary.has_added_in(text));
        let own = own.map(|dictionary| Cutter::Jieba(small(dictionary, &[text])));
        let mut terms = Terms::of(text, each);
        own.as_ref().unwrap_or(&self.cutter).cut(text, |start, end| terms.word(start, end));
        terms.end();
    }

    /// Calls `each` with each word of folded text, and where it stands.
    fn cut(&self, text: &str, mut each: impl FnMut(usize, usize)) {
        self.terms(text, |_, (start, end), kind| {
            if matches!(kind, Kind::Word | Kind::Number | Kind::Part) {
                each(start, end);
            }
        });
    }
}

/// Whether a term is looked for as a whole number only.
fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Quantity)
}

/// Whether a number that ends at a byte of a text is a year: people write it with and without 年.
fn is_year(text: &str, number: &str, end: usize) -> bool {
    number.len() == 4 && number.starts_with(['1', '2']) && text[end..].starts_with('年')
}

impl Cutter {
    /// Calls `each` with where each word of a folded text begins and ends, in bytes: every character is of one.
    fn cut(&self, text: &str, mut each: impl FnMut(usize, usize)) {
        let jieba = match self {
            Cutter::Table(table) => return table.cut(text, each),
            Cutter::Jieba(jieba) => jieba,
        };
        let mut begin = 0;
        while begin < text.len() {
            let end = piece_end(text, begin);
            // `false`: without the hidden Markov model (see the head).
            for token in jieba.cut(&text[begin..end], false) {
                each(begin + token.byte_start, begin + token.byte_end);
            }
            begin = end;
        }
    }
}

/// jieba takes room for its words by the length of what it cuts, more than is at hand for a whole passage; so it is given
/// pieces, and of how they are parted nothing shows: each ends at the first comma or the like from that many bytes on, which
/// is a word by itself wherever it stands.
const PIECE_BYTES: usize = 120;

/// Returns where the piece of a text that begins at byte `begin` ends.
fn piece_end(text: &str, begin: usize) -> usize {
    let from = begin + PIECE_BYTES;
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    memchr::memchr3(b',', b';', b':', rest).map_or(text.len(), |at| from + at + 1)
}

/// Whether a word holds a letter, a digit or Han; the commonest are told without Unicode's tables.
fn has_letter(word: &str) -> bool {
    match word.as_bytes() {
        // First bytes of U+5000 to U+8FFF, all of them Han.
        [0xE5..=0xE8, ..] => true,
        // U+2010 to U+2027 and U+3001 to U+3003 or U+3008 to U+301F, all of them marks.
        [0xE2, 0x80, 0x90..=0xA7] | [0xE3, 0x80, 0x81..=0x83 | 0x88..=0x9F] => false,
        _ => word.contains(|c: char| ('\u{4E00}'..='\u{9FA5}').contains(&c) || c.is_alphanumeric()),
    }
}

/// Whether the piece `start..end` goes on with the number that began at `first`: a point before a digit, or the
/// digits after it.
fn joins_number(text: &str, first: usize, start: usize, end: usize, is_number: bool) -> bool {
    let point = &text[start..end] == "." && !text[first..start].contains('.');
    let digit_follows = || text[end..].starts_with(|c: char| c.is_ascii_digit());
    (point && digit_follows()) || (is_number && text[..start].ends_with('.'))
}

/// jieba with all words of a dictionary but those that were added.
fn whole(dictionary: &Dictionary) -> Jieba {
    let mut jieba = Jieba::empty();
    dictionary.for_each(|word, frequency| add(&mut jieba, word, frequency));
    jieba
}

/// jieba with the words of a dictionary that occur in these folded texts, and the sum of all frequencies.
fn small(dictionary: &Dictionary, texts: &[&str]) -> Arc<Jieba> {
    small_without(dictionary, texts, "")
}

/// The same, as if one word were not in the dictionary.
fn small_without(dictionary: &Dictionary, texts: &[&str], without: &str) -> Arc<Jieba> {
    let mut known: HashMap<&str, u64> = HashMap::new();
    for text in texts {
        for (at, _) in text.char_indices() {
            dictionary.words_at(&text[at..], |word, frequency| {
                known.insert(word, frequency);
            });
        }
    }
    known.remove(without);
    // What the texts lack keeps its share of the sum, so that all words are as likely as in the whole
    // dictionary.
    let others = dictionary.total().saturating_sub(known.values().sum());
    let mut jieba = Jieba::empty();
    known.iter().for_each(|(word, frequency)| add(&mut jieba, word, *frequency));
    if others > 0 {
        add(&mut jieba, ALL_OTHERS, others);
    }
    Arc::new(jieba)
}

/// Returns the words of two characters or more that a word is cut into by a dictionary without it: 减轻 and 负担 of 减轻负担.
pub fn inner_words(dictionary: &Dictionary, word: &str) -> Vec<String> {
    let segmenter =
        Segmenter { cutter: Cutter::Jieba(small_without(dictionary, &[word], word)), added: None };
    let mut words = Vec::new();
    segmenter.cut(word, |start, end| words.push(word[start..end].to_owned()));
    words.retain(|inner| inner != word && inner.chars().nth(1).is_some());
    words
}

/// Whether all of folded text is one word of a dictionary, and is cut so.
pub(super) fn is_one_word(dictionary: &Dictionary, folded: &str) -> bool {
    let segmenter = Segmenter { cutter: Cutter::Jieba(small(dictionary, &[folded])), added: None };
    let mut words = Vec::new();
    segmenter.cut(folded, |start, end| words.push(folded[start..end].to_owned()));
    words == [folded]
}

/// Adds a word by itself: lines of text, as jieba reads a dictionary, would be made, checked and split again.
fn add(jieba: &mut Jieba, word: &str, frequency: u64) {
    jieba.add_word(word, Some(usize::try_from(frequency).unwrap_or(usize::MAX)), None);
}

#[cfg(test)]
mod tests;
