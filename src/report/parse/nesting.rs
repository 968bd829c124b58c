//! How two kinds of headings nest, where the format marks both.

use super::marker::Style;

/// What two kinds of headings say of how they nest, where the format marks both.
pub(super) enum Nesting {
    /// One stands inside the other or does not, always.
    Always(bool),
    /// One stands inside the other where both are marked as equally deep: 1.1 in 1., all titles of slides.
    AtOneDepth,
    /// Nothing.
    AsMarked,
}

/// Tells whether a heading of the style `inner` stands inside one of the style `outer`.
pub(super) fn nests(outer: Style, inner: Style) -> Nesting {
    let is_division = |style: Style| style.is_law() || style == Style::Part;
    let parts = |style: Style| match style {
        Style::Arabic => Some(1),
        Style::Decimal(numbers) => Some(numbers),
        _ => None,
    };
    match (parts(outer), parts(inner)) {
        (Some(outer), Some(inner)) if outer < inner => Nesting::AtOneDepth,
        _ if is_division(outer) && is_division(inner) => Nesting::Always(outer.rank() < inner.rank()),
        _ => Nesting::AsMarked,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Report;
    use super::super::parse_marked;
    use crate::text::{MarkedHeading, Markup, Span, TextKind};

    /// Lines with their depths as a format marks them; 0 for text.
    fn outline(lines: &[(u8, &str)]) -> String {
        let mut markup = Markup::of_kind(TextKind::Paragraphs);
        let mut text = String::new();
        for (level, line) in lines {
            let span = Span::new(text.len(), text.len() + line.len());
            if *level > 0 {
                markup.headings.push(MarkedHeading { span, level: *level });
            }
            text.push_str(line);
            text.push('\n');
        }
        let report: Report = parse_marked(&text, &markup).0;
        let headings = report.sections[1..].iter();
        headings.map(|one| format!("{} {}", one.level, one.heading)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_always_nests_does_so_whatever_the_format_says() {
        let law = |depths: [u8; 5]| {
            let names = ["第一编 总则", "第一章 基本规定", "第二章 自然人", "第二编 物权", "第三章 通则"];
            outline(&depths.into_iter().zip(names).collect::<Vec<_>>())
        };
        let right = "1 第一编 总则|2 第一章 基本规定|2 第二章 自然人|1 第二编 物权|2 第三章 通则";
        for depths in [[1, 2, 2, 1, 2], [1, 1, 1, 1, 1], [2, 1, 1, 2, 1], [1, 3, 3, 1, 3]] {
            assert_eq!(law(depths), right, "{depths:?}");
        }
    }

    #[test]
    fn numbers_of_slides_nest_by_themselves() {
        let deck = [
            (1, "1. 形势"),
            (1, "1.1 险情"),
            (1, "1.2 管护"),
            (1, "2. 要求"),
            (0, "1. 巡查"),
            (0, "2. 登记"),
            (1, "3. 处置"),
            (0, "1. 报告"),
            (0, "2. 转移"),
            (1, "小结"),
        ];
        let right =
            "1 1.形势|2 1.1 险情|2 1.2 管护|1 2.要求|2 1.巡查|2 2.登记|1 3.处置|2 1.报告|2 2.转移|1 小结";
        assert_eq!(outline(&deck), right);
        // Where the format tells depths they hold.
        assert_eq!(
            outline(&[
                (1, "1. 形势"),
                (1, "2. 要求"),
                (2, "2.1 巡查"),
                (3, "1. 每日"),
                (3, "2. 每周"),
                (2, "2.2 登记")
            ]),
            "1 1.形势|1 2.要求|2 2.1 巡查|3 1.每日|3 2.每周|2 2.2 登记"
        );
    }
}
