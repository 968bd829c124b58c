//! Reading an address: the numbered parts at one end of what was typed, the name at the other.

use super::{Address, Form, Part, Step};
use crate::text::{digit_of, is_blank, small_number};

/// Longer texts are no address.
const CHARS_MAX: usize = 160;
/// Characters of the longest numeral.
const NUMERAL_CHARS_MAX: usize = 9;

/// Reads what was typed as an address; `None` when it is none, or not all of it.
pub fn parse(typed: &str) -> Option<Address> {
    let typed = typed.trim_matches(is_blank);
    // Most queries end here: an address begins or ends with a numbered part.
    if !may_end(typed.chars().next_back()?) && !may_begin(typed.chars().next()?) {
        return None;
    }
    let chars = Chars::of(typed)?;
    at_the_end(&chars, typed).or_else(|| at_the_beginning(&chars, typed))
}

/// Reads the number that a heading or paragraph begins with, and how many bytes of it that is.
pub fn step_at_start(text: &str) -> Option<(Step, usize)> {
    let head = text.char_indices().nth(MARKER_CHARS_MAX).map_or(text, |(end, _)| &text[..end]);
    let chars = Chars::of(head)?;
    // Without an outer part: a heading stands by itself.
    let (read, end) = step(&chars.folded, 0, None, Place::Heading)?;
    Some((read.step, chars.byte(end, head)))
}

/// Characters of a heading that its marker lies within.
const MARKER_CHARS_MAX: usize = 24;

/// Characters without blanks, in one form each, with the bytes that they came from.
struct Chars {
    folded: Vec<char>,
    places: Vec<usize>,
}

impl Chars {
    /// `None` for what is too long to be an address.
    fn of(text: &str) -> Option<Chars> {
        let (places, folded): (Vec<usize>, Vec<char>) = text
            .char_indices()
            .filter(|(_, c)| !is_blank(*c) && *c != '*' && *c != '#')
            .map(|(at, c)| (at, one_form(c)))
            .take(CHARS_MAX + 1)
            .unzip();
        (!folded.is_empty() && folded.len() <= CHARS_MAX).then_some(Chars { folded, places })
    }

    /// The byte of the text that a character begins at; the end of the text for the one after the last.
    fn byte(&self, nth: usize, text: &str) -> usize {
        self.places.get(nth).copied().unwrap_or(text.len())
    }
}

/// Widths, and the traditional characters of markers.
fn one_form(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '（' | '〔' | '［' | '[' | '【' | '﹝' => '(',
        '）' | '〕' | '］' | ']' | '】' | '﹞' => ')',
        '．' => '.',
        '－' | '—' | '–' | '−' => '-',
        '﹑' | '､' => '、',
        '條' => '条',
        '節' => '节',
        '編' => '编',
        '項' => '项',
        '專' => '专',
        '欄' => '栏',
        '錄' => '录',
        '兩' => '两',
        '○' => '〇',
        other => other,
    }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '十' | '百' | '千' | '两') || digit_of(c).is_some()
}

/// Whether two characters belong to one numeral: Chinese digits and Arabic ones never do.
fn is_one_numeral(a: char, b: char) -> bool {
    is_numeral(a) && is_numeral(b) && a.is_ascii_digit() == b.is_ascii_digit()
}

fn may_end(c: char) -> bool {
    let c = one_form(c);
    is_numeral(c) || matches!(c, '条' | '款' | '项' | '目' | '章' | '节' | '编' | '分' | '、' | '.' | ')')
}

fn may_begin(c: char) -> bool {
    let c = one_form(c);
    is_numeral(c) || matches!(c, '第' | '附' | '表' | '专')
}

/// The longest end of what was typed that is nothing but parts; the name is what stands before it.
fn at_the_end(chars: &Chars, typed: &str) -> Option<Address> {
    let all = &chars.folded;
    let starts = (0..all.len()).filter(|at| {
        let inside_number = *at > 0 && is_one_numeral(all[at - 1], all[*at]);
        // 5.6, 2024-12 and 1/2 are one number each.
        let goes_on = *at > 0 && matches!(all[at - 1], '.' | '-' | '/' | ':' | '%') && is_numeral(all[*at]);
        may_begin(all[*at]) && !inside_number && !goes_on
    });
    starts
        .filter_map(|at| {
            let (steps, form, end) = steps(all, at, Place::End)?;
            // Something follows that is no part: this is no address, or a later beginning fits.
            if end < all.len() {
                return None;
            }
            let name = name_of(&typed[..chars.byte(at, typed)]);
            let fits = if name.is_empty() { at == 0 && form == Form::Full } else { is_name(&name) };
            fits.then_some(Address { name, steps, form })
        })
        .next()
}

/// 第二百六十六条 before the name.
fn at_the_beginning(chars: &Chars, typed: &str) -> Option<Address> {
    let (steps, form, end) = steps(&chars.folded, 0, Place::Begin)?;
    let rest = &typed[chars.byte(end, typed)..];
    // 第二百六十六条规定的诈骗罪 speaks of it.
    let speaks = ["规定", "規定", "的", "之", "所", "至", "和", "与", "及", "以"];
    let touches = !typed[..typed.len() - rest.len()].ends_with(is_blank);
    if touches && speaks.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    let name = name_of(rest);
    let law = steps.iter().all(|step| step.part <= Part::Point);
    // Without 第 only articles: 三章 and 五部分 begin other things.
    let tells = form == Form::Full || form == Form::Short && steps[0].part == Part::Article;
    (tells && law && is_name(&name)).then_some(Address { name, steps, form })
}

/// A name has letters, and two characters at least.
fn is_name(name: &str) -> bool {
    name.chars().nth(1).is_some() && name.chars().any(|c| c.is_alphabetic() && !is_numeral(c))
}

/// The name without what parts it from the number: blanks, 《》, 的.
fn name_of(text: &str) -> String {
    let outer = |c: char| is_blank(c) || matches!(c, ',' | '，' | ':' | '：' | '、' | '/' | '>' | '›' | '-');
    let name = text.trim_matches(outer);
    let name = name.strip_suffix('的').unwrap_or(name).trim_end_matches(outer);
    let inner = name.strip_prefix('《').and_then(|name| name.strip_suffix('》'));
    inner.filter(|inner| !inner.contains(['《', '》'])).unwrap_or(name).trim_matches(is_blank).to_owned()
}

/// Where a part is read, which decides what it may look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the end of what was typed.
    End,
    /// At its beginning.
    Begin,
    /// At the beginning of a heading or paragraph.
    Heading,
}

/// A part and how it was written.
struct Read {
    step: Step,
    form: Form,
}

/// Parts from the outer to the inner one, as many as follow each other.
fn steps(all: &[char], from: usize, place: Place) -> Option<(Vec<Step>, Form, usize)> {
    let (mut steps, mut form, mut at): (Vec<Step>, Form, usize) = (Vec::new(), Form::Full, from);
    loop {
        let outer = steps.last().map(|step| step.part);
        let Some((read, end)) = step(all, at, outer, place) else { break };
        if outer.is_some_and(|outer| !read.step.part.fits_in(outer)) {
            break;
        }
        // Inside of another part a number is as sure as printed: the outer one tells.
        form = form.min(if outer.is_some() { Form::Full } else { read.form });
        steps.push(read.step);
        at = end;
    }
    (!steps.is_empty()).then_some((steps, form, at))
}

/// Reads one part.
fn step(all: &[char], at: usize, outer: Option<Part>, place: Place) -> Option<(Read, usize)> {
    unit(all, at, outer, place)
        .or_else(|| named(all, at))
        .or_else(|| outline(all, at, outer, place))
        .or_else(|| bare(all, at, outer, place))
}

/// A numeral; its value and the character after it.
fn numeral(all: &[char], at: usize) -> Option<(u32, usize)> {
    let first = *all.get(at)?;
    let count = all[at..].iter().take_while(|c| is_one_numeral(first, **c)).count();
    if count > NUMERAL_CHARS_MAX {
        return None;
    }
    let text: String = all[at..at + count].iter().collect();
    Some((small_number(&text)?, at + count))
}

fn skip(all: &[char], at: usize, wanted: char) -> usize {
    at + usize::from(all.get(at) == Some(&wanted))
}

fn follows(all: &[char], at: usize, word: &str) -> Option<usize> {
    let length = word.chars().count();
    let there = all.get(at..at + length)?;
    word.chars().eq(there.iter().copied()).then_some(at + length)
}

/// 第一条, 第（一）项, and 12条 without 第.
fn unit(all: &[char], at: usize, outer: Option<Part>, place: Place) -> Option<(Read, usize)> {
    let after = skip(all, at, '第');
    let printed = after > at;
    let opened = skip(all, after, '(');
    let (number, end) = numeral(all, opened)?;
    let end = if opened > after { follows(all, end, ")")? } else { end };
    const UNITS: [(&str, Part); 9] = [
        ("分编", Part::SubBook),
        ("部分", Part::Block),
        ("编", Part::Book),
        ("章", Part::Chapter),
        ("节", Part::Division),
        ("条", Part::Article),
        ("款", Part::Paragraph),
        ("项", Part::Item),
        ("目", Part::Point),
    ];
    let (part, end) = UNITS.iter().find_map(|(name, part)| Some((*part, follows(all, end, name)?)))?;
    // 款 and 项 are counted in many other things.
    let without_article = part.is_inside() && outer.is_none_or(|outer| outer < Part::Article);
    if without_article || opened > after && !part.is_inside() || !printed && place == Place::Heading {
        return None;
    }
    let sub = follows(all, end, "之").filter(|_| part == Part::Article).and_then(|at| numeral(all, at));
    let (sub, end) = sub.unwrap_or((0, end));
    let form = if printed { Form::Full } else { Form::Short };
    Some((Read { step: Step { part, number, sub }, form }, end))
}

/// 附件1, 附表1, 附录1, 表1, 表3-1, 专栏1.
fn named(all: &[char], at: usize) -> Option<(Read, usize)> {
    const NAMES: [(&str, Part); 5] = [
        ("附件", Part::Annex),
        ("附表", Part::AnnexTable),
        ("附录", Part::Appendix),
        ("专栏", Part::Box),
        ("表", Part::Table),
    ];
    let (part, after) = NAMES.iter().find_map(|(name, part)| Some((*part, follows(all, at, name)?)))?;
    let opened = skip(all, after, '(');
    let (number, end) = numeral(all, opened)?;
    let end = if opened > after { follows(all, end, ")")? } else { end };
    let joint = all.get(end).is_some_and(|c| matches!(c, '-' | '.'));
    let sub = numeral(all, end + 1).filter(|_| part == Part::Table && joint && end + 1 < all.len());
    let (sub, end) = sub.unwrap_or((0, end));
    Some((Read { step: Step { part, number, sub }, form: Form::Full }, end))
}

/// 一、 （一） 1. （1）
fn outline(all: &[char], at: usize, outer: Option<Part>, place: Place) -> Option<(Read, usize)> {
    let opened = skip(all, at, '(');
    let (number, end) = numeral(all, opened)?;
    let arabic = all[opened].is_ascii_digit();
    let read = |part, end| Some((Read { step: Step::new(part, number), form: Form::Full }, end));
    if opened > at {
        let end = follows(all, end, ")")?;
        // 解释（三） is a name, not a part.
        return match outer {
            Some(Part::Article | Part::Paragraph) => read(Part::Item, end),
            None if place != Place::Heading => None,
            _ => read(if arabic { Part::ArabicBracketed } else { Part::HanBracketed }, skip(all, end, '、')),
        };
    }
    let (point, comma) = (follows(all, end, "."), follows(all, end, "、"));
    if arabic {
        let end = comma.or(point)?;
        // 1.5 is a number.
        let decimal = all.get(end).is_some_and(char::is_ascii_digit);
        let alone = outer.is_none() && place != Place::Heading && comma.is_none();
        return if decimal || alone { None } else { read(Part::Arabic, end) };
    }
    // 一（二）: people leave out the comma.
    let before_bracket = place == Place::End && outer.is_none() && all.get(end) == Some(&'(');
    match comma.or(point) {
        Some(end) => read(Part::Han, end),
        None if before_bracket => read(Part::Han, end),
        None => None,
    }
}

/// A number alone at the very end: 民法典 1087.
fn bare(all: &[char], at: usize, outer: Option<Part>, place: Place) -> Option<(Read, usize)> {
    let (number, end) = numeral(all, at)?;
    let alone = outer.is_none() && place == Place::End && end == all.len() && at > 0;
    // 解释三 ends a name; 二百六十六 can only be a number.
    let tells = all[at].is_ascii_digit() || end - at > 2;
    let step = Step::new(Part::Article, number);
    (alone && tells).then_some((Read { step, form: Form::Bare }, end))
}
