//! XML as a small tree: the files of an OFD are short, and its elements refer to each other.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements are nested at most so deep.
const DEPTH_MAX: usize = 128;
/// A file holds at most so many elements.
const ELEMENTS_MAX: usize = 4_000_000;

/// An element, its names without their prefixes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Its text without blanks at the ends, or that of a child.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Reads a file; entities other than the five of XML and numbers stand for nothing, so that none can swell.
///
/// # Errors
/// What is wrong, in words for people.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, String> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|error| format!("XML: {error}"))? {
            Event::Start(start) => {
                count += 1;
                if open.len() > DEPTH_MAX || count > ELEMENTS_MAX {
                    return Err("its XML is nested too deep or too long".to_owned());
                }
                let mut element =
                    Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
                for attribute in start.attributes().flatten() {
                    let value = quick_xml::escape::unescape(attribute.value.as_ref())
                        .map(|value| value.into_owned())
                        .unwrap_or_default();
                    element.attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
                }
                open.push(element);
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => {
                let known = match entity.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&entity.xml10_content())
                        .map(str::to_owned),
                };
                push(&mut open, &known.unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let root = open.pop().unwrap_or_default();
    root.children.into_iter().next().ok_or_else(|| "an XML file without an element".to_owned())
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(done);
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Decodes by the mark or the declaration; without either XML is UTF-8.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]);
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next()?;
        rest[1..].split(quote).next()
    });
    let encoding = declared.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    encoding.unwrap_or(encoding_rs::UTF_8).decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_dropped_and_entities_do_not_swell() {
        let xml = "<!DOCTYPE x [<!ENTITY a \"AAAA\">]><o:P xmlns:o='u' ID=\"1\"><o:T>一&a;&lt;&#x4E8C;</o:T><o:E/></o:P>";
        let root = parse(xml.as_bytes()).expect("it is well formed");
        assert_eq!((root.name.as_str(), root.attribute("ID")), ("P", Some("1")));
        assert_eq!(root.text_of("T"), Some("一<二"));
        assert_eq!(root.children.len(), 2);
        assert!(parse("<a>".repeat(10_000).as_bytes()).is_err());
    }
}
