//! Text of two encodings, line by line, and UTF-32.

use encoding_rs::GB18030;

use super::likelihood::mean_log_share;
use super::{Document, MEAN_MIN, SHORT_SLACK, read};

/// Name of the encoding of a text whose lines are in two.
pub(in crate::source) const BY_LINES: &str = "UTF-8 and GB18030, by lines";

/// Reads text of which some lines are UTF-8 and others GB 18030, as files are that were put together; `None` when it is
/// not such a text. Every line must read as Chinese in the encoding that it is taken for: a line that is broken in one is
/// rare characters in the other.
pub(super) fn by_lines(bytes: &[u8]) -> Option<Document> {
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    // Told fast for the many files that are in one encoding.
    lines().find(|line| std::str::from_utf8(line).is_ok())?;
    lines().find(|line| std::str::from_utf8(line).is_err())?;
    let (mut text, mut utf8, mut gb18030) = (String::with_capacity(bytes.len()), 0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) if line.is_ascii() => text.push_str(line),
            // 实施 in GB 18030 may be ʵʩ: sound UTF-8 that nobody writes.
            Ok(sound) if is_chinese(sound) && !is_likelier(&read(GB18030, line), sound) => {
                utf8 += 1;
                text.push_str(sound);
            }
            _ => {
                let (line, replaced) = read(GB18030, line);
                if replaced > 0 || !is_chinese(&line) {
                    return None;
                }
                gb18030 += 1;
                text.push_str(&line);
            }
        }
    }
    let both = utf8 > 0 && gb18030 > 0;
    both.then_some(Document { text, encoding: BY_LINES, sure: 0.9, replaced: 0 })
}

/// Whether a line as it was decoded without a fault is more like Chinese than what it is in UTF-8.
fn is_likelier((line, replaced): &(String, usize), utf8: &str) -> bool {
    *replaced == 0 && mean_log_share(line, |c| !c.is_ascii()).0 > mean_log_share(utf8, |c| !c.is_ascii()).0
}

fn is_chinese(line: &str) -> bool {
    let (mean, count) = mean_log_share(line, |c| !c.is_ascii());
    count > 0 && mean >= MEAN_MIN - SHORT_SLACK / 2.0 / (count as f64).sqrt()
}

/// Reads UTF-32, with a byte-order mark or where every character of the beginning has the two upper bytes of one.
pub(super) fn utf32(bytes: &[u8]) -> Option<Document> {
    const BEGINNING: usize = 64;
    let (units, _) = bytes.as_chunks::<4>();
    if units.len() < 2 || !bytes.len().is_multiple_of(4) {
        return None;
    }
    let beginning = &units[..units.len().min(BEGINNING)];
    let fits = |of: fn([u8; 4]) -> u32| {
        beginning.iter().all(|unit| char::from_u32(of(*unit)).is_some_and(|c| c != '\0'))
    };
    let (of, encoding): (fn([u8; 4]) -> u32, _) = if fits(u32::from_le_bytes) {
        (u32::from_le_bytes, "UTF-32LE")
    } else if fits(u32::from_be_bytes) {
        (u32::from_be_bytes, "UTF-32BE")
    } else {
        return None;
    };
    let characters = units.iter().map(|unit| char::from_u32(of(*unit)).unwrap_or('\u{FFFD}'));
    let text: String = characters.skip_while(|c| *c == '\u{FEFF}').collect();
    let replaced = text.matches('\u{FFFD}').count();
    // Small numbers of four bytes are characters too, but none that stand beside each other in a text.
    let beginning = &text[..text.char_indices().nth(BEGINNING).map_or(text.len(), |(at, _)| at)];
    let (mean, count) = mean_log_share(beginning, |_| true);
    if mean < MEAN_MIN - SHORT_SLACK / (count.max(1) as f64).sqrt() {
        return None;
    }
    Some(Document { text, encoding, sure: 1.0, replaced })
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    #[test]
    fn lines_of_two_encodings_are_read_each_in_its_own() {
        let lines = [
            "关于减轻教师负担的报告\n",
            "一、各地要高度重视，认真落实各项措施。\n",
            "table 1\n",
            "二、加强监督检查。\n",
        ];
        let gbk = |line: &str| encoding_rs::GBK.encode(line).0.into_owned();
        let mixed = [lines[0].as_bytes().to_vec(), gbk(lines[1]), lines[2].into(), lines[3].into()].concat();
        let read = decode(&mixed).expect("it is text");
        assert_eq!((read.text.as_str(), read.encoding), (lines.concat().as_str(), BY_LINES));
        let mostly = [gbk(lines[0]), gbk(lines[1]), lines[2].into(), lines[3].into()].concat();
        assert_eq!(decode(&mostly).map(|read| read.text), Ok(lines.concat()));
        // All in one encoding, one word of which is UTF-8 by chance; a broken character.
        let whole = gbk(&format!("{}实施\n", lines[0]));
        assert_eq!(decode(&whole).map(|read| read.encoding), Ok("GB18030"));
        let mut broken = lines.concat().into_bytes();
        broken[4] = b'?';
        assert_eq!(decode(&broken).map(|read| read.encoding), Ok("UTF-8"));
    }

    #[test]
    fn utf_32_is_text() {
        let text = "关于减轻教师负担的报告\n一、概况\n";
        let little: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let marked = [&[0xFF, 0xFE, 0, 0][..], &little].concat();
        for (bytes, encoding) in [(&little, "UTF-32LE"), (&big, "UTF-32BE"), (&marked, "UTF-32LE")] {
            let read = decode(bytes).expect("it is text");
            assert_eq!((read.text.as_str(), read.encoding), (text, encoding));
        }
        // UTF-16 of ASCII and Han.
        let wide: Vec<u8> = "a关于b减轻".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(utf32(&wide).is_none());
        assert!(utf32(&[0, 1, 2, 3, 0, 0, 7, 8].repeat(40)).is_none());
    }
}
