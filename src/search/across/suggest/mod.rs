//! What a person may be about to type: words of the index that begin so, by characters, by pinyin, by initials and by mixtures.

mod spell;
mod vocabulary;
mod walk;

use crate::analysis::{fold_text, run_grams};
use crate::query::Query;
use crate::search::choose::holders::least_count;
use crate::search::show::hit::SearchOptions;
use crate::search::{Asked, SearchError, Searcher};

use spell::{begins_as, is_as};
use vocabulary::Vocabulary;

/// A word in a heading tells more of a report than one in its text.
const HEADING_WEIGHT: u64 = 4;
/// Words tried for each part of what was typed with blanks.
const WORDS_OF_PART: usize = 4;

/// Letters that each of two words run together has at least.
const LETTERS_OF_WORD: usize = 2;
/// Letters from which on one of them may be too many.
const LETTERS_OF_SLIP: usize = 5;

/// Words put together that are looked for at most, those whose rarest pair of characters stands most often.
const LOOKED_FOR: usize = 6;

/// A word that completes what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// The word.
    pub text: String,
    /// Passages that hold it.
    pub passages: u64,
    /// Passages under a heading that holds it.
    pub headings: u64,
    /// How often it was asked for before.
    pub asked: u64,
}

impl Searcher {
    /// Returns the words that what was typed may be completed to, most useful first: queries of before (`asked`, with how often)
    /// before words of the index.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn suggest(
        &self,
        typed: &str,
        limit: usize,
        asked: &[(String, u64)],
    ) -> Result<Vec<Suggestion>, SearchError> {
        let parts: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = asked_before(asked, &parts, limit);
        let words = Vocabulary::read(self, &parts[0], &splits(&parts))?;
        let own = ranked(words.that(&|word| begins_as(word, &parts)), limit);
        found.extend(own.into_iter().filter(|own| !asked.iter().any(|(known, _)| *known == own.text)));
        found.truncate(limit);
        if found.len() < limit && parts.len() > 1 {
            let later: Vec<Vocabulary> =
                parts[1..].iter().map(|part| Vocabulary::read(self, part, &[0])).collect::<Result<_, _>>()?;
            let each: Vec<&Vocabulary> = std::iter::once(&words).chain(&later).collect();
            found.extend(self.joined(&each, &parts, limit - found.len(), true)?);
        }
        // Only where nothing else is: initials of several words run together, and a letter struck twice.
        if found.is_empty() && parts.len() == 1 {
            found = self.split(&words, &parts[0], limit)?;
            for slip in slips(&parts[0]) {
                if found.is_empty() {
                    let own = [slip];
                    let words = Vocabulary::read(self, &own[0], &splits(&own))?;
                    found = ranked(words.that(&|word| begins_as(word, &own)), limit);
                    if found.is_empty() {
                        found = self.split(&words, &own[0], limit)?;
                    }
                }
            }
        }
        Ok(found)
    }

    /// Returns what Latin letters that stand nowhere spell in pinyin: nothing where they are no letters or an engine is asked.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn spelled_in_pinyin(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let letters = typed.chars().filter(|c| !c.is_whitespace());
        let is_latin = letters.clone().all(|c| c.is_ascii_alphabetic()) && letters.count() >= LETTERS_OF_WORD;
        if !is_latin || self.local().is_err() {
            return Ok(Vec::new());
        }
        self.suggest(typed, limit, &[])
    }

    /// Returns two words of the index that stand together and are spelled by one part: xzscl is 新质 and 生产力.
    fn split(&self, words: &Vocabulary, part: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let mut found = Vec::new();
        for at in splits(&[part.to_owned()]).into_iter().skip(1) {
            let (first, second) = part.split_at(at);
            found.extend(self.joined(
                &[words, words],
                &[first.to_owned(), second.to_owned()],
                limit,
                false,
            )?);
        }
        Ok(ranked(found, limit))
    }

    /// Words for each part, put together where the reports do so: jianqing fudan; `by_blanks`: else parted, where passages hold
    /// them all. `words` are those read for each part.
    fn joined(
        &self,
        words: &[&Vocabulary],
        parts: &[String],
        limit: usize,
        by_blanks: bool,
    ) -> Result<Vec<Suggestion>, SearchError> {
        let mut runs: Vec<Vec<String>> = vec![Vec::new()];
        for (nth, (part, words)) in parts.iter().zip(words).enumerate() {
            let own = std::slice::from_ref(part);
            let is_last = nth + 1 == parts.len();
            let fits = |word: &str| if is_last { begins_as(word, own) } else { is_as(word, part) };
            let fitting = ranked(words.that(&fits), WORDS_OF_PART);
            runs = runs
                .iter()
                .flat_map(|run| {
                    fitting
                        .iter()
                        .map(move |word| [run.as_slice(), std::slice::from_ref(&word.text)].concat())
                })
                .take(WORDS_OF_PART * WORDS_OF_PART * WORDS_OF_PART)
                .collect();
        }
        let folded: Vec<String> = runs.iter().map(|words| fold_text(&words.concat())).collect();
        let together: Vec<Option<u64>> = match self.asked() {
            Asked::Local(reader) => folded.iter().map(|run| least_count(&run_grams(run), reader)).collect(),
            Asked::Remote(_) => self.with_archive(|archive| {
                archive.run_counts(&folded.iter().map(String::as_str).collect::<Vec<_>>())
            })?,
        };
        let mut runs: Vec<(u64, Vec<String>)> =
            together.into_iter().map(|count| count.unwrap_or(0)).zip(runs).collect();
        runs.retain(|(count, _)| by_blanks || *count > 0);
        runs.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let options = SearchOptions { limit: 1, count: true, ..SearchOptions::default() };
        let mut found = Vec::new();
        for (count, words) in runs.into_iter().take(LOOKED_FOR) {
            let (apart, run) = (words.join(" "), words.concat());
            let mut passages = match count {
                0 => 0,
                _ => self.search(&Query::Run(run.clone()), &options)?.passages.count as u64,
            };
            let mut text = run;
            if passages == 0 && by_blanks {
                let (all, _) = crate::query::parse(&words.join(" AND "));
                passages = self.search(&all, &options)?.passages.count as u64;
                text = apart;
            }
            if passages > 0 {
                found.push(Suggestion { text, passages, ..Suggestion::default() });
            }
        }
        Ok(ranked(found, limit))
    }
}

/// Where a word may begin in what was typed: at its begin, and, where it is one part, where two words may be run together.
fn splits(parts: &[String]) -> Vec<usize> {
    let [part] = parts else { return vec![0] };
    let left = part.chars().count();
    let inside = part.char_indices().enumerate().skip(LETTERS_OF_WORD);
    let inside = inside.filter(|(nth, _)| nth + LETTERS_OF_WORD <= left).map(|(_, (at, _))| at);
    std::iter::once(0).chain(inside).collect()
}

/// Queries of before that begin so, the most frequent first.
fn asked_before(asked: &[(String, u64)], parts: &[String], limit: usize) -> Vec<Suggestion> {
    let begins = |query: &str| {
        let joined: String = query.chars().filter(|c| !c.is_whitespace()).collect();
        begins_as(&joined.to_lowercase(), parts)
    };
    let fitting = asked.iter().filter(|(query, _)| begins(query));
    let mut found: Vec<Suggestion> = fitting
        .map(|(query, count)| Suggestion { text: query.clone(), asked: *count, ..Suggestion::default() })
        .collect();
    found.sort_by(|a, b| b.asked.cmp(&a.asked).then_with(|| a.text.cmp(&b.text)));
    found.truncate(limit);
    found
}

/// What was typed in Latin letters, without one letter that stands twice in a row.
fn slips(part: &str) -> Vec<String> {
    let letters = part.as_bytes();
    if letters.len() < LETTERS_OF_SLIP || !letters.iter().all(u8::is_ascii_alphabetic) {
        return Vec::new();
    }
    let twice = (1..letters.len()).filter(|&at| letters[at - 1] == letters[at]);
    let mut slips: Vec<String> = twice.map(|at| [&part[..at], &part[at + 1..]].concat()).collect();
    slips.dedup();
    slips
}

fn ranked(mut words: Vec<Suggestion>, limit: usize) -> Vec<Suggestion> {
    let worth = |word: &Suggestion| word.passages.max(word.headings) + HEADING_WEIGHT * word.headings;
    words.sort_by(|a, b| worth(b).cmp(&worth(a)).then_with(|| a.text.cmp(&b.text)));
    words.truncate(limit);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::Fixture;

    #[test]
    fn letters_struck_twice_are_taken_back_once() {
        assert_eq!(splits(&["xzscl".to_owned()]), [0, 2, 3]);
        assert_eq!(splits(&["新质".to_owned()]), [0]);
        assert_eq!(slips("xzsccl"), ["xzscl"]);
        assert_eq!(slips("vvvvvv"), ["vvvvv"]);
        assert!(slips("xzscl").is_empty() && slips("zhzz").is_empty());
    }

    #[test]
    fn what_was_asked_before_comes_first() {
        let fixture =
            Fixture::of(&[("a.txt", "工作报告\n一、总则\n教师待遇，教师编制，教育经费。减轻负担。")]);
        let texts = |typed: &str, asked: &[(String, u64)]| {
            let found = fixture.searcher.suggest(typed, 3, asked).expect("suggestions");
            found.into_iter().map(|one| one.text).collect::<Vec<_>>()
        };
        assert_eq!(texts("jiaoshi", &[]), ["教师", "教师待遇"]);
        let asked = [("教师 编制".to_owned(), 1), ("教师待遇".to_owned(), 3), ("粮食".to_owned(), 9)];
        assert_eq!(texts("jiaoshi", &asked), ["教师待遇", "教师 编制", "教师"]);
        assert_eq!(texts("jianqing fudan", &[]), ["减轻负担"]);
        let pinyin = |typed| fixture.searcher.spelled_in_pinyin(typed, 3).expect("words").len();
        assert_eq!((pinyin("jiaoshi"), pinyin("教师"), pinyin("2024")), (2, 0, 0));
    }
}
