//! `verify`: is the index whole, is it true to the files, and is every string findable?

use std::io::Write;
use std::path::Path;

use crate::engine::Access;
use crate::language::{reason, tr};
use crate::pipeline;
use crate::search::{RecallReport, Searcher};
use crate::source::Limits;
use crate::text::harmless_line;

use super::args::VerifyArguments;
use super::failure::Failure;
use super::{Outcome, engine, home};

/// Strings that are drawn when nobody says how many.
const RUNS: usize = 50;

/// Reads all of the index and says what is wrong, and what to type.
pub(super) fn run(
    arguments: &VerifyArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let runs = arguments.recall.unwrap_or(RUNS);
    if let Some(access) = engine::answers()? {
        return verify_engine(access, runs, arguments.seed, out);
    }
    let folder = home::index_folder(index)?;
    let extractor = super::ocr::extractor(Limits::default());
    let found = pipeline::verify(&folder, runs, arguments.seed, &extractor)?;
    let shown = harmless_line(&folder.display().to_string());
    if let Some(report) = &found.recall {
        write_recall(report, out)?;
    }
    if !found.faults.is_empty() {
        writeln!(out, "{}", tr!("verify-damaged", shown = shown))?;
        for fault in &found.faults {
            writeln!(out, "  {}", harmless_line(&reason(fault)))?;
        }
        writeln!(out, "{}", tr!("verify-build-anew"))?;
        return Ok(Outcome::Failed);
    }
    writeln!(
        out,
        "{}",
        tr!(
            "verify-right",
            shown = shown,
            reports = tr!("count-reports", count = found.counts.reports),
            passages = tr!("count-passages", count = found.counts.passages),
            kept_out = tr!("count-texts", count = found.counts.kept_out)
        )
    )?;
    writeln!(out, "{}", tr!("verify-true", true_to_file = tr!("count-reports", count = found.true_to_file)))?;
    // Left-over files do no harm: no index names them.
    if let (files @ 1.., bytes) = found.left_over {
        let files = tr!("count-files", count = files);
        writeln!(
            out,
            "{}",
            tr!("verify-left-over", files = files, value = format!("{:.1}", bytes as f64 / 1e6))
        )?;
    }
    if found.changed > 0 {
        writeln!(out, "{}", tr!("verify-changed", changed = found.changed.to_string()))?;
    }
    Ok(Outcome::Found)
}

/// Asks an engine for strings drawn from the texts that it keeps. Its files are its own matter, and ours are elsewhere.
fn verify_engine(access: Access, runs: usize, seed: u64, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let name = harmless_line(access.name());
    let report = Searcher::connect(access)?.verify_recall(runs, seed, &|_| ())?;
    write_recall(&report, out)?;
    let (line, outcome) = match report.is_clean() {
        true => (tr!("verify-engine-right", name = name), Outcome::Found),
        false => (tr!("verify-engine-wrong", name = name), Outcome::Failed),
    };
    writeln!(out, "{line}")?;
    Ok(outcome)
}

fn write_recall(report: &RecallReport, out: &mut dyn Write) -> Result<(), Failure> {
    let share = |right: usize| tr!("verify-share", right = right.to_string(), all = report.runs.to_string());
    writeln!(out, "{}", tr!("verify-runs", passages = tr!("count-passages", count = report.passages)))?;
    writeln!(out, "{}", tr!("verify-quoted", quoted_equal = share(report.quoted_equal)))?;
    writeln!(out, "{}", tr!("verify-unquoted", unquoted_listed = share(report.unquoted_listed)))?;
    writeln!(out, "{}", tr!("verify-first-ten", unquoted_first_ten = share(report.unquoted_first_ten)))?;
    if report.as_text > 0 {
        writeln!(out, "{}", tr!("verify-as-text", as_text = report.as_text.to_string()))?;
    }
    for (run, what) in &report.failures {
        writeln!(out, "  {}", tr!("verify-failed", run = format!("{run:?}"), what = what.to_string()))?;
    }
    Ok(())
}
