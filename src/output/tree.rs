//! The section tree of a report for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::report::{Remark, Report};

use super::layout::{Screen, shortened};

/// Writes title, sections with their lines, and remarks.
///
/// # Errors
/// What the writer says.
pub fn write_tree(
    out: &mut dyn Write,
    report: &Report,
    remarks: &[Remark],
    screen: Screen,
) -> io::Result<()> {
    let title = if report.title().is_empty() { "(no title found)" } else { report.title() };
    let last_line = report.sections.iter().map(|section| section.line).max().unwrap_or(1);
    let number = last_line.to_string().len();
    let safe = |text: &str| crate::text::harmless_line(text);
    writeln!(out, "{:>number$}  {}", report.sections[0].line, screen.title(&safe(title)))?;
    for section in &report.sections[1..] {
        let indent = 2 * section.level;
        let heading = safe(&section.heading);
        let room =
            screen.columns.map_or(heading.width(), |columns| columns.saturating_sub(number + 2 + indent));
        let heading = shortened(&heading, room.max(12));
        writeln!(out, "{:>number$}  {:indent$}{heading}", section.line, "")?;
    }
    for remark in remarks {
        writeln!(out, "{}", screen.dim(&format!("{:>number$}  * {}", remark.line, safe(&remark.message))))?;
    }
    Ok(())
}
