//! Facts that a person says, against or beside what texts and names tell.

use super::{COUNTRY_CODE, Date, DateKind, Divisions, Facts, How, Known};

/// What the program knows by itself, in both languages; every other name is a fact of one's own.
pub const FACT_NAMES: [(&str, &str); 10] = [
    ("title", "题目"),
    ("issuer", "机关"),
    ("number", "文号"),
    ("date", "日期"),
    ("published", "发布"),
    ("effective", "施行"),
    ("year", "年"),
    ("region", "地区"),
    ("about", "涉及"),
    ("kind", "种类"),
];

/// One fact that a person says: its name in English as [`FACT_NAMES`] has it, or as typed for one of his own; and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    name: String,
    value: String,
}

impl Correction {
    /// Reads a fact that was typed. An empty value takes the fact away.
    ///
    /// # Errors
    /// What does not fit, and what would, in words for people.
    pub fn of(name: &str, value: &str, divisions: &Divisions) -> Result<Correction, String> {
        let name = name.trim();
        if name.is_empty() || name.contains([':', '：', '"', ' ', '\t', '\n']) {
            return Err(format!(
                "{name:?} is no name of a fact: it may hold no blank, colon or quotation mark"
            ));
        }
        let known = FACT_NAMES.iter().find(|(english, chinese)| {
            *english == name || *chinese == name || name == "年份" && *english == "year"
        });
        let name = known.map_or(name, |(english, _)| *english);
        let fits = match name {
            _ if value.is_empty() => Ok(()),
            "date" | "published" | "effective" if Date::parse(value).is_none() => {
                Err("a date like 2024-03-05")
            }
            "year" if year(value).is_none() => Err("a year like 2024"),
            "region" | "about" if region(value, divisions).is_none() => {
                Err("the name of a province, city or county (湖北省, 武汉市, 全国) or its code of six digits")
            }
            _ => Ok(()),
        };
        fits.map_err(|wanted| format!("{name} = {value:?} should be {wanted}"))?;
        Ok(Correction { name: name.to_owned(), value: value.to_owned() })
    }
}

fn year(value: &str) -> Option<u16> {
    let date = Date::parse(value.trim_end_matches('年'))?;
    (date.month == 0).then_some(date.year)
}

fn region(value: &str, divisions: &Divisions) -> Option<u32> {
    if let Some((code, len)) = divisions.at_beginning(value)
        && len == value.len()
    {
        return Some(code);
    }
    let code = value.parse().ok().filter(|code| *code == COUNTRY_CODE || !divisions.name(*code).is_empty());
    code.or_else(|| divisions.named(value).first().copied())
}

impl Facts {
    /// Puts what a person said in the place of what was known.
    pub fn correct(&mut self, correction: &Correction, divisions: &Divisions) {
        let Correction { name, value } = correction;
        let is_there = !value.is_empty();
        let text = is_there.then(|| Known::new(value.clone(), How::Correction));
        let date = Date::parse(value).map(|date| Known::new(date, How::Correction));
        let region =
            || region(value, divisions).filter(|_| is_there).map(|code| Known::new(code, How::Correction));
        match name.as_str() {
            "title" => self.title = text,
            "issuer" => {
                let issuers = value.split('、').map(str::to_owned).collect();
                self.issuers = is_there.then(|| Known::new(issuers, How::Correction));
                // The region was that of another.
                let of = super::organ::region_of(value, divisions);
                self.region = of.map(|code| Known::new(code, How::Inferred)).or(self.region.take());
            }
            "number" => self.number = text,
            "date" => {
                if self.year.as_ref().is_none_or(|year| year.how != How::Title && year.how != How::Correction)
                {
                    self.year = date.as_ref().map(|date| Known::new(date.value.year, How::Inferred));
                }
                self.date_kind = is_there.then_some(DateKind::Signed);
                self.date = date;
            }
            "published" => self.published = date,
            "effective" => self.effective = date,
            "year" => self.year = year(value).map(|year| Known::new(year, How::Correction)),
            "region" => self.region = region(),
            "about" => self.about = region(),
            "kind" => self.kind = text,
            own => {
                self.own.retain(|(known, _)| known != own);
                self.own.extend(is_there.then(|| (own.to_owned(), value.clone())));
                self.own.sort();
            }
        }
    }
}
