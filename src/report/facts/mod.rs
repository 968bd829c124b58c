//! Facts about a report: who issued it, when, of which year, region and kind; each with how it is known.
//!
//! - `read.rs`: what a text tells of itself; `head.rs`, `history.rs`: its head, tables of metadata, promulgations, signatures
//! - `name.rs`: what the name of its file and its folders tell
//! - `repeal.rs`: what a text says of others that are no longer in force
//! - `correct.rs`: what a person says beside it
//! - `date.rs`, `division.rs`, `kind.rs`, `number.rs`, `organ.rs`, `phrase.rs`: what facts are made of
//!
//! Text, names and corrections are read apart and put together ([`Facts::completed`], [`Facts::correct`]): so other names or
//! corrections need no text read again.

mod correct;
mod date;
mod division;
mod head;
mod history;
mod kind;
mod name;
mod number;
mod organ;
mod phrase;
mod read;
mod repeal;

use serde::{Deserialize, Serialize};

pub use correct::{Correction, FACT_NAMES};
pub use date::Date;
pub use division::{COUNTRY_CODE, COUNTRY_NAME, Divisions, divisions_around, holds_division};
pub use kind::{IssuedBy, KindRule, Kinds};
pub use name::facts_of_name;
pub use read::read_facts;
pub use repeal::{Repeal, repeals};

/// What facts are read by.
#[derive(Clone, Debug, Default)]
pub struct FactTables {
    /// The administrative divisions.
    pub divisions: Divisions,
    /// The kinds of reports.
    pub kinds: Kinds,
}

/// How a fact is known. The order is that of trust, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The folders that the file is in.
    Folder,
    /// The name of the file.
    FileName,
    /// Another fact, from which it follows.
    Inferred,
    /// The text itself.
    Text,
    /// Who signed it, and when.
    Signature,
    /// The lines around the title.
    Head,
    /// A table of metadata on the page.
    Table,
    /// The title.
    Title,
    /// A person's correction.
    Correction,
}

impl How {
    /// Returns the words of the screen, lower case.
    pub fn words(self) -> &'static str {
        match self {
            How::Folder => "folder",
            How::FileName => "file name",
            How::Inferred => "inferred",
            How::Text => "text",
            How::Signature => "signature",
            How::Head => "head",
            How::Table => "table of the page",
            How::Title => "title",
            How::Correction => "xunzhang.toml",
        }
    }
}

/// A value and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// How it is known.
    pub how: How,
}

impl<T> Known<T> {
    /// Makes a fact.
    pub fn new(value: T, how: How) -> Known<T> {
        Known { value, how }
    }
}

/// Which day of a report its date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// 修订: written anew.
    Revised,
    /// 修正: changed in places.
    Amended,
    /// 通过: passed.
    Adopted,
    /// 公布, 发布, 批准: made known.
    Promulgated,
    /// 作报告: read to a congress.
    Delivered,
    /// 成文: signed.
    Signed,
    /// The name of the file has a date and does not say which.
    Named,
}

impl DateKind {
    /// Returns the word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            DateKind::Revised => "修订",
            DateKind::Amended => "修正",
            DateKind::Adopted => "通过",
            DateKind::Promulgated => "公布",
            DateKind::Delivered => "作报告",
            DateKind::Signed => "成文",
            DateKind::Named => "",
        }
    }
}

/// What is known about a report; `None` for what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The title as printed.
    pub title: Option<Known<String>>,
    /// Who issued it (发文机关); several issue together.
    pub issuers: Option<Known<Vec<String>>>,
    /// The number of the document: 国办发〔2019〕1号.
    pub number: Option<Known<String>>,
    /// The day of this version; of a law its last change.
    pub date: Option<Known<Date>>,
    /// Which day that is.
    pub date_kind: Option<DateKind>,
    /// The day that it was put on the web.
    pub published: Option<Known<Date>>,
    /// From when on it holds.
    pub effective: Option<Known<Date>>,
    /// The year that it is of: of its title, else of its date.
    pub year: Option<Known<u16>>,
    /// The code of the region of who issued it ([`COUNTRY_CODE`] for national ones).
    pub region: Option<Known<u32>>,
    /// The code of the region that its title speaks of, where that is another.
    pub about: Option<Known<u32>>,
    /// Its kind: 政府工作报告, 通知.
    pub kind: Option<Known<String>>,
    /// A person's own facts, by name, each once.
    pub own: Vec<(String, String)>,
}

/// Two dates of a name and a text are of one version while they are no further apart, in days: laws are published within
/// months of the day that they are passed.
const SAME_VERSION_DAYS: u32 = 183;

impl Facts {
    /// Adds what the names of the file and its folders tell where the text does not, and returns what speaks against it, one
    /// clear sentence each, lower case.
    pub fn completed(&mut self, named: &Facts, tables: &FactTables) -> Vec<String> {
        let mut against = Vec::new();
        self.complete_date(named, &mut against);
        match (&self.year, &named.year) {
            (None, Some(year)) => self.year = Some(year.clone()),
            (Some(known), Some(year)) if known.value != year.value && year.how == How::FileName => {
                // A law's file may bear the year of its publication, which its date told of.
                let told = named.date.is_some();
                let message = format!(
                    "the year is {} by the {}, {} by the {}",
                    known.value,
                    known.how.words(),
                    year.value,
                    year.how.words()
                );
                against.extend((!told).then_some(message));
            }
            _ => {}
        }
        match (&self.region, &named.region) {
            (None, Some(region)) => self.region = Some(region.clone()),
            (Some(known), Some(region))
                if known.value != COUNTRY_CODE
                    && !holds_division(known.value, region.value)
                    && !holds_division(region.value, known.value) =>
            {
                let name = |code| tables.divisions.name(code);
                let (how, named) = (known.how.words(), region.how.words());
                let (known, region) = (name(known.value), name(region.value));
                against.push(format!("the region is {known} by the {how}, {region} by the {named}"));
            }
            _ => {}
        }
        self.complete_kind(named, &tables.kinds);
        against
    }

    /// A full date in the name of the file tells a later version than the head knows of.
    fn complete_date(&mut self, named: &Facts, against: &mut Vec<String>) {
        let Some(named) = &named.date else { return };
        match &self.date {
            Some(known) if named.value.day == 0 || known.value.day == 0 => return,
            Some(known) if named.value.days() <= known.value.days() + SAME_VERSION_DAYS => return,
            // Of what is no law a name may have the day that it was saved.
            Some(_)
                if self
                    .date_kind
                    .is_none_or(|kind| matches!(kind, DateKind::Signed | DateKind::Delivered)) =>
            {
                return;
            }
            Some(known) => {
                let (known, how) = (known.value, known.how.words());
                against.push(format!("the date is {known} by the {how}, {} by the file name", named.value));
            }
            None => {}
        }
        if self.year.as_ref().is_none_or(|year| year.how < How::Title) {
            self.year = Some(Known::new(named.value.year, How::FileName));
        }
        (self.date, self.date_kind) = (Some(named.clone()), Some(DateKind::Named));
    }

    /// A folder named by a kind tells more than 条例 or 办法 alone do, which every level issues.
    fn complete_kind(&mut self, named: &Facts, kinds: &Kinds) {
        let Some(kind) = &named.kind else { return };
        let is_open = self.kind.as_ref().is_none_or(|known| kinds.is_open(&known.value));
        if is_open && self.kind.as_ref().is_none_or(|known| known.value != kind.value) {
            self.kind = Some(kind.clone());
        }
    }
}
