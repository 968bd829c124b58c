//! Marks of notes (清洁[2]能源, 水库①管护) part no word: they are moved to the end of their clause.
//!
//! Readers that know which characters are raised put them between two signs that no text may hold (noncharacters of Unicode);
//! [`settled`] takes these out again. Other raised characters (km², 10³) stay where they are.

use std::borrow::Cow;

/// Raised characters begin.
pub(super) const OPEN: char = '\u{FDD0}';
/// Raised characters end.
pub(super) const CLOSE: char = '\u{FDD1}';
/// A mark has at most so many characters: [12-14].
const MARK_CHARS_MAX: usize = 9;
/// Signs that end a clause, and what closes before them.
const ENDS: &str = "，。；：、！？）》”」』…,;:!?)\t\n";

/// Returns a text with the marks of notes at the ends of their clauses, and without the signs around raised characters.
pub(super) fn settled(text: &str) -> Cow<'_, str> {
    if !text.contains([OPEN, CLOSE]) {
        return Cow::Borrowed(text);
    }
    // Pieces of one mark are often raised one by one.
    let joined = text.replace([CLOSE, OPEN].iter().collect::<String>().as_str(), "");
    let (mut out, mut waiting) = (String::with_capacity(joined.len()), String::new());
    let mut rest = joined.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            OPEN => {
                let end = rest.find([OPEN, CLOSE]).unwrap_or(rest.len());
                let raised = &rest[..end];
                let is_inside = out.chars().next_back().is_some_and(char::is_alphabetic)
                    && rest[end..].trim_start_matches(CLOSE).starts_with(char::is_alphabetic);
                if is_inside && is_mark(raised) { &mut waiting } else { &mut out }.push_str(raised);
                rest = &rest[end..];
            }
            CLOSE => {}
            c => {
                if ENDS.contains(c) {
                    out.push_str(&std::mem::take(&mut waiting));
                }
                out.push(c);
            }
        }
    }
    out.push_str(&waiting);
    Cow::Owned(out)
}

/// Whether raised characters are the mark of a note: [1], ［2-4］, 〔3〕, ①.
fn is_mark(raised: &str) -> bool {
    let raised = raised.trim();
    let is_circled = |c: char| matches!(c, '①'..='⑳' | '❶'..='❿' | '㉑'..='㉟');
    let inner = raised
        .strip_prefix(['[', '［', '〔', '【'])
        .and_then(|rest| rest.strip_suffix([']', '］', '〕', '】']));
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '，' | '-' | '–' | '—' | ' ' | '、');
    let fits = !raised.is_empty() && raised.chars().nth(MARK_CHARS_MAX).is_none();
    fits && (raised.chars().all(is_circled)
        || inner.is_some_and(|inner| {
            inner.contains(|c: char| c.is_ascii_digit()) && inner.chars().all(is_number)
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_notes_part_no_word() {
        let table = [
            ("清洁{[2]}能源占比提高，目标已达", "清洁能源占比提高[2]，目标已达"),
            ("清洁{[}{2}{]}能源占比提高", "清洁能源占比提高[2]"),
            ("水库{①}管护、巡查{②}登记。", "水库管护①、巡查登记②。"),
            ("二氧化碳（CO{2}{[1]}）排放", "二氧化碳（CO2[1]）排放"),
            ("面积10km{2}以上", "面积10km2以上"),
            ("增长百分之三{[3]}。其中", "增长百分之三[3]。其中"),
            ("本条{［4-6］}所称", "本条所称［4-6］"),
            ("第{th}届{[1]", "第th届[1]"),
            ("a}b{", "ab"),
        ];
        for (text, wanted) in table {
            let text = text.replace('{', &OPEN.to_string()).replace('}', &CLOSE.to_string());
            assert_eq!(settled(&text), wanted);
        }
    }
}
