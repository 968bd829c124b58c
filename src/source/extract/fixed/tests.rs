//! Pages set by hand, read as a person would.

use super::*;

/// Sets lines on a page of A4: left end, baseline, size, text; Latin letters are half as wide.
fn page(lines: &[(f32, f32, f32, &str)]) -> PageContent {
    let mut page = PageContent { width: 595.0, height: 842.0, ..PageContent::default() };
    for (left, y, size, text) in lines {
        let mut x = *left;
        for character in text.chars() {
            let advance = if character.is_ascii() { size / 2.0 } else { *size };
            page.glyphs.push(Glyph { character, x, y: *y, advance, size: *size, angle: 0, part: Part::Body });
            x += advance;
        }
    }
    page
}

fn texts(pages: &[PageContent], kind: BlockKind) -> Vec<String> {
    let read = read(pages);
    read.blocks.into_iter().filter(|block| block.kind == kind).map(|block| block.text).collect()
}

const FULL: &str = "减轻中小学教师负担要从制度上入手清理各类";

#[test]
fn full_lines_go_on_and_indented_lines_begin() {
    let indented = &FULL[..FULL.len() - 6];
    let text = texts(
        &[page(&[
            (90.0, 100.0, 22.0, "关于减负的报告"),
            (122.0, 150.0, 16.0, indented),
            (90.0, 178.0, 16.0, FULL),
            (90.0, 206.0, 16.0, "检查。"),
            (122.0, 234.0, 16.0, indented),
            (90.0, 262.0, 16.0, "到此为止"),
            (122.0, 290.0, 16.0, "一、短行"),
            (122.0, 318.0, 16.0, "二、短行"),
        ])],
        BlockKind::Text,
    );
    let whole = format!("{indented}{FULL}检查。");
    let second = format!("{indented}到此为止");
    assert_eq!(text, ["关于减负的报告", &whole, &second, "一、短行", "二、短行"]);
}

#[test]
fn paragraphs_go_over_pages_past_headers_and_numbers() {
    let pages: Vec<PageContent> = (1..=4)
        .map(|nth| {
            page(&[
                (200.0, 40.0, 9.0, "某市二〇二五年年度报告"),
                (90.0, 400.0, 16.0, FULL),
                (90.0, 428.0, 16.0, FULL),
                (280.0, 810.0, 9.0, &format!("- {nth} -")),
            ])
        })
        .collect();
    let read = read(&pages);
    let body: Vec<&Block> = read.blocks.iter().filter(|block| block.kind == BlockKind::Text).collect();
    assert_eq!(body.len(), 1);
    assert_eq!(body[0].text, FULL.repeat(8));
    assert_eq!(body[0].turns, [2, 4, 6].map(|lines| FULL.len() * lines));
    assert_eq!(read.printed, ["1", "2", "3", "4"].map(|number| Some(number.to_owned())));
    assert_eq!(texts(&pages, BlockKind::Header).len(), 4);
}

#[test]
fn what_is_alike_on_three_pages_far_apart_is_text() {
    let mut pages: Vec<PageContent> =
        (0..30).map(|nth| page(&[(90.0, 90.0, 16.0, &"正文文字".repeat(nth % 5 + 1))])).collect();
    for at in [2, 12, 22] {
        pages[at] = page(&[(90.0, 90.0, 16.0, "适用 不适用")]);
    }
    let text = texts(&pages, BlockKind::Text).concat();
    assert_eq!(text.matches("适用 不适用").count(), 3);
}

#[test]
fn ruled_cells_make_rows_and_keep_their_lines_together() {
    let mut table = page(&[
        (100.0, 120.0, 10.0, "项目"),
        (200.0, 120.0, 10.0, "经营活动产生的现金"),
        (200.0, 133.0, 10.0, "流量净额"),
        (300.0, 120.0, 10.0, "1,234.56"),
        (100.0, 160.0, 10.0, "合计"),
        (300.0, 160.0, 10.0, "2,000.00"),
    ]);
    for x in [95.0, 195.0, 295.0, 395.0] {
        table.rules.push(Rule { x0: x, y0: 105.0, x1: x + 0.5, y1: 140.0 });
        table.rules.push(Rule { x0: x, y0: 140.0, x1: x + 0.5, y1: 170.0 });
    }
    let read = read(&[table]);
    let rows: Vec<(&str, bool)> =
        read.blocks.iter().map(|block| (block.text.as_str(), block.is_row)).collect();
    assert_eq!(rows, [("项目\t经营活动产生的现金流量净额\t1,234.56", true), ("合计\t2,000.00", true)]);
}

#[test]
fn what_is_painted_twice_is_read_once_and_radicals_are_characters() {
    let mut bold = page(&[(90.0, 100.0, 16.0, "⼀、⻓期⽬标")]);
    let again: Vec<Glyph> = bold.glyphs.iter().map(|glyph| Glyph { x: glyph.x + 0.4, ..*glyph }).collect();
    bold.glyphs.extend(again);
    assert_eq!(texts(&[bold], BlockKind::Text), ["一、长期目标"]);
}

#[test]
fn blanks_between_han_go_and_between_words_stay() {
    let mut spaced = page(&[]);
    let mut x = 90.0;
    for (character, gap) in
        [('减', 3.0), ('负', 3.0), ('C', 0.0), ('P', 0.0), ('I', 6.0), ('A', 0.0), ('I', 0.0)]
    {
        let advance = if character.is_ascii() { 8.0 } else { 16.0 };
        spaced.glyphs.push(Glyph { character, x, y: 100.0, advance, size: 16.0, angle: 0, part: Part::Body });
        x += advance + gap;
    }
    assert_eq!(texts(&[spaced], BlockKind::Text), ["减负CPI AI"]);
}

#[test]
fn pages_painted_out_of_order_are_read_by_place() {
    let lines: Vec<(f32, f32, f32, &str)> = [
        "一甲乙丙丁",
        "二甲乙丙丁",
        "三甲乙丙丁",
        "四甲乙丙丁",
        "五甲乙丙丁",
        "六甲乙丙丁",
        "七甲乙丙丁",
        "八甲乙丙丁",
    ]
    .iter()
    .enumerate()
    .map(|(nth, text)| (90.0, 100.0 + nth as f32 * 30.0, 16.0, *text))
    .rev()
    .collect();
    let text = texts(&[page(&lines)], BlockKind::Text).concat();
    assert!(text.starts_with("一甲乙丙丁二甲乙") && text.ends_with("八甲乙丙丁"), "{text}");
}

#[test]
fn watermarks_are_kept_apart() {
    let mut marked = page(&[(90.0, 100.0, 16.0, "正文")]);
    for (nth, character) in "内部资料".chars().enumerate() {
        let at = 200.0 + 20.0 * nth as f32;
        marked.glyphs.push(Glyph {
            character,
            x: at,
            y: at,
            advance: 28.0,
            size: 28.0,
            angle: ASLANT,
            part: Part::Furniture,
        });
    }
    assert_eq!(texts(std::slice::from_ref(&marked), BlockKind::Text), ["正文"]);
    assert_eq!(texts(&[marked], BlockKind::Watermark), ["内部资料"]);
    assert_eq!([direction(1.0, 0.0), direction(0.0, 1.0), direction(1.0, 1.0)], [0, 90, ASLANT]);
}

#[test]
fn damaged_numbers_paint_nothing() {
    let mut odd = page(&[(90.0, 100.0, 16.0, "正文")]);
    let first = odd.glyphs[0];
    odd.glyphs.push(Glyph { x: f32::NAN, ..first });
    odd.glyphs.push(Glyph { size: 0.0, ..first });
    odd.glyphs.push(Glyph { y: f32::INFINITY, ..first });
    odd.glyphs.push(Glyph { x: 1e30, y: -1e30, ..first });
    assert!(texts(&[odd], BlockKind::Text).concat().contains("正文"));
    assert!(read(&[]).blocks.is_empty());
}

#[test]
fn codes_that_mean_something_to_their_font_only_are_told_of() {
    let written = |text: &str| {
        let pages = vec![page(&[(90.0, 100.0, 16.0, text), (90.0, 128.0, 16.0, FULL)])];
        let document = FixedDocument { pages, ..FixedDocument::default() };
        write(document).expect("some text").markup.notes
    };
    let hidden = "\u{E001}\u{E002}\u{E003}".repeat(4);
    let notes = written(&hidden);
    assert!(notes.len() == 1 && notes[0].starts_with("12 characters, most of them on page 1,"), "{notes:?}");
    assert_eq!(written("\u{F06C} 要点"), Vec::<String>::new());
}
