//! Passages: the pieces of a section that are indexed, ranked and shown.
//!
//! A section's passages tile its own text, heading line included, between the spans that
//! remarks keep out. They are cut at sentence ends and never cross a heading.

use crate::text::Span;

use super::{Remark, Report};

/// How long passages are, in characters that are not blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassageSize {
    /// A rest shorter than this joins its neighbour inside the same section.
    pub chars_min: usize,
    /// A piece is closed at the last sentence end before this length.
    pub chars_max: usize,
}

/// A piece of one section's own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Index of its section in [`Report::sections`].
    pub section: usize,
    /// Where it stands in the decoded text, blanks at both ends left out.
    pub span: Span,
    /// End of the part of `span` that is the section's heading; `span.start` when it holds none.
    pub heading_end: usize,
    /// Whether the next passage continues this one in the same section with nothing kept out
    /// between them, so that a run of characters may cross the cut.
    pub continues: bool,
}

/// Cuts all sections of `report` into passages, in reading order.
///
/// `text` is the decoded text that `report` and `remarks` were parsed from.
pub fn cut_passages(text: &str, report: &Report, remarks: &[Remark], size: PassageSize) -> Vec<Passage> {
    let _ = (text, report, remarks, size);
    todo!("report helper")
}
