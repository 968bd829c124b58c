//! `figures`: the numbers that reports give for an indicator, as a table.

use std::io::Write;
use std::path::Path;

use crate::output::{Screen, counted, figures_table, write_csv, write_figures, write_figures_json};
use crate::report::figures::{Aim, Asked, Condition, Period};
use crate::search::{FigureQuery, Group};

use super::args::{FigureGroup, FiguresArguments};
use super::failure::Failure;
use super::{Outcome, home, look, say, taking};

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
    let wanted = wanted(arguments)?;
    let searcher = super::engine::open(&look::index_to_ask(arguments.folder.as_deref(), index)?)?;
    let found = searcher.figures(&wanted)?;
    if arguments.json {
        write_figures_json(out, &found.rows)?;
    } else if arguments.csv {
        write_csv(out, &figures_table(&found.rows))?;
    } else if let Some(file) = &arguments.xlsx {
        taking::workbook(file, &figures_table(&found.rows))?;
    } else {
        write_figures(out, &found.rows, arguments.sentences, screen, home::here().as_deref())?;
    }
    if found.unsure > 0 {
        say(&format!("{} left out by --sure", counted(found.unsure, "figure")));
    }
    if found.rows.is_empty() {
        let reports = counted(found.reports, "report");
        say(&format!("no figure found; {reports} hold a name of the indicator"));
        return Ok(Outcome::Lacking);
    }
    Ok(Outcome::Found)
}

fn wanted(arguments: &FiguresArguments) -> Result<FigureQuery, Failure> {
    let words: Vec<&str> = arguments.words.iter().flat_map(|word| word.split_whitespace()).collect();
    let asked = Asked::parse(&words);
    if asked.names().iter().all(String::is_empty) {
        return Err(Failure::new(
            "there is no indicator in what was asked for",
            Some("name one, as in `xunzhang figures 地区生产总值 增长`"),
        ));
    }
    let period = arguments.period.as_deref().map(|typed| {
        Period::typed(typed).ok_or_else(|| {
            Failure::new(format!("`{typed}` names no years"), Some("type 2026, 2021-2025 or 十四五"))
        })
    });
    let condition = arguments.condition.as_deref().map(|typed| {
        Condition::parse(typed).ok_or_else(|| {
            let hint = "type a sign, a number and its unit, as in '>5%', '>=100亿元' or '100..200亿元'";
            Failure::new(format!("`{typed}` is no comparison"), Some(hint))
        })
    });
    let aim = match (arguments.target, arguments.achieved) {
        (true, _) => Some(Aim::Target),
        (_, true) => Some(Aim::Achieved),
        _ => None,
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
