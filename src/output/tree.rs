//! The section tree of a report for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::report::{Remark, Report, Section};
use crate::source::Extracted;

use super::layout::{Screen, shortened};

/// Writes title, sections with where they stand, remarks, and what read the file.
///
/// # Errors
/// What the writer says.
pub fn write_tree(
    out: &mut dyn Write,
    extracted: &Extracted,
    report: &Report,
    remarks: &[Remark],
    screen: Screen,
) -> io::Result<()> {
    let safe = |text: &str| crate::text::harmless_line(text);
    let title = title_of(extracted, report).unwrap_or("(no title found)");
    let place_of =
        |section: &Section| safe(&extracted.location(section.heading_span.start, section.line).to_string());
    let room = report.sections.iter().map(|section| place_of(section).width()).max().unwrap_or(1);
    let padded = |place: &str| format!("{:>pad$}{place}", "", pad = room.saturating_sub(place.width()));
    if let Some(member) = &extracted.member {
        writeln!(out, "{}", screen.place(&safe(&format!("!/{member}"))))?;
    }
    writeln!(out, "{}  {}", padded(&place_of(&report.sections[0])), screen.title(&safe(title)))?;
    for section in report.sections.iter().skip(1) {
        let indent = 2 * section.level;
        let heading = safe(&section.heading);
        let left =
            screen.columns.map_or(heading.width(), |columns| columns.saturating_sub(room + 2 + indent));
        let heading = shortened(&heading, left.max(12));
        writeln!(out, "{}  {:indent$}{heading}", padded(&place_of(section)), "")?;
    }
    for remark in remarks {
        let at = remark.kept_out.map_or(usize::MAX, |span| span.start);
        let place = match at {
            usize::MAX => remark.line.to_string(),
            at => safe(&extracted.location(at, remark.line).to_string()),
        };
        writeln!(out, "{}", screen.dim(&format!("{}  * {}", padded(&place), safe(&remark.message))))?;
    }
    writeln!(out, "{}", screen.dim(&format!("read by {} ({})", extracted.reader, extracted.encoding)))
}

/// Returns what the report is called, as the index has it: what its format says, else what its text shows.
pub(super) fn title_of<'a>(extracted: &'a Extracted, report: &'a Report) -> Option<&'a str> {
    [extracted.title.as_str(), report.title()].into_iter().find(|title| !title.is_empty())
}
