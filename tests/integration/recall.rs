//! Nothing that is in a report may be unfindable.

use crate::harness::{World, reports, shared};

fn all_runs_are_found(world: &World, runs: usize) {
    let said = world.expect(0, &["verify", "--recall", &runs.to_string()]);
    let full = format!("{runs} of {runs}");
    assert_eq!(said.out.matches(&full).count(), 3, "{}", said.out);
}

#[test]
fn every_run_of_our_own_reports_is_found() {
    let world = World::new();
    world.expect(0, &["index", &reports("tests/corpus"), &reports("examples/reports")]);
    all_runs_are_found(&world, 400);
}

#[test]
#[ignore = "needs ../shared"]
fn every_run_of_the_provinces_is_found() {
    let shared = shared();
    let world = World::new();
    world.expect(0, &["index", &shared.join("corpus/gov_provincial_2026").to_string_lossy()]);
    all_runs_are_found(&world, 300);
}

#[test]
fn runs_over_the_cut_between_two_passages_are_found() {
    let world = World::new();
    // One sentence without end, so that the cut falls anywhere; every third character is its own.
    let text: String = (0..2_000u32).filter_map(|nth| char::from_u32(0x4e00 + nth)).collect();
    world.write("reports/长句.txt", format!("关于长句的报告\n　　{text}\n"));
    world.expect(0, &["index", "reports"]);
    let characters: Vec<char> = text.chars().collect();
    for begin in (0..1_980).step_by(37) {
        let run: String = characters[begin..begin + 13].iter().collect();
        let hits = world.hits(&[&format!("\"{run}\"")]);
        assert_eq!(hits.len(), 1, "{run} at {begin}");
        assert!(hits[0]["text"].as_str().is_some_and(|text| text.contains(&run)), "{run} at {begin}");
    }
}

#[test]
fn runs_over_a_passage_of_nothing_seen_are_found() {
    let world = World::new();
    let marks = "\u{301}".repeat(100_000);
    let sentence = "市政府把减轻负担列入年度重点督办事项。".repeat(30);
    world.write("reports/甲.txt", format!("关于督办的报告\n{sentence}甲乙丙\n{marks}\n丁戊己{sentence}\n"));
    world.expect(0, &["index", "reports"]);
    assert_eq!(world.hits(&["\"乙丙丁戊\""]).len(), 1);
    assert_eq!(world.hits(&["\"项。甲乙丙丁戊己市政\""]).len(), 1);
}
