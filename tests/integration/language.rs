//! Two languages: every message stands in both catalogues with the same values, is used, and no words for people stand
//! beside the catalogues.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::harness::{World, repository};

/// The messages of a catalogue with the values that each names.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn values_of(pattern: &Pattern<String>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::Placeable { expression: Expression::Inline(inline) } => value_of(inline, found),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                value_of(selector, found);
                variants.iter().for_each(|variant| values_of(&variant.value, found));
            }
            PatternElement::TextElement { .. } => {}
        }
    }
}

fn value_of(expression: &InlineExpression<String>, found: &mut BTreeSet<String>) {
    match expression {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.clone());
        }
        InlineExpression::StringLiteral { .. } => {}
        other => panic!("only values, plurals and texts are used: {other:?}"),
    }
}

/// The messages of one language; those of a room stand in its file alone.
fn catalogue(language: &str) -> Messages {
    let folder = repository().join("src/language").join(language);
    let mut all = Messages::new();
    for entry in std::fs::read_dir(folder).expect("the catalogues").flatten() {
        let path = entry.path();
        let room = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if room == "help" {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a catalogue");
        let tree = fluent_syntax::parser::parse(text)
            .unwrap_or_else(|(_, faults)| panic!("{}: {faults:?}", path.display()));
        for entry in tree.body {
            let Entry::Message(message) = entry else { continue };
            let name = message.id.name;
            assert!(name.starts_with(&format!("{room}-")), "{name} stands in {room}.ftl");
            assert!(message.attributes.is_empty(), "{name} has attributes");
            let mut values = BTreeSet::new();
            values_of(message.value.as_ref().expect("a text"), &mut values);
            assert!(all.insert(name.clone(), values).is_none(), "{name} stands there twice");
        }
    }
    all
}

#[test]
fn every_message_has_its_twin_with_the_same_values() {
    let (english, chinese) = (catalogue("en"), catalogue("zh"));
    let names = |of: &Messages, lacking: &Messages| -> Vec<String> {
        of.keys().filter(|name| !lacking.contains_key(*name)).cloned().collect()
    };
    assert_eq!(names(&english, &chinese), Vec::<String>::new(), "in English only");
    assert_eq!(names(&chinese, &english), Vec::<String>::new(), "in Chinese only");
    for (name, values) in &english {
        assert_eq!(values, &chinese[name], "{name} has other values in Chinese");
    }
}

/// Every source, without its inline tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![repository().join("src")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source");
            let end = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
            found.push((path, text[..end].to_owned()));
        }
    }
    found.sort();
    found
}

/// The text up to the bracket that closes what stands open at its begin.
fn closed(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted && depth == 0 => return &text[..at],
            ')' | ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
    }
    text
}

/// The parts of the arguments of a macro, parted at commas outside all brackets.
fn arguments(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        let end = rest.char_indices().find(|(_, c)| match c {
            _ if escaped => {
                escaped = false;
                false
            }
            '\\' if quoted => {
                escaped = true;
                false
            }
            '"' => {
                quoted = !quoted;
                false
            }
            '(' | '[' | '{' if !quoted => {
                depth += 1;
                false
            }
            ')' | ']' | '}' if !quoted => {
                depth -= 1;
                false
            }
            ',' => !quoted && depth == 0,
            _ => false,
        });
        let (part, next) = end.map_or((rest, ""), |(at, _)| (&rest[..at], &rest[at + 1..]));
        if !part.trim().is_empty() {
            parts.push(part.trim());
        }
        rest = next;
    }
    parts
}

#[test]
fn every_message_is_used_with_the_values_that_it_names() {
    let english = catalogue("en");
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        if path.ends_with("language/mod.rs") {
            continue;
        }
        for (at, _) in text.match_indices("tr!(") {
            // `include_str!` ends in the same letters.
            let is_longer = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if is_longer {
                continue;
            }
            let all = arguments(closed(&text[at + "tr!(".len()..]));
            let name = all[0].trim_matches('"');
            let values: BTreeSet<String> = all[1..]
                .iter()
                .map(|part| part.split('=').next().expect("a name").trim().to_owned())
                .collect();
            let Some(wanted) = english.get(name) else { panic!("{}: no message {name}", path.display()) };
            assert_eq!(&values, wanted, "{}: the values of {name}", path.display());
            used.insert(name.to_owned());
        }
    }
    let unused: Vec<&String> = english.keys().filter(|name| !used.contains(*name)).collect();
    assert_eq!(unused, Vec::<&String>::new(), "messages that nobody says");
}

/// English words that stand beside the catalogue in what speaks to people: the file, the beginning of the text (of all texts
/// where it is empty), and why.
const BESIDE_THE_CATALOGUE: [(&str, &str, &str); 8] = [
    ("cli/tui/draw.rs", "↑", "names of keys"),
    ("cli/chart.rs", "hiragino sans gb", "the name of a font"),
    ("output/chart/lettering.rs", "Noto Sans CJK SC", "names of fonts"),
    ("cli/chinese.rs", "", "clap's own words, to be found and replaced"),
    ("cli/settings.rs", "", "names of what holds by itself, which `usual` looks up"),
    ("output/explain.rs", "", "names of summands as JSON has them, which `part_named` looks up"),
    ("output/stats.rs", "passed over", "a value of JSON"),
    ("output/stats.rs", "left out", "a value of JSON"),
];

/// The texts between quotation marks in a source, each with what stands before it; comments, attributes and characters are
/// passed over.
fn literals(source: &str) -> Vec<(String, String)> {
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    let until = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        (from..chars.len()).find(|at| chars[*at..].starts_with(&end)).map_or(chars.len(), |at| at + end.len())
    };
    while at < chars.len() {
        let rest = &chars[at..];
        if rest.starts_with(&['/', '/']) {
            at = until(at, "\n");
        } else if rest.starts_with(&['\'', '\\']) {
            at = until(at + 3, "'");
        } else if rest.len() > 2 && rest[0] == '\'' && rest[2] == '\'' {
            at += 3;
        } else if rest.starts_with(&['#', '[']) || rest.starts_with(&['#', '!', '[']) {
            let text: String = chars[at..].iter().skip_while(|c| **c != '[').skip(1).collect();
            at += chars[at..].iter().position(|c| *c == '[').expect("it is there")
                + 2
                + closed(&text).chars().count();
        } else if rest[0] == '"' {
            let mut end = at + 1;
            while end < chars.len() && chars[end] != '"' {
                end += if chars[end] == '\\' { 2 } else { 1 };
            }
            let before: String = chars[at.saturating_sub(80)..at].iter().collect();
            found.push((before, chars[at + 1..end.min(chars.len())].iter().collect()));
            at = end + 1;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a text holds two English words in a row, as sentences do.
fn speaks_english(text: &str) -> bool {
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic());
    let words: Vec<&str> = text.split(' ').map(|word| word.trim_end_matches([',', ':', ';', '.'])).collect();
    words.windows(2).any(|pair| pair.iter().all(is_word))
}

#[test]
fn nobody_is_told_beside_the_catalogue() {
    assert!(speaks_english("cannot write {path:?}") && !speaks_english("MRR@10 {:.4}"));
    let told = literals("#[error(\"in vain\")] // \"of no use\"\nsay(\"it is \\\"so\\\"\", '\"', \"b\")");
    assert_eq!(told.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["it is \\\"so\\\"", "b"]);
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    for (path, text) in sources() {
        let path =
            path.strip_prefix(repository().join("src")).expect("a source").to_string_lossy().into_owned();
        // What is said to builders when something that cannot be is so, and to the log.
        let to_builders = ["expect(", "unreachable!(", "assert!(", "debug!(", "trace!(", "info!(", "warn!("];
        let speaks_to_people = path.starts_with("cli/") || path.starts_with("output/");
        if !speaks_to_people || path.ends_with("tests.rs") {
            continue;
        }
        let text = text.split("\n#[cfg(test)]\n").next().unwrap_or_default();
        for (before, literal) in literals(text).into_iter().filter(|(_, literal)| speaks_english(literal)) {
            if to_builders.iter().any(|call| before.trim_end().ends_with(call)) {
                continue;
            }
            let known = BESIDE_THE_CATALOGUE
                .iter()
                .position(|(file, begins, _)| *file == path && literal.starts_with(begins));
            match known {
                Some(nth) => drop(used.insert(nth)),
                None => found.push(format!("{path}: {literal}")),
            }
        }
    }
    assert!(found.is_empty(), "to be said by tr!, or listed with a reason:\n{}", found.join("\n"));
    let unused: Vec<_> = (0..BESIDE_THE_CATALOGUE.len()).filter(|nth| !used.contains(nth)).collect();
    assert!(
        unused.is_empty(),
        "of no text: {:?}",
        unused.iter().map(|nth| BESIDE_THE_CATALOGUE[*nth]).collect::<Vec<_>>()
    );
}

/// What a reader says of a file that gives no report stands in the list of reasons, so that it is said in Chinese too.
#[test]
fn what_readers_say_has_its_twin() {
    let reasons = std::fs::read_to_string(repository().join("src/language/reasons.txt")).expect("the list");
    let known: BTreeSet<&str> =
        reasons.lines().filter_map(|line| line.split_once(" = ")).map(|(english, _)| english).collect();
    // A form as the list has it: `{}` for what varies.
    let form = |text: &str| {
        let (mut out, mut depth) = (String::new(), 0);
        for c in text.replace("\\\n", "").chars() {
            match c {
                '{' => depth += 1,
                '}' => {
                    depth -= 1;
                    out.push_str("{}");
                }
                c if depth == 0 => out.push(c),
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut checked = 0;
    for file in ["src/source/extract/mod.rs", "src/source/decode/mod.rs", "src/serve/mod.rs"] {
        let text = std::fs::read_to_string(repository().join(file)).expect("a source");
        for (at, _) in text.match_indices("#[error(") {
            let inside = closed(&text[at + "#[error(".len()..]).trim();
            let Some(quoted) = inside.strip_prefix('"') else { continue };
            let wanted = form(&quoted[..quoted.find("\"").expect("it ends")]);
            if wanted == "{}" {
                continue;
            }
            checked += 1;
            assert!(known.contains(wanted.as_str()), "{file}: not in src/language/reasons.txt: {wanted}");
        }
    }
    assert!(checked > 15, "{checked}");
}

/// Sections, facts and remarks of files of many formats, and of a text that makes most remarks on numbers, say nothing in English.
#[test]
fn what_is_remarked_on_a_report_is_said_in_chinese() {
    let world = World::new();
    let numbers = "一、总则\n甲文。\n二、分则\n乙文。\n五、附则\n丙文。\n五、附件\n丁文。\n分享到：\n";
    let text = format!("---\ntitle: 题\n---\n# 某县2023年报告\n<!-- 注 -->\n{numbers}");
    let own = world.write("numbers_2024年.md", text);
    let files = std::fs::read_dir(repository().join("tests/formats")).expect("the formats");
    let files = files.map(|file| file.expect("a file").path());
    let mut told = 0;
    for file in files.chain([own]) {
        let shown = said(&world, "zh_CN.UTF-8", &["outline", &file.to_string_lossy()]);
        let is_ours = |line: &&str| ["  * ", "  据", "错误："].iter().any(|sign| line.contains(sign));
        let remarks = shown.lines().filter(is_ours);
        for line in remarks {
            told += 1;
            assert!(!speaks_english(line), "{}: {line}", file.display());
        }
    }
    assert!(told > 10, "{told}");
}

/// What the program says to a query that finds nothing, with these arguments and this locale.
fn said(world: &World, locale: &str, arguments: &[&str]) -> String {
    let output = world.command().args(arguments).env("LANG", locale).output().expect("it runs");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_locale_the_settings_and_the_flag_decide_in_this_order() {
    let world = World::new();
    world.write("reports/a.txt", "一、总则\n减轻教师负担。\n");
    world.expect(0, &["index", "reports"]);
    let query = ["query", "\"无人机\""];
    assert!(said(&world, "zh_CN.UTF-8", &query).contains("在 1 篇报告中没有找到"));
    assert!(said(&world, "C.UTF-8", &query).contains("nothing found in 1 report"));
    let english = [&query[..], &["--lang", "en"]].concat();
    assert!(said(&world, "zh_CN.UTF-8", &english).contains("nothing found in 1 report"));
    // Programs read the same in every language.
    let programs = [&query[..], &["--json", "--why"]].concat();
    assert_eq!(said(&world, "zh_CN.UTF-8", &programs), said(&world, "C.UTF-8", &programs));
    world.write("xunzhang.toml", "lang = \"zh\"\n");
    assert!(said(&world, "C.UTF-8", &query).contains("没有找到"));
    assert!(said(&world, "C.UTF-8", &english).contains("nothing found"));
    assert!(said(&world, "C.UTF-8", &["query", "--help", "--lang=zh"]).contains("用法："));
    assert!(said(&world, "zh_CN.UTF-8", &["query", "-n", "x", "减负"]).starts_with("错误：`x` 不能用作"));
}
