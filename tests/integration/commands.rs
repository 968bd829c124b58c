//! The commands as people type them: what they say, where, and with which exit status.

use std::io::Read;
use std::process::Stdio;

use crate::harness::{World, reports, repository};

fn indexed() -> World {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports")]);
    world
}

#[test]
fn a_hit_says_where_it_stands() {
    let world = indexed();
    let said = world.expect(0, &["query", "减轻教师负担", "-n", "3"]);
    assert!(said.out.contains("【减轻教师负担】") && said.out.contains(" › "), "{}", said.out);
    assert!(!said.out.contains("score ") && said.out.contains("3 of "), "{}", said.out);
    assert_eq!(said.out.lines().count(), 10, "three lines a hit, and the count: {}", said.out);
    assert_eq!(said.err, "");
}

#[test]
fn json_hits_point_into_the_file() {
    let world = indexed();
    let hits = world.hits(&["减轻教师负担", "-n", "50"]);
    assert!(hits.len() > 10);
    for (nth, hit) in hits.iter().enumerate() {
        let path = hit["path"].as_str().expect("a path");
        let file = std::fs::read_to_string(path).expect("the report");
        let number = |name: &str| hit[name].as_u64().expect("a number") as usize;
        let text = hit["text"].as_str().expect("a text");
        assert_eq!(&file[number("byte_start")..number("byte_end")], text);
        assert_eq!(file[..number("byte_start")].matches('\n').count() + 1, number("line_start"));
        assert_eq!(file[..number("byte_end")].matches('\n').count() + 1, number("line_end"));
        assert_eq!((number("rank"), hit["encoding"].as_str()), (nth + 1, Some("UTF-8")));
        assert!(hit["location"]["line"].as_u64() >= hit["line_start"].as_u64());
        let chars: Vec<char> = text.chars().collect();
        for span in hit["matches"].as_array().expect("spans") {
            let at = |side: usize| span[side].as_u64().expect("a number") as usize;
            let marked: String = chars[at(0)..at(1)].iter().collect();
            assert!(["减", "轻", "教", "师", "负", "担"].iter().any(|one| marked.contains(one)), "{marked}");
        }
    }
}

#[test]
fn exit_statuses_tell_found_nothing_and_failed() {
    let world = indexed();
    world.expect(0, &["query", "教师"]);
    let said = world.expect(1, &["query", "\"这句话哪里都没有\""]);
    assert!(said.err.contains("nothing found in 8 reports"), "{}", said.err);
    assert_eq!(said.out, "");
    let said = world.expect(2, &["query", "-教师"]);
    assert!(said.err.contains("only says what to leave out"), "{}", said.err);
    let said = world.expect(2, &["query", "教师", "--index", "/nowhere"]);
    assert!(said.err.contains("hint: ") && said.err.contains("xunzhang index"), "{}", said.err);
    let said = world.expect(2, &["减轻负担"]);
    assert!(said.err.contains("xunzhang query 减轻负担"), "{}", said.err);
    let said = world.expect(2, &["query", "教师", "--jsno"]);
    assert!(said.err.contains("--json"), "{}", said.err);
    let said = world.expect(2, &["outline", "/nowhere.txt"]);
    assert!(said.err.contains("/nowhere.txt"), "{}", said.err);
}

#[test]
fn a_command_mistyped_is_told_the_one_most_like_it() {
    let world = World::new();
    for (typed, wanted) in [("qery", "query"), ("verfy", "verify"), ("outlin", "outline")] {
        let said = world.expect(2, &[typed]);
        assert!(said.err.contains(&format!("xunzhang {wanted}\n")), "{typed}: {}", said.err);
    }
}

#[test]
fn in_a_folder_answers_from_it_alone_and_keeps_up() {
    let world = World::new();
    world.write("a/报告.txt", "关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    world.write("b/别的.txt", "关于税务的报告\n一、概况\n切实减轻企业负担。\n");
    let said = world.expect(0, &["query", "减轻", "--in", "a"]);
    assert!(said.err.contains("indexed a first: 1 report,") && said.err.contains("kept in"), "{}", said.err);
    assert!(said.out.contains("教师") && !said.out.contains("企业"), "{}", said.out);
    assert_eq!(world.expect(0, &["query", "减轻", "--in", "a"]).err, "");
    world.write("a/又一份.txt", "又一份报告\n一、概况\n减轻学生负担。\n");
    let said = world.expect(0, &["query", "学生", "--in", "a"]);
    assert!(said.err.contains("indexed a first: 1 added, 1 unchanged; 2 reports"), "{}", said.err);
    std::fs::remove_file(world.home().join("a/报告.txt")).expect("it can be removed");
    world.expect(1, &["query", "\"教师\"", "--in", "a"]);
    world.expect(2, &["query", "教师", "--in", "no_such_folder"]);
}

#[test]
fn in_a_folder_never_answers_from_an_index_of_other_folders() {
    let world = World::new();
    world.write("a/报告.txt", "关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    world.write("b/别的.txt", "关于税务的报告\n一、概况\n切实减轻企业负担。\n");
    world.expect(0, &["index", "b", "--index", "of_b"]);
    let mut command = world.command();
    let said = command.env("XUNZHANG_INDEX", "of_b").args(["query", "减轻", "--in", "a"]).output();
    let said = String::from_utf8(said.expect("the program runs").stdout).expect("it is UTF-8");
    assert!(said.contains("教师") && !said.contains("企业"), "{said}");
    let said = world.expect(2, &["query", "减轻", "--in", "a", "--index", "of_b"]);
    assert!(said.err.contains("is kept of") && said.err.contains("leave out --index"), "{}", said.err);
    world.expect(0, &["query", "减轻", "--in", "b", "--index", "of_b"]);
    assert_eq!(world.expect(0, &["root", "list", "--index", "of_b"]).out.lines().count(), 1);
}

#[test]
fn a_file_that_is_there_is_shown_before_one_that_is_gone() {
    let world = World::new();
    world.write("r/甲.txt", "关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    world.write("r/乙.txt", "\n关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    world.expect(0, &["index", "r"]);
    let shown = |said: &str| said.lines().nth(2).expect("a hit has a place").trim().to_owned();
    let first = shown(&world.expect(0, &["query", "减轻"]).out);
    let (gone, living) = if first.starts_with("r/甲.txt:3") {
        ("甲.txt", "r/乙.txt:4")
    } else {
        assert!(first.starts_with("r/乙.txt:4"), "{first}");
        ("乙.txt", "r/甲.txt:3")
    };
    std::fs::remove_file(world.home().join("r").join(gone)).expect("it can be removed");
    let said = world.expect(0, &["query", "减轻"]);
    assert!(shown(&said.out).starts_with(living), "{}", said.out);
    assert!(said.out.contains(&format!("also in r/{gone} (已删除: gone)")), "{}", said.out);
    assert!(said.err.contains("1 file is not as indexed"), "{}", said.err);
}

#[test]
fn what_left_nothing_is_told_and_of_which_query() {
    let world = World::new();
    world.write("r/a.txt", "关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    world.expect(0, &["index", "r"]);
    let said = world.expect(1, &["query", "减轻 -教师"]);
    assert!(said.err.contains("the `-` parts exclude every match; without them: 1 passage"), "{}", said.err);
    world.write("q.txt", "减轻\n无此\n");
    let said = world.expect(0, &["query", "--queries", "q.txt", "--path-only"]);
    assert!(said.err.starts_with("无此: nothing found"), "{}", said.err);
    assert_eq!(said.out, "== 减轻\nr/a.txt\n== 无此\n");
    // A lone dash before a blank is text.
    world.expect(0, &["query", "- 减轻"]);
}

#[test]
fn outline_gives_the_tree_and_its_remarks() {
    let world = World::new();
    let file = repository().join("tests/corpus/doubled_title.txt");
    let said = world.expect(0, &["outline", "--json", &file.to_string_lossy()]);
    let tree: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert!(tree["title"].as_str().is_some_and(|title| !title.contains("全文")), "{tree}");
    assert!(tree["sections"][0]["children"].is_array() && tree["remarks"][0]["line"].is_u64(), "{tree}");
    let said = world.expect(0, &["outline", &file.to_string_lossy()]);
    assert!(said.out.contains("* the title, repeated"), "{}", said.out);
}

#[test]
fn tokens_shows_both_chains() {
    let said = World::new().expect(0, &["tokens", "二〇二五年，減輕教師負擔"]);
    assert!(said.out.contains("exact  二〇二五年,减轻教师负担"), "{}", said.out);
    assert!(said.out.contains("words  2025 2025年 减轻 教师 负担"), "{}", said.out);
}

#[test]
fn exclusions_are_arguments_and_queries_come_from_files() {
    let world = indexed();
    let all = world.hits(&["教师负担", "-n", "200"]).len();
    let fewer = world.hits(&["教师负担", "-减轻", "-n", "200"]);
    assert!(!fewer.is_empty() && fewer.len() < all);
    assert!(fewer.iter().all(|hit| !hit["text"].as_str().expect("a text").contains("减轻")));
    world.write("q.txt", "减轻教师负担\n\n\"这句话哪里都没有\"\n预算\n");
    let hits = world.hits(&["--queries", "q.txt", "-n", "2"]);
    let asked: Vec<&str> = hits.iter().filter_map(|hit| hit["query"].as_str()).collect();
    assert_eq!(asked, ["减轻教师负担", "减轻教师负担", "预算", "预算"]);
}

#[test]
fn paths_counts_and_all_hits() {
    let world = indexed();
    let said = world.expect(0, &["query", "\"教师负担\"", "--path-only"]);
    let paths: Vec<&str> = said.out.lines().collect();
    assert!(paths.len() > 2 && paths.iter().all(|path| std::path::Path::new(path).is_file()), "{paths:?}");
    let count = world.expect(0, &["query", "\"教师负担\"", "--count"]).out;
    let listed = world.expect(0, &["query", "\"教师负担\"", "--all-hits", "--json"]).out;
    let mut places: Vec<(String, u64)> = Vec::new();
    for line in listed.lines() {
        let hit: serde_json::Value = serde_json::from_str(line).expect("JSON");
        places.push((hit["path"].to_string(), hit["byte_start"].as_u64().expect("a number")));
    }
    assert!(places.is_sorted(), "document order: {places:?}");
    assert!(count.starts_with(&format!("{} passages in ", places.len())), "{count} {}", places.len());
}

#[test]
fn a_closed_pipe_is_a_normal_end() {
    let world = indexed();
    let mut child = world
        .command()
        .args(["query", "教师", "--all-hits", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0; 10];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("it says something");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn colour_is_used_when_asked_for_only() {
    let world = indexed();
    assert!(!world.expect(0, &["query", "教师"]).out.contains('\u{1b}'));
    let said = world.expect(0, &["query", "教师", "--color", "always"]);
    assert!(said.out.contains("\u{1b}[") && !said.out.contains('【'), "{}", said.out);
}

#[test]
fn nothing_of_a_report_steers_the_terminal() {
    let world = World::new();
    let text = "全县各项工作有序推进，取得新的成效。".repeat(40);
    let text = format!("标题\u{1b}]0;x\u{7}的报告\n一、概\u{202e}况\n教师\u{1b}[2J负担。\n{text}\n");
    world.write("r/\u{1b}[31m.txt", text);
    let said = world.expect(0, &["query", "教师", "--in", "r"]);
    assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", said.out);
}

#[test]
fn what_was_skipped_is_told_with_the_reason() {
    let world = World::new();
    world.write("r/good.txt", "报告\n一、概况\n减轻教师负担。\n");
    world.write("r/empty.docx", "");
    world.write("r/broken.txt", [b"\xE5\x87\x8F\xE8".as_slice(), &[0xFF; 40], &[0x81; 41]].concat());
    world.write("r/program", [0u8, 1, 2, 3, 0, 0, 7, 8].repeat(40));
    world.run(&["index", "r"]);
    world.write("r/out.txt", "报告\n不要。\n");
    world.run(&["remove", "r/out.txt"]);
    let said = world.expect(0, &["stats", "--skipped"]).out;
    assert!(said.contains("not indexed: r/broken.txt: "), "{said}");
    assert!(said.contains("skipped r/program: no text"), "{said}");
    assert!(said.contains("skipped r/empty.docx: empty"), "{said}");
    assert!(said.contains("left out r/out.txt: by `xunzhang remove`"), "{said}");
    let json = world.expect(0, &["stats", "--skipped", "--json"]).out;
    let rows: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(rows.iter().all(|row| row["path"].is_string() && row["why"].is_string()), "{json}");
    assert_eq!(rows.len() + 2, said.lines().count(), "{json}");
}

#[test]
fn the_numbers_of_an_index_that_grew_are_those_of_a_fresh_one() {
    let world = World::new();
    let report = |nth: usize| format!("第{nth}份报告\n一、概况\n减轻教师负担，第{nth}份。\n");
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    (0..6).for_each(|nth| drop(world.write(&format!("r/{nth}.txt"), report(nth))));
    world.expect(0, &["index", "r"]);
    world.write("r/6.txt", gb18030(&report(6)));
    world.write("r/1.txt", gb18030(&report(7)));
    std::fs::remove_file(world.home().join("r/2.txt")).expect("removed");
    world.expect(0, &["index"]);
    world.write("r/copy.txt", report(3));
    world.expect(0, &["index"]);
    let numbers = || {
        let all: serde_json::Value =
            serde_json::from_str(&world.expect(0, &["stats", "--json"]).out).expect("JSON");
        let manifest = &all["manifest"];
        let counts = ["reports", "places", "sections", "passages", "text_bytes", "body_words"];
        let counts = counts.map(|name| manifest[name].as_u64().expect(name));
        (counts, all["encodings"].clone(), all["largest"].clone())
    };
    let grown = numbers();
    assert_eq!((grown.0[0], grown.0[1]), (6, 7));
    assert_eq!(grown.1, serde_json::json!({ "GB18030": 2, "UTF-8": 5 }));
    world.expect(0, &["index", "--rebuild", "r"]);
    assert_eq!(numbers(), grown);
}

#[test]
fn the_log_says_what_is_decided_of_each_file_and_is_silent_otherwise() {
    let world = World::new();
    world.write("r/a.txt", "关于减负的报告\n一、概况\n减轻教师负担。\n");
    world.write("r/b.html", "<html><body><h1>减负</h1><p>减轻教师负担。</p></body></html>");
    world.write("r/c.png", "");
    let index = |level: &str| {
        let output = world.command().args(["index", "--rebuild", "r"]).env("XUNZHANG_LOG", level).output();
        String::from_utf8_lossy(&output.expect("the program runs").stderr).into_owned()
    };
    let said = index("debug");
    for part in [
        "DEBUG xunzhang::pipeline::compare::files: ",
        "r/a.txt: to be read (new)",
        "r/c.png: passed over (.png)",
        "decoded as UTF-8, sure 1.00, 0 characters lost",
        "2 sections",
        "phase commit",
        // What a reader's process says comes by way of its parent.
        "DEBUG xunzhang::reader: ",
        "r/b.html: read by html 3, 1 reports",
    ] {
        assert!(said.contains(part), "{said} lacks {part}");
    }
    assert!(
        !said.contains("TRACE") && index("trace").contains("TRACE xunzhang::report::parse: line 2: level 1")
    );
    let query = world.command().args(["query", "减轻教师负担"]).env("XUNZHANG_LOG", "debug").output();
    let said = String::from_utf8_lossy(&query.expect("the program runs").stderr).into_owned();
    for part in [
        "generation ",
        "read as 减轻教师负担; words that rank: [",
        "candidates scored in full",
        "passages match",
    ] {
        assert!(said.contains(part), "{said} lacks {part}");
    }
    for level in ["", "off", "loud"] {
        assert!(!index(level).contains("xunzhang::"), "{level}");
    }
}
