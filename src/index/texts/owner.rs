//! Whose a stored piece is, told by the block that it stands in.

use crate::index::varint::{get_varint, put_varint};

/// First byte of what a block begins with that begins within a report.
pub(super) const OWNER: u8 = 2;

/// The report that pieces are of, as the checksummed block itself tells it: so a damaged column or table cannot show a
/// text under another report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The beginning of a hash of the description of its record; two reports meet in it once in 16 million.
    tag: [u8; 3],
    /// Place in the report's batch: 0 for the record, from 1 on for its pieces.
    ordinal: u64,
}

impl Owner {
    /// The owner of pieces that follow a record with this description, in codes.
    pub(super) fn of_record(description: &[u8]) -> Owner {
        let hash = blake3::hash(description);
        let mut tag = [0; 3];
        tag.copy_from_slice(&hash.as_bytes()[..3]);
        Owner { tag, ordinal: 0 }
    }

    /// Returns the entry after this one, in the same report.
    pub(super) fn after(self) -> Owner {
        Owner { ordinal: self.ordinal.wrapping_add(1), ..self }
    }

    /// Returns the first of a report whose record is still to be looked at.
    pub(super) fn of_first(self) -> Owner {
        Owner { ordinal: 0, ..self }
    }

    /// Returns the entry at the same place of the report with this record.
    pub(super) fn of(self, record: Owner) -> Owner {
        Owner { tag: record.tag, ..self }
    }

    /// Returns the entry before this one, in the same report.
    pub(super) fn before(self) -> Owner {
        Owner { ordinal: self.ordinal.wrapping_sub(1), ..self }
    }

    /// Returns whether a piece, a number of documents after its record, is where it says.
    pub(crate) fn is_after(self, record: Owner, steps: u64) -> bool {
        self.tag == record.tag && record.ordinal == 0 && self.ordinal == steps
    }

    /// Appends whose pieces a block begins with: the entry before them.
    pub(super) fn put(self, out: &mut Vec<u8>) {
        out.push(OWNER);
        put_varint(out, self.ordinal);
        out.extend_from_slice(&self.tag);
    }

    /// Reads what [`Owner::put`] wrote, behind its first byte.
    pub(super) fn get(bytes: &[u8], at: &mut usize) -> Option<Owner> {
        let ordinal = get_varint(bytes, at)?;
        let tag = bytes.get(*at..*at + 3)?.try_into().ok()?;
        *at += 3;
        Some(Owner { tag, ordinal })
    }
}
