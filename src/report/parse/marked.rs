//! What the format of a file tells beside its text: headings it marks, rows of tables, furniture.

use std::collections::{HashMap, HashSet};

use crate::text::{LineIndex, Markup, Span};

use super::super::{Remark, RemarkKind};
use super::marker::marker_of;
use super::paragraph::{char_count, ends_sentence};

/// Longer paragraphs without number are no headings, whatever their style says, in characters.
const HEADING_CHARS_MAX: usize = 80;
/// Number of marked headings from which on a format is taken to mark all: shapes of lines are not asked then.
const COMPLETE_MIN: usize = 3;

/// Headings and rows by where they begin.
#[derive(Default)]
pub(super) struct Marked {
    levels: HashMap<usize, u8>,
    rows: HashSet<usize>,
}

impl Marked {
    /// Takes over what is marked, without what is the title.
    pub(super) fn new(markup: &Markup, title: Option<Span>) -> Marked {
        let is_title = |span: Span| title.is_some_and(|title| title.overlaps(span));
        let headings = markup.headings.iter().filter(|heading| !is_title(heading.span));
        Marked {
            levels: headings.map(|heading| (heading.span.start, heading.level)).collect(),
            rows: markup.rows.iter().map(|span| span.start).collect(),
        }
    }

    /// Returns the level of a paragraph that is marked as a heading and can be one.
    pub(super) fn level(&self, paragraph: Span, text: &str) -> Option<u8> {
        let level = *self.levels.get(&paragraph.start)?;
        let content = paragraph.of(text);
        let fits = char_count(content, HEADING_CHARS_MAX).is_some() && !ends_sentence(content);
        (fits || marker_of(content).is_some()).then_some(level)
    }

    /// Returns whether a paragraph is a row of a table.
    pub(super) fn is_row(&self, paragraph: Span) -> bool {
        self.rows.contains(&paragraph.start)
    }

    /// Returns whether the format marks its headings, so that those without number need not be guessed.
    pub(super) fn is_complete(&self) -> bool {
        self.levels.len() >= COMPLETE_MIN
    }
}

/// Returns for each paragraph whether it is furniture.
pub(super) fn in_furniture(markup: &Markup, paragraphs: &[Span]) -> Vec<bool> {
    let mut pieces = markup.furniture.iter().map(|piece| piece.span).peekable();
    let mut inside = |paragraph: &Span| {
        while pieces.peek().is_some_and(|piece| piece.end <= paragraph.start) {
            pieces.next();
        }
        pieces.peek().is_some_and(|piece| piece.overlaps(*paragraph))
    };
    paragraphs.iter().map(&mut inside).collect()
}

/// Returns the remarks on furniture, without what lies in the contents page that was found, and what the reader noted.
pub(super) fn remarks<'a>(
    markup: &'a Markup,
    contents: Option<Span>,
    lines: &'a LineIndex,
) -> impl Iterator<Item = Remark> + 'a {
    let is_told =
        move |span: Span| contents.is_some_and(|all| all.start <= span.start && span.end <= all.end);
    let kept = markup.furniture.iter().filter(move |piece| !is_told(piece.span)).map(|piece| Remark {
        kind: RemarkKind::Furniture,
        line: lines.line_of(piece.span.start),
        message: piece.what.clone(),
        kept_out: Some(piece.span),
    });
    let notes = markup.notes.iter().map(|note| Remark {
        kind: RemarkKind::Other,
        line: 1,
        message: note.clone(),
        kept_out: None,
    });
    notes.chain(kept)
}
