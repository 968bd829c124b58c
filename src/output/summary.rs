//! What a run of `index` did, in one line, and the files that it could not take; the same of `dict`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::pipeline::{Changes, Refused, Summary, SynonymsChanged, WordsChanged};
use crate::text::harmless_line;

use super::hits::{counted, grouped};
use super::layout::shown_path;

/// Refused files of one kind named one by one; the rest is counted.
const REFUSED_NAMED: usize = 200;

/// What became of the files, where the index was there before: `2 added, 1 removed, 40 unchanged; `.
fn changes(summary: &Summary) -> String {
    let Changes { added, changed, renamed, removed, unchanged } = summary.changes;
    if summary.rebuilt || (summary.manifest.is_none() && summary.changes == Changes::default()) {
        return String::new();
    }
    let counts = [
        (added, "added"),
        (changed, "changed"),
        (renamed, "renamed"),
        (removed, "removed"),
        (unchanged, "unchanged"),
    ];
    let told: Vec<String> = counts
        .iter()
        // The unchanged are always told: none of them may be the news.
        .filter(|(count, what)| *count > 0 || *what == "unchanged")
        .map(|(count, what)| format!("{} {what}", grouped(*count)))
        .collect();
    format!("{}; ", told.join(", "))
}

/// Returns the line that closes a run: what changed, reports, sections, passages, what was left out and why, seconds.
pub fn summary_line(summary: &Summary) -> String {
    let mut line = match &summary.manifest {
        None => "nothing was indexed".to_owned(),
        Some(manifest) => {
            let mut line = format!(
                "{}, {}, {} from {} ({:.1} MB of text)",
                counted(manifest.counts.reports as usize, "report"),
                counted(manifest.counts.sections as usize, "section"),
                counted(manifest.counts.passages as usize, "passage"),
                counted(manifest.counts.places as usize, "place"),
                manifest.counts.text_bytes as f64 / 1e6,
            );
            // Where each report lies in one place, the number would be said twice.
            if manifest.counts.places == manifest.counts.reports {
                line =
                    line.replace(&format!(" from {}", counted(manifest.counts.places as usize, "place")), "");
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
    if summary.waiting > 0 {
        line.push_str(&format!("; {} of pictures, not read", counted(summary.waiting as usize, "page")));
    }
    format!("{}{line}; {:.1} s", changes(summary), summary.seconds)
}

/// Links named one by one; the rest is counted.
const LINKS_NAMED: usize = 5;

/// Returns what is said of links that were not followed; nothing where there are none.
pub fn links_note(links: &[PathBuf], here: Option<&Path>) -> Option<String> {
    let named: Vec<String> = links.iter().take(LINKS_NAMED).map(|link| shown_path(link, here)).collect();
    let (first, rest) = (named.join(", "), links.len() - named.len());
    let more = if rest > 0 { format!(" and {} more", grouped(rest)) } else { String::new() };
    let lead = if links.len() == 1 { "link leads" } else { "links lead" };
    (!links.is_empty()).then(|| {
        format!(
            "{} {lead} out of the folders, not followed: {first}{more}\nhint: `xunzhang index --follow` takes in what is there",
            grouped(links.len())
        )
    })
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

/// Words that were refused, named one by one; the rest is counted.
const WORDS_NAMED: usize = 20;

/// Returns what became of synonyms that were added or removed, in lines.
pub fn synonym_lines(told: &SynonymsChanged, removed: bool) -> Vec<String> {
    let refused = told.refused.iter().take(WORDS_NAMED);
    let mut lines: Vec<String> = refused
        .map(|(typed, why)| format!("refused {}: it {why}", harmless_line(&typed.to_string())))
        .collect();
    if let more @ 1.. = told.refused.len().saturating_sub(WORDS_NAMED) {
        lines.push(format!("refused {} more", grouped(more)));
    }
    let known = match told.known {
        0 => String::new(),
        known => format!("; {} there already", grouped(known)),
    };
    lines.push(format!(
        "{} {}; the index has {}{known}",
        counted(told.changed, "synonym"),
        if removed { "removed" } else { "added" },
        counted(told.pairs, "added pair"),
    ));
    lines
}

/// Returns what became of words that were to be added or removed: a line for each that was refused, then one for all.
pub fn words_lines(told: &WordsChanged, removed: bool) -> Vec<String> {
    let refused = told.refused.iter().take(WORDS_NAMED);
    let mut lines: Vec<String> =
        refused.map(|(word, why)| format!("refused {}: it {why}", harmless_line(word))).collect();
    if let more @ 1.. = told.refused.len().saturating_sub(WORDS_NAMED) {
        lines.push(format!("refused {} more", grouped(more)));
    }
    let known = match &told.known[..] {
        [] => String::new(),
        [one] => format!("; {} is a word already", harmless_line(one)),
        many => format!("; {} are words already", grouped(many.len())),
    };
    lines.push(format!(
        "{} {}, {} analysed again; the dictionary has {}{known}",
        counted(told.changed.len(), "word"),
        if removed { "removed" } else { "added" },
        counted(told.reports, "report"),
        counted(told.words, "added word"),
    ));
    lines
}
