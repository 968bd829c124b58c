//! Ruled lines: which cell of a table a piece of a line stands in.

use std::collections::HashMap;

use super::Rule;

/// Stripes that a page is looked at in, so that the lines beside a character are found at once.
const STRIPES: f32 = 40.0;
/// A level line parts cells when it is at least this share of a cell's width; shorter ones underline words.
const WIDE: f32 = 0.8;

/// The ruled lines around a piece of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    /// To its left.
    pub(super) left: f32,
    /// To its right.
    pub(super) right: f32,
    /// Above it, if one spans the cell.
    top: Option<f32>,
    /// Whether there are more upright lines to its left or right: other cells, be they empty.
    pub(super) is_one_of_several: bool,
}

impl Cell {
    /// Returns whether both are the same cell, give or take `slack`.
    pub(super) fn is_same(&self, other: &Cell, slack: f32) -> bool {
        let near = |a: f32, b: f32| (a - b).abs() < slack;
        let parted = matches!((self.top, other.top), (Some(a), Some(b)) if !near(a, b));
        near(self.left, other.left) && near(self.right, other.right) && !parted
    }
}

/// Ruled lines, in stripes.
pub(super) struct Rules {
    stripe: f32,
    upright: HashMap<i32, Vec<Rule>>,
    /// From the top of the page down.
    level: Vec<Rule>,
}

impl Rules {
    /// Sorts the ruled lines of a page of this height.
    pub(super) fn new(rules: &[Rule], height: f32) -> Rules {
        let stripe = (height / STRIPES).max(1.0);
        let mut upright: HashMap<i32, Vec<Rule>> = HashMap::new();
        // Upright lines are more than twice as long as they are thick.
        for rule in rules.iter().filter(|rule| rule.y1 - rule.y0 > (rule.x1 - rule.x0) * 2.0) {
            // Clamped, since a broken file may draw a line a million pages long.
            let first = (rule.y0 / stripe).floor().clamp(-100.0, 1_000.0) as i32;
            let last = (rule.y1 / stripe).floor().clamp(-100.0, 1_000.0) as i32;
            for at in first..=last {
                upright.entry(at).or_default().push(*rule);
            }
        }
        let is_level = |rule: &&Rule| rule.x1 - rule.x0 > (rule.y1 - rule.y0) * 2.0;
        let mut level: Vec<Rule> = rules.iter().filter(is_level).copied().collect();
        level.sort_by(|a, b| a.y0.total_cmp(&b.y0));
        Rules { stripe, upright, level }
    }

    /// The places of upright lines beside text with its baseline at `y`.
    fn beside(&self, y: f32, size: f32) -> impl Iterator<Item = f32> {
        // The middle of the characters: a ruled line may touch their feet.
        let middle = y - size * 0.3;
        self.upright
            .get(&((middle / self.stripe).floor() as i32))
            .into_iter()
            .flatten()
            .filter(move |rule| rule.y0 <= middle && middle <= rule.y1)
            .map(|rule| (rule.x0 + rule.x1) / 2.0)
    }

    /// Returns whether an upright line stands between two places.
    pub(super) fn part(&self, from: f32, to: f32, y: f32, size: f32) -> bool {
        self.beside(y, size).any(|x| from - 0.3 * size < x && x < to + 0.3 * size)
    }

    /// Returns the cell of text between two places, if there is a line on either side.
    pub(super) fn cell(&self, x0: f32, x1: f32, y: f32, size: f32) -> Option<Cell> {
        let slack = 0.4 * size;
        let (mut left, mut right) = (f32::NEG_INFINITY, f32::INFINITY);
        for x in self.beside(y, size) {
            if x <= x0 + slack {
                left = left.max(x);
            } else if x >= x1 - slack {
                right = right.min(x);
            }
        }
        // A line on one side only is a bar beside the text.
        if !(left.is_finite() && right.is_finite()) {
            return None;
        }
        // Double lines are a size apart at most.
        let is_one_of_several = self.beside(y, size).any(|x| x < left - size || x > right + size);
        Some(Cell { left, right, top: self.above(left, right, y - size * 0.3), is_one_of_several })
    }

    /// The nearest level line above `y` that spans most of a cell.
    fn above(&self, left: f32, right: f32, y: f32) -> Option<f32> {
        let higher = &self.level[..self.level.partition_point(|rule| rule.y0 <= y)];
        let spans = |rule: &&Rule| rule.x1.min(right) - rule.x0.max(left) > WIDE * (right - left);
        higher.iter().rev().find(spans).map(|rule| rule.y0)
    }
}
