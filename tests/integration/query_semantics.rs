//! What a query finds: conditions hold within a section however it was cut, exclusions exclude only what is there.

use crate::harness::World;

/// Three sections of one report; the first is so long that it is cut into several passages.
fn world() -> World {
    let world = World::new();
    let filler = "各地各部门认真贯彻落实，工作取得了新的明显成效，群众满意度稳步提高。".repeat(30);
    world.write(
        "r/甲县/2024年报.txt",
        format!(
            "甲县教育工作报告\n一、减负工作\n减轻教师负担见实效。{filler}学生作业总量得到控制。\n\
             二、经费保障\n教师工资按时发放，二〇二四年增长百分之五。\n三、校园安全\n减少安全隐患，教师值守，负担合理。\n"
        ),
    );
    world
        .write("r/乙县/审计.txt", "乙县审计报告\n一、经费\n教师工资发放增长6%。\n二、打算\n减轻企业负担。\n");
    world.write(
        "r/乙县/网页.txt",
        "乙县减负通报\n一、做法\n清理报表，减轻学生负担。\n二、成效\n学生满意。\n责任编辑：某某甲\n打印本页\n",
    );
    world.expect(0, &["index", "r"]);
    world
}

fn headings(world: &World, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["-n", "100"];
    all.extend(arguments);
    let mut found: Vec<String> = world
        .hits(&all)
        .iter()
        .map(|hit| {
            let heading = hit["heading_path"].as_array().and_then(|path| path.last());
            heading.and_then(|heading| heading.as_str()).unwrap_or("").to_owned()
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn runs_gaps_and_operators() {
    let world = world();
    let table: &[(&str, &[&str])] = &[
        ("\"减轻教师负担\"", &["一、减负工作"]),
        ("“减輕教師負擔”", &["一、减负工作"]),
        ("\"减轻 教师　负担\"", &["一、减负工作"]),
        ("减轻…负担", &["一、做法", "一、减负工作", "二、打算"]),
        ("减少…负担", &["三、校园安全"]),
        ("负担…减少", &[]),
        ("\"减轻\" AND \"学生\"", &["一、做法", "一、减负工作"]),
        ("\"教师\" -工资", &["一、减负工作", "三、校园安全"]),
        ("\"减轻\" -\"教师负担\"", &["一、做法", "二、打算"]),
        ("\"企业\" OR \"学生满意\"", &["二、成效", "二、打算"]),
        ("(\"企业\" | \"学生\") \"减轻\"", &["一、做法", "一、减负工作", "二、打算"]),
        ("\"增长\" -百分之五", &["一、经费"]),
        ("\"增长\" NOT 6%", &["二、经费保障"]),
        ("title:审计", &[""]),
        ("标题：审计 \"负担\"", &["二、打算"]),
        ("heading:经费", &["一、经费", "二、经费保障"]),
        ("\"负担\" heading:减负", &["一、减负工作"]),
        ("path:乙县 \"负担\"", &["一、做法", "二、打算"]),
        ("\"负担\" -path:乙县", &["一、减负工作", "三、校园安全"]),
        ("path:2024年报", &[""]),
    ];
    for (query, wanted) in table {
        assert_eq!(headings(&world, &[query]), *wanted, "{query}");
    }
}

#[test]
fn words_are_found_by_value_and_none_is_required() {
    let world = world();
    assert_eq!(world.hits(&["2024年增长5%"])[0]["heading_path"][0], "二、经费保障");
    let long = "请问甲县在减轻教师负担方面有没有火星探测这样的做法呢";
    let found = headings(&world, &[long]);
    assert!(found.iter().any(|heading| heading == "一、减负工作"), "{found:?}");
    assert!(!world.hits(&["隐"]).is_empty() && !world.hits(&["患"]).is_empty());
    assert_eq!(headings(&world, &["工资 AND 企业"]), [""; 0]);
}

#[test]
fn what_is_kept_out_is_found_with_all() {
    let world = world();
    assert!(world.hits(&["\"责任编辑\""]).is_empty());
    let hits = world.hits(&["\"责任编辑\"", "--all"]);
    assert_eq!((hits.len(), hits[0]["kept_out"].as_bool()), (1, Some(true)));
}

#[test]
fn excluded_words_are_never_marked() {
    let world = world();
    for hit in world.hits(&["负担 -工资", "-n", "50"]) {
        let text: Vec<char> = hit["text"].as_str().expect("a text").chars().collect();
        for span in hit["matches"].as_array().expect("spans") {
            let (from, to) = (span[0].as_u64().expect("a number"), span[1].as_u64().expect("a number"));
            let marked: String = text[from as usize..to as usize].iter().collect();
            assert_eq!(marked, "负担");
        }
    }
}

#[test]
fn hits_of_one_section_that_touch_are_one() {
    let world = world();
    let hits = world.hits(&["\"群众满意度\"", "-n", "50"]);
    assert_eq!(hits.len(), 1, "all passages of the section hold it: {hits:?}");
    assert!(hits[0]["matches"].as_array().is_some_and(|spans| spans.len() == 30));
}

#[test]
fn rubbish_is_answered_and_what_is_ignored_is_said() {
    let world = world();
    let said = world.expect(0, &["query", "教师 OR"]);
    assert_eq!(said.err, "ignored: `OR` (nothing stands after it)\n");
    for query in ["：", "\"", "((((", "title:", "a:b:c", "*", "\\", "🙂", "\u{0}x"] {
        let arguments = ["query", query];
        if query.contains('\0') {
            continue;
        }
        let said = world.run(&arguments);
        // Where nothing is left of it, it was wrong use.
        let empty = said.status == 2 && said.err.contains("nothing was asked for");
        assert!(empty || [0, 1].contains(&said.status), "{query:?}: {}", said.err);
    }
    // A dash alone stands for standard input, which is empty here.
    world.expect(2, &["query", "-"]);
    let long = "教师负担".repeat(2_000);
    world.expect(0, &["query", &long]);
}

fn small_world() -> World {
    let world = World::new();
    world.write(
        "r/甲.txt",
        "甲县工作报告\n一、金融\n走访中国农业银行和中国农业发展银行。\n二、人员\n张三 李四。\n三、教育\n面向大学生发放补贴，\
         开设阅读课。\n四、保障\n各项工作有序推进。\n（一）减轻教师负担\n清理报表，规范督查。\n（二）改善待遇\n按时发放工资。\n",
    );
    world.expect(0, &["index", "r"]);
    world
}

#[test]
fn words_typed_apart_are_found_as_strings_in_any_order() {
    let world = small_world();
    let table: &[(&[&str], &str)] = &[
        (&["李四 张三", "张三 李四", "李四、张三", "李四/张三"], "二、人员"),
        (&["农业 银行", "银行 农业", "银行，农业"], "一、金融"),
        (&["学生 阅读", "阅读 学生", "学生", "学生 的", "的 学生", "学生 了"], "三、教育"),
    ];
    for (queries, wanted) in table {
        for query in *queries {
            assert_eq!(headings(&world, &[query]), [*wanted], "{query}");
        }
    }
    for (query, wanted) in [("学生", "学生"), ("银行 农业", "农业银行")] {
        let hit = &world.hits(&[query])[0];
        let text: Vec<char> = hit["text"].as_str().expect("a text").chars().collect();
        let span = &hit["matches"][0];
        let (from, to) = (span[0].as_u64().expect("a number"), span[1].as_u64().expect("a number"));
        assert_eq!(text[from as usize..to as usize].iter().collect::<String>(), wanted);
    }
    let said = world.expect(1, &["query", "学院 火星"]).err;
    assert!(said.contains("`学院` (nowhere)") && said.contains("`火星` (nowhere)"), "{said}");
    // What lists is told of: not the characters that a name is cut into.
    let said = world.expect(1, &["query", "赵五 火星"]).err;
    assert!(said.contains("read as: `赵五` (nowhere), `火星` (nowhere)"), "{said}");
}

#[test]
fn a_heading_is_asked_for_by_words() {
    let world = small_world();
    assert_eq!(headings(&world, &["heading:教师减负"]), ["（一）减轻教师负担"]);
    assert_eq!(headings(&world, &["heading:负担教师"]), ["（一）减轻教师负担"]);
    assert_eq!(headings(&world, &["heading:教师减负 报表"]), ["（一）减轻教师负担"]);
    world.expect(1, &["query", "heading:\"教师减负\""]);
    world.expect(1, &["query", "heading:教师待遇"]);
}

#[test]
fn a_title_is_asked_for_by_words() {
    let world = World::new();
    world.write("r/a.txt", "二〇二五年政府工作报告\n一、总体\n总体平稳。\n");
    world.write("r/b.txt", "中华人民共和国安全生产法\n第一条　为了安全。\n");
    world.write("r/c.txt", "2025年安全工作要点\n一、总体\n生产有序。\n");
    world.expect(0, &["index", "r"]);
    let table = [
        ("title:政府报告", "a"),
        ("title:报告政府", "a"),
        ("title:2025年报告", "a"),
        ("title:2025年", "ac"),
        ("title:安全生产法", "b"),
        ("title:生产安全法", ""),
        ("title:安全", "bc"),
        ("title:安全的工作", "c"),
        ("title:政府报告 平稳", "a"),
        ("平稳 -title:政府报告", "a"),
        ("title:\"政府报告\"", ""),
    ];
    for (query, wanted) in table {
        let hits = world.hits(&[query, "-n", "50"]);
        let mut found: Vec<&str> = hits.iter().filter_map(|hit| hit["path"].as_str()).collect();
        found.sort_unstable();
        found.dedup();
        let names: String =
            found.iter().filter_map(|path| path.strip_suffix(".txt")?.chars().next_back()).collect();
        assert_eq!(names, wanted, "{query}");
    }
}

#[test]
fn a_spelling_is_offered_only_for_what_is_no_word_and_is_one_itself() {
    let world = World::new();
    world.write("r/a.txt", "通报\n房屋和教师的Table of contents，Tablet 12公里。\n");
    world.expect(0, &["index", "r"]);
    let table =
        [("教帅", Some("教师")), ("房东", None), ("12km", None), ("tablat", Some("tablet")), ("leof", None)];
    for (query, like) in table {
        let said = world.run(&["query", query]).err;
        match like {
            Some(like) => assert!(said.contains(&format!("`{like}` does")), "{query}: {said}"),
            None => assert!(!said.contains("stands nowhere, `"), "{query}: {said}"),
        }
    }
}

#[test]
fn a_piece_with_signs_is_marked_as_it_was_typed() {
    let world = World::new();
    world.write("r/a.txt", "通报\n一、模式\n推行“1+3+N”模式，三位一体，1年3次。\n");
    world.expect(0, &["index", "r"]);
    for query in ["1+3+N", "1+3+N 模式", "推行1+3+N"] {
        let out = world.expect(0, &["query", query]).out;
        assert!(out.contains("1+3+N】"), "{query}: {out}");
    }
}

#[test]
fn what_cannot_be_meant_is_said() {
    let world = small_world();
    for query in ["", "  ", "\"\"", "title:"] {
        assert!(world.expect(2, &["query", query]).err.contains("nothing was asked for"));
    }
    let said = world.expect(0, &["query", "减轻教师负旦"]).err;
    assert!(said.contains("`负旦` stands nowhere, `负担` does; to search for it: xunzhang query"), "{said}");
    let said = world.expect(0, &["query", "负旦", "--fuzzy"]);
    assert!(
        said.err.contains("searched for 负担") && said.out.contains("【负担】"),
        "{}{}",
        said.err,
        said.out
    );
    let said = world.expect(0, &["query", "请问\"火星探测\"与教师负担"]).err;
    assert!(said.contains("it is preferred here, not required"), "{said}");
    assert!(world.expect(0, &["query", "foo:bar 教师"]).err.contains("`foo:` is no field"));
    assert!(world.expect(0, &["query", "教师*"]).err.contains("found anyhow: 教师"));
    let said = world.expect(0, &["query", "工作", "--json", "-n", "1"]).err;
    assert!(said.contains("more with -n N"), "{said}");
    assert_eq!(world.expect(0, &["query", "工作", "--json"]).err, "");
}
