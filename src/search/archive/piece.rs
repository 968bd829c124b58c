//! A passage as scoring sees it: folded, with its headings; its text as it stands only where somebody asks.

use std::cell::{LazyCell, OnceCell};
use std::sync::Arc;

use crate::analysis;
use crate::search::archive::Name;

/// A passage, or a text that a remark keeps out.
pub(in crate::search) struct Piece {
    folded: String,
    by_value: OnceCell<String>,
    path: Vec<Arc<Name>>,
    heading_bytes: usize,
    continues: bool,
    text: LazyCell<String, Box<dyn FnOnce() -> String>>,
}

impl Piece {
    /// Makes a piece of its folded text, the title and headings that it stands under (at least the title), how many bytes
    /// of its text are its heading, whether the next passage goes on where it ends, and what gives its text.
    pub(in crate::search) fn new(
        folded: String,
        path: Vec<Arc<Name>>,
        heading_bytes: usize,
        continues: bool,
        text: Box<dyn FnOnce() -> String>,
    ) -> Piece {
        Piece { folded, by_value: OnceCell::new(), path, heading_bytes, continues, text: LazyCell::new(text) }
    }

    /// Returns about how many bytes it takes at the most, with its text and its numerals by value; names are shared.
    pub(in crate::search) fn held_bytes(&self) -> usize {
        3 * self.folded.len() + size_of_val(self.path.as_slice())
    }

    /// Returns the text as it stands in the report.
    pub(in crate::search) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text through the exact chain.
    pub(in crate::search) fn folded(&self) -> &str {
        &self.folded
    }

    /// Returns the folded text as terms are found in it: where one of them has digits, with its numerals by value, which
    /// are read once.
    pub(in crate::search) fn readable(&self, digits: bool) -> &str {
        if digits {
            self.by_value.get_or_init(|| analysis::fold_words_text(&self.folded))
        } else {
            &self.folded
        }
    }

    /// Returns the title of the report and the headings down to its own.
    pub(in crate::search) fn path(&self) -> &[Arc<Name>] {
        &self.path
    }

    /// Returns whether it begins with the heading of its section.
    pub(in crate::search) fn has_heading(&self) -> bool {
        self.heading_bytes > 0
    }

    /// Returns how many bytes of its text are the heading of its section.
    pub(in crate::search) fn heading_bytes(&self) -> usize {
        if self.text().is_char_boundary(self.heading_bytes) { self.heading_bytes } else { 0 }
    }

    /// Returns whether the next passage goes on where this one ends.
    pub(in crate::search) fn continues(&self) -> bool {
        self.continues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_that_ends_inside_a_character_is_none() {
        let piece = |heading_bytes| {
            let path = vec![Arc::new(Name { text: "标题".to_owned(), folded: "标题".to_owned() })];
            Piece::new("一、正文".to_owned(), path, heading_bytes, false, Box::new(|| "一、正文".to_owned()))
        };
        assert_eq!(piece(6).heading_bytes(), 6);
        assert_eq!(piece(5).heading_bytes(), 0);
        assert!(piece(6).has_heading() && !piece(0).has_heading());
    }
}
