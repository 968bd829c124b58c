//! What ends a run from outside, and what leads nowhere: nothing is left behind, nothing is told twice.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::World;

/// Names below a folder, those of folders too.
fn names_below(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_and_the_index_as_it_was() {
    let world = World::new();
    let line = |nth: usize| {
        let text = format!("第{nth}号报告。") + &"减轻教师负担，提高教学质量，落实各项任务。".repeat(60);
        format!("{{\"id\": \"{nth}\", \"title\": \"报告{nth}\", \"text\": \"{text}\"}}\n")
    };
    world.write("big/all.jsonl", (0..3_000).map(line).collect::<String>());
    world.write("r/a.txt", "关于减负的报告\n一、概况\n减轻教师负担。\n");
    let index = world.home().join("index");
    let interrupted = || {
        let phases = world.home().join("phases");
        let _ = std::fs::remove_file(&phases);
        let mut command = world.command();
        command.args(["--index", "index", "index", "big"]).env("XUNZHANG_PHASES", &phases);
        let run = command.stderr(Stdio::piped()).spawn().expect("it runs");
        let begun = Instant::now();
        while !std::fs::read_to_string(&phases).unwrap_or_default().contains("extract") {
            assert!(begun.elapsed() < Duration::from_secs(60), "it never began to read");
            std::thread::sleep(Duration::from_millis(5));
        }
        let process = run.id().to_string();
        std::process::Command::new("kill").args(["-INT", &process]).status().expect("kill is there");
        let ended = run.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(130), "{}", String::from_utf8_lossy(&ended.stderr));
    };
    interrupted();
    assert_eq!(names_below(&index), Vec::<String>::new(), "a first build");
    world.expect(0, &["--index", "index", "index", "r"]);
    let before = names_below(&index);
    interrupted();
    assert_eq!(names_below(&index), before, "an update");
    world.expect(0, &["--index", "index", "query", "\"减轻教师负担\""]);
    world.expect(0, &["--index", "index", "verify"]);
    assert!(world.expect(0, &["--index", "index", "verify"]).out.contains("1 report"));
}

#[test]
fn a_run_that_takes_nothing_leaves_nothing() {
    let world = World::new();
    world.write("r/a.docx", "PK\u{3}\u{4}");
    world.expect(2, &["--index", "index", "index", "r"]);
    assert_eq!(names_below(&world.home().join("index")), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_counted_and_no_failure() {
    let world = World::new();
    world.write("r/a.txt", "关于减负的报告\n一、概况\n减轻教师负担。\n");
    std::os::unix::fs::symlink("/nowhere/b.txt", world.home().join("r/b.txt")).expect("a link");
    for _ in 0..2 {
        let said = world.expect(0, &["index", "r"]);
        assert!(said.err.contains("1 skipped (1 dangling link)"), "{}", said.err);
    }
    // Named by itself, it is what was asked for.
    assert_ne!(world.run(&["index", "r/b.txt"]).status, 0);
}

#[test]
fn advice_names_the_index_that_it_is_for() {
    let world = World::new();
    world.write("r/a.txt", "关于减负的报告\n一、概况\n减轻教师负担。\n");
    world.expect(0, &["--index", "other", "index", "r"]);
    std::fs::remove_file(world.home().join("r/a.txt")).expect("ours");
    let said = world.expect(1, &["--index", "other", "index"]);
    assert!(said.err.contains("--prune`") && said.err.contains("--index other"), "{}", said.err);
    let said = world.expect(0, &["--index", "other", "index", "--prune"]);
    assert!(said.err.contains("1 removed"), "{}", said.err);
    assert!(!world.expect(0, &["--index", "other", "index"]).err.contains("warning"));
}
