//! Lines in larger type than the text, on the first page that has any text: titles are among them.

use super::write::key;
use super::{Block, BlockKind, FixedText};

/// Type counts as larger than the text from this share of its size on.
const LARGER: f32 = 1.15;
/// Sizes that differ by less than this share are one, set or recognised unevenly.
const SAME: f32 = 0.12;
/// Lines in one type stand together up to this distance, in sizes: titles are set with double spacing at most.
const PITCH_MAX: f32 = 2.4;
/// Fewest letters of a title that metadata give, and most pages on which its words are looked for.
const NAMED_CHARS_MIN: usize = 4;
const NAMED_PAGES_MAX: usize = 2;
/// Most blocks that its words go over.
const NAMED_BLOCKS_MAX: usize = 6;

/// Blocks in larger type that stand together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Large {
    /// Index of the first.
    pub(super) first: usize,
    /// Index of the last.
    pub(super) last: usize,
    /// Height of their type, in per cent of that of most characters.
    pub(super) percent: u16,
    /// Whether the metadata give these words as the title.
    pub(super) is_named: bool,
}

/// Returns what is in larger type on the first page with text, and the words of `title`, where they stand on one of the first
/// pages; in the order of reading.
pub(super) fn find(text: &FixedText, title: Option<&str>) -> Vec<Large> {
    let usual = usual_size(&text.blocks);
    let Some(page) = text.blocks.iter().find(|block| is_line(block)).map(|block| block.page) else {
        return Vec::new();
    };
    let mut found: Vec<Large> = Vec::new();
    for (at, block) in text.blocks.iter().enumerate().take_while(|(_, block)| block.page <= page) {
        if !is_line(block) || block.size < LARGER * usual {
            continue;
        }
        let percent = (block.size / usual * 100.0).min(9_999.0) as u16;
        match found.last_mut() {
            Some(large) if large.last + 1 == at && goes_on(&text.blocks[large.last], block) => {
                large.last = at
            }
            _ => found.push(Large { first: at, last: at, percent, is_named: false }),
        }
    }
    if let Some((first, last)) = title.and_then(|title| named(&text.blocks, title)) {
        let percent = (text.blocks[first].size / usual * 100.0).clamp(1.0, 9_999.0) as u16;
        // Its words are all of it, whatever stands close by in the same type.
        found.retain(|large| large.last < first || large.first > last);
        found.push(Large { first, last, percent, is_named: true });
        found.sort_by_key(|large| large.first);
    }
    found
}

/// Whether a block is text that can be a title: no cell, no line of a contents page.
fn is_line(block: &Block) -> bool {
    block.kind == BlockKind::Text
        && !block.is_row
        && !block.in_contents
        && block.text.contains(char::is_alphabetic)
}

/// Whether a block goes on below another, in the same type.
fn goes_on(above: &Block, below: &Block) -> bool {
    let size = above.size.max(below.size);
    let pitch = below.rows.0 - above.rows.1;
    (above.size - below.size).abs() < SAME * size && pitch > 0.3 * size && pitch < PITCH_MAX * size
}

/// Height of the font of most characters.
fn usual_size(blocks: &[Block]) -> f32 {
    let lines = blocks.iter().filter(|block| block.kind == BlockKind::Text);
    let mut sizes: Vec<(f32, usize)> = lines.map(|block| (block.size, block.text.chars().count())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut seen = 0;
    let middle = sizes.iter().find(|(_, count)| {
        seen += count;
        seen > half
    });
    middle.map_or(1.0, |(size, _)| size.max(f32::MIN_POSITIVE))
}

/// The blocks whose words are those of a title that metadata give: what the text does not confirm is the name of a
/// template or of the document before.
fn named(blocks: &[Block], title: &str) -> Option<(usize, usize)> {
    let wanted = key(title);
    if wanted.chars().count() < NAMED_CHARS_MIN {
        return None;
    }
    let fits = |block: &Block| is_line(block) && block.page < NAMED_PAGES_MAX;
    (0..blocks.len()).take_while(|at| blocks[*at].page < NAMED_PAGES_MAX).find_map(|first| {
        let mut rest = wanted.as_str();
        for (at, block) in blocks.iter().enumerate().skip(first).take(NAMED_BLOCKS_MAX) {
            rest = rest.strip_prefix(key(&block.text).as_str()).filter(|_| fits(block))?;
            if rest.is_empty() {
                return Some((first, at));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, size: f32, y: f32) -> Block {
        Block {
            kind: BlockKind::Text,
            text: text.to_owned(),
            page: 0,
            turns: Vec::new(),
            size,
            left: 0.0,
            rows: (y, y),
            is_boxed: false,
            is_row: false,
            in_contents: false,
        }
    }

    #[test]
    fn lines_in_larger_type_are_told_with_those_below_them() {
        let long = "全县共有水库四十二座，总库容三千二百万立方米，均已完成除险加固，运行正常。";
        let blocks = vec![
            block("青岚县水务局文件", 40.0, 100.0),
            block("关于水库安全检查", 22.0, 200.0),
            block("情况的报告", 22.0, 235.0),
            block("各乡镇人民政府：", 16.0, 300.0),
            block(long, 16.0, 330.0),
        ];
        let text = FixedText { blocks, printed: Vec::new() };
        let large = |first, last, percent, is_named| Large { first, last, percent, is_named };
        assert_eq!(
            find(&text, Some("Microsoft Word - 1.doc")),
            [large(0, 0, 250, false), large(1, 2, 137, false)]
        );
        assert_eq!(find(&text, Some("关于水库安全检查情况的报告"))[1], large(1, 2, 137, true));
        // A name that the text does not confirm.
        assert!(find(&text, Some("关于水库安全检查")).iter().any(|large| large.is_named && large.last == 1));
        assert!(!find(&text, Some("青岚县水务局")).iter().any(|large| large.is_named));
    }
}
