//! OpenDocument texts: headings with their levels, lists with their numbers, tables, notes, frames.

use std::collections::HashMap;

use crate::text::Location;

use super::numbering::number;
use super::odt_outline::{Outline, format_of};
use super::package::Package;
use super::writer::{Writer, is_contents_style};
use super::xml::{Element, Node};
use super::{ExtractError, Extraction, Input, single};

/// Reads the body; headers, footers, comments and deletions are kept apart.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(input)?;
    let manifest = package.member("META-INF/manifest.xml")?.unwrap_or_default();
    // Members of an encrypted document are unpacked without a complaint, and are noise.
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(ExtractError::Encrypted);
    }
    let content = package.xml("content.xml")?;
    let content = content.ok_or_else(|| ExtractError::Damaged("it holds no content.xml".to_owned()))?;
    let styles = package.xml("styles.xml")?;
    let mut reader = Odt {
        lists: HashMap::new(),
        styles: HashMap::new(),
        counts: HashMap::new(),
        outline: Outline::default(),
        writer: Writer::new(),
        paragraph: 0,
    };
    // Lists of `content.xml` come last: they are the ones that paragraphs name.
    for root in [styles.as_ref(), Some(&content)].into_iter().flatten() {
        reader.read_lists(root);
    }
    let body = content.child("body").and_then(|body| body.child("text"));
    if let Some(body) = body {
        reader.blocks(body, None)?;
    }
    if let Some(master) = styles.as_ref().and_then(|styles| styles.child("master-styles")) {
        reader.page_furniture(master);
    }
    single(reader.writer.finish()?)
}

/// A level of a list: how its numbers look.
#[derive(Clone, Default)]
struct ListLevel {
    format: String,
    prefix: String,
    suffix: String,
    start: u32,
}

struct Odt {
    lists: HashMap<String, HashMap<usize, ListLevel>>,
    /// Styles of paragraphs, each with the one that it stands on.
    styles: HashMap<String, String>,
    counts: HashMap<String, Vec<u32>>,
    outline: Outline,
    writer: Writer,
    paragraph: usize,
}

/// What stands in a paragraph beside its text.
#[derive(Default)]
struct Beside<'a> {
    notes: Vec<&'a Element>,
    frames: Vec<&'a Element>,
    comments: Vec<&'a Element>,
}

impl Odt {
    fn here(&self) -> Location {
        Location::Paragraph { paragraph: self.paragraph.max(1) }
    }

    fn read_lists(&mut self, root: &Element) {
        for child in root.children() {
            if child.name == "outline-style" {
                self.outline = Outline::new(child);
            }
            if let (Some(name), Some(parent), "style") =
                (child.attribute("name"), child.attribute("parent-style-name"), child.name.as_str())
            {
                self.styles.insert(name.to_owned(), parent.to_owned());
            }
            if child.name != "list-style" {
                self.read_lists(child);
                continue;
            }
            let levels = child.children().filter(|level| level.name == "list-level-style-number");
            let levels = levels.filter_map(|level| {
                let depth: usize = level.attribute("level")?.parse().ok()?;
                // Newer files give the whole form as %1%、 and older ones what stands around.
                let form = level
                    .attribute("num-list-format")
                    .map(|form| form.split(&format!("%{depth}%")).collect());
                let parts: Vec<&str> = form.unwrap_or_default();
                let around = |nth: usize, name: &str| match parts[..] {
                    [before, after] => [before, after][nth].to_owned(),
                    _ => level.attribute(name).unwrap_or_default().to_owned(),
                };
                Some((
                    depth,
                    ListLevel {
                        format: format_of(level.attribute("num-format").unwrap_or_default()).to_owned(),
                        prefix: around(0, "num-prefix"),
                        suffix: around(1, "num-suffix"),
                        start: level
                            .attribute("start-value")
                            .and_then(|start| start.parse().ok())
                            .unwrap_or(1),
                    },
                ))
            });
            self.lists.insert(child.attribute("name").unwrap_or_default().to_owned(), levels.collect());
        }
    }

    /// Reads paragraphs, lists and tables in order; `list` is the style and depth of the list around them.
    fn blocks(&mut self, parent: &Element, list: Option<(&str, usize)>) -> Result<(), ExtractError> {
        let mut label = None;
        if let Some((style, depth)) = list.filter(|_| parent.name == "list-item") {
            label = Some(self.count(style, depth, parent.attribute("start-value")));
        }
        for child in parent.children() {
            match child.name.as_str() {
                "p" | "h" => {
                    self.paragraph += 1;
                    self.paragraph(child, &label.take().unwrap_or_default())?;
                }
                "list" => self.list(child, list)?,
                "list-item" | "list-header" => self.blocks(child, list)?,
                "table" => self.rows(child)?,
                "section" | "index-body" | "index-title" => self.blocks(child, None)?,
                "alphabetical-index" | "bibliography" => self.blocks(child, None)?,
                "table-of-content" | "illustration-index" | "table-index" | "object-index" | "user-index" => {
                    for text in self.lines(child) {
                        let here = self.here();
                        self.writer.apart(&text, "contents page", &here)?;
                    }
                }
                "tracked-changes" => {
                    for text in self.lines(child) {
                        self.writer.furniture(
                            &text,
                            "deleted text (tracked change)",
                            &Location::Paragraph { paragraph: 1 },
                        );
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn list(&mut self, list: &Element, outer: Option<(&str, usize)>) -> Result<(), ExtractError> {
        let (outer_style, depth) = outer.map_or(("", 1), |(style, depth)| (style, depth + 1));
        let style = list.attribute("style-name").unwrap_or(outer_style).to_owned();
        let goes_on =
            list.attribute("continue-numbering") == Some("true") || list.attribute("continue-list").is_some();
        // Every list of this style counts anew unless it says that it goes on.
        if depth == 1 && !goes_on {
            self.counts.remove(&style);
        }
        self.blocks(list, Some((&style, depth)))
    }

    /// Counts an item and returns its number as it is printed.
    fn count(&mut self, style: &str, depth: usize, start: Option<&str>) -> String {
        let level = self.lists.get(style).and_then(|levels| levels.get(&depth)).cloned();
        let counts = self.counts.entry(style.to_owned()).or_default();
        let first = level.as_ref().map_or(1, |level| level.start);
        // Deeper levels begin again below a new item, so their counts are dropped.
        counts.resize(depth, 0);
        let last = &mut counts[depth - 1];
        *last = match start.and_then(|start| start.parse().ok()) {
            Some(start) => start,
            None if *last == 0 => first,
            None => last.saturating_add(1),
        };
        let last = *last;
        match level.filter(|level| !level.format.is_empty()) {
            Some(level) => format!("{}{}{}", level.prefix, number(last, &level.format), level.suffix),
            None => String::new(),
        }
    }

    fn paragraph(&mut self, element: &Element, label: &str) -> Result<(), ExtractError> {
        let here = self.here();
        let (mut text, mut beside) = (String::new(), Beside::default());
        inline(element, &mut text, &mut beside);
        let level = element.attribute("outline-level").and_then(|level| level.parse::<u8>().ok());
        let level = level.filter(|level| element.name == "h" && (1..=10).contains(level));
        let label = match level {
            // A heading that is in no list is numbered by the outline of the document.
            Some(level) if label.is_empty() && !text.trim().is_empty() => self.outline.next(level.into()),
            _ => label.to_owned(),
        };
        if !text.trim().is_empty() && !label.is_empty() {
            // 第1章 引言 and 1 引言 need a blank, 一、引言 does not.
            let apart = label.ends_with(|c: char| c.is_ascii_alphanumeric());
            text = format!("{label}{}{}", if apart { " " } else { "" }, text.trim_start());
        }
        match level {
            _ if self.is_of_style(element, is_contents_style) => {
                self.writer.apart(&text, "contents page", &here)?
            }
            Some(level) => self.writer.heading(&text, level, &here)?,
            None if self.is_of_style(element, |name| name == "Title") => self.writer.title(&text, &here)?,
            None => self.writer.paragraph(&text, &here).map(|_| ())?,
        }
        self.beside(beside, &here)
    }

    /// Whether the style of a paragraph, or one that it stands on, is one that is looked for.
    fn is_of_style(&self, element: &Element, is_one: impl Fn(&str) -> bool) -> bool {
        let first = element.attribute("style-name");
        let chain = std::iter::successors(first, |name| self.styles.get(*name).map(String::as_str));
        // A circle of styles is damage; no document has so long a chain.
        chain.take(20).any(is_one)
    }

    fn beside(&mut self, beside: Beside<'_>, here: &Location) -> Result<(), ExtractError> {
        for part in beside.frames.into_iter().chain(beside.notes) {
            for text in self.lines(part) {
                self.writer.paragraph(&text, here)?;
            }
        }
        for comment in beside.comments {
            let text = self.lines(comment).join(" ");
            self.writer.furniture(&text, "comment", here);
        }
        Ok(())
    }

    /// A row of one cell is what stands in it: tables also serve as frames.
    fn rows(&mut self, table: &Element) -> Result<(), ExtractError> {
        for child in table.children() {
            match child.name.as_str() {
                "table-header-rows" | "table-rows" | "table-row-group" => self.rows(child)?,
                "table-row" => {
                    let cells: Vec<&Element> =
                        child.children().filter(|cell| cell.name == "table-cell").collect();
                    if let [cell] = cells[..] {
                        self.blocks(cell, None)?;
                        continue;
                    }
                    self.paragraph += 1;
                    let here = self.here();
                    let cells: Vec<String> = cells.iter().map(|cell| self.lines(cell).join(" ")).collect();
                    self.writer.row(&cells, &here)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The paragraphs at any depth of an element, with the numbers of lists.
    fn lines(&mut self, element: &Element) -> Vec<String> {
        let mut lines = Vec::new();
        self.lines_in(element, None, &mut lines);
        lines
    }

    fn lines_in(&mut self, element: &Element, list: Option<(&str, usize)>, lines: &mut Vec<String>) {
        let mut label = String::new();
        if let Some((style, depth)) = list.filter(|_| element.name == "list-item") {
            label = self.count(style, depth, None);
        }
        for child in element.children() {
            match child.name.as_str() {
                "p" | "h" => {
                    let (mut text, mut beside) = (String::new(), Beside::default());
                    inline(child, &mut text, &mut beside);
                    lines.push(format!("{}{}", std::mem::take(&mut label), text.trim()));
                    for part in beside.frames.into_iter().chain(beside.notes) {
                        self.lines_in(part, None, lines);
                    }
                }
                "list" => {
                    let style =
                        child.attribute("style-name").or(list.map(|(style, _)| style)).unwrap_or_default();
                    self.lines_in(child, Some((style, list.map_or(1, |(_, depth)| depth + 1))), lines);
                }
                _ => self.lines_in(child, list, lines),
            }
        }
    }

    fn page_furniture(&mut self, master: &Element) {
        let here = self.here();
        for page in master.children() {
            for part in page.children() {
                let what = match part.name.as_str() {
                    name if name.starts_with("header") => "page header",
                    name if name.starts_with("footer") => "page footer",
                    _ => continue,
                };
                let text = self.lines(part).join(" ");
                self.writer.furniture(&text, what, &here);
            }
        }
    }
}

/// Collects the text of a paragraph and what stands beside it.
fn inline<'a>(element: &'a Element, text: &mut String, beside: &mut Beside<'a>) {
    for node in &element.nodes {
        let child = match node {
            Node::Text(words) => {
                text.push_str(words);
                continue;
            }
            Node::Element(child) => child,
        };
        match child.name.as_str() {
            "s" => {
                let count = child.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1usize);
                // The file says how many blanks: a million of them would be a bomb.
                text.extend(std::iter::repeat_n(' ', count.min(1_000)));
            }
            "tab" => text.push('\t'),
            "line-break" => text.push('\n'),
            "note" => beside.notes.extend(child.child("note-body")),
            "annotation" => beside.comments.push(child),
            "frame" | "custom-shape" | "text-box" | "rect" | "g" => beside.frames.push(child),
            "tracked-changes" | "desc" | "title" if child.nodes.is_empty() => {}
            "ruby-text" => {}
            _ => inline(child, text, beside),
        }
    }
}
