//! What may be asked of an endpoint, as a table: it checks requests, and the same table describes them to others.

use std::collections::BTreeMap;

use super::problem::Problem;

/// Longest text of one parameter, in bytes.
const TEXT_BYTES_MAX: usize = 32 << 10;

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter {
    /// Its name.
    pub(super) name: &'static str,
    /// What it may be.
    pub(super) kind: Kind,
    /// What it is for.
    pub(super) about: &'static str,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A part of the address.
    Segment,
    /// A text that must be there.
    Text,
    /// A text that may be left out.
    MayText,
    /// A text that may be left out, written for instance as this regular expression says: a promise of what is taken, which
    /// readers of the description go by. What reads it takes more forms and says what is wrong with others.
    Written(&'static str),
    /// Texts, at least one: the parameter stands several times.
    Texts,
    /// A number; what it is where nothing is said, the least and the most.
    Number(usize, usize, usize),
    /// true or false; false where nothing is said.
    Flag,
    /// One of these words; the first where nothing is said.
    OneOf(&'static [&'static str]),
}

/// Makes a row of a table of parameters.
pub(super) const fn parameter(name: &'static str, kind: Kind, about: &'static str) -> Parameter {
    Parameter { name, kind, about }
}

/// What a request asks for, checked against the table of its endpoint.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    parameters: &'static [Parameter],
    values: BTreeMap<&'static str, Vec<String>>,
}

impl Asked {
    /// Checks what stands in a request.
    ///
    /// # Errors
    /// A problem that names the parameter and what it may be.
    pub(super) fn read(
        pairs: impl IntoIterator<Item = (String, String)>,
        parameters: &'static [Parameter],
    ) -> Result<Asked, Problem> {
        let mut values: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            let Some(known) = parameters.iter().find(|known| known.name == name) else {
                let names: Vec<&str> = parameters.iter().map(|known| known.name).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                let name = crate::text::harmless_line(&name);
                return Err(Problem::wrong(
                    format!("`{name}` is no parameter here"),
                    format!("there are: {names}"),
                ));
            };
            if let Some(hint) = fault_of(known.kind, &value) {
                let name = known.name;
                return Err(Problem::wrong(format!("`{name}` cannot be taken as it is"), hint));
            }
            let given = values.entry(known.name).or_default();
            given.push(value);
            if given.len() > 1 && known.kind != Kind::Texts {
                return Err(Problem::wrong(format!("`{}` stands twice", known.name), "give it once"));
            }
        }
        let needed = |known: &&Parameter| matches!(known.kind, Kind::Text | Kind::Texts | Kind::Segment);
        for known in parameters.iter().filter(needed) {
            let is_given =
                values.get(known.name).is_some_and(|all| all.iter().any(|one| !one.trim().is_empty()));
            if !is_given {
                return Err(Problem::wrong(format!("`{}` is missing", known.name), known.about));
            }
        }
        Ok(Asked { parameters, values })
    }

    /// Returns a text; empty where it is left out.
    pub(super) fn text(&self, name: &str) -> &str {
        self.values.get(name).and_then(|all| all.first()).map_or("", String::as_str)
    }

    /// Returns all texts of a name, without empty ones.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let all = self.values.get(name).into_iter().flatten();
        all.filter(|text| !text.trim().is_empty()).cloned().collect()
    }

    /// Returns a number.
    pub(super) fn number(&self, name: &str) -> usize {
        let usual = self.kind(name).map_or(0, |kind| match kind {
            Kind::Number(usual, ..) => usual,
            _ => 0,
        });
        self.text(name).parse().unwrap_or(usual)
    }

    /// Returns a flag.
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name), "true" | "1")
    }

    /// Returns one of the words.
    pub(super) fn word(&self, name: &str) -> &str {
        match (self.text(name), self.kind(name)) {
            ("", Some(Kind::OneOf(words))) => words.first().copied().unwrap_or_default(),
            (word, _) => word,
        }
    }

    fn kind(&self, name: &str) -> Option<Kind> {
        self.parameters.iter().find(|known| known.name == name).map(|known| known.kind)
    }
}

/// What is wrong with a value, as what it may be.
fn fault_of(kind: Kind, value: &str) -> Option<String> {
    let is_fine = match kind {
        Kind::Segment | Kind::Text | Kind::MayText | Kind::Written(_) | Kind::Texts => {
            value.len() <= TEXT_BYTES_MAX
        }
        Kind::Number(_, least, most) => {
            value.parse::<usize>().is_ok_and(|number| (least..=most).contains(&number))
        }
        Kind::Flag => matches!(value, "true" | "false" | "1" | "0"),
        Kind::OneOf(words) => words.contains(&value),
    };
    (!is_fine).then(|| match kind {
        Kind::Number(_, least, most) => format!("it is a number from {least} to {most}"),
        Kind::Flag => "it is true or false".to_owned(),
        Kind::OneOf(words) => format!("it is one of: {}", words.join(", ")),
        _ => format!("it is a text of at most {TEXT_BYTES_MAX} bytes"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Parameter] = &[
        parameter("q", Kind::Text, "what to look for"),
        parameter("word", Kind::Texts, "words"),
        parameter("limit", Kind::Number(10, 1, 200), "hits"),
        parameter("all", Kind::Flag, "also what is kept out"),
        parameter("sort", Kind::OneOf(&["relevance", "document"]), "order"),
    ];

    fn read(pairs: &[(&str, &str)]) -> Result<Asked, String> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Asked::read(pairs, TABLE).map_err(|problem| problem.told().0.to_owned())
    }

    #[test]
    fn what_fits_is_taken_and_what_does_not_is_named() {
        let asked = read(&[("q", "减负"), ("word", "甲"), ("word", ""), ("word", "乙")]).expect("it fits");
        assert_eq!((asked.text("q"), asked.number("limit"), asked.flag("all")), ("减负", 10, false));
        assert_eq!(
            (asked.texts("word"), asked.word("sort")),
            (vec!["甲".to_owned(), "乙".to_owned()], "relevance")
        );
        let base = [("q", "a"), ("word", "b")];
        for (more, named) in [
            (("limit", "0"), "`limit`"),
            (("limit", "-1"), "`limit`"),
            (("all", "yes"), "`all`"),
            (("sort", "date"), "`sort`"),
            (("q", "again"), "`q` stands twice"),
            (("x\n", ""), "`x"),
        ] {
            let said = read(&[base[0], base[1], more]).expect_err("it does not fit");
            assert!(said.contains(named), "{said}");
        }
        assert!(read(&[("word", "b")]).expect_err("no query").contains("`q` is missing"));
        assert!(read(&[("q", "  "), ("word", "b")]).is_err());
    }
}
