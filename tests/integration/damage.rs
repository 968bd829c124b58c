//! Every file of an index flipped, cut and removed: `verify` finds it, `query` says what to do and never crashes.

use std::path::{Path, PathBuf};

use crate::harness::{World, files_below};

/// Places in each file that are flipped.
const FLIPS: usize = 8;

fn indexed() -> World {
    let world = World::new();
    let sections =
        "一、概况\n全县切实减轻教师负担，制定减负清单。\n二、成效\n取得新的成效。\n三、打算\n继续努力。\n";
    for nth in 0..4 {
        world.write(&format!("r/{nth}.txt"), format!("第{nth}份关于减负的报告\n{sections}"));
    }
    world.expect(0, &["index", "r"]);
    world
}

/// Every way in which a file is damaged here, with a word for it.
fn damaged(whole: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut ways = vec![("emptied".to_owned(), Vec::new())];
    for cut in [1, whole.len() / 2, 4, 12] {
        if cut < whole.len() {
            ways.push((format!("cut by {cut}"), whole[..whole.len() - cut].to_vec()));
        }
    }
    ways.push(("grown".to_owned(), [whole, b"\0"].concat()));
    for nth in 0..FLIPS {
        let at = nth * (whole.len() - 1) / (FLIPS - 1);
        let mut flipped = whole.to_vec();
        flipped[at] ^= 1 << (nth % 8);
        ways.push((format!("flipped at {at}"), flipped));
    }
    ways
}

/// An index that has grown: reports added, changed and removed by runs of their own, so that it holds several segments,
/// deletions and live statistics.
fn grown() -> World {
    let world = indexed();
    let report = |nth: usize, more: &str| {
        world.write(
            &format!("r/{nth}.txt"),
            format!("第{nth}份关于减负的报告\n一、概况\n减轻教师负担{more}。\n"),
        );
    };
    (4..44).for_each(|nth| report(nth, ""));
    world.expect(0, &["index", "r"]);
    // So few of its segment that it is not written anew.
    report(5, "，减负");
    std::fs::remove_file(world.home().join("r/6.txt")).expect("it can be removed");
    world.expect(0, &["index", "r"]);
    world
}

/// The files that the present commit rests on, as its seal names them, with the pointer and the seal itself.
fn covered(index: &Path) -> Vec<PathBuf> {
    let pointer = std::fs::read_to_string(index.join("current")).expect("a pointer");
    let build = index.join(pointer.trim_end());
    let meta = std::fs::read_to_string(build.join("meta.json")).expect("a list of segments");
    let seal = meta.lines().rev().nth(1).expect("a seal");
    let seal: std::collections::BTreeMap<String, serde_json::Value> =
        serde_json::from_str(seal).expect("JSON");
    let mut files: Vec<PathBuf> = seal.keys().map(|name| build.join(name)).collect();
    files.extend([index.join("current"), build.join("meta.json")]);
    files.sort();
    files
}

#[test]
fn verify_finds_damage_in_every_file_and_query_says_so() {
    let world = indexed();
    let clean = world.expect(0, &["verify"]);
    assert!(clean.out.contains("as they stand in their files: 4 reports"), "{}", clean.out);
    let index = world.data().join("index");
    let mut files = files_below(&index);
    files.retain(|file| !file.ends_with("lock"));
    // A new build holds nothing that its commit does not rest on.
    assert_eq!(files, covered(&index));
    damage_each(&world, &files);
}

#[test]
fn verify_finds_damage_in_every_file_of_an_index_that_grew() {
    let world = grown();
    world.expect(0, &["verify"]);
    let files = covered(&world.data().join("index"));
    let kinds = [".del", "live-3", "files-3"];
    for kind in kinds {
        assert!(files.iter().any(|file| file.to_string_lossy().ends_with(kind)), "{kind}: {files:?}");
    }
    damage_each(&world, &files);
}

fn damage_each(world: &World, files: &[PathBuf]) {
    let answer = world.expect(0, &["query", "减轻教师负担", "--json"]).out;
    // Damaged lists may bring other passages to the top, all of them true.
    let all = world.expect(0, &["query", "减轻教师负担", "-n", "200", "--json"]).out;
    assert!(files.len() > 8, "{files:?}");
    for file in files {
        let whole = std::fs::read(file).expect("it can be read");
        for (how, bytes) in damaged(&whole) {
            std::fs::write(file, bytes).expect("it can be written");
            check(world, &all, &format!("{} {how}", file.display()));
        }
        std::fs::remove_file(file).expect("it can be removed");
        check(world, &all, &format!("{} removed", file.display()));
        std::fs::write(file, &whole).expect("it can be written");
    }
    world.expect(0, &["verify"]);
    assert_eq!(world.expect(0, &["query", "减轻教师负担", "--json"]).out, answer);
}

fn check(world: &World, answer: &str, what: &str) {
    let said = world.run(&["verify"]);
    assert_eq!(said.status, 2, "verify does not find {what}: {}{}", said.out, said.err);
    assert!(
        said.out.contains("`xunzhang index --rebuild`") || said.err.contains("`xunzhang index --rebuild`"),
        "{what}: {}",
        said.err
    );
    let said = world.run(&["query", "减轻教师负担", "--json"]);
    assert!(said.status != -1, "query and {what}: a signal ended it");
    assert!(said.status != 0 || !said.out.is_empty(), "query and {what}: found, but nothing shown");
    assert!(!said.err.contains("did not expect"), "query and {what}: {}", said.err);
    if said.status == 2 {
        let told = said.err.contains("run `xunzhang verify`") || said.err.contains("there is no index");
        assert!(told, "query and {what}: {}", said.err);
    }
    // What is shown is checked: a text that was never written is not shown, nor one under another path.
    let shown = |line: &str| {
        let hit: serde_json::Value = serde_json::from_str(line).expect("JSON");
        (hit["path"].to_string(), hit["byte_start"].to_string(), hit["text"].to_string())
    };
    let right: Vec<_> = answer.lines().map(shown).collect();
    for line in said.out.lines() {
        assert!(right.contains(&shown(line)), "query and {what} shows {line}");
    }
}

/// What a user would miss of an index that is built anew.
fn missed(world: &World) -> [String; 3] {
    let words = world.expect(0, &["dict", "list"]).out;
    let roots = world.expect(0, &["root", "list"]).out;
    [words, roots, world.expect(0, &["query", "减轻教师负担", "-n", "100", "--json"]).out]
}

/// An index with words of its own and a path that it leaves out.
fn owned() -> World {
    let world = grown();
    world.write("other/1.txt", "关于减负的通知\n一、概况\n减轻教师负担，人人有责。\n");
    world.expect(0, &["root", "add", "other"]);
    world.expect(0, &["dict", "add", "减负清单", "教师负担"]);
    world.expect(0, &["remove", "r/2.txt"]);
    world
}

#[test]
fn what_is_said_of_damage_heals_it() {
    let world = owned();
    let before = missed(&world);
    assert!(before[0].contains("减负清单") && !before[2].contains("/2.txt"), "{before:?}");
    let (index, kept) = (world.data().join("index"), world.home().join("kept"));
    let copy = |from: &Path, to: &Path| {
        let _ = std::fs::remove_dir_all(to);
        let copied = std::process::Command::new("cp").arg("-a").args([from, to]).status();
        assert!(copied.expect("cp is everywhere").success());
    };
    copy(&index, &kept);
    let files = covered(&index);
    for kind in ["words-", "kept-", "files-", "live-"] {
        assert!(files.iter().any(|file| file.to_string_lossy().contains(kind)), "{kind}: {files:?}");
    }
    let mut healed = 0;
    for file in files {
        let whole = std::fs::read(&file).expect("it can be read");
        // Every kind of damage; of flips the first, one in the middle, the last.
        let mut ways = damaged(&whole);
        let flips: Vec<_> = ways.split_off(ways.len() - FLIPS).into_iter().step_by(FLIPS / 2).collect();
        let ways = ways.into_iter().chain(flips).map(|(how, bytes)| (how, Some(bytes)));
        for (how, bytes) in ways.chain([("removed".to_owned(), None)]) {
            match bytes {
                Some(bytes) => std::fs::write(&file, bytes).expect("it can be written"),
                None => std::fs::remove_file(&file).expect("it can be removed"),
            }
            let what = format!("{} {how}", file.display());
            let said = world.expect(2, &["verify", "--recall", "0"]);
            let advice = [said.out, said.err].concat();
            assert!(advice.contains("`xunzhang index --rebuild`"), "{what}: {advice}");
            let said = world.run(&["index", "--rebuild"]);
            assert_eq!(said.status, 0, "{what}: {}", said.err);
            world.expect(0, &["verify", "--recall", "0"]);
            assert_eq!(missed(&world), before, "{what}");
            healed += 1;
            copy(&kept, &index);
        }
    }
    eprintln!("{healed} damages healed");
    world.expect(0, &["verify"]);
}

#[test]
fn a_rebuild_needs_nothing_that_the_engine_stumbles_over() {
    let world = indexed();
    let index = world.data().join("index");
    let store = covered(&index).into_iter().find(|file| file.extension().is_some_and(|kind| kind == "store"));
    let store = store.expect("a store of documents");
    let whole = std::fs::read(&store).expect("it can be read");
    for at in (0..whole.len()).step_by(5) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x40;
        std::fs::write(&store, flipped).expect("it can be written");
        let said = world.run(&["index", "--rebuild", "--dry-run"]);
        assert_eq!(said.status, 0, "flipped at {at}: {}", said.err);
    }
    // What names the build is an empty folder.
    let current = index.join("current");
    std::fs::remove_file(&current).expect("ours");
    std::fs::create_dir(&current).expect("a folder");
    let said = world.expect(2, &["verify"]);
    assert!([said.out, said.err].concat().contains("`xunzhang index --rebuild`"));
    world.expect(0, &["index", "--rebuild"]);
    world.expect(0, &["verify"]);
}

#[test]
fn a_commit_takes_nothing_over_that_is_damaged() {
    let world = grown();
    let (index, kept) = (world.data().join("index"), world.home().join("kept"));
    let copy = |from: &Path, to: &Path| {
        let _ = std::fs::remove_dir_all(to);
        let copied = std::process::Command::new("cp").arg("-a").args([from, to]).status();
        assert!(copied.expect("cp is everywhere").success());
    };
    copy(&index, &kept);
    let (mut refused, mut unseen) = (0, 0);
    for file in covered(&index) {
        let whole = std::fs::read(&file).expect("it can be read");
        for part in [1, 3, 5, 7] {
            let at = whole.len() * part / 8;
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            std::fs::write(&file, flipped).expect("it can be written");
            // Updates that change, add and remove, until segments are merged; and words, for which reports are made again.
            for round in 0..4 {
                world.write(
                    &format!("r/{}.txt", 50 + round),
                    format!("第{round}份补充报告\n减轻教师负担。\n"),
                );
                world.write("r/7.txt", format!("第7份关于减负的报告\n一、概况\n第{round}次修改。\n"));
                let said = world.run(&["index"]);
                refused += usize::from(said.status == 2);
            }
            world.run(&["dict", "add", "教师负担"]);
            let said = world.run(&["verify"]);
            if said.status == 0 {
                // It was built anew, or nothing was left of the damaged file: then all is as in a fresh build.
                unseen += 1;
                let answer =
                    |world: &World| world.run(&["query", "减轻 教师负担", "-n", "100", "--json"]).out;
                let now = answer(&world);
                world.expect(0, &["index", "--rebuild"]);
                assert_eq!(now, answer(&world), "{} flipped at {at}", file.display());
            }
            copy(&kept, &index);
        }
    }
    eprintln!("{refused} runs refused, {unseen} indexes sound after damage to what went");
    assert!(refused > 20, "{refused}");
}

#[test]
fn a_changed_file_is_no_damage_and_an_index_that_lies_is() {
    let world = indexed();
    world.write("r/1.txt", "别的内容\n");
    std::fs::remove_file(world.home().join("r/2.txt")).expect("it can be removed");
    let said = world.expect(0, &["verify", "--recall", "0"]);
    assert!(said.out.contains("as they stand in their files: 2 reports"), "{}", said.out);
    assert!(said.out.contains("2 cannot be compared"), "{}", said.out);
    // The same text after folding, but not where the index says.
    let moved = std::fs::read_to_string(world.home().join("r/3.txt")).expect("it can be read");
    world.write("r/3.txt", moved.replacen('\n', "\n　\n", 1));
    let said = world.expect(2, &["verify", "--recall", "0"]);
    assert!(said.out.contains("does not stand there"), "{}", said.out);
}
