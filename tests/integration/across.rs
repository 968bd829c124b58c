//! Looking across reports: figures as a table, on small reports and on real ones with a truth made by hand.

use serde_json::Value;

use crate::harness::{World, reports};

/// Three reports of three places and a table.
pub(crate) fn world_of_figures() -> World {
    let world = World::new();
    let report = |place: &str, target: &str, jobs: &str| {
        format!(
            "政府工作报告\n——2026年1月20日在{place}第十四届人民代表大会第五次会议上\n{place}省长 某某\n一、2025年工作回顾\n\
             全省地区生产总值达到1.22万亿元、增长5.1%，人均地区生产总值增长4%。城镇新增就业{jobs}。\n\
             二、2026年工作安排\n今年经济社会发展主要预期目标是：地区生产总值增长{target}，在实际工作中争取更好结果；\
             居民消费价格涨幅2%左右。\n"
        )
    };
    world.write("r/2026_甲省.txt", report("甲山省", "5%左右", "40万人"));
    world.write("r/2026_乙省.txt", report("乙河省", "4.5%—5%", "32.5万人"));
    world.write("r/2026_丙省.txt", report("丙江省", "５．５％以上", "**万人"));
    let table = "# 主要指标表\n\n指标\t单位\t2024年实际\t2025年目标\n地区生产总值\t亿元\t12,200\t13,000\n";
    world.write("r/2025_指标.txt", table);
    let record = "{\"id\": \"一\", \"title\": \"2026年丁海省工作报告\", \"text\": \"去年地区生产总值达到1.22万亿元。出口额增长7%。\"}\n";
    world.write("r/集.jsonl", record);
    world.expect(0, &["index", "r"]);
    world
}

pub(crate) fn figures(world: &World, arguments: &[&str]) -> Vec<Value> {
    let mut all = vec!["figures", "--json"];
    all.extend(arguments);
    let said = world.run(&all);
    assert!(said.status < 2, "{arguments:?}: {}", said.err);
    said.out.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
}

/// Region, amount and relation of each figure.
fn told(figures: &[Value]) -> Vec<(&str, f64, &str)> {
    let told = figures.iter().map(|figure| {
        let text = |name: &str| figure[name].as_str().unwrap_or_default();
        (text("region"), figure["low"].as_f64().unwrap_or(-1.0), text("relation"))
    });
    told.collect()
}

#[test]
fn targets_of_several_reports_are_one_table() {
    let world = world_of_figures();
    let found =
        figures(&world, &["地区生产总值 增长", "--target", "--period", "2026", "--sure", "--by", "region"]);
    let mut read = told(&found);
    read.sort_by(|a, b| a.0.cmp(b.0));
    assert_eq!(read, [("丙江省", 5.5, "at_least"), ("乙河省", 4.5, "equals"), ("甲山省", 5.0, "about")]);
    let high: Vec<f64> = found.iter().filter_map(|figure| figure["high"].as_f64()).collect();
    assert!(high.contains(&5.0) && high.contains(&5.5));
    // A place in the file, not in the text without blanks.
    let path = found[0]["path"].as_str().expect("a path");
    let (start, end) = (found[0]["byte_start"].as_u64(), found[0]["byte_end"].as_u64());
    let text = std::fs::read(path).expect("the report");
    let amount = &text[start.expect("a byte") as usize..end.expect("a byte") as usize];
    assert!(String::from_utf8_lossy(amount).contains(['%', '％']), "{amount:?}");
}

#[test]
fn conditions_masks_and_units_hold() {
    let world = world_of_figures();
    let most = figures(&world, &["城镇新增就业", "--achieved", "--where", ">350000人"]);
    assert_eq!(told(&most), [("甲山省", 400_000.0, "equals")]);
    let all = figures(&world, &["城镇新增就业", "--achieved"]);
    assert_eq!(all.iter().filter(|figure| figure["masked"] == true).count(), 1);
    let level = figures(&world, &["地区生产总值", "--where", "=12,200亿元"]);
    assert_eq!(level.iter().filter(|figure| figure["low"] == 1.22e12).count(), level.len());
    assert!(level.len() >= 2, "text and table");
    let growth = figures(&world, &["地区生产总值 增长", "--achieved"]);
    assert!(growth.iter().all(|figure| figure["low"] == 5.1), "of a head is another indicator: {growth:?}");
}

#[test]
fn the_table_is_for_people_and_for_spreadsheets() {
    let world = world_of_figures();
    let said =
        world.expect(0, &["figures", "居民消费价格", "--target", "--one-per", "region", "--sentences"]);
    assert!(said.out.contains("2%左右") && said.out.contains("target 2026"), "{}", said.out);
    assert!(said.out.contains("3 figures") && said.out.contains(".txt:"), "{}", said.out);
    let csv = world.expect(0, &["figures", "居民消费价格", "--target", "--csv"]).out;
    assert!(csv.starts_with("\u{feff}region,year,report,"), "{csv}");
    assert_eq!(csv.lines().count(), 4);
    let nothing = world.expect(1, &["figures", "飞船产量"]);
    assert!(nothing.err.contains("no figure found"), "{}", nothing.err);
    for wrong in [["--where", "5"], ["--period", "26"]] {
        let said = world.expect(2, &["figures", "地区生产总值", wrong[0], wrong[1]]);
        assert!(said.err.contains(wrong[1]), "{}", said.err);
    }
}

#[test]
fn an_example_of_figures_runs() {
    let world = World::new();
    let said = world.expect(0, &["figures", "一般公共预算收入 增长", "--in", &reports("examples/reports")]);
    assert!(said.out.contains("3.4%"), "{}", said.out);
}

/// Reports of three years, one of them in two copies, one year without.
fn world_of_years() -> World {
    let world = World::new();
    let report = |year: u16, words: &str| {
        let filler =
            |nth: u16| format!("第{nth}项{year}年的工作按照要求完成，投入{}万元。\n", nth * year % 997);
        let body: String = (1..60).map(filler).collect();
        format!(
            "政府工作报告\n——{year}年1月20日在甲山省第十四届人民代表大会第五次会议上\n一、工作回顾\n{body}{words}\n"
        )
    };
    world.write("r/甲.txt", report(2020, "粮食安全，粮食安全。"));
    world.write("r/copy/甲.txt", format!("{}\n网站版权所有 2020", report(2020, "粮食安全，粮食\n安全。")));
    world.write("r/乙.txt", report(2021, "保障供给。"));
    world.write("r/丙.txt", report(2023, "新质生产力，粮食安全。"));
    world.expect(0, &["index", "r"]);
    world
}

#[test]
fn a_trend_counts_each_report_once_and_tells_no_report_from_none() {
    let world = world_of_years();
    let said = world.expect(0, &["trend", "粮食安全", "新质生产力", "--json"]);
    let rows: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let read: Vec<String> = rows
        .iter()
        .map(|row| {
            format!("{} {} {} {} {}", row["word"], row["group"], row["reports"], row["holding"], row["hits"])
        })
        .map(|line| line.replace('"', ""))
        .collect();
    assert_eq!(
        read,
        [
            "粮食安全 2020 1 1 2",
            "粮食安全 2021 1 0 0",
            "粮食安全 2022 0 0 0",
            "粮食安全 2023 1 1 1",
            "新质生产力 2020 1 0 0",
            "新质生产力 2021 1 0 0",
            "新质生产力 2022 0 0 0",
            "新质生产力 2023 1 1 1",
        ]
    );
    assert!(said.err.contains("1 copy of reports counted once"), "{}", said.err);
    let table = world.expect(0, &["trend", "粮食安全", "新质生产力"]).out;
    assert!(table.contains("first 2020, last 2023") && table.contains("first 2023, last 2023"), "{table}");
    let missing = table.lines().find(|line| line.trim_start().starts_with("2022")).expect("a year");
    assert!(missing.contains('-'), "{missing}");
    let region = world.expect(0, &["trend", "粮食安全", "--by", "region", "--csv"]).out;
    assert!(region.contains("粮食安全,甲山省,3,2,3,"), "{region}");
    world.expect(1, &["trend", "飞船"]);
}

#[test]
fn a_trend_is_drawn_as_xml_with_its_words() {
    let world = world_of_years();
    for (arguments, word) in [
        (&["trend", "粮食安全", "新质生产力", "--svg", "c.svg"][..], "新质生产力"),
        (&["trend", "粮食安全", "--by", "region", "--svg", "c.svg"], "甲山省"),
    ] {
        let said = world.expect(0, arguments);
        assert!(said.out.is_empty() && said.err.contains("wrote c.svg"), "{}{}", said.out, said.err);
        let picture = std::fs::read_to_string(world.home().join("c.svg")).expect("a picture");
        let mut reader = quick_xml::Reader::from_str(&picture);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().expect("XML") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                    tag.attributes().for_each(|attribute| drop(attribute.expect("an attribute")));
                }
                _ => {}
            }
        }
        // As outlines with a label, or as text where this machine has no Chinese font.
        assert!(
            picture.contains(&format!("aria-label=\"{word}\"")) || picture.contains(&format!(">{word}<"))
        );
        assert!(picture.contains("<use ") || said.err.contains("no Chinese font"), "{}", said.err);
    }
    let figures = world_of_figures();
    figures.expect(0, &["figures", "地区生产总值 增长", "--target", "--svg", "f.svg"]);
    let picture = std::fs::read_to_string(figures.home().join("f.svg")).expect("a picture");
    assert!(picture.contains("5%左右") && picture.contains("2026甲山省"), "{picture}");
    figures.expect(2, &["figures", "地区生产总值 增长", "--svg", "none/f.svg"]);
}

#[test]
fn terms_of_a_year_are_told_and_new_ones_go_to_the_dictionary() {
    let world = world_of_years();
    let more = format!(
        "政府工作报告\n——2024年1月20日在甲山省第十四届人民代表大会第六次会议上\n一、回顾\n{}",
        "支持空中出租。空中出租要安全，试点空中出租。\n"
    );
    world.write("r/丁.txt", more);
    world.expect(0, &["index", "r"]);
    let said = world.expect(0, &["terms", "--year", "2024", "--json"]);
    let rows: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let new: Vec<&Value> = rows.iter().filter(|row| row["list"] == "new").collect();
    assert!(new.iter().any(|row| row["text"] == "空中出租" && row["hits"] == 3), "{}", said.out);
    assert_eq!(new[0]["first_year"], 2024);
    let shown = world.expect(0, &["terms", "r/丁.txt"]);
    assert!(
        shown.out.contains("new in 2024") && shown.out.contains("against 3 reports beside 2020-2023"),
        "{}",
        shown.out
    );
    let rank = new.iter().find(|row| row["text"] == "空中出租").expect("it")["rank"].to_string();
    let added = world.expect(0, &["terms", "--year", "2024", &format!("--add={rank}")]);
    assert!(added.err.contains("1 word added"), "{}", added.err);
    assert!(world.expect(0, &["dict", "list"]).out.contains("空中出租"));
    world.expect(2, &["terms", "--year", "1999"]);
    world.expect(2, &["terms", "不在的报告"]);
    world.expect(2, &["terms", "--year", "2024", "--add=99"]);
}

/// Reports, and queries of before.
pub(crate) fn world_with_history() -> World {
    let world = world_of_figures();
    // Kept of what people ask, not programs: as `query` writes it.
    world.write("state/xunzhang/history", "城镇新增就业\n城镇新增就业\n粮食\n");
    world.write("config/xunzhang/xunzhang.toml", "history = true\n");
    world
}

#[test]
fn pinyin_that_finds_nothing_is_offered_its_characters() {
    let world = world_of_figures();
    let said = world.expect(1, &["query", "chengzhenxinzeng"]);
    assert!(said.err.contains("in pinyin it spells 城镇新增"), "{}", said.err);
    let said = world.expect(1, &["query", "qqqq"]);
    assert!(!said.err.contains("pinyin"), "{}", said.err);
}

/// A number that follows from another one, the same in every run.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

#[test]
fn a_paragraph_copied_with_a_tenth_changed_is_found_first() {
    let world = World::new();
    let words: Vec<&str> = "教师 学生 学校 经费 督导 评估 减轻 负担 提高 质量 建设 管理 改革 服务 保障 投入 安全 发展 \
        城乡 农村 资金 项目 监督 落实 责任 机制 完善 推进 加强 培训 待遇 编制 均衡 优质 资源 特色 创新 文化 健康 体育"
        .split_whitespace()
        .collect();
    let mut seed = 7;
    let mut paragraph = || (0..40).map(|_| words[next(&mut seed) % words.len()]).collect::<String>() + "。";
    let paragraphs: Vec<String> = (0..400).map(|_| paragraph()).collect();
    for (nth, report) in paragraphs.chunks(20).enumerate() {
        let sections = report.iter().enumerate().map(|(nth, text)| format!("（{}）事项\n{text}\n", nth + 1));
        world.write(&format!("r/{nth}.txt"), format!("第{nth}号工作报告\n{}", sections.collect::<String>()));
    }
    world.expect(0, &["index", "-q", "r"]);
    let (mut seed, mut first) = (11, 0);
    for _ in 0..100 {
        let original = &paragraphs[next(&mut seed) % paragraphs.len()];
        let mut chars: Vec<char> = original.chars().collect();
        for _ in 0..chars.len() / 10 {
            let at = next(&mut seed) % chars.len();
            chars[at] = '某';
        }
        let changed: String = chars.into_iter().collect();
        let said = world.run(&["similar", "--json", "-n", "1", &changed]);
        first += usize::from(said.out.contains(original.as_str()));
    }
    assert!(first >= 95, "{first} of 100");
}

#[test]
fn runs_that_were_taken_over_are_marked_and_a_file_is_not_like_itself() {
    let world = world_of_figures();
    let said = world.expect(0, &["similar", "说是地区生产总值达到1.22万亿元的时候", "-n", "2"]);
    assert!(said.out.contains("【地区生产总值达到1.22万亿元"), "{}", said.out);
    let own = world.expect(0, &["similar", "--json", "r/2026_甲省.txt"]).out;
    assert!(!own.contains("2026_甲省.txt") && own.contains("2026_乙省.txt"), "{own}");
    world.expect(2, &["similar", " "]);
}

#[test]
fn words_are_suggested_by_pinyin() {
    let world = world_of_years();
    let said = |typed: &[&str]| world.run(&[&["suggest"], typed].concat()).out;
    assert!(said(&["liangshi"]).lines().any(|word| word.starts_with("粮食")), "{}", said(&["liangshi"]));
    assert!(said(&["粮"]).lines().any(|word| word.starts_with("粮食")));
    assert!(said(&["baozhang", "gongji"]).lines().any(|word| word.contains("保障供给")));
    world.expect(1, &["suggest", "zzzzzz"]);
}

/// Two versions of a text in numbered articles.
pub(crate) fn world_of_versions() -> World {
    let world = World::new();
    let first = "第一条　为了加强安全管理，制定本办法。\n第二条　各级政府应当依法履行职责，加强组织领导。\n";
    let old = format!(
        "某某管理办法\n{first}第三条　违反规定的，处1万元罚款；拒不改正的，予以公告。\n第四条　本办法自公布之日起施行。\n"
    );
    let new = format!(
        "某某管理办法\n{first}第三条　国家建立风险监测预警制度，统一发布信息。\n\
         第四条　违反规定的，处2万元罚款；拒不改正的，予以公告。\n第五条　本办法自公布之日起施行。\n"
    );
    world.write("old.txt", old);
    world.write("new.txt", new);
    world
}

#[test]
fn what_changed_between_versions_is_told_section_by_section() {
    let world = world_of_versions();
    let said = world.expect(0, &["compare", "--json", "old.txt", "new.txt"]);
    let rows: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let fates: Vec<&str> = rows.iter().filter_map(|row| row["fate"].as_str()).collect();
    let count = |fate: &str| fates.iter().filter(|known| **known == fate).count();
    assert_eq!(
        (count("came"), count("went"), count("reworded"), count("same")),
        (1, 0, 1, 2),
        "{}",
        said.out
    );
    let reworded = rows.iter().find(|row| row["fate"] == "reworded").expect("one");
    assert_eq!(reworded["figures"][0]["before"], "1万元");
    assert_eq!(reworded["figures"][0]["after"], "2万元");
    let shown = world.expect(0, &["compare", "old.txt", "new.txt"]).out;
    assert!(
        shown.contains("came")
            && shown.contains("+ 国家建立风险监测预警制度")
            && shown.contains("1 reworded"),
        "{shown}"
    );
    world.expect(0, &["compare", "old.txt", "new.txt", "--html", "page.html"]);
    let page = std::fs::read_to_string(world.home().join("page.html")).expect("a page");
    assert!(page.contains("<ins>") && page.contains("<del>") && !page.contains("http"), "{page}");
    let same = world.expect(1, &["compare", "old.txt", "old.txt"]);
    assert!(same.err.contains("the same"), "{}", same.err);
    world.expect(2, &["compare", "old.txt"]);
}

#[test]
fn a_series_is_compared_year_by_year() {
    let world = world_of_years();
    let said = world.expect(0, &["compare", "--series", "政府工作报告", "--region", "甲山", "--json"]);
    let rows = said.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let pairs: std::collections::BTreeSet<String> =
        rows.map(|row| format!("{} {}", row["old_report"], row["new_report"])).collect();
    assert_eq!(pairs.len(), 2, "{pairs:?}");
    world.expect(2, &["compare", "--series", "政府工作报告", "--region", "别处"]);
}
