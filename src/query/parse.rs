//! Tokens to the tree, with a stack of its own: no depth of brackets overflows anything.

use std::fmt;

use crate::language::tr;

use super::lex::{Kind, Token, lex};
use super::{Query, compared, fact};

/// Brackets inside brackets are read down to here; deeper ones are ignored.
const DEPTH_MAX: usize = 64;

/// A sign that was typed and means nothing where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The sign.
    pub sign: String,
    /// Why it means nothing, in words for people.
    pub why: &'static str,
}

impl Ignored {
    /// Why it means nothing, in the language in force.
    fn told(&self) -> String {
        match self.why {
            "nothing is quoted" => tr!("query-sign-quoted"),
            "no second one closes it" => tr!("query-sign-unclosed"),
            "words in brackets stand after it" => tr!("query-sign-brackets"),
            "no bracket closes it" => tr!("query-sign-no-bracket"),
            "nothing stands in it" => tr!("query-sign-empty"),
            "only words and quoted runs stand inside these brackets" => tr!("query-sign-inside"),
            "a word or a quoted run stands after it" => tr!("query-sign-after"),
            "a bracket without its partner" => tr!("query-sign-partner"),
            "another one stands before it" => tr!("query-sign-another"),
            "nothing stands before it" => tr!("query-sign-nothing-before"),
            "brackets are nested too deep here" => tr!("query-sign-deep"),
            "nothing stands after it" => tr!("query-sign-nothing-after"),
            other => other.to_owned(),
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&tr!("query-sign", sign = &self.sign, why = self.told()))
    }
}

/// Reads what was typed. Never fails: what means nothing is left out and told.
pub fn parse(text: &str) -> (Query, Vec<Ignored>) {
    parse_knowing(text, &[])
}

/// Reads what was typed as [`parse`] does; `own` are the names of a person's own facts, which are signs as those of the
/// program's are.
pub fn parse_knowing(text: &str, own: &[String]) -> (Query, Vec<Ignored>) {
    let tokens = lex(text, own);
    let plain = |token: &Token| matches!(token.kind, Kind::Word | Kind::Bracket | Kind::Open | Kind::Close);
    if !tokens.is_empty() && tokens.iter().all(plain) {
        // Brackets without any sign in or around them are punctuation.
        let (first, last) = (tokens[0].place.start, tokens[tokens.len() - 1].place.end);
        return (Query::Text(text[first..last].to_owned()), Vec::new());
    }
    let mut parser = Parser { text, levels: vec![OpenGroup::default()], too_deep: 0, ignored: Vec::new() };
    for token in &tokens {
        parser.take(token);
    }
    // The closing bracket of a group may stand inside of what is quoted.
    while parser.levels.len() > 1 {
        parser.close();
    }
    let Some(level) = parser.levels.pop() else { return (Query::Nothing, parser.ignored) };
    let query = level.finish(&mut parser.ignored);
    (query, parser.ignored)
}

struct Parser<'a> {
    text: &'a str,
    levels: Vec<OpenGroup>,
    /// Brackets open beyond the depth that is read.
    too_deep: usize,
    ignored: Vec<Ignored>,
}

/// One pair of brackets (or all of the query) while it is read.
#[derive(Default)]
struct OpenGroup {
    /// Finished alternatives.
    any: Vec<Query>,
    /// Finished parts of the alternative being read.
    all: Vec<Query>,
    /// What stands side by side in the part being read.
    items: Vec<Query>,
    /// Loose words of the part being read.
    words: Words,
    /// Whether a `-` waits for what it excludes.
    not: bool,
    /// An operator that waits for what comes after it.
    waiting: Option<&'static str>,
    /// Whether the bracket itself stood after a `-`.
    excluded: bool,
}

/// Loose words as they were typed: with the blanks between them where nothing else stood there.
#[derive(Default)]
struct Words {
    text: String,
    /// Where in the items they stand.
    nth: usize,
    /// End of the last one in what was typed.
    end: usize,
}

impl Parser<'_> {
    fn take(&mut self, token: &Token) {
        let sign = &self.text[token.place.clone()];
        match &token.kind {
            Kind::Word => self.word(token),
            Kind::Run(run) => self.item(Query::Run(run.clone())),
            Kind::Gap(runs) => self.item(Query::Gap(runs.clone())),
            Kind::Field(field, run) => self.item(Query::Field(*field, run.clone())),
            Kind::FieldWords(field, words) => self.item(Query::FieldWords(*field, words.clone())),
            Kind::Fact(field, value) => self.item(Query::Fact(field.clone(), value.clone())),
            Kind::Within(scope, runs) => self.item(Query::Within(*scope, runs.clone())),
            Kind::Compared(typed) => self.item(Query::Compared(Vec::new(), typed.clone())),
            Kind::Or => self.operator(sign, "OR"),
            Kind::And => self.operator(sign, "AND"),
            Kind::Not => self.level().not = true,
            Kind::Open => self.open(sign),
            Kind::Close if self.too_deep > 0 => self.too_deep -= 1,
            Kind::Close => self.close(),
            Kind::Bracket => self.ignore(sign, "a bracket without its partner"),
            Kind::Stray(why) => self.ignore(sign, why),
        }
    }

    fn level(&mut self) -> &mut OpenGroup {
        self.levels.last_mut().expect("the level of the whole query is never closed before the end")
    }

    fn ignore(&mut self, sign: &str, why: &'static str) {
        self.ignored.push(Ignored { sign: sign.to_owned(), why });
    }

    fn word(&mut self, token: &Token) {
        let text = self.text;
        let word = &text[token.place.clone()];
        let level = self.level();
        level.waiting = None;
        if std::mem::take(&mut level.not) {
            level.items.push(Query::Not(Box::new(Query::Text(word.to_owned()))));
            return;
        }
        let words = &mut level.words;
        if words.text.is_empty() {
            words.nth = level.items.len();
        } else {
            // Blanks stay as typed: they are borders between words.
            let between = &text[words.end..token.place.start];
            words.text.push_str(if between.trim().is_empty() { between } else { " " });
        }
        words.text.push_str(word);
        words.end = token.place.end;
    }

    fn item(&mut self, query: Query) {
        let level = self.level();
        level.waiting = None;
        let query = if std::mem::take(&mut level.not) { Query::Not(Box::new(query)) } else { query };
        level.items.push(query);
    }

    fn operator(&mut self, sign: &str, name: &'static str) {
        let level = self.level();
        // An exclusion does not reach over an operator.
        level.not = false;
        let part = level.end_part();
        if part == Query::Nothing {
            let why = if level.waiting.is_some() {
                "another one stands before it"
            } else {
                "nothing stands before it"
            };
            return self.ignore(sign, why);
        }
        level.all.push(part);
        if name == "OR" {
            level.end_alternative();
        }
        level.waiting = Some(name);
    }

    fn open(&mut self, sign: &str) {
        if self.levels.len() > DEPTH_MAX {
            self.too_deep += 1;
            // Said once, however many there are.
            if self.too_deep == 1 {
                self.ignore(sign, "brackets are nested too deep here");
            }
            return;
        }
        let excluded = std::mem::take(&mut self.level().not);
        self.level().waiting = None;
        self.levels.push(OpenGroup { excluded, ..OpenGroup::default() });
    }

    fn close(&mut self) {
        let Some(level) = self.levels.pop() else { return };
        let excluded = level.excluded;
        let inner = level.finish(&mut self.ignored);
        let outer = self.level();
        match inner {
            Query::Nothing => self.ignore("()", "nothing stands in it"),
            inner if excluded => outer.items.push(Query::Not(Box::new(inner))),
            // Side by side in brackets and without is the same.
            Query::Together(items) => items.into_iter().for_each(|item| outer.add(item)),
            inner => outer.add(inner),
        }
    }
}

impl OpenGroup {
    fn add(&mut self, query: Query) {
        match query {
            Query::Text(text) => {
                if self.words.text.is_empty() {
                    self.words.nth = self.items.len();
                } else {
                    self.words.text.push(' ');
                }
                self.words.text.push_str(&text);
                // What follows is never one stretch with what stood in brackets.
                self.words.end = 0;
            }
            other => self.items.push(other),
        }
    }

    /// Ends what stands side by side.
    fn end_part(&mut self) -> Query {
        let mut items = std::mem::take(&mut self.items);
        let mut words = std::mem::take(&mut self.words);
        compared::bind(&mut items, &mut words.text);
        if !words.text.is_empty() {
            // All loose words of a part are one text, which stands where the first of them stood.
            items.insert(words.nth.min(items.len()), Query::Text(words.text));
        }
        one_or(fact::joined(items), Query::Together)
    }

    fn end_alternative(&mut self) {
        let all = flat(std::mem::take(&mut self.all), |query| match query {
            Query::And(all) => Ok(all),
            other => Err(other),
        });
        self.any.push(one_or(all, Query::And));
    }

    fn finish(mut self, ignored: &mut Vec<Ignored>) -> Query {
        if self.not {
            ignored.push(Ignored { sign: "NOT".to_owned(), why: "nothing stands after it" });
        }
        match (self.end_part(), self.waiting) {
            (Query::Nothing, Some(name)) => {
                ignored.push(Ignored { sign: name.to_owned(), why: "nothing stands after it" });
            }
            (Query::Nothing, None) => {}
            (part, _) => self.all.push(part),
        }
        if !self.all.is_empty() {
            self.end_alternative();
        }
        let any = flat(self.any, |query| match query {
            Query::Or(any) => Ok(any),
            other => Err(other),
        });
        one_or(any, Query::Or)
    }
}

/// Puts the parts of what is of the same kind in its place.
fn flat(all: Vec<Query>, open: impl Fn(Query) -> Result<Vec<Query>, Query>) -> Vec<Query> {
    let mut out = Vec::with_capacity(all.len());
    for query in all {
        match open(query) {
            Ok(parts) => out.extend(parts),
            Err(query) => out.push(query),
        }
    }
    out
}

fn one_or(mut all: Vec<Query>, many: impl Fn(Vec<Query>) -> Query) -> Query {
    match all.len() {
        0 => Query::Nothing,
        1 => all.remove(0),
        _ => many(all),
    }
}
