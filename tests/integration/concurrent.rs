//! Readers while the index is written: each query sees one state whole, and none fails.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use xunzhang::pipeline::run;
use xunzhang::query::parse;
use xunzhang::search::{SearchOptions, Searcher};

use crate::harness::World;
use crate::incremental::{Silence, job};

const READERS: usize = 8;
/// Every so many commits the index is built from nothing.
const REBUILD_EVERY: usize = 50;

/// Two reports that change together: a query that sees different numbers in them sees a mixture.
fn write(world: &World, number: usize) {
    for (name, title) in [("甲", "关于工作的报告"), ("乙", "关于审计的报告")] {
        let others: String = (0..number % 7).map(|nth| format!("第{nth}段别的话。\n")).collect();
        world.write(&format!("r/{name}.txt"), format!("{title}\n一、概况\n版本是x{number}x号。\n{others}"));
    }
}

fn versions(index: &Path) -> Vec<String> {
    let searcher = Searcher::open(index).expect("it can be opened at every moment");
    let answer = searcher.search(&parse("\"版本是\"").0, &SearchOptions::default()).expect("an answer");
    let version = |text: &str| text.split('x').nth(1).unwrap_or_default().to_owned();
    answer.hits.iter().map(|hit| version(&hit.text)).collect()
}

/// Few in an ordinary run; a thousand (with twenty rebuilds) in a long one.
fn commits() -> usize {
    std::env::var("XUNZHANG_COMMITS").ok().and_then(|commits| commits.parse().ok()).unwrap_or(60)
}

#[test]
fn readers_see_the_old_or_the_new_and_never_fail() {
    let world = World::new();
    let index = world.home().join("index");
    write(&world, 0);
    let mut job = job(&world.home().join("r"), &index);
    run(&job, &Silence).expect("it can be built");
    let (done, queries) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let seen = versions(&index);
                    assert!(seen.len() == 2 && seen[0] == seen[1], "a mixture: {seen:?}");
                    queries.fetch_add(1, Ordering::Relaxed);
                    // The writer must come to its turn on two cores.
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
        }
        for number in 1..=commits() {
            write(&world, number);
            job.mode.rebuild = number.is_multiple_of(REBUILD_EVERY);
            let summary = run(&job, &Silence).inspect_err(|_| done.store(true, Ordering::Relaxed));
            assert!(summary.expect("it can be committed").committed);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(versions(&index), [commits().to_string(), commits().to_string()]);
    eprintln!("{} queries against {} commits", queries.load(Ordering::Relaxed), commits());
}
