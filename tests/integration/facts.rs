//! Facts that heads and feet of reports tell, against what was read in them by hand; names of files tell nothing.

use serde_json::Value;

use crate::harness::World;

/// Made-up reports with what they tell; its head says how it is written down.
const MADE_UP: &str = include_str!("../facts/made_up.txt");
const FIELDS: [&str; 7] = ["year", "region", "kind", "issuers", "number", "date", "effective"];

#[test]
fn reports_of_other_kinds_and_places_tell_their_facts() {
    let world = World::new();
    let (mut judged, mut wrong) = (0, Vec::new());
    for (nth, case) in MADE_UP.split("\n= ").skip(1).enumerate() {
        let (head, text) = case.split_once('\n').expect("a head and a text");
        let path = world.write(&format!("{nth:02}.txt"), text).to_string_lossy().into_owned();
        let said = world.expect(0, &["outline", "--json", &path]).out;
        let first = said.lines().next().expect("a line");
        let facts = serde_json::from_str::<Value>(first).expect("JSON")["facts"].clone();
        for (field, cell) in FIELDS.iter().zip(head.split('|').map(str::trim)) {
            let wanted: Vec<&str> = cell.split('/').collect();
            if !wanted.contains(&"*") {
                judged += 1;
                let told = told(&facts[*field]);
                if !wanted.contains(&told.as_str()) {
                    wrong.push(format!("{path}: {field} is {cell}, said {told}"));
                }
            }
        }
    }
    assert!(judged > 460 && wrong.is_empty(), "of {judged}: {wrong:#?}");
}

/// A fact as the table has it; empty for none.
fn told(fact: &Value) -> String {
    match fact {
        Value::Null => String::new(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"),
        Value::Object(region) => region["name"].as_str().unwrap_or_default().to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
