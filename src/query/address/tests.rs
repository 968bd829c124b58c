//! What is read as an address and what is not.

use super::*;

/// Shows an address in one line: its form, its name, its parts.
fn read(typed: &str) -> String {
    match parse(typed) {
        None => "none".to_owned(),
        Some(Address { name, steps, form }) => {
            let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
            format!("{form:?} {name} {}", steps.join(" "))
        }
    }
}

#[test]
fn addresses_are_read_however_they_are_typed() {
    let table = [
        ("刑法第二百六十六条", "Full 刑法 第二百六十六条"),
        ("刑法第266条", "Full 刑法 第二百六十六条"),
        ("刑法第２６６条", "Full 刑法 第二百六十六条"),
        ("刑法 第 266 条", "Full 刑法 第二百六十六条"),
        ("《中华人民共和国刑法》第二百六十六条", "Full 中华人民共和国刑法 第二百六十六条"),
        ("刑法的第二百六十六条", "Full 刑法 第二百六十六条"),
        ("刑法，第二百六十六條", "Full 刑法 第二百六十六条"),
        ("民法典1087条", "Short 民法典 第一千零八十七条"),
        ("民法典 1087条", "Short 民法典 第一千零八十七条"),
        ("刑法二百六十六条", "Short 刑法 第二百六十六条"),
        ("民法典 1087", "Bare 民法典 第一千零八十七条"),
        ("刑法二百六十六", "Bare 刑法 第二百六十六条"),
        ("第二百六十六条 刑法", "Full 刑法 第二百六十六条"),
        ("第266条刑法", "Full 刑法 第二百六十六条"),
        ("266条 刑法", "Short 刑法 第二百六十六条"),
        ("266条《刑法》", "Short 刑法 第二百六十六条"),
        ("二百六十六条第二款 刑法", "Short 刑法 第二百六十六条 第二款"),
        ("第七条 中华人民共和国刑法", "Full 中华人民共和国刑法 第七条"),
        ("第七条中华人民共和国刑法", "Full 中华人民共和国刑法 第七条"),
        ("第二百六十六条《刑法》", "Full 刑法 第二百六十六条"),
        ("刑法第一百三十三条之一", "Full 刑法 第一百三十三条之一"),
        ("刑法第133条之一第2款", "Full 刑法 第一百三十三条之一 第二款"),
        ("某条例第十二条第二款", "Full 某条例 第十二条 第二款"),
        ("某条例第12条第2款第3项", "Full 某条例 第十二条 第二款 第（三）项"),
        ("某条例第十二条第（三）项", "Full 某条例 第十二条 第（三）项"),
        ("某条例第十二条（三）", "Full 某条例 第十二条 第（三）项"),
        ("某条例第十二条第一项第2目", "Full 某条例 第十二条 第（一）项 第2目"),
        ("某条例12条2款", "Short 某条例 第十二条 第二款"),
        ("刑法第二编第五章", "Full 刑法 第二编 第五章"),
        ("民法典第三编第一分编第二章", "Full 民法典 第三编 第一分编 第二章"),
        ("劳动法第三章第二节", "Full 劳动法 第三章 第二节"),
        ("某解释（三）第五条", "Full 某解释（三） 第五条"),
        (
            "关于适用《公司法》若干问题的规定（三）第五条",
            "Full 关于适用《公司法》若干问题的规定（三） 第五条",
        ),
        ("某通知附件2", "Full 某通知 附件2"),
        ("某通知附件2第三条", "Full 某通知 附件2 第三条"),
        ("某纲要专栏3", "Full 某纲要 专栏3"),
        ("某公报 表1", "Full 某公报 表1"),
        ("某公报表3-1", "Full 某公报 表3-1"),
        ("某报告一、（二）", "Full 某报告 一、 （二）"),
        ("某报告三（二）", "Full 某报告 三、 （二）"),
        ("某报告 二、(一)1.", "Full 某报告 二、 （一） 1."),
        ("某报告第三部分", "Full 某报告 第三部分"),
        ("第十二条", "Full  第十二条"),
        ("第十二条第二款", "Full  第十二条 第二款"),
    ];
    for (typed, wanted) in table {
        assert_eq!(read(typed), wanted, "{typed}");
    }
}

#[test]
fn other_queries_are_none() {
    let none = [
        "",
        "减轻教师负担",
        "刑法第二百六十六条的规定",
        "第二百六十六条规定的诈骗罪",
        "违反刑法第二条怎么办",
        "公司法解释（三）",
        "公司法司法解释三",
        "刑法修正案（十一）",
        "一号文件",
        "12条",
        "12条规定的措施",
        "三章 刑法",
        "十二条",
        "1087",
        "第三款",
        "银行存款三款",
        "a",
        "第",
        "条",
        "（一）",
        "增长5.6",
    ];
    for typed in none {
        assert_eq!(read(typed), "none", "{typed}");
    }
    assert_eq!(parse(&"长".repeat(5_000)), None);
}

#[test]
fn headings_begin_with_their_numbers() {
    let table = [
        ("第二百六十六条", Some((Part::Article, 266, 0))),
        ("第一百三十三条之一　危险驾驶罪", Some((Part::Article, 133, 1))),
        ("第五章　侵犯财产罪", Some((Part::Chapter, 5, 0))),
        ("## 第一分编 通则", Some((Part::SubBook, 1, 0))),
        ("一、工作回顾", Some((Part::Han, 1, 0))),
        ("(二)经费", Some((Part::HanBracketed, 2, 0))),
        ("1.经费", Some((Part::Arabic, 1, 0))),
        ("（1）经费", Some((Part::ArabicBracketed, 1, 0))),
        ("附件1：名单", Some((Part::Annex, 1, 0))),
        ("表3-1 指标", Some((Part::Table, 3, 1))),
        ("专栏2 工程", Some((Part::Box, 2, 0))),
        ("12条措施", None),
        ("2024年工作", None),
        ("总则", None),
    ];
    for (heading, wanted) in table {
        let read = step_at_start(heading).map(|(step, _)| (step.part, step.number, step.sub));
        assert_eq!(read, wanted, "{heading}");
    }
}

#[test]
fn what_is_printed_is_read_as_the_same_part() {
    use Part::*;
    let parts =
        [Annex, Book, SubBook, Chapter, Division, Article, Block, Han, HanBracketed, Arabic, Table, Box];
    for part in parts {
        for number in [1, 10, 12, 105, 266] {
            let step = Step::new(part, number);
            for printed in step.printed() {
                let (read, bytes) = step_at_start(&printed).expect("a number");
                assert!(step.is_named_by(read), "{printed}: {read:?}");
                assert_eq!(bytes, printed.len(), "{printed}");
            }
        }
    }
}
