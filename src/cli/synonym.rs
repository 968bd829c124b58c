//! `synonym`: a person's own synonyms in an index.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::language::tr;
use crate::output::synonym_lines;
use crate::pipeline::{SynonymJob, change_synonyms, own_synonyms};
use crate::schema::TypedSynonym;
use crate::text::harmless_line;

use super::args::{SynonymArguments, SynonymCommand};
use super::failure::Failure;
use super::{Outcome, home, read_text, say};

/// Shows, adds or removes synonyms.
pub(super) fn run(
    command: &SynonymCommand,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let index = home::index_folder(index)?;
    match command {
        SynonymCommand::List { json } => list(&index, *json, out),
        SynonymCommand::Add(synonyms) => change(index, synonyms, false),
        SynonymCommand::Remove(synonyms) => change(index, synonyms, true),
    }
}

fn list(index: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let own = own_synonyms(index)?;
    if json {
        for (word, other) in own.iter() {
            writeln!(out, "{}", serde_json::json!({ "word": word, "other": other }))?;
        }
    } else {
        for line in own.lines() {
            writeln!(out, "{}", harmless_line(&line))?;
        }
    }
    Ok(if own.is_empty() { Outcome::Lacking } else { Outcome::Found })
}

fn change(index: PathBuf, arguments: &SynonymArguments, remove: bool) -> Result<Outcome, Failure> {
    let mut synonyms = Vec::new();
    if let Some(word) = &arguments.word {
        let typed = |other: &str| TypedSynonym {
            word: word.clone(),
            other: other.to_owned(),
            both_ways: !arguments.one_way,
        };
        if arguments.others.is_empty() && !remove {
            return Err(Failure::new(
                tr!("index-needs-other", word = format!("{word:?}")),
                Some(&tr!("index-synonym-form")),
            ));
        }
        synonyms.extend(arguments.others.iter().map(|other| typed(other)));
        // An empty other word stands for all those of the word.
        synonyms.extend(arguments.others.is_empty().then(|| typed("")));
    }
    if let Some(file) = &arguments.file {
        synonyms.extend(synonyms_in(&read_text(file, &tr!("index-user-synonyms-form"))?)?);
    }
    let told = change_synonyms(&SynonymJob { index, synonyms, remove })?;
    synonym_lines(&told, remove).iter().for_each(|line| say(line));
    Ok(if told.refused.is_empty() { Outcome::Found } else { Outcome::Lacking })
}

/// Returns the synonyms of a file.
///
/// # Errors
/// The first line that is none.
pub(super) fn synonyms_in(text: &str) -> Result<Vec<TypedSynonym>, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut synonyms = Vec::new();
    for (nth, line) in text.lines().enumerate() {
        let typed = TypedSynonym::of_line(line).map_err(|why| {
            Failure::new(
                tr!(
                    "index-synonym-line",
                    nth = (nth + 1).to_string(),
                    line = format!("{line:?}"),
                    why = why.to_string()
                ),
                Some(&tr!("index-user-synonyms-form")),
            )
        });
        synonyms.extend(typed?);
    }
    Ok(synonyms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_synonyms_and_the_line_that_is_none_is_named() {
        assert_eq!(
            synonyms_in("\u{feff}# mine\n甲乙 = 丙丁\n\n甲乙 > 戊己 | 庚辛\n").ok().map(|all| all.len()),
            Some(3)
        );
        let failure =
            synonyms_in("甲乙 = 丙丁\n甲乙\n").err().map(|failure| failure.to_string()).unwrap_or_default();
        assert!(failure.contains("line 2") && failure.contains("甲 > 乙 | 丙"), "{failure}");
    }
}
