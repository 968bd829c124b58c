//! Page headers, footers and page numbers: what stands at the upper or lower end of many pages.

use std::collections::HashMap;

use super::lines::Line;
use super::{PageContent, Part};

/// Furniture stands in this share of the page, from its upper or lower end.
const ZONE: f32 = 0.12;
/// Fewest pages on which a header or footer comes back.
const PAGES_MIN: usize = 3;
/// Difference up to which lines stand at one height, as a share of the page.
const HEIGHT_SLACK: f32 = 0.012;

/// Marks furniture and returns the number printed on each page.
pub(super) fn mark(lines: &mut [Vec<Line>], pages: &[PageContent]) -> Vec<Option<String>> {
    // A file that marks its furniture leaves nothing to be guessed.
    let marked = lines
        .iter()
        .filter(|lines| lines.iter().any(|line| line.part == Part::Furniture && line.angle == 0))
        .count();
    if marked * 2 <= pages.len() {
        guess(lines, pages);
    }
    lines
        .iter()
        .map(|lines| {
            lines.iter().filter(|line| line.part == Part::Furniture).find_map(|line| page_number(&line.text))
        })
        .collect()
}

/// Guesses furniture: from the ends of the page inwards, as long as lines come back on other pages.
fn guess(lines: &mut [Vec<Line>], pages: &[PageContent]) {
    let mut returns: HashMap<(String, i32), Vec<usize>> = HashMap::new();
    for (at, (page, lines)) in pages.iter().zip(lines.iter()).enumerate() {
        for line in lines.iter().filter(|line| in_zone(line, page)) {
            let places = returns.entry(key(line, page)).or_default();
            // Twice on one page is no return.
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    for (at, (page, lines)) in pages.iter().zip(lines.iter_mut()).enumerate() {
        // Headers change with the chapter, so that a line must return nearby, not on every page.
        let comes_back = |line: &Line| {
            let (text, row) = key(line, page);
            // Rounding may put two lines at one height into neighbouring rows.
            let places =
                (-1..=1).filter_map(|step| returns.get(&(text.clone(), row.saturating_add(step)))).flatten();
            let (mut count, mut near) = (0, false);
            for &other in places {
                count += 1;
                near |= other != at && other.abs_diff(at) <= 2;
            }
            // Page numbers are told by their form: two of them are enough.
            near && (count >= PAGES_MIN || (count == 2 && text == NUMBER)) || is_dashed_number(&line.text)
        };
        // From the edge of the page inwards: what returns behind a line of text is text.
        let mut order: Vec<usize> =
            (0..lines.len()).filter(|&nth| in_zone(&lines[nth], page) && lines[nth].cell.is_none()).collect();
        order.sort_by(|&a, &b| lines[a].y.total_cmp(&lines[b].y));
        let is_upper = |line: &Line| line.y < page.height / 2.0;
        let upper: Vec<usize> = order
            .iter()
            .copied()
            .take_while(|&nth| is_upper(&lines[nth]) && comes_back(&lines[nth]))
            .collect();
        let lower: Vec<usize> = order
            .iter()
            .rev()
            .copied()
            .take_while(|&nth| !is_upper(&lines[nth]) && comes_back(&lines[nth]))
            .collect();
        for nth in upper.into_iter().chain(lower) {
            lines[nth].part = Part::Furniture;
        }
    }
}

/// Stands for any page number.
const NUMBER: &str = "#";

fn in_zone(line: &Line, page: &PageContent) -> bool {
    line.angle == 0
        && line.part == Part::Body
        && (line.y - line.size * 0.5 < page.height * ZONE || line.y > page.height * (1.0 - ZONE))
}

/// A line without its digits, and its height on the page.
fn key(line: &Line, page: &PageContent) -> (String, i32) {
    let text: String = if page_number(&line.text).is_some() {
        NUMBER.to_owned()
    } else {
        line.text.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
    };
    (text, (line.y / (page.height * HEIGHT_SLACK).max(f32::MIN_POSITIVE)) as i32)
}

/// Returns the number in `12`, `- 12 -`, `第 12 页`, `12 / 195`, `第 12 页 共 195 页`, `xii`.
fn page_number(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = compact.trim_matches(['-', '—', '–', '－', '―', '·', '~', '－', '─', '(', ')', '[', ']']);
    let bare = bare.strip_prefix('第').unwrap_or(bare);
    let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
    let rest = &bare[digits.len()..];
    let total = |s: &str| {
        let s = s.strip_prefix('共').unwrap_or(s);
        let s = s.strip_suffix('页').unwrap_or(s);
        !s.is_empty() && s.len() <= 5 && s.chars().all(|c| c.is_ascii_digit())
    };
    if (1..=4).contains(&digits.len()) {
        let rest = rest.strip_prefix('页').unwrap_or(rest);
        let rest = rest.strip_prefix(['/', '，', ',']).unwrap_or(rest);
        return (rest.is_empty() || total(rest)).then_some(digits);
    }
    let roman = !bare.is_empty()
        && bare.len() <= 7
        && (bare.chars().all(|c| "ivx".contains(c)) || bare.chars().all(|c| "IVX".contains(c)));
    roman.then(|| bare.to_owned())
}

/// A number between dashes or in words is a page number even on the only page.
fn is_dashed_number(text: &str) -> bool {
    let marked = text.starts_with(['-', '—', '–', '－', '―', '─']) || text.contains('页');
    marked && page_number(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_in_all_their_dress() {
        for (text, number) in [
            ("12", "12"),
            ("- 12 -", "12"),
            ("— 3 —", "3"),
            ("第 7 页", "7"),
            ("7 / 195", "7"),
            ("第 7 页 共 195 页", "7"),
            ("xii", "xii"),
            ("IV", "IV"),
        ] {
            assert_eq!(page_number(text).as_deref(), Some(number), "{text}");
        }
        for text in ["2020年", "1.1", "12345", "一", "3万元", ""] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }
}
