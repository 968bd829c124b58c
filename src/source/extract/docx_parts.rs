//! Members of a Word document beside its text: charts, diagrams, documents inside it, headers, footers, comments.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::text::Location;

use super::docx::{Content, Docx};
use super::drawings::{self, Piece};
use super::package::{Package, Relation};
use super::xml::Element;
use super::{ExtractError, Extraction, Input, extract_nested};

/// Charts and diagrams, and documents inside the document, by the id of their relation.
pub(super) type Parts = (HashMap<String, Vec<Piece>>, HashMap<String, Result<Extraction, ExtractError>>);

/// Reads the members that the document refers to and that hold text.
pub(super) fn parts(input: &Input<'_>, package: &mut Package<'_>) -> Result<Parts, ExtractError> {
    let (mut drawn, mut chunks) = (HashMap::new(), HashMap::new());
    for Relation { id, kind, target } in package.relations("word/document.xml")? {
        match kind.as_str() {
            "chart" | "chartEx" | "diagramData" => {
                if let Some(root) = package.xml(&target)? {
                    drawn.insert(id, drawings::pieces(&kind, &root, true));
                }
            }
            "aFChunk" => {
                if let Some(bytes) = package.member(&target)? {
                    let (name, depth) = (Path::new(&target), input.depth + 1);
                    let read = extract_nested(&Input { name, bytes: &bytes, depth, archive: None, ..*input });
                    chunks.insert(id, read);
                }
            }
            _ => {}
        }
    }
    Ok((drawn, chunks))
}

/// The pictures of a document, in the order of its text: what scanners put into Word is nothing else.
pub(super) fn pictures(document: &Element, package: &mut Package<'_>) -> Result<Vec<Vec<u8>>, ExtractError> {
    let paths: HashMap<String, String> = package
        .relations("word/document.xml")?
        .into_iter()
        .map(|relation| (relation.id, relation.target))
        .collect();
    let drawn = document.descendants("blip").into_iter().filter_map(|blip| blip.attribute("embed"));
    let older = document.descendants("imagedata").into_iter().filter_map(|picture| picture.attribute("id"));
    let mut pictures = Vec::new();
    for path in drawn.chain(older).filter_map(|id| paths.get(id)) {
        pictures.extend(package.member(path)?);
    }
    Ok(pictures)
}

impl Docx {
    /// Reads a document of any format that stands inside this one: web systems write Word so.
    pub(super) fn chunk(&mut self, id: &str) -> Result<(), ExtractError> {
        self.paragraph += 1;
        let here = self.here();
        match self.chunks.remove(id) {
            Some(Ok(read)) => {
                read.reports.iter().try_for_each(|report| self.writer.append(report, &here))?;
            }
            Some(Err(error)) => {
                self.writer
                    .note(format!("a document that stands inside it {error}, so that it is not found"));
            }
            None => self.writer.note("a document that stands inside it is missing".to_owned()),
        }
        Ok(())
    }

    /// Headers, footers and comments.
    pub(super) fn furniture(&mut self, package: &mut Package<'_>) -> Result<(), ExtractError> {
        // Headers stand on every page: any place would be as true; the end disturbs no order.
        let last = Location::Paragraph { paragraph: self.paragraph.max(1) };
        let mut seen = HashSet::new();
        for name in package.names() {
            let what = match name.strip_prefix("word/") {
                Some(part) if part.starts_with("header") && part.ends_with(".xml") => "page header",
                Some(part) if part.starts_with("footer") && part.ends_with(".xml") => "page footer",
                Some("comments.xml") => "comment",
                _ => continue,
            };
            let Some(root) = package.xml(&name)? else { continue };
            let texts = if what == "comment" { root.children().collect() } else { vec![&root] };
            for text in texts {
                let (mut parts, mut extra) = (Vec::new(), Content::default());
                self.cell(text, &mut parts, &mut extra);
                for text_box in std::mem::take(&mut extra.boxes) {
                    self.cell(text_box, &mut parts, &mut Content::default());
                }
                let text = parts.join(" ");
                // First, odd and even pages have headers of their own that mostly say the same.
                if seen.insert(text.clone()) {
                    self.writer.furniture(&text, what, &last);
                }
            }
        }
        Ok(())
    }
}
