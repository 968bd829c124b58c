//! The text of fixed pages with its places: headings by bookmarks and printed contents, furniture apart.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use crate::text::{Display, Location, Span};

use super::super::writer::Writer;
use super::super::{ExtractError, Extracted};
use super::{Block, BlockKind, Bookmark, FixedText, PageContent};
use super::{contents, display, unreadable};

/// Most characters of a number that a bookmark may lack before its heading.
const NUMBER_CHARS_MAX: usize = 8;

/// A document of fixed pages, as a format hands it over.
#[derive(Default)]
pub(in super::super) struct FixedDocument {
    /// Its pages.
    pub(in super::super) pages: Vec<PageContent>,
    /// What viewers show as the number of each page, where the file sets it.
    pub(in super::super) labels: Vec<Option<String>>,
    /// What its metadata give as its title.
    pub(in super::super) title: Option<String>,
    /// Its bookmarks.
    pub(in super::super) bookmarks: Vec<Bookmark>,
    /// Whether its pages are the pictures of a document that has no pages (docx).
    pub(in super::super) are_pictures: bool,
    /// What is to be told to people.
    pub(in super::super) notes: Vec<String>,
}

/// Returns the text of a document.
///
/// # Errors
/// [`ExtractError::NoTextLayer`] when there are pictures only, [`ExtractError::Unreadable`] when half of the text cannot be
/// read, [`ExtractError::TooLarge`] as the writer has it.
pub(in super::super) fn write(document: FixedDocument) -> Result<Extracted, ExtractError> {
    let text = super::read(&document.pages);
    let shown = |c: char| c.is_alphanumeric() || c == '\u{FFFD}';
    let is_empty = !text.blocks.iter().any(|block| block.text.contains(shown));
    // Nothing but pictures: told as a scan, not as an empty file.
    if is_empty && document.pages.iter().any(|page| page.pictures > 0.0) {
        let pages = document.pages.iter().filter(|page| page.pictures > 0.0 && page.recognised.is_none());
        return match pages.count() as u32 {
            // All were recognised, and nothing stands on them.
            0 => Err(ExtractError::NoText),
            pages => Err(ExtractError::NoTextLayer { pages }),
        };
    }
    let unreadable = unreadable::check(&text)?;
    let mut writer = Writer::new();
    for note in &document.notes {
        writer.note(note.clone());
    }
    let (waiting, notes) = pictured(&document.pages);
    writer.waiting(waiting);
    notes.into_iter().for_each(|note| writer.note(note));
    if let Some(note) = unreadable {
        writer.note(note);
    }
    let levels = headings(&document, &text);
    let mut said = HashSet::new();
    let mut starts = Vec::with_capacity(text.blocks.len());
    for (block, level) in text.blocks.iter().zip(levels) {
        starts.push(writer.written());
        let places = places(block, &document, &text);
        match (block.kind, level) {
            (BlockKind::Text, Some(level)) => writer.heading(&block.text, level, &places[0].1)?,
            (BlockKind::Text, None) if block.is_row => {
                let cells: Vec<String> = block.text.split('\t').map(str::to_owned).collect();
                writer.row(&cells, &places[0].1)?;
            }
            (BlockKind::Text | BlockKind::Note, _) => writer.paragraph_over(&block.text, &places)?,
            (kind, _) => {
                // The same header stands on every page; said once it can be found, and numbers are labels already.
                let words: String = block.text.chars().filter(|c| c.is_alphabetic()).collect();
                if !words.is_empty() && said.insert(words) {
                    writer.furniture(&block.text, kind.name(), &places[0].1);
                }
            }
        }
    }
    for large in display::find(&text, document.title.as_deref()) {
        let end = starts.get(large.last + 1).copied().unwrap_or(writer.written());
        // Without the line end.
        let span = Span::new(starts[large.first], end.saturating_sub(1).max(starts[large.first]));
        writer.display(Display { span, percent: large.percent, is_named: large.is_named });
    }
    writer.finish()
}

impl BlockKind {
    fn name(self) -> &'static str {
        match self {
            BlockKind::Header => "page header",
            BlockKind::Footer => "page footer",
            BlockKind::Watermark => "watermark or seal",
            BlockKind::Text | BlockKind::Note => "note",
        }
    }
}

/// Where a block stands: bytes of its text, and the page from there on.
fn places(block: &Block, document: &FixedDocument, text: &FixedText) -> Vec<(usize, Location)> {
    let location = |page: usize| {
        let set = document.labels.get(page).cloned().flatten();
        let label = set.or_else(|| text.printed.get(page).cloned().flatten());
        let number = (page + 1).to_string();
        let recognised = document.pages.get(page).and_then(|page| page.recognised);
        if document.are_pictures {
            return Location::Picture { picture: page + 1, recognised };
        }
        Location::Page {
            page: page + 1,
            page_label: label.filter(|label| *label != number && !label.is_empty()),
            recognised,
        }
    };
    let turns = block.turns.iter().enumerate().map(|(nth, at)| (*at, location(block.page + nth + 1)));
    std::iter::once((0, location(block.page))).chain(turns).collect()
}

/// Tells which pages are pictures, if some are and others not: how many wait for a recogniser, and what is to be said of them
/// and of those that were recognised.
fn pictured(pages: &[PageContent]) -> (u32, Vec<String>) {
    let numbers = |is: &dyn Fn(&PageContent) -> bool| -> Vec<usize> {
        (1..=pages.len()).filter(|number| is(&pages[number - 1])).collect()
    };
    let told = |numbers: &[usize], one: &str, many: &str| match numbers {
        [] => None,
        [first] => Some(format!("page {first} {one}")),
        [first, ..] => Some(format!("{} pages, the first is page {first}, {many}", numbers.len())),
    };
    let waiting = numbers(&PageContent::is_scan).len() as u32;
    // Of text that cannot be read is told apart.
    let pictures = numbers(&|page| page.is_scan() && !unreadable::is_page(page));
    let recognised = numbers(&|page| page.recognised.is_some());
    let sure = pages.iter().filter_map(|page| page.recognised.filter(|sure| *sure > 0)).min();
    let sure = sure.map_or(String::new(), |sure| format!(", the least sure one to {sure} %"));
    let notes = [
        told(
            &pictures,
            "is a picture without text, so that nothing on it is found",
            "are pictures without text, so that nothing on them is found",
        ),
        told(
            &recognised,
            &format!("was recognised in its picture{sure}"),
            &format!("were recognised in their pictures{sure}"),
        ),
    ];
    (waiting, notes.into_iter().flatten().collect())
}

/// Returns the level of each block that the document itself names as a heading.
fn headings(document: &FixedDocument, text: &FixedText) -> Vec<Option<u8>> {
    let keys: Vec<String> = text.blocks.iter().map(|block| key(&block.text)).collect();
    let mut levels = vec![None; text.blocks.len()];
    let printed = contents::entries(text);
    let lists = [document.bookmarks.as_slice(), printed.as_slice()];
    for list in lists {
        // Bookmarks are set by the program that made the file; a printed contents page may be old.
        if mark(list, text, &keys, &mut levels) {
            break;
        }
    }
    levels
}

/// Marks the blocks that a list of headings leads to; tells whether most of them are there.
fn mark(list: &[Bookmark], text: &FixedText, keys: &[String], levels: &mut [Option<u8>]) -> bool {
    let mut found = Vec::new();
    let mut from = 0;
    for item in list {
        let wanted = key(&item.title);
        let is_here = |at: usize| {
            let block = &text.blocks[at];
            // Bookmarks lead to the page of the heading or to the one before it.
            let near = item.page.is_none_or(|page| {
                (block.page..=block.page + block.turns.len() + 1).contains(&page) || block.page == page + 1
            });
            let number = keys[at]
                .strip_suffix(&wanted)
                .is_some_and(|number| number.chars().count() <= NUMBER_CHARS_MAX);
            near && number && block.kind == BlockKind::Text && !block.in_contents
        };
        // A bookmark like “1” would mark any line that begins so.
        if wanted.chars().count() < 2 {
            continue;
        }
        if let Some(at) = (from..keys.len()).find(|at| is_here(*at)) {
            found.push((at, item.level));
            // Headings come in the order of the list.
            from = at + 1;
        }
    }
    // A list that is mostly not found belongs to another edition, and its finds are chance.
    let most = found.len() * 2 >= list.len() && !found.is_empty();
    if most {
        for (at, level) in found {
            levels[at] = Some(level);
        }
    }
    most
}

/// Letters, digits and Han of a text, in one form.
pub(super) fn key(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
