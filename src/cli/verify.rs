//! `verify`: is the index whole, is it true to the files, and is every string findable?

use std::io::Write;
use std::path::Path;

use crate::output::counted;
use crate::pipeline;
use crate::search::RecallReport;
use crate::source::Limits;
use crate::text::harmless_line;

use super::args::VerifyArguments;
use super::failure::Failure;
use super::{Outcome, home};

/// Strings that are drawn when nobody says how many.
const RUNS: usize = 50;

/// Reads all of the index and says what is wrong, and what to type.
pub(super) fn run(
    arguments: &VerifyArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let folder = home::index_folder(index)?;
    let extractor = super::ocr::extractor(Limits::default());
    let runs = arguments.recall.unwrap_or(RUNS);
    let found = pipeline::verify(&folder, runs, arguments.seed, &extractor)?;
    let shown = harmless_line(&folder.display().to_string());
    if let Some(report) = &found.recall {
        write_recall(report, out)?;
    }
    if !found.faults.is_empty() {
        writeln!(out, "{shown} is damaged:")?;
        for fault in &found.faults {
            writeln!(out, "  {}", harmless_line(fault))?;
        }
        writeln!(
            out,
            "build it anew from the same folders with `xunzhang index --rebuild` (reports are never changed by xunzhang)"
        )?;
        return Ok(Outcome::Failed);
    }
    writeln!(
        out,
        "{shown}: {}, {} and {} kept out; checksums, counts and strings are right",
        counted(found.counts.reports, "report"),
        counted(found.counts.passages, "passage"),
        counted(found.counts.kept_out, "text")
    )?;
    writeln!(out, "as they stand in their files: {}", counted(found.true_to_file, "report"))?;
    // Left-over files do no harm: no index names them.
    if let (files @ 1.., bytes) = found.left_over {
        let files = counted(files, "file");
        writeln!(
            out,
            "{files}, {:.1} MB, of a run that did not end: removed by the next run",
            bytes as f64 / 1e6
        )?;
    }
    if found.changed > 0 {
        writeln!(
            out,
            "{} cannot be compared: their files were changed or removed since; `xunzhang index FOLDER` takes that in",
            found.changed
        )?;
    }
    Ok(Outcome::Found)
}

fn write_recall(report: &RecallReport, out: &mut dyn Write) -> Result<(), Failure> {
    let share = |right: usize| format!("{right} of {}", report.runs);
    writeln!(out, "runs drawn from {} passages, against a scan of all of them:", report.passages)?;
    writeln!(out, "  quoted, the hits are exactly those of the scan:  {}", share(report.quoted_equal))?;
    writeln!(out, "  unquoted, every passage that holds it is listed: {}", share(report.unquoted_listed))?;
    writeln!(out, "  unquoted, one of them is among the first ten:    {}", share(report.unquoted_first_ten))?;
    if report.as_text > 0 {
        writeln!(
            out,
            "  ({} hold signs of the query language and were asked as plain text)",
            report.as_text
        )?;
    }
    for (run, what) in &report.failures {
        writeln!(out, "  FAILED {run:?}: {what}")?;
    }
    Ok(())
}
