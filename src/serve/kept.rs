//! Answers kept for whoever asks the same again: the next page back, a trend that somebody else looks at. They are of one
//! commit, as one sees it who has these rights, and of one day, on which laws end; those of an engine are not kept, which may
//! have left out what a node holds.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::fault::lock;
use crate::report::Date;

use super::respond::Reply;

/// Endpoints whose answers are kept: they depend on the commit, on what is asked, on the language and on the day alone.
const KEPT: [&str; 10] = [
    "search",
    "suggest",
    "counts",
    "figures",
    "trend",
    "compare",
    "similar",
    "page",
    "figures-page",
    "trend-page",
];
/// Bytes that are kept at most.
const BYTES_MAX: usize = 32 << 20;
/// Longest answer that is kept, in bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// What an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// The commit as somebody sees it, by its number in this process.
    pub(super) snapshot: u64,
    /// The endpoint.
    pub(super) endpoint: &'static str,
    /// What is asked, as it was sent.
    pub(super) query: String,
    /// Whether English is read.
    pub(super) english: bool,
    day: Date,
}

impl Key {
    /// Returns the key of an answer of today; `None` where it is not kept.
    pub(super) fn of(snapshot: u64, endpoint: &'static str, query: &str, english: bool) -> Option<Key> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
        let day = Date::in_china(now);
        KEPT.contains(&endpoint).then(|| Key { snapshot, endpoint, query: query.to_owned(), english, day })
    }
}

/// The answers that are kept.
#[derive(Default)]
pub(super) struct Kept {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Answers with when they were asked for last.
    answers: HashMap<Key, (Reply, u64)>,
    bytes: usize,
    asked: u64,
}

/// What an answer takes up with its key, in bytes.
fn size(key: &Key, reply: &Reply) -> usize {
    let own = match reply {
        Reply::Json(body) | Reply::File(_, body) => body.len(),
        Reply::Page(text) | Reply::Text(_, text) => text.len(),
    };
    own + key.query.len() + size_of::<Key>() + size_of::<Reply>()
}

impl Kept {
    /// Returns an answer that was given before.
    pub(super) fn get(&self, key: &Key) -> Option<Reply> {
        let mut known = lock(&self.known);
        known.asked += 1;
        let asked = known.asked;
        known.answers.get_mut(key).map(|(reply, last)| {
            *last = asked;
            reply.clone()
        })
    }

    /// Keeps an answer; those that nobody asked for the longest make room.
    pub(super) fn keep(&self, key: Key, reply: &Reply) {
        let more = size(&key, reply);
        if more > ANSWER_BYTES_MAX {
            return;
        }
        let mut known = lock(&self.known);
        if known.bytes + more > BYTES_MAX {
            // Half at once: the list is walked seldom.
            let mut last: Vec<u64> = known.answers.values().map(|(_, last)| *last).collect();
            last.sort_unstable();
            let middle = last.get(last.len() / 2).copied().unwrap_or(0);
            known.answers.retain(|_, (_, last)| *last > middle);
            known.bytes = known.answers.iter().map(|(key, (reply, _))| size(key, reply)).sum();
        }
        let asked = known.asked;
        // Where two ask the same at once, both are answered the same.
        if known.answers.insert(key, (reply.clone(), asked)).is_none() {
            known.bytes += more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_of_one_commit_and_the_oldest_make_room() {
        let kept = Kept::default();
        let key = |snapshot, query: &str| Key::of(snapshot, "search", query, false).expect("it is kept");
        let json = |reply: Option<Reply>| match reply {
            Some(Reply::Json(body)) => body.len(),
            _ => 0,
        };
        kept.keep(key(1, "q=甲"), &Reply::Json(vec![b'1'; 10]));
        assert_eq!(json(kept.get(&key(1, "q=甲"))), 10);
        assert_eq!([json(kept.get(&key(2, "q=甲"))), json(kept.get(&key(1, "q=乙")))], [0, 0]);
        assert!(Key::of(1, "original", "", false).is_none() && Key::of(1, "stats", "", false).is_none());
        kept.keep(key(1, "long"), &Reply::Json(vec![b'1'; ANSWER_BYTES_MAX]));
        assert_eq!(json(kept.get(&key(1, "long"))), 0);
        for nth in 0..40 {
            kept.keep(key(1, &nth.to_string()), &Reply::Json(vec![b'1'; ANSWER_BYTES_MAX - 1_000]));
            assert!(json(kept.get(&key(1, &nth.to_string()))) > 0);
            assert!(lock(&kept.known).bytes <= BYTES_MAX);
        }
        assert_eq!(json(kept.get(&key(1, "q=甲"))), 0);
    }
}
