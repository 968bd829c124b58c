//! Numbers of headings in OpenDocument texts: they stand in no text and are counted here.

use super::numbering::number;
use super::xml::Element;

/// Levels of headings.
const LEVELS: usize = 10;

/// How headings are numbered, and how far each level is counted.
#[derive(Default)]
pub(super) struct Outline {
    levels: [OutlineLevel; LEVELS],
    counts: [u32; LEVELS],
}

#[derive(Clone, Default)]
struct OutlineLevel {
    /// Empty where the level has no numbers.
    format: String,
    /// What is printed, with %1% for the number of the first level.
    form: String,
    start: u32,
}

impl Outline {
    /// Reads `text:outline-style`.
    pub(super) fn new(element: &Element) -> Outline {
        let mut outline = Outline::default();
        for level in element.children() {
            let depth = level.attribute("level").and_then(|depth| depth.parse::<usize>().ok());
            let Some(depth) = depth.filter(|depth| (1..=LEVELS).contains(depth)) else { continue };
            let value = |name: &str| level.attribute(name).unwrap_or_default();
            outline.levels[depth - 1] = OutlineLevel {
                format: format_of(value("num-format")).to_owned(),
                form: match level.attribute("num-list-format") {
                    Some(form) => form.to_owned(),
                    None => older_form(level, depth),
                },
                start: value("start-value").parse().unwrap_or(1),
            };
        }
        outline
    }

    /// Counts a heading of a level, from 1, and returns its number as it is printed.
    pub(super) fn next(&mut self, depth: usize) -> String {
        let Some(level) = depth.checked_sub(1).and_then(|at| self.levels.get(at)) else {
            return String::new();
        };
        let count = &mut self.counts[depth - 1];
        *count = if *count == 0 { level.start } else { count.saturating_add(1) };
        self.counts[depth..].fill(0);
        if level.format.is_empty() {
            return String::new();
        }
        let mut printed = level.form.clone();
        for (nth, level) in self.levels.iter().enumerate().take(depth) {
            // A level without numbers of its own is shown in digits.
            let format = if level.format.is_empty() { "decimal" } else { &level.format };
            // An outer level without a heading so far counts as its first.
            printed = printed.replace(&format!("%{}%", nth + 1), &number(self.counts[nth].max(1), format));
        }
        printed
    }
}

/// Before there was a form: what stands before and after, and how many levels are shown between.
fn older_form(level: &Element, depth: usize) -> String {
    let value = |name: &str| level.attribute(name).unwrap_or_default();
    let shown: usize = value("display-levels").parse().unwrap_or(1);
    // The last levels down to this one.
    let first = (depth + 1).saturating_sub(shown.clamp(1, depth));
    let numbers: Vec<String> = (first..=depth).map(|nth| format!("%{nth}%")).collect();
    format!("{}{}{}", value("num-prefix"), numbers.join("."), value("num-suffix"))
}

/// OpenDocument writes formats by example; these are Word's names for them.
pub(super) fn format_of(example: &str) -> &'static str {
    match example.chars().next() {
        None => "",
        Some('一') => "chineseCounting",
        Some('壹') => "chineseLegalSimplified",
        Some('甲') => "ideographTraditional",
        Some('子') => "ideographZodiac",
        Some('①') => "decimalEnclosedCircle",
        Some('１') => "decimalFullWidth",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some(_) => "decimal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_through_their_levels() {
        let xml = r#"<outline-style>
            <outline-level-style level="1" num-format="一, 二, 三, ..." num-list-format="第%1%章"/>
            <outline-level-style level="2" num-format="1" num-suffix="." display-levels="2"/>
            <outline-level-style level="3" num-format=""/></outline-style>"#;
        let mut outline = Outline::new(&super::super::xml::parse(xml.as_bytes()).expect("XML"));
        let printed: Vec<String> = [1, 2, 2, 3, 1, 2, 9].map(|depth| outline.next(depth)).into();
        assert_eq!(printed, ["第一章", "一.1.", "一.2.", "", "第二章", "二.1.", ""]);
    }
}
