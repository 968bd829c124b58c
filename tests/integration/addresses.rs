//! A report's name and the number of a part of it: that part comes first, then what cites it.

use crate::harness::World;

/// A law in two editions, what is called like it, what cites it, and a report.
fn world() -> World {
    let world = World::new();
    let edition = |day: &str, fee: &str| {
        format!(
            "# 中华人民共和国节水法\n\n{day}通过\n\n## 第一章 总则\n\n第一条 为了节约用水，制定本法。\n\n\
             第二条 本法所称节水，是指少用水。\n\n国家鼓励节水。\n\n## 第二章 用水\n\n\
             第三条 有下列情形之一的，{fee}：\n\n（一）漏水不修的；\n\n（二）其他浪费水的。\n\n\
             前款规定的水费由水务部门收取。\n\n第三条之一 再生水优先使用。\n\n\
             第四条 违反本法第三条规定的，处以罚款。\n\n第十条 本法自公布之日起施行。\n"
        )
    };
    world.write("laws/节水法(2015-03-01).md", edition("2015年3月1日", "加倍收费"));
    world.write("laws/节水法(2023-06-01).md", edition("2023年6月1日", "三倍收费"));
    world.write(
        "laws/细则.md",
        "# 甲市农业节水法实施细则\n\n第一条 根据《中华人民共和国节水法》（以下简称《母法》）制定本细则。\n\n\
         第二条 依照《母法》第一条、第三条收费的，应当公示。\n\n第三条 农业用水另行规定，节水法第二条除外。\n",
    );
    world.write(
        "laws/解释.md",
        "# 最高人民法院关于适用《中华人民共和国节水法》若干问题的解释（二）\n\n\
         第一条 节水法第三条所称漏水，包括渗水。\n\n第二条 本解释自公布之日起施行。\n",
    );
    world.write(
        "reports/2025.txt",
        "乙县2025年工作报告\n一、工作回顾\n（一）经济\n经济平稳增长，节水法第十条。\n（二）民生\n民生持续改善，供水到户。\n\
         二、工作安排\n（一）经济\n继续稳增长。\n（二）民生\n表1 民生实事\n实事一件，供水。\n附件1\n名单如下。\n一、供水名单\n名单一。\n",
    );
    world.expect(0, &["index", "laws", "reports"]);
    world
}

/// The hits of a query as `file › heading`, in order.
fn hits(world: &World, query: &[&str]) -> Vec<String> {
    let shown = |hit: &serde_json::Value| {
        let path = std::path::PathBuf::from(hit["path"].as_str().expect("a path"));
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let last = hit["heading_path"].as_array().and_then(|path| path.last()).and_then(|last| last.as_str());
        format!("{name} › {}", last.unwrap_or(""))
    };
    world.hits(query).iter().map(shown).collect()
}

const NEW: &str = "节水法(2023-06-01)";
const OLD: &str = "节水法(2015-03-01)";

#[test]
fn the_part_comes_first_however_it_is_typed_the_newest_edition_before_older_ones() {
    let world = world();
    let forms = [
        "节水法第三条",
        "节水法第3条",
        "节水法第３条",
        "节水法 3条",
        "节水法3条",
        "节水法 3",
        "节水法 第三条",
        "《节水法》第三条",
        "《中华人民共和国节水法》第三条",
        "中华人民共和国节水法第3条",
        "中華人民共和國節水法第三條",
        "第三条 节水法",
        "第3条《节水法》",
        "第三条 中华人民共和国节水法",
        "节水法的第三条",
        "节水法第二章第三条",
    ];
    for form in forms {
        let found = hits(&world, &[form]);
        let wanted = [format!("{NEW} › 第三条"), format!("{OLD} › 第三条")];
        assert_eq!(found.get(..2), Some(&wanted[..]), "{form}: {found:?}");
    }
}

#[test]
fn what_cites_the_part_comes_next() {
    let world = world();
    let mut citing = hits(&world, &["节水法第三条"])[2..6].to_vec();
    citing.sort();
    let mut wanted = [
        format!("{NEW} › 第四条"),
        format!("{OLD} › 第四条"),
        "解释 › 第一条".into(),
        "细则 › 第二条".into(),
    ];
    wanted.sort();
    assert_eq!(citing, wanted);
}

#[test]
fn each_kind_of_part_is_found() {
    let world = world();
    let table = [
        ("节水法第三条之一", format!("{NEW} › 第三条之一")),
        ("节水法第二章", format!("{NEW} › 第二章 用水")),
        ("甲市农业节水法实施细则第三条", "细则 › 第三条".to_owned()),
        ("农业节水法实施细则第三条", "细则 › 第三条".to_owned()),
        ("节水法解释二第一条", "解释 › 第一条".to_owned()),
        ("节水法司法解释（二）第二条", "解释 › 第二条".to_owned()),
        ("乙县2025年工作报告二、", "2025 › 二、工作安排".to_owned()),
        ("乙县2025年工作报告二、（二）", "2025 › （二）民生".to_owned()),
        ("乙县2025年工作报告第一部分", "2025 › 一、工作回顾".to_owned()),
        ("乙县2025年工作报告一、", "2025 › 一、工作回顾".to_owned()),
        ("乙县2025年工作报告附件1", "2025 › 附件1".to_owned()),
        ("乙县2025年工作报告表1", "2025 › （二）民生".to_owned()),
    ];
    for (typed, wanted) in table {
        assert_eq!(hits(&world, &[typed]).first(), Some(&wanted), "{typed}");
    }
    let second = &world.hits(&["乙县2025年工作报告二、（二）"])[0];
    assert_eq!(second["heading_path"][0], "二、工作安排");
}

#[test]
fn paragraphs_and_items_are_where_the_hit_points() {
    let world = world();
    let line = |typed: &str| {
        let hit = &world.hits(&[typed])[0];
        let (text, line) = (hit["text"].as_str().expect("a text"), hit["location"]["line"].as_u64());
        let at = line.expect("a line") - hit["line_start"].as_u64().expect("a line");
        text.lines().nth(at as usize).expect("the line").to_owned()
    };
    let table = [
        ("节水法第二条第一款", "第二条 本法所称节水，是指少用水。"),
        ("节水法第二条第二款", "国家鼓励节水。"),
        ("节水法第三条第二款", "前款规定的水费由水务部门收取。"),
        ("节水法第三条第二项", "（二）其他浪费水的。"),
        ("节水法第三条第一款第（一）项", "（一）漏水不修的；"),
        ("节水法3条1款2项", "（二）其他浪费水的。"),
    ];
    for (typed, wanted) in table {
        assert_eq!(line(typed), wanted, "{typed}");
    }
    let said = world.expect(0, &["query", "节水法第二条第五款"]).err;
    assert!(said.contains("第二条 of 中华人民共和国节水法 has no 第五款 (of these it has 2)"), "{said}");
}

#[test]
fn a_number_that_is_not_there_is_said() {
    let world = world();
    let said = world.run(&["query", "节水法第五十条"]).err;
    assert!(said.contains("中华人民共和国节水法 has 第一条 to 第十条, no 第五十条"), "{said}");
    let said = world.run(&["query", "节水法第九章"]).err;
    assert!(said.contains("has 第一章 to 第二章, no 第九章"), "{said}");
    // A part of its name tells which report is meant where no other has it.
    let said = world.run(&["query", "农业节水法实施细则专栏9"]).err;
    assert!(said.contains("has no 专栏9"), "{said}");
    // A number without its unit may be anything.
    assert!(!world.run(&["query", "节水法 2024"]).err.contains("节水法 has"));
}

#[test]
fn a_title_in_a_field_names_the_report() {
    let world = world();
    assert_eq!(hits(&world, &["第三条 title:节水法"])[0], format!("{NEW} › 第三条"));
    assert_eq!(hits(&world, &["第3条 title:实施细则"])[0], "细则 › 第三条");
    assert_eq!(hits(&world, &["节水法第三条 path:2015"])[0], format!("{OLD} › 第三条"));
    assert!(hits(&world, &["节水法第三条 -三倍"]).iter().all(|hit| *hit != format!("{NEW} › 第三条")));
}

#[test]
fn other_queries_are_as_they_were() {
    let world = world();
    // What is quoted stands there as it is, and says that there is more.
    let found = world.hits(&["\"节水法第三条\""]);
    assert_eq!(found.len(), 1);
    let said = world.expect(0, &["query", "\"节水法第三条\""]).err;
    assert!(said.contains("without quotation marks"), "{said}");
    // No report is called so: words.
    for words in ["供水法第三条", "细则第三条", "第三条", "第三条规定的漏水"] {
        let said = world.run(&["query", words, "--explain", "--json"]);
        assert!(!said.out.contains("\"address\""), "{words}: {}", said.out);
    }
    let said = world.expect(0, &["query", "节水法第三条", "--explain", "--json"]);
    assert!(said.out.lines().next().is_some_and(|hit| hit.contains("\"address\"")), "{}", said.out);
}

#[test]
fn a_heading_typed_whole_comes_before_a_part_of_a_report_whose_name_is_like_it() {
    let world = world();
    world.write("laws/服务.md", "# 甲市保安服务管理条例\n\n## 第一章 总则\n\n第一条 为了安全。\n\n## 第二章 罚则\n\n第二条 处以罚款。\n");
    world.write(
        "laws/保障.md",
        "# 退役保障办法\n\n## 第一章 总则\n\n第一条 为了保障。\n\n## 第二章 服务管理\n\n第二条 加强服务。\n",
    );
    world.expect(0, &["index", "laws"]);
    let found = hits(&world, &["第二章 服务管理"]);
    assert_eq!(found[..2], ["保障 › 第二章 服务管理", "服务 › 第二章 罚则"], "{found:?}");
    // Where no heading is so, it is the part.
    assert_eq!(hits(&world, &["第二章 安服务管理条例"])[0], "服务 › 第二章 罚则");
}

#[test]
fn a_short_name_is_what_texts_say_where_they_say_the_same() {
    let world = world();
    assert_eq!(hits(&world, &["母法第三条"])[0], format!("{NEW} › 第三条"));
    world.write(
        "laws/另一.md",
        "# 甲市工业用水规则\n\n第一条 根据《甲市供水条例》（以下简称《母法》）制定本规则。\n\n第三条 完。\n",
    );
    world.expect(0, &["index"]);
    let said = world.run(&["query", "母法第三条", "--explain", "--json"]).out;
    assert!(!said.contains("\"address\""), "each text calls another law so: {said}");
}

#[test]
fn editions_come_and_go_with_their_files() {
    let world = world();
    let third = world.write(
        "laws/节水法(2030-01-01).md",
        "# 中华人民共和国节水法\n\n第三条 水费由省定。\n\n第四条 完。\n",
    );
    world.expect(0, &["index"]);
    assert_eq!(hits(&world, &["节水法第三条"])[0], "节水法(2030-01-01) › 第三条");
    std::fs::remove_file(third).expect("it can be removed");
    world.expect(0, &["index"]);
    assert_eq!(hits(&world, &["节水法第三条"])[0], format!("{NEW} › 第三条"));
}
