//! A wrong character: words of a query that stand nowhere, and what is spelled like them.

use crate::query::{Query, pieces};
use crate::search::ask::runs::Run;
use crate::search::pieces::Pieces;
use crate::search::run::SearchRun;
use crate::search::show::hit::SearchOptions;
use crate::search::{SearchError, Searcher};

/// Longer words are not respelled, in characters.
const CHARS_MAX: usize = 6;
/// So many words of a query are looked after.
const WORDS_MAX: usize = 8;

/// A text with other words for those that stand nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respelled {
    /// The text.
    pub text: String,
    /// What was typed and what stands in its place.
    pub changes: Vec<(String, String)>,
}

impl Searcher {
    /// Returns a query of words with the nearest spelling for each word that stands nowhere; `None` where all stand
    /// somewhere, nothing is spelled like those that do not, or the query is no plain text.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn respelled(
        &self,
        query: &Query,
        options: &SearchOptions,
    ) -> Result<Option<Respelled>, SearchError> {
        let Query::Text(typed) = query else { return Ok(None) };
        let pieces = Pieces::open(&self.reader)?;
        let run = SearchRun::new(self, query, options, &pieces)?;
        let (mut text, mut changes) = (typed.clone(), Vec::new());
        for word in run.spelled_words(typed).into_iter().take(WORDS_MAX) {
            if let Some(like) = run.nearest(&word)? {
                text = text.replace(&word, &like);
                changes.push((word, like));
            }
        }
        Ok((!changes.is_empty()).then_some(Respelled { text, changes }))
    }
}

impl SearchRun<'_> {
    /// The words of a text as they were typed, of two characters or more and without digits: those of the dictionary, and
    /// rows of single characters, into which a misspelled word is cut.
    fn spelled_words(&self, typed: &str) -> Vec<String> {
        let mut words = Vec::new();
        for piece in pieces(typed) {
            let mut row: Option<(usize, usize)> = None;
            // In a whole question single characters are words of their own.
            let is_word = piece.chars().count() <= CHARS_MAX;
            for token in self.lexicon.parted(piece) {
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

    /// The spelling next to a word that stands nowhere which the most passages hold: with one character changed, left out,
    /// or two that change places.
    fn nearest(&self, word: &str) -> Result<Option<String>, SearchError> {
        let Some(run) = Run::new(word) else { return Ok(None) };
        if run.candidates_max(&self.searcher.reader) > 0 && self.holding(&run)? > 0 {
            return Ok(None);
        }
        let fate = self.fate(&run)?;
        let length = run.folded.chars().count();
        let as_long = fate.similar.iter().find(|(like, _)| like.chars().count() == length);
        Ok(as_long.or(fate.similar.first()).map(|(like, _)| like.clone()))
    }
}
