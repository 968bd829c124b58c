//! Paragraphs, cells and rows as they end.

use super::super::ExtractError;
use super::super::writer::{is_contents_field, is_contents_style};
use super::{Part, Rtf, RtfStyle};

impl Rtf {
    /// Ends a paragraph of whatever part we are in.
    pub(super) fn end_of_paragraph(&mut self) -> Result<(), ExtractError> {
        match self.now.part {
            Part::Body if self.paragraph.in_table => self.cell.push(std::mem::take(&mut self.text)),
            Part::Body => {
                self.end_row()?;
                self.end_paragraph()?;
            }
            Part::Beside => self.beside.push('\n'),
            Part::Apart(_) => self.apart.push(' '),
            _ => {}
        }
        Ok(())
    }

    /// Ends a paragraph that is in no table.
    pub(super) fn end_paragraph(&mut self) -> Result<(), ExtractError> {
        self.count += 1;
        let text = std::mem::take(&mut self.text);
        self.write(&text)?;
        self.after()
    }

    /// Writes a paragraph as what it is.
    fn write(&mut self, text: &str) -> Result<(), ExtractError> {
        let here = self.here();
        let in_field = std::mem::take(&mut self.was_in_contents) && is_contents_field("TOC", text);
        let style = self.styles.get(&self.paragraph.style);
        let outline = self.paragraph.outline.or_else(|| style.and_then(RtfStyle::outline));
        let is_title =
            style.is_some_and(|style| style.name.trim_end_matches(';').eq_ignore_ascii_case("title"));
        match outline {
            _ if in_field || style.is_some_and(|style| is_contents_style(&style.name)) => {
                self.writer.apart(text, "contents page", &here)
            }
            _ if is_title => self.writer.title(text, &here),
            // Outline levels count from 0; 9 means body text.
            Some(level @ 0..=8) => self.writer.heading(text, level as u8 + 1, &here),
            _ => self.writer.paragraph(text, &here).map(|_| ()),
        }
    }

    /// What stands beside a paragraph: notes, boxes, deletions.
    fn after(&mut self) -> Result<(), ExtractError> {
        let here = self.here();
        for text in std::mem::take(&mut self.beside).lines() {
            self.writer.paragraph(text, &here)?;
        }
        self.writer.furniture(&std::mem::take(&mut self.removed), "deleted or hidden text", &here);
        Ok(())
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self) {
        if self.now.part == Part::Body {
            self.cell.push(std::mem::take(&mut self.text));
            self.cells.push(std::mem::take(&mut self.cell));
        }
    }

    /// Ends a row; one of a single cell is no row but what stands in it, as tables also serve as frames.
    pub(super) fn end_row(&mut self) -> Result<(), ExtractError> {
        let mut cells = std::mem::take(&mut self.cells);
        // A row that was cut short has no end of its last cell.
        let rest = std::mem::take(&mut self.cell);
        if !rest.is_empty() {
            cells.push(rest);
        }
        if cells.is_empty() {
            return Ok(());
        }
        if let [cell] = &cells[..] {
            for text in cell {
                self.count += 1;
                self.write(text)?;
            }
        } else {
            self.count += 1;
            let join = |cell: &Vec<String>| {
                cell.iter()
                    .map(|text| text.trim())
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let texts: Vec<String> = cells.iter().map(join).collect();
            let here = self.here();
            self.writer.row(&texts, &here)?;
        }
        self.after()
    }
}
