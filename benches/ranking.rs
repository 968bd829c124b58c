//! What ranking costs beside a plain BM25: `cargo bench --bench ranking -- INDEX CORPUS QUERIES`.
//!
//! CORPUS is a collection (JSON lines) whose documents are about a passage long, INDEX its index; QUERIES are lines of
//! an id, a tab and a text. Each query is asked in turn of xunzhang (ten hits, all that a process does after the index is
//! open) and of a plain tantivy in memory (an OR of jieba's words, ten ids); the least of [`ROUNDS`] counts.

use std::error::Error;
use std::time::{Duration, Instant};

use xunzhang::eval::{quantile, read_queries};
use xunzhang::search::{SearchOptions, Searcher};

use plain::{Cut, Plain};

#[path = "baseline/src/plain.rs"]
mod plain;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each query is asked; others use the machine too.
const ROUNDS: usize = 5;
/// Every so many queries are asked.
const STEP: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [index, corpus, queries] = arguments.as_slice() else {
        eprintln!("usage: cargo bench --bench ranking -- INDEX CORPUS QUERIES (nothing is measured without)");
        return Ok(());
    };
    let searcher = Searcher::open(index.as_ref())?;
    let records = xunzhang::source::json_lines(&std::fs::read_to_string(corpus)?)?;
    let texts: Vec<(String, String)> =
        records.into_iter().map(|one| (one.id.clone(), one.whole_text())).collect();
    let dictionary = include_str!("../index_schema/jieba_dictionary.txt");
    let documents = texts.iter().map(|(id, text)| (id.as_str(), text.as_str()));
    let plain = Plain::new(documents, Cut::words_of(dictionary))?;
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for (_, text) in read_queries(queries.as_ref())?.iter().step_by(STEP) {
        let (mut best_own, mut best_other) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let (query, _) = xunzhang::query::parse(text);
            searcher.search(&query, &SearchOptions::default())?;
            best_own = best_own.min(begun.elapsed());
            let begun = Instant::now();
            plain.ask(text, 10)?;
            best_other = best_other.min(begun.elapsed());
        }
        own.push(best_own);
        other.push(best_other);
    }
    for (name, times) in [("xunzhang", &own), ("plain tantivy + jieba", &other)] {
        let millis = |share| quantile(times, share).as_secs_f64() * 1e3;
        println!("{name:<22} {} queries, p50 {:.2} ms, p95 {:.2} ms", times.len(), millis(0.5), millis(0.95));
    }
    Ok(())
}
