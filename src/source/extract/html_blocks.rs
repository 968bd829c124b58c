//! Tags and text to paragraphs and rows: a stack of open tables, rows and cells.

use std::collections::HashSet;

use super::marks;

/// Most paragraphs in a cell of a row of data: with more the table is a frame.
const CELL_BLOCKS_MAX: usize = 6;
/// Tables inside tables that are kept apart, at most; deeper ones are read as text.
const DEPTH_MAX: usize = 100;
/// Short links in a row, with nothing else between them, that are navigation, at least.
const LINKS_MIN: usize = 5;
/// Links longer than this name articles, in characters.
const LINK_CHARS_MAX: usize = 24;

/// A piece of a page in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(String),
    /// A heading and its level, from 1.
    Heading(u8, String),
    /// A row of a table: its cells.
    Row(Vec<String>),
    /// Navigation.
    Furniture(String),
}

impl Block {
    /// Returns the text of a block that is one line; nothing of a row.
    pub(super) fn line(&self) -> &str {
        match self {
            Block::Paragraph(text) | Block::Heading(_, text) | Block::Furniture(text) => text,
            Block::Row(_) => "",
        }
    }

    fn whole(&self) -> String {
        match self {
            Block::Row(cells) => cells.join(" "),
            other => other.line().to_owned(),
        }
    }
}

/// What is open.
enum Open {
    Table(Vec<Found>),
    Row(Vec<Vec<Found>>),
    Cell(Vec<Found>),
}

/// A block, and whether all of it is links.
struct Found {
    block: Block,
    linked: bool,
    /// Cells of the row in which it stands alone; else 0.
    alone_in: usize,
}

/// Makes blocks of what is read.
#[derive(Default)]
pub(super) struct Blocks {
    done: Vec<Found>,
    open: Vec<Open>,
    text: String,
    link_chars: usize,
    heading: Option<u8>,
    links: usize,
    apart: usize,
}

impl Blocks {
    /// A tag begins.
    pub(super) fn open(&mut self, name: &[u8]) {
        match name {
            b"a" => self.links += 1,
            b"sup" => self.text.push(marks::OPEN),
            // A table, its row and its cell are open together: three for each depth.
            b"table" if self.open.len() < 3 * DEPTH_MAX => {
                self.flush();
                self.open.push(Open::Table(Vec::new()));
            }
            b"tr" => {
                self.flush();
                // A row that nobody closed ends where the next one begins.
                self.close_to(|open| matches!(open, Open::Table(_)));
                if matches!(self.open.last(), Some(Open::Table(_))) {
                    self.open.push(Open::Row(Vec::new()));
                }
            }
            b"td" | b"th" => {
                self.flush();
                self.close_to(|open| matches!(open, Open::Row(_) | Open::Table(_)));
                if matches!(self.open.last(), Some(Open::Table(_))) {
                    self.open.push(Open::Row(Vec::new()));
                }
                if matches!(self.open.last(), Some(Open::Row(_))) {
                    self.open.push(Open::Cell(Vec::new()));
                }
            }
            b"nav" | b"footer" | b"aside" => {
                self.flush();
                self.apart += 1;
            }
            _ => self.begin_block(name),
        }
    }

    fn begin_block(&mut self, name: &[u8]) {
        if let Some(level) = heading_level(name) {
            self.flush();
            self.heading = Some(level);
        } else if is_block(name) {
            self.flush();
        }
    }

    /// A tag ends.
    pub(super) fn close(&mut self, name: &[u8]) {
        match name {
            b"a" => self.links = self.links.saturating_sub(1),
            b"sup" => self.text.push(marks::CLOSE),
            b"table" => {
                self.flush();
                self.close_to(|open| matches!(open, Open::Table(_)));
                if matches!(self.open.last(), Some(Open::Table(_))) {
                    self.close_top();
                }
            }
            b"tr" => {
                self.flush();
                self.close_to(|open| matches!(open, Open::Table(_)));
            }
            b"td" | b"th" => {
                self.flush();
                self.close_to(|open| matches!(open, Open::Row(_) | Open::Table(_)));
            }
            b"nav" | b"footer" | b"aside" => {
                self.flush();
                self.apart = self.apart.saturating_sub(1);
            }
            name if heading_level(name).is_some() => {
                self.flush();
                self.heading = None;
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    /// Text: blanks become one, and none where a line was broken between Han.
    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            self.text.push_str(&rest[..end]);
            // How much of a block is links tells navigation from text that happens to link.
            if self.links > 0 {
                self.link_chars += rest[..end].chars().count();
            }
            let after = rest[end..].trim_start_matches(is_space);
            let blanks = &rest[end..rest.len() - after.len()];
            let before = self.text.chars().next_back();
            let wide = |c: Option<char>| c.is_none_or(|c| !c.is_ascii());
            let broken = blanks.contains(['\n', '\r']) && wide(before) && wide(after.chars().next());
            if !blanks.is_empty() && !broken && before.is_some_and(|c| c != ' ') {
                self.text.push(' ');
            }
            rest = after;
        }
    }

    /// Returns all blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        while !self.open.is_empty() {
            self.close_top();
        }
        without_navigation(self.done)
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let links = std::mem::take(&mut self.link_chars);
        let text = marks::settled(&text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        let block = match self.heading {
            // Headings inside navigation would open sections that nobody wrote.
            _ if self.apart > 0 => Block::Furniture(text.to_owned()),
            Some(level) => Block::Heading(level, text.to_owned()),
            None => Block::Paragraph(text.to_owned()),
        };
        // A date or a bracket beside a link does not make it text; a long link is the title of an article.
        let linked = links * 10 >= chars * 8 && chars <= LINK_CHARS_MAX;
        self.push(vec![Found { block, linked, alone_in: 0 }]);
    }

    /// Adds blocks where text stands now.
    fn push(&mut self, blocks: Vec<Found>) {
        match self.open.last_mut() {
            Some(Open::Cell(into) | Open::Table(into)) => into.extend(blocks),
            // Text between cells is damage; it is read all the same.
            Some(Open::Row(cells)) => cells.push(blocks),
            None => self.done.extend(blocks),
        }
    }

    fn close_to(&mut self, stop: fn(&Open) -> bool) {
        while self.open.last().is_some_and(|open| !stop(open)) {
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        match self.open.pop() {
            Some(Open::Cell(blocks)) => match self.open.last_mut() {
                Some(Open::Row(cells)) => cells.push(blocks),
                _ => self.push(blocks),
            },
            Some(Open::Row(cells)) => self.push(row(cells)),
            Some(Open::Table(blocks)) => self.push(with_lone_rows(blocks)),
            None => {}
        }
    }
}

/// Cells to a row of data, or, where a table only sets things beside each other, to what stands in them.
fn row(cells: Vec<Vec<Found>>) -> Vec<Found> {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let is_plain = |found: &Found| matches!(found.block, Block::Paragraph(_) | Block::Heading(..));
    let small = |cell: &Vec<Found>| cell.len() <= CELL_BLOCKS_MAX && cell.iter().all(is_plain);
    // A cell with many blocks, or with a table in it, is a column of the page.
    if filled < 2 || !cells.iter().all(small) {
        let count = cells.len();
        let mut found: Vec<Found> = cells.into_iter().flatten().collect();
        // Whether this is a row of data with empty cells, only the other rows of its table tell.
        if let [alone] = &mut found[..] {
            alone.alone_in = count;
        }
        return found;
    }
    let linked = cells.iter().flatten().all(|found| found.linked);
    let join = |cell: Vec<Found>| cell.iter().map(|found| found.block.whole()).collect::<Vec<_>>().join(" ");
    vec![Found { block: Block::Row(cells.into_iter().map(join).collect()), linked, alone_in: 0 }]
}

/// Turns what stands alone in its row into a row of data where the table has full rows of as many cells.
fn with_lone_rows(mut found: Vec<Found>) -> Vec<Found> {
    let width = |found: &Found| match &found.block {
        Block::Row(cells) => Some(cells.len()),
        _ => None,
    };
    let widths: HashSet<usize> = found.iter().filter_map(width).collect();
    for one in &mut found {
        if one.alone_in > 1 && widths.contains(&one.alone_in) {
            one.block = Block::Row(vec![one.block.whole()]);
        }
        one.alone_in = 0;
    }
    found
}

/// Turns rows of short links into furniture.
fn without_navigation(found: Vec<Found>) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(found.len());
    let mut rest = found.into_iter().peekable();
    while let Some(first) = rest.next() {
        let linked = first.linked;
        let mut run = vec![first.block];
        while linked && rest.peek().is_some_and(|next| next.linked) {
            run.extend(rest.next().map(|next| next.block));
        }
        // A few links in a row may be the sources of an article; a menu is longer.
        if linked && run.len() >= LINKS_MIN {
            run = run.iter().map(|block| Block::Furniture(block.whole())).collect();
        }
        blocks.append(&mut run);
    }
    blocks
}

fn heading_level(name: &[u8]) -> Option<u8> {
    match name {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Elements that begin a line and end one.
fn is_block(name: &[u8]) -> bool {
    const BLOCKS: &str = " p div br hr li ul ol dl dt dd h pre blockquote center form fieldset section article main \
                          header body html head option address figure figcaption caption tbody thead tfoot legend \
                          details summary ";
    std::str::from_utf8(name).is_ok_and(|name| BLOCKS.split_ascii_whitespace().any(|known| known == name))
}

/// Blanks that HTML makes one; ideographic and no-break spaces are text.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}
