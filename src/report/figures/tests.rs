//! Tests: sentences as reports print them, with the figures in them.

use super::*;

/// A figure as `indicator measure relation low..high base aim period`, with `?` where it is not sure.
pub(super) fn told(figure: &Figure) -> String {
    let value = match (figure.low, figure.high) {
        (Some(low), Some(high)) if low == high => format!("{low}"),
        (Some(low), Some(high)) => format!("{low}..{high}"),
        _ => "*".to_owned(),
    };
    let period = figure.period.map_or_else(|| "?".to_owned(), |period| period.to_string());
    let aim = ["?", "T", "A"][figure.aim as usize];
    let doubt = if figure.doubts.is_empty() { "" } else { " ?" };
    format!(
        "{} {} {} {value}{} {aim} {period}{doubt}",
        figure.indicator,
        figure.measure,
        figure.relation.name(),
        figure.base
    )
}

/// The figures of a text, told.
fn read(headings: &[&str], text: &str, year: u16) -> Vec<String> {
    figures_of(headings, text, Some(year)).iter().map(told).collect()
}

#[test]
fn figures_of_sentences_are_read() {
    let table: &[(&[&str], &str, &[&str])] = &[
        (
            &["一、2025年工作回顾"],
            "全市生产总值达到5.67万亿元、增长5.4%，高于全国0.4个百分点，居民消费价格上涨0.1%。",
            &[
                "全市生产总值  reaches 5670000000000元 A 2025",
                "全市生产总值 增长 equals 5.4% A 2025",
                "全市生产总值 高于全国 equals 0.4个百分点 A 2025",
                "居民消费价格 上涨 equals 0.1% A 2025",
            ],
        ),
        (
            &["二、2026年工作安排"],
            "今年经济社会发展主要预期目标是：地区生产总值按增长5%安排，城镇新增就业60万人以上；居民消费价格涨幅2%左右。粮食产量超过840亿斤。",
            &[
                "地区生产总值 增长 equals 5% T 2026",
                "城镇新增就业  at_least 600000人 T 2026",
                "居民消费价格 涨幅 about 2% T 2026",
                "粮食产量  over 42000000000公斤 T 2026",
            ],
        ),
        (
            &[],
            "经济主要预期目标是：地区生产总值增长5%左右，力争取得更好结果。一产、二产、三产增加值分别增长5%左右、5%以上、5%左右。",
            &[
                "地区生产总值 增长 about 5% T 2026",
                "一产增加值 增长 about 5% T 2026",
                "二产增加值 增长 at_least 5% T 2026",
                "三产增加值 增长 about 5% T 2026",
            ],
        ),
        (
            &["“十五五”时期发展目标"],
            "地区生产总值年均增长5%—5.5%，到2030年人均地区生产总值达到10万元以上。",
            &["地区生产总值 增长 equals 5..5.5% T 2026-2030", "人均地区生产总值  at_least 100000元 T 2030"],
        ),
        (
            &[],
            "2025年全区一般公共预算收入38.62亿元，完成预算的101.2%，增长3.4%。",
            &[
                "全区一般公共预算收入  equals 3862000000元 A 2025",
                "全区一般公共预算收入 完成预算的 equals 101.2% A 2025",
                "全区一般公共预算收入 增长 equals 3.4% A 2025",
            ],
        ),
        (
            &["一、工作回顾"],
            "规上工业增加值、规上服务业营收分别增长6.5%和7%。支出**万元。",
            &[
                "规上工业增加值 增长 equals 6.5% A 2025 ?",
                "规上服务业营收 增长 equals 7% A 2025 ?",
                "支出  equals *元 A 2025 ?",
            ],
        ),
    ];
    for (headings, text, wanted) in table {
        assert_eq!(read(headings, text, 2026), *wanted, "{text}");
    }
}

#[test]
fn each_amount_gets_the_indicator_of_its_clause() {
    let table: &[(&[&str], &str, &[&str])] = &[
        (
            &[],
            "今年主要预期目标为：固定资产投资同比增长6%左右，规上工业增加值、固定资产投资、社会消费品零售总额分别增长8%、4%、6%。",
            &[
                "固定资产投资 增长 about 6% T 2026",
                "规上工业增加值 增长 equals 8% T 2026",
                "固定资产投资 增长 equals 4% T 2026",
                "社会消费品零售总额 增长 equals 6% T 2026",
            ],
        ),
        (
            &["二、2026年工作安排"],
            "粮食产量1150万吨以上；固定资产投资由负转正、增长2%左右。",
            &["粮食产量  at_least 11500000000公斤 T 2026", "固定资产投资 增长 about 2% T 2026"],
        ),
    ];
    for (headings, text, wanted) in table {
        assert_eq!(read(headings, text, 2026), *wanted, "{text}");
    }
}

#[test]
fn aims_of_older_reports_are_read() {
    for (text, year, wanted) in [
        ("国家计划要求今年的国民生产总值比上年增长百分之五。", 1990, "国民生产总值 增长 equals 5% T 1990"),
        ("今年经济增长速度的宏观调控目标，定为百分之八至九。", 1995, "经济 增长速度 equals 8..9% T 1995"),
        ("今年经济增长预期目标为７％左右，这是必要的。", 2003, "经济 增长 about 7% T 2003"),
        ("今年国民生产总值计划增长百分之八，是留有余地的。", 1993, "国民生产总值 增长 equals 8% T 1993"),
        ("今年发展主要预期目标是：国内生产总值增长6%以上。", 2021, "国内生产总值 增长 at_least 6% T 2021"),
        ("国内生产总值增长6%－6.5%。今年目标如此。", 2019, "国内生产总值 增长 equals 6..6.5% ? ? ?"),
    ] {
        assert_eq!(read(&[], text, year), [wanted], "{text}");
    }
}

#[test]
fn tables_are_read_by_row_and_column() {
    let text =
        "指标\t单位\t2024年实际\t2025年目标\n地区生产总值\t亿元\t1,200\t1300\n城镇新增就业\t万人\t*\t≥3.5\n";
    let wanted = [
        "地区生产总值  equals 120000000000元 A 2024",
        "地区生产总值  equals 130000000000元 T 2025",
        "城镇新增就业  equals *人 A 2024",
        "城镇新增就业  at_least 35000人 T 2025",
    ];
    assert_eq!(read(&[], text, 2025), wanted);
}

#[test]
fn what_was_done_is_no_aim_under_a_heading_that_looks_ahead() {
    let text =
        "过去一年，工作取得很大成绩。国内生产总值增长10.3%。今年主要预期目标是：国内生产总值增长8%左右。";
    let wanted = ["国内生产总值 增长 equals 10.3% A 2010 ?", "国内生产总值 增长 about 8% T 2011"];
    assert_eq!(read(&["三、2011年的工作"], text, 2011), wanted);
}

#[test]
fn a_stray_tabulator_makes_no_table() {
    let text = "报告。\t\u{3000}今年主要预期目标是：经济增长8%左右。";
    assert_eq!(read(&[], text, 2006), ["经济 增长 about 8% T 2006"]);
}

#[test]
fn a_list_of_sections_is_led_in_by_the_text_above() {
    let read = |above: &str| {
        let found = figures_below(above, &["1.地区生产总值增长6%"], "1.地区生产总值增长6%左右；", Some(2026));
        found.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(read("总的要求。\n主要预期目标建议安排为：\n"), ["地区生产总值 增长 about 6% T 2026"]);
    assert_eq!(read("主要预期目标已经实现。"), ["地区生产总值 增长 about 6% ? ? ?"]);
}

#[test]
fn places_are_those_of_the_text_as_read() {
    let text = "地区生产\n总值增 长５％左右，\n";
    let found = figures_of(&[], text, None);
    assert_eq!(found[0].span.of(text), "５％左右");
    assert_eq!(found[0].sentence, "地区生产总值增长5%左右，");
}
