//! A number with its unit is one thing, a day is one however it is written, a code however its parts are joined; a quoted run
//! is a plain string all the same, and finds what a reader takes for the same.

use crate::harness::World;

/// Reports of one sentence each, by the names of their files.
const REPORTS: &[(&str, &str)] = &[
    ("a", "任期五年，可以连任。"),
    ("b", "于2005年成立，2015年改制。"),
    ("c", "规划期5年级别不变，为期5年。"),
    ("d", "增长百分之五。"),
    ("e", "增长15%，占7.5%。"),
    ("f", "5日召开会议，提高5个百分点。"),
    ("g", "投资五百万元。"),
    ("h", "投资0.05亿元。"),
    ("i", "投资1500万元、2500万元。"),
    ("j", "会议于2025-03-01召开。"),
    ("k", "会议于二〇二五年三月一日召开。"),
    ("l", "会议于2025.3.1召开，下次20250301。"),
    ("m", "占地5㎡，另有5平方米。"),
    ("n", "占地15m²。"),
    ("o", "预防COVID—19。"),
    ("p", "符合GB/T 9704-2012。"),
    ("q", "电话138 0013 8000。"),
    ("r", "身份证号110101199001011234。"),
    ("s", "上午九点半，二分之一到会，第Ⅱ期。"),
    ("t", "松政发［2025］12号，阿布都热合曼·买买提，2024—2025学年，比例3∶1，李××沿著河走。"),
    ("u", "气温−5℃。"),
    ("v", "型号HW-2000X。"),
    ("w", "施政計畫。"),
];

fn world() -> World {
    let world = World::new();
    for (name, text) in REPORTS {
        // Each by itself says nothing more than the sentence.
        world.write(&format!("r/{name}.txt"), format!("{text}\n"));
    }
    world.expect(0, &["index", "r"]);
    world
}

fn names(world: &World, query: &str) -> String {
    let hits = world.hits(&["-n", "100", query]);
    hits.iter()
        .map(|hit| hit["path"].as_str().unwrap_or("").trim_end_matches(".txt").to_owned())
        .fold(String::new(), |all, path| all + path.rsplit('/').next().unwrap_or(""))
}

fn sorted(names: &str) -> String {
    let mut letters: Vec<char> = names.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

#[test]
fn whole_numbers_come_first_and_what_holds_their_digits_last() {
    let world = world();
    // What comes first, in any order, and what stands below all of it.
    let table = [
        ("5年", "ac", "b"),
        ("五年", "ac", "bk"),
        ("5%", "d", "e"),
        ("百分之五", "d", "e"),
        ("5个百分点", "f", ""),
        ("500万元", "gh", "i"),
        ("500 万元", "gh", "i"),
        ("5平方米", "m", ""),
        ("5㎡", "m", "n"),
        ("3月1日", "jkl", ""),
        ("2025.3.1", "jkl", ""),
        ("20250301", "jkl", ""),
        ("2025年3月1日", "jkl", ""),
        ("covid19", "o", ""),
        ("COVID-19", "o", ""),
        ("GBT9704", "p", ""),
        ("HW2000X", "v", ""),
        ("13800138000", "q", ""),
        ("9:30", "s", ""),
        ("½", "s", ""),
        ("第2期", "s", ""),
        ("-5℃", "u", ""),
    ];
    for (query, first, below) in table {
        let found = names(&world, query);
        let (whole, rest) = found.split_at(first.len().min(found.len()));
        assert_eq!((sorted(whole).as_str(), sorted(rest).as_str()), (first, below), "{query} finds {found}");
    }
}

#[test]
fn whole_numbers_alone_are_marked_and_the_others_where_there_is_none() {
    let world = world();
    let table: &[(&str, &[&str], bool)] = &[
        ("5年", &["五年", "5年"], false),
        ("500万元", &["五百万元", "0.05亿元"], false),
        ("199001011234", &["199001011234"], true),
        ("5m²", &["5㎡", "5平方米"], false),
    ];
    for (query, wanted, is_told) in table {
        let hits = world.hits(&["-n", "100", query]);
        let mut marked: Vec<String> = Vec::new();
        for hit in &hits {
            let text: Vec<char> = hit["text"].as_str().unwrap_or("").chars().collect();
            for span in hit["matches"].as_array().into_iter().flatten() {
                let at = |nth: usize| span[nth].as_u64().unwrap_or(0) as usize;
                marked.push(text[at(0)..at(1)].iter().collect());
            }
        }
        marked.sort();
        let mut wanted: Vec<&str> = wanted.to_vec();
        wanted.sort_unstable();
        assert_eq!(marked, wanted, "{query}");
        let said = world.run(&["query", query]);
        assert_eq!(said.err.contains("as a whole number"), *is_told, "{query}: {}", said.err);
    }
}

#[test]
fn a_number_in_a_title_or_after_a_comma_is_whole() {
    let world = World::new();
    world.write("r/a.txt", "第Ⅱ期，九点半，100㎡\n");
    world.write("r/b.txt", "通报\n汽车及零部件、100万吨。\n");
    world.expect(0, &["index", "r"]);
    for query in ["9:30", "九点半", "第2期", "100平方米"] {
        let said = world.expect(0, &["query", query]);
        assert!(said.out.contains("a.txt") && said.err.is_empty(), "{query}: {}{}", said.out, said.err);
    }
    assert!(world.hits(&["0吨"]).iter().all(|hit| !hit["matches"].to_string().contains("零")));
}

#[test]
fn quoted_runs_find_what_a_reader_takes_for_the_same() {
    let world = world();
    let table = [
        ("\"2024-2025学年\"", "t"),
        ("\"阿布都热合曼•买买提\"", "t"),
        ("\"松政发〔2025〕12号\"", "t"),
        ("\"松政发[2025]12号\"", "t"),
        ("\"3:1\"", "t"),
        ("\"李xx\"", "t"),
        ("\"沿着河\"", "t"),
        ("\"5年\"", "bc"),
        ("\"-5℃\"", "u"),
        ("\"COVID-19\"", "o"),
        ("\"covid19\"", ""),
        // Where only the word tells, a quoted run stays apart.
        ("施政计划", "w"),
        ("\"施政计划\"", ""),
    ];
    for (query, wanted) in table {
        assert_eq!(sorted(&names(&world, query)), wanted, "{query}");
    }
}
