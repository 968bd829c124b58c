//! An index in an engine answers as the local one does: the same hits, in the same order, with the same scores and messages,
//! whatever number of shards it has, before and after reports are changed and removed.
//!
//! What needs a server is run by `tests/engines/run`, which starts one and names it in `XUNZHANG_TEST_ENGINE`.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::Value;

use crate::harness::{World, files_below, repository};

/// Queries of all kinds; those of [`drawn`] come beside them.
const QUERIES: [&str; 48] = [
    "减轻教师负担",
    "教师",
    "的",
    "，",
    "负",
    "师的负",
    "教育 经费 投入",
    "经费投入 教育",
    "，经费的",
    "\"教师\"",
    "\"，\"",
    "\"的\"",
    "\"经费投入\"",
    "减轻…负担",
    "教育 -专项",
    "教育 AND 资金",
    "\"资金\" 教师",
    "\"资金\" OR \"经费\"",
    "title:报告 资金",
    "title:法 规定",
    "title:报告",
    "heading:总则",
    "heading:一、 教师",
    "path:law 规定",
    "同节:(教师 负担)",
    "同句:(教育 经费)",
    "同段:(教育 经费)",
    "同篇:(教育 经费)",
    "教育经费投入增长了多少",
    "如何减轻中小学教师的负担",
    "2031年",
    "5%",
    "3.5%",
    "第三条",
    "第五条 责任",
    "二〇三一年",
    "专项资金 -决算",
    "\"专项资金\" -决算",
    "同节:(\"专项资金\" 绩效)",
    "不在任何报告里的词语",
    "\"不在任何报告里\"",
    "gdp",
    "附件 名词解释",
    "法律责任 罚款",
    "應當",
    "甲 乙 丙",
    "一是",
    "目录",
];

/// Runs drawn from texts, typed in the ways in which people type: each draw is determined by the texts.
fn drawn(texts: &[String], count: usize) -> Vec<String> {
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    let mut run = |length: usize| {
        let text: Vec<char> = texts[random(texts.len())].chars().collect();
        let from = random(text.len().saturating_sub(length));
        let run = text.iter().skip(from).take(length);
        run.filter(|c| c.is_alphanumeric() || "，。、".contains(**c)).collect::<String>()
    };
    (0..count)
        .map(|nth| match nth % 6 {
            0 => run(2),
            1 => run(8),
            2 => format!("\"{}\"", run(4 + nth % 9)),
            3 => format!("{} {}", run(2), run(3)),
            4 => format!("{} AND {}", run(2), run(2)),
            _ => format!("\"{}\" {} -{}", run(3), run(4), run(2)),
        })
        .collect()
}

/// What a query of each line gives: its hits as JSON, and what was said of them.
fn answers(world: &World, queries: &str, more: &[&str]) -> (Vec<Value>, Vec<String>) {
    let mut arguments = vec!["query", "--json", "--queries", queries];
    arguments.extend(more);
    let said = world.run(&arguments);
    assert!(said.status < 2, "{}", said.err);
    let hits = said.out.lines().map(|line| serde_json::from_str(line).expect("every line is JSON"));
    let mut told: Vec<String> = said.err.lines().map(str::to_owned).collect();
    told.sort();
    (hits.collect(), told)
}

/// What differs between the local index and the engine.
fn differences(world: &World, queries: &str, engine: &str, more: &[&str]) -> Vec<String> {
    let (local, said) = answers(world, queries, more);
    let remote = [more, &["--engine", engine]].concat();
    let (there, said_there) = answers(world, queries, &remote);
    let mut differences = Vec::new();
    if said != said_there {
        differences.push(format!("said {said:?}\nthere {said_there:?}"));
    }
    if local.len() != there.len() {
        differences.push(format!("{} hits, there {}", local.len(), there.len()));
    }
    for (mut own, mut its) in local.into_iter().zip(there) {
        let scores = [&mut own, &mut its].map(|hit| hit["score"].take().as_f64().unwrap_or(0.0));
        if own != its || (scores[0] - scores[1]).abs() > 1e-3 {
            differences.push(format!("{own} {}\nthere {its} {}", scores[0], scores[1]));
        }
    }
    differences.truncate(5);
    differences
}

#[test]
#[ignore = "needs an engine"]
fn an_engine_answers_as_the_local_index() {
    let engine = std::env::var("XUNZHANG_TEST_ENGINE").expect("tests/engines/run names one");
    let world = World::new();
    for folder in ["tests/corpus", "examples/reports"] {
        for file in files_below(&repository().join(folder)) {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            world.write(&format!("r/{name}"), std::fs::read(file).expect("it can be read"));
        }
    }
    world.expect(0, &["index", "r", "-q"]);
    let texts: Vec<String> = files_below(&world.home().join("r"))
        .into_iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .filter(|text| text.chars().count() > 40)
        .collect();
    let mut queries: Vec<String> = QUERIES.iter().map(|query| (*query).to_owned()).collect();
    queries.extend(drawn(&texts, 160));
    world.write("queries.txt", queries.join("\n"));
    world.write("fixed.txt", QUERIES.join("\n"));
    let compare = |engine: &str, when: &str| {
        let ways: [(&str, &[&str]); 3] =
            [("queries.txt", &[]), ("fixed.txt", &["--all"]), ("fixed.txt", &["--all-hits"])];
        for (queries, more) in ways {
            let found = differences(&world, queries, engine, more);
            assert!(found.is_empty(), "{when} {more:?}:\n{}", found.join("\n"));
        }
    };
    for shards in ["1", "3", "8"] {
        let engine = format!("{engine}/identity-{shards}");
        let push = ["push", "--engine", &engine, "--replicas", "0", "--shards", shards];
        let said = world.expect(0, &[&push[..], &["--full"]].concat()).out;
        assert!(said.contains("all anew"), "{said}");
        compare(&engine, &format!("{shards} shards"));
        assert!(world.expect(0, &push).out.contains(" 0 passages written"));
        // Anew beside what is there, of the same local index.
        assert!(world.expect(0, &[&push[..], &["--full"]].concat()).out.contains("all anew"));
    }
    // One is gone, one is another, one is new, one has another name.
    let home = world.home().join("r");
    std::fs::remove_file(home.join("no_headings.txt")).expect("it is there");
    std::fs::rename(home.join("one_line.txt"), home.join("a_line.txt")).expect("it is there");
    world.write("r/new.txt", "关于教育经费的报告\n一、总体情况\n教育经费投入只增不减，教师负担有所减轻。\n");
    world.write("r/odd_numbers.txt", "另一份报告\n一、教师\n教师的负担减轻了5%。\n");
    world.expect(0, &["index", "-q"]);
    for shards in ["1", "3", "8"] {
        let engine = format!("{engine}/identity-{shards}");
        let dry = world.expect(0, &["push", "--engine", &engine, "--dry-run"]).out;
        let said = world.expect(0, &["push", "--engine", &engine]).out;
        let counts = |said: &str| said.split(';').next().unwrap_or_default().replace("would push", "pushed");
        assert_eq!(counts(&dry), counts(&said));
        assert!(said.contains("gone"), "{said}");
        compare(&engine, &format!("{shards} shards, after changes"));
    }
}

/// Pushes folders as shares, all at the same time, and joins them.
fn push_shares(world: &World, engine: &str, roots: &[&str]) -> String {
    std::thread::scope(|scope| {
        for root in roots {
            let push = ["push", "--engine", engine, "--replicas", "0", "--from", root];
            scope.spawn(move || world.expect(0, &push));
        }
    });
    let before = world.expect(0, &["query", "教师", "--engine", engine]).err;
    assert!(before.contains("since they were joined"), "{before}");
    world.expect(0, &["push", "--engine", engine, "--finish"]).out
}

#[test]
#[ignore = "needs an engine"]
fn shares_pushed_at_once_answer_as_one_index_of_all() {
    let engine = std::env::var("XUNZHANG_TEST_ENGINE").expect("tests/engines/run names one");
    let engine = format!("{engine}/shares-{}", std::process::id());
    let world = World::new();
    for folder in ["tests/corpus", "examples/reports"] {
        for (nth, file) in files_below(&repository().join(folder)).into_iter().enumerate() {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            // Some texts are of both.
            for root in ["b", "a"].iter().take(if nth % 5 == 0 { 2 } else { 1 }) {
                let root = if nth % 2 == 0 { root } else { "a" };
                world.write(&format!("{root}/{name}"), std::fs::read(&file).expect("it can be read"));
            }
        }
    }
    // A law and what ends it, in different shares.
    world.write(
        "a/旧办法.txt",
        "教师负担管理办法\n第一条 教师的负担应当减轻。\n第二条 本办法自2019年1月1日起施行。\n",
    );
    world.write(
        "b/新办法.txt",
        "教师减负办法\n第一条 教师的负担应当再减轻。\n第二条 本办法自2024年1月1日起施行。《教师负担管理办法》同时废止。\n",
    );
    world.write("queries.txt", QUERIES.join("\n"));
    world.expect(0, &["index", "a", "b", "-q"]);
    let compare = |when: &str| {
        for more in [&[][..], &["--all"], &["--all-hits"], &["--no-fold"]] {
            let found = differences(&world, "queries.txt", &engine, more);
            assert!(found.is_empty(), "{when} {more:?}:\n{}", found.join("\n"));
        }
    };
    let said = push_shares(&world, &engine, &["a", "b"]);
    assert!(said.contains("joined 2 shares"), "{said}");
    compare("pushed");
    let again = world.expect(0, &["push", "--engine", &engine, "--from", "a", "b"]).out;
    assert_eq!(again.matches(" 0 passages written").count(), 2, "{again}");
    // One moves to the other share, one is another, one is gone.
    let home = world.home();
    std::fs::rename(home.join("a/旧办法.txt"), home.join("b/旧办法.txt")).expect("it is there");
    world.write("b/新办法.txt", "教师减负办法\n第一条 教师的负担应当再减轻一些。\n");
    world.write("a/0.txt", "关于教育经费的报告\n一、总体情况\n教育经费投入只增不减，教师负担有所减轻。\n");
    world.expect(0, &["index", "-q", "--prune"]);
    push_shares(&world, &engine, &["b", "a"]);
    compare("after changes");
    let refused: [(&[&str], &str); 3] = [
        (&["push"], "is made of shares"),
        (&["push", "--from", "."], "overlaps with"),
        (&["push", "--from", "nowhere"], "nowhere"),
    ];
    for (arguments, wanted) in refused {
        let said = world.expect(2, &[arguments, &["--engine", &engine]].concat()).err;
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
}

#[test]
#[ignore = "needs an engine"]
fn what_is_not_ours_is_left_alone() {
    let engine = std::env::var("XUNZHANG_TEST_ENGINE").expect("tests/engines/run names one");
    let world = World::new();
    world.write("r/a.txt", "标题\n一、节\n教师负担。\n");
    world.expect(0, &["index", "r", "-q"]);
    let missing = world.expect(2, &["query", "教师", "--engine", &format!("{engine}/nowhere")]).err;
    assert!(missing.contains("no index `nowhere`") && missing.contains("xunzhang push"), "{missing}");
    let made =
        std::process::Command::new("curl").args(["-sf", "-X", "PUT", &format!("{engine}/others")]).status();
    assert!(made.is_ok_and(|status| status.success()) || engine.is_empty(), "curl makes an index");
    for arguments in [&["push"][..], &["push", "--full"], &["query", "教师"]] {
        let said = world.expect(2, &[arguments, &["--engine", &format!("{engine}/others")]].concat()).err;
        assert!(said.contains("not made by xunzhang"), "{arguments:?}: {said}");
    }
}

/// A server that gives one answer to everything.
fn server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

#[test]
fn what_is_wrong_with_an_engine_is_said() {
    let refuses = server("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
    let strange = server("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
    let world = World::new();
    world.write("r/a.txt", "标题\n一、节\n教师负担。\n");
    world.expect(0, &["index", "r", "-q"]);
    let table: [(&[&str], &str); 7] = [
        (&["push"], "no engine was named"),
        (&["push", "--engine", "localhost:9200"], "http://"),
        (&["push", "--engine", "http://me:secret@localhost:9200"], "a password must not stand in it"),
        (&["push", "--engine", "http://127.0.0.1:1"], "no engine answers"),
        (&["query", "教师", "--engine", "http://127.0.0.1:1"], "no engine answers"),
        (&["push", "--engine", &refuses], "XUNZHANG_ENGINE_USER"),
        (&["push", "--engine", &strange], "is no OpenSearch or Elasticsearch"),
    ];
    for (arguments, wanted) in table {
        let said = world.expect(2, arguments).err;
        assert!(said.contains(wanted) && said.contains("hint: "), "{arguments:?}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
}
