//! The plain way to search Chinese with tantivy and jieba, for comparison: `baseline index FOLDER INDEX`,
//! `baseline query INDEX WORDS`.
//! `baseline run words|pairs CORPUS QUERIES RUN` ranks a collection (JSON lines, TREC run) by BM25 in the same plain way.
//!
//! Each text file is one document: no sections, no folding, no n-grams. One field with the words of jieba's search
//! mode and their positions, the text stored in LZ4; two threads, the engine's own merge policy, timed from the first
//! file to a merged commit. The hidden Markov model is off, as in xunzhang: with it the program is slower.

mod cut;
mod plain;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use jieba_rs::Jieba;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexWriter, TantivyDocument};

use cut::Cut;
use plain::Plain;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Threads of the writer, and their memory together in bytes: what `xunzhang index` takes by itself on two cores.
const THREADS: usize = 2;
const MEMORY: usize = 256 << 20;

/// Words of jieba and their frequencies, as jieba brings them.
const DICTIONARY: &str = include_str!("../../../index_schema/jieba_dictionary.txt");

type AnyError = Box<dyn std::error::Error>;

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "txt") {
            found.push(path);
        }
    }
    Ok(())
}

fn open(index: &Index) {
    let analyzer = TextAnalyzer::from(Cut::Words(Arc::new(Jieba::new())));
    index.tokenizers().register("jieba", analyzer);
}

fn build(folder: &Path, place: &Path) -> Result<(), AnyError> {
    let begun = Instant::now();
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("jieba")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(words).set_stored());
    let path = schema.add_text_field("path", STORED);
    std::fs::create_dir_all(place)?;
    let index = Index::create_in_dir(place, schema.build())?;
    open(&index);
    let mut writer: IndexWriter = index.writer_with_num_threads(THREADS, MEMORY)?;
    let (mut all, mut bytes) = (Vec::new(), 0);
    files(folder, &mut all)?;
    for file in &all {
        let content = std::fs::read(file)?;
        bytes += content.len();
        let mut document = TantivyDocument::new();
        document.add_text(text, String::from_utf8_lossy(&content));
        document.add_text(path, file.to_string_lossy());
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let (seconds, mb) = (begun.elapsed().as_secs_f64(), bytes as f64 / 1e6);
    println!("{} files, {mb:.1} MB in {seconds:.2} s: {:.1} MB/s", all.len(), mb / seconds);
    Ok(())
}

fn query(place: &Path, words: &str) -> Result<(), AnyError> {
    let index = Index::open_in_dir(place)?;
    open(&index);
    let text = index.schema().get_field("text")?;
    let path = index.schema().get_field("path")?;
    let searcher = index.reader()?.searcher();
    let query = QueryParser::for_index(&index, vec![text]).parse_query(words)?;
    for (score, at) in searcher.search(&query, &TopDocs::with_limit(10).order_by_score())? {
        let document: TantivyDocument = searcher.doc(at)?;
        let name = document.get_first(path).and_then(|value| value.as_str()).unwrap_or_default();
        println!("{score:.2} {name}");
    }
    Ok(())
}

/// Longest run that is written for a query.
const RUN_DEPTH: usize = 1_000;

fn run(cut: Cut, corpus: &str, queries: &str, run: &str) -> Result<(), AnyError> {
    let mut documents = Vec::new();
    for line in std::fs::read_to_string(corpus)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        documents.push((field("id"), format!("{}\n{}", field("title"), field("text"))));
    }
    let plain = Plain::new(documents.iter().map(|(id, text)| (id.as_str(), text.as_str())), cut)?;
    let mut out = std::io::BufWriter::new(std::fs::File::create(run)?);
    for line in std::fs::read_to_string(queries)?.lines() {
        let (id, text) = line.split_once('\t').ok_or("a query is an id, a tab and a text")?;
        for (nth, name) in plain.ask(text, RUN_DEPTH)?.iter().enumerate() {
            writeln!(out, "{id} Q0 {name} {} {} plain", nth + 1, RUN_DEPTH - nth)?;
        }
    }
    Ok(out.flush()?)
}

fn main() -> Result<(), AnyError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["index", folder, place] => build(Path::new(folder), Path::new(place)),
        ["query", place, words] => query(Path::new(place), words),
        ["run", "words", corpus, queries, place] => run(Cut::words_of(DICTIONARY), corpus, queries, place),
        ["run", "pairs", corpus, queries, place] => run(Cut::Pairs, corpus, queries, place),
        ["nothing"] => Ok(()),
        _ => Err("usage: baseline index FOLDER INDEX | query INDEX WORDS | run words|pairs CORPUS QUERIES RUN | nothing".into()),
    }
}
