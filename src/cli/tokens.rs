//! `tokens`: what analysis makes of a text, by the dictionary of the index if there is one.

use std::io::Write;
use std::path::Path;

use crate::analysis::{self, AddedWords, Dictionary, Segmenter};
use crate::language::tr;
use crate::output::write_tokens_json;
use crate::schema::StopWords;
use crate::search::Searcher;
use crate::text::harmless_line;

use super::args::TokensArguments;
use super::failure::Failure;
use super::{Outcome, home};

/// Prints the two chains: the exact run and the words.
pub(super) fn run(
    arguments: &TokensArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let text = arguments.text.join(" ");
    let index = home::index_folder(index)?;
    let stop_words = StopWords::builtin();
    let segmenter = match Searcher::open(&index) {
        Ok(searcher) => searcher.segmenter(&text),
        // Without an index, the words that a new one would begin with.
        Err(_) => {
            let builtin = Dictionary::builtin();
            let (words, _) = AddedWords::typed(&builtin, &home::words_of_user(&index)?);
            Segmenter::for_text(&words.in_dictionary(&builtin), &text)
        }
    };
    let tokens = segmenter.tokens(&text);
    let is_stop_word = |word: &str| stop_words.contains(word);
    if arguments.json {
        write_tokens_json(out, &tokens, &is_stop_word)?;
    } else {
        let shown = |text: &str| if is_stop_word(text) { format!("({text})") } else { text.to_owned() };
        let words: Vec<String> = tokens.iter().map(|token| shown(&token.text)).collect();
        writeln!(out, "{}", tr!("show-exact", fold_text = harmless_line(&analysis::fold_text(&text))))?;
        writeln!(out, "{}", tr!("show-words", words = harmless_line(&words.join(" "))))?;
        writeln!(out, "{}", tr!("show-stop-words"))?;
    }
    Ok(if tokens.is_empty() { Outcome::Lacking } else { Outcome::Found })
}
