//! What is to be shown: a hit of the last query, a place in a file, a heading of a file, an address.

use std::path::{Path, PathBuf};

use crate::analysis::fold_text;
use crate::language::tr;
use crate::output::{qualified, title_of};
use crate::query::{Query, address};
use crate::report::{self, Report};
use crate::search::SearchOptions;
use crate::source::Extracted;
use crate::text::LineIndex;

use crate::cli::failure::Failure;
use crate::cli::last::{self, LastHit};
use crate::cli::{engine, look};

/// A section of a report.
pub(in crate::cli) struct Target {
    /// Path of the file.
    pub(in crate::cli) path: PathBuf,
    /// The report's text.
    pub(in crate::cli) extracted: Extracted,
    report: Report,
    /// The report's title with what tells it apart.
    pub(in crate::cli) title: String,
    /// The section.
    pub(in crate::cli) section: usize,
    /// Line of what was asked for.
    pub(in crate::cli) line: usize,
    /// Whether all of the report is meant.
    pub(in crate::cli) is_whole: bool,
    /// Texts to mark.
    pub(in crate::cli) matched: Vec<String>,
    /// What the reader should know.
    pub(in crate::cli) note: Option<String>,
}

impl Target {
    /// Returns the report.
    pub(in crate::cli) fn report(&self) -> &Report {
        &self.report
    }

    /// Returns the own text of its section, the heading included.
    pub(in crate::cli) fn section_text(&self) -> &str {
        self.report.sections[self.section].span.of(&self.extracted.text)
    }

    /// The whole of a report.
    fn of(path: &Path, extracted: Extracted) -> Target {
        let (report, _) = report::parse_marked(&extracted.text, &extracted.markup);
        let name = match &extracted.member {
            Some(member) => member.clone(),
            None => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let title = title_of(&extracted, &report).unwrap_or(&name);
        let (qualifier, _) = report::qualifier(title, &report.head, &name);
        let title = qualified(title, &qualifier);
        let line = 1;
        let (path, is_whole) = (path.to_owned(), true);
        Target { path, extracted, report, title, section: 0, line, is_whole, matched: Vec::new(), note: None }
    }

    /// Its section that holds a byte, of which `line` is asked for.
    fn at(mut self, byte: usize, line: usize) -> Target {
        let sections = &self.report.sections;
        self.section = sections.iter().rposition(|section| section.span.start <= byte).unwrap_or(0);
        (self.is_whole, self.line) = (false, line);
        self
    }
}

/// Finds what was typed.
///
/// # Errors
/// When there is no such hit, file, place or address; what reading says.
pub(in crate::cli) fn find(typed: &str, index: Option<&Path>) -> Result<Target, Failure> {
    if let Ok(rank) = typed.parse::<usize>() {
        return of_hit(&last::hit(rank)?.1);
    }
    if Path::new(typed).is_file() {
        return Ok(Target::of(Path::new(typed), only(typed, None)?));
    }
    if let Some((file, heading)) = typed.rsplit_once('#').filter(|(file, _)| is_file(file)) {
        return headed(file, heading);
    }
    let places = typed.match_indices(':').map(|(at, _)| (&typed[..at], &typed[at + 1..]));
    if let Some((file, place)) = places.into_iter().find(|(file, _)| is_file(file)) {
        return placed(file, place);
    }
    if is_file(typed) {
        let (file, member) = parted(typed);
        return Ok(Target::of(Path::new(file), only(file, member)?));
    }
    addressed(typed, index)
}

/// `a.zip!/b.docx` parted.
fn parted(name: &str) -> (&str, Option<&str>) {
    match name.split_once("!/") {
        Some((file, member)) => (file, Some(member)),
        None => (name, None),
    }
}

fn is_file(name: &str) -> bool {
    Path::new(parted(name).0).is_file()
}

/// The report of a file that is meant.
fn only(file: &str, member: Option<&str>) -> Result<Extracted, Failure> {
    let mut reports = super::reports_of(Path::new(file))?;
    let many = reports.len();
    if let Some(member) = member {
        reports.retain(|report| report.member.as_deref() == Some(member));
    }
    match reports.len() {
        0 => Err(Failure::new(
            tr!("show-holds-no", file = file, member = member.unwrap_or_default().to_string()),
            Some(&tr!("show-outline")),
        )),
        1 => Ok(reports.remove(0)),
        _ => Err(Failure::new(
            tr!("show-holds-many", file = file.to_string(), many = many.to_string()),
            Some(&tr!("show-name-one")),
        )),
    }
}

/// Whether a place begins with what was typed, whose number is whole: page 1 is not the beginning of page 12.
fn begins(place: &str, asked: &str) -> bool {
    let rest = place.strip_prefix(asked).filter(|_| !asked.is_empty());
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A place as hits show it: a line, or page 3, 第3页, paragraph 5, sheet 甲, row 7.
fn placed(name: &str, place: &str) -> Result<Target, Failure> {
    let (file, member) = parted(name);
    let target = Target::of(Path::new(file), only(file, member)?);
    let lines = LineIndex::new(&target.extracted.text);
    // FILE:LINE:COLUMN is what editors take.
    let asked = place.trim().split(':').next().unwrap_or_default();
    let by_line = asked.parse::<usize>().ok();
    let found = match by_line {
        Some(line) => (1..=lines.count()).contains(&line).then_some(line),
        None => (1..=lines.count()).find(|line| {
            let location = target.extracted.location(lines.span(*line).start, *line);
            [location.to_string(), location.in_chinese()].iter().any(|shown| begins(shown, asked))
        }),
    };
    let Some(line) = found else {
        let hint = tr!("show-has-lines", count = lines.count().to_string());
        return Err(Failure::new(tr!("show-no-place", name = name, place = place), Some(&hint)));
    };
    let byte = lines.span(line).start;
    // The last byte of a line: its heading may stand in the line itself.
    let end = target.extracted.text[byte..].find(['\n', '\r']).map_or(byte, |length| byte + length);
    Ok(target.at(end, line))
}

/// The section whose heading begins with, else holds, what was typed.
fn headed(name: &str, heading: &str) -> Result<Target, Failure> {
    let (file, member) = parted(name);
    let target = Target::of(Path::new(file), only(file, member)?);
    let wanted = fold_text(heading);
    let sections = &target.report.sections;
    let folded: Vec<String> = sections.iter().map(|section| fold_text(&section.heading)).collect();
    let begins = folded.iter().position(|heading| heading.starts_with(&wanted));
    let nth = begins.or_else(|| folded.iter().position(|heading| heading.contains(&wanted)));
    let Some(nth) = nth.filter(|_| !wanted.is_empty()) else {
        let hint = tr!("show-headings", file = look::shell_word(Path::new(file)));
        return Err(Failure::new(tr!("show-no-heading", name = name, heading = heading), Some(&hint)));
    };
    let (byte, line) = (sections[nth].span.start, sections[nth].line);
    Ok(target.at(byte, line))
}

/// The section of a hit; where the file has changed since, the one under the same headings.
fn of_hit(hit: &LastHit) -> Result<Target, Failure> {
    let path = &hit.path;
    let Ok(bytes) = crate::source::read_file(path, super::FILE_BYTES_MAX) else {
        return Err(Failure::new(
            tr!("show-not-any-more", path = format!("{path:?}")),
            Some(&tr!("show-what-index-holds")),
        ));
    };
    let is_same = blake3::hash(&bytes).to_hex().starts_with(&hit.hash);
    let mut reports = super::reports_of(path)?;
    reports.retain(|report| report.member == hit.member);
    let changed =
        || Failure::new(tr!("show-changed-away", path = format!("{path:?}")), Some(&tr!("show-update")));
    if reports.is_empty() {
        return Err(changed());
    }
    let target = Target::of(path, reports.remove(0));
    let mut target = if is_same {
        target.at(hit.byte_start, hit.line)
    } else {
        let sections = 0..target.report.sections.len();
        let same = |nth: &usize| target.report.heading_path(*nth) == hit.headings;
        let nth = sections.into_iter().find(same).ok_or_else(changed)?;
        let (byte, line) = (target.report.sections[nth].span.start, target.report.sections[nth].line);
        let mut target = target.at(byte, line);
        target.note = Some(tr!("show-changed-now", path = path.display().to_string()));
        target
    };
    target.matched = hit.matched.clone();
    Ok(target)
}

/// The part of a report that an address names, as the index knows it.
fn addressed(typed: &str, index: Option<&Path>) -> Result<Target, Failure> {
    if address::parse(typed).is_none() {
        return Err(Failure::new(tr!("show-nothing-called", typed = typed), Some(&tr!("show-forms"))));
    }
    let searcher = engine::open(&look::index_to_ask(None, index)?)?;
    let options = SearchOptions { limit: 1, explain: true, ..SearchOptions::default() };
    let answer = searcher.search(&Query::Text(typed.to_owned()), &options)?;
    let found = answer.hits.first().filter(|hit| hit.explanation.iter().any(|part| part.what == "address"));
    let Some(hit) = found else {
        let said = answer.notes.join("; ");
        let what = if said.is_empty() { tr!("show-no-part", typed = typed) } else { said };
        return Err(Failure::new(what, Some(&tr!("show-as-words"))));
    };
    let mut target = of_hit(&LastHit::of(hit))?;
    target.matched = Vec::new();
    target.note = (!answer.notes.is_empty()).then(|| answer.notes.join("\n")).or(target.note);
    Ok(target)
}
