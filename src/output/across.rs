//! Trends, passages that are alike, and suggestions: for people, spreadsheets and programs.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::language::tr;
use crate::search::{Alike, Suggestion, Trend};
use crate::text::harmless_line;

use super::json::write_line;
use super::layout::{MARGIN, Screen, shown_path};
use super::table::{Cell, Table, write_csv};
use super::tree::qualified;

/// Longest bar of a trend, in columns.
const BAR_COLUMNS: usize = 24;

/// One word in one group as a program reads it.
#[derive(Serialize)]
struct JsonTrend<'a> {
    word: &'a str,
    group: &'a str,
    reports: usize,
    holding: usize,
    hits: usize,
    per_10_000: f64,
    paths: &'a [String],
}

/// Writes each count as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_trend_json(out: &mut dyn Write, trend: &Trend) -> io::Result<()> {
    for (nth, word) in trend.words.iter().enumerate() {
        for row in &trend.rows {
            let count = row.counts.get(nth).cloned().unwrap_or_default();
            let line = JsonTrend {
                word,
                group: &row.group,
                reports: row.reports,
                holding: count.holding,
                hits: count.hits,
                per_10_000: (row.per_10_000(nth) * 1e4).round() / 1e4,
                paths: &row.paths,
            };
            write_line(out, &line)?;
        }
    }
    Ok(())
}

/// The name of a group for people; reports of which nothing is known are one too.
fn named(group: &str) -> String {
    if group.is_empty() { tr!("across-not-known") } else { group.to_owned() }
}

/// Writes the counts as comma-separated values with a head.
///
/// # Errors
/// What the writer says.
pub fn write_trend_csv(out: &mut dyn Write, trend: &Trend) -> io::Result<()> {
    let columns = ["word", "group", "reports", "holding", "hits", "per_10_000"].map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    for (nth, word) in trend.words.iter().enumerate() {
        for row in &trend.rows {
            let count = row.counts.get(nth).cloned().unwrap_or_default();
            let share = (row.per_10_000(nth) * 1e4).round() / 1e4;
            let numbers = [row.reports as f64, count.holding as f64, count.hits as f64, share];
            let texts = [word.clone(), named(&row.group)].map(Cell::Text);
            rows.push(texts.into_iter().chain(numbers.map(Cell::Number)).collect());
        }
    }
    write_csv(out, &Table { columns, rows })
}

/// Writes a table for each word with a bar by its share of the text, and where it stands first and last.
///
/// # Errors
/// What the writer says.
pub fn write_trend(out: &mut dyn Write, trend: &Trend, screen: Screen) -> io::Result<()> {
    let groups: Vec<String> = trend.rows.iter().map(|row| harmless_line(&named(&row.group))).collect();
    let width = groups.iter().map(|group| group.width()).max().unwrap_or(0).max(5);
    let room = screen
        .columns
        .map_or(BAR_COLUMNS, |columns| columns.saturating_sub(width + 44).clamp(4, BAR_COLUMNS));
    for (nth, word) in trend.words.iter().enumerate() {
        writeln!(out, "{}", screen.title(&harmless_line(word)))?;
        let pad = " ".repeat(width);
        writeln!(out, "{}", tr!("across-trend-head", pad = pad))?;
        let most = trend.rows.iter().map(|row| row.per_10_000(nth)).fold(0.0, f64::max);
        for (row, group) in trend.rows.iter().zip(&groups) {
            let name = format!("{}{group}", " ".repeat(width - group.width()));
            if row.reports == 0 {
                writeln!(out, "{name}         -         -        0")?;
                continue;
            }
            let count = row.counts.get(nth).cloned().unwrap_or_default();
            let share = row.per_10_000(nth);
            let length = if most > 0.0 { (share / most * room as f64).ceil() as usize } else { 0 };
            let line = format!(
                "{name}  {:>8}  {:>8} {:>8}  {share:>10.2}  {}",
                count.hits,
                count.holding,
                row.reports,
                "█".repeat(length)
            );
            writeln!(out, "{}", line.trim_end())?;
        }
        match trend.appearance(nth) {
            Some((first, last)) => writeln!(out, "{}", tr!("across-first-last", first = first, last = last))?,
            None => writeln!(out, "{}", tr!("across-in-no-report"))?,
        }
    }
    Ok(())
}

/// A passage that is like a text as a program reads it.
#[derive(Serialize)]
struct JsonAlike<'a> {
    rank: usize,
    share: f64,
    longest_run: usize,
    report: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    report_qualifier: &'a str,
    heading_path: &'a [String],
    path: String,
    line_start: usize,
    byte_start: usize,
    byte_end: usize,
    text: &'a str,
    matches: &'a [(usize, usize)],
    like: &'a str,
}

/// Writes each passage as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_similar_json(out: &mut dyn Write, found: &[Alike]) -> io::Result<()> {
    for one in found {
        let hit = &one.hit;
        let line = JsonAlike {
            rank: hit.rank,
            share: (one.share * 1e4).round() / 1e4,
            longest_run: one.longest,
            report: &hit.report,
            report_qualifier: &hit.report_qualifier,
            heading_path: &hit.heading_path,
            path: hit.places[0].path.to_string_lossy().into_owned(),
            line_start: hit.line_start,
            byte_start: hit.byte_start,
            byte_end: hit.byte_end,
            text: &hit.text,
            matches: &hit.matches,
            like: one.piece.trim(),
        };
        write_line(out, &line)?;
    }
    Ok(())
}

/// Writes each passage with the runs that it shares marked. `here` is the folder that paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_similar(
    out: &mut dyn Write,
    found: &[Alike],
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    let width = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(MARGIN.len()).max(20));
    for one in found {
        let hit = &one.hit;
        let share = format!("{:.0} %", one.share * 100.0);
        let title = harmless_line(&qualified(&hit.report, &hit.report_qualifier));
        writeln!(out, "{:>2}  {share}  {}", hit.rank, screen.title(&title))?;
        let place = format!("{}:{}", shown_path(&hit.places[0].path, here), hit.line_start);
        writeln!(out, "{MARGIN}{}", screen.place(&place))?;
        // Line ends and controls become blanks, so that spans of characters stay right.
        let text: String = hit.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        for line in screen.marked_lines(&text, &hit.matches, width) {
            writeln!(out, "{MARGIN}{}", line.trim_end())?;
        }
    }
    if found.is_empty() { Ok(()) } else { writeln!(out, "{}", tr!("count-passages", count = found.len())) }
}

#[derive(Serialize)]
struct JsonSuggestion<'a> {
    text: &'a str,
    passages: u64,
    headings: u64,
    #[serde(skip_serializing_if = "is_0")]
    asked: u64,
}

fn is_0(count: &u64) -> bool {
    *count == 0
}

/// Writes each suggestion as a line of JSON.
///
/// # Errors
/// What the writer says.
pub fn write_suggestions_json(out: &mut dyn Write, found: &[Suggestion]) -> io::Result<()> {
    for one in found {
        let Suggestion { text, passages, headings, asked } = one;
        let line = JsonSuggestion { text, passages: *passages, headings: *headings, asked: *asked };
        write_line(out, &line)?;
    }
    Ok(())
}

/// Writes the suggested words, a line each.
///
/// # Errors
/// What the writer says.
pub fn write_suggestions(out: &mut dyn Write, found: &[Suggestion]) -> io::Result<()> {
    for one in found {
        writeln!(out, "{}", harmless_line(&one.text))?;
    }
    Ok(())
}
