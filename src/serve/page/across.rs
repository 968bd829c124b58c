//! Figures as a table, and trends as a table with bars.

use maud::{Markup, html};

use crate::report::figures::Aim;
use crate::search::{FigureRow, Trend, TrendRow};
use crate::serve::api::across::{trend_group, trend_words, wanted_figures};
use crate::serve::parameters::{Kind, Parameter, parameter};
use crate::serve::problem::Problem;
use crate::serve::respond::{Call, Reply};

use super::words::Words;
use super::{framed, query_form};

/// Width and height of a chart, and what is left beside it, in units of its picture.
const CHART: (f64, f64) = (660.0, 180.0);
const MARGIN: f64 = 36.0;
/// Rows on a page.
const ROWS: usize = 200;
/// Width of the longest bar, in units of its picture.
const BAR: f64 = 200.0;

/// What may be asked of figures: as the API, and nothing is needed.
pub(super) const FIGURES: &[Parameter] = &[
    parameter("indicator", Kind::MayText, "names of an indicator, and words of change"),
    parameter("aim", Kind::OneOf(&["any", "target", "achieved"]), "what is to be reached, or was"),
    parameter("period", Kind::MayText, "years"),
    parameter("where", Kind::MayText, "values"),
    parameter("sure", Kind::Flag, "only what is sure"),
    parameter("by", Kind::OneOf(&["none", "region", "year", "report"]), "order"),
    parameter("one_per", Kind::OneOf(&["none", "region", "year", "report"]), "one of each"),
];

/// What may be asked of trends.
pub(super) const TREND: &[Parameter] = &[
    parameter("word", Kind::MayText, "runs of characters, parted by blanks"),
    parameter("by", Kind::OneOf(&["year", "region", "kind"]), "groups"),
];

pub(super) fn figures(call: &Call) -> Result<Reply, Problem> {
    let (words, asked) = (Words::new(call.english), &call.asked);
    let indicator = asked.text("indicator").trim();
    let found = match indicator {
        "" => None,
        _ => Some(call.snapshot()?.searcher.figures(&wanted_figures(asked)?)?),
    };
    let aims = [
        ("any", words.of("全部", "all")),
        ("target", words.of("目标", "aims")),
        ("achieved", words.of("完成", "done")),
    ];
    let main = html! {
        main #main {
            h1 { (words.of("报告中的数据", "Figures in reports")) }
            form .asked action="figures" method="get" {
                (text_input("indicator", words.of("指标", "Indicator"), indicator, "地区生产总值 增长"))
                (text_input("period", words.of("年份", "Years"), asked.text("period"), "2026"))
                (text_input("where", words.of("数值", "Values"), asked.text("where"), ">5%"))
                (select_input("aim", words.of("目标或完成", "Aims or done"), &aims, asked.word("aim")))
                button type="submit" { (words.of("查看", "Show")) }
            }
            @if let Some(found) = &found {
                p role="status" {
                    @if call.english { (found.rows.len()) " figures in " (found.reports) " reports" }
                    @else { (found.reports) " 篇报告中的 " (found.rows.len()) " 个数据" }
                    @if found.rows.len() > ROWS { (words.of("，显示前 200 个", ", the first 200 are shown")) }
                }
                div .wide tabindex="0" role="region" aria-label=(words.of("数据表", "Table of figures")) {
                    table {
                        thead { tr {
                            @for head in [
                                words.of("报告", "Report"), words.of("数值", "Value"), words.of("指标", "Indicator"),
                                words.of("目标/完成", "Aim/done"), words.of("年份", "Years"), words.of("原句", "Sentence"),
                            ] { th scope="col" { (head) } }
                        } }
                        tbody lang="zh-CN" { @for row in found.rows.iter().take(ROWS) { (figure(words, row)) } }
                    }
                }
            }
        }
    };
    let title = words.of("数据 – 寻章", "Figures – xunzhang");
    Ok(framed(words, title, &query_form(words, "", &[]), &main))
}

fn figure(words: Words, row: &FigureRow) -> Markup {
    let figure = &row.figure;
    let (before, behind) = figure.relation.printed();
    let aim = match figure.aim {
        Aim::Target => words.of("目标", "aim"),
        Aim::Achieved => words.of("完成", "done"),
        Aim::Unknown => "",
    };
    let report = format!("{}{}", row.qualifier, row.report);
    let quoted = format!("“{}” path:{}", figure.sentence.trim(), row.path.display());
    html! {
        tr {
            th scope="row" { (report) }
            td .number { (before) (figure.printed) (behind) @if !row.doubts().is_empty() { abbr title=(row.doubts().join("; ")) { "?" } } }
            td { (figure.indicator) " " (figure.measure) }
            td { (aim) }
            td { @if let Some(period) = figure.period { (period.to_string()) } }
            td { a href=(super::address("./", &[("q", &quoted)])) { (figure.sentence.trim()) } }
        }
    }
}

pub(super) fn trend(call: &Call) -> Result<Reply, Problem> {
    let (words, asked) = (Words::new(call.english), &call.asked);
    let typed: Vec<String> = asked.text("word").split_whitespace().map(str::to_owned).collect();
    let trend = match typed.is_empty() {
        true => None,
        false => {
            trend_words(asked)?;
            Some(call.snapshot()?.searcher.trend(&typed, trend_group(asked.word("by")))?)
        }
    };
    let groups = [
        ("year", words.of("年份", "years")),
        ("region", words.of("地区", "places")),
        ("kind", words.of("种类", "kinds")),
    ];
    let main = html! {
        main #main {
            h1 { (words.of("词语的趋势", "Trends of words")) }
            form .asked action="trend" method="get" {
                (text_input("word", words.of("词语（空格分开）", "Words, parted by blanks"), asked.text("word"), "粮食安全 新质生产力"))
                (select_input("by", words.of("按", "By"), &groups, asked.word("by")))
                button type="submit" { (words.of("查看", "Show")) }
            }
            @if let Some(trend) = &trend {
                @if asked.word("by") == "year" { (curves(words, trend)) }
                @for (nth, word) in trend.words.iter().enumerate() { (bars(words, trend, nth, word)) }
            }
        }
    };
    let title = words.of("趋势 – 寻章", "Trends – xunzhang");
    Ok(framed(words, title, &query_form(words, "", &[]), &main))
}

/// All words as curves over the years; years without a report part them.
fn curves(words: Words, trend: &Trend) -> Markup {
    let rows: Vec<&TrendRow> = trend.rows.iter().filter(|row| !row.group.is_empty()).collect();
    let most =
        rows.iter().flat_map(|row| (0..trend.words.len()).map(|nth| row.per_10_000(nth))).fold(0.0, f64::max);
    let step = CHART.0 / (rows.len().max(2) - 1) as f64;
    let x = |place: usize| format!("{:.1}", MARGIN + place as f64 * step);
    let y = |share: f64| format!("{:.1}", 10.0 + CHART.1 * (1.0 - share / most));
    let curve = |nth: usize| -> Vec<String> {
        let known = rows.iter().enumerate().collect::<Vec<_>>();
        let parts = known.split(|(_, row)| row.reports == 0).filter(|part| !part.is_empty());
        let points = |part: &[(usize, &&TrendRow)]| {
            let point =
                |(place, row): &(usize, &&TrendRow)| format!("{},{}", x(*place), y(row.per_10_000(nth)));
            part.iter().map(point).collect::<Vec<_>>().join(" ")
        };
        parts.map(points).collect()
    };
    let (width, height) = (CHART.0 + 2.0 * MARGIN, CHART.1 + 40.0);
    let every = rows.len().div_ceil(10).max(1);
    html! {
        @if rows.len() > 1 && most > 0.0 {
            figure {
                svg .chart role="img" width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
                    aria-label=(words.of("每万字出现次数，按年份；下表有全部数值", "Hits in 10,000 characters by year; the tables below have all values"))
                {
                    line .axis x1=(MARGIN) x2=(width - MARGIN) y1=(CHART.1 + 10.0) y2=(CHART.1 + 10.0) {}
                    text x="2" y="14" { (format!("{most:.1}")) }
                    text x="2" y=(CHART.1 + 10.0) { "0" }
                    @for (place, row) in rows.iter().enumerate().step_by(every) {
                        text x=(MARGIN + place as f64 * step) y=(height - 10.0) text-anchor="middle" { (row.group) }
                    }
                    @for nth in 0..trend.words.len() {
                        @for points in curve(nth) { polyline class={ "c" (nth % 8) } points=(points) {} }
                        @for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.reports > 0) {
                            @let share = row.per_10_000(nth);
                            circle class={ "c" (nth % 8) } r="2.5" cx=(x(place)) cy=(y(share)) { title { (row.group) " " (trend.words[nth]) " " (format!("{share:.2}")) } }
                        }
                    }
                }
                figcaption {
                    (words.of("每万字出现次数：", "Hits in 10,000 characters: "))
                    @for (nth, word) in trend.words.iter().enumerate() {
                        span .word {
                            svg width="18" height="10" viewBox="0 0 18 10" aria-hidden="true" {
                                rect class={ "c" (nth % 8) } y="3" width="18" height="4" {}
                            }
                            " " span lang="zh-CN" { (word) }
                        }
                    }
                }
            }
        }
    }
}

fn bars(words: Words, trend: &Trend, nth: usize, word: &str) -> Markup {
    let most = trend.rows.iter().map(|row| row.per_10_000(nth)).fold(0.0, f64::max);
    html! {
        section {
            h2 lang="zh-CN" { (word) }
            div .wide tabindex="0" role="region" aria-label=(word) {
                table {
                    thead { tr {
                        @for head in [
                            words.of("组", "Group"), words.of("次数", "Hits"), words.of("含有的报告", "Reports with it"),
                            words.of("报告", "Reports"), words.of("每万字", "Per 10,000 characters"), "",
                        ] { th scope="col" { (head) } }
                    } }
                    tbody {
                        @for row in &trend.rows {
                            @let count = row.counts.get(nth).cloned().unwrap_or_default();
                            @let share = row.per_10_000(nth);
                            @let width = if most > 0.0 { (share / most * BAR).ceil() } else { 0.0 };
                            tr {
                                th scope="row" lang="zh-CN" {
                                    (if row.group.is_empty() { words.of("未知", "not told") } else { &row.group })
                                }
                                @if row.reports == 0 { td { "–" } td { "–" } td .number { "0" } td {} td {} } @else {
                                    td .number { (count.hits) }
                                    td .number { (count.holding) }
                                    td .number { (row.reports) }
                                    td .number { (format!("{share:.2}")) }
                                    td {
                                        svg width="200" height="12" viewBox="0 0 200 12" aria-hidden="true" {
                                            rect width=(width) height="12" {}
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn text_input(name: &str, label: &str, value: &str, example: &str) -> Markup {
    html! {
        p {
            label for=(name) { (label) }
            input id=(name) type="text" name=(name) value=(value) placeholder=(example) maxlength="500";
        }
    }
}

fn select_input(name: &str, label: &str, choices: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        p {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, text) in choices { option value=(value) selected[*value == chosen] { (text) } }
            }
        }
    }
}
