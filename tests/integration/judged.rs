//! The ranking of report queries held against judgements made by reading (`tests/ranking/README.md`), and of headings
//! held against the sections that they were taken from. With `XUNZHANG_REWRITE_GOLDEN=1` the results are written anew.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use xunzhang::eval::{Measures, read_judgements, read_queries};
use xunzhang::report;
use xunzhang::text::TextKind;

use crate::harness::{World, repository, shared};

/// Characters of each heading in the name of a section.
const NAME_CHARS: usize = 16;
/// Fewest Han characters of a heading that is asked for.
const HAN_MIN: usize = 4;
/// Every so many of these headings is asked for.
const HEADING_STEP: usize = 4;

fn golden(name: &str) -> PathBuf {
    repository().join("tests/ranking").join(name)
}

/// Compares with the golden file, or writes it.
fn hold_against(name: &str, found: &str) {
    if std::env::var_os("XUNZHANG_REWRITE_GOLDEN").is_some() {
        std::fs::write(golden(name), found).expect("the golden file can be written");
        return;
    }
    let known = std::fs::read_to_string(golden(name)).unwrap_or_default();
    let changed: Vec<String> = known
        .lines()
        .zip(found.lines())
        .filter(|(a, b)| a != b)
        .map(|(a, b)| format!("- {a}\n+ {b}"))
        .take(20)
        .collect();
    assert!(
        known == found,
        "{name} differs (XUNZHANG_REWRITE_GOLDEN=1 writes it anew):\n{}",
        changed.join("\n")
    );
}

/// The name of a hit's section in the judgements: its file in the corpus and its headings, each cut short.
fn section_name(hit: &serde_json::Value, corpus: &Path) -> String {
    let path = Path::new(hit["path"].as_str().expect("a path"));
    let file = path.strip_prefix(corpus).expect("inside the corpus").to_string_lossy().replace(' ', "_");
    let headings = hit["heading_path"].as_array().expect("headings").iter();
    let cut = |heading: &serde_json::Value| {
        let cut: Vec<char> = heading.as_str().expect("a heading").chars().take(NAME_CHARS).collect();
        // A run of blanks is one sign: names in judgements hold none.
        let runs = cut.chunk_by(|a, b| a.is_whitespace() && b.is_whitespace());
        runs.map(|run| if run[0].is_whitespace() { '_' } else { run[0] }).collect::<String>()
    };
    format!("{file}#{}", headings.map(cut).collect::<Vec<_>>().join(">"))
}

#[test]
fn report_queries_find_what_was_judged_relevant() {
    let Some(shared) = shared() else { return };
    let corpus = shared.join("corpus").canonicalize().expect("the corpus");
    let world = World::new();
    let parts = ["gov_national/text", "gov_provincial_2026", "laws", "self_evaluation_report.txt"];
    let parts: Vec<String> =
        parts.iter().map(|part| corpus.join(part).to_string_lossy().into_owned()).collect();
    // One thread: where more passages hold a run than are scored, those come first that their segment has first.
    let arguments = ["index", "-q"].into_iter();
    world.expect(0, &arguments.chain(parts.iter().map(String::as_str)).collect::<Vec<_>>());
    let queries = read_queries(&golden("queries.tsv")).expect("queries");
    let judgements = read_judgements(&golden("qrels.tsv")).expect("judgements");
    assert!(queries.len() >= 150);
    let lines: Vec<&str> = queries.iter().map(|(_, text)| text.as_str()).collect();
    let file = world.write("queries.txt", lines.join("\n"));
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for hit in world.hits(&["--queries", &file.to_string_lossy(), "-n", "10"]) {
        let section = section_name(&hit, &corpus);
        let ranked = found.entry(hit["query"].as_str().expect("a query").to_owned()).or_default();
        // Two passages of one section are one answer to be judged.
        if !ranked.contains(&section) {
            ranked.push(section);
        }
    }
    let mut results = String::new();
    let mut all = Vec::new();
    for (id, text) in &queries {
        let grades = &judgements[id];
        let ranked = found.get(text).cloned().unwrap_or_default();
        let measures = Measures::of(&ranked, grades);
        let places: String =
            ranked.iter().map(|section| if grades.contains_key(section) { '+' } else { '-' }).collect();
        writeln!(results, "{id}  {:.3}  {places:<10}  {text}", measures.ndcg_10).expect("a string grows");
        all.push(measures);
    }
    let mean = Measures::mean(&all);
    let summary = format!(
        "{} report queries, relevant sections judged by reading\nMRR@10 {:.4}  nDCG@10 {:.4}  R@10 {:.4}\n\n",
        all.len(),
        mean.mrr_10,
        mean.ndcg_10,
        mean.recall_10
    );
    hold_against("results.txt", &format!("{summary}{results}"));
}

/// A collection whose documents are sections without their headings, and whose queries are these headings.
struct Headings {
    corpus: String,
    queries: String,
    judgements: String,
}

fn headings(shared: &Path) -> Headings {
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
    for (heading, id) in once.step_by(HEADING_STEP) {
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

#[test]
fn headings_find_their_sections_better_than_words_or_bigrams_alone() {
    let Some(shared) = shared() else { return };
    let world = World::new();
    let made = headings(&shared);
    world.write("corpus.jsonl", &made.corpus);
    world.write("queries.tsv", &made.queries);
    world.write("qrels.tsv", &made.judgements);
    let files = ["--corpus", "corpus.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.tsv"];
    let mut summary = String::from("headings that occur once, without them in the text\n");
    let mut of = HashMap::new();
    for only in ["", "words", "bigrams"] {
        let mut arguments = vec!["eval"];
        arguments.extend(files);
        if !only.is_empty() {
            arguments.extend(["--only", only]);
        }
        let said = world.expect(0, &arguments).out;
        let line = said.lines().next().expect("measures").to_owned();
        writeln!(summary, "{:<8} {line}", if only.is_empty() { "mixture" } else { only }).expect("it grows");
        let number = |name: &str| -> f64 {
            let after = line.split(name).nth(1).expect("the measure");
            after.split_whitespace().next().expect("a value").parse().expect("a number")
        };
        of.insert(only, (number("MRR@10"), number("R@10")));
    }
    for only in ["words", "bigrams"] {
        assert!(of[""].0 > of[only].0 && of[""].1 >= of[only].1, "{summary}");
    }
    hold_against("headings.txt", &summary);
}
