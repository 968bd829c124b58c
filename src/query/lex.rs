//! Characters to tokens. A sign counts only where it can: between blanks or brackets, with its partner there.

use std::collections::HashSet;
use std::ops::Range;

use crate::report::figures::Condition;

use super::partners::Partners;
use super::signs::{QUOTES, begins_number, is_close, is_minus, is_open, is_or, parts_words};
use super::{FactField, FactValue, Field, Scope};

/// Longer sides of a gap sign are prose with an ellipsis in it, in characters.
const GAP_SIDE_MAX: usize = 20;

/// Why a sign inside the brackets of a scope means nothing.
const INSIDE: &str = "only words and quoted runs stand inside these brackets";
/// No comparison of values is longer, in bytes.
const COMPARISON_MAX: usize = 60;
/// No name is longer, in bytes.
const NAME_MAX: usize = 32;

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands, in bytes of what was typed.
    pub(super) place: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Run(String),
    Gap(Vec<String>),
    Field(Field, String),
    FieldWords(Field, String),
    Fact(FactField, FactValue),
    Within(Scope, Vec<String>),
    /// A comparison of values: >5%, 不低于5%, 100..200亿元.
    Compared(String),
    Or,
    And,
    Not,
    Open,
    Close,
    /// A bracket by itself, whose partner is missing or too near: a sign only beside other signs.
    Bracket,
    /// A sign that means nothing where it stands, and why.
    Stray(&'static str),
}

/// What a value can belong to.
#[derive(Clone)]
enum Named {
    Field(Field),
    Fact(FactField),
}

/// Cuts what was typed into tokens, in time linear in its length; `own` are the names of a person's own facts.
pub(super) fn lex(text: &str, own: &[String]) -> Vec<Token> {
    lex_in(text, own, false)
}

fn lex_in(text: &str, own: &[String], inside: bool) -> Vec<Token> {
    let (tokens, partners) = (Vec::new(), Partners::of(text));
    let mut lexer = Lexer { text, at: 0, tokens, partners, closing: HashSet::new(), own, inside };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    partners: Partners,
    /// Where the groups that are open will close.
    closing: HashSet<usize>,
    /// The names of a person's own facts.
    own: &'a [String],
    /// Whether this is the inside of a scope's brackets.
    inside: bool,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, bytes: usize) {
        self.tokens.push(Token { kind, place: self.at..self.at + bytes });
        self.at += bytes;
    }

    /// Reads what begins here; `at` is between two tokens.
    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        let bytes = first.len_utf8();
        let after = rest[bytes..].chars().next();
        if parts_words(first) {
            self.at += bytes;
        } else if is_or(first) {
            let run = rest.len() - rest.trim_start_matches(is_or).len();
            self.push(Kind::Or, run);
        } else if let Some(close) = self.partners.groups.get(&self.at) {
            self.closing.insert(*close);
            self.push(Kind::Open, bytes);
        } else if self.closing.contains(&self.at) {
            self.push(Kind::Close, bytes);
        } else if is_minus(first)
            && after.is_some_and(|c| !parts_words(c) && !is_minus(c))
            && !begins_number(&rest[bytes..])
            && !self.closing.contains(&(self.at + bytes))
        {
            self.push(Kind::Not, bytes);
        } else if !self.quoted(first) {
            self.word();
        }
    }

    /// Reads a quoted run; `false` when none begins here.
    fn quoted(&mut self, first: char) -> bool {
        let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == first) else { return false };
        match self.quoted_end(first, *close) {
            Some(end) => {
                let run = self.text[self.at + first.len_utf8()..end].to_owned();
                let kind = if run.chars().all(parts_words) {
                    Kind::Stray("nothing is quoted")
                } else {
                    Kind::Run(run)
                };
                self.push(kind, end + close.len_utf8() - self.at);
                true
            }
            None if first == *close => {
                self.push(Kind::Stray("no second one closes it"), first.len_utf8());
                true
            }
            // A curly mark that closes inside a word belongs to the text, as it was copied from a report.
            None => false,
        }
    }

    /// Where the closing mark stands. Straight marks close anywhere, the others only at the end of a word.
    fn quoted_end(&self, open: char, close: char) -> Option<usize> {
        let begin = self.at + open.len_utf8();
        let end = begin + self.partners.next_quote(self.text, begin, close)?;
        let after = self.text[end + close.len_utf8()..].chars().next();
        let ends_word = after.is_none_or(|c| parts_words(c) || is_close(c) || is_or(c));
        (open == close || ends_word).then_some(end)
    }

    /// Reads a word, its brackets included.
    fn word(&mut self) {
        let rest = self.rest();
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            let here = self.at + at;
            // A straight mark never belongs to a word, a curly one may.
            let is_straight_quote = at > 0 && matches!(c, '"' | '\u{ff02}');
            let ends_group = self.closing.contains(&here);
            if parts_words(c) || is_or(c) || ends_group || is_straight_quote {
                end = at;
                break;
            }
            // Names are looked up for short beginnings only, so that a word of any length costs no more.
            let may_name = matches!(c, ':' | '：') && at <= NAME_MAX;
            if may_name
                && let Some(scope) = Scope::named(&rest[..at])
                && self.within(scope, at + c.len_utf8())
            {
                return;
            }
            if may_name
                && let Some(named) = self.named(&rest[..at], &rest[at + c.len_utf8()..])
                && self.field(&named, at + c.len_utf8())
            {
                return;
            }
        }
        let word = &rest[..end];
        let kind = match word {
            "OR" => Kind::Or,
            "AND" => Kind::And,
            "NOT" if !rest[end..].chars().all(parts_words) => Kind::Not,
            _ if word.chars().all(|c| is_open(c) || is_close(c)) => Kind::Bracket,
            _ if !self.inside && word.len() <= COMPARISON_MAX && Condition::parse(word).is_some() => {
                Kind::Compared(word.to_owned())
            }
            _ => gap(word).map_or(Kind::Word, Kind::Gap),
        };
        self.push(kind, end);
    }

    /// Reads the words and quoted runs in the brackets after the name of a scope; `prefix` is the length of the name
    /// and its colon. `false` when a word follows them: then it is no scope.
    fn within(&mut self, scope: Scope, prefix: usize) -> bool {
        let rest = &self.rest()[prefix..];
        let blanks = rest.len() - rest.trim_start_matches(parts_words).len();
        let open_at = self.at + prefix + blanks;
        let Some(open) = self.text[open_at..].chars().next().filter(|c| is_open(*c)) else {
            // A straight mark ends a word.
            let is_quoted = rest.starts_with(['"', '\u{ff02}']);
            let is_alone = blanks > 0 || is_quoted || self.ends_at(self.at + prefix);
            if is_alone {
                self.push(Kind::Stray("words in brackets stand after it"), prefix);
            }
            return is_alone;
        };
        let begin = open_at + open.len_utf8();
        let Some(&end) = self.partners.pairs.get(&open_at) else {
            self.push(Kind::Stray("no bracket closes it"), begin - self.at);
            return true;
        };
        let close = self.text[end..].chars().next().map_or(0, char::len_utf8);
        let whole = end + close - self.at;
        // Scopes do not nest: the whole of the inner one is left out, its words with it.
        if self.inside {
            self.push(Kind::Stray(INSIDE), whole);
            return true;
        }
        let (runs, strays) = inside(&self.text[begin..end], self.own, begin);
        if runs.is_empty() {
            self.push(Kind::Stray(if strays.is_empty() { "nothing stands in it" } else { INSIDE }), whole);
            return true;
        }
        self.push(Kind::Within(scope, runs), whole);
        self.tokens.extend(strays);
        true
    }

    /// What a name before a colon stands for, with what follows the colon.
    fn named(&self, name: &str, value: &str) -> Option<Named> {
        let fact = || FactField::named(name, self.own).filter(|field| field.takes(name, value.trim_start()));
        Field::named(name).map(Named::Field).or_else(|| fact().map(Named::Fact))
    }

    /// Whether what was typed, a group or an alternative ends here.
    fn ends_at(&self, at: usize) -> bool {
        let next = self.text[at..].chars().next();
        next.is_none_or(|c| parts_words(c) || is_or(c)) || self.closing.contains(&at)
    }

    /// Reads the value of a field; `prefix` is the length of its name and colon. `false` when a bracket follows: then
    /// it is no field.
    fn field(&mut self, named: &Named, prefix: usize) -> bool {
        let begin = self.at;
        let known = self.tokens.len();
        let rest = &self.rest()[prefix..];
        let value = rest.trim_start_matches(parts_words);
        let at = begin + prefix + (rest.len() - value.len());
        let is_value = !self.ends_at(at) && (at == begin + prefix || may_follow(value, self.own));
        let Some(first) = value.chars().next().filter(|_| is_value) else {
            self.push(Kind::Stray("a word or a quoted run stands after it"), prefix);
            return true;
        };
        if is_open(first) {
            return false;
        }
        // The value is read as a token of its own and becomes part of the field below.
        self.at = at;
        if !self.quoted(first) {
            let length = self
                .rest()
                .char_indices()
                .find(|(at, c)| parts_words(*c) || is_or(*c) || self.closing.contains(&(self.at + at)))
                .map_or(self.rest().len(), |(at, _)| at);
            self.push(Kind::Word, length);
        }
        let end = self.at;
        if let Some(value) = self.tokens.pop() {
            debug_assert_eq!(self.tokens.len(), known);
            let name = self.text[begin..begin + prefix].trim_end_matches([':', '：']);
            let kind = match valued(named, value.kind, &self.text[value.place]) {
                Kind::Fact(field, value) => Kind::Fact(field, value.named(name)),
                other => other,
            };
            self.tokens.push(Token { kind, place: begin..end });
        }
        true
    }
}

/// The token of a field or fact with a value that was read as a token of its own.
fn valued(named: &Named, value: Kind, typed: &str) -> Kind {
    match (value, named) {
        (Kind::Stray(why), _) => Kind::Stray(why),
        (Kind::Run(run), Named::Field(field)) => Kind::Field(*field, run),
        // Typed freely: the title or heading need not hold it as it stands.
        (_, Named::Field(field)) if *field != Field::Path && typed.chars().all(char::is_alphanumeric) => {
            Kind::FieldWords(*field, typed.to_owned())
        }
        (_, Named::Field(field)) => Kind::Field(*field, typed.to_owned()),
        (Kind::Run(run), Named::Fact(field)) => Kind::Fact(field.clone(), FactValue::whole(&run)),
        (_, Named::Fact(field)) => Kind::Fact(field.clone(), FactValue::word(field, typed)),
    }
}

/// Whether what comes after a colon and a blank may be the value of a field: no sign, no other field.
fn may_follow(value: &str, own: &[String]) -> bool {
    let word = value.split(parts_words).next().unwrap_or_default();
    let is_sign = word.starts_with(|c| is_open(c) || is_minus(c)) || ["OR", "AND", "NOT"].contains(&word);
    let named = word.split([':', '：']).next().filter(|name| name.len() < word.len());
    let is_known = |name: &str| {
        Field::named(name).is_some() || Scope::named(name).is_some() || FactField::named(name, own).is_some()
    };
    !is_sign && !named.is_some_and(is_known)
}

/// The words and quoted runs between the brackets of a scope, and what else stands there; `begin` is where the text
/// begins in what was typed.
fn inside(text: &str, own: &[String], begin: usize) -> (Vec<String>, Vec<Token>) {
    // As long as before, so that places stay those of what was typed.
    let text = &parted(text);
    let (mut runs, mut strays, mut excluded) = (Vec::new(), Vec::new(), None);
    for Token { kind, place } in lex_in(text, own, true) {
        let from = excluded.take().unwrap_or(place.start);
        let is_wanted = from == place.start;
        match kind {
            // The exclusion is reported together with what it excludes.
            Kind::Not => excluded = Some(place.start),
            Kind::Run(run) if is_wanted => runs.push(run),
            Kind::Gap(sides) if is_wanted => runs.extend(sides),
            Kind::Word if is_wanted && text[place.clone()].contains(|c| !matches!(c, '…' | '.')) => {
                runs.push(text[place].to_owned());
            }
            // All of them are wanted anyway.
            Kind::And | Kind::Open | Kind::Close | Kind::Bracket => {}
            _ => strays.push(Token { kind: Kind::Stray(INSIDE), place: begin + from..begin + place.end }),
        }
    }
    (runs, strays)
}

/// The text with as many blanks in the place of each sign that parts words there; but for what is quoted, and for
/// the commas of 1,000.
fn parted(text: &str) -> String {
    let (mut out, mut quoted_to) = (String::with_capacity(text.len()), 0);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let close = QUOTES.iter().find(|(open, _)| *open == c && at >= quoted_to).map(|(_, close)| *close);
        if let Some(close) = close
            && let Some(length) = text[end..].find(close)
        {
            quoted_to = end + length + close.len_utf8();
        }
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        let in_number = c == ',' && is_digit(bytes.get(at.wrapping_sub(1))) && is_digit(bytes.get(end));
        if at >= quoted_to && !in_number && matches!(c, '，' | '、' | ',' | ';' | '；') {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

/// The sides of a gap sign inside a word, `…` or three points; `None` when it is none.
fn gap(word: &str) -> Option<Vec<String>> {
    let points = word.split("...").map(|side| side.trim_start_matches('.'));
    let sides: Vec<&str> = points.flat_map(|side| side.split('…')).filter(|side| !side.is_empty()).collect();
    let signs = |side: &&str| side.chars().any(char::is_alphanumeric) && side.chars().count() <= GAP_SIDE_MAX;
    (sides.len() > 1 && sides.iter().all(signs)).then(|| sides.into_iter().map(str::to_owned).collect())
}
