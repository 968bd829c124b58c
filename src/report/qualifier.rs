//! What tells a report apart from others of its title: the place and the year, as its head or the name of its file say.
//!
//! Hundreds of reports are called 政府工作报告. Their printed title stays what it is; 2026年广东省 is told beside it.

use std::fmt;

use crate::text::{is_blank, is_han};

/// Lines of the head that are read, and how long they are at most, in characters.
pub(super) const HEAD_LINES_MAX: usize = 8;
pub(super) const HEAD_CHARS_MAX: usize = 120;
/// Names of places are at most this long, in characters.
const PLACE_CHARS_MAX: usize = 12;

/// The provinces, as titles and names of files say them.
const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];
/// How names of places end, longer endings first.
const PLACE_ENDS: [&str; 11] =
    ["特别行政区", "自治区", "自治州", "自治县", "省", "市", "县", "区", "州", "旗", "镇"];
/// Words that end as places do and name none.
const NO_PLACES: [&str; 22] = [
    "城市",
    "社区",
    "园区",
    "小区",
    "地区",
    "景区",
    "灾区",
    "山区",
    "校区",
    "全市",
    "全省",
    "全县",
    "全区",
    "本市",
    "我市",
    "我省",
    "各省",
    "各市",
    "超市",
    "都市",
    "上市",
    "自治区",
];
/// Words that begin with what ends a place.
const GOING_ON: [&str; 9] = ["市场", "市政工程", "市政设施", "市容", "市民", "省级", "县域", "区域", "镇痛"];
/// What names the whole country, or who speaks for it.
const COUNTRY: [&str; 7] = ["中华人民共和国", "中国", "全国", "国家", "国务院", "中央", "最高人民"];
/// Who issues documents of its own, as titles name it.
const ISSUERS: [&str; 8] = ["公司", "大学", "学院", "中学", "小学", "医院", "研究院", "银行"];
/// What a law's head says of its versions, the day before it.
const VERSIONS: [&str; 6] = ["通过", "公布", "修订", "修正", "发布", "批准"];

/// Place and year; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qualifier {
    /// The name of the place, as printed; 全国 for the whole country. Empty when it is not said.
    pub place: String,
    /// The year.
    pub year: Option<u16>,
}

impl fmt::Display for Qualifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(out, "{year}年")?;
        }
        out.write_str(&self.place)
    }
}

impl Qualifier {
    /// Reads the lines between the title and the first section.
    pub(super) fn of_head(lines: &[&str]) -> Qualifier {
        let place = lines.iter().find_map(|line| place_of_meeting(line).or_else(|| place_of_office(line)));
        // The head of a law names its versions: the year of the latest counts.
        let versions = lines.iter().filter(|line| VERSIONS.iter().any(|word| line.contains(word)));
        let latest = versions.filter_map(|line| year_in(line)).max();
        let year = latest.or_else(|| lines.iter().find_map(|line| year_in(line)));
        Qualifier { place: place.unwrap_or_default(), year }
    }

    fn of_file(name: &str) -> Qualifier {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        let place = parts.filter_map(|part| {
            let part = part.trim_start_matches(|c: char| c.is_numeric() || c == '年');
            place_at_beginning(part).or_else(|| PROVINCES.into_iter().find(|name| part.starts_with(name)))
        });
        Qualifier { place: place.take(1).collect(), year: year_in(name) }
    }
}

/// Returns what tells a report of this title apart, and whether the name of its file (without ending) had to tell it.
/// Nothing, where the title names a place or an issuer, or there is no title; the place alone, where it names the year.
pub fn qualifier(title: &str, head: &Qualifier, file: &str) -> (String, bool) {
    if title.is_empty() || names_place(title) {
        return (String::new(), false);
    }
    if names_year(title) {
        return (head.place.clone(), false);
    }
    let (mut told, mut by_file) = (head.clone(), false);
    if told.place.is_empty() || told.year.is_none() {
        let of_file = Qualifier::of_file(file);
        by_file = told.place.is_empty() && !of_file.place.is_empty()
            || told.year.is_none() && of_file.year.is_some();
        told.place = if told.place.is_empty() { of_file.place } else { told.place };
        told.year = told.year.or(of_file.year);
    }
    (told.to_string(), by_file)
}

/// Returns the place and the year of a report: as its qualifier tells, else as its title does, else the name of its file
/// (without ending).
pub fn place_and_year(qualifier: &str, title: &str, file: &str) -> Qualifier {
    let mut told = Qualifier { place: String::new(), year: year_in(qualifier) };
    let place = qualifier.split_once('年').map_or(qualifier, |(_, place)| place);
    told.place = place.to_owned();
    for name in [title, file] {
        // 关于某区2031年预算执行情况的报告: the place stands behind the word that no place begins with.
        let other = Qualifier::of_file(name.strip_prefix("关于").unwrap_or(name));
        told.year = told.year.or(other.year);
        if told.place.is_empty() {
            told.place = other.place;
        }
    }
    told
}

/// 在广东省第十四届人民代表大会第五次会议上: the place whose congress it is.
fn place_of_meeting(line: &str) -> Option<String> {
    let at = ["届人民代表大会", "届人大", "届全国人民代表大会", "届全国人大", "届委员会"]
        .iter()
        .find_map(|word| line.find(word))?;
    let before = &line[..at];
    let rest = &line[at..];
    let number = before.rfind('第').unwrap_or(at);
    let name =
        before[..number].rsplit(['在', '日', '—', '，', '（', '(', ' ', '\u{3000}', '\u{A0}']).next()?;
    if rest.starts_with("届全国") || COUNTRY.iter().any(|country| name.starts_with(country)) {
        return Some("全国".to_owned());
    }
    let is_place = PLACE_ENDS.iter().any(|end| name.ends_with(end))
        && (3..=PLACE_CHARS_MAX).contains(&name.chars().count());
    is_place.then(|| name.to_owned())
}

/// 广东省省长, 国务院总理: the place of who speaks.
fn place_of_office(line: &str) -> Option<String> {
    if line.chars().nth(40).is_some() {
        return None;
    }
    if line.starts_with("国务院") && line.contains("总理") {
        return Some("全国".to_owned());
    }
    let place = place_at_beginning(line)?;
    let office = ["人民政府", "省长", "市长", "县长", "区长", "州长", "旗长", "镇长", "主席"];
    let rest = line[place.len()..].trim_start_matches(is_blank);
    office.iter().any(|office| rest.starts_with(office)).then(|| place.to_owned())
}

/// The name of a place that a text begins with.
fn place_at_beginning(text: &str) -> Option<&str> {
    // At least one character stands before the ending.
    for (at, _) in text.char_indices().skip(1).take(PLACE_CHARS_MAX) {
        let Some(end) = PLACE_ENDS.iter().find(|end| text[at..].starts_with(**end)) else { continue };
        let name = &text[..at + end.len()];
        let han = name.chars().all(is_han);
        let word = |words: &[&str]| words.iter().any(|word| text[at..].starts_with(word));
        if !han || NO_PLACES.iter().any(|no| name.ends_with(no)) && !ends_autonomous(name) || word(&GOING_ON)
        {
            return None;
        }
        return Some(name);
    }
    None
}

/// 宁夏回族自治区, not 自治区 alone.
fn ends_autonomous(name: &str) -> bool {
    name.strip_suffix("自治区").is_some_and(|before| !before.is_empty())
}

fn names_place(title: &str) -> bool {
    let issuer = title
        .find("关于")
        .is_some_and(|at| title[..at].chars().nth(1).is_some() && year_in(&title[..at]).is_none());
    let after_year = title.trim_start_matches(|c: char| c.is_numeric() || c == '年' || c == '度');
    issuer
        || [PROVINCES.as_slice(), &COUNTRY, &ISSUERS].concat().iter().any(|name| title.contains(name))
        || place_at_beginning(after_year).is_some()
}

fn names_year(title: &str) -> bool {
    year_in(title).is_some()
        || ["十五", "一五", "二五", "三五", "四五"]
            .iter()
            .any(|plan| title.contains(&format!("“{plan}”")) || title.contains(&format!("“十{plan}”")))
}

/// The first year in a text: four digits of any width, or 二〇二四年.
fn year_in(text: &str) -> Option<u16> {
    let mut digits: Vec<u16> = Vec::new();
    let mut han = 0;
    // A sign behind the text closes the last number.
    for c in text.chars().chain(std::iter::once('\n')) {
        let value = match c {
            '0'..='9' => Some(u32::from(c) - u32::from('0')),
            '０'..='９' => Some(u32::from(c) - u32::from('０')),
            other => crate::text::digit_of(other),
        };
        if let Some(value) = value {
            han += usize::from(!c.is_numeric() || crate::text::digit_of(c).is_some());
            digits.push(value as u16);
            continue;
        }
        // 1 9 9 8 年: digits may be letter-spaced.
        if is_blank(c) && digits.len() < 4 && !digits.is_empty() && c != '\n' {
            continue;
        }
        let year = digits.iter().take(4).fold(0, |year, digit| year * 10 + digit);
        // 20250301 begins with its year.
        let fits = digits.len() == 4 || digits.len() == 8 && han == 0;
        if fits && (1900..2100).contains(&year) && (han == 0 || c == '年') {
            return Some(year);
        }
        digits.clear();
        han = 0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_place_and_year() {
        let table: &[(&[&str], &str)] = &[
            (
                &["——2026年1月26日在广东省第十四届", "人民代表大会第五次会议上", "广东省省长 孟某某"],
                "2026年广东省",
            ),
            (&["——2007年3月5日在第十届全国人民代表大会第五次会议上"], "2007年全国"),
            (&["——1 9 9 8 年3 月5 日在第九届全国人民代表大会第一次会议上"], "1998年全国"),
            (
                &["——２０１０年３月５日在宁夏回族自治区第十三届人民代表大会第四次会议上"],
                "2010年宁夏回族自治区",
            ),
            (&["松江市人民政府市长 张某"], "松江市"),
            (&["自治区主席 韦某"], ""),
            (
                &["2004年1月13日 国务院令第398号公布", "2018年9月18日 国务院修订", "2019年1月1日 施行"],
                "2018年",
            ),
            (&["二〇二四年三月"], "2024年"),
            (&["全市生产总值达到12345亿元"], ""),
        ];
        for (lines, wanted) in table {
            assert_eq!(Qualifier::of_head(lines).to_string(), *wanted, "{lines:?}");
        }
    }

    #[test]
    fn titles_that_name_a_place_need_nothing() {
        let head = Qualifier { place: "广东省".to_owned(), year: Some(2026) };
        let none = Qualifier::default();
        for (title, head, file, wanted) in [
            ("政府工作报告", &head, "a", ("2026年广东省", false)),
            ("政府工作报告", &none, "2026_青海省", ("2026年青海省", true)),
            ("政府工作报告", &none, "贵州2025", ("2025年贵州", true)),
            ("政府工作报告", &none, "报告", ("", false)),
            ("2026年政府工作报告", &head, "a", ("广东省", false)),
            ("2026年广东省政府工作报告", &head, "a", ("", false)),
            ("松江市政府信息公开工作年度报告", &head, "a", ("", false)),
            ("国务院办公厅关于节水的复函", &head, "a", ("", false)),
            ("某公司年度报告", &head, "a", ("", false)),
            ("城市更新实施方案", &head, "a", ("2026年广东省", false)),
            ("市场监管工作报告", &head, "a", ("2026年广东省", false)),
            ("", &head, "2026_青海省", ("", false)),
        ] {
            let (told, by_file) = qualifier(title, head, file);
            assert_eq!((told.as_str(), by_file), wanted, "{title} {file}");
        }
    }
}
