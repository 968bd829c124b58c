//! Copies, versions and repeats: one hit for people, all of them for programs; what is no longer in force comes last.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::{World, files_below, shared};

fn sentence(nth: usize) -> String {
    format!("第{nth}项按照{}号文件的要求完成，投入资金{}万元。", nth * 7 % 101, nth * 13)
}

/// A report of its own words, thirty sentences long.
fn report(title: &str, from: usize) -> String {
    let body: String = (from..from + 30).map(sentence).collect();
    format!(
        "{title}\n一、概况\n{body}\n二、减负\n{}\n",
        "切实减轻教师负担，严格控制督查检查考核事项，学校不再承担与教学无关的摊派。"
    )
}

fn law(title: &str, day: &str, article: &str, closing: &str) -> String {
    format!(
        "# {title}\n\n{day}第十届全国人民代表大会常务委员会第二次会议通过\n\n## 第一章 总则\n\n第一条 为了节约用水，制定本法。\n\n{article}\n\n## 第二章 附则\n\n第九条 {closing}\n"
    )
}

/// Two formats of one report, another that repeats a paragraph, two versions of a law, and one that it ends.
pub(crate) fn world() -> World {
    let world = World::new();
    let text = report("松泉县教育局自评报告", 100);
    world.write("r/自评.txt", &text);
    world.write(
        "r/自评.md",
        text.replace("一、", "## 一、").replace("二、", "## 二、").replace("第110项", "第百十项"),
    );
    world.write("r/青石.txt", report("青石县教育局自评报告", 500));
    let repeated = "切实减轻教师负担，严格控制督查检查考核事项，学校不再承担与教学无关的摊派。";
    world.write(
        "r/集.jsonl",
        format!("{{\"id\": \"一\", \"title\": \"丁县教育\", \"text\": \"{repeated}\"}}\n"),
    );
    let article =
        "第二条 国家实行用水定额管理制度，单位和个人超过定额用水的，应当加倍交纳水费，具体办法由国务院规定。";
    let reworded = article.replace("加倍", "三倍");
    world.write(
        "r/节水法(2010-03-01).md",
        law(
            "中华人民共和国节水法",
            "2010年3月1日",
            article,
            "本法自2010年5月1日起施行。1998年4月2日国务院发布的《用水定额管理条例》同时废止。",
        ),
    );
    world.write(
        "r/节水法(2023-06-01).md",
        law("中华人民共和国节水法", "2023年6月1日", &reworded, "本法自2023年8月1日起施行。"),
    );
    world.write(
        "r/用水定额管理条例.md",
        "# 用水定额管理条例\n\n1998年4月2日国务院发布\n\n第一条 用水定额管理适用本条例，用水单位应当装表计量，用水定额管理由水行政主管部门负责，超额的加收7%。\n",
    );
    world.write("r/石溪.txt", "石溪镇2025年工作报告\n一、经济\n产值增长17%，用电增长2.7%。\n");
    assert!(world.run(&["index", "r"]).status < 2);
    world
}

#[test]
fn people_see_what_is_the_same_once() {
    let world = world();
    let asked = |arguments: &[&str]| world.expect(0, arguments).out;
    let shown = asked(&["query", "减轻教师负担"]);
    assert_eq!(shown.matches("督查检查考核").count(), 1, "{shown}");
    // The Markdown marks its headings, and stands first as it has as many sections at least.
    assert!(shown.contains("also as r/自评.") && shown.contains("also in 2 reports"), "{shown}");
    let listed = asked(&["query", "减轻教师负担", "--all-copies"]);
    assert!(listed.contains("copy: r/自评.") && listed.contains("repeat: r/青石.txt:"), "{listed}");
    let all = asked(&["query", "减轻教师负担", "--no-fold"]);
    assert_eq!(all.matches("督查检查考核").count(), 4, "{all}");
    // What stands in one of them only, and a path, find what they name.
    assert!(asked(&["query", "\"第百十项\""]).contains("自评.md"));
    assert!(asked(&["query", "减轻教师负担 path:自评.txt"]).contains("r/自评.txt:"));
    assert_eq!(asked(&["query", "-c", "\"减轻教师负担\""]), "4 passages in 4 reports\n");
}

#[test]
fn versions_come_newest_first_and_what_is_repealed_last() {
    let world = world();
    let asked = |arguments: &[&str]| world.expect(0, arguments).out;
    let shown = asked(&["query", "用水定额 加倍交纳水费"]);
    let newest = shown.find("节水法(2023-06-01).md").expect("the newest");
    assert!(
        !shown.contains("r/节水法(2010-03-01).md:7") && shown.contains("1 older version"),
        "{newest}: {shown}"
    );
    let old = asked(&["query", "用水定额 水费", "--version", "2010"]);
    assert!(old.contains("节水法(2010-03-01).md") && old.contains("older version of 2010-03-01"), "{old}");
    assert!(!old.contains("节水法(2023-06-01).md"), "{old}");
    let repealed = asked(&["query", "用水定额管理"]);
    assert!(
        repealed.contains("废止: by 中华人民共和国节水法, 2010-05-01 r/节水法(2010-03-01).md:"),
        "{repealed}"
    );
    assert!(repealed.find("用水定额管理条例.md:") > repealed.find("节水法(2023-06-01).md:"), "{repealed}");
    let hidden = asked(&["query", "用水定额管理", "--repealed", "hide"]);
    assert!(!hidden.contains("用水定额管理条例.md:"), "{hidden}");
    // It has the number whole: that is more than what is in force and has it inside another.
    let number = asked(&["query", "7%"]);
    assert!(number.find("用水定额管理条例.md:") < number.find("石溪.txt:"), "{number}");
    assert!(world.run(&["query", "用水", "--version", "旧"]).err.contains("a date is needed"));
}

#[test]
fn programs_get_every_hit_and_its_group() {
    let world = world();
    let hits = world.hits(&["减轻教师负担"]);
    let groups: Vec<&Value> = hits.iter().map(|hit| &hit["group"]).collect();
    assert!(groups.iter().filter(|group| **group == &Value::from(1)).count() == 4, "{groups:?}");
    let folded = world.hits(&["--fold", "减轻教师负担"]);
    let inside: BTreeSet<&str> = folded[0]["folded"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["relation"].as_str())
        .collect();
    assert_eq!(inside, BTreeSet::from(["copy", "repeat"]));
    let versions = world.hits(&["--version", "newest", "用水定额"]);
    assert!(versions.iter().all(|hit| hit["version"]["newer"].as_u64().unwrap_or(0) == 0));
}

/// Every law of the shared ones that lies there in several versions is one series, and no two versions are taken for copies.
#[test]
#[ignore = "needs ../shared"]
fn the_versions_of_each_law_are_a_series() {
    let world = World::new();
    let mut families: BTreeMap<String, Vec<std::path::PathBuf>> = BTreeMap::new();
    for path in files_below(&shared().join("corpus/laws")) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = stem.rsplit_once('(').map_or(stem.as_str(), |(name, _)| name).to_owned();
        families.entry(name).or_default().push(path);
    }
    families.retain(|_, paths| {
        paths.iter().filter_map(|path| path.file_stem()).collect::<BTreeSet<_>>().len() > 1
    });
    assert!(families.len() >= 74, "{}", families.len());
    for path in families.values().flatten() {
        let folder = path
            .parent()
            .and_then(std::path::Path::file_name)
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        world.write(&format!("r/{folder}/{name}"), std::fs::read(path).expect("it can be read"));
    }
    assert!(world.run(&["index", "r"]).status < 2);
    let mut known: BTreeMap<String, BTreeSet<(u64, u64)>> = BTreeMap::new();
    for hit in world.hits(&["--all-hits", "\"第一条\""]) {
        let path = std::path::PathBuf::from(hit["path"].as_str().expect("a path"));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = stem.rsplit_once('(').map_or(stem.as_str(), |(name, _)| name).to_owned();
        let number = |field: &str| hit["version"][field].as_u64().unwrap_or(u64::MAX);
        known.entry(name).or_default().insert((number("newer"), number("versions")));
    }
    let mut lacking: Vec<String> = families
        .iter()
        .filter(|(name, paths)| {
            // Some lie there twice, in two folders.
            let versions: BTreeSet<_> = paths.iter().filter_map(|path| path.file_stem()).collect();
            let count = versions.len() as u64;
            let wanted: BTreeSet<(u64, u64)> = (0..count).map(|newer| (newer, count)).collect();
            known.get(*name) != Some(&wanted)
        })
        .map(|(name, paths)| format!("{name} ({} files): {:?}", paths.len(), known.get(name)))
        .collect();
    // Two texts of these were published twice within weeks and say the same: their three files hold two versions.
    let twice = [
        "最高人民法院关于审理人身损害赔偿案件适用法律若干问题的解释",
        "最高人民法院关于适用《民事诉讼法》的解释",
    ];
    lacking.retain(|family| {
        !twice.iter().any(|name| family == &format!("{name} (3 files): Some({{(0, 2), (1, 2)}})"))
    });
    assert_eq!(lacking, [""; 0], "{} of {}", lacking.len(), families.len());
    let copies = world.hits(&["--fold", "-n", "1000", "第一条 为了"]);
    // Copies are files of one name, but for what parts its authors and for a date that one of them lacks.
    let named = |one: &Value| {
        let path = std::path::PathBuf::from(one["path"].as_str().expect("a path"));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (name, date) = stem.rsplit_once('(').unwrap_or((&stem, ""));
        (name.replace([' ', '、'], ""), date.to_owned())
    };
    for hit in &copies {
        let folded = hit["folded"].as_array().cloned().unwrap_or_default();
        for one in folded.iter().filter(|one| one["relation"] == "copy") {
            let ((name, date), (shown, at)) = (named(one), named(hit));
            assert_eq!(name, shown);
            let is_dated_alike = date == at || date.is_empty() || at.is_empty();
            assert!(is_dated_alike || twice.contains(&&*name), "{name} ({date} and {at})");
        }
    }
}
