//! A person's own synonyms, kept with an index: pairs of words, each one way; a pair of them both ways is `=`.

use crate::language::tr;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::synonyms::{Synonyms, key_of};

/// Longer words are refused, in characters.
const CHARS_MAX: usize = 64;

/// Synonyms that a person added to an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSynonyms(BTreeSet<(String, String)>);

/// One synonym as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSynonym {
    /// The word that is typed in queries.
    pub word: String,
    /// What is looked for beside it; empty where all of a word's synonyms are meant.
    pub other: String,
    /// Whether either brings the other.
    pub both_ways: bool,
}

/// Why a synonym is not added, or not removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SynonymError {
    /// A word is missing or too short: single characters stand in everything.
    #[error("{}", tr!("index-synonym-two"))]
    Short,
    /// A word is too long.
    #[error("{}", tr!("index-synonym-long", chars_max = CHARS_MAX.to_string()))]
    Long,
    /// It holds a character that the file of synonyms is written with.
    #[error("{}", tr!("index-synonym-signs"))]
    Sign,
    /// Both sides are the same.
    #[error("{}", tr!("index-synonym-itself"))]
    Same,
    /// It was not added.
    #[error("{}", tr!("index-synonym-not-added"))]
    NotAdded,
    /// The program has it.
    #[error("{}", tr!("index-synonym-own"))]
    Builtin,
    /// A line of a file is no synonym.
    #[error("{}", tr!("index-synonym-no-form"))]
    Form,
}

impl OwnSynonyms {
    /// Reads them from the bytes of [`OwnSynonyms::to_bytes`]; `None` when these are something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<OwnSynonyms> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut own = OwnSynonyms::default();
        for line in text.lines() {
            let typed = TypedSynonym::of_line(line).ok()?;
            // What cannot be a synonym by the rules of today is left out; the index stays readable.
            typed.into_iter().for_each(|one| drop(own.add(&one)));
        }
        Some(own)
    }

    /// Returns them as text, a line each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.lines().map(|line| line + "\n").collect::<String>().into_bytes()
    }

    /// Returns a line for each, in order: `甲 = 乙` where either brings the other, else `甲 > 乙`.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().filter_map(|(word, other)| match self.0.contains(&(other.clone(), word.clone())) {
            // Both ways are two pairs, and one line.
            true => (word < other).then(|| format!("{word} = {other}")),
            false => Some(format!("{word} > {other}")),
        })
    }

    /// Returns the pairs in order: a word and what is looked for beside it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(word, other)| (word.as_str(), other.as_str()))
    }

    /// Returns how many pairs there are; one both ways counts twice.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one; returns whether it is new.
    ///
    /// # Errors
    /// Why it can be none.
    pub fn add(&mut self, typed: &TypedSynonym) -> Result<bool, SynonymError> {
        let (word, other) = (checked(&typed.word)?, checked(&typed.other)?);
        if key_of(&word) == key_of(&other) {
            return Err(SynonymError::Same);
        }
        let mut is_new = self.insert(&word, &other);
        if typed.both_ways {
            is_new |= self.insert(&other, &word);
        }
        Ok(is_new)
    }

    fn insert(&mut self, word: &str, other: &str) -> bool {
        !self.0.iter().any(|known| is_pair(known, word, other))
            && self.0.insert((word.to_owned(), other.to_owned()))
    }

    /// Removes one, in both directions when it is typed so; all of a word's where the other is empty. Returns how many
    /// pairs went.
    ///
    /// # Errors
    /// When there is none.
    pub fn remove(&mut self, typed: &TypedSynonym) -> Result<usize, SynonymError> {
        let (before, word, other) = (self.0.len(), typed.word.trim(), typed.other.trim());
        match other {
            "" => self.0.retain(|(left, right)| ![left, right].iter().any(|one| key_of(one) == key_of(word))),
            _ => self.0.retain(|known| {
                !(is_pair(known, word, other) || typed.both_ways && is_pair(known, other, word))
            }),
        }
        // Asked only where nothing was removed, for the better message.
        let builtin = || Synonyms::builtin().of(word).iter().any(|one| other.is_empty() || one == other);
        match before - self.0.len() {
            0 if builtin() => Err(SynonymError::Builtin),
            0 => Err(SynonymError::NotAdded),
            gone => Ok(gone),
        }
    }
}

fn is_pair((left, right): &(String, String), word: &str, other: &str) -> bool {
    key_of(left) == key_of(word) && key_of(right) == key_of(other)
}

fn checked(word: &str) -> Result<String, SynonymError> {
    let word = word.trim();
    match key_of(word).chars().count() {
        0 | 1 => Err(SynonymError::Short),
        chars if chars > CHARS_MAX => Err(SynonymError::Long),
        _ if word.contains(|c: char| c.is_control() || "=>|#".contains(c)) => Err(SynonymError::Sign),
        _ => Ok(word.to_owned()),
    }
}

/// Writes it as it could stand in a file.
impl fmt::Display for TypedSynonym {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.both_ways { '=' } else { '>' };
        match self.other.as_str() {
            "" => out.write_str(&self.word),
            other => write!(out, "{} {sign} {other}", self.word),
        }
    }
}

impl TypedSynonym {
    /// Reads a line of the form `甲 = 乙` (both ways) or `甲 > 乙 | 丙` (one way); what follows `#` is a remark, an empty
    /// line is none.
    ///
    /// # Errors
    /// When the line has another form.
    pub fn of_line(line: &str) -> Result<Vec<TypedSynonym>, SynonymError> {
        let entry = line.split('#').next().unwrap_or_default().trim();
        if entry.is_empty() {
            return Ok(Vec::new());
        }
        let (word, others, both_ways) = match (entry.split_once('='), entry.split_once('>')) {
            (Some((word, others)), None) => (word, others, true),
            (None, Some((word, others))) => (word, others, false),
            _ => return Err(SynonymError::Form),
        };
        let typed = others.split('|').map(|other| TypedSynonym {
            word: word.trim().to_owned(),
            other: other.trim().to_owned(),
            both_ways,
        });
        Ok(typed.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> TypedSynonym {
        TypedSynonym::of_line(line).expect(line).remove(0)
    }

    #[test]
    fn synonyms_are_added_removed_and_written_as_they_were() {
        let mut own = OwnSynonyms::default();
        for (line, wanted) in [
            ("一网统管 = 城市运行管理", Ok(true)),
            ("一網統管 > 城市運行管理", Ok(false)),
            ("城运 > 城市运行管理", Ok(true)),
            ("城 > 城市", Err(SynonymError::Short)),
            ("城市 > 城市", Err(SynonymError::Same)),
        ] {
            assert_eq!(own.add(&typed(line)), wanted, "{line}");
        }
        let lines: Vec<String> = own.lines().collect();
        assert_eq!(lines, ["一网统管 = 城市运行管理", "城运 > 城市运行管理"]);
        assert_eq!(OwnSynonyms::from_bytes(&own.to_bytes()), Some(own.clone()));
        assert_eq!(OwnSynonyms::from_bytes("城运 城市".as_bytes()), None);
        assert_eq!(own.remove(&typed("城运 > 城管")), Err(SynonymError::NotAdded));
        assert_eq!(own.remove(&typed("房东 > 出租人")), Err(SynonymError::Builtin));
        let all = TypedSynonym { word: "一网统管".to_owned(), other: String::new(), both_ways: true };
        assert_eq!(own.remove(&all), Ok(2));
        assert_eq!(own.lines().collect::<Vec<_>>(), ["城运 > 城市运行管理"]);
    }

    #[test]
    fn lines_of_a_file_are_read() {
        assert_eq!(TypedSynonym::of_line("  # 空").expect("a remark"), []);
        assert_eq!(TypedSynonym::of_line("甲乙 > 丙丁 | 戊己  # 注").expect("two").len(), 2);
        for line in ["甲乙 丙丁", "甲 = 乙 > 丙"] {
            assert_eq!(TypedSynonym::of_line(line), Err(SynonymError::Form), "{line}");
        }
    }
}
