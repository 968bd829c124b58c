//! Automatic numbers of Word: 一、（一）1. stand in no text and are counted here.

use std::collections::HashMap;

use crate::text::written_number;

use super::xml::Element;

/// Levels of a list.
const LEVELS: usize = 9;

/// The lists of a document and how far each is counted.
#[derive(Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Vec<ListLevel>>,
    lists: HashMap<String, List>,
    /// Counted so far, by the abstract list: lists of one kind count on from each other.
    counts: HashMap<String, [Option<u32>; LEVELS]>,
}

#[derive(Clone, Default)]
struct ListLevel {
    start: u32,
    format: String,
    text: String,
    legal: bool,
    restart: Option<usize>,
}

struct List {
    kind: String,
    /// Levels that begin anew when this list is first met, with their first number.
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, ListLevel>,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn new(root: &Element) -> Numbering {
        let mut numbering = Numbering::default();
        for child in root.children() {
            match child.name.as_str() {
                "abstractNum" => {
                    let id = child.attribute("abstractNumId").unwrap_or_default().to_owned();
                    let mut levels = vec![ListLevel::default(); LEVELS];
                    for (nth, level) in child.children().filter_map(level_of) {
                        levels[nth] = level;
                    }
                    numbering.abstracts.insert(id, levels);
                }
                "num" => {
                    let id = child.attribute("numId").unwrap_or_default().to_owned();
                    numbering.lists.insert(id, list_of(child));
                }
                _ => {}
            }
        }
        numbering
    }

    /// Counts a paragraph of list `id` at `level` (from 0) and returns its number as it is printed, bullets as nothing.
    pub(super) fn next(&mut self, id: &str, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let Some(list) = self.lists.get_mut(id) else { return String::new() };
        // Lists of the same kind count together: that is how a document goes on after a paragraph.
        let Some(levels) = self.abstracts.get(&list.kind) else { return String::new() };
        // A list may give a level a form of its own.
        let of = |nth: usize| list.levels.get(&nth).unwrap_or(&levels[nth]).clone();
        let known: Vec<ListLevel> = (0..LEVELS).map(of).collect();
        let counts = self.counts.entry(list.kind.clone()).or_default();
        if let Some(start) = list.starts.remove(&level) {
            counts[level] = start.checked_sub(1);
            // A start of 0 has no number before it.
            counts[level].get_or_insert(0);
        }
        count(&known, level, counts);
        printed(&known, level, counts)
    }
}

/// Counts one more at `level`; deeper levels begin anew.
fn count(levels: &[ListLevel], level: usize, counts: &mut [Option<u32>; LEVELS]) {
    counts[level] = Some(match counts[level] {
        Some(count) => count.saturating_add(1),
        None => levels[level].start,
    });
    for deeper in level + 1..LEVELS {
        // A new item of an outer level begins the inner ones again, unless they are told to count on.
        if levels[deeper].restart.is_none_or(|after| after > level) {
            counts[deeper] = None;
        }
    }
}

fn level_of(element: &Element) -> Option<(usize, ListLevel)> {
    if element.name != "lvl" {
        return None;
    }
    let nth: usize = element.attribute("ilvl")?.parse().ok().filter(|nth| *nth < LEVELS)?;
    let level = ListLevel {
        start: element.value_of("start").and_then(|start| start.parse().ok()).unwrap_or(1),
        format: element.value_of("numFmt").unwrap_or("decimal").to_owned(),
        text: element.value_of("lvlText").unwrap_or_default().to_owned(),
        legal: element
            .child("isLgl")
            .is_some_and(|legal| !matches!(legal.attribute("val"), Some("0" | "false"))),
        restart: element.value_of("lvlRestart").and_then(|after| after.parse().ok()),
    };
    Some((nth, level))
}

fn list_of(element: &Element) -> List {
    let kind = element.value_of("abstractNumId").unwrap_or_default().to_owned();
    let (mut starts, mut levels) = (HashMap::new(), HashMap::new());
    for change in element.children().filter(|child| child.name == "lvlOverride") {
        let nth: Option<usize> = change.attribute("ilvl").and_then(|nth| nth.parse().ok());
        let Some(nth) = nth.filter(|nth| *nth < LEVELS) else { continue };
        if let Some(start) = change.value_of("startOverride").and_then(|start| start.parse().ok()) {
            starts.insert(nth, start);
        }
        levels.extend(change.children().find_map(level_of));
    }
    List { kind, starts, levels }
}

/// Fills %1, %2, … of a level's text with the counts.
fn printed(levels: &[ListLevel], level: usize, counts: &[Option<u32>; LEVELS]) -> String {
    if matches!(levels[level].format.as_str(), "bullet" | "none") {
        return String::new();
    }
    let mut out = String::new();
    let mut chars = levels[level].text.chars().peekable();
    while let Some(c) = chars.next() {
        let nth = chars.peek().and_then(|next| next.to_digit(10)).filter(|nth| c == '%' && *nth > 0);
        let Some(nth) = nth.map(|nth| nth as usize - 1) else {
            out.push(c);
            continue;
        };
        chars.next();
        let count = counts[nth].unwrap_or(levels[nth].start);
        // “Legal” numbering shows 1.1 where the outer level is written 第一章.
        let format = if levels[level].legal { "decimal" } else { &levels[nth].format };
        out.push_str(&number(count, format));
    }
    out
}

/// A number in one of Word's formats (ECMA-376 part 1, 17.18.59).
pub(super) fn number(value: u32, format: &str) -> String {
    let sign = |first: char, last: u32| {
        (1..=last).contains(&value).then(|| char::from_u32(first as u32 + value - 1)).flatten()
    };
    let sign = match format {
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => sign('①', 20),
        "decimalEnclosedParen" => sign('⑴', 20),
        "decimalEnclosedFullstop" => sign('⒈', 20),
        "ideographEnclosedCircle" => sign('㊀', 10),
        "ideographTraditional" => "甲乙丙丁戊己庚辛壬癸".chars().nth((value.max(1) as usize - 1) % 10),
        "ideographZodiac" => "子丑寅卯辰巳午未申酉戌亥".chars().nth((value.max(1) as usize - 1) % 12),
        _ => None,
    };
    if let Some(sign) = sign {
        return sign.to_string();
    }
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital" => written_number(value, "零一二三四五六七八九", "十百千"),
        "chineseLegalSimplified" => written_number(value, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
        "ideographLegalTraditional" => written_number(value, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
        "decimalZero" => format!("{value:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            value.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect()
        }
        "upperRoman" => roman(value),
        "lowerRoman" => roman(value).to_lowercase(),
        "upperLetter" => letters(value),
        "lowerLetter" => letters(value).to_lowercase(),
        _ => value.to_string(),
    }
}

/// A Roman number in capitals; beyond what is written so, in digits.
pub(super) fn roman(value: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if value > 9_999 {
        return value.to_string();
    }
    let mut left = value;
    let mut out = String::new();
    for (worth, sign) in SIGNS {
        while left >= worth {
            out.push_str(sign);
            left -= worth;
        }
    }
    out
}

/// A … Z, AA, BB, …: how Word counts in letters.
fn letters(value: u32) -> String {
    let Some(before) = value.checked_sub(1).filter(|before| *before < 26 * 30) else {
        return value.to_string();
    };
    let letter = char::from(b'A' + (before % 26) as u8);
    std::iter::repeat_n(letter, (before / 26 + 1) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_word_prints_them() {
        let table = [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (11, "japaneseCounting", "十一"),
            (20, "chineseCounting", "二十"),
            (105, "chineseCounting", "一百零五"),
            (110, "chineseCounting", "一百一十"),
            (3, "chineseLegalSimplified", "叁"),
            (3, "decimalEnclosedCircle", "③"),
            (4, "upperRoman", "IV"),
            (28, "lowerLetter", "bb"),
            (12, "decimalFullWidth", "１２"),
            (7, "decimal", "7"),
            (2, "ideographTraditional", "乙"),
        ];
        for (value, format, wanted) in table {
            assert_eq!(number(value, format), wanted);
        }
    }

    #[test]
    fn levels_count_and_begin_anew() {
        let xml = r#"<numbering>
            <abstractNum abstractNumId="0">
              <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="%1、"/></lvl>
              <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="（%2）"/></lvl>
              <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><lvlText val="%1.%3"/><isLgl/></lvl>
            </abstractNum>
            <num numId="1"><abstractNumId val="0"/></num>
            <num numId="2"><abstractNumId val="0"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num>
            </numbering>"#;
        let mut numbering = Numbering::new(&super::super::xml::parse(xml.as_bytes()).expect("XML"));
        let mut counted = |steps: &[(&str, usize)]| {
            steps.iter().map(|(id, level)| numbering.next(id, *level)).collect::<Vec<_>>()
        };
        assert_eq!(
            counted(&[("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)]),
            ["一、", "（一）", "（二）", "二、", "（一）"]
        );
        assert_eq!(counted(&[("1", 2), ("2", 0), ("2", 0), ("9", 0)]), ["2.1", "一、", "二、", ""]);
    }
}
