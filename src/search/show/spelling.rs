//! A wrong character: words of a query that stand nowhere, and what is spelled like them.

use crate::analysis::{Token, fold_text};
use crate::query::pieces;
use crate::search::SearchError;
use crate::search::ask::runs::Run;
use crate::search::run::SearchRun;
use crate::search::show::hit::Hit;
use crate::search::show::nothing::Budget;
use crate::text::Span;

/// Longer words are not respelled, in characters.
const CHARS_MAX: usize = 6;
/// Hits in whose texts words are looked for first.
const HITS_READ: usize = 10;
/// Words of a query that are respelled at most.
const WORDS_MAX: usize = 8;

/// A text with other words for those that stand nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respelled {
    /// The text.
    pub text: String,
    /// What was typed and what stands in its place.
    pub changes: Vec<(String, String)>,
}

impl SearchRun<'_> {
    /// Returns a text of words with the nearest spelling for each word that stands nowhere; `None` where all stand somewhere
    /// or nothing is spelled like those that do not. `hits` are the first of the answer.
    ///
    /// # Errors
    /// What the archive says.
    pub(in crate::search) fn respelled(
        &self,
        typed: &str,
        hits: &[Hit],
    ) -> Result<Option<Respelled>, SearchError> {
        let (mut text, mut changes) = (typed.to_owned(), Vec::new());
        let budget = Budget::begin(self.archive.is_far());
        let shown: Vec<String> = hits.iter().take(HITS_READ).map(|hit| fold_text(&hit.text)).collect();
        // What stands in a hit needs no search for where it stands: most words of most queries.
        let is_seen = |word: &String| {
            let word = fold_text(word);
            shown.iter().any(|text| text.contains(&word))
        };
        for word in self.spelled_words(typed).into_iter().take(WORDS_MAX).filter(|word| !is_seen(word)) {
            if let Some(like) = self.nearest(&word, &budget)? {
                // As typed, wherever it stands: the rest of the query is kept to the letter.
                text = text.replace(&word, &like);
                changes.push((word, like));
            }
        }
        Ok((!changes.is_empty()).then_some(Respelled { text, changes }))
    }

    /// The words of a text as they were typed, of two characters or more and without digits: those of the dictionary, and
    /// rows of single characters, into which a misspelled word is cut.
    fn spelled_words(&self, typed: &str) -> Vec<String> {
        let mut words = Vec::new();
        for piece in pieces(typed) {
            // A unit is of its number: 12km.
            let numbers: Vec<Span> = self
                .lexicon
                .asked(piece)
                .into_iter()
                .filter(|token| token.is_number)
                .map(|token| token.span)
                .collect();
            let is_of_number = |token: &Token| {
                numbers.iter().any(|number| number.start <= token.span.start && token.span.end <= number.end)
            };
            let mut row: Option<(usize, usize)> = None;
            // In a whole question single characters are words of their own.
            let is_word = piece.chars().count() <= CHARS_MAX;
            for token in self.lexicon.parted(piece).into_iter().filter(|token| !is_of_number(token)) {
                let word = token.span.of(piece);
                let is_single = word.chars().nth(1).is_none() && is_word && !self.lexicon.is_stop_word(word);
                row = match row {
                    Some((start, end)) if is_single && end == token.span.start => {
                        Some((start, token.span.end))
                    }
                    before => {
                        words.extend(before.map(|(start, end)| piece[start..end].to_owned()));
                        is_single.then_some((token.span.start, token.span.end))
                    }
                };
                if !is_single {
                    words.push(token.span.of(piece).to_owned());
                }
            }
            words.extend(row.map(|(start, end)| piece[start..end].to_owned()));
        }
        let is_word = |word: &String| {
            let chars = word.chars().count();
            (2..=CHARS_MAX).contains(&chars) && word.chars().all(char::is_alphabetic)
        };
        words.retain(is_word);
        words
    }

    /// The spelling next to a word that stands nowhere which the most passages hold: with one character changed, or two that
    /// change places; else with one left out. Both must tell that it is one: the dictionary knows what was typed as no word, and
    /// what is offered as one (or texts hold it as a word: names, foreign words).
    fn nearest(&self, word: &str, budget: &Budget) -> Result<Option<String>, SearchError> {
        let Some(run) = Run::new(word).filter(|_| !self.lexicon.is_known(word)) else { return Ok(None) };
        if run.most_holders(self.archive)? > 0 && self.holding(&run, budget)? > 0 {
            return Ok(None);
        }
        let typed: Vec<char> = run.folded.chars().collect();
        let mut best: Option<(bool, usize, String)> = None;
        let spellings: Vec<String> = self.spellings(&typed, budget)?.into_iter().collect();
        let as_words: Vec<&str> = spellings.iter().map(String::as_str).collect();
        let as_words = self.archive.word_counts(&as_words)?;
        let are_words = spellings.into_iter().zip(as_words);
        for (like, _) in are_words.filter(|(like, as_word)| *as_word > 0 || self.lexicon.is_known(like)) {
            let held = Run::new(&like).map_or(Ok(0), |run| self.holding(&run, budget))?;
            let rank = (like.chars().count() == typed.len(), held);
            if held > 0 && best.as_ref().is_none_or(|(as_long, most, _)| rank > (*as_long, *most)) {
                best = Some((rank.0, held, like));
            }
        }
        // Of spellings that there was no time to count, none is the nearest.
        Ok(best.filter(|_| !budget.is_spent()).map(|(_, _, like)| like))
    }
}
