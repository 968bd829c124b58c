//! Rows of bars: labels at the left, values as they are written at the right of each bar, a range in a fainter colour.

use super::lettering::Anchor;
use super::{BarRow, Canvas, FAINT, INK, MARGIN, RULE, SMALL_SIZE, TEXT_SIZE, WIDTH, colour, ticks, written};

/// Height of a bar.
const BAR: f64 = 16.0;
/// Room between rows.
const GAP: f64 = 8.0;
/// Most room for labels, and for the values beside bars.
const LABEL_WIDTH_MAX: f64 = 300.0;
const VALUE_WIDTH_MAX: f64 = 160.0;

/// Draws the rows from `top` on and returns where the picture ends.
pub(super) fn draw(canvas: &mut Canvas<'_>, rows: &[BarRow], top: f64) -> f64 {
    let bars = || rows.iter().flat_map(|row| &row.bars);
    let least = bars().map(|bar| bar.low.min(bar.high)).fold(0.0, f64::min);
    let most = bars().map(|bar| bar.low.max(bar.high)).fold(0.0, f64::max);
    let marks = ticks(least, most);
    let (from, to) = (marks.first().copied().unwrap_or(0.0), marks.last().copied().unwrap_or(1.0));
    let widest = |canvas: &Canvas<'_>, texts: &mut dyn Iterator<Item = &String>, size, most| {
        texts.map(|text| canvas.lettering.width(text, size)).fold(0.0, f64::max).min(most)
    };
    let label_room =
        widest(canvas, &mut rows.iter().map(|row| &row.label), TEXT_SIZE, LABEL_WIDTH_MAX).max(20.0);
    let value_room = widest(canvas, &mut bars().map(|bar| &bar.printed), SMALL_SIZE, VALUE_WIDTH_MAX);
    let (left, right) = (MARGIN + label_room + 12.0, WIDTH - MARGIN - value_room - 8.0);
    let x = |value: f64| left + (value - from) / (to - from) * (right - left);
    let height: f64 = rows.iter().map(|row| row.bars.len().max(1) as f64 * BAR + GAP).sum();
    let bottom = top + height;
    for mark in &marks {
        canvas.line((x(*mark), top), (x(*mark), bottom), RULE);
        canvas.text((x(*mark), bottom + 18.0), SMALL_SIZE, Anchor::Middle, FAINT, &written(*mark));
    }
    let mut y = top + GAP / 2.0;
    for row in rows {
        let own = row.bars.len().max(1) as f64 * BAR;
        let label = canvas.lettering.fitted(&row.label, TEXT_SIZE, label_room);
        canvas.text((left - 12.0, y + own / 2.0 + 5.0), TEXT_SIZE, Anchor::End, INK, &label);
        for (nth, bar) in row.bars.iter().enumerate() {
            let at = y + nth as f64 * BAR;
            let (low, high) = (bar.low.min(bar.high), bar.low.max(bar.high));
            // To the value that is nearest to 0, then on to the other one.
            let (near, far) = if high < 0.0 { (high, low) } else { (low.max(0.0), high) };
            let (begin, end) = (x(0.0).min(x(near)), x(0.0).max(x(near)));
            canvas.rectangle((begin, at + 1.0), (end - begin, BAR - 2.0), colour(nth), false);
            let (begin, end) = (x(near).min(x(far)), x(near).max(x(far)));
            canvas.rectangle((begin, at + 1.0), (end - begin, BAR - 2.0), colour(nth), true);
            let printed = canvas.lettering.fitted(&bar.printed, SMALL_SIZE, VALUE_WIDTH_MAX);
            let beside = (x(high.max(0.0)) + 6.0, at + BAR / 2.0 + 4.0);
            canvas.text(beside, SMALL_SIZE, Anchor::Start, INK, &printed);
        }
        y += own + GAP;
    }
    canvas.line((x(0.0), top), (x(0.0), bottom), FAINT);
    bottom + 22.0
}
