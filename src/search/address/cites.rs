//! Where a text cites a part of a report: 《刑法》第二百六十六条, 刑法第二百六十四条、第二百六十六条, 本法第二百六十六条.

use std::ops::Range;

use memchr::memmem;

/// Returns what a text says that it calls reports in short: 《某法》（以下简称《法》) gives 某法 and 法.
pub(in crate::search) fn short_names(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("称").filter_map(|(at, word)| {
        let before = text[..at].strip_suffix('简').unwrap_or(&text[..at]);
        let before = before.strip_suffix("以下").or_else(|| before.strip_suffix('下'))?;
        let before = before.strip_suffix(['（', '('])?.strip_suffix('》')?;
        let name = &before[before.rfind('《')? + '《'.len_utf8()..];
        let after = &text[at + word.len()..];
        let short = after[..after.find(['）', ')', '，', '。', '；'])?].trim();
        let short = short.trim_matches(['《', '》', '“', '”', '"', '「', '」']);
        let fits = !name.is_empty() && (2..=SHORT_CHARS_MAX).contains(&short.chars().count());
        fits.then_some((name, short))
    })
}

/// A name of more characters is not short.
const SHORT_CHARS_MAX: usize = 20;

/// Returns where folded text mentions one of the `parts` without any name before it, beyond its beginning: inside a law
/// that is its own.
pub(in crate::search) fn mentioned(folded: &str, parts: &[String]) -> Option<Range<usize>> {
    parts.iter().filter(|part| !part.is_empty()).find_map(|part| {
        let mut places = memmem::find_iter(folded.as_bytes(), part.as_bytes()).filter(|at| *at > 0);
        places.find_map(|at| {
            let before = folded[..at].chars().next_back()?;
            // Only after a preposition, a conjunction or a mark: after a noun the part is that of another
            // work.
            let own = "照据按反合用和与及或由对依至、，。；,;(（".contains(before);
            let another = folded[at + part.len()..].starts_with('之') && !part.contains('之');
            (own && !another).then_some(at..at + part.len())
        })
    })
}

/// Bytes between a name and the part that is cited in which the name is looked for: only other parts stand
/// there.
const BETWEEN_BYTES_MAX: usize = 180;

/// What a law calls itself.
pub(in crate::search) const SELF: [&str; 9] =
    ["本法", "本条例", "本办法", "本规定", "本解释", "本细则", "本规则", "本决定", "本章程"];

/// Returns where folded text cites one of the `parts` (as printed, folded) of what is called by one of the `names`
/// (folded): from the name to the end of the part, in bytes.
pub(in crate::search) fn cited(folded: &str, names: &[String], parts: &[String]) -> Option<Range<usize>> {
    parts.iter().filter(|part| !part.is_empty()).find_map(|part| {
        let mut places = memmem::find_iter(folded.as_bytes(), part.as_bytes());
        places.find_map(|at| {
            let end = at + part.len();
            // 第一百二十条之一 is another article.
            let goes_on = folded[end..].starts_with('之') && !part.contains('之');
            if goes_on {
                return None;
            }
            let begin = names.iter().filter_map(|name| named_before(folded, at, name)).min()?;
            Some(begin..end)
        })
    })
}

/// Where a name stands before byte `at` with nothing but numbered parts between.
fn named_before(folded: &str, at: usize, name: &str) -> Option<usize> {
    let from = (at.saturating_sub(BETWEEN_BYTES_MAX + name.len())..=at)
        .find(|from| folded.is_char_boundary(*from))
        .unwrap_or(at);
    let begin = from + memmem::rfind(&folded.as_bytes()[from..at], name.as_bytes())?;
    let between = &folded[begin + name.len()..at];
    (between.chars().all(is_between) && begins_a_name(&folded[..begin])).then_some(begin)
}

/// Numbers and units of parts, what joins them, and marks.
fn is_between(c: char) -> bool {
    !c.is_alphanumeric()
        || c.is_ascii_digit()
        || crate::text::is_numeral(c)
        || "第条款项目章节编之和与及或至以的等".contains(c)
}

/// Whether a name can begin after this text: 教育法 is no name inside 高等教育法.
fn begins_a_name(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| {
        !c.is_alphanumeric()
            || "国据照按反合用和与及或由对在从为于的将以即是犯除见新依违述项款条入".contains(c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_read_where_texts_explain_them() {
        let text = "根据《中华人民共和国民事诉讼法》（以下简称民事诉讼法）、《某条例》(以下简称“条例”)和《办法》（下称《某办法》），\
                    用人单位（以下简称单位）";
        let wanted = [("中华人民共和国民事诉讼法", "民事诉讼法"), ("某条例", "条例"), ("办法", "某办法")];
        assert_eq!(short_names(text).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_law_speaks_of_its_own_articles_without_a_name() {
        let parts = ["第二条".to_owned()];
        assert!(mentioned("第九条依照第二条的规定", &parts).is_some());
        assert!(mentioned("第九条第一条、第二条的规定", &parts).is_some());
        for other in ["第二条为了", "违反民法第二条", "依照第二条之一", "根据《某法》第二条"]
        {
            assert_eq!(mentioned(other, &parts), None, "{other}");
        }
    }

    #[test]
    fn citations_are_told_from_other_mentions() {
        let names = ["刑法".to_owned()];
        let parts = ["第二百六十六条".to_owned(), "第266条".to_owned()];
        let table = [
            ("依照刑法第二百六十六条的规定", Some("刑法第二百六十六条")),
            ("依照《中华人民共和国刑法》第二百六十六条", Some("刑法》第二百六十六条")),
            ("刑法第二百六十四条、第二百六十六条", Some("刑法第二百六十四条、第二百六十六条")),
            ("刑法第二百六十四条第一款和第266条", Some("刑法第二百六十四条第一款和第266条")),
            ("刑法规定的犯罪，民法第二百六十六条", None),
            ("军事刑法第二百六十六条", None),
            ("刑法第二百六十六条之一", None),
            ("刑法第二百六十五条", None),
            ("第二百六十六条", None),
        ];
        for (text, wanted) in table {
            assert_eq!(cited(text, &names, &parts).map(|range| &text[range]), wanted, "{text}");
        }
        assert_eq!(cited("刑法第二条", &names, &[String::new()]), None);
    }
}
