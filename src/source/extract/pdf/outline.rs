//! Bookmarks and page labels of a PDF.

use std::collections::{HashMap, HashSet};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString,
};

use super::super::fixed::Bookmark;
use super::super::numbering::roman;

/// Most bookmarks and labels of a document: a longer chain bites its own tail.
const ITEMS_MAX: usize = 20_000;

/// Returns the bookmarks in order. Those that a word processor makes for its own ends are left out.
pub(super) fn bookmarks(pdf: &Pdf) -> Vec<Bookmark> {
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else { return Vec::new() };
    let Some(first) = catalog
        .get::<Dict<'_>>(b"Outlines".as_slice())
        .and_then(|outlines| outlines.get::<Dict<'_>>(b"First".as_slice()))
    else {
        return Vec::new();
    };
    let mut walk = Walk {
        pages: page_numbers(pdf),
        names: Names::new(&catalog),
        seen: HashSet::new(),
        found: Vec::new(),
    };
    walk.level(first, 1);
    walk.found
}

fn page_numbers(pdf: &Pdf) -> HashMap<ObjectIdentifier, usize> {
    pdf.pages().iter().enumerate().filter_map(|(at, page)| Some((page.raw().obj_id()?, at))).collect()
}

struct Walk<'a> {
    pages: HashMap<ObjectIdentifier, usize>,
    names: Names<'a>,
    seen: HashSet<ObjectIdentifier>,
    found: Vec<Bookmark>,
}

impl<'a> Walk<'a> {
    fn level(&mut self, first: Dict<'a>, level: u8) {
        let mut next = Some(first);
        while let Some(item) = next {
            // Damaged chains lead back to themselves.
            if self.found.len() > ITEMS_MAX || item.obj_id().is_some_and(|id| !self.seen.insert(id)) {
                return;
            }
            let title =
                item.get::<PdfString<'_>>(b"Title".as_slice()).map(|title| text_string(title.as_bytes()));
            let title = title.unwrap_or_default().trim().to_owned();
            if !title.is_empty() && !is_internal(&title) {
                let page = self.target(&item);
                self.found.push(Bookmark { title, level, page });
            }
            if level < 12
                && let Some(child) = item.get::<Dict<'a>>(b"First".as_slice())
            {
                self.level(child, level + 1);
            }
            next = item.get::<Dict<'a>>(b"Next".as_slice());
        }
    }

    fn target(&self, item: &Dict<'a>) -> Option<usize> {
        // A bookmark leads to a destination directly, or by an action that goes there.
        let action = || item.get::<Dict<'a>>(b"A".as_slice())?.get::<Object<'a>>(b"D".as_slice());
        self.destination(item.get::<Object<'a>>(b"Dest".as_slice()).or_else(action)?, 0)
    }

    fn destination(&self, target: Object<'a>, depth: usize) -> Option<usize> {
        match target {
            Object::Array(array) => match array.raw_iter().next()? {
                MaybeRef::Ref(page) => self.pages.get(&page.into()).copied(),
                // A number counts pages from 0, which the standard allows for other files only but writers
                // do.
                MaybeRef::NotRef(Object::Number(number)) => usize::try_from(number.as_i64()).ok(),
                MaybeRef::NotRef(_) => None,
            },
            // A destination may be named by another one; a circle ends after four steps.
            Object::Dict(dict) if depth < 4 => {
                self.destination(dict.get::<Object<'a>>(b"D".as_slice())?, depth + 1)
            }
            Object::Name(name) if depth < 4 => self.destination(self.names.get(name.as_ref())?, depth + 1),
            Object::String(name) if depth < 4 => {
                self.destination(self.names.get(name.as_bytes())?, depth + 1)
            }
            _ => None,
        }
    }
}

/// Word makes a bookmark for each pasted object (`OLE_LINK1`) and each line of its contents page (`_Toc…`).
fn is_internal(title: &str) -> bool {
    title.starts_with("OLE_LINK")
        || title.starts_with("_Toc")
        || title.starts_with("_Ref")
        || title.starts_with("_Hlk")
}

/// Named destinations.
struct Names<'a> {
    dests: Option<Dict<'a>>,
    tree: HashMap<Vec<u8>, Object<'a>>,
}

impl<'a> Names<'a> {
    fn new(catalog: &Dict<'a>) -> Names<'a> {
        let mut tree = HashMap::new();
        if let Some(root) = catalog
            .get::<Dict<'a>>(b"Names".as_slice())
            .and_then(|names| names.get::<Dict<'a>>(b"Dests".as_slice()))
        {
            name_tree(&root, &mut tree, 0);
        }
        Names { dests: catalog.get::<Dict<'a>>(b"Dests".as_slice()), tree }
    }

    fn get(&self, name: &[u8]) -> Option<Object<'a>> {
        // The tree since PDF 1.2, the plain dictionary before.
        self.tree.get(name).cloned().or_else(|| self.dests.as_ref()?.get::<Object<'a>>(name))
    }
}

fn name_tree<'a>(node: &Dict<'a>, out: &mut HashMap<Vec<u8>, Object<'a>>, depth: usize) {
    if depth > 12 || out.len() > ITEMS_MAX {
        return;
    }
    if let Some(names) = node.get::<Array<'a>>(b"Names".as_slice()) {
        let mut items = names.iter::<Object<'a>>();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            if let Object::String(key) = key {
                out.insert(key.as_bytes().to_vec(), value);
            }
        }
    }
    for kid in node.get::<Array<'a>>(b"Kids".as_slice()).iter().flat_map(|kids| kids.iter::<Dict<'a>>()) {
        name_tree(&kid, out, depth + 1);
    }
}

/// Returns the label of each page, as viewers show it, where the file gives labels.
pub(super) fn page_labels(pdf: &Pdf) -> Vec<Option<String>> {
    let count = pdf.pages().len();
    let mut labels = vec![None; count];
    let ranges = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .and_then(|catalog| catalog.get::<Dict<'_>>(b"PageLabels".as_slice()));
    let mut starts = Vec::new();
    if let Some(root) = ranges {
        number_tree(&root, &mut starts, 0);
    }
    starts.sort_by_key(|(at, _)| *at);
    for (nth, (from, style)) in starts.iter().enumerate() {
        let to = starts.get(nth + 1).map_or(count, |(next, _)| (*next).min(count));
        for (offset, label) in labels.iter_mut().take(to).skip(*from).enumerate() {
            *label = Some(style.label(offset));
        }
    }
    labels
}

struct LabelStyle {
    prefix: String,
    style: Option<char>,
    first: usize,
}

impl LabelStyle {
    fn label(&self, offset: usize) -> String {
        let number = self.first + offset;
        let count = u32::try_from(number).unwrap_or(u32::MAX);
        let digits = match self.style {
            Some('r') => roman(count).to_lowercase(),
            Some('R') => roman(count),
            Some(letter @ ('a' | 'A')) => {
                // After z comes aa, then bb: the letter is repeated.
                let c = (letter as u8 + ((number.max(1) - 1) % 26) as u8) as char;
                std::iter::repeat_n(c, (number.max(1) - 1) / 26 + 1).take(8).collect()
            }
            Some(_) => number.to_string(),
            None => String::new(),
        };
        format!("{}{digits}", self.prefix)
    }
}

fn number_tree(node: &Dict<'_>, out: &mut Vec<(usize, LabelStyle)>, depth: usize) {
    if depth > 12 || out.len() > ITEMS_MAX {
        return;
    }
    if let Some(nums) = node.get::<Array<'_>>(b"Nums".as_slice()) {
        let mut items = nums.iter::<Object<'_>>();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            if let (Object::Number(at), Object::Dict(style)) = (key, value)
                && let Ok(at) = usize::try_from(at.as_i64())
            {
                out.push((
                    at,
                    LabelStyle {
                        prefix: style
                            .get::<PdfString<'_>>(b"P".as_slice())
                            .map(|p| text_string(p.as_bytes()))
                            .unwrap_or_default(),
                        style: style
                            .get::<Name<'_>>(b"S".as_slice())
                            .and_then(|name| name.as_str().chars().next()),
                        first: style.get::<u32>(b"St".as_slice()).unwrap_or(1) as usize,
                    },
                ));
            }
        }
    }
    for kid in node.get::<Array<'_>>(b"Kids".as_slice()).iter().flat_map(|kids| kids.iter::<Dict<'_>>()) {
        number_tree(&kid, out, depth + 1);
    }
}

/// Decodes a text string: UTF-16 or UTF-8 by its mark; else bytes that are ASCII, or GB 18030 where they make sense
/// as such (old Chinese software writes it), or Latin.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)) {
        text.to_owned()
    } else {
        match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => text.into_owned(),
            None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        }
    };
    text.chars().filter(|c| !c.is_control()).collect()
}
