//! What is counted: the words that name it, cut out of those before an amount.

use super::asked::known_names;

/// Cuts off 比2020年, 较1978年底, 5年 and the like from the end.
pub(super) fn before_comparison(words: &str) -> &str {
    let time = words.strip_suffix('底').unwrap_or(words).strip_suffix('年');
    let Some(time) = time else { return words };
    let before = time.trim_end_matches(|c: char| c.is_ascii_digit() || crate::text::is_numeral(c));
    match time[before.len()..].chars().count() {
        0 => words,
        1 | 2 => before.trim_end_matches(['近', '这']),
        _ => before.strip_suffix(['比', '较']).unwrap_or(words),
    }
}

/// Times and leads that stand before what is counted; cut off with all before them.
const LEADS: [&str; 44] = [
    "年均",
    "今年",
    "去年",
    "上年",
    "明年",
    "全年",
    "当年",
    "年末",
    "年底",
    "上半年",
    "季度",
    "时期",
    "期间",
    "以来",
    "年来",
    "五年",
    "其中",
    "预计",
    "建议",
    "提出",
    "确保",
    "力争",
    "争取",
    "实现",
    "完成",
    "推动",
    "努力",
    "规定",
    "要求",
    "计划",
    "安排",
    "促进",
    "使",
    "即",
    "但",
    "且",
    "并",
    "同时",
    "从而",
    "情况下",
    "条件下",
    "前提下",
    "基础上",
    "年景下",
];

/// Times that may stand where what is counted does, with a character before them: 前三季度.
const TIMES: [&str; 9] = ["全年", "今年", "去年", "上年", "当年", "年内", "上半年", "下半年", "季度"];

/// Without an abbreviation in Latin letters: 居民消费价格指数（CPI）.
fn without_abbreviation(name: &str) -> String {
    let bracket = name.split_once('（').and_then(|(before, rest)| Some((before, rest.split_once('）')?)));
    match bracket {
        Some((before, (inside, behind))) if is_abbreviation(inside) => format!("{before}{behind}"),
        _ => name.to_owned(),
    }
}

/// Returns whether what stands in brackets is an abbreviation of what stands before them: GDP, R&D.
pub(super) fn is_abbreviation(inside: &str) -> bool {
    inside.chars().all(|c| c.is_ascii_uppercase() || c == '&') && inside.len() > 1
}

/// Cuts off what stands before what is counted.
pub(super) fn subject_of(text: &str) -> String {
    let mut rest = text;
    for lead in LEADS {
        // A lead that ends the words is part of them: 投资完成. 使用 is another word than 使.
        if let Some(at) = rest.rfind(lead)
            && at + lead.len() < rest.len()
            && !(lead == "使" && rest[at..].starts_with("使用"))
        {
            rest = &rest[at + lead.len()..];
        }
    }
    // 2025年全市…, 3月…
    if let Some(at) = rest.rfind(['年', '月', '日'])
        && rest[..at]
            .ends_with(|c: char| c.is_ascii_digit() || c == '○' || c == '〇' || crate::text::is_numeral(c))
    {
        let unit = rest[at..].chars().next().map_or(0, char::len_utf8);
        rest = &rest[at + unit..];
    }
    let rest = rest.trim_start_matches([
        '的', '，', '、', '。', '：', '）', '”', '和', '与', '及', '“', '-', '在', '对', '把',
    ]);
    // 1.地区生产总值, the number of a list
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let unnumbered = behind.strip_prefix(['.', '．']).filter(|_| behind.len() < rest.len());
    let rest = unnumbered.unwrap_or(rest);
    // 三季度增长5%: a time alone leaves it to what stands before.
    let is_time = TIMES
        .iter()
        .any(|time| rest.strip_suffix(time).is_some_and(|before| before.chars().nth(1).is_none()));
    if is_time { String::new() } else { without_abbreviation(rest) }
}

/// What a figure of last year is called in plans and budgets.
const OF_LAST_YEAR: [&str; 9] =
    ["预计执行数", "执行数", "预计完成数", "完成数", "预计数", "决算数", "预算数", "实绩", "基数"];

/// Cuts off 比上年执行数, 较2023年决算数 from the end: growth is counted against it.
pub(super) fn before_last_year(words: &str) -> &str {
    let Some(time) = OF_LAST_YEAR.iter().find_map(|name| words.strip_suffix(name)) else { return words };
    let year = |time: &str| time.chars().all(|c| c.is_ascii_digit());
    let begin = time.rfind(['比', '较']).map(|at| (at, at + '比'.len_utf8()));
    let Some((at, after)) = begin else { return words };
    let told = matches!(&time[after..], "上年" | "去年" | "上年度" | "上一年")
        || time[after..].strip_suffix('年').is_some_and(year);
    if told { &words[..at] } else { words }
}

/// What is told of an indicator before its amount comes: 粮食产量实现“二十连丰”，达到…; 地区生产总值连跨三个台阶，增长….
const TOLD_OF: [&str; 24] = [
    "实现", "连", "跃", "迈", "再", "首次", "突破", "站", "创", "位居", "居", "排", "稳", "持续", "保持",
    "由", "从", "呈", "获", "跨", "继续", "总体", "喜", "又",
];

/// Returns the indicator that a clause without an amount tells something of; `None` where it names none that is known.
pub(super) fn told_of(clause: &str) -> Option<&'static str> {
    let named = known_names().filter(|name| {
        let behind = clause.split_once(name).map(|(_, behind)| behind);
        behind.is_some_and(|behind| TOLD_OF.iter().any(|word| behind.starts_with(word)))
    });
    named.max_by_key(|name| name.len()).filter(|name| !clause.contains(&format!("人均{name}")))
}

/// Returns what a bare 产量 is of: where the area of a crop was spoken of before, of that crop.
pub(super) fn of_crop(own: &str, before: &str) -> Option<String> {
    let is_bare = matches!(own, "产量" | "总产量" | "总产" | "单产");
    let crop = ["播种面积", "种植面积", "生产面积", "面积"].iter().find_map(|area| before.strip_suffix(area));
    crop.filter(|crop| is_bare && !crop.is_empty()).map(|crop| format!("{crop}{own}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_found_before_the_clause_of_its_amount() {
        for (clause, wanted) in [
            ("粮食产量实现“二十连丰”", Some("粮食产量")),
            ("全省地区生产总值连跨三个台阶", Some("地区生产总值")),
            ("人均地区生产总值连跨三个台阶", None),
            ("地区生产总值能耗持续下降", None),
            ("工作取得很大成绩", None),
        ] {
            assert_eq!(told_of(clause), wanted, "{clause}");
        }
        for (words, wanted) in [
            ("收入比上年执行数", "收入"),
            ("收入较2023年决算数", "收入"),
            ("收入完成数", "收入完成数"),
            ("比重完成数", "比重完成数"),
        ] {
            assert_eq!(before_last_year(words), wanted, "{words}");
        }
        assert_eq!(of_crop("产量", "粮食播种面积").as_deref(), Some("粮食产量"));
        assert_eq!(of_crop("总产量", "粮食生产面积").as_deref(), Some("粮食总产量"));
        assert_eq!(of_crop("产量", "居民收入"), None);
    }
}
