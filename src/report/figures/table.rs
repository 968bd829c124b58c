//! Figures of tables: an indicator's row, a year's column.

use crate::text::is_han;

use super::amount::amounts;
use super::context::Context;
use super::flat::{Char, span_of, text_of};
use super::period::{Period, told};
use super::units::unit_at;
use super::{Aim, Direction, Figure, Relation};

/// Cells of a head that name the unit of their row.
const UNIT_HEADS: [&str; 2] = ["单位", "计量单位"];
const ACHIEVED: [&str; 6] = ["完成", "实际", "实绩", "执行", "决算", "初步"];
const TARGETS: [&str; 5] = ["目标", "计划", "预期", "预算", "预计"];

/// A column as its head tells it.
#[derive(Clone, Default)]
struct Column {
    period: Option<Period>,
    aim: Aim,
    measure: String,
    unit: String,
    is_unit: bool,
}

/// Reads the rows of a table, the first of which is its head, and adds its figures.
pub(super) fn read(rows: &[&[Char]], context: &Context, found: &mut Vec<Figure>) {
    let Some((head, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else { return };
    let columns: Vec<Column> = cells(head).map(|cell| column(&text_of(cell), context.year)).collect();
    if columns
        .iter()
        .all(|column| column.period.is_none() && column.measure.is_empty() && column.aim == Aim::Unknown)
    {
        return;
    }
    for row in rows {
        let cells: Vec<&[Char]> = cells(row).collect();
        // 1, 2, 3 before the indicator number the rows.
        let is_name = |cell: &[Char]| cell.iter().any(|c| is_han(c.c));
        let Some(first) = cells.iter().position(|cell| is_name(cell)) else { continue };
        let (indicator, own_unit) = name_and_unit(&text_of(cells[first]));
        let unit_cell = columns.iter().position(|column| column.is_unit).and_then(|nth| cells.get(nth));
        let unit = unit_cell.map(|cell| text_of(cell)).filter(|unit| !unit.is_empty()).unwrap_or(own_unit);
        for (nth, cell) in cells.iter().enumerate().skip(first + 1) {
            let Some(column) = columns.get(nth).filter(|column| !column.is_unit) else { continue };
            let unit = if unit.is_empty() { &column.unit } else { &unit };
            found.extend(figure(row, cell, &indicator, unit, column));
        }
    }
}

fn cells(row: &[Char]) -> impl Iterator<Item = &[Char]> {
    row.split(|c| c.c == '\t')
}

fn column(head: &str, year: Option<u16>) -> Column {
    let chars: Vec<char> = head.chars().collect();
    // 2025 heads a column as 2025年 does.
    let bare = head.parse::<u16>().ok().filter(|year| (1949..2100).contains(year)).map(Period::year);
    let period = told(&chars, year).first().map(|told| told.period).or(bare);
    let says = |words: &[&str]| words.iter().any(|word| head.contains(word));
    let aim = match (says(&TARGETS), says(&ACHIEVED)) {
        (true, false) => Aim::Target,
        (false, true) => Aim::Achieved,
        _ => Aim::Unknown,
    };
    let measure = ["增长", "增速", "增幅", "涨幅"].iter().find(|word| head.contains(**word));
    let (_, unit) = name_and_unit(head);
    let unit = if unit.is_empty() && head.contains('%') { "%".to_owned() } else { unit };
    let measure = measure.map_or_else(String::new, |word| (*word).to_owned());
    Column { period, aim, measure, unit, is_unit: UNIT_HEADS.contains(&head) }
}

/// 地区生产总值（亿元）: the indicator, and the unit that its row or column is in.
fn name_and_unit(cell: &str) -> (String, String) {
    if let Some((name, rest)) = cell.split_once('（')
        && let Some((unit, _)) = rest.split_once('）')
        && unit_at(unit.trim_start_matches(['万', '亿'])).is_some()
    {
        return (name.to_owned(), unit.to_owned());
    }
    (cell.to_owned(), String::new())
}

fn figure(row: &[Char], cell: &[Char], indicator: &str, unit: &str, column: &Column) -> Option<Figure> {
    let printed = text_of(cell);
    let is_number =
        printed.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '≥' | '≤' | '>' | '<'));
    if !is_number {
        return None;
    }
    let sign = printed.chars().next().filter(|c| matches!(c, '≥' | '≤' | '>' | '<'));
    let digits = &cell[usize::from(sign.is_some())..];
    // A cell leaves its unit to the head.
    let with_unit: Vec<Char> = match amounts(digits)[..] {
        [] => {
            let at = digits.last().map_or(0, |last| last.end);
            digits.iter().copied().chain(unit.chars().map(|c| Char { c, start: at, end: at })).collect()
        }
        _ => digits.to_vec(),
    };
    let amount = amounts(&with_unit).into_iter().next()?;
    let is_rate = amount.base == "%" && !column.measure.is_empty();
    let doubt = column.period.is_none().then_some("its period");
    let aim_doubt = (column.aim == Aim::Unknown).then_some("whether it is a target or achieved");
    Some(Figure {
        indicator: indicator.to_owned(),
        measure: if is_rate { column.measure.clone() } else { String::new() },
        direction: if is_rate { Direction::Rise } else { Direction::Level },
        relation: match sign {
            Some('≥') => Relation::AtLeast,
            Some('≤') => Relation::AtMost,
            Some('>') => Relation::Over,
            _ => Relation::Equals,
        },
        low: amount.low,
        high: amount.high,
        printed: text_of(&with_unit[amount.start..amount.end]),
        unit: amount.unit,
        base: amount.base,
        aim: column.aim,
        period: column.period,
        doubts: doubt.into_iter().chain(aim_doubt).collect(),
        sentence: row.iter().map(|c| if c.c == '\t' { ' ' } else { c.c }).collect(),
        sentence_span: span_of(row),
        span: span_of(cell),
    })
}
