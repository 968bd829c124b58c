//! What fits on a screen: widths in columns, lines that never split a character, marks in colour or brackets.

use std::path::Path;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands before every line under a rank.
pub(super) const MARGIN: &str = "    ";

/// Columns that a path part keeps at least when it must be shortened.
const PART_MIN: usize = 6;

/// Where the output goes.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether styles may be used; without them matches stand in 【】.
    pub colour: bool,
    /// Width in columns; `None` when it is no terminal, so that nothing is cut or wrapped.
    pub columns: Option<usize>,
}

impl Screen {
    /// Columns that a snippet may take: two lines beside the margin, or a long line for programs.
    pub fn snippet_columns(&self) -> usize {
        self.columns.map_or(240, |columns| 2 * columns.saturating_sub(MARGIN.len()).max(20))
    }

    pub(super) fn title(&self, text: &str) -> String {
        self.styled(text, Style::new().bold())
    }

    pub(super) fn place(&self, text: &str) -> String {
        self.styled(text, AnsiColor::Magenta.on_default())
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.styled(text, Style::new().dimmed())
    }

    fn styled(&self, text: &str, style: Style) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Returns the lines of a text with marks (spans of characters), each at most `width` wide.
    pub(super) fn marked_lines(&self, text: &str, marks: &[(usize, usize)], width: usize) -> Vec<String> {
        let mark_style = AnsiColor::Red.on_default().bold();
        let (open, close) = if self.colour {
            (mark_style.render().to_string(), mark_style.render_reset().to_string())
        } else {
            ("【".to_owned(), "】".to_owned())
        };
        let bracket = if self.colour { 0 } else { 2 };
        let mut lines = vec![String::new()];
        let (mut used, mut chars) = (0, 0);
        for grapheme in text.graphemes(true) {
            // Marks are counted in characters, lines in graphemes.
            let opens = marks.iter().any(|(start, _)| *start == chars);
            chars += grapheme.chars().count();
            let closes = marks.iter().any(|(_, end)| *end == chars);
            let inside = marks.iter().any(|(start, end)| *start < chars && chars < *end);
            let needed = grapheme.width() + bracket * (usize::from(opens) + usize::from(closes));
            if used + needed > width && used > 0 && !is_closing(grapheme) {
                // Colour does not run over the end of a line: programs that page line by line would lose it.
                let broken = self.colour && !opens && (inside || closes);
                if broken {
                    push_to_last(&mut lines, &close);
                }
                lines.push(if broken { open.clone() } else { String::new() });
                used = 0;
            }
            if opens {
                push_to_last(&mut lines, &open);
            }
            push_to_last(&mut lines, grapheme);
            if closes {
                push_to_last(&mut lines, &close);
            }
            used += needed;
        }
        lines
    }
}

fn push_to_last(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// Marks that no line begins with.
fn is_closing(grapheme: &str) -> bool {
    matches!(grapheme, "，" | "。" | "、" | "；" | "：" | "！" | "？" | "”" | "》" | "）" | "…")
}

/// Shortens parts until all of them, with `between` them, fit into `width`: the last, which says most, keeps half of
/// it, and the longest of the others give way evenly.
pub(super) fn fitted(parts: &[String], between: usize, width: usize) -> Vec<String> {
    let Some((last, above)) = parts.split_last() else { return Vec::new() };
    let widths: Vec<usize> = above.iter().map(|part| part.width()).collect();
    let room = width.saturating_sub(between * above.len());
    let total = |cap: usize| widths.iter().map(|width| (*width).min(cap)).sum::<usize>();
    let for_last = last.width().min((room / 2).max(room.saturating_sub(total(usize::MAX))));
    let longest = widths.iter().copied().max().unwrap_or(0);
    let caps = (PART_MIN..=longest.max(PART_MIN)).rev();
    let cap = caps.into_iter().find(|cap| total(*cap) + for_last <= room).unwrap_or(PART_MIN);
    // What the others leave free goes to the last part.
    let last_cap = room.saturating_sub(total(cap)).max(PART_MIN);
    let mut fitted: Vec<String> = above.iter().map(|part| shortened(part, cap)).collect();
    fitted.push(shortened(last, last_cap));
    fitted
}

/// The beginning of a text that fits into `width`, with an ellipsis when something was left out.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for grapheme in text.graphemes(true) {
        // One column is kept for the ellipsis.
        if short.width() + grapheme.width() + 1 > width {
            break;
        }
        short.push_str(grapheme);
    }
    short.push('…');
    short
}

/// The end of a text that fits into `width`, with an ellipsis before it when something was left out.
pub(super) fn shortened_left(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut from = text.len();
    let mut used = 1;
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > width {
            break;
        }
        from = at;
    }
    format!("…{}", &text[from..])
}

/// Returns a path as people would type it from `here`: without the folders that it shares with it.
pub fn shown_path(path: &Path, here: Option<&Path>) -> String {
    let short = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    crate::text::harmless_line(&short.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_shortened_evenly_and_only_if_needed() {
        let parts = ["短".to_owned(), "一个非常非常长的标题在这里".to_owned()];
        assert_eq!(fitted(&parts, 3, 80), parts);
        assert_eq!(fitted(&parts, 3, 19), ["短", "一个非常非常…"]);
        let long = "很长的一个标题".to_owned();
        let three = [long.clone(), long.clone(), long.clone()];
        assert_eq!(fitted(&three, 3, 32), ["很长…", "很长…", long.as_str()]);
        assert_eq!(fitted(&parts, 3, 1), ["短", "一个…"]);
        assert_eq!(
            [8, 7, 6, 2].map(|width| shortened_left("甲/乙.txt", width)).concat(),
            "…/乙.txt…乙.txt….txt…t"
        );
    }

    #[test]
    fn marks_are_bracketed_or_coloured_and_lines_break_between_characters() {
        let plain = Screen { colour: false, columns: None };
        assert_eq!(plain.marked_lines("减轻教师负担", &[(2, 4)], 80), ["减轻【教师】负担"]);
        assert_eq!(plain.marked_lines("减轻教师负担。", &[(2, 4)], 12), ["减轻【教师】", "负担。"]);
        let colour = Screen { colour: true, columns: Some(80) };
        let lines = colour.marked_lines("减轻教师负担", &[(0, 6)], 8);
        assert!(
            lines.len() == 2
                && lines.iter().all(|line| line.starts_with('\u{1b}') && line.ends_with("\u{1b}[0m"))
        );
    }

    #[test]
    fn paths_are_shown_from_here() {
        let path = Path::new("/home/a/reports/b.txt");
        assert_eq!(shown_path(path, Some(Path::new("/home/a"))), "reports/b.txt");
        assert_eq!(shown_path(path, Some(Path::new("/home/x"))), "/home/a/reports/b.txt");
    }
}
