//! Titles that go over lines: an issuer, 关于… without its end, a kind of document on a line of its own.

use super::super::marker::marker_of;
use super::line::{CHARS_MAX, ends_as_title, is_apart, is_bare_kind};
use crate::text::is_blank;

/// Most lines of a title.
pub(super) const LINES_MAX: usize = 4;
/// A line of a title that goes over several is at most this long, in characters.
const LINE_CHARS_MAX: usize = 60;

/// Endings after which a title cannot stop.
const OPEN_ENDS: [&str; 12] = ["关于", "的", "和", "与", "及", "、", "暨", "对", "以及", "《", "“", "（"];
/// Beginnings with which no title begins.
const GOING_ON: [&str; 9] = ["的", "和", "与", "及", "暨", "以及", "、", "》", "”"];
/// Who issues documents, as their names end.
const ISSUERS: [&str; 25] = [
    "人民政府",
    "人民代表大会",
    "委员会",
    "办公厅",
    "办公室",
    "国务院",
    "法院",
    "检察院",
    "厅",
    "局",
    "部",
    "公司",
    "集团",
    "大学",
    "学院",
    "学校",
    "中学",
    "小学",
    "医院",
    "研究院",
    "研究所",
    "中心",
    "协会",
    "党委",
    "支队",
];
/// What places are, as their names end.
const PLACES: [&str; 8] = ["省", "市", "区", "县", "州", "旗", "镇", "乡"];
/// What an addition in brackets on a line of its own says of a document.
const ADDITIONS: [&str; 11] =
    ["草案", "试行", "暂行", "稿", "版", "修订", "修正", "全文", "摘要", "节选", "年）"];

/// Returns how many of the lines, the first included, make one title.
pub(super) fn lines_of_title(lines: &[&str]) -> usize {
    let Some(first) = lines.first() else { return 0 };
    let mut joined = (*first).to_owned();
    let mut count = 1;
    for (nth, next) in lines.iter().enumerate().take(LINES_MAX).skip(1) {
        let follows = is_addition(next) || fits(next) && goes_on(&joined, next, lines.get(nth + 1).copied());
        if !follows {
            break;
        }
        joined.push_str(next);
        // Longer than a title may be: it ends before this line.
        if joined.chars().nth(CHARS_MAX).is_some() {
            break;
        }
        count = nth + 1;
    }
    count
}

/// Whether a line says who issues a document, or of what place it is, and nothing more.
pub(super) fn is_issuer(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let ends = |ends: &[&str]| ends.iter().any(|end| line.ends_with(end));
    let is_place = line.chars().nth(6).is_none() && ends(&PLACES);
    (is_place || line.chars().nth(30).is_none() && ends(&ISSUERS))
        && !line.contains("关于")
        && !ends_as_title(line)
}

/// Whether a line can be one of several of a title.
fn fits(line: &str) -> bool {
    line.chars().nth(LINE_CHARS_MAX).is_none()
        && !line.contains(['。', '；', '？', '！'])
        && !line.ends_with(['：', ':', '，'])
        && !line.starts_with(['—', '－', '-'])
        && !is_apart(line)
        && marker_of(line).is_none()
}

/// Whether a line is an addition in brackets: （试行）, （2021—2025年）.
fn is_addition(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    line.starts_with(['（', '('])
        && line.ends_with(['）', ')'])
        && line.chars().nth(16).is_none()
        && ADDITIONS.iter().any(|addition| line.contains(addition))
}

/// Whether the title `before` goes on in the line `next`; `after` is the line after that.
fn goes_on(before: &str, next: &str, after: Option<&str>) -> bool {
    let (before, next) = (before.trim_matches(is_blank), next.trim_matches(is_blank));
    let joined = format!("{before}{next}");
    if OPEN_ENDS.iter().any(|end| before.ends_with(end)) || is_open(before) {
        return true;
    }
    let ends = ends_as_title(&joined);
    if GOING_ON.iter().any(|start| next.starts_with(start)) {
        return ends;
    }
    // A next line that repeats this one, and says more, is a title by itself.
    if ends_as_title(before) || next.contains(before) {
        return false;
    }
    let next_but_one = || after.filter(|line| fits(line));
    let ends_later = || {
        next_but_one().is_some_and(|line| {
            ends_as_title(&format!("{joined}{line}"))
                && !ends_as_title(line)
                && (is_bare_kind(line) || GOING_ON.iter().any(|start| line.starts_with(start)))
        })
    };
    if before.contains("关于") {
        return ends || ends_later();
    }
    // An issuer or a place alone says of whom; what the document is comes below.
    let names = |ends: &[&str]| ends.iter().any(|end| before.ends_with(end));
    let is_short = before.chars().nth(30).is_none();
    if is_short && (names(&ISSUERS) || names(&PLACES)) {
        return ends || ends_later();
    }
    is_short && is_bare_kind(next)
}

/// Whether a bracket or quotation mark is open at the end of a line.
fn is_open(line: &str) -> bool {
    [('《', '》'), ('“', '”'), ('（', '）')]
        .iter()
        .any(|(open, close)| line.matches(*open).count() > line.matches(*close).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_go_over_lines() {
        let table: &[(&[&str], usize)] = &[
            (&["某市人民政府", "关于2025年法治建设的报告", "正文。"], 2),
            (&["关于调研情况的", "报告"], 2),
            (
                &[
                    "关于青岚县2025年国民经济和社会发展计划执行情况和",
                    "2026年国民经济和社会发展计划草案的报告",
                ],
                2,
            ),
            (&["松江市", "政府信息公开工作", "年度报告"], 3),
            (&["关于印发《青岚县水库管理办法》", "的通知", "各乡镇人民政府："], 2),
            (&["青岚县水库安全管理办法", "（试行）"], 2),
            (&["青岚县“十四五”规划纲要", "（2021—2025年）"], 2),
            (&["青岚县财政局关于2024年部门", "预算执行情况", "的报告"], 3),
            (&["青岚县水库管理系统", "需求规格说明书", "青岚县水务局"], 2),
            (&["政府工作报告", "——2026年1月26日在会议上"], 1),
            (&["政府工作报告", "青岚县县长 王某某"], 1),
            (&["青岚要闻", "政府工作报告"], 1),
            (&["青岚县人民政府关于减负的通知", "青岚县教育局关于减负的通知"], 1),
            (&["年度总结", "一、工作"], 1),
            (&["北京市", "2026年北京市政府工作报告"], 1),
        ];
        for (lines, wanted) in table {
            assert_eq!(lines_of_title(lines), *wanted, "{lines:?}");
        }
    }
}
