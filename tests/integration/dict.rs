//! Words added to the dictionary of an index, by the program as a user types it.

use crate::harness::{Said, World};

fn reports(world: &World) {
    let sections = "一、概况\n培育银发文旅产业，全面推进。\n二、成效\n取得新的成效。\n";
    (0..6).for_each(|nth| drop(world.write(&format!("r/{nth}.txt"), format!("第{nth}份报告\n{sections}"))));
    world.write("r/other.txt", "别的报告\n一、概况\n与此无关。\n");
}

fn words(world: &World, text: &str) -> String {
    let said = world.expect(0, &["tokens", text]);
    said.out.lines().nth(1).expect("a line of words").trim_start_matches("words").trim().to_owned()
}

/// The answer to words as a fresh index with the same words gives it.
fn assert_as_fresh(world: &World) {
    let list = world.run(&["dict", "list"]).out;
    let file = world.write("list.txt", list);
    let fresh = world.home().join("fresh");
    let _ = std::fs::remove_dir_all(&fresh);
    let built =
        world.command().args(["index", "r", "--index"]).arg(&fresh).env("XUNZHANG_DICTIONARY", file).output();
    assert!(built.expect("it runs").status.success());
    for query in ["银发文旅", "文旅产业", "推进成效"] {
        let own = world.expect(0, &["query", query, "--json"]).out;
        let fresh =
            world.expect(0, &["query", query, "--json", "--index", fresh.to_str().expect("UTF-8")]).out;
        assert_eq!(own, fresh, "{query}");
    }
}

#[test]
fn a_word_is_added_and_removed_and_only_reports_that_hold_it_are_read_again() {
    let world = World::new();
    reports(&world);
    world.expect(2, &["dict", "add", "银发文旅"]);
    world.expect(0, &["index", "r"]);
    let before = words(&world, "银发文旅产业");
    world.expect(1, &["dict", "list"]);
    // The files are not needed.
    std::fs::rename(world.home().join("r"), world.home().join("away")).expect("moved");
    let said = world.expect(0, &["dict", "add", "银髮文旅"]).err;
    assert_eq!(said, "1 word added, 6 reports analysed again; the dictionary has 1 added word\n");
    std::fs::rename(world.home().join("away"), world.home().join("r")).expect("moved");
    assert_eq!(words(&world, "银发文旅产业"), "银发文旅 产业");
    assert_eq!(world.expect(0, &["dict", "list"]).out, "银发文旅 3\n");
    assert_as_fresh(&world);
    assert!(world.expect(0, &["stats"]).out.contains("dictionary  1 added word"));
    assert!(world.expect(0, &["dict", "add", "银发文旅"]).err.contains("银发文旅 is a word already"));
    // Words outlive a rebuild, and new reports are cut by them.
    world.write("r/new.txt", "新的报告\n一、概况\n银发文旅有起色。\n");
    world.expect(0, &["index"]);
    assert_as_fresh(&world);
    world.expect(0, &["index", "--rebuild", "r"]);
    assert_eq!(world.expect(0, &["dict", "list"]).out, "银发文旅 3\n");
    world.expect(0, &["verify"]);
    let said = world.expect(0, &["dict", "remove", "银发文旅"]).err;
    assert_eq!(said, "1 word removed, 7 reports analysed again; the dictionary has 0 added words\n");
    assert_eq!(words(&world, "银发文旅产业"), before);
    assert_as_fresh(&world);
    world.expect(0, &["verify"]);
}

#[test]
fn words_outlive_an_index_that_is_damaged() {
    let world = World::new();
    reports(&world);
    world.expect(0, &["index", "r"]);
    world.expect(0, &["dict", "add", "银发文旅", "文旅产业"]);
    let index = world.data().join("index");
    for meta in [true, false] {
        let build = index.join(std::fs::read_to_string(index.join("current")).expect("a pointer").trim());
        let entries = std::fs::read_dir(&build).expect("a build").flatten().map(|entry| entry.path());
        let files: Vec<_> = entries.filter(|path| path.is_file()).collect();
        let is_hit = |name: &str| if meta { name == "meta.json" } else { name.ends_with(".texts") };
        for file in
            files.iter().filter(|file| file.file_name().is_some_and(|name| is_hit(&name.to_string_lossy())))
        {
            let bytes = std::fs::read(file).expect("it can be read");
            std::fs::write(file, &bytes[..bytes.len() / 2]).expect("it can be cut");
        }
        world.expect(0, &["index", "r"]);
        assert_eq!(world.expect(0, &["dict", "list"]).out.lines().count(), 2, "meta {meta}");
    }
}

#[test]
fn words_and_roots_outlive_a_lost_pointer() {
    for pointer in [None, Some("garbage"), Some("build-0\n")] {
        let world = World::new();
        reports(&world);
        world.write("other/文.txt", "一、概况\n\n另一处的报告。\n");
        world.write("other/out/文.txt", "一、概况\n\n不要的报告。\n");
        world.expect(0, &["index", "r", "other"]);
        world.expect(0, &["remove", "other/out"]);
        world.expect(0, &["dict", "add", "银发文旅", "文旅产业"]);
        let current = world.data().join("index/current");
        match pointer {
            None => std::fs::remove_file(&current).expect("removed"),
            Some(bytes) => std::fs::write(&current, bytes).expect("written"),
        }
        for arguments in [&["query", "教育"][..], &["dict", "add", "银发"]] {
            let said = world.expect(2, arguments).err;
            assert!(said.contains("is damaged") && said.contains("`xunzhang index --rebuild`"), "{said}");
        }
        let said = world.expect(2, &["verify"]);
        assert!(format!("{}{}", said.out, said.err).contains("`xunzhang index --rebuild`"), "{pointer:?}");
        // Without being told, and without being told of what.
        let said = world.expect(0, &["index"]).err;
        assert!(said.contains("built anew"), "{said}");
        assert_eq!(world.expect(0, &["dict", "list"]).out.lines().count(), 2, "{pointer:?}");
        assert_eq!(world.expect(0, &["root", "list"]).out.lines().count(), 2, "{pointer:?}");
        world.expect(0, &["query", "\"另一处\""]);
        world.expect(1, &["query", "\"不要的\""]);
        world.expect(0, &["verify"]);
    }
}

#[test]
fn a_new_index_begins_with_the_words_of_the_user() {
    let world = World::new();
    reports(&world);
    world.write("config/xunzhang/dictionary.txt", "# mine\n银发文旅\n文旅 产业\n");
    let said = world.expect(0, &["index", "r"]);
    assert!(said.err.contains("\"文旅 产业\"") && said.err.contains("holds a blank"), "{}", said.err);
    assert_eq!(world.expect(0, &["dict", "list"]).out, "银发文旅 3\n");
    // From then on the index has words of its own.
    world.write("config/xunzhang/dictionary.txt", "文旅产业\n");
    world.expect(0, &["index", "--rebuild"]);
    assert_eq!(world.expect(0, &["dict", "list"]).out, "银发文旅 3\n");
    let hits = world.hits(&["银发文旅", "--in", "r"]);
    assert_eq!(hits.len(), 6);
}

#[test]
fn bad_words_are_refused_and_good_ones_of_the_same_list_taken() {
    let world = World::new();
    reports(&world);
    world.expect(0, &["index", "r"]);
    for (word, why) in [
        ("银发 文旅", "holds a blank"),
        ("，。", "nothing but punctuation"),
        ("云", "a single character"),
        ("银发，文旅", "words end at the punctuation"),
    ] {
        let Said { err, .. } = world.expect(1, &["dict", "add", word]);
        assert!(err.contains(why), "{word}: {err}");
    }
    assert!(world.expect(1, &["dict", "remove", "没有添加"]).err.contains("not among the words"));
    assert!(world.expect(1, &["dict", "remove", "教育"]).err.contains("program's own dictionary"));
    world.expect(2, &["dict", "add", "--file", "nowhere.txt"]);
    // More than ten thousand at once; some fold to the same.
    let (one, two): (Vec<char>, Vec<char>) =
        (('\u{4E00}'..'\u{4E80}').collect(), ('\u{5E00}'..'\u{5E64}').collect());
    let many: String = one.iter().flat_map(|a| two.iter().map(move |b| format!("{a}{b}文旅\n"))).collect();
    world.write("many.txt", format!("{many}银发文旅\n坏 词\n"));
    let said = world.expect(1, &["dict", "add", "--file", "many.txt"]).err;
    assert!(said.contains("6 reports analysed again"), "{said}");
    let added = world.expect(0, &["dict", "list"]).out.lines().count();
    assert!(added > 10_000, "{added}");
    assert_as_fresh(&world);
    world.expect(0, &["verify"]);
    let said = world.expect(1, &["dict", "remove", "--file", "many.txt"]).err;
    assert!(said.contains("has 0 added words"), "{said}");
}
