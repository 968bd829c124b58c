//! Which brackets belong together, and which of them are signs.

use std::collections::HashMap;

use super::signs::{QUOTES, is_close, is_minus, is_open, is_or, parts_words};

/// Which brackets make a group, and where the next quotation mark of each style stands.
///
/// A group opens after a blank, a sign or another group, and its partner closes before a blank, a sign or another's
/// close: the brackets of 人工智能(AI) and （三）着力 belong to the text.
pub(super) struct Partners {
    /// Where each group opens and closes.
    pub(super) groups: HashMap<usize, usize>,
    /// Where each bracket that has a partner opens and closes, group or not.
    pub(super) pairs: HashMap<usize, usize>,
    /// For each style the places of its closing mark.
    closing: [Vec<usize>; QUOTES.len()],
}

impl Partners {
    /// Finds them in what was typed.
    pub(super) fn of(text: &str) -> Partners {
        let mut partners =
            Partners { groups: HashMap::new(), pairs: HashMap::new(), closing: Default::default() };
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut before = None;
        for (at, c) in text.char_indices() {
            if is_open(c) {
                let free = before.is_none_or(|b| parts_words(b) || is_or(b) || is_minus(b) || is_open(b));
                open.push((at, free));
            } else if is_close(c) {
                let after = &text[at + c.len_utf8()..];
                let ends = after.chars().next().is_none_or(|a| parts_words(a) || is_or(a) || is_close(a));
                // People leave out the blank between a bracket and an operator.
                let ends = ends || ["AND ", "OR "].iter().any(|sign| after.starts_with(sign));
                // A bracket without an opening one is left alone.
                if let Some((begin, free)) = open.pop() {
                    partners.pairs.insert(begin, at);
                    if free && ends {
                        partners.groups.insert(begin, at);
                    }
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
    pub(super) fn next_quote(&self, text: &str, from: usize, close: char) -> Option<usize> {
        debug_assert!(text.is_char_boundary(from));
        let style = QUOTES.iter().position(|(_, known)| *known == close)?;
        let places = &self.closing[style];
        places.get(places.partition_point(|at| *at < from)).map(|at| at - from)
    }
}
