//! `[facts]` of a `xunzhang.toml` beside the reports: facts that a person says, by path.

use crate::report::{Correction, Divisions};

/// The facts that a pattern of paths is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRule {
    /// The pattern, as in `.gitignore`, from the folder of the file on.
    pub pattern: String,
    /// The facts.
    pub corrections: Vec<Correction>,
}

/// Reads the table `[facts]` of such a file; other tables are not looked at. Returns the rules in their order, later ones to be
/// applied last, and what does not fit, one clear sentence each, lower case.
///
/// ```toml
/// [facts]
/// "2024/*.docx" = { 年 = 2024, 地区 = "湖北省" }
/// "督导/**" = { 部门 = "教育局" }
/// ```
pub fn parse_corrections(text: &str, divisions: &Divisions) -> (Vec<CorrectionRule>, Vec<String>) {
    let (mut rules, mut faults) = (Vec::new(), Vec::new());
    let document: toml::Table = match toml::from_str(&with_quoted_keys(text.trim_start_matches('\u{FEFF}'))) {
        Ok(document) => document,
        Err(error) => {
            return (rules, vec![format!("nothing of it is taken: {}", error.to_string().trim_end())]);
        }
    };
    let table = match document.get("facts") {
        None => return (rules, faults),
        Some(toml::Value::Table(table)) => table,
        Some(_) => return (rules, vec!["`facts` should be a table: `[facts]`".to_owned()]),
    };
    for (pattern, facts) in table {
        let toml::Value::Table(facts) = facts else {
            faults.push(format!(
                "{pattern:?} should be given facts: \"{pattern}\" = {{ 年 = 2024, 地区 = \"湖北省\" }}"
            ));
            continue;
        };
        let mut corrections = Vec::new();
        for (name, value) in facts {
            match text_of(value).and_then(|value| Correction::of(name, &value, divisions)) {
                Ok(correction) => corrections.push(correction),
                Err(why) => faults.push(format!("{pattern:?}: {name}: {why}")),
            }
        }
        rules.push(CorrectionRule { pattern: pattern.clone(), corrections });
    }
    (rules, faults)
}

/// The text with quotation marks around keys that have Chinese letters, which TOML does not take bare and everybody types.
fn with_quoted_keys(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '"' | '\'' => rest[1..].find([c, '\n']).map_or(rest.len(), |end| end + 2),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            _ => rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
                .unwrap_or(rest.len())
                .max(c.len_utf8()),
        };
        let (word, after) = rest.split_at(len);
        let is_key = c.is_alphanumeric()
            && !word.is_ascii()
            && after.trim_start_matches([' ', '\t']).starts_with(['=', '.', ']']);
        if is_key {
            quoted.extend(["\"", word, "\""]);
        } else {
            quoted.push_str(word);
        }
        rest = after;
    }
    quoted
}

/// A value as text: a string, a number, a date, a list of strings.
fn text_of(value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text.trim().to_owned()),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Datetime(date) => Ok(date.to_string()),
        toml::Value::Array(parts) => {
            let parts: Result<Vec<String>, String> = parts.iter().map(text_of).collect();
            parts.map(|parts| parts.join("、"))
        }
        _ => Err("its value should be a text, a number, a date or a list of texts".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fact_tables;
    use super::*;

    #[test]
    fn facts_are_read_and_what_does_not_fit_is_told() {
        let divisions = &fact_tables().divisions;
        let read = |text: &str| parse_corrections(text, divisions);
        let text = "[other]\na = 1\n[facts]\n\"a*\" = { 年 = 2024, 日期 = 2024-03-05, 机关 = [\"甲局\", \"乙局\"] }\n\"b\" = { 年 = \"去年\", 部门 = \"教\" }\n";
        let (rules, faults) = read(text);
        assert_eq!(
            rules.iter().map(|rule| (rule.pattern.as_str(), rule.corrections.len())).collect::<Vec<_>>(),
            [("a*", 3), ("b", 1)]
        );
        assert!(faults.len() == 1 && faults[0].contains("a year like 2024"), "{faults:?}");
        for (text, wanted) in [
            ("[facts", "nothing of it is taken"),
            ("facts = 1", "should be a table"),
            ("[facts]\na = 1", "should be given facts"),
        ] {
            let (rules, faults) = read(text);
            assert!(rules.is_empty() && faults[0].contains(wanted), "{faults:?}");
        }
        assert_eq!(read(""), (Vec::new(), Vec::new()));
    }
}
