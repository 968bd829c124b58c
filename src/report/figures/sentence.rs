//! The figures of one sentence: each amount with the words that govern it.

use super::amount::{Amount, amounts};
use super::clause::{Governed, governed};
use super::context::Context;
use super::flat::{Char, span_of, stands_at, text_of};
use super::{Direction, Figure, Relation};

/// What bounds an amount from behind.
const BEHIND: [(&str, Relation); 9] = [
    ("左右", Relation::About),
    ("上下", Relation::About),
    ("及以上", Relation::AtLeast),
    ("以上", Relation::AtLeast),
    ("及以下", Relation::AtMost),
    ("以下", Relation::AtMost),
    ("以内", Relation::AtMost),
    ("之内", Relation::AtMost),
    ("之间", Relation::Equals),
];

/// A figure's subject in a list: 一产、二产增加值分别增长5%、6%.
const EACH: &str = "分别";

/// An amount, with what bounds it from behind.
struct Bound {
    amount: Amount,
    relation: Option<Relation>,
    /// The character after it and what bounds it.
    end: usize,
}

/// Reads a sentence and adds its figures.
pub(super) fn read(chars: &[Char], context: &mut Context, found: &mut Vec<Figure>) {
    if chars.is_empty() {
        return;
    }
    let text: Vec<char> = chars.iter().map(|c| c.c).collect();
    let bound: Vec<Bound> = amounts(chars).into_iter().map(|amount| bound(chars, amount)).collect();
    let around = context.sentence(&text);
    let (mut subject, mut nth) = (String::new(), 0);
    while nth < bound.len() {
        let before = nth.checked_sub(1).map_or(0, |before| bound[before].end);
        let begin = clause_begin(chars, before, bound[nth].amount.start);
        let clause = text_of(&chars[begin..bound[nth].amount.start]);
        let each = clause.contains(EACH);
        let group = group_of(chars, &bound[nth..]);
        let words = if each { clause.as_str() } else { clause.rsplit('、').next().unwrap_or(&clause) };
        let mut how = governed(words);
        if how.subject.is_empty() && how.measure.is_empty() && nth == 0 {
            // 调控目标，定为百分之八: the clause before it says what.
            let earlier = clause_begin(chars, 0, begin.saturating_sub(1));
            let clause = text_of(&chars[earlier..begin.saturating_sub(1)]);
            how = governed(&format!("{clause}{words}"));
        }
        let own = if each { clause.split(EACH).next().unwrap_or_default() } else { words };
        let subjects = match each {
            true => subjects_of_list(&governed(own), group),
            false => vec![how.subject.clone(); group],
        };
        let how = if each && how.measure.is_empty() { merged(&how, own) } else { how };
        for (step, one) in bound[nth..nth + group].iter().enumerate() {
            let mut own = subjects.get(step).cloned().unwrap_or_default();
            let inherits = own.is_empty();
            if inherits {
                own.clone_from(&subject);
            } else {
                subject.clone_from(&own);
            }
            let told = around.of(one.amount.start, &clause, &how);
            if let Some(mut figure) = figure(chars, one, &how, own, told) {
                if each && subjects.len() != group {
                    figure.doubts.push("which of several it belongs to");
                }
                found.push(figure);
            }
        }
        nth += group;
    }
    let has_amounts = !bound.is_empty();
    context.leave(&text, has_amounts);
}

/// 增速分别快于…: the word of change may stand before 分别.
fn merged(how: &Governed, own: &str) -> Governed {
    let before = governed(own);
    Governed {
        measure: before.measure,
        direction: before.direction,
        yearly: how.yearly || before.yearly,
        ..how.clone()
    }
}

fn bound(chars: &[Char], amount: Amount) -> Bound {
    let behind = BEHIND.iter().find(|(word, _)| stands_at(chars, amount.end, word));
    let end = amount.end + behind.map_or(0, |(word, _)| word.chars().count());
    Bound { relation: behind.map(|(_, relation)| *relation), end, amount }
}

/// Where the clause of an amount begins: after the mark before it, but not before the amount before it.
fn clause_begin(chars: &[Char], before: usize, at: usize) -> usize {
    let mark = |c: &Char| matches!(c.c, '，' | '；' | '：' | '。' | '（' | '）' | '！' | '？');
    let mark = chars[before..at].iter().rposition(mark).map_or(before, |nth| before + nth + 1);
    mark.min(at)
}

/// How many amounts stand in one list: 8%、10%和12%.
fn group_of(chars: &[Char], bound: &[Bound]) -> usize {
    let goes_on = |pair: &[Bound]| {
        let between = text_of(&chars[pair[0].end..pair[1].amount.start]);
        matches!(between.as_str(), "、" | "和" | "及" | "与" | "，")
    };
    1 + bound.windows(2).take_while(|pair| goes_on(pair)).count()
}

/// Shares out what stands before 分别: 一产、二产、三产增加值 are 一产增加值, 二产增加值 and 三产增加值.
fn subjects_of_list(own: &Governed, group: usize) -> Vec<String> {
    let items: Vec<&str> =
        own.subject.split(['、', '和', '及', '与']).filter(|item| !item.is_empty()).collect();
    if items.len() != group {
        return vec![own.subject.clone()];
    }
    let last: Vec<char> = items.last().map(|last| last.chars().collect()).unwrap_or_default();
    let shared = |item: &str| -> String {
        let length = item.chars().count();
        let ends_alike = item.chars().next_back() == last.last().copied();
        if length >= last.len() || ends_alike {
            return item.to_owned();
        }
        item.chars().chain(last[length..].iter().copied()).collect()
    };
    items.iter().map(|item| shared(item)).collect()
}

fn figure(
    chars: &[Char],
    one: &Bound,
    how: &Governed,
    indicator: String,
    (aim, period, doubts): (super::Aim, Option<super::Period>, Vec<&'static str>),
) -> Option<Figure> {
    if indicator.is_empty() {
        return None;
    }
    let amount = &one.amount;
    let is_growth = amount.unit == "倍" && how.direction == Direction::Level;
    Some(Figure {
        indicator,
        measure: how.measure.clone(),
        direction: if is_growth { Direction::Rise } else { how.direction },
        relation: one.relation.filter(|relation| *relation != Relation::Equals).unwrap_or(how.relation),
        low: amount.low,
        high: amount.high,
        printed: text_of(&chars[amount.start..amount.end]),
        unit: amount.unit.clone(),
        base: amount.base,
        aim,
        period,
        doubts,
        sentence: text_of(chars),
        sentence_span: span_of(chars),
        span: span_of(&chars[amount.start..one.end]),
    })
}
