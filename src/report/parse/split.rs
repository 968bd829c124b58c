//! Lines as they stand in a text, before any joining: between line ends, and between runs of blanks that part paragraphs.

use crate::text::{Span, is_blank};

/// A run of blanks this wide, in columns, parts paragraphs: two ideographic spaces.
const PARTING_COLUMNS: usize = 4;

/// A trimmed line, before any joining.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) span: Span,
    /// Whether blanks of two columns or more stand before it.
    pub(super) indented: bool,
}

fn columns(c: char) -> usize {
    match c {
        '\u{3000}' => 2,
        '\t' => 4,
        _ => 1,
    }
}

/// Calls `each` with the pieces between line ends and between parting runs of blanks, in order. They are read again
/// where they are needed again: kept, they would take many times the room of a text of short lines.
pub(super) fn each_line(text: &str, mut each: impl FnMut(Line)) {
    let bytes = text.as_bytes();
    let rare = has_rare_line_end(text);
    let line_end = |from: usize| {
        if rare {
            rare_line_end(bytes, from)
        } else {
            Some(from + memchr::memchr2(b'\n', b'\r', &bytes[from..])?)
        }
    };
    let (mut start, mut from) = (0, 0);
    while let Some(end) = line_end(from) {
        split_line(text, Span::new(start, end), &mut each);
        // A line begins with the line end before it.
        (start, from) = (end, end + 1);
    }
    split_line(text, Span::new(start, text.len()), &mut each);
}

/// Line ends beside LF and CR: VT, FF, U+0085, U+2028 and U+2029.
fn has_rare_line_end(text: &str) -> bool {
    let bytes = text.as_bytes();
    let holds = |sign: &str| memchr::memmem::find(bytes, sign.as_bytes()).is_some();
    memchr::memchr2(0xB, 0xC, bytes).is_some()
        || ["\u{85}", "\u{2028}", "\u{2029}"].iter().any(|sign| holds(sign))
}

/// Returns where the first line end of any kind from byte `from` on begins.
fn rare_line_end(bytes: &[u8], from: usize) -> Option<usize> {
    let is_end = |at: usize| match bytes[at] {
        // The text is UTF-8: a first byte has the others of its character behind it.
        b'\n' | b'\r' | 0xB | 0xC => true,
        0xC2 => bytes[at + 1] == 0x85,
        0xE2 => bytes[at + 1] == 0x80 && matches!(bytes[at + 2], 0xA8 | 0xA9),
        _ => false,
    };
    (from..bytes.len()).find(|at| is_end(*at))
}

fn split_line(text: &str, line: Span, each: &mut impl FnMut(Line)) {
    let content = line.of(text).trim_start_matches(is_blank);
    let start = line.end - content.len();
    let end = start + content.trim_end_matches(is_blank).len();
    if start == end {
        return;
    }
    let indent: usize =
        text[line.start..start].chars().filter(|c| !matches!(c, '\n' | '\r')).map(columns).sum();
    let mut push =
        |from: usize, to: usize, indented: bool| each(Line { span: Span::new(from, to), indented });
    let (mut from, mut at) = (start, start);
    while let Some(run) = next_blank(&text[..end], at) {
        let blanks = text[run..end].chars().take_while(|c| is_blank(*c));
        let (width, bytes) =
            blanks.fold((0, 0), |(width, bytes), c| (width + columns(c), bytes + c.len_utf8()));
        at = run + bytes;
        // 总　　则 is one word: a lone character after blanks goes with what stands before.
        if width >= PARTING_COLUMNS && !is_lone(&text[at..end]) {
            push(from, run, from != start || indent >= 2);
            from = at;
        }
    }
    push(from, end, from != start || indent >= 2);
}

/// Returns where the first blank of a text from byte `at` on stands.
fn next_blank(text: &str, mut at: usize) -> Option<usize> {
    loop {
        match *text.as_bytes().get(at)? {
            b'!'..=b'~' => at += 1,
            // First bytes of U+4000 to U+EFFF, among which there is no blank: most of any Chinese text.
            0xE4..=0xEE => at += 3,
            _ => {
                let c = text[at..].chars().next()?;
                if is_blank(c) {
                    return Some(at);
                }
                at += c.len_utf8();
            }
        }
    }
}

/// Whether `rest` begins with a single character between blanks (or before the end).
fn is_lone(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_some_and(|c| !c.is_ascii()) && chars.next().is_none_or(is_blank)
}

/// Whether a line ends as a sentence, a part of one or an announcement does; brackets and quotation marks apart.
pub(super) fn ends_sentence(line: &str) -> bool {
    let end = line.trim_end_matches(['”', '’', '」', '』', '）', ')', '"', '》']);
    end.ends_with(['。', '！', '？', '；', '：', '!', '?', ';', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_found_among_all_other_characters() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let found = next_blank(&format!("a教{c}"), 0);
            assert_eq!(found, is_blank(c).then_some(4), "U+{:04X}", u32::from(c));
        }
    }
}
