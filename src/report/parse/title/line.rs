//! What the lines at the head of a report are: parts of its title, or what stands around titles (dates, numbers of
//! documents, persons, captions).

use crate::text::{Span, is_blank, is_han};

/// Fewest and most characters of a title.
const CHARS_MIN: usize = 2;
pub(super) const CHARS_MAX: usize = 80;
/// A line with a person's name is at most this long, in characters.
const PERSON_CHARS_MAX: usize = 40;

/// The kinds of official documents, as their titles end.
const KINDS: [&str; 53] = [
    "报告",
    "通知",
    "意见",
    "方案",
    "办法",
    "规定",
    "决定",
    "条例",
    "公报",
    "总结",
    "计划",
    "规划",
    "细则",
    "通报",
    "公告",
    "请示",
    "批复",
    "函",
    "纲要",
    "要点",
    "解释",
    "说明",
    "讲话",
    "决议",
    "纪要",
    "章程",
    "法",
    "法典",
    "安排",
    "规则",
    "准则",
    "规范",
    "规程",
    "指南",
    "指引",
    "预案",
    "通告",
    "答复",
    "草案",
    "白皮书",
    "蓝皮书",
    "说明书",
    "计划书",
    "任务书",
    "建议书",
    "意见书",
    "协定",
    "公约",
    "议案",
    "提案",
    "综述",
    "简报",
    "手册",
];
/// What a last line of a title may consist of alone, after a line that says of what: 年度报告, 实施方案.
const BARE_KINDS: [&str; 34] = [
    "报告",
    "工作报告",
    "年度报告",
    "年度工作报告",
    "自评报告",
    "自查报告",
    "调研报告",
    "审计报告",
    "评估报告",
    "情况报告",
    "可行性研究报告",
    "总结",
    "工作总结",
    "年度总结",
    "通知",
    "意见",
    "实施意见",
    "指导意见",
    "方案",
    "实施方案",
    "工作方案",
    "应急预案",
    "规划",
    "发展规划",
    "计划",
    "工作计划",
    "纲要",
    "规划纲要",
    "办法",
    "管理办法",
    "细则",
    "实施细则",
    "要点",
    "工作要点",
];
/// 需求规格说明书 and its like are at most this long, in characters.
const BOOK_CHARS_MAX: usize = 9;
/// Labels that stand before a title on its line, blanks left out.
const LABELS: [&str; 12] = [
    "标题",
    "题目",
    "公文标题",
    "文件标题",
    "文件名称",
    "报告名称",
    "报告题目",
    "论文题目",
    "设计题目",
    "课题名称",
    "项目名称",
    "名称",
];
/// Offices, as they stand before the name of who signs or speaks.
const OFFICES: [&str; 32] = [
    "总理",
    "省长",
    "市长",
    "县长",
    "区长",
    "州长",
    "盟长",
    "旗长",
    "镇长",
    "乡长",
    "主席",
    "部长",
    "主任",
    "书记",
    "局长",
    "厅长",
    "院长",
    "检察长",
    "委员",
    "行长",
    "署长",
    "校长",
    "会长",
    "董事长",
    "理事长",
    "秘书长",
    "审计长",
    "司长",
    "处长",
    "科长",
    "专员",
    "记者",
];
/// The most frequent family names: what tells a name after an office from other words where no blank parts them.
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程\
苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向\
汤温华施殷包章俞柳倪柯易";

/// Returns whether a line stands around titles and is none: a date, a number of a document, a person, a caption.
pub(super) fn is_apart(line: &str) -> bool {
    let is_of_dates = |c: char| "年月日时分秒第号度至〇零一二三四五六七八九十".contains(c);
    // 二〇二五年三月五日 has no other letters.
    let mut letters = line.chars().take(60).filter(|c| c.is_alphabetic() && !is_of_dates(*c));
    letters.next().is_none() || is_number_of_document(line) || is_of_press(line) || is_person(line)
}

/// 国发〔2019〕5号, and the like in other brackets.
fn is_number_of_document(line: &str) -> bool {
    let bracketed = line.split_once(['〔', '[', '［', '【', '（', '(']).is_some_and(|(_, rest)| {
        let year = rest.trim_end_matches(is_blank).trim_start_matches(is_blank);
        year.starts_with("19") || year.starts_with("20") || year.starts_with("２０")
    });
    bracketed && line.chars().nth(30).is_none() && line.trim_end_matches(is_blank).ends_with('号')
}

/// The line of an agency, or what says who took a picture.
fn is_of_press(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let agency = ["新华社", "新华网", "本报", "人民网", "中新社", "中新网", "央视网"];
    agency.iter().any(|name| line.starts_with(name)) && line.ends_with(['电', '讯'])
        || line.ends_with('摄')
        || line.ends_with("摄）")
}

/// 国务院总理 李克强: an office and a name.
fn is_person(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    if line.chars().nth(PERSON_CHARS_MAX).is_some() {
        return false;
    }
    let ends = OFFICES.iter().filter_map(|office| Some(line.rfind(office)? + office.len()));
    // The last office counts: 国务院副总理、外交部部长 钱其琛.
    let Some(end) = ends.max().filter(|_| !ends_as_title(line)) else { return false };
    let rest = &line[end..];
    let name: String = rest.chars().filter(|c| !is_blank(*c)).collect();
    let count = name.chars().count();
    // Names of minorities and foreigners.
    if name.contains(['·', '•', '・']) {
        return count <= 15;
    }
    let han = name.chars().all(is_han);
    // Where a blank parts them any name will do, else only a family name tells it from other words.
    let family = name.chars().next().is_some_and(|c| FAMILY_NAMES.contains(c));
    han && ((2..=4).contains(&count) && rest.starts_with(is_blank) || (2..=3).contains(&count) && family)
}

/// Returns whether a line ends as titles of official documents do.
pub(super) fn ends_as_title(line: &str) -> bool {
    let line = without_length(line.trim_matches(is_blank));
    let line = match line.rfind(['（', '(']) {
        Some(at) if line.ends_with(['）', ')']) => line[..at].trim_end_matches(is_blank),
        _ => line,
    };
    // Six characters at the least: 报告 alone is a kind of document and no title.
    line.chars().filter(|c| !is_blank(*c)).nth(5).is_some() && KINDS.iter().any(|kind| line.ends_with(kind))
}

/// Returns whether a line is nothing but the kind of a document: 年度报告, 需求规格说明书.
pub(super) fn is_bare_kind(line: &str) -> bool {
    let squeezed: String = line.chars().filter(|c| !is_blank(*c)).take(BOOK_CHARS_MAX + 1).collect();
    let is_book = squeezed.chars().count() <= BOOK_CHARS_MAX
        && ["说明书", "计划书", "任务书", "建议书", "手册", "字典"]
            .iter()
            .any(|kind| squeezed.ends_with(kind));
    is_book || BARE_KINDS.contains(&squeezed.as_str())
}

/// The part of a paragraph that is a title; `None` when it is a sentence, a salutation or a heading.
pub(super) fn title_part(text: &str, paragraph: Span) -> Option<Span> {
    let content = paragraph.of(text);
    let label = label_len(content);
    let content = &content[label..];
    // After a dash stands a subtitle or who speaks where.
    let dashes = ["——", "－－", "――", "--", "— —"].iter().filter_map(|dash| content.find(dash));
    // A dash at the very beginning parts nothing.
    let end = dashes.filter(|at| *at > 0).min().unwrap_or(content.len());
    let part = content[..end].trim_end_matches(is_blank);
    let chars = part.chars().take(CHARS_MAX + 1).count();
    let is_sentence = part.ends_with(['。', '：', ':', '；', '，', '！', '？']) || part.contains('。');
    let fits = (CHARS_MIN..=CHARS_MAX).contains(&chars) && !is_sentence;
    let start = paragraph.start + label;
    fits.then(|| Span::new(start, start + part.len()))
}

/// Returns the bytes of a label and the blanks around it: 标 题： in 标 题： 国务院关于…的意见.
pub(super) fn label_len(line: &str) -> usize {
    let mut label = String::new();
    for (at, c) in line.char_indices().take(16) {
        let after = line[at..].trim_start_matches(|c: char| is_blank(c) || c == '：' || c == ':');
        let stops = is_blank(c) || matches!(c, '：' | ':');
        if stops && LABELS.contains(&label.as_str()) && !after.is_empty() {
            // A label without colon is told by what it stands before.
            let colon = line[at..line.len() - after.len()].contains(['：', ':']);
            return if colon || ends_as_title(after) { line.len() - after.len() } else { 0 };
        }
        if !is_blank(c) {
            label.push(c);
        }
    }
    0
}

/// Leaves out `(全文4844字)` and its like.
pub(super) fn without_length(title: &str) -> &str {
    for open in ['(', '（'] {
        if let Some(at) = title.rfind(open)
            && title[at..].contains("全文")
            && title[at..].trim_end_matches([')', '）']).ends_with('字')
        {
            return title[..at].trim_end();
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_titles_is_told() {
        for line in [
            "国务院总理 李克强",
            "国务院副总理兼国家计划委员会主任李富春",
            "上海市市长 龚 正",
            "自治区主席 艾尔肯·吐尼亚孜",
            "2017",
            "2017年度",
            "二〇一七年三月五日",
            "国发〔2019〕5号",
            "松政发［2025］12号",
            "新华社北京3月16日电",
            "3月5日，总理作政府工作报告。新华社记者 某某 摄",
        ] {
            assert!(is_apart(line), "{line}");
        }
        for line in [
            "政府工作报告",
            "班主任工作手册",
            "2017年工作总结",
            "主任医师聘任办法",
            "某市人民政府",
            "张家口市",
            "市长质量奖管理办法",
        ] {
            assert!(!is_apart(line), "{line}");
        }
    }

    #[test]
    fn labels_are_no_part_of_a_title() {
        for (line, wanted) in [
            ("标 题： 国务院关于综合保税区的意见", "国务院关于综合保税区的意见"),
            ("题目：水库管理系统的设计", "水库管理系统的设计"),
            ("公文标题 关于调研后续落实事项的通知", "关于调研后续落实事项的通知"),
            ("名称 数量", "名称 数量"),
            ("政府工作报告——2026年1月26日在会议上", "政府工作报告"),
            ("1984年政府工作报告－－1984年5月15日", "1984年政府工作报告"),
        ] {
            assert_eq!(title_part(line, Span::new(0, line.len())).map(|span| span.of(line)), Some(wanted));
        }
    }
}
