//! The numbers of an index for people, and as JSON.

use std::io::{self, Write};
use std::path::Path;

use crate::language::tr;
use crate::pipeline::{ReportStats, Skipped, Stats};
use crate::text::harmless_line;

use super::hits::grouped;
use super::json::write_line;
use super::layout::shown_path;

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
    let (places, kept_out) =
        (tr!("count-places", count = counts.places), tr!("count-texts", count = counts.kept_out));
    let segments = tr!("count-segments", count = stats.segments as usize);
    let segmenter = harmless_line(&manifest.segmenter);
    let (words, pairs) = (manifest.added_words, manifest.own_synonyms);
    let lines = [
        Some(tr!("stats-reports", reports = counts.reports, places = places)),
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
                tr!("stats-skipped-file", what = what, path = path, why = harmless_line(why))
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
