//! What is shown bound to the report that it is shown of.

use super::{DocRef, Pieces};
use crate::search::SearchError;

impl Pieces<'_> {
    /// Makes sure that a passage is of the report that it is taken for: what leads there has no checksum, what is stored has.
    pub(in crate::search) fn check_owner(&self, at: DocRef, record: DocRef) -> Result<(), SearchError> {
        let mut texts = self.segments[at.segment as usize].texts.borrow_mut();
        let is_its = texts.owner(record.doc).zip(texts.owner(at.doc)).is_some_and(|(record_owner, owner)| {
            owner.is_after(record_owner, u64::from(at.doc - record.doc))
        });
        if is_its { Ok(()) } else { Err(self.damaged("a passage is not of the report that it stands with")) }
    }
}
