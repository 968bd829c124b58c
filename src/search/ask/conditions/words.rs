//! `减轻教师负担`: words typed freely, and the runs that they make as they stand. They choose and rank; beside an `AND` a
//! section must hold all of them, or what was typed as it stands.

use std::borrow::Cow;

use crate::analysis::{self, TermFinder, Token};
use crate::search::SearchError;
use crate::search::ask::conditions::{Bounds, Condition, Mark, section_text};
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::runs::Run;
use crate::search::ask::terms::{Synonym, has_digit, readable};
use crate::search::pieces::piece::Piece;
use crate::search::pieces::{DocRef, Pieces};

/// Words typed freely.
pub(in crate::search) struct FreeWords {
    /// Index terms, each once, in the order typed.
    pub(in crate::search) terms: Vec<String>,
    /// What was typed beside numbers, folded: its pairs and characters rank. The digits of a number say nothing alone.
    pub(in crate::search) beside_numbers: Vec<String>,
    /// Whether all of it is one number, with its unit or without.
    pub(in crate::search) is_number: bool,
    /// The numbers among the terms that no passage holds whole.
    pub(in crate::search) only_inside: Vec<String>,
    /// All of it as one run; `None` when nothing is left of it after folding.
    pub(in crate::search) whole: Option<Run>,
    /// Each piece between blanks as a run, when there are several.
    pub(in crate::search) parts: Vec<Run>,
    /// The terms that are no stop words (all of them when there is nothing else).
    pub(in crate::search) choosing: Vec<String>,
    /// The words inside those of them that are rare: they choose too.
    pub(in crate::search) inner: Vec<String>,
    /// Other words for what was typed.
    pub(in crate::search) synonyms: Vec<Synonym>,
}

impl FreeWords {
    fn all_terms_in(&self, folded: &str) -> bool {
        let by_value = analysis::fold_words_text(folded);
        self.terms.iter().all(|term| TermFinder::new(term).is_in(&by_value))
    }

    fn some_typed_in(&self, folded: &str) -> bool {
        let text = readable(folded, self.choosing.iter().any(|term| has_digit(term)));
        self.choosing.iter().chain(&self.inner).any(|term| TermFinder::new(term).is_in(&text))
    }

    /// A number is marked as a word, where it is whole; as a string only where no passage holds it so.
    fn is_marked_as_run(&self, run: &Run) -> bool {
        let is_number =
            || self.is_number || TermFinder::new(&analysis::fold_words_text(&run.folded)).is_number();
        !self.only_inside.is_empty() || !self.terms.iter().any(|term| has_digit(term)) || !is_number()
    }
}

impl Condition for FreeWords {
    fn texts(&self) -> Vec<&str> {
        self.beside_numbers.iter().map(String::as_str).collect()
    }

    /// As they were cut together.
    fn words(&self, _: &Lexicon<'_>) -> Vec<String> {
        self.terms.clone()
    }

    fn synonyms(&self) -> &[Synonym] {
        &self.synonyms
    }

    fn free_words(&self) -> Option<&FreeWords> {
        Some(self)
    }

    fn free_words_mut(&mut self) -> Option<&mut FreeWords> {
        Some(self)
    }

    fn choosing_runs(&self) -> Vec<&Run> {
        self.whole.iter().collect()
    }

    /// Sections that hold what was typed as it stands, or all of its words: either way all words that are written as they
    /// are read.
    fn bounds(&self) -> Bounds<'_> {
        if self.terms.is_empty() {
            let typed = self.whole.as_ref().map(std::slice::from_ref);
            return typed.map_or(Bounds::Unknown, Bounds::Sections);
        }
        let as_written = self.terms.iter().filter(|term| !has_digit(term));
        Bounds::SectionsOfWords(as_written.filter_map(|term| Run::new(term)).collect())
    }

    fn chooses_what_it_requires(&self) -> bool {
        false
    }

    fn begins_in(&self, at: DocRef, piece: &Piece, pieces: &Pieces<'_>) -> Result<Option<u32>, SearchError> {
        self.whole.as_ref().map_or(Ok(None), |run| run.begins_in(at, piece, pieces))
    }

    /// A number stands there only where it is whole.
    fn stands_as_typed(&self, at: DocRef, piece: &Piece, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        let is_cut =
            || self.is_number && self.whole.as_ref().is_some_and(|run| !run.is_whole_in(piece.folded()));
        Ok(self.begins_in(at, piece, pieces)?.is_some() && !is_cut())
    }

    /// A term that tells something (all but stop words, or all when there is nothing else), or another word for them.
    fn matches_in_part(&self, piece: &Piece) -> bool {
        let folded = piece.folded();
        self.some_typed_in(folded) || self.synonyms.iter().any(|synonym| synonym.together.stand_in(folded))
    }

    fn stands_in_section(&self, at: DocRef, pieces: &Pieces<'_>) -> Result<bool, SearchError> {
        let folded = section_text(at, pieces)?;
        Ok(self.whole.as_ref().is_some_and(|run| folded.contains(&run.folded))
            || (!self.terms.is_empty() && self.all_terms_in(&folded)))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        let runs = self.whole.iter().chain(&self.parts);
        let mut marks: Vec<Mark<'_>> = runs.filter(|run| self.is_marked_as_run(run)).map(Mark::run).collect();
        for synonym in &self.synonyms {
            marks.push(Mark::Run(Cow::Owned(analysis::fold_text(&synonym.text))));
            marks.push(Mark::Together(&synonym.together));
        }
        marks.extend(self.choosing.iter().chain(&self.inner).map(|word| Mark::Word(word)));
        marks
    }
}

/// Returns what was typed between its blanks, folded, but for numbers in digits, and for any number that is all of it.
/// Numerals among words are mostly of a name (十年禁渔, 四个现代化).
pub(in crate::search) fn beside_numbers(typed: &str, asked: &[Token], is_number: bool) -> Vec<String> {
    let mut rest = typed.to_owned();
    let in_digits = |token: &&Token| is_number || has_digit(&analysis::fold_text(token.span.of(typed)));
    for token in asked.iter().filter(|token| token.is_number).filter(in_digits) {
        let blanks = " ".repeat(token.span.len());
        rest.replace_range(token.span.start..token.span.end, &blanks);
    }
    rest.split_whitespace().map(analysis::fold_text).collect()
}
