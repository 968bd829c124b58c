//! Which figures were asked for: names of indicators and words of change, held against what a report prints.

use std::sync::LazyLock;

use super::{Aim, Direction, Figure};

/// Names of one indicator a line; those that name its growth only apart.
struct Names {
    all: Vec<&'static str>,
    of_growth: Vec<&'static str>,
}

/// What marks a name that an indicator has only where its growth is spoken of.
const OF_GROWTH: &str = "(增长)";

static INDICATORS: LazyLock<Vec<Names>> = LazyLock::new(|| {
    let lines = include_str!("../../../index_schema/indicators.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let names = |line: &'static str| {
        let all = line.split(' ').filter(|name| !name.ends_with(OF_GROWTH)).collect();
        let of_growth = line.split(' ').filter_map(|name| name.strip_suffix(OF_GROWTH)).collect();
        Names { all, of_growth }
    };
    lines.map(names).collect()
});

/// Returns the names of indicators that are known.
pub(super) fn known_names() -> impl Iterator<Item = &'static str> {
    INDICATORS.iter().flat_map(|line| line.all.iter().copied())
}

/// Words that ask for what is to be reached, the longer ones first.
const AIMS: [&str; 3] = ["主要预期目标", "预期目标", "目标"];
/// Words of change that can be asked for.
const RISES: [&str; 13] = [
    "增长",
    "增速",
    "增幅",
    "涨幅",
    "上涨",
    "上升",
    "提高",
    "提升",
    "增加",
    "递增",
    "增长率",
    "增长速度",
    "上涨幅度",
];
const FALLS: [&str; 8] = ["下降", "降低", "减少", "降幅", "回落", "下降率", "缩小", "下滑"];

/// What may stand before a name without making it another thing.
const BEFORE: [&str; 23] = [
    "全省",
    "全市",
    "全区",
    "全州",
    "全县",
    "全国",
    "全社会",
    "全自治区",
    "我省",
    "我市",
    "我区",
    "我县",
    "我国",
    "本省",
    "本市",
    "本区",
    "地方",
    "地区",
    "国内",
    "全部",
    "全域",
    "新疆",
    "经济社会",
];
/// What may stand behind it likewise.
const BEHIND: [&str; 14] = [
    "总额",
    "总量",
    "指数",
    "水平",
    "人数",
    "数",
    "数量",
    "规模",
    "金额",
    "额",
    "总水平",
    "目标",
    "人口",
    "（GDP）",
];
/// What makes another indicator of a name that follows it.
const SHARES: [&str; 9] = ["人均", "单位", "万元", "户均", "每", "亿元", "地均", "占", "占全国"];

/// How well a figure is what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its indicator has words more than the name, which may make it another one.
    Near,
    /// It is another word for the growth of the indicator.
    StandsIn,
    /// It is that indicator.
    Exact,
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    names: Vec<String>,
    /// Names that stand in where growth is asked for.
    stand_ins: Vec<String>,
    rises: bool,
    falls: bool,
    aim: Option<Aim>,
}

impl Asked {
    /// Reads words: names of indicators, of which one is enough or all together make one (城镇 新增就业), words of
    /// change (增长), which leave out levels, and words of aim (目标), also at the end of a name (地区生产总值增长目标).
    pub fn parse(words: &[&str]) -> Asked {
        let mut asked = Asked::default();
        let mut typed: Vec<&str> = Vec::new();
        for word in words.iter().flat_map(|word| word.split(['|', '｜'])).filter(|word| !word.is_empty()) {
            let word = AIMS.iter().find_map(|aim| word.strip_suffix(aim)).map_or(word, |rest| {
                asked.aim = Some(Aim::Target);
                rest
            });
            match () {
                () if word.is_empty() => {}
                () if RISES.contains(&word) => asked.rises = true,
                () if FALLS.contains(&word) => asked.falls = true,
                () => typed.push(word),
            }
        }
        // 地区生产总值增长 names both.
        for name in &mut typed {
            let change = RISES
                .iter()
                .chain(&FALLS)
                .find(|change| name.ends_with(**change) && name.len() > change.len());
            if let Some(change) = change {
                asked.rises |= RISES.contains(change);
                asked.falls |= FALLS.contains(change);
                *name = &name[..name.len() - change.len()];
            }
        }
        let joined = typed.concat();
        let whole = known_names().any(|name| name == joined);
        asked.names =
            if whole { vec![joined.clone()] } else { typed.iter().map(|name| (*name).to_owned()).collect() };
        if typed.len() > 1 && !whole {
            asked.names.push(joined);
        }
        let lines: Vec<&Names> = asked.names.iter().filter_map(|name| line_of(name)).collect();
        asked.names.extend(lines.iter().flat_map(|line| &line.all).map(|name| (*name).to_owned()));
        let mut seen = std::collections::HashSet::new();
        asked.names.retain(|name| seen.insert(name.clone()));
        if asked.rises {
            let stand_ins = lines.iter().flat_map(|line| &line.of_growth).map(|name| (*name).to_owned());
            asked.stand_ins = stand_ins.filter(|name| !asked.names.contains(name)).collect();
        }
        asked
    }

    /// Returns the aim that a word asked for: [`Aim::Target`] for 目标; `None` where none did.
    pub fn aim(&self) -> Option<Aim> {
        self.aim
    }

    /// Returns the names of indicators that answer, the typed ones first, those that stand in last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(&self.stand_ins).map(String::as_str)
    }

    /// Returns how well a figure is what was asked for; `None` where it is not.
    pub fn fit(&self, figure: &Figure) -> Option<Fit> {
        let change = match figure.direction {
            Direction::Level => !self.rises && !self.falls,
            Direction::Rise => self.rises || !self.falls,
            Direction::Fall => self.falls || !self.rises,
            Direction::Compared => false,
        };
        if !change {
            return None;
        }
        let own = self.names.iter().filter_map(|name| fit(&figure.indicator, name)).max();
        let is_other = |name: &String| fit(&figure.indicator, name) == Some(Fit::Exact);
        own.max(self.stand_ins.iter().any(is_other).then_some(Fit::StandsIn))
    }
}

fn line_of(name: &str) -> Option<&'static Names> {
    INDICATORS.iter().find(|line| line.all.contains(&name))
}

/// Without what does not tell indicators apart.
fn squashed(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '总' | '年' | '“' | '”')).collect()
}

/// Revenue with the share of the state; without 总 it is the region's own.
const WITH_THE_STATE: [&str; 2] = ["预算总收入", "财政总收入"];

fn fit(indicator: &str, name: &str) -> Option<Fit> {
    if WITH_THE_STATE.iter().any(|words| indicator.contains(words) != name.contains(words)) {
        return None;
    }
    let (whole, wanted) = (squashed(indicator), squashed(name));
    let at = whole.rfind(&wanted)?;
    let (before, behind) = (&whole[..at], &whole[at + wanted.len()..]);
    let is_known = behind.is_empty() || BEHIND.iter().any(|word| squashed(word) == behind);
    if !is_known || SHARES.iter().any(|share| before.ends_with(share)) {
        return None;
    }
    let mut rest = before;
    while let Some(known) = BEFORE.iter().find(|known| rest.ends_with(**known)) {
        rest = &rest[..rest.len() - known.len()];
    }
    // 单位地区生产总值: a share before what may stand before a name.
    if SHARES.iter().any(|share| rest.ends_with(share)) {
        return None;
    }
    Some(if rest.is_empty() { Fit::Exact } else { Fit::Near })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_indicators() {
        for (indicator, name, wanted) in [
            ("地区生产总值", "地区生产总值", Some(Fit::Exact)),
            ("全市生产总值", "生产总值", Some(Fit::Exact)),
            ("全省地区生产总值", "地区生产总值", Some(Fit::Exact)),
            ("人均地区生产总值", "地区生产总值", None),
            ("单位地区生产总值能耗", "地区生产总值", None),
            ("单位地区生产总值", "生产总值", None),
            ("海洋生产总值", "生产总值", Some(Fit::Near)),
            ("粮食总产量", "粮食产量", Some(Fit::Exact)),
            ("居民消费价格总水平", "居民消费价格", Some(Fit::Exact)),
            ("一般公共预算总收入", "一般公共预算收入", None),
            ("地方一般公共预算收入", "一般公共预算收入", Some(Fit::Exact)),
            ("居民消费价格指数", "居民消费价格", Some(Fit::Exact)),
            ("全社会固定资产投资", "固定资产投资", Some(Fit::Exact)),
            ("民间固定资产投资", "固定资产投资", Some(Fit::Near)),
            ("固定资产投资率", "固定资产投资", None),
            ("城镇新增就业人数", "城镇新增就业", Some(Fit::Exact)),
            ("经济", "经济", Some(Fit::Exact)),
            ("民营经济", "经济", Some(Fit::Near)),
        ] {
            assert_eq!(fit(indicator, name), wanted, "{indicator} {name}");
        }
    }

    #[test]
    fn words_are_names_and_changes() {
        let asked = Asked::parse(&["地区生产总值", "经济", "增长"]);
        assert!(asked.rises && asked.names.contains(&"国内生产总值".to_owned()) && asked.names[1] == "经济");
        assert_eq!(Asked::parse(&["城镇", "新增就业"]).names[0], "城镇新增就业");
        assert!(Asked::parse(&["粮食产量增长"]).rises);
        let stand_ins = |words: &[&str]| Asked::parse(words).stand_ins;
        assert_eq!(stand_ins(&["地区生产总值增长目标"]), ["经济"]);
        assert!(
            stand_ins(&["地区生产总值"]).is_empty()
                && stand_ins(&["地区生产总值", "经济", "增长"]).is_empty()
        );
    }
}
