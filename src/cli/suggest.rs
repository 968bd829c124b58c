//! `suggest`: the words of the index that what was typed may be completed to.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{write_suggestions, write_suggestions_json};
use crate::search::Searcher;
use crate::text::harmless_line;

use super::args::SuggestArguments;
use super::failure::Failure;
use super::{Outcome, history};

/// Prints words, most useful first.
pub(super) fn run(
    arguments: &SuggestArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let searcher = super::engine::open(&super::look::index_to_ask(None, index)?)?;
    let found = searcher.suggest(&arguments.typed.join(" "), arguments.limit, &history::read())?;
    if arguments.json {
        write_suggestions_json(out, &found)?;
    } else {
        write_suggestions(out, &found)?;
    }
    Ok(if found.is_empty() { Outcome::Lacking } else { Outcome::Found })
}

/// Characters offered for what was typed in pinyin.
const OFFERED: usize = 3;

/// A line that offers the characters of a query in Latin letters, which stand nowhere, where they spell some in pinyin.
pub(super) fn in_pinyin(searcher: &Searcher, typed: &str) -> Result<Option<String>, Failure> {
    let found = searcher.spelled_in_pinyin(typed, OFFERED)?;
    let words: Vec<String> = found.iter().map(|one| harmless_line(&one.text)).collect();
    Ok((!words.is_empty()).then(|| tr!("nothing-in-pinyin", words = words.join(", "))))
}
