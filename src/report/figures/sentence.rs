//! The figures of one sentence: each amount with the words that govern it.

use super::amount::{Amount, amounts};
use super::asked::known_names;
use super::clause::{Governed, governed, holds_against, measure_at_begin};
use super::context::Context;
use super::flat::{Char, span_of, stands_at, text_of};
use super::subject::{is_abbreviation, of_crop, told_of};
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
        let how = governing(chars, &bound, nth, (begin, &clause, words), &subject, found);
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
            let mut how = how.clone();
            if holds_against(words, one.amount.base, &how) {
                how.direction = Direction::Compared;
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

/// What governs an amount, by the words of its clause that stand with it, and what the clause, which begins at a character,
/// and those before it told.
fn governing(
    chars: &[Char],
    bound: &[Bound],
    nth: usize,
    (begin, clause, words): (usize, &str, &str),
    subject: &str,
    found: &[Figure],
) -> Governed {
    let before = nth.checked_sub(1).map_or(0, |before| bound[before].end);
    let mut how = governed(words);
    // 固定资产投资由负转正、增长2%
    let told =
        clause.strip_suffix(words).and_then(|earlier| earlier.trim_end_matches('、').rsplit('、').next());
    match told.and_then(told_of).filter(|_| how.subject.is_empty()) {
        Some(name) => how.subject = name.to_owned(),
        None if how.subject.is_empty() => how = with_clause_before(chars, before, begin, words, how),
        None => {}
    }
    goes_on_with(&mut how, &bound[nth], found.last().filter(|_| nth > 0));
    if let Some(whole) = of_crop(&how.subject, subject) {
        how.subject = whole;
    }
    let behind = measure_behind(chars, &bound[nth]).filter(|_| how.measure.is_empty());
    if let Some((measure, direction)) = behind {
        (how.measure, how.direction) = (measure.to_owned(), direction);
    }
    how
}

/// What the clause before a clause says where that leaves out what is counted.
fn with_clause_before(chars: &[Char], before: usize, begin: usize, words: &str, how: Governed) -> Governed {
    let end = begin.saturating_sub(1).max(before);
    let earlier = clause_begin(chars, before, end);
    let clause = text_of(&chars[earlier..end]);
    if before == 0 && how.measure.is_empty() {
        // 调控目标，定为百分之八: the clause before it says what.
        let joined = governed(&format!("{clause}{words}"));
        return match told_of(&clause) {
            Some(name) => Governed { subject: name.to_owned(), ..how },
            None => joined,
        };
    }
    Governed { subject: told_of(&clause).unwrap_or_default().to_owned(), ..how }
}

/// 增长5%以上、力争6%: what is aimed at besides is of the same measure.
fn goes_on_with(how: &mut Governed, one: &Bound, last: Option<&Figure>) {
    if how.subject.is_empty()
        && how.measure.is_empty()
        && how.aims
        && let Some(last) =
            last.filter(|last| last.base == one.amount.base && last.direction != Direction::Compared)
    {
        (how.measure, how.direction) = (last.measure.clone(), last.direction);
    }
}

/// 保持10%以上的增长: the word of change that ends the clause behind a share.
fn measure_behind(chars: &[Char], one: &Bound) -> Option<(&'static str, Direction)> {
    let rest = chars.get(one.end..).unwrap_or_default();
    let clause = rest.iter().take_while(|c| !matches!(c.c, '，' | '；' | '。' | '、' | '！' | '\n' | '和'));
    let clause: String = clause.map(|c| c.c).collect();
    let words = clause.strip_prefix('的').unwrap_or(&clause);
    measure_at_begin(words).filter(|(word, _)| one.amount.base == "%" && *word == words)
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
    let behind = bound_behind(chars, amount.end);
    let end = amount.end + behind.map_or(0, |(word, _)| word.chars().count());
    Bound { relation: behind.map(|(_, relation)| relation), end, amount }
}

/// Returns what bounds an amount that ends at a character from behind, as printed.
pub(super) fn bound_behind(chars: &[Char], at: usize) -> Option<(&'static str, Relation)> {
    BEHIND.into_iter().find(|(word, _)| stands_at(chars, at, word))
}

/// Where the clause of an amount begins: after the mark before it, but not before the amount before it.
fn clause_begin(chars: &[Char], before: usize, at: usize) -> usize {
    let is_mark = |nth: &usize| {
        let mark = matches!(chars[*nth].c, '，' | '；' | '：' | '。' | '（' | '）' | '！' | '？');
        mark && !closes_abbreviation(chars, *nth)
    };
    let mark = (before..at).rev().find(is_mark).map_or(before, |nth| nth + 1);
    mark.min(at)
}

/// Whether a bracket stands around an abbreviation: 地区生产总值（GDP）增长.
fn closes_abbreviation(chars: &[Char], at: usize) -> bool {
    let (open, close) = match chars[at].c {
        '（' => (Some(at), chars[at..].iter().position(|c| c.c == '）').map(|length| at + length)),
        '）' => (chars[..at].iter().rposition(|c| c.c == '（'), Some(at)),
        _ => return false,
    };
    open.zip(close).is_some_and(|(open, close)| is_abbreviation(&text_of(&chars[open + 1..close])))
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
        // 固定资产投资 beside 社会消费品零售总额 is a name by itself.
        if length >= last.len() || ends_alike || known_names().any(|name| item.ends_with(name)) {
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
