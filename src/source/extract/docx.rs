//! Word documents (docx): headings by style and outline level, automatic numbers, tables, text boxes, notes.
//!
//! Our own reader over zip and quick-xml: of the crates tried one drops tables, one comes back empty from a document
//! with tracked changes, and none gives automatic numbers together with the place of each paragraph.

use std::collections::HashMap;

use crate::text::Location;

use super::docx_parts::{parts, pictures};
use super::docx_styles::{Styles, list_of, outline_of};
use super::docx_words::{Field, characters, chosen, is_contents_part, is_raised, unwrapped};
use super::drawings::{self, Piece};
use super::marks;
use super::numbering::Numbering;
use super::package::Package;
use super::writer::{Writer, is_contents_field, is_contents_style};
use super::xml::Element;
use super::{ExtractError, Extraction, Input, scan, single};

/// Reads the body; headers, footers, comments and deletions are kept apart.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(input)?;
    let document = package.xml("word/document.xml")?;
    let document =
        document.ok_or_else(|| ExtractError::Damaged("it holds no word/document.xml".to_owned()))?;
    let (drawn, chunks) = parts(input, &mut package)?;
    let notes = [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")];
    let mut reader = Docx {
        styles: package.xml("word/styles.xml")?.map(|root| Styles::new(&root)).unwrap_or_default(),
        numbering: package.xml("word/numbering.xml")?.map(|root| Numbering::new(&root)).unwrap_or_default(),
        notes: HashMap::new(),
        drawn,
        chunks,
        writer: Writer::new(),
        paragraph: 0,
        fields: Vec::new(),
        in_contents: false,
    };
    // Notes before the body, which refers to them.
    for (member, name) in notes {
        if let Some(root) = package.xml(member)? {
            reader.read_notes(&root, name);
        }
    }
    if let Some(body) = document.child("body") {
        reader.blocks(body)?;
    }
    reader.furniture(&mut package)?;
    let written = reader.writer.finish()?;
    let pictures =
        if written.text.trim().is_empty() { pictures(&document, &mut package)? } else { Vec::new() };
    if pictures.is_empty() { single(written) } else { scan::read_pictures(&pictures, input.ocr) }
}

pub(super) struct Docx {
    styles: Styles,
    numbering: Numbering,
    /// Text of foot- and endnotes by kind and id.
    notes: HashMap<(&'static str, String), String>,
    /// Charts and diagrams, and documents that stand inside this one, by the id of their relation.
    pub(super) drawn: HashMap<String, Vec<Piece>>,
    pub(super) chunks: HashMap<String, Result<Extraction, ExtractError>>,
    pub(super) writer: Writer,
    /// Paragraphs and rows so far.
    pub(super) paragraph: usize,
    /// Open fields, the outermost first.
    fields: Vec<Field>,
    /// Whether we are in what the document itself calls its contents page.
    in_contents: bool,
}

/// What stands in a paragraph.
#[derive(Default)]
pub(super) struct Content<'a> {
    text: String,
    deleted: String,
    /// Whether some of it is in a list of contents.
    in_contents: bool,
    pub(super) boxes: Vec<&'a Element>,
    drawings: Vec<&'a str>,
    notes: Vec<(&'static str, String)>,
}

impl Docx {
    pub(super) fn here(&self) -> Location {
        Location::Paragraph { paragraph: self.paragraph }
    }

    /// Reads paragraphs and tables in their order.
    fn blocks(&mut self, parent: &Element) -> Result<(), ExtractError> {
        for child in parent.children() {
            match child.name.as_str() {
                "p" => {
                    self.paragraph += 1;
                    self.paragraph(child)?;
                }
                "tbl" => self.table(child)?,
                "altChunk" => self.chunk(child.attribute("id").unwrap_or_default())?,
                "sdt" if is_contents_part(child) => {
                    let outer = std::mem::replace(&mut self.in_contents, true);
                    self.blocks(child)?;
                    self.in_contents = outer;
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag" => self.blocks(child)?,
                "AlternateContent" => self.blocks(chosen(child))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, element: &Element) -> Result<(), ExtractError> {
        let content = self.content(element);
        let here = self.here();
        let properties = element.child("pPr");
        let chain = self.styles.chain(properties.and_then(|properties| properties.value_of("pStyle")));
        // The paragraph itself counts more than its style, and an outline level more than the name of a style.
        let level = properties.and_then(outline_of).or_else(|| chain.iter().find_map(|style| style.outline));
        let level =
            level.or_else(|| chain.iter().find_map(|style| style.heading())).filter(|level| *level <= 9);
        let name = chain.first().map_or("", |style| style.name.as_str());
        let is_title = matches!(name, "title" | "标题");
        // The list of contents repeats headings; found there they would be hits that lead nowhere.
        let is_contents = self.in_contents
            || content.in_contents
            || chain.iter().any(|style| is_contents_style(&style.name));
        let text = self.numbered(properties, &content.text);
        match level {
            _ if is_contents => self.writer.apart(&text, "contents page", &here)?,
            _ if is_title => self.writer.title(&text, &here)?,
            Some(level) => self.writer.heading(&text, level, &here)?,
            None => self.writer.paragraph(&text, &here).map(|_| ())?,
        }
        self.after(content, &here)
    }

    /// What belongs to a paragraph and stands behind it: text boxes, notes, what was deleted.
    fn after(&mut self, content: Content<'_>, here: &Location) -> Result<(), ExtractError> {
        self.writer.furniture(&content.deleted, "deleted text (tracked change)", here);
        for text_box in content.boxes {
            // A text box stands inside a run: a field that is open around it does not hide its text.
            let fields = std::mem::take(&mut self.fields);
            for child in text_box.children() {
                match child.name.as_str() {
                    "p" => self.paragraph(child)?,
                    "tbl" => self.table(child)?,
                    _ => {}
                }
            }
            self.fields = fields;
        }
        for id in content.drawings {
            drawings::write(self.drawn.get(id).map_or(&[], Vec::as_slice), here, &mut self.writer)?;
        }
        for note in content.notes {
            if let Some(text) = self.notes.get(&note) {
                self.writer.paragraph(text, here)?;
            }
        }
        Ok(())
    }

    /// The text of a paragraph with its automatic number before it.
    fn numbered(&mut self, properties: Option<&Element>, text: &str) -> String {
        let style = properties.and_then(|properties| properties.value_of("pStyle"));
        let chain = self.styles.chain(style);
        let (own, own_level) = properties.map(list_of).unwrap_or_default();
        let list = own.or_else(|| chain.iter().find_map(|style| style.list.0.clone()));
        let level = own_level.or_else(|| chain.iter().find_map(|style| style.list.1)).unwrap_or(0);
        let Some(list) = list else { return text.to_owned() };
        // A paragraph without text counts, a hidden one too: Word puts such in so that 2.1 follows 第二章, which another
        // list numbers.
        let number = self.numbering.next(&list, level);
        let text = text.trim_start();
        if text.is_empty() {
            return String::new();
        }
        // 第一章 引言, 2. 2017年: what would be read as one is set apart; after 、 or ） nothing is.
        let runs_on = number.ends_with('.') && text.starts_with(|c: char| c.is_ascii_digit());
        let apart = number.ends_with(char::is_alphanumeric) || runs_on;
        format!("{number}{}{text}", if apart { " " } else { "" })
    }

    /// Reads a table row by row. A row of one cell is no row but what stands in it: tables also serve as frames.
    fn table(&mut self, table: &Element) -> Result<(), ExtractError> {
        let mut rows = Vec::new();
        unwrapped(table, "tr", &mut rows);
        for row in rows {
            let mut cells = Vec::new();
            unwrapped(row, "tc", &mut cells);
            // Else a whole page inside a frame would be one row, and no heading begins in a row.
            if let [cell] = cells[..] {
                self.blocks(cell)?;
                continue;
            }
            self.paragraph += 1;
            let here = self.here();
            // Notes and boxes of a row stand behind it, so that its cells stay on one line.
            let mut extra = Content::default();
            let mut texts = Vec::new();
            for cell in cells {
                let mut parts = Vec::new();
                self.cell(cell, &mut parts, &mut extra);
                texts.push(parts.join(" "));
            }
            self.writer.row(&texts, &here)?;
            self.after(extra, &here)?;
        }
        Ok(())
    }

    /// Collects the paragraphs of a cell, those of tables in it too.
    pub(super) fn cell<'a>(&mut self, cell: &'a Element, parts: &mut Vec<String>, extra: &mut Content<'a>) {
        for child in cell.children() {
            if child.name != "p" {
                self.cell(child, parts, extra);
                continue;
            }
            let content = self.content(child);
            let text = self.numbered(child.child("pPr"), &content.text);
            if !text.trim().is_empty() {
                parts.push(text.trim().to_owned());
            }
            extra.deleted.push_str(&content.deleted);
            extra.boxes.extend(content.boxes);
            extra.drawings.extend(content.drawings);
            extra.notes.extend(content.notes);
        }
    }

    fn content<'a>(&mut self, paragraph: &'a Element) -> Content<'a> {
        let mut content = Content::default();
        let contents = |fields: &[Field]| {
            fields.iter().find(|field| field.is_contents()).map(|field| field.instruction.clone())
        };
        let before = contents(&self.fields);
        self.runs(paragraph, false, &mut content);
        content.text = marks::settled(&content.text).into_owned();
        let list = before.or_else(|| contents(&self.fields));
        content.in_contents = list.is_some_and(|list| is_contents_field(&list, &content.text));
        content
    }

    /// Reads what stands in a paragraph or a run; `deleted` inside a tracked deletion.
    fn runs<'a>(&mut self, parent: &'a Element, deleted: bool, content: &mut Content<'a>) {
        for child in parent.children() {
            let text = match child.name.as_str() {
                "t" | "delText" => characters(child),
                "tab" | "ptab" => "\t".to_owned(),
                "br" | "cr" => "\n".to_owned(),
                "noBreakHyphen" => "-".to_owned(),
                "fldChar" => {
                    self.field(child.attribute("fldCharType").unwrap_or_default());
                    continue;
                }
                "footnoteReference" | "endnoteReference" => {
                    let kind = if child.name.starts_with('f') { "footnote" } else { "endnote" };
                    content.notes.push((kind, child.attribute("id").unwrap_or_default().to_owned()));
                    continue;
                }
                "del" | "moveFrom" => {
                    self.runs(child, true, content);
                    continue;
                }
                "chart" | "relIds" => {
                    content.drawings.extend(drawings::reference(child));
                    continue;
                }
                "txbxContent" => {
                    content.boxes.push(child);
                    continue;
                }
                "AlternateContent" => {
                    self.runs(chosen(child), deleted, content);
                    continue;
                }
                "instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.in_result) {
                        field.instruction.push_str(&characters(child));
                    }
                    continue;
                }
                // Properties and readings over characters (`rt`) are not what a reader
                // reads.
                "pPr" | "rPr" | "delInstrText" | "rt" | "tblPr" | "sdtPr" => continue,
                "r" if is_raised(child) && !deleted => {
                    content.text.push(marks::OPEN);
                    self.runs(child, deleted, content);
                    content.text.push(marks::CLOSE);
                    continue;
                }
                _ => {
                    self.runs(child, deleted, content);
                    continue;
                }
            };
            // What stands between begin and separator is the field's instruction.
            if self.fields.iter().all(|field| field.in_result) {
                if deleted { &mut content.deleted } else { &mut content.text }.push_str(&text);
            }
        }
    }

    fn field(&mut self, step: &str) {
        match step {
            "begin" => self.fields.push(Field::default()),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                }
            }
            _ => {
                self.fields.pop();
            }
        }
    }

    fn read_notes(&mut self, root: &Element, kind: &'static str) {
        for note in root.children().filter(|note| note.attribute("type").is_none_or(|kind| kind == "normal"))
        {
            let mut parts = Vec::new();
            self.cell(note, &mut parts, &mut Content::default());
            self.notes.insert((kind, note.attribute("id").unwrap_or_default().to_owned()), parts.join(" "));
        }
    }
}
