//! `compare`: two versions of a report, or the reports of a series year by year.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{Comparison, Screen, comparison_page, write_comparison, write_comparison_json};
use crate::report::compare::{Fate, Part, compare};
use crate::report::{self, PassageSize, cut_passages};
use crate::text::LineIndex;

use super::args::CompareArguments;
use super::failure::Failure;
use super::resources::READING;
use super::{Outcome, look, outline, say};

/// A version: what it is called, and its sections.
type Version = (String, Vec<Part>);

/// Prints what changed between two versions, or from each report of a series to the next.
pub(super) fn run(
    arguments: &CompareArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let versions = match (&arguments.files[..], &arguments.series) {
        ([old, new], None) => vec![version(old)?, version(new)?],
        ([], Some(series)) => series_of(arguments, series, index)?,
        _ => {
            return Err(Failure::new(tr!("across-two-versions"), Some(&tr!("across-name-two"))));
        }
    };
    let (mut pages, mut differs) = (String::new(), false);
    for pair in versions.windows(2) {
        let changes = compare(&pair[0].1, &pair[1].1);
        differs |= changes.iter().any(|change| change.fate != Fate::Same);
        let told = Comparison {
            names: (&pair[0].0, &pair[1].0),
            old: &pair[0].1,
            new: &pair[1].1,
            changes: &changes,
        };
        if arguments.json {
            write_comparison_json(out, told)?;
        } else if arguments.html.is_some() {
            pages.push_str(&comparison_page(told));
        } else {
            write_comparison(out, told, screen)?;
        }
    }
    if let Some(file) = &arguments.html {
        std::fs::write(file, pages).map_err(|error| {
            Failure::new(
                tr!("failure-cannot-write", file = format!("{file:?}"), error = error.to_string()),
                Some(&tr!("failure-own-folder")),
            )
        })?;
        say(&tr!("failure-wrote", file = file.display().to_string()));
    }
    if !differs {
        say(&tr!("across-same"));
    }
    Ok(if differs { Outcome::Found } else { Outcome::Lacking })
}

/// Reads a file in any format.
fn version(file: &Path) -> Result<Version, Failure> {
    let bytes = outline::read(file).map_err(|error| {
        Failure::new(
            tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
            Some(&tr!("failure-spelling")),
        )
    })?;
    let extractor = super::ocr::extractor(READING.limits());
    let extraction = extractor.extract(file, &bytes).map_err(|error| Failure::unread(file, &error))?;
    let Some(extracted) = extraction.reports.first() else {
        return Err(Failure::new(tr!("failure-no-report", file = format!("{file:?}")), None));
    };
    let text = &extracted.text;
    let (report, remarks) = report::parse_marked(text, &extracted.markup);
    let lines = LineIndex::new(text);
    let size = PassageSize { chars_min: 1, chars_max: usize::MAX / 8 };
    let mut parts: Vec<Part> = Vec::new();
    let mut last = None;
    for passage in cut_passages(text, &report, &remarks, size) {
        if last.replace(passage.section) != Some(passage.section) {
            let headings = report.heading_path(passage.section).into_iter().map(str::to_owned).collect();
            let line = lines.line_of(passage.span.start);
            parts.push(Part { headings, text: String::new(), line });
        }
        if let Some(part) = parts.last_mut() {
            part.text.push_str(&text[passage.heading_end..passage.span.end]);
        }
    }
    // A title alone is no section.
    parts.retain(|part| !part.headings.is_empty() || !part.text.trim().is_empty());
    Ok((file.display().to_string(), parts))
}

/// The reports of an index with this title, of this place, by year; of copies the first.
fn series_of(
    arguments: &CompareArguments,
    series: &str,
    index: Option<&Path>,
) -> Result<Vec<Version>, Failure> {
    let searcher = super::engine::open(&look::index_to_ask(arguments.folder.as_deref(), index)?)?;
    let found = searcher.series(series, arguments.region.as_deref().unwrap_or_default())?;
    if found.len() < 2 {
        let what = tr!("across-years-held", found = found.len().to_string(), series = series);
        return Err(Failure::new(what, Some(&tr!("across-two-years"))));
    }
    Ok(found.into_iter().map(|edition| (edition.title, edition.parts)).collect())
}
