//! What Markdown marks: headings with hashes, headings underlined (setext), front matter.

use crate::text::Span;

use super::paragraph::{char_count, ends_sentence};
use crate::text::is_blank;

/// Underlined lines that are longer, in characters, are text above a rule.
const UNDERLINED_CHARS_MAX: usize = 60;
/// Longer front matter is text.
const FRONT_MATTER_LINES_MAX: usize = 60;

/// A heading as Markdown writes it.
pub(super) struct Heading {
    /// Number of hashes; underlined by `=` it is 1, by `-` 2.
    pub(super) depth: u8,
    /// The heading with its hashes or the line under it.
    pub(super) span: Span,
    /// Bytes before its title.
    pub(super) taken: usize,
    /// Paragraphs that it takes.
    pub(super) paragraphs: usize,
}

/// Reads the paragraph `nth` as a heading, if it is one.
pub(super) fn heading(text: &str, paragraphs: &[Span], nth: usize) -> Option<Heading> {
    let span = paragraphs[nth];
    let paragraph = span.of(text);
    let hashes = paragraph.bytes().take_while(|byte| *byte == b'#').count();
    if hashes == 0 {
        return underlined(text, span, *paragraphs.get(nth + 1)?);
    }
    let rest = &paragraph[hashes..];
    let title = rest.trim_start_matches(is_blank);
    // Without a blank it is a tag or a number: #1.
    let is_one = hashes <= 6 && !title.is_empty() && rest.starts_with(is_blank);
    is_one.then_some(Heading {
        depth: hashes as u8,
        span,
        taken: paragraph.len() - title.len(),
        paragraphs: 1,
    })
}

/// A short line with a row of `=` or `-` on the next line. A sentence, an item or a row of a table above such a row
/// stands above a rule.
fn underlined(text: &str, line: Span, under: Span) -> Option<Heading> {
    if !is_row(under.of(text)) {
        return None;
    }
    let title = line.of(text);
    let between = &text[line.end..under.start];
    // Exactly one line end between them: after an empty line the row is a rule.
    let next =
        between.chars().all(is_blank) && between.replace("\r\n", "\n").matches(['\n', '\r']).count() == 1;
    let fits = char_count(title, UNDERLINED_CHARS_MAX).is_some()
        && !ends_sentence(title)
        && !title.starts_with(['-', '*', '+', '>', '|', '<', '='])
        && title.contains(char::is_alphanumeric);
    (next && fits).then(|| Heading {
        depth: if under.of(text).starts_with('=') { 1 } else { 2 },
        span: Span::new(line.start, under.end),
        taken: 0,
        paragraphs: 2,
    })
}

/// Whether a line is a row of nothing but `=` or `-`: a rule, or what underlines a heading.
pub(super) fn is_row(line: &str) -> bool {
    line.len() >= 2 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// Whether a line is a rule between two parts of the text: three or more `*`, `-` or `_`, blanks between them or none.
fn is_rule(line: &str) -> bool {
    let mut signs = line.chars().filter(|c| !matches!(c, ' ' | '\t'));
    let first = signs.next().filter(|c| matches!(c, '*' | '-' | '_'));
    first.is_some_and(|first| signs.clone().count() >= 2 && signs.all(|c| c == first))
}

/// A heading without the row that underlines it.
pub(super) fn without_row(heading: &str) -> &str {
    match heading.rsplit_once(['\n', '\r']) {
        Some((title, row)) if is_row(row.trim_matches(is_blank)) => title.trim_end_matches(is_blank),
        _ => heading,
    }
}

/// How many first paragraphs are what a site's generator reads (YAML between two lines of `---`).
pub(super) fn front_matter(text: &str, paragraphs: &[Span]) -> usize {
    let is_rule = |span: &Span| span.of(text) == "---";
    if !text.trim_start_matches('\u{FEFF}').starts_with("---") || !paragraphs.first().is_some_and(is_rule) {
        return 0;
    }
    let within = paragraphs.iter().skip(1).take(FRONT_MATTER_LINES_MAX);
    let fields = within.clone().take_while(|span| !is_rule(span)).count();
    let closed = paragraphs.get(fields + 1).is_some_and(is_rule);
    // Between two rules may also stand text: fields have a colon.
    let is_yaml = within.take(fields).next().is_some_and(|span| span.of(text).contains(':'));
    if closed && is_yaml { fields + 2 } else { 0 }
}

/// Returns the comments of a text, in order: `<!-- … -->`.
pub(super) fn comments(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("<!--").map(|at| from + at) {
        let Some(end) = text[start..].find("-->").map(|at| start + at + 3) else { break };
        found.push(Span::new(start, end));
        from = end;
    }
    found
}

/// Returns the signs that make headings and blocks of code, in order: hashes with the blank after them, the rows that
/// underline, the lines that fence, rules; `skip` tells which paragraphs are kept out already.
pub(super) fn signs(text: &str, paragraphs: &[Span], skip: &dyn Fn(usize) -> bool) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut in_code, mut nth) = (false, 0);
    while nth < paragraphs.len() {
        let span = paragraphs[nth];
        let line = span.of(text);
        let fence = line.starts_with("```") || line.starts_with("~~~");
        nth += 1;
        if skip(nth - 1) {
            continue;
        }
        // Every fence opens or closes a block.
        in_code ^= fence;
        if fence && !line.contains(['\n', '\r']) || !in_code && is_rule(line) {
            found.push(span);
        } else if !in_code && let Some(heading) = heading(text, paragraphs, nth - 1) {
            match heading.paragraphs {
                1 => found.push(Span::new(span.start, span.start + heading.taken)),
                _ if !skip(nth) => found.push(paragraphs[nth]),
                _ => {}
            }
            // The row under a heading is taken with it.
            nth += heading.paragraphs - 1;
        }
    }
    found
}

/// Returns the bytes of the hashes that a heading begins with, and the blanks after them.
pub(super) fn hashes_len(heading: &str) -> usize {
    let title = heading.trim_start_matches('#');
    if title.len() == heading.len() { 0 } else { heading.len() - title.trim_start_matches(is_blank).len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::parse::layout::paragraphs;
    use crate::text::TextKind;

    fn headings(text: &str) -> Vec<(u8, &str)> {
        let paragraphs = paragraphs(text, TextKind::Markdown).0;
        (0..paragraphs.len())
            .filter_map(|nth| heading(text, &paragraphs, nth))
            .map(|heading| (heading.depth, without_row(&heading.span.of(text)[heading.taken..])))
            .collect()
    }

    #[test]
    fn headings_have_hashes_or_a_row_under_them() {
        let text = "年度报告\n====\n\n引言。\n\n工作情况\r\n---\r\n### 教育\n正文\n\n---\n#无\n####### 七\n";
        assert_eq!(headings(text), [(1, "年度报告"), (2, "工作情况"), (3, "教育")]);
    }

    #[test]
    fn a_rule_underlines_no_sentence_item_or_table() {
        for line in ["正文到此为止。", "- 一项", "| 甲 | 乙 |", "> 引文", "……", &"长".repeat(61)]
        {
            assert_eq!(headings(&format!("{line}\n---\n正文\n")), [], "{line}");
        }
    }

    #[test]
    fn rules_are_signs_and_masked_text_is_not() {
        let text = "# 甲\n正文。\n\n***\n\n- - -\n\n_____\n\n**\n\n增长**%\n\n*甲*\n";
        let paragraphs = paragraphs(text, TextKind::Markdown).0;
        let found: Vec<&str> =
            signs(text, &paragraphs, &|_| false).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["# ", "***", "- - -", "_____"]);
    }

    #[test]
    fn rows_are_never_joined_to_hard_wrapped_lines() {
        let line = "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸";
        let text = format!("{line}\n{}\n{line}\n{line}\n{line}。\n", "=".repeat(40));
        assert_eq!(headings(&text), [(1, line)]);
    }
}
