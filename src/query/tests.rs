//! The query language as a table, and what holds for any text.

use proptest::prelude::*;

use super::*;

/// A tree in short: `'text'` `"run"` `<gap>` `title=x` `[side by side]` `&[and]` `|[or]` `!not`.
fn short(query: &Query) -> String {
    let list = |all: &[Query]| all.iter().map(short).collect::<Vec<_>>().join(" ");
    match query {
        Query::Nothing => "nothing".to_owned(),
        Query::Text(text) => format!("'{text}'"),
        Query::Run(run) => format!("\"{run}\""),
        Query::Gap(runs) => format!("<{}>", runs.join(" ")),
        Query::Within(scope, runs) => format!("{}<{}>", scope.name(), runs.join(" ")),
        Query::Field(field, run) => format!("{}={run}", field.name()),
        Query::FieldWords(field, words) => format!("{}={words}", field.name()),
        Query::Fact(field, value) => format!("{}={value}", field.name()),
        Query::Compared(words, typed) => format!("{}{typed}", words.join("+")),
        Query::Together(all) => format!("[{}]", list(all)),
        Query::And(all) => format!("&[{}]", list(all)),
        Query::Or(all) => format!("|[{}]", list(all)),
        Query::Not(query) => format!("!{}", short(query)),
    }
}

/// What is typed, the tree, and how many signs are ignored.
const TABLE: &[(&str, &str, usize)] = &[
    // Words, with blanks of any width and any punctuation.
    ("", "nothing", 0),
    (" \u{3000}\t\n", "nothing", 0),
    ("减轻教师负担", "'减轻教师负担'", 0),
    ("师", "'师'", 0),
    ("  减轻 教师　负担 ", "'减轻 教师　负担'", 0),
    ("2025年，教师*人：减负！", "'2025年，教师*人：减负！'", 0),
    ("《教师法》第三条", "'《教师法》第三条'", 0),
    ("：", "'：'", 0),
    ("a:b", "'a:b'", 0),
    ("*", "'*'", 0),
    ("教师*名", "'教师*名'", 0),
    ("\\", "'\\'", 0),
    ("GDP增长5%", "'GDP增长5%'", 0),
    ("or and not", "'or and not'", 0),
    ("ORAND", "'ORAND'", 0),
    ("O'Brien", "'O'Brien'", 0),
    ("1+1=2 ~x^2 [a TO b] {c}", "'1+1=2 ~x^2 [a TO b] {c}'", 0),
    // Exact runs in every style of quotation marks.
    ("\"减轻负担\"", "\"减轻负担\"", 0),
    ("“减轻负担”", "\"减轻负担\"", 0),
    ("「減輕負擔」", "\"減輕負擔\"", 0),
    ("『减轻负担』", "\"减轻负担\"", 0),
    ("＂减轻负担＂", "\"减轻负担\"", 0),
    ("\"减轻 负担\" 教师", "[\"减轻 负担\" '教师']", 0),
    ("教师 \"减轻负担\" 学校", "['教师 学校' \"减轻负担\"]", 0),
    ("教师\"减负\"政策", "['教师 政策' \"减负\"]", 0),
    ("\"甲\"\"乙\"", "[\"甲\" \"乙\"]", 0),
    ("“说\"是\"的”", "\"说\"是\"的\"", 0),
    ("\"“双一流”\"", "\"“双一流”\"", 0),
    ("\"甲 OR 乙\"", "\"甲 OR 乙\"", 0),
    ("\"减轻…负担\"", "\"减轻…负担\"", 0),
    // Marks copied with a text are text.
    ("实施“双一流”建设", "'实施“双一流”建设'", 0),
    ("“双一流”建设", "'“双一流”建设'", 0),
    ("他说“减负", "'他说“减负'", 0),
    ("减负”的", "'减负”的'", 0),
    // Stray quotes.
    ("\"", "nothing", 1),
    ("\"减轻", "'减轻'", 1),
    ("减轻\"", "'减轻'", 1),
    ("\"\"", "nothing", 1),
    ("\" \" 教师", "'教师'", 1),
    ("\"甲\" \"乙", "[\"甲\" '乙']", 1),
    // Exclusion.
    ("教师 -学生", "['教师' !'学生']", 0),
    ("教师 －学生", "['教师' !'学生']", 0),
    ("教师 -\"学生减负\"", "['教师' !\"学生减负\"]", 0),
    ("教师 NOT 学生", "['教师' !'学生']", 0),
    ("-学生", "!'学生'", 0),
    ("教师 -(学生 OR 家长)", "['教师' !|['学生' '家长']]", 0),
    ("教师 -(学生 家长)", "['教师' !'学生 家长']", 0),
    ("教师 -title:审计", "['教师' !title=审计]", 0),
    ("教师-学生", "'教师-学生'", 0),
    ("2020-2025", "'2020-2025'", 0),
    ("教师 - 学生", "'教师 - 学生'", 0),
    ("--教师", "'--教师'", 0),
    ("增长 -5%", "'增长 -5%'", 0),
    ("−5℃", "'−5℃'", 0),
    ("气温 −学生", "'气温 −学生'", 0),
    ("教师 －５%", "'教师 －５%'", 0),
    ("教师 NOT 2024", "['教师' !'2024']", 0),
    ("教师 -", "'教师 -'", 0),
    ("NOT", "'NOT'", 0),
    ("教师 NOT --学生", "['教师' !'--学生']", 0),
    ("-NOT -", "!'-'", 0),
    // OR, AND, and how they bind.
    ("教师 OR 学生", "|['教师' '学生']", 0),
    ("教师|学生", "|['教师' '学生']", 0),
    ("教师 ｜ 学生 || 家长", "|['教师' '学生' '家长']", 0),
    ("教师 AND 学生", "&['教师' '学生']", 0),
    ("甲 AND 乙 AND 丙", "&['甲' '乙' '丙']", 0),
    ("甲 AND 乙 OR 丙 AND 丁", "|[&['甲' '乙'] &['丙' '丁']]", 0),
    ("甲 乙 OR 丙 丁", "|['甲 乙' '丙 丁']", 0),
    ("甲 \"乙\" AND 丙", "&[['甲' \"乙\"] '丙']", 0),
    ("甲 AND -乙", "&['甲' !'乙']", 0),
    ("OR", "nothing", 1),
    ("OR 教师", "'教师'", 1),
    ("教师 OR", "'教师'", 1),
    ("教师 AND OR 学生", "&['教师' '学生']", 1),
    ("| |", "nothing", 2),
    ("AND AND", "nothing", 2),
    // Groups, and brackets that are text.
    ("(教师 OR 学生) 负担", "[|['教师' '学生'] '负担']", 0),
    ("（教师 OR 学生）AND 负担", "&[|['教师' '学生'] '负担']", 0),
    ("（教师 OR 学生） AND 负担", "&[|['教师' '学生'] '负担']", 0),
    ("((教师 OR 学生))", "|['教师' '学生']", 0),
    ("(甲 \"乙\") 丙", "['甲 丙' \"乙\"]", 0),
    ("(教师 负担) AND 学校", "&['教师 负担' '学校']", 0),
    ("（三）着力解决", "'（三）着力解决'", 0),
    ("人工智能(AI)应用", "'人工智能(AI)应用'", 0),
    ("(试行)", "'(试行)'", 0),
    ("(", "'('", 0),
    (")(", "')('", 0),
    ("教师 OR ( 学生", "|['教师' '学生']", 1),
    ("title:(甲 OR 乙)", "|['title:(甲' '乙)']", 0),
    ("() 教师 OR 学生", "|['教师' '学生']", 1),
    ("(教师 OR 学生", "|['(教师' '学生']", 0),
    // The gap sign.
    ("减轻…负担", "<减轻 负担>", 0),
    ("减轻……教师…负担", "<减轻 教师 负担>", 0),
    ("减轻…负担 学校", "[<减轻 负担> '学校']", 0),
    ("减轻...负担", "<减轻 负担>", 0),
    ("减轻......教师…负担", "<减轻 教师 负担>", 0),
    ("减轻..负担", "'减轻..负担'", 0),
    ("...负担", "'...负担'", 0),
    ("…负担", "'…负担'", 0),
    ("减轻…", "'减轻…'", 0),
    ("教师 … 学生", "'教师 … 学生'", 0),
    // Fields.
    ("title:自评报告 减负", "[title=自评报告 '减负']", 0),
    ("标题：自评报告", "title=自评报告", 0),
    ("章节:保障 小标题：教师", "[heading=保障 heading=教师]", 0),
    ("HEADING:\"教师 减负\"", "heading=教师 减负", 0),
    ("path:2024/年报.txt", "path=2024/年报.txt", 0),
    ("路径：“a b”", "path=a b", 0),
    ("(title:甲 OR title:乙) 丙", "[|[title=甲 title=乙] '丙']", 0),
    ("C:\\reports\\2024.txt", "'C:\\reports\\2024.txt'", 0),
    ("https://www.gov.cn/a", "'https://www.gov.cn/a'", 0),
    ("时间：8:30", "'时间：8:30'", 0),
    ("title:", "nothing", 1),
    ("标题： 关于", "title=关于", 0),
    ("title: 审计 甲", "[title=审计 '甲']", 0),
    ("標題：甲 章節：乙 路徑：丙 ＴＩＴＬＥ：丁", "[title=甲 heading=乙 path=丙 title=丁]", 0),
    ("title: OR 甲", "'甲'", 2),
    ("title: -甲 乙", "[!'甲' '乙']", 1),
    ("title: (甲 OR 乙) 丙", "[|['甲' '乙'] '丙']", 1),
    ("title: path:甲", "path=甲", 1),
    ("(title: OR 甲)", "'甲'", 2),
    ("title:\"\"", "nothing", 1),
    ("关于标题：教师", "'关于标题：教师'", 0),
    // Places of words.
    ("同句:(减轻 负担)", "sentence<减轻 负担>", 0),
    ("同段：（减轻 “教师 负担”）", "paragraph<减轻 教师 负担>", 0),
    ("Section:(甲 AND 乙) 丙", "[section<甲 乙> '丙']", 0),
    ("同篇:(甲 乙) -同句:(丙 丁)", "[report<甲 乙> !sentence<丙 丁>]", 0),
    ("(同句:(甲 乙) OR 同段:(丙)) 丁", "[|[sentence<甲 乙> paragraph<丙>] '丁']", 0),
    ("同句:(甲 AND (乙))", "sentence<甲 乙>", 0),
    ("同句:(甲 OR 乙)", "sentence<甲 乙>", 1),
    ("同句:(甲 -乙 title:丙)", "sentence<甲>", 2),
    ("同句:(甲 同段:(乙 丙))", "sentence<甲>", 1),
    ("同句:(同段:(教师 负担))", "nothing", 1),
    ("同句: (教师 负担)", "sentence<教师 负担>", 0),
    ("同句:（减轻，负担、“教师，学生”;1,000）", "sentence<减轻 负担 教师，学生 1,000>", 0),
    ("同句:(减轻…负担)", "sentence<减轻 负担>", 0),
    ("同句:(减轻 … 负担)", "sentence<减轻 负担>", 1),
    ("同句:()", "nothing", 1),
    ("同句:(", "nothing", 1),
    ("同句:减轻", "'同句:减轻'", 0),
    ("同句: 减轻", "'减轻'", 1),
    ("同句:(减轻", "'减轻'", 1),
    ("他们同句：（甲）", "'他们同句：（甲）'", 0),
];

#[test]
fn the_language_is_as_the_table_says() {
    assert!(TABLE.len() >= 80);
    for (typed, tree, ignored) in TABLE {
        let (query, signs) = parse(typed);
        assert_eq!((short(&query).as_str(), signs.len()), (*tree, *ignored), "{typed:?} {signs:?}");
    }
}

#[test]
fn a_query_is_shown_as_it_could_be_typed() {
    for (typed, ..) in TABLE {
        let (query, _) = parse(typed);
        let (again, ignored) = parse(&query.to_string());
        // Loose words keep a lone sign as text; typed again beside other signs it may be one.
        assert_eq!(short(&again), short(&query), "{typed:?} shown as {query}");
        assert_eq!(ignored, Vec::new(), "{typed:?} shown as {query}");
    }
}

#[test]
fn what_is_ignored_is_named_with_its_reason() {
    let (_, ignored) = parse("OR 教师 \"减负");
    let told: Vec<String> = ignored.iter().map(Ignored::to_string).collect();
    assert_eq!(
        told,
        ["`\"` (no second one closes it)", "`OR` (nothing stands before it)"]
            .map(String::from)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_hundred_thousand_brackets_are_read_at_once() {
    let _ = parse(&format!("{}甲{}", "同句:(".repeat(100_000), ")".repeat(100_000)));
    let deep = format!("{}教师 OR 学生{}", "(".repeat(100_000), ")".repeat(100_000));
    let (query, ignored) = parse(&deep);
    assert_eq!((short(&query).as_str(), ignored.len()), ("|['教师' '学生']", 1));
    for sign in ["(", ")", "\"", "-", "|", "“", "-(", "(a OR ", "\"a\" -", "title:", "…", "同句:(", "title: "]
    {
        let (query, _) = parse(&sign.repeat(100_000));
        let _ = query.to_string();
    }
}

#[test]
fn exclusions_alone_want_nothing() {
    let wants = |typed: &str| parse(typed).0.wants_something();
    assert!(!wants("-甲") && !wants("-甲 -\"乙\"") && !wants("") && wants("甲 -乙") && wants("-甲 OR 乙"));
}

proptest! {
    #[test]
    fn any_text_parses_and_shows(typed in "\\PC{0,60}") {
        let (query, _) = parse(&typed);
        let _ = query.to_string();
    }

    #[test]
    fn signs_in_any_order_parse(typed in "[甲乙 \"“”「」()（）|｜…:：*a-]{0,40}|(甲 |乙|OR |AND |NOT |\"|title:|\\(|\\)|-|…){0,24}") {
        let (query, _) = parse(&typed);
        let _ = parse(&query.to_string());
    }

    /// Stray brackets may pair otherwise when they are shown; everything else comes back.
    #[test]
    fn what_is_shown_asks_for_as_much(typed in "[甲乙 |｜…:：*a]{0,40}|(甲 |乙|5|OR |AND |NOT |\"丙\" |title:丁 |年:2024 |年:2025 |地区:甲 |\\(甲 OR 乙\\) |-\\(丙 丁\\) |-|乙…丙 ){0,24}") {
        let (query, _) = parse(&typed);
        let (again, _) = parse(&query.to_string());
        prop_assert_eq!(again.wants_something(), query.wants_something(), "{} shown as {}", typed, query);
    }

    #[test]
    fn loose_words_lose_nothing(typed in "[甲乙丙丁，。：《》a-z0-9（）\u{3000}]{1,40}") {
        prop_assume!(!typed.trim().is_empty());
        let (query, ignored) = parse(&typed);
        prop_assert_eq!((query, ignored), (Query::Text(typed.trim().to_owned()), vec![]));
    }

    #[test]
    fn fields_and_scopes_are_shown_as_they_are_read(typed in "(甲 |乙|title:|title: |標題：|path: |年:2024 |地区: |文号:甲(2019)1号 |机关:“甲 乙” |同句:|同句： |\\(|\\)|\\(甲，|OR |\"丙\" |\"丁 戊\"|-| ){0,14}") {
        crate::fuzzing::run("query", typed.as_bytes());
    }
}

#[test]
fn runs_inside_a_sentence_can_be_preferred() {
    let preferred = |typed: &str| parse(typed).0.with_runs_preferred().map(|query| short(&query));
    for (typed, wanted) in [
        ("什么是 \"数字底座\" 的内涵", Some("|['什么是 的内涵 数字底座' \"数字底座\"]")),
        ("\"甲\" 乙 \"丙\" -丁", Some("[|['甲 乙 丙' \"甲\" \"丙\"] !'丁']")),
        ("\"甲\" 乙 title:丙", Some("[|['甲 乙' \"甲\"] title=丙]")),
        ("\"甲\"", None),
        ("\"甲\" \"乙\"", None),
        ("甲 AND \"乙\"", None),
        ("甲 -乙", None),
    ] {
        assert_eq!(preferred(typed).as_deref(), wanted, "{typed}");
    }
}
