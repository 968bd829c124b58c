//! `index_schema/divisions.txt` and `kinds.txt`: what facts about reports are read by.

#[cfg(test)]
mod of_texts;

use std::sync::OnceLock;

use crate::report::{COUNTRY_CODE, COUNTRY_NAME, Divisions, FactTables, IssuedBy, KindRule, Kinds};

use super::SchemaError;

const DIVISIONS: &str = "divisions.txt";
const KINDS: &str = "kinds.txt";
/// The kinds that have versions, as the program carries them.
const VERSIONS_TEXT: &str = include_str!("../../index_schema/versions.txt");

/// Who issues reports of certain kinds, as the table of kinds calls them.
const ISSUED_BY: [(&str, IssuedBy); 7] = [
    ("全国人大", IssuedBy::NationalCongress),
    ("国务院", IssuedBy::StateCouncil),
    ("最高法检", IssuedBy::HighestCourt),
    ("部委", IssuedBy::Ministry),
    ("地方人大", IssuedBy::RegionalCongress),
    ("地方政府", IssuedBy::RegionalGovernment),
    ("公司", IssuedBy::Company),
];

/// The texts of both tables, as the program carries them.
fn builtin_texts() -> (&'static str, &'static str) {
    (include_str!("../../index_schema/divisions.txt"), include_str!("../../index_schema/kinds.txt"))
}

/// Returns the tables that this program carries; they are read once, when the first facts are asked for.
pub fn fact_tables() -> &'static FactTables {
    static TABLES: OnceLock<FactTables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let (divisions, kinds) = builtin_texts();
        FactTables {
            divisions: parse_divisions(divisions).expect("a test reads the files of index_schema"),
            kinds: parse_kinds(kinds).expect("a test reads the files of index_schema"),
        }
    })
}

/// Returns the name of a division, as the table has it; empty for an unknown code. It is looked up in the text of the table:
/// a query that only shows names does not pay for reading all of it (8 ms of 22).
pub fn division_name(code: u32) -> &'static str {
    if code == COUNTRY_CODE {
        return COUNTRY_NAME;
    }
    let (divisions, _) = builtin_texts();
    let wanted = format!("{code:06}");
    // Lines stand by their codes, remarks before them: halves are left out until one line is.
    let (mut begin, mut end) = (0, divisions.len());
    while begin < end {
        let middle = divisions.floor_char_boundary(begin + (end - begin) / 2);
        let line = divisions[begin..middle].rfind('\n').map_or(begin, |before| begin + before + 1);
        if divisions[line..].starts_with('#')
            || divisions[line..].get(..wanted.len()).is_none_or(|code| *code < *wanted)
        {
            begin = divisions[line..].find('\n').map_or(divisions.len(), |length| line + length + 1);
        } else {
            end = line;
        }
    }
    // A division's line of today, or the one that says that it is no more, stands before what it was called.
    let line = divisions[begin..].lines().next().unwrap_or("");
    let Some(words) = line.strip_prefix(&wanted).and_then(|words| words.strip_prefix(' ')) else { return "" };
    let words = words.strip_prefix("x ").unwrap_or(words);
    words.split(' ').next().unwrap_or("")
}

/// Returns the codes of the divisions of this name, of today or before, whole or short, in the order of the table; as
/// [`division_name`] without reading all of it.
pub fn division_codes(name: &str) -> Vec<u32> {
    if name == COUNTRY_NAME {
        return vec![COUNTRY_CODE];
    }
    let (divisions, _) = builtin_texts();
    let mut codes: Vec<u32> = Vec::new();
    let is_name = |text: &str| !text.is_empty() && text.chars().all(char::is_alphabetic);
    for at in memchr::memmem::find_iter(divisions.as_bytes(), &format!(" {name}")).filter(|_| is_name(name)) {
        let begin = divisions[..at].rfind('\n').map_or(0, |at| at + 1);
        let ends = divisions[at + 1 + name.len()..].starts_with([' ', '\n']);
        let code = divisions[begin..].get(..6).and_then(|code| code.parse().ok());
        codes.extend(code.filter(|code| ends && !codes.contains(code)));
    }
    codes
}

/// Returns whether later reports of this kind take the place of earlier ones of the same title (`index_schema/versions.txt`).
pub fn is_versioned(kind: &str) -> bool {
    lines(VERSIONS_TEXT).any(|(_, line)| line == kind)
}

/// Returns text that differs when facts would be read otherwise.
pub fn facts_fingerprint() -> String {
    let (divisions, kinds) = builtin_texts();
    [divisions, kinds, VERSIONS_TEXT].map(|text| blake3::hash(text.as_bytes()).to_hex().to_string()).join(" ")
}

/// Reads lines of the form `CODE NAME [SHORT]`, `CODE < NAME [SHORT]`, `CODE x NAME`; lines that begin with `#` are remarks.
///
/// # Errors
/// The first line that does not fit.
pub fn parse_divisions(text: &str) -> Result<Divisions, SchemaError> {
    let mut divisions = Divisions::default();
    let mut others: Vec<(u32, &str, Option<&str>)> = Vec::new();
    let mut gone: Vec<(u32, &str)> = Vec::new();
    let mut before = 0;
    for (nth, line) in lines(text) {
        let invalid = |why: &str| invalid(DIVISIONS, nth, line, why);
        let mut words = line.split(' ');
        let code = words.next().filter(|code| code.len() == 6).and_then(|code| code.parse().ok());
        let code: u32 = code.ok_or_else(|| invalid("begins with no code of six digits"))?;
        // A name is looked up by halves: see `division_name`.
        if std::mem::replace(&mut before, code) > code {
            return Err(invalid("stands behind a greater code"));
        }
        let words: Vec<&str> = words.collect();
        match words[..] {
            ["<", name] => others.push((code, name, None)),
            ["<", name, short] => others.push((code, name, Some(short))),
            ["x", name] => gone.push((code, name)),
            [name] => divisions.add(code, name),
            [name, short] => {
                divisions.add(code, name);
                others.push((code, short, None));
            }
            _ => {
                return Err(invalid(
                    "is not of the form `CODE NAME [SHORT]`, `CODE < NAME [SHORT]` or `CODE x NAME`",
                ));
            }
        }
        if divisions.name(code).is_empty() && matches!(words[..], ["<", ..]) {
            return Err(invalid("says what a division was called before that is not told yet"));
        }
    }
    // What is of today comes first under a name.
    for (code, name, short) in others {
        divisions.add_name(code, name);
        short.iter().for_each(|short| divisions.add_name(code, short));
    }
    gone.into_iter().for_each(|(code, name)| divisions.add(code, name));
    Ok(divisions)
}

/// Reads lines of the form `KIND [@ WHO …] = ENDING | ENDING …`; lines that begin with `#` are remarks.
///
/// # Errors
/// The first line that does not fit.
pub fn parse_kinds(text: &str) -> Result<Kinds, SchemaError> {
    let mut kinds = Kinds::default();
    for (nth, line) in lines(text) {
        let invalid = |why: &str| invalid(KINDS, nth, line, why);
        let (kind, endings) =
            line.split_once(" = ").ok_or_else(|| invalid("is not of the form `KIND = ENDING | …`"))?;
        let (kind, who) = kind.split_once(" @ ").unwrap_or((kind, ""));
        let unknown =
            || invalid("names somebody else than 全国人大 国务院 最高法检 部委 地方人大 地方政府 公司");
        let named = |who: &str| {
            ISSUED_BY.iter().find(|(name, _)| *name == who).map(|(_, by)| *by).ok_or_else(unknown)
        };
        let mut by: Vec<IssuedBy> = who.split_whitespace().map(named).collect::<Result<_, _>>()?;
        if who.is_empty() {
            by.push(IssuedBy::Anybody);
        }
        for ending in endings.split(" | ").map(str::trim) {
            let (beginning, ending) = match ending.strip_prefix('^') {
                Some(both) => {
                    both.split_once(' ').ok_or_else(|| invalid("has a beginning without an ending"))?
                }
                None => ("", ending),
            };
            if kind.trim().is_empty() || ending.is_empty() {
                return Err(invalid("lacks a kind or an ending"));
            }
            for by in by.iter().copied() {
                let (kind, beginning) = (kind.trim().to_owned(), beginning.to_owned());
                kinds.add(KindRule { kind, endings: vec![ending.to_owned()], beginning, by });
            }
        }
    }
    Ok(kinds)
}

/// The lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(nth, line)| (nth + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn invalid(file: &'static str, nth: usize, line: &str, why: &str) -> SchemaError {
    SchemaError::Invalid { file, what: format!("line {nth}: `{line}` {why}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_carried_by_the_program_are_read() {
        let FactTables { divisions, kinds } = fact_tables();
        let one = |name: &str| divisions.named(name).first().map(|code| (*code, divisions.name(*code)));
        assert_eq!(one("湖北"), Some((420_000, "湖北省")));
        assert_eq!(one("襄樊市"), Some((420_600, "襄阳市")));
        assert_eq!(one("海南"), Some((460_000, "海南省")));
        assert_eq!(one("内蒙古"), Some((150_000, "内蒙古自治区")));
        for (_, codes) in divisions.all_names() {
            codes.iter().for_each(|code| assert_eq!(division_name(*code), divisions.name(*code), "{code}"));
        }
        for name in ["湖北", "襄樊市", "朝阳区", "吉林", "崇文区", "全国", "湖贝", "市", "110000", ""]
        {
            let (mut got, mut wanted) = (division_codes(name), divisions.named(name).to_vec());
            got.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(got, wanted, "{name}");
        }
        assert_eq!((division_name(1), division_name(0)), ("", divisions.name(0)));
        lines(VERSIONS_TEXT).for_each(|(_, kind)| assert!(kinds.knows(kind), "{kind}"));
        assert!(is_versioned("法律") && !is_versioned("政府工作报告"));
        assert!(kinds.all().len() > 40 && kinds.knows("政府工作报告"));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (text, wanted) in [
            ("42 湖北省", "line 1: `42 湖北省` begins with no code"),
            ("420000 湖北省 湖北 楚", "is not of the form"),
            ("420600 < 襄樊市", "not told yet"),
        ] {
            let error = parse_divisions(text).expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error}");
        }
        for (text, wanted) in [
            ("规划", "is not of the form"),
            ("规划 @ 谁 = 规划", "somebody else"),
            ("规划 = ^中华", "without an ending"),
        ] {
            let error = parse_kinds(text).expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error}");
        }
    }
}
