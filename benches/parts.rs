//! The parts that a report and a query pass through, each for itself: `cargo bench --bench parts`.
//!
//! Texts are those of `examples/reports/`, repeated to about a megabyte, so that anybody can run this; figures of large
//! corpora come from `benches/compare.sh`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use xunzhang::analysis::{Dictionary, Segmenter, fold_text, fold_words, grams};
use xunzhang::report::{cut_passages, parse};
use xunzhang::schema::Schema;
use xunzhang::search::{SearchOptions, Searcher};
use xunzhang::source;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of text that parts are tried on.
const TEXT_BYTES: usize = 1_000_000;

static REPORTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reports");
    let files = std::fs::read_dir(folder).expect("the reports that come with the project");
    let mut paths: Vec<PathBuf> = files.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    assert!(!texts.is_empty(), "there are reports");
    let mut bytes = 0;
    let enough = |text: &&String| {
        bytes += text.len();
        bytes <= TEXT_BYTES
    };
    texts.iter().cycle().take_while(enough).cloned().collect()
});

static INDEX: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("xunzhang-parts-{}", std::process::id()));
    index_examples(&folder);
    folder
});

fn main() {
    divan::main();
    let _ = std::fs::remove_dir_all(&*INDEX);
}

/// Indexes the example reports as people do, into `folder`.
fn index_examples(folder: &Path) {
    let done = Command::new(env!("CARGO_BIN_EXE_xunzhang"))
        .args(["index", "--quiet", "--threads", "2", "--index"])
        .arg(folder)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reports"))
        .stderr(Stdio::null())
        .status();
    assert!(done.is_ok_and(|status| status.success()), "the reports can be indexed");
}

/// Runs `part` over all texts and says how many bytes a second went through it.
fn over_texts<T>(bencher: Bencher<'_, '_>, part: impl Fn(&str) -> T + Sync) {
    let bytes: usize = REPORTS.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        REPORTS.iter().for_each(|text| drop(divan::black_box(part(text))));
    });
}

#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    over_texts(bencher, |text| source::decode(text.as_bytes()).is_ok());
}

#[divan::bench]
fn parse_and_cut(bencher: Bencher<'_, '_>) {
    let size = Schema::builtin().passage_size();
    over_texts(bencher, |text| {
        let (report, remarks) = parse(text, source::text_kind(Path::new("report.txt")));
        cut_passages(text, &report, &remarks, size)
    });
}

#[divan::bench]
fn fold(bencher: Bencher<'_, '_>) {
    over_texts(bencher, fold_text);
}

#[divan::bench]
fn fold_with_numerals(bencher: Bencher<'_, '_>) {
    over_texts(bencher, fold_words);
}

#[divan::bench]
fn segment(bencher: Bencher<'_, '_>) {
    let segmenter = Segmenter::full(&Dictionary::builtin());
    over_texts(bencher, |text| {
        let mut words = 0;
        segmenter.words(text, |_| words += 1);
        words
    });
}

#[divan::bench]
fn gather_grams(bencher: Bencher<'_, '_>) {
    over_texts(bencher, |text| {
        let mut keys = Vec::new();
        grams(text, &mut keys);
        keys
    });
}

#[divan::bench]
fn segmenter_of_a_query(bencher: Bencher<'_, '_>) {
    let dictionary = Dictionary::builtin();
    bencher.bench(|| Segmenter::for_text(&dictionary, "如何加强农村义务教育经费保障"));
}

/// A whole process: start, eight reports, commit.
#[divan::bench(sample_count = 10)]
fn index(bencher: Bencher<'_, '_>) {
    let folder = std::env::temp_dir().join(format!("xunzhang-parts-index-{}", std::process::id()));
    bencher.bench_local(|| index_examples(&folder));
    let _ = std::fs::remove_dir_all(folder);
}

#[divan::bench]
fn open(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Searcher::open(&INDEX).expect("the index was just built"));
}

#[divan::bench(args = ["减轻教师负担", "教育经费投入情况", "\"义务教育\"", "校", "title:审计 经费"])]
fn query(bencher: Bencher<'_, '_>, typed: &str) {
    let searcher = Searcher::open(&INDEX).expect("the index was just built");
    let (query, _) = xunzhang::query::parse(typed);
    bencher.bench(|| searcher.search(&query, &SearchOptions::default()).expect("the index is whole"));
}
