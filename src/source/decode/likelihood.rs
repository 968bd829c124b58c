//! How likely a text is, character by character, if it was written by people in Chinese.
//!
//! A unigram model with a dozen classes of characters: each class has a share of all text, spread evenly over its
//! members. All candidates decode the same bytes, so their likelihoods can be compared, for a title of three
//! characters as for a book. The shares are round figures of general Chinese text (the first hundred characters make
//! up about two fifths of it, the first thousand about nine tenths), not fitted to any collection. What is frequent
//! beyond the list is what GB 2312 and Big5 have on their first level, which was chosen by frequency.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use encoding_rs::{BIG5, GB18030};

use crate::text::is_han;

/// The characters that make up most of any Chinese text, the simplified ones by falling frequency, then those
/// traditional ones that differ.
const COMMON: &str = "\
的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度\
家电力里如水化高自二理起小现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你\
明看原又利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边\
流路级少图山统接知较将组见计别手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油\
思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报完类八离名确才科张信马节话米整空元况今集温传土许\
步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往历市克何除消构府称准\
精值号率族维划选标写存候毛亲快效院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄\
推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充\
兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站\
简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短皮终\
個們這來時國會對發動學經進電裡裏實體當點從業應開與關線數問無軍條沒結題黨員統級農強戰據領濟聯認權證單務萬達議報離華確馬節話況傳許廣記極觀織裝須際驗\
連斷礦備辦約勞團歷構稱準號維劃選標寫親養層專狀廠識適屬圓調縣參紅聽該鐵價嚴說產種現處東為後義質氣變論運類過還將見計別組長頭資邊圖論負責護職創檢築環\
雙請讓優紀輕費視營項舉勢師圍遠態減樹續試輸財覺漢畫雖陳協訴測塊終錯獨限宣";

/// Classes of characters, as places in [`LOG_SHARE`].
const TOP: u8 = 0;
const COMMON_HAN: u8 = 1;
const FIRST_LEVEL: u8 = 2;
const RARE_HAN: u8 = 3;
const PUNCTUATION: u8 = 4;
const ASCII: u8 = 5;
const SYMBOL: u8 = 6;
const LETTER: u8 = 7;
const STRANGE: u8 = 8;
const IMPOSSIBLE: u8 = 9;

/// Natural logarithm of the share of one character of each class: ln(share of the class / its members).
const LOG_SHARE: [f64; 10] = [
    -5.5,  // .4 / 100
    -7.5,  // .5 / 900
    -11.0, // .08 / 5,000
    -15.5, // .003 / 16,000
    -5.5,  // .12 / 30
    -6.4,  // .15 / 95
    -11.0, // full-width forms, kana, rules, circled numbers: .01 / 600
    -12.5, // letters of other alphabets: .004 / 1,000
    -18.0, // any other
    -25.0, // controls, private use, noncharacters, what cannot be decoded
];

/// Returns the natural logarithm of the probability of a character.
pub(super) fn log_share(character: char) -> f64 {
    let class = u16::try_from(u32::from(character)).map_or(STRANGE, |unit| classes()[usize::from(unit)]);
    LOG_SHARE[usize::from(class)]
}

/// Returns the mean of [`log_share`] over the characters that tell something, and their number.
pub(super) fn mean_log_share(text: &str, is_telling: impl Fn(char) -> bool) -> (f64, usize) {
    let (sum, count) = text
        .chars()
        .filter(|character| is_telling(*character))
        .fold((0.0, 0), |(sum, count), character| (sum + log_share(character), count + 1));
    if count == 0 { (0.0, 0) } else { (sum / count as f64, count) }
}

/// The class of every character of the Basic Multilingual Plane.
fn classes() -> &'static [u8] {
    static CLASSES: OnceLock<Vec<u8>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let mut classes: Vec<u8> =
            (0..=u16::MAX).map(|unit| char::from_u32(u32::from(unit)).map_or(IMPOSSIBLE, class_of)).collect();
        // Each step overwrites a coarser class with a finer one.
        for character in first_levels() {
            classes[character as usize] = FIRST_LEVEL;
        }
        for (rank, character) in COMMON.chars().enumerate() {
            let class = if rank < 100 { TOP } else { COMMON_HAN };
            let place = &mut classes[character as usize];
            // A character that stands twice in the list keeps its more frequent place.
            *place = class.min(*place);
        }
        classes
    })
}

fn class_of(character: char) -> u8 {
    match character {
        '\t' | '\n' | '\r' | ' '..='~' => ASCII,
        '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' => IMPOSSIBLE,
        c if c.is_control() => IMPOSSIBLE,
        '\u{4E00}'..='\u{9FFF}' => RARE_HAN,
        '，'
        | '。'
        | '、'
        | '：'
        | '；'
        | '（'
        | '）'
        | '“'
        | '”'
        | '《'
        | '》'
        | '「'
        | '」'
        | '！'
        | '？'
        | '—'
        | '…'
        | '·'
        | '【'
        | '】'
        | '\u{3000}'
        | '０'..='９' => PUNCTUATION,
        '\u{A0}'
        | '\u{2010}'..='\u{203B}'
        | '\u{2103}'
        | '\u{2160}'..='\u{217F}'
        | '\u{2190}'..='\u{2193}'
        | '\u{2460}'..='\u{24FF}'
        | '\u{2500}'..='\u{257F}'
        | '\u{25A0}'..='\u{25FF}'
        | '\u{3001}'..='\u{3029}'
        | '\u{3041}'..='\u{30FF}'
        | '\u{FF01}'..='\u{FF5E}' => SYMBOL,
        '\u{A1}'..='\u{FF}' | '\u{100}'..='\u{17F}' | '\u{391}'..='\u{3C9}' | '\u{401}'..='\u{451}' => LETTER,
        _ => STRANGE,
    }
}

/// The Han characters on the first levels of GB 2312 (rows 16 to 55) and of Big5 (A440 to C67E). They are decoded, since
/// asking for the code of every character takes many times longer.
fn first_levels() -> Vec<char> {
    let rows = |leads: RangeInclusive<u8>, trails: RangeInclusive<u8>| {
        leads
            .flat_map(move |lead| trails.clone().map(move |trail| [lead, trail]))
            .flatten()
            .collect::<Vec<u8>>()
    };
    let gb = GB18030.decode_without_bom_handling(&rows(0xB0..=0xD7, 0xA1..=0xFE)).0.into_owned();
    let big5 = [rows(0xA4..=0xC6, 0x40..=0x7E), rows(0xA4..=0xC6, 0xA1..=0xFE)].concat();
    let big5 = BIG5.decode_without_bom_handling(&big5).0;
    (gb + &big5).chars().filter(|c| is_han(*c)).collect()
}
