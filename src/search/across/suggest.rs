//! What a person may be about to type: words of the index that begin so, by characters, by pinyin, by initials and by mixtures.

use std::collections::HashMap;

use pinyin::ToPinyinMulti;

use crate::query::Query;
use crate::search::show::hit::SearchOptions;
use crate::search::{SearchError, Searcher};

/// A word in a heading tells more of a report than one in its text.
const HEADING_WEIGHT: u64 = 4;
/// Words tried for each part of what was typed with blanks.
const WORDS_OF_PART: usize = 4;

/// Letters that each of two words run together has at least.
const LETTERS_OF_WORD: usize = 2;
/// Letters from which on one of them may be too many.
const LETTERS_OF_SLIP: usize = 5;

/// A word that completes what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word.
    pub text: String,
    /// Passages that hold it.
    pub passages: u64,
    /// Passages under a heading that holds it.
    pub headings: u64,
}

impl Searcher {
    /// Returns the words that what was typed may be completed to, most useful first.
    ///
    /// # Errors
    /// What reading the index says.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let whole: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if whole.is_empty() {
            return Ok(Vec::new());
        }
        let parts: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let mut found = ranked(self.words_that(&|word| begins_as(word, &parts))?, limit);
        if found.len() < limit && parts.len() > 1 {
            found.extend(self.joined(&parts, limit - found.len(), true)?);
        }
        // Only where nothing else is: initials of several words run together, and a letter struck twice.
        if found.is_empty() && parts.len() == 1 {
            found = self.split(&parts[0], limit)?;
            for slip in slips(&parts[0]) {
                if found.is_empty() {
                    let own = [slip];
                    found = ranked(self.words_that(&|word| begins_as(word, &own))?, limit);
                    if found.is_empty() {
                        found = self.split(&own[0], limit)?;
                    }
                }
            }
        }
        Ok(found)
    }

    /// Returns two words of the index that stand together and are spelled by one part: xzscl is 新质 and 生产力.
    fn split(&self, part: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let mut found = Vec::new();
        for (at, _) in part.char_indices().skip(LETTERS_OF_WORD) {
            let (first, second) = part.split_at(at);
            if second.chars().count() >= LETTERS_OF_WORD {
                found.extend(self.joined(&[first.to_owned(), second.to_owned()], limit, false)?);
            }
        }
        Ok(ranked(found, limit))
    }

    /// Returns the words of the index that fit, with their counts.
    fn words_that(&self, fits: &dyn Fn(&str) -> bool) -> Result<Vec<Suggestion>, SearchError> {
        let reader = self.local()?;
        let fields = reader.fields();
        let mut words: HashMap<String, Suggestion> = HashMap::new();
        for (field, in_heading) in [(fields.body, false), (fields.heading, true)] {
            reader
                .each_word(field, &mut |word, count| {
                    if !fits(word) {
                        return;
                    }
                    let known = words.entry(word.to_owned()).or_insert_with(|| Suggestion {
                        text: word.to_owned(),
                        passages: 0,
                        headings: 0,
                    });
                    *if in_heading { &mut known.headings } else { &mut known.passages } += count;
                })
                .map_err(SearchError::engine)?;
        }
        Ok(words.into_values().collect())
    }

    /// Words for each part, put together where the reports do so: jianqing fudan; `by_blanks`: else parted, where passages hold
    /// them all.
    fn joined(
        &self,
        parts: &[String],
        limit: usize,
        by_blanks: bool,
    ) -> Result<Vec<Suggestion>, SearchError> {
        let mut runs: Vec<Vec<String>> = vec![Vec::new()];
        for (nth, part) in parts.iter().enumerate() {
            let own = std::slice::from_ref(part);
            let is_last = nth + 1 == parts.len();
            let words =
                self.words_that(&|word| if is_last { begins_as(word, own) } else { is_as(word, part) })?;
            let words = ranked(words, WORDS_OF_PART);
            runs = runs
                .iter()
                .flat_map(|run| {
                    words.iter().map(move |word| [run.as_slice(), std::slice::from_ref(&word.text)].concat())
                })
                .collect();
        }
        let options = SearchOptions { limit: 1, count: true, ..SearchOptions::default() };
        let mut found = Vec::new();
        for words in runs.into_iter().take(WORDS_OF_PART * WORDS_OF_PART) {
            let (apart, run) = (words.join(" "), words.concat());
            let mut passages = self.search(&Query::Run(run.clone()), &options)?.passages.count as u64;
            let mut text = run;
            if passages == 0 && by_blanks {
                let (all, _) = crate::query::parse(&words.join(" AND "));
                passages = self.search(&all, &options)?.passages.count as u64;
                text = apart;
            }
            if passages > 0 {
                found.push(Suggestion { text, passages, headings: 0 });
            }
        }
        Ok(ranked(found, limit))
    }
}

/// What was typed in Latin letters, without one letter that stands twice in a row.
fn slips(part: &str) -> Vec<String> {
    let letters = part.as_bytes();
    if letters.len() < LETTERS_OF_SLIP || !letters.iter().all(u8::is_ascii_alphabetic) {
        return Vec::new();
    }
    let twice = (1..letters.len()).filter(|&at| letters[at - 1] == letters[at]);
    twice.map(|at| [&part[..at], &part[at + 1..]].concat()).collect()
}

fn ranked(mut words: Vec<Suggestion>, limit: usize) -> Vec<Suggestion> {
    let worth = |word: &Suggestion| word.passages.max(word.headings) + HEADING_WEIGHT * word.headings;
    words.sort_by(|a, b| worth(b).cmp(&worth(a)).then_with(|| a.text.cmp(&b.text)));
    words.truncate(limit);
    words
}

/// Whether a word begins as the parts say, each at a character.
fn begins_as(word: &str, parts: &[String]) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let is_word = chars.len() > 1 && chars.iter().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
    is_word && fits(&chars, parts, false)
}

/// Whether a word is spelled so to its end.
fn is_as(word: &str, part: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    fits(&chars, std::slice::from_ref(&part.to_owned()), true)
}

/// Whether characters fit what was typed, part by part; `whole`: with no character left over.
fn fits(chars: &[char], parts: &[String], whole: bool) -> bool {
    let Some((part, later)) = parts.split_first() else { return !whole || chars.is_empty() };
    fit_part(chars, part, later, whole)
}

fn fit_part(chars: &[char], typed: &str, later: &[String], whole: bool) -> bool {
    if typed.is_empty() {
        return fits(chars, later, whole);
    }
    let Some((c, rest)) = chars.split_first() else { return false };
    if let Some(behind) = typed.strip_prefix(*c) {
        return fit_part(rest, behind, later, whole);
    }
    let Some(readings) = c.to_pinyin_multi() else { return false };
    readings.into_iter().any(|reading| {
        let spelled = reading.plain();
        // ü is typed v.
        [spelled.to_owned(), spelled.replace('ü', "v")].iter().any(|spelled| {
            let initial = ["zh", "ch", "sh"].iter().find(|double| spelled.starts_with(**double));
            let typed_on = |consumed: &str| {
                typed.strip_prefix(consumed).is_some_and(|behind| fit_part(rest, behind, later, whole))
            };
            // What was typed may end inside a syllable.
            typed_on(spelled)
                || typed_on(&spelled[..1])
                || initial.is_some_and(|initial| typed_on(initial))
                || later.is_empty() && spelled.starts_with(typed) && (!whole || rest.is_empty())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_characters_pinyin_initials_and_mixtures() {
        for (typed, word, wanted) in [
            ("新质", "新质生产力", true),
            ("xzscl", "新质生产力", true),
            ("xzsccl", "新质生产力", false),
            ("xinzhi", "新质生产力", true),
            ("xinzhisc", "新质生产力", true),
            ("新质sc", "新质生产力", true),
            ("xin zhi", "新质生产力", true),
            ("xinzhig", "新质生产力", false),
            ("chongqing", "重庆", true),
            ("hangzhang", "行长", true),
            ("lvse", "绿色", true),
            ("zhsh", "制度", false),
            ("z", "制", false),
        ] {
            let parts: Vec<String> = typed.split(' ').map(str::to_owned).collect();
            assert_eq!(begins_as(word, &parts), wanted, "{typed} {word}");
        }
        assert_eq!(slips("xzsccl"), ["xzscl"]);
        assert!(slips("xzscl").is_empty() && slips("zhzz").is_empty());
        assert!(is_as("减轻", "jianqing") && !is_as("减轻负担", "jianqing"));
    }
}
