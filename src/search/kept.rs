//! What a search has read and may need again, up to a bound: a question that reads every passage of a large index does not
//! hold all of them.

use std::hash::Hash;
use std::rc::Rc;

use rustc_hash::FxHashMap;

/// Most bytes that are kept of one kind.
const BYTES_MAX: usize = 32 << 20;

/// Values by their keys. All are forgotten when they become too large together: passages are asked for in their order, so
/// what comes next was not among them.
pub(in crate::search) struct Kept<K, V> {
    known: FxHashMap<K, Rc<V>>,
    bytes: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Kept<K, V> {
        Kept { known: FxHashMap::default(), bytes: 0 }
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    /// Returns what is kept under a key.
    pub(in crate::search) fn get(&self, key: &K) -> Option<Rc<V>> {
        self.known.get(key).map(Rc::clone)
    }

    /// Keeps a value that takes about so many bytes, and returns it.
    pub(in crate::search) fn keep(&mut self, key: K, value: V, bytes: usize) -> Rc<V> {
        let bytes = bytes + size_of::<(K, Rc<V>)>() + size_of::<V>();
        if self.bytes + bytes > BYTES_MAX {
            self.known.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        let value = Rc::new(value);
        self.known.insert(key, Rc::clone(&value));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_a_bound_and_the_last_is_among_it() {
        let mut kept: Kept<u32, u32> = Kept::default();
        let mut most = 0;
        for key in 0..1_000 {
            kept.keep(key, key, 1 << 20);
            most = most.max(kept.known.len());
            assert_eq!(kept.get(&key).as_deref(), Some(&key));
        }
        assert!((16..=32).contains(&most), "{most}");
        assert_eq!(kept.get(&0), None);
    }
}
