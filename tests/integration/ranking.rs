//! The ranking from outside: what a score is made of.

use crate::harness::{World, reports};

#[test]
fn an_explanation_adds_up_to_the_score() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports"), &reports("tests/corpus")]);
    let queries = [
        "减轻教师负担",
        "教育经费 投入",
        "\"专项资金\" -决算",
        "减",
        "2024年义务教育",
        "heading:经费",
        "。四是",
    ];
    for query in queries {
        let hits = world.hits(&[query, "--explain", "-n", "700"]);
        assert!(!hits.is_empty(), "{query}");
        for hit in &hits {
            let parts = hit["explanation"].as_array().expect("parts");
            let sum: f64 = parts.iter().map(|part| part["worth"].as_f64().expect("a number")).sum();
            let score = hit["score"].as_f64().expect("a number");
            assert!((sum - score).abs() <= 1e-4 * score.abs().max(1.0), "{query}: {sum} is not {score}");
        }
    }
    assert!(world.hits(&["减轻教师负担"]).iter().all(|hit| hit.get("explanation").is_none()));
}

#[test]
fn an_explanation_names_what_matched() {
    let world = World::new();
    world.write(
        "r/a.txt",
        "教师减负通报\n一、减轻教师负担\n各校减轻教师负担，教师满意。\n二、其他\n学生满意。\n",
    );
    world.expect(0, &["index", "r"]);
    let said = world.expect(0, &["query", "减轻教师负担", "--explain"]).out;
    for wanted in
        ["word 教师 (2 in the text, +", "pair 减轻 (2 in the text", "character 负 (", "nearness", "as typed"]
    {
        assert!(said.contains(wanted), "{wanted} in\n{said}");
    }
}

#[test]
fn another_word_of_several_words_counts_only_where_they_stand_together() {
    let world = World::new();
    world.write(
        "r/a.txt",
        "通报\n一、科技馆\n科技馆今年开放。\n二、机制\n创新机制，盘活资产。\n三、考试\n普通话考试。\n",
    );
    world.expect(0, &["index", "r"]);
    // Another word for it: 科技创新; neither 科技 nor 创新 alone says that.
    world.expect(0, &["synonym", "add", "--one-way", "新质生产力", "科技创新"]);
    world.expect(1, &["query", "新质生产力"]);
    world.write("r/b.txt", "报告\n一、要点\n推动科技的创新，成效很好。\n");
    world.expect(0, &["index", "r"]);
    let hits = world.hits(&["新质生产力", "--explain"]);
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(hits[0]["heading_path"][0], "一、要点");
    let marked: Vec<String> =
        hits[0]["matches"].as_array().expect("matches").iter().map(|m| m.to_string()).collect();
    assert_eq!(marked.len(), 2, "科技 and 创新: {marked:?}");
    world.expect(1, &["query", "新质生产力", "--exact"]);
}

#[test]
fn feedback_orders_only_what_stands_below_the_first_ten() {
    let world = World::new();
    world.expect(0, &["index", &reports("examples/reports"), &reports("tests/corpus")]);
    let ids = |hits: &[serde_json::Value]| -> Vec<String> {
        hits.iter().map(|hit| format!("{}:{} {}", hit["path"], hit["byte_start"], hit["score"])).collect()
    };
    let told = |hit: &serde_json::Value| hit["explanation"].to_string().contains("feedback");
    let mut raised = 0;
    for query in ["学校 工作", "教师", "学校 教师", "学校 -教师"] {
        let ten = world.hits(&[query, "-n", "10"]);
        let more = world.hits(&[query, "-n", "40", "--explain"]);
        assert!(ten.len() == 10 && more.len() > 10, "{query}");
        assert_eq!(ids(&ten), ids(&more[..10]), "{query}");
        assert!(!more[..10].iter().any(told), "{query}");
        let falls = |pair: &[serde_json::Value]| pair[0]["score"].as_f64() >= pair[1]["score"].as_f64();
        assert!(more.windows(2).all(falls), "{query}");
        raised += more.iter().filter(|hit| told(hit)).count();
        assert!(!world.hits(&[query, "-n", "40", "--explain", "--exact"]).iter().any(told), "{query}");
    }
    assert!(raised > 0, "some were raised");
}

#[test]
fn what_a_section_says_first_counts_once_more() {
    let world = World::new();
    let other = "各项工作有序推进。".repeat(3);
    world.write(
        "r/a.txt",
        format!(
            "通报\n一、前文\n{other}校外培训的治理要加强。{other}\n二、后文\n校外培训的治理要加强。{other}{other}\n"
        ),
    );
    world.expect(0, &["index", "r"]);
    // Nowhere as typed, so that sections count.
    let hits = world.hits(&["治理校外培训", "--explain"]);
    let first = |what: &str| {
        let parts = hits[0]["explanation"].as_array().expect("parts").iter();
        parts.filter(|part| part["what"] == what).count()
    };
    assert_eq!(hits[0]["heading_path"][0], "二、后文", "{hits:?}");
    assert_eq!(first("opening"), 1, "{hits:?}");
    let hits = world.hits(&["校外培训的治理", "--explain"]);
    let parts = hits.iter().flat_map(|hit| hit["explanation"].as_array().expect("parts"));
    assert!(parts.into_iter().all(|part| part["what"] != "opening"), "{hits:?}");
}

#[test]
fn a_report_whose_sections_share_the_words_of_a_question_comes_before_one_that_has_a_passage_alike() {
    let world = World::new();
    let other = "其他事项按规定办理，各单位做好衔接。".repeat(6);
    let alike = "困难毕业生可以申领求职补贴。";
    world.write(
        "r/a.txt",
        format!(
            "就业通知\n一、对象\n{alike}{other}\n二、标准\n补贴标准为一千元，按人发放。{other}\n三、时间\n申领期限到六月底，逾期不补。{other}\n"
        ),
    );
    world.write(
        "r/b.txt",
        format!("工作通知\n一、对象\n{alike}{other}\n二、标准\n{other}\n三、时间\n{other}\n"),
    );
    world.expect(0, &["index", "r"]);
    let hits = world.hits(&["毕业生补贴标准和申领期限是什么？", "--explain"]);
    let worth = |hit: &serde_json::Value, what: &str| {
        let parts = hit["explanation"].as_array().expect("parts").iter();
        parts
            .filter(|part| part["what"] == what)
            .map(|part| part["worth"].as_f64().expect("a number"))
            .sum::<f64>()
    };
    let of = |path: &str| {
        let alike = |hit: &&serde_json::Value| {
            hit["path"].as_str().expect("a path").ends_with(path)
                && hit["text"].to_string().contains("困难毕业生")
        };
        hits.iter().find(alike).unwrap_or_else(|| panic!("{path} is found: {hits:?}"))
    };
    assert!(worth(of("a.txt"), "report") > worth(of("b.txt"), "report"), "{hits:?}");
    assert!(of("a.txt")["score"].as_f64() > of("b.txt")["score"].as_f64(), "{hits:?}");
}

#[test]
fn the_law_that_others_name_comes_before_a_law_alike_until_they_are_gone() {
    let world = World::new();
    let article = "第一条　饲养的动物造成他人损害的，饲养人应当承担责任。\n";
    world.write("r/甲.txt", format!("动物饲养管理规定\n{article}"));
    world.write("r/乙.txt", format!("动物损害责任法\n{article}第二条　本法所称动物包括宠物。\n"));
    for nth in 1..=6 {
        world.write(
            &format!("r/丙{nth}.txt"),
            format!("第{nth}号工作办法\n第一条　依照《中华人民共和国动物饲养管理规定》办理手续。\n"),
        );
    }
    world.expect(0, &["index", "r"]);
    let authority = |path: &str| -> f64 {
        let hits = world.hits(&["动物咬了人谁承担责任", "--explain", "-n", "20"]);
        let hit = hits.iter().find(|hit| {
            hit["path"].as_str().expect("a path").ends_with(path)
                && hit["text"].to_string().contains("饲养的动物")
        });
        let parts =
            hit.unwrap_or_else(|| panic!("{path}: {hits:?}"))["explanation"].as_array().expect("parts");
        parts
            .iter()
            .filter(|part| part["what"] == "authority")
            .filter_map(|part| part["worth"].as_f64())
            .sum()
    };
    assert!(authority("甲.txt") > 0.0 && authority("乙.txt") < 0.0, "named by six works, by none");
    // Their documents linger in the segment; what they named does not.
    (1..=6).for_each(|nth| {
        std::fs::remove_file(world.home().join(format!("r/丙{nth}.txt"))).expect("it was there")
    });
    world.expect(0, &["index", "r", "--prune"]);
    assert_eq!((authority("甲.txt"), authority("乙.txt")), (0.0, 0.0));
}

#[test]
fn a_quoted_run_inside_a_question_that_nothing_holds_is_preferred() {
    let world = World::new();
    world.write("r/a.txt", "通报\n一、减负\n减轻教师负担，教师满意。\n二、阅读\n学生每天阅读。\n");
    world.expect(0, &["index", "r"]);
    let answer = world.expect(0, &["query", "如何做到 \"减轻各位教师负担\" 的要求"]);
    assert!(answer.out.contains("减轻教师负担") || answer.out.contains("教师满意"), "{}", answer.out);
    assert!(answer.err.contains("it is preferred here, not required"), "{}", answer.err);
    // A run alone, a count and the whole list are what was typed.
    world.expect(1, &["query", "\"减轻各位教师负担\""]);
    world.expect(1, &["query", "-c", "如何做到 \"减轻各位教师负担\" 的要求"]);
    world.expect(1, &["query", "--all-hits", "如何做到 \"减轻各位教师负担\" 的要求"]);
}

#[test]
fn a_collection_that_was_not_read_whole_or_is_another_is_not_measured() {
    let world = World::new();
    world.write("queries.tsv", "1\t减轻教师负担\n");
    world.write("qrels.tsv", "1 0 a 1\n");
    let line = "{\"id\": \"a\", \"text\": \"减轻教师负担。\"}\n";
    world.write("c.jsonl", line);
    let asked = ["eval", "--corpus", "c.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.tsv"];
    assert!(world.expect(0, &asked).out.contains("MRR@10 1.0000"));
    world.write("other.tsv", "1 0 b 1\n");
    let of_another = ["eval", "--corpus", "c.jsonl", "--queries", "queries.tsv", "--qrels", "other.tsv"];
    assert!(world.expect(1, &of_another).err.contains("is this the index of the collection?"));
    // The index of what it was before is there, but it is not what was asked for.
    world.write("c.jsonl", format!("{line}{{\"id\":\n"));
    let said = world.expect(2, &asked).err;
    assert!(said.contains("line 2") && said.contains("was not measured"), "{said}");
}

#[test]
fn a_rare_long_word_is_found_by_its_parts_too() {
    let world = World::new();
    world.write("r/甲.txt", "减轻企业负担工作报告\n一、工作\n减轻企业的各种负担。\n");
    world.write("r/乙.txt", "工作报告\n一、工作\n切实减轻负担。\n");
    world.write("r/丙.txt", "工作报告\n一、工作\n别的事情。\n");
    world.expect(0, &["index", "r"]);
    let hits = world.hits(&["减轻负担"]);
    let files: Vec<&str> = hits.iter().filter_map(|hit| hit["path"].as_str()).collect();
    assert!(files.len() > 1 && files[0].ends_with("乙.txt"), "as typed first: {files:?}");
    assert!(files[1..].iter().all(|file| file.ends_with("甲.txt")), "{files:?}");
    assert_eq!(world.hits(&["减轻负担", "--exact"]).len(), 1);
    assert_eq!(world.hits(&["\"减轻负担\""]).len(), 1);
}
