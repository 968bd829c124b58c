//! OFD (GB/T 33190), the national fixed-layout format in which official documents are issued: a zip of XML.
//!
//! `OFD.xml` names documents; a document names its pages, templates, annotations and attachments; a page
//! paints text objects, each character at its place. Signatures and seals do not change what a page says.

mod paint;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use self::paint::{Matrix, Units, rectangle};
use super::fixed::{Bookmark, FixedDocument, PageContent, Part, write};
use super::package::{Package, folder_of, resolve};
use super::xml::{self, Element};
use super::{ExtractError, Extraction, Input, scan};

/// A document of a package, as read.
#[derive(Default)]
struct Document {
    fixed: FixedDocument,
    /// Names and paths of files laid beside it.
    attachments: Vec<(String, String)>,
    /// Paths of pictures by their ID.
    pictures: HashMap<String, String>,
}

/// Reads an OFD; what is attached to it is read as well.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(input)?;
    // Files that are encrypted by GM/T 0099 are listed there.
    if package.holds("Encryptions.xml") {
        return Err(ExtractError::Encrypted);
    }
    let documents = documents(&mut package)?;
    let alone = documents.len() == 1;
    let mut extraction = Extraction::default();
    let mut last = None;
    for (nth, mut document) in documents.into_iter().enumerate() {
        let pictures = document.pictures;
        scan::recognise(&mut document.fixed, input.ocr, &mut |_, page| {
            let (_, id) = page.picture.as_ref()?;
            scan::decoded(&package.member(pictures.get(id)?).ok()??)
        });
        let name = format!("document {}", nth + 1);
        match write(document.fixed).and_then(super::single) {
            Ok(mut read) => {
                if !alone {
                    read.reports.iter_mut().for_each(|report| report.member = Some(name.clone()));
                }
                extraction.reports.append(&mut read.reports);
            }
            Err(error) if alone && document.attachments.is_empty() => return Err(error),
            Err(error) => last = Some((name, error)),
        }
        for (name, path) in document.attachments {
            if let Some(bytes) = package.member(&path)? {
                super::archive::take(input, &name, &bytes, &mut extraction);
            }
        }
    }
    match last {
        Some((_, error)) if extraction.reports.is_empty() => Err(error),
        Some((name, error)) if !alone => {
            extraction.refused.push((name, error.to_string()));
            Ok(extraction)
        }
        _ => Ok(extraction),
    }
}

/// Reads all documents of a package.
fn documents(package: &mut Package<'_>) -> Result<Vec<Document>, ExtractError> {
    let Some(root) = package.xml("OFD.xml")? else {
        return Err(ExtractError::Damaged("its OFD.xml is missing".to_owned()));
    };
    let mut documents = Vec::new();
    for body in root.all("DocBody") {
        if let Some(path) = body.text_of("DocRoot") {
            documents.push(Reading::new(package, &path)?.document()?);
        }
    }
    if documents.is_empty() {
        return Err(ExtractError::Damaged("it names no document".to_owned()));
    }
    Ok(documents)
}

/// A document being read.
struct Reading<'p, 'i> {
    package: &'p mut Package<'i>,
    /// Folder of `Document.xml`.
    folder: String,
    root: Element,
    templates: HashMap<String, Element>,
    /// Drawings that pages name.
    units: Units,
    pictures: HashMap<String, String>,
    notes: Vec<String>,
}

impl<'p, 'i> Reading<'p, 'i> {
    fn new(package: &'p mut Package<'i>, path: &str) -> Result<Reading<'p, 'i>, ExtractError> {
        let path = resolve("", path);
        let missing = || ExtractError::Damaged(format!("its {path} is missing"));
        let root = package.xml(&path)?.ok_or_else(missing)?;
        let folder = folder_of(&path).to_owned();
        Ok(Reading {
            package,
            folder,
            root,
            templates: HashMap::new(),
            units: Units::new(),
            pictures: HashMap::new(),
            notes: Vec::new(),
        })
    }

    /// Reads a file that is named from `folder`; some writers name it from the top.
    fn load(&mut self, folder: &str, path: &str) -> Result<Option<(Element, String)>, ExtractError> {
        for path in [resolve(folder, path), resolve("", path), resolve(&self.folder, path)] {
            let Some(bytes) = self.package.member(&path)? else { continue };
            let folder = folder_of(&path).to_owned();
            match xml::parse(&bytes) {
                Ok(root) => return Ok(Some((root, folder))),
                Err(error) => {
                    self.notes.push(format!(
                        "its {path} cannot be read ({error}), so that what it holds is not found"
                    ));
                    return Ok(None);
                }
            }
        }
        self.notes.push(format!("its {path} is missing, so that what it holds is not found"));
        Ok(None)
    }

    fn document(mut self) -> Result<Document, ExtractError> {
        let common = self.root.child("CommonData").cloned().unwrap_or_default();
        let area = common
            .child("PageArea")
            .and_then(|area| rectangle(area.text_of("PhysicalBox").as_deref()))
            // A4, in millimetres.
            .unwrap_or([0.0, 0.0, 210.0, 297.0]);
        let folder = self.folder.clone();
        for template in common.all("TemplatePage") {
            if let (Some(id), Some(path)) = (template.attribute("ID"), template.attribute("BaseLoc"))
                && let Some((page, _)) = self.load(&folder, path)?
            {
                self.templates.insert(id.to_owned(), page);
            }
        }
        let lists = ["PublicRes", "DocumentRes"].into_iter().flat_map(|name| common.all(name));
        for path in lists.map(Element::text).collect::<Vec<_>>() {
            if let Some((resources, place)) = self.load(&folder, path.trim())? {
                self.add_resources(&resources, &place);
            }
        }
        let listed: Vec<(String, String)> = self
            .root
            .child("Pages")
            .iter()
            .flat_map(|pages| pages.all("Page"))
            .map(|page| {
                (
                    page.attribute("ID").unwrap_or_default().to_owned(),
                    page.attribute("BaseLoc").unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let mut document = Document::default();
        let mut numbers = HashMap::new();
        for (id, path) in listed {
            numbers.insert(id, document.fixed.pages.len());
            let (page, place) = self.load(&folder, &path)?.unwrap_or_default();
            for path in page.all("PageRes").map(Element::text).collect::<Vec<_>>() {
                if let Some((resources, place)) = self.load(&place, path.trim())? {
                    self.add_resources(&resources, &place);
                }
            }
            document.fixed.pages.push(self.page(page, area));
        }
        self.annotations(&numbers, &mut document.fixed.pages)?;
        document.attachments = self.attachments()?;
        if let Some(outlines) = self.root.child("Outlines") {
            outline(outlines, 1, &numbers, &mut document.fixed.bookmarks);
        }
        document.fixed.notes = self.notes;
        document.pictures = self.pictures;
        Ok(document)
    }

    /// Remembers drawings and pictures that pages name; `place` is the folder of the list.
    fn add_resources(&mut self, resources: &Element, place: &str) {
        let folder = resolve(place, resources.attribute("BaseLoc").unwrap_or(""));
        for media in resources.all("MultiMedias").flat_map(Element::children) {
            if let (Some(id), Some(path)) = (media.attribute("ID"), media.text_of("MediaFile")) {
                let paths = [resolve(&folder, &path), resolve(place, &path), resolve("", &path)];
                if let Some(path) = paths.into_iter().find(|path| self.package.holds(path)) {
                    self.pictures.insert(id.to_owned(), path);
                }
            }
        }
        for unit in resources.all("CompositeGraphicUnits").flat_map(Element::children) {
            if let (Some(id), Some(content)) = (unit.attribute("ID"), unit.child("Content")) {
                self.units.insert(id.to_owned(), content.clone());
            }
        }
    }

    fn page(&self, page: Element, usual: [f32; 4]) -> PageContent {
        let own = page.child("Area").and_then(|area| rectangle(area.text_of("PhysicalBox").as_deref()));
        let [_, _, width, height] = own.unwrap_or(usual);
        let mut content = PageContent { width, height, ..PageContent::default() };
        for template in page.all("Template") {
            let known = template.attribute("TemplateID").and_then(|id| self.templates.get(id));
            if let Some(layers) = known.and_then(|template| template.child("Content")) {
                paint::paint(layers, Matrix::IDENTITY, Part::Body, (&mut content, &self.units), 0);
            }
        }
        content.template_glyphs = content.glyphs.len();
        if let Some(layers) = page.child("Content") {
            paint::paint(layers, Matrix::IDENTITY, Part::Body, (&mut content, &self.units), 0);
        }
        content
    }

    /// Paints annotations on their pages; watermarks are furniture.
    fn annotations(
        &mut self,
        numbers: &HashMap<String, usize>,
        pages: &mut [PageContent],
    ) -> Result<(), ExtractError> {
        let folder = self.folder.clone();
        let Some(path) = self.root.text_of("Annotations") else { return Ok(()) };
        let Some((list, folder)) = self.load(&folder, &path)? else { return Ok(()) };
        for entry in list.all("Page") {
            let at = entry.attribute("PageID").and_then(|id| numbers.get(id)).copied();
            let (Some(at), Some(path)) = (at, entry.text_of("FileLoc")) else { continue };
            let Some((annotations, _)) = self.load(&folder, &path)? else { continue };
            for annotation in annotations.all("Annot") {
                let part = if annotation.attribute("Type") == Some("Watermark") {
                    Part::Furniture
                } else {
                    Part::Note
                };
                if annotation.attribute("Visible") == Some("false") {
                    continue;
                }
                for appearance in annotation.all("Appearance") {
                    let [x, y, ..] = rectangle(appearance.attribute("Boundary")).unwrap_or_default();
                    paint::paint(appearance, Matrix::shift(x, y), part, (&mut pages[at], &self.units), 0);
                }
            }
        }
        Ok(())
    }

    fn attachments(&mut self) -> Result<Vec<(String, String)>, ExtractError> {
        let folder = self.folder.clone();
        let Some(path) = self.root.text_of("Attachments") else { return Ok(Vec::new()) };
        let Some((list, folder)) = self.load(&folder, &path)? else { return Ok(Vec::new()) };
        let name = |entry: &Element, path: &str| {
            let name = entry.attribute("Name").unwrap_or(path).to_owned();
            match path.rsplit_once('.') {
                // The name often lacks what tells its kind.
                Some((_, extension)) if !name.contains('.') => format!("{name}.{extension}"),
                _ => name,
            }
        };
        let found = list.all("Attachment").filter_map(|entry| {
            let path = entry.text_of("FileLoc")?;
            Some((name(entry, &path), resolve(&folder, &path)))
        });
        Ok(found.collect())
    }
}

fn outline(parent: &Element, level: u8, numbers: &HashMap<String, usize>, out: &mut Vec<Bookmark>) {
    for item in parent.all("OutlineElem") {
        let title = item.attribute("Title").unwrap_or_default().trim();
        if !title.is_empty() {
            let page = destination(item, 0).and_then(|id| numbers.get(id)).copied();
            out.push(Bookmark { title: title.to_owned(), level, page });
        }
        if level < 12 {
            outline(item, level + 1, numbers, out);
        }
    }
}

/// The page that a bookmark leads to.
fn destination(item: &Element, depth: usize) -> Option<&str> {
    if item.name == "Dest" {
        return item.attribute("PageID");
    }
    let mut inside = item.children().filter(|child| child.name != "OutlineElem");
    if depth > 6 { None } else { inside.find_map(|child| destination(child, depth + 1)) }
}
