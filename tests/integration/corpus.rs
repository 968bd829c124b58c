//! The whole shared corpus in one run, as a user with a real folder would do it.

use crate::harness::{World, shared};

#[test]
#[ignore = "needs ../shared"]
fn the_shared_corpus_indexes_in_one_run_with_a_true_summary() {
    let shared = shared();
    let world = World::new();
    let said = world.expect(1, &["index", &shared.join("corpus").to_string_lossy()]);
    let all: Vec<&str> = said.err.lines().filter(|line| line.starts_with("not indexed: ")).collect();
    // Files made to show what readers get wrong; each has tests of its own.
    let refused: Vec<&&str> = all.iter().filter(|line| !line.contains("/minimal/")).collect();
    let damaged = refused.iter().filter(|line| line.contains("raw_oneline_mojibake")).count();
    let empty = refused.iter().filter(|line| line.ends_with(".ofd: holds no text")).count();
    // The last is in EUC-TW, which no table here reads.
    assert_eq!((damaged, empty, refused.len()), (30, 4, 35), "{}", said.err);
    let summary = said.err.lines().last().expect("a summary");
    assert!(
        summary.contains(" reports and ") && summary.contains(&format!("{} files not indexed", all.len())),
        "{summary}"
    );
    for kind in [".one", "archive without a report"] {
        assert!(summary.contains(kind), "{summary}");
    }
    // As text or as one of its conversions: with other locations they are reports of their own.
    let hits = world.hits(&["减轻教师负担", "-n", "5"]);
    assert!(
        hits[0]["path"].as_str().is_some_and(|path| path.contains("/self_evaluation_report.")),
        "{hits:?}"
    );
    assert!(
        hits[0]["heading_path"].as_array().is_some_and(|path| path.len() >= 2),
        "the passage stands in a section: {}",
        hits[0]
    );
    world.expect(0, &["verify"]);
}
