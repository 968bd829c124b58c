//! Stop words are the program's: an index that was built by another list ranks, and cuts a text, by this one.

use xunzhang::output::Bar;
use xunzhang::pipeline::{self, Job, Mode};
use xunzhang::schema::Schema;
use xunzhang::source::Limits;

use crate::harness::World;

/// Builds an index of one folder, whose copy of the stop words holds these.
fn index(world: &World, name: &str, stop_words: Option<&str>) -> String {
    let folder = world.home().join(format!("schema-{name}"));
    Schema::builtin().write_to(&folder).expect("it can be written");
    if let Some(words) = stop_words {
        std::fs::write(folder.join("stop_words.txt"), words).expect("it can be written");
    }
    let index = world.home().join(name);
    let job = Job {
        paths: vec![world.home().join("reports")],
        index: index.clone(),
        schema: Schema::load(&folder).expect("it fits"),
        threads: 1,
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
    index.to_string_lossy().into_owned()
}

#[test]
fn an_older_list_in_an_index_decides_nothing() {
    let world = World::new();
    world.write("reports/a.txt", "减轻教师的负担。");
    world.write("reports/b.txt", "教师的工资。");
    let own = index(&world, "own", None);
    let older = index(&world, "older", Some("教师\n"));
    assert!(std::fs::read_dir(&older).is_ok() && own != older);
    let asked = |index: &str| world.hits(&["--index", index, "--explain", "教师的负担"]);
    assert_eq!(asked(&own), asked(&older));
    let cut = |index: &str| world.expect(0, &["tokens", "--index", index, "教师的负担"]).out;
    assert_eq!(cut(&own), cut(&older));
    assert!(cut(&older).contains("教师 (的) 负担"), "{}", cut(&older));
}
