//! Many small runs against one fresh build: the same hits in the same order; and what a run says that it did.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use xunzhang::analysis::TypedWord;
use xunzhang::pipeline::{Job, Mode, Progress, Summary, WordJob, added_words, change_words, run, verify};
use xunzhang::query::parse;
use xunzhang::report::Facts;
use xunzhang::schema::{Ranking, Schema};
use xunzhang::search::{Fold, ReportOrder, SearchOptions, Searcher};
use xunzhang::source::{Extractor, Limits};

use crate::harness::World;

/// Hears nothing.
pub(crate) struct Silence;

impl Progress for Silence {
    fn found(&self, _: usize, _: u64) {}
    fn part(&self, _: u64, _: usize) {}
    fn taken(&self, _: u64) {}
    fn phase(&self, _: &str) {}
}

/// A run over one folder.
pub(crate) fn job(folder: &Path, index: &Path) -> Job {
    Job {
        paths: vec![folder.to_owned()],
        index: index.to_owned(),
        schema: Schema::builtin(),
        threads: 2,
        memory_bytes: 32 << 20,
        shared: false,
        file_bytes_max: 1 << 20,
        reader: None,
        limits: Limits::default(),
        ocr: None,
        words: Vec::new(),
        synonyms: Vec::new(),
        mode: Mode { prune: true, ..Mode::default() },
        budget: None,
    }
}

fn index(folder: &Path, index: &Path) -> Summary {
    run(&job(folder, index), &Silence).expect("it can be indexed")
}

/// Builds an index that begins with these words.
fn index_with(folder: &Path, index: &Path, words: Vec<TypedWord>) {
    let summary = run(&Job { words, ..job(folder, index) }, &Silence).expect("it can be indexed");
    assert_eq!(summary.warnings, [""; 0]);
}

fn words_of(index: &Path) -> Vec<TypedWord> {
    let words = added_words(index).expect("an index");
    words.iter().map(|(word, frequency)| (word.to_owned(), Some(frequency))).collect()
}

/// Everything that tells one hit from another, what it has to do with others, and its score.
type Shown = (Vec<PathBuf>, Vec<String>, String, usize, String, f32, String);

/// Answers many kinds of queries; with a shallow first stage, so that its cut is put to the test too.
fn answers(index: &Path) -> Vec<(String, usize, usize, Vec<Shown>)> {
    let shallow = Ranking { depth: 4, run_depth: 6, ..Ranking::builtin() };
    let mut all = Vec::new();
    for ranking in [Ranking::builtin(), shallow] {
        let mut searcher = Searcher::open(index).expect("an index");
        searcher.set_ranking(ranking);
        for (query, document_order) in QUERIES.iter().flat_map(|query| [(query, false), (query, true)]) {
            let fold = if document_order { Fold::Off } else { Fold::Marked };
            let options = SearchOptions { limit: 12, document_order, fold, ..SearchOptions::default() };
            let answer = searcher.search(&parse(query).0, &options).expect("an answer");
            let shown = answer.hits.into_iter().map(|hit| {
                let paths = hit.paths().map(Path::to_owned).collect();
                let kin = format!("{:?} {:?} {:?}", hit.group, hit.version, hit.repealed);
                (paths, hit.heading_path, hit.report, hit.byte_start, hit.text, hit.score, kin)
            });
            all.push(((*query).to_owned(), answer.passages.count, answer.reports.count, shown.collect()));
        }
    }
    all
}

const QUERIES: [&str; 22] = [
    "低空经济",
    "专项资金使用规范",
    "教师负担",
    "第二部分 绩效",
    "重要议事日程",
    "减轻教师负担",
    "教师",
    "的",
    "经费投入 教育",
    "\"专项资金\"",
    "\"，\"",
    "减轻…负担",
    "教育 -学生",
    "title:报告 资金",
    "path:甲 教师",
    "全县2031年增长3.5%",
    "负",
    // Nowhere as typed: the report as a whole counts, and which rules others name.
    "哪些规定减轻学生的负担？",
    "营养改善资金怎么管",
    // By facts, of texts, names of files and corrections.
    "年:2022.. 教师",
    "资金 种类:规定 -年:2021",
    "地区:湖北 教育 OR 年:2031",
];

const SENTENCES: [&str; 15] = [
    "切实减轻教师负担，严控督查检查考核事项。",
    "教育经费投入只增不减，专项资金使用规范。",
    "全县2031年一般公共预算教育支出增长3.5%。",
    "学生体质健康水平稳步提升。",
    "教师队伍结构进一步优化，教师负担有所减轻。",
    "对专项资金开展全过程绩效评价。",
    "县委、县政府高度重视教育工作，把教育摆在优先发展的战略地位，列入重要议事日程，定期研究解决困难和问题。",
    "负担过重的问题仍然存在。",
    "一是统筹各类进校园活动。",
    "推动低空经济发展，培育新质生产力。",
    "的确如此。",
    "营养改善计划覆盖全部农村学校。",
    "依照《关于第8号工作的规定》和《关于第14号工作的规定（试行）》减轻负担。",
    "资金管理适用《关于第16号工作的规定》，不适用《关于第18号工作的规定》。",
    "本规定自2032年1月1日起施行。2031年1月4日发布的《关于第4号工作的规定》、《关于第6号工作的规定》同时废止。",
];

/// A report by its number: the same number gives the same text, but for blanks that do not count.
pub(crate) fn text(number: u8) -> String {
    let sentence = |nth: usize| SENTENCES[(number as usize * 7 + nth * 5) % SENTENCES.len()];
    let blank = if number.is_multiple_of(3) { "　　" } else { "" };
    let title = if number.is_multiple_of(5) {
        String::new()
    } else {
        // Rules of one title and other days are versions of each other.
        let day = format!("（2031年1月{}日松江市人民政府发布）\n", 1 + number % 28);
        let (kind, day) = if number.is_multiple_of(2) { ("规定", day) } else { ("报告", String::new()) };
        format!("关于第{}号工作的{kind}\n{day}", number % 20)
    };
    let sections: Vec<String> = (0..1 + number as usize % 4)
        .map(|nth| {
            format!(
                "{}、第{nth}部分\n{blank}{}{}\n",
                ["一", "二", "三", "四"][nth],
                sentence(nth),
                sentence(nth + 1)
            )
        })
        .collect();
    title + &sections.concat()
}

#[derive(Clone, Debug)]
enum Edit {
    Write(u8, u8),
    Copy(u8, u8),
    Rename(u8, u8),
    Remove(u8),
    Touch(u8),
    /// The facts of the texts of a folder are corrected, or no more.
    Correct(u8, Option<u8>),
    /// A word of the list is added to the dictionary, or removed from it.
    Word(u8, bool),
}

/// Words to be added: overlapping, inside each other, with numerals, known already, in no text.
const WORDS: [&str; 10] = [
    "低空经济",
    "专项资金使用",
    "减轻教师",
    "教师负担",
    "全过程绩效",
    "2031年增长",
    "第二部分",
    "教师",
    "重要议事日程",
    "无处可寻",
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0u8..24, 0u8..60).prop_map(|(file, text)| Edit::Write(file, text)),
        1 => (0u8..24, 0u8..24).prop_map(|(from, to)| Edit::Copy(from, to)),
        2 => (0u8..24, 0u8..24).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => (0u8..24).prop_map(Edit::Remove),
        1 => (0u8..24).prop_map(Edit::Touch),
        1 => (0u8..3, prop::option::of(0u8..4)).prop_map(|(folder, year)| Edit::Correct(folder, year)),
        2 => (0u8..WORDS.len() as u8, any::<bool>()).prop_map(|(word, remove)| Edit::Word(word, remove)),
    ]
}

/// The folders that files are written into.
const FOLDERS: [&str; 3] = ["甲", "乙", "甲/丙"];

/// A report by its number that many times tells who signed it, and when.
fn signed(number: u8) -> String {
    match number % 3 {
        0 => text(number),
        part => format!("{}武汉市教育局\n{}年3月{part}日\n", text(number), 2020 + u16::from(number % 4)),
    }
}

/// Says of the texts of a folder what is known about them; or no more.
fn correct(folder: &Path, year: Option<u8>) {
    let file = folder.join("xunzhang.toml");
    match year {
        None => drop(std::fs::remove_file(file)),
        Some(year) => {
            std::fs::create_dir_all(folder).expect("it can be made");
            let said = format!(
                "[facts]\n\"*.txt\" = {{ 年 = \"{}\", 部门 = \"第{year}科\" }}\n",
                2020 + u16::from(year)
            );
            std::fs::write(file, said).expect("it can be written");
        }
    }
}

/// Path of each file with the text, and the member of an archive in it.
type Places = Vec<(PathBuf, Option<String>)>;

/// What is known about each report, by path.
fn facts(index: &Path) -> Vec<(Places, Facts)> {
    let searcher = Searcher::open(index).expect("an index");
    let listing = searcher.list(&parse("").0, ReportOrder::Path).expect("a list");
    listing.reports.into_iter().map(|report| (report.places, report.facts)).collect()
}

fn apply(folder: &Path, grown: &Path, edit: &Edit) {
    let path = |file: &u8| {
        let kinds = ["txt", "md"];
        folder.join(FOLDERS[*file as usize % 3]).join(format!("文{}.{}", file / 4, kinds[*file as usize % 2]))
    };
    let write = |to: &u8, content: String| {
        std::fs::create_dir_all(path(to).parent().expect("a folder")).expect("it can be made");
        std::fs::write(path(to), content).expect("it can be written");
    };
    match edit {
        Edit::Write(file, number) => write(file, signed(*number)),
        Edit::Correct(nth, year) => correct(&folder.join(FOLDERS[*nth as usize]), *year),
        Edit::Copy(from, to) | Edit::Rename(from, to) if from == to => {}
        Edit::Copy(from, to) => {
            std::fs::read_to_string(path(from)).into_iter().for_each(|text| write(to, text))
        }
        Edit::Rename(from, to) => {
            if let Ok(text) = std::fs::read_to_string(path(from)) {
                write(to, text);
                std::fs::remove_file(path(from)).expect("it can be removed");
            }
        }
        Edit::Remove(file) => drop(std::fs::remove_file(path(file))),
        Edit::Touch(file) => {
            let now = std::time::SystemTime::now();
            let opened = std::fs::File::options().append(true).open(path(file));
            opened.into_iter().for_each(|file| file.set_modified(now).expect("its time can be set"));
        }
        Edit::Word(word, remove) => {
            let words = vec![(WORDS[*word as usize].to_owned(), None)];
            let job = WordJob {
                index: grown.to_owned(),
                words,
                remove: *remove,
                threads: 2,
                memory_bytes: 32 << 20,
            };
            change_words(&job).expect("it can be committed");
        }
    }
}

fn assert_same(grown: &Path, fresh: &Path) {
    assert_eq!(facts(grown), facts(fresh));
    for (grown, fresh) in answers(grown).into_iter().zip(answers(fresh)) {
        assert_eq!((&grown.0, grown.1, grown.2), (&fresh.0, fresh.1, fresh.2), "counts");
        let places = |answer: &[Shown]| {
            answer
                .iter()
                .map(|hit| (hit.0.clone(), hit.1.clone(), hit.2.clone(), hit.3, hit.4.clone(), hit.6.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(places(&grown.3), places(&fresh.3), "{}", grown.0);
        for (a, b) in grown.3.iter().zip(&fresh.3) {
            assert!((a.5 - b.5).abs() < 1e-4, "{}: {} and {}", grown.0, a.5, b.5);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn an_index_that_grew_answers_as_a_fresh_one(runs in prop::collection::vec(prop::collection::vec(edit(), 1..6), 1..10)) {
        let world = World::new();
        let (folder, grown) = (world.home().join("r"), world.home().join("grown"));
        (0..12).for_each(|number| apply(&folder, &grown, &Edit::Write(number, number)));
        index(&folder, &grown);
        for (nth, edits) in runs.iter().enumerate() {
            edits.iter().for_each(|edit| apply(&folder, &grown, edit));
            index(&folder, &grown);
            if nth % 4 == 3 || nth + 1 == runs.len() {
                let fresh = world.home().join(format!("fresh{nth}"));
                index_with(&folder, &fresh, words_of(&grown));
                assert_same(&grown, &fresh);
                let verified = verify(&grown, 100, nth as u64, &Extractor::new(None, Limits::default()));
                assert_eq!(verified.expect("an index").faults, [""; 0]);
            }
        }
    }
}

/// Few in an ordinary run, as many as are asked for in a long one.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

#[test]
fn a_run_says_what_it_did() {
    let world = World::new();
    let write = |name: &str, number: u8| world.write(&format!("r/{name}.txt"), text(number));
    (1..=5).for_each(|number| drop(write(&format!("文{number}"), number)));
    world.expect(0, &["index", "r"]);
    let said = |wanted: &str| {
        let line = world.expect(0, &["index"]).err;
        assert!(line.starts_with(wanted), "{wanted}: {line}");
    };
    said("5 unchanged; 5 reports");
    write("文6", 6);
    write("文1", 11);
    std::fs::rename(world.home().join("r/文2.txt"), world.home().join("r/别.txt")).expect("renamed");
    std::fs::remove_file(world.home().join("r/文3.txt")).expect("removed");
    let told = world.expect(0, &["index", "--dry-run"]).err;
    assert!(told.starts_with("would do: 1 added, 1 changed, 1 renamed, 1 removed, 2 unchanged"), "{told}");
    said("1 added, 1 changed, 1 renamed, 1 removed, 2 unchanged; 5 reports");
    // The same size and the same times, but another content: only the checksum sees it.
    let path = world.home().join("r/文4.txt");
    said("5 unchanged");
    let before = std::fs::read_to_string(&path).expect("text");
    let modified = std::fs::metadata(&path).and_then(|known| known.modified()).expect("its time");
    std::fs::write(&path, before.replacen('第', "苐", 1)).expect("written");
    let file = std::fs::File::options().append(true).open(&path).expect("opened");
    file.set_modified(modified).expect("its time is set");
    let line = world.expect(0, &["index", "--checksum"]).err;
    assert!(line.starts_with("1 changed, 4 unchanged"), "{line}");
    let line = world.expect(0, &["index", "--rebuild"]).err;
    assert!(line.starts_with("5 reports"), "{line}");
}

#[test]
fn what_is_left_out_stays_out_until_it_is_asked_for() {
    let world = World::new();
    (1..=3).for_each(|number| drop(world.write(&format!("r/文{number}.txt"), text(number))));
    world.expect(0, &["index", "r"]);
    assert!(world.expect(0, &["remove", "r/文1.txt"]).err.starts_with("1 removed, 2 unchanged; 2 reports"));
    assert!(world.expect(0, &["index"]).err.starts_with("2 unchanged"));
    assert!(world.expect(0, &["index", "r/文1.txt"]).err.contains("1 added"));
    assert!(world.expect(0, &["index"]).err.starts_with("3 unchanged"));
}
