//! Hits for people, three lines each: title and headings, the best part, where it stands; and the closing count.

use std::io::{self, Write};
use std::path::Path;

use unicode_width::UnicodeWidthStr;

use crate::language::{self, tr};
use crate::search::{Answer, FileState, Hit};
use crate::text::harmless_line;

use super::also::write_also;
use super::excerpt::{Excerpt, Extent, excerpts};
use super::explain::explained;
use super::layout::{MARGIN, Screen, shown_path};
use super::place::shown_location;
use super::tree::qualified;

/// Further files of the same text that are named; the rest is counted (`--json` names all).
const OTHERS_SHOWN: usize = 9;

/// What stands together on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    /// Nothing: the best hit first.
    #[default]
    None,
    /// Hits of one report, under its title.
    Report,
    /// Hits of one section: the best stands for all.
    Section,
}

/// Where and how hits are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct View<'a> {
    /// The screen.
    pub screen: Screen,
    /// The folder that paths are shown from.
    pub here: Option<&'a Path>,
    /// How much of each hit's text.
    pub extent: Extent,
    /// What stands together.
    pub group: Group,
}

/// Writes the hits of an answer and the count that closes it: all of them, or as many as the screen has rows for.
///
/// # Errors
/// What the writer says.
pub fn write_answer(out: &mut dyn Write, answer: &Answer, view: View<'_>) -> io::Result<()> {
    if answer.hits.is_empty() {
        return Ok(());
    }
    let (mut rows, mut shown) = (0, 0);
    for (nth, block) in blocks(answer, view)?.into_iter().enumerate() {
        rows += view.screen.rows_of(&block.text);
        // The closing line needs one too.
        if nth > 0 && view.screen.rows.is_some_and(|most| rows + 1 > most) {
            break;
        }
        shown += block.hits;
        out.write_all(&block.text)?;
    }
    let more = match answer.hits.len() - shown {
        0 => String::new(),
        more => tr!("hits-more", count = more, all = answer.hits.len().to_string()),
    };
    writeln!(out, "{}{more}", closing_line(answer, shown))
}

/// Writes the count alone.
///
/// # Errors
/// What the writer says.
pub fn write_count(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    writeln!(out, "{}", totals(answer))
}

/// What is shown whole or not at all.
struct Block {
    text: Vec<u8>,
    hits: usize,
}

fn blocks(answer: &Answer, view: View<'_>) -> io::Result<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut seen: Vec<Key<'_>> = Vec::new();
    for hit in &answer.hits {
        let key = key(hit, view.group);
        let known = key.as_ref().is_some_and(|key| seen.contains(key));
        if known && view.group == Group::Section {
            // The block of the section counts it.
            if let Some(block) = blocks.iter_mut().zip(&seen).find(|(_, one)| Some(*one) == key.as_ref()) {
                block.0.hits += 1;
            }
            continue;
        }
        if known && view.group == Group::Report {
            continue;
        }
        let mut text = Vec::new();
        let mut hits = 1;
        if view.group == Group::Report {
            let same: Vec<&Hit> = answer
                .hits
                .iter()
                .filter(|other| key.is_some() && self::key(other, view.group) == key)
                .collect();
            hits = same.len();
            write_report(&mut text, &same, view)?;
        } else {
            write_hit(&mut text, hit, view)?;
        }
        seen.extend(key);
        blocks.push(Block { text, hits });
    }
    Ok(blocks)
}

/// What hits of one group have in common: the file and the name in it, and the headings.
type Key<'a> = (&'a Path, Option<&'a str>, &'a [String]);

fn key(hit: &Hit, group: Group) -> Option<Key<'_>> {
    let place = &hit.places[0];
    let report = (place.path.as_path(), place.member.as_deref());
    match group {
        Group::None => None,
        Group::Report => Some((report.0, report.1, &[])),
        Group::Section => Some((report.0, report.1, &hit.heading_path)),
    }
}

/// Hits of one report: its title and path once, then each section with its best part and where in the file it stands.
fn write_report(out: &mut dyn Write, hits: &[&Hit], view: View<'_>) -> io::Result<()> {
    let Some(first) = hits.first() else { return Ok(()) };
    let screen = view.screen;
    let title = harmless_line(&qualified(&first.report, &first.report_qualifier));
    writeln!(out, "{}", screen.headline(&title, &[], screen.width()))?;
    writeln!(out, "{}", linked_place(first, "", view))?;
    for hit in hits {
        let headings: Vec<String> = hit.heading_path.iter().map(|part| harmless_line(part)).collect();
        let location = harmless_line(&shown_location(&hit.location));
        let location = format!(":{location}");
        let room = screen.width().saturating_sub(location.width() + 2);
        let heading = match headings.split_first() {
            Some((first, rest)) => screen.headline(first, rest, room),
            None => screen.headline(&title, &[], room),
        };
        writeln!(out, "{:>2}  {heading}  {}", hit.rank, screen.place(&location))?;
        write_body(out, hit, view)?;
        write_remarks(out, hit, view)?;
    }
    Ok(())
}

fn write_hit(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    let screen = view.screen;
    let title = harmless_line(&qualified(&hit.report, &hit.report_qualifier));
    let headings: Vec<String> = hit.heading_path.iter().map(|part| harmless_line(part)).collect();
    let rank = format!("{:>2}  ", hit.rank);
    let room = (screen.width().saturating_add(MARGIN.len())).saturating_sub(rank.len());
    writeln!(out, "{rank}{}", screen.headline(&title, &headings, room))?;
    write_body(out, hit, view)?;
    write_place(out, hit, view)?;
    write_remarks(out, hit, view)
}

fn write_body(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    for Excerpt { text, marks } in excerpts(hit, view.extent) {
        for line in view.screen.marked_lines(&text, &marks, view.screen.width()) {
            writeln!(out, "{MARGIN}{line}")?;
        }
    }
    Ok(())
}

/// What else says the same, what became of the file, and what the score is made of.
fn write_remarks(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    write_also(out, hit, view)?;
    let screen = view.screen;
    let state = match hit.state {
        FileState::AsIndexed => None,
        FileState::Changed { found: true } => Some(&tr!("hits-changed-still")),
        FileState::Changed { found: false } => Some(&tr!("hits-changed-lost")),
        FileState::Gone => Some(&tr!("hits-gone-since")),
    };
    if let Some(state) = state {
        writeln!(out, "{MARGIN}{}", screen.dim(&format!("({state})")))?;
    }
    if !hit.explanation.is_empty() {
        writeln!(out, "{MARGIN}{}", screen.dim(&tr!("hits-score", score = format!("{:.1}", hit.score))))?;
    }
    for part in &hit.explanation {
        writeln!(out, "{MARGIN}{}", screen.dim(&explained(part)))?;
    }
    if hit.remark {
        writeln!(out, "{MARGIN}{}", screen.dim(&tr!("hits-kept-out")))?;
    }
    Ok(())
}

/// The path and location, whole so that it can be opened; on a terminal with the number of other files that hold the same
/// report, elsewhere with their names.
fn write_place(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    let View { screen, here, .. } = view;
    let location = harmless_line(&format!(":{}", shown_location(&hit.location)));
    let others = hit.places.len() - 1;
    let is_known = hit.places[1..].iter().all(|other| !other.gone);
    if screen.columns.is_some() && is_known && others > 0 {
        let also = tr!("hits-also-in-files", others = tr!("count-other-files", count = others));
        let fits = place_text(hit, &location, view).width() + also.len() <= screen.width();
        let also = if fits { screen.dim(&also) } else { String::new() };
        return writeln!(out, "{MARGIN}{}{also}", linked_place(hit, &location, view));
    }
    writeln!(out, "{MARGIN}{}", linked_place(hit, &location, view))?;
    for other in hit.places.iter().skip(1).take(OTHERS_SHOWN) {
        let gone = if other.gone { &tr!("hits-gone") } else { "" };
        let path = shown_path(&other.path, here);
        writeln!(out, "{MARGIN}{}", screen.dim(&tr!("hits-also-in", path = path, gone = gone)))?;
    }
    match others.saturating_sub(OTHERS_SHOWN) {
        0 => Ok(()),
        more => writeln!(
            out,
            "{MARGIN}{}",
            screen.dim(&tr!("hits-and-in", more = tr!("count-more-files", count = more)))
        ),
    }
}

fn place_text(hit: &Hit, location: &str, view: View<'_>) -> String {
    let place = &hit.places[0];
    let member =
        place.member.as_ref().map(|member| harmless_line(&format!("!/{member}"))).unwrap_or_default();
    format!("{}{member}{location}", shown_path(&place.path, view.here))
}

fn linked_place(hit: &Hit, location: &str, view: View<'_>) -> String {
    let shown = place_text(hit, location, view);
    view.screen.linked(&view.screen.place(&shown), &hit.places[0].path, hit.line_match)
}

fn closing_line(answer: &Answer, shown: usize) -> String {
    // Neighbours of one section are shown as one hit.
    let folded = answer
        .hits
        .iter()
        .any(|hit| !hit.also.copies.is_empty() || hit.also.versions > 0 || hit.also.reports > 0);
    let joined =
        !folded && answer.complete && answer.passages.is_exact() && answer.hits.len() < answer.passages.count;
    let joined = match (joined, folded) {
        (true, _) => &tr!("hits-joined"),
        (_, true) => &tr!("hits-folded"),
        _ => "",
    };
    tr!("hits-closing", shown = grouped(shown), joined = joined, answer = totals(answer))
}

fn totals(answer: &Answer) -> String {
    let in_reports = match answer.reports {
        total if total.is_exact() => {
            tr!("hits-in-reports", reports = tr!("count-reports", count = total.count))
        }
        // How many reports hold what was not looked at is not known.
        _ => String::new(),
    };
    let passages = answer.passages;
    let all = format!("{}{}", passages.prefix(), tr!("count-passages", count = passages.count));
    tr!("hits-totals", passages = all, reports = in_reports)
}

/// Returns a number with its noun in the plural where needed.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number with its thousands parted.
pub(super) fn grouped(count: usize) -> String {
    language::grouped(count as f64)
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::search::{Certainty, Place, Snippet, Total};

    /// A hit in these files.
    pub(in crate::output) fn hit(paths: &[&str]) -> Hit {
        Hit {
            rank: 1,
            score: 21.44,
            record: 0,
            key: String::new(),
            report: "自评报告".to_owned(),
            report_qualifier: String::new(),
            facts: None,
            heading_path: vec!["二、发展情况".to_owned(), "四是切实减轻教师负担".to_owned()],
            places: paths
                .iter()
                .map(|path| Place { path: PathBuf::from(path), ..Place::default() })
                .collect(),
            elsewhere: false,
            line_start: 20,
            line_end: 23,
            line_match: 22,
            location: crate::text::Location::Line { line: 22 },
            byte_start: 0,
            byte_end: 9,
            state: FileState::AsIndexed,
            remark: false,
            text: "减轻教师负担。".to_owned(),
            matches: vec![(0, 6)],
            snippet: Snippet { text: "减轻教师负担。".to_owned(), marks: vec![(0, 6)] },
            version: None,
            repealed: None,
            group: None,
            also: crate::search::Also::default(),
            folded: vec![],
            explanation: vec![],
        }
    }

    fn shown(screen: Screen, paths: &[&str]) -> String {
        let total = |count| Total { count, certainty: Certainty::About };
        let answer = Answer {
            hits: vec![hit(paths)],
            passages: total(1_340),
            reports: total(27),
            complete: false,
            notes: vec![],
        };
        let mut out = Vec::new();
        let view = View { screen, here: Some(Path::new("/r")), ..View::default() };
        write_answer(&mut out, &answer, view).expect("memory takes every byte");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_hit_says_all_that_is_needed() {
        let wanted = " 1  自评报告 › 二、发展情况 › 四是切实减轻教师负担\n    【减轻教师负担】。\n    \
                      a.txt:22\n    also in b.txt\n1 of about 1,340 passages\n";
        assert_eq!(shown(Screen::default(), &["/r/a.txt", "/r/b.txt"]), wanted);
        let screen = Screen { columns: Some(80), ..Screen::default() };
        assert!(shown(screen, &["/r/a.txt", "/r/b.txt"]).contains("    a.txt:22  (also in 1 other file)\n"));
    }

    #[test]
    fn on_a_screen_a_hit_has_three_lines_none_too_wide_and_its_path_is_whole() {
        let long = format!("/r/{}/2024年度/工作报告.txt", "很长的文件夹名".repeat(12));
        for columns in [30, 40, 60, 80] {
            let text = shown(Screen { columns: Some(columns), ..Screen::default() }, &[&long, &long]);
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines.len(), 4, "{columns}:\n{text}");
            assert!([0, 1, 3].iter().all(|nth| lines[*nth].width() <= columns), "{columns}:\n{text}");
            assert_eq!(lines[2], format!("    {}:22", &long["/r/".len()..]));
        }
    }

    #[test]
    fn hits_that_have_no_room_are_counted() {
        let total = Total { count: 5, certainty: Certainty::Counted };
        let hits = (0..5).map(|nth| Hit { rank: nth + 1, ..hit(&["/r/a.txt"]) }).collect();
        let answer = Answer { hits, passages: total, reports: total, complete: true, notes: vec![] };
        let said = |group, rows| {
            let screen = Screen { columns: Some(80), rows, ..Screen::default() };
            let mut out = Vec::new();
            write_answer(&mut out, &answer, View { screen, group, ..View::default() }).expect("memory");
            String::from_utf8(out).expect("text")
        };
        let few = said(Group::None, Some(8));
        assert!(few.ends_with("2 of 5 passages in 5 reports; 3 more hits: -n 5\n"), "{few}");
        assert_eq!((few.lines().count(), said(Group::None, None).lines().count()), (7, 16));
        assert_eq!(said(Group::Report, None).matches("自评报告").count(), 1);
        assert_eq!(said(Group::Section, None).lines().count(), 4);
    }

    #[test]
    fn numbers_are_parted_in_thousands() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
