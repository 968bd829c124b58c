//! Files that nobody means well with: what they hold and are called never steers the terminal, and each is indexed or
//! named with a reason.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::harness::{Said, World};

/// Controls but for line ends, and what turns text around.
fn steers(text: &str) -> bool {
    text.chars().any(|c| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn check(said: &Said, what: &[&str]) {
    assert!(!steers(&said.out), "{what:?}: {:?}", said.out);
    assert!(!steers(&said.err), "{what:?}: {:?}", said.err);
    assert!(said.status != 101 && !said.err.contains("did not expect"), "{what:?}: {}", said.err);
}

#[test]
fn nothing_in_texts_or_names_reaches_the_terminal_raw() {
    let world = World::new();
    let evil = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{7f}";
    let text = format!(
        "标题{evil}的报告\n一、概{evil}况\n教师{evil}负担。\n二、打{evil}算\n减轻负担。\n{}\n",
        "全县有序推进。".repeat(300)
    );
    world.write(&format!("r/甲{evil}.txt"), &text);
    world.write("r/同.txt", &text);
    let line = serde_json::json!({"id": evil, "title": text, "text": text});
    world.write(&format!("r/集{evil}.jsonl"), format!("{line}\n"));
    world.write(&format!("r/坏{evil}.txt"), [0u8, 1, 2, 3, 0, 255]);
    world.write(&format!("r/坏{evil}.jsonl"), format!("{{\"id\": \"{evil}\", \"{evil}\": [}}\n"));
    world.write(&format!("r/图.\u{1b}[31m{evil}"), [0u8, 1, 2, 3, 0, 255]);
    std::fs::write(world.home().join("r").join(OsStr::from_bytes(b"\x1b\xff\x9b.txt")), &text)
        .expect("written");
    let file = format!("r/甲{evil}.txt");
    let commands: &[&[&str]] = &[
        &["index", "r"],
        &["query", "教师"],
        &["query", "教师", "--color", "never", "--all-hits"],
        &["query", "教师", "--json", "-n", "50"],
        &["query", evil],
        &["query", "教师", "--in", "r"],
        &["query", &format!("\"{evil}\"")],
        &["outline", &file],
        &["outline", "--json", &file],
        &["outline", &format!("r/坏{evil}.txt")],
        &["outline", &format!("/nowhere/{evil}")],
        &["tokens", &text],
        &["tokens", "--json", &text],
        &["stats"],
        &["stats", "--json"],
        &["verify", "--recall", "50"],
        &["verify", "--index", &format!("/nowhere{evil}")],
        &[evil],
    ];
    for command in commands {
        check(&world.run(command), command);
    }
    assert!(!world.hits(&["教师", "-n", "50"]).is_empty());
}

#[test]
fn odd_texts_are_indexed_and_found() {
    let world = World::new();
    let mut wide: Vec<u8> = vec![0xff, 0xfe];
    wide.extend("报告\n正文减轻教师负担。\n".repeat(30).encode_utf16().flat_map(u16::to_le_bytes));
    // Halves of a pair, alone.
    wide.extend([0x00, 0xd8, 0x2d, 0x4e, 0x00, 0xdc]);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("半个.txt", wide),
        ("无尽行.txt", "切实减轻教师负担".repeat(40_000).into_bytes()),
        ("全是标题.md", "# 减轻\n".repeat(20_000).into_bytes()),
        ("全是空行.txt", ["\n".repeat(200_000), "减轻负担\n".to_owned()].concat().into_bytes()),
        ("深层.txt", "（".repeat(50_000).into_bytes()),
        ("附标.txt", format!("报告\n教{}师减轻\n", "\u{301}".repeat(100)).into_bytes()),
        ("从右.txt", "\u{202e}教师减轻\u{202c}".repeat(10_000).into_bytes()),
        ("空字符.txt", ["报告\n正文\0减轻。\n", &"正文减轻。\n".repeat(200)].concat().into_bytes()),
    ];
    for (name, bytes) in &files {
        world.write(&format!("r/{name}"), bytes);
    }
    check(&world.expect(0, &["index", "r"]), &["index"]);
    let said = world.expect(0, &["query", "减轻", "--path-only", "-n", "1000000"]);
    for (name, _) in files.iter().filter(|(name, _)| *name != "深层.txt") {
        assert!(said.out.contains(name), "{name} is not found");
    }
    check(&world.expect(0, &["query", "教师减轻"]), &["query"]);
    world.expect(0, &["verify", "--recall", "200"]);
}

#[test]
fn a_file_above_the_limit_is_refused_with_the_way_to_raise_it() {
    let world = World::new();
    world.write("r/大.txt", "减轻负担。\n".repeat(100_000));
    world.write("r/小.txt", "减轻负担。\n");
    let said = world.expect(1, &["index", "--max-file-size", "1", "r"]);
    assert!(said.err.contains("not indexed: r/大.txt: is larger than 1 MiB"), "{}", said.err);
    assert!(said.err.contains("--max-file-size"), "{}", said.err);
    world.expect(0, &["index", "--max-file-size", "2", "r"]);
}

#[test]
fn a_file_that_needs_more_memory_than_there_may_be_is_refused_by_name() {
    let world = World::new();
    // As many sections as a text may have, for all that is known before it is read.
    world.write("r/短行.txt", "减\n".repeat(560_000));
    world.write("r/小.txt", "减轻负担。\n");
    let said = world.expect(1, &["index", "--memory", "256", "r"]);
    assert!(said.err.contains("not indexed: r/短行.txt: needs about"), "{}", said.err);
    let asked = said.err.split("--memory ").nth(1).and_then(|rest| rest.split(')').next()).expect("a number");
    // The file is as it was, but with what was asked for it is read.
    let said = world.expect(0, &["index", "--memory", asked]);
    assert!(said.err.contains("2 reports"), "{}", said.err);
    world.expect(0, &["verify", "--recall", "0"]);
}
