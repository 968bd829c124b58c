//! Word 97-2003 (`.doc`), and `.wps` where it is the same container: text, headings by outline level, automatic
//! numbers, tables, notes and text boxes.
//!
//! No maintained crate keeps all of these; the container is read by `cfb`, what is in it here, after \[MS-DOC\].

mod bytes;
mod file;
mod lists;
mod properties;
mod styles;

use crate::text::Location;

use self::file::{Placed, Story, Trouble, WordFile};
use self::lists::Lists;
use self::properties::{Characters, Paragraph, Stretches};
use self::styles::Styles;
use super::writer::{Writer, is_contents_field};
use super::{ExtractError, Extraction, Input, single};

impl From<Trouble> for ExtractError {
    fn from(trouble: Trouble) -> ExtractError {
        match trouble {
            Trouble::Encrypted => ExtractError::Encrypted,
            Trouble::Damaged(why) => ExtractError::Damaged(why),
        }
    }
}

/// Reads a document: first its own text, then what stands beside it.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let written = paragraphs(input.bytes, input.limits.unpacked_bytes)?;
    let mut writer = Writer::new();
    let order = [Story::Main, Story::TextBoxes, Story::Footnotes, Story::Endnotes];
    for piece in order.iter().flat_map(|story| written.iter().filter(move |piece| piece.story == *story)) {
        let location = Location::Paragraph { paragraph: piece.number };
        match piece {
            Written { removed: true, .. } => {
                writer.furniture(&piece.text, "deleted or hidden text", &location)
            }
            Written { contents: true, .. } => writer.apart(&piece.text, "contents page", &location)?,
            Written { title: true, .. } => writer.title(&piece.text, &location)?,
            Written { heading: Some(level), .. } => writer.heading(&piece.text, *level, &location)?,
            Written { row: true, .. } => {
                let cells: Vec<String> = piece.text.split('\t').map(str::to_owned).collect();
                writer.row(&cells, &location)?;
            }
            _ => drop(writer.paragraph(&piece.text, &location)?),
        }
    }
    for piece in &written {
        let what = match piece.story {
            Story::Headers | Story::HeaderTextBoxes => "page header or footer",
            Story::Comments => "comment",
            _ => continue,
        };
        writer.furniture(&piece.text, what, &Location::Paragraph { paragraph: piece.number });
    }
    single(writer.finish()?)
}

/// A paragraph, or a row of a table with tabs between its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    text: String,
    story: Story,
    /// Level of a heading, from 1.
    heading: Option<u8>,
    title: bool,
    /// Whether it is a line of a contents page.
    contents: bool,
    /// Whether it is a row of a table.
    row: bool,
    /// Whether it was deleted or hidden, and is only kept as a remark.
    removed: bool,
    /// Paragraphs of its story before it, and itself.
    number: usize,
}

/// Reads all paragraphs in the order of the file.
fn paragraphs(bytes: &[u8], room: u64) -> Result<Vec<Written>, Trouble> {
    let file = WordFile::open(bytes, room)?;
    let styles = Styles::read(&file);
    let said = properties::paragraphs(&file, |style| styles.paragraph(style));
    let marks = properties::characters(&file);
    let mut lists = Lists::read(&file);
    let mut written = Vec::new();
    for (story, text) in file.stories()? {
        let mut telling = Telling {
            story,
            said: &said,
            marks: &marks,
            styles: &styles,
            lists: &mut lists,
            out: &mut written,
            number: 0,
            in_contents_field: false,
            cells: Vec::new(),
            cell: Vec::new(),
        };
        telling.tell(&text);
    }
    Ok(written)
}

/// So much of a field's instruction is kept, in bytes: its first word tells what it is.
const INSTRUCTION_BYTES_MAX: usize = 64;

/// A story being told.
struct Telling<'a> {
    story: Story,
    said: &'a Stretches<Paragraph>,
    marks: &'a Stretches<Characters>,
    styles: &'a Styles,
    lists: &'a mut Lists,
    out: &'a mut Vec<Written>,
    number: usize,
    /// Whether a list of contents is open at the paragraph, or was.
    in_contents_field: bool,
    /// Finished cells of the row that we are in, and the paragraphs of the cell.
    cells: Vec<Vec<Written>>,
    cell: Vec<Written>,
}

impl Telling<'_> {
    fn tell(&mut self, text: &[Placed]) {
        let (mut kept, mut removed) = (String::new(), String::new());
        // For each field that we are in, its instruction and whether that is over.
        let mut fields: Vec<(String, bool)> = Vec::new();
        for placed in text {
            // 0x13 begins a field, 0x14 parts its instruction from its result, 0x15 ends it; 0x07 ends a
            // cell or a row.
            match placed.character {
                '\u{13}' => fields.push((String::new(), false)),
                '\u{14}' => {
                    if let Some((instruction, is_over)) = fields.last_mut() {
                        *is_over = true;
                        self.in_contents_field |= instruction.trim_start().starts_with("TOC");
                    }
                }
                '\u{15}' => {
                    fields.pop();
                }
                end @ ('\r' | '\u{7}' | '\u{C}') => {
                    self.end(&mut kept, &mut removed, *placed, end == '\u{7}');
                    self.in_contents_field =
                        fields.iter().any(|(list, is_over)| *is_over && list.trim_start().starts_with("TOC"));
                }
                c if fields.iter().any(|(_, is_over)| !is_over) => {
                    if let Some((instruction, false)) = fields.last_mut()
                        && instruction.len() < INSTRUCTION_BYTES_MAX
                    {
                        instruction.push(c);
                    }
                }
                '\u{1E}' => kept.push('-'),
                '\u{A0}' => kept.push(' '),
                '\u{B}' => kept.push('\n'),
                '\u{0}'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{AD}' => {}
                c => {
                    let mark = self.marks.of(placed.at).unwrap_or_default();
                    if mark.deleted || mark.hidden { removed.push(c) } else { kept.push(c) }
                }
            }
        }
        if let Some(last) = text.last() {
            self.end(&mut kept, &mut removed, *last, false);
        }
        self.end_row();
    }

    /// Ends a paragraph, a cell or a row.
    fn end(&mut self, kept: &mut String, removed: &mut String, at: Placed, is_cell: bool) {
        let said = self.said.of(at.at).unwrap_or_default();
        // The mark that ends a row is no paragraph.
        if !(is_cell && said.row_end) {
            self.number += 1;
        }
        let in_table = is_cell || said.in_table;
        if !in_table {
            self.end_row();
        }
        // 0 is no list; 0x7FF and more take a paragraph out of one (`sprmPIlfo`).
        let label = said
            .list
            .filter(|list| (1..0x7FF).contains(list))
            .and_then(|list| self.lists.next(list, said.list_level.unwrap_or(0)));
        let heading = said.outline.filter(|level| *level < 9 && !in_table).map(|level| level + 1);
        let title = self.styles.is_title(said.style) && !in_table;
        let mut text = std::mem::take(kept);
        let in_field = self.in_contents_field && is_contents_field("TOC", &text);
        let contents = (in_field || self.styles.is_contents(said.style)) && !in_table;
        if let Some(label) = label.filter(|_| !text.trim().is_empty()) {
            text.insert_str(0, &label);
        }
        // A line break inside a heading is there for its looks only.
        if heading.is_some() || title || contents {
            text = text.replace('\n', "");
        }
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            let written = Written {
                text: line.to_owned(),
                story: self.story,
                heading,
                title,
                contents,
                row: false,
                removed: false,
                number: self.number,
            };
            if in_table { self.cell.push(written) } else { self.out.push(written) }
        }
        let gone = std::mem::take(removed);
        if !gone.trim().is_empty() {
            self.out.push(Written {
                text: gone,
                story: self.story,
                heading: None,
                title: false,
                contents: false,
                row: false,
                removed: true,
                number: self.number,
            });
        }
        if is_cell && said.row_end {
            self.end_row();
        } else if is_cell {
            self.cells.push(std::mem::take(&mut self.cell));
        }
    }

    /// Writes a row: on one line, unless cells hold several paragraphs.
    fn end_row(&mut self) {
        let mut cells = std::mem::take(&mut self.cells);
        cells.push(std::mem::take(&mut self.cell));
        cells.retain(|cell| !cell.is_empty());
        if cells.iter().any(|cell| cell.len() > 1) {
            self.out.extend(cells.into_iter().flatten());
            return;
        }
        let mut row = cells.into_iter().flatten();
        if let Some(mut first) = row.next() {
            for next in row {
                first.row = true;
                first.text.push('\t');
                first.text.push_str(next.text.trim());
            }
            self.out.push(first);
        }
    }
}
