//! What the format of a file tells of its text beside the characters: headings, what is furniture, and where a person
//! finds each piece.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Span, TextKind};

/// Where a person looks for a piece of text in its file. Everything is counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Location {
    /// A page (pdf, ofd).
    Page {
        /// The number of the page in the file.
        page: usize,
        /// What is printed or set as its number, where that differs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page_label: Option<String>,
        /// Of a page whose text was recognised in a picture: how sure the recogniser is of its characters, in per cent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recognised: Option<u8>,
    },
    /// A picture of a document that has no pages (docx), counted in the order of reading.
    Picture {
        /// Its number.
        picture: usize,
        /// How sure the recogniser is of its characters, in per cent.
        recognised: Option<u8>,
    },
    /// A row of a sheet (xlsx).
    Row {
        /// Name of the sheet.
        sheet: String,
        /// Number of the row, as the program shows it.
        row: usize,
    },
    /// A slide (pptx).
    Slide {
        /// Number of the slide.
        slide: usize,
    },
    /// A paragraph, or row of a table, in reading order (docx, doc, rtf, odt, html).
    Paragraph {
        /// Its number; paragraphs without text count.
        paragraph: usize,
    },
    /// A line of text.
    Line {
        /// Number of the line in the decoded text.
        line: usize,
    },
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Page { page, page_label, recognised } => {
                write!(out, "page {page}")?;
                page_label.iter().try_for_each(|label| write!(out, " ({label})"))?;
                told(out, *recognised)
            }
            Location::Picture { picture, recognised } => {
                write!(out, "picture {picture}")?;
                told(out, *recognised)
            }
            Location::Row { sheet, row } => write!(out, "sheet {sheet}, row {row}"),
            Location::Slide { slide } => write!(out, "slide {slide}"),
            Location::Paragraph { paragraph } => write!(out, "paragraph {paragraph}"),
            Location::Line { line } => write!(out, "{line}"),
        }
    }
}

/// The mark of recognised text.
fn told(out: &mut fmt::Formatter<'_>, recognised: Option<u8>) -> fmt::Result {
    recognised.map_or(Ok(()), |percent| write!(out, ", recognised ({percent} %)"))
}

impl Location {
    /// Returns it as Chinese texts name it: 第3页.
    pub fn in_chinese(&self) -> String {
        match self {
            Location::Line { line } => format!("第{line}行"),
            Location::Paragraph { paragraph } => format!("第{paragraph}段"),
            Location::Page { page, page_label, .. } => {
                format!("第{}页", page_label.clone().unwrap_or_else(|| page.to_string()))
            }
            Location::Picture { picture, .. } => format!("第{picture}图"),
            Location::Row { sheet, row } => format!("{sheet}第{row}行"),
            Location::Slide { slide } => format!("第{slide}张"),
        }
    }

    /// Returns how sure a recogniser is of the characters there, in per cent; `None` for text that the file itself holds.
    pub fn recognised(&self) -> Option<u8> {
        match self {
            Location::Page { recognised, .. } | Location::Picture { recognised, .. } => *recognised,
            _ => None,
        }
    }

    /// Returns the location marked as recognised text where `percent` is known: what is shown begins on a page of exact text
    /// and goes on to one that was recognised.
    pub fn marked(self, percent: Option<u8>) -> Location {
        match self {
            Location::Page { page, page_label, recognised } => {
                Location::Page { page, page_label, recognised: recognised.or(percent) }
            }
            Location::Picture { picture, recognised } => {
                Location::Picture { picture, recognised: recognised.or(percent) }
            }
            other => other,
        }
    }
}

/// A paragraph that the format itself marks as a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MarkedHeading {
    /// Where it stands in the text; one whole line.
    pub span: Span,
    /// Its depth as the format has it, 1 for the outermost.
    pub level: u8,
}

/// Text that is no part of what the report says: page headers, footers, comments, deletions, navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    /// Where it stands in the text; whole lines.
    pub span: Span,
    /// What it is, in words for people: `page header`.
    pub what: String,
}

/// Lines in larger type than the text that stand together on the first page: titles are among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Display {
    /// Where they stand in the text; whole lines.
    pub span: Span,
    /// Height of their type, in per cent of that of most characters of the text.
    pub percent: u16,
    /// Whether the file names these words as its title (the metadata of a PDF).
    pub is_named: bool,
}

/// What a format tells of a text. Everything is in the order of the text, nothing overlaps; spans are bytes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    /// How the text is written.
    pub kind: TextKind,
    /// Whether no title stands in the text, so that none is to be looked for.
    pub untitled: bool,
    /// Where the title stands, if the format marks it.
    pub title: Option<Span>,
    /// Lines in larger type, where the format knows the size of its characters (pdf, ofd).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub display: Vec<Display>,
    /// Paragraphs marked as headings.
    pub headings: Vec<MarkedHeading>,
    /// Rows of tables: whole lines in which no heading begins.
    pub rows: Vec<Span>,
    /// Texts to be kept out of the passages.
    pub furniture: Vec<Furniture>,
    /// From which byte on which location holds; empty where lines are all there is to tell.
    pub locations: Vec<(usize, Location)>,
    /// What the reader has to say to people, one observation each, lower case, no full stop.
    pub notes: Vec<String>,
    /// Pages that are pictures and wait for a recogniser.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waiting: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Markup {
    /// Returns the markup of a text of which nothing more is known than how it is written.
    pub fn of_kind(kind: TextKind) -> Markup {
        Markup { kind, ..Markup::default() }
    }

    /// Returns the location of the byte `at`; `None` where only lines can be told.
    pub fn location_at(&self, at: usize) -> Option<&Location> {
        let after = self.locations.partition_point(|(from, _)| *from <= at);
        self.locations.get(after.checked_sub(1)?).map(|(_, location)| location)
    }

    /// Returns the locations that hold inside a span, each with the first byte, counted from the start of the span.
    pub fn locations_in(&self, span: Span) -> Vec<(usize, Location)> {
        let first = self.locations.partition_point(|(from, _)| *from <= span.start).saturating_sub(1);
        // An empty span still stands somewhere: it has the location of its byte.
        let inside =
            self.locations[first..].iter().take_while(|(from, _)| *from < span.end.max(span.start + 1));
        inside.map(|(from, location)| (from.saturating_sub(span.start), location.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_hold_until_the_next() {
        let page = |page| Location::Page { page, page_label: None, recognised: None };
        let markup =
            Markup { locations: vec![(0, page(1)), (10, page(2)), (30, page(3))], ..Markup::default() };
        assert_eq!(markup.location_at(9), Some(&page(1)));
        assert_eq!(markup.location_at(10), Some(&page(2)));
        assert_eq!(markup.locations_in(Span::new(12, 31)), [(0, page(2)), (18, page(3))]);
        assert_eq!(Markup::default().locations_in(Span::new(0, 5)), []);
    }

    #[test]
    fn recognised_text_is_marked() {
        let page = |recognised| Location::Page { page: 3, page_label: Some("iii".to_owned()), recognised };
        assert_eq!(page(Some(93)).to_string(), "page 3 (iii), recognised (93 %)");
        assert_eq!(page(None).marked(Some(93)), page(Some(93)));
        assert_eq!(page(Some(60)).marked(Some(93)).recognised(), Some(60));
        assert_eq!(Location::Line { line: 1 }.marked(Some(93)).recognised(), None);
    }

    #[test]
    fn json_tells_the_kinds_apart() {
        let kinds = [
            Location::Page { page: 3, page_label: Some("iii".to_owned()), recognised: None },
            Location::Page { page: 3, page_label: None, recognised: Some(93) },
            Location::Picture { picture: 2, recognised: Some(93) },
            Location::Row { sheet: "收入".to_owned(), row: 4 },
            Location::Slide { slide: 2 },
            Location::Paragraph { paragraph: 7 },
            Location::Line { line: 22 },
        ];
        for kind in kinds {
            let json = serde_json::to_string(&kind).expect("plain values");
            assert_eq!(serde_json::from_str::<Location>(&json).expect("what was written"), kind, "{json}");
        }
    }
}
