//! The order of reading. Files mostly paint in it; where a page does not, columns and rows decide.

use std::collections::HashSet;

use super::lines::{Line, lines_by_place};
use super::{Glyph, PageContent, Part};

/// Steps back up the page, in a hundred lines, that are too many for an order of reading.
const DISORDER_PERCENT: usize = 20;
/// Fewest steps back that put a page out of order.
const DISORDER_MIN: usize = 3;

/// Returns the pieces of lines of a page in the order of reading.
pub(super) fn in_order(painted: Vec<Line>, page: &PageContent) -> Vec<Line> {
    let steps = steps_back(&painted);
    // Most files paint in reading order, which knows more than places do; only a file that jumps is sorted.
    if (steps < DISORDER_MIN || steps * 100 < DISORDER_PERCENT * painted.len()) && !fills_a_form(page) {
        return painted;
    }
    let mut placed = Vec::with_capacity(painted.len());
    let mut lines = lines_by_place(page);
    // What is turned or laid over is read after the rest.
    let aside: Vec<Line> = lines.extract_if(.., |line| line.angle != 0 || line.part != Part::Body).collect();
    columns(lines, &mut placed, 0);
    placed.extend(aside);
    placed
}

/// Whether what is painted last stands in the lines of a form that was painted before: each value beside its label.
fn fills_a_form(page: &PageContent) -> bool {
    let (form, values) = page.glyphs.split_at(page.template_glyphs.min(page.glyphs.len()));
    let is_text =
        |glyph: &&Glyph| glyph.angle == 0 && glyph.part == Part::Body && !glyph.character.is_whitespace();
    // A row's height, so that characters of one row are found near each other.
    let row = |glyph: &Glyph| (glyph.y / glyph.size.max(f32::MIN_POSITIVE)).round() as i32;
    let labels: HashSet<i32> = form.iter().filter(is_text).map(row).collect();
    !labels.is_empty() && values.iter().filter(is_text).any(|value| labels.contains(&row(value)))
}

/// Counts steps to a line that stands above, or into, the one before it.
fn steps_back(lines: &[Line]) -> usize {
    lines
        .windows(2)
        .filter(|pair| {
            let (a, b) = (&pair[0], &pair[1]);
            if a.angle != b.angle
                || a.part != b.part
                || a.cell.is_some() && b.cell.is_some() && a.cell != b.cell
            {
                return false;
            }
            let overlap = a.x1.min(b.x1) - a.x0.max(b.x0);
            let up = a.y - b.y;
            let same_row = up.abs() < 0.3 * a.size.min(b.size);
            let over = overlap > 0.5 * a.size.min(b.size) && up > 0.5 * a.size;
            let leftwards = same_row && b.x0 < a.x0;
            over || leftwards
        })
        .count()
}

/// Cuts at empty bands, across first and then down, until nothing is to be cut; then reads by rows.
fn columns(mut lines: Vec<Line>, out: &mut Vec<Line>, depth: usize) {
    // Each cut parts the lines: thirty in one another are no page.
    if lines.len() > 1 && depth < 30 {
        for cut in [cut_down, cut_across] {
            if let Some((first, rest)) = cut(&lines) {
                columns(first, out, depth + 1);
                columns(rest, out, depth + 1);
                return;
            }
        }
    }
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    for row in lines.chunk_by_mut(|a, b| (a.y - b.y).abs() < 0.35 * a.size.min(b.size)) {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    out.extend(lines);
}

/// Cuts into a left and a right column, both of several lines, at the widest empty band.
fn cut_down(lines: &[Line]) -> Option<(Vec<Line>, Vec<Line>)> {
    // A table is read by rows, whatever gaps run down it.
    if lines.iter().any(|line| line.cell.is_some()) {
        return None;
    }
    let mut spans: Vec<(f32, f32)> = lines.iter().map(|line| (line.x0, line.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut reach, mut best) = (spans[0].1, (0.0, 0.0));
    for (x0, x1) in spans {
        if x0 - reach > best.0 {
            best = (x0 - reach, (x0 + reach) / 2.0);
        }
        reach = reach.max(x1);
    }
    let size = lines.iter().map(|line| line.size).fold(f32::INFINITY, f32::min);
    if best.0 < 0.9 * size {
        return None;
    }
    let (left, right): (Vec<Line>, Vec<Line>) = lines.iter().cloned().partition(|line| line.x1 <= best.1);
    let text =
        |side: &[Line]| side.iter().map(|line| line.text.chars().count()).sum::<usize>() / side.len().max(1);
    // Columns of text have long lines; a table without ruled lines has short ones and is read by rows.
    (left.len() > 2 && right.len() > 2 && text(&left) >= 8 && text(&right) >= 8).then_some((left, right))
}

/// Cuts into an upper and a lower part where that lets one of them be cut into columns.
fn cut_across(lines: &[Line]) -> Option<(Vec<Line>, Vec<Line>)> {
    let mut sorted: Vec<&Line> = lines.iter().collect();
    sorted.sort_by(|a, b| a.y.total_cmp(&b.y));
    let (left, right) = sorted
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(l, r), line| (l.min(line.x0), r.max(line.x1)));
    let middle = (left + right) / 2.0;
    let spanning = |line: &Line| line.x0 < middle && line.x1 > middle;
    // A heading over two columns parts what stands above it from what stands below.
    let at = (1..sorted.len()).find(|&at| {
        spanning(sorted[at - 1]) != spanning(sorted[at])
            && sorted[at].y - sorted[at - 1].y > 0.5 * sorted[at].size
    })?;
    let y = (sorted[at - 1].y + sorted[at].y) / 2.0;
    Some(lines.iter().cloned().partition(|line| line.y <= y))
}
