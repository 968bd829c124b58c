//! A query is bounded, whatever is typed: what must be there is never dropped, what only adds worth is.

use crate::harness::World;

fn world() -> World {
    let world = World::new();
    let words: Vec<String> = (0..600).map(|nth| format!("w{nth:04}")).collect();
    world.write("r/词表.txt", format!("词表\n一、词\n{}。\n", words.join(" ")));
    world.write("r/减负.txt", "减负通报\n一、做法\n全国减轻教师负担。\n");
    world.expect(0, &["index", "r"]);
    world
}

#[test]
fn of_very_many_words_the_most_telling_rank_and_that_is_said() {
    let world = world();
    let words: Vec<String> = (0..4_000).map(|nth| format!("w{nth:04}")).collect();
    for query in [words.join(" "), words.join(" OR ")] {
        let said = world.expect(0, &["query", &query]);
        assert!(said.out.contains("词表"), "{}", said.out);
        assert!(said.err.contains("4000") && said.err.contains("256"), "{}", said.err);
    }
}

#[test]
fn too_many_conditions_are_refused_and_equal_ones_are_one() {
    let world = world();
    let of = |join: &str, part: &dyn Fn(usize) -> String, count| {
        (0..count).map(part).collect::<Vec<_>>().join(join)
    };
    for query in [
        of(" ", &|nth| format!("path:{nth}"), 500),
        of(" ", &|nth| format!("\"第{nth}号\""), 201),
        of(" AND ", &|nth| format!("w{nth:04}"), 201),
        format!("减轻 {}", of(" ", &|nth| format!("-w{nth:04}"), 201)),
    ] {
        let said = world.expect(2, &["query", &query]);
        assert!(said.err.contains("at most 200"), "{}", said.err);
    }
    world.write("queries", of(" AND ", &|_| "国".to_owned(), 20_000));
    let said = world.expect(0, &["query", "--queries", "queries"]);
    assert!(said.out.contains("减负"), "{}", said.out.chars().take(200).collect::<String>());
}
