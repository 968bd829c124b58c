//! Every form of marker as a table, and what only looks like one.

use super::*;

#[test]
fn markers_of_every_form_are_read() {
    use Style::{
        Arabic, ArabicBracketed, Article, Book, Chapter, Circled, Division, Han, HanBracketed, OrdinalComma,
        OrdinalIs, OrdinalMust, Part, SubBook,
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
