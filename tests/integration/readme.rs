//! The READMEs tell the truth: their commands run, their screens are real, the twins say the same.

use std::process::Command;

use crate::harness::{World, repository};

/// A command of a README and the lines shown under it.
struct Shown {
    command: String,
    output: Vec<String>,
}

/// Every `$ command` in the fenced `console` blocks of a file.
fn shown(file: &str) -> Vec<Shown> {
    let text = std::fs::read_to_string(repository().join(file)).expect("the README");
    let mut found: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            match (line.strip_prefix("$ "), found.last_mut()) {
                (Some(command), _) => found.push(Shown { command: command.to_owned(), output: Vec::new() }),
                (None, Some(last)) if !line.is_empty() => last.output.push(line.to_owned()),
                (None, _) => {}
            }
        }
    }
    found
}

/// What a command of a README says, to a reader of its language.
fn run(world: &World, command: &str, lang: &str) -> (i32, String) {
    // The program built for the tests stands for the one that `cargo run --release` would build.
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_xunzhang"));
    let command = command.replace("cargo run --release --", "xunzhang");
    let path = format!("{}:/usr/bin:/bin", program.parent().expect("a folder").display());
    let output = Command::new("sh")
        .args(["-c", &command])
        .current_dir(repository())
        .env("PATH", path)
        .env("HOME", world.home())
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", lang)
        .env("XDG_DATA_HOME", world.home().join("data"))
        .output()
        .expect("a shell");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), said)
}

/// Text with every `0.4 s` as `N s`: how long something took differs from run to run.
pub(crate) fn without_seconds(text: &str) -> String {
    let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    for nth in 1..words.len() {
        let number = words[nth - 1].trim_end_matches(' ');
        if ["s", "秒"].contains(&words[nth].trim_end())
            && number.contains('.')
            && number.parse::<f64>().is_ok()
        {
            words[nth - 1] = "N ";
        }
    }
    words.concat()
}

#[test]
fn seconds_alone_are_made_alike() {
    assert_eq!(without_seconds("8 reports; 0.4 s\n2 s, 1.5 kg"), "8 reports; N s\n2 s, 1.5 kg");
}

#[test]
fn the_commands_run_and_the_screens_are_real() {
    for (file, lang) in [("README.md", "C.UTF-8"), ("README.zh-CN.md", "zh_CN.UTF-8")] {
        let world = World::new();
        let all = shown(file);
        assert!(all.len() >= 5, "{file} shows its commands");
        for one in
            all.iter().filter(|one| !one.command.starts_with("cargo test") && !one.command.starts_with("git"))
        {
            let (status, said) = run(&world, &one.command, lang);
            assert_eq!(status, 0, "{file}: {}\n{said}", one.command);
            let home = world.home().to_string_lossy();
            let said = without_seconds(&said.replace(&*home, "~"));
            let lines: Vec<&str> = said.lines().collect();
            for line in one.output.iter().filter(|line| line.trim() != "…") {
                let is_there = lines.contains(&without_seconds(line).as_str());
                assert!(is_there, "{file}: {}\nshows {line:?}, but said:\n{said}", one.command);
            }
        }
    }
}

#[test]
fn the_twins_show_the_same_commands() {
    let commands = |file| shown(file).into_iter().map(|one| one.command).collect::<Vec<_>>();
    assert_eq!(commands("README.md"), commands("README.zh-CN.md"));
}

#[test]
fn every_command_is_in_the_readme_and_the_changelog_knows_the_version() {
    let said = World::new().expect(0, &["--help"]).out;
    let listed = said.split_once("Commands:\n").expect("a list of commands").1;
    let commands: Vec<&str> =
        listed.lines().map_while(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(commands.len() >= 10 && commands.contains(&"dict"), "{commands:?}");
    for file in ["README.md", "README.zh-CN.md"] {
        let readme = std::fs::read_to_string(repository().join(file)).expect("the README");
        for command in commands.iter().filter(|command| **command != "help") {
            assert!(readme.contains(&format!("xunzhang {command}")), "{file} lacks {command}");
        }
    }
    let changes = std::fs::read_to_string(repository().join("CHANGELOG.md")).expect("the changelog");
    assert!(changes.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_environment_variable_is_in_the_table_and_no_other() {
    use std::collections::BTreeSet;
    let names = |text: &str| -> BTreeSet<String> {
        let after = text.split("XUNZHANG_").skip(1);
        let name = |rest: &str| {
            let end = rest.find(|c: char| !c.is_ascii_uppercase() && c != '_').unwrap_or(rest.len());
            rest[..end].trim_end_matches('_').to_owned()
        };
        after.map(name).filter(|name| !name.is_empty()).collect()
    };
    let mut used = BTreeSet::new();
    for folder in ["src", "tests/harness", "tests/integration"] {
        for file in crate::harness::files_below(&repository().join(folder)) {
            used.extend(names(&std::fs::read_to_string(file).unwrap_or_default()));
        }
    }
    let table = std::fs::read_to_string(repository().join("docs/environment.md")).expect("the page");
    assert_eq!(names(&table), used);
}
