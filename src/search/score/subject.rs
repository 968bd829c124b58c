//! The subject of a query: a report that the query calls by its whole title.
//!
//! 前肛鳗有几枚前上颌骨齿 asks about the report 前肛鳗, and 异齿前肛鳗 only holds the same words. The units of a title count beside
//! those of the text, which saturate: that it was said whole counts by itself.

use rustc_hash::FxHashMap;

use crate::analysis::work_key;
use crate::report::work_title;
use crate::search::score::rank::{Scored, Scorer};

/// Characters of the shortest title that counts: single ones stand in many words.
const CHARS_MIN: usize = 2;

/// Adds to each passage what it is worth that the query says the whole title of its report; nothing where the query stands
/// somewhere as it was typed, which is a name or words that belong together.
pub(in crate::search) fn add(scored: &mut [Scored], scorer: &Scorer<'_>) {
    let share = scorer.ranking().subject;
    if share == 0.0 || scored.iter().any(Scored::is_whole) {
        return;
    }
    let words = scorer.run.plan.wanted.iter().filter_map(|wanted| wanted.free_words());
    let typed: Vec<&str> =
        words.filter_map(|words| words.whole.as_ref()).map(|run| run.folded.as_str()).collect();
    let mut said: FxHashMap<&str, Option<String>> = FxHashMap::default();
    for one in scored.iter() {
        let title = one.piece.path()[0].text.as_str();
        said.entry(title).or_insert_with(|| said_whole(title, &typed));
    }
    // 民法 is not the subject where 民法典 is.
    let keys: Vec<&String> = said.values().flatten().collect();
    let is_inside =
        |key: &String| keys.iter().any(|other| other.len() > key.len() && other.contains(key.as_str()));
    let is_subject: Vec<bool> = scored
        .iter()
        .map(|one| said[one.piece.path()[0].text.as_str()].as_ref().is_some_and(|key| !is_inside(key)))
        .collect();
    let best = scored.iter().map(|one| one.parts.sum()).fold(0.0, f32::max);
    for (one, _) in scored.iter_mut().zip(is_subject).filter(|(_, is_subject)| *is_subject) {
        one.parts.subject = share * best;
    }
}

/// The title as it is compared, without state, edition and article, where a folded text says it.
fn said_whole(title: &str, typed: &[&str]) -> Option<String> {
    let key = work_key(work_title(title));
    let is_long = key.chars().nth(CHARS_MIN - 1).is_some();
    (is_long && typed.iter().any(|typed| says(typed, &key))).then_some(key)
}

/// Whether a text holds a title, its Latin words and numbers whole.
fn says(typed: &str, key: &str) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    typed.match_indices(key).any(|(at, _)| {
        let (before, after) = (&typed[..at], &typed[at + key.len()..]);
        let is_cut = |a: Option<char>, b: Option<char>| is_latin(a) && is_latin(b);
        !is_cut(before.chars().next_back(), key.chars().next())
            && !is_cut(key.chars().next_back(), after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_said_whole_or_not_at_all() {
        let table = [
            ("前肛鳗", "前肛鳗有几枚前上颌骨齿", Some("前肛鳗")),
            ("异齿前肛鳗", "前肛鳗有几枚前上颌骨齿", None),
            ("中华人民共和国公司法（2023年修订）", "公司法对注册资本有何规定", Some("公司法")),
            ("中华人民共和国教师法第三十一条", "教师法怎么说", Some("教师法")),
            ("鳗", "前肛鳗有几枚前上颌骨齿", None),
            ("AI", "MAIL的用法", None),
            ("AI", "ai的用法", Some("ai")),
            ("2025", "12025年", None),
        ];
        for (title, typed, wanted) in table {
            let folded = crate::analysis::fold_text(typed);
            assert_eq!(said_whole(title, &[&folded]).as_deref(), wanted, "{title}");
        }
    }
}
