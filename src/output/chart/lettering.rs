//! Text of a picture as outlines of glyphs, so that it looks the same where no Chinese font is installed; as text with the
//! names of common fonts where there was none to take outlines from.

use std::collections::BTreeMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::harmless_line;

use super::{escaped, short};

/// Fonts with Chinese that systems bring along.
const FAMILIES: &str =
    "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Zen Hei, sans-serif";
/// Units of the square that glyphs are drawn in.
const EM: f32 = 1000.0;
/// Width of a column of a terminal, by which text is measured that no font measures; of the size of its letters.
const COLUMN: f64 = 0.5;
/// Simplified characters that only a font for Chinese has all of.
const SAMPLE: [char; 4] = ['寻', '章', '报', '骤'];
/// Fonts of a collection that are looked at.
const FONTS_MAX: u32 = 64;

/// Where a text stands to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Draws text, and remembers which glyphs it used.
pub(super) struct Lettering<'f> {
    font: Option<FontRef<'f>>,
    /// Outlines of the glyphs that were used, by their numbers.
    used: BTreeMap<u32, String>,
}

impl<'f> Lettering<'f> {
    pub(super) fn new(font: Option<&'f [u8]>) -> Lettering<'f> {
        Lettering { font: font.and_then(chinese_font), used: BTreeMap::new() }
    }

    /// Width of a text, in the units of its size.
    pub(super) fn width(&self, text: &str, size: f64) -> f64 {
        let Some(glyphs) = self.glyphs(text) else { return text.width() as f64 * COLUMN * size };
        glyphs.iter().map(|(_, advance)| advance).sum::<f64>() * size
    }

    /// The text as far as it fits, with … where something was left out.
    pub(super) fn fitted(&self, text: &str, size: f64, room: f64) -> String {
        let text = harmless_line(text);
        if self.width(&text, size) <= room {
            return text;
        }
        let mut kept = text;
        while kept.pop().is_some() && self.width(&kept, size) + size > room {}
        format!("{kept}…")
    }

    /// Draws a text at a place: `y` is its baseline.
    pub(super) fn text(
        &mut self,
        (x, y): (f64, f64),
        size: f64,
        anchor: Anchor,
        colour: &str,
        text: &str,
    ) -> String {
        let text = harmless_line(text);
        let Some(glyphs) = self.glyphs(&text) else {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            return format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" font-family=\"{FAMILIES}\" text-anchor=\"{anchor}\" \
                 fill=\"{colour}\">{}</text>\n",
                short(x),
                short(y),
                escaped(&text)
            );
        };
        let width: f64 = glyphs.iter().map(|(_, advance)| advance * size).sum();
        let begin = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        let mut drawn = format!(
            "<g role=\"img\" aria-label=\"{}\" fill=\"{colour}\" transform=\"translate({} {}) scale({})\">",
            escaped(&text),
            short(begin),
            short(y),
            format!("{:.4}", size / f64::from(EM)).trim_end_matches('0')
        );
        let mut at = 0.0;
        for (glyph, advance) in glyphs {
            if !self.outline(glyph).is_empty() {
                drawn.push_str(&format!("<use href=\"#g{}\" x=\"{}\"/>", glyph.to_u32(), short(at)));
            }
            at += advance * f64::from(EM);
        }
        drawn.push_str("</g>\n");
        drawn
    }

    /// The outlines of all glyphs that were used, to stand before them.
    pub(super) fn definitions(&self) -> String {
        let mut drawn = String::new();
        for (glyph, outline) in self.used.iter().filter(|(_, outline)| !outline.is_empty()) {
            drawn.push_str(&format!("<path id=\"g{glyph}\" d=\"{outline}\"/>\n"));
        }
        if drawn.is_empty() { drawn } else { format!("<defs>\n{drawn}</defs>\n") }
    }

    /// The glyphs of a text with their widths, of the size of its letters; `None` where the font lacks one.
    fn glyphs(&self, text: &str) -> Option<Vec<(GlyphId, f64)>> {
        let font = self.font.as_ref()?;
        let (charmap, metrics) = (font.charmap(), font.glyph_metrics(Size::new(EM), LocationRef::default()));
        let glyph = |c: char| {
            let glyph = charmap.map(c)?;
            let advance = metrics.advance_width(glyph).map_or_else(
                || c.width().unwrap_or(0) as f64 * COLUMN,
                |advance| f64::from(advance) / f64::from(EM),
            );
            Some((glyph, advance))
        };
        text.chars().map(glyph).collect()
    }

    fn outline(&mut self, glyph: GlyphId) -> &str {
        let font = self.font.as_ref();
        self.used.entry(glyph.to_u32()).or_insert_with(|| {
            let mut pen = Pen::default();
            let outline = font.and_then(|font| font.outline_glyphs().get(glyph));
            let settings = DrawSettings::unhinted(Size::new(EM), LocationRef::default());
            // A glyph that cannot be drawn leaves its room empty; the text stands in its label all the same.
            let done = outline.is_some_and(|outline| outline.draw(settings, &mut pen).is_ok());
            if done { pen.path } else { String::new() }
        })
    }
}

/// The first font with Chinese in it, of a collection the one for simplified characters.
fn chinese_font(bytes: &[u8]) -> Option<FontRef<'_>> {
    let fonts = (0..FONTS_MAX).map_while(|nth| FontRef::from_index(bytes, nth).ok());
    let fits = |font: &FontRef<'_>| SAMPLE.iter().all(|c| font.charmap().map(*c).is_some());
    let fonts: Vec<FontRef<'_>> = fonts.filter(fits).collect();
    let is_simplified = |font: &&FontRef<'_>| {
        let names = font.localized_strings(StringId::FAMILY_NAME);
        names.map(|name| name.chars().collect::<String>()).any(|name| name.contains("SC"))
    };
    fonts.iter().find(is_simplified).or(fonts.first()).cloned()
}

/// Whether outlines for Chinese can be taken from these bytes.
pub fn is_chinese_font(bytes: &[u8]) -> bool {
    chinese_font(bytes).is_some()
}

/// Writes an outline as SVG does; y grows downwards there.
#[derive(Default)]
struct Pen {
    path: String,
}

impl Pen {
    fn push(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        for (nth, (x, y)) in points.iter().enumerate() {
            let gap = if nth > 0 { " " } else { "" };
            self.path.push_str(&format!("{gap}{} {}", x.round(), -y.round() + 0.0));
        }
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.push('Q', &[(cx0, cy0), (x, y)]);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.push('C', &[(cx0, cy0), (cx1, cy1), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_font_text_stays_text_and_is_measured_by_columns() {
        let mut lettering = Lettering::new(None);
        assert_eq!(lettering.width("教师a", 10.0), 25.0);
        assert_eq!(lettering.fitted("教师负担", 10.0, 30.0), "教师…");
        let drawn = lettering.text((1.0, 2.0), 10.0, Anchor::End, "red", "教师<");
        assert!(drawn.contains("text-anchor=\"end\"") && drawn.contains("教师&lt;"), "{drawn}");
        assert_eq!(lettering.definitions(), "");
        assert!(Lettering::new(Some(b"no font")).font.is_none() && !is_chinese_font(b""));
    }

    #[test]
    fn outlines_are_written_from_above() {
        let mut pen = Pen::default();
        pen.move_to(1.4, 0.0);
        pen.line_to(-2.0, 700.0);
        pen.quad_to(1.0, 2.0, 3.0, 4.0);
        pen.close();
        assert_eq!(pen.path, "M1 0L-2 -700Q1 -2 3 -4Z");
    }
}
