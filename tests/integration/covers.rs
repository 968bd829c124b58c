//! First pages as journals, reports and offices set them: the title of a PDF is what a person takes for it.

use std::path::Path;

use xunzhang::report::parse_marked;
use xunzhang::source::{Limits, extract};

/// A line: its left end and baseline from the upper left corner, in points, the size of its type, its words.
type Line<'a> = (f32, f32, f32, &'a str);

/// Makes a PDF of A4 with these pages and what its metadata say; the font is not embedded, all characters are as wide as high.
pub(crate) fn pdf(pages: &[Vec<Line<'_>>], title: &str) -> Vec<u8> {
    let hex = |text: &str| text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    let kids: String = (0..pages.len()).map(|nth| format!("{} 0 R ", 6 + nth * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>".to_owned(),
        format!("<< /Title <FEFF{}> >>", hex(title)),
    ];
    for (nth, lines) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            7 + nth * 2
        ));
        let shown: String = lines
            .iter()
            .map(|(x, y, size, text)| {
                format!("BT /F1 {size} Tf {x} {} Td <{}> Tj ET\n", 842.0 - y, hex(text))
            })
            .collect();
        objects.push(format!("<< /Length {} >>\nstream\n{shown}\nendstream", shown.len()));
    }
    let (mut file, mut places) = ("%PDF-1.5\n".to_owned(), Vec::new());
    for (nth, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", nth + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    let size = objects.len() + 1;
    file.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    file.into_bytes()
}

/// Lines of text of this size from a height on.
fn body(y: f32, size: f32) -> Vec<Line<'static>> {
    const TEXT: &str = "全县共有小型水库四十二座，总库容三千二百万立方米，均已完成除险加固，运行正常。";
    (0..12)
        .map(|nth| {
            (90.0, y + size * 1.75 * nth as f32, size, &TEXT[..TEXT.len().min((410.0 / size) as usize * 3)])
        })
        .collect()
}

/// First pages: what they are, what metadata say, their lines above the text, the size of the text, the title.
const PAGES: [(&str, &str, &[Line<'_>], f32, &str); 14] = [
    (
        "an article below the running head of its journal",
        "",
        &[
            (72.0, 50.0, 9.0, "第45卷 第3期"),
            (260.0, 50.0, 14.0, "水利学报"),
            (460.0, 50.0, 9.0, "2014年3月"),
            (120.0, 110.0, 22.0, "土石坝渗流的监测与反演"),
            (200.0, 140.0, 12.0, "林某某，王某某"),
            (120.0, 160.0, 9.0, "（青岚大学 水利学院，青岚 100000）"),
        ],
        10.5,
        "土石坝渗流的监测与反演",
    ),
    (
        "an article whose journal is set larger than it",
        "doi-10.1234",
        &[
            (72.0, 60.0, 26.0, "青岚农村水利"),
            (72.0, 90.0, 9.0, "2024年第3期（总第211期）"),
            (100.0, 150.0, 18.0, "灌区节水改造的成效、问题"),
            (150.0, 176.0, 18.0, "与对策研究"),
            (200.0, 210.0, 11.0, "赵某某"),
        ],
        10.5,
        "灌区节水改造的成效、问题与对策研究",
    ),
    (
        "the cover of a report",
        "",
        &[
            (72.0, 90.0, 16.0, "内部资料 注意保存"),
            (110.0, 260.0, 30.0, "青岚县水资源调查"),
            (140.0, 310.0, 30.0, "评价报告"),
            (220.0, 560.0, 18.0, "青岚县水务局"),
            (220.0, 590.0, 18.0, "二〇二四年三月"),
        ],
        12.0,
        "青岚县水资源调查评价报告",
    ),
    (
        "an official paper under its red head",
        "",
        &[
            (60.0, 120.0, 60.0, "青河市人民政府文件"),
            (210.0, 200.0, 16.0, "青政发〔2025〕3号"),
            (160.0, 270.0, 22.0, "青河市人民政府"),
            (120.0, 305.0, 22.0, "关于加强小型水库管理的通知"),
            (90.0, 350.0, 16.0, "各县（区）人民政府："),
        ],
        16.0,
        "青河市人民政府关于加强小型水库管理的通知",
    ),
    (
        "the annual report of a company",
        "",
        &[
            (72.0, 60.0, 10.5, "公司代码：600000 公司简称：青岚水电"),
            (140.0, 220.0, 24.0, "青岚水电股份有限公司"),
            (190.0, 265.0, 28.0, "2023年年度报告"),
        ],
        10.5,
        "青岚水电股份有限公司2023年年度报告",
    ),
    (
        "a feasibility study, its kind set smaller than its name",
        "Microsoft Word - 可研报告终稿.doc",
        &[
            (110.0, 240.0, 34.0, "青岚县水库除险加固工程"),
            (170.0, 300.0, 26.0, "可行性研究报告"),
            (200.0, 600.0, 16.0, "青岚水利规划设计院"),
        ],
        12.0,
        "青岚县水库除险加固工程可行性研究报告",
    ),
    (
        "a thesis",
        "",
        &[
            (200.0, 90.0, 36.0, "青岚大学"),
            (190.0, 150.0, 28.0, "硕士学位论文"),
            (110.0, 240.0, 22.0, "基于遥感的水库水质反演研究"),
            (160.0, 400.0, 14.0, "学生姓名：林某某"),
            (160.0, 425.0, 14.0, "指导教师：王某某"),
        ],
        12.0,
        "基于遥感的水库水质反演研究",
    ),
    (
        "a thesis that labels its topic",
        "",
        &[
            (200.0, 90.0, 36.0, "青岚大学"),
            (170.0, 150.0, 28.0, "本科毕业设计（论文）"),
            (110.0, 240.0, 16.0, "题目：水库巡查管理系统的设计与实现"),
            (110.0, 270.0, 16.0, "学院：信息工程学院"),
        ],
        12.0,
        "水库巡查管理系统的设计与实现",
    ),
    (
        "a standard",
        "",
        &[
            (72.0, 60.0, 10.5, "ICS 93.160"),
            (90.0, 140.0, 28.0, "中华人民共和国国家标准"),
            (380.0, 180.0, 14.0, "GB/T 12345—2024"),
            (140.0, 300.0, 26.0, "小型水库安全评价规范"),
            (140.0, 340.0, 14.0, "Code for safety evaluation"),
        ],
        10.5,
        "小型水库安全评价规范",
    ),
    (
        "a gazette",
        "",
        &[
            (110.0, 80.0, 44.0, "青岚县人民政府公报"),
            (220.0, 110.0, 10.5, "2025年第2号"),
            (100.0, 170.0, 20.0, "青岚县小型水库管理办法"),
            (180.0, 200.0, 12.0, "（2025年1月8日县政府令第3号公布）"),
        ],
        12.0,
        "青岚县小型水库管理办法",
    ),
    (
        "a page that begins with its contents",
        "",
        &[
            (260.0, 80.0, 24.0, "目 录"),
            (90.0, 120.0, 12.0, "基本情况 ................ 1"),
            (90.0, 145.0, 12.0, "存在问题 ................ 4"),
            (90.0, 170.0, 12.0, "下步打算 ................ 9"),
            (120.0, 230.0, 20.0, "青岚县水库安全自查报告"),
        ],
        12.0,
        "青岚县水库安全自查报告",
    ),
    (
        "a brief whose head is its largest type",
        "",
        &[
            (160.0, 80.0, 40.0, "水利专报"),
            (220.0, 110.0, 12.0, "第12期"),
            (100.0, 170.0, 20.0, "我县小型水库管护调研情况"),
        ],
        14.0,
        "我县小型水库管护调研情况",
    ),
    (
        "a title that metadata give and the text confirms, no larger than the text",
        "关于水库管护几个问题的思考",
        &[
            (90.0, 80.0, 12.0, "青岚水利 2024年第3期"),
            (150.0, 120.0, 12.0, "关于水库管护几个问题的思考"),
            (220.0, 150.0, 12.0, "林某某"),
        ],
        12.0,
        "关于水库管护几个问题的思考",
    ),
    (
        "a title that metadata have from another document",
        "青岚县2022年水利工作总结",
        &[(150.0, 90.0, 22.0, "青岚县水库管护情况")],
        12.0,
        "青岚县水库管护情况",
    ),
];

#[test]
fn the_title_of_a_pdf_is_what_a_person_takes_for_it() {
    let mut wrong = Vec::new();
    for (what, metadata, head, size, wanted) in PAGES {
        let below = head.iter().map(|line| line.1 as i32).max().unwrap_or(0) as f32 + 40.0;
        let mut first = head.to_vec();
        // A cover has no text of its own.
        first.extend(body(below, size).into_iter().filter(|line| line.1 < 780.0 && below < 500.0));
        let bytes = pdf(&[first, body(90.0, size), body(90.0, size)], metadata);
        let report =
            extract(Path::new("a.pdf"), &bytes, &Limits::default()).expect("it is read").reports.remove(0);
        let (tree, _) = parse_marked(&report.text, &report.markup);
        if tree.title() != wanted {
            let head: String = report.text.chars().take(120).collect();
            wrong.push(format!(
                "{what}: {:?}, not {wanted:?}\n{:?}\n{head}",
                tree.title(),
                report.markup.display
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
