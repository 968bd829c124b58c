//! The web page: for people who never open a terminal. Made on the server, in Chinese or English; a small script adds
//! suggestions and keys, and nothing needs it.
//!
//! All state stands in the address: `/?q=…&open=…`. Addresses inside the page are relative, so that it works below any path
//! of a proxy.

mod across;
mod hits;
mod reader;
mod side;
mod words;

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::api::Endpoint;
use super::parameters::{Kind, parameter};
use super::problem::Problem;
use super::respond::{Call, Reply};
use words::Words;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Changes with what it is of, so that browsers may keep both for long.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let hash = blake3::hash(format!("{STYLE}{SCRIPT}").as_bytes()).to_hex();
    hash[..12].to_owned()
});

/// The pages and what they need.
pub(super) static PAGES: &[Endpoint] = &[
    Endpoint {
        path: "/",
        name: "page",
        about: "Queries, hits and sections for people.",
        parameters: &[
            parameter("q", Kind::MayText, "what to look for"),
            parameter("from", Kind::Number(0, 0, 9_990), "hits to pass over"),
            parameter("sort", Kind::OneOf(&["relevance", "document", "date"]), "order of hits"),
            parameter("exact", Kind::Flag, "no synonyms"),
            parameter("open", Kind::MayText, "id of the report that is read"),
            parameter("s", Kind::Number(0, 1, 10_000_000), "its section that is read"),
            parameter("at", Kind::Number(0, 0, 10_000_000_000), "or the byte whose section is read"),
            parameter("more", Kind::Number(0, 0, 1_000_000_000), "first character of it"),
            side::CHOSEN[0],
            side::CHOSEN[1],
            side::CHOSEN[2],
            side::CHOSEN[3],
            side::CHOSEN[4],
        ],
        answer: hits::page,
        gives: &[],
        is_beside: false,
    },
    Endpoint {
        path: "/figures",
        name: "figures-page",
        about: "Figures for people.",
        parameters: across::FIGURES,
        answer: across::figures,
        gives: &[],
        is_beside: false,
    },
    Endpoint {
        path: "/trend",
        name: "trend-page",
        about: "Trends for people.",
        parameters: across::TREND,
        answer: across::trend,
        gives: &[],
        is_beside: false,
    },
    Endpoint {
        path: "/page.css",
        name: "style",
        about: "How the page looks.",
        parameters: ASSET,
        answer: |_| Ok(Reply::Text("text/css; charset=utf-8", STYLE.to_owned())),
        gives: &[],
        is_beside: true,
    },
    Endpoint {
        path: "/page.js",
        name: "script",
        about: "What the page does beyond links and forms.",
        parameters: ASSET,
        answer: |_| Ok(Reply::Text("text/javascript; charset=utf-8", SCRIPT.to_owned())),
        gives: &[],
        is_beside: true,
    },
];

const ASSET: &[super::parameters::Parameter] = &[parameter("v", Kind::MayText, "which version")];

/// Returns a page of this title around what it shows.
fn framed(words: Words, title: &str, form: &Markup, main: &Markup) -> Reply {
    let version = VERSION.as_str();
    let page = html! {
        (DOCTYPE)
        html lang=(words.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href={ "page.css?v=" (version) };
                link rel="icon" href="data:,";
                script src={ "page.js?v=" (version) } defer {}
            }
            body {
                a .skip href="#main" { (words.of("跳到正文", "Skip to the text")) }
                header {
                    p .name { a href="./" { "寻章" } }
                    (form)
                    nav aria-label=(words.of("其他", "More")) {
                        a href="figures" { (words.of("数据", "Figures")) }
                        a href="trend" { (words.of("趋势", "Trends")) }
                    }
                }
                (main)
            }
        }
    };
    Reply::Page(page.into_string())
}

/// Returns the form of a query; what is set beside it is kept.
fn query_form(words: Words, query: &str, kept: &[(&str, &str)]) -> Markup {
    let label = words.of("检索报告", "Search the reports");
    html! {
        form role="search" action="./" method="get" {
            label .unseen for="q" { (label) }
            input #q type="search" name="q" value=(query) list="suggestions" autocomplete="off"
                placeholder=(words.of("词语、“原文”、刑法第266条", "words, “exact text”, 刑法第266条"))
                maxlength="2000" autofocus[query.is_empty()];
            datalist #suggestions {}
            @for (name, value) in kept {
                input type="hidden" name=(name) value=(value);
            }
            button type="submit" { (words.of("检索", "Search")) }
        }
    }
}

/// Returns a problem as a page.
pub(super) fn problem_page(problem: &Problem, english: bool) -> String {
    let words = Words::new(english);
    let (detail, hint) = problem.told();
    let main = html! {
        main #main {
            h1 { (words.of("未能完成", "This could not be done")) }
            div role="alert" {
                @let meant = words.problem(problem.kind());
                @if !meant.is_empty() { p { (meant) } }
                p .note lang="en" { (detail) }
            }
            @if !hint.is_empty() { p .note lang="en" { (hint) } }
            p { a href="./" { (words.of("回到首页", "To the first page")) } }
        }
    };
    match framed(
        words,
        words.of("未能完成 – 寻章", "Not done – xunzhang"),
        &query_form(words, "", &[]),
        &main,
    ) {
        Reply::Page(page) => page,
        _ => String::new(),
    }
}

/// Returns a text with spans of its characters marked; the first mark is where a reader is led to.
fn marked(text: &str, spans: &[(usize, usize)]) -> Markup {
    let chars: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| -> String {
        chars[from.min(chars.len())..to.min(chars.len())].iter().collect()
    };
    let mut at = 0;
    html! {
        @for (start, end) in spans {
            @if *start >= at && end > start {
                (part(at, *start)) mark { (part(*start, *end)) }
                (PreEscaped(moved(&mut at, *end)))
            }
        }
        (part(at, chars.len()))
    }
}

/// Moves a place on, and says nothing: templates have no statements.
fn moved(at: &mut usize, to: usize) -> &'static str {
    *at = to;
    ""
}

/// Returns the address of the page with these parameters; empty ones are left out.
fn address(base: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty() && *value != "0") {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

/// Returns the address of this call with some parameters set otherwise; those that are empty then are left out.
fn changed(call: &Call, changes: &[(&str, &str)]) -> String {
    let old: Vec<(String, String)> = form_urlencoded::parse(call.query.as_bytes()).into_owned().collect();
    let kept = old.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = kept.chain(changes.iter().copied()).collect();
    address("./", &all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_of_characters_and_nothing_of_a_text_is_taken_for_a_tag() {
        let made = marked("<b>教师负担</b>", &[(3, 5), (4, 6), (7, 99)]).into_string();
        assert_eq!(made, "&lt;b&gt;<mark>教师</mark>负担<mark>&lt;/b&gt;</mark>");
        assert_eq!(marked("", &[(0, 1)]).into_string(), "<mark></mark>");
    }

    #[test]
    fn addresses_are_relative_and_without_what_is_empty() {
        assert_eq!(address("./", &[("q", "减 负&"), ("s", "0"), ("at", "")]), "./?q=%E5%87%8F+%E8%B4%9F%26");
        assert_eq!(address("trend", &[]), "trend");
    }

    #[test]
    fn the_page_and_what_it_needs_are_small() {
        assert!(STYLE.len() + SCRIPT.len() < 24 << 10);
        // Nothing of another machine is asked for.
        assert!(!STYLE.contains("//") && !SCRIPT.contains("http"));
    }
}
