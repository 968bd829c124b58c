//! What a web site added around a report: buttons, sharing, font size, notices, trial-reading cuts.
//!
//! Nothing is thrown away: what is recognised is kept out of the passages and stays findable by `query --all`. A
//! whole paragraph must look like chrome; a law that speaks of 版权 or a report that speaks of 分享 is left alone.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, packed};

use crate::text::Span;

use crate::text::is_blank;

/// Buttons and labels that are whole paragraphs.
const WORDS: &str = "\
下载 打印 全屏 收藏 加大 还原 减小 】 首页 > >> 大 中 小 × | 关闭 返回 返回顶部 关闭窗口 打印本页 打印此页 关闭本页 \
分享 分享到微信 微信 微博 QQ空间 复制链接 纠错 我要纠错 字体大小 字号 默认 超大 上一篇 下一篇 相关附件 相关附件>> 相关链接 \
相关链接>> 相关文档 相关文档： 相关报道 相关报道： 相关新闻 推荐阅读 扫一扫在手机打开当前页 用手机扫一扫 无障碍浏览 【 ［ ］ [ ] / · \
附件下载 阅读原文 打印文章 打印页面 下载附件 收藏本页 \
字體大小 列印 列印本頁 關閉 關閉視窗 關閉窗口 返回頂部 打印本頁 下載 上一頁 下一頁 加入收藏 设为首页 网站地图 联系我们 朗读 暂停 繁體 简体 背景色 播放 视频 更多 查看更多 阅读全文 展开全文 登录 注册";

/// Beginnings of notices, with the greatest length in characters of the whole paragraph.
const STARTS: [(&str, usize); 63] = [
    ("【字号", 30),
    ("【字体", 30),
    ("字号：", 30),
    ("字体：", 30),
    ("字体大小", 30),
    ("[字体", 30),
    ("字号:", 30),
    ("来源：", 40),
    ("来源:", 40),
    ("信息来源", 40),
    ("文章来源", 40),
    ("稿件来源", 40),
    ("时间：20", 30),
    ("发布时间", 40),
    ("发布日期", 40),
    ("更新时间", 40),
    ("浏览次数", 30),
    ("点击数", 30),
    ("点击次数", 30),
    ("阅读次数", 30),
    ("访问量", 30),
    ("您的位置", 60),
    ("您当前的位置", 60),
    ("当前位置", 60),
    ("您现在的位置", 60),
    ("责任编辑", 40),
    ("责编", 30),
    ("【责任编辑", 40),
    ("（责任编辑", 40),
    ("(责任编辑", 40),
    ("【纠错", 40),
    ("分享到", 40),
    ("分享：", 40),
    ("分享:", 40),
    ("扫一扫", 40),
    ("打印本页", 40),
    ("》》点击", 40),
    ("点击图片", 40),
    ("查阅全文加", 60),
    ("查看全文", 60),
    ("本文来源", 60),
    ("版权所有", 120),
    ("版权声明", 300),
    ("免责声明", 400),
    ("主办单位：", 80),
    ("网站标识码", 60),
    ("关注公众号", 60),
    ("上一篇：", 80),
    ("上一篇:", 80),
    ("下一篇：", 80),
    ("下一篇:", 80),
    ("首页 >", 60),
    ("首页>", 60),
    ("编辑：", 30),
    ("编辑:", 30),
    ("©", 120),
    ("Copyright", 160),
    ("字體大小", 30),
    ("責任編輯", 40),
    ("來源：", 40),
    ("發布時間", 40),
    ("發佈時間", 40),
    ("版權所有", 120),
];

/// Said only by notices: anywhere in a paragraph of at most this many characters.
const INSIDE: [(&str, usize); 16] = [
    ("试读结束", 60),
    ("如若转载", 120),
    ("转载请注明", 200),
    ("仅代表作者本人", 300),
    ("仅提供信息存储空间", 300),
    ("不拥有所有权", 300),
    ("可搜索其他更多资料", 120),
    ("加微信", 60),
    ("ICP备", 120),
    ("公网安备", 120),
    ("未经授权不得转载", 200),
    ("侵权必究", 200),
    ("版权归原作者", 300),
    ("如有侵权", 300),
    ("请联系我们删除", 300),
    ("本报记者", 45),
];

/// The first of these near the end begins the tail, in which short paragraphs are chrome whatever they say.
const TAIL: [&str; 13] = [
    "试读结束",
    "责任编辑",
    "責任編輯",
    "扫一扫",
    "相关附件",
    "相关链接",
    "相关文档",
    "相关报道",
    "打印本页",
    "点击图片",
    "关闭窗口",
    "相关新闻",
    "推荐阅读",
];

/// Most characters of buttons that stand side by side.
const BUTTONS_CHARS_MAX: usize = 24;
/// Most characters of a letter-spaced notice, its blanks counted.
const SPACED_CHARS_MAX: usize = 60;
/// Tail paragraphs up to this length, in characters, are chrome.
const TAIL_CHARS_MAX: usize = 60;
/// Last paragraphs of a text among which its tail is looked for.
const TAIL_PARAGRAPHS: usize = 60;

/// Returns for each paragraph whether it is chrome. `opens_section` tells which paragraphs begin with a marker:
/// the tail never goes over one.
pub(super) fn find(text: &str, paragraphs: &[Span], opens_section: &[bool]) -> Vec<bool> {
    let mut chrome: Vec<bool> = paragraphs.iter().map(|span| is_notice(span.of(text))).collect();
    keep_lone_words(text, paragraphs, &mut chrome);
    mark_tail(text, paragraphs, opens_section, &mut chrome);
    chrome
}

/// The lists above in the form in which every paragraph of every text is held against them.
struct Notices {
    words: HashSet<&'static str>,
    /// By their first character.
    starts: HashMap<char, Vec<(&'static str, usize)>>,
    inside: AhoCorasick,
    /// Tells faster that a text holds none of them; not on every processor.
    any_inside: Option<packed::Searcher>,
}

impl Notices {
    fn is_any_inside(&self, text: &str) -> bool {
        match &self.any_inside {
            Some(searcher) => searcher.find(text).is_some(),
            None => self.inside.is_match(text),
        }
    }
}

static NOTICES: LazyLock<Notices> = LazyLock::new(|| {
    let mut starts: HashMap<char, Vec<(&str, usize)>> = HashMap::new();
    for (start, most) in STARTS {
        starts.entry(start.chars().next().unwrap_or_default()).or_default().push((start, most));
    }
    let inside =
        AhoCorasick::new(INSIDE.map(|(inside, _)| inside)).expect("sixteen short words are not too many");
    let any_inside = packed::Searcher::new(INSIDE.map(|(inside, _)| inside));
    Notices { words: WORDS.split_ascii_whitespace().collect(), starts, inside, any_inside }
});

fn is_notice(paragraph: &str) -> bool {
    let trimmed = paragraph.trim_matches(is_blank);
    // No notice in the lists above is longer than 400 characters.
    let Some(chars) = chars_up_to(trimmed, 400) else { return false };
    let squeezed = if chars <= SPACED_CHARS_MAX { without_letter_spaces(trimmed) } else { None };
    let (trimmed, chars) = match &squeezed {
        Some(squeezed) => (squeezed.as_str(), squeezed.chars().count()),
        None => (trimmed, chars),
    };
    let starts = trimmed.chars().next().and_then(|first| NOTICES.starts.get(&first));
    chars <= BUTTONS_CHARS_MAX && are_buttons(trimmed)
        || starts.into_iter().flatten().any(|(start, most)| chars <= *most && trimmed.starts_with(start))
        // Two may overlap; most paragraphs hold none.
        || NOTICES.is_any_inside(trimmed)
            && NOTICES.inside.find_overlapping_iter(trimmed).any(|found| chars <= INSIDE[found.pattern()].1)
}

/// Whether a paragraph is nothing but buttons, in brackets or side by side: 【打印】【关闭】, [大 中 小].
fn are_buttons(paragraph: &str) -> bool {
    let is_between = |c: char| is_blank(c) || matches!(c, '【' | '】' | '[' | ']' | '［' | '］' | '|' | '｜');
    let mut parts = paragraph.split(is_between).filter(|part| !part.is_empty()).peekable();
    NOTICES.words.contains(paragraph)
        || (parts.peek().is_some() && parts.all(|part| NOTICES.words.contains(part)))
}

/// Letter-spaced words as they are meant (责 任 编 辑：张三); `None` where the first characters are not spaced so.
fn without_letter_spaces(paragraph: &str) -> Option<String> {
    let mut chars = paragraph.chars();
    let is_spaced = (0..2).all(|_| {
        chars.next().is_some_and(|c| !c.is_ascii() && !is_blank(c)) && chars.next().is_some_and(is_blank)
    });
    is_spaced.then(|| paragraph.chars().filter(|c| !is_blank(*c)).collect())
}

/// The number of characters; `None` when there are more than `most`.
fn chars_up_to(text: &str, most: usize) -> Option<usize> {
    // A character takes four bytes at most: most paragraphs are told without being counted.
    if text.len() > most * 4 {
        return None;
    }
    Some(text.chars().count()).filter(|chars| *chars <= most)
}

/// 大, 中, 小 or 分享 alone in the middle of a text is text: words are chrome only beside other chrome, or at the
/// very beginning or end.
fn keep_lone_words(text: &str, paragraphs: &[Span], chrome: &mut [bool]) {
    let lone = |nth: usize| {
        let beside = (nth > 0 && chrome[nth - 1]) || chrome.get(nth + 1).copied().unwrap_or(false);
        let at_edge = nth < 3 || nth + 3 >= paragraphs.len();
        let short = paragraphs[nth].of(text).chars().count() <= 4;
        chrome[nth] && short && !beside && !at_edge
    };
    // Found before any is kept: each is judged by what stands beside it as it was.
    let kept: Vec<usize> = (0..paragraphs.len()).filter(|nth| lone(*nth)).collect();
    for nth in kept {
        chrome[nth] = false;
    }
}

fn mark_tail(text: &str, paragraphs: &[Span], opens_section: &[bool], chrome: &mut [bool]) {
    // The first paragraph never begins a tail.
    let first = paragraphs.len().saturating_sub(TAIL_PARAGRAPHS).max(1);
    // A trial-reading cut may come early: what follows it is the site's in any case.
    let starts =
        |nth: &usize| chrome[*nth] && TAIL.iter().any(|word| paragraphs[*nth].of(text).contains(word));
    let Some(begin) = (first..paragraphs.len()).find(starts) else { return };
    if opens_section[begin..].iter().any(|opens| *opens) {
        return;
    }
    for nth in begin..paragraphs.len() {
        let short = chars_up_to(paragraphs[nth].of(text), TAIL_CHARS_MAX).is_some();
        chrome[nth] = chrome[nth] || short;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::parse::layout::paragraphs;

    fn chrome_of(text: &str) -> Vec<&str> {
        let paragraphs = paragraphs(text, crate::text::TextKind::Plain).0;
        let found = find(text, &paragraphs, &vec![false; paragraphs.len()]);
        paragraphs.iter().zip(found).filter(|(_, chrome)| *chrome).map(|(span, _)| span.of(text)).collect()
    }

    #[test]
    fn buttons_and_notices_are_recognised() {
        let text = "下载\n打印\n【字号：\n大\n中\n小\n】\n关于减负的报告\n正文很长。\n责任编辑：某某\n别的报告的题目\n打印本页";
        assert_eq!(
            chrome_of(text),
            [
                "下载",
                "打印",
                "【字号：",
                "大",
                "中",
                "小",
                "】",
                "责任编辑：某某",
                "别的报告的题目",
                "打印本页"
            ]
        );
        assert_eq!(chrome_of("正文。\n…试读结束…\n\n查阅全文加微信123\n").len(), 2);
    }

    #[test]
    fn notices_of_every_shape_are_recognised() {
        for notice in [
            "【打印】【关闭】",
            "[大 中 小]",
            "打印 | 关闭",
            "责 任 编 辑：张三",
            "字體大小：大 中 小",
            "責任編輯：張三",
            "©2024 某市人民政府 版权所有",
            "编辑：张三",
            "上一篇：某市工作报告",
            "首页 > 政务公开 > 报告",
        ] {
            assert_eq!(chrome_of(&format!("{notice}\n关于减负的报告\n正文很长。\n")), [notice]);
        }
        let text = "总 则\n大 会 开 幕 词\n编辑出版工作不断加强。\n首页改版完成。\n中 小 学 校";
        assert_eq!(chrome_of(text), Vec::<&str>::new());
    }

    #[test]
    fn text_that_speaks_of_such_things_is_left_alone() {
        let text = "报告\n一、依法打击侵权盗版，版权所有者的权益得到保护，全年登记版权一百件，处理案件若干。\n正文。\n\
                    大\n正文接着说。\n又一段正文。\n分享改革发展成果，让群众满意。\n再一段。\n最后一段。";
        assert_eq!(chrome_of(text), Vec::<&str>::new());
    }
}
