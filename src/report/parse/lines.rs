//! How the lines of a text make paragraphs, to be kept with the report: so they can be told of any part of it again.

use serde::{Deserialize, Serialize};

use crate::text::Span;

use super::layout::{join_broken, whole_lines};
use super::wrap::{Width, guessed_width, join_at};

/// How the lines of a text make paragraphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lines {
    /// Each line is one: the format knows its paragraphs and rows.
    Whole,
    /// Not told: lines are joined only where those around them look broken.
    #[default]
    Unknown,
    /// Lines were broken at this length.
    Broken(Width),
}

impl Lines {
    /// Returns the paragraphs of a section's text (or of a part of it), trimmed of blanks, in order, as bytes of `text`.
    pub fn paragraphs(self, text: &str) -> Vec<Span> {
        let mut lines = match self {
            Lines::Whole => return whole_lines(text),
            Lines::Unknown => join_at(text, guessed_width(text), true),
            Lines::Broken(width) => join_at(text, Some(width), false),
        };
        join_broken(text, &mut lines);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, lines: Lines) -> Vec<&str> {
        lines.paragraphs(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn short_lines_are_paragraphs_each() {
        let text = "张三　市教育局局长\n李四　市财政局副局长\n王五　科员";
        for lines in [Lines::Whole, Lines::Unknown] {
            assert_eq!(cut(text, lines).len(), 3, "{lines:?}");
        }
    }

    #[test]
    fn lines_that_are_as_long_as_wrapped_ones_go_on() {
        let text = "　　全市深入实施基础教育质量提升行动，新增公办幼儿园学位\n建成特色高中，义务教育优质均衡发展县达到五个。\n名单";
        assert_eq!(cut(text, Lines::Unknown).len(), 2);
        assert_eq!(cut(text, Lines::Whole).len(), 3);
    }
}
