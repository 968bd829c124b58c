//! Units and how they are spelled, from `index_schema/units.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A spelling that may stand behind a number.
#[derive(Debug)]
struct Spelling {
    text: &'static str,
    /// The word that the unit is read as.
    form: &'static str,
}

/// All spellings by their first character, the longest first, and the words that go on behind a unit.
struct Table {
    spellings: HashMap<char, Vec<Spelling>>,
    longer: HashMap<&'static str, &'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(include_str!("../../index_schema/units.txt")));

/// Length of the longest spelling, in bytes.
pub(crate) const BYTES_MAX: usize = 12;

impl Table {
    fn of(text: &'static str) -> Table {
        let mut table = Table { spellings: HashMap::new(), longer: HashMap::new() };
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut words = line.split(' ');
            let Some(form) = words.next() else { continue };
            let (mut sign, mut spellings) = ("=", vec![form]);
            // `=` and `~` announce what follows them: other spellings, or longer words that begin with the
            // unit.
            for word in words {
                match word {
                    "=" | "~" => sign = word,
                    spelling if sign == "=" => spellings.push(spelling),
                    longer => drop(table.longer.insert(longer, form)),
                }
            }
            for text in spellings {
                let first = text.chars().next().unwrap_or_default();
                table.spellings.entry(first).or_default().push(Spelling { text, form });
            }
        }
        for spellings in table.spellings.values_mut() {
            spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.text.len()));
        }
        table
    }

    /// The longest spelling that the characters begin with; letters must end there.
    fn at(&self, mut characters: impl Iterator<Item = char> + Clone) -> Option<&Spelling> {
        let first = characters.next()?;
        let fits = |spelling: &&Spelling| {
            let mut rest = characters.clone();
            let holds = spelling.text.chars().skip(1).all(|wanted| rest.next() == Some(wanted));
            let is_latin = spelling.text.as_bytes()[spelling.text.len() - 1].is_ascii_alphanumeric();
            holds && !(is_latin && rest.next().is_some_and(|c| c.is_ascii_alphanumeric()))
        };
        self.spellings.get(&first)?.iter().find(fits)
    }
}

/// Returns the word that the unit at the beginning of these folded characters is read as, and the length of its spelling
/// in characters; the longest that fits.
pub(crate) fn spelled(characters: impl Iterator<Item = char> + Clone) -> Option<(&'static str, usize)> {
    TABLE.at(characters).map(|spelling| (spelling.form, spelling.text.chars().count()))
}

/// Returns the unit that a folded text, its units read, begins with; the longest.
pub(crate) fn unit_of(text: &str) -> Option<&'static str> {
    TABLE.at(text.chars()).map(|spelling| spelling.text)
}

/// Returns whether a word is a unit as it is read.
pub(crate) fn is_unit(word: &str) -> bool {
    let spellings = word.chars().next().and_then(|first| TABLE.spellings.get(&first));
    spellings.is_some_and(|spellings| spellings.iter().any(|spelling| spelling.text == word))
}

/// Returns whether a longer unit begins so.
pub(crate) fn begins_unit(text: &str) -> bool {
    let spellings = text.chars().next().and_then(|first| TABLE.spellings.get(&first));
    spellings.is_some_and(|spellings| spellings.iter().any(|spelling| spelling.text.starts_with(text)))
}

/// Returns the unit that a word begins with and leaves one: 年 of 年底.
pub(crate) fn unit_inside(word: &str) -> Option<&'static str> {
    TABLE.longer.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let mut count = 0;
        for spelling in TABLE.spellings.values().flatten() {
            count += 1;
            assert!(spelling.text.len() <= BYTES_MAX, "{}", spelling.text);
            let folded = |c: char| !c.is_uppercase() && !c.is_whitespace() && !('！'..='～').contains(&c);
            assert!(spelling.text.chars().all(folded), "{} is not as folding leaves it", spelling.text);
            let known =
                TABLE.spellings.values().flatten().filter(|other| other.text == spelling.text).count();
            assert_eq!(known, 1, "{} stands there twice", spelling.text);
        }
        assert!(count > 80);
        for (word, unit) in &TABLE.longer {
            assert!(word.starts_with(unit) && is_unit(unit) && !is_unit(word), "{word} {unit}");
        }
    }

    #[test]
    fn the_longest_spelling_is_read() {
        let table = [
            ("平方米的", Some(("平方米", 3))),
            ("平方千米", Some(("平方公里", 4))),
            ("km,", Some(("公里", 2))),
            ("km2", Some(("平方公里", 3))),
            ("kmh", None),
            ("m2", Some(("平方米", 2))),
            ("°c以下", Some(("摄氏度", 2))),
            ("百分点", Some(("个百分点", 3))),
            ("部门", Some(("部", 1))),
            ("的", None),
        ];
        for (text, wanted) in table {
            assert_eq!(spelled(text.chars()), wanted, "{text}");
        }
        assert_eq!((unit_of("个月内"), unit_of("内")), (Some("个月"), None));
        assert_eq!((unit_inside("年底"), unit_inside("年轻")), (Some("年"), None));
    }
}
