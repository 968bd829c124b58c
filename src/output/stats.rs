//! The numbers of an index for people, and as JSON.

use std::io::{self, Write};
use std::path::Path;

use crate::pipeline::{ReportStats, Stats};
use crate::text::harmless_line;

use super::hits::{counted, grouped};
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
    writeln!(
        out,
        "reports     {} in {}",
        grouped(counts.reports as usize),
        counted(counts.places as usize, "place")
    )?;
    writeln!(out, "sections    {}", grouped(counts.sections as usize))?;
    let kept_out = counted(counts.kept_out as usize, "text");
    writeln!(out, "passages    {} and {kept_out} kept out", grouped(counts.passages as usize))?;
    let segments = counted(stats.segments as usize, "segment");
    writeln!(out, "text        {}", megabytes(counts.text_bytes))?;
    writeln!(out, "index       {} in {segments}", megabytes(stats.index_bytes))?;
    let encodings = stats.encodings.iter().map(|(name, files)| format!("{} {name}", grouped(*files)));
    writeln!(out, "encodings   {}", encodings.collect::<Vec<_>>().join(", "))?;
    writeln!(out, "schema      version {}, {}", manifest.schema_version, harmless_line(&manifest.segmenter))?;
    writeln!(out, "fingerprint {} (schema and dictionary)", harmless_line(&manifest.fingerprint))?;
    if manifest.added_words > 0 {
        writeln!(out, "dictionary  {}", counted(manifest.added_words as usize, "added word"))?;
    }
    let roots = manifest.roots.iter().map(|root| shown_path(&root.path, here));
    writeln!(out, "made of     {}", roots.collect::<Vec<_>>().join(", "))?;
    write_reports(out, "largest reports", &stats.largest, here)?;
    write_reports(out, "reports of which most is kept out", &stats.remarkable, here)
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
    writeln!(out, "{what}:")?;
    for report in reports {
        let path = shown_path(Path::new(&report.path), here);
        let (passages, kept_out) = (counted(report.passages, "passage"), report.kept_out);
        writeln!(
            out,
            "  {:>9.2} MB  {passages}, {kept_out} kept out  {path}  {}",
            report.bytes as f64 / 1e6,
            harmless_line(&report.title)
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
