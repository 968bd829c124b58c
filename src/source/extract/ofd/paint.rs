//! The objects of an OFD page to characters and ruled lines.

use std::collections::HashMap;

use super::super::fixed::{ASLANT, Glyph, PageContent, Part, Rule, direction};
use super::super::xml::Element;

/// Deepest nesting of the blocks of a page.
const DEPTH_MAX: usize = 32;
/// Most characters of a page.
const GLYPHS_MAX: usize = 2_000_000;

/// A transformation: `[a b c d e f]`, as in the standard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix([f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn shift(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This first, then `outer`.
    pub(super) fn then(self, outer: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [oa, ob, oc, od, oe, of]) = (self.0, outer.0);
        Matrix([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }

    fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

/// Reads numbers parted by blanks; `g 3 2.5` is 2.5 three times.
pub(super) fn numbers(text: &str) -> Vec<f32> {
    let mut found = Vec::new();
    let mut words = text.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("g") {
            // Bounded, since the file could ask for any number of values.
            let times =
                words.next().and_then(|word| word.parse::<f32>().ok()).unwrap_or(0.0).clamp(0.0, 100_000.0);
            let value = words.next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
            found.extend(std::iter::repeat_n(value, times as usize));
        } else if let Ok(number) = word.parse() {
            found.push(number);
        }
    }
    found
}

/// Returns the four numbers of a box.
pub(super) fn rectangle(text: Option<&str>) -> Option<[f32; 4]> {
    numbers(text?).try_into().ok()
}

/// Drawings that pages name: their content by their ID.
pub(super) type Units = HashMap<String, Element>;

/// Paints everything inside `block` (a layer, a block, an appearance) on the page;
/// and what pages name is put where it is named.
pub(super) fn paint(
    block: &Element,
    place: Matrix,
    part: Part,
    (page, units): (&mut PageContent, &Units),
    depth: usize,
) {
    if depth > DEPTH_MAX || page.glyphs.len() > GLYPHS_MAX {
        return;
    }
    for object in block.children() {
        if object.attribute("Visible") == Some("false") {
            continue;
        }
        match object.name.as_str() {
            "TextObject" => text(object, inner(object, place), part, page),
            "PathObject" => path(object, inner(object, place), page),
            "ImageObject" => picture(object, page),
            "PageBlock" | "Layer" => paint(object, place, part, (page, units), depth + 1),
            "CompositeObject" | "CompositeGraphicUnit" => {
                if let Some(unit) = object.attribute("ResourceID").and_then(|id| units.get(id)) {
                    paint(unit, inner(object, place), part, (page, units), depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// From the room of an object to that of the page.
fn inner(object: &Element, place: Matrix) -> Matrix {
    let own =
        object.attribute("CTM").and_then(|ctm| numbers(ctm).try_into().ok()).map_or(Matrix::IDENTITY, Matrix);
    let [x, y, ..] = rectangle(object.attribute("Boundary")).unwrap_or_default();
    own.then(Matrix::shift(x, y)).then(place)
}

fn text(object: &Element, place: Matrix, part: Part, page: &mut PageContent) {
    let number = |name: &str| object.attribute(name).and_then(|value| value.parse::<f32>().ok());
    let size = number("Size").unwrap_or(0.0);
    let stretch = number("HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0);
    let reading = number("ReadDirection").unwrap_or(0.0);
    let (mut x, mut y) = (0.0, 0.0);
    for code in object.all("TextCode") {
        let at = |name: &str| code.attribute(name).and_then(|value| value.parse::<f32>().ok());
        (x, y) = (at("X").unwrap_or(x), at("Y").unwrap_or(y));
        let (along, down) = (
            numbers(code.attribute("DeltaX").unwrap_or("")),
            numbers(code.attribute("DeltaY").unwrap_or("")),
        );
        let text = code.text();
        // Line ends and tabs around the text are those of the XML.
        let characters = text.trim_matches(['\n', '\r', '\t']);
        for (nth, character) in characters.chars().enumerate() {
            let usual = usual_width(character) * size * stretch;
            let step = (along.get(nth).copied(), down.get(nth).copied());
            let (dx, dy) = match step {
                (None, None) if reading == 90.0 && along.is_empty() => (0.0, usual),
                (None, None) => (usual, 0.0),
                (dx, dy) => (dx.unwrap_or(0.0), dy.unwrap_or(0.0)),
            };
            page.glyphs.push(glyph(character, (x, y), (dx, dy), usual, size, place, part));
            (x, y) = (x + dx, y + dy);
        }
    }
}

/// Width of a character in sizes, where the font is not asked.
fn usual_width(character: char) -> f32 {
    if character.is_ascii() { 0.5 } else { 1.0 }
}

fn glyph(
    character: char,
    at: (f32, f32),
    step: (f32, f32),
    usual: f32,
    size: f32,
    place: Matrix,
    part: Part,
) -> Glyph {
    let (x, y) = place.apply(at.0, at.1);
    let [a, b, c, d, ..] = place.0;
    // Characters set one below the other are read downwards, whatever way they stand.
    let downwards = step.1.abs() > step.0.abs() * 2.0 && step.1.abs() > 0.2 * size;
    let (dx, dy) = if downwards { (c * step.1.signum(), d * step.1.signum()) } else { (a, b) };
    let angle = direction(dx, dy);
    // A step much wider than the character is a gap behind it.
    let advance = if downwards {
        size
    } else if step.0 > 0.0 {
        step.0.min(usual * 1.3)
    } else {
        usual
    };
    Glyph {
        character,
        x,
        y,
        advance: advance * a.hypot(b),
        size: size * c.hypot(d),
        angle,
        part: if angle == ASLANT { Part::Furniture } else { part },
    }
}

/// Ruled lines are thinner than this share of the page's height, and longer.
const RULE_SHARE: f32 = 0.004;

fn path(object: &Element, place: Matrix, page: &mut PageContent) {
    let data = object.child("AbbreviatedData").map(Element::text).unwrap_or_default();
    let (mut at, mut start) = ((0.0, 0.0), (0.0, 0.0));
    let filled = object.attribute("Fill") == Some("true") && object.attribute("Stroke") == Some("false");
    let mut bounds: Option<Rule> = None;
    let mut words = data.split_ascii_whitespace();
    while let Some(word) = words.next() {
        let mut pair = || Some((words.next()?.parse::<f32>().ok()?, words.next()?.parse::<f32>().ok()?));
        match word {
            "M" | "S" => {
                let Some(to) = pair() else { break };
                // All ruled lines of a table may be one filled path: each piece counts by itself.
                if filled && let Some(done) = bounds.take() {
                    rule(done, page);
                }
                (at, start) = (to, to);
            }
            "L" | "C" => {
                let to = if word == "C" {
                    start
                } else {
                    let Some(to) = pair() else { break };
                    to
                };
                let segment = segment(place.apply(at.0, at.1), place.apply(to.0, to.1));
                if filled {
                    bounds = Some(bounds.map_or(segment, |known| join(known, segment)));
                } else {
                    rule(segment, page);
                }
                at = to;
            }
            // A curve is no ruled line: only its end counts.
            "Q" => {
                let (_, Some(to)) = (pair(), pair()) else { break };
                at = to;
            }
            "B" => {
                let (_, _, Some(to)) = (pair(), pair(), pair()) else { break };
                at = to;
            }
            _ => {}
        }
    }
    if filled && let Some(done) = bounds {
        rule(done, page);
    }
}

fn segment(a: (f32, f32), b: (f32, f32)) -> Rule {
    Rule { x0: a.0.min(b.0), y0: a.1.min(b.1), x1: a.0.max(b.0), y1: a.1.max(b.1) }
}

fn join(a: Rule, b: Rule) -> Rule {
    Rule { x0: a.x0.min(b.x0), y0: a.y0.min(b.y0), x1: a.x1.max(b.x1), y1: a.y1.max(b.y1) }
}

fn rule(rule: Rule, page: &mut PageContent) {
    let thin = RULE_SHARE * page.height;
    let (width, height) = (rule.x1 - rule.x0, rule.y1 - rule.y0);
    if width.min(height) <= thin && width.max(height) > thin && page.rules.len() < 100_000 {
        page.rules.push(rule);
    }
}

fn picture(object: &Element, page: &mut PageContent) {
    if let Some([_, _, width, height]) = rectangle(object.attribute("Boundary")) {
        let share = width * height / (page.width * page.height).max(1.0);
        page.pictures = (page.pictures + share).min(1.0);
        if let Some(id) = object.attribute("ResourceID")
            && page.picture.as_ref().is_none_or(|(largest, _)| share > *largest)
        {
            page.picture = Some((share, id.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_steps_are_spelled_out() {
        assert_eq!(numbers("1 g 3 2.5 -4"), [1.0, 2.5, 2.5, 2.5, -4.0]);
        assert_eq!(
            numbers("g 1e9"),
            Vec::<f32>::from([]).into_iter().chain(std::iter::repeat_n(0.0, 100_000)).collect::<Vec<_>>()
        );
    }
}
