//! Characters to tokens. A sign counts only where it can: between blanks or brackets, with its partner there.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Field, Scope};

/// Quotation marks that make an exact run: each style closes only itself.
pub(super) const QUOTES: [(char, char); 5] =
    [('"', '"'), ('\u{201c}', '\u{201d}'), ('「', '」'), ('『', '』'), ('\u{ff02}', '\u{ff02}')];
/// Longer sides of a gap sign are prose with an ellipsis in it, in characters.
const GAP_SIDE_MAX: usize = 20;

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
    Within(Scope, Vec<String>),
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

/// Cuts what was typed into tokens, in time linear in its length.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let (tokens, partners) = (Vec::new(), Partners::of(text));
    let mut lexer = Lexer { text, at: 0, tokens, partners, closing: HashSet::new() };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.tokens
}

/// Whether a character parts words: blanks, controls and what cannot be seen.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn is_or(c: char) -> bool {
    matches!(c, '|' | '｜')
}

pub(super) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    partners: Partners,
    /// Where the groups that are open will close.
    closing: HashSet<usize>,
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
        if is_blank(first) {
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
            && after.is_some_and(|c| !is_blank(c) && !is_minus(c))
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
                let kind =
                    if run.chars().all(is_blank) { Kind::Stray("nothing is quoted") } else { Kind::Run(run) };
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
        let ends_word = after.is_none_or(|c| is_blank(c) || is_close(c) || is_or(c));
        (open == close || ends_word).then_some(end)
    }

    /// Reads a word, its brackets included.
    fn word(&mut self) {
        let rest = self.rest();
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            let here = self.at + at;
            let is_straight_quote = at > 0 && matches!(c, '"' | '\u{ff02}');
            let ends_group = self.closing.contains(&here);
            if is_blank(c) || is_or(c) || ends_group || is_straight_quote {
                end = at;
                break;
            }
            if matches!(c, ':' | '：')
                && let Some(scope) = Scope::named(&rest[..at])
                && self.within(scope, at + c.len_utf8())
            {
                return;
            }
            if matches!(c, ':' | '：')
                && let Some(field) = Field::named(&rest[..at])
                && self.field(field, at + c.len_utf8())
            {
                return;
            }
        }
        let word = &rest[..end];
        let kind = match word {
            "OR" => Kind::Or,
            "AND" => Kind::And,
            "NOT" if !rest[end..].chars().all(is_blank) => Kind::Not,
            _ if word.chars().all(|c| is_open(c) || is_close(c)) => Kind::Bracket,
            _ => gap(word).map_or(Kind::Word, Kind::Gap),
        };
        self.push(kind, end);
    }

    /// Reads the words and quoted runs in the brackets after the name of a scope; `prefix` is the length of the name
    /// and its colon. `false` when there are no brackets, or nothing in them.
    fn within(&mut self, scope: Scope, prefix: usize) -> bool {
        let rest = &self.rest()[prefix..];
        let (mut depth, mut inner) = (0usize, None);
        for (at, c) in rest.char_indices() {
            if is_open(c) {
                depth += 1;
            } else if is_close(c) {
                depth = depth.saturating_sub(1);
            }
            if depth == 0 {
                inner = (at > 0).then_some(at);
                break;
            }
        }
        let (Some(end), Some(open)) = (inner, rest.chars().next()) else { return false };
        let text = &rest[open.len_utf8()..end];
        let begin = self.at + prefix + open.len_utf8();
        let (mut runs, mut strays, mut excluded) = (Vec::new(), Vec::new(), None);
        for Token { kind, place } in lex(text) {
            let from = excluded.take().unwrap_or(place.start);
            match kind {
                Kind::Not => excluded = Some(place.start),
                Kind::Run(run) if from == place.start => runs.push(run),
                Kind::Word | Kind::Gap(_) if from == place.start => runs.push(text[place].to_owned()),
                // All of them are wanted anyway.
                Kind::And | Kind::Open | Kind::Close | Kind::Bracket => {}
                _ => strays.push(Token {
                    kind: Kind::Stray("only words and quoted runs stand inside these brackets"),
                    place: begin + from..begin + place.end,
                }),
            }
        }
        if runs.is_empty() {
            return false;
        }
        let close = rest[end..].chars().next().map_or(0, char::len_utf8);
        self.push(Kind::Within(scope, runs), prefix + end + close);
        self.tokens.extend(strays);
        true
    }

    /// Reads the value of a field; `prefix` is the length of its name and colon. `false` when there is none.
    fn field(&mut self, field: Field, prefix: usize) -> bool {
        let begin = self.at;
        let known = self.tokens.len();
        self.at += prefix;
        let Some(first) = self.rest().chars().next().filter(|c| !is_blank(*c) && !is_or(*c) && !is_open(*c))
        else {
            self.at = begin;
            return false;
        };
        if !self.quoted(first) {
            let length = self
                .rest()
                .char_indices()
                .find(|(at, c)| is_blank(*c) || is_or(*c) || self.closing.contains(&(self.at + at)))
                .map_or(self.rest().len(), |(at, _)| at);
            if length == 0 {
                self.at = begin;
                return false;
            }
            self.push(Kind::Word, length);
        }
        let end = self.at;
        if let Some(value) = self.tokens.pop() {
            debug_assert_eq!(self.tokens.len(), known);
            let kind = match value.kind {
                Kind::Run(run) => Kind::Field(field, run),
                Kind::Stray(why) => Kind::Stray(why),
                _ => Kind::Field(field, self.text[value.place].to_owned()),
            };
            self.tokens.push(Token { kind, place: begin..end });
        }
        true
    }
}

/// The sides of a gap sign inside a word, `…` or three points; `None` when it is none.
fn gap(word: &str) -> Option<Vec<String>> {
    let points = word.split("...").map(|side| side.trim_start_matches('.'));
    let sides: Vec<&str> = points.flat_map(|side| side.split('…')).filter(|side| !side.is_empty()).collect();
    let signs = |side: &&str| side.chars().any(char::is_alphanumeric) && side.chars().count() <= GAP_SIDE_MAX;
    (sides.len() > 1 && sides.iter().all(signs)).then(|| sides.into_iter().map(str::to_owned).collect())
}

/// Which brackets make a group, and where the next quotation mark of each style stands.
///
/// A group opens after a blank, a sign or another group, and its partner closes before a blank, a sign or another's
/// close: the brackets of 人工智能(AI) and （三）着力 belong to the text.
struct Partners {
    /// Where each group opens and closes.
    groups: HashMap<usize, usize>,
    /// For each style the places of its closing mark.
    closing: [Vec<usize>; QUOTES.len()],
}

impl Partners {
    fn of(text: &str) -> Partners {
        let mut partners = Partners { groups: HashMap::new(), closing: Default::default() };
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut before = None;
        for (at, c) in text.char_indices() {
            if is_open(c) {
                let free = before.is_none_or(|b| is_blank(b) || is_or(b) || is_minus(b) || is_open(b));
                open.push((at, free));
            } else if is_close(c) {
                let after = &text[at + c.len_utf8()..];
                let ends = after.chars().next().is_none_or(|a| is_blank(a) || is_or(a) || is_close(a));
                let ends = ends || ["AND ", "OR "].iter().any(|sign| after.starts_with(sign));
                if let Some((begin, true)) = open.pop()
                    && ends
                {
                    partners.groups.insert(begin, at);
                }
            }
            for ((_, close), places) in QUOTES.iter().zip(&mut partners.closing) {
                if c == *close {
                    places.push(at);
                }
            }
            before = Some(c);
        }
        partners
    }

    /// How far after `from` the next closing mark stands, in bytes.
    fn next_quote(&self, text: &str, from: usize, close: char) -> Option<usize> {
        debug_assert!(text.is_char_boundary(from));
        let style = QUOTES.iter().position(|(_, known)| *known == close)?;
        let places = &self.closing[style];
        places.get(places.partition_point(|at| *at < from)).map(|at| at - from)
    }
}
