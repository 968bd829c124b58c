//! Charts as SVG pictures that look the same everywhere: text is drawn as outlines where a font was handed in that has its
//! characters (`lettering.rs`), lines over years (`lines.rs`), bars for anything else (`bars.rs`), what is drawn of a trend and
//! of figures (`of.rs`).

mod bars;
mod lettering;
mod lines;
mod of;

use std::io::{self, Write};

use crate::text::harmless_line;

use lettering::{Anchor, Lettering};

pub use lettering::is_chinese_font;
pub use of::{figures_chart, trend_chart};

/// Width of a picture, in its own units; a viewer scales it as it likes.
const WIDTH: f64 = 960.0;
/// Room at each side.
const MARGIN: f64 = 24.0;
const TITLE_SIZE: f64 = 20.0;
const TEXT_SIZE: f64 = 14.0;
const SMALL_SIZE: f64 = 12.0;
/// Colours that people with any colour vision tell apart (Okabe and Ito 2008, Color Universal Design).
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const INK: &str = "#222222";
const FAINT: &str = "#666666";
const RULE: &str = "#dddddd";

/// What a picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// What its numbers count.
    pub unit: String,
    /// Sentences below it.
    pub notes: Vec<String>,
    /// Names of its colours, in their order; with one colour none is shown.
    pub legend: Vec<String>,
    /// What is drawn.
    pub form: Form,
}

/// The two kinds of charts.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A line for each colour over years: the value of each year, `None` for a year that tells nothing.
    Lines(Vec<(i32, Vec<Option<f64>>)>),
    /// Rows of bars.
    Bars(Vec<BarRow>),
}

impl Default for Form {
    fn default() -> Form {
        Form::Bars(Vec::new())
    }
}

/// What stands side by side in one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarRow {
    /// What the row is of.
    pub label: String,
    /// A bar for each colour.
    pub bars: Vec<Bar>,
}

/// A bar from 0 to its value, or to a range of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// The least value.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// The value as it is written beside the bar.
    pub printed: String,
}

/// Writes a chart. `font` holds the bytes of a font file, or of a collection of fonts; without one, or for characters that
/// it has not, the viewer's fonts are asked.
///
/// # Errors
/// What the writer says.
pub fn write_chart(out: &mut dyn Write, chart: &Chart, font: Option<&[u8]>) -> io::Result<()> {
    let mut canvas = Canvas { lettering: Lettering::new(font), drawn: String::new() };
    let mut y = MARGIN + TITLE_SIZE;
    let title = canvas.lettering.fitted(&chart.title, TITLE_SIZE, WIDTH - 2.0 * MARGIN);
    canvas.text((MARGIN, y), TITLE_SIZE, Anchor::Start, INK, &title);
    y += TEXT_SIZE + 10.0;
    canvas.text((MARGIN, y), SMALL_SIZE, Anchor::Start, FAINT, &chart.unit);
    if chart.legend.len() > 1 {
        y = canvas.legend(&chart.legend, y + TEXT_SIZE + 10.0);
    }
    y += 18.0;
    y = match &chart.form {
        Form::Lines(years) => lines::draw(&mut canvas, years, y),
        Form::Bars(rows) => bars::draw(&mut canvas, rows, y),
    };
    for note in &chart.notes {
        y += SMALL_SIZE + 8.0;
        let note = canvas.lettering.fitted(note, SMALL_SIZE, WIDTH - 2.0 * MARGIN);
        canvas.text((MARGIN, y), SMALL_SIZE, Anchor::Start, FAINT, &note);
    }
    let height = (y + MARGIN).ceil();
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-label=\"{0}\">\n<title>{0}</title>",
        escaped(&chart.title)
    )?;
    writeln!(out, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")?;
    write!(out, "{}{}", canvas.lettering.definitions(), canvas.drawn)?;
    writeln!(out, "</svg>")
}

/// A picture while it is drawn.
struct Canvas<'f> {
    lettering: Lettering<'f>,
    drawn: String,
}

impl Canvas<'_> {
    fn text(&mut self, (x, y): (f64, f64), size: f64, anchor: Anchor, colour: &str, text: &str) {
        let drawn = self.lettering.text((x, y), size, anchor, colour, text);
        self.drawn.push_str(&drawn);
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), colour: &str) {
        self.drawn.push_str(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{colour}\"/>\n",
            short(x1),
            short(y1),
            short(x2),
            short(y2)
        ));
    }

    /// A rectangle by its left upper corner and its size; `faint`: so that it is told from its neighbour of the same colour.
    fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: &str, faint: bool) {
        let opacity = if faint { " fill-opacity=\"0.4\"" } else { "" };
        self.drawn.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"{opacity}/>\n",
            short(x),
            short(y),
            short(width.max(0.0)),
            short(height)
        ));
    }

    /// Draws the names of the colours and returns the baseline of their last line.
    fn legend(&mut self, names: &[String], mut y: f64) -> f64 {
        let mut x = MARGIN;
        for (nth, name) in names.iter().enumerate() {
            let name = self.lettering.fitted(name, TEXT_SIZE, WIDTH / 3.0);
            let width = TEXT_SIZE + 6.0 + self.lettering.width(&name, TEXT_SIZE) + 20.0;
            if x > MARGIN && x + width > WIDTH - MARGIN {
                (x, y) = (MARGIN, y + TEXT_SIZE + 8.0);
            }
            self.rectangle((x, y - TEXT_SIZE + 3.0), (TEXT_SIZE - 2.0, TEXT_SIZE - 2.0), colour(nth), false);
            self.text((x + TEXT_SIZE + 4.0, y), TEXT_SIZE, Anchor::Start, INK, &name);
            x += width;
        }
        y
    }
}

/// The colour of the nth line or bar.
fn colour(nth: usize) -> &'static str {
    COLOURS[nth % COLOURS.len()]
}

/// A coordinate with two places at most.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in harmless_line(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Round values for an axis that holds 0 and all of these: 0, 1, 2 or 5 times a power of ten apart, about five of them.
fn ticks(least: f64, most: f64) -> Vec<f64> {
    let (least, most) = (least.min(0.0), most.max(0.0));
    let rough = if most > least { (most - least) / 5.0 } else { 0.2 };
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|by| by * power).into_iter().find(|step| *step >= rough);
    let step = step.unwrap_or(10.0 * power);
    let first = (least / step).floor() as i64;
    let last = (most / step).ceil() as i64;
    (first..=last.max(first + 1)).map(|nth| nth as f64 * step).collect()
}

/// A value beside its axis, as people write it: 1,2 or 0.05, and 万 and 亿 for what is large.
fn written(value: f64) -> String {
    let (value, unit) = match value.abs() {
        size if size >= 1e8 => (value / 1e8, "亿"),
        size if size >= 1e4 => (value / 1e4, "万"),
        _ => (value, ""),
    };
    let text = format!("{value:.4}");
    format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_values() {
        for (least, most, wanted) in [
            (0.0, 4.7, vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
            (0.0, 1.3, vec![0.0, 0.5, 1.0, 1.5]),
            (-3.0, 10.0, vec![-5.0, 0.0, 5.0, 10.0]),
            (0.0, 0.0, vec![0.0, 0.2]),
        ] {
            assert_eq!(ticks(least, most), wanted, "{least} {most}");
        }
        let texts = [(5.0, "5"), (0.25, "0.25"), (12_000.0, "1.2万"), (1.22e12, "12200亿"), (-3.5, "-3.5")];
        for (value, wanted) in texts {
            assert_eq!(written(value), wanted);
        }
    }

    #[test]
    fn a_picture_is_xml_whatever_it_says() {
        let mut out = Vec::new();
        let bars = vec![Bar { low: 1.0, high: 2.0, printed: "<1\u{1b}%".to_owned() }];
        let chart = Chart {
            title: "a & b".to_owned(),
            form: Form::Bars(vec![BarRow { label: "\"x\"".to_owned(), bars }]),
            ..Chart::default()
        };
        write_chart(&mut out, &chart, None).expect("memory takes every byte");
        let svg = String::from_utf8(out).expect("UTF-8");
        assert!(svg.contains("a &amp; b") && svg.contains("&lt;1") && !svg.contains('\u{1b}'), "{svg}");
        assert!(svg.contains("&quot;x&quot;") && svg.ends_with("</svg>\n"), "{svg}");
    }
}
