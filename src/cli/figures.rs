//! `figures`: the numbers that reports give for an indicator, as a table.

use std::io::Write;
use std::path::Path;

use crate::language::tr;
use crate::output::{Screen, figures_chart, figures_table, write_csv, write_figures, write_figures_json};
use crate::report::figures::{Aim, Asked, Condition, Period};
use crate::search::{FigureQuery, Group};

use super::args::{FigureGroup, FiguresArguments};
use super::failure::Failure;
use super::{Outcome, chart, home, look, say, taking};

impl From<FigureGroup> for Group {
    fn from(group: FigureGroup) -> Group {
        match group {
            FigureGroup::Region => Group::Region,
            FigureGroup::Year => Group::Year,
            FigureGroup::Report => Group::Report,
        }
    }
}

/// Prints the figures of an indicator.
pub(super) fn run(
    arguments: &FiguresArguments,
    index: Option<&Path>,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (words, index) = look::words_and_index(&arguments.words, arguments.folder.as_deref(), index)?;
    let wanted = wanted(arguments, &words)?;
    let searcher = super::engine::open(&index)?;
    let found = searcher.figures(&wanted)?;
    if arguments.json {
        write_figures_json(out, &found.rows)?;
    } else if arguments.csv {
        write_csv(out, &figures_table(&found.rows))?;
    } else if let Some(file) = &arguments.xlsx {
        taking::workbook(file, &figures_table(&found.rows))?;
    } else if let Some(file) = &arguments.svg {
        chart::write(file, &figures_chart(&found.rows, &words.join(" ")))?;
    } else {
        write_figures(out, &found.rows, arguments.sentences, screen, home::here().as_deref())?;
    }
    if found.unsure > 0 {
        say(&tr!("across-left-out", unsure = tr!("count-figures", count = found.unsure)));
    }
    if found.rows.is_empty() {
        let reports = tr!("count-reports", count = found.reports);
        say(&tr!("across-no-figure", reports = reports));
        return Ok(Outcome::Lacking);
    }
    Ok(Outcome::Found)
}

fn wanted(arguments: &FiguresArguments, words: &[String]) -> Result<FigureQuery, Failure> {
    let words: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    let asked = Asked::parse(&words);
    if asked.names().all(str::is_empty) {
        return Err(Failure::new(tr!("across-no-indicator"), Some(&tr!("across-name-one"))));
    }
    let period = arguments.period.as_deref().map(|typed| {
        Period::typed(typed).ok_or_else(|| {
            Failure::new(tr!("across-no-years", typed = typed), Some(&tr!("across-type-years")))
        })
    });
    let condition = arguments.condition.as_deref().map(|typed| {
        Condition::parse(typed).ok_or_else(|| {
            let hint = &tr!("across-type-comparison");
            Failure::new(tr!("across-no-comparison", typed = typed), Some(hint))
        })
    });
    let aim = match (arguments.target, arguments.achieved) {
        (true, _) => Some(Aim::Target),
        (_, true) => Some(Aim::Achieved),
        _ => asked.aim(),
    };
    Ok(FigureQuery {
        asked,
        aim,
        period: period.transpose()?,
        condition: condition.transpose()?,
        sure: arguments.sure,
        by: arguments.by.map(Group::from),
        one_per: arguments.one_per.map(Group::from),
    })
}
