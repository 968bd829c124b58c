//! Hits taken elsewhere: quotations with sources, tables, templates, and terms counted in reports.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{
    Cell, CiteForm, Screen, Source, Table, qualified, shown_location, write_cite, write_csv, write_table,
    write_xlsx,
};
use crate::query::Query;
use crate::schema::division_name;
use crate::search::{Answer, Hit, SearchOptions, Searcher};
use crate::text::harmless_line;

use super::args::{RowOf, TakingArguments};
use super::failure::Failure;
use super::say;

/// Writes the hits in the form that was asked for; returns whether one was.
///
/// # Errors
/// What writing says; a template that names what there is not.
pub(super) fn write(answer: &Answer, taking: &TakingArguments, out: &mut dyn Write) -> Result<bool, Failure> {
    if let Some(form) = taking.cite {
        for hit in &answer.hits {
            write_cite(out, CiteForm::from(form), &source(hit), quote(hit))?;
        }
    } else if taking.csv {
        write_csv(out, &table(answer))?;
    } else if let Some(file) = &taking.xlsx {
        workbook(file, &table(answer))?;
    } else if let Some(template) = &taking.format {
        for hit in &answer.hits {
            writeln!(out, "{}", formatted(template, hit)?)?;
        }
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Writes a table as a workbook, and says so.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn workbook(file: &Path, table: &Table) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            tr!("failure-cannot-write", file = format!("{file:?}"), error = error.to_string()),
            Some(&tr!("query-name-xlsx")),
        )
    };
    write_xlsx(file, table).map_err(failed)?;
    say(&tr!("query-wrote", file = file.display().to_string(), rows = table.rows.len().to_string()));
    Ok(())
}

/// What is known of where a hit is from.
pub(super) fn source(hit: &Hit) -> Source {
    let known = Known::of(hit);
    Source {
        title: qualified(&hit.report, &hit.report_qualifier),
        issuer: known.issuer,
        date: known.date,
        number: known.number,
        headings: hit.heading_path.clone(),
        path: hit.places[0].path.clone(),
        location: hit.location.clone(),
    }
}

/// Facts about the report of a hit as texts; empty where they are not known.
#[derive(Default)]
struct Known {
    year: String,
    region: String,
    kind: String,
    issuer: String,
    date: String,
    number: String,
}

impl Known {
    fn of(hit: &Hit) -> Known {
        let Some(facts) = hit.facts.as_deref() else { return Known::default() };
        let region = facts.region.as_ref().or(facts.about.as_ref());
        Known {
            year: facts.year.as_ref().map_or_else(String::new, |year| year.value.to_string()),
            region: region.map_or_else(String::new, |region| division_name(region.value).to_owned()),
            kind: facts.kind.as_ref().map_or_else(String::new, |kind| kind.value.clone()),
            issuer: facts.issuers.as_ref().map_or_else(String::new, |issuers| issuers.value.join("、")),
            date: facts.date.as_ref().map_or_else(String::new, |date| date.value.to_string()),
            number: facts.number.as_ref().map_or_else(String::new, |number| number.value.clone()),
        }
    }
}

/// What is quoted of a hit: its text without the heading, which the source names.
pub(super) fn quote(hit: &Hit) -> &str {
    let heading = hit.heading_path.last().map_or("", String::as_str);
    let rest = hit.text.trim_start().strip_prefix(heading);
    // The sign that ends a heading within its line is no part of what follows.
    let rest = rest
        .map(|rest| rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '。' | '：' | '；')));
    rest.filter(|rest| !heading.is_empty() && !rest.is_empty()).unwrap_or(&hit.text)
}

/// The texts that match, each once.
pub(super) fn matched(hit: &Hit) -> Vec<String> {
    let chars: Vec<char> = hit.text.chars().collect();
    let mut found: Vec<String> = Vec::new();
    for (start, end) in &hit.matches {
        let text = harmless_line(&chars[*start..*end].iter().collect::<String>());
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn table(answer: &Answer) -> Table {
    let columns = [
        "rank",
        "report",
        "qualifier",
        "year",
        "region",
        "kind",
        "issuer",
        "date",
        "number",
        "headings",
        "text",
        "matches",
        "path",
        "place",
        "line",
    ];
    let row = |hit: &Hit| {
        let text = |text: &str| Cell::Text(text.to_owned());
        let known = Known::of(hit);
        let year = known.year.parse().map_or_else(|_| text(""), Cell::Number);
        vec![
            Cell::Number(hit.rank as f64),
            text(&hit.report),
            text(&hit.report_qualifier),
            year,
            text(&known.region),
            text(&known.kind),
            text(&known.issuer),
            text(&known.date),
            text(&known.number),
            text(&hit.heading_path.join(" › ")),
            text(hit.text.trim()),
            text(&matched(hit).join("；")),
            text(&hit.places[0].path.to_string_lossy()),
            text(&shown_location(&hit.location)),
            Cell::Number(hit.line_match as f64),
        ]
    };
    Table { columns: columns.map(str::to_owned).to_vec(), rows: answer.hits.iter().map(row).collect() }
}

/// Names that a template may hold.
const NAMES: [&str; 17] = [
    "rank", "title", "year", "region", "kind", "issuer", "date", "number", "heading", "headings", "text",
    "match", "path", "line", "location", "score", "cite",
];

fn formatted(template: &str, hit: &Hit) -> Result<String, Failure> {
    let mut line = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '\\']) {
        line.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\\') {
            let (sign, known) = match after.chars().next() {
                Some('n') => ("\n", 1),
                Some('t') => ("\t", 1),
                Some('0') => ("\0", 1),
                _ => ("\\", 0),
            };
            line.push_str(sign);
            rest = &after[known..];
        } else if let Some(after) = rest.strip_prefix("{{") {
            line.push('{');
            rest = after;
        } else {
            let (name, after) = rest[1..].split_once('}').ok_or_else(|| unknown(&rest[1..]))?;
            line.push_str(&harmless_line(&part(name, hit).ok_or_else(|| unknown(name))?));
            rest = after;
        }
    }
    line.push_str(rest);
    Ok(line)
}

fn unknown(name: &str) -> Failure {
    let names: Vec<String> = NAMES.iter().map(|name| format!("{{{name}}}")).collect();
    let hint = tr!("query-template-parts", names = names.join(&tr!("count-separator")));
    Failure::new(tr!("query-template-none", name = format!("{{{name}}}")), Some(&hint))
}

fn part(name: &str, hit: &Hit) -> Option<String> {
    Some(match name {
        "rank" => hit.rank.to_string(),
        "title" => qualified(&hit.report, &hit.report_qualifier),
        "year" => Known::of(hit).year,
        "region" => Known::of(hit).region,
        "kind" => Known::of(hit).kind,
        "issuer" => Known::of(hit).issuer,
        "date" => Known::of(hit).date,
        "number" => Known::of(hit).number,
        "heading" => hit.heading_path.last().cloned().unwrap_or_default(),
        "headings" => hit.heading_path.join(" › "),
        "text" => hit.snippet.text.clone(),
        "match" => matched(hit).join("；"),
        "path" => hit.places[0].path.to_string_lossy().into_owned(),
        "line" => hit.line_match.to_string(),
        "location" => shown_location(&hit.location),
        "score" => format!("{:.1}", hit.score),
        "cite" => {
            let mut cited = Vec::new();
            write_cite(&mut cited, CiteForm::Gbt7714, &source(hit), "").ok()?;
            String::from_utf8_lossy(&cited).trim_end().to_owned()
        }
        _ => return None,
    })
}

/// Counts terms, each as an exact run, in reports, years or regions, and writes the table: how often each stands there.
///
/// # Errors
/// What searching and writing says.
pub(super) fn matrix(
    searcher: &Searcher,
    (terms, conditions): (&[String], &[Query]),
    taking: &TakingArguments,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let options =
        SearchOptions { limit: usize::MAX, document_order: true, exact: true, ..SearchOptions::default() };
    let mut counts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (nth, term) in terms.iter().enumerate() {
        let answer = searcher.search(&Query::Run(term.clone()).narrowed_by(conditions), &options)?;
        for hit in &answer.hits {
            let row = counts.entry(row_of(hit, taking.rows)).or_insert_with(|| vec![0; terms.len()]);
            row[nth] += hit.matches.len();
        }
    }
    let (name, has_path) = match taking.rows {
        // On the screen the paths would leave no room.
        RowOf::Report => ("report", taking.csv || taking.xlsx.is_some()),
        RowOf::Year => ("year", false),
        RowOf::Region => ("region", false),
    };
    let mut columns = vec![name.to_owned()];
    columns.extend(terms.iter().cloned());
    columns.extend(has_path.then(|| "path".to_owned()));
    let is_found = !counts.is_empty();
    let rows = counts.into_iter().map(|((name, path), counts)| {
        let mut row = vec![Cell::Text(name)];
        row.extend(counts.into_iter().map(|count| Cell::Number(count as f64)));
        row.extend(has_path.then_some(Cell::Text(path)));
        row
    });
    let table = Table { columns, rows: rows.collect() };
    match &taking.xlsx {
        Some(file) => workbook(file, &table)?,
        None if taking.csv => write_csv(out, &table)?,
        None => write_table(out, &table, screen)?,
    }
    Ok(is_found)
}

/// The row that a hit counts in: its name, and the path of the report.
fn row_of(hit: &Hit, rows: RowOf) -> (String, String) {
    let known = Known::of(hit);
    let or_unknown = |value: String| if value.is_empty() { "?".to_owned() } else { value };
    match rows {
        RowOf::Report => {
            let path = hit.places[0].path.to_string_lossy().into_owned();
            (qualified(&hit.report, &hit.report_qualifier), path)
        }
        RowOf::Year => (or_unknown(known.year), String::new()),
        RowOf::Region => (or_unknown(known.region), String::new()),
    }
}
