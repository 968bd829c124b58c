//! Searches of small reports of literals: in an index on disk ([`Fixture`]) and in memory ([`Small`]). What the rooms
//! promise each other is tested beside them; here stand what all of them use, and that two archives answer alike.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::analysis::{Dictionary, Segmenter};
use crate::pipeline::{self, Job, Mode, Progress};
use crate::query;
use crate::report::PassageSize;
use crate::schema::{OwnSynonyms, Ranking, Schema, StopWords};
use crate::search::archive::{Archive as _, PassageId};
use crate::search::memory::Memory;
use crate::search::pieces::Pieces;
use crate::search::run::{Knowledge, SearchRun};
use crate::search::{Answer, SearchOptions, Searcher};
use crate::source::Limits;

/// An index of literals in a folder that vanishes with it.
pub(in crate::search) struct Fixture {
    folder: TempDir,
    pub(in crate::search) searcher: Searcher,
}

struct Silent;

impl Progress for Silent {
    fn found(&self, _: usize, _: u64) {}
    fn part(&self, _: u64, _: usize) {}
    fn taken(&self, _: u64) {}
    fn phase(&self, _: &str) {}
}

impl Fixture {
    /// Makes an index of files with these names and texts.
    pub(in crate::search) fn of(files: &[(&str, &str)]) -> Fixture {
        Fixture::with_schema(files, Schema::builtin())
    }

    /// Makes an index by a schema that is not the program's.
    pub(in crate::search) fn with_schema(files: &[(&str, &str)], schema: Schema) -> Fixture {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let reports = folder.path().join("reports");
        for (name, text) in files {
            let path = reports.join(name);
            std::fs::create_dir_all(path.parent().expect("below the folder")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        }
        let job = Job {
            paths: vec![reports],
            index: folder.path().join("index"),
            schema,
            threads: 1,
            memory_bytes: 64 << 20,
            shared: false,
            file_bytes_max: 1 << 20,
            reader: None,
            limits: Limits::default(),
            ocr: None,
            words: Vec::new(),
            synonyms: Vec::new(),
            mode: Mode::default(),
            budget: None,
        };
        pipeline::run(&job, &Silent).expect("an index");
        let searcher = Searcher::open(&job.index).expect("it can be opened");
        Fixture { folder, searcher }
    }

    /// Answers a query as it is typed.
    pub(in crate::search) fn search(&self, typed: &str, options: &SearchOptions) -> Answer {
        self.searcher.search(&query::parse(typed).0, options).expect("an answer")
    }

    /// Does something with a query made ready, and the documents of the index.
    pub(in crate::search) fn with_run<T>(
        &self,
        typed: &str,
        act: impl FnOnce(&SearchRun<'_>, &Pieces<'_>) -> T,
    ) -> T {
        let options = SearchOptions::default();
        let pieces = Pieces::open(self.searcher.local().expect("it is local")).expect("its documents");
        let run = SearchRun::new(&pieces, &self.searcher.knowledge, &query::parse(typed).0, &options);
        act(&run.expect("a query made ready"), &pieces)
    }

    /// Returns the folder of its files.
    pub(in crate::search) fn reports(&self) -> PathBuf {
        self.folder.path().join("reports")
    }
}

/// How reports of a [`Small`] archive are cut: a sentence or two make a passage.
const SMALL: PassageSize = PassageSize { chars_min: 5, chars_max: 16 };

/// Reports of literals in memory, cut into small passages.
pub(in crate::search) struct Small {
    pub(in crate::search) archive: Memory,
    knowledge: Knowledge,
}

impl Small {
    /// Holds files with these names and texts.
    pub(in crate::search) fn of(files: &[(&str, &str)]) -> Small {
        Small::below(Path::new("/reports"), files, SMALL)
    }

    /// The same below a folder, cut into passages of this size.
    fn below(folder: &Path, files: &[(&str, &str)], size: PassageSize) -> Small {
        let dictionary = Dictionary::builtin();
        let files: Vec<(PathBuf, String)> =
            files.iter().map(|(name, text)| (folder.join(name), (*text).to_owned())).collect();
        let archive = Memory::of(&files, size, &Segmenter::full(&dictionary));
        let knowledge = Knowledge {
            dictionary,
            stop_words: StopWords::builtin(),
            ranking: Ranking::builtin(),
            own_synonyms: OwnSynonyms::default(),
        };
        Small { archive, knowledge }
    }

    /// Returns all passages in the order of reading.
    pub(in crate::search) fn ids(&self) -> Vec<PassageId> {
        let of_report = |report| {
            let first = PassageId { report, ordinal: 1 };
            self.archive.report(first).ids()
        };
        self.archive.reports().flat_map(of_report).collect()
    }

    /// Returns the text of a passage without the blanks at its end.
    pub(in crate::search) fn text(&self, id: PassageId) -> String {
        self.archive.passage(id).expect("a passage").text().trim_end().to_owned()
    }

    /// Returns the texts of all passages in the order of reading.
    pub(in crate::search) fn texts(&self) -> Vec<String> {
        self.ids().into_iter().map(|id| self.text(id)).collect()
    }

    /// Does something with a query made ready.
    pub(in crate::search) fn with_run<T>(&self, typed: &str, act: impl FnOnce(&SearchRun<'_>) -> T) -> T {
        let options = SearchOptions::default();
        let run = SearchRun::new(&self.archive, &self.knowledge, &query::parse(typed).0, &options);
        act(&run.expect("a query made ready"))
    }

    fn search(&self, typed: &str, options: &SearchOptions) -> Answer {
        let query = query::parse(typed).0;
        let run = SearchRun::new(&self.archive, &self.knowledge, &query, options);
        run.and_then(|run| run.answer()).expect("an answer")
    }
}

/// The program's schema, a file of it changed.
fn changed_schema(name: &str, change: impl FnOnce(String) -> String) -> Schema {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = folder.path().join("schema");
    Schema::builtin().write_to(&schema).expect("it can be written");
    let file = schema.join(name);
    let text = std::fs::read_to_string(&file).expect("the file is called so");
    std::fs::write(file, change(text)).expect("it can be written");
    Schema::load(&schema).expect("it fits")
}

/// The program's schema with passages of this size.
fn schema_of_size(size: PassageSize) -> Schema {
    changed_schema("schema.toml", |text| {
        let line = |line: &str| match line.split('=').next().map(str::trim) {
            Some("chars_min") => format!("chars_min = {}", size.chars_min),
            Some("chars_max") => format!("chars_max = {}", size.chars_max),
            _ => line.to_owned(),
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    })
}

/// All of an answer that does not tell when and where files were written: equal for equal answers, also in every bit of a
/// score.
fn told(answer: &Answer, folder: &Path) -> Vec<String> {
    let hit = |hit: &crate::search::Hit| {
        let path = hit.places[0].path.strip_prefix(folder).expect("one of the reports");
        let parts: Vec<String> = hit
            .explanation
            .iter()
            .map(|part| format!("{} {:?} {}", part.what, part.text, part.worth))
            .collect();
        format!(
            "{} {} {}-{} {:?} {:?} {:?} {} {:?}",
            path.display(),
            hit.score.to_bits(),
            hit.byte_start,
            hit.byte_end,
            hit.heading_path,
            hit.matches,
            hit.snippet.text,
            hit.remark,
            parts
        )
    };
    let totals = format!("{:?} {:?}", answer.passages, answer.reports);
    answer.hits.iter().map(hit).chain([totals]).collect()
}

/// Reports of several sections and passages, with a contents page that is kept out.
const REPORTS: [(&str, &str); 5] = [
    (
        "2024/甲市.txt",
        "甲市2024年政府工作报告\n\n目录\n一、工作回顾 1\n二、工作安排 2\n\n一、工作回顾\n（一）教育。切实减轻教师负担，制定教师减负清单。新增学位1.2万个，安心从教。\n（二）营商环境。优化营商环境，减轻企业负担。降低企业成本，激发市场活力。\n二、工作安排\n（一）教育。继续推进教师减负，完善教师工资待遇。落实教育经费投入责任。\n（二）就业。城镇新增就业5.5万人，帮扶下岗职工再就业。\n",
    ),
    (
        "2025/甲市.txt",
        "甲市2025年政府工作报告\n\n一、工作回顾\n教育支出增长百分之五，教师队伍稳定。义务教育优质均衡发展。\n二、工作安排\n减轻教师非教学负担；整治形式主义，为基层减负。优化营商环境，支持民营企业。\n",
    ),
    (
        "法律/教师法.txt",
        "教师法\n\n第一章　总则\n第一条　为了保障教师的合法权益，制定本法。\n第二条　本法适用于在学校从事教育教学工作的教师。\n第二章　待遇\n第三条　教师的平均工资水平应当不低于公务员的平均工资水平。\n第四条　各级人民政府应当减轻教师负担。\n",
    ),
    (
        "法律/劳动合同法.txt",
        "劳动合同法\n\n第一条　解除与劳动者的劳动合同，应当提前三十日书面通知。\n第二条　丈夫、妻子和子女。\n第三条　用人单位应当支付经济补偿。\n",
    ),
    ("其他.txt", "没有标题的一页，只说稳中求进。的的的。\n"),
];

/// Every kind of query.
const QUERIES: [&str; 46] = [
    "减轻教师负担",
    "教师",
    "教师 负担",
    "减负",
    "营商环境",
    "的",
    "稳",
    "教师工资待遇",
    "\"减轻教师\"",
    "\"教师减负清单。新增学位\"",
    "\"，\"",
    "教师 -减负",
    "教师 -\"工资\"",
    "减轻 -title:教师法",
    "教师 AND 负担",
    "教师 OR \"营商环境\"",
    "\"企业\" \"环境\"",
    "\"没有的\" OR 稳",
    "减轻…负担",
    "负担…减轻",
    "同句:(减轻 负担)",
    "同段:(教师 企业)",
    "同节:(减轻 企业)",
    "同篇:(教师 企业)",
    "title:教师法",
    "title:教 工资",
    "title:2025 教师",
    "heading:教育",
    "heading:教育 学位",
    "path:2025",
    "path:2024 教师",
    "path:法律 -title:教师法 合同",
    "第三条",
    "百分之五",
    "5%",
    "5.5万人",
    "30日",
    "解除劳动合同",
    "老公",
    "下岗",
    "形式主义 基层",
    "没有这样的话",
    "教师 没有的话",
    "(教师 OR 企业) AND 负担",
    "\"教师\" -\"教师\"",
    "制定本法 第二条",
];

#[test]
fn two_archives_answer_alike() {
    let options = [
        SearchOptions { explain: true, ..SearchOptions::default() },
        SearchOptions { limit: 40, explain: true, all: true, ..SearchOptions::default() },
        SearchOptions { limit: usize::MAX, document_order: true, ..SearchOptions::default() },
        SearchOptions { limit: 2, count: true, exact: true, explain: true, ..SearchOptions::default() },
    ];
    let (mut answered, mut wrong) = (0, Vec::new());
    for size in [SMALL, Schema::builtin().passage_size()] {
        let fixture = Fixture::with_schema(&REPORTS, schema_of_size(size));
        let small = Small::below(&fixture.reports(), &REPORTS, size);
        for typed in QUERIES {
            for options in &options {
                let (local, memory) = (fixture.search(typed, options), small.search(typed, options));
                let (local, memory) = (told(&local, &fixture.reports()), told(&memory, &fixture.reports()));
                answered += local.len() - 1;
                let differing = local.iter().zip(&memory).filter(|(local, memory)| local != memory);
                wrong.extend(
                    differing.map(|(local, memory)| format!("{typed} {options:?}\n{local}\n{memory}")),
                );
                wrong.extend((local.len() != memory.len()).then(|| format!("{typed}: other hits")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ, such as {}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
    assert!(answered > 500, "{answered} hits are too few to tell anything");
}

#[test]
fn what_an_archive_lacks_is_told_and_nothing_is_exact_then() {
    let mut small = Small::of(&REPORTS);
    let whole = small.search("教师", &SearchOptions::default());
    assert!(whole.passages.is_exact() && whole.notes.is_empty());
    small.archive.lacking.push("one of three parts did not answer".to_owned());
    let partial = small.search("教师", &SearchOptions::default());
    assert_eq!(partial.notes, ["one of three parts did not answer"]);
    assert!(!partial.passages.is_exact() && !partial.reports.is_exact());
    assert_eq!(partial.hits.len(), whole.hits.len());
}

#[test]
fn stop_words_are_the_programs_whatever_an_index_carries() {
    let files = [("a.txt", "减轻教师的负担。"), ("b.txt", "教师的工资。"), ("c.txt", "教学的负担。")];
    let answered = |fixture: &Fixture| {
        let options = SearchOptions { explain: true, ..SearchOptions::default() };
        told(&fixture.search("教师的负担", &options), &fixture.reports())
    };
    let own = answered(&Fixture::of(&files));
    assert_eq!(own.len(), 4);
    let older = changed_schema("stop_words.txt", |_| "教师\n".to_owned());
    assert_eq!(own, answered(&Fixture::with_schema(&files, older)), "the copy of the index knows 教师 only");
}

#[test]
fn words_are_cut_once_and_stop_words_told() {
    let small = Small::of(&REPORTS);
    let terms = small.with_run("减轻教师的负担", |run| {
        run.terms.iter().map(|term| (term.text.clone(), term.is_stop_word)).collect::<Vec<_>>()
    });
    let wanted = [("减轻", false), ("教师", false), ("的", true), ("负担", false)];
    let typed: Vec<(&str, bool)> = terms.iter().map(|(word, stop)| (word.as_str(), *stop)).take(4).collect();
    assert_eq!(typed, wanted);
}
