//! Every form of marker as a table, and what only looks like one.

use super::*;

#[test]
fn markers_of_every_form_are_read() {
    use Style::{
        Arabic, ArabicBracketed, Article, Book, Chapter, Circled, Decimal, Division, Han, HanBracketed,
        OrdinalComma, OrdinalIs, OrdinalMust, Part, SubBook,
    };
    let table = [
        ("第一编　总则", Book, 1, "第一编"),
        ("第二分编 通则", SubBook, 2, "第二分编"),
        ("第 十 二 章　附　则", Chapter, 12, "第 十 二 章"),
        ("第3节 其他", Division, 3, "第3节"),
        ("第一百二十条　本法", Article, 120, "第一百二十条"),
        ("**第一条** 为了", Article, 1, "**第一条**"),
        ("第一部分 概况", Part, 1, "第一部分"),
        ("一、概况", Han, 1, "一、"),
        ("十 二、概况", Han, 12, "十 二、"),
        ("（一）概况", HanBracketed, 1, "（一）"),
        ("(十二)概况", HanBracketed, 12, "(十二)"),
        ("〔三〕概况", HanBracketed, 3, "〔三〕"),
        ("㈣概况", HanBracketed, 4, "㈣"),
        ("1.概况", Arabic, 1, "1."),
        ("１２、概况", Arabic, 12, "１２、"),
        ("1．2022年", Arabic, 1, "1．"),
        ("1.1 编制目的", Decimal(2), 1, "1.1"),
        ("２．３．１　人员编成", Decimal(3), 1, "２．３．１"),
        ("4.12.应急响应", Decimal(2), 12, "4.12."),
        ("第二條　本法", Article, 2, "第二條"),
        ("第一編 總則", Book, 1, "第一編"),
        ("（1）概况", ArabicBracketed, 1, "（1）"),
        ("2)概况", ArabicBracketed, 2, "2)"),
        ("③概况", Circled, 3, "③"),
        ("一是加强", OrdinalIs, 1, "一是"),
        ("十一要加强", OrdinalMust, 11, "十一要"),
        ("第二，加强", OrdinalComma, 2, "第二，"),
    ];
    for (text, style, number, taken) in table {
        let marker = marker_of(text).unwrap_or_else(|| panic!("{text} has a marker"));
        assert_eq!((marker.style, marker.number, &text[..marker.len]), (style, number, taken), "{text}");
    }
    assert_eq!(marker_of("第十条之一　text").map(|m| (m.number, m.sub)), Some((10, 1)));
}

#[test]
fn what_only_looks_like_a_marker_is_none() {
    for text in [
        "2022.数据",
        "1.5亿元",
        "1.5 万人",
        "3.2%的企业",
        "2023.5.1 会议",
        "10.05 会议",
        "1.1个百分点",
        "1.2",
        "1.2 3.4",
        "3年来",
        "一带一路",
        "（试行）",
        "第一时间",
        "",
        "十分重要",
        "2025年",
        "十万、",
    ] {
        assert_eq!(marker_of(text), None, "{text}");
    }
}

#[test]
fn numbers_without_any_point_need_a_short_title() {
    assert_eq!(bare("12　总则").map(|marker| (marker.style, marker.number)), Some((Style::Decimal(1), 12)));
    for text in ["1总则", "2023 年度", "1 5 8", "1 为了加强管理，制定本预案。", "一 总则", "1", "0 总则"]
    {
        assert_eq!(bare(text), None, "{text}");
    }
}
