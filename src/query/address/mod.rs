//! An address: a report's name and the number of one of its parts (`刑法第二百六十六条`, `law 12条`, `第三条 title:刑法`).
//!
//! What was typed is read as an address only when all of it is one: a name, then (or before it) numbered parts from the
//! outer to the inner one. Whether a report has that name is for the search to find out; where none has, what was typed
//! are words as any others.

mod read;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::text::{SMALL_MAX, han_number};

pub use read::{parse, step_at_start};

/// What was typed, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The name as it was typed, without 《》 around it; empty where only the part was.
    pub name: String,
    /// The parts from the outer to the inner one; never empty.
    pub steps: Vec<Step>,
    /// How sure the reading is.
    pub form: Form,
}

/// How an address was typed: how sure it is that it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A number alone after the name: 民法典 1087.
    Bare,
    /// A number with its unit, without 第: 民法典1087条.
    Short,
    /// As it is printed: 第一千零八十七条, 一、（二）, 附件1.
    Full,
}

/// A numbered part of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Its kind.
    pub part: Part,
    /// Its number.
    pub number: u32,
    /// 第十条之一, 表3-1: the second number, else 0.
    pub sub: u32,
}

/// A kind of numbered part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 附件1
    Annex,
    /// 附表1
    AnnexTable,
    /// 附录1
    Appendix,
    /// 第一编
    Book,
    /// 第一分编
    SubBook,
    /// 第一章
    Chapter,
    /// 第一节
    Division,
    /// 第一条
    Article,
    /// 第一款: the first paragraph of an article, its items with it.
    Paragraph,
    /// 第一项: an item （一） of an article or paragraph.
    Item,
    /// 第一目: a point 1. of an item.
    Point,
    /// 第一部分
    Block,
    /// 一、
    Han,
    /// （一）
    HanBracketed,
    /// 1.
    Arabic,
    /// （1）
    ArabicBracketed,
    /// 表1
    Table,
    /// 专栏1
    Box,
}

impl Part {
    /// Returns whether it stands inside a section, without a heading of its own.
    pub fn is_inside(self) -> bool {
        matches!(self, Part::Paragraph | Part::Item | Part::Point)
    }

    /// Returns whether a part of this kind can stand in one of the other.
    fn fits_in(self, outer: Part) -> bool {
        use Part::{Annex, AnnexTable, Appendix, Arabic, ArabicBracketed, Article, Block, Box, Han, Table};
        match (outer, self) {
            (Table | Box | AnnexTable, _) | (_, Annex | AnnexTable | Appendix) => false,
            (Annex | Appendix, _) | (_, Table | Box) => true,
            (Han, Block) => false,
            (Block | Han | Part::HanBracketed | Arabic | ArabicBracketed, inner) => inner > outer,
            (outer, inner) if inner.is_inside() => outer >= Article && inner > outer,
            (outer, inner) => outer < Article && inner <= Article && inner > outer,
        }
    }
}

impl Step {
    /// Makes a step without a second number.
    pub fn new(part: Part, number: u32) -> Step {
        Step { part, number, sub: 0 }
    }

    /// Returns every way in which the number is printed where the part begins, the usual one first.
    pub fn printed(&self) -> Vec<String> {
        let Step { part, number, sub } = *self;
        // Beyond this no report counts in Chinese numerals.
        let (han, arabic) = (han_number(number.min(SMALL_MAX)), number.to_string());
        let both = |before: &str, after: &str| {
            vec![format!("{before}{han}{after}"), format!("{before}{arabic}{after}")]
        };
        match part {
            Part::Article if sub > 0 => vec![
                format!("第{han}条之{}", han_number(sub)),
                format!("第{arabic}条之{}", han_number(sub)),
                format!("第{arabic}条之{sub}"),
            ],
            Part::Table if sub > 0 => vec![format!("表{arabic}-{sub}"), format!("表{arabic}.{sub}")],
            Part::Book => both("第", "编"),
            Part::SubBook => both("第", "分编"),
            Part::Chapter => both("第", "章"),
            Part::Division => both("第", "节"),
            Part::Article => both("第", "条"),
            Part::Paragraph => both("第", "款"),
            Part::Item => vec![format!("（{han}）"), format!("({arabic})")],
            Part::Point => vec![format!("{arabic}."), format!("{arabic}、"), format!("({arabic})")],
            Part::Block => vec![format!("第{han}部分"), format!("{han}、"), format!("第{arabic}部分")],
            Part::Han => vec![format!("{han}、"), format!("第{han}部分")],
            Part::HanBracketed => vec![format!("（{han}）")],
            Part::Arabic => vec![format!("{arabic}."), format!("{arabic}、")],
            Part::ArabicBracketed => vec![format!("({arabic})"), format!("{arabic})")],
            Part::Annex => vec![format!("附件{arabic}"), format!("附件{han}")],
            Part::AnnexTable => vec![format!("附表{arabic}"), format!("附表{han}")],
            Part::Appendix => vec![format!("附录{arabic}"), format!("附录{han}")],
            Part::Table => vec![format!("表{arabic}"), format!("表{han}")],
            Part::Box => vec![format!("专栏{arabic}"), format!("专栏{han}")],
        }
    }

    /// Returns whether a part that begins like `heading` is the one meant: 第二部分 and 二、 number the same.
    pub fn is_named_by(&self, heading: Step) -> bool {
        let same_part = self.part == heading.part
            || matches!(
                (self.part, heading.part),
                (Part::Block, Part::Han) | (Part::Han, Part::Block) | (Part::Item, Part::HanBracketed)
            );
        same_part && (self.number, self.sub) == (heading.number, heading.sub)
    }
}

/// Writes the part as it is printed.
impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Item => write!(out, "第（{}）项", han_number(self.number)),
            Part::Point => write!(out, "第{}目", self.number),
            _ => out.write_str(&self.printed()[0]),
        }
    }
}
