//! A small tree of XML elements, names without their prefixes; entities of a document's own are never expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::decode::declared_encoding;
use super::ExtractError;

/// Most levels of elements inside elements: deeper ones would exhaust the stack of those who walk the tree.
const DEPTH_MAX: usize = 400;
/// An XML declaration is no longer, in bytes.
const DECLARATION_BYTES: usize = 120;

/// An element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// Its name without prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// What it holds, in order.
    pub(super) nodes: Vec<Node>,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Another element.
    Element(Element),
    /// Text, references resolved.
    Text(String),
}

impl Element {
    /// Returns the value of an attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the values of all attributes of this name, whatever their prefixes, in order.
    pub(super) fn attributes_named(&self, name: &str) -> impl Iterator<Item = &str> {
        self.attributes.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the elements that it holds.
    pub(super) fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Returns the first element of this name that it holds.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    /// Returns all elements of this name that it holds.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children().filter(move |child| child.name == name)
    }

    /// Returns the elements of this name at any depth, none inside another, in order.
    pub(super) fn descendants<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let (mut found, mut waiting) = (Vec::new(), vec![self]);
        while let Some(element) = waiting.pop() {
            if element.name == name && !std::ptr::eq(element, self) {
                found.push(element);
                continue;
            }
            let first = waiting.len();
            waiting.extend(element.children());
            waiting[first..].reverse();
        }
        found
    }

    /// Returns the text that stands in it, not that of elements inside.
    pub(super) fn text(&self) -> String {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// Returns the text of the first element of this name without blanks at the ends, if any is left.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        let text = self.child(name)?.text();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Returns the attribute `val` of the first element of this name: how office formats write properties.
    pub(super) fn value_of(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }
}

/// Reads a document; returns its outermost element.
///
/// # Errors
/// [`ExtractError::Damaged`] when it is no XML, [`ExtractError::TooDeep`] when it is nested beyond reason.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, ExtractError> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, bom)) => encoding.decode_without_bom_handling(&bytes[bom..]).0,
        None => declared(bytes).unwrap_or(encoding_rs::UTF_8).decode_without_bom_handling(bytes).0,
    };
    let mut reader = Reader::from_str(&text);
    // An element that the end of another one closes is damage, and nothing to guess at.
    reader.config_mut().check_end_names = true;
    // The outermost element becomes the only child of one without name.
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(start) => {
                if open.len() > DEPTH_MAX {
                    return Err(ExtractError::TooDeep(DEPTH_MAX));
                }
                open.push(element(&start));
            }
            Event::Empty(start) => push(&mut open, Node::Element(element(&start))),
            Event::End(_) => {
                if open.len() > 1
                    && let Some(closed) = open.pop()
                {
                    push(&mut open, Node::Element(closed));
                }
            }
            Event::Text(text) => push_text(&mut open, &text),
            Event::CData(text) => push_text(&mut open, &text),
            Event::GeneralRef(reference) => push_text(&mut open, &resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        return Err(ExtractError::Damaged("its XML is cut short".to_owned()));
    }
    let root = open.pop().and_then(|mut root| {
        root.nodes.drain(..).find_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    });
    root.ok_or_else(|| ExtractError::Damaged("its XML holds nothing".to_owned()))
}

/// The encoding that the XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION_BYTES)].strip_prefix(b"<?xml")?;
    declared_encoding(&head[..memchr::memmem::find(head, b"?>")?])
}

/// What is wrong with the XML, as an error of ours.
pub(super) fn damaged(error: impl std::fmt::Display) -> ExtractError {
    ExtractError::Damaged(format!("its XML cannot be read ({error})"))
}

/// An element with its attributes, and nothing in it yet.
pub(super) fn element(start: &BytesStart<'_>) -> Element {
    // Names that come twice are let pass: the first one counts (`attribute`).
    let mut given = start.attributes();
    let attributes = given.with_checks(false).flatten().map(|attribute| {
        let raw = attribute.value.into_owned();
        // A reference that the document defines itself stays as it is written.
        let value =
            quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |value| value.into_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Element {
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
        nodes: Vec::new(),
    }
}

fn push(open: &mut [Element], node: Node) {
    if let Some(top) = open.last_mut() {
        top.nodes.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if let Some(top) = open.last_mut() {
        match top.nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => top.nodes.push(Node::Text(text.to_owned())),
        }
    }
}

/// The characters of a reference; one that the document defines itself stays as it is written.
pub(super) fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name: &str = reference;
    match quick_xml::escape::resolve_xml_entity(name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_prefixes_and_references_resolve() {
        let root =
            parse(r#"<w:p w:val="a&amp;b"><w:t>甲&lt;&#x4E59;</w:t><x/></w:p>"#.as_bytes()).expect("XML");
        assert_eq!((root.name.as_str(), root.attribute("val")), ("p", Some("a&b")));
        let text = &root.child("t").expect("an element").nodes[0];
        assert!(matches!(text, Node::Text(text) if text == "甲<乙"), "{text:?}");
        assert_eq!(root.text_of("t").as_deref(), Some("甲<乙"));
        let declared = encoding_rs::GBK.encode("<?xml version='1.0' encoding='GBK'?><a>减负</a>").0;
        assert_eq!(parse(&declared).map(|root| root.text()), Ok("减负".to_owned()));
    }

    #[test]
    fn bombs_stay_small_and_rubbish_is_refused() {
        let bomb = br#"<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;">]><a>&c;&c;</a>"#;
        let root = parse(bomb).expect("XML");
        assert!(matches!(&root.nodes[..], [Node::Text(text)] if text == "&c;&c;"));
        for bad in [&b"<a><b></a>"[..], b"<a>", b"", b"\x00\x01", "<a>".repeat(5_000).as_bytes()] {
            assert!(parse(bad).is_err(), "{:?}", String::from_utf8_lossy(&bad[..bad.len().min(20)]));
        }
    }
}
