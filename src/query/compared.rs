//! Comparisons of values: `增长 >5%` asks for a sentence that holds 增长 and a value over 5 %.

use super::Query;

/// Binds the comparisons among what stands side by side to the loose words and quoted runs beside them; one that stands alone
/// is a word like others.
pub(super) fn bind(items: &mut Vec<Query>, loose: &mut String) {
    let runs = items.iter().filter_map(|item| match item {
        Query::Run(run) => Some(run.clone()),
        _ => None,
    });
    let beside: Vec<String> = loose.split_whitespace().map(str::to_owned).chain(runs).collect();
    if !beside.is_empty() {
        items.iter_mut().for_each(|item| bind_one(item, &beside));
        return;
    }
    items.retain(|item| match item {
        Query::Compared(words, typed) if words.is_empty() => {
            let gap = if loose.is_empty() { "" } else { " " };
            loose.push_str(&format!("{gap}{typed}"));
            false
        }
        _ => true,
    });
    items.iter_mut().for_each(as_text);
}

fn bind_one(item: &mut Query, beside: &[String]) {
    match item {
        Query::Compared(words, _) => beside.clone_into(words),
        Query::Not(inner) => match inner.as_mut() {
            Query::Compared(words, _) if words.is_empty() => beside.clone_into(words),
            _ => {}
        },
        _ => {}
    }
}

/// What is excluded and stands beside nothing is a word, too.
fn as_text(item: &mut Query) {
    let Query::Not(inner) = item else { return };
    match inner.as_mut() {
        Query::Compared(words, typed) if words.is_empty() => **inner = Query::Text(std::mem::take(typed)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::query::{Query, parse};

    fn compared(words: &[&str], typed: &str) -> Query {
        Query::Compared(words.iter().map(|word| (*word).to_owned()).collect(), typed.to_owned())
    }

    #[test]
    fn a_comparison_belongs_to_the_words_beside_it() {
        for (typed, words, comparison) in [
            ("增长 >5%", vec!["增长"], ">5%"),
            ("增长 大于5%", vec!["增长"], "大于5%"),
            ("不低于5% 增长", vec!["增长"], "不低于5%"),
            ("投资 100..200亿元", vec!["投资"], "100..200亿元"),
            ("\"固定资产投资\" 增长 ≥5%", vec!["增长", "固定资产投资"], "≥5%"),
            ("(增长 >5%) 投资", vec!["增长", "投资"], ">5%"),
        ] {
            let (query, ignored) = parse(typed);
            let Query::Together(parts) = &query else { panic!("{typed}: {query:?}") };
            assert!(parts.contains(&compared(&words, comparison)), "{typed}: {query:?}");
            assert!(ignored.is_empty());
            assert_eq!(parse(&query.to_string()).0, query, "{query}");
        }
    }

    #[test]
    fn what_stands_alone_or_is_no_comparison_is_a_word() {
        for typed in [">5%", "不低于5%", "增长5%", "增长 5%", "增长 >", "增长 5..", "超过一半 人口"]
        {
            assert_eq!(parse(typed).0, Query::Text(typed.to_owned()), "{typed}");
        }
        let (query, _) = parse("增长 AND >5%");
        assert_eq!(query, Query::And(vec![Query::Text("增长".to_owned()), Query::Text(">5%".to_owned())]));
        assert_eq!(parse("投资 ->5%").0.to_string(), "投资 ->5%");
        assert_eq!(parse("\">5%\" 增长").0.to_string(), "\">5%\" 增长");
    }
}
