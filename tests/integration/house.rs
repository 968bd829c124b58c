//! The rules of the house, read from the sources: who may use whom, one door for each outside thing, sizes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::harness::repository;

/// The stages in the order of the flow: each uses only those before it.
const ORDER: [&str; 13] = [
    "fault", "text", "source", "report", "query", "analysis", "schema", "index", "search", "pipeline",
    "eval", "output", "cli",
];
/// Outside things, and the only stages that may name them.
const DOORS: [(&str, &[&str]); 11] = [
    ("jieba_rs", &["analysis"]),
    ("tantivy", &["index", "search"]),
    ("clap", &["cli"]),
    ("encoding_rs", &["source"]),
    ("ignore", &["source"]),
    ("zip", &["source"]),
    ("quick_xml", &["source"]),
    ("calamine", &["source"]),
    ("html5gum", &["source"]),
    ("rustix", &["source", "index"]),
    ("indicatif", &["output"]),
];
/// Stages that are pure: no file system, no clock, no process.
const PURE: [&str; 3] = ["text", "report", "query"];
/// Longest file, in lines.
const FILE_LINES_MAX: usize = 350;
/// Longest function, in lines.
const FUNCTION_LINES_MAX: usize = 70;

struct Source {
    path: PathBuf,
    stage: String,
    text: String,
}

fn sources(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder of sources");
            waiting.extend(entries.flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inner = path.strip_prefix(folder).expect("below the folder");
            let stage = inner.components().next().expect("a name").as_os_str().to_string_lossy();
            let stage = stage.trim_end_matches(".rs").to_owned();
            found.push(Source { text: std::fs::read_to_string(&path).expect("a source"), stage, path });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The part of a source that is no test.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// Words that follow `prefix` in a text, such as the stages after `crate::`.
fn names_after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(prefix).map(move |(at, _)| {
        let rest = &text[at + prefix.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// What a source breaks, in words.
fn faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", source.path.display()));
    let is_test = source.path.ends_with("tests.rs");
    let text = if is_test { "" } else { production(&source.text) };
    let place = |stage: &str| ORDER.iter().position(|known| *known == stage);
    if let Some(own) = place(&source.stage) {
        for used in names_after(text, "crate::").filter(|used| place(used).is_some_and(|other| other > own)) {
            fault(format!("{} must not use {used}", source.stage));
        }
        for (door, stages) in DOORS {
            let named = text.contains(&format!("{door}::"));
            if named && !stages.contains(&source.stage.as_str()) {
                fault(format!("only {stages:?} may name {door}"));
            }
        }
        let impure = ["std::fs", "std::env", "std::process", "std::time", "std::net"];
        if PURE.contains(&source.stage.as_str()) {
            impure.iter().filter(|used| text.contains(**used)).for_each(|used| fault(format!("uses {used}")));
        }
    }
    if !source.text.starts_with("//! ") {
        fault("does not open with what it is for".to_owned());
    }
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX {
        fault(format!("{lines} lines"));
    }
    for (name, lines) in functions(&source.text) {
        if lines > FUNCTION_LINES_MAX {
            fault(format!("fn {name} has {lines} lines"));
        }
    }
    for word in ["todo!", "unimplemented!", "unsafe {", "unsafe fn", "unsafe impl", "dbg!("] {
        if text.contains(word) {
            fault(format!("holds {word}"));
        }
    }
    faults
}

/// Functions with their lines, by the indentation that rustfmt keeps.
fn functions(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let lines: Vec<&str> = text.lines().collect();
    for (nth, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let is_function = line.trim_start().split("fn ").next().is_some_and(|before| {
            before
                .split_whitespace()
                .all(|word| word.starts_with("pub") || ["const", "async", "unsafe"].contains(&word))
        }) && line.contains("fn ");
        if !is_function {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[nth..].iter().position(|line| *line == close).unwrap_or(0);
        let name = names_after(line, "fn ").next().unwrap_or_default().to_owned();
        found.insert(format!("{name}:{}", nth + 1), end + 1);
    }
    found
}

#[test]
fn the_sources_keep_the_rules_of_the_house() {
    let mut all = sources(&repository().join("src"));
    assert!(all.len() > 50, "the sources are found");
    all.extend(sources(&repository().join("tests")));
    let faults: Vec<String> = all.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rules_are_not_blind() {
    let faults_of = |stage: &str, text: &str| {
        let path = PathBuf::from(format!("src/{stage}/x.rs"));
        faults(&Source { path, stage: stage.to_owned(), text: text.to_owned() }).len()
    };
    assert_eq!(faults_of("report", "//! Fine.\nuse crate::text::Span;\n"), 0);
    assert_eq!(faults_of("report", "//! Up.\nuse crate::search::Hit;\n"), 1);
    assert_eq!(faults_of("search", "//! Door.\nuse jieba_rs::Jieba;\n"), 1);
    assert_eq!(faults_of("query", "//! Files.\nuse std::fs;\n"), 1);
    assert_eq!(faults_of("index", "fn f() { todo!() }\n"), 2);
    assert_eq!(faults_of("cli", &format!("//! Long.\n{}", "// line\n".repeat(FILE_LINES_MAX))), 1);
    let long = format!("//! Long.\nfn f() {{\n{}}}\n", "    g();\n".repeat(FUNCTION_LINES_MAX));
    assert_eq!(faults_of("cli", &long), 1);
}

#[test]
fn every_stage_of_the_order_is_there_and_no_other() {
    let library = std::fs::read_to_string(repository().join("src/lib.rs")).expect("the library");
    // What tests and fuzzing see is no stage.
    let mut modules: Vec<&str> =
        names_after(&library, "pub mod ").filter(|module| *module != "fuzzing").collect();
    modules.sort_unstable();
    let mut order = ORDER.to_vec();
    order.sort_unstable();
    assert_eq!(modules, order);
}
