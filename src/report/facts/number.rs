//! Numbers of documents: 国办发〔2019〕1号, 国务院令第219号, 法释〔2020〕17号.

use crate::text::is_blank;

use super::date::{dates_in, digit};

/// What stands before the year is at most this long, in characters.
const NAME_CHARS_MAX: usize = 16;
/// A line that is a number of a document is at most this long, in characters.
const LINE_CHARS_MAX: usize = 40;

/// Returns the number that stands in the lines of a head, on one line, or below the name of the order: 生态环境部令 / 第23号.
pub(super) fn number_in(lines: &[&str]) -> Option<String> {
    lines.iter().find_map(|line| number_of(line)).or_else(|| {
        let orders = lines.windows(2).filter(|two| {
            let name = two[0].trim_end_matches(is_blank);
            let below = two[1].trim_start_matches(['（', '(']);
            let is_yearly =
                dates_in(below).first().is_some_and(|(span, date)| span.start == 0 && date.month == 0);
            name.ends_with(['令', '告']) && (below.starts_with('第') || is_yearly)
        });
        orders
            .map(|two| format!("{}{}", two[0], two[1].trim_matches(['（', '(', '）', ')'])))
            .find_map(|line| number_of(&line))
    })
}

/// Returns the number of a document that a line consists of, in its usual form: 〔〕 around the year, no blanks, digits of half
/// width.
pub(super) fn number_of(line: &str) -> Option<String> {
    if line.chars().nth(LINE_CHARS_MAX).is_some() {
        return None;
    }
    let plain: String = line.chars().filter(|c| !is_blank(*c)).map(half_width).collect();
    if let Some(case) = of_case(&plain) {
        return Some(case);
    }
    let plain = plain.trim_start_matches(['（', '(', '—', '-']).trim_end_matches(['）', ')']);
    yearly(plain).or_else(|| order(plain))
}

fn half_width(c: char) -> char {
    digit(c).filter(|_| ('０'..='９').contains(&c)).and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

fn yearly(plain: &str) -> Option<String> {
    let open = plain.find(['〔', '[', '［', '【', '﹝', '（', '('])?;
    let name = &plain[..open];
    let rest = plain[open..].chars().as_str();
    let rest = &rest[rest.chars().next()?.len_utf8()..];
    let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let after = rest[4..].trim_start_matches('年').strip_prefix(['〕', ']', '］', '】', '﹞', '）', ')'])?;
    let serial = after.strip_suffix('号')?;
    let digits = serial.trim_start_matches('第');
    let fits = !name.is_empty()
        && name.chars().count() <= NAME_CHARS_MAX
        && name.chars().all(|c| c.is_alphanumeric())
        && !name.contains("关于")
        && !digits.is_empty()
        && digits.len() <= 6
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (1900..2100).contains(&year.parse().unwrap_or(0));
    fits.then(|| format!("{name}〔{year}〕{serial}号"))
}

/// What the numbers of cases say of them, one character each: civil, criminal, administrative, enforcement, …
const OF_CASES: [char; 10] = ['民', '刑', '行', '执', '知', '商', '赔', '破', '财', '法'];
/// The part of a case's number behind its year has so many characters.
const CASE_CHARS: std::ops::RangeInclusive<usize> = 4..=24;

/// （2021）京0105民初12345号: the number of a case (最高人民法院《关于人民法院案件案号的若干规定》, article 2).
fn of_case(plain: &str) -> Option<String> {
    let inside = plain.strip_prefix(['（', '(', '〔'])?;
    let (year, rest) = inside.split_once(['）', ')', '〕'])?;
    let is_year = year.len() == 4 && (1949..2100).contains(&year.parse().unwrap_or(0));
    let court = rest.chars().next().filter(|c| crate::text::is_han(*c) && *c != '第');
    let fits = is_year
        && court.is_some()
        && rest.ends_with('号')
        && rest.contains(OF_CASES)
        && CASE_CHARS.contains(&rest.chars().count())
        && rest.chars().all(char::is_alphanumeric);
    fits.then(|| format!("（{year}）{rest}"))
}

/// Returns the year of a number of a document: 2019 of 国办发〔2019〕1号, 2021 of （2021）京0105民初12345号.
pub(super) fn year_of_number(number: &str) -> Option<u16> {
    let rest = number.split_once(['〔', '（']).or_else(|| number.split_once("公告"))?.1;
    rest.split_once(['〕', '）', '年'])?.0.parse().ok()
}

/// Returns what names who issued an order or announcement, as the lines of a head have it: 四川省人民政府 of 四川省人民政府令第330号,
/// 财政部 税务总局 of 财政部 税务总局公告2022年第14号, on one line or with the number below.
pub(super) fn issuer_of_order<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let before = |line: &'a str| {
        let at = line.rfind("公告").or_else(|| line.rfind('令'))?;
        Some(&line[..at])
    };
    let is_order = |number: String| order_at(&number).is_some();
    let whole = lines.iter().find(|line| number_of(line).is_some_and(is_order));
    let parted =
        || lines.windows(2).find(|two| number_of(two[0]).is_none() && number_in(two).is_some_and(is_order));
    whole.or_else(|| parted().map(|two| &two[0])).and_then(|line| before(line))
}

/// Where what a number is the number of begins: 令第, 公告第, 公告2022年第.
fn order_at(plain: &str) -> Option<usize> {
    let of_year = |at: &usize| {
        let rest = &plain[at + "公告".len()..];
        rest.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
            && rest[4..].starts_with("年第")
    };
    plain
        .find("令第")
        .or_else(|| plain.find("公告第"))
        .or_else(|| plain.match_indices("公告").map(|(at, _)| at).find(of_year))
}

/// 中华人民共和国国务院令第219号, 国家税务总局公告2022年第10号, alone on its line.
fn order(plain: &str) -> Option<String> {
    let plain = plain.trim_start_matches("中华人民共和国");
    let (name, rest) = plain.split_at(order_at(plain)?);
    let serial = rest[rest.find('第')? + '第'.len_utf8()..].strip_suffix('号')?;
    let is_serial = |c: char| c.is_ascii_digit() || digit(c).is_some() || "十百".contains(c);
    let fits = !name.is_empty()
        && name.chars().count() <= NAME_CHARS_MAX
        && name.chars().all(char::is_alphabetic)
        && !serial.is_empty()
        && serial.chars().count() <= 8
        && serial.chars().all(is_serial);
    fits.then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_documents_are_lines_of_their_own() {
        for (line, wanted) in [
            ("国发〔2019〕5号", Some("国发〔2019〕5号")),
            (" 国办发 [２０１９] 128 号 ", Some("国办发〔2019〕128号")),
            ("（松教字（2024）第3号）", Some("松教字〔2024〕第3号")),
            ("中华人民共和国国务院令　第 219 号", Some("国务院令第219号")),
            ("国家税务总局公告 2022年第10号", Some("国家税务总局公告2022年第10号")),
            ("公告2022年第10号", None),
            ("第219号", None),
            ("根据国发〔2015〕43号文件", None),
            ("（2019）", None),
            ("关于贯彻国发〔2015〕43号", None),
            ("（２０２１）京０１０５民初 12345 号", Some("（2021）京0105民初12345号")),
            ("(2000)沪一中民初字第3号", Some("（2000）沪一中民初字第3号")),
            ("（2019）第3号", None),
            ("（2021）京0105民初12345号民事判决", None),
        ] {
            assert_eq!(number_of(line).as_deref(), wanted, "{line}");
        }
        let below = number_in(&["生态环境部令", "第23号", "办法"]);
        assert_eq!(below.as_deref(), Some("生态环境部令第23号"));
        let below = number_in(&["财政部 税务总局公告", "2023年第12号"]);
        assert_eq!(below.as_deref(), Some("财政部税务总局公告2023年第12号"));
        assert_eq!(number_in(&["会议通告", "第三章"]), None);
        assert_eq!(number_in(&["公司公告", "2023年5月12日"]), None);
        assert_eq!(
            ["国发〔2019〕5号", "国务院令第219号", "海关总署公告2022年第3号"].map(year_of_number),
            [Some(2019), None, Some(2022)]
        );
        for (lines, wanted) in [
            (&["四川省人民政府令 第330号"][..], Some("四川省人民政府")),
            (&["办法", "生态环境部令", "第23号"], Some("生态环境部")),
            (&["财政部 税务总局公告2022年第14号"], Some("财政部 税务总局")),
            (&["川府发〔2019〕5号"], None),
        ] {
            assert_eq!(issuer_of_order(lines), wanted, "{lines:?}");
        }
    }
}
