//! Where a query looks, how much of its hits it shows, and in which form.

use crate::harness::World;

#[test]
fn what_exists_as_a_path_is_where_to_look() {
    let world = World::new();
    world.write("甲/报告.txt", "关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    world.write("乙/别的.txt", "关于税务的报告\n一、概况\n切实减轻企业负担。\n");
    world.expect(0, &["index", "乙"]);
    let said = world.expect(0, &["query", "减轻", "甲"]);
    assert!(said.err.contains("looking in 甲"), "{}", said.err);
    assert!(said.out.contains("教师") && !said.out.contains("企业"), "{}", said.out);
    let said = world.expect(0, &["query", "减轻", "甲", "乙"]);
    assert!(said.out.contains("教师") && said.out.contains("企业"), "{}", said.out);
    // As words, and the first word, they are none.
    assert!(world.expect(0, &["query", "减轻", "--", "甲"]).out.contains("企业"));
    world.write("减轻/x.txt", "报告\n");
    assert!(world.expect(0, &["search", "减轻"]).out.contains("企业"));
}

#[test]
fn without_an_index_the_present_folder_answers_but_never_the_home() {
    let world = World::new();
    world.write("r/报告.txt", "关于减负的报告\n一、概况\n切实减轻教师负担。\n");
    let said = world.expect(2, &["query", "减轻"]);
    assert!(
        said.err.contains("not indexed unasked") && said.err.contains("xunzhang index FOLDER"),
        "{}",
        said.err
    );
    let mut command = world.command();
    let said = command.current_dir(world.home().join("r")).args(["query", "减轻"]).output().expect("it runs");
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(out.contains("【减轻】教师") && out.contains("    报告.txt:3"), "{out}{err}");
    assert!(err.contains("there is no index yet: looked in this folder"), "{err}");
}

#[test]
fn programs_get_files_lines_and_a_status() {
    let world = World::new();
    world.write("r/一行.txt", "关于减负的报告。各项工作有序推进。切实减轻教师负担。");
    world.write("r/又.txt", "又一份报告\n一、概况\n　　今年切实减轻教师负担。\n");
    world.expect(0, &["index", "r"]);
    assert_eq!(world.expect(0, &["query", "\"教师负担\"", "-l", "-0"]).out.matches('\0').count(), 2);
    let said = world.expect(0, &["query", "\"教师负担\"", "--vimgrep"]);
    let mut lines: Vec<&str> = said.out.lines().collect();
    lines.sort_unstable();
    // Bytes before the match: 关于减负的报告。各项工作有序推进。切实减轻 and 　　今年切实减轻.
    assert!(lines[0].starts_with("r/一行.txt:1:64:"), "{}", said.out);
    assert!(lines[1].starts_with("r/又.txt:3:25:"), "{}", said.out);
    let said = world.expect(0, &["query", "教师", "-q"]);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
    world.expect(1, &["query", "\"没有这句\"", "-q"]);
}

#[test]
fn how_much_of_a_hit_is_shown() {
    let world = World::new();
    world.write("r/a.txt", "报告\n一、概况\n第一句。第二句。切实减轻教师负担。第四句。第五句。\n");
    world.expect(0, &["index", "r"]);
    let shown = |arguments: &[&str]| {
        let said = world.expect(0, &[&["query", "教师负担"], arguments].concat());
        said.out.lines().skip(1).map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&["-C", "0"])[0], "…切实减轻【教师负担】。…");
    assert_eq!(shown(&["-C", "1"])[0], "…第二句。切实减轻【教师负担】。第四句。…");
    let whole = shown(&["--full"]);
    assert_eq!(&whole[..2], ["一、概况", "第一句。第二句。切实减轻【教师负担】。第四句。第五句。"]);
    let said = world.expect(0, &["query", "教师负担", "--group", "report"]);
    assert!(said.out.starts_with("报告\nr/a.txt\n 1  一、概况  :3\n"), "{}", said.out);
}

#[test]
fn flags_of_other_programs_are_answered_with_the_right_ones() {
    let world = World::new();
    for (flag, wanted) in [("-i", "leave it out"), ("-A", "-C N"), ("-v", "-学生"), ("--max-count=3", "-n N")]
    {
        let said = world.expect(2, &["query", "减负", flag]);
        assert!(said.err.contains("hint: ") && said.err.contains(wanted), "{flag}: {}", said.err);
    }
    for help in ["-h", "--help"] {
        let said = world.expect(0, &["query", help]);
        let wide = said.out.lines().find(|line| unicode_width::UnicodeWidthStr::width(*line) > 100);
        assert_eq!(wide, None, "{help}");
    }
}

#[test]
fn globs_and_kinds_of_files_keep_a_query_to_some() {
    let world = World::new();
    for (name, year) in [("2024/甲.txt", 2024), ("2025/乙.md", 2025), ("2025/丙.txt", 2026)] {
        world.write(&format!("r/{name}"), format!("{year}年报告\n一、概况\n切实减轻教师负担。\n"));
    }
    world.expect(0, &["index", "r"]);
    let files = |arguments: &[&str]| {
        let said = world.run(&[&["query", "教师负担", "-l"], arguments].concat());
        let mut files: Vec<String> = said.out.lines().map(str::to_owned).collect();
        files.sort();
        files.join(" ")
    };
    assert_eq!(files(&["-g", "*.md"]), "r/2025/乙.md");
    assert_eq!(files(&["-t", "md"]), "r/2025/乙.md");
    assert_eq!(files(&["-g", "!r/2024/**"]), "r/2025/丙.txt r/2025/乙.md");
    assert_eq!(files(&["-g", "r/2025/*", "-t", "txt"]), "r/2025/丙.txt");
    assert_eq!(files(&["-t", "pdf"]), "");
    assert!(
        world.expect(0, &["query", "教师负担", "-g", "*.md"]).out.ends_with("1 of 1 passage in 1 report\n")
    );
    world.expect(2, &["query", "教师负担", "-g", "[a"]);
}
