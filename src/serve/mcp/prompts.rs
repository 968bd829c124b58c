//! Prompts for what is asked most often.

use serde_json::{Value, json};

use super::{Fault, WRONG_PARAMETERS};

/// A prompt: its name, what it is for, its arguments, and its text with `{argument}` where they stand.
struct Prompt {
    name: &'static str,
    about: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    text: &'static str,
}

static PROMPTS: &[Prompt] = &[
    Prompt {
        name: "answer_with_citations",
        about: "Answer a question from the reports, with quotations and their sources",
        arguments: &[("question", "the question")],
        text: "请根据报告回答：{question}\n先用 search 检索，再用 read_section 读原文。每个论断都引用原文，并附上给出的引文；报告里没有的不要写。",
    },
    Prompt {
        name: "figures_by_region",
        about: "Compare a figure across places",
        arguments: &[
            ("indicator", "the indicator, such as 地区生产总值 增长"),
            ("period", "the years, such as 2026"),
        ],
        text: "请用 figures 列出各地 {period} 年“{indicator}”的数据（one_per=region），整理成表：地区、数值、是目标还是完成、原句、出处。不确定的要注明。",
    },
    Prompt {
        name: "compare_years",
        about: "What changed in a series of reports from one year to the next",
        arguments: &[("series", "what the titles hold, such as 政府工作报告"), ("region", "the place")],
        text: "请用 compare（series={series}，region={region}）比较最近两年的报告，概括新增、删去和改写的内容，并引用原句。",
    },
];

/// Returns the prompts, described.
pub(super) fn listed() -> Value {
    let described = |prompt: &Prompt| {
        let argument =
            |(name, about): &(&str, &str)| json!({ "name": name, "description": about, "required": true });
        let arguments: Vec<Value> = prompt.arguments.iter().map(argument).collect();
        json!({ "name": prompt.name, "description": prompt.about, "arguments": arguments })
    };
    Value::Array(PROMPTS.iter().map(described).collect())
}

/// Returns a prompt with its arguments in their places.
pub(super) fn got(parameters: &Value) -> Result<Value, Fault> {
    let name = parameters["name"].as_str().unwrap_or_default();
    let prompt = PROMPTS.iter().find(|prompt| prompt.name == name);
    let prompt = prompt.ok_or_else(|| (WRONG_PARAMETERS, format!("there is no prompt `{name}`")))?;
    let mut text = prompt.text.to_owned();
    for (argument, _) in prompt.arguments {
        let given = parameters["arguments"][*argument].as_str().unwrap_or_default();
        if given.is_empty() {
            return Err((WRONG_PARAMETERS, format!("`{argument}` is missing")));
        }
        text = text.replace(&format!("{{{argument}}}"), given);
    }
    let message = json!({ "role": "user", "content": { "type": "text", "text": text } });
    Ok(json!({ "description": prompt.about, "messages": [message] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_has_its_place() {
        for prompt in PROMPTS {
            let arguments: serde_json::Map<String, Value> =
                prompt.arguments.iter().map(|(name, _)| ((*name).to_owned(), json!("甲乙丙"))).collect();
            let got = got(&json!({ "name": prompt.name, "arguments": arguments })).expect("a prompt");
            let text = got["messages"][0]["content"]["text"].as_str().expect("a text").to_owned();
            assert_eq!(text.matches("甲乙丙").count(), prompt.arguments.len(), "{text}");
            assert!(!text.contains('{'), "{text}");
        }
        assert!(got(&json!({ "name": "figures_by_region" })).is_err());
    }
}
