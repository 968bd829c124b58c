//! Small files made for one question each: what is right stands here, read by eye from what the programs show that they
//! are made for.

use std::path::Path;

use xunzhang::report::parse_marked;
use xunzhang::source::{ExtractError, Extracted, Limits, extract};

use crate::harness::shared;

/// What is right of a file.
struct Right {
    name: &'static str,
    title: &'static str,
    /// Headings with their levels, in order; of many the first.
    headings: &'static str,
    /// Runs that a search must find, line ends and tabs as `/`.
    found: &'static [&'static str],
    /// Runs that are kept apart, if at all read.
    apart: &'static [&'static str],
}

const fn right(
    name: &'static str,
    title: &'static str,
    headings: &'static str,
    found: &'static [&'static str],
    apart: &'static [&'static str],
) -> Right {
    Right { name, title, headings, found, apart }
}

const THESIS: &str = "1 1 绪论|2 1.1 课题研究背景|2 1.2 课题研究现状|2 1.3 研究意义|1 2 需求分析";
const CHECK: &str = "青岚县水库安全检查报告";

const FILES: &[Right] = &[
    // Contents pages.
    right(
        "toc-styled.doc",
        "青岚县水库安全管理系统的设计与开发",
        THESIS,
        &["开展本项工作。/1.1 课题"],
        &["1 绪论/1/1.1"],
    ),
    right(
        "toc-styled.rtf",
        "青岚县水库安全管理系统的设计与开发",
        THESIS,
        &["开展本项工作。/1.1 课题"],
        &["1 绪论/1/1.1"],
    ),
    right(
        "toc-styled.docx",
        "青岚县水库安全管理系统的设计与开发",
        THESIS,
        &["开展本项工作。/1.1 课题"],
        &["1 绪论/1/1.1"],
    ),
    right("doc-plain.doc", "青岚县水库安全管理系统的设计与开发", THESIS, &["开展本项工作。/1.1 课题"], &[]),
    right("toc-underscores.txt", "需求分析", "1 1.引言|2 1.1 编写目的|2 1.2 参考资料|1 2.用户场景", &[], &[]),
    right(
        "toc-tab-pages.txt",
        "图书管理系统软件开发计划书",
        "1 1 引言|2 1.1 编写目的|2 1.2 背景|2 1.3 定义",
        &[],
        &[],
    ),
    // Fonts that do not tell their characters.
    right("pdf-gb1-identity-embedded.pdf", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right("pdf-gb1-identity-notembedded.pdf", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    // Elements closed in themselves.
    right("epub-empty-title.epub", "水库读本", "1 第一章 总则|1 第二章 巡查", &[], &[]),
    right("epub-empty-script.epub", "水库读本", "1 第一章 总则|1 第二章 巡查", &[], &[]),
    right("epub-title.epub", "水库读本", "1 第一章 总则|1 第二章 巡查", &[], &[]),
    right("wordml-empty-title.doc", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right("wordml-empty-title2.doc", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right("wordml-no-title.doc", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right("wordml-title.doc", "水库报告", "1 一、基本情况", &["小型水库四十二座"], &[]),
    // OFD.
    right("ofd-composite.ofd", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right("ofd-plain.ofd", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right("ofd-pageblock.ofd", CHECK, "1 一、基本情况", &["小型水库四十二座"], &[]),
    right(
        "ofd-template-labels.ofd",
        "",
        "",
        &["水库名称： 青龙潭水库", "总库容： 三百二十万立方米", "主管单位： 青岚县水务局"],
        &[],
    ),
    // Automatic numbers.
    right(
        "docx-empty-number-paragraphs.docx",
        CHECK,
        "1 1.总体情况|1 2.检查发现的问题|2 2.1 坝体渗漏|2 2.2 溢洪道淤塞",
        &["三座水库坝体渗漏。"],
        &[],
    ),
    right(
        "docx-japaneseCounting.docx",
        "青岚县水库管理办法",
        "1 第一条|1 第二条|1 第三条|1 第四条",
        &[],
        &[],
    ),
    right(
        "docx-chineseCountingThousand.docx",
        "青岚县水库管理办法",
        "1 第一条|1 第二条|1 第三条|1 第四条",
        &[],
        &[],
    ),
    // Older workbooks.
    right(
        "xls-embeds-word.xls",
        "",
        "1 水库台账",
        &["水库名称: 青龙潭水库/库容: 320", "水库名称: 白鹤湾水库/库容: 210"],
        &[],
    ),
    right("xls-capitals.xls", "", "1 水库台账", &["水库名称: 青龙潭水库/库容: 320"], &[]),
    right("xls-plain.xls", "", "1 水库台账", &["水库名称: 青龙潭水库/库容: 320"], &[]),
    // Beside the flow.
    right(
        "pptx-smartart-chart.pptx",
        "",
        "1 水库安全工作流程",
        &["隐患排查登记/责任分解落实/整改验收销号", "历年除险加固投资趋势/中央补助资金/城关镇片区: 120"],
        &[],
    ),
    right("docx-chart.docx", CHECK, "", &["历年除险加固投资趋势/中央补助资金/城关镇片区: 120"], &[]),
    right(
        "xlsx-textbox.xlsx",
        "",
        "1 水库台账",
        &["填表说明：库容按校核洪水位填报", "水库名称: 青龙潭水库/库容: 320"],
        &["此数为除险加固前的库容", "青岚县水务局内部资料"],
    ),
    right("docx-comments.docx", CHECK, "", &["小型水库四十二座"], &["此处数字与台账不符请核对"]),
    // Documents inside a document.
    right("docx-altchunk-html.docx", CHECK, "", &["小型水库四十二座"], &[]),
    // Titles.
    right(
        "cover-title.docx",
        "基于水库安全的巡查管理系统的设计与实现",
        "1 第一章 前言|2 1.1 系统背景",
        &["需要人工登记"],
        &[],
    ),
    right("form-title.docx", "青岚大学本科生跨院系做毕业论文（设计）", "", &[], &[]),
    // Headings.
    right(
        "digit-han-headings.txt",
        "青岚县水库管理系统开发计划书",
        "1 1 引言|2 1.1 编写目的|2 1.2 背景|1 2 项目概述|2 2.1 工作内容",
        &[],
        &[],
    ),
    right(
        "docx-chapter-after-letters.docx",
        "青岚县水库管理系统设计说明书",
        "1 第一章 引言|2 1.编写目的|2 2.背景|1 第二章 系统概述",
        &[],
        &[],
    ),
    right(
        "chapter-after-letters.txt",
        "“请假系统”概要设计说明书",
        "1 第一章 引言|2 1.编写目的|2 2.背景|1 第二章 系统概述",
        &[],
        &[],
    ),
    // Other formats and names.
    right("rtf-star-inside-group.rtf", "水库安全检查报告", "1 一、基本情况", &[], &[]),
    right("rtf-ignored-star.rtf", "水库安全检查报告", "", &[], &[]),
    right("htmlfragment.xls", "", "", &["水库名称/库容", "青龙潭水库/320"], &["<table>"]),
    right("html.xls", "", "", &["水库名称/库容", "青龙潭水库/320"], &["<table>"]),
    right("tsv.xls", "", "", &["青龙潭水库"], &[]),
    right("html.doc", CHECK, "", &[], &["<p"]),
    right("flatopc.doc", CHECK, "1 一、基本情况", &[], &[]),
    right("flatopc.xml", CHECK, "1 一、基本情况", &[], &[]),
    right("wordml2003.doc", CHECK, "1 一、基本情况", &[], &[]),
    right("wordml-cdata.doc", "水库安全检查报告", "1 一、基本情况", &[], &[]),
    right("docx-cdata.docx", "水库安全检查报告", "1 一、基本情况", &[], &[]),
    right("wordml-table-in-paragraph.doc", "水库安全检查报告", "", &[], &[]),
    right("spreadsheetml2003.xls", "", "", &["水库名称"], &[]),
];

fn read(folder: &Path, name: &str) -> Result<Extracted, ExtractError> {
    let bytes = std::fs::read(folder.join(name)).expect("it is there");
    Ok(extract(Path::new(name), &bytes, &Limits::default())?.reports.remove(0))
}

/// The text that a search sees, and what is kept apart.
fn parts(report: &Extracted) -> (String, String) {
    let (mut found, mut apart, mut at) = (String::new(), String::new(), 0);
    for line in report.text.split_inclusive('\n') {
        let is_apart = report.markup.furniture.iter().any(|one| one.span.start <= at && at < one.span.end);
        if is_apart { &mut apart } else { &mut found }.push_str(&line.replace(['\n', '\t'], "/"));
        at += line.len();
    }
    (found, apart)
}

/// What is wrong of a file, in words.
fn wrong(folder: &Path, right: &Right) -> Option<String> {
    let report = match read(folder, right.name) {
        Ok(report) => report,
        Err(error) => return Some(error.to_string()),
    };
    let (tree, _) = parse_marked(&report.text, &report.markup);
    let headings: Vec<String> =
        tree.sections[1..].iter().map(|section| format!("{} {}", section.level, section.heading)).collect();
    let headings = headings.join("|");
    let (found, apart) = parts(&report);
    // What a format says beside the text is the title before what stands in it.
    let title = if report.title.is_empty() { tree.title() } else { &report.title };
    if !right.title.is_empty() && title != right.title {
        return Some(format!("the title is {title:?}"));
    }
    if !headings.starts_with(right.headings) || (right.headings.is_empty() && !headings.is_empty()) {
        return Some(format!("the headings are {headings}"));
    }
    let missing = right.found.iter().find(|run| !found.contains(**run));
    let mixed = right.apart.iter().find(|run| found.contains(**run));
    match (missing, mixed) {
        (Some(run), _) => Some(format!("{run} is not in {found} ({apart})")),
        (_, Some(run)) => Some(format!("{run} is in {found}")),
        _ => None,
    }
}

#[test]
#[ignore = "needs ../shared"]
fn small_files_of_all_kinds_are_read_as_people_see_them() {
    let folder = shared().join("corpus/minimal");
    let found: Vec<String> = FILES
        .iter()
        .filter_map(|right| Some(format!("{}: {}", right.name, wrong(&folder, right)?)))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let said = read(&folder, "dlp-encrypted.docx").expect_err("nobody can read it").to_string();
    assert!(said.contains("document-protection"), "{said}");
    // Every file has its line.
    for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
        let name = entry.expect("the folder can be read").file_name().to_string_lossy().into_owned();
        let known = ["README.txt", "dlp-encrypted.docx"].contains(&name.as_str());
        assert!(known || FILES.iter().any(|right| right.name == name), "{name} is not in the table");
    }
}
