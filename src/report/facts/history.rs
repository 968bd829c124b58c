//! What became of a law, and of a report to a congress: passed, promulgated, revised, in force, delivered; each with its day
//! and who did it, as the head says.

use crate::text::{Span, is_blank, small_number};

use super::date::{Date, dates_in};
use super::organ::{organ, organs};

/// So many characters may stand between a day and what happened on it.
const CHARS_MAX: usize = 70;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Written anew: 修订.
    Revised,
    /// Changed in places: 修正, 修改.
    Amended,
    /// Passed: 通过.
    Adopted,
    /// Permitted by who stands above: 批准.
    Approved,
    /// Made known: 公布, 发布, 颁布.
    Promulgated,
    /// In force from then on: 施行.
    Effective,
    /// Read to a congress.
    Delivered,
}

const VERBS: [(&str, Act); 14] = [
    ("修订", Act::Revised),
    ("修正", Act::Amended),
    ("修改", Act::Amended),
    ("通过", Act::Adopted),
    ("批准", Act::Approved),
    ("公布", Act::Promulgated),
    ("发布", Act::Promulgated),
    ("颁布", Act::Promulgated),
    ("印发", Act::Promulgated),
    ("公告", Act::Promulgated),
    ("施行", Act::Effective),
    ("实施", Act::Effective),
    ("生效", Act::Effective),
    ("会议上", Act::Delivered),
];

/// What makes a name of a verb: 实施条例.
const NAMES_OF: [&str; 6] = ["条例", "细则", "办法", "意见", "方案", "规定"];

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) act: Act,
    pub(super) date: Date,
    /// Who, where that is told; several act together. Of a congress its name without its number.
    pub(super) organs: Vec<String>,
    /// The number of the order that says so: 国务院令第219号.
    pub(super) order: Option<String>,
}

/// Returns the acts that the lines of a head tell, in their order.
pub(super) fn events(lines: &[&str]) -> Vec<Event> {
    let text = without_quoted(&lines.join("\n"));
    let dates = dates_in(&text);
    let mut found: Vec<Event> = Vec::new();
    // 9月5日甲会议、9月2日乙会议通过: what happened to the last of a row happened to all.
    let mut joined: Vec<(Date, Vec<String>)> = Vec::new();
    for (nth, (span, date)) in dates.iter().enumerate() {
        let end = dates.get(nth + 1).map_or(text.len(), |(next, _)| next.start);
        let after = &text[span.end..end];
        let first = stands_first(&text, *span);
        match event(after, *date).filter(|_| first) {
            Some(event) => {
                let others = joined.drain(..).map(|(date, organs)| Event { date, organs, ..event.clone() });
                found.extend(others);
                found.push(event);
            }
            None if first && after.trim_end_matches(is_blank).ends_with(['、', '和']) => {
                let who: String = after.chars().filter(|c| !is_blank(*c)).collect();
                joined.push((*date, acting(&who, "")));
            }
            None => joined.clear(),
        }
    }
    found
}

/// The text without what stands in 《》: 《关于修改…的决定》 is no act.
fn without_quoted(text: &str) -> String {
    let (mut kept, mut depth) = (String::with_capacity(text.len()), 0usize);
    for c in text.chars() {
        match c {
            '《' | '〈' => depth += 1,
            '》' | '〉' => depth = depth.saturating_sub(1),
            '\n' => {
                // One that is never closed ends with its line.
                depth = 0;
                kept.push(c);
            }
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Whether a date stands where heads have theirs: at the beginning of a line, a bracket or a clause.
fn stands_first(text: &str, span: Span) -> bool {
    let before = text[..span.start].trim_end_matches(|c: char| is_blank(c) && c != '\n');
    let begins =
        ['\n', '（', '(', '—', '－', '-', '―', '；', ';', '自', '从', '据', '，', '　', '、', '号', '至'];
    before.is_empty()
        || before.ends_with(begins)
        || before.ends_with("已于")
        || VERBS.iter().any(|(verb, _)| before.ends_with(verb))
        || before.len() < span.start && !before.ends_with(['。', '的', '在'])
}

fn event(after: &str, date: Date) -> Option<Event> {
    let after = after.trim_start_matches(is_blank);
    if after.starts_with(['，', ',']) {
        return None;
    }
    let limit = after.char_indices().nth(CHARS_MAX).map_or(after.len(), |(at, _)| at);
    let after = &after[..after[..limit].find('。').unwrap_or(limit)];
    let verbs = VERBS.iter().filter_map(|(verb, act)| Some((place_of(verb, after)?, *act)));
    let (at, act) = verbs.min_by_key(|(at, _)| *at)?;
    let lines = &after[..at];
    let who: String = lines.chars().filter(|c| !is_blank(*c)).collect();
    // Of several lines a new one begins what is another matter, but that congresses are broken over two.
    if after[..at].matches('\n').count() > 1 {
        return None;
    }
    let order = order_in(&who);
    if act == Act::Delivered {
        let who =
            who.trim_start_matches(|c: char| "至日和".contains(c) || c.is_numeric()).trim_start_matches('在');
        return Some(Event { act, date, organs: congress(who).into_iter().collect(), order: None });
    }
    Some(Event { act, date, organs: acting(&who, lines), order })
}

/// Where a verb stands as one: 实施条例, 实施细则 are names.
fn place_of(verb: &str, text: &str) -> Option<usize> {
    let mut places = text.match_indices(verb).map(|(at, _)| at);
    places.find(|at| !NAMES_OF.iter().any(|name| text[at + verb.len()..].starts_with(name)))
}

/// Who acts, of the words between the day and the act: without blanks, and on their `lines`.
fn acting(who: &str, lines: &str) -> Vec<String> {
    let who = who.trim_start_matches(['经', '由', '以', '起', '根', '据']);
    if let Some(congress) = congress(who) {
        return vec![congress];
    }
    // 国务院 and 中央军委 below it are two.
    let each: Vec<Option<String>> =
        lines.lines().filter(|line| !line.trim_matches(is_blank).is_empty()).map(organ).collect();
    if each.len() > 1 && each.iter().all(Option::is_some) {
        return each.into_iter().flatten().collect();
    }
    let cut = [
        "令",
        "公告",
        "常务会议",
        "部务会议",
        "局务会议",
        "委务会议",
        "署务会议",
        "审判委员会",
        "检察委员会",
        "第",
        "全体会议",
    ];
    let end = cut.iter().filter_map(|word| who.find(word)).min().unwrap_or(who.len());
    organs(&who[..end])
}

/// 第十三届全国人民代表大会常务委员会第六次会议: the congress or its committee, without the numbers.
fn congress(who: &str) -> Option<String> {
    let begin = who.find("人民代表大会")?;
    let mut name = who[..begin].to_owned();
    if let (Some(from), Some(to)) = (name.find('第'), name.find('届'))
        && from < to
    {
        name.replace_range(from..to + '届'.len_utf8(), "");
    }
    let committee =
        who[begin..].starts_with("人民代表大会常务委员会") || who[begin..].starts_with("人民代表大会常委会");
    name.push_str(if committee { "人民代表大会常务委员会" } else { "人民代表大会" });
    organ(&name)
}

/// 国务院令第219号 of 中华人民共和国国务院令第219号.
fn order_in(who: &str) -> Option<String> {
    let at = who.find("令第").or_else(|| who.find("公告第"))?;
    let name = who[..at].replace("中华人民共和国", "");
    let rest = &who[at..];
    let end = rest.find('号')? + '号'.len_utf8();
    (!name.is_empty() && name.chars().count() <= 16).then(|| format!("{name}{}", &rest[..end]))
}

/// Returns the year of a meeting of the National People's Congress: since the fifth, of 1978, each has five of them, one a
/// year (Constitution, articles 60 and 61). `None` where none is named.
pub(super) fn year_of_congress(text: &str) -> Option<u16> {
    let at = text.find("全国人民代表大会第").or_else(|| text.find("全国人大第"))?;
    let congress = text[..at].strip_suffix('届')?;
    let congress = small_number(&congress[congress.rfind('第')? + '第'.len_utf8()..])?;
    let meeting = &text[at + text[at..].find('第')? + '第'.len_utf8()..];
    let meeting = small_number(&meeting[..meeting.find('次')?])?;
    let fits = (5..30).contains(&congress) && (1..=5).contains(&meeting);
    let year = fits.then(|| u16::try_from(1978 + 5 * (congress - 5) + meeting - 1).ok())??;
    // 第十一届全国人民代表大会第一次会议以来的五年: the report is given to the next congress.
    match text[at..].split_once("次会议").and_then(|(_, after)| after.strip_prefix("以来")) {
        Some(since) if ["五年", "的五年", "，五年"].iter().any(|words| since.starts_with(words)) => {
            Some(year + 5)
        }
        Some(_) => None,
        None => Some(year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines, and of each act the day, who, and the order.
    type Row<'a> = (&'a [&'a str], &'a [(Act, &'a str, &'a str, &'a str)]);

    fn holds(table: &[Row]) {
        for (lines, wanted) in table {
            let shown: Vec<(Act, String, String, String)> = events(lines)
                .into_iter()
                .map(|event| {
                    let order = event.order.unwrap_or_default();
                    (event.act, event.date.to_string(), event.organs.join("、"), order)
                })
                .collect();
            let owned = |(act, date, organ, order): &(Act, &str, &str, &str)| {
                (*act, (*date).to_owned(), (*organ).to_owned(), (*order).to_owned())
            };
            assert_eq!(shown, wanted.iter().map(owned).collect::<Vec<_>>(), "{lines:?}");
        }
    }

    #[test]
    fn heads_tell_what_became_of_laws() {
        let table: &[Row] = &[
            (
                &[
                    "1997年6月5日 国务院第58次常务会议通过",
                    "1997年6月6日 中华人民共和国国务院令第219号发布　",
                    "1997年7月1日 施行",
                ],
                &[
                    (Act::Adopted, "1997-06-05", "国务院", ""),
                    (Act::Promulgated, "1997-06-06", "国务院", "国务院令第219号"),
                    (Act::Effective, "1997-07-01", "", ""),
                ],
            ),
            (
                &[
                    "（1990年4月4日第七届全国人民代表大会第三次会议通过　1990年4月4日中华人民共和国主席令第26号公布　自1997年7月1日起施行）",
                ],
                &[
                    (Act::Adopted, "1990-04-04", "全国人民代表大会", ""),
                    (Act::Promulgated, "1990-04-04", "", "主席令第26号"),
                    (Act::Effective, "1997-07-01", "", ""),
                ],
            ),
            (
                &[
                    "2018年10月26日 第十三届全国人民代表大会常务委员会第六次会议《关于修改〈广告法〉的决定》修正",
                ],
                &[(Act::Amended, "2018-10-26", "全国人民代表大会常务委员会", "")],
            ),
            (
                &["——2026年1月26日在广东省第十四届", "人民代表大会第五次会议上"],
                &[(Act::Delivered, "2026-01-26", "广东省人民代表大会", "")],
            ),
            (&["2019年1月1日，国务院发布了一批标准"], &[]),
            (
                &["1999年3月10日 海关总署发布 自1999年4月1日施行"],
                &[(Act::Promulgated, "1999-03-10", "海关总署", ""), (Act::Effective, "1999-04-01", "", "")],
            ),
        ];
        holds(table);
    }

    #[test]
    fn several_act_together_each_on_its_day() {
        let table: &[Row] = &[
            (
                &["1988年12月17日 中华人民共和国国务院、中华人民共和国中央军事委员会令第22号发布"],
                &[(
                    Act::Promulgated,
                    "1988-12-17",
                    "国务院、中央军事委员会",
                    "国务院、中央军事委员会令第22号",
                )],
            ),
            (
                &["1984年4月4日 国务院", "中央军委发布"],
                &[(Act::Promulgated, "1984-04-04", "国务院、中央军委", "")],
            ),
            (
                &[
                    "2013年9月5日 最高人民法院审判委员会第1589次会议、2013年9月2日最高人民检察院第十二届检察委员会第9次会议通过",
                ],
                &[
                    (Act::Adopted, "2013-09-05", "最高人民法院", ""),
                    (Act::Adopted, "2013-09-02", "最高人民检察院", ""),
                ],
            ),
            (&["2018年12月18日", "个人所得税法实施条例"], &[]),
        ];
        holds(table);
    }

    #[test]
    fn the_year_of_a_congress_is_known() {
        for (text, year) in [
            ("在第十一届全国人民代表大会第五次会议上", Some(2012)),
            ("第五届全国人民代表大会第一次会议", Some(1978)),
            ("第一届全国人民代表大会第一次会议", None),
            ("第十一届全国人民代表大会第一次会议以来的五年，是不平凡的五年", Some(2013)),
            ("第十一届全国人民代表大会第二次会议以来，", None),
            ("人民代表大会", None),
        ] {
            assert_eq!(year_of_congress(text), year, "{text}");
        }
    }
}
