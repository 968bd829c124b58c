//! Printed contents pages: lines that end in a row of dots and a page number.

use super::{BlockKind, Bookmark, FixedText};

/// Fewest lines of a contents page.
const ENTRIES_MIN: usize = 3;
/// Most characters of the words of an entry.
const TITLE_CHARS_MAX: usize = 80;

/// Returns the entries of the printed contents, by their indent as levels, each with the page that it leads to.
pub(super) fn entries(text: &FixedText) -> Vec<Bookmark> {
    let mut found: Vec<(String, f32, f32, String)> = Vec::new();
    for block in text.blocks.iter().filter(|block| block.in_contents) {
        if let Some((title, number)) = entry(&block.text) {
            found.push((title, block.left, block.size, number));
        }
    }
    if found.len() < ENTRIES_MIN {
        return Vec::new();
    }
    let mut indents: Vec<f32> = Vec::new();
    let mut sorted: Vec<(f32, f32)> = found.iter().map(|(_, left, size, _)| (*left, *size)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (left, size) in sorted {
        // Indents that differ by less are one level, set unevenly.
        if indents.last().is_none_or(|last| left - last > 0.7 * size) {
            indents.push(left);
        }
    }
    let level = |left: f32| indents.partition_point(|indent| *indent <= left + 0.01).clamp(1, 9) as u8;
    found
        .into_iter()
        .map(|(title, left, _, number)| Bookmark { title, level: level(left), page: page_of(&number, text) })
        .collect()
}

/// The page with this number printed on it, or the nth.
fn page_of(number: &str, text: &FixedText) -> Option<usize> {
    // Printed numbers first: they often begin behind a cover.
    let printed = text.printed.iter().position(|printed| printed.as_deref() == Some(number));
    printed.or_else(|| number.parse::<usize>().ok()?.checked_sub(1))
}

/// Marks the blocks that are lines of a contents page.
pub(super) fn mark(text: &mut FixedText) {
    let is_entry: Vec<bool> = text
        .blocks
        .iter()
        .map(|block| block.kind == BlockKind::Text && entry(&block.text).is_some())
        .collect();
    if is_entry.iter().filter(|is| **is).count() >= ENTRIES_MIN {
        for (block, is) in text.blocks.iter_mut().zip(is_entry) {
            block.in_contents = is;
        }
    }
}

/// Takes a line of a contents page apart: words, dots, number.
pub(super) fn entry(line: &str) -> Option<(String, String)> {
    let line = line.trim_end();
    let number: String = {
        let digits = line.chars().rev().take_while(char::is_ascii_digit).collect::<String>();
        digits.chars().rev().collect()
    };
    if number.is_empty() || number.len() > 4 {
        return None;
    }
    let rest = line[..line.len() - number.len()].trim_end();
    let is_dot = |c: char| {
        matches!(
            c,
            '.' | '…' | '·' | '‥' | '．' | '・' | '⋯' | '•' | '-' | '─' | '—' | '_' | '＿' | ' ' | '\t'
        )
    };
    let title = rest.trim_end_matches(is_dot);
    let dots = rest[title.len()..].chars().filter(|c| !c.is_whitespace()).count();
    let dots = if rest.ends_with('…') { dots * 3 } else { dots };
    let short = (2..=TITLE_CHARS_MAX).contains(&title.chars().count());
    (dots >= 3 && short).then(|| (title.trim().to_owned(), number))
}

#[cfg(test)]
mod tests {
    use super::entry;

    #[test]
    fn lines_of_contents_are_told_from_others() {
        let parts = |line| entry(line).map(|(title, number)| format!("{title}|{number}"));
        assert_eq!(parts("第一节 释义 ................ 4").as_deref(), Some("第一节 释义|4"));
        assert_eq!(parts("二、主要工作……12").as_deref(), Some("二、主要工作|12"));
        assert_eq!(parts("三、问题 . . . . . 7").as_deref(), Some("三、问题|7"));
        assert_eq!(parts("四、建议________8").as_deref(), Some("四、建议|8"));
        for line in ["共计12", "增长 3.5", "第一节 释义", "............ 4", "电话：010-1234567"] {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}
