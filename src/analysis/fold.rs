//! Folded text with the way back: which bytes of the original each folded character came from.

use std::ops::Range;

use crate::text::Span;

use super::chars::{fold_char, is_folded, plain_end};

/// Text that went through a chain, with a map to the text that it was made from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    pieces: Vec<Piece>,
}

/// From here (bytes of the folded text) on, folded text comes from this span of the original.
#[derive(Clone, Copy, Debug)]
struct Piece {
    folded: u32,
    start: u32,
    end: u32,
}

impl Folded {
    /// Returns the folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the span of the original (bytes) that `folded` (bytes of the folded text) came from. It begins
    /// and ends with whole characters that were folded, never with blanks that were dropped; where several folded
    /// characters came from one, or a numeral became digits, the whole of it is covered.
    ///
    /// # Panics
    /// When the range is not inside the folded text.
    pub fn source_span(&self, folded: Range<usize>) -> Span {
        assert!(folded.end <= self.text.len(), "range {folded:?} ends outside folded text");
        if folded.is_empty() {
            let at = self.pieces.get(self.piece_at(folded.start)).map_or(0, |piece| piece.start as usize);
            return Span::new(at, at);
        }
        let (first, last) =
            (self.pieces[self.piece_at(folded.start)], self.pieces[self.piece_at(folded.end - 1)]);
        Span::new(first.start as usize, last.end as usize)
    }

    /// Index of the piece that byte `at` of the folded text belongs to.
    fn piece_at(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.folded as usize <= at).saturating_sub(1)
    }

    /// Adds `text` as what `source` (bytes of the original) became.
    fn push(&mut self, text: &str, source: Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            folded: self.text.len() as u32,
            start: source.start as u32,
            end: source.end as u32,
        });
        self.text.push_str(text);
    }

    pub(super) fn with_capacity(bytes: usize) -> Folded {
        // Most characters of Chinese text have three bytes.
        Folded { text: String::with_capacity(bytes), pieces: Vec::with_capacity(bytes / 3) }
    }
}

/// What a chain writes into: folded text, with the way back or without.
pub(super) trait Sink {
    /// Adds `text` as what `source` (bytes of the original) became.
    fn piece(&mut self, text: &str, source: Range<usize>);
    /// Adds characters that stay as they are; they begin at byte `start` of the original.
    fn stretch(&mut self, text: &str, start: usize);
}

impl Sink for Folded {
    fn piece(&mut self, text: &str, source: Range<usize>) {
        self.push(text, source);
    }

    fn stretch(&mut self, text: &str, start: usize) {
        for (at, c) in text.char_indices() {
            self.push(&text[at..at + c.len_utf8()], start + at..start + at + c.len_utf8());
        }
    }
}

impl Sink for String {
    fn piece(&mut self, text: &str, _: Range<usize>) {
        self.push_str(text);
    }

    fn stretch(&mut self, text: &str, _: usize) {
        self.push_str(text);
    }
}

/// Returns `text` after the exact chain, with the way back to its bytes.
///
/// Each character by itself: compatibility form (Unicode NFKC), lower case, accents off, Traditional to
/// Simplified (OpenCC, one to one), variants and signs that a reader takes for the same to one of them
/// (`index_schema/variants.txt`), blanks and invisible characters dropped. Texts must be shorter than 4 GiB.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::with_capacity(text.len());
    let mut buffer = String::new();
    for (at, character) in text.char_indices() {
        buffer.clear();
        fold_char(character, |c| buffer.push(c));
        folded.push(&buffer, at..at + character.len_utf8());
    }
    folded
}

/// Returns the text of [`fold`] without the way back, several times faster.
pub fn fold_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Most characters stay as they are: whole stretches of them are copied at once.
    let (mut kept, mut at) = (0, plain_end(text, 0));
    while let Some(character) = text[at..].chars().next() {
        let next = at + character.len_utf8();
        if !is_folded(character) {
            folded.push_str(&text[kept..at]);
            fold_char(character, |c| folded.push(c));
            kept = next;
        }
        at = plain_end(text, next);
    }
    folded.push_str(&text[kept..]);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans_lead_back_over_dropped_and_widened_characters() {
        let text = "(㈠)减轻\r\n　　教师";
        let folded = fold(text);
        assert_eq!(folded.text(), "((一))减轻教师");
        let at = folded.text().find("轻教").expect("runs go over line ends");
        assert_eq!(folded.source_span(at..at + 6).of(text), "轻\r\n　　教");
        assert_eq!(folded.source_span(2..3).of(text), "㈠");
        assert_eq!(folded.source_span(0..folded.text().len()).of(text), text);
    }

    proptest! {
        #[test]
        fn any_text_folds_with_spans_on_boundaries(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(folded.text(), fold_text(&text));
            for (at, c) in folded.text().char_indices() {
                let span = folded.source_span(at..at + c.len_utf8());
                prop_assert!(!span.of(&text).is_empty());
                let again = fold_text(span.of(&text));
                prop_assert!(again.contains(c));
            }
        }

        #[test]
        fn a_run_of_a_text_is_a_run_of_its_folding(text in "\\PC{0,40}", from in 0usize..40, length in 0usize..12) {
            let run: String = text.chars().skip(from).take(length).collect();
            prop_assert!(fold_text(&text).contains(&fold_text(&run)));
        }
    }
}
