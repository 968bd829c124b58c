//! `similar`: the passages most like a text or a file.

use std::io::{Read, Write};
use std::path::Path;

use crate::language::tr;
use crate::output::{Screen, write_similar, write_similar_json};
use crate::pipeline::true_path;

use super::args::SimilarArguments;
use super::failure::Failure;
use super::resources::READING;
use super::{Outcome, home, look, outline, say, show};

/// Prints the passages that are most like what was given.
pub(super) fn run(
    arguments: &SimilarArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let file = Path::new(&arguments.what);
    let is_file = file.is_file();
    let rank = arguments.what.parse::<usize>().ok().filter(|_| !is_file);
    let (text, own) = match rank {
        Some(rank) => {
            let target = show::find(&rank.to_string(), index)?;
            (target.section_text().to_owned(), Some(target.path))
        }
        None if is_file => (text_of(file)?, Some(true_path(file))),
        None => (typed(&arguments.what)?, None),
    };
    if text.trim().is_empty() {
        return Err(Failure::new(tr!("across-no-text"), Some(&tr!("across-name-text"))));
    }
    let searcher = super::engine::open(&look::index_to_ask(arguments.folder.as_deref(), index)?)?;
    let found = searcher.similar(&text, arguments.limit, own.as_deref())?;
    if arguments.json {
        write_similar_json(out, &found)?;
    } else {
        write_similar(out, &found, screen, home::here().as_deref())?;
    }
    if found.is_empty() {
        say(&tr!("across-none-like"));
        return Ok(Outcome::Lacking);
    }
    Ok(Outcome::Found)
}

fn typed(what: &str) -> Result<String, Failure> {
    if what != "-" {
        return Ok(what.to_owned());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// The text of a file in any format; of an archive that of all its reports.
fn text_of(file: &Path) -> Result<String, Failure> {
    let bytes = outline::read(file).map_err(|error| {
        Failure::new(
            tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
            Some(&tr!("failure-spelling")),
        )
    })?;
    let extractor = super::ocr::extractor(READING.limits());
    let extraction = extractor.extract(file, &bytes).map_err(|error| Failure::unread(file, &error))?;
    Ok(extraction.reports.iter().map(|report| report.text.as_str()).collect::<Vec<_>>().join("\n"))
}
