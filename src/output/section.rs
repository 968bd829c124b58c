//! A whole section for people: title, headings, place, the text with its marks, and the headings of its neighbours.

use std::io::{self, Write};
use std::path::Path;

use crate::text::harmless_line;

use super::excerpt::paragraphs;
use super::layout::{Screen, shown_path};
use super::shorten::shortened;

/// What is shown of a section.
pub struct SectionView<'a> {
    /// Title of the report.
    pub title: &'a str,
    /// Headings from the first level down to the section.
    pub headings: &'a [String],
    /// Path of the file.
    pub path: &'a Path,
    /// What stands after the path: `!/member:place`.
    pub place: &'a str,
    /// Line of the section.
    pub line: usize,
    /// Heading of the section before.
    pub before: Option<&'a str>,
    /// Heading of the section after.
    pub after: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// What matches, as spans of characters of the text.
    pub marks: Vec<(usize, usize)>,
    /// Byte of the text that the reader asked for.
    pub from_byte: usize,
}

/// Writes a section; returns the line of the output, counted from 1, that holds what was asked for.
///
/// # Errors
/// What the writer says.
pub fn write_section(
    out: &mut dyn Write,
    view: &SectionView<'_>,
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<usize> {
    let width = screen.columns.unwrap_or(usize::MAX);
    let headings: Vec<String> = view.headings.iter().map(|heading| harmless_line(heading)).collect();
    writeln!(out, "{}", screen.headline(&harmless_line(view.title), &headings, width))?;
    let place = harmless_line(&format!("{}{}", shown_path(view.path, here), view.place));
    writeln!(out, "{}\n", screen.linked(&screen.place(&place), view.path, view.line))?;
    let mut lines = 4;
    let neighbour = |sign: &str, heading: &str| {
        screen.dim(&shortened(&format!("{sign} {}", harmless_line(heading)), width))
    };
    if let Some(before) = view.before {
        writeln!(out, "{}", neighbour("↑", before))?;
        lines += 1;
    }
    let above = paragraphs(&view.text[..view.from_byte.min(view.text.len())], &[]).len();
    let (mut nth, mut asked) = (0, lines);
    for paragraph in paragraphs(view.text, &view.marks) {
        if nth == above {
            asked = lines;
        }
        for line in screen.marked_lines(&paragraph.text, &paragraph.marks, width) {
            writeln!(out, "{line}")?;
            lines += 1;
        }
        nth += 1;
    }
    if let Some(after) = view.after {
        writeln!(out, "{}", neighbour("↓", after))?;
    }
    Ok(asked)
}
