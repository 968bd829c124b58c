//! Heads and fixed values of tables for spreadsheets, in the language of who reads them: programs read JSON, whose names never change.

use crate::language::tr;

/// Returns the head of a column as it is written; a name that is none of ours, as a term that was counted, stays as it is.
pub(super) fn head(name: &str) -> String {
    match name {
        "rank" => tr!("head-rank"),
        "report" => tr!("head-report"),
        "qualifier" => tr!("head-qualifier"),
        "year" => tr!("head-year"),
        "region" => tr!("head-region"),
        "kind" => tr!("head-kind"),
        "issuer" => tr!("head-issuer"),
        "issuers" => tr!("head-issuers"),
        "date" => tr!("head-date"),
        "date_kind" => tr!("head-date-kind"),
        "about" => tr!("head-about"),
        "number" => tr!("head-number"),
        "published" => tr!("head-published"),
        "effective" => tr!("head-effective"),
        "passages" => tr!("head-passages"),
        "path" => tr!("head-path"),
        "member" => tr!("head-member"),
        "headings" => tr!("head-headings"),
        "text" => tr!("head-text"),
        "matches" => tr!("head-matches"),
        "place" => tr!("head-place"),
        "line" => tr!("head-line"),
        "indicator" => tr!("head-indicator"),
        "measure" => tr!("head-measure"),
        "relation" => tr!("head-relation"),
        "low" => tr!("head-low"),
        "high" => tr!("head-high"),
        "base_unit" => tr!("head-base-unit"),
        "printed" => tr!("head-printed"),
        "aim" => tr!("head-aim"),
        "period" => tr!("head-period"),
        "sure" => tr!("head-sure"),
        "sentence" => tr!("head-sentence"),
        "reports" => tr!("head-reports"),
        "occurrences" => tr!("head-occurrences"),
        "word" => tr!("head-word"),
        "group" => tr!("head-group"),
        "holding" => tr!("head-holding"),
        "hits" => tr!("head-hits"),
        "per_10_000" => tr!("head-per-10-000"),
        other => other.to_owned(),
    }
}

/// Returns a value of a column that is one of few, in the language of who reads it.
pub(super) fn value(name: &str) -> String {
    match name {
        "equals" => tr!("head-value-equals"),
        "about" => tr!("head-value-about"),
        "at_least" => tr!("head-value-at-least"),
        "at_most" => tr!("head-value-at-most"),
        "over" => tr!("head-value-over"),
        "nearly" => tr!("head-value-nearly"),
        "reaches" => tr!("head-value-reaches"),
        "unknown" => tr!("head-value-unknown"),
        "target" => tr!("head-value-target"),
        "achieved" => tr!("head-value-achieved"),
        "yes" => tr!("head-value-yes"),
        "no" => tr!("head-value-no"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, within};

    #[test]
    fn heads_are_in_the_language_of_the_reader() {
        assert_eq!((head("year"), head("新质生产力")), ("year".to_owned(), "新质生产力".to_owned()));
        within(Language::Chinese, || {
            assert_eq!((head("year"), value("at_least")), ("年份".into(), "不少于".into()))
        });
    }
}
