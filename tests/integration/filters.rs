//! Reports kept to by what is known about them: in a query, by options, in lists.

use crate::harness::World;

/// Reports of two provinces, a city and the country, of four years; one with a fact of one's own.
pub(crate) fn world_of_facts() -> World {
    let world = World::new();
    let speech = |year: u16, place: &str| {
        format!(
            "政府工作报告\n——{year}年1月20日在{place}第十四届人民代表大会第四次会议上\n各位代表：\n一、回顾\n落实粮食安全责任。\n\
二、打算\n第三章的粮食安全。\n"
        )
    };
    world.write("r/a.txt", speech(2023, "湖北省"));
    world.write("r/b.txt", speech(2024, "湖北省"));
    world.write("r/c.txt", speech(2025, "武汉市"));
    world.write("r/d.txt", speech(2025, "湖南省"));
    world.write(
        "r/e.txt",
        "国务院办公厅关于粮食安全的通知\n国办发〔2019〕11号\n各部门：\n一、要求\n落实粮食安全责任。\n国务院办公厅\n2019年3月5日\n",
    );
    world.write("r/xunzhang.toml", "[facts]\n\"b.txt\" = { 部门 = \"教育局、财政局\" }\n");
    world.expect(0, &["index", "r"]);
    world
}

/// The names of the files that a command prints, in order, without their endings.
fn files(world: &World, arguments: &[&str]) -> String {
    let said = world.run(&[arguments, &["-l"]].concat());
    said.out.lines().map(|line| line.trim_start_matches("r/").trim_end_matches(".txt")).collect()
}

fn sorted(text: String) -> String {
    let mut all: Vec<char> = text.chars().collect();
    all.sort_unstable();
    all.into_iter().collect()
}

#[test]
fn a_query_is_kept_to_reports_by_signs_and_by_options() {
    let world = world_of_facts();
    for (query, options, wanted) in [
        ("粮食安全 年:2024", "--year 2024", "b"),
        ("粮食安全 年:2024..", "--year 2024..", "bcd"),
        ("粮食安全 year:..2023", "--year ..2023", "ae"),
        ("粮食安全 年:2019 年:2023", "--year 2019 --year 2023", "ae"),
        ("粮食安全 地区:湖北", "--region 湖北", "abc"),
        ("粮食安全 地区:武汉", "--region 武汉", "c"),
        ("粮食安全 region:全国", "--region 全国", "e"),
        ("粮食安全 地区:湖北 年:2025", "--region 湖北 --year 2025", "c"),
        ("粮食安全 种类:通知", "--kind 通知", "e"),
        ("粮食安全 机关:国务院", "--issuer 国务院", "e"),
        ("粮食安全 文号:国办发〔2019〕11号", "--number 国办发(2019)11号", "e"),
        ("粮食安全 文号:国办发〔2019〕1", "--number 国办发(2019)1", ""),
        ("粮食安全 部门:财政局", "--fact 部门=财政局", "b"),
        ("粮食安全 章节:打算 -年:2025", "--under 打算 --year ..2024", "ab"),
    ] {
        assert_eq!(sorted(files(&world, &["query", query])), wanted, "{query}");
        let options: Vec<&str> = options.split(' ').collect();
        assert_eq!(
            sorted(files(&world, &[&["query", "粮食安全"], &options[..]].concat())),
            wanted,
            "{options:?}"
        );
    }
    assert_eq!(sorted(files(&world, &["query", "粮食安全 -地区:湖北"])), "de");
    assert_eq!(sorted(files(&world, &["query", "粮食安全", "-地区:湖北"])), "de");
    assert_eq!(sorted(files(&world, &["query", "粮食安全", "-(地区:湖北 OR 年:2019)"])), "d");
    assert_eq!(
        sorted(files(&world, &["query", "年:2024.. OR 种类:通知"])),
        "bcde",
        "facts alone choose reports"
    );
    assert_eq!(sorted(files(&world, &["query", "--year", "2024"])), "b");
    assert_eq!(
        world.expect(0, &["query", "-c", "\"粮食安全\" 年:2024"]).out.trim(),
        "2 passages in 1 report"
    );
    // Of the year of a clause, and of a name that nobody told, nothing is asked.
    assert_eq!(sorted(files(&world, &["query", "2024 年：粮食安全"])), "abcde");
    assert_eq!(sorted(files(&world, &["query", "处室:粮食安全"])), "abcde");
}

#[test]
fn what_is_asked_wrongly_says_what_is_possible() {
    let world = world_of_facts();
    for arguments in
        [&["query", "粮食 年:2025..2024"][..], &["query", "粮食", "--year", "abc"], &["list", "year:x"]]
    {
        let said = world.expect(2, arguments);
        assert!(said.err.contains("2020..2025"), "{arguments:?}: {}", said.err);
    }
    let said = world.expect(2, &["query", "粮食", "--fact", "密级=甲"]);
    assert!(said.err.contains("there are 部门"), "{}", said.err);
    for (asked, told) in [
        ("年:2031", "年:2031; there are 2025 (2 reports), 2024 (1 report)"),
        ("地区:襄阳", "地区:襄阳; there are 湖北省 (2 reports), 武汉市 (1 report)"),
        ("种类:通报", "种类:通报; there are 通知 (1 report)"),
        ("机关:国务院办公室", "there are 国务院办公厅 (1 report)"),
        ("部门:教育厅", "there are 教育局、财政局 (1 report)"),
    ] {
        let said = world.expect(1, &["query", &format!("粮食 {asked}")]);
        assert!(said.err.contains(told), "{asked}: {}", said.err);
        let said = world.expect(1, &["list", asked]);
        assert!(said.err.contains(told), "{asked}: {}", said.err);
    }
    // Of an OR the other part still answers.
    let said = world.expect(0, &["query", "粮食 (年:2031 OR 年:2024)"]);
    assert!(said.err.contains("no report has 年:2031"), "{}", said.err);
}

#[test]
fn hits_and_reports_come_in_the_order_that_is_asked_for() {
    let world = world_of_facts();
    assert_eq!(files(&world, &["query", "粮食安全", "--sort", "path"]), "abcde");
    assert_eq!(files(&world, &["query", "粮食安全", "--sort", "date"]), "cdbae");
    assert_eq!(files(&world, &["query", "粮食安全", "--all-hits", "--sort", "date"]), "cdbae");
    let listed = |arguments: &[&str]| {
        let said = world.expect(0, &[&["list"], arguments].concat());
        let paths = said.out.lines().filter_map(|line| line.strip_prefix("    r/"));
        paths.map(|path| path.trim_end_matches(".txt")).collect::<String>()
    };
    assert_eq!(listed(&[]), "abcde");
    assert_eq!(listed(&["--sort", "date", "-n", "2"]), "cd");
    assert_eq!(listed(&["--region", "湖北", "--sort", "date"]), "cba");
    assert_eq!(listed(&["地区:湖北", "-年:2024"]), "ac");
    let said = world.expect(0, &["list", "--kind", "通知"]);
    assert!(said.out.starts_with("2019-03-05  全国  通知  国务院办公厅关于粮食安全的通知\n"), "{}", said.out);
    assert!(said.err.contains("1 of 5 reports"), "{}", said.err);
    let said = world.expect(0, &["list", "--csv", "--fact", "部门=教育局"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("\u{feff}report,year,date,"), "{}", said.out);
    assert!(
        lines.len() == 2 && lines[1].contains(",2024,") && lines[1].ends_with("教育局、财政局"),
        "{}",
        said.out
    );
    world.expect(1, &["list", "没有这样的词语"]);
}
