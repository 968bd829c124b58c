//! `docs/first-ten-minutes.md`: every command of it is run, in a terminal and from an empty home, and shows what stands there.

use std::process::Command;

use crate::harness::{World, files_below, repository};
use crate::readme::without_seconds;

/// What stands before each answer of the session: no command says it.
const SIGN: &str = "@@@@ answer";

/// A page, and how its program is called.
const PAGES: [&str; 1] = ["docs/first-ten-minutes.md"];

/// The commands of a page, in order.
fn commands(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix("$ ")).collect()
}

/// Runs commands one after the other in one terminal of 80 columns and 24 rows; returns what each said.
fn session(world: &World, commands: &[&str]) -> Vec<String> {
    let clone = world.home().join("clone");
    for file in files_below(&repository().join("examples/reports")) {
        let name = file.strip_prefix(repository()).expect("inside the repository");
        world.write(&format!("clone/{}", name.display()), std::fs::read(&file).expect("a report"));
    }
    let lines: Vec<String> = commands.iter().map(|command| format!("echo '{SIGN}'; {command}\n")).collect();
    let script = world.write("session.sh", format!("stty cols 80 rows 24\ncd clone\n{}", lines.concat()));
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_xunzhang"));
    let path = format!("{}:/usr/bin:/bin", program.parent().expect("a folder").display());
    let said = Command::new("script")
        .args(["-qc", &format!("sh {}", script.display()), "/dev/null"])
        .current_dir(world.home())
        .env_clear()
        .env("PATH", path)
        .env("HOME", world.home())
        .env("TERM", "xterm")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C.UTF-8")
        .env("NO_COLOR", "1")
        .env("XUNZHANG_PAGER", "cat")
        .output()
        .expect("`script` of util-linux gives a terminal");
    let said = String::from_utf8_lossy(&said.stdout).replace('\r', "");
    let home = world.home().canonicalize().expect("a home");
    let said = said.replace(&*clone.to_string_lossy(), ".").replace(&*home.to_string_lossy(), "~");
    let sign = format!("{SIGN}\n");
    let parts = said.split(&sign).skip(1);
    // Of a line that was drawn over again and again, as progress is, the last state stays.
    let last_state = |line: &str| line.rsplit("\u{1b}[2K").next().unwrap_or_default().trim_end().to_owned();
    let shown = |part: &str| part.lines().map(last_state).collect::<Vec<_>>().join("\n");
    parts.map(|part| without_hash(&shown(part))).collect()
}

/// The name of a folder's index without the hash of the folder's path, which differs from run to run.
fn without_hash(text: &str) -> String {
    let mut parts = text.split("folders/reports-");
    let first = parts.next().unwrap_or_default().to_owned();
    let hexadecimal = |c: char| c.is_ascii_hexdigit();
    parts.fold(first, |text, part| format!("{text}folders/reports-…{}", part.trim_start_matches(hexadecimal)))
}

/// The page with what its commands say.
fn written(page: &str, answers: &[String]) -> String {
    let mut answers = answers.iter();
    let (mut lines, mut inside) = (Vec::new(), false);
    for line in page.lines() {
        let fence = line.starts_with("```");
        inside = if fence { line == "```console" } else { inside };
        if inside && line.starts_with("$ ") {
            lines.push(line.to_owned());
            lines.extend(answers.next().filter(|answer| !answer.is_empty()).cloned());
        } else if !inside || fence {
            lines.push(line.to_owned());
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[test]
fn every_command_shows_what_the_page_shows() {
    for name in PAGES {
        let file = repository().join(name);
        let page = std::fs::read_to_string(&file).expect("the page");
        let world = World::new();
        let commands = commands(&page);
        assert!(commands.len() >= 8, "{name} shows its commands");
        let answers = session(&world, &commands);
        assert_eq!(answers.len(), commands.len(), "{name}: {answers:?}");
        let written = written(&page, &answers);
        if std::env::var_os("XUNZHANG_REWRITE_GOLDEN").is_some() {
            std::fs::write(&file, &written).expect("it can be written");
            continue;
        }
        for (shown, said) in without_seconds(&page).lines().zip(without_seconds(&written).lines()) {
            assert_eq!(shown, said, "{name}");
        }
        assert_eq!(without_seconds(&page), without_seconds(&written), "{name}");
        let is_wide = |line: &&str| unicode_width::UnicodeWidthStr::width(*line) > 80;
        // A citation is one line, to be copied.
        let told = commands.iter().zip(&answers).filter(|(command, _)| !command.contains("--cite"));
        let inside = told.flat_map(|(_, answer)| answer.lines());
        assert_eq!(inside.filter(is_wide).collect::<Vec<_>>(), Vec::<&str>::new(), "{name}");
    }
}
