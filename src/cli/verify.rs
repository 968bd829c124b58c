//! `verify`: is the index whole, and is every string findable?

use std::io::Write;
use std::path::Path;

use crate::search::{RecallReport, Searcher};

use super::args::VerifyArguments;
use super::failure::Failure;
use super::{Outcome, home};

/// Reads all of the index, and proves recall when asked to.
pub(super) fn run(
    arguments: &VerifyArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let folder = home::index_folder(index)?;
    let searcher = Searcher::open(&folder)?;
    let read = searcher.verify_store()?;
    writeln!(
        out,
        "{}: {} reports, {} passages and {} texts kept out, all read and equal to the manifest",
        folder.display(),
        read.reports,
        read.passages,
        read.kept_out
    )?;
    let Some(runs) = arguments.recall else { return Ok(Outcome::Found) };
    let report = searcher.verify_recall(runs, arguments.seed, &|_| ())?;
    write_recall(&report, out)?;
    Ok(if report.is_clean() { Outcome::Found } else { Outcome::Failed })
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
