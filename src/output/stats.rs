//! The numbers of an index for people, and as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use unicode_width::UnicodeWidthStr;

use crate::language::{reason, tr};
use crate::pipeline::{Overview, ReportStats, Skipped, Stats};

use crate::schema::division_name;
use crate::text::harmless_line;

use super::hits::grouped;
use super::json::write_line;
use super::layout::{Screen, shown_path};
use super::wrap::wrapped;

/// Kinds and regions that are named; the rest is counted.
const GROUPS_NAMED: usize = 8;

/// Writes what an index holds for its readers, a line each; `ago` says how long ago it changed, `here` is the folder that
/// paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_overview(
    out: &mut dyn Write,
    overview: &Overview,
    ago: &str,
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    let manifest = &overview.manifest;
    let counts = &manifest.counts;
    let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
    let separator = tr!("count-separator");
    let copies = counts.places.saturating_sub(counts.reports);
    let copies = if copies > 0 {
        tr!("stats-copies", copies = tr!("count-copies", count = copies))
    } else {
        String::new()
    };
    let roots: Vec<String> = manifest.roots.iter().map(|root| shown_path(&root.path, here)).collect();
    let named = |kind: &String| (!kind.is_empty()).then(|| harmless_line(kind));
    let region = |code: &u32| (*code > 0).then(|| division_name(*code).to_owned());
    let [refused, skipped, left_out] = overview.skipped;
    let (refused, skipped, left_out) = (grouped(refused), grouped(skipped), grouped(left_out));
    let (words, pairs) = (manifest.added_words, manifest.own_synonyms);
    let lines = [
        Some(tr!("stats-overview-reports", reports = counts.reports, copies = copies)),
        Some(tr!("stats-overview-years", years = years(&overview.years))),
        Some(tr!("stats-overview-kinds", kinds = groups(&overview.kinds, named))),
        Some(tr!("stats-overview-regions", regions = groups(&overview.regions, region))),
        Some(tr!(
            "stats-overview-text",
            size = megabytes(counts.text_bytes),
            sections = tr!("count-sections", count = counts.sections),
            passages = tr!("count-passages", count = counts.passages)
        )),
        Some(tr!("stats-overview-index", size = megabytes(overview.index_bytes), ago = ago)),
        (words > 0).then(|| tr!("stats-dictionary", words = tr!("count-added-words", count = words))),
        (pairs > 0).then(|| tr!("stats-synonyms", pairs = tr!("count-added-pairs", count = pairs))),
        Some(tr!("stats-made-of", roots = roots.join(&separator))),
        (overview.skipped != [0; 3]).then(|| {
            tr!("stats-overview-skipped", refused = refused, skipped = skipped, left_out = left_out)
        }),
    ];
    // What stands behind the names goes on below itself.
    let margin = " ".repeat(tr!("stats-overview-margin").width());
    let width = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(margin.len()).max(20));
    for line in lines.into_iter().flatten() {
        let at = line.find("  ").map_or(0, |gap| line.len() - line[gap..].trim_start().len());
        for (nth, part) in wrapped(&line[at..], width).iter().enumerate() {
            let head = if nth == 0 { &line[..at] } else { &margin };
            writeln!(out, "{head}{part}")?;
        }
    }
    Ok(())
}

/// The first and the last year, and how many reports have none.
fn years(years: &BTreeMap<u16, usize>) -> String {
    let mut known = years.keys().filter(|year| **year > 0);
    let (first, last) = (known.next(), known.next_back());
    let unknown = years.get(&0).copied();
    let range = match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first}–{last}")),
        (Some(only), None) => Some(only.to_string()),
        _ => None,
    };
    let unknown = unknown.map(|many| format!("{} {}", tr!("across-not-known"), grouped(many)));
    range.into_iter().chain(unknown).collect::<Vec<_>>().join(&tr!("count-separator"))
}

/// Groups with their numbers, the first of them by name.
fn groups<T>(groups: &[(T, usize)], name: impl Fn(&T) -> Option<String>) -> String {
    let named = groups.iter().take(GROUPS_NAMED).map(|(group, many)| {
        format!("{} {}", name(group).unwrap_or_else(|| tr!("across-not-known")), grouped(*many))
    });
    let mut named: Vec<String> = named.collect();
    let rest: usize = groups.iter().skip(GROUPS_NAMED).map(|(_, many)| many).sum();
    if rest > 0 {
        named.push(tr!("stats-others", rest = grouped(rest)));
    }
    named.join(&tr!("count-separator"))
}

/// Writes the numbers, a line each. `here` is the folder that paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_stats(out: &mut dyn Write, stats: &Stats, here: Option<&Path>) -> io::Result<()> {
    let manifest = &stats.manifest;
    let counts = &manifest.counts;
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let joined = |parts: Vec<String>| parts.join(&tr!("count-separator"));
    let encodings = stats.encodings.iter().map(|(name, files)| format!("{} {name}", grouped(*files)));
    let roots = manifest.roots.iter().map(|root| shown_path(&root.path, here));
    let kept_out = tr!("count-texts", count = counts.kept_out);
    let segments = tr!("count-segments", count = stats.segments as usize);
    let segmenter = harmless_line(&manifest.segmenter);
    let (words, pairs) = (manifest.added_words, manifest.own_synonyms);
    let lines = [
        Some(tr!("stats-reports", reports = counts.reports, files = counts.places)),
        Some(tr!("stats-sections", sections = counts.sections)),
        Some(tr!("stats-passages", passages = counts.passages, kept_out = kept_out)),
        Some(tr!("stats-text", size = megabytes(counts.text_bytes))),
        Some(tr!("stats-index", size = megabytes(stats.index_bytes), segments = segments)),
        Some(tr!("stats-encodings", encodings = joined(encodings.collect()))),
        Some(tr!("stats-schema", version = manifest.schema_version.to_string(), segmenter = segmenter)),
        Some(tr!("stats-fingerprint", fingerprint = harmless_line(&manifest.fingerprint))),
        (words > 0).then(|| tr!("stats-dictionary", words = tr!("count-added-words", count = words))),
        (pairs > 0).then(|| tr!("stats-synonyms", pairs = tr!("count-added-pairs", count = pairs))),
        Some(tr!("stats-made-of", roots = joined(roots.collect()))),
    ];
    for line in lines.into_iter().flatten() {
        writeln!(out, "{line}")?;
    }
    write_reports(out, &tr!("stats-largest"), &stats.largest, here)?;
    write_reports(out, &tr!("stats-remarkable"), &stats.remarkable, here)
}

fn write_reports(
    out: &mut dyn Write,
    what: &str,
    reports: &[ReportStats],
    here: Option<&Path>,
) -> io::Result<()> {
    if reports.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", tr!("stats-head", what = what))?;
    for report in reports {
        let path = shown_path(Path::new(&report.path), here);
        let (passages, kept_out) = (tr!("count-passages", count = report.passages), report.kept_out);
        writeln!(
            out,
            "{}",
            tr!(
                "stats-report",
                value = format!("{:>9.2}", report.bytes as f64 / 1e6),
                passages = passages.to_string(),
                kept_out = kept_out.to_string(),
                path = path.to_string(),
                title = harmless_line(&report.title)
            )
        )?;
    }
    Ok(())
}

/// Writes the numbers as one object.
///
/// # Errors
/// What the writer says.
pub fn write_stats_json(out: &mut dyn Write, stats: &Stats) -> io::Result<()> {
    write_line(out, stats)
}

/// Writes what was skipped, a line each with the reason. `here` is the folder that paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_skipped(
    out: &mut dyn Write,
    skipped: &Skipped,
    json: bool,
    here: Option<&Path>,
) -> io::Result<()> {
    let removed = if json { "by `xunzhang remove`".to_owned() } else { tr!("stats-by-remove") };
    let refused = skipped.refused.iter().map(|one| ("refused", &one.path, one.why.as_str()));
    let passed = skipped.passed_over.iter().map(|(path, kind)| ("passed over", path, kind.as_str()));
    let excluded = skipped.excluded.iter().map(|path| ("left out", path, removed.as_str()));
    for (what, path, why) in refused.chain(passed).chain(excluded) {
        if json {
            let path = path.to_string_lossy();
            write_line(out, &serde_json::json!({ "what": what, "path": path, "why": why }))?;
        } else {
            let what = match what {
                "refused" => tr!("stats-refused"),
                "passed over" => tr!("stats-passed-over"),
                _ => tr!("stats-left-out"),
            };
            let path = shown_path(path, here);
            writeln!(
                out,
                "{}",
                tr!("stats-skipped-file", what = what, path = path, why = harmless_line(&reason(why)))
            )?;
        }
    }
    if !json {
        // JSON has rows only: whoever reads them can count.
        let counts = [skipped.refused.len(), skipped.passed_over.len(), skipped.excluded.len()].map(grouped);
        let [refused, passed, excluded] = counts;
        writeln!(out, "{}", tr!("stats-skipped", refused = refused, passed = passed, excluded = excluded))?;
        writeln!(out, "{}", tr!("stats-never-opened"))?;
    }
    Ok(())
}
