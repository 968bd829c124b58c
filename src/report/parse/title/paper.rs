//! Covers of theses and projects: the school, the kind of paper, the title below it or under a label.

use crate::text::is_blank;

/// Kinds of papers, as the line on the cover that says so ends.
const PAPERS: [&str; 9] = [
    "毕业设计（论文）",
    "毕业论文（设计）",
    "毕业设计",
    "毕业论文",
    "学位论文",
    "课程设计",
    "课程论文",
    "毕业设计报告",
    "课程设计报告",
];
/// Labels of the title of a paper; more general ones (名称) stand in forms, of anything.
const TOPICS: [&str; 8] = [
    "题目",
    "论文题目",
    "设计题目",
    "报告题目",
    "课题题目",
    "论文（设计）题目",
    "设计（论文）题目",
    "毕业论文题目",
];
/// Such a line is at most this long, in characters.
const KIND_CHARS_MAX: usize = 24;
/// Fewest characters of the title of a paper.
const NAME_CHARS_MIN: usize = 6;

/// Whether a line says what kind of paper this is: 青岚大学本科毕业论文.
pub(super) fn is_kind_of_paper(line: &str) -> bool {
    let line = squeezed(line);
    line.chars().count() <= KIND_CHARS_MAX && PAPERS.iter().any(|paper| line.ends_with(paper))
}

/// Whether a line can be the title of a paper: no label with its value, no form.
pub(super) fn is_name_of_paper(line: &str) -> bool {
    let line = squeezed(line);
    let is_form = ["表", "任务书", "开题报告", "目录", "摘要"].iter().any(|form| line.ends_with(form));
    line.chars().nth(NAME_CHARS_MIN - 1).is_some() && !line.contains(['：', ':', '。']) && !is_form
}

/// Whether a line names the title of a paper: 题目：…
pub(super) fn is_topic(line: &str) -> bool {
    let Some((label, name)) = line.split_once(['：', ':']) else { return false };
    TOPICS.contains(&squeezed(label).as_str()) && squeezed(name).chars().nth(NAME_CHARS_MIN - 1).is_some()
}

fn squeezed(line: &str) -> String {
    let line = line.chars().filter(|c| !is_blank(*c)).take(120);
    line.map(|c| {
        if c == '(' {
            '（'
        } else if c == ')' {
            '）'
        } else {
            c
        }
    })
    .collect()
}
