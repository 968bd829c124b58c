//! Cuts as people see them, and the table held against jieba.

use proptest::prelude::*;
use std::sync::OnceLock;

use super::*;

fn full() -> &'static Segmenter {
    static FULL: OnceLock<Segmenter> = OnceLock::new();
    FULL.get_or_init(|| Segmenter::full(&Dictionary::builtin()))
}

fn words(segmenter: &Segmenter, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    segmenter.words(text, |word| words.push(word.to_owned()));
    words
}

#[test]
fn texts_are_cut_into_words() {
    let table: [(&str, &[&str]); 14] = [
        ("减轻教师负担", &["减轻", "教师", "负担"]),
        ("二〇二五年，ＧＤＰ增长百分之五。", &["2025", "2025年", "gdp", "增长", "5", "5%"]),
        ("增长3.5%", &["增长", "3.5", "3.5%"]),
        ("2025-03-01", &["2025", "2025年", "3月", "2025年3月", "1日", "3月1日", "2025年3月1日"]),
        ("提高0.5个百分点", &["提高", "0.5", "百分点", "0.5个百分点"]),
        ("第五条规定", &["第", "5", "5条", "第5条", "规定"]),
        ("3部门、2025年底", &["3", "部门", "2025", "2025年", "年底"]),
        ("GB/T 9704—2012", &["gb", "t", "gbt9704", "9704", "gbt97042012", "2012"]),
        ("COVID-19，010-12345678", &["covid", "covid19", "19", "010", "01012345678", "12345678"]),
        ("9:30，3:1", &["9", "30", "9:30", "3", "1", "3:1"]),
        ("國務院關於", &["国务院", "关于"]),
        ("Artificial Intelligence 与教育", &["artificial", "intelligence", "与", "教育"]),
        ("新质生产力", &["新质生产力"]),
        ("；，。 \n", &[]),
    ];
    for (text, wanted) in table {
        assert_eq!(words(full(), text), wanted, "{text}");
    }
}

#[test]
fn what_is_asked_for_is_whole() {
    let table: [(&str, &[&str]); 12] = [
        ("5%", &["5%"]),
        ("5年", &["5年"]),
        ("2025年", &["2025年", "2025"]),
        ("２０２５年３月１日", &["2025年3月1日"]),
        ("500 万元", &["5000000元"]),
        ("第三条", &["第3条"]),
        ("增长3.5公里以上", &["增长", "3.5公里", "以上"]),
        ("COVID-19", &["covid19"]),
        ("GBT9704", &["gbt9704"]),
        ("HW 2000X", &["hw", "hw2000x", "2000x"]),
        ("138-0013-8000", &["13800138000"]),
        ("½", &["1/2"]),
    ];
    for (text, wanted) in table {
        let mut asked: Vec<String> = full().asked(text).into_iter().map(|token| token.text).collect();
        let mut wanted: Vec<String> = wanted.iter().map(|term| (*term).to_owned()).collect();
        asked.sort();
        wanted.sort();
        assert_eq!(asked, wanted, "{text}");
    }
}

#[test]
fn tokens_stand_where_they_came_from() {
    let text = "在二〇二五\n年，減輕教師負擔";
    let tokens = full().tokens(text);
    let places: Vec<(&str, &str)> = tokens.iter().map(|t| (t.text.as_str(), t.span.of(text))).collect();
    assert_eq!(
        places,
        [
            ("在", "在"),
            ("2025", "二〇二五"),
            ("2025年", "二〇二五\n年"),
            ("减轻", "減輕"),
            ("教师", "教師"),
            ("负担", "負擔")
        ]
    );
}

#[test]
fn letters_are_told_from_marks() {
    for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
        assert_eq!(has_letter(c.encode_utf8(&mut [0; 4])), c.is_alphanumeric(), "U+{:04X}", u32::from(c));
    }
}

/// jieba itself with every word of the program's dictionary.
fn jieba() -> &'static Jieba {
    static WHOLE: OnceLock<Jieba> = OnceLock::new();
    WHOLE.get_or_init(|| whole(&Dictionary::builtin()))
}

fn cut_by(cutter: &Cutter, text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    cutter.cut(text, |start, end| words.push((start, end)));
    words
}

/// Holds the table, and jieba given pieces, against jieba given the whole of a text.
fn assert_all_cut_alike(text: &str) {
    let wanted: Vec<(usize, usize)> =
        jieba().cut(text, false).iter().map(|token| (token.byte_start, token.byte_end)).collect();
    assert_eq!(cut_by(&Cutter::Table(&best_path::BUILTIN), text), wanted, "{text}");
    let (mut begin, mut parted) = (0, Vec::new());
    while begin < text.len() {
        let end = piece_end(text, begin);
        let words = jieba().cut(&text[begin..end], false);
        parted.extend(words.iter().map(|token| (begin + token.byte_start, begin + token.byte_end)));
        begin = end;
    }
    assert_eq!(parted, wanted, "{text}");
}

#[test]
fn what_texts_are_cut_into_changes_only_with_the_number_of_the_chains() {
    let samples = [
        "二〇二五年三月一日，GDP增长百分之五点五，投资壹亿伍仟万元、0.05亿元、½，3‰；九点半，100㎡，第Ⅱ期；零部件、三部门。",
        "GB/T 9704—2012、COVID-19、138 0013 8000、HW 2000X、1:3、5年底、廿五个百分点、二O二四年、乾淨、阿布•買買提。",
        include_str!("../../../tests/corpus/odd_numbers.txt"),
        include_str!("../../../tests/corpus/law_with_contents.txt"),
    ];
    let mut hash = blake3::Hasher::new();
    for text in samples {
        full().words(text, |word| {
            hash.update(word.as_bytes()).update(b"\n");
        });
        hash.update(fold_text(text).as_bytes());
    }
    let terms = hash.finalize().to_hex();
    let chains = crate::analysis::SEGMENTER.split(", ").nth(1);
    assert_eq!(
        (chains, &terms[..16]),
        (Some("chains 3"), "6faca9ff3d2bd2d5"),
        "indexes of before hold other terms: give SEGMENTER the next number of chains, and put both here"
    );
}

#[test]
fn the_table_cuts_every_word_as_jieba_does() {
    let mut words = Vec::new();
    Dictionary::builtin().for_each(|word, _| words.push(word.to_owned()));
    assert!(words.len() > 300_000);
    // Each between two others, which overlap with it in all ways that there are.
    for (nth, word) in words.iter().enumerate() {
        let [before, after] = [7_919, 104_729].map(|step| &words[nth * step % words.len()]);
        assert_all_cut_alike(&format!("{before}{word}{after}"));
    }
}

#[test]
fn the_table_cuts_reports_as_jieba_does() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reports");
    for entry in std::fs::read_dir(folder).expect("reports that come with the project").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a text");
        text.lines().for_each(|line| assert_all_cut_alike(&fold_words_text(line)));
        assert_all_cut_alike(&fold_text(&text));
    }
}

proptest! {
    #[test]
    fn a_small_dictionary_cuts_as_the_full_one(text in "[教育工作者减轻负担国务院发展改革委员会二十五年第三条0-9a-c，。 ]{0,40}") {
        let small = Segmenter::of_words_in(&Dictionary::builtin(), &text);
        prop_assert_eq!(words(&small, &text), words(full(), &text));
        for piece in text.split_whitespace() {
            prop_assert_eq!(words(&small, piece), words(full(), piece));
        }
    }

    #[test]
    fn the_table_cuts_any_text_as_jieba_does(
        text in "[教育工作者减轻负担国务院发展改革委员会二十五年第三条𠀋㐀豈は0-9a-cA+#&._%,;:，。 -]{0,90}",
        any in any::<String>(),
    ) {
        assert_all_cut_alike(&text);
        assert_all_cut_alike(&any.replace("\r\n", ""));
    }

    #[test]
    fn nothing_panics_and_spans_lie_on_boundaries(text in any::<String>()) {
        for token in full().tokens(&text) {
            prop_assert!(!token.span.of(&text).is_empty());
        }
    }
}
