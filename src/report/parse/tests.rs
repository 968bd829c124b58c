//! Whole texts to trees: forms of headings, levels, what is kept out.

use super::*;

/// The tree as lines `level heading`, the title first.
fn tree(text: &str) -> Vec<String> {
    let (report, _) = parse(text, TextKind::Plain);
    report.sections.iter().map(|section| format!("{} {}", section.level, section.heading)).collect()
}

fn long(text: &str) -> String {
    format!("{text}。{}", "全市各级各部门认真贯彻落实，工作取得新的成效。".repeat(4))
}

#[test]
fn a_report_nests_as_it_numbers() {
    let text = format!(
        "关于履行教育职责的报告(全文100字)\n\n关于履行教育职责的报告\n\n　　{}\n　　一、基本情况\n　　{}\n　　二、工作情况\n　　（一）加强领导\n　　一是落实经费。{}\n　　二是扩大资源。{}\n　　(二)解决难题\n　　{}\n三、下一步打算\n{}",
        long("前言"),
        long("情况"),
        long("经费"),
        long("资源"),
        long("难题"),
        long("打算")
    );
    assert_eq!(
        tree(&text),
        [
            "0 关于履行教育职责的报告",
            "1 一、基本情况",
            "1 二、工作情况",
            "2 （一）加强领导",
            "3 一是落实经费",
            "3 二是扩大资源",
            "2 (二)解决难题",
            "1 三、下一步打算"
        ]
    );
}

#[test]
fn levels_come_from_the_report() {
    let outer_brackets = "报告\n（一）甲\n正文。\n1.子\n正文。\n2.丑\n正文。\n（二）乙\n正文。";
    assert_eq!(tree(outer_brackets), ["0 报告", "1 （一）甲", "2 1.子", "2 2.丑", "1 （二）乙"]);
    let arabic_outer =
        "报告\n1.甲\n正文。\n（一）子\n正文。\n（二）丑\n正文。\n2.乙\n正文。\n（一）寅\n正文。";
    assert_eq!(tree(arabic_outer), ["0 报告", "1 1.甲", "2 （一）子", "2 （二）丑", "1 2.乙", "2 （一）寅"]);
}

#[test]
fn a_law_has_its_books_chapters_and_articles() {
    let text = "某条例\n目　录\n第一章 总则\n第二章 附则……9\n第一章　总　则\n第一条　为了规范，制定本条例。\n第二条　本条例所称：\n（一）甲；\n（二）乙。\n第二章 附则\n第三条　自公布之日起施行。第二条规定的除外。";
    assert_eq!(
        tree(text),
        ["0 某条例", "1 第一章 总则", "2 第一条", "2 第二条", "1 第二章 附则", "2 第三条"]
    );
    let one_line = "某条例　　第一章　总则　第一条　为了规范。　　第二条　内容。";
    assert_eq!(tree(one_line), ["0 某条例", "1 第一章 总则", "2 第一条", "2 第二条"]);
}

#[test]
fn numbers_out_of_series_are_no_headings() {
    let text = "报告\n一、甲\n正文。\n2022.数据\n九、引文\n正文。\n二、乙\n正文。\n四、丁\n正文。";
    assert_eq!(tree(text), ["0 报告", "1 一、甲", "1 二、乙", "1 四、丁"]);
    let (_, remarks) = parse(text, TextKind::Plain);
    assert_eq!(
        remarks.iter().map(|remark| (remark.kind, remark.line)).collect::<Vec<_>>(),
        [(RemarkKind::Numbering, 9)]
    );
}

#[test]
fn appendices_and_their_entries() {
    let text = "报告\n一、甲\n正文。\n附件1\n民生实事\n1.办好幼儿园：新建十所。\n2.修好路：一百公里。\n名词解释\n1.“两重”：是指甲。\n2.“两新”：是指乙。";
    assert_eq!(
        tree(text),
        [
            "0 报告",
            "1 一、甲",
            "1 附件1 民生实事",
            "2 1.办好幼儿园",
            "2 2.修好路",
            "1 名词解释",
            "2 1.“两重”",
            "2 2.“两新”"
        ]
    );
}

#[test]
fn markdown_headings_nest_by_their_hashes() {
    let text =
        "# 年度报告\n\n引言。\n\n## 工作情况\n\n### 教育\n\n正文。\n\n```\n# 不是标题\n```\n\n## 打算\n";
    let (report, _) = parse(text, TextKind::Markdown);
    let tree: Vec<String> = report.sections.iter().map(|s| format!("{} {}", s.level, s.heading)).collect();
    assert_eq!(tree, ["0 年度报告", "1 工作情况", "2 教育", "1 打算"]);
}

#[test]
fn hashes_nest_under_chapters_and_numbers_that_are_missing_are_remarked() {
    let text =
        "# 报告\n## 第一章 概况\n### 教育\n正文。\n### 卫生\n正文。\n## 第三章 打算\n### 教育\n正文。\n";
    let (report, remarks) = parse(text, TextKind::Markdown);
    let tree: Vec<String> = report.sections.iter().map(|s| format!("{} {}", s.level, s.heading)).collect();
    assert_eq!(tree, ["0 报告", "1 第一章 概况", "2 教育", "2 卫生", "1 第三章 打算", "2 教育"]);
    let on_numbers = remarks.iter().filter(|remark| remark.kind == RemarkKind::Numbering);
    assert_eq!(on_numbers.map(|remark| remark.line).collect::<Vec<_>>(), [7]);
}

#[test]
fn underlined_headings_of_markdown_open_sections() {
    let text = "年度报告\n====\n\n引言。\n\n第一章 概况\n----\n\n### 教育\n\n正文。\n\n打算\n---\n正文。\n";
    let (report, _) = parse(text, TextKind::Markdown);
    let tree: Vec<String> = report.sections.iter().map(|s| format!("{} {}", s.level, s.heading)).collect();
    assert_eq!(tree, ["0 年度报告", "1 第一章 概况", "2 教育", "1 打算"]);
    assert_eq!(parse(text, TextKind::Plain).0.sections.len(), 2);
}

#[test]
fn plans_number_with_points() {
    let text = "某省地震应急预案\n1 总则\n1.1 编制目的\n依法抗震。\n1.2 编制依据\n有关法律。\n2　组织体系\n2.1　指挥机构\n2.1.1　省级机构\n省长任指挥长。\n2.1.2　现场机构\n现场设指挥部。\n3　附则\n3 个工作日内上报。";
    assert_eq!(
        tree(text),
        [
            "0 某省地震应急预案",
            "1 1 总则",
            "2 1.1 编制目的",
            "2 1.2 编制依据",
            "1 2 组织体系",
            "2 2.1 指挥机构",
            "3 2.1.1 省级机构",
            "3 2.1.2 现场机构",
            "1 3 附则"
        ]
    );
}

#[test]
fn numbers_that_are_spoken_of_are_no_headings() {
    let text = "青岚县检验规程\n1 总则\n1.1 目的\n依法管理。\n1.2 依据\n按下列规定执行，\n1.2的检验应在三日内完成。\n1.3 记录\n正文。";
    assert_eq!(tree(text), ["0 青岚县检验规程", "1 1 总则", "2 1.1 目的", "2 1.2 依据", "2 1.3 记录"]);
    let text = "报告\n一、概况\n（一）规模\n正文。\n（一）和（二）两个问题要一并解决。\n（二）项目\n正文。\n（一）、（二）项所列内容。\n（三）的士管理\n正文。";
    assert_eq!(tree(text), ["0 报告", "1 一、概况", "2 （一）规模", "2 （二）项目", "2 （三）的士管理"]);
}

#[test]
fn the_last_chapter_of_a_law_needs_no_number() {
    let text = "某条例\n第一章　总则\n第一条　为了规范，制定本条例。\n第二章　管理\n第二条　依法管理。\n附　则\n第三条　自公布之日起施行。";
    assert_eq!(
        tree(text),
        ["0 某条例", "1 第一章 总则", "2 第一条", "1 第二章 管理", "2 第二条", "1 附则", "2 第三条"]
    );
    let text = "补贴办法\n一、总则\n（一）制定本办法。\n（二）依法补贴。\n二、申请\n申请人提交材料。\n附则\n自公布之日起施行。";
    let tree_of_rules =
        ["0 补贴办法", "1 一、总则", "2 （一）制定本办法", "2 （二）依法补贴", "1 二、申请", "1 附则"];
    assert_eq!(tree(text), tree_of_rules);
    assert_eq!(tree("某通知\n请看\n附则\n自公布之日起施行。"), ["0 某通知"]);
}

#[test]
fn a_second_first_heading_of_markdown_is_a_part() {
    let text = "# 中华人民共和国民法典\n\n# 合同编\n\n2020年5月28日 通过\n\n## 第一分编 通则\n\n### 第一章 一般规定\n\n第四百六十三条 本编调整合同关系。\n";
    let (report, _) = parse(text, TextKind::Markdown);
    let tree: Vec<String> = report.sections.iter().map(|s| format!("{} {}", s.level, s.heading)).collect();
    assert_eq!(
        tree,
        ["0 中华人民共和国民法典", "1 合同编", "2 第一分编 通则", "3 第一章 一般规定", "4 第四百六十三条"]
    );
}

#[test]
fn traditional_characters_make_a_law_too() {
    let text =
        "教師法施行細則\n第一章　總則\n第一條　本細則依教師法訂定之。\n第二章　附則\n第二條　自發布日施行。";
    assert_eq!(tree(text), ["0 教師法施行細則", "1 第一章 總則", "2 第一條", "1 第二章 附則", "2 第二條"]);
}

#[test]
fn what_markdown_adds_to_its_text_is_kept_out() {
    let text = "# 年度报告\n\n<!-- INFO END -->\n\n## 概况\n\n正文<!-- 一处\n说明 -->接着。\n\n打算\n----\n\n```\n# 不是标题\n```\n";
    let (report, remarks) = parse(text, TextKind::Markdown);
    let kept: Vec<&str> = remarks.iter().filter_map(|remark| Some(remark.kept_out?.of(text))).collect();
    assert_eq!(kept, ["# ", "<!-- INFO END -->", "## ", "<!-- 一处\n说明 -->", "----", "```", "```"]);
    let headings: Vec<&str> = report.sections.iter().map(|section| section.heading_span.of(text)).collect();
    assert_eq!(headings, ["年度报告", "概况", "打算\n----"]);
}

#[test]
fn front_matter_is_neither_title_nor_heading() {
    let text = "---\ntitle: 某\ndate: 2024-01-01\n---\n\n# 年度报告\n\n## 概况\n\n正文。\n";
    let (report, remarks) = parse(text, TextKind::Markdown);
    assert_eq!((report.title(), report.sections.len(), remarks.len()), ("年度报告", 2, 3));
    assert_eq!(remarks[0].kept_out.map(|span| span.of(text).ends_with("---")), Some(true));
}

#[test]
fn nothing_is_needed_and_nothing_is_too_much() {
    for text in ["", " \n", "（", "一、", "#", "第", "附件"] {
        assert!(!parse(text, TextKind::Markdown).0.sections.is_empty());
    }
    for unit in ["（", "1", "一、甲\n", "　", "\n", "“", "第一章 ", "目录\n"] {
        parse(&unit.repeat(20_000), TextKind::Plain);
    }
    // Each of these was once as slow as the square of its length.
    let period: String = (0..1_999).map(|nth| format!("甲{nth}乙\n")).collect();
    parse(&format!("目录\n起点\n{}", period.repeat(200)), TextKind::Plain);
    parse(&"一、甲\n".repeat(300_000), TextKind::Plain);
    let text = format!("{}{}", "责任编辑\n".repeat(100_000), "# 甲\n".repeat(100_000));
    assert_eq!(parse(&text, TextKind::Markdown).0.sections.len(), 100_000);
}

#[test]
fn what_is_odd_a_million_times_is_said_a_thousand_times() {
    let (report, remarks) = parse(&"一、甲\n".repeat(3_000), TextKind::Plain);
    assert_eq!((report.sections.len(), remarks.len()), (3_001, NUMBERING_MAX + 1));
    let last = remarks.last().map(|remark| (remark.line, remark.message.as_str()));
    assert_eq!(last, Some((1_002, "1999 more such remarks from here on")));
}
