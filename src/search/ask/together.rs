//! Words that count only where they stand together: another word for something typed may be several words, and one of
//! them alone says little (科技创新 is meant, 科技 stands everywhere).

use memchr::memmem;

use crate::analysis;
use crate::text::Span;

use crate::search::archive::piece::Piece;
use crate::search::ask::terms::{Synonym, has_digit, readable};
use crate::search::score::units::{Kind, Unit};

/// How many times as long as the words are written a stretch that holds them may be: 解除与劳动者的劳动合同 holds
/// 解除劳动合同, two sentences that say 解除 and 劳动合同 do not.
const STRETCH: usize = 2;

/// Words to be found together, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Together {
    /// Index terms that are no stop words (all of them when there is nothing else), each once.
    pub(in crate::search) words: Vec<String>,
    /// Length of the longest stretch that holds them together, in bytes of folded text.
    pub(in crate::search) most: usize,
}

impl Together {
    /// Returns those words of a text as words to be found together.
    pub(in crate::search) fn of(text: &str, words: Vec<String>) -> Together {
        Together { words, most: STRETCH * analysis::fold_text(text).len() }
    }

    /// Returns whether a text that has passed the exact chain holds the words together; one word stands together anywhere.
    pub(in crate::search) fn stand_in(&self, folded: &str) -> bool {
        let text = readable(folded, self.has_digits());
        !self.stretches(&text).is_empty()
    }

    /// Returns whether the text of a passage does.
    pub(in crate::search) fn stand_in_piece(&self, piece: &Piece) -> bool {
        !self.stretches(piece.readable(self.has_digits())).is_empty()
    }

    fn has_digits(&self) -> bool {
        self.words.iter().any(|word| has_digit(word))
    }

    /// Returns where the words stand in each stretch of a text (as words are read) that holds them together, in bytes.
    pub(in crate::search) fn stretches(&self, text: &str) -> Vec<Vec<Span>> {
        let found = |word: &String| memmem::find_iter(text.as_bytes(), word.as_bytes()).collect();
        let places: Vec<Vec<usize>> = self.words.iter().map(found).collect();
        let words: Vec<(usize, &[usize])> =
            self.words.iter().map(String::len).zip(places.iter().map(Vec::as_slice)).collect();
        stretches(&words, self.most)
    }
}

/// Returns the shortest stretches, each ending with another word, that hold all words and are at most `most` bytes long.
/// A word is its length and its places, ascending.
pub(in crate::search) fn stretches(words: &[(usize, &[usize])], most: usize) -> Vec<Vec<Span>> {
    if words.is_empty() || words.iter().any(|(_, places)| places.is_empty()) {
        return Vec::new();
    }
    let mut all: Vec<(Span, usize)> = Vec::new();
    for (nth, (length, places)) in words.iter().enumerate() {
        all.extend(places.iter().map(|at| (Span { start: *at, end: at + length }, nth)));
    }
    all.sort_unstable();
    let (mut held, mut lacking, mut first) = (vec![0usize; words.len()], words.len(), 0);
    let mut found = Vec::new();
    for (last, (_, nth)) in all.iter().enumerate() {
        lacking -= usize::from(held[*nth] == 0);
        held[*nth] += 1;
        // The stretch begins as late as all words that were met are still in it.
        while held[all[first].1] > 1 {
            held[all[first].1] -= 1;
            first += 1;
        }
        let stretch = &all[first..=last];
        let end = stretch.iter().map(|(span, _)| span.end).max().unwrap_or_default();
        if lacking == 0 && end - stretch[0].0.start <= most {
            found.push(stretch.iter().map(|(span, _)| *span).collect());
        }
    }
    found
}

/// Which units count only where one of the synonyms that they are of stands together.
#[derive(Default)]
pub(in crate::search) struct Phrases {
    phrases: Vec<Phrase>,
    /// Units, each with the phrases that it is of.
    units: Vec<(usize, Vec<usize>)>,
}

/// A synonym by the numbers of its words among the units.
struct Phrase {
    words: Vec<usize>,
    lengths: Vec<usize>,
    most: usize,
}

impl Phrases {
    /// Gathers them from units of which the first `words` are words.
    pub(in crate::search) fn of(units: &[Unit], words: usize, synonyms: &[&Synonym]) -> Phrases {
        let phrases = synonyms.iter().map(|synonym| {
            let known = |word: &String| units[..words].iter().position(|unit| unit.text == *word);
            let words: Vec<usize> = synonym.together.words.iter().filter_map(known).collect();
            let lengths = words.iter().map(|nth| units[*nth].text.len()).collect();
            Phrase { words, lengths, most: synonym.together.most }
        });
        let phrases: Vec<Phrase> = phrases.collect();
        let folded: Vec<String> = synonyms.iter().map(|synonym| analysis::fold_text(&synonym.text)).collect();
        let holds = |nth: usize, unit: &Unit| match unit.kind {
            Kind::Word => {
                synonyms[nth].together.words.contains(&unit.text) || folded[nth].contains(&unit.text)
            }
            Kind::Pair | Kind::Character => folded[nth].contains(&unit.text),
        };
        let of_synonym = units.iter().enumerate().filter(|(_, unit)| unit.of.is_some());
        let held = of_synonym.map(|(unit_nth, unit)| {
            (unit_nth, (0..synonyms.len()).filter(|nth| holds(*nth, unit)).collect::<Vec<_>>())
        });
        // A synonym of one word stands together anywhere: nothing is to be withdrawn for it.
        let held =
            held.filter(|(_, of)| !of.is_empty() && of.iter().all(|nth| phrases[*nth].words.len() > 1));
        let units = held.collect();
        Phrases { phrases, units }
    }

    /// Sets the counts of those units to 0 whose synonyms do not stand together; `places` are those of all
    /// words.
    pub(in crate::search) fn withdraw(&self, counts: &mut [u16], places: &[Vec<usize>]) {
        if self.units.is_empty() {
            return;
        }
        let stands = |phrase: &Phrase| {
            let places = phrase.words.iter().map(|nth| places[*nth].as_slice());
            let words: Vec<(usize, &[usize])> = phrase.lengths.iter().copied().zip(places).collect();
            !stretches(&words, phrase.most).is_empty()
        };
        let stand: Vec<bool> = self.phrases.iter().map(stands).collect();
        for (unit, of) in &self.units {
            if !of.iter().any(|nth| stand[*nth]) {
                counts[*unit] = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn together(words: &[&str]) -> Together {
        let most = STRETCH * words.concat().len();
        Together { words: words.iter().map(|word| (*word).to_owned()).collect(), most }
    }

    #[test]
    fn words_stand_together_in_any_order_but_not_far_apart() {
        let dismissal = together(&["解除", "劳动合同"]);
        for text in
            ["可以解除劳动合同。", "解除与劳动者的劳动合同", "劳动合同的解除", "解除解除,又解除劳动合同"]
        {
            assert!(dismissal.stand_in(text), "{text}");
        }
        for text in ["解除", "劳动合同", "", "解除婚姻关系的人,后来订立了劳动合同"] {
            assert!(!dismissal.stand_in(text), "{text}");
        }
        assert!(together(&["科技"]).stand_in("有关科技的"));
        assert!(together(&["第", "14", "规划"]).stand_in("第十四个规划"), "numerals by value");
    }

    #[test]
    fn a_stretch_names_its_words() {
        let text = "科技。产业,科技创新";
        let found = together(&["科技", "创新"]).stretches(text);
        assert_eq!(found.len(), 1);
        let words: Vec<&str> = found[0].iter().map(|span| span.of(text)).collect();
        assert_eq!(words, ["科技", "创新"]);
    }
}
