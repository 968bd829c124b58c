//! Indexes of formats before (`tests/indexes`): no answer from them, and what is the user's goes over into a new one.

use std::path::{Path, PathBuf};

use crate::harness::{World, files_below, repository};

/// Copies a kept index into the home of a test.
fn copied(world: &World, kept: &Path) -> PathBuf {
    for file in files_below(kept) {
        let name = Path::new("idx").join(file.strip_prefix(kept).expect("below it"));
        world.write(&name.to_string_lossy(), std::fs::read(&file).expect("a file of the repository"));
    }
    world.home().join("idx")
}

#[test]
fn an_index_of_a_format_before_is_built_anew_and_keeps_what_is_the_users() {
    let kept = std::fs::read_dir(repository().join("tests/indexes")).expect("kept indexes").flatten();
    let kept: Vec<PathBuf> = kept.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    assert!(!kept.is_empty(), "none is kept");
    for kept in kept {
        let world = World::new();
        let index = copied(&world, &kept).to_string_lossy().into_owned();
        world.write("r/new.txt", "关于保障的报告\n一、概况\n增加教育经费。\n");
        for command in [&["query", "减轻"][..], &["stats"], &["verify"]] {
            let said = world.expect(2, &[command, &["--index", &index]].concat());
            let told = said.out + &said.err;
            assert!(told.contains("xunzhang index"), "{}: {command:?}: {told}", kept.display());
        }
        let said = world.run(&["index", "r", "--index", &index]);
        assert!(said.status < 2, "{}: {}", kept.display(), said.err);
        assert!(world.expect(0, &["dict", "list", "--index", &index]).out.contains("一网统飞"));
        let roots = world.expect(0, &["root", "list", "--index", &index]).out;
        assert!(roots.contains("/tmp/xunzhang-kept/r") && roots.lines().count() == 2, "{roots}");
        let skipped = world.expect(0, &["stats", "--skipped", "--index", &index]).out;
        assert!(skipped.contains("/tmp/xunzhang-kept/r/left"), "{skipped}");
        world.expect(0, &["query", "经费", "--index", &index]);
    }
}
