//! The characters that are signs of the query language, in all their widths.

/// Quotation marks that make an exact run: each style closes only itself.
pub(super) const QUOTES: [(char, char); 5] =
    [('"', '"'), ('\u{201c}', '\u{201d}'), ('「', '」'), ('『', '』'), ('\u{ff02}', '\u{ff02}')];

/// Whether a character parts words: blanks, controls and what cannot be seen.
pub(super) fn parts_words(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// Whether a character opens a bracket.
pub(super) fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

/// Whether a character closes a bracket.
pub(super) fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// Whether a character is the sign for either.
pub(super) fn is_or(c: char) -> bool {
    matches!(c, '|' | '｜')
}

/// Whether a character is the sign of an exclusion. The minus of mathematics (U+2212) belongs to a number.
pub(super) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－')
}

/// Whether a text begins with a number: a sign before it is its own (-5%).
pub(super) fn begins_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_known_in_all_widths() {
        assert!(['(', '（'].into_iter().all(is_open) && [')', '）'].into_iter().all(is_close));
        assert!(['|', '｜'].into_iter().all(is_or) && ['-', '－'].into_iter().all(is_minus));
        assert!(begins_number("5%") && begins_number("５") && !begins_number("五"));
        assert!([' ', '\u{3000}', '\t', '\u{0}', '\u{200b}'].into_iter().all(parts_words));
        // A dash is a character like others: 2021—2025.
        assert!(!['—', '–', '−', '甲', '，'].into_iter().any(|c| is_minus(c) || parts_words(c)));
    }
}
