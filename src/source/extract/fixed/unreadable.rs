//! Text that nobody can read: characters whose fonts do not tell what they are, and pages of signs that stand for
//! something else.

use super::super::ExtractError;
use super::{FixedText, PageContent};

/// A document is refused from this share of its characters on: what is found in the rest would pass for all there is.
const REFUSED_SHARE: f32 = 0.5;
/// Number of unreadable characters from which on they are told of,
const TOLD_MIN: usize = 8;
/// and where at least one character in this many is one. Bullets and check boxes come from
/// fonts with codes of their own too.
const TOLD_SHARE: usize = 20;
/// Fewest characters of a page that is looked at for signs.
const PAGE_CHARS_MIN: usize = 40;
/// A page of which this share are signs, with hardly a Han and hardly a word, shows numbers of a font's glyphs (`!"#$%`):
/// prose in Latin letters has one sign in twenty characters.
const SIGNS_SHARE: f32 = 0.25;
/// Hardly a Han: at most this share.
const HAN_SHARE: f32 = 0.1;
/// Hardly a word: at most this share stands in runs of letters. Of the listing of a program it is half.
const WORDS_SHARE: f32 = 0.25;
/// Letters of one case on end that are a word.
const WORD_CHARS_MIN: usize = 3;

/// What of a page can be read.
#[derive(Clone, Copy, Default)]
struct Count {
    /// Characters, blanks left out.
    all: usize,
    /// That say nothing outside of their font.
    hidden: usize,
    /// Signs that are rare in words of any language, repeated ones once.
    signs: usize,
    han: usize,
    /// In words of small or of capital letters.
    in_words: usize,
}

impl Count {
    fn of_page(texts: &[&str]) -> Count {
        let mut count = Count::default();
        let (mut before, mut run) = (' ', 0);
        for c in texts.iter().flat_map(|text| text.chars()).filter(|c| !c.is_whitespace()) {
            count.all += 1;
            count.hidden += usize::from(is_hidden(c));
            // Leaders and lines to write on repeat one sign.
            count.signs += usize::from(is_sign(c) && c != before);
            count.han += usize::from(matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}'));
            let goes_on = (c.is_ascii_lowercase() && before.is_ascii_alphabetic())
                || (c.is_ascii_uppercase() && before.is_ascii_uppercase());
            run = if goes_on { run + 1 } else { usize::from(c.is_ascii_alphabetic()) };
            count.in_words += match run {
                WORD_CHARS_MIN => WORD_CHARS_MIN,
                run => usize::from(run > WORD_CHARS_MIN),
            };
            before = c;
        }
        count
    }

    fn unreadable(&self) -> usize {
        let share = |part: usize| part as f32 / self.all.max(1) as f32;
        let are_codes = self.all >= PAGE_CHARS_MIN
            && share(self.han) <= HAN_SHARE
            && share(self.in_words) <= WORDS_SHARE
            && share(self.signs) >= SIGNS_SHARE;
        if are_codes { self.all } else { self.hidden }
    }
}

/// Whether a character says nothing outside of its font.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..) || c.is_control()
}

fn is_sign(c: char) -> bool {
    let usual = matches!(c, '.' | ',' | '-' | '\'' | '(' | ')' | '%' | ':' | '/' | '_' | '*');
    (c.is_ascii_punctuation() && !usual) || matches!(c, '\u{A1}'..='\u{FF}')
}

/// Whether most of what stands on a page cannot be read.
pub(super) fn is_page(page: &PageContent) -> bool {
    let text: String = page.glyphs.iter().map(|glyph| glyph.character).collect();
    let count = Count::of_page(&[&text]);
    count.all >= PAGE_CHARS_MIN && count.unreadable() as f32 >= REFUSED_SHARE * count.all as f32
}

/// Looks for text that cannot be read; returns what is to be told of it, if anything.
///
/// # Errors
/// [`ExtractError::Unreadable`] when it is half of the document.
pub(super) fn check(text: &FixedText) -> Result<Option<String>, ExtractError> {
    let last = text.blocks.iter().map(|block| block.page + block.turns.len()).max().unwrap_or(0);
    let mut pages = vec![Vec::new(); last + 1];
    for block in &text.blocks {
        let ends = block.turns.iter().copied().chain([block.text.len()]);
        let mut from = 0;
        for (nth, end) in ends.enumerate() {
            pages[block.page + nth].push(&block.text[from..end]);
            from = end;
        }
    }
    let counts: Vec<Count> = pages.iter().map(|texts| Count::of_page(texts)).collect();
    let all: usize = counts.iter().map(|count| count.all).sum();
    let unreadable: usize = counts.iter().map(Count::unreadable).sum();
    if unreadable > 0 && unreadable as f32 >= REFUSED_SHARE * all as f32 {
        let pages = counts.iter().filter(|count| count.unreadable() > 0).count() as u32;
        return Err(ExtractError::Unreadable { percent: (unreadable * 100 / all) as u8, pages });
    }
    if unreadable < TOLD_MIN || unreadable * TOLD_SHARE < all {
        return Ok(None);
    }
    let worst = (0..counts.len()).rev().max_by_key(|page| counts[*page].unreadable()).unwrap_or(0);
    Ok(Some(format!(
        "{unreadable} characters, most of them on page {}, are codes of their font that do not tell what they show, so \
         that this text is not found until `xunzhang index --ocr auto` has them recognised",
        worst + 1
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_words() {
        let unreadable = |text: &str| Count::of_page(&[&text.repeat(3)]).unreadable() > 0;
        for text in [
            "!\"#$%&'()*+,-./0!1#2$3%4&5\"6#7!8$9%:&;",
            "Ë®¿âµÄ°²È«¹ÜÀí¹¤×÷±¨¸æ¼°Æä¸½¼þµÄËµÃ÷",
            "\u{FFFD}\u{FFFD}\u{E001}",
        ] {
            assert!(unreadable(text), "{text}");
        }
        for text in [
            "This report, as amended (2025), covers 12.5% of all reservoirs; see Annex A.",
            "for (i = 0; i < n; i++) { total[i] += values[i]; } return total;",
            "姓名：________ 电话：________ 第一章 总则 ................ 12",
            "Année de référence : élèves et écoles à la rentrée, où l'été s'achève",
            "",
        ] {
            assert!(!unreadable(text), "{text}");
        }
    }
}
