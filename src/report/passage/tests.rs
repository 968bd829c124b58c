//! Passages tile what is not kept out, and end where sentences end.

use proptest::prelude::*;

use super::super::parse;
use super::*;
use crate::text::TextKind;

const SIZE: PassageSize = PassageSize { chars_min: 8, chars_max: 20 };

fn pieces(text: &str) -> Vec<String> {
    let (report, remarks) = parse(text, TextKind::Plain);
    cut_passages(text, &report, &remarks, SIZE)
        .iter()
        .map(|passage| passage.span.of(text).to_owned())
        .collect()
}

#[test]
fn passages_end_with_sentences() {
    let text = "报告\n一、甲\n切实减轻教师负担。他说：“制定减负清单。”为教师安心从教创造条件，落实到位，长期坚持不动摇不松劲。";
    assert_eq!(
        pieces(text),
        [
            "报告",
            "一、甲\n切实减轻教师负担。",
            "他说：“制定减负清单。”",
            "为教师安心从教创造条件，落实到位，",
            "长期坚持不动摇不松劲。"
        ]
    );
}

#[test]
fn a_sentence_without_end_is_cut_anywhere() {
    let cut = pieces(&"减".repeat(45));
    assert_eq!(cut.iter().map(|piece| piece.chars().count()).collect::<Vec<_>>(), [20, 25]);
}

#[test]
fn what_no_reader_sees_makes_no_passage_of_its_own() {
    let marks = "\u{301}".repeat(1_000);
    let (first, second) = ("减".repeat(19), "负".repeat(19));
    let text = format!("报告\n一、甲\n{first}。\n{marks}\n{second}。\n{marks}");
    let cut = pieces(&text);
    let seen: Vec<usize> = cut.iter().map(|piece| piece.chars().filter(|c| !is_unseen(*c)).count()).collect();
    assert_eq!(seen, [2, 20, 23], "{seen:?}");
    assert_eq!(pieces(&format!("报告\n一、甲\n{marks}")).len(), 2);
}

#[test]
fn a_passage_knows_its_heading_and_what_continues_it() {
    let text = "报告\n一、甲乙。正文写在这里，一直写下去，写到很长很长才停下来。\n二、丙\n";
    let (report, remarks) = parse(text, TextKind::Plain);
    let passages = cut_passages(text, &report, &remarks, SIZE);
    let told: Vec<(usize, &str, bool)> = passages
        .iter()
        .map(|passage| (passage.section, &text[passage.span.start..passage.heading_end], passage.continues))
        .collect();
    assert_eq!(told, [(0, "报告", false), (1, "一、甲乙。", true), (1, "", false), (2, "二、丙", false)]);
}

/// Texts made of the pieces that reports are made of.
fn report_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("一、".to_owned()),
        Just("（二）".to_owned()),
        Just("第三条　".to_owned()),
        Just("第一章 总则\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("　　".to_owned()),
        Just("一是".to_owned()),
        Just("1.".to_owned()),
        Just("。".to_owned()),
        Just("”".to_owned()),
        Just("目录\n".to_owned()),
        Just("责任编辑：甲\n".to_owned()),
        Just("附件1\n".to_owned()),
        Just("打印\n".to_owned()),
        Just("# ".to_owned()),
        "[减轻教师负担，；]{1,30}",
        "\\PC{0,6}",
        Just("名词解释\n".to_owned()),
        Just("（".to_owned()),
        Just("“".to_owned()),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn covers(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

proptest! {
    #[test]
    fn passages_and_remarks_cover_the_text_once(text in report_text(), markdown in any::<bool>()) {
        let kind = if markdown { TextKind::Markdown } else { TextKind::Plain };
        let (report, remarks) = parse(&text, kind);
        let mut at = 0;
        for (nth, section) in report.sections.iter().enumerate() {
            prop_assert_eq!(section.span.start, at);
            prop_assert!(covers(section.span, section.heading_span) || section.heading_span.is_empty());
            prop_assert!(section.parent.is_none_or(|parent| parent < nth && report.sections[parent].level < section.level));
            at = section.span.end;
        }
        prop_assert_eq!(at, text.len());
        let passages = cut_passages(&text, &report, &remarks, SIZE);
        let mut spans: Vec<Span> = passages.iter().map(|passage| passage.span).collect();
        spans.extend(remarks.iter().filter_map(|remark| remark.kept_out));
        spans.sort();
        let mut end = 0;
        for span in spans {
            prop_assert!(span.start >= end, "{span:?} overlaps");
            prop_assert!(text[end..span.start].chars().all(is_blank), "{:?} left out", &text[end..span.start]);
            end = span.end;
        }
        prop_assert!(text[end..].chars().all(is_blank));
        for (nth, passage) in passages.iter().enumerate() {
            prop_assert!(covers(report.sections[passage.section].span, passage.span));
            prop_assert!((passage.span.start..=passage.span.end).contains(&passage.heading_end));
            prop_assert!(text.is_char_boundary(passage.heading_end));
            if passage.continues {
                prop_assert_eq!(passages[nth + 1].section, passage.section);
            }
        }
    }
}
