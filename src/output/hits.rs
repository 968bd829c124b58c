//! Hits for people: rank, title and heading path, where it stands, the best part, and the closing count.

use std::io::{self, Write};
use std::path::Path;

use indicatif::HumanCount;
use unicode_width::UnicodeWidthStr;

use crate::search::{Answer, FileState, Hit, ScorePart};

use super::layout::{MARGIN, Screen, fitted, shortened_left, shown_path};
use super::tree::qualified;

const BETWEEN: &str = " › ";
/// Further files of the same text that are named; the rest is counted (`--json` names all).
const OTHERS_SHOWN: usize = 9;

/// Writes all hits of an answer and the count that closes it. `here` is the folder that paths are shown from.
///
/// # Errors
/// What the writer says.
pub fn write_answer(
    out: &mut dyn Write,
    answer: &Answer,
    screen: Screen,
    here: Option<&Path>,
) -> io::Result<()> {
    // Narrower than 20 columns nothing can be read: lines may wrap then.
    let width = screen.columns.map_or(usize::MAX, |columns| columns.saturating_sub(MARGIN.len()).max(20));
    for hit in &answer.hits {
        write_hit(out, hit, View { screen, here, width })?;
    }
    if answer.hits.is_empty() { Ok(()) } else { writeln!(out, "{}", closing_line(answer)) }
}

/// Writes the count alone.
///
/// # Errors
/// What the writer says.
pub fn write_count(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    writeln!(out, "{}", totals(answer))
}

/// Where hits are shown.
#[derive(Clone, Copy)]
struct View<'a> {
    screen: Screen,
    /// The folder that paths are shown from.
    here: Option<&'a Path>,
    /// Columns of a line after the margin.
    width: usize,
}

fn write_hit(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    let View { screen, width, .. } = view;
    let mut parts: Vec<String> = vec![qualified(&hit.report, &hit.report_qualifier)];
    parts.extend(hit.heading_path.iter().cloned());
    let parts: Vec<String> = parts.iter().map(|part| crate::text::harmless_line(part)).collect();
    // Control characters are gone already, so that widths are those of what is shown.
    let parts = fitted(&parts, BETWEEN.width(), width);
    let path = match parts.split_last() {
        Some((last, above)) if !above.is_empty() => {
            format!("{}{BETWEEN}{}", above.join(BETWEEN), screen.title(last))
        }
        _ => screen.title(&parts.concat()),
    };
    writeln!(out, "{:>2}  {path}", hit.rank)?;
    write_place(out, hit, view)?;
    // Without colour the brackets of the marks take room too.
    let lines = screen.marked_lines(&hit.snippet.text, &hit.snippet.marks, width);
    for line in lines {
        writeln!(out, "{MARGIN}{line}")?;
    }
    let state = match hit.state {
        FileState::AsIndexed => None,
        FileState::Changed { found: true } => {
            Some("已变更: changed since it was indexed; this text still stands in it")
        }
        FileState::Changed { found: false } => {
            Some("已变更: changed since it was indexed; this text was not found in it again")
        }
        FileState::Gone => Some("已删除: gone since it was indexed"),
    };
    if let Some(state) = state {
        writeln!(out, "{MARGIN}{}", screen.dim(&format!("({state})")))?;
    }
    for part in &hit.explanation {
        writeln!(out, "{MARGIN}{}", screen.dim(&explained(part)))?;
    }
    if hit.remark {
        writeln!(out, "{MARGIN}{}", screen.dim("(kept out of the passages; see `xunzhang outline`)"))?;
    }
    write_others(out, hit, view)
}

/// The other files that hold the same report.
fn write_others(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    let View { screen, here, width } = view;
    // The first place is that of the hit itself.
    for other in hit.places.iter().skip(1).take(OTHERS_SHOWN) {
        let gone = if other.gone { " (已删除: gone)" } else { "" };
        let room = width.saturating_sub("also in ".len() + gone.width());
        let path = shortened_left(&shown_path(&other.path, here), room);
        writeln!(out, "{MARGIN}{}", screen.dim(&format!("also in {path}{gone}")))?;
    }
    match hit.places.len().saturating_sub(1 + OTHERS_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "{MARGIN}{}", screen.dim(&format!("and in {}", counted(more, "more file")))),
    }
}

/// The path and location on one line, with the score at the right edge where there is one.
fn write_place(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    let View { screen, here, width } = view;
    let member = hit.places[0].member.as_ref().map(|member| format!("!/{member}")).unwrap_or_default();
    let inside = crate::text::harmless_line(&format!("{member}:{}", hit.location));
    let score = format!("score {:.1}", hit.score);
    // The end of a path says most, and the line must not wrap: what is cut off is the beginning.
    let room = width.saturating_sub(score.width() + 2);
    let place = shortened_left(&format!("{}{inside}", shown_path(&hit.places[0].path, here)), room);
    let used = place.width() + score.width();
    let gap = if screen.columns.is_some() && used + 2 <= width { width - used } else { 2 };
    writeln!(out, "{MARGIN}{}{:gap$}{}", screen.place(&place), "", screen.dim(&score))
}

/// A summand of the score: `+ 12.31  word 教师 (3 in the text, +0.8 in headings and title, weight 4.20)`.
fn explained(part: &ScorePart) -> String {
    let worth =
        format!("{}{:>6.2}  {}", if part.worth < 0.0 { '-' } else { '+' }, part.worth.abs(), part.what);
    let Some(text) = &part.text else { return worth };
    let named =
        if part.named > 0.0 { format!(", {:+.2} in headings and title", part.named) } else { String::new() };
    let of = part.of.as_ref().map(|of| format!(" for {}", crate::text::harmless_line(of)));
    let of = of.unwrap_or_default();
    let (text, count, weight) = (crate::text::harmless_line(text), part.count, part.weight);
    format!("{worth} {text}{of} ({count} in the text{named}, weight {weight:.2})")
}

fn closing_line(answer: &Answer) -> String {
    // Neighbours of one section are shown as one hit.
    let joined = answer.complete && answer.passages.is_exact() && answer.hits.len() < answer.passages.count;
    let joined = if joined { " (neighbours joined)" } else { "" };
    format!("{}{joined} of {}", answer.hits.len(), totals(answer))
}

fn totals(answer: &Answer) -> String {
    let in_reports = match answer.reports {
        total if total.is_exact() => format!(" in {}", counted(total.count, "report")),
        // How many reports hold what was not looked at is not known.
        _ => String::new(),
    };
    let passages = answer.passages;
    format!("{}{}{in_reports}", passages.prefix(), counted(passages.count, "passage"))
}

/// Returns a number with its noun in the plural where needed.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number with its thousands parted.
pub(super) fn grouped(count: usize) -> String {
    HumanCount(count as u64).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::search::{Certainty, Place, Snippet, Total};

    fn hit(paths: &[&str]) -> Hit {
        Hit {
            rank: 1,
            score: 21.44,
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
            explanation: vec![],
        }
    }

    fn shown(columns: Option<usize>, paths: &[&str]) -> String {
        let total = |count| Total { count, certainty: Certainty::About };
        let answer = Answer {
            hits: vec![hit(paths)],
            passages: total(1_340),
            reports: total(27),
            complete: false,
            notes: vec![],
        };
        let mut out = Vec::new();
        let screen = Screen { colour: false, columns };
        write_answer(&mut out, &answer, screen, Some(Path::new("/r"))).expect("memory takes every byte");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_hit_says_all_that_is_needed() {
        let wanted = " 1  自评报告 › 二、发展情况 › 四是切实减轻教师负担\n    a.txt:22  score 21.4\n    \
                      【减轻教师负担】。\n    also in b.txt\n1 of about 1,340 passages\n";
        assert_eq!(shown(None, &["/r/a.txt", "/r/b.txt"]), wanted);
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let long = format!("/r/{}/2024年度/工作报告.txt", "很长的文件夹名".repeat(12));
        for columns in [30, 40, 60, 80] {
            let text = shown(Some(columns), &[&long, &long]);
            assert!(text.lines().all(|line| line.width() <= columns), "{columns}:\n{text}");
            assert!(text.contains(".txt:22  score 21.4\n") && text.contains("作报告.txt\n"), "{text}");
        }
    }

    #[test]
    fn numbers_are_parted_in_thousands() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
