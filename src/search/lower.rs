//! A query tree to a [`Plan`].

use crate::analysis::Segmenter;
use crate::query::Query;

use super::plan::{FreeWords, Need, Plan, Wanted};
use super::runs::Run;

/// Returns everything typed in a query, for the segmenter.
pub(super) fn all_text(query: &Query) -> String {
    match query {
        Query::Text(t) | Query::Run(t) => t.clone(),
        Query::Not(q) => all_text(q),
        Query::And(all) => all.iter().map(all_text).collect::<Vec<_>>().join("\n"),
        Query::Nothing => String::new(),
    }
}

/// Makes a plan.
pub(super) fn plan(query: &Query, segmenter: &Segmenter, is_stop_word: &dyn Fn(&str) -> bool) -> Plan {
    let mut wanted = Vec::new();
    match query {
        Query::Text(t) => wanted.push(Wanted::Words(free_words(t, segmenter, is_stop_word))),
        Query::Run(t) => wanted.extend(Run::new(t).map(Wanted::Run)),
        _ => {}
    }
    Plan { need: Need::Nothing, wanted }
}

fn free_words(typed: &str, segmenter: &Segmenter, is_stop_word: &dyn Fn(&str) -> bool) -> FreeWords {
    let mut terms: Vec<String> = Vec::new();
    segmenter.words(typed, |word| {
        if !terms.iter().any(|known| known == word) {
            terms.push(word.to_owned());
        }
    });
    let mut choosing: Vec<String> = terms.iter().filter(|term| !is_stop_word(term)).cloned().collect();
    if choosing.is_empty() {
        choosing.clone_from(&terms);
    }
    let parts: Vec<&str> = typed.split_whitespace().collect();
    let parts = if parts.len() > 1 { parts.into_iter().filter_map(Run::new).collect() } else { Vec::new() };
    FreeWords { typed: typed.to_owned(), whole: Run::new(typed), terms, parts, choosing }
}
