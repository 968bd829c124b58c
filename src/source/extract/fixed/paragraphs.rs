//! Pieces of lines to paragraphs, over page ends too, and to rows of tables.

use std::collections::HashSet;

use super::super::marks;
use super::contents;
use super::lines::Line;
use super::margins::{Column, Margins};
use super::{ASLANT, Block, BlockKind, PageContent, Part};

/// A line is full when what begins the next one would not have fitted, give or take this, in sizes.
const FULL_SLACK: f32 = 0.6;
/// A first line is indented by more than this.
const INDENT: f32 = 1.2;
/// A second line that hangs under the words of the first stands in by less than this.
const HANGING: f32 = 7.0;
/// Largest distance between the lines of a paragraph, in sizes.
const PITCH_MAX: f32 = 2.6;

/// Returns the blocks of all pages in reading order.
pub(super) fn join(lines: &[Vec<Line>], pages: &[PageContent]) -> Vec<Block> {
    let mut joiner = Joiner { blocks: Vec::new(), open: None };
    let margins = Margins::of(lines, pages);
    for (at, (lines, page)) in lines.iter().zip(pages).enumerate() {
        let mut said = HashSet::new();
        for line in lines.iter().filter(|line| line.part == Part::Furniture) {
            // A watermark is painted all over the page.
            if line.angle == 0 || said.insert(line.text.as_str()) {
                joiner.blocks.push(block(line, at, page));
            }
        }
        let column = Column::of(lines, page.width, &margins);
        for line in lines.iter().filter(|line| line.part == Part::Body) {
            joiner.take(line, (at, page), &column);
        }
        // Notes lie over the page and are read after its text.
        for line in lines.iter().filter(|line| line.part == Part::Note) {
            joiner.take(line, (at, page), &column);
        }
    }
    joiner.blocks.iter_mut().for_each(settle);
    mark_rows(&mut joiner.blocks);
    joiner.blocks
}

/// Moves marks of notes to the ends of their clauses, on their page.
fn settle(block: &mut Block) {
    if !block.text.contains([marks::OPEN, marks::CLOSE]) {
        return;
    }
    let ends: Vec<usize> = block.turns.iter().copied().chain([block.text.len()]).collect();
    let (mut text, mut turns, mut from) = (String::with_capacity(block.text.len()), Vec::new(), 0);
    for end in ends {
        text.push_str(&marks::settled(&block.text[from..end]));
        turns.push(text.len());
        from = end;
    }
    turns.pop();
    (block.text, block.turns) = (text, turns);
}

/// Marks the rows of tables that are one cell all through: they stand beside other rows. Text in a frame around the
/// page is none.
fn mark_rows(blocks: &mut [Block]) {
    let is_row: Vec<bool> = blocks.iter().map(|block| block.is_row).collect();
    for (nth, block) in blocks.iter_mut().enumerate().filter(|(_, block)| block.is_boxed) {
        block.is_row |= nth > 0 && is_row[nth - 1] || is_row.get(nth + 1) == Some(&true);
    }
}

fn block(line: &Line, at: usize, page: &PageContent) -> Block {
    let kind = match line.part {
        Part::Body => BlockKind::Text,
        Part::Furniture if line.angle == ASLANT => BlockKind::Watermark,
        Part::Furniture if line.y < page.height / 2.0 => BlockKind::Header,
        Part::Furniture => BlockKind::Footer,
        Part::Note => BlockKind::Note,
    };
    Block {
        kind,
        text: line.text.clone(),
        page: at,
        turns: Vec::new(),
        size: line.size,
        left: line.x0,
        rows: (line.y, line.y),
        is_boxed: line.cell.is_some(),
        is_row: kind == BlockKind::Text && line.cell.is_some_and(|cell| cell.is_one_of_several),
        in_contents: false,
    }
}

/// The last line taken, and what is known of its paragraph.
struct Open {
    line: Line,
    page: usize,
    /// Width of the page.
    width: f32,
    lines: usize,
    left: f32,
    right: f32,
    /// Index of its block.
    block: usize,
}

struct Joiner {
    blocks: Vec<Block>,
    open: Option<Open>,
}

/// How a line goes on from the one before it.
enum Joint {
    /// As the next line of the same paragraph.
    Line,
    /// As the next cell of the same row.
    Cell,
    /// On the same line, after a wide gap.
    Gap,
}

impl Joiner {
    fn take(&mut self, line: &Line, (page, content): (usize, &PageContent), column: &Column) {
        let (left, right) = column.around(line);
        let joint = self.open.as_ref().and_then(|open| open.joint(line, (page, content), left));
        let (block_at, lines) = match (joint, self.open.take()) {
            (Some(joint), Some(open)) => {
                let block = &mut self.blocks[open.block];
                match joint {
                    Joint::Cell => {
                        block.text.push('\t');
                        block.is_row = true;
                    }
                    Joint::Gap => block.text.push(' '),
                    Joint::Line if needs_blank(&block.text, &line.text) => block.text.push(' '),
                    Joint::Line => {}
                }
                for _ in open.page..page {
                    block.turns.push(block.text.len());
                }
                block.text.push_str(&line.text);
                block.rows.1 = line.y;
                (open.block, if matches!(joint, Joint::Cell) { 1 } else { open.lines + 1 })
            }
            _ => {
                self.blocks.push(block(line, page, content));
                (self.blocks.len() - 1, 1)
            }
        };
        self.open = Some(Open {
            line: line.clone(),
            page,
            width: content.width,
            lines,
            left,
            right,
            block: block_at,
        });
    }
}

impl Open {
    /// How `next` goes on from here, if it does.
    fn joint(&self, next: &Line, (page, content): (usize, &PageContent), next_left: f32) -> Option<Joint> {
        let last = &self.line;
        if last.part != next.part || last.angle != next.angle || contents::entry(&last.text).is_some() {
            return None;
        }
        let size = last.size.max(next.size);
        if page == self.page && self.is_beside(next) {
            let ruled = last.cell.is_some() && next.cell.is_some();
            return Some(if ruled { Joint::Cell } else { Joint::Gap });
        }
        if (last.size - next.size).abs() > 0.12 * size || page > self.page + 1 {
            return None;
        }
        let pitch = next.y - last.y;
        if page == self.page {
            if last.cell.is_some() || next.cell.is_some() {
                return (same_cell(last, next)
                    && pitch > 0.3 * size
                    && pitch < 2.0 * size
                    && self.is_full(next))
                .then_some(Joint::Line);
            }
            if pitch < 0.3 * size || pitch > PITCH_MAX * size {
                return None;
            }
        } else if last.cell.is_some() || next.cell.is_some() || self.width != content.width {
            // No paragraph goes over to a page of another shape.
            return None;
        }
        self.goes_on(next, next_left).then_some(Joint::Line)
    }

    /// Whether `next` stands to the right of this, in the same row.
    fn is_beside(&self, next: &Line) -> bool {
        let last = &self.line;
        let size = last.size.max(next.size);
        let level = (next.y - last.y).abs() < 0.5 * size;
        match (last.cell, next.cell) {
            (Some(cell), Some(beside)) => {
                beside.left >= cell.right - 0.3 * size
                    && next.y < last.y + 1.5 * size * self.lines as f32
                    && next.y > last.y - 1.5 * size * (self.lines as f32 + 2.0)
            }
            _ => level && next.x0 >= last.x1 - 0.3 * size,
        }
    }

    fn is_full(&self, next: &Line) -> bool {
        self.line.x1 + next.first_width > self.right - FULL_SLACK * next.size
    }

    fn goes_on(&self, next: &Line, next_left: f32) -> bool {
        if !self.is_full(next) || next.text.starts_with(['□', '√', '☐', '☑']) {
            return false;
        }
        let size = next.size;
        // Lines that are set full end at the right end, to a hair; the last line of a paragraph does not.
        if ends_sentence(&self.line.text) && self.right - self.line.x1 > 0.5 * size {
            return false;
        }
        let indent = next.x0 - next_left.min(self.left.max(next_left - 0.5 * size));
        if indent <= INDENT * size {
            // At the left end: a list whose lines are all full is told by its sentences and marks.
            let is_item = self.lines == 1 && self.line.x0 <= next.x0 + 0.3 * size;
            let ended =
                if is_item { ends_sentence(&self.line.text) } else { self.line.text.ends_with('。') };
            return !(ended && begins_anew(&next.text));
        }
        // A heading whose second line hangs under its words, past its number.
        let hangs = (0.5 * size..HANGING * size).contains(&(next.x0 - self.line.x0));
        if self.lines == 1 && begins_anew(&self.line.text) && hangs {
            return !ends_sentence(&self.line.text) && !begins_anew(&next.text);
        }
        // Indented like the line before: a quotation, or paragraphs of one full line each.
        (next.x0 - self.line.x0).abs() < 0.3 * size
            && !ends_sentence(&self.line.text)
            && !begins_anew(&next.text)
    }
}

fn same_cell(a: &Line, b: &Line) -> bool {
    matches!((a.cell, b.cell), (Some(first), Some(second)) if first.is_same(&second, 0.5 * a.size))
}

fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['”', '’', '」', '』', '）', ')', '"', '》']);
    end.ends_with(['。', '！', '？', '；', '：', '!', '?', ';', ':', '…', '.'])
}

/// Whether a line begins as an item of a list does.
fn begins_anew(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    match first {
        '第' | '（' | '(' | '●' | '•' | '■' | '◆' | '①'..='⑳' => true,
        '0'..='9' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => {
            text.chars().take(4).any(|c| matches!(c, '、' | '.' | '．' | '）' | ')')) || second == Some('是')
        }
        _ => false,
    }
}

/// Words in Latin letters are parted by a blank where a line ends between them.
fn needs_blank(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    last.is_ascii_graphic() && first.is_ascii_alphanumeric() && last != '-' && last != '/'
}
