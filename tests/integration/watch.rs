//! `index --watch` as a real process: what it takes in, whom it lets work beside it, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::harness::World;

/// Longer than any machine needs; only a failing test waits for it.
const LONG: Duration = Duration::from_secs(120);
/// Long enough for a line that must not come.
const SHORT: Duration = Duration::from_millis(1_500);

struct Watching {
    process: Child,
    said: Receiver<String>,
}

impl Watching {
    fn begin(world: &World, arguments: &[&str]) -> Watching {
        let mut process = world
            .command()
            .args(["index", "--watch"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (sender, said) = channel();
        let lines = BufReader::new(process.stderr.take().expect("it is a pipe")).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let watching = Watching { process, said };
        watching.until("watching");
        watching
    }

    /// The first line that holds this.
    fn until(&self, wanted: &str) -> String {
        loop {
            let line = self.said.recv_timeout(LONG).unwrap_or_else(|_| panic!("it never says {wanted:?}"));
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Ends it by a signal; returns the exit status.
    fn end(mut self, signal: &str) -> Option<i32> {
        let kill = std::process::Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(kill.expect("kill is everywhere").success());
        self.process.wait().expect("a child").code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

fn report(nth: usize) -> String {
    format!("第{nth}份关于减负的报告\n一、概况\n减轻教师负担，第{nth}份。\n")
}

#[test]
fn what_changes_is_taken_in_while_others_work_and_it_ends_cleanly() {
    let world = World::new();
    (0..5).for_each(|nth| drop(world.write(&format!("r/{nth}.txt"), report(nth))));
    // The index lies inside of what is watched: its own writing is no change, and it holds no reports.
    let watching = Watching::begin(&world, &["r", ".", "--quiet"]);
    assert_eq!(world.hits(&["\"减轻教师负担\""]).len(), 5);
    world.write("r/5.txt", report(5));
    let line = watching.until(" added");
    assert!(line.contains("1 added, 5 unchanged; 6 reports"), "{line}");
    assert!(watching.said.recv_timeout(SHORT).is_err(), "nothing more is taken in");
    // As editors write: another name first, then over the old one.
    world.write("r/.0.txt.new", report(70));
    std::fs::rename(world.home().join("r/.0.txt.new"), world.home().join("r/0.txt")).expect("renamed");
    assert!(watching.until("unchanged").contains("1 changed, 5 unchanged"));
    assert_eq!(world.hits(&["\"第70份\""]).len(), 2);
    std::fs::remove_file(world.home().join("r/1.txt")).expect("removed");
    assert!(watching.until("unchanged").contains("1 removed, 5 unchanged"));
    // In a folder that is new.
    world.write("r/new/deep/6.txt", report(6));
    assert!(watching.until("unchanged").contains("1 added, 5 unchanged"));
    // Others may write, and what they add is watched too.
    world.write("other/7.txt", report(7));
    assert!(watching.until("unchanged").contains("1 added"));
    world.expect(0, &["dict", "add", "减轻教师"]);
    world.expect(0, &["index"]);
    assert_eq!(watching.end("-TERM"), Some(0));
    world.expect(0, &["verify"]);
    assert!(world.expect(0, &["index"]).err.starts_with("7 unchanged"));
}

#[test]
fn a_root_that_another_adds_is_watched_and_ctrl_c_ends_it() {
    let world = World::new();
    world.write("a/0.txt", report(0));
    world.write("b/1.txt", report(1));
    let watching = Watching::begin(&world, &["a", "--index", "i"]);
    world.expect(0, &["index", "b", "--index", "i"]);
    // It hears of the new folder when it next looks.
    world.write("a/2.txt", report(2));
    assert!(watching.until("unchanged").contains("1 added, 2 unchanged"));
    world.write("b/3.txt", report(3));
    assert!(watching.until("unchanged").contains("1 added, 3 unchanged"));
    assert_eq!(watching.end("-INT"), Some(0));
}

#[test]
fn much_that_is_new_is_taken_in_by_parts_so_that_others_have_their_turn() {
    let world = World::new();
    world.write("r/0.txt", report(0));
    let watching = Watching::begin(&world, &["r"]);
    // Put in place at once: one event.
    let large: String = (0..12_000).map(report).collect();
    (1..7).for_each(|nth| drop(world.write(&format!("new/{nth}.txt"), format!("{}{large}", report(nth)))));
    std::fs::rename(world.home().join("new"), world.home().join("r/new")).expect("renamed");
    let first = watching.until(" added");
    assert!(!first.contains("6 added"), "{first}");
    world.expect(0, &["dict", "add", "减轻教师"]);
    let mut last = first;
    while !last.contains("7 reports") {
        last = watching.until(" added");
    }
    assert_eq!(watching.end("-TERM"), Some(0));
    world.expect(0, &["verify", "--recall", "0"]);
    assert!(world.expect(0, &["index"]).err.starts_with("7 unchanged; 7 reports"));
}

#[test]
fn a_file_that_is_larger_than_what_is_read_ahead_is_taken_in_alone() {
    let world = World::new();
    world.write("r/0.txt", report(0));
    let watching = Watching::begin(&world, &["r"]);
    world.write("1.txt", report(1).repeat(150_000));
    std::fs::rename(world.home().join("1.txt"), world.home().join("r/1.txt")).expect("renamed");
    let line = watching.until("unchanged");
    assert!(line.contains("1 added, 1 unchanged; 2 reports"), "{line}");
    assert_eq!(watching.end("-TERM"), Some(0));
    assert_eq!(world.hits(&["\"第0份关于减负\""]).len(), 1);
}

#[test]
fn without_an_index_and_without_reports_there_is_nothing_to_watch() {
    let world = World::new();
    std::fs::create_dir(world.home().join("empty")).expect("made");
    world.expect(2, &["index", "--watch", "empty"]);
    world.expect(2, &["index", "--watch", "--dry-run", "empty"]);
}
