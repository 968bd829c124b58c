//! What governs an amount: the words before it, taken apart into what is counted, how it changes, and how the amount bounds it.

use super::subject::{before_comparison, before_last_year, subject_of};
use super::{Direction, Relation};

/// How a clause governs its amount.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Governed {
    /// What is counted, as printed; empty where the clause leaves it to the one before.
    pub(super) subject: String,
    /// The word of change (增长, 涨幅), as printed; empty where the amount is a level.
    pub(super) measure: String,
    /// What the measure is: rising, falling, or compared with another (高于全国).
    pub(super) direction: Direction,
    /// How the amount bounds the figure.
    pub(super) relation: Relation,
    /// Whether it is an average of several years (年均).
    pub(super) yearly: bool,
    /// Whether it is what several years changed (比2020年增长, 5年增长).
    pub(super) since: bool,
    /// Whether a word of aims stands in it (预期目标, 力争, 计划).
    pub(super) aims: bool,
    /// Whether a word of what is done stands in it (完成).
    pub(super) done: bool,
    /// Whether it is held against the year before (同比): what was done mostly is, and aims sometimes are.
    pub(super) on_year: bool,
}

use Direction::{Compared, Fall, Rise};

/// Words of change, the longer before those that they end in.
const MEASURES: [(&str, Direction); 38] = [
    ("增长速度", Rise),
    ("增长幅度", Rise),
    ("上涨幅度", Rise),
    ("上升幅度", Rise),
    ("下降幅度", Fall),
    ("增长率", Rise),
    ("上涨率", Rise),
    ("下降率", Fall),
    ("降低率", Fall),
    ("增速", Rise),
    ("增幅", Rise),
    ("涨幅", Rise),
    ("降幅", Fall),
    ("增长", Rise),
    ("递增", Rise),
    ("增加", Rise),
    ("上涨", Rise),
    ("上升", Rise),
    ("提高", Rise),
    ("提升", Rise),
    ("增产", Rise),
    ("扩大", Rise),
    ("下降", Fall),
    ("降低", Fall),
    ("减少", Fall),
    ("回落", Fall),
    ("缩小", Fall),
    ("压减", Fall),
    ("下滑", Fall),
    ("下调", Fall),
    ("快于全国", Compared),
    ("高于全国", Compared),
    ("低于全国", Compared),
    ("高于", Compared),
    ("快于", Compared),
    ("低于", Compared),
    ("慢于", Compared),
    ("优于", Compared),
];

/// 完成预算的101.2%, 占全国的7.4%: a share of something else.
const SHARES_OF: [&str; 5] = ["完成", "占", "相当于", "为", "是"];

/// What a word between subject and amount says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    Nothing,
    Bounds(Relation),
    Aims,
    Done,
    OnYear,
    Yearly,
}

use Says::{Aims, Bounds, Done, Nothing, OnYear, Yearly};

/// Words between what is counted and its amount, the longer before those that they end in.
const LINKS: [(&str, Says); 102] = [
    ("宏观调控目标", Aims),
    ("宏观", Nothing),
    ("平均每年", Yearly),
    ("年平均", Yearly),
    ("年均", Yearly),
    ("每年", Yearly),
    ("预期目标", Aims),
    ("调控目标", Aims),
    ("宏观调控", Aims),
    ("目标", Aims),
    ("预期", Aims),
    ("预定", Aims),
    ("计划", Aims),
    ("安排", Aims),
    ("力争", Aims),
    ("确保", Aims),
    ("争取", Aims),
    ("规划", Aims),
    ("建议", Aims),
    ("要求", Aims),
    ("不低于", Bounds(Relation::AtLeast)),
    ("不少于", Bounds(Relation::AtLeast)),
    ("不小于", Bounds(Relation::AtLeast)),
    ("至少", Bounds(Relation::AtLeast)),
    ("不超过", Bounds(Relation::AtMost)),
    ("不高于", Bounds(Relation::AtMost)),
    ("不突破", Bounds(Relation::AtMost)),
    ("不大于", Bounds(Relation::AtMost)),
    ("首次突破", Bounds(Relation::Over)),
    ("突破", Bounds(Relation::Over)),
    ("超过", Bounds(Relation::Over)),
    ("跨越", Bounds(Relation::Over)),
    ("高出", Bounds(Relation::Over)),
    ("大于", Bounds(Relation::Over)),
    ("超", Bounds(Relation::Over)),
    ("将近", Bounds(Relation::Nearly)),
    ("接近", Bounds(Relation::Nearly)),
    ("近", Bounds(Relation::Nearly)),
    ("大约", Bounds(Relation::About)),
    ("约", Bounds(Relation::About)),
    ("左右", Nothing),
    ("跃升至", Bounds(Relation::Reaches)),
    ("跃升到", Bounds(Relation::Reaches)),
    ("提高到", Bounds(Relation::Reaches)),
    ("提高至", Bounds(Relation::Reaches)),
    ("提升到", Bounds(Relation::Reaches)),
    ("提升至", Bounds(Relation::Reaches)),
    ("增加到", Bounds(Relation::Reaches)),
    ("增加至", Bounds(Relation::Reaches)),
    ("增长到", Bounds(Relation::Reaches)),
    ("上升到", Bounds(Relation::Reaches)),
    ("上升至", Bounds(Relation::Reaches)),
    ("下降到", Bounds(Relation::Reaches)),
    ("下降至", Bounds(Relation::Reaches)),
    ("回落到", Bounds(Relation::Reaches)),
    ("降低至", Bounds(Relation::Reaches)),
    ("调高到", Bounds(Relation::Reaches)),
    ("增至", Bounds(Relation::Reaches)),
    ("升至", Bounds(Relation::Reaches)),
    ("降至", Bounds(Relation::Reaches)),
    ("达到", Bounds(Relation::Reaches)),
    ("达", Bounds(Relation::Reaches)),
    ("控制在", Nothing),
    ("保持在", Nothing),
    ("稳定在", Nothing),
    ("维持在", Nothing),
    ("确定为", Aims),
    ("设定为", Aims),
    ("定为", Aims),
    ("完成", Done),
    ("实现", Nothing),
    ("比上年同期", OnYear),
    ("比去年同期", OnYear),
    ("比上年", Nothing),
    ("比去年", Nothing),
    ("较上年", Nothing),
    ("同比", OnYear),
    ("预计", Nothing),
    ("实际", Nothing),
    ("名义", Nothing),
    ("累计", Nothing),
    ("合计", Nothing),
    ("共计", Nothing),
    ("总计", Nothing),
    ("分别", Nothing),
    ("将", Aims),
    ("要", Aims),
    ("了", Done),
    ("为", Nothing),
    ("是", Nothing),
    ("按", Nothing),
    ("到", Nothing),
    ("至", Nothing),
    ("在", Nothing),
    ("的", Nothing),
    ("仅", Nothing),
    ("同口径", Nothing),
    ("可比口径", Nothing),
    ("保持", Nothing),
    ("努力", Aims),
    ("奋力", Aims),
    ("冲刺", Aims),
];

/// Returns what the words before an amount say, read from their end.
pub(super) fn governed(words: &str) -> Governed {
    let mut rest = words.trim_end_matches(['“', '”', '《', '》', '、', '*']);
    let mut found = Governed::default();
    if SHARES_OF.iter().any(|word| rest.starts_with(word)) && rest.ends_with('的') {
        return Governed { measure: rest.to_owned(), direction: Compared, ..found };
    }
    let mut relation = None;
    loop {
        rest = before_last_year(rest);
        let before = before_comparison(rest);
        // 连续7年稳定在 counts years, in which nothing changes.
        let again = before.strip_suffix("连续").filter(|_| before.len() < rest.len());
        found.since |= before.len() < rest.len() && again.is_none();
        rest = again.unwrap_or(before);
        // 提高到 is no rise by so much: links that hold a word of change come first.
        let link = LINKS.iter().find(|(word, _)| rest.ends_with(word));
        let measure = measure_at_end(rest);
        match (link, measure) {
            (Some((word, says)), _) => {
                // 将近 stands before 近, so what is cut is the longest.
                match says {
                    Nothing => {}
                    Bounds(how) => relation = relation.or(Some(*how)),
                    Aims => found.aims = true,
                    Done => found.done = true,
                    OnYear => found.on_year = true,
                    Yearly => found.yearly = true,
                }
                rest = &rest[..rest.len() - word.len()];
            }
            (None, Some((word, direction))) if found.measure.is_empty() => {
                // 增长 that was reached: 达到 behind it bounds nothing. 收入达到 is a level.
                (found.measure, found.direction) = (word.to_owned(), direction);
                rest = &rest[..rest.len() - word.len()];
            }
            _ => break,
        }
    }
    found.relation = relation.unwrap_or_default();
    found.yearly |= rest.contains("年均");
    found.subject = subject_of(rest);
    found
}

/// Returns the word of change that words end in. 人口自然增长率 is the name of what is counted.
pub(super) fn measure_at_end(words: &str) -> Option<(&'static str, Direction)> {
    let is_name = words.ends_with("自然增长率");
    MEASURES.into_iter().find(|(word, _)| !is_name && words.ends_with(word))
}

/// Returns the word of change that words begin with.
pub(super) fn measure_at_begin(words: &str) -> Option<(&'static str, Direction)> {
    MEASURES.into_iter().find(|(word, _)| words.starts_with(word))
}

/// What holds one against another wherever it stands before points of a hundred.
const AGAINST: [&str; 6] = ["高于", "低于", "快于", "慢于", "优于", "好于"];

/// Returns whether an amount holds what is counted against another: 增幅高于经济增长1个百分点, 比6%的目标低1.9个百分点.
pub(super) fn holds_against(words: &str, base: &str, how: &Governed) -> bool {
    let in_points = base == "个百分点";
    let level = how.direction == Direction::Level;
    // 不低于 bounds.
    let against = |word: &&str| words.match_indices(*word).any(|(at, _)| !words[..at].ends_with('不'));
    in_points && (level || AGAINST.iter().any(against)) || matches!(words, "比" | "较")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_an_amount_are_taken_apart() {
        for (words, subject, measure, relation) in [
            ("地区生产总值增长", "地区生产总值", "增长", Relation::Equals),
            ("全市生产总值达到", "全市生产总值", "", Relation::Reaches),
            ("地区生产总值按增长", "地区生产总值", "增长", Relation::Equals),
            ("今年经济增长预期目标为", "经济", "增长", Relation::Equals),
            ("今年经济增长速度的调控目标定为", "经济", "增长速度", Relation::Equals),
            ("国家计划要求今年的国民生产总值比上年增长", "国民生产总值", "增长", Relation::Equals),
            ("居民消费价格总水平上涨幅度控制在", "居民消费价格总水平", "上涨幅度", Relation::Equals),
            ("城镇新增就业不少于", "城镇新增就业", "", Relation::AtLeast),
            ("粮食产量超过", "粮食产量", "", Relation::Over),
            ("年均增长", "", "增长", Relation::Equals),
            ("高于全国", "", "高于全国", Relation::Equals),
            ("人均地区生产总值从5.6万元增至", "人均地区生产总值从5.6万元", "", Relation::Reaches),
            ("2025年总量比2020年增加超", "总量", "增加", Relation::Over),
            ("今年国民生产总值计划增长", "国民生产总值", "增长", Relation::Equals),
        ] {
            let found = governed(words);
            let read = (found.subject.as_str(), found.measure.as_str(), found.relation);
            assert_eq!(read, (subject, measure, relation), "{words}");
        }
        assert!(governed("今年国民生产总值计划增长").aims && governed("地区生产总值年均增长").yearly);
    }

    #[test]
    fn longer_words_stand_before_those_that_they_end_in() {
        for list in [LINKS.map(|(word, _)| word).to_vec(), MEASURES.map(|(word, _)| word).to_vec()] {
            for (nth, word) in list.iter().enumerate() {
                let hidden = list[..nth].iter().find(|shorter| word.ends_with(**shorter));
                assert!(hidden.is_none(), "{word} is hidden by {hidden:?}");
            }
        }
    }
}
