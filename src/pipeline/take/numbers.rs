//! Numbers of texts, given in the order of files whatever the threads do: so the same files always give the same index.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::fault::lock;
use crate::index::{Hash, ReportRow};

/// Lets workers through one by one in the order of their files, and gives each text its number.
#[derive(Default)]
pub(in crate::pipeline) struct Turnstile {
    state: Mutex<Numbers>,
    moved: Condvar,
}

/// The numbers of known texts.
#[derive(Default)]
pub(in crate::pipeline) struct Numbers {
    turn: usize,
    known: HashMap<Hash, u32>,
    free: Vec<u32>,
    next: u32,
}

impl Numbers {
    /// Takes over the numbers of a table.
    pub(in crate::pipeline) fn of(reports: &[Option<Arc<ReportRow>>]) -> Numbers {
        let (mut known, mut free) = (HashMap::new(), Vec::new());
        for (number, report) in (0u32..).zip(reports) {
            match report {
                Some(report) => drop(known.insert(report.key, number)),
                None => free.push(number),
            }
        }
        // `pop` takes from the end: the lowest free number is given first.
        free.reverse();
        Numbers { turn: 0, known, free, next: reports.len() as u32 }
    }

    /// Returns the number of a text, and whether it is new.
    fn number(&mut self, key: Hash) -> (u32, bool) {
        if let Some(number) = self.known.get(&key) {
            return (*number, false);
        }
        let number = self.free.pop().unwrap_or(self.next);
        self.next = self.next.max(number + 1);
        self.known.insert(key, number);
        (number, true)
    }
}

impl Turnstile {
    /// Begins with these numbers.
    pub(in crate::pipeline) fn new(numbers: Numbers) -> Turnstile {
        Turnstile { state: Mutex::new(numbers), moved: Condvar::new() }
    }

    /// Waits until all files before file `nth` are through.
    pub(in crate::pipeline) fn wait_for(&self, nth: usize) {
        let mut state = lock(&self.state);
        while state.turn != nth {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Returns the same as [`Turnstile::in_turn`] for some of the texts of the file whose turn it is, which stays its turn.
    pub(in crate::pipeline) fn while_in_turn(
        &self,
        nth: usize,
        keys: impl Iterator<Item = Hash>,
    ) -> Vec<(u32, bool)> {
        self.wait_for(nth);
        let mut state = lock(&self.state);
        keys.map(|key| state.number(key)).collect()
    }

    /// Waits until it is the turn of file `nth`; returns for each of its keys the number of the text, and whether it is
    /// new.
    pub(in crate::pipeline) fn in_turn(
        &self,
        nth: usize,
        keys: impl Iterator<Item = Hash>,
    ) -> Vec<(u32, bool)> {
        let mut state = lock(&self.state);
        while state.turn != nth {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let numbers = keys.map(|key| state.number(key)).collect();
        state.turn += 1;
        // All are woken, since nobody knows which of them is next.
        self.moved.notify_all();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{hash_of, report};
    use super::*;

    #[test]
    fn known_texts_keep_their_number_and_new_ones_take_free_numbers_first() {
        let rows = [Some(Arc::new(report(7))), None, Some(Arc::new(report(8)))];
        let mut numbers = Numbers::of(&rows);
        let given: Vec<(u32, bool)> = [8, 1, 2, 1, 7].map(|byte| numbers.number(hash_of(byte))).to_vec();
        assert_eq!(given, [(2, false), (1, true), (3, true), (1, false), (0, false)]);
    }

    #[test]
    fn whoever_comes_first_waits_for_the_files_before_his_own() {
        let order = Turnstile::new(Numbers::default());
        let given = std::thread::scope(|scope| {
            let later = scope.spawn(|| order.in_turn(1, [hash_of(1), hash_of(2)].into_iter()));
            // However long the first file takes, its texts are counted first.
            std::thread::sleep(std::time::Duration::from_millis(20));
            let first = order.in_turn(0, std::iter::once(hash_of(2)));
            (first, later.join().expect("it does not panic"))
        });
        assert_eq!(given, (vec![(0, true)], vec![(1, true), (0, false)]));
    }
}
