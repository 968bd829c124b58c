//! The index on disk: rights, builds that fail, what is damaged or foreign, equal texts, odd file names.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::harness::{World, files_below, reports};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn an_index_is_private_unless_shared() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports")]);
    let index = world.data().join("index");
    assert_eq!(mode(&index), 0o700);
    assert!(files_below(&index).iter().all(|file| mode(file) & 0o077 == 0));
    world.expect(0, &["index", "--shared", &reports("examples/reports")]);
    assert_eq!(mode(&index), 0o755);
    assert!(files_below(&index).iter().all(|file| mode(file) & 0o044 == 0o044));
}

#[test]
fn an_index_that_cannot_be_written_can_be_searched() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports")]);
    let index = world.data().join("index");
    let before = files_below(&index);
    for file in &before {
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o400)).expect("rights");
    }
    world.expect(0, &["query", "教师"]);
    assert_eq!(files_below(&index), before, "a query leaves no file behind");
}

#[test]
fn a_build_that_fails_leaves_the_old_index_answering() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports")]);
    let said = world.expect(2, &["index", "/no/such/folder"]);
    assert!(said.err.contains("/no/such/folder") && said.err.contains("untouched"), "{}", said.err);
    std::fs::create_dir(world.home().join("empty")).expect("a folder");
    let said = world.expect(1, &["index", "empty"]);
    assert!(said.err.contains("brings no report yet"), "{}", said.err);
    world.expect(2, &["index", "--rebuild", "empty"]);
    world.expect(0, &["query", "教师"]);
}

#[test]
fn one_writer_at_a_time() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports")]);
    let lock = std::fs::File::open(world.data().join("index/lock")).expect("the lock file");
    lock.lock().expect("it can be locked");
    let said = world.expect(2, &["index", &reports("examples/reports")]);
    assert!(said.err.contains("being written") && said.err.contains("hint: "), "{}", said.err);
    world.expect(0, &["query", "教师"]);
    drop(lock);
    world.expect(0, &["index", &reports("examples/reports")]);
}

#[test]
fn bad_files_are_named_and_the_rest_goes_on() {
    let world = World::new();
    world.write("r/好.txt", "关于减负的报告\n一、概况\n减轻教师负担。\n");
    world.write("r/坏.txt", b"\x00\x01\x02binary\xff\xfe");
    world.write("r/空.txt", "");
    world.write("r/图.png", b"\x89PNG");
    let said = world.expect(1, &["index", "r"]);
    assert!(said.err.contains("not indexed: r/坏.txt: "), "{}", said.err);
    assert!(said.err.contains("1 file not indexed") && said.err.contains("1 .png"), "{}", said.err);
    assert_eq!(world.hits(&["教师"]).len(), 1);
}

#[test]
fn what_is_damaged_or_foreign_is_said_and_never_a_crash() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports")]);
    let index = world.data().join("index");
    for file in files_below(&index) {
        if file.ends_with("lock") || file.ends_with("files-1") {
            continue;
        }
        let whole = std::fs::read(&file).expect("it can be read");
        std::fs::write(&file, &whole[..whole.len() / 2]).expect("it can be written");
        let said = world.run(&["query", "教师"]);
        assert!([0, 2].contains(&said.status), "{}: {}", file.display(), said.err);
        assert!(!said.err.contains("panicked"), "{}: {}", file.display(), said.err);
        std::fs::write(&file, &whole).expect("it can be written");
    }
    let meta =
        files_below(&index).into_iter().find(|file| file.ends_with("meta.json")).expect("the manifest");
    let text = std::fs::read_to_string(&meta).expect("text");
    // Whatever its number is, another one stands before it: 99….
    let foreign = text.replacen("\\\"format\\\":", "\\\"format\\\":99", 1);
    assert_ne!(text, foreign);
    // The seal that closes the file covers all of it: a foreign one has its own.
    let body = &foreign[..foreign.len() - 65];
    let foreign = format!("{body}{}\n", blake3::hash(body.as_bytes()).to_hex());
    std::fs::write(&meta, foreign).expect("it can be written");
    let said = world.expect(2, &["query", "教师"]);
    assert!(said.err.contains("format 99") && said.err.contains("xunzhang index"), "{}", said.err);
    world.expect(0, &["index", &reports("examples/reports")]);
    world.expect(0, &["query", "教师"]);
}

#[test]
fn equal_texts_are_one_report_with_several_places() {
    let world = World::new();
    let text = "关于减负的报告\n一、概况\n减轻教师负担。\n";
    world.write("r/a.txt", text);
    world.write("r/b.txt", text.replace('\n', "\r\n\r\n　　"));
    world.write("r/c.txt", "\u{feff}".to_owned() + text);
    world.expect(0, &["index", "r"]);
    let hits = world.hits(&["教师"]);
    assert_eq!((hits.len(), hits[0]["other_paths"].as_array().map(Vec::len)), (1, Some(2)));
    std::fs::remove_file(world.home().join("r/a.txt")).expect("it can be removed");
    world.expect(0, &["index", "r"]);
    let hits = world.hits(&["教师"]);
    let path = PathBuf::from(hits[0]["path"].as_str().expect("a path"));
    let file = std::fs::read_to_string(&path).expect("the report");
    let at = |name: &str| hits[0][name].as_u64().expect("a number") as usize;
    // The place that answers is the one whose bytes are told.
    assert_eq!(
        &file[at("byte_start")..at("byte_end")],
        hits[0]["text"].as_str().expect("a text"),
        "{path:?}"
    );
}

#[test]
fn names_that_are_no_utf8_are_opened_by_their_bytes() {
    let world = World::new();
    let (gbk, _, _) = encoding_rs::GB18030.encode("关于减负的报告\n一、概况\n减轻教师负担。\n");
    let name = std::ffi::OsStr::from_bytes(b"\xB1\xA8\xB8\xE6.txt");
    std::fs::create_dir(world.home().join("r")).expect("a folder");
    std::fs::write(world.home().join("r").join(name), &gbk).expect("it can be written");
    world.expect(0, &["index", "r"]);
    let hits = world.hits(&["教师"]);
    assert_eq!(hits[0]["encoding"], "GB18030");
    assert!(hits[0]["path_bytes"].as_str().is_some_and(|bytes| bytes.contains("b1a8b8e6")), "{}", hits[0]);
    let output = world.command().args(["query", "教师", "--path-only"]).output().expect("it runs");
    assert_eq!(output.stdout, b"r/\xB1\xA8\xB8\xE6.txt\n");
}

#[test]
fn the_same_files_give_the_same_answers_whatever_the_threads_do() {
    let answers = |threads: &str| {
        let world = World::new();
        let folder = reports("examples/reports");
        world.expect(0, &["index", "--threads", threads, &folder, &reports("tests/corpus")]);
        world.expect(0, &["query", "教师 负担", "-n", "100", "--json"]).out
    };
    let first = answers("1");
    assert!(first == answers("4") && first == answers("2"));
}
