//! Presentations of PowerPoint 97 to 2003 (`.ppt`) and of WPS (`.dps`): a slide is a section under its title, notes
//! follow their slide.
//!
//! After \[MS-PPT\]: records are found by the directory of persistent objects (2.1.2), of which the last edit counts;
//! the words of placeholders stand in the document's list of slides, all others in the slide.

use std::collections::HashMap;
use std::io::Read;

use crate::text::Location;

use super::ole;
use super::writer::Writer;
use super::{ExtractError, Extraction, Input, single};

/// Kinds of records (\[MS-PPT\] 2.13.24, \[MS-ODRAW\] 2.2).
mod kind {
    pub(super) const SLIDE_LIST: u16 = 0x0FF0;
    pub(super) const SLIDE_PERSIST: u16 = 0x03F3;
    pub(super) const NOTES_ATOM: u16 = 0x03F1;
    pub(super) const TEXT_HEADER: u16 = 0x0F9F;
    pub(super) const TEXT_CHARS: u16 = 0x0FA0;
    pub(super) const TEXT_BYTES: u16 = 0x0FA8;
    pub(super) const USER_EDIT: u16 = 0x0FF5;
    pub(super) const PERSIST_DIRECTORY: u16 = 0x1772;
}

/// Most levels of records inside records.
const DEPTH_MAX: usize = 24;
/// Most edits that follow each other: more are a circle.
const EDITS_MAX: usize = 10_000;
/// What the current user's record says of a file that is encrypted.
const ENCRYPTED: u32 = 0xF3D1_C4DF;

/// Reads the slides in their order.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let damaged = |error: std::io::Error| ExtractError::Damaged(error.to_string());
    let mut container = ole::open(input.bytes).map_err(damaged)?;
    let mut stream = |name: &str| -> Result<Vec<u8>, ExtractError> {
        let mut content = Vec::new();
        let stream = container.open_stream(name).map_err(damaged)?;
        stream.take(input.limits.unpacked_bytes).read_to_end(&mut content).map_err(damaged)?;
        Ok(content)
    };
    let user = stream("/Current User")?;
    if u32_at(&user, 12) == Some(ENCRYPTED) {
        return Err(ExtractError::Encrypted);
    }
    let document = stream("/PowerPoint Document")?;
    let show = Show::of(&document, u32_at(&user, 16).unwrap_or(0) as usize);
    let show = show.ok_or_else(|| ExtractError::Damaged("its list of slides cannot be found".to_owned()))?;
    let mut writer = Writer::new();
    writer.untitled();
    for (nth, slide) in show.slides.iter().enumerate() {
        let here = Location::Slide { slide: nth + 1 };
        let mut texts = slide.texts.clone();
        texts.extend(show.drawn(slide.persist));
        // A slide without title is called by what it says first.
        let title = texts.iter().position(|text| text.is_title).or((!texts.is_empty()).then_some(0));
        if let Some(title) = title {
            writer.heading(&texts.remove(title).lines.join(" "), 1, &here)?;
        }
        let notes = show.notes.get(&slide.id).map(|notes| show.drawn(*notes)).unwrap_or_default();
        for line in texts.into_iter().chain(notes).flat_map(|text| text.lines) {
            writer.paragraph(&line, &here)?;
        }
    }
    single(writer.finish()?)
}

/// A record: its kind, what tells it from others of its kind, its content.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    instance: u16,
    is_container: bool,
    content: &'a [u8],
}

/// The records that follow each other in `bytes`.
fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let head = u16_at(rest, 0)?;
        let (kind, length) = (u16_at(rest, 2)?, u32_at(rest, 4)? as usize);
        let content = rest.get(8..)?;
        let (content, after) = content.split_at(length.min(content.len()));
        rest = after;
        Some(Record { kind, instance: head >> 4, is_container: head & 0xF == 0xF, content })
    })
}

/// A text of a slide.
#[derive(Clone)]
struct Text {
    is_title: bool,
    lines: Vec<String>,
}

struct Slide {
    persist: u32,
    id: u32,
    texts: Vec<Text>,
}

/// What is shown, and where it stands.
struct Show<'a> {
    document: &'a [u8],
    /// Where persistent objects begin, by their number.
    places: HashMap<u32, usize>,
    slides: Vec<Slide>,
    /// Notes by the id of their slide: the number of the object.
    notes: HashMap<u32, u32>,
}

impl<'a> Show<'a> {
    fn of(document: &'a [u8], edit: usize) -> Option<Show<'a>> {
        let (mut places, mut root, mut next) = (HashMap::new(), None, edit);
        for _ in 0..EDITS_MAX {
            let record =
                records(document.get(next..)?).next().filter(|record| record.kind == kind::USER_EDIT)?;
            root = root.or(u32_at(record.content, 16));
            for (number, at) in directory(document.get(u32_at(record.content, 12)? as usize..)?) {
                // The last edit comes first.
                places.entry(number).or_insert(at);
            }
            next = u32_at(record.content, 8)? as usize;
            if next == 0 {
                break;
            }
        }
        let mut show = Show { document, places, slides: Vec::new(), notes: HashMap::new() };
        let root = show.object(root?)?;
        for list in records(root.content).filter(|record| record.kind == kind::SLIDE_LIST) {
            match list.instance {
                0 => show.slides.extend(slides(list.content)),
                2 => {
                    for notes in slides(list.content) {
                        let of_slide = show.object(notes.persist).and_then(|object| {
                            let atom = records(object.content).find(|atom| atom.kind == kind::NOTES_ATOM)?;
                            u32_at(atom.content, 0)
                        });
                        show.notes.extend(of_slide.map(|slide| (slide, notes.persist)));
                    }
                }
                _ => {}
            }
        }
        Some(show)
    }

    fn object(&self, number: u32) -> Option<Record<'a>> {
        records(self.document.get(*self.places.get(&number)?..)?).next()
    }

    /// The texts that stand in the drawing of a slide itself.
    fn drawn(&self, persist: u32) -> Vec<Text> {
        let mut found = Vec::new();
        if let Some(object) = self.object(persist) {
            collect(object.content, &mut found, 0);
        }
        found
    }
}

/// Entries of a directory: numbers of objects and where they begin.
fn directory(bytes: &[u8]) -> Vec<(u32, usize)> {
    let record = records(bytes).next().filter(|record| record.kind == kind::PERSIST_DIRECTORY);
    let (mut entries, mut rest) = (Vec::new(), record.map_or(&[][..], |record| record.content));
    while let Some(head) = u32_at(rest, 0) {
        let (first, count) = (head & 0xF_FFFF, head >> 20);
        for nth in 0..count {
            let Some(at) = u32_at(rest, 4 + nth as usize * 4) else { return entries };
            entries.push((first + nth, at as usize));
        }
        rest = rest.get(4 + count as usize * 4..).unwrap_or_default();
    }
    entries
}

/// Slides of a list, with the texts that stand in it.
fn slides(list: &[u8]) -> Vec<Slide> {
    let (mut slides, mut is_title): (Vec<Slide>, bool) = (Vec::new(), false);
    for record in records(list) {
        match record.kind {
            kind::SLIDE_PERSIST => {
                let number = |at| u32_at(record.content, at).unwrap_or(0);
                slides.push(Slide { persist: number(0), id: number(12), texts: Vec::new() });
            }
            kind::TEXT_HEADER => is_title = names_title(record),
            _ => {
                if let (Some(slide), Some(lines)) = (slides.last_mut(), lines_of(record)) {
                    slide.texts.push(Text { is_title, lines });
                }
            }
        }
    }
    slides
}

fn collect(bytes: &[u8], found: &mut Vec<Text>, depth: usize) {
    let mut is_title = false;
    for record in records(bytes) {
        if record.is_container && depth < DEPTH_MAX {
            collect(record.content, found, depth + 1);
        } else if record.kind == kind::TEXT_HEADER {
            is_title = names_title(record);
        } else if let Some(lines) = lines_of(record) {
            found.push(Text { is_title, lines });
        }
    }
}

/// Titles and centred titles (\[MS-PPT\] 2.13.33).
fn names_title(header: Record<'_>) -> bool {
    matches!(u32_at(header.content, 0), Some(0 | 6))
}

/// The paragraphs of a text; `None` of another record, and of a text that says nothing.
fn lines_of(record: Record<'_>) -> Option<Vec<String>> {
    let text = match record.kind {
        kind::TEXT_CHARS => encoding_rs::UTF_16LE.decode_without_bom_handling(record.content).0.into_owned(),
        // The lower bytes of UTF-16, where the upper ones are all nothing.
        kind::TEXT_BYTES => record.content.iter().map(|byte| char::from(*byte)).collect(),
        _ => return None,
    };
    let lines = text.split('\r').map(|line| line.replace('\u{B}', " ").trim().to_owned());
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then_some(lines)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::extract::Limits;
    use std::path::Path;

    fn record(kind: u16, head: u16, content: &[u8]) -> Vec<u8> {
        let mut bytes = [head.to_le_bytes(), kind.to_le_bytes()].concat();
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend(content);
        bytes
    }

    fn numbers(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// Two slides, the second with a box of its own, and notes of the first.
    fn presentation(token: u32) -> Vec<u8> {
        let text = |kind: u32, words: &str| {
            [record(kind::TEXT_HEADER, 0, &numbers(&[kind])), record(kind::TEXT_CHARS, 0, &wide(words))]
                .concat()
        };
        let persist = |number, id| record(kind::SLIDE_PERSIST, 0, &numbers(&[number, 0, 0, id, 0]));
        let shown = [persist(2, 256), text(1, "第一条\r第二条"), text(0, "减负"), persist(3, 257)].concat();
        let root = record(
            0x03E8,
            0xF,
            &[record(kind::SLIDE_LIST, 0xF, &shown), record(kind::SLIDE_LIST, 0x2F, &persist(4, 0))].concat(),
        );
        let boxed = record(0xF00D, 0xF, &text(4, "框中的话"));
        let objects = [
            root,
            record(0x03EE, 0xF, &[]),
            record(0x03EE, 0xF, &record(0x040C, 0xF, &boxed)),
            record(
                0x03F0,
                0xF,
                &[record(kind::NOTES_ATOM, 0, &numbers(&[256, 0])), text(2, "讲稿")].concat(),
            ),
        ];
        let (mut document, mut places) = (Vec::new(), Vec::new());
        for object in objects {
            places.push(document.len() as u32);
            document.extend(object);
        }
        let at = document.len() as u32;
        let entries = [numbers(&[1 | 4 << 20]), numbers(&places)].concat();
        document.extend(record(kind::PERSIST_DIRECTORY, 0, &entries));
        let edit = document.len() as u32;
        document.extend(record(kind::USER_EDIT, 0, &numbers(&[0, 0, 0, at, 1, 5, 0])));
        let user = record(0x0FF6, 0, &numbers(&[20, token, edit, 0]));
        ole::tests::container(&[("PowerPoint Document", &document), ("Current User", &user)])
    }

    fn read_bytes(bytes: &[u8]) -> Result<Extraction, ExtractError> {
        let (limits, spent) = (Limits::default(), std::cell::Cell::new(0));
        read(&Input::new(Path::new("a.ppt"), bytes, &limits, &spent))
    }

    #[test]
    fn slides_come_with_titles_boxes_and_notes() {
        let report = read_bytes(&presentation(0xE391_C05F)).expect("a presentation").reports.remove(0);
        assert_eq!(report.text, "减负\n第一条\n第二条\n讲稿\n框中的话\n");
        let headings: Vec<&str> =
            report.markup.headings.iter().map(|one| one.span.of(&report.text)).collect();
        assert_eq!(headings, ["减负", "框中的话"]);
        assert_eq!(read_bytes(&presentation(ENCRYPTED)), Err(ExtractError::Encrypted));
    }

    #[test]
    fn changed_files_are_read_or_refused() {
        let whole = presentation(0xE391_C05F);
        for at in (0..whole.len()).step_by(7) {
            let mut changed = whole.clone();
            changed[at] ^= 0xFF;
            drop(read_bytes(&changed));
        }
    }
}
