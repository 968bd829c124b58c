//! The rules of the house, read from the sources: who may use whom, one door for each outside thing, who reads and writes,
//! sizes.
//!
//! What is read of a file is all but its inline test module; files named `tests.rs` and modules for tests alone
//! (`TEST_FILES`) are held to sizes and heads only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::harness::repository;

/// The stages in the order of the flow: each uses only those before it.
const ORDER: [&str; 17] = [
    "language", "fault", "system", "text", "source", "report", "query", "analysis", "schema", "engine",
    "index", "search", "pipeline", "eval", "output", "serve", "cli",
];
/// Outside things, and the only stages that may name them.
const DOORS: [(&str, &[&str]); 44] = [
    ("fluent_bundle", &["language"]),
    ("unic_langid", &["language"]),
    ("sys_locale", &["system"]),
    ("jieba_rs", &["analysis"]),
    ("tantivy", &["index", "search"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("rust_xlsxwriter", &["output"]),
    ("ctrlc", &["cli"]),
    ("ratatui", &["cli"]),
    ("crossterm", &["cli"]),
    ("etcetera", &["cli"]),
    ("terminal_size", &["cli"]),
    ("encoding_rs", &["source"]),
    ("chardetng", &["source"]),
    ("ignore", &["source"]),
    ("notify", &["source"]),
    ("zip", &["source"]),
    ("tar", &["source"]),
    ("flate2", &["source"]),
    ("sevenz_rust2", &["source"]),
    ("cfb", &["source"]),
    ("quick_xml", &["source"]),
    ("calamine", &["source"]),
    ("html5gum", &["source"]),
    ("mail_parser", &["source"]),
    ("hayro_interpret", &["source"]),
    ("skrifa", &["source", "output"]),
    ("csv_core", &["source"]),
    ("rustix", &["system", "source"]),
    ("signal_hook", &["system"]),
    ("zstd", &["index"]),
    ("postcard", &["index"]),
    ("pinyin", &["search"]),
    ("similar", &["report"]),
    ("toml", &["schema", "cli"]),
    ("indicatif", &["output"]),
    ("ureq", &["engine"]),
    ("axum", &["serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("tokio", &["serve"]),
    ("maud", &["serve"]),
];
/// What there is on one system alone.
const OF_ONE_SYSTEM: [&str; 2] = ["std::os::unix", "std::os::windows"];
/// The rooms of `search` in front of its seam, and what they may not name: the engine, the opened index, the local archive.
const BEFORE_THE_SEAM: [&str; 6] = ["ask", "score", "show", "archive", "collect.rs", "run.rs"];
const BEHIND_THE_SEAM: [&str; 8] = [
    "tantivy",
    "IndexReader",
    "search::choose",
    "search::pieces",
    "search::local",
    "search::memory",
    "search::remote",
    "crate::engine",
];
/// Stages that are pure: no file system, no clock, no process.
const PURE: [&str; 3] = ["text", "report", "query"];
/// Who may open a file: `source` reports, `index` its own folder, `schema` and `eval` what was named to them; of the command
/// line the files that hold queries, words and weights, fonts, what `outline` is named, a pipe too, and what it kept itself of the last answer. All others ask `source` for a report.
const READERS: [&str; 15] = [
    "system/unix.rs",
    "source/",
    "index/",
    "schema/",
    "eval/",
    "cli/mod.rs",
    "cli/chart.rs",
    "cli/eval.rs",
    "cli/home.rs",
    "cli/last.rs",
    "cli/settings.rs",
    "cli/outline.rs",
    "cli/serve.rs",
    "serve/tokens.rs",
    "fuzzing.rs",
];
const READING: [&str; 4] = ["fs::read(", "fs::read_to_string(", "File::open(", "File::options("];
/// Who may write to the terminal.
const WRITERS: [&str; 3] = ["output/", "cli/", "fuzzing.rs"];
const WRITING: [&str; 6] = ["println!(", "print!(", "eprintln!(", "eprint!(", "stdout()", "stderr()"];
/// Files that only tests see, whatever they are called.
const TEST_FILES: [&str; 6] =
    ["tests.rs", "office_tests.rs", "hostile.rs", "fuzzing.rs", "pipeline/fixture.rs", "facts/of_texts.rs"];
/// Longest file, in lines of code (see [`code_lines`]); an inline test module counts for itself.
const FILE_LINES_MAX: usize = 350;
/// Longest function, in lines of code.
const FUNCTION_LINES_MAX: usize = 70;

struct Source {
    /// Path below `src` or `tests`.
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
            let text = std::fs::read_to_string(&path).expect("a source");
            found.push(Source { text, stage, path: inner.to_owned() });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// A source without its inline test module, and that module: from `#[cfg(test)]` before a `mod … {` to the brace that
/// closes it, which rustfmt puts into the first column.
fn parts(text: &str) -> (String, String) {
    let (mut production, mut tests, mut inside) = (String::new(), String::new(), false);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let opens = line == "#[cfg(test)]"
            && lines.peek().is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
        inside |= opens;
        let part = if inside { &mut tests } else { &mut production };
        part.push_str(line);
        part.push('\n');
        inside &= line != "}";
    }
    (production, tests)
}

/// Words that follow `prefix` in a text, such as the stages after `crate::`.
fn names_after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(prefix).map(move |(at, _)| {
        let rest = &text[at + prefix.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// Stages that a text names: after `crate::`, and as the outermost names of `use crate::{a::B, c::{D, E}}`.
fn stages_named(text: &str) -> Vec<&str> {
    let mut named: Vec<&str> = names_after(text, "crate::").collect();
    for (at, _) in text.match_indices("crate::{") {
        let (mut depth, mut begin) = (0, true);
        let group = &text[at + "crate::{".len()..];
        for (nth, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begin = true,
                c if begin && (c.is_alphanumeric() || c == '_') => {
                    named.extend(names_after(&group[nth..], "").next());
                    begin = false;
                }
                _ => {}
            }
        }
    }
    named
}

/// Lines of code: not blank, no comment or doc, and not inside a table, a constant whose value is a list over several lines.
/// A table is read row by row, so its length is no reason to cut a file in two.
fn code_lines(text: &str) -> usize {
    let (mut count, mut table_end) = (0, None);
    for line in text.lines() {
        let code = line.trim_start();
        if let Some(end) = table_end.take() {
            table_end = Some(end).filter(|end| line != end);
            continue;
        }
        if code.is_empty() || code.starts_with("//") {
            continue;
        }
        count += 1;
        let item =
            code.strip_prefix("pub ").or_else(|| code.split_once(") ").map(|(_, item)| item)).unwrap_or(code);
        let is_constant =
            [code, item].iter().any(|item| item.starts_with("const ") || item.starts_with("static "));
        if is_constant && code.ends_with('[') {
            table_end = Some(format!("{}];", &line[..line.len() - code.len()]));
        }
    }
    count
}

/// The path of a source below `src/search`.
fn room_of_search(path: &Path) -> Option<String> {
    let path = path.to_string_lossy();
    path.strip_prefix("search/").map(str::to_owned)
}

fn is_before_the_seam(room: &str) -> bool {
    BEFORE_THE_SEAM.iter().any(|part| room == *part || room.starts_with(&format!("{part}/")))
}

/// Whether a source names something, but in its words about itself.
fn names(text: &str, named: &str) -> bool {
    text.lines().any(|line| line.contains(named) && !line.trim_start().starts_with("//"))
}

/// What a source breaks, in words.
fn faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let path = source.path.to_string_lossy();
    let mut fault = |what: String| faults.push(format!("{path}: {what}"));
    let is_test = TEST_FILES.iter().any(|name| path.ends_with(name));
    let (production, tests) = parts(&source.text);
    let text = if is_test { "" } else { production.as_str() };
    let place = |stage: &str| ORDER.iter().position(|known| *known == stage);
    if let Some(own) = place(&source.stage) {
        for used in stages_named(text).into_iter().filter(|used| place(used).is_some_and(|other| other > own))
        {
            fault(format!("{} must not use {used}", source.stage));
        }
        for (door, stages) in DOORS {
            let named = text.lines().any(|line| names_outside(line, door));
            if named && !stages.contains(&source.stage.as_str()) {
                fault(format!("only {stages:?} may name {door}"));
            }
        }
        let impure = ["std::fs", "std::env", "std::process", "std::time", "std::net"];
        if PURE.contains(&source.stage.as_str()) {
            impure.iter().filter(|used| text.contains(**used)).for_each(|used| fault(format!("uses {used}")));
        }
        let begins = |places: &[&str]| places.iter().any(|place| path.starts_with(place));
        let uses = |words: &[&str]| words.iter().find(|word| text.contains(**word)).map(ToString::to_string);
        if let Some(used) = uses(&READING).filter(|_| !begins(&READERS)) {
            fault(format!("opens a file itself ({used}): `source` reads reports"));
        }
        if let Some(used) = uses(&OF_ONE_SYSTEM).filter(|_| source.stage != "system") {
            fault(format!("asks which system it runs on ({used}): `system` offers the same on all"));
        }
        if let Some(used) = uses(&WRITING).filter(|_| !begins(&WRITERS)) {
            fault(format!("writes to the terminal ({used})"));
        }
    }
    if let Some(room) = room_of_search(&source.path).filter(|room| is_before_the_seam(room)) {
        for named in BEHIND_THE_SEAM.iter().filter(|named| names(text, named)) {
            fault(format!("search/{room} stands before the seam and must not name {named}"));
        }
    }
    if !source.text.starts_with("//! ") {
        fault("does not open with what it is for".to_owned());
    }
    for (what, lines) in [("", code_lines(&production)), (" of tests", code_lines(&tests))] {
        if lines > FILE_LINES_MAX {
            fault(format!("{lines} lines of code{what}"));
        }
    }
    for (name, lines) in functions(&source.text) {
        if lines > FUNCTION_LINES_MAX {
            fault(format!("fn {name} has {lines} lines"));
        }
    }
    for word in ["todo!", "unimplemented!", "unsafe {", "unsafe fn", "unsafe impl", "dbg!(", ".unwrap()"] {
        if place(&source.stage).is_some() && text.contains(word) {
            fault(format!("holds {word}"));
        }
    }
    faults
}

/// Whether a line names a crate: `door::`, not as the end of another word, and not a module of ours (`self::zip`).
fn names_outside(line: &str, door: &str) -> bool {
    let path = format!("{door}::");
    !line.trim_start().starts_with("//")
        && line.match_indices(&path).any(|(at, _)| {
            let before = &line[..at];
            !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        })
}

/// Functions with their lines of code, by the indentation that rustfmt keeps.
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
        // What a trait only declares has no body.
        let opens = lines[nth..].iter().find(|line| line.ends_with(['{', ';']));
        if opens.is_some_and(|line| line.ends_with(';')) {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[nth..].iter().position(|line| *line == close).unwrap_or(0);
        let name = names_after(line, "fn ").next().unwrap_or_default().to_owned();
        found.insert(format!("{name}:{}", nth + 1), code_lines(&lines[nth..=nth + end].join("\n")));
    }
    found
}

#[test]
fn the_sources_keep_the_rules_of_the_house() {
    let mut all = sources(&repository().join("src"));
    assert!(all.len() > 50, "the sources are found");
    let tests = sources(&repository().join("tests"));
    // A stage's rules are not those of its tests.
    all.extend(tests.into_iter().map(|test| Source { stage: "tests".to_owned(), ..test }));
    let faults: Vec<String> = all.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rules_are_not_blind() {
    let faults_of = |stage: &str, text: &str| {
        let path = PathBuf::from(format!("{stage}/x.rs"));
        faults(&Source { path, stage: stage.to_owned(), text: text.to_owned() }).len()
    };
    let module = "#[cfg(test)]\nmod tests {\n    use crate::search::Hit;\n}\n";
    for (stage, text, count) in [
        ("report", "use crate::text::Span;\n", 0),
        ("report", "use crate::search::Hit;\n", 1),
        ("report", "use crate::{text::Span, search::{Hit, index}};\n", 1),
        ("report", "use crate::{\n    index::Place,\n    search::Hit,\n};\n", 2),
        // What stands behind a test module, or behind a module that only tests compile, is seen.
        ("report", module, 0),
        ("report", &format!("{module}use crate::search::Hit;\n"), 1),
        ("report", "#[cfg(test)]\nmod tests;\nuse crate::search::Hit;\n", 1),
        ("search", "use jieba_rs::Jieba;\n", 1),
        ("report", "fn f() { zip::read(); self::zip::read(); my_zip::read(); }\n", 1),
        ("query", "use std::fs;\n", 1),
        ("pipeline", "fn f() { std::fs::read(path); }\n", 1),
        ("search", "fn f() { println!(\"x\"); }\n", 1),
        ("output", "fn f() { println!(\"x\"); }\n", 0),
        ("search/score", "use tantivy::Term;\n", 1),
        ("search/choose", "use crate::index::IndexReader;\n", 0),
        ("search/show", "//! tantivy\nuse crate::search::pieces::Pieces;\n", 1),
        ("index", "use std::os::unix::fs::MetadataExt;\n", 1),
        ("system", "use std::os::unix::fs::MetadataExt;\n", 0),
        ("index", "fn f() { todo!() }\n", 1),
        ("index", "fn f() { g().unwrap(); }\n", 1),
    ] {
        assert_eq!(faults_of(stage, &format!("//! Fine.\n{text}")), count, "{stage}: {text}");
    }
    assert_eq!(faults_of("index", "fn f() {}\n"), 1, "no head");
    let many = |line: &str, count: usize| format!("//! Long.\n{}", line.repeat(count));
    assert_eq!(faults_of("cli", &many("use a;\n", FILE_LINES_MAX)), 0);
    assert_eq!(faults_of("cli", &many("use a;\n", FILE_LINES_MAX + 1)), 1);
    assert_eq!(faults_of("cli", &many("// why\n\n/// What.\n", FILE_LINES_MAX)), 0);
    let table =
        format!("//! Long.\npub(super) const A: &[u8] = &[\n{}];\n", "    1,\n".repeat(FILE_LINES_MAX));
    assert_eq!(faults_of("cli", &table), 0);
    assert_eq!(faults_of("cli", &format!("{table}{}", "use a;\n".repeat(FILE_LINES_MAX))), 1);
    let long = |line: &str| format!("//! Long.\nfn f() {{\n{}}}\n", line.repeat(FUNCTION_LINES_MAX));
    assert_eq!(faults_of("cli", &long("    g();\n")), 1);
    assert_eq!(faults_of("cli", &long("    // why\n")), 0);
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

#[test]
fn the_head_of_the_library_and_the_architecture_name_the_stages_in_their_order() {
    let read = |name: &str| std::fs::read_to_string(repository().join(name)).expect("a text");
    let library = read("src/lib.rs");
    let listed: Vec<&str> = names_after(&library, "//! - [`").collect();
    let order: Vec<&str> = ORDER.into_iter().filter(|stage| !["fault", "text"].contains(stage)).collect();
    assert_eq!(listed, order);
    let quoted: Vec<String> = ORDER.iter().map(|stage| format!("`{stage}`")).collect();
    let architecture = read("ARCHITECTURE.md").replace('\n', " ");
    assert!(architecture.contains(&quoted.join(", ")), "ARCHITECTURE.md lacks {}", quoted.join(", "));
}
