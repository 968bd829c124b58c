//! The kinds of heading markers, and how they usually nest.

/// A kind of marker. Markers of one kind number the headings of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::report::parse) enum Style {
    /// Markdown `#`, by their number.
    Hashes(u8),
    /// Marked as a heading by the format of the file, without number.
    Marked,
    /// 附件, 附表, 附录, 名词解释, 注释.
    Appendix,
    /// A short line without number that stands like a heading.
    Unnumbered,
    /// One under another that it follows directly, and those like it.
    UnnumberedInner,
    /// One of several sentences that stand alone on their lines and begin alike.
    Parallel,
    /// 第一部分.
    Part,
    /// 第一编.
    Book,
    /// 第一分编.
    SubBook,
    /// 第一章.
    Chapter,
    /// 第一节.
    Division,
    /// 第一条.
    Article,
    /// 一、
    Han,
    /// （一）
    HanBracketed,
    /// 1. or 1、
    Arabic,
    /// 1.1 by the count of their numbers (2), 1.1.1 (3); in reports that hold these, also 1 (1).
    Decimal(u8),
    /// （1） or 1）
    ArabicBracketed,
    /// ① or ⑴
    Circled,
    /// 第一，
    OrdinalComma,
    /// 一是
    OrdinalIs,
    /// 一要
    OrdinalMust,
    /// A. or 专栏1 or another that only its series shows to be one (`weak.rs`).
    Weak {
        /// How it usually nests.
        rank: u8,
        /// Which kind of them it is, in this report.
        kind: u16,
    },
}

impl Style {
    /// Outer before inner, as most reports nest them; only asked when a report itself does not tell.
    pub(in crate::report::parse) fn rank(self) -> u8 {
        match self {
            Style::Marked => 0,
            Style::Hashes(depth) => depth,
            Style::Appendix => 7,
            Style::Unnumbered => 8,
            Style::UnnumberedInner | Style::Part => 9,
            Style::Book => 10,
            Style::SubBook => 11,
            Style::Chapter => 12,
            Style::Division => 13,
            Style::Article => 14,
            Style::Han => 20,
            Style::HanBracketed | Style::Parallel => 21,
            Style::Arabic => 22,
            Style::Decimal(numbers) => 22 + numbers.min(7),
            Style::ArabicBracketed => 30,
            Style::Circled => 31,
            Style::OrdinalComma => 32,
            Style::OrdinalIs => 33,
            Style::OrdinalMust => 34,
            Style::Weak { rank, .. } => rank,
        }
    }

    /// Whether headings of this kind are first sentences of their paragraphs.
    pub(in crate::report::parse) fn is_ordinal(self) -> bool {
        matches!(self, Style::OrdinalComma | Style::OrdinalIs | Style::OrdinalMust)
    }

    /// Whether its headings bear no numbers.
    pub(in crate::report::parse) fn is_unnumbered(self) -> bool {
        use Style::{Appendix, Hashes, Marked, Parallel, Unnumbered, UnnumberedInner};
        matches!(self, Appendix | Hashes(_) | Marked | Parallel | Unnumbered | UnnumberedInner)
    }

    /// Whether it is one of a law's own kinds.
    pub(in crate::report::parse) fn is_law(self) -> bool {
        matches!(self, Style::Book | Style::SubBook | Style::Chapter | Style::Division | Style::Article)
    }
}
