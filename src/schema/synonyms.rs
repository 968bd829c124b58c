//! `index_schema/synonyms.txt`: other words for the same thing, looked for beside what was typed.

use std::collections::HashMap;

use crate::analysis;

use super::{OwnSynonyms, SchemaError};

const FILE: &str = "synonyms.txt";
/// Other words, and other spellings of words, that the program carries.
const LISTS: &str = concat!(
    include_str!("../../index_schema/synonyms.txt"),
    "\n",
    include_str!("../../index_schema/spellings.txt")
);

/// Other words for words, by what is typed.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    by_word: HashMap<String, Vec<String>>,
    /// Characters of the longest word.
    longest: usize,
}

impl Synonyms {
    /// Returns the synonyms that this program carries.
    pub fn builtin() -> Synonyms {
        Synonyms::parse(LISTS).expect("a test reads the files of index_schema")
    }

    /// Returns those of the program's synonyms that a text may hold the words of; most lines need not be read for that.
    pub fn of_text(text: &str) -> Synonyms {
        let key = key_of(text);
        // What folding leaves as it is stands in the text; numbers and other scripts of a word may be written otherwise there.
        let changes = |c: char| !analysis::is_plain(c.encode_utf8(&mut [0; 4]));
        let may_hold = |word: &str| {
            // Most words are ruled out by their first character.
            let first = word.chars().next().filter(|c| !key.contains(*c));
            first.is_none_or(changes) && word.split(changes).all(|part| key.contains(part))
        };
        let tells = |entry: &&str| match entry.split_once(" > ") {
            Some((word, _)) => may_hold(word),
            None => entry.split(" = ").any(may_hold),
        };
        let entries = LISTS.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let lines = entries.filter(|entry| !entry.is_empty()).filter(tells);
        Synonyms::parse(&lines.collect::<Vec<_>>().join("\n"))
            .expect("a test reads the files of index_schema")
    }

    /// Reads lines of the form `甲 = 乙` (both ways) and `甲 > 乙 | 丙` (one way); what follows `#` is a remark.
    ///
    /// # Errors
    /// The first line that is not of the form, says a word twice, or a word of itself.
    pub fn parse(text: &str) -> Result<Synonyms, SchemaError> {
        let mut synonyms = Synonyms::default();
        for (nth, line) in text.lines().enumerate() {
            let entry = line.split('#').next().unwrap_or_default().trim();
            if entry.is_empty() {
                continue;
            }
            synonyms.add_line(entry).map_err(|why| SchemaError::Invalid {
                file: FILE,
                what: format!("line {}: `{entry}` {why}", nth + 1),
            })?;
        }
        Ok(synonyms)
    }

    /// Adds those of a person whose words a text may hold.
    pub fn add_own(&mut self, own: &OwnSynonyms, text: &str) {
        let key = key_of(text);
        for (word, other) in own.iter().filter(|(word, _)| key.contains(&key_of(word))) {
            // What the program says already is no error here.
            let _ = self.add(word, other);
        }
    }

    fn add_line(&mut self, entry: &str) -> Result<(), &'static str> {
        let form = "is not of the form `甲 = 乙` or `甲 > 乙 | 丙`";
        let (word, sign, others) = match (entry.split_once(" = "), entry.split_once(" > ")) {
            (Some((word, others)), None) => (word, '=', others),
            (None, Some((word, others))) => (word, '>', others),
            _ => return Err(form),
        };
        let others: Vec<&str> = others.split(" | ").map(str::trim).collect();
        if sign == '=' && others.len() > 1 {
            return Err("brings several words both ways: write a line for each");
        }
        for other in others {
            self.add(word.trim(), other)?;
            if sign == '=' {
                self.add(other, word.trim())?;
            }
        }
        Ok(())
    }

    fn add(&mut self, word: &str, other: &str) -> Result<(), &'static str> {
        let key = key_of(word);
        let chars = key.chars().count();
        if chars < 2 || other.is_empty() {
            return Err("needs two characters at least on the left, and a word on the right");
        }
        if key == key_of(other) {
            return Err("says a word of itself");
        }
        let known = self.by_word.entry(key).or_default();
        if known.iter().any(|known| known == other) {
            return Err("stands there twice");
        }
        known.push(other.to_owned());
        self.longest = self.longest.max(chars);
        Ok(())
    }

    /// Returns the other words for a word or several that touch, in any folding; empty for most.
    pub fn of(&self, word: &str) -> &[String] {
        self.by_word.get(&key_of(word)).map_or(&[], Vec::as_slice)
    }

    /// Returns the length of the longest word that has others, in characters of the word chain.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Returns the other words of everything in a text that could be a word of the list, wherever it stands.
    pub fn within<'a>(&'a self, text: &str) -> Vec<&'a str> {
        let folded = key_of(text);
        let starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
        let mut found = Vec::new();
        for (nth, &start) in starts.iter().enumerate() {
            // From two characters on, which `add` demands.
            for &end in starts.iter().skip(nth + 2).take(self.longest.saturating_sub(1)) {
                found.extend(self.by_word.get(&folded[start..end]).into_iter().flatten().map(String::as_str));
            }
        }
        found
    }
}

/// What a word is known by: the word chain, so that 十四五 and 14五 are one.
pub(super) fn key_of(word: &str) -> String {
    analysis::fold_words_text(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_synonyms_carried_by_the_program_are_read() {
        let synonyms = Synonyms::builtin();
        assert_eq!(synonyms.of("十四五"), ["第十四个五年规划"]);
        assert_eq!(synonyms.of("第十四个五年规划"), ["十四五"]);
        assert_eq!(synonyms.of("房東"), ["出租人"], "in any script");
        assert!(synonyms.of("出租人").is_empty(), "one way only");
        assert_eq!(
            (synonyms.of("計畫"), synonyms.of("规划")),
            (&["计划".to_owned()][..], &["规画".to_owned()][..])
        );
        assert!(synonyms.within("房东不退押金怎么办").contains(&"出租人"));
    }

    #[test]
    fn those_of_a_text_are_all_that_it_can_bring() {
        let all = Synonyms::builtin();
        let words: Vec<&String> = all.by_word.keys().collect();
        let texts = words.windows(3).map(|three| format!("请问{}与{} {}", three[0], three[1], three[2]));
        for text in texts.chain(["房東不退押金".to_owned(), "第１４个五年规划".to_owned(), String::new()])
        {
            let few = Synonyms::of_text(&text);
            let sorted = |mut found: Vec<String>| {
                found.sort();
                found
            };
            let within =
                |synonyms: &Synonyms| sorted(synonyms.within(&text).into_iter().map(str::to_owned).collect());
            assert_eq!(within(&few), within(&all), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let table = [
            ("房东 出租人", "line 1: `房东 出租人` is not of the form"),
            ("# a\n房东 > 出租人\n房东 > 出租人  # b", "line 3: `房东 > 出租人` stands there twice"),
            ("三农 = 农业 | 农村", "several words both ways"),
            ("告 > 起诉", "two characters at least"),
            ("房东 > 房東", "a word of itself"),
        ];
        for (text, wanted) in table {
            let error = Synonyms::parse(text).expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error} should say {wanted}");
        }
    }
}
