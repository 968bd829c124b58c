//! What must hold for any bytes at all: the targets of `fuzz/`, kept here so that a plain test runs them too.
//!
//! Each function takes bytes as a fuzzer makes them and panics when something does not hold. `cargo test` runs all of
//! them over the kept corpus `fuzz/corpus/` and over inputs changed at random; `fuzz/README.md` tells how to run them
//! by libFuzzer for hours.

use crate::analysis::{self, AddedWords, Dictionary, Segmenter, TermFinder};
use crate::index::hostile;
use crate::query;
use crate::report::{self, PassageSize};
use crate::search;
use crate::source;
use crate::source::hostile as readers;
use crate::text::{Span, TextKind, is_blank, is_harmful};

/// Targets by their names, which are those of the folders of the corpus.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 20] = [
    ("decoding", decoding),
    ("sections", sections),
    ("query", query_language),
    ("snippet", snippet),
    ("manifest", hostile::manifest),
    ("grams", hostile::grams),
    ("texts", hostile::texts),
    ("live", hostile::live),
    ("table", hostile::table),
    ("words", added_words),
    ("folds", folds),
    ("doc", |bytes| lose_nothing(&readers::read_by("doc", bytes))),
    ("rtf", |bytes| lose_nothing(&readers::read_by("rtf", bytes))),
    ("html", |bytes| lose_nothing(&readers::read_by("html", bytes))),
    ("xml", |bytes| lose_nothing(&readers::read_by("xml", bytes))),
    ("pdf", |bytes| lose_nothing(&readers::read_by("pdf", bytes))),
    ("mail", |bytes| lose_nothing(&readers::read_by("mail", bytes))),
    ("archive", |bytes| lose_nothing(&readers::read_any(bytes))),
    ("ofd", |bytes| lose_nothing(&readers::read_members(bytes))),
    ("office", |bytes| lose_nothing(&readers::read_members(bytes))),
];

/// Runs the target with this name.
///
/// # Panics
/// When something does not hold, or there is no such target.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of this name");
    target(bytes);
}

/// Any bytes are text or refused with a reason; UTF-8 that is taken as such comes back as it is.
fn decoding(bytes: &[u8]) {
    match source::decode(bytes) {
        Ok(document) => {
            assert!((0.0..=1.0).contains(&document.sure), "sure {}", document.sure);
            let lost = document.text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
            assert!(document.replaced <= lost, "{} of {lost}", document.replaced);
            if document.encoding == "UTF-8" && document.replaced == 0 {
                let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
                assert_eq!(document.text.as_bytes(), bytes);
            }
        }
        Err(refused) => assert!(!refused.to_string().is_empty()),
    }
}

/// Any text has sections, and its passages and what is kept out cover every character that is not blank once.
fn sections(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for kind in [TextKind::Plain, TextKind::Markdown] {
        let (report, remarks) = report::parse(&text, kind);
        for section in &report.sections {
            let _ = (section.span.of(&text), section.heading_span.of(&text));
        }
        covers_once(&text, &report, &remarks);
    }
}

/// Longer texts are not cut into sections: the target `sections` does that.
const PARSED_BYTES_MAX: usize = 1 << 16;

/// The sections that are made of what readers give lose nothing of it.
fn lose_nothing(reports: &[source::Extracted]) {
    for read in reports.iter().filter(|read| read.text.len() <= PARSED_BYTES_MAX) {
        let (report, remarks) = report::parse_marked(&read.text, &read.markup);
        covers_once(&read.text, &report, &remarks);
    }
}

/// Passages and what remarks keep out cover every character that is not blank, once.
fn covers_once(text: &str, report: &report::Report, remarks: &[report::Remark]) {
    let size = PassageSize { chars_min: 20, chars_max: 60 };
    let passages = report::cut_passages(text, report, remarks, size);
    let mut covered: Vec<Span> = passages.iter().map(|passage| passage.span).collect();
    covered.extend(remarks.iter().filter_map(|remark| remark.kept_out));
    covered.sort_unstable();
    let mut from = 0;
    for span in covered {
        assert!(from <= span.start, "{span:?} overlaps what ends at {from}");
        assert!(text[from..span.start].chars().all(is_blank), "nothing covers {:?}", &text[from..span.start]);
        from = span.end;
    }
    assert!(text[from..].chars().all(is_blank), "nothing covers {:?}", &text[from..]);
}

/// Brackets and quotation marks.
const MARKS: [char; 13] =
    ['(', ')', '（', '）', '"', '\u{201c}', '\u{201d}', '「', '」', '『', '』', '\u{ff02}', '…'];

/// Any text is a query, what is shown of it is one too, and any text can be asked for as a run.
fn query_language(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let (query, ignored) = query::parse(&typed);
    query.for_each_text(&mut |text| assert!(!text.is_empty(), "{query:?}"));
    let (again, _) = query::parse(&query.to_string());
    // Where every sign means something, what is shown is the same query. Brackets and quotation marks that belong to
    // the text, and a NOT that excludes nothing, are read otherwise when they stand elsewhere.
    let mut plain = ignored.is_empty() && !typed.contains("NOT");
    query.for_each_text(&mut |text| plain &= !text.contains(MARKS));
    if plain {
        assert_eq!(again, query, "{typed:?} shown as {query}");
    }
    let _ = query::parse(&query::quoted(&typed));
}

/// Any bytes are added words or none; those that are come back as they are written.
fn added_words(bytes: &[u8]) {
    if let Ok(words) = AddedWords::from_bytes(bytes) {
        assert_eq!(AddedWords::from_bytes(&words.to_bytes()).ok().as_ref(), Some(&words));
    }
    let (base, mut words) = (Dictionary::builtin(), AddedWords::default());
    let text = String::from_utf8_lossy(bytes);
    for typed in text.split('\n').take(8) {
        if let Ok(Some(word)) = words.add(&base, typed, None) {
            assert_eq!(words.add(&base, &word, None), Ok(None), "{typed:?} is {word:?}");
            assert_eq!(words.remove(&base, &word).as_ref(), Ok(&word));
        }
    }
}

/// Folding folded text changes nothing, a run of a text folds to a run of the folded text, and the word chain finds in
/// any text what it makes of it.
fn folds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let folded = analysis::fold_text(&text);
    assert_eq!(analysis::fold_text(&folded), folded, "{text:?}");
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for step in [1, 2, 3, 7] {
        for ends in starts.windows(step + 1).step_by(step) {
            let run = &text[ends[0]..ends[step]];
            assert!(folded.contains(&analysis::fold_text(run)), "{run:?} of {text:?}");
        }
    }
    let by_value = analysis::fold_words(&text);
    assert_eq!(by_value.text(), analysis::fold_words_text(&text));
    for token in Segmenter::full(&Dictionary::builtin()).asked(&text) {
        assert!(TermFinder::new(&token.text).is_in(by_value.text()), "{} of {text:?}", token.text);
        assert!(!token.span.of(&text).is_empty());
    }
}

/// A snippet of any text is one harmless line of the asked width, its marks are spans of it in order.
fn snippet(bytes: &[u8]) {
    let [columns, marked, heading, rest @ ..] = bytes else { return };
    let text = String::from_utf8_lossy(rest);
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |nth: usize| boundaries[nth.min(boundaries.len() - 1)];
    let step = usize::from(*marked % 16) + 2;
    let marks: Vec<Span> = (0..boundaries.len())
        .step_by(step)
        .map(|nth| Span::new(at(nth), at(nth + 1 + nth % (step - 1))))
        .filter(|span| *marked > 0 && !span.is_empty())
        .collect();
    let columns = usize::from(*columns);
    let snippet =
        search::cut_snippet(&text, &marks, at(usize::from(*heading)), &[at(usize::from(*heading))], columns);
    assert!(!snippet.text.contains(is_harmful), "{:?}", snippet.text);
    let chars = snippet.text.chars().count();
    let mut from = 0;
    for (start, end) in &snippet.marks {
        assert!(from <= *start && start < end && *end <= chars, "{:?} in {chars}", snippet.marks);
        from = *end;
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::search::prove::random::Random;

    /// Inputs made of each kept one: few in an ordinary run, `XUNZHANG_FUZZ` in a long one, which draws others each time
    /// when `XUNZHANG_SEED` says so.
    const CHANGED: usize = 60;

    fn asked(variable: &str) -> Option<usize> {
        std::env::var(variable).ok()?.parse().ok()
    }

    /// Flips, cuts, doubles and mixes as fuzzers do.
    fn changed(random: &mut Random, kept: &[Vec<u8>], nth: usize) -> Vec<u8> {
        let mut bytes = kept[nth].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            match random.below(6) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
                1 => bytes.truncate(at),
                2 => bytes.insert(at, random.below(256) as u8),
                3 if !bytes.is_empty() => drop(bytes.remove(at)),
                4 => {
                    let end = (at + random.below(64)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let other = &kept[random.below(kept.len())];
                    let from = random.below(other.len());
                    bytes.truncate(at);
                    bytes.extend_from_slice(&other[from..]);
                }
            }
        }
        bytes
    }

    #[test]
    fn the_kept_corpus_and_what_is_like_it_holds() {
        let only = std::env::var("XUNZHANG_FUZZ_TARGET").ok();
        for (name, target) in TARGETS {
            if only.as_deref().is_some_and(|only| only != name) {
                continue;
            }
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
            let entries = std::fs::read_dir(&folder).expect("a kept corpus");
            let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
            files.sort();
            let kept: Vec<Vec<u8>> =
                files.iter().map(|file| std::fs::read(file).expect("a kept input")).collect();
            assert!(!kept.is_empty(), "{} is empty", folder.display());
            kept.iter().for_each(|bytes| target(bytes));
            let mut random = Random(asked("XUNZHANG_SEED").unwrap_or(1) as u64);
            let count = asked("XUNZHANG_FUZZ").unwrap_or(CHANGED);
            for nth in 0..kept.len() {
                for _ in 0..count {
                    let bytes = changed(&mut random, &kept, nth);
                    let held = std::panic::catch_unwind(|| target(&bytes));
                    assert!(held.is_ok(), "{name} fails on {}", bytes.escape_ascii());
                }
            }
            eprintln!("{name}: {} inputs", kept.len() * (count + 1));
        }
    }
}
