//! What is asked of one paragraph by all that look for headings: its length, and whether it ends as a sentence does.

use super::marker::{Marker, Style};

/// Returns the marker of a paragraph that is a heading without a number; `len` is its length in bytes.
pub(super) fn plain(style: Style, len: usize) -> Marker {
    Marker { style, number: 0, sub: 0, len, blank_follows: false }
}

/// Returns the number of characters of a text; `None` for more than `most`.
pub(super) fn char_count(text: &str, most: usize) -> Option<usize> {
    // A character takes four bytes at most: most texts are told without being counted.
    if text.len() > most * 4 {
        return None;
    }
    Some(text.chars().count()).filter(|chars| *chars <= most)
}

/// Whether a paragraph ends as a sentence or a part of one does; brackets and quotation marks apart.
pub(super) fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['”', '’', '）', ')', '》']);
    end.ends_with(['。', '！', '？', '；', '：', '，', '、', ':', ';', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_not_counted_and_ends_of_sentences_are_seen() {
        assert_eq!(
            (char_count("一、概况", 4), char_count("一、概况", 3), char_count("", 0)),
            (Some(4), None, Some(0))
        );
        for (text, ends) in [
            ("主要成效", false),
            ("成效显著。", true),
            ("如下：", true),
            ("（见附件。）", true),
            ("）", false),
        ] {
            assert_eq!(ends_sentence(text), ends, "{text}");
        }
    }
}
