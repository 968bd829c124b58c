//! What parsing has to say about a report: oddities, and text kept out of the passages.

use crate::text::Span;

/// What a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RemarkKind {
    /// A heading number skipped or repeated.
    Numbering,
    /// A contents page, whose lines are no sections.
    Contents,
    /// What the web site added: sharing, font size, copyright and reprint notices, trial-reading cuts.
    SiteChrome,
    /// What the format of the file keeps apart: page headers, footers, comments, deletions, navigation.
    Furniture,
    /// The title, repeated.
    RepeatedTitle,
    /// Anything else worth a line.
    Other,
}

/// One observation about a report, for people; never an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub kind: RemarkKind,
    /// Line it speaks of, counted from 1.
    pub line: usize,
    /// The observation in clear English, lower case, no full stop.
    pub message: String,
    /// The text that was kept out of the passages because of it, if any. Spans of remarks never
    /// overlap each other; this text stays findable with `query --all`.
    pub kept_out: Option<Span>,
}
