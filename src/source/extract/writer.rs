//! The text of a document in the making: readers write paragraphs in reading order, each with its location.

use crate::text::{Display, Furniture, Location, MarkedHeading, Markup, Span, TextKind};

use super::{ExtractError, Extracted};

/// No text may be longer, in bytes: spans of the index are 32 bits in places, and no report comes near.
const TEXT_BYTES_MAX: usize = 1 << 30;

/// Collects paragraphs, each one line of the text.
pub(super) struct Writer {
    text: String,
    markup: Markup,
    /// Furniture is written after everything else, so that the text around it stays whole.
    furniture: Vec<(String, &'static str, Location)>,
}

impl Writer {
    /// Returns an empty text.
    pub(super) fn new() -> Writer {
        Writer { text: String::new(), markup: Markup::of_kind(TextKind::Paragraphs), furniture: Vec::new() }
    }

    /// Adds a paragraph: one line, blanks at its ends left out; returns where it stands, `None` when nothing is left.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`] when the text outgrows all reports.
    pub(super) fn paragraph(
        &mut self,
        text: &str,
        location: &Location,
    ) -> Result<Option<Span>, ExtractError> {
        let content = text.trim();
        if content.is_empty() {
            return Ok(None);
        }
        if self.text.len() + content.len() > TEXT_BYTES_MAX {
            return Err(ExtractError::TooLarge { bytes: TEXT_BYTES_MAX as u64 });
        }
        let start = self.text.len();
        // Text goes on at the place before it until another is told.
        if self.markup.locations.last().is_none_or(|(_, last)| last != location) {
            self.markup.locations.push((start, location.clone()));
        }
        // Line ends inside would make several lines of it, and headings and rows are whole lines.
        let mut parts = content.split(is_line_end);
        self.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            self.text.push(' ');
            self.text.push_str(part);
        }
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        Ok(Some(span))
    }

    /// Adds a paragraph that stands in several places, one after the other: each with the byte of `text` that it
    /// begins at, the first with 0.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn paragraph_over(
        &mut self,
        text: &str,
        places: &[(usize, Location)],
    ) -> Result<(), ExtractError> {
        let Some((_, first)) = places.first() else { return Ok(()) };
        // Places are counted from the untrimmed text.
        let cut = text.len() - text.trim_start().len();
        if let Some(span) = self.paragraph(text, first)? {
            for (at, place) in &places[1..] {
                let at = span.start + at.saturating_sub(cut);
                if at < span.end {
                    self.markup.locations.push((at, place.clone()));
                }
            }
        }
        Ok(())
    }

    /// Adds a paragraph that the format marks as a heading of this level, from 1.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn heading(&mut self, text: &str, level: u8, location: &Location) -> Result<(), ExtractError> {
        if let Some(span) = self.paragraph(text, location)? {
            self.markup.headings.push(MarkedHeading { span, level: level.max(1) });
        }
        Ok(())
    }

    /// Adds a row of a table: its cells, parted by tabs.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn row(&mut self, cells: &[String], location: &Location) -> Result<(), ExtractError> {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let span = self.paragraph(&cells.join("\t"), location)?;
        self.markup.rows.extend(span);
        Ok(())
    }

    /// Adds the paragraph that the format marks as the title; only the first one is it.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn title(&mut self, text: &str, location: &Location) -> Result<(), ExtractError> {
        let span = self.paragraph(text, location)?;
        self.markup.title = self.markup.title.or(span);
        Ok(())
    }

    /// Keeps a text apart: it is written after all paragraphs and stays out of the passages. `what` names its kind.
    pub(super) fn furniture(&mut self, text: &str, what: &'static str, location: &Location) {
        if !text.trim().is_empty() {
            self.furniture.push((text.to_owned(), what, location.clone()));
        }
    }

    /// Adds an observation for people, lower case, no full stop.
    pub(super) fn note(&mut self, note: String) {
        self.markup.notes.push(note);
    }

    /// Says how many pages wait for a recogniser.
    pub(super) fn waiting(&mut self, pages: u32) {
        self.markup.waiting = pages;
    }

    /// Returns how many bytes of text were written: where the next paragraph begins.
    pub(super) fn written(&self) -> usize {
        self.text.len()
    }

    /// Says that lines are in larger type than the text.
    pub(super) fn display(&mut self, display: Display) {
        self.markup.display.push(display);
    }

    /// Says that no title stands in the text.
    pub(super) fn untitled(&mut self) {
        self.markup.untitled = true;
    }

    /// As [`Writer::furniture`], but in its place: what parts the text there anyway.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn apart(&mut self, text: &str, what: &str, location: &Location) -> Result<(), ExtractError> {
        let start = self.text.len();
        if let Some(span) = self.paragraph(text, location)? {
            match self.markup.furniture.last_mut() {
                // A contents page is one remark, not one for each line.
                Some(last) if last.what == what && last.span.end + 1 == start => last.span.end = span.end,
                _ => self.markup.furniture.push(Furniture { span, what: what.to_owned() }),
            }
        }
        Ok(())
    }

    /// Adds what another reader made of a part of the document, all of it at one place.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn append(&mut self, part: &Extracted, here: &Location) -> Result<(), ExtractError> {
        let (markup, mut at) = (&part.markup, 0);
        for line in part.text.split_inclusive('\n') {
            let furniture = markup.furniture.iter().find(|one| (one.span.start..one.span.end).contains(&at));
            let heading = markup.headings.iter().find(|heading| heading.span.start == at);
            if let Some(furniture) = furniture {
                self.apart(line, &furniture.what, here)?;
            } else if markup.title.is_some_and(|title| title.start == at) {
                self.title(line, here)?;
            } else if let Some(heading) = heading {
                self.heading(line, heading.level, here)?;
            } else if markup.rows.iter().any(|row| row.start == at) {
                let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
                self.row(&cells, here)?;
            } else {
                self.paragraph(line, here)?;
            }
            at += line.len();
        }
        self.markup.notes.extend(markup.notes.iter().cloned());
        self.markup.waiting += markup.waiting;
        Ok(())
    }

    /// Returns the document.
    ///
    /// # Errors
    /// As [`Writer::paragraph`].
    pub(super) fn finish(mut self) -> Result<Extracted, ExtractError> {
        for (text, what, location) in std::mem::take(&mut self.furniture) {
            if let Some(span) = self.paragraph(&text, &location)? {
                self.markup.furniture.push(Furniture { span, what: what.to_owned() });
            }
        }
        Ok(Extracted {
            member: None,
            title: String::new(),
            text: self.text,
            markup: self.markup,
            encoding: "UTF-8".to_owned(),
            reader: String::new(),
        })
    }
}

/// Whether the name of a style, as programs and their users write it, is that of lines of a contents page: `toc 1`,
/// `Contents 2`, `目录 3`.
pub(super) fn is_contents_style(name: &str) -> bool {
    // OpenDocument writes blanks in names as `_20_`.
    let name = name.trim().trim_end_matches(';').to_lowercase().replace("_20_", " ");
    ["toc", "contents", "目录", "目錄"].iter().any(|word| {
        name.strip_prefix(word).is_some_and(|rest| {
            let level = rest.trim_start();
            level.len() == 1 && level.as_bytes()[0].is_ascii_digit()
        })
    })
}

/// Whether a paragraph in the result of a field is a line of a contents page: the field is a list of contents by its
/// `instruction`, and the line ends in the number of a page. (A field that is never closed goes on to the end.)
pub(super) fn is_contents_field(instruction: &str, line: &str) -> bool {
    let word = instruction.split_whitespace().next().unwrap_or_default();
    let roman = |end: &str| !end.is_empty() && end.chars().all(|c| "ivxIVX".contains(c));
    let line = line.trim_end();
    word.eq_ignore_ascii_case("TOC")
        && (line.ends_with(|c: char| c.is_ascii_digit())
            || line.rsplit_once('\t').is_some_and(|(_, end)| roman(end)))
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
