//! A passage as scoring sees it: folded, with its headings; its text as it stands only where somebody asks.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::index::{Glance, Name};

/// A passage, or a text that a remark keeps out.
pub(in crate::search) struct Piece {
    /// What is stored of it, but for where it stands.
    stored: Glance,
    text: OnceCell<String>,
}

impl Piece {
    /// A piece as it is stored.
    pub(in crate::search) fn new(stored: Glance) -> Piece {
        Piece { stored, text: OnceCell::new() }
    }

    /// Returns the text as it stands in the report.
    pub(in crate::search) fn text(&self) -> &str {
        self.text.get_or_init(|| self.stored.text())
    }

    /// Returns the text through the exact chain.
    pub(in crate::search) fn folded(&self) -> &str {
        &self.stored.folded
    }

    /// Returns the title of the report and the headings down to its own.
    pub(in crate::search) fn path(&self) -> &[Arc<Name>] {
        &self.stored.path
    }

    /// Returns whether it begins with the heading of its section.
    pub(in crate::search) fn has_heading(&self) -> bool {
        self.stored.heading_bytes > 0
    }

    /// Returns how many bytes of its text are the heading of its section.
    pub(in crate::search) fn heading_bytes(&self) -> usize {
        if self.text().is_char_boundary(self.stored.heading_bytes) { self.stored.heading_bytes } else { 0 }
    }

    /// Returns whether the next passage goes on where this one ends.
    pub(in crate::search) fn continues(&self) -> bool {
        self.stored.continues
    }
}
