//! What `--json` writes is what `docs/json.schema.json` and `docs/json.md` promise: no field more, none less, each documented.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{World, repository};

/// Fields that no report written for this test has: they need a PDF, a workbook or a presentation.
const OF_OTHER_FORMATS: [&str; 7] = [
    "location.page",
    "location.page_label",
    "location.picture",
    "location.recognised",
    "location.slide",
    "location.sheet",
    "location.row",
];

fn read(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).expect("a page of the docs")
}

/// Holds values against a JSON Schema. It knows the words of ours only, and fails at any other: a rule that it does not
/// understand would hold nothing.
struct Validator {
    kinds: Value,
    /// The fields met, as `kind.field`.
    met: BTreeSet<String>,
}

impl Validator {
    fn new() -> Validator {
        let schema: Value = serde_json::from_str(&read("docs/json.schema.json")).expect("JSON");
        Validator { kinds: schema["$defs"].clone(), met: BTreeSet::new() }
    }

    /// What is wrong with a value of this kind.
    fn faults(&mut self, kind: &str, value: &Value) -> Vec<String> {
        let schema = self.kinds[kind].clone();
        assert!(schema.is_object(), "there is no kind {kind}");
        let mut faults = Vec::new();
        self.check(kind, &schema, value, &mut faults);
        faults
    }

    fn check(&mut self, at: &str, schema: &Value, value: &Value, faults: &mut Vec<String>) {
        let mut fault = |is_wrong: bool, what: &str| {
            if is_wrong {
                faults.push(format!("{at}: {what}: {value}"));
            }
        };
        for (word, rule) in schema.as_object().expect("a schema is an object") {
            match word.as_str() {
                "description" | "properties" | "items" | "$ref" | "additionalProperties" => {}
                "type" => {
                    let types: Vec<&Value> = rule.as_array().map_or(vec![rule], |list| list.iter().collect());
                    fault(!types.into_iter().any(|kind| is_of(value, kind)), "is of another type");
                }
                "enum" => fault(!rule.as_array().expect("a list").contains(value), "is none of those listed"),
                "minimum" => fault(value.as_f64() < rule.as_f64(), "is too small"),
                "minProperties" => {
                    let count = value.as_object().map_or(0, serde_json::Map::len) as u64;
                    fault(Some(count) < rule.as_u64(), "has too few fields");
                }
                "required" => {
                    for name in rule.as_array().expect("a list").iter().filter_map(Value::as_str) {
                        fault(value.get(name).is_none(), &format!("lacks {name}"));
                    }
                }
                "pattern" => {
                    assert_eq!(rule, "^([0-9a-f]{2})+$", "only bytes in hexadecimal are known here");
                    let text = value.as_str().unwrap_or_default();
                    let is_hex = text.len().is_multiple_of(2)
                        && text.chars().all(|c| c.is_ascii_hexdigit() && !c.is_uppercase());
                    fault(text.is_empty() || !is_hex, "is no hexadecimal");
                }
                other => panic!("{at}: a rule that is not known: {other}"),
            }
        }
        if let Some(kind) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            faults.extend(self.faults(kind, value));
        }
        for item in value.as_array().into_iter().flatten().filter(|_| schema["items"].is_object()) {
            self.check(at, &schema["items"], item, faults);
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            let field = format!("{at}.{name}");
            let known = schema["properties"].get(name).or(schema.get("additionalProperties")).cloned();
            match known {
                Some(schema @ Value::Object(_)) => self.check(&field, &schema, inner, faults),
                Some(Value::Bool(false)) => faults.push(format!("{field} is not documented")),
                _ if schema["$ref"].is_string() => continue,
                other => panic!("{field}: {other:?} is no rule for a field"),
            }
            self.met.insert(field);
        }
    }

    fn holds(&mut self, kind: &str, world: &World, arguments: &[&str]) {
        let said = world.run(arguments);
        assert!(said.status < 2 && !said.out.is_empty(), "{arguments:?}: {}", said.err);
        for line in said.out.lines() {
            let faults = self.faults(kind, &serde_json::from_str(line).expect("each line is JSON"));
            assert!(faults.is_empty(), "{arguments:?}: {}", faults.join("\n"));
        }
    }
}

fn is_of(value: &Value, kind: &Value) -> bool {
    match kind.as_str().expect("a type is a word") {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type: {other}"),
    }
}

/// An index with all that a field speaks of: two files with one text, an archive, a page with site chrome, a name that is no
/// UTF-8, a file that changes and one that goes.
fn world() -> World {
    use std::os::unix::ffi::OsStringExt;
    let world = World::new();
    let text = |title: &str| {
        format!(
            "关于{title}的报告\n一、概况\n减轻教师负担，落实第十四个五年规划。\n（一）规模\n学校一百所。\n三、打算\n继续。\n"
        )
    };
    world.write("r/甲.txt", text("甲县教育"));
    world.write("r/甲二.txt", text("甲县教育"));
    world.write("r/变.txt", text("乙县教育"));
    world.write("r/去.txt", text("丙县教育"));
    world.write("r/集.jsonl", "{\"id\": \"一\", \"title\": \"丁县教育\", \"text\": \"减轻教师负担。\"}\n");
    world.write("r/图.docx", "PK\u{3}\u{4}");
    let page = "<html><body><nav><a>首页</a><a>导航条目</a></nav><h1>减轻教师负担通知</h1><p>减轻教师负担，第一段。</p></body></html>";
    world.write("r/页.html", page);
    let approval = "国务院关于湖北自贸区的批复\n国函〔2024〕7号\n发布日期：2024年3月9日\n减轻教师负担。\n自2024年4月1日起施行。\n国务院\n\
2024年3月5日\n";
    world.write("r/批.txt", approval);
    let speech =
        "政府工作报告\n——2026年1月20日在湖北省第十四届人民代表大会第四次会议上\n各位代表：\n减轻教师负担。\n";
    world.write("r/工.txt", speech);
    world.write("r/xunzhang.toml", "[facts]\n\"批.txt\" = { 部门 = \"教育局\" }\n");
    let name = std::ffi::OsString::from_vec(b"r/\xb1\xa8.txt".to_vec());
    std::fs::write(world.home().join(name), text("戊县教育")).expect("it can be written");
    assert!(world.run(&["index", "r"]).status < 2);
    world.write("r/变.txt", format!("另一行\n{}", text("乙县教育")));
    std::fs::remove_file(world.home().join("r/去.txt")).expect("ours");
    world
}

#[test]
fn every_line_of_json_is_as_documented_and_every_field_occurs() {
    let world = world();
    world.expect(0, &["dict", "add", "一网统飞"]);
    world.write("queries.txt", "减轻教师负担\n十四五\n");
    let mut validator = Validator::new();
    validator.holds("hit", &world, &["query", "--json", "--explain", "--queries", "queries.txt"]);
    validator.holds("hit", &world, &["query", "--json", "--all", "导航条目"]);
    let copies = super::folding::world();
    validator.holds("hit", &copies, &["query", "--json", "减轻教师负担"]);
    validator.holds("hit", &copies, &["query", "--json", "--fold", "减轻教师负担"]);
    validator.holds("hit", &copies, &["query", "--json", "用水定额管理"]);
    let figures = super::across::world_of_figures();
    validator.holds("figure", &figures, &["figures", "--json", "地区生产总值"]);
    validator.holds("figure", &figures, &["figures", "--json", "城镇新增就业"]);
    validator.holds("figure", &figures, &["figures", "--json", "出口额"]);
    let versions = super::across::world_of_versions();
    validator.holds("change", &versions, &["compare", "--json", "old.txt", "new.txt"]);
    validator.holds(
        "counted",
        &world,
        &["query", "--json", "--count-by", "report", "--queries", "queries.txt"],
    );
    validator.holds("listed", &world, &["list", "--json"]);
    validator.holds("trend", &figures, &["trend", "--json", "就业"]);
    validator.holds("term", &figures, &["terms", "--year", "2026", "--json"]);
    validator.holds("alike", &figures, &["similar", "--json", "居民消费价格涨幅2%左右"]);
    validator.holds("suggestion", &figures, &["suggest", "--json", "chengzhen"]);
    validator.holds("suggestion", &super::across::world_with_history(), &["suggest", "--json", "chengzhen"]);
    validator.holds("outline", &world, &["outline", "--json", "r/集.jsonl"]);
    validator.holds("outline", &world, &["outline", "--json", "r/甲.txt"]);
    validator.holds("outline", &world, &["outline", "--json", "r/工.txt"]);
    validator.holds("token", &world, &["tokens", "--json", "减轻教师的负担"]);
    validator.holds("stats", &world, &["stats", "--json"]);
    validator.holds("skipped", &world, &["stats", "--json", "--skipped"]);
    validator.holds("root", &world, &["root", "list", "--json"]);
    validator.holds("word", &world, &["dict", "list", "--json"]);
    let kinds = validator.kinds.as_object().expect("kinds").clone();
    let fields = kinds.iter().flat_map(|(kind, schema)| {
        schema["properties"].as_object().into_iter().flatten().map(move |(name, _)| format!("{kind}.{name}"))
    });
    let unseen: Vec<String> = fields
        .filter(|field| !validator.met.contains(field) && !OF_OTHER_FORMATS.contains(&field.as_str()))
        .collect();
    assert!(unseen.is_empty(), "documented, but never written: {unseen:?}");
}

#[test]
fn the_page_and_the_schema_name_the_same_fields() {
    let schema: Value = serde_json::from_str(&read("docs/json.schema.json")).expect("JSON");
    let page = read("docs/json.md");
    let sections: Vec<(&str, &str)> =
        page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).collect();
    let kinds = schema["$defs"].as_object().expect("kinds");
    assert_eq!(
        sections.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(),
        kinds.keys().map(String::as_str).collect::<BTreeSet<_>>()
    );
    for (kind, section) in sections {
        let told = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        let fields = kinds[kind]["properties"].as_object().expect("fields").keys().map(String::as_str);
        assert_eq!(told.collect::<BTreeSet<_>>(), fields.collect::<BTreeSet<_>>(), "{kind}");
    }
}

#[test]
fn the_validator_sees() {
    let mut validator = Validator::new();
    let mut count =
        |kind: &str, text: &str| validator.faults(kind, &serde_json::from_str(text).expect("JSON")).len();
    assert_eq!(count("word", r#"{"word": "甲", "frequency": 3}"#), 0);
    assert_eq!(count("word", r#"{"word": "甲", "frequency": 0}"#), 1);
    assert_eq!(count("word", r#"{"word": 7, "frequency": 3, "more": 1}"#), 2);
    assert_eq!(count("word", r#"{"word": "甲"}"#), 1);
    assert_eq!(count("skipped", r#"{"what": "other", "path": "a", "why": "b"}"#), 1);
    assert_eq!(
        count("outline", r#"{"title": "", "reader": "", "encoding": "", "sections": [{}], "remarks": []}"#),
        5
    );
    assert_eq!(count("location", "{}"), 1);
}
