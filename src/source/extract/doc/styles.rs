//! The style sheet: which styles are headings, and which number their paragraphs.
//!
//! After \[MS-DOC\] 2.9.271 (STSH) and 2.9.260 (STD).

use super::super::writer::is_contents_style;
use super::bytes::Bytes;
use super::file::WordFile;
use super::properties::Paragraph;

/// Longest chain of styles that stand on each other: a circle is cut there.
const DEPTH_MAX: usize = 12;

/// Names of styles are looked at so far, in units of UTF-16.
const NAME_UNITS_MAX: usize = 64;

/// Styles by their number.
pub(super) struct Styles {
    all: Vec<Option<DocStyle>>,
}

struct DocStyle {
    /// What Word knows it as: 1 to 9 are headings, 19 to 27 lines of a contents page, 62 is the title.
    known_as: u16,
    base: u16,
    /// Whether its name is that of lines of a contents page: other writers know no numbers.
    names_contents: bool,
    changes: Vec<u8>,
}

impl Styles {
    /// Reads the style sheet; what is damaged says nothing.
    pub(super) fn read(file: &WordFile) -> Styles {
        let mut all = Vec::new();
        if let Some(sheet) = file.exact(1) {
            // The length of the head, then the number of styles and the length of the fixed part of each.
            let head = usize::from(sheet.u16(0).unwrap_or(0));
            let (count, base) = (sheet.u16(2).unwrap_or(0), usize::from(sheet.u16(4).unwrap_or(10)));
            let mut at = 2 + head;
            for _ in 0..count {
                let Some(length) = sheet.u16(at) else { break };
                all.push(sheet.part(at + 2, usize::from(length)).and_then(|style| read_style(style, base)));
                // Styles begin at even places.
                at += 2 + usize::from(length) + usize::from(length % 2);
            }
        }
        Styles { all }
    }

    /// A style and those that it stands on, nearest first.
    fn chain(&self, style: u16) -> Vec<&DocStyle> {
        let mut chain = Vec::new();
        let mut at = style;
        while let Some(Some(known)) = self.all.get(usize::from(at))
            && chain.len() < DEPTH_MAX
        {
            chain.push(known);
            at = known.base;
        }
        chain
    }

    /// What a style says of its paragraphs, those that it stands on included.
    pub(super) fn paragraph(&self, style: u16) -> Paragraph {
        let mut paragraph = Paragraph::default();
        for known in self.chain(style).into_iter().rev() {
            if (1..=9).contains(&known.known_as) {
                paragraph.outline = Some(known.known_as as u8 - 1);
            }
            paragraph.change(Bytes(&known.changes));
        }
        Paragraph { style, ..paragraph }
    }

    /// Whether a style is that of lines of a contents page.
    pub(super) fn is_contents(&self, style: u16) -> bool {
        let mut chain = self.chain(style).into_iter();
        chain.any(|known| (19..=27).contains(&known.known_as) || known.names_contents)
    }

    /// Whether a style is that of the title.
    pub(super) fn is_title(&self, style: u16) -> bool {
        self.all
            .get(usize::from(style))
            .is_some_and(|known| known.as_ref().is_some_and(|known| known.known_as == 62))
    }
}

fn read_style(style: Bytes<'_>, base_length: usize) -> Option<DocStyle> {
    let (first, second) = (style.u16(0)?, style.u16(2)?);
    // Twelve bits for what Word knows it as, four for its kind (1 is of paragraphs), twelve for the style
    // that it stands on.
    let (known_as, kind, base) = (first & 0xFFF, second & 0xF, second >> 4);
    let mut changes = Vec::new();
    let mut names_contents = false;
    if kind == 1 {
        let name = usize::from(style.u16(base_length)?);
        // The name has its length before it and a zero behind it.
        let letters = (0..name.min(NAME_UNITS_MAX)).map_while(|nth| style.u16(base_length + 2 + nth * 2));
        names_contents = is_contents_style(&String::from_utf16_lossy(&letters.collect::<Vec<_>>()));
        let at = base_length + 2 + name * 2 + 2;
        let length = usize::from(style.u16(at).unwrap_or(0));
        // The first two bytes are the number of the style itself.
        if let Some(list) = style.part(at + 2, length).and_then(|list| list.from(2)) {
            changes = list.0.to_vec();
        }
    }
    Some(DocStyle { known_as, base, names_contents, changes })
}
