//! The words of the page, in Chinese and in English.

use crate::search::{Certainty, Hit, Total};
use crate::text::Location;

/// Which language is spoken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    english: bool,
}

impl Words {
    /// Speaks English, or Chinese.
    pub(super) fn new(english: bool) -> Words {
        Words { english }
    }

    /// Returns the language as HTML names it.
    pub(super) fn language(self) -> &'static str {
        self.of("zh-CN", "en")
    }

    /// Returns one of two wordings.
    pub(super) fn of(self, chinese: &'static str, english: &'static str) -> &'static str {
        if self.english { english } else { chinese }
    }

    /// Returns how many passages and reports there are.
    pub(super) fn found(self, passages: Total, reports: Total) -> String {
        let before = |total: Total| match total.certainty {
            Certainty::Counted => "",
            Certainty::About => self.of("约 ", "about "),
            Certainty::AtLeast => self.of("至少 ", "at least "),
        };
        let (one, two) = (before(passages), before(reports));
        let (passages, reports) = (passages.count, reports.count);
        match self.english {
            true => format!("{one}{} in {two}{}", counted(passages, "passage"), counted(reports, "report")),
            false => {
                format!("{one}{passages} 段，见于{}{reports} 篇报告", if two.is_empty() { " " } else { two })
            }
        }
    }

    /// Returns what a kind of problem means for who reads; empty where its own words say it.
    pub(super) fn problem(self, kind: &str) -> &'static str {
        match kind {
            _ if self.english => "",
            "time-limit" => "作答超过了时限：请查更少见的词语，或缩小报告的范围。",
            "busy" | "too-many-requests" => "同时的查询太多，请稍候再试。",
            "not-found" => "没有这份报告或这个章节，可能已经更新：请重新检索。",
            "wrong-request" => "无法按这样的条件检索：",
            "index" => "暂时无法读取索引，请联系管理员。",
            _ => "",
        }
    }

    /// Returns how many other files hold the same report.
    pub(super) fn also_in(self, others: usize) -> String {
        match self.english {
            true => format!("also in {}", counted(others, "file")),
            false => format!("另有 {others} 个文件内容相同"),
        }
    }

    /// Returns what is folded into a hit, and what ends its report.
    pub(super) fn folded(self, hit: &Hit) -> Vec<String> {
        let (also, mut said) = (&hit.also, Vec::new());
        if let Some(ending) = &hit.repealed {
            let since = ending.since.map(|since| format!(" {since}")).unwrap_or_default();
            said.push(match self.english {
                true => format!("repealed by {}{since}", ending.by),
                false => format!("已由《{}》废止{since}", ending.by),
            });
        }
        let mut add = |count: usize, chinese: &str, english: &str| {
            if count > 0 {
                said.push(match self.english {
                    true => counted(count, english),
                    false => format!("另有 {count} {chinese}"),
                });
            }
        };
        add(also.copies.len(), "个副本", "near-copy");
        match hit.version {
            Some(version) if version.newer > 0 => add(version.newer, "个新版本", "newer version"),
            _ => add(also.versions, "个旧版本", "older version"),
        }
        add(also.reports, "篇报告有同样的段落", "report with the same passage");
        said
    }

    /// Returns where a person finds something.
    pub(super) fn place(self, location: &Location) -> String {
        if self.english {
            return match location {
                Location::Line { line } => format!("line {line}"),
                other => other.to_string(),
            };
        }
        let place = match location {
            Location::Line { line } => format!("第 {line} 行"),
            Location::Paragraph { paragraph } => format!("第 {paragraph} 段"),
            Location::Page { page, page_label, .. } => {
                format!("第 {} 页", page_label.clone().unwrap_or_else(|| page.to_string()))
            }
            Location::Picture { picture, .. } => format!("第 {picture} 图"),
            Location::Row { sheet, row } => format!("{sheet} 第 {row} 行"),
            Location::Slide { slide } => format!("第 {slide} 张"),
        };
        // What a program read from a picture is never passed off as the report's own letters.
        if location.recognised().is_some() { format!("{place}（识别文本）") } else { place }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_how_sure_they_are() {
        let total = |count, certainty| Total { count, certainty };
        let (one, many) = (total(1, Certainty::Counted), total(20, Certainty::AtLeast));
        assert_eq!(Words::new(true).found(many, one), "at least 20 passages in 1 report");
        assert_eq!(Words::new(false).found(many, one), "至少 20 段，见于 1 篇报告");
        assert_eq!(Words::new(false).place(&Location::Line { line: 3 }), "第 3 行");
    }
}
