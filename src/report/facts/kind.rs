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
                && rule
                    .endings
                    .iter()
                    .any(|ending| bare.ends_with(ending.as_str()) || has_subject(&bare, ending))
        };
        self.rules.iter().find(fits).map(|rule| (rule.kind.as_str(), rule.by != IssuedBy::Anybody))
    }
}

/// Kinds that count before what a title is about have at least so many characters: 通知关于 may be anything.
const BEFORE_SUBJECT_MIN: usize = 4;

/// Whether a title goes on about its subject after a kind: 1986年政府工作报告关于第七个五年计划的报告.
fn has_subject(bare: &str, kind: &str) -> bool {
    let at = bare.find(kind).filter(|_| kind.chars().nth(BEFORE_SUBJECT_MIN - 1).is_some());
    // What stands after 关于, or in 《》, is the subject of another: 关于政府工作报告关于….
    at.is_some_and(|at| bare[at + kind.len()..].starts_with("关于") && !bare[..at].contains(['关', '《']))
}

/// What comes first in the title of what sums up a year and looks at the next.
const SUMMARY: &str = "总结";

/// A title without blanks and without the brackets at its end: （2018年修正）, （试行）, （一）, 〔摘要〕.
pub(super) fn bare(title: &str) -> String {
    let mut bare: String = title.chars().filter(|c| !is_blank(*c)).collect();
    while bare.ends_with(['）', ')', '〕', ']', '】']) {
        let Some(at) = bare.rfind(['（', '(', '〔', '[', '【']).filter(|at| *at > 0) else { break };
        bare.truncate(at);
    }
    // 2021年工作总结和2022年工作思路 is a 总结.
    let goes_on = |at: &usize| bare[at + SUMMARY.len()..].starts_with(['和', '及', '暨', '与', '、']);
    if let Some(at) = bare.find(SUMMARY).filter(goes_on) {
        bare.truncate(at + SUMMARY.len());
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_stands_at_the_end_or_before_the_subject() {
        let mut kinds = Kinds::default();
        for kind in ["政府工作报告", "计划报告", "通知"] {
            let endings = vec![kind.to_owned(), format!("{}的报告", kind.trim_end_matches("报告"))];
            kinds.add(KindRule {
                kind: kind.to_owned(),
                endings,
                beginning: String::new(),
                by: IssuedBy::Anybody,
            });
        }
        for (title, wanted) in [
            ("2026年湖北省政府工作报告（摘要）", Some("政府工作报告")),
            ("1986年政府工作报告关于第七个五年计划的报告", Some("政府工作报告")),
            ("关于第七个五年计划的报告", Some("计划报告")),
            ("关于政府工作报告关于计划的说明", None),
            ("《政府工作报告关于计划》解读", None),
            ("通知关于开会", None),
        ] {
            assert_eq!(kinds.of(title, &[]).map(|(kind, _)| kind), wanted, "{title}");
        }
    }
}
