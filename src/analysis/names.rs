//! What a name is known by when somebody calls a report by it.

use super::fold_text;

/// Stands in names without telling one from another.
const STATE: &str = "中华人民共和国";

/// Returns the key of a name: folded, letters and digits only, without 中华人民共和国. 《中华人民共和国刑法》 and 刑法 are one.
pub fn name_key(name: &str) -> String {
    let folded: String = fold_text(name).chars().filter(|c| c.is_alphanumeric()).collect();
    let key = folded.replace(STATE, "");
    // Of the constitution's preamble and the like nothing else may be left.
    if key.is_empty() { folded } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_report_have_one_key() {
        let table = [
            ("《中华人民共和国刑法》", "刑法"),
            ("刑 法", "刑法"),
            ("中華人民共和國刑法", "刑法"),
            ("关于适用《中华人民共和国公司法》若干问题的规定（三）", "关于适用公司法若干问题的规定三"),
            ("中华人民共和国", "中华人民共和国"),
            ("——", ""),
        ];
        for (name, key) in table {
            assert_eq!(name_key(name), key, "{name}");
        }
    }
}
