//! `index_schema/short_names.txt`: what everybody calls a law that its title does not tell.

use crate::analysis;

use super::SchemaError;

const FILE: &str = "short_names.txt";

/// Short names with the titles that they stand for.
#[derive(Clone, Debug, Default)]
pub struct ShortNames {
    /// Key of the short name, key of the title.
    names: Vec<(String, String)>,
}

impl ShortNames {
    /// Returns the short names that this program carries.
    pub fn builtin() -> ShortNames {
        let text = include_str!("../../index_schema/short_names.txt");
        ShortNames::parse(text).expect("a test reads the files of index_schema")
    }

    /// Reads lines of the form `短 > 全称`; lines that begin with `#` are remarks.
    ///
    /// # Errors
    /// The first line that does not fit.
    pub fn parse(text: &str) -> Result<ShortNames, SchemaError> {
        let mut read = ShortNames::default();
        for (nth, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            if line.is_empty() {
                continue;
            }
            read.add(line).map_err(|why| SchemaError::Invalid {
                file: FILE,
                what: format!("line {}: `{line}` {why}", nth + 1),
            })?;
        }
        Ok(read)
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let (short, title) = line.split_once(" > ").ok_or("is not of the form `短 > 全称`")?;
        let (key, title) = (analysis::name_key(short), analysis::name_key(title));
        if key.chars().nth(1).is_none() || title.is_empty() {
            return Err("needs two characters at least on the left, and a title on the right");
        }
        if key == title {
            return Err("is its title without 中华人民共和国, which is known by itself");
        }
        if self.names.iter().any(|(known, _)| *known == key) {
            return Err("stands there twice");
        }
        self.names.push((key, title));
        Ok(())
    }

    /// Returns the key of the name that a name (by its key) stands for, as [`analysis::name_key`]: of the whole of it, else of the
    /// longest beginning, with what follows (民诉法解释: 民事诉讼法解释). `None` where nothing is known.
    pub fn full(&self, key: &str) -> Option<String> {
        let begins = self.names.iter().filter(|(short, _)| key.starts_with(short.as_str()));
        let (short, title) = begins.max_by_key(|(short, _)| short.len())?;
        Some(format!("{title}{}", &key[short.len()..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_names_carried_by_the_program_are_read() {
        let names = ShortNames::builtin();
        assert!(names.names.len() >= 250, "{}", names.names.len());
        let table = [
            ("民诉法", Some("民事诉讼法")),
            ("民诉法解释", Some("民事诉讼法解释")),
            ("治安处罚法", Some("治安管理处罚法")),
            ("治安法", Some("治安管理处罚法")),
            ("食安法实施条例", Some("食品安全法实施条例")),
            ("刑法", None),
            ("减轻负担", None),
        ];
        for (short, full) in table {
            assert_eq!(names.full(&analysis::name_key(short)).as_deref(), full, "{short}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let table = [
            ("民诉法 民事诉讼法", "line 1: `民诉法 民事诉讼法` is not of the form"),
            (
                "# a\n民诉法 > 民事诉讼法\n\n民诉法 > 刑事诉讼法",
                "line 4: `民诉法 > 刑事诉讼法` stands there twice",
            ),
            ("刑法 > 中华人民共和国刑法", "is its title"),
            ("法 > 刑法", "two characters at least"),
        ];
        for (text, wanted) in table {
            let error = ShortNames::parse(text).expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error} should say {wanted}");
        }
    }
}
