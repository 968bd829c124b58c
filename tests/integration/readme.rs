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

fn run(world: &World, command: &str) -> (i32, String) {
    // The program built for the tests stands for the one that `cargo run --release` would build.
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_xunzhang"));
    let command = command.replace("cargo run --release --", "xunzhang");
    let path = format!("{}:/usr/bin:/bin", program.parent().expect("a folder").display());
    let output = Command::new("sh")
        .args(["-c", &command])
        .current_dir(repository())
        .env("PATH", path)
        .env("HOME", world.home())
        .env("XDG_DATA_HOME", world.home().join("data"))
        .output()
        .expect("a shell");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), said)
}

#[test]
fn the_commands_run_and_the_screens_are_real() {
    for file in ["README.md", "README.zh-CN.md"] {
        let world = World::new();
        let all = shown(file);
        assert!(all.len() >= 5, "{file} shows its commands");
        for one in
            all.iter().filter(|one| !one.command.starts_with("cargo test") && !one.command.starts_with("git"))
        {
            let (status, said) = run(&world, &one.command);
            assert_eq!(status, 0, "{file}: {}\n{said}", one.command);
            for line in one.output.iter().filter(|line| line.trim() != "…") {
                // What differs from run to run: seconds, and where the home is.
                let stable = !line.contains(" s") || said.contains(line.as_str()) || line.contains("; 0.");
                assert!(
                    stable && (line.contains("; 0.") || line.contains("~/") || said.contains(line.as_str())),
                    "{file}: {}\nshows {line:?}, but said:\n{said}",
                    one.command
                );
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
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("the README");
    for command in ["index", "query", "outline", "tokens", "stats", "verify", "eval"] {
        assert!(said.contains(command) && readme.contains(&format!("xunzhang {command}")), "{command}");
    }
    let changes = std::fs::read_to_string(repository().join("CHANGELOG.md")).expect("the changelog");
    assert!(changes.contains(env!("CARGO_PKG_VERSION")));
}
