//! Lines over years: a gap, and a grey ground, where a year tells nothing.

use super::lettering::Anchor;
use super::{Canvas, FAINT, MARGIN, RULE, SMALL_SIZE, WIDTH, colour, short, ticks, written};

/// Height of the ground that lines are drawn on.
const HEIGHT: f64 = 320.0;
/// The ground of a year without a report.
const NOTHING: &str = "#f0f0f0";
/// Years between two that are named at the axis.
const STEPS: [i32; 5] = [1, 2, 5, 10, 20];
/// Years up to which each has a dot.
const DOTTED_YEARS: usize = 80;

/// Draws the lines from `top` on and returns where the picture ends.
pub(super) fn draw(canvas: &mut Canvas<'_>, years: &[(i32, Vec<Option<f64>>)], top: f64) -> f64 {
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return top };
    let most = years.iter().flat_map(|(_, values)| values).flatten().copied().fold(0.0, f64::max);
    let marks = ticks(0.0, most);
    let greatest = marks.last().copied().unwrap_or(1.0);
    let names: Vec<String> = marks.iter().map(|mark| written(*mark)).collect();
    let wide = names.iter().map(|name| canvas.lettering.width(name, SMALL_SIZE)).fold(0.0, f64::max);
    let (left, right, bottom) = (MARGIN + wide + 10.0, WIDTH - MARGIN - 10.0, top + HEIGHT);
    let span = f64::from((last.0 - first.0).max(1));
    let year_width = (right - left) / (span + 1.0);
    let x = |year: i32| left + (f64::from(year - first.0) + 0.5) * year_width;
    let y = |value: f64| bottom - value / greatest * HEIGHT;
    for (year, values) in years {
        if values.iter().all(Option::is_none) {
            canvas.rectangle((x(*year) - year_width / 2.0, top), (year_width, HEIGHT), NOTHING, false);
        }
    }
    for (mark, name) in marks.iter().zip(&names) {
        canvas.line((left, y(*mark)), (right, y(*mark)), RULE);
        canvas.text((left - 8.0, y(*mark) + 4.0), SMALL_SIZE, Anchor::End, FAINT, name);
    }
    let room = canvas.lettering.width("2000", SMALL_SIZE) + 8.0;
    let step = STEPS.into_iter().find(|step| f64::from(*step) * year_width >= room).unwrap_or(STEPS[4]);
    for (year, _) in years.iter().filter(|(year, _)| year % step == 0) {
        canvas.line((x(*year), bottom), (x(*year), bottom + 5.0), FAINT);
        let name = year.to_string();
        canvas.text((x(*year), bottom + 20.0), SMALL_SIZE, Anchor::Middle, FAINT, &name);
    }
    canvas.line((left, bottom), (right, bottom), FAINT);
    let lines = years.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    for nth in 0..lines {
        let points: Vec<Option<(f64, f64)>> = years
            .iter()
            .map(|(year, values)| values.get(nth).copied().flatten().map(|value| (x(*year), y(value))))
            .collect();
        line(canvas, &points, colour(nth));
    }
    bottom + 24.0
}

/// A line with gaps; each value has a dot where there is room, so that one between two gaps is seen.
fn line(canvas: &mut Canvas<'_>, points: &[Option<(f64, f64)>], colour: &str) {
    for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
        let places = run.iter().flatten().map(|(x, y)| format!("{},{}", short(*x), short(*y)));
        let places: Vec<String> = places.collect();
        canvas.drawn.push_str(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n",
            places.join(" ")
        ));
    }
    let radius = if points.len() <= DOTTED_YEARS { 3.0 } else { 1.5 };
    for (x, y) in points.iter().flatten() {
        canvas.drawn.push_str(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\" fill=\"{colour}\"/>\n",
            short(*x),
            short(*y)
        ));
    }
}
