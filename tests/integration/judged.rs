//! The ranking of report queries held against judgements made by reading (`tests/ranking/README.md`). With `XUNZHANG_REWRITE_GOLDEN=1` the results are written anew.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use xunzhang::eval::{Judgements, Measures, read_judgements, read_queries};
use xunzhang::report::{self, Report};
use xunzhang::text::TextKind;

use crate::harness::{World, files_below, keep_collection, repository, shared};

/// Characters of each heading in the name of a section.
const NAME_CHARS: usize = 16;
/// The least nDCG@10 of all queries.
const NDCG_MIN: f64 = 0.862;
/// What the queries are asked of.
const PARTS: [&str; 4] = ["gov_national/text", "gov_provincial_2026", "laws", "self_evaluation_report.txt"];

fn golden(name: &str) -> PathBuf {
    repository().join("tests/ranking").join(name)
}

/// Compares with the golden file, or writes it.
pub(crate) fn hold_against(name: &str, found: &str) {
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
    format!("{file}#{}", headings_name(headings.map(|heading| heading.as_str().expect("a heading"))))
}

fn headings_name<'a>(headings: impl Iterator<Item = &'a str>) -> String {
    let cut = |heading: &str| {
        let cut: Vec<char> = heading.chars().take(NAME_CHARS).collect();
        // A run of blanks is one sign: names in judgements hold none.
        let runs = cut.chunk_by(|a, b| a.is_whitespace() && b.is_whitespace());
        runs.map(|run| if run[0].is_whitespace() { '_' } else { run[0] }).collect::<String>()
    };
    headings.map(cut).collect::<Vec<_>>().join(">")
}

/// All sections as documents of a collection, named as in the judgements, for systems that know no sections.
fn sections(corpus: &Path) -> String {
    let files: Vec<PathBuf> = PARTS.iter().flat_map(|part| files_below(&corpus.join(part))).collect();
    let mut lines = String::new();
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let is_markdown = file.extension().is_some_and(|extension| extension == "md");
        let (report, _) =
            report::parse(&text, if is_markdown { TextKind::Markdown } else { TextKind::Plain });
        let name = file.strip_prefix(corpus).expect("inside the corpus").to_string_lossy().replace(' ', "_");
        (0..report.sections.len()).for_each(|nth| lines.push_str(&section_line(&report, nth, &name, &text)));
    }
    lines
}

fn section_line(report: &Report, nth: usize, file: &str, text: &str) -> String {
    let path = report.heading_path(nth);
    let id = format!("{file}#{}", headings_name(path.iter().copied()));
    let title = format!("{} {}", report.title(), path.join(" "));
    let own = text[report.sections[nth].span.start..report.sections[nth].span.end].trim();
    format!("{}\n", serde_json::json!({ "id": id, "title": title, "text": own }))
}

#[test]
#[ignore = "needs ../shared"]
fn report_queries_find_what_was_judged_relevant() {
    let shared = shared();
    let corpus = shared.join("corpus").canonicalize().expect("the corpus");
    let world = World::new();
    let parts: Vec<String> =
        PARTS.iter().map(|part| corpus.join(part).to_string_lossy().into_owned()).collect();
    // However many threads index: the order of hits depends on the texts only.
    let arguments = ["index", "-q"].into_iter();
    world.expect(0, &arguments.chain(parts.iter().map(String::as_str)).collect::<Vec<_>>());
    let queries = read_queries(&golden("queries.tsv")).expect("queries");
    let judgements = read_judgements(&golden("qrels.tsv")).expect("judgements");
    assert!(queries.len() >= 150);
    keep_collection("judged", || {
        let read = |name| std::fs::read_to_string(golden(name)).expect("it was read before");
        [sections(&corpus), read("queries.tsv"), read("qrels.tsv")]
    });
    let lines: Vec<&str> = queries.iter().map(|(_, text)| text.as_str()).collect();
    let file = world.write("queries.txt", lines.join("\n"));
    let file = file.to_string_lossy();
    // What was judged is whether a section answers, not whether its law is in force.
    let shown = found(&world, &["--queries", &file, "-n", "10", "--repealed", "show"], &corpus);
    let (mean, results) = measured(&queries, &judgements, &shown);
    let last = found(&world, &["--queries", &file, "-n", "10"], &corpus);
    let (by_default, _) = measured(&queries, &judgements, &last);
    assert!(mean.ndcg_10 >= NDCG_MIN, "nDCG@10 {:.4} of all", mean.ndcg_10);
    let figures = |of: &Measures| {
        format!("MRR@10 {:.4}  nDCG@10 {:.4}  R@10 {:.4}", of.mrr_10, of.ndcg_10, of.recall_10)
    };
    let summary = format!(
        "{} report queries, relevant sections judged by reading\n{} by rank alone (--repealed show)\n{} with what is no \
         longer in force last (default)\n\n",
        queries.len(),
        figures(&mean),
        figures(&by_default)
    );
    hold_against("results.txt", &format!("{summary}{results}"));
}

/// The sections found for each query, best first.
fn found(world: &World, arguments: &[&str], corpus: &Path) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for hit in world.hits(arguments) {
        let section = section_name(&hit, corpus);
        let ranked = found.entry(hit["query"].as_str().expect("a query").to_owned()).or_default();
        // Two passages of one section are one answer to be judged.
        if !ranked.contains(&section) {
            ranked.push(section);
        }
    }
    found
}

/// The mean of all queries, and a line for each.
fn measured(
    queries: &[(String, String)],
    judgements: &Judgements,
    found: &HashMap<String, Vec<String>>,
) -> (Measures, String) {
    let (mut results, mut all) = (String::new(), Vec::new());
    for (id, text) in queries {
        let grades = &judgements[id];
        let ranked = found.get(text).cloned().unwrap_or_default();
        let measures = Measures::of(&ranked, grades);
        let places: String =
            ranked.iter().map(|section| if grades.contains_key(section) { '+' } else { '-' }).collect();
        writeln!(results, "{id}  {:.3}  {places:<10}  {text}", measures.ndcg_10).expect("a string grows");
        all.push(measures);
    }
    (Measures::mean(&all), results)
}
