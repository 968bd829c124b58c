//! `减轻教师负担`: words typed freely. They choose and rank; beside an `AND` a section must hold all of them, or what was
//! typed as it stands.
//!
//! A *typed word* is what stands between two borders (blanks and signs, `query::pieces`), and each word that the segmenter
//! cuts from it. A passage that holds one of them as a string is listed, also where it stands inside a longer word (学生 in
//! 大学生). Single characters beside longer words, and stop words that nobody typed apart, rank and list nothing.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::analysis::{self, TermFinder, Token};
use crate::search::SearchError;
use crate::search::archive::piece::Piece;
use crate::search::archive::{Archive, PassageId};
use crate::search::ask::conditions::{AsTyped, Bounds, Condition, Mark, section_text};
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::runs::Run;
use crate::search::ask::terms::{Synonym, has_digit};
use crate::text::Span;

/// Words typed freely.
pub(in crate::search) struct FreeWords {
    /// Index terms, each once, in the order typed.
    pub(in crate::search) terms: Vec<String>,
    /// What was typed beside numbers, folded: its pairs and characters rank. The digits of a number say nothing alone.
    pub(in crate::search) beside_numbers: Vec<String>,
    /// All of it with its numerals by value, where it holds a number.
    pub(in crate::search) by_value: Option<String>,
    /// Whether all of it is one number, with its unit or without.
    pub(in crate::search) is_number: bool,
    /// The numbers among the terms that no passage holds whole, but some inside a longer one.
    pub(in crate::search) only_inside: Vec<String>,
    /// All of it as one run; `None` when nothing is left of it after folding.
    pub(in crate::search) whole: Option<Run>,
    /// Each piece between borders, when there are several.
    parts: Vec<Part>,
    /// Whether some of them were parted by a blank: then they are wanted together. Signs part clauses of running text.
    pub(in crate::search) by_blanks: bool,
    /// The terms that are no stop words (all of them when there is nothing else).
    telling: Vec<String>,
    /// Those of them that list: of two characters or more, or with digits; all when there is nothing else.
    pub(in crate::search) choosing: Vec<String>,
    /// The same as runs, and the pieces between borders.
    listing: Vec<Run>,
    /// The words inside those of them that are rare: they choose too.
    inner: Vec<String>,
    /// Other words for what was typed.
    synonyms: Vec<Synonym>,
}

/// A piece that was typed between borders.
pub(in crate::search) struct Part {
    /// It, as it was typed.
    pub(in crate::search) run: Run,
    /// Its index terms but for stop words; all where there is nothing else.
    pub(in crate::search) words: Vec<String>,
}

impl Part {
    /// Whether it is more than a character: what a person typed apart tells something, be it a stop word.
    fn tells(&self) -> bool {
        is_long(&self.run.folded) && !self.words.is_empty()
    }

    /// Returns whether a folded text holds it as it was typed, or all of its words; `readable` is the text as words are
    /// read.
    pub(in crate::search) fn stands_in(&self, folded: &str, readable: &str) -> bool {
        folded.contains(self.run.folded.as_str())
            || self.words.len() > 1 && self.words.iter().all(|word| readable.contains(word.as_str()))
            || self.words.iter().all(|word| has_digit(word) && readable.contains(word.as_str()))
    }
}

/// Whether it is more than a single character.
fn is_long(folded: &str) -> bool {
    folded.chars().nth(1).is_some()
}

impl FreeWords {
    /// Makes them of all that was typed as one run, of its terms, those that are no stop words, its pieces between borders
    /// (when there are several), and other words for it.
    pub(in crate::search) fn new(
        whole: Option<Run>,
        terms: Vec<String>,
        telling: Vec<String>,
        parts: Vec<Part>,
        synonyms: Vec<Synonym>,
    ) -> FreeWords {
        let lists = |word: &&String| is_long(word) || has_digit(word);
        let mut choosing: Vec<String> = telling.iter().filter(lists).cloned().collect();
        // Of nothing but stop words or single characters these choose.
        if choosing.is_empty() {
            choosing.clone_from(&telling);
        }
        let typed = parts.iter().filter(|part| part.tells()).map(|part| part.run.folded.as_str());
        let mut runs: Vec<&str> = choosing.iter().map(String::as_str).chain(typed).collect();
        runs.sort_unstable();
        runs.dedup();
        // All that was typed lists as the run that it is.
        runs.retain(|run| whole.as_ref().is_none_or(|whole| whole.folded != **run));
        let listing = runs.into_iter().filter_map(Run::new).collect();
        FreeWords {
            terms,
            beside_numbers: Vec::new(),
            by_value: None,
            is_number: false,
            only_inside: Vec::new(),
            whole,
            parts,
            by_blanks: false,
            telling,
            choosing,
            listing,
            inner: Vec::new(),
            synonyms,
        }
    }

    /// Adds words inside rare words: they choose too.
    pub(in crate::search) fn set_inner(&mut self, inner: Vec<String>) {
        self.listing.extend(inner.iter().filter_map(|word| Run::new(word)));
        self.inner = inner;
    }

    /// Returns the words inside rare words.
    pub(in crate::search) fn inner(&self) -> &[String] {
        &self.inner
    }

    /// Returns what lists, as it was typed, each once: the words that do, and pieces between borders of which the segmenter
    /// cut off single characters, which do not.
    pub(in crate::search) fn listing_words(&self) -> Vec<&str> {
        let mut told: Vec<&str> = Vec::new();
        for part in self.telling_parts() {
            let is_cut_up = part.words.iter().any(|word| !self.choosing.contains(word));
            told.extend(is_cut_up.then_some(part.run.folded.as_str()));
            told.extend(part.words.iter().filter(|word| self.choosing.contains(word)).map(String::as_str));
        }
        told.extend(self.choosing.iter().map(String::as_str));
        let mut seen = HashSet::new();
        told.retain(|word| seen.insert(*word));
        told
    }

    /// Returns the pieces between borders that tell something; none where only one was typed.
    pub(in crate::search) fn telling_parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.tells())
    }

    /// Whether a passage may hold its characters and yet cut a number that was typed.
    pub(in crate::search) fn may_cut_number(&self) -> bool {
        self.by_value.is_some()
    }

    /// Whether a folded text holds all that was typed, its numerals read by value: 投资五百万元 for 投资500万元.
    fn stands_by_value_in(&self, piece: &Piece) -> bool {
        let Some(typed) = &self.by_value else { return false };
        // Numerals are read only in texts that hold the rest: it takes longer.
        if !self.beside_numbers.iter().all(|part| piece.folded().contains(part.as_str())) {
            return false;
        }
        let text = piece.readable(true);
        let mut places = text.match_indices(typed.as_str()).map(|(at, _)| Span::new(at, at + typed.len()));
        places.any(|span| !analysis::cuts_number(text, span))
    }

    /// Whether a passage holds a number or code that lists, read as words are: by value.
    fn some_by_value_in(&self, piece: &Piece) -> bool {
        let is_code =
            |term: &&String| has_digit(term) || term.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let mut by_value = self.choosing.iter().filter(is_code).peekable();
        if by_value.peek().is_none() {
            return false;
        }
        // Numerals are read only where a number was typed: it takes longer.
        let text = piece.readable(self.choosing.iter().any(|term| has_digit(term)));
        by_value.any(|term| TermFinder::new(term).is_in(text))
    }

    /// A number is marked as a word, where it is whole; as a string only where no passage holds it so.
    fn is_marked_as_run(&self, run: &Run) -> bool {
        !self.only_inside.is_empty()
            || !self.terms.iter().any(|term| has_digit(term))
            || !self.is_run_of_number(run)
    }

    fn is_run_of_number(&self, run: &Run) -> bool {
        self.is_number || TermFinder::new(&analysis::fold_words_text(&run.folded)).is_number()
    }

    /// Returns the characters of each number that was typed, folded.
    pub(in crate::search) fn runs_of_numbers(&self) -> Vec<&str> {
        let runs = self.whole.iter().chain(&self.listing).chain(self.parts.iter().map(|part| &part.run));
        runs.filter(|run| self.is_run_of_number(run)).map(|run| run.folded.as_str()).collect()
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

    /// Each piece by itself that lists: what was typed apart need not stand together.
    fn required_runs(&self) -> Vec<&Run> {
        let mut pieces: Vec<&Run> = self.telling_parts().map(|part| &part.run).collect();
        if pieces.is_empty() {
            pieces.extend(self.parts.iter().map(|part| &part.run));
        }
        if pieces.is_empty() { self.whole.iter().collect() } else { pieces }
    }

    fn listing_runs(&self) -> Vec<&Run> {
        self.listing.iter().collect()
    }

    /// Sections that hold what was typed as it stands, or all of its words that list: either way all of these that are
    /// written as they are read.
    fn bounds(&self) -> Bounds<'_> {
        if self.choosing.is_empty() {
            let typed = self.whole.as_ref().map(std::slice::from_ref);
            return typed.map_or(Bounds::Unknown, Bounds::Sections);
        }
        // A number may be written in other digits: its string bounds nothing.
        let as_written = self.choosing.iter().filter(|term| !has_digit(term));
        Bounds::SectionsOfWords(as_written.filter_map(|term| Run::new(term)).collect())
    }

    fn chooses_what_it_requires(&self) -> bool {
        false
    }

    fn begins_in(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError> {
        self.whole.as_ref().map_or(Ok(None), |run| run.begins_in(at, piece, archive))
    }

    /// A number stands there only where it is whole; among words it may be written otherwise.
    fn stands_as_typed(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<AsTyped, SearchError> {
        let is_whole = || self.whole.as_ref().is_none_or(|run| run.is_whole_in(piece.folded()));
        let (stands, must_be_whole) = match self.begins_in(at, piece, archive)? {
            None => (false, false),
            Some(0) => (true, self.may_cut_number()),
            Some(_) => (true, self.is_number),
        };
        Ok(match stands {
            true if !must_be_whole || is_whole() => AsTyped::Whole,
            _ if self.stands_by_value_in(piece) => AsTyped::Whole,
            true => AsTyped::CutsNumber,
            false => AsTyped::Nowhere,
        })
    }

    /// A typed word that lists, or another word for it.
    fn matches_in_part(
        &self,
        at: PassageId,
        piece: &Piece,
        archive: &dyn Archive,
    ) -> Result<Option<u32>, SearchError> {
        if self.listing.iter().any(|run| run.stands_in(piece.folded()))
            || self.some_by_value_in(piece)
            || self.synonyms.iter().any(|synonym| synonym.together.stand_in_piece(piece))
        {
            return Ok(Some(0));
        }
        // A word may go over the cut between two passages.
        if piece.continues() {
            for run in &self.listing {
                if let Some(reach) = run.begins_in(at, piece, archive)? {
                    return Ok(Some(reach));
                }
            }
        }
        Ok(None)
    }

    fn stands_in_section(&self, at: PassageId, archive: &dyn Archive) -> Result<bool, SearchError> {
        let folded = section_text(at, archive)?;
        if self.whole.as_ref().is_some_and(|run| run.stands_in(&folded)) {
            return Ok(true);
        }
        let by_value = analysis::fold_words_text(&folded);
        Ok(!self.choosing.is_empty()
            && self.choosing.iter().all(|term| TermFinder::new(term).is_in(&by_value)))
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        let runs = self.whole.iter().chain(self.parts.iter().map(|part| &part.run));
        // A number that stands nowhere whole is marked where it stands.
        let mut marks: Vec<Mark<'_>> = runs
            .filter(|run| self.is_marked_as_run(run))
            .map(|run| if self.only_inside.is_empty() { Mark::Typed(&run.folded) } else { Mark::run(run) })
            .collect();
        for synonym in &self.synonyms {
            marks.push(Mark::Run(Cow::Owned(analysis::fold_text(&synonym.text))));
            marks.push(Mark::Together(&synonym.together));
        }
        let runs = self.whole.iter().chain(self.parts.iter().map(|part| &part.run));
        marks.extend(runs.flat_map(|run| analysis::joined_by_signs(&run.folded)).map(Mark::Typed));
        marks.extend(self.telling.iter().chain(&self.inner).map(|word| Mark::Word(word)));
        marks
    }
}

/// Returns what was typed between its blanks, folded, but for numbers in digits, and for any number that is all of it.
/// Numerals among words are mostly of a name (十年禁渔, 四个现代化), and so are digits that touch a word which is no unit
/// (城巴11线).
pub(in crate::search) fn beside_numbers(typed: &str, asked: &[Token], is_number: bool) -> Vec<String> {
    let mut rest = typed.to_owned();
    let in_digits = |token: &&Token| is_number || has_digit(&analysis::fold_text(token.span.of(typed)));
    let touches_a_word = |token: &Token| {
        let (before, after) = (&typed[..token.span.start], &typed[token.span.end..]);
        before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric)
    };
    let is_of_a_name = |token: &&Token| {
        !is_number && token.text.bytes().all(|byte| byte.is_ascii_digit()) && touches_a_word(token)
    };
    let numbers = asked.iter().filter(|token| token.is_number).filter(in_digits);
    for token in numbers.filter(|token| !is_of_a_name(token)) {
        // As many bytes, so that the other spans stay right.
        let blanks = " ".repeat(token.span.len());
        rest.replace_range(token.span.start..token.span.end, &blanks);
    }
    rest.split_whitespace().map(analysis::fold_text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn numbers_rank_by_their_characters_only_inside_names() {
        let small = Small::of(&[("a.txt", "标题\n今年投资五百万元。"), ("b.txt", "标题\n投资 1500万元。")]);
        use AsTyped::{CutsNumber as Cuts, Nowhere as No, Whole};
        let table: [(&str, &[&str], [AsTyped; 2]); 7] = [
            ("投资500万元", &["投资"], [Whole, No]),
            ("投资 500万元", &["投资"], [Whole, No]),
            ("500万元", &[], [Whole, Cuts]),
            ("投资 15", &["投资"], [No, Cuts]),
            ("城巴11线", &["城巴11线"], [No, No]),
            ("投资 2025", &["投资"], [No, No]),
            ("2025年投资", &["投资"], [No, No]),
        ];
        for (typed, beside, stands) in table {
            small.with_run(typed, |run| {
                let words = run.plan.wanted[0].free_words().expect("words typed freely");
                assert_eq!(words.beside_numbers, beside, "{typed}");
                let stands_in = |id: &PassageId| {
                    let piece = small.archive.passage(*id).expect("a passage");
                    words.stands_as_typed(*id, &piece, &small.archive).expect("an answer")
                };
                let told: Vec<AsTyped> = small.ids().iter().map(stands_in).collect();
                assert_eq!(told, stands, "{typed}");
            });
        }
    }

    #[test]
    fn words_match_in_part_and_stand_in_a_section_all_together() {
        let small = Small::of(&[(
            "a.txt",
            "标题\n一、甲节\n减轻教师负担。\n二、乙节\n减轻企业负担。\n三、丙节\n教师工资。",
        )]);
        small.with_run("减轻教师的负担", |run| {
            let words = run.plan.wanted[0].free_words().expect("words typed freely");
            assert_eq!(words.choosing, ["减轻", "教师", "负担"]);
            let part = |id: &PassageId| {
                let piece = small.archive.passage(*id).expect("a passage");
                words.matches_in_part(*id, &piece, &small.archive).expect("an answer").is_some()
            };
            let all = |id: &PassageId| words.stands_in_section(*id, &small.archive).expect("an answer");
            let ids = small.ids();
            assert_eq!(ids.iter().map(part).collect::<Vec<_>>(), [false, true, true, true]);
            assert_eq!(ids.iter().map(all).collect::<Vec<_>>(), [false, true, false, false]);
            assert!(matches!(words.bounds(), Bounds::SectionsOfWords(runs) if runs.len() == 3));
        });
    }
}
