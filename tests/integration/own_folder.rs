//! An index keeps to what is its own: folders of others, links, pipes, and names that lead elsewhere.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Said, World, files_below};
use crate::incremental::text;

fn world() -> World {
    let world = World::new();
    (1..=3).for_each(|number| drop(world.write(&format!("r/文{number}.txt"), text(number))));
    world
}

/// Runs the program, which must end by itself however a file is to be waited for.
fn within_seconds(world: &World, arguments: &[&str]) -> Said {
    let program = world.command().get_program().to_owned();
    let own = world.command();
    let output = Command::new("timeout")
        .args(["-s", "KILL", "60"])
        .arg(program)
        .args(arguments)
        .current_dir(world.home())
        .envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .output()
        .expect("timeout is everywhere");
    assert!(output.status.code().is_some_and(|code| code < 3), "{arguments:?}: {:?}", output.status);
    Said {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo is everywhere").success());
}

#[test]
fn a_folder_of_somebody_elses_things_is_left_as_it_is() {
    let world = world();
    world.write("work/build-2024/important.txt", "x");
    world.write("work/build-18d9f2a3b4c5d6e7/notes.txt", "x");
    world.write("work/.tmpAbCd12", "x");
    let folder = world.home().join("work");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let before = files_below(&folder);
    for command in [vec!["index", "r"], vec!["index"], vec!["index", "--rebuild"], vec!["root", "add", "r"]] {
        let said = world.expect(2, &[vec!["--index", "work"], command].concat());
        assert!(said.err.contains("hint: "), "{}", said.err);
    }
    let said = world.expect(2, &["--index", "work", "index", "r"]);
    assert!(said.err.contains("no index of xunzhang") && said.err.contains("--index DIR"), "{}", said.err);
    assert_eq!(files_below(&folder), before);
    assert_eq!(std::fs::metadata(&folder).expect("it is there").mode() & 0o777, 0o755);
}

#[test]
fn an_index_among_other_things_removes_only_its_own() {
    let world = world();
    let folder = world.home().join("own");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o750)).expect("it is ours");
    world.expect(0, &["--index", "own", "index", "r"]);
    assert_eq!(std::fs::metadata(&folder).expect("it is there").mode() & 0o777, 0o750);
    let theirs = [
        "own/build-2024/important.txt",
        "own/build-18d9f2a3b4c5d6e7/notes.txt",
        "own/.tmpAbCd12",
        "own/notes",
        "elsewhere/files-1",
    ];
    theirs.iter().for_each(|name| drop(world.write(name, "x")));
    // A dead build and a half-written pointer of ours go.
    world.write("own/build-0000000000000001/schema/schema.toml", "x");
    world.write("own/build-0000000000000001/files-1", "x");
    world.write("own/.xunzhang-AbCd1234", "x");
    symlink(world.home().join("elsewhere"), folder.join("build-0000000000000002")).expect("a link");
    world.write("r/文4.txt", text(4));
    world.expect(0, &["--index", "own", "index"]);
    world.expect(0, &["--index", "own", "index", "--rebuild"]);
    for name in theirs {
        assert!(world.home().join(name).exists(), "{name}");
    }
    assert!(!folder.join("build-0000000000000001").exists() && !folder.join(".xunzhang-AbCd1234").exists());
    world.expect(0, &["--index", "own", "verify"]);
}

#[test]
fn a_lock_that_is_none_is_not_written() {
    let world = world();
    world.expect(0, &["index", "r"]);
    let lock = world.data().join("index/lock");
    let target = world.write("precious", "precious");
    type Place = fn(&Path, &Path);
    let places: [(&str, Place); 4] = [
        ("a link", |target, lock| symlink(target, lock).expect("a link")),
        ("a second name", |target, lock| std::fs::hard_link(target, lock).expect("a link")),
        ("a pipe", |_, lock| pipe(lock)),
        ("a folder", |_, lock| std::fs::create_dir(lock).expect("a folder")),
    ];
    for (what, place) in places {
        let _ = std::fs::remove_file(&lock);
        place(&target, &lock);
        world.write("r/文4.txt", text(4));
        let said = within_seconds(&world, &["index"]);
        assert_eq!(said.status, 2, "{what}: {}", said.err);
        assert_eq!(std::fs::read(&target).expect("it is there"), b"precious", "{what}");
        if what == "a folder" {
            std::fs::remove_dir(&lock).expect("it is empty");
        }
    }
    std::fs::write(&lock, "my own notes\n").expect("room");
    let said = world.expect(2, &["index"]);
    assert!(said.err.contains("\"lock\""), "{}", said.err);
    assert_eq!(std::fs::read(&lock).expect("it is there"), b"my own notes\n");
    std::fs::remove_file(&lock).expect("it is there");
    world.expect(0, &["index"]);
    world.expect(0, &["verify"]);
}

fn build(index: &Path) -> PathBuf {
    let pointer = std::fs::read_to_string(index.join("current")).expect("a pointer");
    index.join(pointer.trim_end())
}

#[test]
fn what_would_be_waited_for_is_told_and_healed() {
    let world = world();
    world.expect(0, &["index", "r"]);
    let index = world.data().join("index");
    for name in ["current", "meta.json", "dictionary.fst", "schema/schema.toml", "live-1", "files-1"] {
        for kind in ["pipe", "endless", "socket"] {
            let path = if name == "current" { index.join(name) } else { build(&index).join(name) };
            std::fs::remove_file(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut _socket = None;
            match kind {
                "pipe" => pipe(&path),
                "endless" => symlink("/dev/zero", &path).expect("a link"),
                _ => {
                    // The names of sockets are short.
                    let short = world.home().join("s");
                    _socket = Some(std::os::unix::net::UnixListener::bind(&short).expect("a socket"));
                    std::fs::rename(&short, &path).expect("renamed");
                }
            }
            let said = within_seconds(&world, &["query", "负担"]);
            // What no query reads is told by `verify`.
            let is_read = !name.starts_with("files-") && !name.starts_with("schema");
            assert!(said.status == 2 || !is_read, "{name} as {kind}: {}", said.err);
            assert_eq!(within_seconds(&world, &["verify"]).status, 2, "{name} as {kind}");
            let said = within_seconds(&world, &["index", "--rebuild"]);
            assert_eq!(said.status, 0, "{name} as {kind}: {}", said.err);
            world.expect(0, &["verify", "--recall", "0"]);
            // So that the numbers of its commits begin again.
            std::fs::remove_dir_all(&index).expect("it is ours");
            world.expect(0, &["index", "r"]);
        }
    }
}

#[test]
fn a_seal_names_nothing_outside() {
    let world = world();
    world.expect(0, &["index", "r"]);
    let meta = build(&world.data().join("index")).join("meta.json");
    let text = std::fs::read_to_string(&meta).expect("text");
    for name in ["../x", "/etc/passwd", "schema/../../x", "a/b"] {
        let forged = text.replacen("\"dictionary.fst\"", &format!("{name:?}"), 1);
        let body = &forged[..forged.len() - 65];
        std::fs::write(&meta, format!("{body}{}\n", blake3::hash(body.as_bytes()).to_hex())).expect("room");
        assert!(world.expect(2, &["query", "负担"]).err.contains("damaged"), "{name}");
        assert!(world.expect(2, &["verify"]).out.contains("meta.json"), "{name}");
    }
}

#[test]
fn an_index_of_another_user_is_read_and_not_written() {
    let world = world();
    world.expect(0, &["index", "--shared", "r"]);
    let index = world.data().join("index");
    let theirs = Command::new("chown").args(["-R", "65534"]).arg(&index).output();
    if !theirs.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: only root may give files to others");
        return;
    }
    world.expect(0, &["query", "负担"]);
    for command in [vec!["index"], vec!["index", "--rebuild", "r"], vec!["dict", "add", "减负清单"]] {
        let said = world.expect(2, &command);
        assert!(said.err.contains("another user") && said.err.contains("hint: "), "{}", said.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_of_a_reader_gives_up_what_it_has_no_use_for() {
    let limits = r#"{"seconds":60,"memory_bytes":2147483648,"unpacked_bytes":1073741824,"depth":4}"#;
    let world = World::new();
    let mut reader = world
        .command()
        .args(["read-files", limits])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("the program runs");
    let status = || std::fs::read_to_string(format!("/proc/{}/status", reader.id())).unwrap_or_default();
    let has = |status: &str, wanted: &str| status.lines().any(|line| line.replace('\t', "") == wanted);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !has(&status(), "Seccomp:2") && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let told = status();
    // Every kernel that this is built for filters calls; whether it has Landlock `confine.rs` tries.
    assert!(has(&told, "Seccomp:2") && has(&told, "NoNewPrivs:1"), "{told}");
    let sockets = std::fs::read_dir(format!("/proc/{}/fd", reader.id())).expect("it is ours").flatten();
    let sockets = sockets.filter(|entry| {
        std::fs::read_link(entry.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"))
    });
    assert_eq!(sockets.count(), 0);
    drop(reader.stdin.take());
    assert!(reader.wait().expect("it ends with its pipe").success());
}
