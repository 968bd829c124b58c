//! `terms`: what a report, or a year, says that others of its series do not.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{Screen, terms_table, write_csv, write_terms, write_terms_json};
use crate::pipeline::true_path;
use crate::query::Query;
use crate::search::{Terms, TermsOf};

use super::args::{FilterArguments, TermsArguments};
use super::failure::Failure;
use super::{Outcome, dict, filter, home, last, look, say};

/// Prints the terms, and adds the new ones to the dictionary where that was asked for.
pub(super) fn run(
    arguments: &TermsArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let of = subject(arguments)?;
    let index = look::index_to_ask(arguments.folder.as_deref(), index)?;
    let searcher = super::engine::open(&index)?;
    let filters = FilterArguments {
        region: arguments.region.clone(),
        kind: arguments.kind.clone(),
        issuer: arguments.issuer.clone(),
        ..FilterArguments::default()
    };
    let conditions = filter::conditions(&filters, &[], &searcher)?;
    let series = (!conditions.is_empty()).then(|| Query::Nothing.narrowed_by(&conditions));
    let Some(terms) = searcher.terms(&of, series.as_ref(), arguments.limit)? else {
        return Err(not_there(&of));
    };
    if arguments.json {
        write_terms_json(out, &terms)?;
    } else if arguments.csv {
        write_csv(out, &terms_table(&terms))?;
    } else {
        write_terms(out, &terms, screen, home::here().as_deref())?;
    }
    tell(&terms);
    if let Some(ranks) = &arguments.add {
        let words = chosen(&terms, ranks)?;
        if words.is_empty() {
            say(&tr!("terms-all-known"));
        } else {
            dict::add(&index, words)?;
        }
    }
    let found = !terms.new.is_empty() || !terms.characteristic.is_empty();
    Ok(if found { Outcome::Found } else { Outcome::Lacking })
}

/// The report or the year that was typed.
fn subject(arguments: &TermsArguments) -> Result<TermsOf, Failure> {
    match (&arguments.report, arguments.year) {
        (Some(typed), None) => {
            let file = Path::new(typed);
            if file.is_file() {
                return Ok(TermsOf::File(true_path(file)));
            }
            match typed.parse::<usize>() {
                Ok(rank) => Ok(TermsOf::File(last::hit(rank)?.1.path)),
                Err(_) => Ok(TermsOf::Title(typed.clone())),
            }
        }
        (None, Some(year)) => Ok(TermsOf::Year(year)),
        _ => Err(Failure::new(tr!("terms-one-needed"), Some(&tr!("terms-name-one")))),
    }
}

fn not_there(of: &TermsOf) -> Failure {
    match of {
        TermsOf::Year(year) => {
            Failure::new(tr!("terms-no-year", year = year.to_string()), Some(&tr!("terms-see-years")))
        }
        TermsOf::File(file) => {
            Failure::new(tr!("terms-no-file", file = format!("{file:?}")), Some(&tr!("terms-take-in")))
        }
        TermsOf::Title(title) => {
            Failure::new(tr!("terms-no-title", title = title.as_str()), Some(&tr!("terms-see-list")))
        }
    }
}

/// Says what was left out.
fn tell(terms: &Terms) {
    if terms.copies > 0 {
        say(&tr!("across-copies", copies = tr!("count-copies", count = terms.copies).to_string()));
    }
    if terms.left_out > 0 {
        say(&tr!("terms-left-out", reports = tr!("count-reports", count = terms.left_out)));
    }
    if terms.others == 0 {
        say(&tr!("terms-no-others"));
    }
}

/// The new terms of these ranks (`1,3-5`; empty: all) that the dictionary lacks.
fn chosen(terms: &Terms, ranks: &str) -> Result<Vec<String>, Failure> {
    let wanted = ranks_of(ranks, terms.new.len()).ok_or_else(|| {
        let what = tr!("terms-no-ranks", ranks = ranks, count = terms.new.len());
        Failure::new(what, Some(&tr!("terms-type-ranks")))
    })?;
    let numbered =
        terms.new.iter().enumerate().filter(|(nth, term)| wanted.contains(&(nth + 1)) && !term.in_dictionary);
    Ok(numbered.map(|(_, term)| term.text.clone()).collect())
}

fn ranks_of(typed: &str, last: usize) -> Option<Vec<usize>> {
    if typed.is_empty() {
        return Some((1..=last).collect());
    }
    let mut ranks = Vec::new();
    for part in typed.split([',', '，', '、']).map(str::trim) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (from.parse::<usize>().ok()?, to.parse::<usize>().ok()?);
        if from == 0 || to < from || to > last {
            return None;
        }
        ranks.extend(from..=to);
    }
    Some(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_numbers_and_ranges() {
        for (typed, wanted) in [
            ("", Some(vec![1, 2, 3, 4, 5])),
            ("2", Some(vec![2])),
            ("1,3-5", Some(vec![1, 3, 4, 5])),
            ("1， 2", Some(vec![1, 2])),
            ("0", None),
            ("6", None),
            ("4-2", None),
            ("a", None),
        ] {
            assert_eq!(ranks_of(typed, 5), wanted, "{typed}");
        }
    }
}
