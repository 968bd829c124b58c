//! Pages on which every character has its place, as in PDF and OFD, to text as a person reads it.
//!
//! A reader hands over [`PageContent`]: characters and ruled lines where they are painted. What comes back are
//! [`Block`]s: paragraphs and rows of tables in reading order, page furniture told apart. The steps:
//!
//! - `lines`: characters to pieces of lines, cut at ruled lines (`rules`) and wide gaps
//! - `order`: the order of reading, where the file does not keep it
//! - `furniture`: headers, footers and page numbers, by their place and their return
//! - `paragraphs`: pieces of lines to paragraphs, over page ends too, and to rows of tables; `margins`: how far lines go
//! - `unreadable`: characters that nobody can read, `contents`: printed contents pages, `display`: lines in larger type, `write`: the text with its headings and places
//!
//! Lengths are in any one unit (points, millimetres), y grows downwards, and no rule uses a length that is
//! not measured in character sizes or page heights.

mod contents;
mod display;
mod furniture;
mod lines;
mod margins;
mod order;
mod paragraphs;
mod rules;
#[cfg(test)]
mod tests;
mod unreadable;
mod write;

pub(super) use write::{FixedDocument, write};

/// A bookmark, or a line of a printed contents page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bookmark {
    /// Its words.
    pub(super) title: String,
    /// Its depth, from 1.
    pub(super) level: u8,
    /// Index of the page that it leads to.
    pub(super) page: Option<usize>,
}

/// What a character belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// The text of the page.
    Body,
    /// What the file itself marks as a page header, footer or watermark.
    Furniture,
    /// A note laid over the page: annotation, stamp.
    Note,
}

/// The direction of what is written askew, as watermarks and round seals are.
pub(super) const ASLANT: i16 = -1;

/// Returns the direction of writing along a vector, for [`Glyph::angle`].
pub(super) fn direction(dx: f32, dy: f32) -> i16 {
    let quarters = dy.atan2(dx).to_degrees() / 90.0;
    let off = (quarters - quarters.round()).abs() * 90.0;
    if off > 8.0 { ASLANT } else { (quarters.round() as i16).rem_euclid(4) * 90 }
}

/// A character where it is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// The character.
    pub(super) character: char,
    /// Origin on the baseline.
    pub(super) x: f32,
    /// Origin on the baseline, growing downwards.
    pub(super) y: f32,
    /// How far the next character stands.
    pub(super) advance: f32,
    /// Height of the font.
    pub(super) size: f32,
    /// Direction of writing, in degrees clockwise: 0 is to the right, 90 downwards; [`ASLANT`] if it is askew.
    pub(super) angle: i16,
    /// What it belongs to.
    pub(super) part: Part,
}

/// A straight ruled line, upright or level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    /// Left end.
    pub(super) x0: f32,
    /// Upper end.
    pub(super) y0: f32,
    /// Right end.
    pub(super) x1: f32,
    /// Lower end.
    pub(super) y1: f32,
}

/// All that a page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct PageContent {
    /// Width of the page.
    pub(super) width: f32,
    /// Height of the page.
    pub(super) height: f32,
    /// Characters in the order of painting.
    pub(super) glyphs: Vec<Glyph>,
    /// Ruled lines.
    pub(super) rules: Vec<Rule>,
    /// Number of the first characters that are of a form below: the rest may stand between them.
    pub(super) template_glyphs: usize,
    /// Share of the page that pictures cover, at most 1.
    pub(super) pictures: f32,
    /// The largest of them, by the share of the page that it covers and what the file calls it, where it stands apart from the
    /// page (ofd).
    pub(super) picture: Option<(f32, String)>,
    /// Pixels an inch of the largest of them; 0 where nobody knows.
    pub(super) picture_dpi: f32,
    /// Where the text was recognised in a picture of the page: how sure the recogniser is, in per cent (0: it does not tell).
    pub(super) recognised: Option<u8>,
}

/// A page of which pictures cover more than this may be one.
const SCAN_PICTURES: f32 = 0.4;
/// A picture of a page has at most so many letters over it: what a scanning program writes on it.
const SCAN_CHARACTERS_MAX: usize = 20;
/// For that it covers nearly all of the page.
const WHOLE_PAGE: f32 = 0.8;

impl PageContent {
    /// Returns whether it is the picture of a page, whatever text lies over it.
    pub(super) fn is_pictured(&self) -> bool {
        self.pictures > SCAN_PICTURES && self.recognised.is_none()
    }

    /// Returns whether only its picture tells what stands on it: it has no text, or none that can be read.
    pub(super) fn is_scan(&self) -> bool {
        if self.recognised.is_some() {
            return false;
        }
        let letters = self.glyphs.iter().filter(|glyph| glyph.character.is_alphanumeric()).count();
        let is_picture = self.pictures > SCAN_PICTURES && letters == 0
            || self.pictures > WHOLE_PAGE && letters <= SCAN_CHARACTERS_MAX;
        is_picture || unreadable::is_page(self)
    }
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum BlockKind {
    /// A paragraph, or a row of a table with tabs between its cells.
    Text,
    /// What stands at the top of many pages.
    Header,
    /// What stands at their bottom.
    Footer,
    /// What is written askew.
    Watermark,
    /// A note laid over the page.
    Note,
}

/// A paragraph, a row of a table, or a piece of page furniture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: BlockKind,
    /// Its text, without line ends.
    pub(super) text: String,
    /// Index of its page.
    pub(super) page: usize,
    /// Bytes of `text` from which on it stands on the next page, for a paragraph that goes over page ends.
    pub(super) turns: Vec<usize>,
    /// Height of its font, of most characters.
    pub(super) size: f32,
    /// Where it begins.
    pub(super) left: f32,
    /// Baselines of its first and its last line.
    pub(super) rows: (f32, f32),
    /// Whether it stands between ruled lines.
    pub(super) is_boxed: bool,
    /// Whether it is a row of a table with ruled lines.
    pub(super) is_row: bool,
    /// Whether it is a line of a printed contents page.
    pub(super) in_contents: bool,
}

/// Text of a document of fixed pages.
#[derive(Clone, Debug, Default)]
pub(super) struct FixedText {
    /// Blocks in reading order; furniture of a page stands before its text.
    pub(super) blocks: Vec<Block>,
    /// The number printed on each page, if any.
    pub(super) printed: Vec<Option<String>>,
}

/// Turns pages into text.
pub(super) fn read(pages: &[PageContent]) -> FixedText {
    let mut lines: Vec<Vec<lines::Line>> =
        pages.iter().map(|page| order::in_order(lines::lines(page), page)).collect();
    let printed = furniture::mark(&mut lines, pages);
    let mut text = FixedText { blocks: paragraphs::join(&lines, pages), printed };
    contents::mark(&mut text);
    text
}
