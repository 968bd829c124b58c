//! Characters to pieces of lines: as far as a person reads on without a stop.

use std::collections::HashMap;

use crate::text::unified;

use super::super::marks;
use super::rules::{Cell, Rules};
use super::{ASLANT, Glyph, PageContent, Part};

/// Characters stand on one line when their baselines differ by less than this share of their size.
const BASELINE: f32 = 0.35;
/// A smaller character that follows closely may stand higher or lower by this share: 10², H₂O.
const RAISED: f32 = 0.7;
/// A gap this wide, in sizes, parts a line: columns, cells without ruled lines.
const PARTING_GAP: f32 = 2.0;
/// A gap this wide is a blank between Latin words.
const LATIN_GAP: f32 = 0.17;
/// A gap this wide is a blank between Han.
const HAN_GAP: f32 = 0.45;
/// The same character painted again this near, in sizes, only makes it bold.
const OVERPRINT: f32 = 0.12;

/// A piece of a line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) part: Part,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The baseline.
    pub(super) y: f32,
    /// Height of the font of most characters.
    pub(super) size: f32,
    /// Width of what must stand together at its start: a character, or a Latin word.
    pub(super) first_width: f32,
    pub(super) angle: i16,
    /// Where it stands between ruled lines.
    pub(super) cell: Option<Cell>,
}

/// Returns the pieces of lines of a page in the order of painting.
pub(super) fn lines(page: &PageContent) -> Vec<Line> {
    let rules = Rules::new(&page.rules, page.height);
    let mut drafts: Vec<Draft> = Vec::new();
    for glyph in visible(&page.glyphs) {
        let turned = turn(glyph);
        match drafts.last_mut() {
            Some(draft) if draft.takes(&turned, &rules) => draft.push(turned),
            _ => drafts.push(Draft::new(turned)),
        }
    }
    drafts.iter().filter_map(|draft| draft.line(&rules)).collect()
}

/// Returns the pieces of lines of a page whose painting order is no order of reading: by rows, then from left to
/// right.
pub(super) fn lines_by_place(page: &PageContent) -> Vec<Line> {
    let rules = Rules::new(&page.rules, page.height);
    let mut glyphs: Vec<Glyph> = visible(&page.glyphs).map(turn).collect();
    glyphs.sort_by(|a, b| (a.angle, a.part as u8).cmp(&(b.angle, b.part as u8)).then(a.y.total_cmp(&b.y)));
    let mut drafts: Vec<Draft> = Vec::new();
    for row in glyphs.chunk_by(|a, b| {
        (a.angle, a.part) == (b.angle, b.part) && (b.y - a.y).abs() < BASELINE * 0.5 * a.size.min(b.size)
    }) {
        let mut row = row.to_vec();
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut fresh = true;
        for glyph in row {
            match drafts.last_mut() {
                Some(draft) if !fresh && draft.takes(&glyph, &rules) => draft.push(glyph),
                _ => drafts.push(Draft::new(glyph)),
            }
            fresh = false;
        }
    }
    drafts.iter().filter_map(|draft| draft.line(&rules)).collect()
}

/// Leaves out what is painted over by the same again: the copy on top stands in the order of reading.
fn visible(glyphs: &[Glyph]) -> impl Iterator<Item = &Glyph> {
    let mut seen: HashMap<(char, i32, i32), (f32, f32)> = HashMap::with_capacity(glyphs.len());
    let mut shown = vec![true; glyphs.len()];
    // Bold is painted twice, a hair apart: the last of the two lies on top and counts.
    for (glyph, shown) in glyphs.iter().zip(&mut shown).rev() {
        // Broken files give sizes that are no numbers; sorting by them would never end.
        if !(glyph.size.is_finite() && glyph.size > 0.0 && glyph.x.is_finite() && glyph.y.is_finite()) {
            *shown = false;
            continue;
        }
        // Blanks are widths, not ink: two in one place are two.
        if glyph.character == ' ' {
            continue;
        }
        let near = OVERPRINT * glyph.size;
        let (column, row) = ((glyph.x / near).floor() as i32, (glyph.y / near).floor() as i32);
        // A neighbour may be just over the edge of its square, so all nine are asked.
        let again = (-1..=1).any(|dx| {
            (-1..=1).any(|dy| {
                seen.get(&(glyph.character, column.saturating_add(dx), row.saturating_add(dy)))
                    .is_some_and(|(x, y)| (x - glyph.x).abs() < near && (y - glyph.y).abs() < near)
            })
        });
        if again {
            *shown = false;
        } else {
            seen.insert((glyph.character, column, row), (glyph.x, glyph.y));
        }
    }
    glyphs.iter().zip(shown).filter_map(|(glyph, shown)| shown.then_some(glyph))
}

/// Turns a character so that its line runs to the right.
fn turn(glyph: &Glyph) -> Glyph {
    let (x, y) = match glyph.angle {
        90 => (glyph.y, -glyph.x),
        180 => (-glyph.x, -glyph.y),
        270 => (-glyph.y, glyph.x),
        _ => (glyph.x, glyph.y),
    };
    Glyph { x, y, ..*glyph }
}

/// A piece of a line in the making.
struct Draft {
    glyphs: Vec<Glyph>,
    /// Where the last character that can be seen ends.
    x1: f32,
    y: f32,
    size: f32,
}

impl Draft {
    fn new(glyph: Glyph) -> Draft {
        let (x1, y, size) = (glyph.x + glyph.advance, glyph.y, glyph.size);
        Draft { glyphs: vec![glyph], x1, y, size }
    }

    fn takes(&self, glyph: &Glyph, rules: &Rules) -> bool {
        let first = &self.glyphs[0];
        if (first.angle, first.part) != (glyph.angle, glyph.part) {
            return false;
        }
        let (size, gap) = (self.size.max(glyph.size), glyph.x - self.x1);
        // Watermarks and round seals have no line: each character goes on near the one before.
        if first.angle == ASLANT {
            let last = &self.glyphs[self.glyphs.len() - 1];
            return (glyph.x - last.x).hypot(glyph.y - last.y) < 2.5 * size;
        }
        if gap < -0.6 * size || gap > PARTING_GAP * size {
            return false;
        }
        let off = (glyph.y - self.y).abs();
        // A note number stands higher, smaller and close by; the next line is none of these.
        let raised = off < RAISED * size && gap < 0.5 * size && self.size.min(glyph.size) < 0.8 * size;
        if off > BASELINE * size && !raised {
            return false;
        }
        !(first.angle == 0 && gap > 0.1 * size && rules.part(self.x1, glyph.x, glyph.y, size))
    }

    fn push(&mut self, glyph: Glyph) {
        // A raised mark does not move the line.
        if glyph.size >= 0.8 * self.size {
            (self.y, self.size) = (glyph.y, glyph.size);
        }
        // Writers pad lines with blanks, which would reach over the gap that parts cells.
        self.x1 = if glyph.character == ' ' { self.x1 } else { glyph.x + glyph.advance };
        self.glyphs.push(glyph);
    }

    fn line(&self, rules: &Rules) -> Option<Line> {
        let shown: Vec<&Glyph> = self.glyphs.iter().filter(|glyph| !is_blank(glyph.character)).collect();
        let (first, last) = (*shown.first()?, *shown.last()?);
        let (text, first_width) = text_of(&shown, &self.glyphs);
        let size = usual_size(&shown);
        let (x0, x1) = (first.x, (last.x + last.advance).max(first.x));
        let y = baseline(&shown);
        // Ruled lines are known for upright text only.
        let cell = if first.angle == 0 { rules.cell(x0, x1, y, size) } else { None };
        Some(Line { text, part: first.part, x0, x1, y, size, first_width, angle: first.angle, cell })
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{AD}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{C0}'..'\u{2000}').contains(&c)
}

/// Returns the text, blanks where they can be seen, and the width of what must stand together at its start.
fn text_of(shown: &[&Glyph], all: &[Glyph]) -> (String, f32) {
    let mut text = String::with_capacity(shown.len() * 3);
    let mut first_width = None;
    let mut before: Option<&Glyph> = None;
    let mut painted = all.iter();
    let (size, base) = (usual_size(shown), baseline(shown));
    // Marks of notes stand higher and are smaller.
    let is_raised = |glyph: &Glyph| glyph.size < 0.8 * size && base - glyph.y > 0.15 * size;
    for &glyph in shown {
        // What is passed over on the way to the next character that shows are blanks.
        let spaced =
            painted.by_ref().position(|next| std::ptr::eq(next, glyph)).is_some_and(|blanks| blanks > 0);
        if let Some(last) = before {
            let gap = (glyph.x - last.x - last.advance) / last.size.max(glyph.size);
            let latin = is_latin(last.character) && is_latin(glyph.character);
            // Han stand apart as they are; letters of two words nearly touch.
            let wide = if latin { LATIN_GAP } else { HAN_GAP };
            let seen = gap > wide
                || (spaced && latin && gap > 0.02)
                || (spaced && last.character.is_ascii() && glyph.character.is_ascii());
            if seen {
                text.push(' ');
            }
            // The first place where the line could have been broken, for telling why it was.
            if seen || !latin {
                first_width.get_or_insert(last.x + last.advance - shown[0].x);
            }
        }
        let (was, is) = (before.is_some_and(is_raised), is_raised(glyph));
        match (was, is) {
            (false, true) => text.push(marks::OPEN),
            (true, false) => text.push(marks::CLOSE),
            _ => {}
        }
        text.push(unified(glyph.character));
        before = Some(glyph);
    }
    if before.is_some_and(is_raised) {
        text.push(marks::CLOSE);
    }
    let whole = shown[shown.len() - 1];
    (text, first_width.unwrap_or(whole.x + whole.advance - shown[0].x))
}

/// Where most characters stand: a raised mark at the beginning does not tell it.
fn baseline(shown: &[&Glyph]) -> f32 {
    let size = usual_size(shown);
    let usual = shown.iter().find(|glyph| (glyph.size - size).abs() < 0.01 * size);
    usual.or(shown.first()).map_or(0.0, |glyph| glyph.y)
}

fn usual_size(shown: &[&Glyph]) -> f32 {
    let mut sizes: Vec<f32> = shown.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f32::total_cmp);
    // The median: a large first letter or a small note does not make the size of a line.
    sizes[sizes.len() / 2]
}
