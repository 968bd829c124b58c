//! What folds to its value and what must not.

use proptest::prelude::*;

use super::super::Folded;
use super::super::chars::{Class, class_of, fold_char};
use super::super::fold_text;
use super::{fold_words, fold_words_text, near_numbers};
use crate::text::{is_numeral, numeral_of_cheque};

fn folded(text: &str) -> String {
    fold_words(text).text().to_owned()
}

/// Texts with numbers, and what they are read as.
const NUMBERS: &[(&str, &str)] = &[
    ("二〇二五年", "2025年"),
    ("二零二五年", "2025年"),
    ("二○二五年", "2025年"),
    ("２０２５年", "2025年"),
    ("一九九八年", "1998年"),
    ("关于1 9 9 8 年工作", "关于1998年工作"),
    ("１　９　９　８年", "1998年"),
    ("1 9 9 8 人", "1 9 9 8人"),
    ("2 1 9 9 8 年", "2 1 9 9 8年"),
    ("一〇八条", "108条"),
    ("第三条", "第3条"),
    ("第一百零八条", "第108条"),
    ("第一条", "第1条"),
    ("第十五届", "第15届"),
    ("十二月三十一日", "12月31日"),
    ("五个", "5个"),
    ("两个", "2个"),
    ("一年", "1年"),
    ("三十多所", "30多所"),
    ("一千零一个", "1001个"),
    ("三万五千", "35000"),
    ("一万零五十人", "10050人"),
    ("3.5万人", "35000人"),
    ("1.2亿元", "120000000元"),
    ("2万亿元", "2000000000000元"),
    ("2万亿元", "2000000000000元"),
    ("四万亿元", "4000000000000元"),
    ("四万万同胞", "400000000同胞"),
    ("6万万", "600000000"),
    ("三千五百万元", "35000000元"),
    ("3千万元", "30000000元"),
    ("1.5百万", "1500000"),
    ("5十亿", "5000000000"),
    ("一亿零五百万人", "105000000人"),
    ("三点五万元", "35000元"),
    ("3万5千元", "35000元"),
    ("3亿5千万", "350000000"),
    ("1亿2000万元", "120000000元"),
    ("1万2000人", "12000人"),
    ("一千三百", "1300"),
    ("三百六十行", "360行"),
    ("其中，3.5万人；总计，1,234,567元", "其中,35000人;总计,1234567元"),
    ("12,345人，12,345人", "12345人,12345人"),
    ("百分之五", "5%"),
    ("百分之三点五", "3.5%"),
    ("百分之5.5", "5.5%"),
    ("百分之百", "100%"),
    ("千分之三", "3‰"),
    ("万分之0.5", "0.5‱"),
    ("5.0%", "5%"),
    ("５．０％", "5%"),
    ("百分之5.50", "5.5%"),
    ("5.0版", "5.0版"),
    ("1,234.5亿", "123450000000"),
    ("１，２３４．５亿", "123450000000"),
    ("增长5，234人", "增长5,234人"),
    ("入伍年限", "入伍年限"),
    ("５％", "5%"),
    ("12,345元", "12345元"),
    ("1,234,567.8", "1234567.8"),
    ("增长三点五倍", "增长3.5倍"),
    ("二十分钟", "20分钟"),
    ("二〇\n二五年", "2025年"),
    ("二O二四年", "2024年"),
    ("二0二四年", "2024年"),
    ("二◯二四年", "2024年"),
    ("廿五日", "25日"),
    ("卅年", "30年"),
    ("壹亿伍仟万元", "150000000元"),
    ("人民币贰拾叁圆整", "人民币23元整"),
    ("½", "1/2"),
    ("二分之一", "1/2"),
    ("三分之二以上", "2/3以上"),
    ("4分之3", "3/4"),
    ("3‰", "3‰"),
    ("第Ⅱ期", "第2期"),
    ("Ⅲ级响应", "3级响应"),
    ("IV类水质", "4类水质"),
    ("上午九点半", "上午9:30"),
    ("第Ⅱ期，九点半，", "第2期,9:30,"),
    ("时间：九点半", "时间:9:30"),
    ("3：九点半", "3:九点半"),
    ("零部件、零距离", "零部件、零距离"),
    ("零岁，零个", "0岁,0个"),
    ("9时05分", "9:05"),
    ("三点五十分", "3:50"),
    ("5㎡，5 m²，5平米", "5平方米,5平方米,5平方米"),
    ("10KM，10 公里，10千米", "10公里,10公里,10公里"),
    ("3t，3 吨", "3吨,3吨"),
    ("30kW", "30千瓦"),
    ("6m³", "6立方米"),
    ("零下5℃", "零下5摄氏度"),
    ("0.3百分点", "0.3个百分点"),
    ("5.0公里", "5公里"),
    ("3千元", "3000元"),
    ("3千米", "3公里"),
    ("2025年03月01日", "2025年3月1日"),
    ("2025-03-01", "2025年3月1日"),
    ("2025.3.1", "2025年3月1日"),
    ("2025/3/1", "2025年3月1日"),
    ("2025—03—01", "2025年3月1日"),
    ("20250301", "2025年3月1日"),
    ("二〇二五年三月一日", "2025年3月1日"),
    ("3月1号", "3月1日"),
];

/// What stays as it is.
const NAMES: &str = "一带一路 三农 十分重要 统一 十四五规划 十三五 十五规划 二十大 数十年 几百名 三四十年 \
    一个 一些 一时 一条心 万一 千万不要 百年 八项规定 四个意识 五四运动 九一八 两免一补 \
    三公经费 双一流 第一时间 第三产业 一二三四 三五年 两个一百年 一体两翼 2024,2025 \
    1.2.3 十五六个 百 万万不可 千千万万 亿万人民 六万万万 五亿亿 6万万万 5亿亿 \
    4亿万 2千3百万 3千5百元 三万五 一万二人 1.2亿3千万 3万5 五百强 队伍 大陆 壹 \
    2025.3 2025.3.32 2025-03 2025.13.1 120250301 \
    2025-03-01-02 百分 v型反弹 vi 5mb 几分之一";

#[test]
fn numbers_fold_to_their_value() {
    for (text, wanted) in NUMBERS {
        assert_eq!(folded(text), *wanted, "{text}");
    }
}

#[test]
fn names_stay_as_they_are() {
    for name in NAMES.split_whitespace() {
        assert_eq!(folded(name), name, "{name}");
    }
}

#[test]
fn a_number_leads_back_to_its_characters() {
    let text = "增长　百分之\n三点五。";
    let folded = fold_words(text);
    assert_eq!(folded.text(), "增长3.5%。");
    assert_eq!(folded.source_span(6..9).of(text), "百分之\n三点五");
}

#[test]
fn blanks_stay_between_latin_words_only() {
    assert_eq!(folded("  Deep \n Learning 模 型 v 2 "), "deep learning模型v 2");
}

#[test]
fn classes_are_those_of_the_foldings() {
    for c in '\0'..=char::MAX {
        let mut folded = String::new();
        fold_char(c, |f| folded.push(f));
        let telling = folded
            .chars()
            .any(|f| f.is_ascii_alphanumeric() || is_numeral(f) || numeral_of_cheque(f).is_some());
        let wanted = match class_of(c) {
            Class::Plain => !telling && folded.chars().eq([c]),
            Class::Changed => !telling && !folded.is_empty() && !folded.chars().eq([c]),
            Class::Dropped => folded.is_empty(),
            Class::Telling => telling || u32::from(c) >= 0x1_0000,
        };
        assert!(wanted, "{c:?} folds to {folded:?}");
    }
}

proptest! {
    #[test]
    fn any_text_folds_with_spans_on_boundaries(text in any::<String>()) {
        let folded = fold_words(&text);
        for (at, c) in folded.text().char_indices() {
            prop_assert!(!folded.source_span(at..at + c.len_utf8()).of(&text).is_empty());
        }
    }

    #[test]
    fn far_from_numbers_nothing_changes(
        text in "([〇零一二三九十百万亿点分之第年个数0-9,.%% ，　甲乙丙丁b：、“国]{0,6}[甲乙丙丁國，　。]{0,12}){0,4}",
    ) {
        let (mut closely, quickly) = (Folded::with_capacity(0), fold_words(&text));
        near_numbers(&text, 0, None, &mut closely);
        prop_assert_eq!(quickly.text(), closely.text());
        prop_assert_eq!(quickly.text(), fold_words_text(&text));
        for (at, c) in quickly.text().char_indices() {
            let range = at..at + c.len_utf8();
            prop_assert_eq!(quickly.source_span(range.clone()), closely.source_span(range));
        }
    }

    #[test]
    fn text_without_numerals_is_left_alone(text in "[减轻教师负担，。a-z]{0,30}") {
        prop_assert_eq!(folded(&text), fold_text(&text));
    }

    #[test]
    fn what_is_read_by_value_stays_so(
        text in "((二〇二五|三|十五|廿|5|10|03|9|2025|20250301|2025-03-01|2025\\.3\\.1|壹拾伍|1,234\\.50|百分之五|三分之一)\
            (万|亿元|年|月1日|月1号|km| m2|t|百分点|圆|个|级|点半|%)?甲){0,5}",
    ) {
        let once = folded(&text);
        prop_assert_eq!(folded(&once), once);
    }

    #[test]
    fn numerals_of_any_kind_never_panic(text in "[〇零○一二两三九十百千万亿点分之第年个0-9,.%]{0,30}") {
        fold_words(&text);
    }
}
