//! Kinds of reports: what the end of a title, and who issued it, tell.

use serde::{Deserialize, Serialize};

use crate::text::is_blank;

/// Who must have issued a report of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IssuedBy {
    /// Anybody.
    Anybody,
    /// The National People's Congress or its committee.
    NationalCongress,
    /// The State Council.
    StateCouncil,
    /// The highest court or prosecutor's office.
    HighestCourt,
    /// A part of the State Council.
    Ministry,
    /// A people's congress of a region, or its committee.
    RegionalCongress,
    /// The government of a region.
    RegionalGovernment,
    /// A company.
    Company,
}

/// One line of the table of kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRule {
    /// The kind.
    pub kind: String,
    /// What a title of the kind ends in, one of them.
    pub endings: Vec<String>,
    /// What else a title must begin with; empty for nothing.
    pub beginning: String,
    /// Who issued it.
    pub by: IssuedBy,
}

/// The table of kinds: the first rule that fits decides.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    rules: Vec<KindRule>,
}

impl Kinds {
    /// Adds a rule after those that are there.
    pub fn add(&mut self, rule: KindRule) {
        self.rules.push(rule);
    }

    /// Returns the kinds, each once, in the order of the table.
    pub fn all(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        for rule in &self.rules {
            if !kinds.contains(&rule.kind.as_str()) {
                kinds.push(&rule.kind);
            }
        }
        kinds
    }

    /// Returns whether this is the name of a kind.
    pub fn knows(&self, kind: &str) -> bool {
        self.rules.iter().any(|rule| rule.kind == kind)
    }

    /// Returns whether a kind leaves open who issued it, though others of the same endings tell: 条例, 办法.
    pub(super) fn is_open(&self, kind: &str) -> bool {
        let is_of =
            |rule: &&KindRule| rule.kind == kind && rule.by == IssuedBy::Anybody && rule.beginning.is_empty();
        self.rules.iter().filter(is_of).any(|rule| {
            let told = self.rules.iter().filter(|other| other.by != IssuedBy::Anybody);
            told.flat_map(|other| &other.endings).any(|ending| rule.endings.contains(ending))
        })
    }

    /// Returns the kind of a title, and whether who issued it told; `by` are all that its issuers are.
    pub(super) fn of(&self, title: &str, by: &[IssuedBy]) -> Option<(&str, bool)> {
        let bare = bare(title);
        let fits = |rule: &&KindRule| {
            bare.starts_with(rule.beginning.as_str())
                && (rule.by == IssuedBy::Anybody || by.contains(&rule.by))
                && rule.endings.iter().any(|ending| bare.ends_with(ending.as_str()))
        };
        self.rules.iter().find(fits).map(|rule| (rule.kind.as_str(), rule.by != IssuedBy::Anybody))
    }
}

/// A title without blanks and without the brackets at its end: （2018年修正）, （试行）, （一）, 〔摘要〕.
pub(super) fn bare(title: &str) -> String {
    let mut bare: String = title.chars().filter(|c| !is_blank(*c)).collect();
    while bare.ends_with(['）', ')', '〕', ']', '】']) {
        let Some(at) = bare.rfind(['（', '(', '〔', '[', '【']).filter(|at| *at > 0) else { break };
        bare.truncate(at);
    }
    bare
}
