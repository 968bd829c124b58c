//! `show`: the whole section of a hit, a line, a heading or an address; or the whole report at that place.

mod target;

use std::io::Write;
use std::path::Path;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::language::tr;
use crate::output::{CiteForm, Screen, SectionView, Source, shown_location, write_cite, write_section};
use crate::report::{self, Report};
use crate::source::Extracted;
use crate::text::Span;

use super::args::ShowArguments;
use super::failure::Failure;
use super::{Outcome, home, pager, say};

pub(super) use target::{Target, find};

/// Shows what was asked for.
pub(super) fn run(
    arguments: &ShowArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let target = find(&arguments.what.join(" "), index)?;
    if let Some(note) = &target.note {
        say(note);
    }
    let report = target.report();
    let nth = target.section;
    let whole = arguments.report || target.is_whole;
    let span = if whole { Span::new(0, target.extracted.text.len()) } else { whole_section(report, nth) };
    if let Some(form) = arguments.cite {
        let source = source(&target, nth);
        let quote = span.of(&target.extracted.text);
        write_cite(out, CiteForm::from(form), &source, quote)?;
        return Ok(Outcome::Found);
    }
    let headings: Vec<String> =
        if whole { Vec::new() } else { report.heading_path(nth).into_iter().map(str::to_owned).collect() };
    let [before, after] = if whole { [None, None] } else { neighbours(report, nth) };
    let text = span.of(&target.extracted.text);
    let place = place(&target, nth);
    let view = SectionView {
        title: &target.title,
        headings: &headings,
        path: &target.path,
        place: &place,
        line: report.sections[nth].line,
        before: before.as_deref(),
        after: after.as_deref(),
        text,
        marks: marks(text, &target.matched),
        from_byte: if whole { report.sections[nth].span.start } else { 0 },
    };
    let line = write_section(out, &view, screen, home::here().as_deref())?;
    if whole {
        pager::begin_at(line);
    }
    Ok(Outcome::Found)
}

/// From a heading to the next of the same or a higher rank; of a title the text before the first heading.
fn whole_section(report: &Report, nth: usize) -> Span {
    let sections = &report.sections;
    let own = &sections[nth];
    if nth == 0 {
        return own.span;
    }
    let last = sections[nth + 1..].iter().take_while(|section| section.level > own.level).last();
    Span::new(own.span.start, last.unwrap_or(own).span.end)
}

/// The headings of the sections before and after, below the same heading.
fn neighbours(report: &Report, nth: usize) -> [Option<String>; 2] {
    let sections = &report.sections;
    let own = &sections[nth];
    let same = |other: &&report::Section| other.parent == own.parent && other.level == own.level && nth > 0;
    let before = sections[..nth].iter().rev().find(same);
    let after = sections[nth + 1..].iter().find(same);
    [before, after].map(|section| section.map(|section| section.heading.clone()))
}

/// Where the section begins, as people find it.
fn place(target: &Target, nth: usize) -> String {
    let section = &target.report().sections[nth];
    let member = target.extracted.member.as_ref().map(|member| format!("!/{member}")).unwrap_or_default();
    format!(
        "{member}:{}",
        shown_location(&target.extracted.location(section.heading_span.start, section.line))
    )
}

/// What is known of where a text is from.
fn source(target: &Target, nth: usize) -> Source {
    let report = target.report();
    let section = &report.sections[nth];
    Source {
        title: target.title.clone(),
        headings: report.heading_path(nth).into_iter().map(str::to_owned).collect(),
        path: target.path.clone(),
        location: target.extracted.location(section.heading_span.start, section.line),
        ..Source::default()
    }
}

/// Where the texts that a query matched stand, as spans of characters.
fn marks(text: &str, matched: &[String]) -> Vec<(usize, usize)> {
    let patterns = matched.iter().filter(|pattern| !pattern.is_empty());
    let Ok(finder) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns) else {
        return Vec::new();
    };
    let (mut chars, mut byte) = (0, 0);
    let mut upto = |target: usize| {
        chars += text[byte..target].chars().count();
        byte = target;
        chars
    };
    finder.find_iter(text).map(|found| (upto(found.start()), upto(found.end()))).collect()
}

/// Reads all reports of a file.
///
/// # Errors
/// When it cannot be read.
pub(super) fn reports_of(file: &Path) -> Result<Vec<Extracted>, Failure> {
    let hint = &tr!("show-spelling");
    let bytes = crate::source::read_file(file, FILE_BYTES_MAX).map_err(|error| {
        Failure::new(
            tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
            Some(hint),
        )
    })?;
    let limits = super::resources::READING.limits();
    let extractor = crate::cli::ocr::extractor(limits);
    let extraction = extractor.extract(file, &bytes).map_err(|error| Failure::unread(file, &error))?;
    Ok(extraction.reports)
}

/// Larger files are not shown.
const FILE_BYTES_MAX: u64 = 4 << 30;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextKind;

    #[test]
    fn a_section_is_shown_with_what_is_below_it_and_its_neighbours_are_named() {
        let text = "报告\n一、甲\n文。\n二、乙\n（一）丙\n文。\n三、丁\n文。\n";
        let (report, _) = report::parse(text, TextKind::Plain);
        let nth =
            report.sections.iter().position(|section| section.heading == "二、乙").expect("it is there");
        assert_eq!(whole_section(&report, nth).of(text), "二、乙\n（一）丙\n文。\n");
        assert_eq!(neighbours(&report, nth), [Some("一、甲".to_owned()), Some("三、丁".to_owned())]);
        assert_eq!(
            marks("减轻教师负担，减轻", &["减轻".to_owned(), "减轻教师".to_owned()]),
            [(0, 4), (7, 9)]
        );
    }
}
