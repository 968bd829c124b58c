//! A run of `index` killed at any instant, or failing for want of file handles, room or rights: what was committed stands.
//!
//! The process tells the phases of its run (`src/index/phase.rs`) and is sent SIGKILL when one begins, or soon after: updates
//! and rebuilds, every phase at least once. Here as many as fit in some seconds; `tests/trials/kill.py` does the same
//! thousands of times.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::World;

/// Where a run is killed: whether it builds from nothing, and the phase; those that such a run has.
const AIMS: [(bool, &str); 12] = [
    (false, "walk"),
    (false, "collection"),
    (false, "extract"),
    (false, "segment-write"),
    (false, "commit"),
    (false, "merge"),
    (true, "walk"),
    (true, "collection"),
    (true, "extract"),
    (true, "segment-write"),
    (true, "commit"),
    (true, "swap"),
];
/// For how many microseconds a phase goes on before the kill; and how often it has begun before.
const AFTER: [(u32, u32); 6] = [(0, 0), (300, 0), (0, 3), (2_000, 0), (100, 1), (20_000, 0)];
/// Seconds for trials; on the machines of CI as many as fit in four minutes with all else that runs there.
const SECONDS: u64 = 20;
const SECONDS_CI: u64 = 240;
/// Reports of state A; with their sections some two thousand passages.
const REPORTS: usize = 40;

fn write_report(world: &World, nth: usize, version: &str) {
    let sections: String = (0..50)
        .map(|k| {
            format!(
                "（{}）第{k}项措施\n减负：切实减轻教师负担，第{nth}县第{k}项{version}。\n",
                ["一", "二", "三"][k % 3]
            )
        })
        .collect();
    world.write(&format!("r/{nth:03}.txt"), format!("第{nth}县关于减负的报告\n一、概况\n{sections}"));
}

fn change(world: &World) {
    [3, 17, 39, REPORTS].iter().for_each(|nth| write_report(world, *nth, "，新"));
    std::fs::remove_file(world.home().join("r/005.txt")).expect("it can be removed");
}

/// Every passage that the index holds, with its place and text.
fn held(world: &World) -> Vec<(String, u64, String)> {
    let hits = world.hits(&["\"减负\"", "--all-hits"]);
    let mut held: Vec<_> = hits
        .iter()
        .map(|hit| {
            (hit["path"].to_string(), hit["byte_start"].as_u64().expect("a number"), hit["text"].to_string())
        })
        .collect();
    held.sort();
    held
}

fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    let copied = Command::new("cp").arg("-a").args([from, to]).status().expect("cp is everywhere");
    assert!(copied.success());
}

/// Runs `index`, to be killed; returns the last phase told, `None` when it ended first.
fn killed(world: &World, (rebuild, phase): (bool, &str), (after, nth): (u32, u32)) -> Option<String> {
    let told = world.write("phases", "");
    let mut command = world.command();
    command.args(["index", "--threads", "8", "r"]).args(rebuild.then_some("--rebuild"));
    command.env("XUNZHANG_PHASES", &told).env("XUNZHANG_KILL", format!("{phase} {nth} {after}"));
    let ended = command.stderr(Stdio::null()).status().expect("the program runs");
    let lines = std::fs::read_to_string(&told).expect("it is there");
    ended.code().is_none().then(|| lines.lines().last().unwrap_or("start").to_owned())
}

#[test]
fn a_run_killed_in_any_phase_leaves_a_committed_state() {
    let world = World::new();
    (0..REPORTS).for_each(|nth| write_report(&world, nth, ""));
    world.expect(0, &["index", "--threads", "8", "r"]);
    let (index, kept) = (world.data().join("index"), world.home().join("kept"));
    copy(&index, &kept);
    let before = held(&world);
    assert!(before.len() >= 2_000, "{}", before.len());
    change(&world);
    world.expect(0, &["index", "--threads", "8", "r"]);
    let after = held(&world);
    assert_ne!(before, after);
    let ci = std::env::var("CI").as_deref() == Ok("true");
    let end = Instant::now() + Duration::from_secs(if ci { SECONDS_CI } else { SECONDS });
    let mut kills: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut trial = 0;
    while trial < AIMS.len() || Instant::now() < end {
        copy(&kept, &index);
        let aim = AIMS[trial % AIMS.len()];
        let died = killed(&world, aim, AFTER[trial / AIMS.len() % AFTER.len()]);
        // At its first beginning every phase of every kind of run is hit.
        assert!(trial >= AIMS.len() || died.as_deref() == Some(aim.1), "{aim:?}: {died:?}");
        trial += 1;
        world.expect(0, &["verify", "--recall", "0"]);
        let left = held(&world);
        assert!(left == before || left == after, "{died:?}: {} passages", left.len());
        world.expect(0, &["index", "--threads", "8", "r"]);
        assert!(held(&world) == after, "the run after a kill in {died:?}");
        // With nothing to do it only tidies.
        world.expect(0, &["index"]);
        let builds = std::fs::read_dir(&index).expect("a folder").flatten();
        let builds = builds.filter(|entry| entry.file_name().to_string_lossy().starts_with("build-"));
        assert_eq!(builds.count(), 1, "left over after a kill in {died:?}");
        *kills.entry((aim.0, died.unwrap_or_else(|| "ended first".to_owned()))).or_default() += 1;
    }
    eprintln!("killed (from nothing or not, phase): {kills:?}");
}

#[test]
fn a_panic_tells_where_it_happened_and_how_to_report_it() {
    let world = World::new();
    write_report(&world, 0, "");
    let panicking = |backtrace: &str| {
        let mut command = world.command();
        command.args(["index", "r"]).env("XUNZHANG_PHASES", world.home().join("phases"));
        command.env("XUNZHANG_KILL", "walk 0 panic").env("RUST_BACKTRACE", backtrace);
        let output = command.output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = panicking("0");
    for part in
        ["did not expect: the walk phase", "src/index/phase.rs:", env!("CARGO_PKG_VERSION"), "/issues"]
    {
        assert!(said.contains(part), "{said} lacks {part}");
    }
    assert!(said.lines().count() == 2 && !said.contains("stack backtrace"), "{said}");
    assert!(panicking("1").contains("stack backtrace"));
}

/// Runs `index` under limits of the shell; returns the exit status and what it said.
fn limited(world: &World, limits: &str) -> (i32, String) {
    let program = world.command().get_program().to_owned();
    let mut shell = Command::new("bash");
    let own = world.command();
    let output = shell
        .args(["-c", &format!("{limits}; exec \"$0\" index --threads 2 r")])
        .arg(program)
        .current_dir(world.home())
        .envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .output()
        .expect("bash is everywhere");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_run_without_handles_or_room_says_so_and_leaves_the_old_index() {
    let world = World::new();
    (0..4).for_each(|nth| write_report(&world, nth, ""));
    world.expect(0, &["index", "r"]);
    let mut before = held(&world);
    let mut failed = 0;
    // SIGXFSZ ignored, a file beyond the limit is an error like a full disk.
    let limits = [8, 10, 12, 14, 16, 20, 24, 28, 32]
        .map(|handles| format!("ulimit -n {handles}"))
        .into_iter()
        .chain([1, 100, 2_000].map(|blocks| format!("trap '' XFSZ; ulimit -f {blocks}")));
    for (nth, limit) in limits.enumerate() {
        write_report(&world, 1, &format!("，新{nth}"));
        let (status, said) = limited(&world, &limit);
        assert!(!said.contains("did not expect") && !said.contains("panicked"), "{limit}: {said}");
        if status != 2 {
            // A report that cannot be opened for want of handles is not refused: the run fails, or takes it.
            assert!(!said.contains("not indexed"), "{limit}: {said}");
            before = held(&world);
            let version = format!("，新{nth}");
            assert!(before.iter().any(|(_, _, text)| text.contains(&version)), "{limit}");
            continue;
        }
        failed += 1;
        assert!(said.contains("error: "), "{limit}: {said}");
        world.expect(0, &["verify", "--recall", "0"]);
        assert!(held(&world) == before, "{limit}");
    }
    assert!(failed > 2, "the limits bite");
    write_report(&world, 1, "，终");
    world.expect(0, &["index", "r"]);
    assert!(held(&world) != before, "the change is taken in");
}
