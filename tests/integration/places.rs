//! Places of words (`同句:( )` and its kin) do not depend on how reports are cut; nothing found says why.

use std::collections::BTreeSet;
use std::path::Path;

use xunzhang::output::Bar;
use xunzhang::pipeline::{self, Job, Mode};
use xunzhang::schema::Schema;
use xunzhang::source::Limits;

use crate::harness::{World, repository};

/// Builds an index whose passages are as long as this.
fn index(world: &World, name: &str, chars_max: usize) {
    let schema = world.home().join(format!("schema-{name}"));
    Schema::builtin().write_to(&schema).expect("it can be written");
    let settings = std::fs::read_to_string(schema.join("schema.toml")).expect("settings");
    let line = |line: &str| match line.split('=').next().map(str::trim) {
        Some("chars_min") => format!("chars_min = {}", chars_max / 5),
        Some("chars_max") => format!("chars_max = {chars_max}"),
        _ => line.to_owned(),
    };
    let settings: Vec<String> = settings.lines().map(line).collect();
    std::fs::write(schema.join("schema.toml"), settings.join("\n")).expect("it can be written");
    let roots = ["examples/reports", "tests/corpus"].map(|folder| repository().join(folder));
    let mut roots = roots.to_vec();
    roots.push(world.home().join("own"));
    let job = Job {
        paths: roots,
        index: world.home().join(name),
        schema: Schema::load(&schema).expect("it fits"),
        threads: 2,
        memory_bytes: 64 << 20,
        shared: false,
        file_bytes_max: 1 << 20,
        reader: None,
        limits: Limits::default(),
        ocr: None,
        words: Vec::new(),
        synonyms: Vec::new(),
        mode: Mode::default(),
        budget: None,
    };
    pipeline::run(&job, &Bar::new(true)).expect("an index");
}

/// The sections that a query finds: file and headings.
fn sections(world: &World, index: &str, query: &str) -> BTreeSet<String> {
    let hits = world.hits(&["--index", index, query, "-n", "1000"]);
    hits.iter()
        .map(|hit| {
            let path = Path::new(hit["path"].as_str().expect("a path"));
            format!("{} {}", path.display(), hit["heading_path"])
        })
        .collect()
}

fn own_report(world: &World) {
    let filler = "各地认真落实，群众满意度稳步提高，".repeat(20);
    world.write(
        "own/places.txt",
        format!(
            "甲县教育工作报告\n一、减负工作\n　　减轻教师负担见实效，{filler}学生作业总量得到控制。各校安排课后服务。\n{}{}",
            "　　经费按时拨付。\n二、经费保障\n",
            "　　教师工资按时发放。\n　　课后服务有补助，\n教师满意。\n"
        ),
    );
}

#[test]
fn places_of_words_do_not_depend_on_the_size_of_passages() {
    let world = World::new();
    own_report(&world);
    index(&world, "small", 60);
    index(&world, "large", 800);
    let queries = [
        "同句:(教师 作业)",
        "同句:(减轻 课后服务)",
        "同段:(减轻 课后服务)",
        "同段:(减轻 拨付)",
        "同节:(减轻 拨付)",
        "同节:(减轻 工资)",
        "同篇:(减轻 工资)",
        "同段:(补助 满意)",
        "sentence:(教师 负担)",
        "paragraph:(教育 经费)",
        "section:(教育 经费 督导)",
        "report:(教育 审计)",
        "\"教师\" -同句:(教师 工资)",
        "同节:(教师 经费) title:审计",
        "同句:(教育 经费) OR 同篇:(火星 教育)",
    ];
    let mut some = 0;
    for query in queries {
        let [small, large] = ["small", "large"].map(|index| sections(&world, index, query));
        assert_eq!(small, large, "{query}");
        some += usize::from(!small.is_empty());
    }
    assert!(some >= 9, "most of them find something: {some}");
}

#[test]
fn each_scope_reaches_as_far_as_it_says() {
    let world = World::new();
    own_report(&world);
    world.expect(0, &["index", "own"]);
    let found = |query: &str| -> Vec<String> {
        let hits = world.hits(&[query]);
        let mut headings: Vec<String> =
            hits.iter().map(|hit| hit["heading_path"][0].as_str().unwrap_or("").to_owned()).collect();
        headings.sort();
        headings.dedup();
        headings
    };
    let (first, second) = ("一、减负工作", "二、经费保障");
    let table: &[(&str, &[&str])] = &[
        ("同句:(减轻 作业)", &[first]),
        ("同句:(减轻 课后)", &[]),
        ("同段:(减轻 课后)", &[first]),
        ("同段:(减轻 拨付)", &[]),
        ("同节:(减轻 拨付)", &[first]),
        ("同节:(减轻 工资)", &[]),
        ("同篇:(减轻 工资)", &[first, second]),
        ("同段:(补助 满意)", &[second]),
        ("同句:(“课后 服务” 补助)", &[second]),
    ];
    for (query, wanted) in table {
        assert_eq!(found(query), *wanted, "{query}");
    }
}

#[test]
fn lines_and_rows_that_are_paragraphs_end_what_stands_in_them() {
    let world = World::new();
    let people = ["张三 市教育局局长", "李四 市财政局副局长", "王五 科员"];
    world.write("own/a.txt", people.join("\n"));
    let list: String = people.iter().map(|one| format!("<li>{one}</li>")).collect();
    let rows: String =
        people.iter().map(|one| format!("<tr><td>{}</td></tr>", one.replace(' ', "</td><td>"))).collect();
    world.write("own/b.html", format!("<html><title>名单</title><ul>{list}</ul>"));
    world.write("own/c.html", format!("<html><title>表</title><table>{rows}</table>"));
    world.expect(0, &["index", "own"]);
    for query in ["同句:(张三 副局长)", "同段:(李四 科员)", "张三…副局长"] {
        assert!(world.hits(&[query]).is_empty(), "{query}");
    }
    for query in ["同句:(李四 副局长)", "同段:(王五 科员)", "李四…副局长", "同节:(张三 科员)"]
    {
        assert_eq!(world.hits(&[query]).len(), 3, "{query}");
    }
    for hit in world.hits(&["\"副局长\""]) {
        let snippet = hit["snippet"].to_string();
        assert!(snippet.contains("局长 李四") && snippet.contains("副局长 王五"), "{snippet}");
    }
}

#[test]
fn a_sentence_goes_on_over_a_line_end_that_closes_none() {
    let world = World::new();
    let text = "政府工作报告\n一、目标\n今年是关键一年。为了实现主要预期目标\n是：地区生产总值增长百分之五，城镇新增就业\n一百万人。农业稳定。\n";
    world.write("r/a.txt", text);
    world.expect(0, &["index", "r"]);
    for query in ["同句:(预期目标 地区生产总值)", "主要预期目标…新增就业", "同句：（生产总值，一百万人）"]
    {
        world.expect(0, &["query", query]);
    }
    for query in ["同句:(关键一年 预期目标)", "一百万人…农业", "同句:(生产总值 农业)"]
    {
        world.expect(1, &["query", query]);
    }
}

#[test]
fn a_gap_goes_over_as_many_passages_as_its_sentence() {
    let world = World::new();
    let filler = "各地认真落实，群众满意度稳步提高，".repeat(100);
    world.write("own/a.txt", format!("报告\n一、建设\n修建水库一座，{filler}铁路通车。机场开工。\n"));
    world.expect(0, &["index", "own"]);
    assert_eq!(world.hits(&["水库…铁路"]).len(), 1);
    assert_eq!(world.hits(&["铁路…水库"]).len(), 0);
    assert_eq!(world.hits(&["水库…机场"]).len(), 0);
}

#[test]
fn a_long_table_gives_many_hits_that_begin_and_end_with_rows() {
    let world = World::new();
    let row = |nth: usize| format!("<tr><td>文件名: 附件{nth}号</td><td>某局；某处；经办人某某</td></tr>");
    let rows: String = (0..400).map(row).collect();
    world.write("own/a.html", format!("<html><title>文件目录</title><table>{rows}</table>"));
    world.expect(0, &["index", "own"]);
    let hits = world.hits(&["--all-hits", "\"文件名\""]);
    assert!(hits.len() > 5, "{}", hits.len());
    for hit in hits {
        let text = hit["text"].as_str().expect("a text");
        assert!(text.starts_with("文件名") && text.ends_with("某某"), "{text}");
    }
}

#[test]
fn nothing_found_says_why() {
    let world = World::new();
    own_report(&world);
    world.expect(0, &["index", "own"]);
    let why = |query: &str| world.expect(1, &["query", query]).err;
    let said = why("\"减轻教师负但\"");
    assert!(
        said.contains("stands nowhere; its longest part that does: \"减轻教师负\" (1 passage)"),
        "{said}"
    );
    assert!(said.contains("spelled like it: \"减轻教师负担\" (1 passage)"), "{said}");
    let said = why("\"减轻\" AND \"工资\"");
    assert!(said.contains("\"减轻\" (1 passage), but not where it was asked for"), "{said}");
    let said = why("火星探测");
    assert!(said.contains("read as: ") && said.contains("(nowhere)"), "{said}");
    let said = why("同句:(减轻 火星)");
    assert!(said.contains("\"火星\" stands nowhere"), "{said}");
    let said = why("path:nowhere 减轻");
    assert!(said.contains("\"nowhere\" is in the path of no report"), "{said}");
}

/// One report in two scripts and with other line ends is one; the file that was asked for is shown as it stands.
#[test]
fn the_file_that_was_asked_for_is_the_one_shown() {
    let world = World::new();
    world.write("甲/简.txt", "丙县教育报告\n一、减负\n减轻教师负担，学生满意。\n二、经费\n经费按时拨付。\n");
    world.write(
        "乙/繁.txt",
        "\n\n丙縣教育報告\n\n一、減負\n\n減輕教師負擔，學生滿意。\n\n二、經費\n\n經費按時撥付。\n",
    );
    world.write("丁/简.txt", "丙县教育报告\n一、减负\n减轻教师负担，学生满意。\n二、经费\n经费按时拨付。\n");
    world.expect(0, &["index", "甲", "乙", "丁"]);
    let first = |query: &[&str]| {
        let hits = world.hits(query);
        assert_eq!(hits.len(), 1, "{query:?}");
        let hit = &hits[0];
        let path = hit["path"].as_str().expect("a path").to_owned();
        (path, hit["line_start"].as_u64(), hit["text"].as_str().expect("a text").to_owned())
    };
    let simplified = "一、减负\n减轻教师负担，学生满意。";
    let traditional = "一、減負\n\n減輕教師負擔，學生滿意。";
    let table: [(&[&str], &str, u64, &str); 6] = [
        (&["\"减轻教师负担\" path:甲"], "甲/简.txt", 2, simplified),
        (&["\"减轻教师负担\" path:乙"], "乙/繁.txt", 5, traditional),
        (&["\"减轻教师负担\" path:丁"], "丁/简.txt", 2, simplified),
        (&["\"减轻教师负担\" -path:甲 -path:丁"], "乙/繁.txt", 5, traditional),
        (&["\"减轻教师负担\" (path:乙 OR path:nowhere)"], "乙/繁.txt", 5, traditional),
        (&["\"减轻教师负担\"", "--in", "乙"], "乙/繁.txt", 5, traditional),
    ];
    for (query, path, line, text) in table {
        let (found, line_start, shown) = first(query);
        assert!(found.ends_with(path), "{query:?}: {found}");
        assert_eq!((line_start, shown.as_str()), (Some(line), text), "{query:?}");
    }
    // Marks and snippet are of the text that is shown.
    let hit = &world.hits(&["\"减轻教师负担\" path:乙"])[0];
    let marked = |range: &serde_json::Value| {
        let (from, end) = (range[0].as_u64().expect("a number"), range[1].as_u64().expect("a number"));
        hit["text"]
            .as_str()
            .expect("a text")
            .chars()
            .skip(from as usize)
            .take((end - from) as usize)
            .collect::<String>()
    };
    assert_eq!(marked(&hit["matches"][0]), "減輕教師負擔");
    assert!(hit["snippet"].as_str().is_some_and(|snippet| snippet.contains("減輕教師負擔")), "{hit}");
    assert!(world.hits(&["\"减轻教师负担\" -path:甲 -path:乙 -path:丁"]).is_empty());
    let alone = &world.hits(&["path:乙"])[0];
    assert!(alone["path"].as_str().is_some_and(|path| path.ends_with("乙/繁.txt")), "{alone}");
}
