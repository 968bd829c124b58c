//! The order of hits depends on the texts only: the same reports give the same answers whatever threads indexed them and
//! in however many runs, also where lists are cut. The limits are lowered until each of them is met.

use std::path::{Path, PathBuf};

use xunzhang::pipeline::{Job, run};
use xunzhang::query::parse;
use xunzhang::schema::Ranking;
use xunzhang::search::{Answer, SearchOptions, Searcher};

use crate::harness::World;
use crate::incremental::{Silence, job};

const REPORTS: usize = 120;

/// Sentences that stand in every second, third, … report, so that runs are common, rarer and rare; many passages are
/// equal but for their places.
const SENTENCES: [&str; 9] = [
    "全县切实减轻教师负担，严控督查检查考核事项。",
    "教育经费投入只增不减。",
    "教师的负担有所减轻，经费的投入有所增加。",
    "教师队伍结构进一步优化，教师负担有所减轻。",
    "对专项资金开展全过程绩效评价，资金使用更加规范。",
    "教育工作的确重要。",
    "二〇三一年教育支出增长3.5%，教育经费、专项资金、公用经费各有增长。",
    "营养改善计划覆盖全部农村学校。",
    "负担过重的问题仍然存在，减轻负担。",
];

const QUERIES: [&str; 24] = [
    "减轻教师负担",
    "教师",
    "的",
    "，",
    "负",
    "师的负",
    "的确",
    "经费投入 教育",
    "，经费的",
    "\"教师\"",
    "\"，\"",
    "\"的\"",
    "\"师的负\"",
    "减轻…负担",
    "教育 -专项",
    "教育 AND 资金",
    "\"资金\" 教师",
    "\"资金\" OR \"经费\"",
    "title:报告 资金",
    "title:第1 教师",
    "title:报告",
    "heading:一、 教师",
    "path:3 教师",
    "同节:(教师 负担)",
];

fn text(number: usize) -> String {
    let held = SENTENCES.iter().enumerate().filter(|(nth, _)| number.is_multiple_of(nth + 1));
    let sentences: Vec<&str> = held.map(|(_, sentence)| *sentence).collect();
    let (first, second) = sentences.split_at(sentences.len() / 2);
    format!("关于第{}号工作的报告\n一、做法\n{}\n二、成效\n{}\n", number / 3, first.concat(), second.concat())
}

fn write(world: &World, numbers: impl Iterator<Item = usize>) {
    numbers.for_each(|number| drop(world.write(&format!("r/{}/文{number}.txt", number % 7), text(number))));
}

fn index(folder: &Path, index: PathBuf, threads: usize) -> PathBuf {
    run(&Job { threads, ..job(folder, &index) }, &Silence).expect("it can be indexed");
    index
}

/// All that an answer shows, scores to four digits apart.
fn shown(answer: &Answer) -> (Vec<String>, Vec<f32>) {
    let totals = [format!("{:?} {:?}", answer.passages, answer.reports)];
    let hits = answer.hits.iter().map(|hit| {
        format!(
            "{:?} {:?} {} {:?} {}",
            hit.paths().collect::<Vec<_>>(),
            hit.heading_path,
            hit.byte_start,
            hit.matches,
            hit.text
        )
    });
    (totals.into_iter().chain(hits).collect(), answer.hits.iter().map(|hit| hit.score).collect())
}

#[test]
fn how_an_index_was_made_does_not_show_in_its_answers() {
    let world = World::new();
    let (folder, place) = (world.home().join("r"), |name: &str| world.home().join(name));
    let mut grown = PathBuf::new();
    // Not in the order of paths, and with reports that another run changes or takes away.
    for step in [7, 5, 2, 1] {
        write(&world, (0..REPORTS).filter(|number| number % step == 0));
        if step > 1 {
            (0..9).for_each(|number| {
                drop(world.write(&format!("r/{number}/文_.txt"), text(number * 7 + step)))
            });
        }
        grown = index(&folder, place("grown"), 2);
    }
    (0..9)
        .for_each(|number| std::fs::remove_file(folder.join(format!("{number}/文_.txt"))).expect("removed"));
    grown = index(&folder, grown, 2);
    let others = [grown, index(&folder, place("four"), 4)];
    let one = index(&folder, place("one"), 1);
    for (depth, run_depth) in [(500, 20_000), (3, 5), (10, 40), (5, 1)] {
        let open = |index: &Path| {
            let mut searcher = Searcher::open(index).expect("an index");
            searcher.set_ranking(Ranking { depth, run_depth, ..Ranking::builtin() });
            searcher
        };
        let one = open(&one);
        for other in others.iter().map(|index| open(index)) {
            for query in QUERIES {
                for (limit, document_order, count) in
                    [(10, false, false), (60, false, false), (10, false, true), (usize::MAX, true, false)]
                {
                    let options = SearchOptions { limit, document_order, count, ..SearchOptions::default() };
                    let answer = |searcher: &Searcher| {
                        shown(&searcher.search(&parse(query).0, &options).expect("an answer"))
                    };
                    let ((hits, scores), (theirs, their_scores)) = (answer(&one), answer(&other));
                    assert_eq!(hits, theirs, "{query} {depth} {run_depth} {limit}");
                    let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-4 * a.abs().max(1.0);
                    assert!(
                        scores.iter().zip(&their_scores).all(near),
                        "{query}: {scores:?} {their_scores:?}"
                    );
                }
            }
        }
    }
}
