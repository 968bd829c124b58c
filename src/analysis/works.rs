//! Names of works, brought to one form: how a law is called by those that name it in 《》, and by its own title.

use std::collections::BTreeSet;

use super::fold_text;

/// A longer stretch between 《 and 》 is a slip, not a name. In bytes.
const NAME_BYTES_MAX: usize = 210;
/// What a law's own title says and those that name it mostly do not.
const STATE: &str = "中华人民共和国";
/// What brackets at the end of a title say of its release, which those that name it leave out.
const RELEASE: [&str; 4] = ["修正", "修订", "试行", "草案"];

/// Returns the name of a work in the form that names are compared in: folded, without quotation marks, the state's name before it and the
/// release after it (中华人民共和国刑法（2020年修正）: 刑法).
pub fn work_key(title: &str) -> String {
    let mut name = fold_text(title);
    name.retain(|c| !matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '"' | '\''));
    let without = without_release(name.strip_prefix(STATE).unwrap_or(&name));
    without.to_owned()
}

fn without_release(name: &str) -> &str {
    let Some((before, inside)) = name.strip_suffix(')').and_then(|name| name.rsplit_once('(')) else {
        return name;
    };
    let tells =
        inside.contains(|c: char| c.is_ascii_digit()) || RELEASE.iter().any(|word| inside.contains(word));
    // Several brackets may follow each other: （2018年修正）（试行）.
    if tells && !before.is_empty() { without_release(before) } else { name }
}

/// Returns the works that a text names in 《》, each once, as [`work_key`] calls them; of names inside names both.
pub fn works_named(text: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    // Most texts name none.
    if !text.contains('《') {
        return named;
    }
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '《' => open.push(at + c.len_utf8()),
            '》' => {
                let name = open.pop().map(|start| &text[start..at]);
                let key = name.filter(|name| name.len() <= NAME_BYTES_MAX).map(work_key);
                named.extend(key.filter(|key| !key.is_empty()));
            }
            _ => {}
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_work_have_one_form() {
        for (title, wanted) in [
            ("中华人民共和国民法典", "民法典"),
            ("中华人民共和国刑法（2020年修正）", "刑法"),
            ("广告法(修订)(2021-04-29)", "广告法"),
            (
                "最高人民法院关于适用〈中华人民共和国公司法〉若干问题的规定（三）",
                "最高人民法院关于适用中华人民共和国公司法若干问题的规定(三)",
            ),
            ("中华人民共和国", ""),
            ("（2018年）", "(2018年)"),
            ("政府工作\n报告", "政府工作报告"),
        ] {
            assert_eq!(work_key(title), wanted, "{title}");
        }
    }

    #[test]
    fn names_are_found_also_inside_names() {
        let named = |text: &str| works_named(text).into_iter().collect::<Vec<_>>();
        assert_eq!(named("依照《中华人民共和国民法典》和《刑法》，《刑法》"), ["刑法", "民法典"]);
        assert_eq!(
            named("《关于适用《中华人民共和国民法典》的解释》"),
            ["关于适用中华人民共和国民法典的解释", "民法典"]
        );
        assert!(named("《没有完").is_empty() && named("》《》").is_empty() && named("无").is_empty());
        assert!(named(&format!("《{}》", "长".repeat(71))).is_empty());
    }
}
