//! What ranking costs beside a plain BM25: `cargo bench --bench ranking -- INDEX CORPUS QUERIES`.
//!
//! CORPUS is a collection (JSON lines) whose documents are about a passage long, INDEX its index; QUERIES are lines of
//! an id, a tab and a text. Each query is asked in turn of xunzhang (ten hits: all that a process does once the index is
//! open) and of a plain tantivy in memory that holds the same words of the same documents (an OR of the query's words by
//! BM25, ten ids). The least of [`ROUNDS`] counts, since others use the machine too.

use std::error::Error;
use std::time::{Duration, Instant};

use tantivy::tokenizer::WhitespaceTokenizer;
use xunzhang::analysis::{Dictionary, Segmenter};
use xunzhang::eval::{quantile, read_queries};
use xunzhang::search::{SearchOptions, Searcher};

use plain::Plain;

#[path = "baseline/src/plain.rs"]
mod plain;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each query is asked.
const ROUNDS: usize = 5;
/// Every so many queries are asked.
const STEP: usize = 10;
/// What is asked of the ranking: at the median so many times the plain one, and so much more.
const TIMES: f64 = 3.0;
/// See [`TIMES`], in milliseconds.
const MORE_MILLIS: f64 = 5.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [index, corpus, queries] = arguments.as_slice() else {
        eprintln!("usage: cargo bench --bench ranking -- INDEX CORPUS QUERIES (nothing is measured without)");
        return Ok(());
    };
    let searcher = Searcher::open(index.as_ref())?;
    let segmenter = Segmenter::full(&Dictionary::builtin());
    let words = |text: &str| {
        let mut words = String::new();
        segmenter.words(text, |word| words.extend([word, " "]));
        words
    };
    let records = xunzhang::source::json_lines(&std::fs::read_to_string(corpus)?)?;
    let texts: Vec<(String, String)> =
        records.into_iter().map(|one| (one.id.clone(), words(&one.whole_text()))).collect();
    let plain = Plain::new(
        texts.iter().map(|(id, text)| (id.as_str(), text.as_str())),
        WhitespaceTokenizer::default(),
    )?;
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for (_, text) in read_queries(queries.as_ref())?.iter().step_by(STEP) {
        let cut = words(text);
        let (mut best_own, mut best_other) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let (query, _) = xunzhang::query::parse(text);
            searcher.search(&query, &SearchOptions::default())?;
            best_own = best_own.min(begun.elapsed());
            let begun = Instant::now();
            plain.ask(&cut, 10)?;
            best_other = best_other.min(begun.elapsed());
        }
        own.push(best_own);
        other.push(best_other);
    }
    let millis = |times: &[Duration], share| quantile(times, share).as_secs_f64() * 1e3;
    for (name, times) in [("xunzhang", &own), ("plain tantivy, same words", &other)] {
        let (p50, p95) = (millis(times, 0.5), millis(times, 0.95));
        println!("{name:<26} {} queries, p50 {p50:.2} ms, p95 {p95:.2} ms", times.len());
    }
    let most = TIMES * millis(&other, 0.5) + MORE_MILLIS;
    println!("p50 wanted: at most {most:.2} ms ({TIMES} times the plain one and {MORE_MILLIS} ms)");
    Ok(())
}
