//! What single phrases tell: 我代表省人民政府，向大会…, and （2018年修正） at the end of a title.

use super::date::{dates_in, year_named};
use super::organ::{organ, organs};
use super::{Date, DateKind};

/// Whom a report to a congress speaks for: 我代表国务院，向大会….
pub(super) fn represented(opening: &str) -> Option<String> {
    let at = opening.find("代表").filter(|_| opening.contains("向大会") || opening.contains("向第"))?;
    let mut found = opening[at..].match_indices("代表");
    found.find_map(|(nth, word)| {
        let rest = &opening[at + nth + word.len()..];
        let end = rest.find(['，', '向', ',', '作'])?;
        organ(rest.get(..end)?)
    })
}

/// Offices of those who give reports to congresses, behind the organ that they head, the longer before those that they begin with.
const OFFICES: [&str; 18] = [
    "检察长",
    "审计长",
    "秘书长",
    "委员长",
    "厅长",
    "局长",
    "院长",
    "部长",
    "行长",
    "署长",
    "主任",
    "主席",
    "省长",
    "市长",
    "县长",
    "区长",
    "镇长",
    "乡长",
];

/// Returns the organ whose head a line of the head names: 山东省审计厅厅长　王某.
pub(super) fn organ_of_office(line: &str) -> Option<String> {
    let at = OFFICES.iter().filter_map(|office| line.find(office)).min().filter(|at| *at > 0)?;
    let before = line[..at].trim_end_matches(['副', '代']);
    // 省人民政府省长 does not name the province; who holds two offices speaks for neither.
    let is_bare = line.starts_with(['省', '市', '县', '区', '州', '镇', '乡']) || line.starts_with("自治");
    organ(before).filter(|organ| !is_bare && !line[..at].contains('兼') && organ.chars().nth(3).is_some())
}

/// Returns who stands below a title: 贵阳市财政局, or by an office the organ that it heads.
pub(super) fn organs_below(lines: &[&str], title: &str) -> Vec<String> {
    let below = lines.iter().filter(|line| **line != title);
    let named = below.map(|line| organ_of_office(line).map_or_else(|| organs(line), |organ| vec![organ]));
    named.into_iter().find(|organs| !organs.is_empty()).unwrap_or_default()
}

/// A title without what it quotes: …关于《…规划（2021—2035年）》的批复 is not of 2021. Whole, where all is quoted.
pub(super) fn without_quoted(title: &str) -> &str {
    match title.find('《') {
        Some(at) if at > 0 => &title[..at],
        _ => title,
    }
}

/// The year that a heading looks back at: 一、2014年工作回顾.
pub(super) fn year_looked_back(heading: &str) -> Option<u16> {
    let back = ["年工作回顾", "年工作总结", "年政府工作回顾"].iter().any(|words| heading.contains(words));
    year_named(heading).filter(|_| back)
}

/// （2018年修正）, （2020年5月28日修订） at the end of a title.
pub(super) fn changed_in_title(title: &str) -> Option<(Date, DateKind)> {
    let open = title.rfind(['（', '('])?;
    let inside = title[open..].trim_end_matches(['）', ')']);
    let (_, date) = *dates_in(inside).first()?;
    let kinds = [
        ("修订", DateKind::Revised),
        ("修正", DateKind::Amended),
        ("修改", DateKind::Amended),
        ("通过", DateKind::Adopted),
    ];
    kinds.iter().find(|(word, _)| inside.ends_with(word)).map(|(_, kind)| (date, *kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_name_their_organs() {
        for (line, wanted) in [
            ("山东省审计厅厅长　　王某某", Some("山东省审计厅")),
            ("广州市人民检察院检察长 林某", Some("广州市人民检察院")),
            ("四川省省长", None),
            ("自治区人民政府主席 王某", None),
            ("国务委员兼国家计划委员会主任 邹某", None),
            ("主任、各位副主任、秘书长、各位委员：", None),
        ] {
            assert_eq!(organ_of_office(line).as_deref(), wanted, "{line}");
        }
    }
}
