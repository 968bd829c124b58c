//! What a run of `index` did, in one line, and the files that it could not take.

use std::io::{self, Write};
use std::path::Path;

use crate::pipeline::{Refused, Summary};
use crate::text::harmless_line;

use super::hits::{counted, grouped};
use super::layout::shown_path;

/// Refused files of one kind named one by one; the rest is counted.
const REFUSED_NAMED: usize = 200;

/// Returns the line that closes a run: reports, sections, passages, what was left out and why, seconds.
pub fn summary_line(summary: &Summary) -> String {
    let mut line = match &summary.manifest {
        None => "nothing was indexed".to_owned(),
        Some(manifest) => {
            let mut line = format!(
                "{}, {}, {} from {} ({:.1} MB of text)",
                counted(manifest.reports, "report"),
                counted(manifest.sections, "section"),
                counted(manifest.passages, "passage"),
                counted(manifest.places, "place"),
                manifest.text_bytes as f64 / 1e6,
            );
            if manifest.places == manifest.reports {
                line = line.replace(&format!(" from {}", counted(manifest.places, "place")), "");
            }
            line
        }
    };
    if !summary.refused.is_empty() {
        line.push_str(&format!("; {} refused", counted(summary.refused.len(), "file")));
    }
    let passed: usize = summary.passed_over.values().sum();
    if passed > 0 {
        let kinds = summary
            .passed_over
            .iter()
            .map(|(why, count)| format!("{} {}", grouped(*count), harmless_line(why)));
        let kinds: Vec<String> = kinds.collect();
        line.push_str(&format!("; {} passed over ({})", grouped(passed), kinds.join(", ")));
    }
    format!("{line}; {:.1} s", summary.seconds)
}

/// Writes every refused file with the reason.
///
/// # Errors
/// What the writer says.
pub fn write_refused(out: &mut dyn Write, refused: &[Refused], here: Option<&Path>) -> io::Result<()> {
    for file in refused.iter().take(REFUSED_NAMED) {
        writeln!(out, "refused {}: {}", shown_path(&file.path, here), harmless_line(&file.why))?;
    }
    match refused.len().saturating_sub(REFUSED_NAMED) {
        0 => Ok(()),
        more => writeln!(out, "refused {} more", grouped(more)),
    }
}
