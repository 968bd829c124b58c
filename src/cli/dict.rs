//! `dict`: the words that were added to the dictionary of the index.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::analysis::TypedWord;
use crate::language::tr;
use crate::output::words_lines;
use crate::pipeline::{WordJob, added_words, change_words};
use crate::text::harmless_line;

use super::args::{DictCommand, WordArguments};
use super::failure::Failure;
use super::resources::ResourceArguments;
use super::{Outcome, home, read_text, say};

/// Shows, adds or removes words.
pub(super) fn run(
    command: &DictCommand,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let index = home::index_folder(index)?;
    match command {
        DictCommand::List { json } => list(&index, *json, out),
        DictCommand::Add(words) => change(index, words, false),
        DictCommand::Remove(words) => change(index, words, true),
    }
}

fn list(index: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let words = added_words(index)?;
    for (word, frequency) in words.iter() {
        if json {
            writeln!(out, "{}", serde_json::json!({ "word": word, "frequency": frequency }))?;
        } else {
            writeln!(out, "{} {frequency}", harmless_line(word))?;
        }
    }
    Ok(if words.is_empty() { Outcome::Lacking } else { Outcome::Found })
}

fn change(index: PathBuf, arguments: &WordArguments, remove: bool) -> Result<Outcome, Failure> {
    let mut words: Vec<TypedWord> = arguments.words.iter().map(|word| (word.clone(), None)).collect();
    if let Some(file) = &arguments.file {
        let wanted = &tr!("index-words-form");
        words.extend(words_in(&read_text(file, wanted)?));
    }
    change_those(index, words, remove)
}

/// Adds words to the dictionary of an index.
pub(super) fn add(index: &Path, words: Vec<String>) -> Result<Outcome, Failure> {
    change_those(index.to_owned(), words.into_iter().map(|word| (word, None)).collect(), false)
}

fn change_those(index: PathBuf, words: Vec<TypedWord>, remove: bool) -> Result<Outcome, Failure> {
    let usual = ResourceArguments::usual();
    let job = WordJob { index, words, remove, threads: usual.threads(), memory_bytes: usual.memory_bytes() };
    let told = change_words(&job)?;
    words_lines(&told, remove).iter().for_each(|line| say(line));
    Ok(if told.refused.is_empty() { Outcome::Found } else { Outcome::Lacking })
}

/// Returns the words of a file: one a line, after it its frequency where it has one (and, as jieba's own files have it, a
/// part of speech). Lines that begin with `#` are remarks.
pub(super) fn words_in(text: &str) -> Vec<TypedWord> {
    // Editors on Windows begin a file with this mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            match fields[..] {
                [word, frequency] | [word, frequency, _] if frequency.parse::<u64>().is_ok() => {
                    (word.to_owned(), frequency.parse().ok())
                }
                // Anything else is a word with a blank in it, which is refused by name.
                _ => (line.to_owned(), None),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_a_word_a_line() {
        let text = "\u{feff}# words\n低空经济\n 银发经济 7 \r\n\n研学 3 n\n低空 经济\n";
        let words: Vec<(String, Option<u64>)> = words_in(text);
        let wanted = [("低空经济", None), ("银发经济", Some(7)), ("研学", Some(3)), ("低空 经济", None)];
        assert_eq!(words, wanted.map(|(word, frequency)| (word.to_owned(), frequency)));
    }
}
