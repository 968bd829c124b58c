//! What is said of paragraphs and characters: lists of changes ("sprm") to their style, stored in pages of 512 bytes.
//!
//! After \[MS-DOC\] 2.6 (sprms), 2.9.33 (ChpxFkp) and 2.9.174 (PapxFkp).

use super::bytes::Bytes;
use super::file::WordFile;

/// What matters of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) style: u16,
    /// Level of its heading, from 0; 9 is body text.
    pub(super) outline: Option<u8>,
    /// Number of its list, from 1; 0 is none.
    pub(super) list: Option<u16>,
    pub(super) list_level: Option<u8>,
    /// Whether it stands in a table.
    pub(super) in_table: bool,
    /// Whether it ends a row of a table.
    pub(super) row_end: bool,
}

impl Paragraph {
    /// Carries out a list of changes.
    pub(super) fn change(&mut self, changes: Bytes<'_>) {
        // In this order: `sprmPIstd`, `sprmPOutLvl`, `sprmPIlfo`, `sprmPIlvl`, `sprmPFInTable`, `sprmPFTtp`
        // and `sprmPFInnerTtp`.
        each(changes, |code, operand| match code {
            0x4600 => self.style = operand.u16(0).unwrap_or(self.style),
            0x2640 => self.outline = operand.u8(0),
            0x460B => self.list = operand.u16(0),
            0x260A => self.list_level = operand.u8(0),
            0x2416 => self.in_table = operand.u8(0) == Some(1),
            0x2417 | 0x244C => self.row_end = operand.u8(0) == Some(1),
            _ => {}
        });
    }
}

/// What matters of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Characters {
    pub(super) deleted: bool,
    pub(super) hidden: bool,
}

impl Characters {
    fn of(changes: Bytes<'_>) -> Characters {
        let mut characters = Characters::default();
        // `sprmCFRMarkDel` and `sprmCFVanish`.
        each(changes, |code, operand| match code {
            0x0800 => characters.deleted = operand.u8(0) == Some(1),
            0x083C => characters.hidden = operand.u8(0) == Some(1),
            _ => {}
        });
        characters
    }
}

/// Calls `act` with each change and its operand.
fn each(changes: Bytes<'_>, mut act: impl FnMut(u16, Bytes<'_>)) {
    let mut at = 0;
    while let Some(code) = changes.u16(at) {
        at += 2;
        // The upper three bits of the code tell the size of the operand (`spra`).
        let (skip, length) = match (code, code >> 13) {
            // The definition of a table: two bytes of length, one too many.
            (0xD608, _) => (2, usize::from(changes.u16(at).unwrap_or(1)).saturating_sub(1)),
            (_, 0 | 1) => (0, 1),
            (_, 2 | 4 | 5) => (0, 2),
            (_, 3) => (0, 4),
            (_, 7) => (0, 3),
            _ => (1, usize::from(changes.u8(at).unwrap_or(0))),
        };
        let Some(operand) = changes.part(at + skip, length) else { return };
        act(code, operand);
        at += skip + length;
    }
}

/// Something said of a stretch of bytes of the stream.
pub(super) struct Stretches<T> {
    /// Start, end, and what is said; sorted.
    all: Vec<(u32, u32, T)>,
}

impl<T: Copy> Stretches<T> {
    /// What is said of the byte at `at`.
    pub(super) fn of(&self, at: u32) -> Option<T> {
        let next = self.all.partition_point(|(start, ..)| *start <= at);
        let (_, end, said) = self.all.get(next.checked_sub(1)?)?;
        (at < *end).then_some(*said)
    }

    /// Reads pages of 512 bytes; `item` is the bytes that each stretch has in the index of a page.
    fn read(
        file: &WordFile,
        index: usize,
        item: usize,
        said: impl Fn(Bytes<'_>, usize) -> Option<T>,
    ) -> Stretches<T> {
        let mut all = Vec::new();
        if let Some(table) = file.exact(index) {
            let count = table.len().saturating_sub(4) / 8;
            for nth in 0..count {
                // The number of a page takes 22 bits.
                let number = table.u32((count + 1) * 4 + nth * 4).unwrap_or(0) & 0x3F_FFFF;
                let Some(page) = file.document().part(number as usize * 512, 512) else { continue };
                // The last byte is the number of runs; their borders come first, then what leads to what is
                // said of each.
                let runs = usize::from(page.u8(511).unwrap_or(0));
                for run in 0..runs {
                    let (Some(start), Some(end)) = (page.u32(run * 4), page.u32(run * 4 + 4)) else { break };
                    let offset = page.u8((runs + 1) * 4 + run * item).unwrap_or(0);
                    if let Some(said) = said(page, usize::from(offset) * 2) {
                        all.push((start, end, said));
                    }
                }
            }
        }
        all.sort_by_key(|(start, ..)| *start);
        Stretches { all }
    }
}

/// What is said of the characters of a file.
pub(super) fn characters(file: &WordFile) -> Stretches<Characters> {
    Stretches::read(file, 12, 1, |page, at| {
        let length = usize::from(page.u8(at).filter(|_| at > 0)?);
        Some(Characters::of(page.part(at + 1, length)?)).filter(|said| *said != Characters::default())
    })
}

/// What is said of the paragraphs of a file; `base` gives what their style says.
pub(super) fn paragraphs(file: &WordFile, base: impl Fn(u16) -> Paragraph) -> Stretches<Paragraph> {
    Stretches::read(file, 13, 13, |page, at| {
        // 0 says that the length in words follows; else it stands here, in words less a byte.
        let (from, length) = match page.u8(at).filter(|_| at > 0)? {
            0 => (at + 2, usize::from(page.u8(at + 1)?) * 2),
            words => (at + 1, usize::from(words) * 2 - 1),
        };
        let list = page.part(from, length)?;
        let mut paragraph = base(list.u16(0)?);
        paragraph.change(list.from(2)?);
        Some(paragraph)
    })
}
