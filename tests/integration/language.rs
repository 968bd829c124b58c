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
