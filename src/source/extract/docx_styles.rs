//! Styles of Word: which of them are headings, and which belong to a list.

use std::collections::HashMap;

use super::xml::Element;

/// What styles say of their paragraphs.
#[derive(Default)]
pub(super) struct Styles {
    known: HashMap<String, WordStyle>,
}

#[derive(Default)]
pub(super) struct WordStyle {
    pub(super) name: String,
    based_on: Option<String>,
    pub(super) outline: Option<u8>,
    pub(super) list: (Option<String>, Option<usize>),
}

impl Styles {
    pub(super) fn new(root: &Element) -> Styles {
        let mut known = HashMap::new();
        for style in root.children().filter(|child| child.name == "style") {
            let properties = style.child("pPr");
            known.insert(
                style.attribute("styleId").unwrap_or_default().to_owned(),
                WordStyle {
                    name: style.value_of("name").unwrap_or_default().to_lowercase(),
                    based_on: style.value_of("basedOn").map(str::to_owned),
                    outline: properties.and_then(outline_of),
                    list: properties.map(list_of).unwrap_or_default(),
                },
            );
        }
        Styles { known }
    }

    /// A style and those that it is based on, nearest first.
    pub(super) fn chain<'a>(&'a self, id: Option<&str>) -> Vec<&'a WordStyle> {
        let mut chain = Vec::new();
        let mut next = id.and_then(|id| self.known.get(id));
        // A circle of styles is damage; no document has so long a chain.
        while let Some(style) = next.filter(|_| chain.len() < 20) {
            chain.push(style);
            next = style.based_on.as_ref().and_then(|id| self.known.get(id));
        }
        chain
    }
}

impl WordStyle {
    /// Level of a heading by the name that Word gives it in every language's file.
    pub(super) fn heading(&self) -> Option<u8> {
        let number = self.name.strip_prefix("heading ").or_else(|| self.name.strip_prefix("标题 "))?;
        number.trim().parse().ok().filter(|level| (1..=9).contains(level))
    }
}

/// `w:outlineLvl` from 0; 9 is body text, told here as level 10.
pub(super) fn outline_of(properties: &Element) -> Option<u8> {
    properties.value_of("outlineLvl")?.parse::<u8>().ok().map(|level| level.saturating_add(1))
}

pub(super) fn list_of(properties: &Element) -> (Option<String>, Option<usize>) {
    let Some(list) = properties.child("numPr") else { return (None, None) };
    let level = list.value_of("ilvl").and_then(|level| level.parse().ok());
    (list.value_of("numId").map(str::to_owned), level)
}
