//! Automatic numbers: they stand in no text and must be counted.
//!
//! After \[MS-DOC\] 2.9.131 (LFO), 2.9.150 (LVL), 2.9.147 (LSTF); kinds of numbers after \[MS-OSHARED\] 2.2.1.3.

use std::collections::{HashMap, HashSet};

use super::super::numbering::roman;
use super::bytes::{Bytes, utf16};
use super::file::WordFile;

const LEVELS: usize = 9;

/// Lists, and how far each is counted.
pub(super) struct Lists {
    levels: HashMap<u32, Vec<ListLevel>>,
    overrides: Vec<Override>,
    counts: HashMap<u32, [u32; LEVELS]>,
    begun: HashSet<u16>,
}

#[derive(Clone, Debug)]
struct ListLevel {
    start: u32,
    kind: u8,
    /// Characters below 9 stand for the number of that level.
    text: String,
    /// Whether a blank follows.
    spaced: bool,
}

/// A list as paragraphs name it, with levels that begin or look otherwise.
struct Override {
    list: u32,
    starts: HashMap<u8, u32>,
    levels: HashMap<u8, ListLevel>,
}

impl Lists {
    /// Reads the lists; what is damaged numbers nothing.
    pub(super) fn read(file: &WordFile) -> Lists {
        Lists {
            levels: read_lists(file).unwrap_or_default(),
            overrides: read_overrides(file).unwrap_or_default(),
            counts: HashMap::new(),
            begun: HashSet::new(),
        }
    }

    /// Counts a paragraph of list number `list` (from 1) and returns its number as it is shown.
    pub(super) fn next(&mut self, list: u16, level: u8) -> Option<String> {
        let at = usize::from(level).min(LEVELS - 1);
        let named = self.overrides.get(usize::from(list).checked_sub(1)?)?;
        let plain = self.levels.get(&named.list)?;
        // A simple list has one level that serves for all.
        let level_of =
            |nth: usize| named.levels.get(&(nth as u8)).or_else(|| plain.get(nth).or(plain.first()));
        let counts = self.counts.entry(named.list).or_insert([0; LEVELS]);
        // A list that is to begin anew does so where it is first met.
        if self.begun.insert(list) && !named.starts.is_empty() {
            for (level, start) in &named.starts {
                if let Some(count) = counts.get_mut(usize::from(*level)) {
                    *count = start.saturating_sub(1);
                }
            }
        } else if counts[at] == 0 {
            counts[at] = level_of(at)?.start.saturating_sub(1);
        }
        counts[at] = counts[at].saturating_add(1);
        counts[at + 1..].fill(0);
        let shown = level_of(at)?;
        let mut label = String::new();
        for c in shown.text.chars() {
            match c as usize {
                nth if nth < LEVELS => {
                    let of = level_of(nth)?;
                    let count = if counts[nth] == 0 { of.start } else { counts[nth] };
                    label.push_str(&number(count, of.kind));
                }
                // Bullets come from symbol fonts: private characters mean nothing elsewhere.
                _ if ('\u{E000}'..='\u{F8FF}').contains(&c) => label.push('•'),
                _ => label.push(c),
            }
        }
        // After 一、 or ） no blank is wanted.
        let closed = label.ends_with(|c: char| !c.is_ascii());
        if shown.spaced && !label.is_empty() && !closed {
            label.push(' ');
        }
        Some(label)
    }
}

fn read_lists(file: &WordFile) -> Option<HashMap<u32, Vec<ListLevel>>> {
    // Structure 73 is the table of lists (`PlfLst`): 28 bytes for each, and behind the table the levels of
    // all of them.
    let (table, length) = file.structure(73)?;
    let count = usize::from(table.u16(0)?);
    let mut at = length;
    let mut lists = HashMap::new();
    for nth in 0..count {
        let head = table.part(2 + nth * 28, 28)?;
        let simple = head.u8(26)? & 1 != 0;
        let mut levels = Vec::new();
        for _ in 0..if simple { 1 } else { LEVELS } {
            let (level, size) = read_level(table.from(at)?)?;
            levels.push(level);
            at += size;
        }
        lists.insert(head.u32(0)?, levels);
    }
    Some(lists)
}

/// Reads a level and tells its size in bytes.
fn read_level(bytes: Bytes<'_>) -> Option<(ListLevel, usize)> {
    // The sizes of the two lists of properties that stand behind the fixed 28 bytes.
    let lists = usize::from(bytes.u8(24)?) + usize::from(bytes.u8(25)?);
    let at = 28 + lists;
    let characters = usize::from(bytes.u16(at)?);
    let text = utf16(bytes.part(at + 2, characters * 2)?.0);
    // The byte at 15 tells what follows the number: 0 a tab, 1 a blank, 2 nothing.
    let level = ListLevel { start: bytes.u32(0)?, kind: bytes.u8(4)?, text, spaced: bytes.u8(15)? < 2 };
    Some((level, at + 2 + characters * 2))
}

fn read_overrides(file: &WordFile) -> Option<Vec<Override>> {
    // Structure 74 (`PlfLfo`): 16 bytes for each list that paragraphs name, then the levels that it
    // changes.
    let table = file.exact(74)?;
    let count = (table.u32(0)? as usize).min(table.len() / 16);
    let mut at = 4 + count * 16;
    let mut found = Vec::new();
    for nth in 0..count {
        let head = table.part(4 + nth * 16, 16)?;
        let mut named = Override { list: head.u32(0)?, starts: HashMap::new(), levels: HashMap::new() };
        // Four bytes that say nothing here begin the changes of each list.
        at += 4;
        for _ in 0..head.u8(12)? {
            let (Some(start), Some(flags)) = (table.u32(at), table.u32(at + 4)) else { break };
            at += 8;
            let level = (flags & 0xF) as u8;
            if flags & 0x10 != 0 {
                named.starts.insert(level, start);
            }
            if flags & 0x20 != 0 {
                let Some((look, size)) = table.from(at).and_then(read_level) else { break };
                if flags & 0x10 != 0 {
                    named.starts.insert(level, look.start);
                }
                named.levels.insert(level, look);
                at += size;
            }
        }
        found.push(named);
    }
    Some(found)
}

/// Writes a number in one of Word's kinds.
fn number(value: u32, kind: u8) -> String {
    let circled = |first: u32, last: u32| match char::from_u32(first + value.saturating_sub(1)) {
        Some(c) if (1..=last).contains(&value) => c.to_string(),
        _ => value.to_string(),
    };
    let cycle = |signs: &str| {
        let count = signs.chars().count();
        signs.chars().nth((value.max(1) as usize - 1) % count).map(String::from).unwrap_or_default()
    };
    match kind {
        1 => roman(value),
        2 => roman(value).to_lowercase(),
        3 => letters(value, 'A'),
        4 => letters(value, 'a'),
        10 | 36 => value.to_string().chars().map(|c| HAN_DIGITS[c as usize - '0' as usize]).collect(),
        11 | 33 | 35 | 37 | 39 => han(value, &HAN_DIGITS, ['十', '百', '千']),
        16 | 17 | 34 | 38 => han(value, &HAN_LEGAL, ['拾', '佰', '仟']),
        14 | 19 => {
            value.to_string().chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)).collect()
        }
        18 | 28 => circled(0x2460, 20),
        22 => format!("{value:02}"),
        23 | 255 => String::new(),
        26 => circled(0x2488, 20),
        27 => circled(0x2474, 20),
        29 => circled(0x3220, 10),
        30 => cycle("甲乙丙丁戊己庚辛壬癸"),
        31 => cycle("子丑寅卯辰巳午未申酉戌亥"),
        _ => value.to_string(),
    }
}

const HAN_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const HAN_LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// Writes a number as it is spoken, 1 to 9999: 十一, 一百零二.
fn han(value: u32, digits: &[char; 10], units: [char; 3]) -> String {
    if value == 0 || value > 9_999 {
        return value.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (power, unit) in [(1000, Some(units[2])), (100, Some(units[1])), (10, Some(units[0])), (1, None)] {
        let digit = value / power % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        // 十一, not 一十一.
        if !(power == 10 && digit == 1 && text.is_empty()) {
            text.push(digits[digit as usize]);
        }
        text.extend(unit);
    }
    text
}

fn letters(value: u32, first: char) -> String {
    let nth = value.max(1) - 1;
    let letter = char::from_u32(first as u32 + nth % 26).unwrap_or(first);
    std::iter::repeat_n(letter, (nth as usize / 26 + 1).min(8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_word_writes_them() {
        for (value, kind, shown) in [
            (1, 37, "一"),
            (11, 37, "十一"),
            (20, 11, "二十"),
            (102, 37, "一百零二"),
            (110, 37, "一百一十"),
            (3, 28, "③"),
            (2, 29, "㈡"),
            (4, 1, "IV"),
            (28, 4, "bb"),
            (10, 10, "一〇"),
            (7, 0, "7"),
            (7, 22, "07"),
            (13, 38, "拾叁"),
        ] {
            assert_eq!(number(value, kind), shown);
        }
    }
}
