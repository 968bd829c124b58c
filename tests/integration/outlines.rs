//! Outlines of the formats, held against those that were read by eye on the rendered pages (`tests/golden/outlines`).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use xunzhang::report::parse_marked;
use xunzhang::source::{Extracted, Limits, extract};

use crate::harness::{repository, shared};

/// The reports whose outlines were read by eye: name of the golden file, path in the corpus up to its last part, which
/// may be cut short where it tells the file.
const REPORTS: &[(&str, &str)] = &[
    ("annual_report_pdf", "office/pdf/2021-04-23__"),
    ("annual_report_html", "office/html/2020-01-21__"),
    ("state_council_02", "state_council_html/02.html"),
    ("state_council_03", "state_council_html/03.html"),
    ("state_council_04", "state_council_html/04.html"),
    ("state_council_05", "state_council_html/05.html"),
    ("state_council_07", "state_council_html/07.html"),
    ("state_council_10", "state_council_html/10.html"),
    ("state_council_13", "state_council_html/13.html"),
    ("state_council_18", "state_council_html/18.html"),
    ("state_council_32", "state_council_html/32.html"),
    ("state_council_36", "state_council_html/36.html"),
    ("docx_requirements", "office/docx/83562dae"),
    ("docx_interfaces", "office/docx/政策信息发布平台共性需求"),
    ("docx_data_dictionary", "office/docx/政策发布平台数据字典"),
    ("docx_mineru", "office/docx/MinerU__docx_01"),
    ("docx_chatglm", "office/docx/chatglm2-6B"),
    ("docx_sichuan", "office/converted/docx/sichuan_2026"),
    ("doc", "office/doc/magic-doc__test01"),
    ("ofd_reply", "office/ofd/ofdrw-converter__n.ofd"),
    ("ofd_glyphs", "office/ofd/ofdrw-converter__z.ofd"),
    ("ofd_paragraph", "office/ofd/ofdrw-layout__SplitParagraph"),
    ("ofd_watermark", "office/ofd/ofdrw-layout__AddWatermarkAnnot"),
    ("ofd_signed", "office/ofd/ofdrw-sign__doc1File"),
    ("xlsx_industry", "office/xlsx/industry"),
    ("xlsx_sheets", "office/xlsx/MinerU__xlsx_01"),
];

/// The file of the corpus whose path begins so.
fn file(shared: &Path, beginning: &str) -> PathBuf {
    let beginning = shared.join("corpus").join(beginning);
    let (folder, name) = (beginning.parent().expect("a folder"), beginning.file_name().expect("a name"));
    let name = name.to_string_lossy();
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the corpus can be read")
        .map(|entry| entry.expect("the corpus can be read").path())
        .filter(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&*name)))
        .collect();
    found.sort();
    found.into_iter().next().unwrap_or_else(|| panic!("{} is missing", beginning.display()))
}

/// The outline with the place of each heading, and a hash of the letters, digits and Han of the whole text.
fn outline(report: &Extracted) -> String {
    let (tree, _) = parse_marked(&report.text, &report.markup);
    let letters: String = report.text.nfkc().filter(|c| c.is_alphanumeric()).collect();
    let mut out =
        format!("# read by {}, text {}\n", report.reader, &blake3::hash(letters.as_bytes()).to_hex()[..16]);
    for section in &tree.sections {
        let place = report.location(section.heading_span.start, section.line);
        writeln!(out, "{}\t{place}\t{}", section.level, section.heading).expect("memory");
    }
    out
}

/// `XUNZHANG_REWRITE_GOLDEN=1` writes them anew, to be held against the documents before they are committed.
#[test]
#[ignore = "needs ../shared"]
fn outlines_of_all_formats_are_those_that_people_see() {
    let shared = shared();
    let mut wrong = Vec::new();
    for (name, beginning) in REPORTS {
        let file = file(&shared, beginning);
        let bytes = std::fs::read(&file).expect("the report can be read");
        let extraction = extract(&file, &bytes, &Limits::default()).expect("a report");
        let found = outline(&extraction.reports[0]);
        let golden = repository().join(format!("tests/golden/outlines/{name}.tsv"));
        if std::env::var_os("XUNZHANG_REWRITE_GOLDEN").is_some() {
            std::fs::write(&golden, &found).expect("it can be written");
        }
        let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
        if found != wanted {
            let other = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
            wrong.push(format!(
                "{name}: {other:?} ({} lines, not {})",
                found.lines().count(),
                wanted.lines().count()
            ));
        }
    }
    assert!(wrong.is_empty(), "the outlines have changed:\n{}", wrong.join("\n"));
}
