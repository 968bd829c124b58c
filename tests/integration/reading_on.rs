//! Reading on and taking away: `show`, `open`, `--cite`, tables, templates, terms, folders, completions, man pages.

use std::process::Command;

use crate::harness::World;

fn world() -> World {
    let world = World::new();
    world.write(
        "r/a.txt",
        "关于减负的报告\n一、概况\n总述。\n二、成效\n（一）减轻教师负担\n切实减轻教师负担，安心从教。\n（二）别的\n余下。\n三、打算\n继续。\n",
    );
    world.write(
        "r/法.txt",
        "中华人民共和国测试法\n第一章 总则\n第一条 为了测试，制定本法。\n第二条 本法自公布之日起施行。\n",
    );
    world.expect(0, &["index", "r"]);
    world
}

#[test]
fn a_place_a_heading_and_an_address_show_their_whole_section() {
    let world = world();
    let section = "（一）减轻教师负担\n切实减轻教师负担，安心从教。\n↓ （二）别的\n";
    for what in ["r/a.txt:6", "r/a.txt:5", "r/a.txt:6:3", "r/a.txt#（一）", "r/a.txt#减轻教师"] {
        let said = world.expect(0, &["show", what]);
        assert!(said.out.ends_with(section) && said.out.contains("\nr/a.txt:5\n\n"), "{what}: {}", said.out);
    }
    let said = world.expect(0, &["show", "r/a.txt#二"]);
    assert!(said.out.contains("↑ 一、概况\n二、成效\n（一）减轻教师负担"), "{}", said.out);
    assert!(said.out.ends_with("余下。\n↓ 三、打算\n"), "{}", said.out);
    let said = world.expect(0, &["show", "测试法第二条"]);
    assert!(said.out.ends_with("第二条 本法自公布之日起施行。\n"), "{}", said.out);
    assert!(world.expect(0, &["show", "r/a.txt", "--report"]).out.ends_with("三、打算\n继续。\n"));
    for (what, wanted) in [
        ("r/a.txt:99", "no place 99"),
        ("r/a.txt#第九章", "xunzhang outline"),
        ("测试法第九条", "第九条"),
        ("没有这个", "FILE:LINE"),
    ] {
        let said = world.expect(2, &["show", what]);
        assert!(said.err.contains(wanted), "{what}: {}", said.err);
    }
}

#[test]
fn in_a_terminal_a_hit_is_shown_by_its_number_and_never_after_a_pipe() {
    let world = world();
    let program = env!("CARGO_BIN_EXE_xunzhang");
    let in_terminal = |line: &str| {
        let line = line.replace("xunzhang", program);
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(world.home());
        command.env("HOME", world.home()).env("XDG_STATE_HOME", world.home().join("state"));
        command.env("XDG_DATA_HOME", world.home().join("data")).env("TERM", "xterm").env("NO_COLOR", "1");
        let said = command.output().expect("`script` of util-linux gives a terminal");
        (said.status.code(), String::from_utf8_lossy(&said.stdout).replace('\r', ""))
    };
    let (status, said) = in_terminal("xunzhang query 安心从教 --no-pager && xunzhang show 1 --no-pager");
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("【安心】") || said.contains("【安心从教】"), "{said}");
    assert!(said.contains("↓ （二）别的"), "{said}");
    let kept = std::fs::read_dir(world.home().join("state/xunzhang")).expect("it was kept").flatten().next();
    let kept = kept.expect("a file").metadata().expect("its rights");
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&kept.permissions()) & 0o777, 0o600);
    let (_, said) = in_terminal("xunzhang query 打算 | cat; xunzhang show 1 --no-pager");
    assert!(said.contains("（一）减轻教师负担") || said.contains("no query was asked"), "{said}");
    // A state folder that cannot be made is no error.
    std::fs::remove_dir_all(world.home().join("state")).expect("it can be removed");
    world.write("state", "a file");
    assert_eq!(in_terminal("xunzhang query 安心从教 --no-pager").0, Some(0));
}

#[test]
fn long_answers_are_paged_and_short_ones_are_not() {
    let world = world();
    let program = env!("CARGO_BIN_EXE_xunzhang");
    let in_terminal = |rows: usize, arguments: &str| {
        let line = format!("stty rows {rows} cols 80; {program} {arguments}");
        let said = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .current_dir(world.home())
            .env("HOME", world.home())
            .env("XDG_DATA_HOME", world.home().join("data"))
            .env("TERM", "xterm")
            .env("XUNZHANG_PAGER", "sed s/^/PAGED:/")
            .output()
            .expect("`script` of util-linux gives a terminal");
        String::from_utf8_lossy(&said.stdout).replace('\r', "")
    };
    assert!(in_terminal(6, "query 教师 负担 测试").contains("PAGED:"));
    assert!(!in_terminal(60, "query 教师 负担 测试").contains("PAGED:"));
    let cut = in_terminal(6, "query 教师 负担 测试 --no-pager");
    assert!(cut.contains("1 of") && cut.contains("more hit"), "{cut}");
}

#[test]
fn hits_are_taken_away() {
    let world = world();
    let said = world.expect(0, &["query", "\"安心从教\"", "--cite", "gbt7714"]);
    assert_eq!(said.out, "关于减负的报告[R]: （一）减轻教师负担.\n");
    let said = world.expect(0, &["show", "r/a.txt:6", "--cite", "text"]);
    assert!(said.out.contains("——《关于减负的报告》，二、成效 › （一）减轻教师负担，第5行"), "{}", said.out);
    let said = world.expect(0, &["query", "\"安心从教\"", "--csv"]);
    assert!(said.out.starts_with("\u{feff}rank,report,") && said.out.contains("安心从教"), "{}", said.out);
    let said = world.expect(0, &["query", "\"安心从教\"", "--format", "{rank}\\t{heading}:{line}"]);
    assert_eq!(said.out, "1\t（一）减轻教师负担:6\n");
    let said = world.expect(2, &["query", "教师", "--format", "{nothing}"]);
    assert!(said.err.contains("{heading}"), "{}", said.err);
    world.expect(0, &["query", "教师", "--xlsx", "out.xlsx"]);
    let workbook = std::fs::read(world.home().join("out.xlsx")).expect("it was written");
    assert!(workbook.starts_with(b"PK"));
    world.expect(2, &["query", "教师", "--csv", "--json"]);
    world.write("f/a.txt", "2024年湖北省政府工作报告\n一、回顾\n保障粮食安全。\n");
    let said = world.expect(0, &["query", "\"粮食安全\"", "f", "--format", "{year} {region} {kind}"]);
    assert_eq!(said.out, "2024 湖北省 政府工作报告\n");
    world.write("g.txt", "粮食安全\n");
    let said = world.expect(0, &["query", "--terms-from", "g.txt", "--rows", "year", "--csv", "--in", "f"]);
    assert!(said.out.contains("2024,1\r\n"), "{}", said.out);
    world.write("terms.txt", "教师\n测试\n没有\n");
    let said = world.expect(0, &["query", "--terms-from", "terms.txt", "--csv"]);
    let here = world.home().canonicalize().expect("a home");
    let wanted = format!("关于减负的报告,2,0,0,{}\r\n", here.join("r/a.txt").display());
    assert!(said.out.contains(&wanted), "{}", said.out);
}

#[test]
fn a_file_is_opened_in_the_editor_at_its_line() {
    let world = world();
    let mut command = world.command();
    let said =
        command.env("VISUAL", "vim").args(["open", "r/a.txt:6", "--dry-run"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.starts_with("vim +6 ") && said.ends_with("r/a.txt\n"), "{said}");
    let mut command = world.command();
    let status = command.env("VISUAL", "true").args(["open", "r/a.txt:6"]).status().expect("it runs");
    assert!(status.success());
}

#[test]
fn indexes_of_folders_are_listed_and_removed() {
    let world = world();
    world.expect(1, &["folders"]);
    world.expect(0, &["query", "教师", "r"]);
    let said = world.expect(0, &["folders"]);
    assert!(said.out.starts_with("r\n    2 reports, "), "{}", said.out);
    world.expect(2, &["folders", "remove", "no_such"]);
    world.expect(0, &["folders", "remove", "r"]);
    assert_eq!(std::fs::read_dir(world.data().join("folders")).expect("it is there").count(), 0);
    world.expect(0, &["query", "教师"]);
}

#[test]
fn completions_and_man_pages_come_from_what_can_be_typed() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = world.expect(0, &["completions", shell]);
        assert!(said.out.contains("COMPLETE") && said.out.contains("xunzhang"), "{shell}: {}", said.out);
    }
    assert!(world.expect(0, &["man", "query"]).out.contains("vimgrep"));
    world.expect(0, &["man", "--to", "pages"]);
    for name in ["xunzhang.1", "xunzhang-query.1", "xunzhang-show.1"] {
        assert!(world.home().join("pages").join(name).is_file(), "{name}");
    }
}

#[test]
fn a_shell_is_offered_what_the_index_holds() {
    let world = World::new();
    world.write("r/湖北/2031.txt", "湖北省人民政府工作报告（2031年）\n一、成效\n减轻教师负担。\n");
    world.write("r/湖北/2032.txt", "湖北省人民政府工作报告（2032年）\n一、成效\n增加教师编制。\n");
    world.expect(0, &["index", "r"]);
    // As the lines for bash have it: the words, and which of them is typed now.
    let offered = |words: &[&str]| {
        let mut command = world.command();
        command.arg("--").arg("xunzhang").args(words).env("COMPLETE", "bash").env("_CLAP_IFS", "\n");
        command.env("_CLAP_COMPLETE_INDEX", words.len().to_string());
        command.env("_CLAP_COMPLETE_COMP_TYPE", "9").env("_CLAP_COMPLETE_SPACE", "true");
        let output = command.output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(offered(&["query", "教师", "--year", "20"]), ["2031", "2032"]);
    assert_eq!(offered(&["list", "--region", ""]), ["湖北省"]);
    assert_eq!(offered(&["list", "--kind", "政"]), ["政府工作报告"]);
    assert_eq!(offered(&["show", "r/湖"]), ["r/湖北/"]);
    assert_eq!(offered(&["show", "r/湖北/"]), ["r/湖北/2031.txt", "r/湖北/2032.txt"]);
    assert!(offered(&["query", "--vim"]).contains(&"--vimgrep".to_owned()));
    assert!(offered(&["--index", "nowhere", "list", "--year", ""]).is_empty());
}

#[test]
fn an_outline_counts_what_is_asked() {
    let world = world();
    let said = world.expect(0, &["outline", "r/a.txt", "--query", "\"教师\""]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines.iter().any(|line| line.ends_with("二、成效  【2】")), "{}", said.out);
    assert!(lines.iter().any(|line| line.ends_with("（一）减轻教师负担  【2】")), "{}", said.out);
    assert!(lines.iter().any(|line| line.ends_with("三、打算")), "{}", said.out);
    world.expect(1, &["outline", "r/a.txt", "--query", "\"没有\""]);
}

#[test]
fn settings_are_in_force_and_say_where_they_are_from() {
    let world = world();
    world.write("config/xunzhang/xunzhang.toml", "limit = 1\npager = \"more\"\n");
    assert!(world.expect(0, &["query", "教师 打算 测试"]).out.contains("\n1 of "));
    let said = world.expect(0, &["config"]).out;
    assert!(said.contains("limit             1  (") && said.contains("xunzhang/xunzhang.toml"), "{said}");
    // Beside the reports: nearer, but it chooses no programs.
    world.write("xunzhang.toml", "limit = 2\n");
    assert!(world.expect(0, &["query", "教师 打算 测试"]).out.contains("\n2 of "));
    assert!(world.expect(0, &["query", "教师 打算 测试", "-n", "1"]).out.contains("\n1 of "));
    world.write("xunzhang.toml", "pager = \"rm\"\n");
    let said = world.expect(2, &["query", "教师"]);
    assert!(said.err.contains("may not choose programs"), "{}", said.err);
    world.write("xunzhang.toml", "limt = 2\n");
    assert!(world.expect(2, &["query", "教师"]).err.contains("like it: `limit`"));
}
