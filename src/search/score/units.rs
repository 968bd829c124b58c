//! What ranking counts: the words, the pairs of neighbouring characters and the characters of a query,
//! each with its weight, and how often a text holds them.
//!
//! Words are counted by the engine (as the segmenter cut them, `frequencies.rs`), the others in the folded text.

use std::collections::HashMap;

use crate::analysis::{self, TermFinder};
use crate::schema::{Ranking, asked_in, is_question_word};

use crate::search::SearchError;
use crate::search::archive::Archive;
use crate::search::ask::plan::Plan;
use crate::search::ask::terms::{QueryTerm, Synonym, has_digit, readable};
use crate::search::ask::together::Phrases;

/// What kind of thing is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Kind {
    /// A word of the dictionary.
    Word,
    /// Two neighbouring characters.
    Pair,
    /// A single character.
    Character,
}

/// One thing that is counted.
pub(in crate::search) struct Unit {
    /// What it is.
    pub(in crate::search) kind: Kind,
    /// It, folded.
    pub(in crate::search) text: String,
    /// Inverse document frequency times the weight of its kind (and of stop words).
    pub(in crate::search) weight: f32,
    /// The synonym that it belongs to, when it was not typed.
    pub(in crate::search) of: Option<Synonym>,
}

/// All that is counted for one query: its words in the order of the terms, then pairs and characters.
pub(in crate::search) struct Units {
    units: Vec<Unit>,
    finders: Vec<TermFinder>,
    /// For each character of the query the number of its unit, and the pairs that it is the second of.
    characters: CharacterMap,
    /// Whether a word was written with digits, so that numerals in the text must be read by value.
    numerals: bool,
    /// Which units count only where their synonym stands together.
    phrases: Phrases,
}

/// A character of the query.
struct Character {
    unit: usize,
    /// The characters that stand before it in the query, by the number of their unit, with the unit of the pair.
    after: Vec<(usize, usize)>,
}

/// Characters of the basic plane have a place in a table, since every character of every candidate is looked up.
struct CharacterMap {
    /// Numbers in `known`, plus one: the pages of a table of zeros cost nothing until they are looked at.
    table: Vec<u16>,
    others: HashMap<char, u16>,
    known: Vec<Character>,
}

/// How often each unit stands in a text, in the order of the units.
pub(in crate::search) struct Counts(pub(in crate::search) Vec<u16>);

impl Units {
    /// Gathers the units of `terms`, and of the texts and synonyms of the plan.
    ///
    /// # Errors
    /// What the archive says when frequencies are looked up.
    pub(in crate::search) fn of(
        terms: &[QueryTerm],
        plan: &Plan,
        ranking: &Ranking,
        archive: &dyn Archive,
    ) -> Result<Units, SearchError> {
        let mut units = Units {
            units: Vec::new(),
            finders: Vec::new(),
            characters: CharacterMap::new(),
            numerals: terms.iter().any(|term| has_digit(&term.text)),
            phrases: Phrases::default(),
        };
        for term in terms {
            // The first that holds decides: a question word may be a stop word too.
            let share = match () {
                () if is_question_word(&term.text) => ranking.question,
                () if term.is_stop_word => ranking.stop_word,
                () => 1.0,
            };
            let weight = ranking.words * share;
            units.add(Unit { kind: Kind::Word, text: term.text.clone(), weight, of: term.of.clone() });
            units.finders.push(TermFinder::new(&term.text));
        }
        plan.texts().for_each(|text| units.add_grams(text, ranking, None));
        let synonyms: Vec<&Synonym> = plan.synonyms().collect();
        for synonym in synonyms.iter().filter(|_| ranking.synonym > 0.0) {
            units.add_grams(&analysis::fold_text(&synonym.text), ranking, Some(synonym));
        }
        units.weigh_by_rarity(archive)?;
        synonyms.iter().for_each(|synonym| units.weigh_down(synonym, ranking.synonym));
        units.phrases = Phrases::of(&units.units, units.finders.len(), &synonyms);
        Ok(units)
    }

    /// Multiplies each weight by the rarity of its unit.
    fn weigh_by_rarity(&mut self, archive: &dyn Archive) -> Result<(), SearchError> {
        let texts: Vec<&str> = self.units.iter().map(|unit| unit.text.as_str()).collect();
        let (words, runs) = texts.split_at(self.finders.len());
        let runs = archive.run_counts(runs)?.into_iter().map(|held| held.unwrap_or(0));
        let held: Vec<u64> = archive.word_counts(words)?.into_iter().chain(runs).collect();
        let passages = archive.statistics().passages as f32;
        for (unit, held) in self.units.iter_mut().zip(held) {
            unit.weight *= idf(passages, held as f32);
        }
        Ok(())
    }

    /// Multiplies the weights of what was typed and stands in one of these folded texts by a factor.
    pub(in crate::search) fn weigh_within(&mut self, texts: &[String], factor: f32) {
        let is_within = |unit: &&mut Unit| {
            unit.of.is_none() && texts.iter().any(|text| text.contains(unit.text.as_str()))
        };
        self.units.iter_mut().filter(is_within).for_each(|unit| unit.weight *= factor);
    }

    fn add(&mut self, unit: Unit) -> usize {
        self.units.push(unit);
        self.units.len() - 1
    }

    /// Another word counts a share of what it stands for, however many words and pairs it is made of.
    fn weigh_down(&mut self, synonym: &Synonym, share: f32) {
        let of = analysis::fold_text(&synonym.of);
        let tells = |unit: &&Unit| unit.kind != Kind::Character;
        let typed = self.units.iter().filter(|unit| unit.of.is_none() && of.contains(unit.text.as_str()));
        let typed: f32 = typed.filter(tells).map(|unit| unit.weight).sum();
        let belongs = |unit: &Unit| unit.of.as_ref() == Some(synonym);
        let others: f32 =
            self.units.iter().filter(|unit| belongs(unit)).filter(tells).map(|unit| unit.weight).sum();
        // A synonym of many words must not count more than what it stands for.
        let factor = share * if others > typed { typed / others } else { 1.0 };
        self.units.iter_mut().filter(|unit| belongs(unit)).for_each(|unit| unit.weight *= factor);
    }

    /// Adds pairs and characters of a folded text, of what was typed or of another word for it, by the weights of their kinds.
    fn add_grams(&mut self, folded: &str, ranking: &Ranking, of: Option<&Synonym>) {
        let is_word = |word: &str| self.units[..self.finders.len()].iter().any(|unit| unit.text == word);
        let asked = if ranking.question == 1.0 { Vec::new() } else { asked_in(folded, &is_word) };
        // Where question words count in full, no character is told to be of one.
        let asked = asked.into_iter().chain(std::iter::repeat(false));
        let mut before: Option<(char, usize, bool)> = None;
        for (character, is_asked) in folded.chars().zip(asked) {
            // No pair goes over a mark.
            if !character.is_alphanumeric() {
                before = None;
                continue;
            }
            let nth = self.characters.find(character).unwrap_or_else(|| {
                let text = character.to_string();
                // Another word's characters stand in far too much to say anything.
                let share = if of.is_some() { 0.0 } else { 1.0 };
                let share = share * if is_asked { ranking.question } else { 1.0 };
                let weight = share * ranking.characters;
                let unit = self.add(Unit { kind: Kind::Character, text, weight, of: of.cloned() });
                self.characters.insert(character, unit)
            });
            if let Some((first, first_nth, asked_before)) = before
                && self.characters.pair(first_nth, nth).is_none()
            {
                let text: String = [first, character].iter().collect();
                let share = if asked_before && is_asked { ranking.question } else { 1.0 };
                let weight = share * ranking.pairs;
                let unit = self.add(Unit { kind: Kind::Pair, text, weight, of: of.cloned() });
                self.characters.known[nth].after.push((first_nth, unit));
            }
            before = Some((character, nth, is_asked));
        }
    }

    /// Counts pairs and characters in a text that has passed the exact chain, and takes `words` for the words.
    /// `places` are those of the words ([`Units::word_places`]): they tell which synonyms stand together.
    pub(in crate::search) fn count(&self, folded: &str, words: &[u16], places: &[Vec<usize>]) -> Counts {
        let mut counts = vec![0u16; self.units.len()];
        counts[..words.len()].copy_from_slice(words);
        let mut before = None;
        let mut at = 0;
        while let Some((nth, bytes)) = self.characters.find_at(folded, at) {
            at += bytes;
            if let Some(nth) = nth {
                let unit = self.characters.known[nth].unit;
                counts[unit] = counts[unit].saturating_add(1);
                if let Some(unit) = before.and_then(|first| self.characters.pair(first, nth)) {
                    counts[unit] = counts[unit].saturating_add(1);
                }
            }
            before = nth;
        }
        self.phrases.withdraw(&mut counts, places);
        Counts(counts)
    }

    /// Counts all units in a folded heading or title, words too: it is short and was not segmented by itself.
    pub(in crate::search) fn count_name(&self, folded: &str) -> Counts {
        // Most names have nothing of the query.
        if !self.numerals && !folded.chars().any(|character| self.characters.find(character).is_some()) {
            return Counts(vec![0; self.units.len()]);
        }
        let places = self.word_places(&readable(folded, self.numerals));
        let counted = |places: &Vec<usize>| places.len().min(usize::from(u16::MAX)) as u16;
        let words: Vec<u16> = places.iter().map(counted).collect();
        self.count(folded, &words, &places)
    }

    /// Returns which share of a name with `chars` characters the pairs of the query cover, 0 to 1; where the query is
    /// a single character, which share that is.
    pub(in crate::search) fn coverage(&self, counts: &Counts, chars: usize) -> f32 {
        let count = |wanted: Kind| -> usize {
            let units = self.units.iter().zip(&counts.0);
            units.filter(|(unit, _)| unit.kind == wanted).map(|(_, count)| usize::from(*count)).sum()
        };
        let covered = match count(Kind::Pair) {
            0 if self.units.iter().any(|unit| unit.kind == Kind::Pair) => 0,
            0 => count(Kind::Character),
            // n pairs in a row cover n + 1 characters.
            pairs => pairs + 1,
        };
        (covered as f32 / chars.max(1) as f32).min(1.0)
    }

    /// Returns the sum of the weights of the typed pairs that folded characters hold.
    pub(in crate::search) fn pairs_held(&self, folded: impl Iterator<Item = char>) -> f32 {
        let mut held = Vec::new();
        let mut before = None;
        for character in folded {
            let nth = self.characters.find(character);
            if let (Some(first), Some(second)) = (before, nth)
                && let Some(unit) = self.characters.pair(first, second)
                && !held.contains(&unit)
            {
                held.push(unit);
            }
            before = nth;
        }
        held.iter()
            .map(|unit| &self.units[*unit])
            .filter(|unit| unit.of.is_none())
            .map(|unit| unit.weight)
            .sum()
    }

    /// Returns the units, in the order of [`Counts`].
    pub(in crate::search) fn all(&self) -> &[Unit] {
        &self.units
    }

    /// Returns the number of words, which come first.
    pub(in crate::search) fn words(&self) -> usize {
        self.finders.len()
    }

    /// Returns the sum of the weights of the pairs that were typed, the measure of what a whole run is worth.
    pub(in crate::search) fn pair_weight(&self) -> f32 {
        self.units
            .iter()
            .filter(|unit| unit.kind == Kind::Pair && unit.of.is_none())
            .map(|unit| unit.weight)
            .sum()
    }

    /// Returns the sum of the weights of all that was typed: words, pairs and characters.
    pub(in crate::search) fn typed_weight(&self) -> f32 {
        self.units.iter().filter(|unit| unit.of.is_none()).map(|unit| unit.weight).sum()
    }

    /// Returns whether a word has digits: then texts are read with their numerals by value.
    pub(in crate::search) fn has_numerals(&self) -> bool {
        self.numerals
    }

    /// Returns for each word where it begins in a text as words are read from it ([`readable`]), in bytes of that.
    pub(in crate::search) fn word_places(&self, text: &str) -> Vec<Vec<usize>> {
        let places = |word: &TermFinder| word.places(text).into_iter().map(|span| span.start).collect();
        self.finders.iter().map(places).collect()
    }
}

impl CharacterMap {
    fn new() -> CharacterMap {
        CharacterMap { table: vec![0; 1 << 16], others: HashMap::new(), known: Vec::new() }
    }

    #[inline]
    fn find(&self, character: char) -> Option<usize> {
        let nth = match self.table.get(character as usize) {
            Some(nth) => *nth,
            None => self.others.get(&character).copied().unwrap_or(0),
        };
        usize::from(nth).checked_sub(1)
    }

    /// As [`CharacterMap::find`] for the character at byte `at` of a text, with its length in bytes; `None`
    /// at the end of the text. Most characters have three bytes, which are decoded inline, without
    /// `chars()`.
    #[inline]
    fn find_at(&self, text: &str, at: usize) -> Option<(Option<usize>, usize)> {
        if let Some([first @ 0xE0..=0xEF, second, third]) = text.as_bytes().get(at..at + 3) {
            let code =
                usize::from(first & 0xF) << 12 | usize::from(second & 0x3F) << 6 | usize::from(third & 0x3F);
            return Some((usize::from(self.table[code]).checked_sub(1), 3));
        }
        let character = text[at..].chars().next()?;
        Some((self.find(character), character.len_utf8()))
    }

    /// Adds a character; a query of more different ones than there is room for counts the last as one.
    fn insert(&mut self, character: char, unit: usize) -> usize {
        let nth = self.known.len().min(usize::from(u16::MAX) - 1);
        if nth == self.known.len() {
            self.known.push(Character { unit, after: Vec::new() });
        }
        match self.table.get_mut(character as usize) {
            Some(place) => *place = nth as u16 + 1,
            None => {
                self.others.insert(character, nth as u16 + 1);
            }
        }
        nth
    }

    fn pair(&self, first: usize, second: usize) -> Option<usize> {
        self.known[second].after.iter().find(|(before, _)| *before == first).map(|(_, unit)| *unit)
    }
}

/// Inverse document frequency as in BM25 (Robertson and Zaragoza 2009, with the 1 that keeps it positive).
pub(in crate::search) fn idf(documents: f32, holding: f32) -> f32 {
    let holding = holding.min(documents);
    (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Small;

    #[test]
    fn units_are_counted_in_one_walk() {
        let small = Small::of(&[("a.txt", "标题\n教师负担。教师。"), ("b.txt", "别的\n企业责任。")]);
        small.with_run("教师负担", |run| {
            let units = run.units().expect("units");
            let folded = "教师的教师负担";
            let places = units.word_places(folded);
            let words: Vec<u16> = places.iter().map(|places| places.len() as u16).collect();
            let counts = units.count(folded, &words, &places);
            for (unit, count) in units.all().iter().zip(&counts.0) {
                let wanted = folded.matches(&unit.text).count() as u16;
                assert_eq!(*count, wanted, "{:?} {}", unit.kind, unit.text);
            }
            let name = "教师负担";
            assert_eq!(units.coverage(&units.count_name(name), 4), 1.0);
            assert_eq!(units.coverage(&units.count_name("无关"), 2), 0.0);
            assert!(units.pairs_held(name.chars()) > units.pairs_held("教师".chars()));
            assert_eq!(units.pairs_held(name.chars()), units.pair_weight());
        });
    }

    #[test]
    fn rare_things_weigh_more() {
        let rarities = [1.0, 10.0, 100.0, 1_000.0].map(|held| idf(1_000.0, held));
        assert!(rarities.is_sorted_by(|a, b| a > b) && rarities[3] > 0.0, "{rarities:?}");
    }
}
