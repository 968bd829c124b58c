//! What a text says of others that are no longer in force: 《…婚姻法》…同时废止, and decisions that list what they repeal.
//!
//! Only what is said in so many words counts, of whole works, and now: 《…》第三条废止, 应当废止, 修改或者废止 say nothing here.

use serde::{Deserialize, Serialize};

use crate::text::{LineIndex, is_blank};

use super::Date;
use super::date::dates_in;

/// A work that a text says is no longer in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeal {
    /// Its name as printed, without 《》.
    pub name: String,
    /// The day on which it was passed or issued, where the text tells.
    pub dated: Option<Date>,
    /// Line of the text that says so, counted from 1.
    pub line: usize,
}

const VERB: &str = "废止";
/// What may stand between the last work and 废止, one after the other.
const BEFORE_VERB: [&str; 12] =
    ["同时", "即行", "予以", "自行", "相应", "一并", "随之", "即", "亦", "也", "均", "，"];
/// What joins works of a list.
const JOINTS: [&str; 7] = ["、", "和", "及", "以及", "与", "，", "暨"];
/// What makes a name before 废止 a ground rather than what ends.
const GROUNDS: [&str; 8] = ["根据", "依照", "按照", "依据", "施行", "适用", "修改", "违反"];
/// What an item of a list without 《》 ends in: else it is a sentence.
const WORKS: [&str; 12] =
    ["法", "条例", "规定", "办法", "决定", "细则", "规则", "通知", "意见", "批复", "解释", "决议"];
/// Items of a list that are read, at most.
const ITEMS_MAX: usize = 300;

/// Returns the works that a text says are no longer in force, in reading order.
pub fn repeals(text: &str) -> Vec<Repeal> {
    let mut found: Vec<(usize, Named)> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), VERB) {
        let begin = text[..at]
            .rfind(['。', '；', '\n', '：'])
            .map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
        let (before, after) = (&text[begin..at], &text[at + VERB.len()..]);
        // 《国务院关于废止…的决定》 is a name, and what stands in quotation marks is the text of another work.
        if is_inside(before, '《', '》') || is_inside(before, '“', '”') {
            continue;
        }
        let named = match after.chars().next() {
            Some('《') if is_decided(before) => ahead(after),
            Some('：' | ':') if is_list(before) => listed(after),
            Some('下') if is_decided(before) => listed(after),
            None | Some('。' | '；' | '\n' | '\r' | '，' | ',' | ';') => behind(before),
            _ => Vec::new(),
        };
        found.extend(named.into_iter().map(|named| (at, named)));
    }
    if found.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let repeal = |(at, (name, dated)): (usize, Named)| Repeal { name, dated, line: lines.line_of(at) };
    found.into_iter().map(repeal).collect()
}

/// A work's name and day.
type Named = (String, Option<Date>);

fn is_inside(before: &str, open: char, close: char) -> bool {
    before.rfind(open).is_some_and(|open| before.rfind(close).is_none_or(|close| close < open))
}

/// Works named before 废止, the last first while the list goes on.
fn behind(before: &str) -> Vec<Named> {
    let mut rest = without_time(before.trim_end_matches(is_blank));
    loop {
        let shorter = BEFORE_VERB.iter().find_map(|word| rest.strip_suffix(word));
        match shorter {
            Some(shorter) => rest = without_time(shorter.trim_end_matches(is_blank)),
            None => break,
        }
    }
    let mut named = Vec::new();
    while let Some((name, front)) = last_name(rest) {
        // A list goes back as long as joints lead to another name; its own description may stand between (1985年…发布的).
        let (description, further) = match front.rfind('》') {
            Some(end) => (&front[end + '》'.len_utf8()..], &front[..end + '》'.len_utf8()]),
            None => (front, ""),
        };
        let description = without_bracket_before(description);
        named.push((name.to_owned(), day_of(description)));
        let joined = JOINTS.iter().any(|joint| description.trim_start_matches(is_blank).starts_with(joint));
        if further.is_empty() || !joined || GROUNDS.iter().any(|word| description.contains(word)) {
            // 根据《甲》，《乙》同时废止: the first is no part of the list.
            break;
        }
        if front[..front.len() - description.len()].contains("根据") && further.matches('《').count() == 1
        {
            break;
        }
        rest = further;
    }
    named.reverse();
    named
}

/// A text without 自2006年1月1日起, 自本法施行之日起 at its end.
fn without_time(text: &str) -> &str {
    let Some(before) = text.strip_suffix('起').or_else(|| text.strip_suffix("后")) else { return text };
    let Some(at) = before.rfind('自').or_else(|| before.rfind('从')) else { return text };
    let time = &before[at..];
    let tells = time.contains('日') && !time.contains(['《', '》', '，', '。']);
    if tells { text[..at].trim_end_matches(is_blank) } else { text }
}

/// The name that a text ends in, 《…》 or 《…》（令第104号）, and what stands before it.
fn last_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end_matches(is_blank);
    let text = match text.strip_suffix(['）', ')']) {
        Some(inside) => text[..inside.rfind(['（', '('])?].trim_end_matches(is_blank),
        None => text,
    };
    let inside = text.strip_suffix('》')?;
    // Names inside names: 《关于适用《民法典》的解释》.
    let mut depth = 1;
    for (at, c) in inside.char_indices().rev() {
        match c {
            '》' => depth += 1,
            '《' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let name = inside[at + c.len_utf8()..].trim_matches(is_blank);
            return (!name.is_empty()).then_some((name, &inside[..at]));
        }
    }
    None
}

/// What follows a name in brackets belongs to that name.
fn without_bracket_before(text: &str) -> &str {
    match text.strip_prefix(['（', '(']) {
        Some(inside) => {
            inside.find(['）', ')']).map_or(text, |end| inside[end..].trim_start_matches(['）', ')']))
        }
        None => text,
    }
}

/// The day in 1985年1月15日国务院发布的: of several the first, on which it was passed. 本法自2004年1月1日起施行， is none.
fn day_of(description: &str) -> Option<Date> {
    let description = description.rsplit('，').next().unwrap_or(description).trim_end_matches(is_blank);
    if !description.ends_with('的') {
        return None;
    }
    dates_in(description).into_iter().map(|(_, date)| date).find(|date| date.day > 0)
}

/// Whether what stands before 废止 decides it: 决定废止《…》, 一、废止《…》.
fn is_decided(before: &str) -> bool {
    let before = before.trim_matches(is_blank);
    let numbered = before.chars().last().is_some_and(|c| matches!(c, '、' | '.' | '．' | '）'))
        && before.chars().count() <= 5;
    ["决定", "现决定", "现予", "兹"].iter().any(|word| before.ends_with(word)) || numbered
}

/// Whether what stands before 废止： says that the following is repealed: 下列…，自本法施行之日起，予以废止：.
fn is_list(before: &str) -> bool {
    (before.contains("下列") || before.contains("以下"))
        && !["可以", "应当", "有权", "修改或者", "申请"].iter().any(|word| before.contains(word))
}

/// 废止《甲》、《乙》。
fn ahead(after: &str) -> Vec<Named> {
    let end = after.find(['。', '；', '\n']).unwrap_or(after.len());
    let sentence = after[..end].trim_end_matches(is_blank);
    // 废止《甲》第三条, 废止《甲》的决定 say something else.
    let mut named = behind(sentence);
    named.retain(|(name, _)| !name.is_empty());
    named
}

/// The items of a list: lines with a number before them, or with a name.
fn listed(after: &str) -> Vec<Named> {
    let mut named = Vec::new();
    for line in after
        .lines()
        .skip(1)
        .map(|line| line.trim_matches(is_blank))
        .filter(|line| !line.is_empty())
        .take(ITEMS_MAX)
    {
        let item = line.trim_start_matches(|c: char| {
            c.is_numeric() || "一二三四五六七八九十百（）().．、 　".contains(c)
        });
        let is_numbered = item.len() < line.len();
        if line.starts_with('第') || !is_numbered && !line.starts_with('《') {
            break;
        }
        let whole = item.trim_end_matches(['。', '；', ';']);
        match whole.find('《') {
            Some(open) => {
                // 《甲》第三条 is a part of a work.
                let Some(close) = whole.rfind('》').filter(|close| *close > open) else { continue };
                let tail = whole[close + '》'.len_utf8()..].trim_matches(is_blank);
                let (name, _) = match last_name(&whole[..close + '》'.len_utf8()]) {
                    Some(found) => found,
                    None => continue,
                };
                if tail.is_empty() || tail.starts_with(['（', '(']) {
                    named.push((name.to_owned(), day_of(&whole[..open])));
                }
            }
            None => {
                let bare = whole.split(['（', '(']).next().unwrap_or("").trim_matches(is_blank);
                if WORKS.iter().any(|end| bare.ends_with(end)) {
                    named.push((bare.to_owned(), None));
                }
            }
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_ends_is_read_and_nothing_else() {
        let shown = |text: &str| {
            let of = |one: &Repeal| match one.dated {
                Some(date) => format!("{} {date}", one.name),
                None => one.name.clone(),
            };
            repeals(text).iter().map(of).collect::<Vec<_>>().join("; ")
        };
        for (text, wanted) in [
            (
                "第二十三条 本法自2004年1月1日起施行，《中华人民共和国居民身份证条例》同时废止。",
                "中华人民共和国居民身份证条例",
            ),
            (
                "1985年1月15日国务院发布的《国务院关于行政区划管理的规定》同时废止。",
                "国务院关于行政区划管理的规定 1985-01-15",
            ),
            (
                "《中华人民共和国婚姻法》、《中华人民共和国继承法》和《中华人民共和国收养法》同时废止。",
                "中华人民共和国婚姻法; 中华人民共和国继承法; 中华人民共和国收养法",
            ),
            (
                "2008年8月17日发布的《道路交通事故处理程序规定》（公安部令第104号）同时废止。",
                "道路交通事故处理程序规定 2008-08-17",
            ),
            (
                "1985年9月1日发布的《甲办法》、1990年2月3日发布的《乙办法》同时废止。",
                "甲办法 1985-09-01; 乙办法 1990-02-03",
            ),
            ("《中华人民共和国农业税条例》自2006年1月1日起废止。", "中华人民共和国农业税条例"),
            ("现决定废止《甲条例》和《乙条例》。", "甲条例; 乙条例"),
            ("根据《立法法》，《甲条例》同时废止。", "甲条例"),
            (
                "下列条例、补充规定和决定，自本法施行之日起，予以废止：\n1.惩治军人违反职责罪暂行条例\n2.《关于严惩罪犯的决定》\n3.《甲》第二条\n二、别的",
                "惩治军人违反职责罪暂行条例; 关于严惩罪犯的决定",
            ),
            // None of these says that a work is no longer in force.
            ("《甲条例》第三条同时废止。", ""),
            ("《甲条例》中有关收费的规定同时废止。", ""),
            ("2017年3月1日 《国务院关于修改和废止部分行政法规的决定》第二次修订", ""),
            ("应当及时修改或者废止《甲条例》。", ""),
            ("地方标准即行废止。", ""),
            ("将第三条修改为：“《甲条例》同时废止。”", ""),
            ("国务院可以决定下列事项予以废止：\n1.甲规定", ""),
            ("注销注册，废止医师执业证书。", ""),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
        assert_eq!(repeals("甲\n乙\n《甲法》同时废止。")[0].line, 3);
    }
}
