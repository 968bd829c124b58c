//! How much the headings of two sections say that they are one: the same words, words alike, the same parent.

/// Sections less alike than this are different ones (Dice's coefficient of their pairs of characters, headings helping). Between
/// sections with words in their headings less is enough: of two national reports none of other matters shares more than .2 of its
/// text, of the same matter a year later .24 to .57. Articles of laws have numbers alone, and repeat each other's phrases.
const ALIKE_MIN: f64 = 0.4;
const ALIKE_WITH_WORDS_MIN: f64 = 0.3;
/// What the same heading adds to that.
const SAME_HEADING: f64 = 0.3;
/// What the same words of a heading with another number add; words alike add their share of it.
pub(super) const SAME_WORDS: f64 = 0.2;
/// What parents with the same words add to words that are alike.
const SAME_PARENT: f64 = 0.05;

/// What two headings say of their sections.
pub(super) struct Headings {
    /// What they add to how much the texts are alike.
    pub(super) add: f64,
    /// How much both must come to.
    pub(super) alike_min: f64,
}

impl Headings {
    /// Holds the headings that lead to two sections against each other: articles are numbered anew when one is inserted, so a number
    /// alone says little.
    pub(super) fn of(old: &[String], new: &[String]) -> Headings {
        let (Some(one), Some(two)) = (old.last(), new.last()) else {
            let add = if old.is_empty() && new.is_empty() { SAME_HEADING } else { 0.0 };
            return Headings { add, alike_min: ALIKE_MIN };
        };
        let (words, others) = (without_number(one), without_number(two));
        match () {
            () if words.is_empty() || others.is_empty() => Headings { add: 0.0, alike_min: ALIKE_MIN },
            () if one == two => Headings { add: SAME_HEADING, alike_min: ALIKE_WITH_WORDS_MIN },
            () if words == others => Headings { add: SAME_WORDS, alike_min: ALIKE_WITH_WORDS_MIN },
            () => {
                let parents = parent(old).zip(parent(new));
                let same = parents.is_some_and(|(one, two)| without_number(one) == without_number(two));
                let add = SAME_WORDS * alike(words, others) + if same { SAME_PARENT } else { 0.0 };
                Headings { add, alike_min: ALIKE_WITH_WORDS_MIN }
            }
        }
    }
}

fn parent(headings: &[String]) -> Option<&String> {
    headings.len().checked_sub(2).and_then(|nth| headings.get(nth))
}

/// Dice's coefficient: what two share, of all that they have.
pub(super) fn dice(shared: usize, one: usize, two: usize) -> f64 {
    2.0 * shared as f64 / (one + two).max(1) as f64
}

/// How much two headings are alike, by their pairs of characters.
fn alike(one: &str, two: &str) -> f64 {
    let pairs = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<Vec<(char, char)>>();
    let (one, mut two) = (pairs(one), pairs(two));
    let all = two.len();
    let shared = one.iter().filter(|pair| match two.iter().position(|other| other == *pair) {
        Some(at) => {
            two.swap_remove(at);
            true
        }
        None => false,
    });
    dice(shared.count(), one.len(), all)
}

/// A heading without its marker: 第三条, 一、, （二）, 1., 三是; and without the year before its words.
fn without_number(heading: &str) -> &str {
    let is_marker = |c: char| {
        c.is_ascii_digit()
            || crate::text::is_numeral(c)
            || crate::text::is_blank(c)
            || "第条章节编、（）().．".contains(c)
    };
    heading.trim_start_matches(is_marker).trim_start_matches(['是', '年'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_how_much_sections_are_one() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<String>>();
        let add = |old: &str, new: &str| (Headings::of(&path(old), &path(new)).add * 100.0).round();
        assert_eq!(add("一、总则", "一、总则"), 30.0);
        assert_eq!(add("三、2024年政府工作任务", "三、2025年政府工作任务"), 20.0);
        assert_eq!(add("第三条", "第三条"), 0.0);
        assert_eq!(add("（三）着力扩大国内需求", "（一）大力提振消费"), 0.0);
        assert_eq!(add("一、任务/（一）扩大需求", "二、任务/（二）提振消费"), 5.0);
        assert!(add("（六）有效防范化解风险", "（七）防范化解风险") > 14.0);
        assert!((alike("新质新质", "新质") - 0.5).abs() < 1e-9);
    }
}
