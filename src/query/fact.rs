//! Facts that a report can be asked for: `年:2020..2025`, `地区:湖北`, `文号:国办发〔2019〕1号`, and a person's own.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::signs::{QUOTES, is_close, is_open};
use super::{Query, is_named, quoted};

/// A fact that a report can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactField {
    /// The year that it is of.
    Year,
    /// The region that issued it, or that its title speaks of.
    Region,
    /// Its kind: 规划, 通知.
    Kind,
    /// Who issued it.
    Issuer,
    /// The number of the document.
    Number,
    /// A fact that a person told of reports, by its name.
    Own(String),
}

impl FactField {
    /// Every name that the program knows; the first of each is how it is shown.
    const NAMES: [(&'static str, FactField); 17] = [
        ("year", FactField::Year),
        ("年", FactField::Year),
        ("年份", FactField::Year),
        ("region", FactField::Region),
        ("地区", FactField::Region),
        ("地區", FactField::Region),
        ("kind", FactField::Kind),
        ("种类", FactField::Kind),
        ("種類", FactField::Kind),
        ("issuer", FactField::Issuer),
        ("机关", FactField::Issuer),
        ("機關", FactField::Issuer),
        ("发文机关", FactField::Issuer),
        ("number", FactField::Number),
        ("文号", FactField::Number),
        ("文號", FactField::Number),
        ("发文字号", FactField::Number),
    ];

    /// Returns the fact with this name, in any case and width; `own` are the names of a person's own facts.
    pub fn named(name: &str, own: &[String]) -> Option<FactField> {
        let known = FactField::NAMES.iter().find(|(known, _)| is_named(known, name));
        let own = || own.iter().find(|own| *own == name).map(|own| FactField::Own(own.clone()));
        known.map(|(_, field)| field.clone()).or_else(own)
    }

    /// Returns how it is shown: in English, a person's own as it was named.
    pub fn name(&self) -> &str {
        match self {
            FactField::Own(name) => name,
            known => FactField::NAMES.iter().find(|(_, field)| field == known).map_or("", |(name, _)| name),
        }
    }

    /// Whether what stands after a name can be meant as its value: `年：` also ends a clause of a text (2024 年：增长).
    pub(super) fn takes(&self, name: &str, value: &str) -> bool {
        let begins_years = |c: char| c.is_numeric() || matches!(c, '.' | '"' | '“' | '〇');
        *self != FactField::Year || name.is_ascii() || value.starts_with(begins_years)
    }
}

/// What a fact must be, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactValue {
    /// The value.
    pub typed: String,
    /// Whether it is all of the fact, as a quoted one is; else a part of it is enough.
    pub is_whole: bool,
    /// The name of the fact as it was typed: messages repeat it.
    pub name: TypedName,
}

/// A name as it was typed (年, YEAR); empty where none was. Whatever it is, what it names is the same, and so all are equal.
#[derive(Clone, Debug, Default, Eq, Serialize, Deserialize)]
pub struct TypedName(pub String);

impl PartialEq for TypedName {
    fn eq(&self, _: &TypedName) -> bool {
        true
    }
}

impl Ord for TypedName {
    fn cmp(&self, _: &TypedName) -> Ordering {
        Ordering::Equal
    }
}

impl PartialOrd for TypedName {
    fn partial_cmp(&self, other: &TypedName) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for TypedName {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl FactValue {
    /// Takes a value as it was typed, which a part of the fact may be.
    pub fn part(typed: &str) -> FactValue {
        FactValue { typed: typed.trim().to_owned(), is_whole: false, name: TypedName::default() }
    }

    /// Takes a value that is all of the fact.
    pub fn whole(typed: &str) -> FactValue {
        FactValue { typed: typed.to_owned(), is_whole: true, name: TypedName::default() }
    }

    /// Takes a value that is an option's: all of the fact where it is quoted.
    pub fn typed(typed: &str) -> FactValue {
        let typed = typed.trim();
        let inner = QUOTES.iter().find_map(|(open, close)| typed.strip_prefix(*open)?.strip_suffix(*close));
        inner.map_or_else(|| FactValue::part(typed), FactValue::whole)
    }

    /// Takes a word of a query: numbers of documents stand in brackets of any kind.
    pub(super) fn word(field: &FactField, typed: &str) -> FactValue {
        let bracket = |c: char| match c {
            c if is_open(c) => '〔',
            c if is_close(c) => '〕',
            other => other,
        };
        let typed: String = match field {
            FactField::Number => typed.chars().map(bracket).collect(),
            _ => typed.to_owned(),
        };
        let is_whole = !typed.chars().all(is_plain);
        FactValue { typed, is_whole, name: TypedName::default() }
    }

    /// Returns the value under the name that was typed before it.
    pub(super) fn named(self, name: &str) -> FactValue {
        FactValue { name: TypedName(name.to_owned()), ..self }
    }

    /// Returns the fact and its value as they were typed: `年:2024`; by the name in English where none was typed.
    pub fn shown(&self, field: &FactField) -> String {
        let name = if self.name.0.is_empty() { field.name() } else { &self.name.0 };
        format!("{name}:{}", self.typed)
    }
}

/// What needs no quotation marks in a value.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '.' | '-' | '~' | '〔' | '〕' | '[' | ']' | '—' | '–' | '～' | '·' | '、')
}

/// Writes the value as it could be typed.
impl fmt::Display for FactValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole || !self.typed.chars().all(is_plain) {
            out.write_str(&quoted(&self.typed))
        } else {
            out.write_str(&self.typed)
        }
    }
}

/// Joins what asks for one fact, side by side, by OR: `年:2024 年:2025` are two years. It stands where the first stood.
pub(super) fn joined(items: Vec<Query>) -> Vec<Query> {
    let mut out: Vec<Query> = Vec::with_capacity(items.len());
    for item in items {
        let known =
            field_of(&item).and_then(|field| out.iter().position(|known| field_of(known) == Some(field)));
        let Some(nth) = known else {
            out.push(item);
            continue;
        };
        let parts = |query: Query| match query {
            Query::Or(any) => any,
            one => vec![one],
        };
        let mut any = parts(std::mem::replace(&mut out[nth], Query::Nothing));
        any.extend(parts(item));
        out[nth] = Query::Or(any);
    }
    out
}

/// The fact that a part of a query asks for, where it asks for one alone.
fn field_of(query: &Query) -> Option<&FactField> {
    match query {
        Query::Fact(field, _) => Some(field),
        Query::Or(any) => {
            let first = field_of(any.first()?)?;
            any.iter().all(|query| field_of(query) == Some(first)).then_some(first)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse_knowing;

    #[test]
    fn facts_are_read_by_name_and_joined_where_they_are_of_one() {
        let own = ["部门".to_owned()];
        for (typed, shown) in [
            ("年:2024 粮食", "year:2024 粮食"),
            ("年：2020..2025", "year:2020..2025"),
            ("ＹＥＡＲ:2024", "year:2024"),
            ("年:2024 年:2025 粮食", "(year:2024 OR year:2025) 粮食"),
            ("(年:2023 年:2024) 粮食 年:2025", "(year:2023 OR year:2024 OR year:2025) 粮食"),
            ("地区:湖北 粮食 -种类:通知", "region:湖北 粮食 -kind:通知"),
            ("年:2024 AND 年:2025", "year:2024 AND year:2025"),
            ("文号:国办发（2019）1号 粮食", "number:国办发〔2019〕1号 粮食"),
            ("机关:\"教育部\"", "issuer:\"教育部\""),
            ("部门:教育局 粮食", "部门:教育局 粮食"),
            ("2024年：增长 粮食", "2024年：增长 粮食"),
            ("2024 年：增长 OR 粮食", "2024 年：增长 OR 粮食"),
            ("year:abc", "year:abc"),
        ] {
            let (query, ignored) = parse_knowing(typed, &own);
            assert_eq!((query.to_string().as_str(), ignored.len()), (shown, 0), "{typed}");
            assert_eq!(parse_knowing(shown, &own).0, query, "{shown}");
        }
        let (query, _) = parse_knowing("年份：2o24", &[]);
        assert!(
            matches!(&query, Query::Fact(field, value) if value.shown(field) == "年份:2o24"),
            "{query:?}"
        );
        assert_eq!(parse_knowing("部门:教育局", &[]).0, Query::Text("部门:教育局".to_owned()));
    }
}
