//! The numbers of an index for people, and as JSON.

use std::io::{self, Write};
use std::path::Path;

use crate::pipeline::{ReportStats, Skipped, Stats};
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
    if manifest.own_synonyms > 0 {
        writeln!(out, "synonyms    {}", counted(manifest.own_synonyms as usize, "added pair"))?;
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
    let refused = skipped.refused.iter().map(|one| ("refused", &one.path, one.why.as_str()));
    let passed = skipped.passed_over.iter().map(|(path, kind)| ("passed over", path, kind.as_str()));
    let excluded = skipped.excluded.iter().map(|path| ("left out", path, "by `xunzhang remove`"));
    for (what, path, why) in refused.chain(passed).chain(excluded) {
        if json {
            let path = path.to_string_lossy();
            write_line(out, &serde_json::json!({ "what": what, "path": path, "why": why }))?;
        } else {
            writeln!(out, "{what} {}: {}", shown_path(path, here), harmless_line(why))?;
        }
    }
    if !json {
        // JSON has rows only: whoever reads them can count.
        let counts = [skipped.refused.len(), skipped.passed_over.len(), skipped.excluded.len()].map(grouped);
        let [refused, passed, excluded] = counts;
        writeln!(out, "{refused} refused, {passed} passed over by what is in them, {excluded} left out")?;
        writeln!(out, "(files never opened, too large or no reports by name: xunzhang index --dry-run)")?;
    }
    Ok(())
}
