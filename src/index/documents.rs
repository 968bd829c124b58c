//! What is handed to the engine: documents that are made, and documents that come while the engine asks for them.
//!
//! A report's documents must stand in one segment, next to each other, and the engine promises that of a batch only.
//! A batch of a large report would take many times the memory of its text; so its documents are made one after another
//! while the engine takes them, and the batch itself is a row of promises.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crossbeam_channel::{Receiver, SendTimeoutError, Sender};
use tantivy::schema::{Document, Field, OwnedValue};

use crate::fault::lock;

use super::account::Permit;

/// Documents of a large report that are handed over together.
const GROUP: usize = 32;
/// Groups that are made before the engine asks for them.
const GROUPS_AHEAD: usize = 2;
/// Time without taking a group after which the engine is asked whether it is alive.
const PATIENCE: Duration = Duration::from_secs(1);

/// A document that is made: values for the engine, and what goes past it to the files of our own. Nothing is copied on the
/// way but into a segment.
#[derive(Default)]
pub(super) struct NewDocument {
    values: Vec<(Field, OwnedValue)>,
    /// Keys of its n-grams, in the order of its text.
    pub(super) grams: Vec<u32>,
    /// What is stored with it, as `texts/` has it carried.
    pub(super) stored: Vec<u8>,
}

impl NewDocument {
    /// A document with these keys of n-grams and this entry of the file of texts.
    pub(super) fn new(grams: Vec<u32>, stored: Vec<u8>) -> NewDocument {
        NewDocument { values: Vec::with_capacity(4), grams, stored }
    }

    /// Gives a field a number.
    pub(super) fn add_u64(&mut self, field: Field, number: u64) {
        self.values.push((field, OwnedValue::U64(number)));
    }

    /// Gives a field a text.
    pub(super) fn add_text(&mut self, field: Field, text: String) {
        self.values.push((field, OwnedValue::Str(text)));
    }
}

/// A document of a batch. A large report has a million: what each is before it is made should be small.
pub(super) struct BatchDocument {
    made: OnceLock<Box<NewDocument>>,
    beside: Option<Arc<Beside>>,
}

/// What a document of a batch holds on to until it is written.
enum Beside {
    /// Where it comes from.
    Coming(Source),
    /// What its report may use.
    Held { _permit: Permit },
}

/// Documents as they come, in order.
struct Source {
    groups: Receiver<Vec<NewDocument>>,
    group: Mutex<std::vec::IntoIter<NewDocument>>,
}

impl Source {
    /// Returns the next document; an empty one when whoever makes them has failed, and with him the run: nothing of it
    /// is ever committed.
    fn next(&self) -> NewDocument {
        let mut group = lock(&self.group);
        loop {
            if let Some(document) = group.next() {
                return document;
            }
            match self.groups.recv() {
                Ok(next) => *group = next.into_iter(),
                Err(_) => return NewDocument::default(),
            }
        }
    }
}

impl BatchDocument {
    /// A document that stands for itself.
    pub(super) fn made(document: NewDocument) -> BatchDocument {
        BatchDocument { made: OnceLock::from(Box::new(document)), beside: None }
    }

    /// The documents of a report; `permit` is given back when the last of them is written.
    pub(super) fn of_report(documents: Vec<NewDocument>, permit: Permit) -> Vec<BatchDocument> {
        let mut batch: Vec<_> = documents.into_iter().map(BatchDocument::made).collect();
        // Documents are let go in order: with the last one the whole report is written.
        if let Some(last) = batch.last_mut() {
            last.beside = Some(Arc::new(Beside::Held { _permit: permit }));
        }
        batch
    }

    fn document(&self) -> &NewDocument {
        self.made.get_or_init(|| match self.beside.as_deref() {
            Some(Beside::Coming(source)) => Box::new(source.next()),
            // A document that stands for itself was made from the start and is never asked for here.
            Some(Beside::Held { .. }) | None => Box::default(),
        })
    }

    /// Returns the document that a plugin is given by the engine; `None` when it is none of ours.
    pub(super) fn given(document: &dyn std::any::Any) -> Option<&NewDocument> {
        document.downcast_ref::<BatchDocument>().map(BatchDocument::document)
    }
}

impl Document for BatchDocument {
    type Value<'a> = &'a OwnedValue;
    type FieldsValuesIter<'a> = std::iter::Map<
        std::slice::Iter<'a, (Field, OwnedValue)>,
        fn(&(Field, OwnedValue)) -> (Field, &OwnedValue),
    >;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document().values.iter().map(|(field, value)| (*field, value))
    }
}

/// The other end of a batch of promises.
pub(super) struct Coming {
    groups: Sender<Vec<NewDocument>>,
    group: Vec<NewDocument>,
}

/// Returns a batch of `count` documents, and the end where they are to be sent in order.
pub(super) fn coming(count: usize) -> (Coming, impl ExactSizeIterator<Item = BatchDocument>) {
    let (sender, groups) = crossbeam_channel::bounded(GROUPS_AHEAD);
    let source = Arc::new(Beside::Coming(Source { groups, group: Mutex::default() }));
    let promise = move |_| BatchDocument { made: OnceLock::new(), beside: Some(Arc::clone(&source)) };
    (Coming { groups: sender, group: Vec::with_capacity(GROUP) }, (0..count).map(promise))
}

impl Coming {
    /// Hands the next document over; waits while the engine is busy. `false` when nobody will ever take it: `is_alive`
    /// tells whether the engine still works.
    pub(super) fn send(&mut self, document: NewDocument, is_alive: &dyn Fn() -> bool) -> bool {
        self.group.push(document);
        self.group.len() < GROUP || self.flush(is_alive)
    }

    /// Hands over what is left; as [`Coming::send`].
    pub(super) fn flush(&mut self, is_alive: &dyn Fn() -> bool) -> bool {
        // Nobody waits for an empty group: the engine has let go of a batch that it has all of.
        if self.group.is_empty() {
            return true;
        }
        let mut group = std::mem::replace(&mut self.group, Vec::with_capacity(GROUP));
        loop {
            match self.groups.send_timeout(group, PATIENCE) {
                Ok(()) => return true,
                // A time-out alone is no failure: the engine may be writing a segment.
                Err(SendTimeoutError::Timeout(same)) if is_alive() => group = same,
                Err(_) => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(number: u64) -> NewDocument {
        let mut document = NewDocument::default();
        document.add_u64(Field::from_field_id(0), number);
        document
    }

    fn number(document: &BatchDocument) -> Option<u64> {
        document.iter_fields_and_values().find_map(|(_, value)| match value {
            OwnedValue::U64(number) => Some(*number),
            _ => None,
        })
    }

    #[test]
    fn documents_come_in_order_while_they_are_made() {
        let count = 5 * GROUP as u64 + 3;
        let (mut to, batch) = coming(count as usize);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                assert!((0..count).all(|number| to.send(numbered(number), &|| true)) && to.flush(&|| true));
            });
            let came: Vec<_> = batch.map(|document| number(&document)).collect();
            assert_eq!(came, (0..count).map(Some).collect::<Vec<_>>());
        });
    }

    #[test]
    fn whoever_has_all_that_was_promised_may_go() {
        let (mut to, batch) = coming(GROUP);
        std::thread::scope(|scope| {
            let taker = scope.spawn(|| batch.filter_map(|document| number(&document)).count());
            assert!((0..GROUP as u64).all(|number| to.send(numbered(number), &|| true)));
            assert_eq!(taker.join().expect("it counts"), GROUP);
        });
        assert!(to.flush(&|| true));
    }

    #[test]
    fn who_fails_leaves_nobody_waiting() {
        let (mut to, mut batch) = coming(2);
        assert!(to.send(numbered(7), &|| true) && to.flush(&|| true));
        drop(to);
        assert_eq!(batch.next().as_ref().and_then(number), Some(7));
        assert_eq!(batch.next().as_ref().map(number), Some(None));
        // Nor whoever makes documents that are never taken.
        let (mut to, batch) = coming(9);
        drop(batch);
        assert!(to.send(numbered(7), &|| true) && !to.flush(&|| true));
        let (mut to, _batch) = coming(9 * GROUP);
        assert!(!(0..9 * GROUP as u64).all(|number| to.send(numbered(number), &|| false)));
    }
}
