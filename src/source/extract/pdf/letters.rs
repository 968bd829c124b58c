//! Letters that fonts of Founder name as rare Han: 犲犾犲犮 is elec.
//!
//! Their formulas and Latin words have codes of row A0 of GBK, the letter of ASCII with its high bit set as the second
//! byte; what reads these codes as GBK shows 犃 to 犣 and 犪 to 狕.

use std::collections::{HashMap, HashSet};

use super::super::fixed::PageContent;

/// Number of such characters, not all the same, that tells that a document has such a font: Chinese does
/// not use them.
const EVIDENCE_MIN: usize = 3;
/// Those that texts in traditional characters do use; they are no evidence.
const USED: [char; 2] = ['狀', '犢'];

/// Puts the letters in place of the Han that stand for them, in a document that has such fonts.
pub(super) fn restore(pages: &mut [PageContent]) {
    let letters = letters();
    let shown = || pages.iter().flat_map(|page| &page.glyphs).map(|glyph| glyph.character);
    let evidence = || shown().filter(|c| letters.contains_key(c) && !USED.contains(c));
    if evidence().take(EVIDENCE_MIN).count() < EVIDENCE_MIN || evidence().collect::<HashSet<_>>().len() < 2 {
        return;
    }
    for glyph in pages.iter_mut().flat_map(|page| &mut page.glyphs) {
        glyph.character = letters.get(&glyph.character).copied().unwrap_or(glyph.character);
    }
}

/// The Han of row A0 and their letters.
fn letters() -> HashMap<char, char> {
    let pair = |letter: u8| {
        let code = [0xA0, letter | 0x80];
        let text = encoding_rs::GBK.decode_without_bom_handling(&code).0;
        Some((text.chars().next()?, char::from(letter)))
    };
    (b'A'..=b'Z').chain(b'a'..=b'z').filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixed::{Glyph, Part};
    use super::*;

    fn restored(text: &str) -> String {
        let glyph = |character| {
            let (x, y, advance, size, angle, part) = (0.0, 0.0, 1.0, 1.0, 0, Part::Body);
            Glyph { character, x, y, advance, size, angle, part }
        };
        let mut pages = [PageContent { glyphs: text.chars().map(glyph).collect(), ..PageContent::default() }];
        restore(&mut pages);
        pages[0].glyphs.iter().map(|glyph| glyph.character).collect()
    }

    #[test]
    fn letters_come_back_where_the_font_is_one_of_these() {
        assert_eq!(restored("电（犲犾犲犮）的犃点"), "电（elec）的A点");
        assert_eq!(restored("例如犡，犢，犣；狓狔狕"), "例如X，Y，Z；xyz");
        // A traditional text with its own characters, and a single rare one.
        assert_eq!(restored("現狀如犢，狀況"), "現狀如犢，狀況");
        assert_eq!(restored("犲犲犲"), "犲犲犲");
    }
}
