//! Rich text: characters in their code pages, headings by outline level, tables, notes, headers and footers.
//!
//! Our own: of the crates, `rtf-parser` wants the file as UTF-8, which rich text in a code page is not, and drops
//! tables and outline levels. What a group is for is decided by its first control word; groups that are marked as
//! new (`\*`) and not known are left out, as the format asks.

mod fonts;
mod paragraphs;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use std::collections::HashMap;

use self::fonts::Fonts;
use self::tokens::{Token, Tokens};
use self::words::{part_of, sign_of};
use super::writer::Writer;
use super::{ExtractError, Extraction, Input, single};
use crate::text::Location;

/// Deepest nesting of groups.
const DEPTH_MAX: usize = 100_000;

/// Reads a document.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut reader = Rtf::new();
    for token in Tokens::new(input.bytes) {
        reader.take(token)?;
    }
    reader.end_bytes();
    if !reader.groups.is_empty() {
        reader.writer.note("the file ends before its text does: it is cut short".to_owned());
    }
    reader.end_paragraph()?;
    reader.end_row()?;
    single(reader.writer.finish()?)
}

/// What the text of a group is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Body,
    /// A note or a text box: it is read behind the paragraph that it belongs to.
    Beside,
    /// Kept apart, with what it is.
    Apart(&'static str),
    /// The number or the bullet of a list.
    ListNumber,
    /// What a field is to show.
    Instruction,
    Fonts,
    Styles,
    Left,
}

/// What holds inside a group.
#[derive(Clone, Copy)]
struct Group {
    part: Part,
    font: i32,
    /// Characters that follow a `\u` for programs that do not know it.
    instead: usize,
    /// Deleted or hidden.
    removed: bool,
    /// In a list of contents that a field shows.
    in_contents: bool,
}

/// What holds for a paragraph.
#[derive(Clone, Copy, Default)]
struct Paragraph {
    in_table: bool,
    /// As written: 0 is the outermost, 9 is text.
    outline: Option<i32>,
    style: i32,
}

#[derive(Default)]
struct RtfStyle {
    outline: Option<i32>,
    name: String,
}

impl RtfStyle {
    /// As it says, else by the name that Word and others give the styles of headings.
    fn outline(&self) -> Option<i32> {
        let name = self.name.trim().trim_end_matches(';').to_lowercase();
        let level = ["heading ", "标题 "].iter().find_map(|word| name.strip_prefix(word));
        let named = level.and_then(|level| level.parse::<i32>().ok()).filter(|level| (1..=9).contains(level));
        self.outline.or(named.map(|level| level - 1))
    }
}

struct Rtf {
    writer: Writer,
    groups: Vec<Group>,
    now: Group,
    fonts: Fonts,
    styles: HashMap<i32, RtfStyle>,
    paragraph: Paragraph,
    /// Bytes that wait for what belongs to them.
    bytes: Vec<u8>,
    /// The first half of a character beyond the first plane.
    half: Option<u16>,
    /// Characters still to be passed over after a `\u`.
    pass: usize,
    /// Whether the group has just begun: `\*` means what it does at its beginning only.
    fresh: bool,
    starred: bool,
    text: String,
    removed: String,
    beside: String,
    apart: String,
    list_number: String,
    /// That of the last field.
    instruction: String,
    /// Whether some of the paragraph was in a list of contents.
    was_in_contents: bool,
    /// Paragraphs of the cell and cells of the row that we are in.
    cell: Vec<String>,
    cells: Vec<Vec<String>>,
    count: usize,
}

impl Rtf {
    fn new() -> Rtf {
        Rtf {
            writer: Writer::new(),
            groups: Vec::new(),
            now: Group { part: Part::Body, font: 0, instead: 1, removed: false, in_contents: false },
            fonts: Fonts::new(),
            styles: HashMap::new(),
            paragraph: Paragraph::default(),
            bytes: Vec::new(),
            half: None,
            pass: 0,
            fresh: false,
            starred: false,
            text: String::new(),
            removed: String::new(),
            beside: String::new(),
            apart: String::new(),
            list_number: String::new(),
            instruction: String::new(),
            was_in_contents: false,
            cell: Vec::new(),
            cells: Vec::new(),
            count: 0,
        }
    }

    fn take(&mut self, token: Token<'_>) -> Result<(), ExtractError> {
        let begins = std::mem::take(&mut self.fresh);
        match token {
            Token::Text(text) => {
                // What stands in for a `\u` may begin in one token and end in the next.
                let passed = self.pass.min(text.len());
                self.pass -= passed;
                self.bytes.extend_from_slice(&text[passed..]);
            }
            Token::Byte(_) | Token::Sign(_) | Token::Word(..) if self.passes(token) => {}
            Token::Byte(byte) => self.bytes.push(byte),
            other => {
                self.end_bytes();
                match other {
                    Token::Open => {
                        // Without a limit a file of nothing but braces would take all memory.
                        if self.groups.len() > DEPTH_MAX {
                            return Err(ExtractError::TooDeep(DEPTH_MAX));
                        }
                        // What stands in for a `\u` never goes over a brace.
                        self.pass = 0;
                        self.groups.push(self.now);
                        self.fresh = true;
                    }
                    Token::Close => self.close(),
                    Token::Word(word, number) => return self.word(word, number),
                    Token::Sign(sign) => self.sign(sign, begins),
                    Token::Text(_) | Token::Byte(_) => {}
                }
            }
        }
        Ok(())
    }

    /// Whether a token only stands in for a `\u` before it.
    fn passes(&mut self, token: Token<'_>) -> bool {
        let is_another = matches!(token, Token::Word("u", _));
        let passes = self.pass > 0 && !is_another;
        self.pass = if is_another { 0 } else { self.pass.saturating_sub(1) };
        passes
    }

    fn close(&mut self) {
        self.pass = 0;
        // A brace too many is passed over: programs that read this format do so too.
        let Some(outer) = self.groups.pop() else { return };
        let inner = std::mem::replace(&mut self.now, outer).part;
        // Only the group that began a part ends it; groups inside it change fonts.
        if inner == outer.part {
            return;
        }
        match inner {
            Part::Apart(what) => {
                let here = self.here();
                self.writer.furniture(&std::mem::take(&mut self.apart), what, &here);
            }
            Part::ListNumber => {
                let number = std::mem::take(&mut self.list_number);
                // Bullets are no text.
                if number.contains(char::is_alphanumeric) {
                    self.put(number.trim());
                }
            }
            Part::Beside => self.beside.push('\n'),
            _ => {}
        }
    }

    fn sign(&mut self, sign: u8, begins: bool) {
        match sign {
            b'~' => self.put("\u{A0}"),
            b'_' => self.put("-"),
            b'*' => self.starred = begins,
            b'\\' | b'{' | b'}' => self.put(&char::from(sign).to_string()),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) -> Result<(), ExtractError> {
        let starred = std::mem::take(&mut self.starred);
        if let Some(part) = part_of(word) {
            // A text box stands in a group that is left out; a picture of one is in its place for older programs.
            if self.now.part != Part::Left || matches!(word, "shptxt" | "ud") {
                self.now.part = part;
            }
            if part == Part::Instruction {
                self.instruction.clear();
            }
            return Ok(());
        }
        // `\*` marks a word that a reader may not know: then its group is left out.
        if starred {
            self.now.part = Part::Left;
        }
        if self.now.part == Part::Left {
            return Ok(());
        }
        match word {
            "par" | "sect" | "page" => self.end_of_paragraph()?,
            "cell" => self.end_cell(),
            // Tables inside a cell are text of it: a row of rows could not be shown in one line.
            "nestcell" | "nestrow" => self.put(" "),
            "row" => self.end_row()?,
            "u" => self.unicode(number.unwrap_or(0)),
            _ => self.property(word, number),
        }
        Ok(())
    }

    /// What only sets how text is read or what it is.
    fn property(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            "ansicpg" => self.fonts.code_page(number.unwrap_or(0)),
            "deff" => {
                self.fonts.first = number.unwrap_or(0);
                self.now.font = self.fonts.first;
            }
            "f" => self.now.font = number.unwrap_or(0),
            "deflangfe" | "langfe" => self.fonts.language(number.unwrap_or(0)),
            "fcharset" if self.now.part == Part::Fonts => {
                self.fonts.charset(self.now.font, number.unwrap_or(0));
            }
            "uc" => self.now.instead = number.unwrap_or(1).clamp(0, 100) as usize,
            // `\plain` takes back what characters look like, and with it that they are hidden.
            "plain" => (self.now.font, self.now.removed) = (self.fonts.first, false),
            "deleted" | "v" => self.now.removed = is_on,
            "fldrslt" => self.now.in_contents |= self.instruction.trim_start().starts_with("TOC"),
            "pard" => self.paragraph = Paragraph::default(),
            "intbl" => self.paragraph.in_table = is_on,
            "outlinelevel" if self.now.part == Part::Styles => {
                self.styles.entry(self.paragraph.style).or_default().outline = number;
            }
            "outlinelevel" => self.paragraph.outline = number,
            "s" => {
                self.paragraph.style = number.unwrap_or(0);
                if self.now.part == Part::Styles {
                    self.styles.insert(self.paragraph.style, RtfStyle::default());
                }
            }
            _ => {
                if let Some(text) = sign_of(word) {
                    self.put(text);
                }
            }
        }
    }

    fn unicode(&mut self, number: i32) {
        // Numbers above 32767 are written as negative ones.
        let unit = number as u16;
        self.pass = self.now.instead;
        // Characters beyond the first plane are written as the two halves of UTF-16.
        if (0xD800..0xDC00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        let units: Vec<u16> = self.half.take().into_iter().chain([unit]).collect();
        let text = String::from_utf16_lossy(&units);
        self.put(&text);
    }

    /// Decodes the bytes that wait.
    fn end_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        // A character may be two bytes in two tokens, so bytes are decoded once something else comes.
        let bytes = std::mem::take(&mut self.bytes);
        let text = self.fonts.encoding(self.now.font).decode_without_bom_handling(&bytes).0;
        self.put(&text);
    }

    fn put(&mut self, text: &str) {
        match self.now.part {
            Part::Body if self.now.removed => self.removed.push_str(text),
            Part::Body => {
                self.was_in_contents |= self.now.in_contents;
                self.text.push_str(text);
            }
            Part::Instruction => self.instruction.push_str(text),
            Part::Beside => self.beside.push_str(text),
            Part::Apart(_) => self.apart.push_str(text),
            Part::ListNumber => self.list_number.push_str(text),
            Part::Styles => {
                self.styles.entry(self.paragraph.style).or_default().name.push_str(text);
            }
            Part::Fonts | Part::Left => {}
        }
    }

    fn here(&self) -> Location {
        Location::Paragraph { paragraph: self.count.max(1) }
    }
}
