//! Titles by their type: the largest on the first page that names a report and not a paper, an issuer or a journal.

use crate::text::{Display, Span, is_blank, is_han};

use super::super::contents::is_title as is_contents_title;
use super::join::is_issuer;
use super::line::{CHARS_MAX, ends_as_title, is_apart, is_bare_kind, title_part};
use super::paper::is_kind_of_paper;

/// Fewest letters of a title: Han, or all where it is not Chinese.
const HAN_MIN: usize = 4;
const LATIN_MIN: usize = 10;
/// The kind of a report, set smaller below its name, has at most so many characters.
const KIND_CHARS_MAX: usize = 8;
/// And at least this share of its size, in per cent.
const KIND_SHARE_MIN: u32 = 60;
/// Type is as large as other where it has this share of its size, in per cent.
const AS_LARGE: u32 = 94;
/// The number of an issue stands within this many lines below the name of the journal.
const ISSUE_LINES_MAX: usize = 2;
/// A name of a journal is at most this long, in characters.
const JOURNAL_CHARS_MAX: usize = 14;

/// How names of what reports are printed in end: heads of official papers, of journals and of standards.
const MASTHEADS: [&str; 15] = [
    "学报",
    "杂志",
    "期刊",
    "政府公报",
    "国务院公报",
    "常务委员会公报",
    "政报",
    "导刊",
    "通讯",
    "国家标准",
    "行业标准",
    "地方标准",
    "团体标准",
    "企业标准",
    "专报",
];

/// Finds the title among the lines in larger type: where it stands, and the paragraph after it.
pub(super) fn find(
    text: &str,
    paragraphs: &[Span],
    display: &[Display],
    skip: &dyn Fn(usize) -> bool,
) -> Option<(Span, usize)> {
    let page = Page { text, paragraphs };
    let groups: Vec<Group> = display.iter().filter_map(|one| page.group(one, skip)).collect();
    let named = groups.iter().position(|group| group.is_named && page.is_name(group));
    let size = |nth: &usize| groups[*nth].percent;
    let mut by_size: Vec<usize> = (0..groups.len()).collect();
    by_size.sort_by_key(|nth| std::cmp::Reverse(size(nth)));
    let largest =
        by_size.iter().copied().find(|nth| page.is_name(&groups[*nth]) || page.is_kind(&groups, *nth));
    // Of those as large the first: a name on a cover before who made the report.
    let largest = largest.and_then(|largest| {
        let is_as_large = |nth: &usize| size(nth) * 100 >= size(&largest) * AS_LARGE;
        (0..groups.len())
            .filter(is_as_large)
            .find(|nth| page.is_name(&groups[*nth]) || page.is_kind(&groups, *nth))
    });
    page.whole(&groups, named.or(largest)?)
}

/// Lines in one type that stand together, without what stands around titles.
struct Group {
    /// Its first paragraph, and the one after its last.
    from: usize,
    to: usize,
    percent: u32,
    is_named: bool,
}

struct Page<'a> {
    text: &'a str,
    paragraphs: &'a [Span],
}

impl Page<'_> {
    fn line(&self, nth: usize) -> &str {
        self.paragraphs[nth].of(self.text)
    }

    /// The lines of a display among the paragraphs; `None` when nothing of it can be a title.
    fn group(&self, display: &Display, skip: &dyn Fn(usize) -> bool) -> Option<Group> {
        let from = self.paragraphs.partition_point(|paragraph| paragraph.start < display.span.start);
        let to = self.paragraphs.partition_point(|paragraph| paragraph.start < display.span.end);
        let is_none = |nth: usize| skip(nth) || self.is_around(nth);
        let from = (from..to).find(|nth| !is_none(*nth))?;
        // A subtitle stands behind a dash; what is kept out ends the title.
        let ends = |nth: &usize| is_none(*nth) || self.line(*nth).starts_with(['—', '－', '―']);
        let mut to = (from + 1..to).find(ends).unwrap_or(to);
        // Who made it stands below the title.
        while to > from + 1 && is_issuer(self.line(to - 1)) {
            to -= 1;
        }
        Some(Group { from, to, percent: display.percent.into(), is_named: display.is_named })
    }

    /// Whether a line stands around titles: dates, labels, kinds of papers, heads of journals and official papers.
    fn is_around(&self, nth: usize) -> bool {
        let line = self.line(nth);
        let squeezed: String = line.chars().filter(|c| !is_blank(*c)).take(CHARS_MAX).collect();
        let is_masthead = squeezed.chars().count() <= 24
            && !squeezed.starts_with("关于")
            && (MASTHEADS.iter().any(|end| squeezed.ends_with(end))
                || squeezed.strip_suffix("文件").is_some_and(is_issuer));
        is_apart(line)
            || is_masthead
            || is_contents_title(line)
            || is_kind_of_paper(line)
            || is_of_issue(&squeezed)
            || self.is_journal(nth, &squeezed)
            || squeezed.ends_with(['：', ':'])
            || is_label_of_annex(&squeezed)
    }

    /// Whether a short line stands above the number of an issue: the name of a journal.
    fn is_journal(&self, nth: usize, squeezed: &str) -> bool {
        let below = nth + 1..(nth + 1 + ISSUE_LINES_MAX).min(self.paragraphs.len());
        squeezed.chars().count() <= JOURNAL_CHARS_MAX
            && !ends_as_title(squeezed)
            && below.map(|other| self.line(other)).any(|line| line.len() < CHARS_MAX * 4 && is_of_issue(line))
    }

    fn words(&self, group: &Group) -> String {
        (group.from..group.to).flat_map(|nth| self.line(nth).chars()).filter(|c| !is_blank(*c)).collect()
    }

    /// Whether a group names a report.
    fn is_name(&self, group: &Group) -> bool {
        let words = self.words(group);
        let han = words.chars().filter(|c| is_han(*c)).count();
        let letters = words.chars().filter(|c| c.is_alphabetic()).count();
        let all_issuers = (group.from..group.to).all(|nth| is_issuer(self.line(nth)));
        (han >= HAN_MIN || letters >= LATIN_MIN)
            && words.chars().nth(CHARS_MAX).is_none()
            && !words.contains(['。', '；'])
            && !all_issuers
            && !is_bare_kind(&words)
            && title_part(self.text, self.paragraphs[group.from]).is_some()
    }

    /// Whether a group is the kind of a report (年度报告, 可行性研究报告) whose name stands in the group before it.
    fn is_kind(&self, groups: &[Group], nth: usize) -> bool {
        is_bare_kind(&self.words(&groups[nth])) && nth > 0 && groups[nth - 1].to == groups[nth].from
    }

    /// The title that a group is, or is a part of.
    fn whole(&self, groups: &[Group], nth: usize) -> Option<(Span, usize)> {
        let (mut first, mut last) = (nth, nth);
        let words = self.words(&groups[nth]);
        let says_of_what = words.trim_start_matches(|c: char| c.is_ascii_digit() || "年度第".contains(c));
        let is_kind = is_bare_kind(&words) || says_of_what.len() < words.len() && is_bare_kind(says_of_what);
        // 2023年年度报告 is that of the company whose name stands above.
        if is_kind && nth > 0 && groups[nth - 1].to == groups[nth].from {
            first = nth - 1;
        }
        if let Some(below) = groups.get(nth + 1).filter(|below| below.from == groups[nth].to) {
            let kind = self.words(below);
            let is_large = below.percent * 100 >= groups[nth].percent * KIND_SHARE_MIN;
            let ends = !ends_as_title(&words) && ends_as_title(&format!("{words}{kind}"));
            if is_large && ends && kind.chars().nth(KIND_CHARS_MAX).is_none() {
                last = nth + 1;
            }
        }
        let (from, to) = (groups[first].from, groups[last].to);
        let start = title_part(self.text, self.paragraphs[from])?;
        let end =
            title_part(self.text, self.paragraphs[to - 1]).map_or(self.paragraphs[to - 1].end, |end| end.end);
        let (span, next) = (Span::new(start.start, if to == from + 1 { start.end } else { end }), to);
        // What is not in the same type may still go on: 的通知, （试行）.
        let longer = super::group(self.text, self.paragraphs, from, &|_| false)
            .filter(|(longer, _)| longer.end > span.end);
        Some(longer.unwrap_or((span, next)))
    }
}

/// Whether a line tells the issue of a journal: 第45卷第3期, Vol. 45, ISSN, 2024年第3期.
fn is_of_issue(line: &str) -> bool {
    let line: String = line.chars().filter(|c| !is_blank(*c)).collect();
    let counted = |unit: char| {
        line.match_indices(unit).any(|(at, _)| {
            let before = line[..at]
                .trim_end_matches(|c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十百".contains(c));
            before.len() < at && before.ends_with('第')
        })
    };
    let total =
        line.contains("总第") || line.contains("Vol.") || line.contains("ISSN") || line.contains("DOI");
    total
        || counted('卷') && line.contains('期')
        || counted('期') && line.chars().count() <= JOURNAL_CHARS_MAX
}

/// 附件, 附件1.
fn is_label_of_annex(squeezed: &str) -> bool {
    squeezed
        .strip_prefix("附件")
        .is_some_and(|rest| rest.chars().all(|c| !c.is_alphabetic() || "一二三四五六七八九十".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::super::super::layout::paragraphs;
    use super::*;
    use crate::text::TextKind;

    /// Lines with the height of their type; those of one height stand together.
    fn title_of(lines: &[(u16, &str)]) -> Option<String> {
        let (mut text, mut display) = (String::new(), Vec::<Display>::new());
        for (percent, line) in lines {
            let span = Span::new(text.len(), text.len() + line.len());
            text.push_str(line);
            text.push('\n');
            match display.last_mut() {
                Some(last) if last.percent == *percent && last.span.end + 1 == span.start => {
                    last.span.end = span.end
                }
                _ if *percent > 114 => display.push(Display { span, percent: *percent, is_named: false }),
                _ => {}
            }
        }
        let paragraphs = paragraphs(&text, TextKind::Paragraphs).0;
        let found = find(&text, &paragraphs, &display, &|_| false);
        found.map(|(span, _)| super::super::one_line(span.of(&text)))
    }

    #[test]
    fn the_largest_type_that_names_a_report_is_its_title() {
        let table: &[(&[(u16, &str)], &str)] = &[
            (
                &[
                    (110, "第45卷 第3期"),
                    (250, "水利学报"),
                    (200, "土石坝渗流的"),
                    (200, "监测与反演"),
                    (120, "林某，王某"),
                ],
                "土石坝渗流的监测与反演",
            ),
            (
                &[
                    (250, "中国农村水利"),
                    (100, "2024年第3期"),
                    (180, "灌区节水的成效与问题"),
                    (100, "摘要：本文"),
                ],
                "灌区节水的成效与问题",
            ),
            (
                &[
                    (375, "青河市人民政府文件"),
                    (100, "青政发〔2025〕3号"),
                    (137, "青河市人民政府"),
                    (137, "关于加强水库管理的通知"),
                ],
                "青河市人民政府关于加强水库管理的通知",
            ),
            (
                &[(180, "青岚水电股份有限公司"), (220, "2023年年度报告"), (100, "二〇二四年四月")],
                "青岚水电股份有限公司2023年年度报告",
            ),
            (
                &[
                    (220, "青岚县水库除险加固工程"),
                    (180, "可行性研究报告"),
                    (150, "青岚县水务局"),
                    (150, "二〇二四年三月"),
                ],
                "青岚县水库除险加固工程可行性研究报告",
            ),
            (&[(260, "目 录"), (100, "第一章 总则 1")], ""),
            (
                &[(300, "青岚大学"), (260, "硕士学位论文"), (200, "基于遥感的水库水质反演研究")],
                "基于遥感的水库水质反演研究",
            ),
            (
                &[
                    (130, "ICS 35.240"),
                    (250, "中华人民共和国国家标准"),
                    (130, "GB/T 9704—2012"),
                    (260, "党政机关公文格式"),
                ],
                "党政机关公文格式",
            ),
            (
                &[(220, "青岚县水资源调查评价报告"), (220, "青岚县水务局"), (220, "二〇二四年三月")],
                "青岚县水资源调查评价报告",
            ),
            (
                &[(200, "Seepage monitoring of earth dams"), (100, "Abstract")],
                "Seepage monitoring of earth dams",
            ),
        ];
        for (lines, wanted) in table {
            assert_eq!(title_of(lines).unwrap_or_default(), *wanted, "{lines:?}");
        }
    }
}
