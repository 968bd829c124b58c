//! Names of organs: who issues reports, as titles, signatures and promulgations name them.

use crate::text::is_blank;

use super::division::{COUNTRY_CODE, Divisions};
use super::kind::IssuedBy;

/// Names of organs have so many characters.
const CHARS_MIN: usize = 2;
const CHARS_MAX: usize = 36;
/// Names that a code may follow have so many characters.
const CODED_CHARS_MIN: usize = 4;
/// How names of organs end.
const ENDINGS: [&str; 68] = [
    "国务院",
    "政务院",
    "人民政府",
    "政府",
    "办公厅",
    "办公室",
    "委员会",
    "常务委员会",
    "人民代表大会",
    "代表大会",
    "法院",
    "检察院",
    "部",
    "总局",
    "局",
    "厅",
    "总署",
    "署",
    "海关",
    "银行",
    "院",
    "总社",
    "省委",
    "市委",
    "县委",
    "区委",
    "州委",
    "党委",
    "党组",
    "工委",
    "纪委",
    "委",
    "团委",
    "总工会",
    "工会",
    "联合会",
    "妇联",
    "协会",
    "学会",
    "商会",
    "中心",
    "领导小组",
    "指挥部",
    "公司",
    "集团",
    "大学",
    "学院",
    "学校",
    "中学",
    "小学",
    "幼儿园",
    "医院",
    "研究所",
    "管理处",
    "处",
    "所",
    "科",
    "支队",
    "总队",
    "大队",
    "交易所",
    "中央",
    "室",
    "站",
    "调查队",
    "办事处",
    "委会",
    "党校",
];
/// What names the whole country's, beside the ministries.
const NATIONAL: [&str; 14] = [
    "国务院",
    "政务院",
    "全国",
    "中央",
    "中共中央",
    "最高人民",
    "国家",
    "中华人民共和国",
    "中国人民银行",
    "中国银",
    "中国证",
    "海关总署",
    "审计署",
    "人力资源",
];
/// Ministries, as their names end: 教育部, 卫生部; those of regions are 厅, 局 and 委.
const MINISTRY: &str = "部";

/// Returns the organ that a text is, as one name; `None` where it is none.
pub(super) fn organ(text: &str) -> Option<String> {
    let name: String = text.chars().filter(|c| !is_blank(*c)).collect();
    let name = name.trim_start_matches(['(', '（', '—', '－', '-', '：', ':', '由', '经']);
    let name = name.trim_end_matches(['）', ')', '：', ':', '文', '件']);
    let name = strip_country(name);
    // 南方学院S3S147: who of it is told by a code.
    let whole = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let name = if whole.chars().count() >= CODED_CHARS_MIN { whole } else { name };
    let chars = name.chars().count();
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '（' | '）' | '(' | ')' | '·' | '*' | '＊' | '×');
    let fits = (CHARS_MIN..=CHARS_MAX).contains(&chars)
        && name.chars().all(plain)
        && !name.starts_with(|c: char| c.is_numeric())
        && ENDINGS.iter().any(|ending| name.ends_with(ending));
    fits.then(|| name.to_owned())
}

/// 中华人民共和国国务院 is 国务院.
fn strip_country(name: &str) -> &str {
    name.strip_prefix("中华人民共和国").filter(|rest| rest.chars().nth(1).is_some()).unwrap_or(name)
}

/// Returns the organs that a text lists: 最高人民法院、最高人民检察院; 国家发展改革委 财政部. Nothing where one is none.
pub(super) fn organs(text: &str) -> Vec<String> {
    let text = text.trim_matches(is_blank);
    if let Some(one) = organ(text).filter(|_| !text.contains(['、', '，', ' ', '\u{3000}'])) {
        return vec![one];
    }
    let parts = text
        .split(['、', '，', ' ', '\u{3000}', '\t'])
        .filter(|part| !part.trim_matches(is_blank).is_empty());
    let parts: Vec<Option<String>> = parts.map(organ).collect();
    // 某市 人民政府, letter-spaced or broken, is one.
    if parts.iter().any(Option::is_none) {
        return organ(text).filter(|_| !text.contains(['、', '，'])).into_iter().collect();
    }
    let mut found: Vec<String> = Vec::new();
    for part in parts.into_iter().flatten() {
        if !found.contains(&part) {
            found.push(part);
        }
    }
    found
}

/// Returns the organs that a title begins with, before its first 关于: 国务院办公厅关于…的通知.
pub(super) fn organs_of_title(title: &str) -> Vec<String> {
    let squeezed = title.trim_matches(is_blank);
    let Some(at) = squeezed.find("关于").filter(|at| *at > 0) else {
        return whole_beginning(squeezed).into_iter().collect();
    };
    let before = squeezed[..at].trim_start_matches(|c: char| c.is_numeric() || "年度".contains(c));
    // Who passes on what another issued, or makes it known, is the issuer.
    let passed_on =
        ["转发", "批转", "印发《", "发布《", "公布《"].iter().find_map(|verb| before.split_once(verb));
    organs(passed_on.map_or(before, |(who, _)| who))
}

/// 四川省人民政府工作报告, 某某股份有限公司2019年年度报告, 最高人民法院工作报告: a title that begins with who issues it.
fn whole_beginning(title: &str) -> Option<String> {
    let title = title.trim_start_matches(|c: char| c.is_numeric() || "年度".contains(c) || is_blank(c));
    // 教育部2023年工作要点: who stands before a year.
    let year = title
        .find(|c: char| c.is_ascii_digit())
        .filter(|at| title[*at..].get(4..).is_some_and(|rest| rest.starts_with(['年', '-', '—', '－'])));
    let of_year = || year.and_then(|at| organ(&title[..at])).filter(|name| name.chars().nth(2).is_some());
    let is_report = title.ends_with("报告");
    let endings = ["有限公司", "有限责任公司", "人民政府", "人民法院", "人民检察院", "常务委员会"];
    let endings = endings.iter().filter(|ending| is_report || **ending != "常务委员会");
    let whole = endings.filter_map(|ending| {
        let end = title.find(ending)? + ending.len();
        // 履行教育职责的人民政府: no name stands so far on.
        organ(&title[..end]).filter(|name| !name.contains('的') && name.as_str() != *ending)
    });
    whole.into_iter().next().or_else(of_year)
}

/// Returns the code of the region of an organ: the country for national ones; `None` where the name does not tell.
pub(super) fn region_of(organ: &str, divisions: &Divisions) -> Option<u32> {
    // 中国人民政治协商会议昆明市委员会 is of its place.
    let place =
        organ.strip_prefix("中国人民政治协商会议").or_else(|| organ.strip_prefix("政协")).unwrap_or(organ);
    if let Some((code, _)) = divisions.at_beginning(place) {
        return Some(code);
    }
    // 教育部办公厅 is as much of the whole country as 教育部.
    let chief = organ.strip_suffix("办公厅").unwrap_or(organ);
    let is_ministry = chief.ends_with(MINISTRY) && !organ.contains("指挥部") && !organ.contains("公司");
    let is_company = ["公司", "集团", "大学", "学院", "学校"].iter().any(|end| organ.ends_with(end));
    let national =
        NATIONAL.iter().any(|name| organ.starts_with(name)) || is_ministry && chief.chars().nth(8).is_none();
    // 中共某市委 is one of a region that is not told.
    let party = organ.starts_with("中共中央") || !organ.starts_with("中共");
    (national && !is_company && party).then_some(COUNTRY_CODE)
}

/// Returns all that an organ is, of who issues reports of certain kinds.
pub(super) fn issued_by(organ: &str, region: Option<u32>) -> IssuedBy {
    let is_national = region == Some(COUNTRY_CODE);
    let is_congress = organ.contains("人民代表大会");
    match organ {
        _ if is_congress && (is_national || organ.starts_with("全国")) => IssuedBy::NationalCongress,
        _ if is_congress => IssuedBy::RegionalCongress,
        "国务院" | "政务院" | "国务院办公厅" => IssuedBy::StateCouncil,
        _ if organ.starts_with("最高人民") => IssuedBy::HighestCourt,
        _ if organ.ends_with("公司") => IssuedBy::Company,
        _ if is_national => IssuedBy::Ministry,
        _ if organ.ends_with("政府") => IssuedBy::RegionalGovernment,
        _ => IssuedBy::Anybody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organs_are_told_from_other_words() {
        for (title, wanted) in [
            ("国务院办公厅关于加强考核工作的意见", &["国务院办公厅"][..]),
            ("最高人民法院、最高人民检察院关于办理案件的解释", &["最高人民法院", "最高人民检察院"]),
            ("2025年松江市人民政府关于法治建设的报告", &["松江市人民政府"]),
            ("某某股份有限公司 2019年年度报告", &["某某股份有限公司"]),
            ("2026年四川省人民政府工作报告", &["四川省人民政府"]),
            ("中共中央办公厅 国务院办公厅关于减轻负担的通知", &["中共中央办公厅", "国务院办公厅"]),
            ("国务院办公厅转发国家地震局关于防震减灾的通知", &["国务院办公厅"]),
            ("关于减负的报告", &[]),
            ("“无废城市”关于试点的方案", &[]),
            ("政府工作报告", &[]),
            ("教育部2023年工作要点", &["教育部"]),
            ("洛阳市2022年统计公报", &[]),
            ("松江市人民代表大会常务委员会工作报告", &["松江市人民代表大会常务委员会"]),
            ("松江市人民代表大会常务委员会议事规则", &[]),
            (
                "中共松江市委办公室 松江市人民政府办公室印发《关于减轻教师负担的若干措施》的通知",
                &["中共松江市委办公室", "松江市人民政府办公室"],
            ),
            ("人民政府工作报告", &[]),
        ] {
            assert_eq!(organs_of_title(title), wanted, "{title}");
        }
        assert_eq!(organ("中华人民共和国国务院"), Some("国务院".to_owned()));
        assert_eq!(organ("各省、自治区、直辖市人民政府"), None);
        assert_eq!(organ("特此通知"), None);
        assert_eq!(organ("南方学院S3S147"), Some("南方学院".to_owned()));
    }
}
