//! The terms of `index_schema/dictionary.txt`: what reports coined and general dictionaries lack.

use std::collections::HashSet;
use std::sync::LazyLock;

static TERMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../index_schema/dictionary.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_whitespace().next()).collect()
});

/// Returns whether the dictionary has a folded word as a term of reports, beside its general words.
pub fn is_report_term(folded: &str) -> bool {
    TERMS.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_reports_are_told_from_general_words() {
        assert!(is_report_term("新质生产力") && !is_report_term("教师") && !is_report_term("#"));
    }
}
