//! The words that rank, each with what it counts: those typed, and other words for them.

use std::borrow::Cow;

use crate::analysis::{self, Token};
use crate::schema::{Ranking, Synonyms};

use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::plan::Plan;
use crate::search::ask::together::Together;

/// A word that ranks.
#[derive(Clone, Debug)]
pub(in crate::search) struct QueryTerm {
    /// The index term.
    pub(in crate::search) text: String,
    /// What it counts beside another of the same rarity: less for stop words and synonyms.
    pub(in crate::search) factor: f32,
    /// Whether it is a function word.
    pub(in crate::search) is_stop_word: bool,
    /// The synonym that it belongs to, when it was not typed.
    pub(in crate::search) of: Option<Synonym>,
}

/// Another word for something typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Synonym {
    /// What was typed.
    pub(in crate::search) of: String,
    /// What is looked for beside it.
    pub(in crate::search) text: String,
    /// Its index terms, each once.
    pub(in crate::search) words: Vec<String>,
    /// Those of them that tell something, which count only where they stand together.
    pub(in crate::search) together: Together,
}

/// Returns whether a term was read from a number, or from a word with digits.
pub(in crate::search) fn has_digit(term: &str) -> bool {
    term.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns folded text as terms are found in it: where one of them has digits ([`has_digit`]), with its numerals by value.
pub(in crate::search) fn readable(folded: &str, digits: bool) -> Cow<'_, str> {
    if digits { analysis::fold_words_text(folded).into() } else { folded.into() }
}

/// Returns the terms of all parts that rank, each once, in the order typed, the synonyms' after them.
pub(in crate::search) fn gather(plan: &Plan, lexicon: &Lexicon<'_>, ranking: &Ranking) -> Vec<QueryTerm> {
    let mut terms: Vec<QueryTerm> = Vec::new();
    let mut add = |text: &str, of: Option<&Synonym>| {
        let share = if of.is_some() { ranking.synonym } else { 1.0 };
        // A term that was typed comes first and counts as typed, whatever it is a synonym of.
        if share > 0.0 && !terms.iter().any(|known| known.text == text) {
            let is_stop_word = lexicon.is_stop_word(text);
            let factor = share * if is_stop_word { ranking.stop_word } else { 1.0 };
            terms.push(QueryTerm { text: text.to_owned(), factor, is_stop_word, of: of.cloned() });
        }
    };
    plan.wanted.iter().flat_map(|wanted| wanted.words(lexicon)).for_each(|word| add(&word, None));
    for synonym in plan.synonyms() {
        synonym.words.iter().for_each(|word| add(word, Some(synonym)));
    }
    terms
}

/// Returns the other words for what was typed, of which these are the tokens: for one word or several that touch, the
/// longest first, none inside another.
pub(in crate::search) fn synonyms_of(
    typed: &str,
    tokens: &[Token],
    lexicon: &Lexicon<'_>,
    synonyms: &Synonyms,
) -> Vec<Synonym> {
    let mut found: Vec<Synonym> = Vec::new();
    let mut nth = 0;
    while nth < tokens.len() {
        let mut touching = 1;
        while nth + touching < tokens.len()
            && touching < synonyms.longest()
            && tokens[nth + touching - 1].span.end == tokens[nth + touching].span.start
        {
            touching += 1;
        }
        let known = (1..=touching).rev().find_map(|many| {
            let word = &typed[tokens[nth].span.start..tokens[nth + many - 1].span.end];
            let others = synonyms.of(word);
            (!others.is_empty()).then_some((many, word, others))
        });
        let Some((many, word, others)) = known else {
            nth += 1;
            continue;
        };
        let new = others.iter().map(|other| {
            let words = lexicon.words(other);
            let together = Together::of(other, lexicon.telling(&words));
            Synonym { of: word.to_owned(), text: other.clone(), words, together }
        });
        let new: Vec<Synonym> = new.filter(|synonym| !found.contains(synonym)).collect();
        found.extend(new);
        nth += many;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Dictionary;
    use crate::schema::StopWords;

    #[test]
    fn synonyms_of_the_longest_words_are_taken_and_none_inside() {
        let (dictionary, stop_words) = (Dictionary::builtin(), StopWords::builtin());
        let typed = "老公的房东";
        let synonyms = Synonyms::of_text(typed);
        let all = [typed.to_owned(), synonyms.within(typed).join("\n")].join("\n");
        let lexicon = Lexicon::for_text(&dictionary, &stop_words, &all);
        let found = synonyms_of(typed, &lexicon.parted(typed), &lexicon, &synonyms);
        let of: Vec<&str> = found.iter().map(|synonym| synonym.of.as_str()).collect();
        assert!(of.contains(&"老公") && of.contains(&"房东"), "{of:?}");
        assert!(found.iter().all(|synonym| synonym.text != synonym.of && !synonym.words.is_empty()));
        assert!(synonyms_of("的", &lexicon.parted("的"), &lexicon, &synonyms).is_empty());
    }

    #[test]
    fn numerals_are_read_by_value_only_where_a_term_has_digits() {
        assert!(has_digit("第14") && !has_digit("十四"));
        assert_eq!(readable("十四五", false), "十四五");
        assert!(readable("第十四个", true).contains("14"));
    }
}
