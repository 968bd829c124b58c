//! A person's own synonyms: looked for at once, and never lost.

use crate::harness::World;

fn world() -> World {
    let world = World::new();
    world.write(
        "r/甲.txt",
        "甲县工作报告\n一、治理\n城市运行管理平台已经建成，接入数据三百项。\n二、其他\n其他工作有序推进。\n",
    );
    world
}

#[test]
fn a_synonym_is_looked_for_at_once_and_both_ways() {
    let world = world();
    world.expect(2, &["synonym", "add", "一网统管", "城市运行管理"]);
    world.expect(0, &["index", "r"]);
    world.expect(1, &["query", "一网统管"]);
    world.expect(1, &["synonym", "list"]);
    let said = world.expect(0, &["synonym", "add", "一网统管", "城市运行管理"]).err;
    assert_eq!(said, "1 synonym added; the index has 2 added pairs\n");
    assert_eq!(world.expect(0, &["synonym", "list"]).out, "一网统管 = 城市运行管理\n");
    assert!(world.expect(0, &["stats"]).out.contains("synonyms    2 added pairs"));
    assert_eq!(world.hits(&["一网统管"])[0]["heading_path"][0], "一、治理");
    world.expect(1, &["query", "一网统管", "--exact"]);
    let said = world.expect(0, &["synonym", "add", "一网统管", "城市运行管理"]).err;
    assert!(said.contains("0 synonyms added") && said.contains("1 there already"), "{said}");
    world.expect(0, &["verify"]);
    let said = world.expect(0, &["synonym", "remove", "一网统管"]).err;
    assert_eq!(said, "1 synonym removed; the index has 0 added pairs\n");
    world.expect(1, &["query", "一网统管"]);
    world.write("mine.txt", "# 我的\n城运 > 城市运行\n");
    world.expect(0, &["synonym", "add", "--file", "mine.txt"]);
    assert_eq!(world.expect(0, &["synonym", "list"]).out, "城运 > 城市运行\n");
    assert!(!world.hits(&["城运"]).is_empty());
}

#[test]
fn what_can_be_no_synonym_is_refused() {
    let world = world();
    world.expect(0, &["index", "r"]);
    for (arguments, why) in [
        (&["add", "城", "城市"][..], "two characters"),
        (&["add", "城市", "城市"], "of itself"),
        (&["add", "城市", "城=镇"], "must not hold"),
        (&["remove", "没有", "加过"], "not among the synonyms"),
        (&["remove", "房东", "出租人"], "program's own list"),
    ] {
        let said = world.expect(1, &[&["synonym"], arguments].concat()).err;
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    assert!(world.expect(2, &["synonym", "add", "城市"]).err.contains("needs another word"));
    world.write("bad.txt", "城市 = 都市\n城市\n");
    assert!(world.expect(2, &["synonym", "add", "--file", "bad.txt"]).err.contains("line 2"));
    world.expect(1, &["synonym", "list"]);
}

#[test]
fn synonyms_outlive_rebuilds_and_damage_and_a_new_index_begins_with_those_of_the_user() {
    let world = world();
    world.write("config/xunzhang/synonyms.txt", "一网统管 = 城市运行管理\n");
    world.expect(0, &["index", "r"]);
    let wanted = "一网统管 = 城市运行管理\n城运 > 城市运行\n";
    world.expect(0, &["synonym", "add", "--one-way", "城运", "城市运行"]);
    assert_eq!(world.expect(0, &["synonym", "list"]).out, wanted);
    world.write("r/乙.txt", "乙县工作报告\n一、概况\n又一份报告。\n");
    world.expect(0, &["index"]);
    assert_eq!(world.expect(0, &["synonym", "list"]).out, wanted, "after an update");
    world.expect(0, &["index", "--rebuild", "r"]);
    assert_eq!(world.expect(0, &["synonym", "list"]).out, wanted, "after a rebuild");
    world.expect(0, &["dict", "add", "运行管理平台"]);
    assert_eq!(world.expect(0, &["synonym", "list"]).out, wanted, "after other commits");
    let index = world.data().join("index");
    let build = index.join(std::fs::read_to_string(index.join("current")).expect("a pointer").trim());
    let meta = build.join("meta.json");
    let bytes = std::fs::read(&meta).expect("it can be read");
    std::fs::write(&meta, &bytes[..bytes.len() / 2]).expect("it can be cut");
    world.expect(2, &["query", "城运"]);
    world.expect(0, &["index", "r"]);
    assert_eq!(world.expect(0, &["synonym", "list"]).out, wanted, "after damage");
    assert!(!world.hits(&["城运"]).is_empty());
    // A byte flipped in them is found.
    let build = index.join(std::fs::read_to_string(index.join("current")).expect("a pointer").trim());
    let entries = std::fs::read_dir(&build).expect("a build").flatten().map(|entry| entry.path());
    let file = entries.into_iter().find(|path| path.to_string_lossy().contains("synonyms-")).expect("a file");
    let mut bytes = std::fs::read(&file).expect("it can be read");
    bytes[1] ^= 1;
    std::fs::write(&file, bytes).expect("it can be written");
    world.expect(2, &["verify"]);
}
