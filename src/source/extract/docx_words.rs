//! Pieces of Word's markup: fields, alternatives, content controls, characters.

use super::xml::{Element, Node};

/// A field: an instruction, and after it the result that is shown.
#[derive(Default)]
pub(super) struct Field {
    pub(super) instruction: String,
    pub(super) in_result: bool,
}

impl Field {
    /// Whether it shows a list of contents, and that has begun.
    pub(super) fn is_contents(&self) -> bool {
        self.in_result && self.instruction.trim_start().starts_with("TOC")
    }
}

/// Whether a content control is the list of contents that Word puts in.
pub(super) fn is_contents_part(control: &Element) -> bool {
    let part = control.child("sdtPr").and_then(|properties| properties.child("docPartObj"));
    part.and_then(|part| part.value_of("docPartGallery")) == Some("Table of Contents")
}

/// Of two ways to say the same, the first: the other is for older programs.
pub(super) fn chosen(alternatives: &Element) -> &Element {
    alternatives.child("Choice").or_else(|| alternatives.child("Fallback")).unwrap_or(alternatives)
}

/// The elements of this name, also inside content controls and tracked insertions.
pub(super) fn unwrapped<'a>(parent: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for child in parent.children() {
        match child.name.as_str() {
            known if known == name => found.push(child),
            "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => unwrapped(child, name, found),
            _ => {}
        }
    }
}

/// Whether the characters of a run are raised.
pub(super) fn is_raised(run: &Element) -> bool {
    run.child("rPr").and_then(|properties| properties.value_of("vertAlign")) == Some("superscript")
}

pub(super) fn characters(element: &Element) -> String {
    let texts = element.nodes.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    texts.collect()
}
