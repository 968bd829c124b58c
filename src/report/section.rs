//! A report as a tree of sections, kept flat in reading order.
//!
//! A section is a heading and all text up to the next heading. Its *own* text ends where the
//! next heading of any level begins; its *whole* text ends where the next heading of the same
//! or a higher rank begins. Text before the first heading belongs to the root (section 0),
//! whose heading is the report's title. Passages are cut elsewhere (`passage.rs`).

use crate::text::Span;

use super::{Lines, Qualifier};

/// One heading and the text that directly follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading as people read it: one line, runs of blanks made one, letter-spacing closed.
    /// For an inline ordinal (`一是…。`) its first sentence without the closing mark; for an
    /// article with its text on the same line (`第三条　本法…`) the number alone.
    pub heading: String,
    /// Where the heading stands in the decoded text; empty at the start for a root without title.
    pub heading_span: Span,
    /// Depth in the tree: 0 for the root, 1 for its children.
    pub level: usize,
    /// The section that this one stands in; `None` for the root only. Always a smaller index.
    pub parent: Option<usize>,
    /// From the start of the heading to the start of the next section's heading (own text only).
    /// The spans of all sections, in order, tile the text without gap or overlap.
    pub span: Span,
    /// Line of the heading, counted from 1.
    pub line: usize,
}

/// A parsed report: its sections in reading order, the root first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// All sections in reading order; never empty, `sections[0]` is the root.
    pub sections: Vec<Section>,
    /// How the lines of its text make paragraphs.
    pub lines: Lines,
    /// The place and the year that its head tells, below the title.
    pub head: Qualifier,
}

impl Report {
    /// Returns the title: the root's heading, empty when none was found.
    pub fn title(&self) -> &str {
        &self.sections[0].heading
    }

    /// Returns the headings from the first level down to `section`, the title not included.
    pub fn heading_path(&self, section: usize) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = section;
        while let Some(parent) = self.sections[at].parent {
            path.push(self.sections[at].heading.as_str());
            at = parent;
        }
        path.reverse();
        path
    }
}
