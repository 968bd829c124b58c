//! What a run of `index` did, in one line, and the files that it could not take; the same of `dict`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::language::{reason, tr};
use crate::pipeline::{Changes, Refused, Summary, SynonymsChanged, WordsChanged};
use crate::text::harmless_line;

use super::hits::grouped;
use super::layout::shown_path;

/// Refused files of one kind named one by one; the rest is counted.
const REFUSED_NAMED: usize = 200;

/// What became of the files, where the index was there before: `2 added, 1 removed, 40 unchanged; `.
fn changes(summary: &Summary) -> String {
    let Changes { added, changed, renamed, removed, unchanged } = summary.changes;
    if summary.rebuilt || (summary.manifest.is_none() && summary.changes == Changes::default()) {
        return String::new();
    }
    let told = [
        (added > 0).then(|| tr!("summary-added", count = added)),
        (changed > 0).then(|| tr!("summary-changed", count = changed)),
        (renamed > 0).then(|| tr!("summary-renamed", count = renamed)),
        (removed > 0).then(|| tr!("summary-removed", count = removed)),
        // The unchanged are always told: none of them may be the news.
        Some(tr!("summary-unchanged", count = unchanged)),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    tr!("summary-changes", told = told.join(&tr!("count-separator")))
}

/// Returns the line that closes a run: what changed, reports, sections, passages, what was left out and why, seconds.
pub fn summary_line(summary: &Summary) -> String {
    let mut line = match &summary.manifest {
        None => tr!("summary-nothing"),
        Some(manifest) => {
            let counts = manifest.counts;
            let reports = tr!("count-reports", count = counts.reports);
            let sections = tr!("count-sections", count = counts.sections);
            let passages = tr!("count-passages", count = counts.passages);
            let size = format!("{:.1}", counts.text_bytes as f64 / 1e6);
            // Files that hold the same report as another; most folders have none.
            if counts.places == counts.reports {
                tr!("summary-holds", reports = reports, sections = sections, passages = passages, size = size)
            } else {
                let copies = tr!("count-copies", count = counts.places.saturating_sub(counts.reports));
                tr!(
                    "summary-holds-at",
                    reports = reports,
                    sections = sections,
                    passages = passages,
                    copies = copies,
                    size = size
                )
            }
        }
    };
    if !summary.refused.is_empty() {
        line.push_str(&tr!("summary-refused", refused = tr!("count-files", count = summary.refused.len())));
    }
    let passed: usize = summary.passed_over.values().sum();
    if passed > 0 {
        let kinds = summary
            .passed_over
            .iter()
            .map(|(why, count)| format!("{} {}", grouped(*count), harmless_line(&reason(why))));
        let kinds: Vec<String> = kinds.collect();
        line.push_str(&tr!(
            "summary-passed",
            passed = grouped(passed),
            kinds = kinds.join(&tr!("count-separator"))
        ));
    }
    if summary.waiting > 0 {
        line.push_str(&tr!(
            "summary-pictures",
            waiting = tr!("count-pages", count = summary.waiting as usize)
        ));
    }
    let seconds = format!("{:.1}", summary.seconds);
    tr!("summary-line", changes = changes(summary), line = line, seconds = seconds)
}

/// Links named one by one; the rest is counted.
const LINKS_NAMED: usize = 5;

/// Returns what is said of links that were not followed; nothing where there are none.
pub fn links_note(links: &[PathBuf], here: Option<&Path>) -> Option<String> {
    let named: Vec<String> = links.iter().take(LINKS_NAMED).map(|link| shown_path(link, here)).collect();
    let (first, rest) = (named.join(&tr!("count-separator")), links.len() - named.len());
    let more = if rest > 0 { tr!("summary-and-more", rest = grouped(rest)) } else { String::new() };
    (!links.is_empty()).then(|| {
        let what = tr!("summary-links", count = links.len(), first = first, more = more);
        format!("{what}\n{}", tr!("failure-hint", hint = tr!("summary-follow")))
    })
}

/// Writes every refused file with the reason.
///
/// # Errors
/// What the writer says.
pub fn write_refused(out: &mut dyn Write, refused: &[Refused], here: Option<&Path>) -> io::Result<()> {
    for file in refused.iter().take(REFUSED_NAMED) {
        writeln!(
            out,
            "{}",
            tr!(
                "summary-refused-file",
                path = shown_path(&file.path, here),
                why = harmless_line(&reason(&file.why))
            )
        )?;
    }
    match refused.len().saturating_sub(REFUSED_NAMED) {
        0 => Ok(()),
        more => writeln!(out, "{}", tr!("summary-refused-more", more = grouped(more))),
    }
}

/// Words that were refused, named one by one; the rest is counted.
const WORDS_NAMED: usize = 20;

/// Returns what became of synonyms that were added or removed, in lines.
pub fn synonym_lines(told: &SynonymsChanged, removed: bool) -> Vec<String> {
    let refused = told.refused.iter().take(WORDS_NAMED);
    let mut lines: Vec<String> = refused
        .map(|(typed, why)| {
            tr!("summary-refused-word", typed = harmless_line(&typed.to_string()), why = why.to_string())
        })
        .collect();
    if let more @ 1.. = told.refused.len().saturating_sub(WORDS_NAMED) {
        lines.push(tr!("summary-words-more", more = grouped(more)));
    }
    let known = match told.known {
        0 => String::new(),
        known => tr!("summary-known", known = grouped(known)),
    };
    let (changed, pairs) =
        (tr!("count-synonyms", count = told.changed), tr!("count-added-pairs", count = told.pairs));
    lines.push(match removed {
        true => tr!("summary-synonyms-removed", changed = changed, pairs = pairs, known = known),
        false => tr!("summary-synonyms-added", changed = changed, pairs = pairs, known = known),
    });
    lines
}

/// Returns what became of words that were to be added or removed: a line for each that was refused, then one for all.
pub fn words_lines(told: &WordsChanged, removed: bool) -> Vec<String> {
    let refused = told.refused.iter().take(WORDS_NAMED);
    let mut lines: Vec<String> = refused
        .map(|(word, why)| tr!("summary-refused-word", typed = harmless_line(word), why = why.to_string()))
        .collect();
    if let more @ 1.. = told.refused.len().saturating_sub(WORDS_NAMED) {
        lines.push(tr!("summary-words-more", more = grouped(more)));
    }
    let known = match &told.known[..] {
        [] => String::new(),
        [one] => tr!("summary-word-known", one = harmless_line(one)),
        many => tr!("summary-words-known", many = grouped(many.len())),
    };
    let changed = tr!("count-words", count = told.changed.len());
    let reports = tr!("count-reports", count = told.reports);
    let words = tr!("count-added-words", count = told.words);
    lines.push(match removed {
        true => {
            tr!("summary-words-removed", changed = changed, reports = reports, words = words, known = known)
        }
        false => {
            tr!("summary-words-added", changed = changed, reports = reports, words = words, known = known)
        }
    });
    lines
}
