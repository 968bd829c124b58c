//! Whether the files of hits are still as they were indexed: a look at their size and time, and only where these
//! differ at their bytes. A text that moved in its file is found again, and so is one that another file holds in another
//! script or with other line ends, when that is the file that was asked for.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use memchr::memmem;

use crate::analysis;
use crate::report::Lines;
use crate::source::{self, Extracted, Extractor};
use crate::text::{LineIndex, Span};

use crate::search::show::hit::{FileState, Hit, Place};
use crate::search::show::hits::in_characters;
use crate::search::show::snippet;

/// Larger files are not read again; that they changed is told by their times.
const REREAD_BYTES_MAX: u64 = 64 << 20;

/// Looks at the files of all hits, and writes into each what became of its first file; changed ones are read again.
/// Where the first is gone and another holds the same report, that one comes first. What is shown anew of a text is as wide
/// as `snippet_columns` of the search.
pub fn check_files<'a>(
    hits: impl IntoIterator<Item = &'a mut Hit>,
    extractor: &Extractor,
    snippet_columns: usize,
) {
    let mut files = Files { extractor, snippet_columns, last: None };
    for hit in hits {
        hit.state = files.state(hit);
    }
}

struct Files<'a> {
    extractor: &'a Extractor,
    snippet_columns: usize,
    /// The file that was read last, the hash of its bytes in hexadecimal, and the reports in it.
    last: Option<(PathBuf, String, Vec<Extracted>)>,
}

impl Files<'_> {
    fn state(&mut self, hit: &mut Hit) -> FileState {
        let Some((nth, known)) = first_there(&mut hit.places) else { return FileState::Gone };
        // What cannot be looked at now is not known to have changed.
        let Ok(known) = known else { return FileState::AsIndexed };
        let moved = nth > 0 || hit.elsewhere;
        let Place { path, size, modified, hash, .. } = hit.places[0].clone();
        if !moved && known.len() == size && source::modified_nanos(&known) == modified {
            return FileState::AsIndexed;
        }
        let columns = self.snippet_columns;
        let Some((now, reports)) = self.read(&path, &hash, moved) else {
            return FileState::Changed { found: false };
        };
        let as_indexed = now.starts_with(&hash);
        // In another file the text may begin elsewhere.
        if as_indexed && !moved {
            return FileState::AsIndexed;
        }
        let found = find_again(hit, reports) || moved && find_folded(hit, reports, columns);
        hit.elsewhere &= !found;
        match found {
            true if as_indexed => FileState::AsIndexed,
            found => FileState::Changed { found },
        }
    }

    /// Reads a file; what is in it only when that is `needed` or its bytes are not those with the hash `known`.
    fn read(&mut self, path: &Path, known: &str, needed: bool) -> Option<(&str, &[Extracted])> {
        let lacks = |reports: &Vec<Extracted>| needed && reports.is_empty();
        if self.last.as_ref().is_none_or(|(last, _, reports)| last != path || lacks(reports)) {
            let bytes = source::read_file(path, REREAD_BYTES_MAX).ok()?;
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let reports = match !needed && hash.starts_with(known) {
                true => Vec::new(),
                false => self.extractor.extract(path, &bytes).map(|all| all.reports).unwrap_or_default(),
            };
            self.last = Some((path.to_owned(), hash, reports));
        }
        self.last.as_ref().map(|(_, hash, reports)| (hash.as_str(), reports.as_slice()))
    }
}

/// Puts the first file that is not gone before all others and marks those that are; returns where it stood and what is
/// known of it now, `None` when all are gone.
fn first_there(places: &mut [Place]) -> Option<(usize, io::Result<Metadata>)> {
    let is_gone = |known: &io::Result<Metadata>| {
        known.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let mut looked = places.iter().map(|place| std::fs::metadata(&place.path)).enumerate();
    let there = looked.find(|(_, known)| !is_gone(known));
    let gone = there.as_ref().map_or(places.len(), |(nth, _)| *nth);
    places[..gone].iter_mut().for_each(|place| place.gone = true);
    places.rotate_left(gone);
    there
}

/// Finds the text of a hit in a file that holds it in another script or with other line ends, and makes it that file's
/// own: its text, its marks, its place.
fn find_folded(hit: &mut Hit, reports: &[Extracted], columns: usize) -> bool {
    let Some(report) = reports.iter().find(|report| report.member == hit.places[0].member) else {
        return false;
    };
    let (there, own) = (analysis::fold(&report.text), analysis::fold_text(&hit.text));
    if own.is_empty() {
        return false;
    }
    let places = memmem::find_iter(there.text().as_bytes(), own.as_bytes());
    let source = |from: usize, end: usize| there.source_span(from..end);
    let nearest = places.min_by_key(|at| source(*at, at + own.len()).start.abs_diff(hit.byte_start));
    let Some(at) = nearest else { return false };
    let span = source(at, at + own.len());
    // The exact chain looks at no neighbour: what stands before a mark folds to what stands before it in the folded text.
    let ends: Vec<usize> = hit.text.char_indices().map(|(byte, _)| byte).chain([hit.text.len()]).collect();
    let folded_at = |char: usize| at + analysis::fold_text(&hit.text[..ends[char]]).len();
    let inside = |span_there: Span| Span::new(span_there.start - span.start, span_there.end - span.start);
    let marks = hit.matches.iter().map(|(from, end)| (folded_at(*from), folded_at(*end)));
    let marks: Vec<Span> =
        marks.filter(|(from, end)| from < end).map(|(from, end)| inside(source(from, end))).collect();
    let text = span.of(&report.text);
    let heading = hit.heading_path.last().map(|heading| analysis::fold_text(heading)).unwrap_or_default();
    let begins = !heading.is_empty() && own.starts_with(&heading);
    let heading_end = if begins { inside(source(at, at + heading.len())).end } else { 0 };
    let paragraphs: Vec<usize> =
        Lines::default().paragraphs(text).iter().map(|paragraph| paragraph.start).collect();
    let lines = LineIndex::new(&report.text);
    let first_mark = span.start + marks.first().map_or(0, |mark| mark.start);
    (hit.line_start, hit.line_end) = (lines.line_of(span.start), lines.line_of(span.end.saturating_sub(1)));
    hit.line_match = lines.line_of(first_mark);
    hit.location = report.location(first_mark, hit.line_match);
    (hit.byte_start, hit.byte_end) = (span.start, span.end);
    hit.snippet = snippet::cut(text, &marks, heading_end, &paragraphs, columns);
    hit.matches = in_characters(text, &marks);
    hit.text = text.to_owned();
    true
}

/// Finds the text of a hit in what its file holds now, the occurrence nearest to where it was, and sets its place.
fn find_again(hit: &mut Hit, reports: &[Extracted]) -> bool {
    let Some(report) = reports.iter().find(|report| report.member == hit.places[0].member) else {
        return false;
    };
    let places = report.text.match_indices(&hit.text).map(|(at, _)| at);
    let Some(at) = places.min_by_key(|at| at.abs_diff(hit.byte_start)) else { return false };
    let line = LineIndex::new(&report.text).line_of(at);
    hit.line_match = hit.line_match - hit.line_start + line;
    hit.line_end = hit.line_end - hit.line_start + line;
    let before = hit.matches.first().map_or(0, |(start, _)| *start);
    let first_mark = hit.text.char_indices().nth(before).map_or(0, |(byte, _)| byte);
    hit.location = report.location(at + first_mark, hit.line_match);
    (hit.line_start, hit.byte_start, hit.byte_end) = (line, at, at + hit.text.len());
    true
}
