//! A page as it is painted to characters and ruled lines: what the interpreter of page contents tells.

use hayro_interpret::font::{Glyph as Painted, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, Name};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

use super::super::fixed::{ASLANT, Glyph, PageContent, Part, Rule, direction};
use super::fonts::Fonts;

/// Ruled lines are thinner than this, in points.
const RULE_WIDTH: f64 = 3.0;
/// And longer than this.
const RULE_LENGTH: f64 = 4.0;
/// Most characters of a page: none has as many but one whose stream repeats itself without end.
const GLYPHS_MAX: usize = 2_000_000;

/// Returns what a page shows.
pub(super) fn content<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    fonts: &Fonts<'_>,
) -> PageContent {
    let (width, height) = page.render_dimensions();
    let mut canvas =
        Canvas { page: PageContent { width, height, ..PageContent::default() }, marked: Vec::new(), fonts };
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let area = Rect::new(0.0, 0.0, width.into(), height.into());
    let mut context = Context::new(transform, area, cache, page.xref(), settings.clone());
    interpret_page(page, &mut context, &mut canvas);
    canvas.page
}

/// Collects what is painted.
struct Canvas<'f> {
    page: PageContent,
    /// What the marked contents are that we are in.
    marked: Vec<Part>,
    fonts: &'f Fonts<'f>,
}

impl Canvas<'_> {
    fn rule(&mut self, from: Rect) {
        let (width, height) = (from.width(), from.height());
        if width.min(height) <= RULE_WIDTH
            && width.max(height) >= RULE_LENGTH
            && self.page.rules.len() < 100_000
        {
            self.page.rules.push(Rule {
                x0: from.x0 as f32,
                y0: from.y0 as f32,
                x1: from.x1 as f32,
                y1: from.y1 as f32,
            });
        }
    }

    fn put(&mut self, text: &BfString, place: Affine, advance: f64, upright: bool) {
        let [a, b, c, d, ..] = place.as_coeffs();
        // Glyph coordinates are thousandths of the font size.
        let size = c.hypot(d) * 1000.0;
        let along = a.hypot(b) * 1000.0;
        let origin = place * Point::ZERO;
        // In vertical writing the next character stands below.
        let (dx, dy) = if upright { (-b, a) } else { (a, b) };
        let angle = direction(dx as f32, dy as f32);
        let step = if upright { size } else { advance / 1000.0 * along };
        let part = self.marked.last().copied().unwrap_or(Part::Body);
        let glyph = |character, advance: f64| Glyph {
            character,
            x: origin.x as f32,
            y: origin.y as f32,
            advance: advance as f32,
            size: size as f32,
            angle,
            part: if angle == ASLANT { Part::Furniture } else { part },
        };
        match without_radicals(text) {
            BfString::Char(c) => self.page.glyphs.push(glyph(c, step)),
            // A ligature stands where its first letter does.
            BfString::String(s) => {
                let count = s.chars().count().max(1) as f64;
                for (nth, c) in s.chars().enumerate() {
                    let mut one = glyph(c, step / count);
                    one.x += (a / a.hypot(b).max(f64::MIN_POSITIVE) * step / count * nth as f64) as f32;
                    one.y += (b / a.hypot(b).max(f64::MIN_POSITIVE) * step / count * nth as f64) as f32;
                    self.page.glyphs.push(one);
                }
            }
        }
    }
}

/// Where a table gives for one glyph all characters that look alike (⺴⽹网), the one that people write.
fn without_radicals(text: &BfString) -> BfString {
    let is_radical = |c: char| matches!(c, '\u{2E80}'..='\u{2FDF}');
    if let BfString::String(all) = text {
        let mut written = all.chars().filter(|c| !is_radical(*c));
        if let (Some(character), None) = (written.next(), written.next())
            && all.chars().any(is_radical)
        {
            return BfString::Char(character);
        }
    }
    text.clone()
}

impl<'a> Device<'a> for Canvas<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let mut at = Point::ZERO;
        let mut start = Point::ZERO;
        match mode {
            // Text that is painted invisibly lies over scans and is read; an invisible line parts nothing.
            DrawMode::Invisible => {}
            DrawMode::Fill(_) => {
                // Each closed piece by itself: all ruled lines of a table may be one path.
                let mut piece = BezPath::new();
                for element in path.elements() {
                    if matches!(element, PathEl::MoveTo(_)) && !piece.elements().is_empty() {
                        self.rule(props.transform.transform_rect_bbox(piece.bounding_box()));
                        piece = BezPath::new();
                    }
                    piece.push(*element);
                }
                if !piece.elements().is_empty() {
                    self.rule(props.transform.transform_rect_bbox(piece.bounding_box()));
                }
            }
            _ => {
                for element in path.elements() {
                    match *element {
                        PathEl::MoveTo(to) => (at, start) = (to, to),
                        PathEl::LineTo(to) => {
                            self.rule(Rect::from_points(props.transform * at, props.transform * to));
                            at = to;
                        }
                        PathEl::ClosePath => {
                            self.rule(Rect::from_points(props.transform * at, props.transform * start));
                            at = start;
                        }
                        PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => at = to,
                    }
                }
            }
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        // A page with more is a drawing, or made to use up memory.
        if self.page.glyphs.len() > GLYPHS_MAX {
            return;
        }
        let upright = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            let width = match &**glyph {
                Painted::Outline(outline) => outline.advance_width(),
                Painted::Type3(drawn) => drawn.advance_width(),
            };
            let place = props.transform * glyph.transform();
            // 500 thousandths of the size where the font does not tell the width.
            match glyph.as_unicode().or_else(|| self.fonts.character(glyph)) {
                Some(text) => self.put(&text, place, width.unwrap_or(500.0).into(), upright),
                // The file does not tell what it is.
                None => self.put(&BfString::Char('\u{FFFD}'), place, width.unwrap_or(500.0).into(), upright),
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let area = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        let shown = props.transform.transform_rect_bbox(area);
        let page = f64::from(self.page.width) * f64::from(self.page.height);
        if shown.area() > 0.1 * page && shown.width() > 1.0 {
            // 72 points are an inch.
            let dpi = (f64::from(image.width()).max(f64::from(image.height())) * 72.0)
                / shown.width().max(shown.height());
            self.page.picture_dpi = self.page.picture_dpi.max(dpi as f32);
        }
        self.page.pictures = (self.page.pictures + (shown.area() / page.max(1.0)) as f32).min(1.0);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let outer = self.marked.last().copied().unwrap_or(Part::Body);
        // What repeats on every page; layout artifacts are ruled lines and the like.
        let furniture = tag == b"Artifact"
            && properties.is_some_and(|dict| {
                dict.get::<Name<'_>>(b"Type".as_slice()).is_some_and(|name| name.as_str() == "Pagination")
            });
        self.marked.push(if furniture { Part::Furniture } else { outer });
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }
}
