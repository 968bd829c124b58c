//! Where the person who typed a text parted it: blanks and signs are borders between words, whatever a dictionary
//! makes of the characters on both sides.

use crate::text::units;

use super::signs::parts_words;

/// Behind a number they are its unit too: `index_schema/units.txt` leaves them out, since they begin many other words.
const COUNTERS: [char; 6] = ['分', '度', '升', '斤', '折', '角'];
/// Numerals that digits go on with.
const MAGNITUDES: [char; 2] = ['万', '亿'];

/// Returns the stretches of a text between its blanks, in order, each with the blanks inside that part no words: those
/// between a number and its unit, or between 第 and its number. A segmenter is given one at a time.
pub fn stretches(text: &str) -> Vec<&str> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut begin = None;
    let mut ends = Vec::new();
    for (at, c) in text.char_indices() {
        match (parts_words(c), begin) {
            (false, None) => begin = Some(at),
            (true, Some(first)) => {
                ends.push((first, at));
                begin = None;
            }
            _ => {}
        }
    }
    ends.extend(begin.map(|first| (first, text.len())));
    for (start, end) in ends {
        match found.last_mut() {
            Some(last) if are_one(&text[last.0..last.1], &text[start..end]) => last.1 = end,
            _ => found.push((start, end)),
        }
    }
    found.into_iter().map(|(start, end)| &text[start..end]).collect()
}

/// Whether a blank between two texts parts no words.
fn are_one(left: &str, right: &str) -> bool {
    let (Some(last), Some(next)) = (left.chars().next_back(), right.chars().next()) else { return false };
    is_digit(last) && begins_with_unit(left, right) || last == '第' && is_digit(next)
}

/// Whether what stands behind a number begins with its unit: `500 万元`, `2024 年`, `第 5 条`. The people and projects
/// of a year (`2024 人才`, `2024 项目`) are words of their own.
fn begins_with_unit(number: &str, behind: &str) -> bool {
    let unit = behind.trim_start_matches(MAGNITUDES);
    let is_magnitude = unit.len() < behind.len();
    if unit.is_empty() {
        return is_magnitude;
    }
    let is_counter = unit.starts_with(COUNTERS);
    // As folding leaves it: full-width signs, kW.
    let folded = unit.chars().flat_map(|c| {
        let (first, second) = if c == '℃' { ('°', Some('c')) } else { (narrow(c), None) };
        std::iter::once(first).chain(second)
    });
    let Some((form, chars)) = units::spelled(folded) else { return is_counter && !is_year(number) };
    let is_whole = unit.chars().count() <= chars;
    is_whole || is_magnitude || !is_year(number) || matches!(form, "年" | "%" | "‰") || chars > 1
}

/// Whether a text ends in a year of four digits, and in no ordinal.
fn is_year(text: &str) -> bool {
    let before = text.trim_end_matches(is_digit);
    let digits: String = text[before.len()..].chars().map(narrow).collect();
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")) && !before.ends_with('第')
}

/// The small ASCII form of a full-width sign, letter or digit; any other character but a capital as it is.
fn narrow(c: char) -> char {
    let ascii = ('！'..='～').contains(&c).then(|| char::from_u32(c as u32 - 0xFEE0)).flatten();
    ascii.unwrap_or(c).to_ascii_lowercase()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Returns the pieces of a text between its borders, in order: blanks as in [`stretches`], and signs. What joins (the
/// point of 3.5, the hyphen of COVID-19, a middle dot inside a name, the mask `*`) is no border.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for stretch in stretches(text) {
        let mut begin = None;
        let mut before = None;
        let mut rest = stretch.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|(_, next)| *next);
            if c.is_alphanumeric() || parts_words(c) || joins(before, c, next) {
                begin = begin.or(Some(at));
            } else if let Some(first) = begin.take() {
                found.push(stretch[first..at].trim_end_matches(parts_words));
            }
            before = Some(c);
        }
        found.extend(begin.map(|first| &stretch[first..]));
    }
    found.retain(|piece| piece.contains(char::is_alphanumeric));
    found
}

/// Whether a sign belongs to the piece that it stands in.
fn joins(before: Option<char>, sign: char, next: Option<char>) -> bool {
    let both = |is: fn(char) -> bool| before.is_some_and(is) && next.is_some_and(is);
    match sign {
        '*' | '＊' => true,
        // A stretch goes over a blank before them only behind a number.
        '%' | '％' | '‰' | '℃' => before.is_some_and(|c| is_digit(c) || parts_words(c)),
        ',' | '，' => both(is_digit) && next.is_some_and(|c| c.is_ascii_digit()) && sign == ',',
        '·' | '•' | '・' | '‧' => both(char::is_alphanumeric),
        '、' | '。' | '；' | '！' | '？' => false,
        _ => both(|c| c.is_ascii_alphanumeric()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parted_where_the_person_parted_it() {
        let table: &[(&str, &[&str], &[&str])] = &[
            ("减轻教师负担", &["减轻教师负担"], &["减轻教师负担"]),
            (" 李四　张三 ", &["李四", "张三"], &["李四", "张三"]),
            ("农业、银行，政府/采购", &["农业、银行，政府/采购"], &["农业", "银行", "政府", "采购"]),
            ("《教师法》第三条", &["《教师法》第三条"], &["教师法", "第三条"]),
            ("投资 500 万元", &["投资", "500 万元"], &["投资", "500 万元"]),
            ("第 5 条 2024 教育", &["第 5 条", "2024", "教育"], &["第 5 条", "2024", "教育"]),
            ("2024 2025", &["2024", "2025"], &["2024", "2025"]),
            ("2024 人才 政策", &["2024", "人才", "政策"], &["2024", "人才", "政策"]),
            ("2024 项目", &["2024", "项目"], &["2024", "项目"]),
            ("2024 天津", &["2024", "天津"], &["2024", "天津"]),
            ("２０２４ 年度报告", &["２０２４ 年度报告"], &["２０２４ 年度报告"]),
            ("3 月 5 日", &["3 月", "5 日"], &["3 月", "5 日"]),
            ("100 名学生 5 ％", &["100 名学生", "5 ％"], &["100 名学生", "5 ％"]),
            ("5 KM 40 ℃", &["5 KM", "40 ℃"], &["5 KM", "40 ℃"]),
            ("300 平方米 20 个工作日", &["300 平方米", "20 个工作日"], &["300 平方米", "20 个工作日"]),
            ("2024 政府", &["2024", "政府"], &["2024", "政府"]),
            ("COVID-19 3.5% 1,000", &["COVID-19", "3.5%", "1,000"], &["COVID-19", "3.5%", "1,000"]),
            ("1+3+N 工程", &["1+3+N", "工程"], &["1+3+N", "工程"]),
            ("买买提·吐尔逊", &["买买提·吐尔逊"], &["买买提·吐尔逊"]),
            ("张* 教师+减负", &["张*", "教师+减负"], &["张*", "教师", "减负"]),
            ("，。", &["，。"], &[]),
            ("", &[], &[]),
        ];
        for (typed, between_blanks, between_borders) in table {
            assert_eq!(stretches(typed), *between_blanks, "{typed}");
            assert_eq!(pieces(typed), *between_borders, "{typed}");
        }
    }
}
