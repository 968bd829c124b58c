//! A query bounded before anything is read for it: conditions are never dropped, so too many of them are refused; of words
//! that only add worth, those that tell the most are kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use crate::language::tr;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::archive::Archive;
use crate::search::run::Knowledge;

use super::lexicon::Lexicon;

/// Conditions of a query, each counted once: what is quoted, in a field, joined by AND, in a scope, or left out. Each is
/// looked up in lists, and in texts, by itself; nobody types a hundred.
const CONDITIONS_MAX: usize = 200;
/// Most different words that rank: about as many as a page has. Further ones change nothing among the first hits.
const WORDS_MAX: usize = 256;

/// A query within bounds.
pub(in crate::search) struct Bounded<'q> {
    /// The query.
    pub(in crate::search) query: Cow<'q, Query>,
    /// What is to be said of it.
    pub(in crate::search) note: Option<String>,
}

/// Returns a query within bounds; one that is already is not copied.
///
/// # Errors
/// [`SearchError::TooManyConditions`], and what reading the index says.
pub(in crate::search) fn bounded<'q>(
    archive: &dyn Archive,
    knowledge: &Knowledge,
    query: &'q Query,
) -> Result<Bounded<'q>, SearchError> {
    let mut typed = 0;
    query.for_each_text(&mut |text| typed += text.chars().count().max(1));
    // So few characters make neither too many words nor too many conditions: words are cut once, by the search.
    if typed <= WORDS_MAX.min(CONDITIONS_MAX) {
        return Ok(Bounded { query: Cow::Borrowed(query), note: None });
    }
    // A part that stands there twice is one condition.
    let once = each_once(query);
    let found = conditions(&once, false);
    if found > CONDITIONS_MAX {
        return Err(SearchError::TooManyConditions { found, most: CONDITIONS_MAX });
    }
    let mut text = String::new();
    for_each_ranking(&once, &mut |part| text.extend([part, "\n"]));
    let lexicon = Lexicon::for_text(&knowledge.dictionary, &knowledge.stop_words, &text);
    let words = distinct(&lexicon, &text);
    if words.len() <= WORDS_MAX {
        return Ok(Bounded { query: Cow::Owned(once), note: None });
    }
    // Ordered by the passages that hold a word, then by the word: the choice is always the same.
    let mut by_rarity: BTreeMap<(u64, &str), ()> = BTreeMap::new();
    let telling = words.iter().map(String::as_str).filter(|word| !lexicon.is_stop_word(word));
    let telling: Vec<&str> = telling.collect();
    for (word, held) in telling.iter().zip(archive.word_counts(&telling)?) {
        // What stands nowhere ranks nothing.
        if held > 0 {
            by_rarity.insert((held, word), ());
        }
    }
    let kept: HashSet<&str> = by_rarity.keys().take(WORDS_MAX).map(|(_, word)| *word).collect();
    let query = with_words(&once, &kept, &lexicon);
    let note = tr!("query-many-words", words = words.len().to_string(), kept = kept.len().to_string());
    Ok(Bounded { query: Cow::Owned(query), note: Some(note) })
}

/// As [`Lexicon::words`], which is meant for a few.
fn distinct(lexicon: &Lexicon<'_>, text: &str) -> Vec<String> {
    let mut known = HashSet::new();
    let words = lexicon.asked(text).into_iter().map(|token| token.text);
    words.filter(|word| known.insert(word.clone())).collect()
}

/// The same query with every part once among those that it stands beside.
fn each_once(query: &Query) -> Query {
    let once = |all: &[Query]| -> Vec<Query> {
        let mut known = HashSet::new();
        all.iter().filter(|query| known.insert(*query)).map(each_once).collect()
    };
    match query {
        Query::Together(all) => Query::Together(once(all)),
        Query::And(all) => Query::And(once(all)),
        Query::Or(all) => Query::Or(once(all)),
        other => other.clone(),
    }
}

/// How many conditions a query has; `required` says that words typed freely are.
fn conditions(query: &Query, required: bool) -> usize {
    let sum = |all: &[Query], required| all.iter().map(|query| conditions(query, required)).sum();
    match query {
        Query::Nothing => 0,
        Query::Text(_) => usize::from(required),
        Query::Run(_) | Query::Field(..) | Query::FieldWords(..) | Query::Fact(..) => 1,
        Query::Compared(words, _) => words.len(),
        Query::Gap(runs) | Query::Within(_, runs) => runs.len(),
        Query::Not(query) => conditions(query, true),
        Query::And(all) => sum(all, true),
        Query::Together(all) | Query::Or(all) => sum(all, required),
    }
}

/// Calls `each` with what is typed freely and not required.
fn for_each_ranking<'q>(query: &'q Query, each: &mut dyn FnMut(&'q str)) {
    match query {
        Query::Text(text) => each(text),
        Query::Together(all) | Query::Or(all) => all.iter().for_each(|query| for_each_ranking(query, each)),
        _ => {}
    }
}

/// The same query with no other words that only rank.
fn with_words(query: &Query, kept: &HashSet<&str>, lexicon: &Lexicon<'_>) -> Query {
    let all_with = |all: &[Query]| -> Vec<Query> {
        let with = all.iter().map(|query| with_words(query, kept, lexicon));
        with.filter(|query| *query != Query::Nothing).collect()
    };
    match query {
        Query::Text(text) => {
            let words = distinct(lexicon, text);
            if words.iter().all(|word| kept.contains(word.as_str())) {
                return query.clone();
            }
            let kept: Vec<&str> =
                words.iter().map(String::as_str).filter(|word| kept.contains(word)).collect();
            if kept.is_empty() { Query::Nothing } else { Query::Text(kept.join(" ")) }
        }
        Query::Together(all) => Query::Together(all_with(all)),
        Query::Or(all) => Query::Or(all_with(all)),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn conditions_count_once_and_words_only_where_they_are_required() {
        for (typed, count) in [
            ("减轻教师负担 落实", 0),
            ("减轻 AND 负担", 2),
            ("国 AND 国 AND 国", 1),
            ("\"减轻\" \"减轻\" 负担 -督查 title:报告", 3),
            ("(甲 OR 乙) AND 丙", 3),
            ("同句:(甲 乙 丙)", 3),
            ("甲 OR 乙 OR \"丙\"", 1),
        ] {
            assert_eq!(conditions(&each_once(&parse(typed).0), false), count, "{typed}");
        }
    }
}
