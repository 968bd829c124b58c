//! Figures: the numbers that reports give for what they count, with what bounds them, the time that they speak of, and
//! whether they are aims or done.
//!
//! A section is read sentence by sentence (`sentence.rs`) and row by row (`table.rs`): `amount.rs` finds the amounts,
//! `clause.rs` says what governs each and `subject.rs` what is counted, `period.rs` and `context.rs` which years it speaks of
//! and whether it is an aim. `asked.rs` picks out those that were asked for. All of it looks at a text only.

mod amount;
mod asked;
mod clause;
mod condition;
mod context;
mod flat;
mod period;
mod sentence;
mod subject;
mod table;
mod units;

use crate::text::Span;

pub use asked::{Asked, Fit};
pub use condition::Condition;
pub use period::Period;

/// How a measure changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// It is a level: 5.67万亿元.
    #[default]
    Level,
    /// It rises: 增长, 涨幅.
    Rise,
    /// It falls: 下降.
    Fall,
    /// It is held against another: 高于全国0.4个百分点.
    Compared,
}

/// How an amount bounds its figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// It is the figure.
    #[default]
    Equals,
    /// 左右, 约.
    About,
    /// 以上, 不低于.
    AtLeast,
    /// 以内, 不超过.
    AtMost,
    /// 超过, 突破.
    Over,
    /// 近.
    Nearly,
    /// 达到, 提高到.
    Reaches,
}

impl Relation {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Equals => "equals",
            Relation::About => "about",
            Relation::AtLeast => "at_least",
            Relation::AtMost => "at_most",
            Relation::Over => "over",
            Relation::Nearly => "nearly",
            Relation::Reaches => "reaches",
        }
    }

    /// Returns what a report prints for it behind the amount, or before it (超, 近).
    pub fn printed(self) -> (&'static str, &'static str) {
        match self {
            Relation::Equals | Relation::Reaches => ("", ""),
            Relation::About => ("", "左右"),
            Relation::AtLeast => ("", "以上"),
            Relation::AtMost => ("", "以内"),
            Relation::Over => ("超", ""),
            Relation::Nearly => ("近", ""),
        }
    }
}

/// Whether a figure is to be reached or was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// The text does not tell.
    #[default]
    Unknown,
    /// It is to be reached.
    Target,
    /// It was reached.
    Achieved,
}

impl Aim {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Aim::Unknown => "unknown",
            Aim::Target => "target",
            Aim::Achieved => "achieved",
        }
    }
}

/// A number that a report gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is counted, as printed: 地区生产总值.
    pub indicator: String,
    /// The word of change, as printed (增长, 涨幅); empty where the amount is a level.
    pub measure: String,
    /// What that word says.
    pub direction: Direction,
    /// How the amount bounds the figure.
    pub relation: Relation,
    /// The least value, in `base`; `None` where it is masked.
    pub low: Option<f64>,
    /// The greatest value, in `base`; equal to `low` where no range is given.
    pub high: Option<f64>,
    /// The amount as printed, without blanks: 4.5%-5%.
    pub printed: String,
    /// The unit as printed: 万亿元.
    pub unit: String,
    /// The unit that values are counted in: 元.
    pub base: &'static str,
    /// Whether it is to be reached or was.
    pub aim: Aim,
    /// The years that it speaks of, where that can be told.
    pub period: Option<Period>,
    /// What is not sure of it, in words for people; empty where all is.
    pub doubts: Vec<&'static str>,
    /// The sentence, without blanks.
    pub sentence: String,
    /// Bytes of the sentence in the text that was read.
    pub sentence_span: Span,
    /// Bytes of the amount in the text that was read.
    pub span: Span,
}

/// Returns the figures of a section's text, in order. `headings` lead to it from the title down; `year` is the year of the
/// report, where it is known: 今年.
pub fn figures_of(headings: &[&str], text: &str, year: Option<u16>) -> Vec<Figure> {
    figures_below("", headings, text, year)
}

/// Returns the same of a section that stands directly below another, whose own text is `above`; empty for none.
pub fn figures_below(above: &str, headings: &[&str], text: &str, year: Option<u16>) -> Vec<Figure> {
    let chars = flat::flat(text);
    let mut context = context::Context::of_headings(headings, year);
    context.below(above);
    let mut found = Vec::new();
    let mut lines = chars.split(|c| c.c == '\n').peekable();
    while let Some(line) = lines.next() {
        if !line.iter().any(|c| c.c == '\t') {
            for sentence in line.split_inclusive(|c| matches!(c.c, '。' | '！' | '？')) {
                sentence::read(sentence, &mut context, &mut found);
            }
            continue;
        }
        let mut rows = vec![line];
        while let Some(row) = lines.next_if(|next| next.iter().any(|c| c.c == '\t')) {
            rows.push(row);
        }
        table::read(&rows, &context, &mut found);
    }
    found
}

#[cfg(test)]
mod phrasings;
#[cfg(test)]
mod tests;
