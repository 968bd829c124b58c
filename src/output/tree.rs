//! The section tree of a report for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::language::{reason, tr};
use crate::report::{Facts, Remark, RemarkKind, Report, Section};
use crate::source::Extracted;

use super::facts::write_facts;
use super::layout::Screen;
use super::place::shown_location;
use super::shorten::shortened;

/// Writes title (with the qualifier that tells it apart from others of its name), sections with where they stand, facts, remarks, and what read the file. With
/// `counts` each section says how often what was asked stands in it and below it, and facts and remarks are left out.
///
/// # Errors
/// What the writer says.
pub fn write_tree(
    out: &mut dyn Write,
    extracted: &Extracted,
    (report, qualifier, facts): (&Report, &str, &Facts),
    remarks: &[Remark],
    counts: Option<&[usize]>,
    screen: Screen,
) -> io::Result<()> {
    let safe = |text: &str| crate::text::harmless_line(text);
    let title = qualified(title_of(extracted, report).unwrap_or(&tr!("show-no-title")), qualifier);
    let place_of = |section: &Section| {
        safe(&shown_location(&extracted.location(section.heading_span.start, section.line)))
    };
    let room = report.sections.iter().map(|section| place_of(section).width()).max().unwrap_or(1);
    let padded = |place: &str| padded(place, room);
    if let Some(member) = &extracted.member {
        writeln!(out, "{}", screen.place(&safe(&format!("!/{member}"))))?;
    }
    writeln!(out, "{}  {}", padded(&place_of(&report.sections[0])), screen.title(&safe(&title)))?;
    for (nth, section) in report.sections.iter().enumerate().skip(1) {
        let indent = 2 * section.level;
        let heading = safe(&section.heading);
        let count = counts.map_or(0, |counts| counts[nth]);
        let said = if count > 0 { format!("  【{count}】") } else { String::new() };
        let left = screen
            .columns
            .map_or(heading.width(), |columns| columns.saturating_sub(room + 2 + indent + said.width()));
        // However deep a section is, the beginning of its heading is shown.
        let heading = shortened(&heading, left.max(12));
        let heading = match counts {
            Some(_) if count == 0 => screen.dim(&heading),
            _ => heading,
        };
        let heading = format!("{heading}{said}");
        writeln!(out, "{}  {:indent$}{heading}", padded(&place_of(section)), "")?;
    }
    if counts.is_none() {
        write_facts(out, facts, screen)?;
        write_remarks(out, extracted, remarks, room, screen)?;
    }
    writeln!(
        out,
        "{}",
        screen.dim(&tr!(
            "show-read-by",
            reader = extracted.reader.to_string(),
            encoding = extracted.encoding.to_string()
        ))
    )
}

/// Writes each remark with its place in a column of `room` cells.
fn write_remarks(
    out: &mut dyn Write,
    extracted: &Extracted,
    remarks: &[Remark],
    room: usize,
    screen: Screen,
) -> io::Result<()> {
    for (nth, remark) in remarks.iter().enumerate() {
        // Signs of Markdown are many and alike: said once.
        let same = |other: &&Remark| other.kind == RemarkKind::Furniture && other.message == remark.message;
        if same(&remark) && remarks[..nth].iter().any(|other| same(&other)) {
            continue;
        }
        let more = match remarks[nth + 1..].iter().filter(same).count() {
            0 => String::new(),
            more if remark.kind == RemarkKind::Furniture => tr!("show-and-more", more = more.to_string()),
            _ => String::new(),
        };
        // What was kept out has a location, which may be a page or a cell; other remarks have a line alone.
        let place = match remark.kept_out {
            None => remark.line.to_string(),
            Some(span) => shown_location(&extracted.location(span.start, remark.line)),
        };
        let place = padded(&crate::text::harmless_line(&place), room);
        let said = format!("{}{more}", reason(&remark.message));
        writeln!(out, "{}", screen.dim(&format!("{place}  * {}", crate::text::harmless_line(&said))))?;
    }
    Ok(())
}

/// A place at the right end of a column of `room` cells.
fn padded(place: &str, room: usize) -> String {
    format!("{:>pad$}{place}", "", pad = room.saturating_sub(place.width()))
}

/// Returns a title with what tells it apart from others: 政府工作报告（2026年广东省）.
pub(crate) fn qualified(title: &str, qualifier: &str) -> String {
    if qualifier.is_empty() { title.to_owned() } else { format!("{title}（{qualifier}）") }
}

/// Returns what the report is called, as the index has it: what its format says, else what its text shows.
pub fn title_of<'a>(extracted: &'a Extracted, report: &'a Report) -> Option<&'a str> {
    [extracted.title.as_str(), report.title()].into_iter().find(|title| !title.is_empty())
}
