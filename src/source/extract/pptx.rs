//! Presentations (pptx): a slide is a section under its title, tables are rows, speaker's notes follow their slide.

use std::collections::HashMap;

use crate::text::Location;

use super::drawings::{self, Piece};
use super::package::Package;
use super::writer::Writer;
use super::xml::{Element, Node};
use super::{ExtractError, Extraction, Input, single};

/// Charts and diagrams of a slide, by the id of their relation.
type Drawn<'a> = HashMap<&'a str, Vec<Piece>>;

/// Kinds of relations that lead to them.
const DRAWN: [&str; 3] = ["chart", "chartEx", "diagramData"];

/// Reads the slides in the order in which they are shown.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(input)?;
    let mut writer = Writer::new();
    writer.untitled();
    for (nth, name) in slides(&mut package)?.iter().enumerate() {
        let here = Location::Slide { slide: nth + 1 };
        let relations = package.relations(name)?;
        let mut drawn = HashMap::new();
        for relation in relations.iter().filter(|relation| DRAWN.contains(&relation.kind.as_str())) {
            if let Some(root) = package.xml(&relation.target)? {
                drawn.insert(relation.id.as_str(), drawings::pieces(&relation.kind, &root, true));
            }
        }
        match package.xml(name)? {
            Some(root) => slide(&root, &drawn, &here, &mut writer)?,
            None => writer.note(format!("slide {} is missing", nth + 1)),
        }
        for notes in relations.iter().filter(|relation| relation.target.contains("notesSlide")) {
            if let Some(root) = package.xml(&notes.target)? {
                let shapes = shapes_of(&root).into_iter().filter(|shape| placeholder(shape) == Some("body"));
                for shape in shapes {
                    paragraphs(shape, &HashMap::new(), &here, &mut writer)?;
                }
            }
        }
    }
    single(writer.finish()?)
}

/// Members of the slides, in order.
fn slides(package: &mut Package<'_>) -> Result<Vec<String>, ExtractError> {
    const ROOT: &str = "ppt/presentation.xml";
    let root = package.xml(ROOT)?;
    let root = root.ok_or_else(|| ExtractError::Damaged(format!("it holds no {ROOT}")))?;
    let relations = package.relations(ROOT)?.into_iter();
    let targets: HashMap<String, String> = relations.map(|relation| (relation.id, relation.target)).collect();
    let ids = root.child("sldIdLst").into_iter().flat_map(Element::children);
    // The relation's id stands last: `id` alone is the slide's number.
    Ok(ids.filter_map(|slide| targets.get(slide.attributes_named("id").last()?).cloned()).collect())
}

/// Shapes and tables, also of groups.
fn shapes_of(root: &Element) -> Vec<&Element> {
    let (mut found, mut waiting) = (Vec::new(), vec![root]);
    while let Some(element) = waiting.pop() {
        if matches!(element.name.as_str(), "sp" | "graphicFrame") {
            found.push(element);
            continue;
        }
        // `Choice` and `Fallback` say the same twice.
        let inner: Vec<&Element> = element.children().filter(|child| child.name != "Fallback").collect();
        // Taken from the end: the first child is looked at first.
        waiting.extend(inner.into_iter().rev());
    }
    found
}

fn placeholder(shape: &Element) -> Option<&str> {
    shape.child("nvSpPr")?.child("nvPr")?.child("ph").map(|holder| holder.attribute("type").unwrap_or("body"))
}

fn slide(
    root: &Element,
    drawn: &Drawn<'_>,
    here: &Location,
    writer: &mut Writer,
) -> Result<(), ExtractError> {
    let shapes = shapes_of(root);
    let is_title = |shape: &&Element| matches!(placeholder(shape), Some("title" | "ctrTitle"));
    let title = shapes.iter().position(|shape| is_title(shape) && !texts(shape).is_empty());
    if let Some(nth) = title {
        writer.heading(&texts(shapes[nth]).join(" "), 1, here)?;
    }
    for (nth, shape) in shapes.iter().enumerate().filter(|(nth, _)| Some(*nth) != title) {
        let numbers = matches!(placeholder(shape), Some("sldNum" | "dt" | "ftr" | "hdr"));
        if numbers {
            texts(shape).iter().for_each(|text| writer.furniture(text, "slide number, date or footer", here));
        } else if title.is_none() && nth == 0 && drawings::references(shape).is_empty() {
            // A slide without title is called by what it says first.
            let lines = texts(shape);
            if let Some((first, rest)) = lines.split_first() {
                writer.heading(first, 1, here)?;
                rest.iter().try_for_each(|line| writer.paragraph(line, here).map(|_| ()))?;
            }
        } else {
            paragraphs(shape, drawn, here, writer)?;
        }
    }
    Ok(())
}

/// Writes the paragraphs of a shape, or the rows of its table.
fn paragraphs(
    shape: &Element,
    drawn: &Drawn<'_>,
    here: &Location,
    writer: &mut Writer,
) -> Result<(), ExtractError> {
    for id in drawings::references(shape) {
        drawings::write(drawn.get(id).map_or(&[], Vec::as_slice), here, writer)?;
    }
    let mut rows = Vec::new();
    collect(shape, "tr", &mut rows);
    if rows.is_empty() {
        return texts(shape).iter().try_for_each(|line| writer.paragraph(line, here).map(|_| ()));
    }
    for row in rows {
        let cells: Vec<String> =
            row.children().filter(|cell| cell.name == "tc").map(|cell| texts(cell).join(" ")).collect();
        writer.row(&cells, here)?;
    }
    Ok(())
}

/// The paragraphs inside an element that hold text.
fn texts(element: &Element) -> Vec<String> {
    let mut found = Vec::new();
    collect(element, "p", &mut found);
    let lines = found.into_iter().map(|paragraph| {
        let mut line = String::new();
        line_of(paragraph, &mut line);
        line
    });
    lines.filter(|line| !line.trim().is_empty()).collect()
}

fn line_of(element: &Element, line: &mut String) {
    for child in element.children() {
        match child.name.as_str() {
            "t" => child.nodes.iter().for_each(|node| {
                if let Node::Text(text) = node {
                    line.push_str(text);
                }
            }),
            "br" => line.push(' '),
            _ => line_of(child, line),
        }
    }
}

/// Elements of a name at any depth, none inside another.
fn collect<'a>(element: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for child in element.children() {
        if child.name == name { found.push(child) } else { collect(child, name, found) }
    }
}
