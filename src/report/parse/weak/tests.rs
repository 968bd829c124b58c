//! Ninety styles of numbering: each opens its three sections, the first right after the title or an introduction too.

use super::super::parse;
use crate::text::TextKind;

const NAMES: [&str; 3] = ["教育发展情况", "卫生健康事业", "社会保障工作"];
const BODY: &str =
    "全市各级各部门认真贯彻落实上级部署，工作扎实推进。各项指标保持在合理区间，取得了新的明显成效。";

/// Styles as their first three markers, each form with the signs that it is tried with.
fn styles() -> Vec<[String; 3]> {
    let forms: [(&str, [&str; 3]); 9] = [
        (
            "X、 X． X. X\u{3000} （X） (X) 〔X〕 【X】 第X章\u{3000} 第X节\u{3000} 第X编\u{3000} 第X篇\u{3000} 第X部分\u{3000} \
             第X卷\u{3000} 第X单元\u{3000} 第X讲\u{3000} 第X、 第X， 其X， X） X， 专题X： 任务X\u{3000} 问题X： 附录X\u{3000} \
             附件X\u{3000} 专栏X\u{3000} 案例X： 步骤X、",
            ["一", "二", "三"],
        ),
        ("X、 （X）", ["壹", "贰", "叁"]),
        (
            "X. X． X、 X） X) （X） [X] 【X】 X\u{3000} X_ 第X章_ 第X部分\u{3000} 专栏X： 专栏X\u{3000} 附录X\u{3000} 附件X\u{3000} \
             附件X： 案例X\u{3000} 任务X： 表单X\u{3000} 1.X_ 1-X_ Chapter_X_ §X_ X",
            ["1", "2", "3"],
        ),
        ("X、 X._ X\u{3000} （X）", ["Ⅰ", "Ⅱ", "Ⅲ"]),
        ("X._ X、 (X)_", ["I", "II", "III"]),
        ("X._ X、 X． X\u{3000} （X） (X) X） 附录X\u{3000} 附件X\u{3000}", ["A", "B", "C"]),
        ("X._ X)_ (X)_", ["a", "b", "c"]),
        ("X、 （X）", ["甲", "乙", "丙"]),
        ("X篇\u{3000}", ["上", "中", "下"]),
    ];
    let signs = [
        ["①", "②", "③"],
        ["⑴", "⑵", "⑶"],
        ["➀", "➁", "➂"],
        ["➊", "➋", "➌"],
        ["Ａ．", "Ｂ．", "Ｃ．"],
        ["ⅰ.", "ⅱ.", "ⅲ."],
    ];
    let of_form = |form: &str, row: [&str; 3]| row.map(|number| form.replace('X', number).replace('_', " "));
    let formed = forms.iter().flat_map(|(list, row)| {
        list.split(' ').filter(|form| !form.is_empty()).map(|form| of_form(form, *row))
    });
    formed.chain(signs.map(|row| row.map(str::to_owned))).collect()
}

#[test]
fn a_series_of_any_style_opens_its_sections() {
    let all = styles();
    assert!(all.len() >= 64, "{}", all.len());
    for markers in &all {
        for intro in
            ["", "现将一年来的工作情况报告如下，请予审议，并请各位委员提出意见，对不妥之处给予批评指正。\n"]
        {
            let sections = NAMES.iter().zip(markers);
            let sections: String =
                sections.map(|(name, marker)| format!("{marker}{name}\n{BODY}\n{BODY}{BODY}\n")).collect();
            let text = format!("青岚县2024年社会事业发展报告\n{intro}{sections}");
            let (report, _) = parse(&text, TextKind::Plain);
            let found: Vec<(usize, usize)> =
                report.sections[1..].iter().map(|section| (section.level, section.line)).collect();
            let first = 2 + usize::from(!intro.is_empty());
            let wanted: Vec<(usize, usize)> = (0..3).map(|nth| (1, first + 3 * nth)).collect();
            assert_eq!(found, wanted, "{markers:?} {}", if intro.is_empty() { "" } else { "after text" });
            assert_eq!(report.title(), "青岚县2024年社会事业发展报告", "{markers:?}");
        }
    }
}

#[test]
fn what_only_begins_so_is_text() {
    for lines in [
        // Choices of a question, rows of a list, amounts, captions.
        ["A. 甲类", "B. 乙类", "C. 丙类"].join("\n"),
        ["1 苹果", "2 梨", "3 桃"].join("\n"),
        [format!("1 万人\n{BODY}"), format!("2 万人\n{BODY}")].join("\n"),
        [format!("图表1 收入\n{BODY}"), format!("图表2 支出\n{BODY}")].join("\n"),
        // One alone, and one that nothing follows.
        format!("A. 甲类\n{BODY}\n{BODY}"),
        format!("A. 甲类\n{BODY}\nG. 乙类说明，{BODY}"),
    ] {
        let text = format!("青岚县2024年社会事业发展报告\n现将有关情况报告如下：\n{lines}\n");
        let (report, _) = parse(&text, TextKind::Plain);
        assert_eq!(report.sections.len(), 1, "{lines}: {:?}", report.sections);
    }
}

#[test]
fn weak_kinds_nest_as_the_report_does() {
    let text = format!(
        "技术手册\nA. 安装\n{BODY}\n1. 准备\n{BODY}\n2. 步骤\n{BODY}\nB. 使用\n{BODY}\n1. 启动\n{BODY}\n2. 关闭\n{BODY}\nC. 维护\n{BODY}\n"
    );
    let (report, _) = parse(&text, TextKind::Plain);
    let tree: Vec<String> =
        report.sections[1..].iter().map(|s| format!("{} {}", s.level, s.heading)).collect();
    assert_eq!(tree, ["1 A. 安装", "2 1.准备", "2 2.步骤", "1 B. 使用", "2 1.启动", "2 2.关闭", "1 C. 维护"]);
}
