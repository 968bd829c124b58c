//! The first page: the query, its hits, and beside them the section that is read.

use maud::{Markup, html};

use crate::output::{shown_facts, source_of_facts};
use crate::query::Query;
use crate::search::{Fold, Hit, SearchOptions};
use crate::serve::api::search::{Found, find};
use crate::serve::parameters::Asked;
use crate::serve::problem::Problem;
use crate::serve::respond::{Call, Reply};

use super::words::Words;
use super::{changed, framed, marked, query_form, reader, side};

/// Hits on a page.
const HITS: usize = 20;
/// Hits of one report that come before those of others.
const PER_REPORT: usize = 3;
/// Width of what is shown of a hit, in columns of a screen.
const SNIPPET_COLUMNS: usize = 220;
/// Signs of the query language that the first page shows.
const EXAMPLES: [&str; 6] = [
    "减轻教师负担",
    "“减轻负担”",
    "粮食安全 -收购",
    "title:工作报告 就业",
    "乡村振兴 年:2024..2026 地区:湖北",
    "刑法第二百六十六条",
];

pub(super) fn page(call: &Call) -> Result<Reply, Problem> {
    let (words, asked) = (Words::new(call.english), &call.asked);
    let query = asked.text("q").trim();
    let read = match asked.text("open") {
        "" => None,
        id => Some(reader::pane(call, words, id)?),
    };
    let facts = side::facts(asked);
    let found =
        if query.is_empty() && facts.is_empty() { None } else { Some(asked_for(call, query, &facts)?) };
    let sort = if asked.word("sort") == "relevance" { "" } else { asked.word("sort") };
    let exact = if asked.flag("exact") { "true" } else { "" };
    let mut kept: Vec<(&str, &str)> =
        [("sort", sort), ("exact", exact)].into_iter().filter(|(_, value)| !value.is_empty()).collect();
    kept.extend(side::kept(asked));
    let title = match (&read, query) {
        (Some(read), _) => format!("{} – 寻章", read.title),
        (None, "") => {
            words.of("寻章：按章节检索报告", "xunzhang: search reports section by section").to_owned()
        }
        (None, query) => format!("{query} – 寻章"),
    };
    // Beside the reader there is no room for it, and who reads has narrowed.
    let beside = match (&read, &found) {
        (Some(_), _) => None,
        (None, Some(found)) => Some(facets(call, words, &found.query)?),
        (None, None) => Some(facets(call, words, &Query::Nothing)?),
    };
    let main = html! {
        main #main .both[read.is_some() && found.is_some()] .beside[beside.is_some()] {
            @match &found {
                Some(found) => (list(call, words, found)),
                None if read.is_none() => (first(call, words)?),
                None => {}
            }
            @if let Some(read) = &read { (read.pane) }
            @if let Some(beside) = &beside { (beside) }
        }
    };
    Ok(framed(words, &title, &query_form(words, query, &kept), &main))
}

fn facets(call: &Call, words: Words, query: &Query) -> Result<Markup, Problem> {
    let searcher = &call.snapshot()?.searcher;
    Ok(side::facets(call, words, &searcher.facets(query, &options(&call.asked))?))
}

fn asked_for(call: &Call, query: &str, facts: &[Query]) -> Result<Found, Problem> {
    let searcher = &call.snapshot()?.searcher;
    find(searcher, (query, facts), &options(&call.asked), (call.asked.number("from"), false))
}

fn options(asked: &Asked) -> SearchOptions {
    let is_ranked = asked.word("sort") == "relevance";
    SearchOptions {
        limit: HITS,
        fold: if is_ranked { Fold::Folded } else { Fold::Off },
        per_report: if is_ranked { PER_REPORT } else { 0 },
        document_order: !is_ranked,
        newest_first: asked.word("sort") == "date",
        exact: asked.flag("exact"),
        snippet_columns: SNIPPET_COLUMNS,
        ..SearchOptions::default()
    }
}

/// What there is to search, and how.
fn first(call: &Call, words: Words) -> Result<Markup, Problem> {
    let counts = &call.snapshot()?.searcher.manifest().counts;
    Ok(html! {
        section .first {
            h1 { (words.of("按章节检索报告", "Search reports, section by section")) }
            p {
                @if call.english { (counts.reports) " reports, " (counts.sections) " sections" }
                @else { "共 " (counts.reports) " 篇报告，" (counts.sections) " 个章节" }
            }
            h2 { (words.of("可以这样问", "Ask like this")) }
            ul {
                @for example in EXAMPLES {
                    li { a href=(super::address("./", &[("q", example)])) lang="zh-CN" { (example) } }
                }
            }
            p .keys {
                (words.of(
                    "键盘：/ 输入，j k 选择，Enter 打开，y 复制引文，n p 前后标记",
                    "Keys: / to type, j k to choose, Enter to open, y to copy the citation, n p for marks",
                ))
            }
        }
    })
}

fn list(call: &Call, words: Words, found: &Found) -> Markup {
    let (answer, from) = (&found.answer, call.asked.number("from"));
    let sort = call.asked.word("sort");
    html! {
        section .hits aria-labelledby="found" {
            div .bar {
                h1 #found role="status" {
                    @if answer.hits.is_empty() { (words.of("没有找到", "Nothing found")) }
                    @else { (words.found(answer.passages, answer.reports)) }
                }
                a .narrow href="#narrow" { (words.of("筛选", "Narrow")) }
                nav aria-label=(words.of("排序", "Order")) {
                    (choice(call, words.of("按相关", "best first"), ("sort", ""), sort == "relevance"))
                    (choice(call, words.of("按日期", "newest first"), ("sort", "date"), sort == "date"))
                    (choice(call, words.of("按文件", "by file"), ("sort", "document"), sort == "document"))
                }
            }
            (side::chosen(call, words))
            @if let Some(text) = &found.respelled {
                p .note {
                    (words.of("是否要找：", "Did you mean: "))
                    a href=(super::address("./", &[("q", text)])) { (text) }
                }
            }
            @for note in &found.notes { p .note lang="en" { (note) } }
            @if answer.hits.is_empty() {
                p { (words.of("引号内、字段和 AND 连接的内容必须出现：试试去掉它们。",
                    "What is quoted, in a field or joined by AND is required: try without it.")) }
            }
            ol start=(from + 1) {
                @for hit in &answer.hits { (one(call, words, hit)) }
            }
            nav .pages aria-label=(words.of("翻页", "Pages")) {
                @if from > 0 {
                    @let before = from.saturating_sub(HITS).to_string();
                    a rel="prev" href=(changed(call, &[("from", &before), ("open", ""), ("s", ""), ("at", "")])) {
                        (words.of("上一页", "Previous page"))
                    }
                }
                @if let Some(next) = found.next {
                    a rel="next" href=(changed(call, &[("from", &next.to_string()), ("open", ""), ("s", ""), ("at", "")])) {
                        (words.of("下一页", "Next page"))
                    }
                }
            }
        }
    }
}

fn choice(call: &Call, text: &str, (name, value): (&str, &str), is_chosen: bool) -> Markup {
    html! {
        @if is_chosen { span aria-current="true" { (text) } }
        @else { a href=(changed(call, &[(name, value), ("from", "")])) { (text) } }
    }
}

fn one(call: &Call, words: Words, hit: &Hit) -> Markup {
    let at = hit.byte_start.to_string();
    let open = changed(call, &[("open", &hit.key), ("at", &at), ("s", ""), ("more", "")]);
    let is_open = call.asked.text("open") == hit.key && call.asked.text("at") == at;
    let facts = hit.facts.as_deref();
    let source = crate::output::Source {
        headings: hit.heading_path.clone(),
        location: hit.location.clone(),
        ..source_of_facts(&hit.report, &hit.report_qualifier, facts)
    };
    html! {
        li {
            article .open[is_open] data-cite=(source.gbt7714()) {
                h2 { a href=(open) lang="zh-CN" { (source.title) } }
                @if !hit.heading_path.is_empty() {
                    p .path lang="zh-CN" { (hit.heading_path.join(" › ")) }
                }
                p .text lang="zh-CN" { (marked(&hit.snippet.text, &hit.snippet.marks)) }
                p .facts {
                    @for fact in facts.map(shown_facts).unwrap_or_default() { span lang="zh-CN" { (fact) } }
                    span { (words.place(&hit.location)) }
                    @if hit.places.len() > 1 { span { (words.also_in(hit.places.len() - 1)) } }
                    @for said in words.folded(hit) { span { (said) } }
                }
            }
        }
    }
}
