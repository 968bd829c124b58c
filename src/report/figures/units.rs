//! Units of figures, and what each is of a base unit, so that values compare.

/// Units with the base that they are counted in and how many of it they are; of two that fit, the longer stands first.
/// What is not here is its own base.
const UNITS: &[(&str, &str, f64)] = &[
    ("个百分点", "个百分点", 1.0),
    ("百分点", "个百分点", 1.0),
    ("吨标准煤", "吨标准煤", 1.0),
    ("平方公里", "平方米", 1e6),
    ("平方千米", "平方米", 1e6),
    ("平方米", "平方米", 1.0),
    ("立方米", "立方米", 1.0),
    ("标准箱", "标准箱", 1.0),
    ("千瓦时", "千瓦时", 1.0),
    ("公顷", "亩", 15.0),
    ("公里", "米", 1e3),
    ("千米", "米", 1e3),
    ("公斤", "公斤", 1.0),
    ("千克", "公斤", 1.0),
    ("千瓦", "千瓦", 1.0),
    ("人次", "人次", 1.0),
    ("美元", "美元", 1.0),
    ("欧元", "欧元", 1.0),
    ("港元", "港元", 1.0),
    ("人民币", "元", 1.0),
    ("%", "%", 1.0),
    ("‰", "%", 0.1),
    ("元", "元", 1.0),
    ("吨", "公斤", 1e3),
    ("斤", "公斤", 0.5),
    ("亩", "亩", 1.0),
    ("米", "米", 1.0),
    ("倍", "倍", 1.0),
    ("人", "人", 1.0),
    ("名", "人", 1.0),
    ("位", "位", 1.0),
    ("户", "户", 1.0),
    ("家", "家", 1.0),
    ("个", "个", 1.0),
    ("所", "所", 1.0),
    ("套", "套", 1.0),
    ("件", "件", 1.0),
    ("项", "项", 1.0),
    ("台", "台", 1.0),
    ("辆", "辆", 1.0),
    ("架", "架", 1.0),
    ("艘", "艘", 1.0),
    ("座", "座", 1.0),
    ("条", "条", 1.0),
    ("张", "张", 1.0),
    ("株", "株", 1.0),
    ("头", "头", 1.0),
    ("只", "只", 1.0),
    ("处", "处", 1.0),
    ("次", "次", 1.0),
    ("批", "批", 1.0),
    ("场", "场", 1.0),
    ("种", "种", 1.0),
    ("门", "门", 1.0),
    ("村", "村", 1.0),
    ("天", "天", 1.0),
    ("岁", "岁", 1.0),
    ("度", "度", 1.0),
    ("间", "间", 1.0),
    ("宗", "宗", 1.0),
    ("起", "起", 1.0),
    ("篇", "篇", 1.0),
    ("册", "册", 1.0),
    ("箱", "箱", 1.0),
];
/// What begins like a unit and is another word: 5人民 … and 3家庭 count nothing.
const NO_UNITS: [&str; 14] = [
    "人民政",
    "人大",
    "人工",
    "人才",
    "家庭",
    "个五年",
    "度电",
    "名单",
    "项目",
    "项工作",
    "场所",
    "条线",
    "次会",
    "门户",
];

/// Returns the unit that characters begin with: its name as printed, its base and how many of it.
pub(super) fn unit_at(rest: &str) -> Option<(&'static str, &'static str, f64)> {
    let (unit, base, factor) = UNITS.iter().find(|(unit, ..)| rest.starts_with(unit))?;
    // 500个项目 counts; 5项目 does not.
    let is_word = NO_UNITS.iter().any(|word| rest.starts_with(word));
    (!is_word).then_some((*unit, *base, *factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unit_is_read() {
        for (rest, wanted) in [
            ("个百分点。", Some(("个百分点", 1.0))),
            ("平方公里", Some(("平方公里", 1e6))),
            ("人次", Some(("人次", 1.0))),
            ("吨以上", Some(("吨", 1e3))),
            ("家庭", None),
            ("年", None),
        ] {
            assert_eq!(unit_at(rest).map(|(unit, _, factor)| (unit, factor)), wanted, "{rest}");
        }
        for (nth, (unit, ..)) in UNITS.iter().enumerate() {
            let hidden = UNITS[..nth].iter().find(|(longer, ..)| unit.starts_with(longer));
            assert!(hidden.is_none(), "{unit} is hidden by {hidden:?}");
        }
    }
}
