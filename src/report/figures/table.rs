//! Figures of tables: an indicator's row, a year's column.

use crate::text::is_han;

use super::amount::{Amount, amounts};
use super::clause::measure_at_end;
use super::context::Context;
use super::flat::{Char, span_of, stands_at, text_of};
use super::period::{Period, told};
use super::sentence::bound_behind;
use super::units::unit_at;
use super::{Aim, Direction, Figure, Relation};

/// Cells of a head that name the unit of their row.
const UNIT_HEADS: [&str; 2] = ["单位", "计量单位"];
const ACHIEVED: [&str; 6] = ["完成", "实际", "实绩", "执行", "决算", "初步"];
const TARGETS: [&str; 5] = ["目标", "计划", "预期", "预算", "预计"];

/// What a row tells of its figures.
struct Row<'t> {
    chars: &'t [Char],
    indicator: String,
    /// The word of change that ends its name, and what that says.
    measure: Option<(&'static str, Direction)>,
    unit: String,
}

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
    let mut columns: Vec<Column> = Vec::new();
    for cell in cells(head) {
        let own = column(&text_of(cell), context.year);
        // 比上年增长 beside 2024年 is of that year.
        let before = columns.last().filter(|_| own.period.is_none() && !own.measure.is_empty());
        let (period, aim) = before.map_or((own.period, own.aim), |before| (before.period, before.aim));
        columns.push(Column { period, aim, ..own });
    }
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
        let (name, own_unit) = name_and_unit(without_number(&text_of(cells[first])));
        let unit_cell = columns.iter().position(|column| column.is_unit).and_then(|nth| cells.get(nth));
        let unit = unit_cell.map(|cell| text_of(cell)).filter(|unit| !unit.is_empty()).unwrap_or(own_unit);
        let measure = measure_at_end(&name).filter(|(word, _)| unit == "%" && name.len() > word.len());
        let indicator =
            measure.map_or(name.as_str(), |(word, _)| &name[..name.len() - word.len()]).to_owned();
        let row = Row { chars: row, indicator, measure, unit };
        for (nth, cell) in cells.iter().enumerate().skip(first + 1) {
            let Some(column) = columns.get(nth).filter(|column| !column.is_unit) else { continue };
            found.extend(figure(&row, cell, column));
        }
    }
}

/// Without what numbers a row: 1.地区生产总值, （二）城镇新增就业, 三、粮食产量.
fn without_number(name: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || crate::text::is_numeral(c);
    let rest = name.trim_start_matches('（').trim_start_matches(is_number);
    let behind = rest.strip_prefix(['.', '、', '）', '．']).filter(|_| rest.len() < name.len());
    behind.unwrap_or(name)
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
    let is_past = period.is_some_and(|period| year.is_some_and(|year| period.to < year));
    let aim = match (says(&TARGETS), says(&ACHIEVED)) {
        (true, false) => Aim::Target,
        (false, true) => Aim::Achieved,
        _ if is_past => Aim::Achieved,
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

fn figure(row: &Row, cell: &[Char], column: &Column) -> Option<Figure> {
    let is_share = !column.measure.is_empty() && column.unit == "%";
    let unit = if is_share || row.unit.is_empty() { &column.unit } else { &row.unit };
    let (sign, is_less, with_unit, amount) = amount_of(cell, unit)?;
    let measure = match row.measure {
        _ if amount.base != "%" => None,
        Some(measure) => Some(measure),
        None => measure_at_end(&column.measure),
    };
    let (measure, direction) = measure.unwrap_or_default();
    let doubt = column.period.is_none().then_some("its period");
    let aim_doubt = (column.aim == Aim::Unknown).then_some("whether it is a target or achieved");
    let relation = match sign {
        Some('≥') => Relation::AtLeast,
        Some('≤') => Relation::AtMost,
        Some('>') => Relation::Over,
        _ => bound_behind(&with_unit, amount.end).map_or(Relation::Equals, |(_, relation)| relation),
    };
    let signed = |value: f64| if is_less { -value } else { value };
    let printed = text_of(&with_unit[amount.start..amount.end]);
    Some(Figure {
        indicator: row.indicator.clone(),
        measure: measure.to_owned(),
        direction,
        relation,
        low: amount.low.map(signed),
        high: amount.high.map(signed),
        printed: if is_less { format!("-{printed}") } else { printed },
        unit: amount.unit,
        base: amount.base,
        aim: column.aim,
        period: column.period,
        doubts: doubt.into_iter().chain(aim_doubt).collect(),
        sentence: row.chars.iter().map(|c| if c.c == '\t' { ' ' } else { c.c }).collect(),
        sentence_span: span_of(row.chars),
        span: span_of(cell),
    })
}

/// The amount of a cell: the sign before it, whether it is below zero, and its characters with the unit that the cell leaves to
/// its head, behind the number and before what bounds it (6左右). `None` for what is no amount.
fn amount_of(cell: &[Char], unit: &str) -> Option<(Option<char>, bool, Vec<Char>, Amount)> {
    let sign = cell.first().map(|c| c.c).filter(|c| matches!(c, '≥' | '≤' | '>' | '<'));
    let rest = &cell[usize::from(sign.is_some())..];
    let is_less = rest.len() > 1 && stands_at(rest, 0, "-");
    let digits = &rest[usize::from(is_less)..];
    if !digits.first().is_some_and(|c| c.c.is_ascii_digit() || c.c == '*') {
        return None;
    }
    let mut whole = digits.to_vec();
    if amounts(digits).is_empty() {
        let is_number = |c: &Char| c.c.is_ascii_digit() || matches!(c.c, '.' | '，' | '-' | '~' | '*');
        let end = digits.iter().position(|c| !is_number(c)).unwrap_or(digits.len());
        let at = digits[..end].last().map_or(0, |last| last.end);
        whole.splice(end..end, unit.chars().map(|c| Char { c, start: at, end: at }));
    }
    let amount = amounts(&whole).into_iter().next()?;
    Some((sign, is_less, whole, amount))
}
