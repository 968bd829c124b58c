//! Texts made to fit a number of columns, and the title and headings of a hit on one line.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::layout::Screen;

const BETWEEN: &str = " › ";
/// Of a heading that is shortened the beginning, with its number, gets two of so many parts.
const HEADING_PARTS: usize = 3;

/// The beginning of a text that fits into `width`, with an ellipsis when something was left out.
pub(crate) fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    format!("{}…", beginning(text, width.saturating_sub(1)))
}

/// A text without its middle, `width` columns at the most, of which the beginning gets `head`.
fn without_middle(text: &str, width: usize, head: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let first = beginning(text, head.min(width.saturating_sub(1)));
    let mut last: Vec<&str> = Vec::new();
    let mut used = first.width() + 1;
    for grapheme in text.graphemes(true).rev() {
        used += grapheme.width();
        if used > width {
            break;
        }
        last.push(grapheme);
    }
    last.reverse();
    format!("{first}…{}", last.concat())
}

fn beginning(text: &str, width: usize) -> String {
    let mut short = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > width {
            break;
        }
        short.push_str(grapheme);
    }
    short
}

impl Screen {
    /// Returns a title and the headings below it on one line of at most `width` columns. Where that is too little the
    /// headings between go first, the innermost before the others, then the middle of the title and of the last heading.
    pub(super) fn headline(&self, title: &str, headings: &[String], width: usize) -> String {
        let Some((last, between)) = headings.split_last() else {
            return self.title(&without_middle(title, width, width / 2));
        };
        for kept in (0..=between.len()).rev() {
            let mut parts: Vec<&str> = between[..kept].iter().map(String::as_str).collect();
            if kept < between.len() {
                parts.push("…");
            }
            parts.push(last);
            let path = format!("{BETWEEN}{}", parts.join(BETWEEN));
            if title.width().saturating_add(path.width()) <= width {
                return format!("{}{}", self.title(title), self.heading(&path));
            }
        }
        let gap = if between.is_empty() { BETWEEN.to_owned() } else { format!("{BETWEEN}…{BETWEEN}") };
        let room = width.saturating_sub(gap.width());
        let for_title = title.width().min((room / 2).max(room.saturating_sub(last.width())));
        let for_last = room - for_title;
        let title = without_middle(title, for_title, for_title / 2);
        let last = without_middle(last, for_last, for_last * 2 / HEADING_PARTS);
        format!("{}{}", self.title(&title), self.heading(&format!("{gap}{last}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_keeps_the_title_and_the_last_heading() {
        let screen = Screen::default();
        let headings = ["第一编".to_owned(), "第二章 主要工作".to_owned(), "四是切实减轻教师负担".to_owned()];
        for (width, line) in [
            (80, "自评报告 › 第一编 › 第二章 主要工作 › 四是切实减轻教师负担"),
            (50, "自评报告 › 第一编 › … › 四是切实减轻教师负担"),
            (36, "自评报告 › … › 四是切实减轻教师负担"),
            (30, "自评报告 › … › 四是切实减…负担"),
            (20, "自…告 › … › 四是…担"),
        ] {
            let shown = screen.headline("自评报告", &headings, width);
            assert_eq!(shown, line, "{width}");
            assert!(shown.width() <= width, "{width}: {shown}");
        }
        assert_eq!(screen.headline("澜川市人民政府的自评报告（2031年）", &[], 20), "澜川市人民…2031年）");
    }

    #[test]
    fn texts_are_cut_at_the_end() {
        assert_eq!([8, 6, 4].map(|width| shortened("一二三四", width)), ["一二三四", "一二…", "一…"]);
    }
}
