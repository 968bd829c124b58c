//! `suggest`: the words of the index that what was typed may be completed to.

use std::io::Write;
use std::path::Path;

use crate::output::{write_suggestions, write_suggestions_json};

use super::Outcome;
use super::args::SuggestArguments;
use super::failure::Failure;

/// Prints words, most useful first.
pub(super) fn run(
    arguments: &SuggestArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let searcher = super::engine::open(&super::look::index_to_ask(None, index)?)?;
    let found = searcher.suggest(&arguments.typed.join(" "), arguments.limit)?;
    if arguments.json {
        write_suggestions_json(out, &found)?;
    } else {
        write_suggestions(out, &found)?;
    }
    Ok(if found.is_empty() { Outcome::Lacking } else { Outcome::Found })
}
