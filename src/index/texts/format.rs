//! Layout of a `.texts` file, all fixed numbers little-endian, all others as varints.
//!
//! ```text
//! blocks      each packed by Zstandard for itself, with the dictionary; without the magic number that all frames begin with
//! dictionary  one for all blocks; may be empty
//! table       for each block: first document u32, begins at u40
//! tail        documents u32, blocks u32, dictionary bytes u32, dictionary begins u64, version u32, magic u32
//! ```
//!
//! An unpacked block holds the entries of documents that follow each other:
//!
//! ```text
//! owner        2, only where a block begins within a report: the place of its first piece in the report's batch, three bytes
//!              of a hash of the description of the report's record
//! nothing      0
//! description  1, the JSON
//! piece        64 and flags (below); then what they announce: steps to its first byte and first line from where the piece
//!              before it in the block ends (zigzag); bytes of heading; headings shared with the piece before and number of
//!              further ones; all further headings but one that begins the text, of which the length; its locations as
//!              JSON; always the text
//! ```
//!
//! What a flag does not announce is as it mostly is: the steps those of the piece before, the heading that which begins the
//! text, the path that of the piece before or one of the same depth.
//!
//! Each string is in the codes of `code.rs`, after the number of their bytes.

use std::ops::Range;

use crate::index::record::PieceMeta;
use crate::index::varint::{get_varint, put_varint};

use super::code::{coded, extent};
use super::owner::{OWNER, Owner};

/// Last four bytes of the file: `XZTX`.
pub(super) const MAGIC: u32 = u32::from_le_bytes(*b"XZTX");
/// What every frame of Zstandard begins with; not stored.
pub(super) const FRAME_MAGIC: [u8; 4] = zstd::zstd_safe::MAGICNUMBER.to_le_bytes();
/// Raised whenever the layout changes.
pub(super) const VERSION: u32 = 1;
/// Bytes of the tail.
pub(super) const TAIL_BYTES: usize = 7 * 4;
/// Bytes of a row of the table.
pub(super) const ROW_BYTES: usize = 4 + 5;

const NOTHING: u8 = 0;
const DESCRIPTION: u8 = 1;
const PIECE: u8 = 64;
/// The next passage goes on.
const CONTINUES: u8 = 1;
/// The steps are not those of the piece before.
const STEPS: u8 = 2;
/// The bytes of heading are not those of the heading that begins the text; without one, not 0.
const HEADING_BYTES: u8 = 4;
/// The path is not that of the piece before but for its last heading.
const PATH: u8 = 8;
/// The path is that of the piece before.
const SAME_PATH: u8 = 16;
/// The last heading begins the text.
const HEADED: u8 = 32;
/// There are locations.
const LOCATED: u8 = 128;

/// What is stored with one document, in the bytes that it is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// Nothing.
    Nothing,
    /// A passage or a remark's text; its headings are given beside it.
    Piece(PieceEntry<'a>),
    /// The description of a record or a place, as JSON in codes.
    Description(&'a [u8]),
}

/// A passage or a remark's text, but for its headings; strings in codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PieceEntry<'a> {
    /// First byte in the decoded text.
    pub(super) byte_start: u64,
    /// First line, counted from 1.
    pub(super) line_start: u64,
    /// Bytes of the text that are the section's heading.
    pub(super) heading_bytes: u64,
    /// Whether the next passage goes on where this one ends.
    pub(super) continues: bool,
    /// Where a person finds it, as JSON; empty where only lines can be told.
    pub(super) locations: &'a [u8],
    /// The text (what is only passed by is not checked).
    pub(super) text: &'a [u8],
}

/// What entries of a block are written against: the piece before.
#[derive(Clone, Debug, Default)]
pub(super) struct Before<H> {
    /// What the entry before was: in a new block, the last of the block before.
    pub(super) owner: Owner,
    /// Where the description stands in the block that pieces follow: whom they are of is told when somebody asks.
    described: Option<Range<usize>>,
    /// Its headings.
    pub(super) path: Vec<H>,
    /// Whether nobody asks where pieces stand: to tell it, all texts must be walked through.
    without_places: bool,
    /// Where it ends in the decoded text.
    byte: u64,
    /// Line that it ends on.
    line: u64,
    /// Its steps, and whether there was a piece in the block at all: the steps of the first are where it stands.
    steps: (u64, u64),
    is_any: bool,
}

impl<H> Before<H> {
    /// At the beginning of a block.
    pub(super) fn of_block(without_places: bool) -> Before<H> {
        let owner = Owner::default();
        Before {
            owner,
            described: None,
            path: Vec::new(),
            without_places,
            byte: 0,
            line: 0,
            steps: (0, 0),
            is_any: false,
        }
    }

    /// At the beginning of a block, after an entry of this owner.
    pub(super) fn after(owner: Owner) -> Before<H> {
        Before { owner, ..Before::of_block(false) }
    }

    /// Returns whose the entry is that was read last from the block `bytes`.
    pub(super) fn owner_in(&self, bytes: &[u8]) -> Owner {
        let record = self.described.clone().and_then(|at| bytes.get(at)).map(Owner::of_record);
        record.map_or(self.owner, |record| self.owner.of(record))
    }

    fn pass(&mut self, piece: &PieceEntry<'_>) {
        if self.without_places {
            return;
        }
        let (bytes, lines) = extent(piece.text);
        // Wrapping, since the numbers of a damaged entry must not cause a panic.
        self.byte = piece.byte_start.wrapping_add(bytes);
        self.line = piece.line_start.wrapping_add(lines);
    }
}

/// Returns what carries a piece to the plugin: its entry with all its headings.
pub(crate) fn piece_payload(meta: &PieceMeta, text: &str) -> Vec<u8> {
    let headings: usize = meta.path.iter().map(|heading| heading.len() + 2).sum();
    let mut payload = Vec::with_capacity((text.len() + headings) / 2 + 24);
    let locations = if meta.locations.is_empty() {
        Vec::new()
    } else {
        coded(&super::super::record::to_json(&meta.locations))
    };
    let piece = PieceEntry {
        locations: &locations,
        byte_start: meta.byte_start as u64,
        line_start: meta.line_start as u64,
        heading_bytes: meta.heading_bytes as u64,
        continues: meta.continues,
        text: &coded(text),
    };
    let path: Vec<Vec<u8>> = meta.path.iter().map(|heading| coded(heading)).collect();
    let path: Vec<&[u8]> = path.iter().map(Vec::as_slice).collect();
    put(&mut payload, &Entry::Piece(piece), &path, &mut Before::default());
    payload
}

/// Returns what carries the description of a record or a place to the plugin.
pub(crate) fn description_payload(json: &str) -> Vec<u8> {
    let mut payload = Vec::with_capacity(json.len() + 4);
    put(&mut payload, &Entry::Description(&coded(json)), &[], &mut Before::default());
    payload
}

/// Appends an entry, with the headings of a piece, and notes it as the one before the next.
pub(super) fn put(out: &mut Vec<u8>, entry: &Entry<'_>, path: &[&[u8]], before: &mut Before<Vec<u8>>) {
    match entry {
        Entry::Nothing => out.push(NOTHING),
        Entry::Description(json) => {
            out.push(DESCRIPTION);
            put_bytes(out, json);
            before.owner = Owner::of_record(json);
        }
        Entry::Piece(piece) => {
            put_piece(out, piece, path, before);
            before.owner = before.owner.after();
        }
    }
}

fn put_piece(out: &mut Vec<u8>, piece: &PieceEntry<'_>, path: &[&[u8]], before: &mut Before<Vec<u8>>) {
    let shared = before.path.iter().zip(path).take_while(|(known, heading)| known == *heading).count();
    let (depth, further) = (before.path.len(), path.len() - shared);
    // A heading that begins the text is not stored twice: its length is enough.
    let heading = path.last().copied().filter(|heading| further > 0 && piece.text.starts_with(heading));
    let step = |value: u64, expected: u64| {
        // Zigzag: the sign becomes the lowest bit, so that a small step back is short as well.
        let step = value.wrapping_sub(expected) as i64;
        (step << 1 ^ step >> 63) as u64
    };
    let steps = (step(piece.byte_start, before.byte), step(piece.line_start, before.line));
    let path_flag = match further {
        0 if shared == depth => SAME_PATH,
        1 if shared + 1 == depth => 0,
        _ => PATH,
    };
    let flags = [
        (piece.continues, CONTINUES),
        (steps != before.steps || !before.is_any, STEPS),
        (piece.heading_bytes != heading.map_or(0, |heading| extent(heading).0), HEADING_BYTES),
        (heading.is_some(), HEADED),
        (!piece.locations.is_empty(), LOCATED),
    ];
    let kind =
        flags.iter().filter(|(holds, _)| *holds).fold(PIECE | path_flag, |kind, (_, flag)| kind | flag);
    let has = |flag| kind & flag != 0;
    out.push(kind);
    if has(STEPS) {
        [steps.0, steps.1].into_iter().for_each(|step| put_varint(out, step));
    }
    if has(HEADING_BYTES) {
        put_varint(out, piece.heading_bytes);
    }
    if has(PATH) {
        [shared, further].into_iter().for_each(|number| put_varint(out, number as u64));
    }
    path[shared..path.len() - usize::from(has(HEADED))].iter().for_each(|heading| put_bytes(out, heading));
    if let Some(heading) = heading {
        put_varint(out, heading.len() as u64);
    }
    if has(LOCATED) {
        put_bytes(out, piece.locations);
    }
    put_bytes(out, piece.text);
    before.path.truncate(shared);
    before.path.extend(path[shared..].iter().map(|heading| heading.to_vec()));
    // The steps of the first piece tell where it stands, which says nothing of the next.
    before.steps = if before.is_any { steps } else { (0, 0) };
    before.is_any = true;
    before.pass(piece);
}

/// Reads the entry at `*at` and moves past it; the headings of a piece are in `before` then. `None` when the bytes are
/// no entry.
pub(super) fn get<'a>(bytes: &'a [u8], at: &mut usize, before: &mut Before<&'a [u8]>) -> Option<Entry<'a>> {
    let mut kind = *bytes.get(*at)?;
    *at += 1;
    if kind == OWNER {
        before.owner = Owner::get(bytes, at)?;
        kind = *bytes.get(*at)?;
        *at += 1;
    }
    Some(match kind {
        NOTHING => Entry::Nothing,
        DESCRIPTION => {
            let json = get_bytes(bytes, at)?;
            before.described = Some(*at - json.len()..*at);
            before.owner = before.owner.of_first();
            Entry::Description(json)
        }
        kind if kind & PIECE != 0 => {
            let piece = get_piece(kind, bytes, at, before)?;
            before.owner = before.owner.after();
            Entry::Piece(piece)
        }
        _ => return None,
    })
}

fn get_piece<'a>(
    kind: u8,
    bytes: &'a [u8],
    at: &mut usize,
    before: &mut Before<&'a [u8]>,
) -> Option<PieceEntry<'a>> {
    let has = |flag| kind & flag != 0;
    let steps = match has(STEPS) {
        true => (get_varint(bytes, at)?, get_varint(bytes, at)?),
        false => before.steps,
    };
    let heading_bytes = if has(HEADING_BYTES) { Some(get_varint(bytes, at)?) } else { None };
    let (shared, further) = match (has(PATH), has(SAME_PATH)) {
        (true, _) => (get_varint(bytes, at)?, get_varint(bytes, at)?),
        (false, true) => (before.path.len() as u64, 0),
        (false, false) => ((before.path.len() as u64).checked_sub(1)?, 1),
    };
    before.path.truncate(usize::try_from(shared).ok()?);
    // The heading that begins the text is added once the text is read.
    for _ in u64::from(has(HEADED))..further {
        before.path.push(get_bytes(bytes, at)?);
    }
    let heading = if has(HEADED) { Some(usize::try_from(get_varint(bytes, at)?).ok()?) } else { None };
    let locations = if has(LOCATED) { get_bytes(bytes, at)? } else { &[] };
    let text = get_bytes(bytes, at)?;
    let heading = match heading {
        Some(length) => Some(text.get(..length)?),
        None => None,
    };
    before.path.extend(heading);
    let value = |step: u64, expected: u64| expected.wrapping_add(step >> 1 ^ (step & 1).wrapping_neg());
    let piece = PieceEntry {
        byte_start: value(steps.0, before.byte),
        line_start: value(steps.1, before.line),
        heading_bytes: heading_bytes.unwrap_or_else(|| heading.map_or(0, |heading| extent(heading).0)),
        continues: has(CONTINUES),
        locations,
        text,
    };
    before.steps = if before.is_any { steps } else { (0, 0) };
    before.is_any = true;
    before.pass(&piece);
    Some(piece)
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn get_bytes<'a>(bytes: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = usize::try_from(get_varint(bytes, at)?).ok()?;
    let end = at.checked_add(length)?;
    let found = bytes.get(*at..end)?;
    *at = end;
    Some(found)
}
