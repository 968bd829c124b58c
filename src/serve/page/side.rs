//! What stands beside the hits: facets with the number of their reports, and those that are chosen.

use maud::{Markup, html};

use crate::query::{FactField, FactValue, Query};
use crate::search::{Certainty, FacetValue, Facets};
use crate::serve::parameters::{Asked, Kind, Parameter, parameter};
use crate::serve::respond::Call;

use super::changed;
use super::words::Words;

/// Values that are shown of a facet; further ones are folded.
const SHOWN: usize = 8;
/// Values that are shown at all.
const VALUES_MAX: usize = 60;

/// A year as it is typed; a form that is sent with none sends an empty one.
const YEAR: Kind = Kind::Written("^([12][0-9]{3})?$");

/// What narrows the reports, in the order of the page.
pub(super) const CHOSEN: [Parameter; 5] = [
    parameter("year_from", YEAR, "first year"),
    parameter("year_to", YEAR, "last year"),
    parameter("region", Kind::MayText, "region of the reports"),
    parameter("kind", Kind::MayText, "their kind"),
    parameter("issuer", Kind::MayText, "who issued them"),
];

/// Returns the years that are asked for, as a query writes them; empty for any.
fn years(asked: &Asked) -> String {
    match (asked.text("year_from").trim(), asked.text("year_to").trim()) {
        ("", "") => String::new(),
        (from, to) if from == to => from.to_owned(),
        // Who types the later year first means the same.
        (from, to) if from > to && !to.is_empty() => format!("{to}..{from}"),
        (from, to) => format!("{from}..{to}"),
    }
}

/// Returns the facts that are chosen beside the query.
pub(super) fn facts(asked: &Asked) -> Vec<Query> {
    let fields = [
        (FactField::Year, years(asked), false),
        (FactField::Region, asked.text("region").trim().to_owned(), false),
        (FactField::Kind, asked.text("kind").trim().to_owned(), true),
        (FactField::Issuer, asked.text("issuer").trim().to_owned(), true),
    ];
    let chosen = fields.into_iter().filter(|(_, typed, _)| !typed.is_empty());
    chosen
        .map(|(field, typed, is_whole)| {
            Query::Fact(field, FactValue { typed, is_whole, name: Default::default() })
        })
        .collect()
}

/// Returns what narrows, for forms that keep it.
pub(super) fn kept(asked: &Asked) -> Vec<(&'static str, &str)> {
    CHOSEN.iter().map(|one| (one.name, asked.text(one.name))).filter(|(_, value)| !value.is_empty()).collect()
}

/// A link to the same with some parameters otherwise, from the first hit on and with nothing opened.
fn again(call: &Call, changes: &[(&str, &str)]) -> String {
    let rest = [("from", ""), ("open", ""), ("s", ""), ("at", ""), ("more", "")];
    changed(call, &[changes, &rest].concat())
}

/// Returns what is chosen, each with a link that takes it back.
pub(super) fn chosen(call: &Call, words: Words) -> Markup {
    let asked = &call.asked;
    let years = years(asked);
    let all: [(String, &[(&str, &str)]); 4] = [
        (years.replace("..", "–"), &[("year_from", ""), ("year_to", "")]),
        (asked.text("region").to_owned(), &[("region", "")]),
        (asked.text("kind").to_owned(), &[("kind", "")]),
        (asked.text("issuer").to_owned(), &[("issuer", "")]),
    ];
    html! {
        @if !kept(asked).is_empty() {
            ul .chosen aria-label=(words.of("已选", "Chosen")) {
                @for (value, without) in all.iter().filter(|(value, _)| !value.is_empty()) {
                    li {
                        a href=(again(call, without)) {
                            span lang="zh-CN" { (value) }
                            span aria-hidden="true" { " ×" }
                            span .unseen { (words.of("：取消", ": take back")) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the facets of what was found.
pub(super) fn facets(call: &Call, words: Words, facets: &Facets) -> Markup {
    let about = match facets.reports.certainty {
        Certainty::Counted => "",
        Certainty::About => words.of("约 ", "about "),
        Certainty::AtLeast => words.of("至少 ", "at least "),
    };
    let groups = [
        ("region", words.of("地区", "Region"), &facets.regions),
        ("kind", words.of("种类", "Kind"), &facets.kinds),
        ("issuer", words.of("发文机关", "Issuer"), &facets.issuers),
    ];
    html! {
        aside #narrow .side aria-labelledby="narrowing" {
            h2 #narrowing { (words.of("筛选", "Narrow")) }
            p .facts { (about) (facets.reports.count) (words.of(" 篇报告", " reports")) }
            (year_form(call, words, &facets.years))
            (values(call, words, "year", words.of("年份", "Year"), &facets.years))
            @for (name, title, of) in groups { (values(call, words, name, title, of)) }
        }
    }
}

/// First and last year, to be typed.
fn year_form(call: &Call, words: Words, known: &[FacetValue]) -> Markup {
    let asked = &call.asked;
    let numbers: Vec<u16> = known.iter().filter_map(|one| one.value.parse().ok()).collect();
    let (least, most) = (numbers.iter().min(), numbers.iter().max());
    let others: [(&str, &str); 6] =
        ["q", "sort", "exact", "region", "kind", "issuer"].map(|name| (name, asked.text(name)));
    html! {
        form .years action="./" method="get" {
            @for (name, value) in others.iter().filter(|(_, value)| !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            @for (name, label, bound) in
                [("year_from", words.of("从", "From"), least), ("year_to", words.of("到", "to"), most)]
            {
                label for=(name) { (label) }
                input id=(name) name=(name) type="number" inputmode="numeric" min="1000" max="2999"
                    value=(asked.text(name)) placeholder=[bound];
            }
            button type="submit" aria-label=(words.of("按年份筛选", "Narrow to these years")) { (words.of("筛选", "Go")) }
        }
    }
}

fn values(call: &Call, words: Words, name: &str, title: &str, all: &[FacetValue]) -> Markup {
    let all = &all[..all.len().min(VALUES_MAX)];
    let (first, further) = all.split_at(all.len().min(SHOWN));
    // One value alone, and nothing unknown, narrows nothing.
    let tells = all.iter().any(|one| !one.value.is_empty());
    html! {
        @if tells {
            section .facet {
                h3 { (title) }
                ul { @for one in first { (value(call, words, name, one)) } }
                @if !further.is_empty() {
                    details {
                        summary { (words.of("更多", "More")) " (" (further.len()) ")" }
                        ul { @for one in further { (value(call, words, name, one)) } }
                    }
                }
            }
        }
    }
}

fn value(call: &Call, words: Words, name: &str, one: &FacetValue) -> Markup {
    let is_chosen = match name {
        "year" => call.asked.text("year_from") == one.value && call.asked.text("year_to") == one.value,
        name => call.asked.text(name) == one.value,
    };
    let narrower = match name {
        "year" => again(call, &[("year_from", &one.value), ("year_to", &one.value)]),
        name => again(call, &[(name, &one.value)]),
    };
    html! {
        li {
            @if one.value.is_empty() { span { (words.of("未知", "not told")) } }
            @else if is_chosen { span aria-current="true" lang="zh-CN" { (one.value) } }
            @else { a href=(narrower) lang="zh-CN" { (one.value) } }
            " " span .reports { (one.reports) span .unseen { (words.of(" 篇", " reports")) } }
        }
    }
}
