//! The characters that Chinese numerals are written with. `build.rs` reads this file too.

/// Returns whether a character is part of a Chinese numeral.
pub fn is_numeral(c: char) -> bool {
    digit_of(c).is_some() || matches!(c, '两' | '十' | '廿' | '卅' | '百' | '千' | '万' | '亿')
}

/// Returns the value of a Chinese digit.
pub fn digit_of(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Returns the plain numeral that a numeral of cheques stands for: 一 for 壹, 十 for 拾. (Folded: 贰 for 貳.)
pub fn numeral_of_cheque(c: char) -> Option<char> {
    Some(match c {
        '壹' => '一',
        '贰' => '二',
        '叁' => '三',
        '肆' => '四',
        '伍' => '五',
        '陆' => '六',
        '柒' => '七',
        '捌' => '八',
        '玖' => '九',
        '拾' => '十',
        '佰' => '百',
        '仟' => '千',
        _ => return None,
    })
}
