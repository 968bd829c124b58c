//! Hits taken elsewhere: quotations with sources, tables, templates, and terms counted in reports.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::output::{
    Cell, CiteForm, Screen, Source, Table, qualified, write_cite, write_csv, write_table, write_xlsx,
};
use crate::query::Query;
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

fn workbook(file: &Path, table: &Table) -> Result<(), Failure> {
    let failed = |error| {
        Failure::new(
            format!("cannot write {file:?}: {error}"),
            Some("name a file that you may write: --xlsx hits.xlsx"),
        )
    };
    write_xlsx(file, table).map_err(failed)?;
    say(&format!("wrote {} with {} rows", file.display(), table.rows.len()));
    Ok(())
}

/// What is known of where a hit is from.
fn source(hit: &Hit) -> Source {
    Source {
        title: qualified(&hit.report, &hit.report_qualifier),
        headings: hit.heading_path.clone(),
        path: hit.places[0].path.clone(),
        location: hit.location.clone(),
        ..Source::default()
    }
}

/// What is quoted of a hit: its text without the heading, which the source names.
fn quote(hit: &Hit) -> &str {
    let heading = hit.heading_path.last().map_or("", String::as_str);
    let rest = hit.text.trim_start().strip_prefix(heading).map(str::trim_start);
    rest.filter(|rest| !heading.is_empty() && !rest.is_empty()).unwrap_or(&hit.text)
}

/// The texts that match, each once.
fn matched(hit: &Hit) -> Vec<String> {
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
    let columns = ["rank", "report", "qualifier", "headings", "text", "matches", "path", "place", "line"];
    let row = |hit: &Hit| {
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![
            Cell::Number(hit.rank as f64),
            text(&hit.report),
            text(&hit.report_qualifier),
            text(&hit.heading_path.join(" › ")),
            text(hit.text.trim()),
            text(&matched(hit).join("；")),
            text(&hit.places[0].path.to_string_lossy()),
            text(&hit.location.to_string()),
            Cell::Number(hit.line_match as f64),
        ]
    };
    Table { columns: columns.map(str::to_owned).to_vec(), rows: answer.hits.iter().map(row).collect() }
}

/// Names that a template may hold.
const NAMES: [&str; 11] =
    ["rank", "title", "heading", "headings", "text", "match", "path", "line", "location", "score", "cite"];

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
    let hint = format!("there are {}; {{{{ is a brace", names.join(", "));
    Failure::new(format!("a template has no part {{{name}}}"), Some(&hint))
}

fn part(name: &str, hit: &Hit) -> Option<String> {
    Some(match name {
        "rank" => hit.rank.to_string(),
        "title" => qualified(&hit.report, &hit.report_qualifier),
        "heading" => hit.heading_path.last().cloned().unwrap_or_default(),
        "headings" => hit.heading_path.join(" › "),
        "text" => hit.snippet.text.clone(),
        "match" => matched(hit).join("；"),
        "path" => hit.places[0].path.to_string_lossy().into_owned(),
        "line" => hit.line_match.to_string(),
        "location" => hit.location.to_string(),
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
    terms: &[String],
    taking: &TakingArguments,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let options =
        SearchOptions { limit: usize::MAX, document_order: true, exact: true, ..SearchOptions::default() };
    let mut counts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (nth, term) in terms.iter().enumerate() {
        let answer = searcher.search(&Query::Run(term.clone()), &options)?;
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
    let qualifier = format!("{}{}", hit.report_qualifier, hit.report);
    let year = || {
        let years = qualifier.match_indices('年').filter_map(|(at, _)| qualifier.get(at.checked_sub(4)?..at));
        years.into_iter().find(|year| year.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
    };
    let unknown = || "?".to_owned();
    match rows {
        RowOf::Report => {
            let path = hit.places[0].path.to_string_lossy().into_owned();
            (qualified(&hit.report, &hit.report_qualifier), path)
        }
        RowOf::Year => (year().unwrap_or_else(unknown), String::new()),
        RowOf::Region => {
            let qualifier = &hit.report_qualifier;
            let region = qualifier.split_once('年').map_or(qualifier.as_str(), |(_, region)| region);
            let region = if region.is_empty() { unknown() } else { region.to_owned() };
            (region, String::new())
        }
    }
}
