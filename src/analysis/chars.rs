//! The exact chain for a single character, from a table that `build.rs` makes of Unicode's and OpenCC's data and of
//! `index_schema/variants.txt`.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Two bytes for each code below 0x10000, then the foldings that need more room; see `Fold::table` in `build.rs`.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_table.bin"));

/// Bytes of the first part of the table.
const DIRECT: usize = 0x1_0000 * 2;

/// Stands in the first part for a folding of several characters, or one beyond 16 bits.
const ELSEWHERE: u16 = 0xFFFF;

/// Two bits for each code below 0x10000; see [`Class`].
static CLASSES: &[u8; 0x1_0000 / 4] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_classes.bin"));

/// What a character is to both chains. Asked of every character of every text, so from a table that stays in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It folds to itself and is part of no number or word of letters.
    Plain,
    /// It folds to others that are part of no number or word of letters.
    Changed,
    /// It is dropped.
    Dropped,
    /// It folds to what may be part of a number or of a word of ASCII letters, or nobody has looked.
    Telling,
}

/// Returns the class of a character.
#[inline]
pub(super) fn class_of(character: char) -> Class {
    let code = u32::from(character);
    // Beyond the table everything counts as `Telling` and is looked at closely.
    let four = CLASSES.get(code as usize / 4).map_or(0xFF, |four| *four);
    match four >> (code % 4 * 2) & 3 {
        0 => Class::Plain,
        1 => Class::Changed,
        2 => Class::Dropped,
        _ => Class::Telling,
    }
}

/// Returns where the run of plain characters of three bytes that begins at byte `at` of a text ends: most of any Chinese
/// text lies in such runs, and their characters are decoded inline, without `chars()`.
#[inline]
pub(super) fn plain_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some([first @ 0xE0..=0xEF, second, third]) = bytes.get(at..at + 3) {
        let code =
            usize::from(first & 0xF) << 12 | usize::from(second & 0x3F) << 6 | usize::from(third & 0x3F);
        // 0 is `Class::Plain`.
        if CLASSES[code / 4] >> (code % 4 * 2) & 3 != 0 {
            break;
        }
        at += 3;
    }
    at
}

/// Calls `each` with every character that `character` folds to: none for what is dropped, mostly one.
#[inline]
pub(super) fn fold_char(character: char, mut each: impl FnMut(char)) {
    let code = u32::from(character);
    if code < 0x1_0000 {
        let at = code as usize * 2;
        match u16::from_le_bytes([TABLE[at], TABLE[at + 1]]) {
            0 => return,
            ELSEWHERE => {}
            // Codes of surrogates never get into the table: they are no characters.
            short => return each(char::from_u32(u32::from(short)).unwrap_or(character)),
        }
    }
    match elsewhere().get(&code) {
        Some(folded) => folded.chars().for_each(each),
        None => each(character),
    }
}

/// Returns whether a character surely folds to itself; `false` also where that is dear to tell.
#[inline]
pub(super) fn is_folded(character: char) -> bool {
    let code = u32::from(character);
    let at = code as usize * 2;
    code < 0x1_0000 && u32::from(u16::from_le_bytes([TABLE[at], TABLE[at + 1]])) == code
}

/// The second part of the table.
fn elsewhere() -> &'static HashMap<u32, &'static str> {
    static MAP: OnceLock<HashMap<u32, &'static str>> = OnceLock::new();
    MAP.get_or_init(|| {
        let mut map = HashMap::new();
        let mut rest = &TABLE[DIRECT..];
        while let [a, b, c, d, length, after @ ..] = rest {
            let (folded, after) = after.split_at(usize::from(*length));
            let folded = std::str::from_utf8(folded).expect("build.rs writes UTF-8");
            map.insert(u32::from_le_bytes([*a, *b, *c, *d]), folded);
            rest = after;
        }
        map
    })
}

#[cfg(test)]
mod tests {
    use super::{Class, class_of, fold_char, plain_end};

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| fold_char(c, |f| out.push(f)));
        out
    }

    #[test]
    fn width_case_script_and_compatibility_are_folded() {
        let table = [
            ("２０２５", "2025"),
            ("ＡＢＣ", "abc"),
            ("國務院關於", "国务院关于"),
            ("⽤⻓⻅", "用长见"),
            ("㈠", "(一)"),
            ("①", "1"),
            ("％", "%"),
            ("：；，", ":;,"),
            ("é e\u{301}", "ee"),
            ("a\u{3000} \t\r\n\u{200B}\u{FEFF}b", "ab"),
            ("𠀋", "𠀋"),
            ("《「“”『‘’」》", "《\"\"\"\"\"\"\"》"),
        ];
        for (text, wanted) in table {
            assert_eq!(folded(text), wanted, "{text}");
        }
    }

    /// Signs that a reader takes for the same: each line is one.
    const SIGNS: [&str; 8] = [
        "-‐‑‒–—―−～~〜─－﹣⸺",
        "·•‧・∙⋅･",
        ":：∶﹕",
        "([（［{〔【〖﹝",
        ")]）］}〕】〗﹞",
        "\"'“”‘’「」『』＂〝〞«»",
        "xXｘ×✕",
        "/／⁄∕",
    ];

    /// Pairs that one convention or another writes for the same character, as tried one by one: OpenCC's characters with
    /// several Simplified or several Traditional forms, and lists of variants.
    const ALIKE: &str = "着著 了瞭 借藉 账帐 账帳 账賬 么幺 么麽 么麼 同仝 象像 尽侭 尽儘 尽盡 克剋 札劄 札箚 里哩 里裡 里裏 哲喆 坤堃 \
        伙夥 仿彷 仿倣 征徵 于於 升昇 升陞 碗椀 碗盌 泛氾 泛汎 沈沉 沈瀋 渖沈 淼渺 澂澄 牴抵 犇奔 甦苏 苏蘇 甯宁 宁寧 礆碱 硷碱 \
        祇只 衹只 隻只 祕秘 筦管 絜洁 潔洁 線线 缐线 綫线 耑专 專专 脩修 菉绿 蒐搜 覆复 複复 復复 託托 讬托 諮咨 谘咨 \
        讎仇 谿溪 貲资 資资 赀资 迺乃 逕径 迳径 邨村 釐厘 鉅巨 钜巨 鍾钟 锺钟 鐘钟 鏇旋 镟旋 阪坂 颺扬 揚扬 餘余 馀余 麪面 \
        麵面 麺面 麴曲 麯曲 龢和 乾干 幹干 後后 隄堤 伕夫 牠它 拏拿 觔斤 菓果 鎗枪 濬浚 燄焰 薰熏 瑯琅 揹背 籐藤 荳豆 耡锄 \
        粧妆 敍叙 敘叙 檯台 枱台 臺台 颱台 糉粽 衞卫 衛卫 妳你 羣群 峯峰 牀床 啓启 啟启 煙烟 菸烟 湧涌 擡抬 喫吃 詠咏 韻韵 \
        週周 蹤踪 鬱郁 遊游 慾欲 讚赞 佈布 佔占 捲卷 綑捆 祐佑 嘆叹 歎叹 盃杯 脣唇 証证 證证 併并 嶽岳 寶宝 寳宝 覈核 鉤钩 \
        鈎钩 鑑鉴 鑒鉴 箋笺 牋笺 跡迹 蹟迹 刪删 汙污 決决 減减 湊凑 況况 沖冲 衝冲 廚厨 弔吊 呪咒 迴回 囘回 坵丘 塚冢 夠够 \
        奬奖 獎奖 姊姉 巖岩 嶋岛 彊强 徧遍 恆恒 掽碰 攜携 搥捶 曬晒 暱昵 枴拐 栢柏 棲栖 榘矩 槓杠 燬毁 洩泄 涼凉 淚泪 潛潜 \
        濶阔 牆墙 墻墙 貓猫 産产 痺痹 癡痴 砲炮 硃朱 窻窗 豎竖 紮扎 絃弦 罈坛 壇坛 脇胁 館馆 舘馆 薑姜 覩睹 誌志 譁哗 艷艳 \
        豔艳 貍狸 賸剩 跴踩 躭耽 逈迥 遶绕 酧酬 釦扣 鍼针 闇暗 隣邻 雞鸡 鷄鸡 霑沾 靭韧 頴颖 駡骂 雇僱 傭佣 異异 棄弃 願愿";

    /// Pairs of which only the word tells whether one stands for the other: they stay apart.
    const APART: &str =
        "画划 畫划 链炼 鍊链 俱具 坐座 待呆 假叚 丫桠 到道 帐张 他她 做作 象相 计记 后候 须需";

    fn pairs(list: &str) -> impl Iterator<Item = (String, String)> {
        let part = |pair: &str| {
            let mut characters = pair.chars().map(|c| folded(&c.to_string()));
            (characters.next().unwrap_or_default(), characters.next().unwrap_or_default())
        };
        list.split_whitespace().map(part)
    }

    #[test]
    fn what_a_reader_takes_for_the_same_is_one() {
        for signs in SIGNS {
            let mut forms = signs.chars().map(|sign| folded(&sign.to_string()));
            let first = forms.next();
            forms.for_each(|form| assert_eq!(Some(form), first, "{signs}"));
        }
        assert!(pairs(ALIKE).count() >= 147);
        pairs(ALIKE).for_each(|(one, other)| assert_eq!(one, other));
        pairs(APART).for_each(|(one, other)| assert_ne!(one, other));
        assert_eq!(folded("½"), "1/2");
        assert_eq!(folded("《〈"), "《〈");
    }

    #[test]
    fn runs_of_plain_characters_end_where_their_classes_say() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let text = format!("教{character}育");
            let is_plain = character.len_utf8() == 3 && class_of(character) == Class::Plain;
            assert_eq!(plain_end(&text, 0), if is_plain { 9 } else { 3 }, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn what_is_unseen_folds_to_nothing_and_nothing_else_does() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let dropped = folded(character.encode_utf8(&mut [0; 4])).is_empty();
            assert_eq!(crate::text::is_unseen(character), dropped, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let once = folded(character.encode_utf8(&mut [0; 4]));
            assert_eq!(folded(&once), once, "U+{:04X}", u32::from(character));
        }
    }
}
