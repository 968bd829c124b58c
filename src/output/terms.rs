//! The terms of a report or a year: for people, spreadsheets and programs.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::language::tr;
use crate::search::{SeriesName, Term, Terms};
use crate::text::harmless_line;

use super::json::write_line;
use super::layout::{Screen, shown_path};
use super::shorten::shortened;
use super::table::{Cell, Table};

/// Titles of reports that are named above their terms.
const TITLES_MAX: usize = 3;

/// A term as a program reads it.
#[derive(Serialize)]
struct JsonTerm<'a> {
    list: &'static str,
    rank: usize,
    text: &'a str,
    hits: usize,
    other_hits: usize,
    reports: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_year: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cohesion: Option<f64>,
    freedom: f64,
    weight: f64,
    in_dictionary: bool,
    path: String,
    line: usize,
}

/// The two lists with their names.
fn lists(terms: &Terms) -> [(&'static str, &[Term]); 2] {
    [("characteristic", &terms.characteristic), ("new", &terms.new)]
}

/// A measure to four places.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Writes each term as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_terms_json(out: &mut dyn Write, terms: &Terms) -> io::Result<()> {
    for (list, terms) in lists(terms) {
        for (nth, term) in terms.iter().enumerate() {
            let line = JsonTerm {
                list,
                rank: nth + 1,
                text: &term.text,
                hits: term.hits,
                other_hits: term.other_hits,
                reports: term.reports,
                first_year: term.first_year,
                cohesion: term.cohesion.map(rounded),
                freedom: rounded(term.freedom),
                weight: rounded(term.weight),
                in_dictionary: term.in_dictionary,
                path: term.place.0.to_string_lossy().into_owned(),
                line: term.place.1,
            };
            write_line(out, &line)?;
        }
    }
    Ok(())
}

/// Returns the terms as a table for spreadsheets.
pub fn terms_table(terms: &Terms) -> Table {
    let columns = [
        "list",
        "rank",
        "text",
        "hits",
        "other_hits",
        "reports",
        "first_year",
        "weight",
        "in_dictionary",
        "path",
        "line",
    ];
    let text = |text: &str| Cell::Text(text.to_owned());
    let number = |number: usize| Cell::Number(number as f64);
    let mut rows = Vec::new();
    for (list, terms) in lists(terms) {
        for (nth, term) in terms.iter().enumerate() {
            rows.push(vec![
                text(list),
                number(nth + 1),
                text(&term.text),
                number(term.hits),
                number(term.other_hits),
                number(term.reports),
                term.first_year.map_or_else(|| text(""), |year| Cell::Number(f64::from(year))),
                Cell::Number(rounded(term.weight)),
                text(if term.in_dictionary { "yes" } else { "no" }),
                text(&term.place.0.to_string_lossy()),
                number(term.place.1),
            ]);
        }
    }
    Table { columns: columns.map(str::to_owned).to_vec(), rows }
}

/// Writes both lists. `here` is the folder that paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_terms(
    out: &mut dyn Write,
    terms: &Terms,
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    let titles: Vec<String> = terms.asked.iter().take(TITLES_MAX).map(|title| harmless_line(title)).collect();
    let more = terms.asked.len().saturating_sub(TITLES_MAX);
    let more = if more > 0 { tr!("terms-more-reports", count = more) } else { String::new() };
    writeln!(out, "{}", screen.title(&format!("{}{more}", titles.join("、"))))?;
    let years = terms.years.map(|(first, last)| format!(" {first}-{last}")).unwrap_or_default();
    let series = match &terms.series {
        SeriesName::Chosen => tr!("terms-chosen"),
        SeriesName::All => tr!("terms-all-reports"),
        SeriesName::Of(name) => harmless_line(name),
    };
    let others = tr!("count-reports", count = terms.others);
    writeln!(out, "{}", tr!("terms-against", others = others, years = years, series = series))?;
    let new = match terms.year {
        Some(year) => tr!("terms-new-in", year = year.to_string()),
        None => tr!("terms-in-no-other"),
    };
    for (head, list) in [(tr!("terms-characteristic"), &terms.characteristic), (new, &terms.new)] {
        writeln!(out)?;
        write_list(out, &head, list, screen, here)?;
    }
    if terms.new.iter().any(|term| term.in_dictionary) {
        writeln!(out, "{}", tr!("terms-in-dictionary"))?;
    }
    Ok(())
}

fn write_list(
    out: &mut dyn Write,
    head: &str,
    list: &[Term],
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    let mark = |term: &Term| if term.in_dictionary && term.cohesion.is_none() { "*" } else { "" };
    let text = |term: &Term| format!("{}{}", harmless_line(&term.text), mark(term));
    let width = list.iter().map(|term| text(term).width()).chain([head.width()]).max().unwrap_or(0);
    let pad = |text: &str| format!("{text}{}", " ".repeat(width - text.width()));
    writeln!(out, "    {}  {}", screen.title(&pad(head)), tr!("terms-head"))?;
    let room = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(width + 31).max(12));
    for (nth, term) in list.iter().enumerate() {
        let place = format!("{}:{}", shown_path(&term.place.0, here), term.place.1);
        writeln!(
            out,
            "{:>2}  {}  {:>5}  {:>6}  {:>7}  {}",
            nth + 1,
            pad(&text(term)),
            term.hits,
            term.other_hits,
            term.reports,
            screen.place(&shortened(&place, room))
        )?;
    }
    if list.is_empty() {
        writeln!(out, "    {}", tr!("terms-none"))?;
    }
    Ok(())
}
