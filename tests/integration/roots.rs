//! What an index is kept of: roots, listed, moved and forgotten, and files that are not to be had for a while.

use crate::harness::World;
use crate::incremental::text;

#[test]
fn roots_are_listed_moved_and_forgotten() {
    let world = World::new();
    world.write("a/文1.txt", text(1));
    world.write("b/文2.txt", text(2));
    world.expect(0, &["index", "a"]);
    world.expect(0, &["root", "add", "b"]);
    let listed = |world: &World| {
        let out = world.expect(0, &["root", "list"]).out;
        out.lines().map(|line| line.rsplit('/').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed(&world), ["a", "b"]);
    std::fs::rename(world.home().join("a"), world.home().join("c")).expect("moved");
    let said = world.expect(1, &["index"]);
    assert!(said.err.contains("has lost all of its files") && said.err.contains("--prune"), "{}", said.err);
    assert!(world.expect(0, &["root", "move", "a", "c"]).err.starts_with("2 unchanged"));
    assert_eq!(listed(&world), ["c", "b"]);
    let hits = world.hits(&["\"第1号\""]);
    assert!(hits[0]["path"].as_str().is_some_and(|path| path.ends_with("/c/文1.txt")), "{hits:?}");
    world.expect(2, &["root", "remove", "nowhere"]);
    assert!(world.expect(0, &["root", "remove", "c"]).err.starts_with("1 removed, 1 unchanged; 1 report,"));
    assert_eq!(listed(&world), ["b"]);
}

#[test]
fn a_folder_that_lost_most_of_its_files_keeps_its_reports() {
    let world = World::new();
    (1..=5).for_each(|number| drop(world.write(&format!("r/文{number}.txt"), text(number))));
    world.expect(0, &["index", "r"]);
    (1..=3).for_each(|number| {
        std::fs::remove_file(world.home().join(format!("r/文{number}.txt"))).expect("removed");
    });
    let said = world.expect(1, &["index"]);
    assert!(said.err.contains("has lost 3 of 5 of its files"), "{}", said.err);
    assert_eq!(world.hits(&["\"第1号\""]).len(), 1);
    assert!(world.expect(0, &["index", "--prune"]).err.starts_with("3 removed, 2 unchanged; 2 reports"));
}

#[test]
fn a_rebuild_loses_no_reports_of_a_folder_that_is_away() {
    let world = World::new();
    world.write("here/文1.txt", text(1));
    (2..=5).for_each(|number| drop(world.write(&format!("disk/文{number}.txt"), text(number))));
    world.expect(0, &["index", "here", "disk"]);
    let (disk, away) = (world.home().join("disk"), world.home().join("away"));
    std::fs::rename(&disk, &away).expect("moved");
    for told in ["none is there", "only 1 are there"] {
        let said = world.expect(2, &["index", "--rebuild"]).err;
        assert!(said.contains(told) && said.contains("--prune"), "{said}");
        world.expect(2, &["index", "--rebuild", "--dry-run"]);
        assert!(!world.hits(&["\"第4号\""]).is_empty());
        std::fs::create_dir_all(&disk).expect("a folder");
        std::fs::copy(away.join("文2.txt"), disk.join("文2.txt")).expect("copied");
    }
    // A folder that is named is meant as it is, and so is what `--prune` says.
    assert!(world.expect(0, &["index", "--rebuild", "--prune"]).err.starts_with("2 reports"));
    std::fs::remove_dir_all(&disk).expect("ours");
    std::fs::rename(&away, &disk).expect("moved back");
    assert!(world.expect(0, &["index"]).err.contains("5 reports"));
    // Of a damaged index it is only told: nothing else heals it.
    std::fs::rename(&disk, &away).expect("moved");
    let pointer = std::fs::read_to_string(world.data().join("index/current")).expect("a pointer");
    let meta = world.data().join("index").join(pointer.trim_end()).join("meta.json");
    std::fs::write(meta, "").expect("it can be written");
    let said = world.expect(0, &["index", "--rebuild"]).err;
    assert!(said.contains("disk") && said.contains("is gone"), "{said}");
    std::fs::rename(&away, &disk).expect("moved back");
    assert!(world.expect(0, &["index"]).err.contains("5 reports"));
}

#[test]
fn an_empty_folder_is_remembered() {
    let world = World::new();
    world.write("voll/文1.txt", text(1));
    for empty in ["leer", "leer2", "links"] {
        std::fs::create_dir(world.home().join(empty)).expect("a folder");
    }
    std::os::unix::fs::symlink(world.home().join("voll/文1.txt"), world.home().join("links/文.txt"))
        .expect("a link");
    // Nothing to build from: an index needs a report.
    world.expect(2, &["index", "leer"]);
    let said = world.expect(0, &["index", "voll", "leer"]).err;
    assert!(said.contains("leer") && said.contains("is remembered"), "{said}");
    world.expect(1, &["root", "add", "leer2", "links"]);
    assert_eq!(world.expect(0, &["root", "list"]).out.lines().count(), 4);
    world.expect(0, &["index"]);
    world.expect(0, &["index", "leer2"]);
    world.write("leer/文2.txt", text(2));
    world.write("leer2/文3.txt", text(3));
    assert!(world.expect(0, &["index"]).err.starts_with("2 added, 1 unchanged"));
    // What held reports is not emptied without a word.
    std::fs::remove_file(world.home().join("leer/文2.txt")).expect("removed");
    assert!(world.expect(1, &["index"]).err.contains("--prune"));
}

#[test]
fn a_file_named_twice_is_one_root() {
    let world = World::new();
    world.write("文1.txt", text(1));
    world.expect(0, &["index", "文1.txt", "文1.txt"]);
    assert_eq!(world.expect(0, &["root", "list"]).out.lines().count(), 1);
}

#[test]
fn one_folder_by_two_ways_is_one_report_each() {
    let world = World::new();
    world.write("r/文1.txt", text(1));
    world.write("r/in/文2.txt", text(2));
    std::os::unix::fs::symlink(world.home().join("r"), world.home().join("link")).expect("a link");
    world.expect(0, &["index", "r", "r/in", "link"]);
    assert!(world.expect(0, &["index"]).err.starts_with("2 unchanged; 2 reports"));
    assert_eq!(world.hits(&["\"第2号\""]).len(), 1);
}

#[test]
fn what_cannot_be_read_keeps_its_reports() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    (1..=3).for_each(|number| drop(world.write(&format!("r/{number}/文.txt"), text(number))));
    world.write("r/4/文.txt", text(4));
    world.expect(0, &["index", "r"]);
    let closed = world.home().join("r/1");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("rights");
    if std::fs::read_dir(&closed).is_ok() {
        eprintln!("SKIPPED: rights do not bind this user");
    } else {
        world.expect(1, &["index"]);
        assert_eq!(world.hits(&["\"第1号\""]).len(), 1);
    }
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).expect("rights");
    // In the place of a file, what a cloud leaves.
    std::fs::rename(world.home().join("r/2/文.txt"), world.home().join("r/2/.文.txt.icloud"))
        .expect("renamed");
    std::fs::write(world.home().join("r/3/文.txt"), vec![0; text(3).len()]).expect("written");
    world.expect(1, &["index"]);
    assert_eq!((world.hits(&["\"第2号\""]).len(), world.hits(&["\"第3号\""]).len()), (1, 1));
}
