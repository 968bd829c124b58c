//! How far lines go: the ends of the column that a line stands in.

use std::collections::HashMap;

use super::lines::Line;
use super::{PageContent, Part};

/// Room between a ruled line and the text of a cell.
const CELL_PADDING: f32 = 0.7;
/// Lines that begin alike and reach a right end, from which on that end is usual.
const USUAL_MIN: usize = 5;
/// Such lines are longer than this share of the page's width.
const LONG: f32 = 0.3;
/// Of all lines that begin alike, one in this many must reach the end.
const USUAL_SHARE: usize = 6;

/// Whether a line tells how far lines go: it is text, and no table ends it.
fn is_free(line: &Line) -> bool {
    line.part == Part::Body && line.angle == 0 && line.cell.is_none()
}

/// Width of the page, size of a line and where it begins.
type Key = (i32, i32, i32);

/// The right ends of the lines of all pages, by their [`Key`]: a page of short lines and tables does not tell where
/// its lines would end.
pub(super) struct Margins {
    ends: HashMap<Key, HashMap<i32, usize>>,
}

fn key(width: f32, size: f32, left: f32) -> Key {
    (width.round() as i32, (size * 2.0).round() as i32, cell_of(left, size))
}

/// Half a character, the finest that margins are told apart by.
fn cell_of(x: f32, size: f32) -> i32 {
    (x / (0.5 * size).max(f32::MIN_POSITIVE)).round() as i32
}

impl Margins {
    /// Collects them.
    pub(super) fn of(lines: &[Vec<Line>], pages: &[PageContent]) -> Margins {
        let mut ends: HashMap<Key, HashMap<i32, usize>> = HashMap::new();
        for (lines, page) in lines.iter().zip(pages) {
            let is_long = |line: &&Line| is_free(line) && line.x1 - line.x0 > LONG * page.width;
            for line in lines.iter().filter(is_long) {
                let by_end = ends.entry(key(page.width, line.size, line.x0)).or_default();
                *by_end.entry(cell_of(line.x1, line.size)).or_default() += 1;
            }
        }
        Margins { ends }
    }

    /// Returns the furthest usual right end of lines of a size that begin at `left` on pages of a width.
    fn right(&self, width: f32, left: f32, size: f32) -> Option<f32> {
        let by_end = self.ends.get(&key(width, size, left))?;
        let all: usize = by_end.values().sum();
        // An end that few lines share is chance; of several that many share, the widest is the margin.
        let usual = by_end.iter().filter(|(_, count)| **count >= USUAL_MIN.max(all / USUAL_SHARE));
        usual.map(|(end, _)| *end as f32 * 0.5 * size).max_by(f32::total_cmp)
    }
}

/// Left and right ends of the lines of a page that are in no table.
pub(super) struct Column<'a> {
    /// Left end, right end, size.
    lines: Vec<(f32, f32, f32)>,
    width: f32,
    margins: &'a Margins,
}

impl<'a> Column<'a> {
    /// Collects them.
    pub(super) fn of(lines: &[Line], width: f32, margins: &'a Margins) -> Column<'a> {
        let lines = lines.iter().filter(|line| is_free(line)).map(|line| (line.x0, line.x1, line.size));
        Column { lines: lines.collect(), width, margins }
    }

    /// Returns the ends of the column that a line stands in: its cell, or the lines of its size above and below, and
    /// those of other pages that begin where they do.
    pub(super) fn around(&self, line: &Line) -> (f32, f32) {
        if let Some(cell) = line.cell {
            let room = CELL_PADDING * line.size;
            return (cell.left + room, cell.right - room);
        }
        // Lines of the same column lie over half of one another and have the same size.
        let half = (line.x1 - line.x0) / 2.0;
        let fellows = self.lines.iter().filter(|(x0, x1, size)| {
            (size - line.size).abs() < 0.1 * line.size
                && x1.min(line.x1) - x0.max(line.x0) >= half.min((x1 - x0) / 2.0)
        });
        let ends = |(left, right): (f32, f32), (x0, x1, _): &(f32, f32, f32)| (left.min(*x0), right.max(*x1));
        let (left, right) = fellows.clone().fold((line.x0, line.x1), ends);
        let usual = self.margins.right(self.width, left, line.size);
        let right = usual.map_or(right, |usual| usual.max(right));
        // One line alone does not tell where lines end: margins are mostly alike.
        let full = fellows.filter(|(_, x1, _)| right - x1 < line.size).count();
        if full < 2 && usual.is_none() {
            return (left, right.max(self.width - left));
        }
        (left, right)
    }
}
