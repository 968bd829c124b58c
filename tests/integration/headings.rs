//! Headings asked of the sections that they were taken from: xunzhang beside words and pairs of characters alone, its own
//! and a plain tantivy's.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use xunzhang::eval::{Collection, Measures, TrecRun, read_run};
use xunzhang::report;
use xunzhang::text::TextKind;

use crate::harness::{World, keep_collection, shared};
use crate::judged::hold_against;
use cut::Cut;
use plain::Plain;

#[path = "../../benches/baseline/src/cut.rs"]
mod cut;
#[path = "../../benches/baseline/src/plain.rs"]
mod plain;

/// Fewest Han characters of a heading that is asked for.
const HAN_MIN: usize = 4;
/// Every so many of these headings is asked for: all, since a half of them tells first places to a hundredth only.
const HEADING_STEP: usize = 1;
/// So deep is ranked: as deep as is measured.
const DEPTH: usize = 100;

/// A collection whose documents are sections without their headings, and whose queries are these headings.
struct Headings {
    corpus: String,
    queries: String,
    judgements: String,
}

fn headings(shared: &Path, step: usize) -> Headings {
    let mut files: Vec<PathBuf> = ["gov_national/text", "gov_provincial_2026"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(shared.join("corpus").join(folder)).expect("reports").flatten())
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let mut made = Headings { corpus: String::new(), queries: String::new(), judgements: String::new() };
    let mut asked: Vec<(String, String)> = Vec::new();
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let (report, _) = report::parse(&text, TextKind::Plain);
        let name = file.file_stem().expect("a name").to_string_lossy();
        for (nth, section) in report.sections.iter().enumerate() {
            let own = text[section.heading_span.end.max(section.span.start)..section.span.end].trim();
            let heading = bare(&section.heading);
            if own.is_empty() {
                continue;
            }
            let id = format!("{name}-{nth}");
            let line = serde_json::json!({ "id": id, "title": report.title(), "text": own });
            writeln!(made.corpus, "{line}").expect("a string grows");
            if heading.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() >= HAN_MIN {
                asked.push((heading, id));
            }
        }
    }
    let mut count: HashMap<&str, usize> = HashMap::new();
    asked.iter().for_each(|(heading, _)| *count.entry(heading).or_default() += 1);
    let once = asked.iter().filter(|(heading, _)| count[heading.as_str()] == 1);
    for (heading, id) in once.step_by(step) {
        writeln!(made.queries, "{id}\t{heading}").expect("a string grows");
        writeln!(made.judgements, "{id} 0 {id} 1").expect("a string grows");
    }
    made
}

/// A heading without its marker, such as `（一）` or `3.`, and without what a sentence ends with.
fn bare(heading: &str) -> String {
    let marker = |c: char| "一二三四五六七八九十百第章节条编、（）().．0123456789 　".contains(c);
    heading.trim_start_matches(marker).trim_end_matches(['。', '：']).replace('\t', " ")
}

/// What is compared: the share of headings that find their section first, then the usual measures.
struct Result {
    first: f64,
    mean: Measures,
}

impl Result {
    fn of(collection: &Collection, run: &TrecRun) -> Result {
        let measures: Vec<Measures> = collection.score(run).into_iter().map(|(_, one)| one).collect();
        let first = measures.iter().filter(|one| one.mrr_10 == 1.0).count();
        Result { first: first as f64 / measures.len() as f64, mean: Measures::mean(&measures) }
    }
}

/// The ranking of `xunzhang eval` with further arguments.
fn own_run(world: &World, more: &[&str]) -> TrecRun {
    let files = ["--corpus", "corpus.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.tsv"];
    world.expect(0, &[&["eval", "--run", "own.run"], &files[..], more].concat());
    read_run(&world.home().join("own.run")).expect("the run that was written")
}

/// The ranking of BM25 with a plain tantivy.
fn plain_run(made: &Headings, collection: &Collection, cut: Cut) -> TrecRun {
    let records = xunzhang::source::json_lines(&made.corpus).expect("the lines that were written");
    let texts: Vec<(String, String)> =
        records.into_iter().map(|one| (one.whole_text(), one.id)).map(|(text, id)| (id, text)).collect();
    let documents = texts.iter().map(|(id, text)| (id.as_str(), text.as_str()));
    let plain = Plain::new(documents, cut).expect("an index in memory");
    let ask = |text: &str| plain.ask(text, DEPTH).expect("an answer");
    collection.queries.iter().map(|(id, text)| (id.clone(), ask(text))).collect()
}

#[test]
#[ignore = "needs ../shared"]
fn headings_find_their_sections_better_than_anything_plain() {
    let shared = shared();
    let world = World::new();
    keep_collection("headings", || {
        let Headings { corpus, queries, judgements } = headings(&shared, 1);
        [corpus, queries, judgements]
    });
    let made = headings(&shared, HEADING_STEP);
    world.write("corpus.jsonl", &made.corpus);
    let queries = world.write("queries.tsv", &made.queries);
    let judgements = world.write("qrels.tsv", &made.judgements);
    let collection = Collection::load(&queries, &judgements, None).expect("a collection");
    let runs = [
        ("xunzhang", own_run(&world, &[])),
        ("words alone", own_run(&world, &["--only", "words"])),
        ("bigrams alone", own_run(&world, &["--only", "bigrams"])),
        (
            "tantivy + jieba",
            plain_run(
                &made,
                &collection,
                Cut::words_of(include_str!("../../index_schema/jieba_dictionary.txt")),
            ),
        ),
        ("tantivy + bigrams", plain_run(&made, &collection, Cut::Pairs)),
    ];
    let results = runs.map(|(name, run)| (name, Result::of(&collection, &run)));
    let mut summary = format!(
        "{} headings that occur once, asked of the sections without them\n",
        collection.queries.len()
    );
    for (name, Result { first, mean }) in &results {
        writeln!(
            summary,
            "{name:<17}  first {first:.4}  MRR@10 {:.4}  R@10 {:.4}  R@100 {:.4}",
            mean.mrr_10, mean.recall_10, mean.recall_100
        )
        .expect("a string grows");
    }
    let own = &results[0].1;
    for (_, other) in &results[1..] {
        assert!(own.first > other.first && own.mean.recall_10 > other.mean.recall_10, "{summary}");
    }
    hold_against("headings.txt", &summary);
}
